package sourcing

import "andon/core"

// Outcome says in one word what became of a location.
type Outcome string

// The outcomes.
const (
	OutcomeUsed       Outcome = "used"
	OutcomeExcluded   Outcome = "excluded"         // not eligible: Reason says why
	OutcomeNoCapacity Outcome = "no_capacity"      // nothing left to ship today
	OutcomeNoStock    Outcome = "nothing_there"    // none of the lines, for the reasons in Excluded or for lack of stock
	OutcomeTooDear    Outcome = "units_too_dear"   // each unit costs more than its backorder
	OutcomeShort      Outcome = "not_enough"       // alone it lacks units; as one more package it does not pay
	OutcomeDearer     Outcome = "dearer"           // alone it could do the same, for more
	OutcomeLimit      Outcome = "split_limit"      // one more package would pay but is not allowed
	OutcomeNeedless   Outcome = "saves_too_little" // as one more package it costs more than it saves
	OutcomeTie        Outcome = "tie"              // as cheap, but lower in priority, later by id or one more package
)

// Verdict says why a location was used or not.
type Verdict struct {
	Location string       `json:"location"`
	Outcome  Outcome      `json:"outcome"`
	Reason   Reason       `json:"reason,omitempty"`   // why the whole location is excluded
	Excluded []LineReason `json:"excluded,omitempty"` // lines that it may not ship
	Missing  []Short      `json:"missing,omitempty"`  // what it lacks to ship the order alone
	Alone    *core.Amount `json:"alone,omitempty"`    // cost of shipping from here alone what can be
	Costs    core.Amount  `json:"costs,omitempty"`    // of one more package from here …
	Saves    core.Amount  `json:"saves,omitempty"`    // … and what it would save on units and backorders
	// Dearer is how much the best plan that uses the location costs more than the
	// chosen one; absent when even a free package would not make it worth using.
	Dearer *core.Amount `json:"dearer,omitempty"`
}

// LineReason says why a location may not ship a line.
type LineReason struct {
	Line   int    `json:"line"`
	SKU    string `json:"sku"`
	Reason Reason `json:"reason"`
}

// judge gives every location its verdict.
func (e *explainer) judge() {
	for _, i := range e.rank {
		if e.used[i] {
			e.out.Verdicts = append(e.out.Verdicts, e.verdict(i))
		}
	}
	for _, i := range e.rank {
		if !e.used[i] {
			e.out.Verdicts = append(e.out.Verdicts, e.verdict(i))
		}
	}
}

func (e *explainer) verdict(i int) Verdict {
	o := &e.p.Offers[i]
	v := Verdict{Location: o.Location, Outcome: OutcomeUsed}
	switch {
	case o.Closed != "":
		v.Outcome, v.Reason = OutcomeExcluded, o.Closed
		return v
	case o.Capacity == 0:
		v.Outcome = OutcomeNoCapacity
		return v
	}
	v.Excluded = e.excludedLines(o)
	v.Missing = e.missing(o)
	if !e.used[i] {
		e.compare(i, &v)
	}
	return v
}

func (e *explainer) excludedLines(o *Offer) []LineReason {
	var out []LineReason
	for d, r := range o.Excluded {
		if r != "" && d < len(e.p.Demands) {
			out = append(out, LineReason{Line: e.p.Demands[d].Line, SKU: e.p.Demands[d].SKU, Reason: r})
		}
	}
	return out
}

// missing lists what a location lacks to fill every line; lines of one SKU draw on the
// same units, the earlier line first.
func (e *explainer) missing(o *Offer) []Short {
	var out []Short
	drawn := map[string]core.Quantity{}
	for d := range e.p.Demands {
		dm := &e.p.Demands[d]
		got := min(dm.Qty, max(0, o.Avail[d]-drawn[dm.SKU]))
		drawn[dm.SKU] += got
		if got < dm.Qty {
			out = append(out, Short{Line: dm.Line, SKU: dm.SKU, Qty: dm.Qty - got})
		}
	}
	return out
}

// compare says why location i lost.
func (e *explainer) compare(i int, v *Verdict) {
	useful, any := false, false
	for d, n := range e.p.Offers[i].Avail {
		any = any || (n > 0 && e.p.Demands[d].Qty > 0)
		useful = useful || (n > 0 && e.p.Demands[d].Qty > 0 && e.p.Offers[i].Unit[d] < e.p.Demands[d].BackorderCost)
	}
	if !any {
		v.Outcome = OutcomeNoStock
		return
	}
	if alone, ok := e.within(func(o int) bool { return o == i }); ok && len(alone.Takes) > 0 {
		v.Alone = &alone.Cost
	} else if !useful {
		v.Outcome = OutcomeTooDear
		return
	}
	e.compareAdding(i, v)
	if free, uses := e.withPackage(i, 0); uses {
		dearer := free.Cost + e.p.Offers[i].Package - e.plan.Cost
		v.Dearer = &dearer
	}
	switch {
	case v.Alone != nil && *v.Alone == e.plan.Cost, v.Dearer != nil && *v.Dearer == 0:
		v.Outcome = OutcomeTie
	case v.Saves > v.Costs && e.packages() > e.p.MaxSplits && e.p.MaxSplits != Unlimited:
		v.Outcome = OutcomeLimit
	case len(v.Missing) == 0:
		v.Outcome = OutcomeDearer
	case v.Saves > 0:
		v.Outcome = OutcomeNeedless
	default:
		v.Outcome = OutcomeShort
	}
}

// compareAdding finds what one more package from location i costs and saves beside the
// locations that were used.
func (e *explainer) compareAdding(i int, v *Verdict) {
	v.Costs = e.p.Offers[i].Package
	if e.packages() > 0 {
		v.Costs += e.p.ExtraPackage
	}
	q := *e.p
	q.Offers, q.ExtraPackage, q.MaxSplits = make([]Offer, len(e.p.Offers)), 0, Unlimited
	for o := range q.Offers {
		q.Offers[o] = e.p.Offers[o]
		q.Offers[o].Package = 0
		if o != i && !e.used[o] && q.Offers[o].Closed == "" {
			q.Offers[o].Closed = notOffered
		}
	}
	with, err := e.solver.Solve(&q)
	if err != nil {
		return
	}
	q.Offers[i].Closed = notOffered
	if without, err := e.solver.Solve(&q); err == nil {
		v.Saves = without.Cost - with.Cost
	}
}

func (e *explainer) packages() int {
	n := 0
	for _, used := range e.used {
		if used {
			n++
		}
	}
	return n
}

// withPackage solves the problem with another package cost at location i and reports
// whether the plan then uses it.
func (e *explainer) withPackage(i int, cost core.Amount) (Plan, bool) {
	q := *e.p
	q.Offers = append([]Offer(nil), e.p.Offers...)
	q.Offers[i].Package = cost
	plan, err := e.solver.Solve(&q)
	if err != nil {
		return plan, false
	}
	for _, t := range plan.Takes {
		if t.Offer == i {
			return plan, true
		}
	}
	return plan, false
}
