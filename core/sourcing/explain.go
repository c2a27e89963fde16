package sourcing

import (
	"cmp"
	"slices"

	"andon/core"
)

// Explanation says why a plan is what it is. All of it is computed from the problem;
// of the stored plan only its takes are believed.
type Explanation struct {
	Solver     int         `json:"solver"`           // version that decided
	Chosen     Candidate   `json:"chosen"`           //
	Bound      core.Amount `json:"bound"`            // no plan costs less
	Proven     bool        `json:"proven"`           // the plan is the least-cost plan
	Others     []Candidate `json:"others,omitempty"` // what else could have been done, cheapest first
	Verdicts   []Verdict   `json:"verdicts"`         // every location, used ones first, then by priority and id
	Changes    []Change    `json:"changes,omitempty"`
	Unsearched bool        `json:"unsearched,omitempty"` // too large to try every single change
	Today      *Candidate  `json:"today,omitempty"`      // what today's solver decides, where that differs
}

// Candidate is one way to source the order.
type Candidate struct {
	Locations []string    `json:"locations"` // used, by priority and id
	Ships     []Ship      `json:"ships,omitempty"`
	Unfilled  []Short     `json:"unfilled,omitempty"`
	Cost      Parts       `json:"cost"`
	Dearer    core.Amount `json:"dearer"` // than the chosen plan
}

// Ship is units of an order line from a location.
type Ship struct {
	Location string        `json:"location"`
	Line     int           `json:"line"`
	SKU      string        `json:"sku"`
	Qty      core.Quantity `json:"qty"`
}

// Short is units of an order line that are missing.
type Short struct {
	Line int           `json:"line"`
	SKU  string        `json:"sku"`
	Qty  core.Quantity `json:"qty"`
}

// othersListed is how many other candidates an explanation shows.
const othersListed = 8

// explainer holds what the parts of an explanation share.
type explainer struct {
	solver Solver
	p      *Problem
	plan   *Plan
	used   []bool // by offer
	today  Plan   // what the solver decides now
	rank   []int  // offers by priority, then id
	tries  int    // solves left for trying changes
	out    Explanation
}

// Explain computes the reasons for a plan, which an older solver may have made. The
// error is that of [Price] when the plan does not fit the problem.
func Explain(p *Problem, plan *Plan) (Explanation, error) {
	parts, err := Price(p, plan)
	if err != nil {
		return Explanation{}, err
	}
	e := &explainer{p: p, plan: plan, used: make([]bool, len(p.Offers))}
	for _, t := range plan.Takes {
		e.used[t.Offer] = true
	}
	e.rankOffers()
	if e.today, err = e.solver.Solve(p); err != nil {
		return Explanation{}, err
	}
	e.out.Solver, e.out.Chosen = plan.Solver, e.candidate(plan, parts)
	e.out.Bound = max(plan.Bound, e.today.Bound)
	e.out.Proven = e.out.Bound >= plan.Cost
	e.compareToday()
	e.judge()
	e.listOthers()
	e.findChanges()
	return e.out, nil
}

func (e *explainer) rankOffers() {
	e.rank = make([]int, len(e.p.Offers))
	for i := range e.rank {
		e.rank[i] = i
	}
	slices.SortFunc(e.rank, func(a, b int) int {
		x, y := &e.p.Offers[a], &e.p.Offers[b]
		return cmp.Or(cmp.Compare(x.Priority, y.Priority), cmp.Compare(x.Location, y.Location), cmp.Compare(a, b))
	})
}

// compareToday fills Today when the solver would now ship other units.
func (e *explainer) compareToday() {
	if samePlan(e.plan, &e.today) {
		return
	}
	if parts, err := Price(e.p, &e.today); err == nil {
		c := e.candidate(&e.today, parts)
		e.out.Today = &c
	}
}

// samePlan reports whether two plans ship the same units, in whatever order.
func samePlan(a, b *Plan) bool {
	byIndex := func(x, y Take) int {
		return cmp.Or(cmp.Compare(x.Demand, y.Demand), cmp.Compare(x.Offer, y.Offer), cmp.Compare(x.Qty, y.Qty))
	}
	x, y := slices.Clone(a.Takes), slices.Clone(b.Takes)
	slices.SortFunc(x, byIndex)
	slices.SortFunc(y, byIndex)
	return slices.Equal(x, y)
}

// candidate describes a plan of e.p.
func (e *explainer) candidate(plan *Plan, parts Parts) Candidate {
	c := Candidate{Locations: []string{}, Cost: parts, Dearer: parts.Total - e.plan.Cost}
	used := make([]bool, len(e.p.Offers))
	for _, t := range plan.Takes {
		used[t.Offer] = true
		d := &e.p.Demands[t.Demand]
		c.Ships = append(c.Ships, Ship{Location: e.p.Offers[t.Offer].Location, Line: d.Line, SKU: d.SKU, Qty: t.Qty})
	}
	for _, i := range e.rank {
		if used[i] {
			c.Locations = append(c.Locations, e.p.Offers[i].Location)
		}
	}
	for d, n := range plan.Unfilled {
		if n > 0 {
			c.Unfilled = append(c.Unfilled, Short{Line: e.p.Demands[d].Line, SKU: e.p.Demands[d].SKU, Qty: n})
		}
	}
	return c
}

// notOffered closes a location in a what-if; no person sees it.
const notOffered Reason = "not_offered"

// within solves the problem with only the locations for which keep is true.
func (e *explainer) within(keep func(offer int) bool) (Plan, bool) {
	q := *e.p
	q.Offers = slices.Clone(e.p.Offers)
	for i := range q.Offers {
		if !keep(i) && q.Offers[i].Closed == "" {
			q.Offers[i].Closed = notOffered
		}
	}
	plan, err := e.solver.Solve(&q)
	return plan, err == nil
}

// listOthers collects what else could have been done: each location alone, and the
// order without each location that was used.
func (e *explainer) listOthers() {
	for _, i := range e.rank {
		if e.p.Offers[i].Closed != "" {
			continue
		}
		e.addOther(func(o int) bool { return o == i })
		if e.used[i] {
			e.addOther(func(o int) bool { return o != i })
		}
	}
	slices.SortStableFunc(e.out.Others, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Cost.Total, b.Cost.Total), cmp.Compare(len(a.Locations), len(b.Locations)))
	})
	e.out.Others = e.out.Others[:min(len(e.out.Others), othersListed)]
}

// addOther adds the best plan within some locations, unless it is known.
func (e *explainer) addOther(keep func(offer int) bool) {
	plan, ok := e.within(keep)
	if !ok || samePlan(&plan, e.plan) {
		return
	}
	parts, err := Price(e.p, &plan)
	if err != nil {
		return
	}
	c := e.candidate(&plan, parts)
	for i := range e.out.Others {
		if slices.Equal(e.out.Others[i].Ships, c.Ships) {
			return
		}
	}
	e.out.Others = append(e.out.Others, c)
}
