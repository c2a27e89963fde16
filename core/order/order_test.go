package order_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
)

func placed(qty ...core.Quantity) *order.Order {
	s := &order.Submit{Channel: "web", Currency: "GBP"}
	for _, q := range qty {
		s.Lines = append(s.Lines, order.NewLine{SKU: "A", Qty: q})
	}
	return order.NewOrder(&order.Placed{ID: "SO-1", N: 1, Currency: "GBP"}, s, [16]byte{}, 1, 1)
}

// TestMovesKeepUnits proves that whatever moves units, a line has as many as before, a
// clone does not feel it, and a move of units that are not there shows in Check.
func TestMovesKeepUnits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := placed(core.Quantity(rapid.IntRange(1, 9).Draw(t, "qty")), 3)
		o.Fulfillments = []order.Fulfillment{{No: 1, Location: "L1"}, {No: 2, Location: "L2"}}
		honest := true
		for range rapid.IntRange(0, 12).Draw(t, "moves") {
			m := order.UnitMove{
				Line: rapid.IntRange(1, 2).Draw(t, "line"), Qty: core.Quantity(rapid.IntRange(1, 4).Draw(t, "n")),
				From: order.Bucket(rapid.IntRange(1, 11).Draw(t, "from")), To: order.Bucket(rapid.IntRange(1, 11).Draw(t, "to")),
				Ship: core.Date(rapid.IntRange(0, 2).Draw(t, "ship")),
			}
			if m.From.Here() || m.From.Gone() {
				m.FO = rapid.IntRange(1, 2).Draw(t, "fo")
			}
			if m.To.Here() || m.To.Gone() {
				m.ToFO = rapid.IntRange(1, 2).Draw(t, "tofo")
			}
			if m.From == m.To && m.FO == m.ToFO {
				continue // what is taken and given at one place cannot be seen to be missing
			}
			honest = honest && o.Line(m.Line).InFO(m.FO, m.From) >= m.Qty
			before, twin := fmt.Sprintf("%+v", o), o.Clone()
			twin.Move([]order.UnitMove{m})
			if fmt.Sprintf("%+v", o) != before {
				t.Fatal("a clone shares units with its original")
			}
			if o = twin; !honest {
				break // a later move could make it whole again
			}
		}
		all := func(order.Bucket) bool { return true }
		for i := range o.Lines {
			if l := &o.Lines[i]; l.Sum(all) != l.Qty {
				t.Fatalf("line %d has %d units of %d", l.No, l.Sum(all), l.Qty)
			}
		}
		if err := o.Check(); honest != (err == nil) {
			t.Fatalf("honest %v, yet Check says %v: %+v", honest, err, o.Lines)
		}
	})
}

// TestStatus proves the one word of an order from its units and holds.
func TestStatus(t *testing.T) {
	t.Parallel()
	type units map[order.Bucket]core.Quantity
	for _, c := range []struct {
		units units
		held  bool
		want  string
	}{
		{units{order.Open: 2}, false, "open"},
		{units{order.Open: 1, order.Allocated: 1}, false, "open"},
		{units{order.Backordered: 2}, false, "backordered"},
		{units{order.Backordered: 1, order.Cancelled: 1}, false, "backordered"},
		{units{order.Backordered: 1, order.Shipped: 1}, false, "partly backordered"},
		{units{order.Preordered: 1, order.Allocated: 1}, false, "preordered"},
		{units{order.Allocated: 1, order.Packed: 1}, false, "allocated"},
		{units{order.Picked: 1, order.Shipped: 1}, false, "picked"},
		{units{order.Shipped: 1, order.Delivered: 1}, false, "shipped"},
		{units{order.Delivered: 1, order.Cancelled: 5}, false, "delivered"},
		{units{order.Lost: 1}, false, "lost"},
		{units{order.Cancelled: 2}, false, "cancelled"},
		{units{order.Allocated: 2}, true, "held"},
		{units{order.Shipped: 2}, true, "shipped"},
		{units{}, true, "held"},
		{units{}, false, "cancelled"},
	} {
		o := placed(0)
		for b := order.Open; b <= order.Cancelled; b++ {
			if q := c.units[b]; q > 0 {
				o.Lines[0].Portions = append(o.Lines[0].Portions, order.Portion{Bucket: b, Qty: q})
			}
		}
		if c.held {
			o.Holds = []order.Hold{{No: 1, Type: "manual", Blocks: order.StepRelease}}
		}
		if got := o.Status(); got != c.want {
			t.Errorf("%v held %v is %q, want %q", c.units, c.held, got, c.want)
		}
	}
}

// TestCheck proves that each rule of an order is looked at.
func TestCheck(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*order.Order){
		"a unit too many":         func(o *order.Order) { o.Lines[0].Portions[0].Qty++ },
		"a unit too few":          func(o *order.Order) { o.Lines[0].Qty++ },
		"units on a line of none": func(o *order.Order) { o.Lines[0].Qty = 0 },
		"an empty portion": func(o *order.Order) {
			o.Lines[0].Portions = append(o.Lines[0].Portions, order.Portion{Bucket: order.Open})
		},
		"committed to nowhere":    func(o *order.Order) { o.Lines[0].Portions[0].Bucket = order.Picked },
		"waiting somewhere":       func(o *order.Order) { o.Lines[0].Portions[0].FO = 1 },
		"an unknown fulfillment":  func(o *order.Order) { o.Lines[0].Portions[0] = order.Portion{Bucket: order.Picked, FO: 7, Qty: 3} },
		"returned, not shipped":   func(o *order.Order) { o.Lines[0].Returned = 1 },
		"returned less than none": func(o *order.Order) { o.Lines[0].Returned = -1 },
	} {
		o := placed(3)
		if err := o.Check(); err != nil {
			t.Fatal(err)
		}
		if spoil(o); core.CodeOf(o.Check()) != core.CodeCorrupt {
			t.Errorf("%s is not found", name)
		}
	}
}

// TestStockMoves proves what each move of a unit does to the stock book: waiting and
// cancelled units stand in no account, and on_hand changes only when goods leave.
func TestStockMoves(t *testing.T) {
	t.Parallel()
	for b := order.Open; b <= order.Cancelled; b++ {
		for to := order.Open; to <= order.Cancelled; to++ {
			u := order.UnitMove{From: b, To: to, Qty: 1, FO: 1, ToFO: 1}
			m, moved := u.StockMove("A", "L1")
			inBook := func(x order.Bucket) bool { return x.Here() || x.Gone() }
			switch {
			case moved != (m.From != m.To):
				t.Errorf("%s to %s: %+v", b, to, m)
			case !inBook(b) && !inBook(to) && moved:
				t.Errorf("%s to %s moves stock", b, to)
			case moved && (m.Cause == stock.Shipment) != (!b.Gone() && to.Gone()):
				t.Errorf("%s to %s has cause %s", b, to, m.Cause)
			}
		}
	}
}

// TestHolds proves what a hold blocks: on the order all, on a line the line, on a kit
// its components.
func TestHolds(t *testing.T) {
	t.Parallel()
	o := placed(1, 1, 1)
	o.Lines[1].KitOf = 1
	for _, c := range []struct {
		line int
		want []bool
	}{{0, []bool{true, true, true}}, {1, []bool{true, true, false}}, {2, []bool{false, true, false}}} {
		o.Holds = []order.Hold{{No: 1, Line: c.line, Blocks: order.StepShip}, {No: 2, Blocks: order.StepSource, Done: "resolved"}}
		var got []bool
		for i := range o.Lines {
			got = append(got, o.Blocked(&o.Lines[i], order.StepShip))
			if o.Blocked(&o.Lines[i], order.StepSource) {
				t.Error("a hold that has ended blocks")
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("a hold on line %d blocks %v", c.line, got)
		}
	}
}
