package sourcing

import (
	"encoding/json"
	"fmt"
	"testing"
)

// Equal seeds make equal instances, other seeds others: a measurement can be repeated.
func TestGeneratorRepeats(t *testing.T) {
	t.Parallel()
	size := Size{Lines: 5, Locations: 6, Units: 20}
	one, two, other := NewGenerator(4), NewGenerator(4), NewGenerator(5)
	for range 3 {
		a, b, c := fmt.Sprint(*one.Problem(size)), fmt.Sprint(*two.Problem(size)), fmt.Sprint(*other.Problem(size))
		if a != b || a == c {
			t.Fatalf("seed 4: %s\nseed 4: %s\nseed 5: %s", a, b, c)
		}
	}
}

// Export holds all that a solver needs to arrive at the same cost.
func TestExport(t *testing.T) {
	t.Parallel()
	p := order(t, 10, "want MUG 2 500", "want CUP 2 500", "from LEEDS 100 3/20 0/0", "from HULL 90 0/0 1/25", "from YORK 900 0/5 0/5")
	var s Solver
	plan, err := s.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Export(p, &plan)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"lines":[{"sku":"MUG","qty":2,"backorder_cost":500},{"sku":"CUP","qty":2,"backorder_cost":500}],` +
		`"locations":[{"id":"LEEDS","package_cost":100,"available":{"MUG":3},"unit_cost":{"MUG":20}},` +
		`{"id":"HULL","package_cost":90,"available":{"CUP":1},"unit_cost":{"CUP":25}},` +
		`{"id":"YORK","package_cost":900,"available":{},"unit_cost":{}}],` +
		`"extra_package_cost":10,"plan":[{"location":"LEEDS","sku":"MUG","qty":2},{"location":"HULL","sku":"CUP","qty":1}],` +
		`"cost":765,"proven":true,"bound":765}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What the exported form cannot say is refused, not left out.
func TestExportRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p *Problem){
		"split limit":     func(p *Problem) { p.MaxSplits = 0 },
		"ship complete":   func(p *Problem) { p.ShipComplete = true },
		"whole line":      func(p *Problem) { p.Demands[0].Whole = true },
		"capacity":        func(p *Problem) { p.Offers[0].Capacity = 9 },
		"uneven stock":    func(p *Problem) { p.Offers[0].Avail[1] = 1 },
		"uneven handling": func(p *Problem) { p.Offers[0].Unit[1] = 1 },
	} {
		p := order(t, 10, "want MUG 2 500", "want MUG 2 500", "from LEEDS 100 3/20 3/20")
		change(p)
		if _, err := Export(p, &Plan{}); err == nil {
			t.Errorf("%s: exported", name)
		}
	}
}
