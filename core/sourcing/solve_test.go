package sourcing

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the policies, the solver finds the oracle's cost and, among equals, the
// oracle's locations. This is the test that the word "exact" rests on.
func TestSolveMatchesOracle(t *testing.T) {
	t.Parallel()
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 3, 4, rapid.Bool().Draw(t, "policies"))
		plan, err := s.Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		want := solveByOracle(p)
		if plan.Cost != want.cost || !plan.Proven || !slices.Equal(usedRanks(p, plan), want.used) {
			t.Fatalf("cost %d, proven %v, used %v; the oracle says %d, %v", plan.Cost, plan.Proven, usedRanks(p, plan), want.cost, want.used)
		}
	})
}

// searchOnly solves by branch and bound however few locations there are, so that the
// oracle can judge that path too.
func searchOnly(s *Solver, p *Problem) (Plan, error) {
	if err := s.load(p); err != nil {
		return Plan{}, err
	}
	s.begin()
	if s.single(); !s.oneIsEnough() {
		s.search()
	}
	return s.plan(), nil
}

// Branch and bound alone is as exact as pricing every set.
func TestSearchMatchesOracle(t *testing.T) {
	t.Parallel()
	var s Solver
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 3, 5, rapid.Bool().Draw(t, "policies"))
		plan, err := searchOnly(&s, p)
		if err != nil {
			t.Fatal(err)
		}
		want := solveByOracle(p)
		if plan.Cost != want.cost || !plan.Proven || !slices.Equal(usedRanks(p, plan), want.used) {
			t.Fatalf("cost %d, proven %v, used %v; the oracle says %d, %v", plan.Cost, plan.Proven, usedRanks(p, plan), want.cost, want.used)
		}
	})
}
