package world

import (
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
)

// Kept visits the open reservations of a SKU by location, then holder, then id; empty
// ones are among them.
func (w *World) Kept(sku string, yield func(*stock.Reservation) bool) {
	w.kept(sku+"\x00", yield)
}

// KeptAt visits those at one location.
func (w *World) KeptAt(k stock.Key, yield func(*stock.Reservation) bool) {
	w.kept(k.SKU+"\x00"+k.Location+"\x00", yield)
}

func (w *World) kept(prefix string, yield func(*stock.Reservation) bool) {
	if w.ix.kept.Len() == 0 {
		return
	}
	w.ix.kept.Ascend(prefix, func(key, id string) bool {
		return strings.HasPrefix(key, prefix) && yield(w.Reservations.Get(id))
	})
}

// AnythingKept reports whether any reservation is open: a shop without one need not ask.
func (w *World) AnythingKept() bool { return w.ix.kept.Len() > 0 }

// FenceOf is the standing reservation of a channel at a balance, or nil.
func (w *World) FenceOf(channel string, k stock.Key) (fence *stock.Reservation) {
	holder := stock.ChannelHolder(channel)
	w.kept(k.SKU+"\x00"+k.Location+"\x00"+holder+"\x00", func(r *stock.Reservation) bool {
		if r.Standing {
			fence = r
		}
		return fence == nil
	})
	return fence
}

func (w *World) indexReservation(r *stock.Reservation, add bool) {
	if r.Closed {
		return
	}
	set(&w.ix.kept, add, r.SKU+"\x00"+r.Location+"\x00"+r.Holder+"\x00"+r.ID, r.ID)
	if r.Expires == 0 {
		return
	}
	t := Due{At: r.Expires, What: "reservation", Subject: core.Ref{Noun: stock.NounReservation, ID: r.ID}}
	set(&w.ix.due, add, t.key(), t)
}

// openReservation puts a new reservation. What it keeps is booked by who calls.
func (w *World) openReservation(r *stock.Reservation) {
	k := w.shareKey(r.Key())
	r.SKU, r.Location = k.SKU, k.Location
	insert(w, &w.Reservations, r.ID, r)
	edit(w, &w.Meta, "shop").Reservations++
	w.indexReservation(r, true)
}

func (w *World) applyReservation(e *stock.ReservationMade) {
	r := e.Reservation.Clone()
	w.openReservation(r)
	w.reserve(r, r.Qty)
}

// reserve books units from available to reserved, or back where they are below zero.
func (w *World) reserve(r *stock.Reservation, q core.Quantity) {
	m := stock.Move{SKU: r.SKU, Location: r.Location, From: stock.Available, To: stock.Reserved, Qty: q, Cause: stock.Inside}
	if q < 0 {
		m.From, m.To, m.Qty = m.To, m.From, -q
	}
	if q != 0 {
		w.move(m)
	}
}

func (w *World) applyReserved(event core.Payload) error {
	switch e := event.(type) {
	case *stock.ReservationReleased:
		return w.applyRelease(e)
	case *stock.Granted:
		return w.applyGranted(e)
	case *stock.ReservationMoved:
		return w.applyReservationMoved(e)
	case *stock.Drawn:
		r := edit(w, &w.Reservations, e.Reservation)
		if r == nil {
			return w.corrupt(e, e.Reservation)
		}
		r.Qty -= e.Qty
		if r.Standing {
			r.Owed += e.Qty
		}
		w.reserve(r, -e.Qty)
	}
	return nil
}

func (w *World) applyRelease(e *stock.ReservationReleased) error {
	r := edit(w, &w.Reservations, e.Reservation)
	if r == nil {
		return w.corrupt(e, e.Reservation)
	}
	w.giveAway(r, e.Qty)
	w.reserve(r, -e.Qty)
	return nil
}

// giveAway takes units out of a reservation by hand; an empty one that is no fence closes.
func (w *World) giveAway(r *stock.Reservation, q core.Quantity) {
	w.indexReservation(r, false)
	r.Qty -= q
	if r.Standing {
		r.Away += q
	} else {
		r.Closed = r.Qty <= 0
	}
	w.indexReservation(r, true)
}

func (w *World) applyReservationMoved(e *stock.ReservationMoved) error {
	from := edit(w, &w.Reservations, e.Reservation)
	if from == nil {
		return w.corrupt(e, e.Reservation)
	}
	w.giveAway(from, e.Qty)
	if to := edit(w, &w.Reservations, e.To); to != nil {
		to.Qty += e.Qty
		to.Away -= e.Qty
		return nil
	}
	w.openReservation(&stock.Reservation{ID: e.To, SKU: from.SKU, Location: from.Location, Holder: e.Holder, Qty: e.Qty,
		Reason: e.Reason, Expires: from.Expires})
	return nil
}

func (w *World) applyGranted(e *stock.Granted) error {
	if w.Reservations.Get(e.Reservation) == nil {
		w.openReservation(&stock.Reservation{ID: e.Reservation, SKU: e.SKU, Location: e.Location,
			Holder: stock.ChannelHolder(e.Channel), Standing: true})
	}
	r := edit(w, &w.Reservations, e.Reservation)
	r.Count(e.Arrived, e.Share)
	r.Qty += e.Aside
	r.Owed -= e.Aside
	w.reserve(r, e.Aside)
	for _, l := range e.Free {
		r.Qty += l.Qty
		r.Lend(l.Channel, -l.Qty)
		w.reserve(r, l.Qty)
	}
	for _, back := range e.Repaid {
		lender := edit(w, &w.Reservations, back.Reservation)
		if lender == nil {
			return w.corrupt(e, back.Reservation)
		}
		r.Qty -= back.Qty
		r.Repaid += back.Qty
		lender.Qty += back.Qty
		lender.Lend(e.Channel, -back.Qty)
	}
	return nil
}

// takeReserved books units that an order takes from a reservation of its channel, or of
// another one that lends them.
func (w *World) takeReserved(o *order.Order, u *order.UnitMove) {
	r := edit(w, &w.Reservations, stock.ReservationID(u.Fence))
	if r == nil {
		return // Check finds that nobody reserved them
	}
	r.Qty -= u.Qty
	if r.For(o.Channel, o.ID) {
		r.Taken += u.Qty
	} else {
		r.Lend(o.Channel, u.Qty)
	}
}

// giveBack books what an order does not hold any more of what it took from
// reservations. Units that are on the shelf again go back to where they are from, units
// that a fact took are owed, and units that have left are gone.
func (w *World) giveBack(o *order.Order, moves []order.UnitMove, drawn []order.Drawn) {
	for _, d := range drawn {
		u := &moves[d.Move]
		if d.Fence == 0 {
			continue
		}
		r := edit(w, &w.Reservations, stock.ReservationID(d.Fence))
		if r == nil || u.To.Gone() {
			continue
		}
		own, lost := r.For(o.Channel, o.ID), u.Into != stock.None
		switch {
		case own && lost && r.Standing:
			r.Taken -= d.Qty
			r.Owed += d.Qty
		case own:
			r.Taken -= d.Qty
			w.takeBack(r, d.Qty, lost)
		case !lost: // else its channel owes them all the same
			w.returnLoan(o, r, d.Qty)
		}
	}
}

// takeBack puts units on the shelf back into a reservation that is still open.
func (w *World) takeBack(r *stock.Reservation, q core.Quantity, lost bool) {
	if !lost && !r.Closed {
		r.Qty += q
		w.reserve(r, q)
	}
}

// returnLoan gives units back that were borrowed. Those that were paid back already
// are the borrower's own.
func (w *World) returnLoan(o *order.Order, r *stock.Reservation, q core.Quantity) {
	owed := min(q, r.Lent(o.Channel))
	if owed > 0 {
		r.Lend(o.Channel, -owed)
		w.takeBack(r, owed, false)
	}
	if own := w.FenceOf(o.Channel, r.Key()); own != nil && q > owed {
		own = edit(w, &w.Reservations, own.ID)
		n := min(q-owed, own.Repaid)
		own.Repaid -= n
		w.takeBack(own, n, false)
	}
}
