package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/flow"
	"andon/core/policy"
	"andon/core/policy/lang"
	"andon/tui/term"
)

func policyShowCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "show [POL-N|active]", Short: "Show a version with its rules and history", Args: atMostOne("POL-N"), ValidArgsFunction: a.completePolicy,
		Long: `show shows the active version or the one that is named, and of each rule how often it
had a say in the newest 5,000 orders and exceptions. andon why policy POL-1 lists those that
nothing came of first. -o yaml and -o json write the rules alone, as andon policy draft
reads them.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("output", form, "text", "yaml", "json"); err != nil {
				return err
			}
			id := string(policy.Active)
			if len(args) == 1 {
				id = args[0]
			}
			return a.withShop(c.Context(), "policy", func(s *shop) error {
				p, err := s.policy(c.Context(), id)
				if err != nil {
					return err
				}
				var use map[string]string
				if form == "text" && p.Start != 0 {
					if use, err = s.ruleUse(c.Context(), p.ID); err != nil {
						return err
					}
				}
				w := bufio.NewWriter(a.out)
				return firstOf(writePolicy(w, p, form, use), w.Flush())
			})
		},
	}
	outputFlag(c, &form, "text", "yaml", "json")
	return c
}

// docOf reads one whole document.
func docOf[T any](ctx context.Context, client api.Client, noun core.Noun, id string) (*T, error) {
	page, err := client.Query(ctx, api.Query{Kind: noun, ID: id, View: api.Doc})
	if err != nil {
		return nil, err
	}
	doc := new(T)
	if err := json.Unmarshal(page.Doc, doc); err != nil {
		return nil, core.Wrap(core.CodeInternal, "get", id, "the document cannot be read", err)
	}
	return doc, nil
}

// ruleUse says of each rule of a policy, by section.name, what it did lately.
func (s *shop) ruleUse(ctx context.Context, id string) (map[string]string, error) {
	page, err := s.client.Query(ctx, api.Query{Kind: policy.NounPolicy, ID: id, View: api.Why})
	if err != nil {
		return nil, err
	}
	var why struct {
		Decisions []struct {
			Details struct {
				Rules []struct{ Rule, Text string }
			}
		}
	}
	if err := json.Unmarshal(page.Doc, &why); err != nil {
		return nil, core.Wrap(core.CodeInternal, "policy", id, "the explanation cannot be read", err)
	}
	use := map[string]string{}
	for _, d := range why.Decisions {
		for _, r := range d.Details.Rules {
			use[r.Rule] = r.Text
		}
	}
	return use, nil
}

func writePolicy(w *bufio.Writer, p *policy.Policy, form string, use map[string]string) error {
	if form == "text" {
		writePolicyText(w, p, use)
		return nil
	}
	doc, err := json.Marshal(&p.Document)
	switch {
	case err != nil:
		return core.Wrap(core.CodeInternal, "policy", p.ID, "the policy cannot be written", err)
	case form == "json":
		return writeJSON(w, doc)
	}
	fmt.Fprintf(w, "# %s, %s\n", p.ID, standing(p))
	return writeYAML(w, doc)
}

func writePolicyText(w *bufio.Writer, p *policy.Policy, use map[string]string) {
	based := ""
	if p.Base != "" {
		based = ", drafted when " + p.Base + " was active"
	}
	fmt.Fprintf(w, "%s  %s\n%s, %s%s\n", p.ID, oneLine(p.Document.Title), standing(p), plural(p.Document.Count(), "rule"), based)
	for i := range p.Steps {
		s := &p.Steps[i]
		fmt.Fprintf(w, "  %s  %s by %s%s: %s\n", s.At, stepName(s), oneLine(s.By), alone(s), oneLine(s.Comment))
	}
	if own := p.Document.HoldTypes; len(own) > 0 {
		fmt.Fprintf(w, "own types of holds: %s\n", oneLine(strings.Join(own, ", ")))
	}
	for _, section := range policy.Sections() {
		rules := p.Document.In(section)
		if len(rules) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s: %s\n", section, section.Meaning())
		for i := range rules {
			writeRule(w, &rules[i])
			if said := use[string(section)+"."+rules[i].Name]; said != "" {
				fmt.Fprintf(w, "    %-13s %s\n", "lately", oneLine(said))
			}
		}
	}
}

func stepName(s *policy.Step) string {
	if s.From != 0 {
		return fmt.Sprintf("to be %s from %s", s.To, s.From)
	}
	return string(s.To)
}

func alone(s *policy.Step) string {
	if s.Alone {
		return ", alone in the shop"
	}
	return ""
}

func writeRule(w *bufio.Writer, r *policy.Rule) {
	fmt.Fprintf(w, "  %s\n", oneLine(r.Name))
	if r.When == "" {
		fmt.Fprintf(w, "    %-13s always\n", "when")
	}
	for _, p := range r.Parts() {
		fmt.Fprintf(w, "    %-13s %s\n", p.Name, oneLine(p.Value))
	}
}

// clean makes text of a policy safe for a terminal; texts of several lines become one.
func oneLine(s string) string {
	var parts []string
	for _, t := range term.CleanLines(strings.TrimSpace(s), 1000, term.Options{}) {
		parts = append(parts, t.String())
	}
	return strings.Join(parts, " ")
}

func policyFieldsCommand(a *app) *cobra.Command {
	var per, form string
	c := &cobra.Command{
		Use: "fields [SECTION]", Short: "Name what the conditions of a section may speak of", Args: atMostOne("SECTION"),
		Long: "fields lists the sections, and of a section what its rules may set, the names that their\nconditions may use, and the functions.\nSections: " + strings.Join(sectionNames(), ", ") + ".",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return sectionNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("output", form, "text", "json"); err != nil {
				return err
			}
			if len(args) == 0 {
				return a.listSections(form)
			}
			if !isSection(args[0]) {
				return usage("%s", core.Unknown("section", args[0], sectionNames()))
			}
			return a.listFields(policy.Section(args[0]), per, c.Flags().Changed("per"), form)
		},
	}
	c.Flags().StringVar(&per, "per", "", "names of rules that are asked per `part`: line or location")
	_ = c.RegisterFlagCompletionFunc("per", cobra.FixedCompletions([]string{policy.PerLine, policy.PerLocation}, cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &form, "text", "json")
	return c
}

// sectionInfo is what a section is about and what its rules may set.
type sectionInfo struct {
	Section   policy.Section `json:"section"`
	Per       string         `json:"per,omitempty"`
	Meaning   string         `json:"meaning"`
	Sets      []string       `json:"sets"`
	Names     []lang.Entry   `json:"names,omitempty"`
	Functions []lang.Entry   `json:"functions,omitempty"`
}

// sectionsOf describes a section by each of what its rules may be asked for.
func sectionsOf(s policy.Section) (out []sectionInfo) {
	for _, per := range []string{"", policy.PerLine, policy.PerLocation} {
		if names, functions, ok := flow.Vocabulary(s, per); ok {
			out = append(out, sectionInfo{s, per, s.Meaning(), policy.EffectsOf(s, per), names, functions})
		}
	}
	return out
}

func (a *app) listSections(form string) error {
	var all []sectionInfo
	for _, s := range policy.Sections() {
		for _, info := range sectionsOf(s) {
			info.Names, info.Functions = nil, nil
			if len(info.Sets) > 0 {
				all = append(all, info)
			}
		}
	}
	if form == "json" {
		return a.printJSON(all)
	}
	for _, info := range all {
		fmt.Fprintf(a.out, "%-22s %s\n%-22s sets %s\n", info.heading(), info.Meaning, "", strings.Join(info.Sets, ", "))
	}
	_, err := fmt.Fprintln(a.out, "\nandon policy fields SECTION names what conditions may speak of.")
	return err
}

func (i *sectionInfo) heading() string {
	if i.Per == "" {
		return string(i.Section)
	}
	return fmt.Sprintf("%s per %s", i.Section, i.Per)
}

func (a *app) listFields(s policy.Section, per string, only bool, form string) error {
	var infos []sectionInfo
	for _, info := range sectionsOf(s) {
		if (!only || info.Per == per) && len(info.Sets) > 0 {
			infos = append(infos, info)
		}
	}
	if len(infos) == 0 {
		return usage("rules of %s are not asked per %.40q", s, per)
	}
	if form == "json" {
		return a.printJSON(infos)
	}
	w := bufio.NewWriter(a.out)
	known := map[string]bool{}
	for _, info := range infos {
		fmt.Fprintf(w, "%s: %s\n  sets %s\n", info.heading(), info.Meaning, strings.Join(info.Sets, ", "))
		writeEntries(w, info.Names, known)
	}
	fmt.Fprintln(w, "functions")
	writeEntries(w, infos[0].Functions, map[string]bool{})
	return w.Flush()
}

// writeEntries lists names, but for those that were listed before.
func writeEntries(w *bufio.Writer, entries []lang.Entry, known map[string]bool) {
	if len(known) > 0 {
		fmt.Fprintln(w, "  the names above, and")
	}
	for _, e := range entries {
		if known[e.List+e.Name] {
			continue
		}
		known[e.List+e.Name] = true
		doc := e.Doc
		if len(e.Words) > 0 {
			doc += ": " + strings.Join(e.Words, ", ")
		}
		name := e.Name
		if e.List != "" {
			name = "  " + name
		}
		if strings.Contains(e.Type, "(") || e.Type == e.Name { // a function: its type is how it is called
			fmt.Fprintf(w, "  %-38s %s\n", e.Type, doc)
		} else {
			fmt.Fprintf(w, "  %-25s %-12s %s\n", name, e.Type, doc)
		}
	}
}
