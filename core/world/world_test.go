package world_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestKindNumbers proves that no kind's number on disk was ever changed: numbers may be
// added to the list and never altered.
func TestKindNumbers(t *testing.T) {
	t.Parallel()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range kinds.Rows() {
		if r.New().Kind() != r.Kind {
			t.Errorf("%d makes a %s, not a %s", r.Number, r.New().Kind(), r.Kind)
		}
		lines = append(lines, fmt.Sprintf("%03d %s v%d", r.Number, r.Kind, r.Version))
	}
	for _, n := range world.Nouns() {
		lines = append(lines, fmt.Sprintf("noun %02d %s", n.Number, n.Noun))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/numbers.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the numbers on disk changed; only new ones may be added (then run with -update):\n%s", got)
	}
}

// step applies one record.
func step(t *testing.T, w *world.World, body core.Payload, events ...core.Payload) {
	t.Helper()
	r := core.Record{Seq: w.Seq + 1, At: w.At + 1000, Command: core.Command{Actor: "conn", Body: body}, Events: events}
	if err := w.ApplyRecord(&r); err != nil {
		t.Fatal(err)
	}
	if err := w.Check(); err != nil {
		t.Fatalf("after %s: %v", body.Kind(), err)
	}
}

// shop is a world with something of every kind in every index.
func shop(t *testing.T) *world.World {
	t.Helper()
	w := world.New()
	for _, p := range []core.Payload{
		&catalog.PutSKU{SKU: catalog.SKU{ID: "A", Aliases: []string{"a-1"}, GTIN: "400"}}, &catalog.PutSKU{SKU: catalog.SKU{ID: "B"}},
		&catalog.PutLocation{Location: catalog.Location{ID: "L1", Capacity: 5}}, &catalog.PutLocation{Location: catalog.Location{ID: "L2"}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Currency: "GBP"}}, &catalog.PutPerson{Person: catalog.Person{ID: "p"}},
	} {
		step(t, w, p, p)
	}
	found := stock.Move{SKU: "A", Location: "L1", From: stock.Variance, To: stock.Available, Qty: 9, Cause: stock.Found, ToBin: "B1"}
	step(t, w, &stock.Adjust{}, &stock.Moved{Moves: []stock.Move{found}})
	s := &order.Submit{Channel: "web", External: "E1", Customer: "C", Lines: []order.NewLine{{SKU: "A", Qty: 5, ShipBy: 50_000}, {SKU: "B", Qty: 1}}}
	step(t, w, s, &order.Placed{ID: "SO-1", N: 1, Customer: "C", Currency: "GBP"}, &order.Sourced{
		Order: "SO-1", Open: []order.Fulfillment{{No: 1, Location: "L1", Ship: 20_000}}, Inputs: &order.Inputs{},
		Moves: []order.UnitMove{{Line: 1, From: order.Open, To: order.Allocated, Qty: 3, ToFO: 1, Ship: 20_000},
			{Line: 1, From: order.Open, To: order.Preordered, Qty: 2, Ship: 20_500}, {Line: 2, From: order.Open, To: order.Backordered, Qty: 1}},
	})
	po := supply.Document{ID: "P1", Supplier: "s", Location: "L1", Lines: []supply.Line{{SKU: "B", Qty: 4, Expected: 20_001}}}
	step(t, w, &supply.Order{Document: po}, &supply.Ordered{Document: po})
	step(t, w, &stock.Reserve{}, &stock.ReservationMade{Reservation: stock.Reservation{ID: "RS-1", SKU: "A", Location: "L1", Qty: 2, Expires: 70_000}})
	step(t, w, &exception.Report{}, &exception.Raised{Exception: exception.Exception{ID: "EX-1", N: 1, Type: exception.Short, Subject: core.Ref{Noun: "order", ID: "SO-1"}, Item: "2", Due: 60_000}})
	return w
}

func written(t *testing.T, w *world.World) string {
	t.Helper()
	var b strings.Builder
	w.Each(func(ref core.Ref, doc any) bool {
		j, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", ref, j)
		return true
	})
	for _, sku := range []string{"A", "B"} {
		w.Waiting(sku, func(e world.WaitEntry) bool { fmt.Fprintf(&b, "waits %s %+v\n", sku, e); return true })
		w.Supply(sku, func(c world.Coming) bool { fmt.Fprintf(&b, "comes %s %+v\n", sku, c); return true })
	}
	w.DueBefore(1<<62, func(d world.Due) bool { fmt.Fprintf(&b, "due %+v\n", d); return true })
	w.Work("L1", func(id string, fo int) bool { fmt.Fprintf(&b, "work %s %d\n", id, fo); return true })
	w.OrdersOf("C", func(o *order.Order) bool { fmt.Fprintf(&b, "of C %s\n", o.ID); return true })
	fmt.Fprintln(&b, w.SKU("a-1").ID, w.SKU("400").ID, w.OrderByExternal("web", "E1").ID, w.OpenExceptions(), w.WaitingCount(), w.NextDue())
	return b.String()
}

// TestLoad proves that a world made from the documents of another one is the same,
// documents and indexes alike, in whatever way it is asked.
func TestLoad(t *testing.T) {
	t.Parallel()
	w := shop(t)
	twin := world.New()
	w.Each(func(ref core.Ref, doc any) bool {
		if got := w.Get(ref); fmt.Sprintf("%p", got) != fmt.Sprintf("%p", doc) {
			t.Errorf("%s is not found under its own ref", ref)
		}
		twin.Load(doc, ref.Noun)
		return true
	})
	if err := twin.Check(); err != nil {
		t.Error(err)
	}
	if a, b := written(t, w), written(t, twin); a != b {
		t.Errorf("loaded:\n%s\nwant:\n%s", b, a)
	}
}

// TestForkOfWorld proves that a fork does not feel what happens to its original, nor
// the other way round.
func TestForkOfWorld(t *testing.T) {
	t.Parallel()
	w := shop(t)
	before := written(t, w)
	fork := w.Fork()
	cancel := &order.Moved{Order: "SO-1", Cause: "cancelled", Moves: []order.UnitMove{
		{Line: 1, From: order.Allocated, To: order.Cancelled, Qty: 3, FO: 1}, {Line: 1, From: order.Preordered, To: order.Cancelled, Qty: 2}, {Line: 2, From: order.Backordered, To: order.Cancelled, Qty: 1}}}
	step(t, fork, &order.Cancel{Order: "SO-1"}, cancel, &exception.Ended{Exception: "EX-1", Resolution: "cleared"})
	if written(t, w) != before {
		t.Error("the original felt its fork")
	}
	after := written(t, fork)
	step(t, w, &stock.Release{}, &stock.ReservationReleased{Reservation: "RS-1", Qty: 2})
	if written(t, fork) != after {
		t.Error("the fork felt its original")
	}
	if fork.WaitingCount() != 0 || fork.OpenExceptions() != 0 || fork.Orders.Get("SO-1").Closed == 0 {
		t.Errorf("the fork did not take the change:\n%s", after)
	}
}

// TestEvict proves that a closed order leaves memory with its indexes and comes back
// as it was, and that an open one does not leave.
func TestEvict(t *testing.T) {
	t.Parallel()
	w := shop(t)
	w.Evict(core.Ref{Noun: order.NounOrder, ID: "SO-1"})
	if w.Orders.Get("SO-1") == nil {
		t.Fatal("an open order left memory")
	}
	step(t, w, &order.Cancel{}, &order.Moved{Order: "SO-1", Moves: []order.UnitMove{{Line: 1, From: order.Allocated, To: order.Cancelled, Qty: 3, FO: 1},
		{Line: 1, From: order.Preordered, To: order.Cancelled, Qty: 2}, {Line: 2, From: order.Backordered, To: order.Cancelled, Qty: 1}}})
	before, o := written(t, w), w.Orders.Get("SO-1")
	w.Evict(core.Ref{Noun: order.NounOrder, ID: "SO-1"})
	if w.Orders.Get("SO-1") != nil || w.OrderByExternal("web", "E1") != nil || w.Check() != nil {
		t.Error("a closed order stays, or its indexes do")
	}
	if w.Load(o, order.NounOrder); written(t, w) != before {
		t.Error("an order came back otherwise than it left")
	}
}

// TestBefore1970 proves that times before the epoch sort before those after it. The
// last order has four seconds to leave and is looked at after two.
func TestBefore1970(t *testing.T) {
	t.Parallel()
	w := world.New()
	for i, due := range []core.Instant{5_000, -5_000, 1} {
		s := &order.Submit{Lines: []order.NewLine{{SKU: "A", Qty: 1, ShipBy: due}}}
		step(t, w, s, &order.Placed{ID: order.IDOf(uint64(i + 1)), N: uint64(i + 1)})
	}
	var got []core.Instant
	w.DueBefore(1<<62, func(d world.Due) bool { got = append(got, d.At); return true })
	if !slices.Equal(got, []core.Instant{-5_000, 1, 3_000}) || w.NextDue() != -5_000 {
		t.Errorf("timers fire in the order %v", got)
	}
}

// TestCorrupt proves that an event that does not fit is an error, not a panic and not silence.
func TestCorrupt(t *testing.T) {
	t.Parallel()
	for _, e := range []core.Payload{
		&order.Moved{Order: "SO-9"}, &order.Sourced{Order: "SO-9"}, &order.Placed{ID: "SO-9"}, &exception.Ended{Exception: "EX-9"}, &exception.Changed{Exception: "EX-9"},
		&supply.Received{ID: "P9"}, &stock.ReservationReleased{Reservation: "RS-9"}, &catalog.CloseLocation{Location: "L9"}, &order.Amended{Order: "SO-1"},
	} {
		w := shop(t)
		r := core.Record{Seq: w.Seq + 1, Command: core.Command{Body: &world.Tick{}}, Events: []core.Payload{e}}
		if err := w.ApplyRecord(&r); core.CodeOf(err) != core.CodeCorrupt {
			t.Errorf("%s: %v", e.Kind(), err)
		}
	}
}

// TestChecks proves that Check finds each kind of damage.
func TestChecks(t *testing.T) {
	t.Parallel()
	move := func(from, to stock.State, cause stock.Cause) core.Payload {
		return &stock.Moved{Moves: []stock.Move{{SKU: "A", Location: "L1", From: from, To: to, Qty: 1, Cause: cause}}}
	}
	for name, e := range map[string]core.Payload{
		"a promise that no order holds":     move(stock.Available, stock.Allocated, stock.Inside),
		"a unit that nobody reserved":       move(stock.Available, stock.Reserved, stock.Inside),
		"incoming without a document":       move(stock.Supplier, stock.Incoming, stock.Document),
		"on_hand that is not its states":    move(stock.Available, stock.Damaged, stock.Shipment),
		"an order with a unit too many":     &order.Moved{Order: "SO-1", Moves: []order.UnitMove{{Line: 2, From: order.Open, To: order.Cancelled, Qty: 1}}},
		"an exception that stands twice":    &exception.Raised{Exception: exception.Exception{ID: "EX-2", N: 2, Type: exception.Short, Subject: core.Ref{Noun: "order", ID: "SO-1"}, Item: "2"}},
		"units that came from another time": &stock.Moved{Moves: []stock.Move{{SKU: "A", Location: "L1", From: stock.Allocated, To: stock.Available, Qty: 3, Cause: stock.Inside}}},
	} {
		w := shop(t)
		if err := w.ApplyRecord(&core.Record{Seq: w.Seq + 1, Command: core.Command{Body: &world.Tick{}}, Events: []core.Payload{e}}); err != nil {
			t.Fatal(err)
		}
		if core.CodeOf(w.Check()) != core.CodeCorrupt {
			t.Errorf("%s is not found", name)
		}
	}
}
