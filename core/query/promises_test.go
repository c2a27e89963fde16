package query_test

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/order"
	"andon/core/supply"
	"andon/core/world"
)

// The ledger of an order's promises names each change: from what to what, by which
// record, and why; of what a tick changed, the record that made it necessary.
func TestWhyPromised(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	day := func(text string) (d core.Date) {
		if err := d.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return d
	}
	move := func(from, to order.Bucket, ship, deliver string) []order.UnitMove {
		m := order.UnitMove{Line: 1, From: from, To: to, Qty: 4}
		if ship != "" {
			m.Ship, m.Deliver = day(ship), day(deliver)
		}
		return []order.UnitMove{m}
	}
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}})
	s.do(core.Command{Body: &order.Source{Order: "SO-1"}}, &order.Sourced{Order: "SO-1", Cause: "placed", Moves: move(order.Open, order.Backordered, "2026-12-01", "2026-12-03")})
	po := supply.Document{ID: "PO-9", Supplier: "s", Location: "LEEDS", Lines: []supply.Line{{SKU: "MUG", Qty: 9}}}
	s.do(core.Command{Body: &supply.Order{Document: po}}, &supply.Ordered{Document: po})
	slip := &supply.Rescheduled{ID: "PO-9", Expected: day("2026-12-08"), Reason: "strike"}
	s.do(core.Command{Body: &supply.Reschedule{}}, slip)
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 1)}}) // behind it: no cause
	s.place(&order.Submit{Lines: []order.NewLine{line("PLATE", 1)}})
	fill := core.Command{Actor: "clock", Body: &world.Tick{Fill: []string{"MUG"}}}
	s.do(fill, &order.Passed{SKU: "MUG"})
	s.do(fill, &order.Sourced{Order: "SO-1", Cause: "supply", Moves: move(order.Backordered, order.Backordered, "2026-12-08", "2026-12-10")})
	s.do(fill, &order.Sourced{Order: "SO-1", Cause: "supply", Moves: move(order.Backordered, order.Backordered, "", "")})
	for _, kind := range []core.Noun{"promise", order.NounOrder} {
		v := s.why(kind, "SO-1", 0)
		i := 0
		for v.Decisions[i].Cause != "promised" {
			i++
		}
		text := strings.Join(v.Decisions[i].Text, "\n")
		for _, part := range []string{
			"line 1, MUG: promised to leave on 2026-12-01 and arrive on 2026-12-03; record",
			"arrives on 2026-12-10 instead of on 2026-12-03, 7 days later; leaves on 2026-12-08 instead of on 2026-12-01, 7 days later; record",
			"PO-9 is now expected on 2026-12-08: strike (record",
			"not promised in full any more, was for 2026-12-10",
		} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: it is not said that %s:\n%s", kind, part, text)
			}
		}
		if len(v.Decisions[i].Text) != 3 {
			t.Errorf("%s: %s", kind, text)
		}
	}
}
