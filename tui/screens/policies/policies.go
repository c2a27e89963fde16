// Package policies holds the screens of the shop's rules: the list of versions, and one
// version with its rules by section.
package policies

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/policy"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/screens/record"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// New is the list of versions, the newest first.
func New(env *screen.Env) *list.List {
	return list.New(env, list.Spec{Noun: policy.NounPolicy, Title: term.Lit("Policies"), Empty: term.Lit("the shop decides without a policy; andon policy draft makes one"),
		Hints: []string{"list.open", "filter", "columns.next"}})
}

// NewPolicy shows one version.
func NewPolicy(env *screen.Env, id string) *record.Record {
	return record.New(env, core.Ref{Noun: policy.NounPolicy, ID: id}, record.Spec{Lines: Lines})
}

// Lines writes a policy's document.
func Lines(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line {
	var p policy.Policy
	if err := json.Unmarshal(doc, &p); err != nil || p.ID == "" {
		return []widget.Line{{Token: theme.Bad, Text: term.Lit("this policy cannot be read by this console; use the same version of both")}}
	}
	out := []widget.Line{
		{Token: theme.Header, Text: env.Long(fmt.Sprintf("%s: %s", p.ID, p.Document.Title))},
		{Key: term.Lit("state"), Token: token(p.State), Text: standing(env, &p, now)},
		{Key: term.Lit("rules"), Text: term.Num(int64(p.Document.Count()))},
	}
	if p.Base != "" {
		out = append(out, widget.Line{Key: term.Lit("drafted on"), Text: env.Text(p.Base)})
	}
	for _, s := range policy.Sections() {
		rules := p.Document.In(s)
		if len(rules) > 0 {
			out = append(out, widget.Line{}, widget.Heading(env.Text(string(s)+": "+s.Meaning())))
		}
		for i := range rules {
			out = append(out, rule(env, &rules[i])...)
		}
	}
	return out
}

func token(s policy.State) theme.Token {
	switch s {
	case policy.Active:
		return theme.OK
	case policy.Proposed, policy.Approved:
		return theme.Warn
	}
	return theme.Plain
}

// standing is the state, and since or from when.
func standing(env *screen.Env, p *policy.Policy, now core.Instant) term.Text {
	state := env.Text(string(p.State))
	switch {
	case p.Scheduled() != 0:
		return term.Concat(state, term.Lit(", active from "), env.When(p.Scheduled(), now))
	case p.State == policy.Active:
		return term.Concat(state, term.Lit(" since "), env.When(p.Start, now))
	}
	return state
}

func rule(env *screen.Env, r *policy.Rule) []widget.Line {
	out := []widget.Line{{Indent: 2, Token: theme.Accent, Text: env.Long(r.Name)}}
	if r.When == "" {
		out = append(out, widget.Line{Indent: 4, Key: term.Lit("when"), Text: term.Lit("always")})
	}
	for _, p := range r.Parts() {
		out = append(out, widget.Line{Indent: 4, Key: env.Text(p.Name), Text: env.Long(p.Value)})
	}
	return out
}
