package sourcing

import (
	"math"
	"slices"
	"strings"
	"testing"

	"andon/core"
)

// order builds a problem from one line per demand and location, in pence:
//
//	want SKU QTY BACKORDER           one demand
//	from LOCATION PACKAGE  AVAIL/UNIT …   one figure a demand, in their order
//
// with unlimited splits and capacity; cases change what they are about.
func order(t testing.TB, extra core.Amount, lines ...string) *Problem {
	t.Helper()
	p := &Problem{ExtraPackage: extra, MaxSplits: Unlimited}
	for _, line := range lines {
		f := strings.Fields(line)
		switch f[0] {
		case "want":
			p.Demands = append(p.Demands, Demand{Line: len(p.Demands) + 1, SKU: f[1], Qty: core.Quantity(number(t, f[2])), BackorderCost: core.Amount(number(t, f[3]))})
		case "from":
			o := Offer{Location: f[1], Package: core.Amount(number(t, f[2])), Capacity: Unlimited}
			for _, cell := range f[3:] {
				avail, unit, _ := strings.Cut(cell, "/")
				o.Avail, o.Unit = append(o.Avail, core.Quantity(number(t, avail))), append(o.Unit, core.Amount(number(t, unit)))
			}
			p.Offers = append(p.Offers, o)
		}
	}
	return p
}

func number(t testing.TB, s string) int64 {
	t.Helper()
	p, err := core.Currency("JPY").ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return int64(p)
}

// shipped writes a plan as "LOCATION:QTY×SKU …", by demand, then unfilled as "-QTY×SKU".
func shipped(p *Problem, plan *Plan) string {
	var out []string
	for _, take := range plan.Takes {
		out = append(out, p.Offers[take.Offer].Location+":"+quantity(take.Qty)+p.Demands[take.Demand].SKU)
	}
	for d, n := range plan.Unfilled {
		if n > 0 {
			out = append(out, "-"+quantity(n)+p.Demands[d].SKU)
		}
	}
	return strings.Join(out, " ")
}

func quantity(n core.Quantity) string { return core.Currency("JPY").Format(core.Amount(n)) + "×" }

// What a dispatcher would expect, case by case.
func TestCases(t *testing.T) {
	t.Parallel()
	mugAndCup := []string{"want MUG 2 500", "want CUP 1 500"}
	cases := []struct {
		name   string
		extra  core.Amount
		lines  []string
		change func(p *Problem)
		want   string
		cost   core.Amount
	}{
		{name: "one location has all", extra: 100,
			lines: append(mugAndCup, "from LEEDS 300 5/20 5/20", "from HULL 280 5/20 0/20"),
			want:  "LEEDS:2×MUG LEEDS:1×CUP", cost: 360},
		{name: "a split is cheaper than the dear location that has all", extra: 100,
			lines: append(mugAndCup, "from STORE 900 5/20 5/20", "from LEEDS 300 5/20 0/20", "from HULL 280 0/20 5/20"),
			want:  "LEEDS:2×MUG HULL:1×CUP", cost: 740},
		{name: "a split that is priced too high is not made", extra: 400,
			lines: []string{"want MUG 2 900", "want CUP 1 900", "from STORE 900 5/20 5/20", "from LEEDS 300 5/20 0/20", "from HULL 280 0/20 5/20"},
			want:  "STORE:2×MUG STORE:1×CUP", cost: 960},
		{name: "backorder is cheaper than a dear split", extra: 400,
			lines: append(mugAndCup, "from LEEDS 300 5/20 0/20", "from HULL 280 0/20 5/20"),
			want:  "LEEDS:2×MUG -1×CUP", cost: 840},
		{name: "a unit as dear as its backorder waits",
			lines: []string{"want MUG 3 100", "from LEEDS 0 2/40 ", "from HULL 0 5/100"},
			want:  "LEEDS:2×MUG -1×MUG", cost: 180},
		{name: "nothing anywhere",
			lines: append(mugAndCup, "from LEEDS 300 0/20 0/20"), want: "-2×MUG -1×CUP", cost: 1500},
		{name: "no locations", lines: mugAndCup, want: "-2×MUG -1×CUP", cost: 1500},
		{name: "a negative book gives nothing",
			lines: []string{"want MUG 1 500", "from LEEDS 100 -3/10", "from HULL 200 1/10"}, want: "HULL:1×MUG", cost: 210},
		{name: "a line is filled from the cheapest units up",
			lines: []string{"want MUG 5 900", "from LEEDS 10 2/30", "from HULL 10 2/10", "from YORK 10 9/50"},
			want:  "HULL:2×MUG LEEDS:2×MUG YORK:1×MUG", cost: 160},
		{name: "two lines of one SKU share the stock, the dearer backorder first",
			lines: []string{"want MUG 2 300", "want MUG 2 900", "from LEEDS 100 3/10 3/10"},
			want:  "LEEDS:1×MUG LEEDS:2×MUG -1×MUG", cost: 430},
		{name: "clearance pays for its own package", extra: 50,
			lines: []string{"want MUG 3 900", "from LEEDS 300 9/20", "from STORE 310 9/-40"},
			want:  "STORE:3×MUG", cost: 190},
		{name: "capacity zero ships nothing",
			lines:  append(mugAndCup, "from LEEDS 100 5/20 5/20", "from HULL 300 5/20 5/20"),
			change: func(p *Problem) { p.Offers[0].Capacity = 0 },
			want:   "HULL:2×MUG HULL:1×CUP", cost: 360},
		{name: "capacity splits an order that one location could ship", extra: 50,
			lines:  append(mugAndCup, "from LEEDS 100 5/20 5/20", "from HULL 120 5/20 5/20"),
			change: func(p *Problem) { p.Offers[0].Capacity, p.Offers[1].Capacity = 2, 1 },
			want:   "LEEDS:2×MUG HULL:1×CUP", cost: 330},
		{name: "a closed location is not asked",
			lines:  append(mugAndCup, "from LEEDS 100 5/20 5/20", "from HULL 300 5/20 5/20"),
			change: func(p *Problem) { p.Offers[0] = Offer{Location: "LEEDS", Closed: ReasonClosed} },
			want:   "HULL:2×MUG HULL:1×CUP", cost: 360},
		{name: "ship complete and short: nothing is taken",
			lines:  append(mugAndCup, "from LEEDS 100 5/20 0/20"),
			change: func(p *Problem) { p.ShipComplete = true },
			want:   "-2×MUG -1×CUP", cost: 1500},
		{name: "ship complete accepts units dearer than their backorder",
			lines:  []string{"want MUG 2 500", "want CUP 1 30", "from LEEDS 100 5/20 5/90"},
			change: func(p *Problem) { p.ShipComplete = true },
			want:   "LEEDS:2×MUG LEEDS:1×CUP", cost: 230},
		{name: "a whole line that is short is left, the rest goes",
			lines:  append(mugAndCup, "from LEEDS 100 1/20 5/20"),
			change: func(p *Problem) { p.Demands[0].Whole = true },
			want:   "LEEDS:1×CUP -2×MUG", cost: 1120},
		{name: "a kit's components wait for each other",
			lines: append(mugAndCup, "want TIN 1 500", "from LEEDS 100 5/20 0/20 5/20"),
			change: func(p *Problem) {
				p.Demands[0].Whole, p.Demands[1].Whole, p.Demands[1].Line = true, true, 1
			},
			want: "LEEDS:1×TIN -2×MUG -1×CUP", cost: 1620},
		{name: "no split allowed: the location that saves most", extra: 0,
			lines:  append(mugAndCup, "from LEEDS 100 5/20 0/20", "from HULL 100 0/20 5/20"),
			change: func(p *Problem) { p.MaxSplits = 0 },
			want:   "LEEDS:2×MUG -1×CUP", cost: 640},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := order(t, c.extra, c.lines...)
			if c.change != nil {
				c.change(p)
			}
			var s Solver
			plan, err := s.Solve(p)
			if err != nil {
				t.Fatal(err)
			}
			if got := shipped(p, &plan); got != c.want || plan.Cost != c.cost || !plan.Proven || plan.Bound != c.cost || plan.Solver != Version {
				t.Errorf("ships %q for %d (%+v), want %q for %d", got, plan.Cost, plan, c.want, c.cost)
			}
			if _, err := Price(p, &plan); err != nil {
				t.Error(err)
			}
		})
	}
}

// Equal costs are decided by fewest packages, then priority, then id, wherever the
// locations stand in the input.
func TestTies(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, want string
		lines      []string
		priority   []int
	}{
		{"the smaller id", "HULL:1×MUG", []string{"from LEEDS 100 1/10", "from HULL 100 1/10"}, []int{0, 0}},
		{"the lower priority before the smaller id", "LEEDS:1×MUG", []string{"from LEEDS 100 1/10", "from HULL 100 1/10"}, []int{1, 2}},
		{"fewer packages before priority", "HULL:1×MUG HULL:1×CUP", []string{"want CUP 1 500", "from LEEDS 0 1/10 0/10", "from YORK 0 0/10 1/10", "from HULL 0 1/10 1/10"}, []int{1, 1, 2}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := order(t, 0, append([]string{"want MUG 1 500"}, c.lines...)...)
			for i := range p.Offers {
				p.Offers[i].Priority = c.priority[i]
			}
			var s Solver
			for _, way := range []func(){s.enumerate, s.search} {
				plan, err := solveBy(&s, p, way)
				if got := shipped(p, &plan); err != nil || got != c.want {
					t.Errorf("ships %q (%v), want %q", got, err, c.want)
				}
			}
		})
	}
}

// What makes no sense, and what could overflow, is refused by name before anything is solved.
func TestRefused(t *testing.T) {
	t.Parallel()
	valid := func() *Problem { return order(t, 10, "want MUG 2 500", "from LEEDS 100 5/20") }
	cases := []struct {
		name    string
		change  func(p *Problem)
		code    core.Code
		subject string
	}{
		{"negative quantity", func(p *Problem) { p.Demands[0].Qty = -1 }, core.CodeInvalid, "MUG"},
		{"negative backorder cost", func(p *Problem) { p.Demands[0].BackorderCost = -1 }, core.CodeInvalid, "MUG"},
		{"quantity above the limit", func(p *Problem) { p.Demands[0].Qty = core.MaxQuantity + 1 }, core.CodeLimit, "MUG"},
		{"negative package cost", func(p *Problem) { p.Offers[0].Package = -1 }, core.CodeInvalid, "LEEDS"},
		{"negative capacity", func(p *Problem) { p.Offers[0].Capacity = -2 }, core.CodeInvalid, "LEEDS"},
		{"negative split price", func(p *Problem) { p.ExtraPackage = -1 }, core.CodeInvalid, "order"},
		{"negative split limit", func(p *Problem) { p.MaxSplits = -2 }, core.CodeInvalid, "order"},
		{"a figure missing", func(p *Problem) { p.Offers[0].Unit = nil }, core.CodeInvalid, "LEEDS"},
		{"backorder overflows", func(p *Problem) { p.Demands[0].BackorderCost = math.MaxInt64 }, core.CodeLimit, "MUG"},
		{"unit cost overflows", func(p *Problem) { p.Offers[0].Unit[0] = math.MinInt64 }, core.CodeLimit, "MUG"},
		{"package overflows", func(p *Problem) { p.Offers[0].Package = math.MaxInt64 }, core.CodeLimit, "LEEDS"},
		{"split price overflows", func(p *Problem) { p.ExtraPackage = math.MaxInt64 }, core.CodeLimit, "LEEDS"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := valid()
			c.change(p)
			var s Solver
			_, err := s.Solve(p)
			e, ok := err.(*core.Error)
			if !ok || e.Code != c.code || e.Subject != c.subject {
				t.Errorf("got %v, want %s of %s", err, c.code, c.subject)
			}
			if plan, err := s.Solve(valid()); err != nil || plan.Cost != 140 {
				t.Errorf("after a refusal the solver answers %v, %v", plan, err)
			}
		})
	}
}

// An order too large for the unbearable backorder still ships complete or not at all.
func TestShipCompleteWithHugeAmounts(t *testing.T) {
	t.Parallel()
	var s Solver
	for _, avail := range []core.Quantity{5, 1 << 20} {
		p := order(t, 0, "want MUG 1 1", "want CUP 1 1", "from LEEDS 1 1/1 1/1", "from HULL 7 0/0 0/0")
		p.ShipComplete = true
		for d := range p.Demands {
			p.Demands[d].Qty, p.Demands[d].BackorderCost = 1<<20, 1<<30
			p.Offers[0].Avail[d] = 1 << 20
		}
		p.Offers[0].Avail[1] = avail
		plan, err := s.Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.bundles) == 0 {
			t.Fatal("the amounts are not huge enough: the test tests nothing")
		}
		if ships := len(plan.Takes) == 2; ships != (avail == 1<<20) || !plan.Proven {
			t.Errorf("with %d there: %+v", avail, plan)
		}
	}
}

// Price believes nothing: every way in which a plan may be wrong is refused.
func TestPriceRefusesWrongPlans(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(p *Problem, plan *Plan)
	}{
		{"another cost", func(_ *Problem, plan *Plan) { plan.Cost-- }},
		{"another unfilled", func(_ *Problem, plan *Plan) { plan.Unfilled[0]++ }},
		{"unfilled missing", func(_ *Problem, plan *Plan) { plan.Unfilled = nil }},
		{"no such offer", func(_ *Problem, plan *Plan) { plan.Takes[0].Offer = 9 }},
		{"no such demand", func(_ *Problem, plan *Plan) { plan.Takes[0].Demand = -1 }},
		{"no units", func(_ *Problem, plan *Plan) { plan.Takes[0].Qty = 0 }},
		{"more than asked", func(p *Problem, _ *Plan) { p.Demands[0].Qty = 1 }},
		{"more than there", func(p *Problem, _ *Plan) { p.Offers[0].Avail[0] = 1 }},
		{"the same units twice", func(p *Problem, _ *Plan) { p.Offers[0].Avail = []core.Quantity{2, 2} }},
		{"beyond capacity", func(p *Problem, _ *Plan) { p.Offers[0].Capacity = 2 }},
		{"beyond the split limit", func(p *Problem, _ *Plan) { p.MaxSplits = 0 }},
		{"closed", func(p *Problem, _ *Plan) { p.Offers[0].Closed = ReasonClosed }},
		{"part of a whole line", func(p *Problem, _ *Plan) { p.Demands[2].Whole = true }},
		{"part of a complete order", func(p *Problem, _ *Plan) { p.ShipComplete = true }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := order(t, 10, "want MUG 2 500", "want MUG 1 500", "want CUP 2 500", "from LEEDS 100 3/20 3/20 0/0", "from HULL 90 0/0 0/0 1/20")
			var s Solver
			plan, err := s.Solve(p)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := Price(p, &plan)
			if want := (Parts{Packages: 190, Extra: 10, Units: 80, Backorder: 500, Total: 780}); err != nil || parts != want {
				t.Fatalf("the right plan costs %+v (%v), want %+v", parts, err, want)
			}
			plan.Takes = slices.Clone(plan.Takes)
			c.change(p, &plan)
			if _, err := Price(p, &plan); err == nil {
				t.Error("a wrong plan was accepted")
			}
		})
	}
}
