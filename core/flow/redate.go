package flow

import (
	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// redating is a line that waits with another promise than it should.
type redating struct {
	world.WaitEntry
	due promise
}

// misdatings visits the lines of a SKU that wait for stock with another promise than
// they should, in the order of the queue; touched are those of an unfinished record.
func (d *Decider) misdatings(w *world.World, sku string, touched []core.Ref, yield func(redating) bool) {
	s := newSpot(w, sku)
	var last world.WaitEntry
	if len(s.table.days) > 0 {
		for _, last = range queueOf(w, sku, touched, "") {
			o := w.Orders.Get(last.Order)
			l := o.Line(last.Line)
			units := stillLacks(w, o, l)
			s.add(o, units)
			if units == 0 { // all of it is gathered: nothing that comes changes its day
				continue
			}
			due := promise{}
			if promising(w, o) {
				due = d.reachable(w, s, o, l).promise(w, o, l, units)
				due.rest = max(due.rest-l.Sum(order.Bucket.Waiting)+l.In(order.Backordered), 0) // of those that are told
			}
			if misdated(l, order.Backordered, due) && !yield(redating{last, due}) {
				return
			}
		}
	}
	none := func(e world.WaitEntry) bool {
		o := w.Orders.Get(e.Order)
		l := o.Line(e.Line)
		return stillLacks(w, o, l) == 0 || !misdated(l, order.Backordered, promise{}) || yield(redating{e, promise{}})
	}
	switch {
	case len(s.table.days) == 0:
		w.Dated(sku, none)
	case s.place == MaxQueue:
		w.DatedBehind(w.Orders.Get(last.Order), sku, last.Line, none)
	}
}

// redate tells those who wait for a SKU the day that they can count on now: as many
// orders as one command may change. The engine asks again while any are left.
func (d *Decider) redate(tx *world.Tx, sku string) {
	room := core.MaxDocuments - len(tx.W.Touched())
	var list []redating
	d.misdatings(tx.W, sku, tx.W.Touched(), func(r redating) bool {
		list = append(list, r)
		return len(list) < room
	})
	var due []string
	postponed(tx.W, sku, tx.Now, tx.W.Touched(), func(e world.WaitEntry) bool {
		if n := len(due); n == 0 || due[n-1] != e.Order {
			due = append(due, e.Order)
		}
		return len(list)+len(due) < room
	})
	for len(list) > 0 && len(tx.W.Touched()) < core.MaxDocuments {
		id := list[0].Order
		e := &order.Sourced{Order: id, Cause: "supply"}
		for ; len(list) > 0 && list[0].Order == id; list = list[1:] {
			l := tx.W.Orders.Get(id).Line(list[0].Line)
			e.Moves = dateAgain(e.Moves, l, list[0].due)
		}
		told := heard(tx.W, id)
		tx.Emit(e)
		if told != nil {
			if cause := failing(tx.W, sku); cause != "" {
				notify(tx, id, cause, told)
			}
			goodAgain(tx, id)
		}
		d.disperse(tx, id, sku)
		d.watchOrder(tx, id)
	}
	for _, id := range due {
		if len(tx.W.Touched()) < core.MaxDocuments {
			d.source(tx, tx.W.Orders.Get(id), "due")
			d.watchOrder(tx, id)
		}
	}
}

// dateAgain gives a line's backordered units another promise.
func dateAgain(moves []order.UnitMove, l *order.Line, due promise) []order.UnitMove {
	m := order.UnitMove{Line: l.No, From: order.Backordered, To: order.Backordered, Qty: l.In(order.Backordered), Ship: due.ship, Deliver: due.deliver}
	if due.rest == 0 {
		return append(moves, m)
	}
	m.To, m.Ship, m.Deliver = order.Open, 0, 0
	return part(append(moves, m), l, order.Backordered, m.Qty, due)
}
