package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/stock"
	"andon/core/world"
)

// Collect is the method of lines that customers fetch themselves. They alone are promised
// the units of a location that are under its floor.
const Collect = "collect"

// promisable is how many of the units of a SKU that an order could have at a location may
// be promised to a line of it.
func promisable(l *order.Line, at *catalog.Location, sku string, there core.Quantity) core.Quantity {
	if elsewhere(l, at) {
		return 0
	}
	if at == nil || !at.HasFloor() || l.Method == Collect {
		return there
	}
	return max(there-at.FloorOf(sku), 0)
}

// elsewhere reports whether a line is collected at another location.
func elsewhere(l *order.Line, at *catalog.Location) bool {
	return l.At != "" && at != nil && l.At != at.ID
}

// notThere rules lines out of an offer that are collected at another location.
func notThere(so *sourcing.Offer, o *order.Order, in *order.Inputs) {
	for k := range in.Demands {
		if at := o.Line(in.Demands[k].Line).At; at != "" && at != so.Location {
			if so.Excluded == nil {
				so.Excluded = make([]sourcing.Reason, len(in.Demands))
			}
			so.Excluded[k] = sourcing.ReasonCollected
		}
	}
}

// bothWays reports whether some lines of an order are collected and others are shipped: a
// fulfillment order is for one of them, where its location has room for two.
func bothWays(o *order.Order) bool {
	for i := range o.Lines {
		if (o.Lines[i].Method == Collect) != (o.Lines[0].Method == Collect) {
			return true
		}
	}
	return false
}

// canPromise is how many units of a balance could be promised to a line: what is free,
// reserved for the order and, where it borrows, lent to it, less the floor.
func canPromise(w *world.World, o *order.Order, l *order.Line, k stock.Key, borrow bool) core.Quantity {
	var there core.Quantity
	if w.AnythingKept() {
		for _, p := range poolsOf(w, o, k, borrow) {
			there += p.left
		}
	} else if b := w.Balance(k); b != nil {
		there = max(b.Q[stock.Available], 0)
	}
	return promisable(l, w.Locations.Get(k.Location), k.SKU, there)
}

// collectsSome reports whether some lines that are asked for are collected and others
// shipped, in a shop where that makes a difference.
func collectsSome(w *world.World, o *order.Order, in *order.Inputs) bool {
	if !w.AnyFloor() {
		return false
	}
	collected := 0
	for i := range in.Demands {
		if o.Line(in.Demands[i].Line).Method == Collect {
			collected++
		}
	}
	return collected > 0 && collected < len(in.Demands)
}

// shareAboveFloors keeps lines that ship from taking together, beside lines of the same
// SKU that are collected, what each of them could take alone: an earlier line counts as
// served in full everywhere.
func shareAboveFloors(o *order.Order, in *order.Inputs, places []place) {
	for k := range in.Offers {
		offer := &in.Offers[k]
		if offer.Excluded != "" || !places[k].location.HasFloor() {
			continue
		}
		for i := range in.Demands {
			l := o.Line(in.Demands[i].Line)
			for j := range i {
				if before := o.Line(in.Demands[j].Line); l.Method != Collect && before.Method != Collect && before.SKU == l.SKU {
					offer.Avail[i] = max(offer.Avail[i]-in.Demands[j].Qty, 0)
				}
			}
		}
	}
}
