package query

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
)

// usedOrders is how many of the newest orders, and exceptions, are looked at to tell how
// often rules had a say: nothing counts while orders are decided.
const usedOrders = 5_000

// whyRules explains a version of the policy by its rules: how often each had a say in
// what was decided lately and when last, and which of them can do nothing.
func (r *request) whyRules() (api.Page, error) {
	p := r.w.Policies.Get(r.q.ID)
	if p == nil {
		return api.Page{}, r.notFound()
	}
	u := newRuleUse(p)
	if err := u.count(r); err != nil {
		return api.Page{}, err
	}
	text := u.sentences()
	details, err := json.Marshal(u)
	if err != nil {
		return api.Page{}, core.Wrap(core.CodeInternal, "why", p.ID, "an explanation cannot be written as JSON", err)
	}
	d := api.WhyDecision{Seq: r.w.Seq, At: r.now, Cause: CausePolicy, Text: text, Details: details}
	return document(api.WhyView{Order: p.ID, Decisions: []api.WhyDecision{d}})
}

// ruleUse is what the rules of one policy did lately, as data.
type ruleUse struct {
	Policy     string         `json:"policy"`
	Looked     int            `json:"looked"`     // orders that were looked at, newest first
	Orders     int            `json:"orders"`     // of them placed under the policy
	Exceptions int            `json:"exceptions"` // that were looked at
	Rules      []usedBy       `json:"rules"`
	n          uint64         // of the policy
	at         map[string]int // in Rules, by name
}

// usedBy is what one rule did.
type usedBy struct {
	Rule     string       `json:"rule"`              // section.name
	Recorded bool         `json:"recorded"`          // decisions say that it had a say
	Matched  int          `json:"matched"`           // orders, or exceptions, in which it had one
	Unclear  int          `json:"unclear,omitempty"` // orders that it held because it could not be worked out
	Last     core.Instant `json:"last,omitempty"`    // when it last had one
	LastIn   string       `json:"last_in,omitempty"` // the order or exception
	Doubt    string       `json:"doubt,omitempty"`   // why it can do nothing
	Text     string       `json:"text"`              // all of that in words
}

func newRuleUse(p *policy.Policy) *ruleUse {
	u := &ruleUse{Policy: p.ID, n: p.N, at: map[string]int{}}
	doubts := map[string]string{}
	for _, m := range flow.DoubtPolicy(&p.Document) {
		doubts[m.Err.Subject] = m.Err.Message
	}
	for _, s := range policy.Sections() {
		for i := range p.Document.In(s) {
			rule := &p.Document.In(s)[i]
			name := string(s) + "." + rule.Name
			u.at[name] = len(u.Rules)
			u.Rules = append(u.Rules, usedBy{Rule: name, Recorded: recorded(s, rule), Doubt: doubts[name]})
		}
	}
	return u
}

// recorded reports whether decisions say that a rule had a say: what a channel is told is
// no decision, costs of locations go into the cost of a plan, and of substitution only
// what was put in is recorded.
func recorded(s policy.Section, rule *policy.Rule) bool {
	switch s {
	case policy.Channels:
		return false
	case policy.Substitution:
		return rule.Allow != nil && *rule.Allow
	case policy.Backorder:
		return rule.CancelDays != 0 || rule.Priority != nil
	}
	return rule.Cost == nil || rule.Exclude != ""
}

// count looks at the newest orders and exceptions, closed ones too.
func (u *ruleUse) count(r *request) error {
	orders := ordersOf(r.w)
	top := r.w.Shop().Orders
	err := merge(&orders, orders.hot(top), orders.cold(r, top), func(o *order.Order) bool {
		u.Looked++
		if r.failed = u.order(r, o); r.failed != nil {
			return false
		}
		return u.Looked < usedOrders && r.ctx.Err() == nil
	})
	if err = cmp.Or(err, r.failed); err != nil {
		return err
	}
	exceptions := exceptionsOf(r.w)
	top = r.w.Shop().Exceptions
	err = merge(&exceptions, exceptions.hot(top), exceptions.cold(r, top), func(x *exception.Exception) bool {
		if u.Exceptions++; x.Policy == u.n {
			u.say(x.Rule, x.Opened, x.ID, map[string]bool{})
		}
		return u.Exceptions < usedOrders && r.ctx.Err() == nil
	})
	if err == nil && r.ctx.Err() != nil {
		err = core.Wrap(core.CodeCancelled, "why", u.Policy, "the explanation was given up", r.ctx.Err())
	}
	return err
}

// say counts that a rule had a say in a document, once for each.
func (u *ruleUse) say(rule string, at core.Instant, in string, seen map[string]bool) {
	i, ok := u.at[rule]
	if !ok {
		return
	}
	x := &u.Rules[i]
	if at > x.Last {
		x.Last, x.LastIn = at, in
	}
	if !seen[rule] {
		seen[rule] = true
		x.Matched++
	}
}

// order counts the rules that had a say in an order: when it was placed, in holds, in
// what went in a line's place, and in its sourcing.
func (u *ruleUse) order(r *request, o *order.Order) error {
	seen := map[string]bool{}
	if o.Policy == u.n {
		u.Orders++
		for _, rule := range o.Rules {
			u.say(rule, o.Recorded, o.ID, seen)
		}
	}
	unclear := map[string]bool{}
	for i := range o.Holds {
		h := &o.Holds[i]
		if h.Policy != u.n || h.Rule == "" {
			continue
		}
		u.say(h.Rule, h.At, o.ID, seen)
		if k, ok := u.at[h.Rule]; ok && strings.Contains(h.Reason, flow.Unclear) && !unclear[h.Rule] {
			unclear[h.Rule] = true
			u.Rules[k].Unclear++
		}
	}
	for i := range o.Swaps {
		if s := &o.Swaps[i]; s.Policy == u.n {
			u.say(s.Rule, o.Recorded, o.ID, seen)
		}
	}
	return u.sourced(r, o, seen)
}

// sourced counts the rules whose prices and limits a decision took, and those that shut a
// location out.
func (u *ruleUse) sourced(r *request, o *order.Order, seen map[string]bool) error {
	if r.Cold == nil {
		return nil
	}
	for _, seq := range o.Decisions {
		if seq > r.w.Seq {
			continue
		}
		rec, err := r.Cold.Record(r.ctx, seq)
		if err != nil {
			return err
		}
		for _, event := range rec.Events {
			e, ok := event.(*order.Sourced)
			if !ok || e.Order != o.ID || e.Inputs == nil || e.Inputs.Policy != u.n {
				continue
			}
			for _, rule := range e.Inputs.Rules {
				u.say(rule, rec.At, o.ID, seen)
			}
			for i := range e.Inputs.Offers {
				if rule, _, ok := sourcing.OfRule(sourcing.Reason(e.Inputs.Offers[i].Excluded)); ok {
					u.say(string(policy.Sourcing)+"."+rule, rec.At, o.ID, seen)
				}
			}
		}
	}
	return nil
}

// sentences says it for people: rules that nothing came of first.
func (u *ruleUse) sentences() []string {
	for i := range u.Rules {
		u.Rules[i].Text = u.Rules[i].said()
	}
	out := []string{fmt.Sprintf("of the newest %s %d placed under %s; %s looked at", plural(u.Looked, "order"), u.Orders, u.Policy, plural(u.Exceptions, "exception"))}
	rules := slices.Clone(u.Rules)
	slices.SortStableFunc(rules, func(a, b usedBy) int { return a.rank() - b.rank() })
	for i := range rules {
		out = append(out, "rule "+rules[i].Rule+" "+rules[i].Text)
	}
	return out
}

// rank puts what somebody should look at first.
func (x *usedBy) rank() int {
	switch {
	case x.Doubt != "" || x.Matched > 0 && x.Unclear == x.Matched:
		return 0
	case x.Recorded && x.Matched == 0:
		return 1
	}
	return 2
}

// said is what a rule did, in words.
func (x *usedBy) said() string {
	var s string
	switch {
	case !x.Recorded:
		s = "leaves no trace in decisions: how often it is true is not known"
	case x.Matched == 0:
		s = "is named by none of them"
	default:
		s = fmt.Sprintf("had a say in %d, last %s at %s", x.Matched, x.LastIn, x.Last)
	}
	if x.Unclear > 0 {
		s += fmt.Sprintf("; in %d because it could not be worked out", x.Unclear)
	}
	if x.Doubt != "" {
		s += "; " + x.Doubt
	}
	return s
}
