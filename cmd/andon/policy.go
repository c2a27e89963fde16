package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/policy"
)

// policyCommand is `andon policy`: the shop's rules, from a file to what is active.
func policyCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use: "policy", Short: "Write, compare, approve and activate the shop's rules", Args: wants(),
		Long: `policy works with the shop's rules: what is held, how orders are sourced, what waits and
how soon exceptions are due. A policy is written in a file and drafted, proposed,
approved by somebody else, and activated; what was proposed never changes again.

  andon policy check rules.yaml
  andon policy draft rules.yaml --comment "hold large orders"
  andon policy diff POL-2
  andon policy propose POL-2 --comment "as agreed with the warehouse"
  andon policy approve POL-2 --comment "seen"
  andon policy activate POL-2 --from 2026-12-01T00:00:00Z --comment "before the season"

andon policy fields names what conditions may speak of.`,
		RunE: noPolicyCommand,
	}
	c.AddCommand(policyShowCommand(a), policyCheckCommand(a), policyDraftCommand(a), policyDiffCommand(a),
		policyStepCommand(a, "propose", "Ask others to approve a draft", func(id, why string) core.Payload { return &policy.Propose{Policy: id, Comment: why} }),
		policyStepCommand(a, "approve", "Allow a proposed policy to become active; not one's own, where others may", func(id, why string) core.Payload { return &policy.Approve{Policy: id, Comment: why} }),
		policyStepCommand(a, "return", "Make a proposed or approved policy a draft again", func(id, why string) core.Payload { return &policy.GiveBack{Policy: id, Comment: why} }),
		policyActivateCommand(a), policyHistoryCommand(a), policyFieldsCommand(a))
	return c
}

// noPolicyCommand answers andon policy alone.
func noPolicyCommand(c *cobra.Command, _ []string) error {
	if err := c.Help(); err != nil {
		return err
	}
	return errQuiet
}

func policyCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE", Short: "Check a policy and run its examples; no shop is needed", Args: wants("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			doc, err := a.checkedPolicy(args[0])
			if err == nil {
				_, err = fmt.Fprintf(a.out, "ok: %s, %s\n", plural(doc.Count(), "rule"), plural(len(doc.Examples), "example"))
			}
			return err
		},
	}
}

func policyDraftCommand(a *app) *cobra.Command {
	var id, comment string
	c := &cobra.Command{
		Use: "draft FILE", Short: "Make a new version of a file, or write a draft anew", Args: wants("FILE"),
		Long: "draft takes a policy in YAML or JSON; - is the standard input. It is checked before it is taken.",
		RunE: func(c *cobra.Command, args []string) error {
			if err := needsComment(comment); err != nil {
				return err
			}
			doc, err := a.checkedPolicy(args[0])
			if err != nil {
				return err
			}
			return a.withShop(c.Context(), "policy", func(s *shop) error {
				events, err := s.submitOne(c.Context(), &policy.DraftPolicy{Policy: id, Document: doc, Comment: comment})
				if err != nil {
					return err
				}
				for _, e := range events {
					if d, ok := e.(*policy.Drafted); ok {
						_, err = fmt.Fprintf(a.out, "%s\n", d.ID)
					}
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&id, "policy", "", "the `draft` to write anew; else a new version is made")
	_ = c.RegisterFlagCompletionFunc("policy", a.completePolicy)
	commentFlag(c, &comment)
	return c
}

// commentFlag adds --comment: whoever comes later wants to know why.
func commentFlag(c *cobra.Command, comment *string) {
	c.Flags().StringVar(comment, "comment", "", "why, in a few `words`")
}

func needsComment(comment string) error {
	if strings.TrimSpace(comment) == "" {
		return usage("--comment is needed: say why in a few words")
	}
	return nil
}

// submitOne gives one command that must be taken, and returns what came of it.
func (s *shop) submitOne(ctx context.Context, body core.Payload) ([]core.Payload, error) {
	receipts, err := s.client.Submit(ctx, core.Command{Body: body})
	if err != nil {
		return nil, err
	}
	if receipts[0].Err != nil {
		return nil, receipts[0].Err
	}
	return receipts[0].Events, nil
}

// policyStepCommand is a command that moves a policy on in its life.
func policyStepCommand(a *app, name, short string, body func(id, comment string) core.Payload) *cobra.Command {
	var comment string
	c := &cobra.Command{
		Use: name + " POL-N", Short: short, Args: wants("POL-N"), ValidArgsFunction: a.completePolicy,
		RunE: func(c *cobra.Command, args []string) error {
			if err := needsComment(comment); err != nil {
				return err
			}
			return a.stepPolicy(c.Context(), args[0], body(args[0], comment))
		},
	}
	commentFlag(c, &comment)
	return c
}

// stepPolicy gives a command and says how the policy stands after it.
func (a *app) stepPolicy(ctx context.Context, id string, body core.Payload) error {
	return a.withShop(ctx, "policy", func(s *shop) error {
		if _, err := s.submitOne(ctx, body); err != nil {
			return err
		}
		if id == policy.None {
			return a.sayNone(ctx, s)
		}
		p, err := s.policy(ctx, id)
		if err == nil {
			_, err = fmt.Fprintf(a.out, "ok: %s is %s\n", p.ID, standing(p))
		}
		return err
	})
}

// sayNone says that no policy decides, and until when.
func (a *app) sayNone(ctx context.Context, s *shop) error {
	page, err := s.client.Query(ctx, api.Query{Kind: policy.NounPolicy, Where: "state = approved", Limit: api.MaxRows})
	until := ""
	for _, r := range page.Rows {
		p, failed := s.policy(ctx, r.ID)
		if failed != nil {
			return failed
		}
		if at := p.Scheduled(); at != 0 {
			until += fmt.Sprintf("; %s becomes active at %s", p.ID, at)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(a.out, "ok: the shop decides without a policy"+until)
	}
	return err
}

// standing is where a policy stands, with the day that is set for it.
func standing(p *policy.Policy) string {
	if at := p.Scheduled(); at != 0 {
		return fmt.Sprintf("%s, active from %s", p.State, at)
	}
	if p.State == policy.Active {
		return fmt.Sprintf("active since %s", p.Start)
	}
	if n := len(p.Steps); n > 0 && p.Steps[n-1].Alone {
		return fmt.Sprintf("%s by its own author, alone in the shop", p.State)
	}
	return string(p.State)
}

func policyActivateCommand(a *app) *cobra.Command {
	var from, comment string
	c := &cobra.Command{
		Use: "activate POL-N|none", Short: "Let an approved or earlier policy decide, now or from a time; none: no policy", Args: wants("POL-N|none"), ValidArgsFunction: a.completePolicy,
		RunE: func(c *cobra.Command, args []string) error {
			if err := needsComment(comment); err != nil {
				return err
			}
			at, err := instantOf(from)
			if err == nil {
				err = a.stepPolicy(c.Context(), args[0], &policy.Activate{Policy: args[0], From: at, Comment: comment})
			}
			return err
		},
	}
	c.Flags().StringVar(&from, "from", "", "a `time` to come, such as 2026-12-01T06:00:00Z, or a day; else now")
	commentFlag(c, &comment)
	return c
}

// instantOf reads a time, or a day as its first instant in UTC; "" is 0.
func instantOf(text string) (at core.Instant, err error) {
	if text == "" {
		return 0, nil
	}
	var day core.Date
	if day.UnmarshalText([]byte(text)) == nil {
		text += "T00:00:00Z"
	}
	if at.UnmarshalText([]byte(text)) != nil {
		return 0, usage("--from takes a time such as 2026-12-01T06:00:00Z or a day such as 2026-12-01, not %.40q", text)
	}
	return at, nil
}

func policyHistoryCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "history [POL-N]", Short: "List all versions, or all that happened to one", Args: atMostOne("POL-N"), ValidArgsFunction: a.completePolicy,
		RunE: func(c *cobra.Command, args []string) error {
			q := api.Query{Kind: policy.NounPolicy}
			if len(args) == 1 {
				q.ID, q.View = args[0], api.History
			}
			return a.showList(c.Context(), "policy", q, 0, form)
		},
	}
	outputFlag(c, &form, sheetForms...)
	return c
}

// policy finds a version by its id, or by "active" the one that decides.
func (s *shop) policy(ctx context.Context, id string) (*policy.Policy, error) {
	if id == string(policy.Active) {
		page, err := s.client.Query(ctx, api.Query{Kind: policy.NounPolicy, Where: "state = active", Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(page.Rows) == 0 {
			return nil, core.E(core.CodeNotFound, "policy", "", "no policy is active; andon policy history lists the versions")
		}
		id = page.Rows[0].ID
	}
	return docOf[policy.Policy](ctx, s.client, policy.NounPolicy, id)
}

// completePolicy offers the versions of the shop to a shell; none where the shop is
// in use by another process.
func (a *app) completePolicy(c *cobra.Command, args []string, _ string) (out []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	_ = a.withShop(c.Context(), "policy", func(s *shop) error {
		page, err := s.client.Query(c.Context(), api.Query{Kind: policy.NounPolicy, Limit: pageRows})
		for _, r := range page.Rows {
			out = append(out, r.ID)
		}
		return err
	})
	switch c.Name() {
	case "show", "diff":
		out = append(out, string(policy.Active))
	case "activate":
		out = append(out, policy.None)
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// sectionNames are the sections of a policy, as texts.
func sectionNames() (out []string) {
	for _, s := range policy.Sections() {
		out = append(out, string(s))
	}
	return out
}

func isSection(text string) bool { return slices.Contains(sectionNames(), text) }
