package order

import "andon/core"

// Movable reports whether a fulfillment order is still as sourcing left it: its location
// has not accepted it, nobody outside was asked to ship it, and all its units are on the shelf. Such units may go elsewhere,
// and others may join them.
func (o *Order) Movable(f *Fulfillment) bool {
	if f.Accepted != 0 || f.Rejected != "" || f.Picked != 0 || f.Emptied != 0 || f.Wave != 0 || o.Bound(f.No) {
		return false
	}
	here := false
	for i := range o.Lines {
		for k := range o.Lines[i].Portions {
			if p := &o.Lines[i].Portions[k]; p.FO == f.No {
				if p.Bucket != Allocated {
					return false
				}
				here = true
			}
		}
	}
	return here
}

// IsSplit reports whether several fulfillment orders of an order could still be merged.
func (o *Order) IsSplit() bool {
	if len(o.Fulfillments) < 2 {
		return false
	}
	n := 0
	for i := range o.Fulfillments {
		if o.Movable(&o.Fulfillments[i]) {
			n++
		}
	}
	return n > 1
}

// IsLater reports whether any fulfillment order of an order that could still go elsewhere
// leaves later than it could, because its location was full.
func (o *Order) IsLater() bool {
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.Full != 0 && o.Movable(f) {
			return true
		}
	}
	return false
}

// Leaves reports whether a fulfillment order goes with a service on a day and arrives on
// another.
func (f *Fulfillment) Leaves(service string, ship, deliver core.Date) bool {
	return f.Service == service && f.Ship == ship && f.Deliver == deliver
}

// LocationOf is where a fulfillment order of a decision is: one that it opens, or one that
// the order had; "" where it has none of that number.
func (e *Sourced) LocationOf(o *Order, fo int) string {
	for i := range e.Open {
		if e.Open[i].No == fo {
			return e.Open[i].Location
		}
	}
	if f := o.FO(fo); f != nil {
		return f.Location
	}
	return ""
}
