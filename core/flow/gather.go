package flow

import (
	"time"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// Gathered is the reason of the units that the shop keeps for an order which ships
// complete and has waited too long.
const Gathered = "gathered"

// patience is how long an order that ships complete is passed over by orders which need
// less before units gather for it: a week, or what the shop's settings say.
func patience(w *world.World) time.Duration {
	const day = 24 * time.Hour
	switch days := w.Shop().Settings.Patience; {
	case days == 0:
		return 7 * day
	case days > 0:
		return time.Duration(days) * day
	}
	return 0
}

// gathers reports whether units are to be kept for an order until it is whole. One that
// may have only so many packages does not gather: what lies apart could never leave.
func (d *Decider) gathers(tx *world.Tx, o *order.Order) bool {
	wait := patience(tx.W)
	return o.Complete && wait > 0 && tx.Now >= o.Placed.Add(wait) && d.maxSplits(tx.W, o) == 0
}

// gather keeps what is free of a SKU for an order, as much as it still lacks.
func (d *Decider) gather(tx *world.Tx, o *order.Order, line int) {
	l := o.Line(line)
	gates := gatesOf(tx.W, o, tx.Now)
	if gates.waits(l) == 0 || gates.day(l) != 0 {
		return
	}
	lacks := waitingOf(o, l.SKU) - sumOf(keptFor(tx.W, o.ID, l.SKU))
	var there []*stock.Balance
	tx.W.BalancesOf(l.SKU, func(b *stock.Balance) bool { there = append(there, b); return true })
	for _, b := range there {
		at := tx.W.Locations.Get(b.Location)
		free := promisable(l, at, l.SKU, max(b.Q[stock.Available], 0))
		if n := min(free, lacks); b.Owner == "" && n > 0 && at != nil && !shut(tx.W, at.ID) && len(tx.W.Touched()) < core.MaxDocuments-1 {
			tx.Emit(&stock.ReservationMade{Reservation: stock.Reservation{ID: nextReservation(tx), SKU: b.SKU, Location: b.Location, Holder: stock.OrderHolder(o.ID), Qty: n, Reason: Gathered}})
			lacks -= n
		}
	}
}

// waitingOf is how many units of a SKU an order that goes as a whole waits for.
func waitingOf(o *order.Order, sku string) (q core.Quantity) {
	if !o.Complete {
		return 0
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; l.SKU == sku {
			q += l.Sum(order.Bucket.Waiting)
		}
	}
	return q
}

func sumOf(kept []*stock.Reservation) (q core.Quantity) {
	for _, r := range kept {
		q += r.Qty
	}
	return q
}

// keptFor lists the reservations of what was gathered of a SKU for an order.
func keptFor(w *world.World, id, sku string) (out []*stock.Reservation) {
	w.Kept(sku, func(r *stock.Reservation) bool {
		if r.Reason == Gathered && r.Order() == id {
			out = append(out, r)
		}
		return true
	})
	return out
}

// letGo gives back what was gathered for an order and is not waited for any more.
func letGo(tx *world.Tx, o *order.Order) {
	if !tx.W.AnythingKept() {
		return
	}
	for i := range o.Lines {
		sku := o.Lines[i].SKU
		kept := keptFor(tx.W, o.ID, sku)
		if len(kept) == 0 {
			continue
		}
		spare := sumOf(kept) - waitingOf(o, sku)
		for _, r := range kept {
			if n := min(r.Qty, spare); n > 0 {
				tx.Emit(&stock.ReservationReleased{Reservation: r.ID, Qty: n, Reason: "not_waited_for"})
				spare -= n
			}
		}
	}
}
