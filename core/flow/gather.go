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

// keeps is how many units are to be kept at most for a line of an order that ships complete
// and cannot yet: all, once it has waited too long and nobody else gathers; what is not on
// its way any more by the day that it was promised; else none.
func (d *Decider) keeps(tx *world.Tx, o *order.Order, line int, gathering string) core.Quantity {
	switch l := o.Line(line); {
	case !o.Complete:
		return 0
	case (gathering == "" || gathering == o.ID) && d.gathers(tx, o):
		return l.Qty
	case told(l).ship != 0:
		p := promises{d: d, tx: tx, o: o, queue: map[string]*spot{}}
		s := p.spot(l.SKU)
		s.add(o, stillLacks(tx.W, o, l))
		return s.short(o.Channel, told(l).ship)
	}
	return 0
}

// short is how many units that lines up to a place in the queue need are not there when
// everything has come that can leave by a day.
func (s *spot) short(channel string, ship core.Date) core.Quantity {
	i := 0
	for i < len(s.table.days) && s.table.days[i].ship <= ship {
		i++
	}
	if i == 0 {
		return s.need
	}
	return s.uncovered(channel, i-1)
}

// told is what the units of a line that wait are promised.
func told(l *order.Line) promise {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Bucket == order.Backordered && p.Ship != 0 {
			return promise{ship: p.Ship, deliver: p.Deliver, after: p.After}
		}
	}
	return promise{}
}

// stillLacks is how many units of a line are still to come: what is gathered for its order is
// there already.
func stillLacks(w *world.World, o *order.Order, l *order.Line) core.Quantity {
	q := l.Sum(order.Bucket.Waiting)
	if !o.Complete || !w.AnythingKept() {
		return q
	}
	kept := sumOf(keptFor(w, o.ID, l.SKU))
	for i := range o.Lines {
		if other := &o.Lines[i]; kept > 0 && other.SKU == l.SKU && other.No < l.No {
			kept -= other.Sum(order.Bucket.Waiting)
		}
	}
	return max(q-max(kept, 0), 0)
}

// gather keeps what is free of a SKU for an order, as much as it still lacks.
func (d *Decider) gather(tx *world.Tx, o *order.Order, line int, most core.Quantity) {
	l := o.Line(line)
	gates := gatesOf(tx.W, o, tx.Now)
	if gates.waits(l) == 0 || gates.day(l) != 0 {
		return
	}
	lacks := min(waitingOf(o, l.SKU)-sumOf(keptFor(tx.W, o.ID, l.SKU)), most)
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

// disperse gives back what was gathered of a SKU for an order that is promised nothing any
// more and has not waited too long.
func (d *Decider) disperse(tx *world.Tx, id, sku string) {
	o := tx.W.Orders.Get(id)
	if !o.Complete || !tx.W.AnythingKept() || d.gathers(tx, o) {
		return
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; l.SKU == sku && told(l).ship != 0 {
			return
		}
	}
	for _, r := range keptFor(tx.W, id, sku) {
		tx.Emit(&stock.ReservationReleased{Reservation: r.ID, Qty: r.Qty, Reason: "not_promised"})
	}
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
