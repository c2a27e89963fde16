package stock_test

import (
	"testing"

	"pgregory.net/rapid"

	"andon/core"
	"andon/core/stock"
)

// TestKeys proves that an id leads back to its key, whatever the SKU is called.
func TestKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := stock.Key{
			SKU: rapid.String().Draw(t, "sku"), Location: rapid.StringMatching(`[A-Z0-9-]{1,8}`).Draw(t, "location"),
			Owner: rapid.StringMatching(`[a-z0-9]{0,4}`).Draw(t, "owner"),
		}
		if got := stock.ParseKey(k.ID()); got != k {
			t.Fatalf("%q leads to %+v", k.ID(), got)
		}
	})
	if got := stock.ParseKey("no-place"); got != (stock.Key{SKU: "no-place"}) {
		t.Errorf("%+v", got)
	}
}

// causes are the only moves that may be made, with what they do to on_hand.
func causes(t *rapid.T) stock.Move {
	here := rapid.SampledFrom([]stock.State{stock.Available, stock.Reserved, stock.SafetyStock, stock.QualityControl, stock.Damaged})
	m := stock.Move{SKU: "A", Location: "L1", Qty: core.Quantity(rapid.IntRange(1, 9).Draw(t, "qty")), Bin: rapid.SampledFrom([]string{"", "B1", "B2"}).Draw(t, "bin")}
	switch m.Cause = stock.Cause(rapid.IntRange(int(stock.Inside), int(stock.Missing)).Draw(t, "cause")); m.Cause {
	case stock.Inside:
		m.From, m.To = here.Draw(t, "from"), here.Draw(t, "to")
	case stock.Receipt:
		m.From, m.To = stock.Supplier, here.Draw(t, "to")
	case stock.Shipment:
		m.From, m.To = here.Draw(t, "from"), stock.Customer
	case stock.Return:
		m.From, m.To = stock.Customer, here.Draw(t, "to")
	case stock.Found:
		m.From, m.To = stock.Variance, here.Draw(t, "to")
	case stock.Missing:
		m.From, m.To = here.Draw(t, "from"), stock.Variance
	}
	return m
}

// TestMoves proves that no move makes or loses a unit, that on_hand, which is kept from
// causes alone, stays the sum of its states, and that the parts of a state in bins are
// those that moved there.
func TestMoves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := &stock.Balance{SKU: "A", Location: "L1"}
		for range rapid.IntRange(1, 30).Draw(t, "moves") {
			m := causes(t)
			twin := b.Clone()
			twin.Take(&m)
			twin.Give(&m)
			if err := b.Check(); err != nil {
				t.Fatalf("the original changed with its clone: %v", err)
			}
			b = twin
			if err := b.Check(); err != nil {
				t.Fatalf("after %+v: %v", m, err)
			}
		}
		var sum core.Quantity
		for _, q := range b.Q {
			sum += q
		}
		if sum != 0 {
			t.Fatalf("units appeared: %+v", b.Q)
		}
		for _, p := range b.Parts {
			if p.Qty == 0 || !p.State.OnHand() {
				t.Fatalf("part %+v says nothing", p)
			}
		}
	})
}

// TestWrongCauses proves that a move between the wrong states breaks an equation, so
// that a defect cannot hide.
func TestWrongCauses(t *testing.T) {
	t.Parallel()
	for _, m := range []stock.Move{
		{From: stock.Supplier, To: stock.Available, Cause: stock.Inside},
		{From: stock.Available, To: stock.Customer, Cause: stock.Document},
		{From: stock.Available, To: stock.Reserved, Cause: stock.Shipment},
		{From: stock.Customer, To: stock.Available, Cause: stock.Missing},
		{From: stock.Allocated, To: stock.Available, Cause: stock.Inside}, // more than is committed
	} {
		m.SKU, m.Location, m.Qty = "A", "L1", 1
		b := &stock.Balance{SKU: "A", Location: "L1"}
		b.Take(&m)
		b.Give(&m)
		if core.CodeOf(b.Check()) != core.CodeCorrupt {
			t.Errorf("%s to %s for %s is not found", m.From, m.To, m.Cause)
		}
	}
}

// TestTransfers proves that a transfer's units leave one on_hand and enter another once.
func TestTransfers(t *testing.T) {
	t.Parallel()
	from, to := &stock.Balance{SKU: "A", Location: "L1"}, &stock.Balance{SKU: "A", Location: "L2"}
	out := stock.Move{SKU: "A", Location: "L1", From: stock.Available, To: stock.InTransit, Qty: 3, Cause: stock.TransferOut, ToLocation: "L2"}
	from.Take(&out)
	to.Give(&out)
	if from.OnHand != -3 || to.OnHand != 0 || to.Q[stock.InTransit] != 3 {
		t.Errorf("on the road: %+v %+v", from, to)
	}
	in := stock.Move{SKU: "A", Location: "L2", From: stock.InTransit, To: stock.Available, Qty: 3, Cause: stock.TransferIn, ToLocation: "L2"}
	to.Take(&in)
	to.Give(&in)
	if to.OnHand != 3 || to.Q[stock.InTransit] != 0 || from.Check() != nil || to.Check() != nil {
		t.Errorf("arrived: %+v %+v", from, to)
	}
}
