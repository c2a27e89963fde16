package flow

import (
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/world"
)

// A SKU with a season, or one that is marked so, is put up for replenishment review when
// it is short: once, however many orders wait for it, with the figures of all of them.
// The lines that wait for it are then not called out one by one.

func reviewed(w *world.World, sku string) bool {
	s := w.SKUs.Get(sku)
	return s != nil && s.Reviewed()
}

// watchSupply keeps the review of a SKU to those who wait for it and are promised nothing.
func watchSupply(tx *world.Tx, sku string) {
	if !reviewed(tx.W, sku) {
		return
	}
	ref := core.Ref{Noun: catalog.NounSKU, ID: sku}
	var units core.Quantity
	orders, last := 0, ""
	queue := queueOf(tx.W, sku, tx.W.Touched(), "")
	for _, e := range queue {
		o := tx.W.Orders.Get(e.Order)
		q := shortOf(o, o.Line(e.Line))
		if units += q; q > 0 && e.Order != last {
			orders, last = orders+1, e.Order
		}
	}
	if units == 0 {
		clear(tx, ref, exception.Replenish, "")
		return
	}
	more := ""
	if len(queue) == MaxQueue {
		more = ", and more behind them"
	}
	raise(tx, ref, exception.Replenish, "", fmt.Sprintf("%d units of %s are short in %d orders%s", units, sku, orders, more))
}

// watchReview brings the board up to date after a SKU was put: what waits for it is
// called out once, or line by line.
func (d *Decider) watchReview(tx *world.Tx, old *catalog.SKU, sku string) {
	now := reviewed(tx.W, sku)
	if old == nil || old.Reviewed() == now {
		return
	}
	for _, e := range queueOf(tx.W, sku, nil, "") {
		if len(tx.W.Touched()) < core.MaxDocuments-8 { // the others when something becomes of them
			d.watchCauses(tx, e.Order)
		}
	}
	if !now {
		clear(tx, core.Ref{Noun: catalog.NounSKU, ID: sku}, exception.Replenish, "")
	}
}
