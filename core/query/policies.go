package query

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/world"
)

// policyStates are the states of a policy.
var policyStates = []string{string(policy.Draft), string(policy.Proposed), string(policy.Approved), string(policy.Active), string(policy.Replaced)}

func policiesOf(w *world.World) numbered[policy.Policy] {
	return numbered[policy.Policy]{policy.NounPolicy, "POL-", func(p *policy.Policy) uint64 { return p.N }, w.Policies.Get, w.Policies.From}
}

// policies is the kind policy, newest first. All are in memory.
func policies() *table[*policy.Policy] {
	type p = *policy.Policy
	last := func(d p) policy.Step {
		if len(d.Steps) == 0 {
			return policy.Step{}
		}
		return d.Steps[len(d.Steps)-1]
	}
	return &table[p]{
		noun: policy.NounPolicy,
		fields: withText([]field[p]{
			{name: "id", title: "Policy", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d p) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
			{name: "state", title: "State", typ: api.Word, shown: true, words: policyStates, get: func(_ *request, d p) api.Value { return text(string(d.State)) }},
			{name: "title", title: "Title", typ: api.Text, shown: true, get: func(_ *request, d p) api.Value { return text(d.Document.Title) }},
			{name: "rules", title: "Rules", typ: api.Int, shown: true, get: func(_ *request, d p) api.Value { return api.Value{N: int64(d.Document.Count())} }},
			{name: "base", title: "Base", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.Base) }},
			{name: "start", title: "From", typ: api.Time, shown: true, get: func(_ *request, d p) api.Value { return at(d.Start) }},
			{name: "by", title: "Last by", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(last(d).By) }},
			{name: "at", title: "Last at", typ: api.Time, shown: true, get: func(_ *request, d p) api.Value { return at(last(d).At) }},
			{name: "comment", title: "Comment", typ: api.Text, shown: true, get: func(_ *request, d p) api.Value { return text(last(d).Comment) }},
		}),
		version: func(d p) uint64 { return d.Version },
		total:   func(w *world.World) int { return w.Policies.Len() },
		key:     func(d p) string { return newestFirst(d.N) },
		walk: func(r *request, after string, yield func(p) bool) error {
			n := policiesOf(r.w)
			return merge(&n, n.hot(numberOf(after, r.w.Shop().Policies)), none[policy.Policy], yield)
		},
	}
}

// policyOf names the policy that an event is about.
func policyOf(event core.Payload) core.Ref {
	switch e := event.(type) {
	case *policy.Drafted:
		return core.Ref{Noun: policy.NounPolicy, ID: e.ID}
	case *policy.Stepped:
		return core.Ref{Noun: policy.NounPolicy, ID: e.Policy}
	}
	return core.Ref{}
}

// describeDrafted says what the draft is for, where the command is known that holds it.
func describeDrafted(cmd *core.Command, e *policy.Drafted) string {
	c := &policy.DraftPolicy{}
	if cmd != nil {
		if written, ok := cmd.Body.(*policy.DraftPolicy); ok {
			c = written
		}
	}
	if c.Policy != "" {
		return because(e.ID+" written anew", c.Comment)
	}
	return because(e.ID+" drafted", c.Comment)
}

func describePolicy(event core.Payload) string {
	switch e := event.(type) {
	case *policy.Stepped:
		s := fmt.Sprintf("%s is %s", e.Policy, e.To)
		switch {
		case e.Policy == policy.None:
			s = "the shop decides without a policy"
		case e.From != 0:
			s = fmt.Sprintf("%s becomes active at %s", e.Policy, e.From)
		case e.Alone:
			s += " by its own author, alone in the shop"
		}
		return because(s, e.Comment)
	}
	return describeOutage(event)
}

func describeInformed(e *order.Informed) string {
	var said []string
	if e.Risk != nil {
		said = append(said, fmt.Sprintf("risk %d", *e.Risk))
	}
	if e.Payment != nil {
		said = append(said, "its payment")
	}
	if e.Tags != nil {
		said = append(said, "tags "+strings.Join(e.Tags, ", "))
	}
	return "learned: " + strings.Join(said, "; ")
}
