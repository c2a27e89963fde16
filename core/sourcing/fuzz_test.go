package sourcing

import (
	"math"
	"testing"

	"andon/core"
)

// feed reads figures from fuzz input; when it is used up it reads zeros.
type feed []byte

func (f *feed) next() int {
	if len(*f) == 0 {
		return 0
	}
	b := (*f)[0]
	*f = (*f)[1:]
	return int(b)
}

// amount is small for most bytes, and at the edge of what fits for some.
func (f *feed) amount() core.Amount {
	switch b := f.next(); {
	case b < 220:
		return core.Amount(b)
	case b < 235:
		return -core.Amount(f.next())
	case b < 245:
		return core.Amount(f.next()) << (f.next() % 56)
	case b < 250:
		return math.MinInt64 + core.Amount(f.next())
	default:
		return math.MaxInt64 - core.Amount(f.next())
	}
}

func (f *feed) problem() *Problem {
	p := &Problem{ExtraPackage: f.amount(), MaxSplits: f.next()%6 - 2, ShipComplete: f.next()%5 == 1, NodeLimit: 20}
	lines, locations := f.next()%7, f.next()%12
	for range lines {
		p.Demands = append(p.Demands, Demand{Line: f.next() % 3, SKU: string(rune('A' + f.next()%5)), Qty: core.Quantity(f.amount()), BackorderCost: f.amount(), Whole: f.next()%4 == 1})
	}
	for range locations {
		o := Offer{Location: string(rune('a' + f.next()%14)), Priority: f.next() % 3, Package: f.amount(), Capacity: Unlimited}
		if f.next()%4 == 1 {
			o.Capacity = core.Quantity(f.amount())
		}
		for range lines {
			o.Avail, o.Unit = append(o.Avail, core.Quantity(f.amount())), append(o.Unit, f.amount())
		}
		p.Offers = append(p.Offers, o)
	}
	return p
}

// Whatever the figures: a problem is refused with a code, or gets a plan that keeps the
// rules, adds up, and does not cost less than its bound. Nothing panics or overflows.
func FuzzSolve(f *testing.F) {
	f.Add([]byte("two mugs and a cup from leeds or hull"))
	f.Add([]byte{5, 2, 0, 3, 4, 0, 0, 3, 200, 0, 1, 1, 2, 150, 0, 0, 90, 0, 4, 10, 4, 10, 1, 0, 95, 0, 250, 3, 9, 12})
	f.Add([]byte{255, 0, 0, 2, 2, 0, 0, 255, 255, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		feed := feed(in)
		p := feed.problem()
		var s Solver
		plan, err := s.Solve(p)
		if err != nil {
			if code := core.CodeOf(err); code != core.CodeInvalid && code != core.CodeLimit {
				t.Fatalf("refused with %s: %v", code, err)
			}
			return
		}
		if _, err := Price(p, &plan); err != nil {
			t.Fatalf("%v: %+v of %+v", err, plan, p)
		}
		if plan.Bound > plan.Cost || plan.Proven != (plan.Bound == plan.Cost) {
			t.Fatalf("bound %d, cost %d, proven %v", plan.Bound, plan.Cost, plan.Proven)
		}
		if x, err := Explain(p, &plan); err == nil {
			x.Text("GBP")
		} else if core.CodeOf(err) == core.CodeInternal {
			t.Fatal(err)
		}
	})
}
