package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// fill offers stock that became available to the lines that wait for a SKU, in the
// stated, fair order: priority, then time placed, then number. It stops when the
// stock is used up or the documents of one command are; the engine asks again while
// that brings something.
func (d *Decider) fill(tx *world.Tx, sku string) {
	touched := 0
	var queue []world.WaitEntry
	tx.W.Waiting(sku, func(e world.WaitEntry) bool {
		queue = append(queue, e)
		return len(queue) < fillScan
	})
	for _, e := range queue {
		if !anyAvailable(tx.W, sku) || touched >= core.MaxDocuments/4 {
			return
		}
		o := tx.W.Orders.Get(e.Order)
		n := len(tx.Events)
		d.source(tx, o, "filled")
		if len(tx.Events) > n {
			d.watchOrder(tx, e.Order)
			touched++
		}
	}
}

// fillScan bounds how many waiting lines one fill looks at.
const fillScan = 2_000

// anyAvailable reports whether anything could be promised of a SKU; of one whose stock
// is not kept it always could.
func anyAvailable(w *world.World, sku string) bool {
	if s := w.SKUs.Get(sku); s == nil || !s.Tracked() {
		return s != nil
	}
	found := false
	w.BalancesOf(sku, func(b *stock.Balance) bool {
		found = b.Owner == "" && b.Q[stock.Available] > 0
		return !found
	})
	return found
}

// Consequences names the SKUs of which the record applied last may let lines have
// units that wait for them. The engine fills them before it takes the next command.
func Consequences(w *world.World, r *core.Record) []string {
	if w.WaitingCount() == 0 {
		return nil
	}
	f := filler{w: w}
	for _, e := range r.Events {
		switch e := e.(type) {
		case *order.Moved:
			if e.Cause == "cancelled" {
				f.rest(e.Order)
			}
		case *order.ShipmentMade:
			f.rest(e.Order)
		case *catalog.PutLocation, *catalog.CloseLocation, *catalog.PutCarrier, *catalog.PutChannel, *world.PutShop:
			return Unfilled(w) // what could not be shipped, or was not worth it, may be now
		}
	}
	switch c := r.Command.Body.(type) {
	case *world.Tick:
		for _, sku := range c.Fill {
			f.add(sku)
		}
	case *catalog.PutSKU:
		f.add(c.SKU.ID)
	}
	for _, t := range w.Touched() {
		if t.Noun == stock.NounBalance {
			f.add(stock.ParseKey(t.ID).SKU)
		}
	}
	return f.skus
}

// filler collects SKUs that could be filled, each once.
type filler struct {
	w    *world.World
	skus []string
}

func (f *filler) add(sku string) {
	waiting := false
	f.w.Waiting(sku, func(world.WaitEntry) bool { waiting = true; return false })
	if waiting && anyAvailable(f.w, sku) && !slices.Contains(f.skus, sku) {
		f.skus = append(f.skus, sku)
	}
}

// rest adds what an order still waits for: what was cancelled of it may have been what
// the rest of a ship-complete order waited for, and what has left makes room for another
// fulfillment order.
func (f *filler) rest(id string) {
	o := f.w.Orders.Get(id)
	for i := range o.Lines {
		if l := &o.Lines[i]; world.Waits(o, l) {
			f.add(l.SKU)
		}
	}
}

// Unfilled names all SKUs that have both waiting lines and available units: what an
// engine looks at once when it opens a shop.
func Unfilled(w *world.World) []string {
	var skus []string
	w.WaitingSKUs(func(sku string) bool {
		if anyAvailable(w, sku) {
			skus = append(skus, sku)
		}
		return true
	})
	return skus
}
