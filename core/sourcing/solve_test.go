package sourcing

import (
	"fmt"
	"slices"
	"testing"

	"andon/core"

	"pgregory.net/rapid"
)

// Whatever the policies, the solver finds the oracle's cost and, among equals, the
// oracle's locations. This is the test that the word "exact" rests on.
func TestSolveMatchesOracle(t *testing.T) {
	t.Parallel()
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			p := drawProblem(t, 3, 4, rapid.Bool().Draw(t, "policies"))
			plan, err := s.Solve(p)
			matchesOracle(t, p, &plan, err)
		}
	})
}

// Branch and bound alone is as exact as pricing every set, however few the locations.
func TestSearchMatchesOracle(t *testing.T) {
	t.Parallel()
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		for range 10 {
			p := drawProblem(t, 3, 5, rapid.Bool().Draw(t, "policies"))
			plan, err := solveBy(&s, p, s.search)
			matchesOracle(t, p, &plan, err)
		}
	})
}

func matchesOracle(t *rapid.T, p *Problem, plan *Plan, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Price(p, plan); err != nil {
		t.Fatal(err)
	}
	want := solveByOracle(p)
	if plan.Cost != want.cost || !plan.Proven || !slices.Equal(usedRanks(p, plan), want.used) {
		t.Fatalf("cost %d, proven %v, used %v; the oracle says %d, %v", plan.Cost, plan.Proven, usedRanks(p, plan), want.cost, want.used)
	}
}

// solveBy solves p with one of the solver's two ways, whatever its size.
func solveBy(s *Solver, p *Problem, way func()) (Plan, error) {
	if err := s.load(p); err != nil {
		return Plan{}, err
	}
	s.begin()
	if s.single(); !s.oneIsEnough() {
		way()
	}
	return s.plan(), nil
}

// sized are instances too large for the oracle but small enough to price every set.
func sized(seed uint64, n int) []*Problem {
	g := NewGenerator(seed)
	var out []*Problem
	for i := range n {
		p := g.Problem(Size{Lines: 1 + i%8, Locations: 7 + i%5, Units: 2 + i%60})
		restrict(g, p, i%6)
		out = append(out, p)
	}
	return out
}

// restrict adds a policy to a generated problem.
func restrict(g *Generator, p *Problem, policy int) {
	units := 0
	for d := range p.Demands {
		units += int(p.Demands[d].Qty)
	}
	switch policy {
	case 1:
		p.ShipComplete = true
	case 2:
		for d := range p.Demands {
			p.Demands[d].Whole = g.chance(40)
			p.Demands[d].Line /= 2
		}
	case 3:
		for i := range p.Offers {
			if g.chance(50) {
				p.Offers[i].Capacity = core.Quantity(g.upTo(units))
			}
		}
	case 4:
		p.MaxSplits = g.upTo(3)
	}
}

// On real-looking instances of up to 11 locations, branch and bound gives the plan that
// pricing every set gives, to the last unit.
func TestSearchMatchesEnumeration(t *testing.T) {
	t.Parallel()
	var s Solver
	for n, p := range sized(3, 240) {
		want, err := solveBy(&s, p, s.enumerate)
		if err != nil {
			t.Fatal(err)
		}
		got, err := solveBy(&s, p, s.search)
		if err != nil {
			t.Fatal(err)
		}
		if got.Cost != want.Cost || !got.Proven || !samePlan(&got, &want) {
			t.Errorf("instance %d: search says %d %v, all sets %d %v", n, got.Cost, got.Takes, want.Cost, want.Takes)
		}
	}
}

// A search that gives up is honest: its bound is not above the optimum, its cost not
// below, and it claims a proof only for the optimum.
func TestGivingUpIsHonest(t *testing.T) {
	t.Parallel()
	var s Solver
	unproven := 0
	for n, p := range sized(5, 240) {
		want, err := solveBy(&s, p, s.enumerate)
		if err != nil {
			t.Fatal(err)
		}
		p.NodeLimit = 1
		got, err := solveBy(&s, p, s.search)
		if err != nil {
			t.Fatal(err)
		}
		if got.Bound > want.Cost || got.Cost < want.Cost || got.Proven != (got.Bound == got.Cost) {
			t.Errorf("instance %d: bound %d, optimum %d, cost %d, proven %v", n, got.Bound, want.Cost, got.Cost, got.Proven)
		}
		if !got.Proven {
			unproven++
		}
	}
	if unproven == 0 {
		t.Error("no instance was given up: the test tests nothing")
	}
}

// Every plan of every size and policy keeps every rule: no unit is promised twice, no
// capacity or split limit exceeded, nothing whole is broken, and the cost adds up.
func TestPlansKeepTheRules(t *testing.T) {
	t.Parallel()
	var s Solver
	for _, size := range Grid() {
		g := NewGenerator(11)
		for policy := range 5 {
			p := g.Problem(size)
			restrict(g, p, policy)
			p.NodeLimit = 30
			plan, err := s.Solve(p)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Price(p, &plan); err != nil {
				t.Errorf("%v, policy %d: %v", size, policy, err)
			}
			if plan.Bound > plan.Cost {
				t.Errorf("%v, policy %d: bound %d above cost %d", size, policy, plan.Bound, plan.Cost)
			}
		}
	}
}

// The order in which lines and locations stand in the input does not matter, proven or not.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := NewGenerator(rapid.Uint64().Draw(t, "seed"))
		p := g.Problem(Size{Lines: rapid.IntRange(1, 9).Draw(t, "lines"), Locations: rapid.IntRange(1, 16).Draw(t, "locations"), Units: 40})
		restrict(g, p, rapid.IntRange(0, 4).Draw(t, "policy"))
		p.NodeLimit = rapid.IntRange(1, 40).Draw(t, "limit")
		demands := rapid.Permutation(indexes(nil, len(p.Demands))).Draw(t, "demands")
		offers := rapid.Permutation(indexes(nil, len(p.Offers))).Draw(t, "offers")
		var s Solver
		want, err := s.Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Solve(permuted(p, demands, offers))
		if err != nil {
			t.Fatal(err)
		}
		for k := range got.Takes {
			got.Takes[k].Demand, got.Takes[k].Offer = int(demands[got.Takes[k].Demand]), int(offers[got.Takes[k].Offer])
		}
		if got.Cost != want.Cost || got.Bound != want.Bound || got.Nodes != want.Nodes || !samePlan(&got, &want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
}

// permuted is p with demands and offers in another order: place n holds what was at
// demands[n] and offers[n].
func permuted(p *Problem, demands, offers []int32) *Problem {
	q := *p
	q.Demands, q.Offers = nil, nil
	for _, d := range demands {
		q.Demands = append(q.Demands, p.Demands[d])
	}
	for _, i := range offers {
		o := p.Offers[i]
		o.Avail, o.Unit = nil, nil
		for _, d := range demands {
			o.Avail, o.Unit = append(o.Avail, p.Offers[i].Avail[d]), append(o.Unit, p.Offers[i].Unit[d])
		}
		q.Offers = append(q.Offers, o)
	}
	return &q
}

// A solver that has solved other problems answers as a fresh one: nothing is carried over.
func TestSolverCarriesNothingOver(t *testing.T) {
	t.Parallel()
	var used Solver
	for n, p := range sized(7, 120) {
		got, err := used.Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		want, err := new(Solver).Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("instance %d: used solver %+v, fresh solver %+v", n, got, want)
		}
	}
}

// Solving allocates the plan and nothing else.
func TestSolveAllocations(t *testing.T) {
	var s Solver
	g := NewGenerator(1)
	for _, size := range []Size{{3, 4, 5}, {10, 20, 25}} {
		p := g.Problem(size)
		solve := func() {
			if _, err := s.Solve(p); err != nil {
				t.Fatal(err)
			}
		}
		solve() // grows the scratch space
		if n := testing.AllocsPerRun(20, solve); n > 2 {
			t.Errorf("%v: %v allocations, want at most 2", size, n)
		}
	}
}
