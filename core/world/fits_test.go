package world_test

import (
	"testing"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// TestNothingThere proves that an event which names a line, a state or a bucket that
// does not exist is an error, wherever it is in the event.
func TestNothingThere(t *testing.T) {
	t.Parallel()
	po := supply.Document{ID: "P7", Supplier: "s", Location: "L1", Lines: []supply.Line{{SKU: "A", Qty: 5}}}
	got := func(line int) []supply.Got { return []supply.Got{{Line: 1, Qty: 1}, {Line: line, Qty: 1}} }
	submit := &order.Submit{Lines: []order.NewLine{{SKU: "A", Qty: 1}}}
	for _, c := range []struct {
		body  core.Payload
		event core.Payload
	}{
		{&supply.Receive{}, &supply.Received{ID: "P7", Lines: got(0)}},
		{&supply.Receive{}, &supply.Received{ID: "P7", Lines: got(2)}},
		{&supply.Receive{}, &supply.Dispatched{ID: "P7", Lines: got(-1)}},
		{&stock.Adjust{}, &stock.Moved{Moves: []stock.Move{{SKU: "A", Location: "L1", From: stock.Available, To: 200, Qty: 1}}}},
		{&stock.Adjust{}, &stock.Moved{Moves: []stock.Move{{SKU: "A", Location: "L1", From: 16, To: 1, Qty: 1}}}},
		{&order.Return{}, &order.Returned{Order: "SO-1", Location: "L1", State: 99, Lines: []order.LineQty{{Line: 1, Qty: 1}}}},
		{&order.Cancel{}, &order.Moved{Order: "SO-1", Moves: []order.UnitMove{{Line: 1, From: order.Open, To: 40, Qty: 1}}}},
		{&order.Cancel{}, &order.Moved{Order: "SO-1", Moves: []order.UnitMove{{Line: 1, From: order.Allocated, To: order.Cancelled, Qty: 1, Into: 77, FO: 1}}}},
		{&order.Amend{}, &order.Amended{Order: "SO-1", Lines: []order.LineChange{{From: 0, SKU: "A", Qty: 1}}}},
		{&order.Amend{Add: submit.Lines}, &order.Amended{Order: "SO-1", Lines: []order.LineChange{{From: -1, SKU: "A", Qty: 1}}}},
		{submit, &order.Placed{ID: "SO-7", N: 7, Lines: []order.Understood{{From: 1, SKU: "A", Qty: 1}}}},
		{submit, &order.Placed{ID: "SO-7", N: 7, Lines: []order.Understood{{From: -1, SKU: "A", Qty: 1}}}},
	} {
		w := shop(t)
		step(t, w, &supply.Order{Document: po}, &supply.Ordered{Document: po})
		r := core.Record{Seq: w.Seq + 1, Command: core.Command{Body: c.body}, Events: []core.Payload{c.event}}
		if err := w.ApplyRecord(&r); core.CodeOf(err) != core.CodeCorrupt {
			t.Errorf("%s %+v: %v", c.event.Kind(), c.event, err)
		}
	}
}
