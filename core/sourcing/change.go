package sourcing

import (
	"cmp"
	"slices"

	"andon/core"
)

// ChangeKind names what a Change changes.
type ChangeKind string

// The kinds, in the order in which an explanation lists them.
const (
	ChangeStock     ChangeKind = "stock"         // Units more of SKU at Location
	ChangePackage   ChangeKind = "package_cost"  // another package cost at Location
	ChangeExtra     ChangeKind = "extra_package" // another price of a split
	ChangeBackorder ChangeKind = "backorder"     // another backorder cost of a unit of SKU on Line
)

// Change is the smallest change of one kind that alone would have led to other
// locations or other units unfilled. Each was tried with the solver.
type Change struct {
	Kind     ChangeKind    `json:"kind"`
	Location string        `json:"location,omitempty"`
	Line     int           `json:"line,omitempty"`
	SKU      string        `json:"sku,omitempty"`
	Units    core.Quantity `json:"units,omitempty"` // how many more
	From     core.Amount   `json:"from"`            // the price as it was …
	To       core.Amount   `json:"to"`              // … and where it tips
	Then     []string      `json:"then"`            // locations used then
	Cost     core.Amount   `json:"cost"`            // of the plan then
}

// findChanges looks for the smallest change of each kind, within a number of solves.
func (e *explainer) findChanges() {
	e.tries = max(60, min(600, 300_000/(len(e.p.Demands)*len(e.p.Offers)+1)))
	for _, find := range []func() (Change, bool){e.stockChange, e.packageChange, e.splitChange, e.backorderChange} {
		if c, ok := find(); ok {
			e.out.Changes = append(e.out.Changes, c)
		}
	}
	e.out.Unsearched = e.tries <= 0
}

// trial solves a changed problem and reports whether the outcome is another one than
// today's.
func (e *explainer) trial(change func(q *Problem)) (Plan, bool) {
	if e.tries--; e.tries < 0 {
		return Plan{}, false
	}
	q := *e.p
	q.Offers, q.Demands = slices.Clone(e.p.Offers), slices.Clone(e.p.Demands)
	change(&q)
	plan, err := e.solver.Solve(&q)
	if err != nil {
		return plan, false
	}
	used := make([]bool, len(e.p.Offers))
	for _, t := range plan.Takes {
		used[t.Offer] = true
	}
	for _, t := range e.today.Takes {
		if !used[t.Offer] {
			return plan, true
		}
	}
	for i := range used {
		if used[i] && !slices.ContainsFunc(e.today.Takes, func(t Take) bool { return t.Offer == i }) {
			return plan, true
		}
	}
	return plan, !slices.Equal(plan.Unfilled, e.today.Unfilled)
}

// least finds by halving the smallest n in 1 … most for which change(n) tips the
// outcome; it supposes that a larger change tips it too.
func (e *explainer) least(most int64, change func(q *Problem, n int64)) (n int64, plan Plan, ok bool) {
	at := func(n int64) (Plan, bool) { return e.trial(func(q *Problem) { change(q, n) }) }
	if most < 1 {
		return 0, plan, false
	}
	if plan, ok = at(most); !ok {
		return 0, plan, false
	}
	low := int64(0) // does not tip
	for n = most; n-low > 1; {
		mid := low + (n-low)/2
		if p, tips := at(mid); tips {
			n, plan = mid, p
		} else {
			low = mid
		}
	}
	return n, plan, true
}

func (e *explainer) then(c Change, plan *Plan) Change {
	c.Then, c.Cost = e.candidate(plan, Parts{}).Locations, plan.Cost
	return c
}

// shelf is a SKU at a location that holds less than is asked for.
type shelf struct {
	offer int
	sku   string
	most  core.Quantity // how many more could matter
}

// stockChange is the fewest units more of one SKU at one location.
func (e *explainer) stockChange() (best Change, found bool) {
	for _, s := range e.shelves() {
		most := int64(s.most)
		if found {
			most = min(most, int64(best.Units)-1)
		}
		n, plan, ok := e.least(most, func(q *Problem, n int64) { addStock(q, s, core.Quantity(n)) })
		if ok {
			c := Change{Kind: ChangeStock, Location: e.p.Offers[s.offer].Location, SKU: s.sku, Units: core.Quantity(n)}
			best, found = e.then(c, &plan), true
		}
	}
	return best, found
}

// shelves lists what stock could be added where, the smallest gaps first.
func (e *explainer) shelves() []shelf {
	var out []shelf
	first := firsts(e.p.Demands)
	for _, i := range e.rank {
		o := &e.p.Offers[i]
		if o.Closed != "" || o.Capacity == 0 {
			continue
		}
		asked, has := make([]core.Quantity, len(first)), make([]core.Quantity, len(first)) // by first demand of the SKU
		for d, f := range first {
			if eligible(o, d) {
				asked[f] += e.p.Demands[d].Qty
				has[f] = max(has[f], o.Avail[d])
			}
		}
		for d := range first {
			if asked[d] > has[d] {
				out = append(out, shelf{offer: i, sku: e.p.Demands[d].SKU, most: asked[d] - has[d]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b shelf) int { return cmp.Compare(a.most, b.most) })
	return out
}

func eligible(o *Offer, d int) bool { return d >= len(o.Excluded) || o.Excluded[d] == "" }

func addStock(q *Problem, s shelf, n core.Quantity) {
	o := &q.Offers[s.offer]
	o.Avail = slices.Clone(o.Avail)
	for d := range q.Demands {
		if q.Demands[d].SKU == s.sku && eligible(o, d) {
			o.Avail[d] = max(o.Avail[d], 0) + n
		}
	}
}

// packageChange is the smallest change of one location's package cost: down for one
// that lost, up for one that was used.
func (e *explainer) packageChange() (best Change, found bool) {
	by := core.Amount(0)
	for _, i := range e.rank {
		o := &e.p.Offers[i]
		if o.Closed != "" || o.Capacity == 0 {
			continue
		}
		sign, most := core.Amount(-1), o.Package
		if slices.ContainsFunc(e.today.Takes, func(t Take) bool { return t.Offer == i }) {
			without, ok := e.within(func(k int) bool { return k != i })
			if !ok {
				continue
			}
			sign, most = 1, without.Cost-e.today.Cost+1
		}
		if found {
			most = min(most, by-1)
		}
		n, plan, ok := e.least(int64(most), func(q *Problem, n int64) { q.Offers[i].Package += sign * core.Amount(n) })
		if ok {
			c := Change{Kind: ChangePackage, Location: o.Location, From: o.Package, To: o.Package + sign*core.Amount(n)}
			best, found, by = e.then(c, &plan), true, core.Amount(n)
		}
	}
	return best, found
}

// splitChange is the nearest price of an extra package that tips: lower where more
// packages would help, higher where fewer would do.
func (e *explainer) splitChange() (Change, bool) {
	from := e.p.ExtraPackage
	change := func(sign core.Amount) func(*Problem, int64) {
		return func(q *Problem, n int64) { q.ExtraPackage += sign * core.Amount(n) }
	}
	down, lower, less := e.least(int64(from), change(-1))
	c := Change{Kind: ChangeExtra, From: from, To: from - core.Amount(down)}
	if packages := usedBy(&e.today); packages > 1 {
		q := *e.p
		q.MaxSplits = packages - 2
		fewer, err := e.solver.Solve(&q)
		if err == nil {
			up, upper, more := e.least(int64(fewer.Cost-e.today.Cost+1), change(1))
			if more && (!less || up < down) {
				c.To = from + core.Amount(up)
				return e.then(c, &upper), true
			}
		}
	}
	return e.then(c, &lower), less
}

// usedBy is the number of packages of a plan.
func usedBy(plan *Plan) int {
	seen := map[int]bool{}
	for _, t := range plan.Takes {
		seen[t.Offer] = true
	}
	return len(seen)
}

// backorderChange is the smallest rise of one line's backorder cost that would have had
// it filled further.
func (e *explainer) backorderChange() (best Change, found bool) {
	for d, short := range e.today.Unfilled {
		if short == 0 {
			continue
		}
		dm, most := &e.p.Demands[d], core.Amount(0)
		for i := range e.p.Offers {
			if o := &e.p.Offers[i]; o.Closed == "" && o.Avail[d] > 0 {
				most = max(most, o.Package+e.p.ExtraPackage+o.Unit[d]-dm.BackorderCost+1)
			}
		}
		if found {
			most = min(most, best.To-best.From-1)
		}
		n, plan, ok := e.least(int64(most), func(q *Problem, n int64) { q.Demands[d].BackorderCost += core.Amount(n) })
		if ok {
			c := Change{Kind: ChangeBackorder, Line: dm.Line, SKU: dm.SKU, From: dm.BackorderCost, To: dm.BackorderCost + core.Amount(n)}
			best, found = e.then(c, &plan), true
		}
	}
	return best, found
}
