package sourcing

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"andon/core"

	"pgregory.net/rapid"
)

// tester is what testing.T and rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
}

func solved(t tester, p *Problem) Plan {
	t.Helper()
	plan, err := new(Solver).Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func explained(t tester, p *Problem, plan *Plan) Explanation {
	t.Helper()
	x, err := Explain(p, plan)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// shop has a location for every outcome.
func shop(t testing.TB) *Problem {
	p := order(t, 150, "want MUG 3 900", "want CUP 1 700",
		"from LEEDS 320 9/25 4/25", // used
		"from HULL 320 9/25 4/25",  // a tie, lost on its id
		"from YORK 440 9/25 4/25",  // dearer
		"from BATH 200 1/25 0/25",  // not enough
		"from DOVER 120 0/25 1/20", // saves a little, too little
		"from CREWE 100 0/25 0/25", // has none
		"from TRURO 10 9/950 9/950",
		"from STORE 10 9/1 9/1",
		"from KENT 10 9/1 9/1",
		"from NORTH 10 0/1 0/1")
	p.Offers[1].Priority = 1
	p.Offers[7].Closed = ReasonClosed
	p.Offers[8].Capacity = 0
	p.Offers[9].Excluded = []Reason{ReasonLot, ReasonChannel}
	return p
}

// Every location is told in one word why it lost.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	p := shop(t)
	plan := solved(t, p)
	want := map[string]Outcome{
		"LEEDS": OutcomeUsed, "HULL": OutcomeTie, "YORK": OutcomeDearer, "BATH": OutcomeShort, "DOVER": OutcomeNeedless,
		"CREWE": OutcomeNoStock, "TRURO": OutcomeTooDear, "STORE": OutcomeExcluded, "KENT": OutcomeNoCapacity, "NORTH": OutcomeNoStock,
	}
	x := explained(t, p, &plan)
	if len(x.Verdicts) != len(p.Offers) {
		t.Fatalf("%d verdicts of %d locations", len(x.Verdicts), len(p.Offers))
	}
	for _, v := range x.Verdicts {
		if v.Outcome != want[v.Location] {
			t.Errorf("%s: %s, want %s", v.Location, v.Outcome, want[v.Location])
		}
	}
	limited := order(t, 0, "want MUG 2 500", "want CUP 1 500", "from LEEDS 100 5/20 0/20", "from HULL 100 0/20 5/20")
	limited.MaxSplits = 0
	plan = solved(t, limited)
	if x := explained(t, limited, &plan); x.Verdicts[1].Outcome != OutcomeLimit {
		t.Errorf("%+v, want %s", x.Verdicts[1], OutcomeLimit)
	}
}

// The words and figures that a person reads, whole.
func TestText(t *testing.T) {
	t.Parallel()
	p := shop(t)
	plan := solved(t, p)
	x := explained(t, p, &plan)
	const want = `LEEDS ships 3 MUG, 1 CUP.
Cost 4.20: packages 3.20, extra packages 0.00, units 1.00, backorder 0.00.
No plan costs less (proven).
Instead: HULL for 4.20, the same.
Instead: YORK for 5.40, 1.20 dearer.
Instead: BATH for 27.25, 23.05 dearer, lacking 2 MUG, 1 CUP.
Instead: DOVER for 28.40, 24.20 dearer, lacking 3 MUG.
Instead: nowhere for 34.00, 29.80 dearer, lacking 3 MUG, 1 CUP.
BATH: one more package costs 3.50 and saves 0.00; alone it lacks 2 MUG, 1 CUP.
CREWE: has none of it.
DOVER: one more package costs 2.70 and saves 0.05; alone it lacks 3 MUG.
KENT: has no capacity left.
NORTH: has none of it; MUG no lot that may be sold; CUP not for this channel.
STORE: excluded, closed.
TRURO: each unit costs more than its backorder.
YORK: could ship it all for 5.40; one more package costs 5.90 and saves 0.00, the best plan that uses it is 1.20 dearer.
HULL: as cheap, but lower in priority, later by name or in more packages.
Otherwise with 3 more MUG at DOVER: then DOVER for 2.15.
Otherwise with a package from LEEDS at 3.21, up from 3.20: then HULL for 4.20.`
	got := strings.Join(x.Text("GBP"), "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A plan that another solver made is explained as it is, and today's is shown beside it.
func TestExplainsAnotherSolversPlan(t *testing.T) {
	t.Parallel()
	p := order(t, 100, "want MUG 2 500", "want CUP 1 500", "from LEEDS 300 5/20 5/20", "from HULL 280 5/20 0/20")
	old := Plan{Takes: []Take{{0, 1, 2}, {1, 0, 1}}, Unfilled: []core.Quantity{0, 0}, Cost: 740, Bound: 100}
	x := explained(t, p, &old)
	if x.Solver != 0 || x.Chosen.Cost.Total != 740 || x.Proven || x.Bound != 360 {
		t.Errorf("explains %+v", x)
	}
	if x.Today == nil || x.Today.Dearer != -380 || !slices.Equal(x.Today.Locations, []string{"LEEDS"}) {
		t.Errorf("today: %+v", x.Today)
	}
	if text := strings.Join(x.Text("GBP"), "\n"); !strings.Contains(text, "Solver 0 decided; solver 1 would now ship from LEEDS for 3.60.") {
		t.Errorf("the text does not say so:\n%s", text)
	}
	today := solved(t, p)
	if x := explained(t, p, &today); x.Today != nil {
		t.Errorf("today's own plan is said to differ: %+v", x.Today)
	}
}

// What would have changed the outcome, in figures worked out by hand.
func TestChanges(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, ships string
		extra       core.Amount
		lines       []string
		want        []Change
	}{
		// LEEDS alone leaves two cups: 300 + 60 + 600. With them it would ship for 400.
		{name: "one dear location", ships: "YORK:3×MUG YORK:2×CUP", extra: 100,
			lines: []string{"want MUG 3 400", "want CUP 2 300", "from LEEDS 300 9/20 0/20", "from HULL 280 0/20 1/20", "from YORK 500 9/20 9/20"},
			want: []Change{
				{Kind: ChangeStock, Location: "LEEDS", SKU: "CUP", Units: 2, Then: []string{"LEEDS"}, Cost: 400},
				{Kind: ChangePackage, Location: "YORK", From: 500, To: 860, Then: []string{"LEEDS"}, Cost: 960},
			}},
		// The split costs 300 + 200 + 50 + 60 = 610, YORK 700 + 60: 150 more.
		{name: "a split", ships: "LEEDS:2×MUG HULL:1×CUP", extra: 50,
			lines: []string{"want MUG 2 900", "want CUP 1 900", "from LEEDS 300 9/20 0/20", "from HULL 200 0/20 9/20", "from YORK 700 9/20 9/20"},
			want: []Change{
				{Kind: ChangeStock, Location: "LEEDS", SKU: "CUP", Units: 1, Then: []string{"LEEDS"}, Cost: 360},
				{Kind: ChangePackage, Location: "HULL", From: 200, To: 350, Then: []string{"YORK"}, Cost: 760},
				{Kind: ChangeExtra, From: 50, To: 200, Then: []string{"YORK"}, Cost: 760},
			}},
		// HULL's cup costs 280 + 150 + 20 and saves 400.
		{name: "a backorder", ships: "LEEDS:2×MUG -1×CUP", extra: 150,
			lines: []string{"want MUG 2 900", "want CUP 1 400", "from LEEDS 300 9/20 0/20", "from HULL 280 0/20 9/20"},
			want: []Change{
				{Kind: ChangeStock, Location: "LEEDS", SKU: "CUP", Units: 1, Then: []string{"LEEDS"}, Cost: 360},
				{Kind: ChangePackage, Location: "HULL", From: 280, To: 229, Then: []string{"HULL", "LEEDS"}, Cost: 739},
				{Kind: ChangeExtra, From: 150, To: 99, Then: []string{"HULL", "LEEDS"}, Cost: 739},
				{Kind: ChangeBackorder, Line: 2, SKU: "CUP", From: 400, To: 451, Then: []string{"HULL", "LEEDS"}, Cost: 790},
			}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := order(t, c.extra, c.lines...)
			plan := solved(t, p)
			if got := shipped(p, &plan); got != c.ships {
				t.Fatalf("ships %s", got)
			}
			got, _ := json.Marshal(explained(t, p, &plan).Changes)
			if want, _ := json.Marshal(c.want); string(got) != string(want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// Every change that an explanation names tips the outcome, and one unit or penny less
// does not: it is the smallest of its kind at its place.
func TestChangesTip(t *testing.T) {
	t.Parallel()
	tipped := 0
	rapid.Check(t, func(t *rapid.T) {
		g := NewGenerator(rapid.Uint64().Draw(t, "seed"))
		p := g.Problem(Size{Lines: rapid.IntRange(1, 4).Draw(t, "lines"), Locations: rapid.IntRange(1, 6).Draw(t, "locations"), Units: 10})
		restrict(g, p, rapid.IntRange(0, 4).Draw(t, "policy"))
		plan := solved(t, p)
		x := explained(t, p, &plan)
		for _, c := range x.Changes {
			tipped++
			if same(p, &plan, apply(p, c, 0)) {
				t.Fatalf("%+v tips nothing", c)
			}
			if !same(p, &plan, apply(p, c, 1)) {
				t.Fatalf("%+v: one less tips it too", c)
			}
		}
	})
	if tipped == 0 {
		t.Error("no change was found: the test tests nothing")
	}
}

// apply makes a change, but for less units or pence.
func apply(p *Problem, c Change, less int64) *Problem {
	q := *p
	q.Demands, q.Offers = slices.Clone(p.Demands), slices.Clone(p.Offers)
	to := c.To - core.Amount(less)
	if c.To < c.From {
		to = c.To + core.Amount(less)
	}
	at := slices.IndexFunc(q.Offers, func(o Offer) bool { return o.Location == c.Location })
	switch c.Kind {
	case ChangeStock:
		addStock(&q, shelf{offer: at, sku: c.SKU}, c.Units-core.Quantity(less))
	case ChangePackage:
		q.Offers[at].Package = to
	case ChangeExtra:
		q.ExtraPackage = to
	case ChangeBackorder:
		for d := range q.Demands {
			if q.Demands[d].Line == c.Line && q.Demands[d].SKU == c.SKU {
				q.Demands[d].BackorderCost = to
			}
		}
	}
	return &q
}

// same reports whether q leads to the locations and unfilled units of plan.
func same(p *Problem, plan *Plan, q *Problem) bool {
	other, err := new(Solver).Solve(q)
	return err == nil && slices.Equal(usedRanks(p, plan), usedRanks(q, &other)) && slices.Equal(plan.Unfilled, other.Unfilled)
}

// A plan that does not fit its problem is refused, not explained.
func TestExplainRefusesWrongPlans(t *testing.T) {
	t.Parallel()
	p := shop(t)
	plan := solved(t, p)
	plan.Cost++
	if _, err := Explain(p, &plan); core.CodeOf(err) != core.CodeInvalid {
		t.Errorf("got %v", err)
	}
}
