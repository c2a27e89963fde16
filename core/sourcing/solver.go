package sourcing

import (
	"cmp"
	"math"
	"slices"

	"andon/core"
)

// fewLocations is up to how many useful locations every set of them is priced.
const fewLocations = 6

// Solver solves problems. It keeps scratch space between calls, so use one for many
// problems, but never from two goroutines at once. The zero Solver is ready.
type Solver struct {
	model
	dual dual
	flow flow

	open  []bool  // the set being priced
	x     []int64 // units by cell, for that set
	drawn []int64 // units by pool
	used  []int64 // units by offer
	spent []int64 // by bundle
	rough bool    // some set was priced too high

	floor   int64 // no set of locations has less unit and backorder cost
	best    incumbent
	root    int64 // no plan with a package costs less
	low     int64 // least bound of what the search left unexplored
	least   int   // fewest packages of a plan that could still be better
	most    int   // most packages of such a plan
	nodes   int   // sets priced
	visited int   // nodes of the search
	limit   int
	state   []state
	trail   []int32
	prices  []int64 // by depth
	useful  []int32
	saved   []int64 // by offer
	gains   []int64 // scratch
	runs    []run
}

// Solve finds the least-cost plan, or the best it can with a bound. The error is a
// *core.Error: CodeInvalid for a problem that makes no sense, CodeLimit when its sums
// could overflow. The plan shares no memory with the solver.
func (s *Solver) Solve(p *Problem) (Plan, error) {
	if err := s.load(p); err != nil {
		return Plan{}, err
	}
	s.begin()
	if s.single(); !s.oneIsEnough() {
		if len(s.useful) <= fewLocations {
			s.enumerate()
		} else {
			s.search()
		}
	}
	return s.plan(), nil
}

// begin starts from the empty plan.
func (s *Solver) begin() {
	n := len(s.off)
	s.open, s.best.open = resize(s.open, n), resize(s.best.open, n)
	s.floor = s.cheapest()
	clear(s.best.open)
	s.best.cost, s.best.size = s.nothing, 0
	s.low, s.nodes, s.visited, s.rough = s.nothing, 1, 0, false
	s.flow.work = flowWork
	if len(s.cells) <= smallCells {
		s.flow.work = math.MaxInt
	}
	s.useful = s.useful[:0]
	for i := range s.off {
		if s.off[i].units > 0 {
			s.useful = append(s.useful, int32(i))
		}
	}
}

// single prices every location alone.
func (s *Solver) single() {
	if s.splits == 0 {
		return
	}
	for _, i := range s.useful {
		s.open[i] = true
		if s.plain() {
			s.nodes++
			s.consider(s.unfilled-s.off[i].saves+s.off[i].fixed-s.extra, 1)
		} else {
			s.consider(s.price(), 1)
		}
		s.open[i] = false
	}
}

// plain reports whether each line fills by itself once the locations are chosen.
func (s *Solver) plain() bool { return !s.coupled && len(s.bundles) == 0 }

// oneIsEnough reports whether no set of two or more locations can be better: even with
// every line at its cheapest, a second package does not pay.
func (s *Solver) oneIsEnough() bool {
	if s.splits == 0 || len(s.useful) == 0 {
		return true
	}
	a, b := int64(math.MaxInt64), int64(math.MaxInt64) // the two least
	for _, i := range s.useful {
		if f := s.off[i].fixed; f < a {
			a, b = f, a
		} else if f < b {
			b = f
		}
	}
	s.root = s.floor + a - s.extra
	return s.splits == 1 || len(s.useful) == 1 || s.best.cost <= s.root+b
}

// price is the cost of the locations in s.open, packages included; of a set that cannot
// be better than the incumbent it may be less than the cost.
func (s *Solver) price() int64 {
	fixed := -s.extra
	for i, open := range s.open {
		if open {
			fixed += s.off[i].fixed
		}
	}
	return s.priceWith(fixed)
}

// priceWith is price when the package costs are known.
func (s *Solver) priceWith(fixed int64) int64 {
	s.nodes++
	if !s.plain() {
		if least := fixed + s.fillApart(); least > s.best.cost {
			return least
		}
	}
	return fixed + s.fill()
}

// consider makes s.open the incumbent if it is better: cheaper, else fewer packages,
// else better locations.
func (s *Solver) consider(cost int64, size int) bool {
	if cost > s.best.cost || (cost == s.best.cost && !s.preferred(size)) {
		return false
	}
	s.best.cost, s.best.size = cost, size
	copy(s.best.open, s.open)
	return true
}

func (s *Solver) preferred(size int) bool {
	if size != s.best.size {
		return size < s.best.size
	}
	for i, open := range s.open {
		if open != s.best.open[i] {
			return open
		}
	}
	return false
}

// plan writes the incumbent in the problem's own indexes.
func (s *Solver) plan() Plan {
	copy(s.open, s.best.open)
	s.flow.work = math.MaxInt // one more flow: it may turn out better than the rough figure
	s.assign()
	s.closeUnused()
	if s.rough {
		s.low = min(s.low, s.root)
	}
	out := Plan{
		Unfilled: make([]core.Quantity, len(s.tiers)),
		Cost:     core.Amount(s.best.cost),
		Bound:    core.Amount(min(s.low, s.best.cost)),
		Nodes:    s.nodes + s.visited,
		Solver:   Version,
	}
	out.Proven = out.Bound == out.Cost
	out.Takes = s.takes(out.Unfilled)
	return out
}

// closeUnused takes locations that ship nothing out of the incumbent, and prices what
// it really ships: a search that gave up may have opened too many or priced them roughly.
func (s *Solver) closeUnused() {
	for k, n := range s.x {
		if n > 0 {
			s.open[s.cells[k].off] = false // in use
		}
	}
	fixed, cost := -s.extra, s.best.cost
	s.best.size = 0
	for i := range s.off {
		switch {
		case s.open[i]:
			cost -= s.off[i].fixed
		case s.best.open[i]:
			fixed += s.off[i].fixed
			s.best.size++
		}
	}
	switch {
	case s.best.size == 0:
		cost = s.nothing
	case s.coupled:
		cost = fixed + s.costOfX()
	}
	s.best.cost = cost
}

// takes lists the units in s.x by demand, cheapest first, and what is missing in unfilled.
func (s *Solver) takes(unfilled []core.Quantity) []Take {
	n := 0
	for _, units := range s.x {
		if units > 0 {
			n++
		}
	}
	takes := make([]Take, 0, n+len(s.tiers)-len(s.dem)) // a tier begins at most one more take
	for d := range s.dem {
		dm := &s.dem[d]
		k := dm.first
		for _, t := range s.tiersOf(dm) {
			for ; k < dm.last && t.q > 0; k++ {
				c := &s.cells[k]
				if c.unit >= t.b && dm.bundle < 0 {
					break
				}
				if n := min(t.q, s.x[k]); n > 0 {
					takes = append(takes, Take{Demand: int(t.src), Offer: int(s.off[c.off].src), Qty: core.Quantity(n)})
					t.q -= n
					s.x[k] -= n
				}
				if s.x[k] > 0 {
					break // the next tier goes on here
				}
			}
			unfilled[t.src] = core.Quantity(t.q)
		}
	}
	slices.SortStableFunc(takes, func(a, b Take) int { return cmp.Compare(a.Demand, b.Demand) })
	return takes
}
