package world

import (
	"testing"

	"andon/core"
	"andon/core/supply"
)

// Proves that what is on its way is found line by line, also where one document brings a
// SKU on several lines, some of which have come already.
func TestSupply(t *testing.T) {
	t.Parallel()
	w := New()
	for seq, d := range []supply.Document{
		{ID: "PO-1", Supplier: "s", Location: "B", Lines: []supply.Line{{SKU: "X", Qty: 5, Expected: 20}, {SKU: "Y", Qty: 1}, {SKU: "X", Qty: 7, Expected: 10}}},
		{ID: "PO-2", Supplier: "s", Location: "A", Lines: []supply.Line{{SKU: "X", Qty: 2}}},
		{ID: "TO-1", From: "A", Location: "B", Lines: []supply.Line{{SKU: "X", Qty: 3}}},
	} {
		if err := w.ApplyRecord(&core.Record{Seq: uint64(seq + 1), Command: core.Command{Body: &supply.Order{Document: d}}, Events: []core.Payload{&supply.Ordered{Document: d}}}); err != nil {
			t.Fatal(err)
		}
	}
	got := []supply.Got{{Line: 1, Qty: 4}, {Line: 2, Qty: 1}}
	if err := w.ApplyRecord(&core.Record{Seq: 4, Command: core.Command{Body: &supply.Receive{ID: "PO-1", Lines: got}}, Events: []core.Payload{&supply.Received{ID: "PO-1", Lines: got}}}); err != nil {
		t.Fatal(err)
	}
	var found []Coming
	w.Supply("X", func(c Coming) bool { found = append(found, c); return true })
	want := []Coming{
		{Location: "A", Noun: supply.NounPurchase, ID: "PO-2", Line: 1, Qty: 2},
		{Location: "B", Date: 10, Noun: supply.NounPurchase, ID: "PO-1", Line: 3, Qty: 7},
		{Location: "B", Date: 20, Noun: supply.NounPurchase, ID: "PO-1", Line: 1, Qty: 1},
	}
	if len(found) != len(want) {
		t.Fatalf("got %v", found)
	}
	for i := range want {
		if found[i] != want[i] {
			t.Errorf("got %v, want %v", found[i], want[i])
		}
	}
}
