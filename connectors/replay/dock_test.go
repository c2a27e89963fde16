package replay

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// Proves that the dock takes an order through every step, in the hours in which its
// location works, and on the promised day; and that it does so once.
func TestDockShipsInHours(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	var lines strings.Builder
	for i := range 40 {
		lines.WriteString(entry(fmt.Sprint(i), "CUP", 1, fmt.Sprintf("%02d %02d:%02d", 1+i/5, 6+i%5*3, i), "1"))
	}
	lines.WriteString(entry("99", "CUP", 1, "23 12:00", "1"))
	s.imports(t, lines.String(), ImportOptions{Seed: 7})
	zone := s.World().Locations.Get("NORTH").Clock()
	s.World().Orders.Each(func(_ string, o *order.Order) bool {
		if o.External == "99" || o.Status() == "lost" {
			return true
		}
		if o.Status() != "delivered" || len(o.Shipments) != 1 {
			t.Errorf("%s is %s: %+v", o.ID, o.Status(), o.Shipments)
			return true
		}
		parcel := o.Shipments[0]
		f := o.FO(parcel.FO)
		left := core.DateIn(parcel.At, zone)
		if f.Accepted < f.Opened || left < f.Ship || left > f.Ship+5 || parcel.Tracking == "" || parcel.Delivered <= parcel.At {
			t.Errorf("%s was opened %s for %s, accepted %s, left %s, arrived %s", o.ID, f.Opened, f.Ship, f.Accepted, parcel.At, parcel.Delivered)
		}
		for what, at := range map[string]core.Instant{"accepted": f.Accepted, "shipped": parcel.At} {
			day := core.DateIn(at, zone)
			if wd := day.Time().Weekday(); wd == 0 || wd == 6 || at < day.At(opens, zone) || at >= day.At(shuts, zone) {
				t.Errorf("%s was %s out of hours, at %s", o.ID, what, at)
			}
		}
		return true
	})
	if r := s.raised(); r["contradiction+"] != 0 {
		t.Errorf("raised %v", r)
	}
}

// Proves that nobody works at a location whose door is shut, and that its work goes on when it opens.
func TestDockClosed(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	one := entry("1", "CUP", 1, "01 09:30", "1")
	s.imports(t, one, ImportOptions{})
	shut := &catalog.CloseLocation{Location: "NORTH", Closed: true, Reason: "flood"}
	s.must(t, boss, core.Command{Body: shut})
	s.imports(t, one+entry("2", "MUG", 1, "08 12:00", "1"), ImportOptions{})
	if o := s.World().Orders.Get("SO-1"); o.Status() != "allocated" {
		t.Errorf("shut, the order is %s", o.Status())
	}
	s.must(t, boss, core.Command{Body: &catalog.CloseLocation{Location: "NORTH"}})
	s.imports(t, one+entry("2", "MUG", 1, "08 12:00", "1")+entry("3", "MUG", 1, "15 12:00", "1"), ImportOptions{})
	if o := s.World().Orders.Get("SO-1"); o.Status() != "delivered" {
		t.Errorf("open again, the order is %s", o.Status())
	}
}

// Proves that purchase orders are taken in, what waits for them ships, what came short comes later, and
// differences are settled: nothing of a purchase order stays open for ever.
func TestDockReceives(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	var docs []core.Command
	for i := range 60 {
		doc := supply.Document{ID: fmt.Sprintf("PO-%d", i), Supplier: "x", Location: "NORTH"}
		for range 20 {
			doc.Lines = append(doc.Lines, supply.Line{SKU: "MUG", Qty: 10, Expected: dateOf(2010, 12, 2+i%3)})
		}
		docs = append(docs, core.Command{Body: &supply.Order{Document: doc}})
	}
	s.must(t, boss, docs...)
	var received core.Quantity
	s.imports(t, entry("1", "MUG", 30, "01 09:30", "1")+entry("2", "CUP", 1, "29 09:30", "1"), ImportOptions{})
	faults := 0
	s.World().Purchases.Each(func(id string, d *supply.Document) bool {
		if d.Closed == 0 {
			t.Errorf("%s is open: %+v", id, d.Lines)
		}
		for _, l := range d.Lines {
			received += l.Received
			if l.Damaged > 0 || l.Received > l.Qty {
				faults++
			}
		}
		return true
	})
	if o := s.World().Orders.Get("SO-1"); o.Status() != "delivered" || len(o.Shipments) < 2 {
		t.Errorf("the order that waited is %s", o.Status())
	}
	if r := s.raised(); r["receipt_differs+"]+r["purchase_late+"] != 0 || r["receipt_differs"] != faults || faults == 0 || r["purchase_late"] == 0 {
		t.Errorf("%d faults, raised %v", faults, r)
	}
	s.sound(t)
}

// Proves that what comes up short is looked for, counted and settled, and that what came
// back is looked at and sold again: quality control does not fill up.
func TestDockCleansUp(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	s.must(t, boss, core.Command{Body: &stock.Adjust{SKU: "CUP", Location: "SOUTH", Qty: 5_000, Reason: "more"}})
	var lines strings.Builder
	for i := range 400 {
		lines.WriteString(entryOf(fmt.Sprint(i), "CUP", 3, fmt.Sprintf("%02d %02d:%02d", 1+i/80, 8+i%80/10, i%10*6), "1", fmt.Sprint(i), "France"))
	}
	lines.WriteString(entryOf("C1", "CUP", -2, "14 09:30", "1", "3", "France"))
	lines.WriteString(entryOf("999", "CUP", 3, "29 09:30", "1", "7", "France"))
	s.imports(t, lines.String(), ImportOptions{Seed: 7})
	for _, location := range []string{"NORTH", "SOUTH"} {
		if b := s.World().Balance(stock.Key{SKU: "CUP", Location: location}); b.Q[stock.QualityControl] != 0 {
			t.Errorf("%s has %d in quality control", location, b.Q[stock.QualityControl])
		}
	}
	if r := s.raised(); r["pick_short"] == 0 || r["pick_short+"] != 0 || r["count_variance+"] != 0 || r["contradiction+"] != 0 {
		t.Errorf("raised %v", r)
	}
	s.sound(t)
}

// Proves that the agenda hands out jobs by time and then by id, whatever the order in which they came.
func TestAgenda(t *testing.T) {
	t.Parallel()
	var a agenda
	c := diceFor(1, "agenda")
	for i := range 200 {
		a.put(job{at: core.Instant(c.roll(20)), id: fmt.Sprint(i)})
	}
	var got []job
	for len(a) > 0 {
		if first := a.first(); first.id != a[0].id {
			t.Fatal("the first one is not at the front")
		}
		got = append(got, a.take())
	}
	if len(got) != 200 || !slices.IsSortedFunc(got, func(x, y job) int {
		switch {
		case x.before(&y):
			return -1
		case y.before(&x):
			return 1
		}
		return 0
	}) {
		t.Errorf("got %d jobs out of order", len(got))
	}
}

// Proves that a short pick names what is in the fulfillment order and no more, and takes nothing
// when its line was cancelled meanwhile.
func TestShortPick(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	s.imports(t, entry("1", "MUG", 4, "01 09:30", "1")+entry("1", "CUP", 1, "01 09:30", "1"), ImportOptions{NoDock: true})
	s.must(t, boss, core.Command{Body: &order.Accept{Order: "SO-1", FO: 1}})
	f := newFeed(s.connector())
	d := &dock{feed: f, quirks: quirks{shortNext: true}}
	p, err := d.picks(context.Background(), "SO-1/F1")
	if err != nil || len(p.Short) != 1 || d.quirks.shortNext || !f.touched {
		t.Fatalf("%+v, %v", p, err)
	}
	units := map[int]core.Quantity{}
	for _, q := range slices.Concat(p.Lines, p.Short) {
		units[q.Line] += q.Qty
	}
	if units[1] != 4 || units[2] != 1 {
		t.Errorf("%+v", p)
	}
}
