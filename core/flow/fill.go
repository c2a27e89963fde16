package flow

import (
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// One tick looks at so many waiting lines, asks the solver about so many orders, and
// gives units to so many. It says where it stopped and the next tick goes on there, so
// that lines that cannot be filled never stop those behind them.
const (
	fillScan   = 4_096
	fillSolves = 256
	fillOrders = core.MaxDocuments / 4
)

// fill offers stock that became available to the lines that wait for a SKU, in the
// fair order, see order.Before; from the head of the queue, or behind a line. It ends when the stock is used up or nobody is left to ask.
//
// An order that ships complete and cannot yet is passed over and keeps nothing back, so
// that it does not hoard; but once it has waited for the shop's patience (a week), what
// arrives is kept for it until it is whole, so that it does not starve: for one order of
// a SKU at a time, the first of them in the queue. Of one that was promised a day, so much
// is kept at once as what is still to come by that day does not bring: a delivery in parts
// is not given to those who were promised nothing. Units can also be reserved for an order
// by hand (holder order/ID); it takes them once it is whole.
//
// An order is in vain that was asked for another SKU in the same tick and could take
// nothing: it was asked for all of its lines, and since then stock has only become less.
func (d *Decider) fill(tx *world.Tx, sku string, at world.WaitEntry, vain map[string]bool) {
	asked, looked, solved, filled, gathering := "", 0, 0, 0, ""
	for queue := behind(tx.W, sku, at); len(queue) > 0; queue = behind(tx.W, sku, at) {
		for _, e := range queue {
			if !anyAvailable(tx.W, sku) {
				return
			}
			if looked == fillScan || solved == fillSolves || filled == fillOrders || len(tx.W.Touched()) >= core.MaxDocuments {
				tx.Emit(&order.Passed{SKU: sku, After: nameOf(at)})
				return
			}
			at = e
			looked++
			o := tx.W.Orders.Get(e.Order)
			worth := e.Order != asked && !vain[e.Order] && d.fillable(tx, o, e.Line)
			if n := d.keeps(tx, o, e.Line, gathering); !worth && n > 0 {
				if d.gathers(tx, o) {
					gathering = e.Order
				}
				d.gather(tx, o, e.Line, n)
				worth = e.Order != asked && d.fillable(tx, o, e.Line)
			}
			if worth || o.Complete {
				asked = e.Order // one answer is for all its lines
			}
			if !worth {
				continue
			}
			n := len(tx.Events)
			d.source(tx, o, "filled")
			solved++
			if vain[e.Order] = len(tx.Events) == n; !vain[e.Order] {
				goodAgain(tx, e.Order)
				d.watchOrder(tx, e.Order)
				filled++
			}
		}
	}
}

// behind lists the next lines that wait for a SKU, from the head of the queue or behind
// one of them. Filling takes lines out of the queue, so it is read piece by piece.
func behind(w *world.World, sku string, at world.WaitEntry) []world.WaitEntry {
	const piece = 64
	queue := make([]world.WaitEntry, 0, piece)
	take := func(e world.WaitEntry) bool {
		queue = append(queue, e)
		return len(queue) < piece
	}
	if o := w.Orders.Get(at.Order); o != nil {
		w.WaitingBehind(o, sku, at.Line, take)
	} else {
		w.Waiting(sku, take)
	}
	return queue
}

// nameOf names a line as order/line, and the head of the queue as nothing.
func nameOf(e world.WaitEntry) string {
	if e.Order == "" {
		return ""
	}
	return e.Order + "/" + strconv.Itoa(e.Line)
}

// fillFrom reads an entry of Tick.Fill: a SKU, and the line behind which to go on.
func fillFrom(s string) (sku string, at world.WaitEntry) {
	sku, name, _ := strings.Cut(s, "\t")
	id, no, _ := strings.Cut(name, "/")
	if line, err := strconv.Atoi(no); err == nil {
		at = world.WaitEntry{Order: id, Line: line}
	}
	return sku, at
}

// fillable reports whether asking the solver about a waiting line can bring anything,
// as far as that is seen at a glance: no hold, a day that has come, room for another
// fulfillment order, and enough of everything that must go together.
func (d *Decider) fillable(tx *world.Tx, o *order.Order, line int) bool {
	l := o.Line(line)
	if waits(o, l) == 0 || notBefore(tx.W, l, tx.Now) != 0 {
		return false
	}
	if room(d.maxSplits(tx.W, o), o) < 0 {
		return false
	}
	if _, _, takes := tx.W.Sends(o.Service); !takes {
		return false
	}
	group := world.Group(o, l)
	if group == l.No { // it goes alone
		return available(tx.W, o, l, l.SKU, 1) > 0 || o.Consent && anyInstead(tx.W, o, l)
	}
	if gates := gatesOf(tx.W, o, tx.Now); gates.waits(l) == 0 || gates.day(l) != 0 {
		return false
	}
	for i := range o.Lines {
		other := &o.Lines[i]
		if q := other.Sum(order.Bucket.Waiting); q > 0 && world.Group(o, other) == group && available(tx.W, o, other, other.SKU, q) < q && !(o.Consent && anyInstead(tx.W, o, other)) {
			return false
		}
	}
	return true
}

// available adds up what could be promised to a line of a SKU, its own or a substitute,
// until it is enough; of one whose stock is not kept there always is.
func available(w *world.World, o *order.Order, l *order.Line, sku string, enough core.Quantity) core.Quantity {
	return availableAt(w, o, l, sku, enough, func(string) bool { return true })
}

// availableAt is available at some locations alone.
func availableAt(w *world.World, o *order.Order, l *order.Line, sku string, enough core.Quantity, at func(location string) bool) core.Quantity {
	if s := w.SKUs.Get(sku); s == nil || !s.Tracked() {
		if s == nil {
			return 0
		}
		return enough
	}
	if boughtAt(w, sku, at) {
		return enough
	}
	plain := !w.AnythingKept() && !w.AnyFloor()
	var q core.Quantity
	w.BalancesOf(sku, func(b *stock.Balance) bool {
		switch {
		case b.Owner != "" || b.Q[stock.Available] <= 0 && plain || !at(b.Location) || shut(w, b.Location):
		case plain:
			q += max(b.Q[stock.Available], 0)
		default:
			q += canPromise(w, o, l, b.Key(), true)
		}
		return q < enough
	})
	return q
}

// shut reports whether a location ships nothing of its stock, so that what is there is no use.
func shut(w *world.World, location string) bool {
	l := w.Locations.Get(location)
	return l != nil && (l.Closed || l.Buys)
}

// anyAvailable reports whether anything is there that a line which waits for a SKU may get.
func anyAvailable(w *world.World, sku string) bool {
	return anyHere(w, sku) || slices.ContainsFunc(alternatives(w, sku), func(other string) bool { return anyHere(w, other) })
}

// anyHere reports whether a location has units of a SKU that some order may take.
func anyHere(w *world.World, sku string) bool {
	s := w.SKUs.Get(sku)
	found := s != nil && (!s.Tracked() || boughtAt(w, sku, func(string) bool { return true }))
	if s == nil || found {
		return found
	}
	w.BalancesOf(sku, func(b *stock.Balance) bool {
		found = b.Owner == "" && b.Q[stock.Available] > 0 && !shut(w, b.Location)
		return !found
	})
	if !found {
		w.Kept(sku, func(r *stock.Reservation) bool { found = usable(r); return !found })
	}
	return found
}

// Unfilled names all SKUs that have waiting lines and either available units or a
// promise that does not hold, and the locations with room that somebody leaves later for:
// what an engine looks at once when it opens a shop.
func (d *Decider) Unfilled(w *world.World) []string {
	c := consequences{d: d, w: w, at: w.At}
	w.WaitingSKUs(func(sku string) bool {
		if anyAvailable(w, sku) || d.stale(w, sku) {
			c.add(sku)
		}
		return true
	})
	w.DatedSKUs(func(sku string) bool { c.day(sku); return true })
	c.sooner()
	return c.skus
}

// stale reports whether lines wait for stock of a SKU with another date than they should.
func (d *Decider) stale(w *world.World, sku string) bool {
	found := false
	d.misdatings(w, sku, nil, func(redating) bool { found = true; return false })
	return found
}
