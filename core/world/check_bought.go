package world

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/supply"
)

// checkBought compares purchase orders that are bought for orders with these: what was
// received is what was sent, what is to come is what is at the supplier, and there is one
// for every fulfillment order that a supplier was asked to supply.
func (w *World) checkBought() error {
	var err error
	asked, found := 0, 0
	w.Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Fulfillments {
			if f := &o.Fulfillments[i]; f.Bought && o.Request(f.No) != nil {
				asked++
			}
		}
		return true
	})
	w.Purchases.Each(func(id string, d *supply.Document) bool {
		o := w.Orders.Get(d.Order)
		if o == nil { // not bought, or not in memory
			return true
		}
		if o.Request(d.FO) != nil {
			found++
		}
		if o.FO(d.FO) == nil || !o.FO(d.FO).Bought || !supplies(o, d) {
			err = core.E(core.CodeCorrupt, "check", id, fmt.Sprintf("is not what fulfillment order %d of %s has at %s", d.FO, o.ID, d.Supplier))
		}
		return err == nil
	})
	if err == nil && asked != found {
		err = core.E(core.CodeCorrupt, "check", "", fmt.Sprintf("suppliers were asked to supply %d fulfillment orders, and %d of those have purchase orders", asked, found))
	}
	return err
}

// supplies reports whether the lines of a purchase order are the units of its fulfillment order.
func supplies(o *order.Order, d *supply.Document) bool {
	units := core.Quantity(0)
	for i := range d.Lines {
		p := &d.Lines[i]
		l := o.Line(p.For)
		if l == nil {
			return false
		}
		sent := l.InFO(d.FO, order.Shipped) + l.InFO(d.FO, order.Delivered) + l.InFO(d.FO, order.Lost)
		if p.Received != sent || p.Left() != l.HereIn(d.FO) {
			return false
		}
		units += sent + p.Left()
	}
	for i := range o.Lines {
		for k := range o.Lines[i].Portions {
			if p := &o.Lines[i].Portions[k]; p.FO == d.FO && (p.Bucket.Here() || p.Bucket.Gone()) {
				units -= p.Qty
			}
		}
	}
	return units == 0
}
