package query

import (
	"fmt"
	"slices"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// onShelf says what an event did to one balance: whose units, and how many of this
// SKU. ok is false for an event that is not about it.
func (r *request) onShelf(event core.Payload, k stock.Key) (sentence string, ok bool) {
	switch e := event.(type) {
	case *order.Sourced:
		return r.shelfMoves(e.Order, "", e.Moves, k)
	case *order.Moved:
		return r.shelfMoves(e.Order, because(e.Cause, e.Reason), e.Moves, k)
	case *order.ShipmentMade:
		return r.shelfMoves(e.Order, fmt.Sprintf("shipment %d", e.Shipment.No), e.Moves, k)
	case *order.Amended:
		return r.shelfMoves(e.Order, "changed", e.Moves, k)
	case *order.Returned:
		return r.shelfReturn(e, k)
	case *supply.Ordered, *supply.Received, *supply.Dispatched, *supply.ClosedShort:
		return r.shelfSupply(event, k)
	case *stock.ReservationReleased, *stock.Drawn, *stock.ReservationMoved:
		v := r.w.Reservations.Get(reservationOf(event))
		return describeOther(event), v != nil && v.Key() == k
	case *stock.Moved:
		own := slices.DeleteFunc(slices.Clone(e.Moves), func(m stock.Move) bool { return m.Key() != k && m.ToKey() != k })
		return because(describeMoves(own), e.Reason), len(own) > 0
	}
	return describeOther(event), aboutBalance(event, k)
}

// shelfMoves picks the units of the balance's SKU that an order moved where it is.
func (r *request) shelfMoves(id, why string, moves []order.UnitMove, k stock.Key) (string, bool) {
	o := r.orderOf(id)
	if o == nil {
		return "", false
	}
	at := func(fo int) bool {
		f := o.FO(fo)
		return f != nil && f.Location == k.Location
	}
	own := slices.DeleteFunc(slices.Clone(moves), func(m order.UnitMove) bool {
		l := o.Line(m.Line)
		return l == nil || l.SKU != k.SKU || !at(m.FO) && !at(m.ToFO)
	})
	s := fmt.Sprintf("%s: %s", id, describeUnits(own))
	if why != "" {
		s += " (" + why + ")"
	}
	return s, len(own) > 0
}

func (r *request) shelfReturn(e *order.Returned, k stock.Key) (string, bool) {
	o := r.orderOf(e.Order)
	if o == nil || e.Location != k.Location {
		return "", false
	}
	var q core.Quantity
	for _, x := range e.Lines {
		if l := o.Line(x.Line); l != nil && l.SKU == k.SKU {
			q += x.Qty
		}
	}
	return because(fmt.Sprintf("%s: %s came back, into %s", e.Order, units(q), stock.State(e.State)), e.Reason), q > 0
}

// shelfSupply picks what a purchase or transfer brought of the balance's SKU.
func (r *request) shelfSupply(event core.Payload, k stock.Key) (string, bool) {
	id := supplyOf(event)
	d := r.w.Purchases.Get(id)
	if d == nil {
		d = r.w.Transfers.Get(id)
	}
	if d == nil || d.Location != k.Location && d.From != k.Location {
		return "", false
	}
	var ordered core.Quantity
	own := map[int]bool{}
	for i := range d.Lines {
		if l := &d.Lines[i]; l.SKU == k.SKU {
			own[i+1] = true
			ordered += l.Qty
		}
	}
	got := func(how string, lines []supply.Got) (string, bool) {
		lines = slices.DeleteFunc(slices.Clone(lines), func(g supply.Got) bool { return !own[g.Line] })
		return d.ID + ": " + describeGot(how, lines), len(lines) > 0
	}
	switch e := event.(type) {
	case *supply.Received:
		return got("arrived", e.Lines)
	case *supply.Dispatched:
		return got("left", e.Lines)
	case *supply.Ordered:
		return fmt.Sprintf("%s %s placed: %s to %s", d.Noun(), d.ID, units(ordered), d.Location), len(own) > 0
	}
	return describeOther(event), len(own) > 0
}

// orderOf finds an order for a history; one that cannot be read is none.
func (r *request) orderOf(id string) *order.Order {
	if o, known := r.orders[id]; known {
		return o
	}
	found, err := r.find(core.Ref{Noun: order.NounOrder, ID: id})
	o, _ := found.(*order.Order)
	if err != nil {
		o = nil
	}
	if r.orders == nil {
		r.orders = map[string]*order.Order{}
	}
	r.orders[id] = o
	return o
}
