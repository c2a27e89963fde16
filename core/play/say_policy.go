package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/policy"
)

func policySentences() []Sentence {
	why := []string{"comment TEXT"}
	step := func(body func(id, why string) core.Payload) func(*run, *sentence) error {
		return func(r *run, s *sentence) error {
			id, err := r.policy(s.text("ID"))
			if err != nil {
				return err
			}
			return r.give(s, body(id, s.comment()))
		}
	}
	return []Sentence{
		{Say: "rule RULE in SECTION [per EACH]", Opts: []string{"when TEXT"}, Items: []string{"EFFECT VALUE"}, needs: true, act: sayRule,
			Help: "a rule of the policy that is drafted next: its condition, and what follows, as in hold fraud, blocks release, extra_package 2.50"},
		{Say: "enforce the rules", By: owner, act: enforce, Help: "the rules said so far are drafted and proposed by lead, approved and activated by owner"},
		{Say: "draft the rules", By: "lead", Opts: why, act: func(r *run, s *sentence) error {
			return r.give(s, &policy.DraftPolicy{Document: r.rules, Comment: s.comment()})
		}, Help: "the rules said so far become a draft; the sentences below mean the newest policy where none is named"},
		{Say: "propose policy [ID]", By: "lead", Opts: why, act: step(func(id, why string) core.Payload { return &policy.Propose{Policy: id, Comment: why} }), Help: "others are asked to approve it"},
		{Say: "approve policy [ID]", By: owner, Opts: why, act: step(func(id, why string) core.Payload { return &policy.Approve{Policy: id, Comment: why} }), Help: "somebody else than its author allows it"},
		{Say: "return policy [ID]", By: owner, Opts: why, act: step(func(id, why string) core.Payload { return &policy.GiveBack{Policy: id, Comment: why} }), Help: "it is a draft again"},
		{Say: "activate policy [ID]", By: owner, Opts: append(why, "from TIME"), act: func(r *run, s *sentence) error {
			id, err := r.policy(s.text("ID"))
			if err != nil {
				return err
			}
			c := &policy.Activate{Policy: id, Comment: s.comment()}
			if o := s.opt("from"); o != nil {
				c.From = r.instant(o.text("TIME"))
			}
			return r.give(s, c)
		}, Help: "it decides, now or from a time on; none leaves the shop without"},
	}
}

func (s *sentence) comment() string {
	if o := s.opt("comment"); o != nil {
		return o.text("TEXT")
	}
	return "as in the story"
}

// policy is the id of a policy, that of the newest where none is named.
func (r *run) policy(id string) (string, error) {
	if id != "" {
		return id, nil
	}
	n := r.trial.World().Shop().Policies
	if n == 0 {
		return "", fmt.Errorf("there is no policy; say rules, and draft them")
	}
	return policy.IDOf(n), nil
}

func sections() (out []string) {
	for _, s := range policy.Sections() {
		out = append(out, string(s))
	}
	return out
}

// sayRule notes a rule; one of the same name in its section is replaced.
func sayRule(r *run, s *sentence) error {
	rule, err := ruleSaid(s)
	if err != nil {
		return err
	}
	in := map[policy.Section]*[]policy.Rule{policy.Validation: &r.rules.Validation, policy.Holds: &r.rules.Holds, policy.Channels: &r.rules.Channels,
		policy.Sourcing: &r.rules.Sourcing, policy.Promise: &r.rules.Promise, policy.Backorder: &r.rules.Backorder,
		policy.Substitution: &r.rules.Substitution, policy.Service: &r.rules.Service}[policy.Section(s.text("SECTION"))]
	*in = append(slices.DeleteFunc(slices.Clone(*in), func(x policy.Rule) bool { return x.Name == rule.Name }), rule)
	return nil
}

// ruleSaid reads effects by the names that they have in JSON, so that every effect of
// the policy can be said.
func ruleSaid(s *sentence) (rule policy.Rule, err error) {
	fields := map[string]any{"name": s.text("RULE"), "per": s.text("EACH")}
	if o := s.opt("when"); o != nil {
		fields["when"] = o.text("TEXT")
	}
	for i := range s.items {
		name, value := s.items[i].text("EFFECT"), s.items[i].text("VALUE")
		switch {
		case name == "blocks":
			fields[name] = strings.Split(value, " and ")
		case value == "yes", value == "no":
			fields[name] = value == "yes"
		case isDecimal(value):
			fields[name] = json.Number(value)
		default:
			fields[name] = value
		}
	}
	b, err := json.Marshal(fields)
	if err != nil {
		return rule, err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err = dec.Decode(&rule); err != nil {
		err = fmt.Errorf("%s; effects are named as andon schema names them", api.WrongJSON(err))
	}
	return rule, err
}

// enforce takes the rules all the way to being active.
func enforce(r *run, s *sentence) error {
	if err := r.giveAs("lead", core.Command{Body: &policy.DraftPolicy{Document: r.rules, Comment: s.comment()}}); err != nil {
		return err
	}
	id, err := r.policy("")
	if err != nil {
		return nil // the draft was refused, which is told
	}
	for _, step := range []struct {
		by   string
		body core.Payload
	}{{"lead", &policy.Propose{Policy: id, Comment: s.comment()}}, {owner, &policy.Approve{Policy: id, Comment: s.comment()}}, {owner, &policy.Activate{Policy: id, Comment: s.comment()}}} {
		if r.receipts[len(r.receipts)-1].Err != nil {
			return nil
		}
		if err := r.giveAs(step.by, core.Command{Body: step.body}); err != nil {
			return err
		}
	}
	return nil
}
