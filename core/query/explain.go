package query

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/sourcing"
)

// problemOf states recorded inputs as the problem that the solver saw. It returns false
// where the inputs do not fit the order.
func problemOf(o *order.Order, in *order.Inputs) (*sourcing.Problem, bool) {
	p := new(sourcing.Problem)
	ok := flow.StateProblem(p, o, in)
	return p, ok
}

// planOf reads back what the solver answered from what was done with it.
func planOf(o *order.Order, e *order.Sourced) *sourcing.Plan {
	in := e.Inputs
	plan := &sourcing.Plan{Cost: in.Cost, Bound: in.Bound, Proven: in.Proven, Nodes: in.Nodes, Solver: in.Solver}
	if in.Proven {
		plan.Bound = in.Cost
	}
	for d := range in.Demands {
		left := in.Demands[d].Qty
		for f := range in.Offers {
			var q core.Quantity
			for i := range e.Moves {
				if m := &e.Moves[i]; m.Line == in.Demands[d].Line && m.ToFO != 0 && e.LocationOf(o, m.ToFO) == in.Offers[f].Location {
					q += m.Qty
				}
			}
			if q > 0 {
				plan.Takes = append(plan.Takes, sourcing.Take{Demand: d, Offer: f, Qty: q})
				left -= q
			}
		}
		plan.Unfilled = append(plan.Unfilled, left)
	}
	return plan
}

// shownParts bounds what one sentence lists, shownVerdicts how many locations are named.
const (
	shownParts    = 8
	shownVerdicts = 20
)

// explained says an explanation in sentences; amounts are in the order's currency.
type explained struct {
	x   *sourcing.Explanation
	c   core.Currency
	out []string
}

func explainInWords(x *sourcing.Explanation, c core.Currency) []string {
	e := &explained{x: x, c: c}
	e.chosen()
	for i := range x.Verdicts {
		if i == shownVerdicts {
			e.say("and %s more", plural(len(x.Verdicts)-i, "location"))
			break
		}
		if v := &x.Verdicts[i]; v.Outcome != sourcing.OutcomeUsed {
			e.say("%s: %s", v.Location, e.verdict(v))
		}
	}
	for i := range x.Changes {
		e.change(&x.Changes[i])
	}
	if x.Today != nil {
		e.say("the solver of today would decide otherwise: %s, for %s", ships(x.Today), e.money(x.Today.Cost.Total))
	}
	return e.out
}

// keptInWords says which units were there and not for the order.
func keptInWords(o *order.Order, in *order.Inputs) (out []string) {
	if in.Borrow {
		out = append(out, "it would have waited, so that units that other channels lend were counted too")
	}
	for i := range in.Offers {
		f := &in.Offers[i]
		for d, q := range f.Kept {
			if q > 0 && len(out) < shownVerdicts {
				out = append(out, fmt.Sprintf("%s: %s more of %s for line %d were there, kept for others or below the floor", f.Location, units(q), o.Line(in.Demands[d].Line).SKU, in.Demands[d].Line))
			}
		}
	}
	return out
}

func (e *explained) say(format string, args ...any) {
	e.out = append(e.out, fmt.Sprintf(format, args...))
}

func (e *explained) money(a core.Amount) string { return e.c.Format(a) + " " + string(e.c) }

func (e *explained) chosen() {
	ch := &e.x.Chosen
	e.say("%s", ships(ch))
	for i := range ch.Unfilled[:min(len(ch.Unfilled), shownParts)] {
		u := &ch.Unfilled[i]
		e.say("left unfilled: %s of %s on line %d", units(u.Qty), u.SKU, u.Line)
	}
	p, f := &ch.Cost, e.c.Format
	if p.Backorder >= core.MaxCost {
		e.say("it costs %s to ship: packages %s, splits %s, handling %s; waiting has no price in this shop (backorder in shop.put), so all that can be shipped is",
			e.money(p.Total-p.Backorder), f(p.Packages), f(p.Extra), f(p.Units))
	} else {
		e.say("it costs %s: packages %s, splits %s, handling %s, waiting %s", e.money(p.Total), f(p.Packages), f(p.Extra), f(p.Units), f(p.Backorder))
	}
	switch {
	case e.x.Proven:
		e.say("no plan costs less")
	case e.x.Bound > 0:
		tenths := (p.Total - e.x.Bound) * 1000 / e.x.Bound
		e.say("not proven to be the cheapest: at most %d.%d %% above the optimum", tenths/10, tenths%10)
	default:
		e.say("not proven to be the cheapest: no plan costs less than %s", e.money(e.x.Bound))
	}
}

// ships lists who ships what in a candidate.
func ships(c *sourcing.Candidate) string {
	var parts []string
	for i := range c.Ships {
		if i == shownParts {
			parts = append(parts, fmt.Sprintf("and %d more", len(c.Ships)-i))
			break
		}
		s := &c.Ships[i]
		parts = append(parts, fmt.Sprintf("%s ships %d %s of line %d", s.Location, s.Qty, s.SKU, s.Line))
	}
	return orElse(strings.Join(parts, ", "), "nothing ships")
}

func (e *explained) verdict(v *sourcing.Verdict) string {
	dearer := ""
	if v.Dearer != nil && *v.Dearer > 0 && *v.Dearer < core.MaxCost {
		dearer = fmt.Sprintf("; the best plan with it costs %s more", e.money(*v.Dearer))
	}
	switch v.Outcome {
	case sourcing.OutcomeExcluded:
		return reason(v.Reason)
	case sourcing.OutcomeNoCapacity:
		return "can ship nothing more today"
	case sourcing.OutcomeNoStock:
		return "has none of it" + excluded(v.Excluded)
	case sourcing.OutcomeTooDear:
		return "each unit from there costs more than leaving it waiting"
	case sourcing.OutcomeShort:
		return "has not enough" + missing(v.Missing) + excluded(v.Excluded) + ", and one more package does not pay" + dearer
	case sourcing.OutcomeDearer:
		return "could ship all of it, for more" + dearer
	case sourcing.OutcomeLimit:
		return "one more package from there would pay, but no more splits are allowed"
	case sourcing.OutcomeNeedless:
		return fmt.Sprintf("one more package costs %s and saves %s", e.money(v.Costs), e.money(v.Saves)) + dearer
	case sourcing.OutcomeTie:
		return "is as cheap, and loses by priority, number of packages or id"
	}
	return string(v.Outcome) + dearer
}

// reason says in words why a location or line is out; reasons that are not known here
// are said as they are.
func reason(r sourcing.Reason) string {
	switch r {
	case sourcing.ReasonClosed:
		return "is closed"
	case sourcing.ReasonCutOff:
		return "cannot keep the promised date"
	case sourcing.ReasonCapacity:
		return "has no capacity left that day"
	case sourcing.ReasonRejected:
		return "shorted or rejected it before and was not counted since"
	case sourcing.ReasonChannel:
		return "may not ship for this channel"
	case sourcing.ReasonLot:
		return "has no lot that is good enough"
	case sourcing.ReasonKit:
		return "cannot ship the kit together"
	case sourcing.ReasonService:
		return "has no such service to that zone"
	case sourcing.ReasonSuspended:
		return "has no such service today: it is suspended"
	case sourcing.ReasonSpill:
		return "takes no more that day of what an outage elsewhere sends"
	case sourcing.ReasonRestricted:
		return "may not send it there"
	case sourcing.ReasonCollected:
		return "is not where it is collected"
	case sourcing.ReasonNotStocked:
		return "does not carry it"
	}
	return ruledOut(r)
}

func excluded(lines []sourcing.LineReason) string {
	var parts []string
	for _, l := range lines[:min(len(lines), shownParts)] {
		parts = append(parts, fmt.Sprintf("line %d: it %s", l.Line, reason(l.Reason)))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

func missing(lines []sourcing.Short) string {
	var parts []string
	for _, l := range lines[:min(len(lines), shownParts)] {
		parts = append(parts, fmt.Sprintf("%d %s", l.Qty, l.SKU))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (lacks " + strings.Join(parts, ", ") + ")"
}

func (e *explained) change(c *sourcing.Change) {
	then := "nothing from anywhere"
	if len(c.Then) > 0 {
		then = strings.Join(c.Then, " and ")
	}
	if c.Cost < core.MaxCost {
		then += ", for " + e.money(c.Cost)
	}
	if max(c.To, c.From) >= core.MaxCost {
		return // it would take a price beyond all others, as waiting has where it has none
	}
	switch c.Kind {
	case sourcing.ChangeStock:
		e.say("%s more of %s at %s would have led to %s", units(c.Units), c.SKU, c.Location, then)
	case sourcing.ChangePackage:
		e.say("a package from %s at %s instead of %s would have led to %s", c.Location, e.money(c.To), e.money(c.From), then)
	case sourcing.ChangeExtra:
		e.say("a split at %s instead of %s would have led to %s", e.money(c.To), e.money(c.From), then)
	case sourcing.ChangeBackorder:
		e.say("a waiting unit of %s on line %d at %s instead of %s would have led to %s", c.SKU, c.Line, e.money(c.To), e.money(c.From), then)
	default:
		e.say("another %s would have led to %s", c.Kind, then)
	}
}
