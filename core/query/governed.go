package query

import (
	"encoding/json"
	"fmt"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
)

// CausePolicy is the cause of the "decision" of a Why that says what the shop's policy
// has decided about the order itself, as it stands now.
const CausePolicy = "policy"

// policyID is the id of a version by its number; "" of none.
func policyID(n uint64) string {
	if n == 0 {
		return ""
	}
	return policy.IDOf(n)
}

// byRule names the rule of a policy that decided something; "" where none did.
func byRule(n uint64, rules ...string) string {
	if n == 0 {
		return ""
	}
	if len(rules) == 0 || rules[0] == "" {
		return policy.IDOf(n)
	}
	what := "rule "
	if len(rules) > 1 {
		what = "rules "
	}
	return what + strings.Join(rules, ", ") + " of " + policy.IDOf(n)
}

// governed is what the policy decided about an order, as data.
type governed struct {
	Policy string       `json:"policy,omitempty"` // under which it was placed
	Rules  []string     `json:"rules,omitempty"`  // of it that had a say
	Holds  []order.Hold `json:"holds,omitempty"`  // that a rule placed, then or later
}

// whyPolicy says which policy the order was placed under and which rules decided.
func (r *request) whyPolicy(v *api.WhyView, o *order.Order, only int) error {
	g := governed{Rules: o.Rules}
	var text []string
	if o.Policy != 0 {
		g.Policy = policy.IDOf(o.Policy)
		switch {
		case len(o.Rules) == 0:
			text = append(text, fmt.Sprintf("placed under %s; none of its rules had a say then", g.Policy))
		default:
			text = append(text, fmt.Sprintf("placed under %s; decided by %s", g.Policy, strings.Join(o.Rules, ", ")))
		}
	}
	for i := range o.Swaps {
		if s := &o.Swaps[i]; only == 0 || s.Line == only {
			text = append(text, fmt.Sprintf("line %d: %s goes in place of %s, %s", s.Line, s.SKU, s.Was, byRule(s.Policy, s.Rule)))
		}
	}
	for i := range o.Holds {
		h := &o.Holds[i]
		if h.Rule == "" || only != 0 && h.Line != 0 && h.Line != only {
			continue
		}
		g.Holds = append(g.Holds, *h)
		text = append(text, describeHold(h)+": "+h.Reason+r.noteOf(h)+ended(h))
	}
	if len(text) == 0 {
		return nil
	}
	b, err := json.Marshal(&g)
	if err != nil {
		return core.Wrap(core.CodeInternal, "why", o.ID, "an explanation cannot be written as JSON", err)
	}
	v.Decisions = append(v.Decisions, api.WhyDecision{Seq: r.w.Seq, At: r.now, Cause: CausePolicy, Text: text, Details: b})
	return nil
}

// noteOf is why the rule that placed a hold is there, as its author wrote it.
func (r *request) noteOf(h *order.Hold) string {
	p := r.w.Policies.Get(policy.IDOf(h.Policy))
	section, name, _ := strings.Cut(h.Rule, ".")
	if p == nil {
		return ""
	}
	for _, rule := range p.Document.In(policy.Section(section)) {
		if rule.Name == name && rule.Note != "" {
			return " (" + rule.Note + ")"
		}
	}
	return ""
}

func ended(h *order.Hold) string {
	if h.Done == "" {
		return ""
	}
	return "; " + h.Done
}

// ruledOut says in words that a rule rules a location out.
func ruledOut(r sourcing.Reason) string {
	if rule, why, ok := sourcing.OfRule(r); ok {
		return "is out: " + why + " (rule " + rule + ")"
	}
	return "is out: " + string(r)
}
