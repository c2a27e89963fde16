package engine_test

import (
	"fmt"
	"reflect"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/sim"
	"andon/core/stock"
)

// TestOutagePreview proves that the figures of a preview are those of the execution where
// nothing else happens, that the preview leaves the shop alone, and what the figures are.
func TestOutagePreview(t *testing.T) {
	t.Parallel()
	for _, cost := range []core.Price{0, core.PriceScale} {
		s := step(t, sim.NewMemory())
		for _, b := range bodies() {
			s.must(b)
		}
		s.must(&catalog.PutEntity{Entity: catalog.Entity{ID: "UK", Currency: "GBP"}})
		s.must(&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Entity: "UK", Currency: "GBP", NoAddress: true}})
		s.must(&catalog.PutSKU{SKU: catalog.SKU{ID: "A", Cost: cost}})
		s.must(&catalog.PutLocation{Location: catalog.Location{ID: "L2", Package: 150, Handling: 10, Priority: 1}})
		s.must(&stock.Adjust{SKU: "A", Location: "L2", Qty: 200, Reason: "found"})
		for i := range 110 {
			sub := submit(fmt.Sprintf("E%d", i), 2)
			sub.Lines[0].Price = 5 * core.PriceScale
			s.must(sub)
		}
		s.must(&order.Accept{Order: "SO-3", FO: 1})
		s.must(&order.Pick{Order: "SO-3", FO: 1})
		start := &outage.Start{What: outage.What{Kind: outage.Close, Location: "L1"}, Reason: "flood"}
		before := s.World()
		seen, err := engine.NewTrial(s.cfg, before.Fork(), noon).Outage(t.Context(), owner, start)
		if err != nil {
			t.Fatal(err)
		}
		if s.World().Seq != before.Seq {
			t.Error("the preview wrote to the shop")
		}
		s.must(start)
		for s.World().Jobs.Get("JB-1").Ended == 0 {
			if err := s.Wake(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		done, err := flow.OutageTally(before, s.World(), "OT-1")
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(seen, done) {
			t.Errorf("the preview said\n%+v\nand it became\n%+v", seen, done)
		}
		want := outage.Tally{Touched: 110, Rerouted: 100, Moved: 200, Waiting: 9, Waits: 18, Broken: 9, Late: 9,
			Shipped: 101, After: 100 * (150 + 2*10)}
		got := outage.Tally{Touched: seen.Touched, Rerouted: seen.Rerouted, Moved: seen.Moved, Waiting: seen.Waiting, Waits: seen.Waits,
			Broken: seen.Broken, Late: seen.Late, Shipped: seen.Shipped, Before: seen.Before, After: seen.After}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v, want\n%+v", got, want)
		}
		if len(seen.Stuck) != 1 || seen.Stuck[0].Target != "SO-3/F1" || len(seen.Promises) != 9 {
			t.Errorf("stuck %+v, promises %+v", seen.Stuck, seen.Promises)
		}
		wantMargin := &outage.Margin{Before: 110 * 2 * 400, After: 101*2*400 - want.After}
		if cost == 0 {
			wantMargin = nil
		}
		if !reflect.DeepEqual(seen.Margin, wantMargin) {
			t.Errorf("margin %+v, want %+v", seen.Margin, wantMargin)
		}
		s.close()
	}
}
