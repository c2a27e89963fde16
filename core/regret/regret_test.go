package regret

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
)

// greedy is a shop where each order takes what is cheapest for itself. A package costs
// 1.00 at LEEDS and 1.30 at YORK.
//
//	SO-1  2 mugs          LEEDS has them: 1.00
//	SO-2  2 mugs, 1 cup   the cup is at LEEDS alone, mugs are left at YORK: 1.00 + 1.30 + 3.00 = 5.30
//
// Knowing SO-2, SO-1 goes from YORK for 1.30 and SO-2 from LEEDS for 1.00. Alone, each of
// them goes from LEEDS for 1.00.
func greedy(t testing.TB) *shop {
	s := newShop(t, at("LEEDS", 100), at("YORK", 130), found("MUG", "LEEDS", 2), found("CUP", "LEEDS", 1), found("MUG", "YORK", 5))
	s.sell(2, 0)
	s.pass(time.Hour)
	s.sell(2, 1)
	return s
}

// TestGreedy proves the figures of a day that can be counted by hand.
func TestGreedy(t *testing.T) {
	t.Parallel()
	d := greedy(t).day(0)
	for _, c := range []struct {
		name      string
		got, want Figures
	}{
		{"decided", d.Decided, Figures{630, 0, 3, 1, 0, 630}},
		{"possible", d.Possible, Figures{230, 0, 2, 0, 0, 230}},
		{"alone", d.Alone, Figures{200, 0, 2, 0, 0, 200}},
		{"least", d.Least, Figures{400, 0, 1, 1, 0, 400}},
		{"most", d.Most, Figures{430, 0, 1, 1, 0, 430}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, c.got, c.want)
		}
	}
	if d.Best != "biggest first" || len(d.Orders) != 1 || d.Orders[0].Order != "SO-2" {
		t.Fatalf("best %q, orders %+v", d.Best, d.Orders)
	}
	if got, want := d.Orders[0].Why, "2 MUG at LEEDS had gone to SO-1 at 09:00, which YORK could have served for 0.30 more"; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
}

// TestWaited proves that units count that came after an order was decided, and that a unit
// which nobody had is no regret.
func TestWaited(t *testing.T) {
	t.Parallel()
	s := newShop(t, at("LEEDS", 100), at("YORK", 500), found("MUG", "YORK", 1), found("CUP", "LEEDS", 1))
	s.sell(1, 0) // from YORK for 5.00
	s.pass(time.Hour)
	s.sell(0, 3) // one cup goes, two wait: there are no more that day
	s.pass(time.Hour)
	s.must(found("MUG", "LEEDS", 1))
	d := s.day(0)
	if d.Decided.Cost != 600 || d.Possible.Cost != 200 || d.Decided.Waiting != 2 || d.Possible.Waiting != 2 || d.Alone.Waiting != 2 {
		t.Errorf("decided %+v, possible %+v, alone %+v", d.Decided, d.Possible, d.Alone)
	}
	if got, want := d.Orders[0].Why, "1 more MUG became free at LEEDS after it was decided at 09:00"; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
}

// TestRoom proves that what is possible keeps to the capacity of a day, which alone does not
// share.
func TestRoom(t *testing.T) {
	t.Parallel()
	leeds := at("LEEDS", 100)
	leeds.Location.Capacity = 1
	s := newShop(t, leeds, at("YORK", 130), found("MUG", "LEEDS", 9), found("MUG", "YORK", 9))
	s.sell(1, 0)
	s.sell(1, 0)
	s.sell(1, 0)
	d := s.day(0)
	if len(d.Orders) == 0 || d.Decided.Cost != 360 || d.Possible.Cost != 360 || d.Alone.Cost != 300 {
		t.Fatalf("decided %d, possible %d, alone %d; want 360, 360 and 300", d.Decided.Cost, d.Possible.Cost, d.Alone.Cost)
	}
	if got, want := d.Orders[0].Why, "LEEDS was out for it: capacity"; got != want {
		t.Errorf("why: %q, want %q", got, want)
	}
}

// TestCancelled proves that what was cancelled the same day is not wanted by who knows it.
func TestCancelled(t *testing.T) {
	t.Parallel()
	s := newShop(t, at("LEEDS", 100), at("YORK", 130), found("MUG", "LEEDS", 1), found("MUG", "YORK", 1))
	s.sell(1, 0)
	s.sell(1, 0)
	s.must(&order.Cancel{Order: "SO-1", Reason: "customer"})
	d := s.day(0)
	if d.Sourced != 2 || d.Compared != 1 || d.Decided.Cost != 130 || d.Possible.Cost != 100 {
		t.Errorf("%d of %d, decided %d, possible %d", d.Compared, d.Sourced, d.Decided.Cost, d.Possible.Cost)
	}
}

// TestRulesChanged proves what becomes of orders that did better than their first rules
// allowed: where the terms have no price for it they are left out, else alone is what was
// decided.
func TestRulesChanged(t *testing.T) {
	t.Parallel()
	web := func(most int) *catalog.PutChannel {
		return &catalog.PutChannel{Channel: catalog.Channel{ID: "web", Entity: "us", Currency: "GBP", Service: "std", NoAddress: true, MaxSplits: most}}
	}
	york := at("YORK", 130)
	york.Location.Closed = true
	for name, c := range map[string]struct {
		then, later core.Payload
		compared    int
	}{
		"one package, then any": {web(1), web(0), 1},
		"closed, then open":     {york, at("YORK", 130), 0},
	} {
		s := newShop(t, at("LEEDS", 100), at("YORK", 130), c.then, found("MUG", "LEEDS", 1), found("CUP", "YORK", 1))
		s.sell(1, 1)
		s.pass(time.Hour)
		s.must(c.later, found("CUP", "YORK", 1))
		s.pass(time.Minute)
		d := s.day(0)
		if d.Sourced != 1 || d.Compared != c.compared || d.Most != (Figures{}) {
			t.Errorf("%s: %d of %d, decided %+v, alone %+v, left out %+v", name, d.Compared, d.Sourced, d.Decided, d.Alone, d.Left)
		}
		if c.compared == 1 && (d.Decided.Packages != 2 || d.Decided.Waiting != 0) {
			t.Errorf("%s: decided %+v, want two packages and nothing waiting", name, d.Decided)
		}
	}
}

// TestQuestions proves what is said of days that cannot be reported.
func TestQuestions(t *testing.T) {
	t.Parallel()
	s := greedy(t)
	s.pass(48 * time.Hour)
	s.must(found("MUG", "LEEDS", 1))
	first := core.DateIn(monday, time.UTC)
	for _, c := range []struct {
		from, to core.Date
		code     core.Code
	}{
		{first - 1, first - 1, core.CodeNotFound}, {first + 9, first + 9, core.CodeNotFound}, {first + 2, first + 2, core.CodeNotFound},
		{first + 1, first, core.CodeInvalid}, {first - 9, first + 9, ""},
	} {
		r, err := Run(context.Background(), s.cfg, Question{From: c.from, To: c.to})
		if core.CodeOf(err) != c.code {
			t.Errorf("%s to %s: %v, want %q", c.from, c.to, err, c.code)
		}
		if err == nil && len(r.Days) != 1 {
			t.Errorf("%d days", len(r.Days))
		}
	}
}

// random is a shop of several locations, some with a capacity, on a day of orders,
// deliveries, reservations, cancellations and rejections.
func random(t testing.TB, seed uint64) *shop {
	r := rand.New(rand.NewPCG(seed, 9))
	s := newShop(t)
	locations := []string{"LEEDS", "YORK", "HULL", "BATH"}[:2+r.IntN(3)]
	for i, id := range locations {
		l := catalog.Location{ID: id, Package: core.Amount(100 + 30*r.IntN(5)), Handling: core.Amount(r.IntN(30)), Priority: i}
		if r.IntN(3) == 0 {
			l.Capacity = 1 + r.IntN(6)
		}
		s.must(&catalog.PutLocation{Location: l})
	}
	some := func() string { return locations[r.IntN(len(locations))] }
	for range 12 + r.IntN(30) {
		s.pass(time.Duration(1+r.IntN(15)) * time.Minute)
		switch r.IntN(13) {
		case 0, 1, 2:
			s.must(found([]string{"MUG", "CUP"}[r.IntN(2)], some(), core.Quantity(1+r.IntN(8))))
		case 3:
			s.try(&order.Cancel{Order: fmt.Sprintf("SO-%d", 1+r.IntN(20)), Reason: "customer"})
		case 4:
			s.try(&stock.Reserve{SKU: "MUG", Location: some(), Qty: core.Quantity(1 + r.IntN(3)), Holder: "channel/web", Reason: "kept"})
		case 5:
			s.try(&order.Reject{Order: fmt.Sprintf("SO-%d", 1+r.IntN(20)), FO: 1, Reason: order.RejectedOther, Text: "closed early"})
		case 6:
			s.must(&order.Submit{Channel: "web", Complete: true, Lines: []order.NewLine{{SKU: "MUG", Qty: 3}, {SKU: "CUP", Qty: core.Quantity(1 + r.IntN(6))}}})
		default:
			s.sell(core.Quantity(1+r.IntN(4)), core.Quantity(r.IntN(4)))
		}
	}
	s.sell(1, 1)
	return s
}

// TestBounds proves for random days that alone ≤ possible ≤ decided, that alone holds order
// by order, and that what is possible gives no unit twice and keeps to capacities.
func TestBounds(t *testing.T) {
	t.Parallel()
	better := 0
	for seed := range uint64(150) {
		s := random(t, seed)
		date := core.DateIn(monday, time.UTC)
		_, err := read(context.Background(), s.cfg, Question{From: date, To: date}, func(d *day) error {
			all, h, err := d.comparable(&Day{})
			if err != nil {
				return err
			}
			best, _, err := h.best(all)
			u, decided := newUsed(), core.Amount(0)
			for i, x := range all {
				decided += x.decided.value
				if x.alone.value > x.decided.value || x.alone.value > best.of[i].value {
					t.Errorf("seed %d, %s: alone %d, possible %d, decided %d", seed, x.id, x.alone.value, best.of[i].value, x.decided.value)
				}
				if !h.add(u, x, &best.of[i], 1) {
					t.Errorf("seed %d, %s: a unit is given twice", seed, x.id)
				}
			}
			for at, n := range u.loads {
				if l := d.end.Locations.Get(at.location); best.name != "as decided" && n > l.PerDay() {
					t.Errorf("seed %d: %d packages of %s on %s, which opens %d", seed, n, at.location, at.ship, l.PerDay())
				}
			}
			if v := best.value(); v > decided {
				t.Errorf("seed %d: possible %d, decided %d", seed, v, decided)
			} else if v < decided {
				better++
			}
			return err
		})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if better < 20 {
		t.Errorf("only %d days could have gone better: the test proves little", better)
	}
}

// TestSameBytes proves that a shop gives the same report each time, and is left as it was.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	s := random(t, 7)
	before, _ := s.cfg.Journal.Last()
	first, again := s.day(0), s.day(0)
	a, _ := json.Marshal(first)
	b, _ := json.Marshal(again)
	if string(a) != string(b) || !reflect.DeepEqual((&Report{[]Day{*first}}).Text(), (&Report{[]Day{*again}}).Text()) {
		t.Error("two reports of one day differ")
	}
	if after, _ := s.cfg.Journal.Last(); after != before {
		t.Errorf("the journal went from %d to %d", before, after)
	}
}
