package flow

import (
	"andon/core"
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

func anyAvailable(w *world.World, sku string) bool {
	found := false
	w.BalancesOf(sku, func(b *stock.Balance) bool {
		found = b.Owner == "" && b.Q[stock.Available] > 0
		return !found
	})
	return found
}

// Consequences names the SKUs of which the record applied last made units available
// while lines wait for them. The engine fills them before it takes the next command.
func Consequences(w *world.World) []string {
	var skus []string
	if w.WaitingCount() == 0 {
		return nil
	}
	for _, r := range w.Touched() {
		if r.Noun != stock.NounBalance {
			continue
		}
		k := stock.ParseKey(r.ID)
		if b := w.Balance(k); b == nil || b.Q[stock.Available] <= 0 || len(skus) > 0 && skus[len(skus)-1] == k.SKU {
			continue
		}
		w.Waiting(k.SKU, func(world.WaitEntry) bool {
			skus = append(skus, k.SKU)
			return false
		})
	}
	return skus
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
