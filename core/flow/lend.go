package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/stock"
	"andon/core/world"
)

// A fence may say who borrows from it. An order of such a channel that would wait
// otherwise takes units that the fence need not keep, while no line of the lender's own
// orders waits for the SKU. What it takes is a loan, which the borrower's next grants of
// the SKU at the location pay back before they go to the borrower's own fence. A channel
// that is granted nothing there lives on free units: of what arrives next they pay back,
// once all fences have what they are owed.

// lendable is how many units of a fence an order of another channel may borrow.
func lendable(w *world.World, o *order.Order, r *stock.Reservation) core.Quantity {
	f := lends(w, r)
	if f == nil || !slices.Contains(f.LendTo, o.Channel) || queued(w, r.Channel(), r.SKU) {
		return 0
	}
	return r.Qty - f.LendKeep
}

// lends is by what rule a fence lends some of what it keeps now; nil when it does not.
func lends(w *world.World, r *stock.Reservation) *catalog.Fence {
	ch := w.Channels.Get(r.Channel())
	if !r.Standing || r.Qty <= 0 || ch == nil {
		return nil
	}
	f := ch.Fence(r.SKU, r.Location)
	if f == nil || len(f.LendTo) == 0 || f.LendKeep >= r.Qty {
		return nil
	}
	return f
}

// queued reports whether orders of a channel wait for a SKU. Of a queue that is too long
// to be looked through they may.
func queued(w *world.World, channel, sku string) bool {
	found, looked := false, 0
	w.Waiting(sku, func(e world.WaitEntry) bool {
		looked++
		found = looked > fillScan || w.Orders.Get(e.Order).Channel == channel
		return !found
	})
	return found
}

// solveOrBorrow solves, and again with what other channels lend, where the plan leaves
// units waiting that they could cover.
func (d *Decider) solveOrBorrow(tx *world.Tx, o *order.Order, in *order.Inputs, st *steering) sourcing.Plan {
	splits, complete := in.Splits, in.Complete
	plan := d.solveWithin(tx, o, in, st)
	short := func(q core.Quantity) bool { return q > 0 }
	if !tx.W.AnythingKept() || collectsSome(tx.W, o, in) || !slices.ContainsFunc(plan.Unfilled, short) || !d.addLent(tx, o, in) {
		return plan
	}
	in.Splits, in.Complete, in.Borrow = splits, complete, true
	return d.solveWithin(tx, o, in, st)
}

// addLent adds to the offers what other channels lend, and reports whether that is any.
func (d *Decider) addLent(tx *world.Tx, o *order.Order, in *order.Inputs) bool {
	any := false
	for i := range in.Demands {
		l := o.Line(in.Demands[i].Line)
		for _, location := range lendingPlaces(tx.W, o, l.SKU) {
			k := slices.IndexFunc(in.Offers, func(f order.Offer) bool { return f.Location == location })
			if k < 0 || in.Offers[k].Excluded != "" || slices.Contains(in.Offers[k].Barred, l.No) {
				continue
			}
			offer := &in.Offers[k]
			if more := canPromise(tx.W, o, l, stock.Key{SKU: l.SKU, Location: location}, true) - offer.Avail[i]; more > 0 {
				offer.Avail[i] += more
				offer.Kept[i] -= more
				any = true
			}
		}
	}
	return any
}

// lendingPlaces lists the locations where fences lend units of a SKU to an order.
func lendingPlaces(w *world.World, o *order.Order, sku string) (out []string) {
	w.Kept(sku, func(r *stock.Reservation) bool {
		if lendable(w, o, r) > 0 && !shut(w, r.Location) && !slices.Contains(out, r.Location) {
			out = append(out, r.Location)
		}
		return true
	})
	return out
}

// lenders lists the fences at a balance that lend to an order, and how many units.
func lenders(w *world.World, o *order.Order, k stock.Key) (out []pool) {
	w.KeptAt(k, func(r *stock.Reservation) bool {
		if q := lendable(w, o, r); q > 0 {
			out = append(out, pool{r.Number(), q})
		}
		return true
	})
	return out
}

// leftQueue adds a SKU of which fences may lend units now that a line left its queue.
func (c *consequences) leftQueue(sku string) {
	if !c.w.AnythingKept() {
		return
	}
	any := false
	c.w.Kept(sku, func(r *stock.Reservation) bool {
		any = lends(c.w, r) != nil
		return !any
	})
	if any {
		c.freed(sku)
	}
}

// transferReservation moves units that are kept for one holder to another.
func (d *Decider) transferReservation(tx *world.Tx, c *stock.TransferReservation) error {
	r, err := openReservation(tx, c.Reservation)
	if err != nil {
		return err
	}
	q := c.Qty
	if q == 0 {
		q = r.Qty
	}
	to := stock.Reservation{Holder: c.Holder}
	switch {
	case c.Holder == "" || len(c.Holder) > core.MaxIDBytes || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, r.ID, "a reservation needs a holder, such as channel/web, order/SO-1 or person/lead")
	case c.Holder == r.Holder:
		return refuse(core.CodeInvalid, tx, r.ID, "is kept for %s already", c.Holder)
	case to.Channel() != "" && tx.W.Channels.Get(to.Channel()) == nil:
		return refuse(core.CodeNotFound, tx, to.Channel(), "there is no such channel")
	case q < 1 || q > r.Qty:
		return refuse(core.CodeInvalid, tx, r.ID, "%d asked, %d are reserved", q, r.Qty)
	}
	e := &stock.ReservationMoved{Reservation: r.ID, Holder: c.Holder, Qty: q, Reason: c.Reason}
	if fence := tx.W.FenceOf(to.Channel(), r.Key()); fence != nil {
		e.To = fence.ID
	} else {
		e.To = nextReservation(tx)
	}
	tx.Emit(e)
	return nil
}

func openReservation(tx *world.Tx, id string) (*stock.Reservation, error) {
	r := tx.W.Reservations.Get(id)
	if r == nil || r.Closed {
		return nil, refuse(core.CodeNotFound, tx, id, "there is no open reservation of that number")
	}
	return r, nil
}
