package flow

import (
	"cmp"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// Fences keep a share of what is delivered for the orders of one channel.
//
// What counts: goods of a purchase or transfer that arrive in good state. A fence for
// every location counts purchases alone, because a transfer moves what was shared when
// it was delivered. What corrects the book (adjustments, counts), comes back (returns)
// or is moved by hand is shared with nobody; but all that arrives or is found makes good
// first what fences are owed.
//
// An order takes what its channel has fenced before what is free, so that free units
// stay for those who have no fence; of several reservations of its channel the one that
// expires first. What an order gives back goes to the fence first, as far as it came
// from there. A fact that takes more than is free draws on safety stock, then on
// reservations (of channels, the last to be filled first; then of orders), and only
// then breaks what orders were promised. A fence is owed what a fact took from it.

// nextReservation is the id of the next reservation.
func nextReservation(tx *world.Tx) string {
	return stock.ReservationID(tx.W.Shop().Reservations + 1)
}

// grant counts what arrived for the fences of all channels, and sets aside what they
// are owed.
func (d *Decider) grant(tx *world.Tx, k stock.Key, arrived core.Quantity, purchase bool) {
	tx.W.Channels.Each(func(id string, ch *catalog.Channel) bool {
		if len(ch.Fences) == 0 {
			return true
		}
		if f := ch.Fence(k.SKU, k.Location); f != nil && f.Share > 0 && (purchase || f.Location != "") {
			d.grantTo(tx, id, k, arrived, f.Share)
		}
		return true
	})
	d.settleFences(tx, k)
}

// grantTo counts what arrived for one fence, which the first delivery opens.
func (d *Decider) grantTo(tx *world.Tx, channel string, k stock.Key, arrived core.Quantity, share int) {
	e := &stock.Granted{Channel: channel, SKU: k.SKU, Location: k.Location, Arrived: arrived, Share: share}
	after := stock.Reservation{}
	if r := tx.W.FenceOf(channel, k); r != nil {
		after, e.Reservation = *r, r.ID
	} else {
		e.Reservation = nextReservation(tx)
	}
	after.Count(arrived, share)
	setAside(tx, e, after.Owed)
	tx.Emit(e)
}

// repay says which of the units that are set aside pay back loans.
func repay(tx *world.Tx, e *stock.Granted) {
	left := e.Aside
	tx.W.KeptAt(stock.Key{SKU: e.SKU, Location: e.Location}, func(r *stock.Reservation) bool {
		if n := min(left, r.Lent(e.Channel)); n > 0 {
			e.Repaid = append(e.Repaid, stock.Repaid{Reservation: r.ID, Qty: n})
			left -= n
		}
		return left > 0
	})
}

// setAside fills in what can be reserved now of what a fence is owed.
func setAside(tx *world.Tx, e *stock.Granted, owed core.Quantity) {
	if b := tx.W.Balance(stock.Key{SKU: e.SKU, Location: e.Location}); b != nil {
		e.Aside = max(min(owed, b.Q[stock.Available]), 0)
	}
	repay(tx, e)
}

// settleFences makes good what fences are owed, as far as units are available.
func (d *Decider) settleFences(tx *world.Tx, k stock.Key) {
	for _, r := range keptAt(tx.W, k, func(r *stock.Reservation) bool { return r.Owed > 0 }) {
		e := &stock.Granted{Reservation: r.ID, Channel: r.Channel(), SKU: r.SKU, Location: r.Location}
		if setAside(tx, e, r.Owed); e.Aside > 0 {
			tx.Emit(e)
		}
	}
	d.repayFree(tx, k)
}

// repayFree pays back from what is free the loans of channels that are granted nothing at
// a balance: what they borrowed was theirs in place of free units.
func (d *Decider) repayFree(tx *world.Tx, k stock.Key) {
	for _, r := range keptAt(tx.W, k, func(r *stock.Reservation) bool { return len(r.Loans) > 0 }) {
		e := &stock.Granted{Reservation: r.ID, Channel: r.Channel(), SKU: r.SKU, Location: r.Location}
		left := core.Quantity(0)
		if b := tx.W.Balance(k); b != nil {
			left = b.Q[stock.Available]
		}
		for _, l := range r.Loans {
			if n := min(left, l.Qty); n > 0 && !isGranted(tx.W, l.Channel, k) {
				e.Free = append(e.Free, stock.Loan{Channel: l.Channel, Qty: n})
				left -= n
			}
		}
		if e.Free != nil {
			tx.Emit(e)
		}
	}
}

// isGranted reports whether a channel is granted a share of deliveries to a balance.
func isGranted(w *world.World, channel string, k stock.Key) bool {
	ch := w.Channels.Get(channel)
	if ch == nil {
		return false
	}
	f := ch.Fence(k.SKU, k.Location)
	return f != nil && f.Share > 0
}

// keptAt lists the open reservations at a balance that satisfy a test.
func keptAt(w *world.World, k stock.Key, test func(*stock.Reservation) bool) (out []*stock.Reservation) {
	w.KeptAt(k, func(r *stock.Reservation) bool {
		if test(r) {
			out = append(out, r)
		}
		return true
	})
	return out
}

// drawReserved makes units available for a fact that takes more than there are. It
// returns how many are still missing.
func (d *Decider) drawReserved(tx *world.Tx, k stock.Key, short core.Quantity) core.Quantity {
	list := keptAt(tx.W, k, usable)
	slices.SortStableFunc(list, func(a, b *stock.Reservation) int { return cmp.Compare(drawRank(tx.W, b), drawRank(tx.W, a)) })
	for _, r := range list {
		if short <= 0 {
			break
		}
		n := min(short, r.Qty)
		tx.Emit(&stock.Drawn{Reservation: r.ID, Qty: n})
		short -= n
	}
	return short
}

// drawRank is higher for what a fact draws on first: fences by the priority of their
// channel, the last to be filled first, and behind all of them what is kept for orders.
func drawRank(w *world.World, r *stock.Reservation) int {
	ch := w.Channels.Get(r.Channel())
	switch {
	case r.Order() != "":
		return -core.MaxPriority - 1
	case ch == nil:
		return 0
	}
	return ch.Priority
}

// mine reports whether an order may take from a reservation.
func mine(o *order.Order, r *stock.Reservation) bool { return r.Qty > 0 && r.For(o.Channel, o.ID) }

// usable reports whether any order may: what is kept for a person waits for the person.
func usable(r *stock.Reservation) bool { return r.Qty > 0 && (r.Channel() != "" || r.Order() != "") }

// reserves is what a location keeps of a SKU, as an order sees it.
type reserves struct {
	location string
	mine     core.Quantity // for the order
	others   core.Quantity // for everybody else
}

// reservesOf lists the reserves of a SKU by location; nil when nobody keeps any.
func reservesOf(w *world.World, o *order.Order, sku string) (out []reserves) {
	if !w.AnythingKept() {
		return nil
	}
	w.Kept(sku, func(r *stock.Reservation) bool {
		if n := len(out); n == 0 || out[n-1].location != r.Location {
			out = append(out, reserves{location: r.Location})
		}
		if at := &out[len(out)-1]; mine(o, r) {
			at.mine += r.Qty
		} else {
			at.others += r.Qty
		}
		return true
	})
	return out
}

// reservedAt finds a location in a list of reserves.
func reservedAt(list []reserves, location string) reserves {
	i, found := slices.BinarySearchFunc(list, location, func(r reserves, id string) int { return cmp.Compare(r.location, id) })
	if !found {
		return reserves{}
	}
	return list[i]
}

// note records in an offer what of a demand's units is reserved for the order, and what
// for others.
func (r *reserves) note(offer *order.Offer, demand, demands int) {
	for _, n := range [...]struct {
		list *[]core.Quantity
		q    core.Quantity
	}{{&offer.Fenced, r.mine}, {&offer.Kept, r.others}} {
		if n.q == 0 {
			continue
		}
		if *n.list == nil {
			*n.list = make([]core.Quantity, demands)
		}
		(*n.list)[demand] = n.q
	}
}

// pool is units at a balance that an order may take, of a reservation or (0) free ones.
type pool struct {
	fence uint64
	left  core.Quantity
}

// fromReserves says of a plan's units which of them come from reservations.
func (d *Decider) fromReserves(tx *world.Tx, o *order.Order, e *order.Sourced) {
	if !e.Inputs.Borrow && !slices.ContainsFunc(e.Inputs.Offers, func(f order.Offer) bool { return f.Fenced != nil }) {
		return
	}
	pools := map[stock.Key][]pool{}
	var out []order.UnitMove
	for _, m := range e.Moves {
		if at := e.LocationOf(o, m.ToFO); at != "" && stocked(tx.W, o.Line(m.Line).SKU, at) {
			k := stock.Key{SKU: o.Line(m.Line).SKU, Location: at}
			if pools[k] == nil {
				pools[k] = poolsOf(tx.W, o, k, e.Inputs.Borrow)
			}
			out = takeFrom(pools[k], m, out)
		} else {
			out = append(out, m)
		}
	}
	e.Moves = out
}

// takeFrom splits a move over pools, in their order.
func takeFrom(pools []pool, m order.UnitMove, out []order.UnitMove) []order.UnitMove {
	left := m.Qty
	for i := range pools {
		p := &pools[i]
		if m.Qty = min(left, p.left); m.Qty > 0 {
			m.Fence = p.fence
			out = append(out, m)
			p.left -= m.Qty
			left -= m.Qty
		}
	}
	if m.Qty, m.Fence = left, 0; left > 0 {
		out = append(out, m) // Check finds that there were not so many
	}
	return out
}

// poolsOf lists what an order may take at a balance in the order in which it does: what
// is reserved for it, what is free, and what others lend where it borrows.
func poolsOf(w *world.World, o *order.Order, k stock.Key, borrow bool) (out []pool) {
	for _, r := range takenFrom(w, o, k) {
		out = append(out, pool{r.Number(), r.Qty})
	}
	if b := w.Balance(k); b != nil {
		out = append(out, pool{0, max(b.Q[stock.Available], 0)})
	}
	if borrow {
		out = append(out, lenders(w, o, k)...)
	}
	return out
}

// takenFrom lists the reservations at a balance that an order takes from, in that order.
func takenFrom(w *world.World, o *order.Order, k stock.Key) []*stock.Reservation {
	list := keptAt(w, k, func(r *stock.Reservation) bool { return mine(o, r) })
	slices.SortStableFunc(list, func(a, b *stock.Reservation) int {
		return cmp.Or(cmp.Compare(uint64(a.Expires)-1, uint64(b.Expires)-1), cmp.Compare(a.Number(), b.Number())) // 0 is never, and last
	})
	return list
}
