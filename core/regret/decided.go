package regret

import (
	"andon/core"
	"andon/core/order"
)

// slot is a day of a location on which a package leaves.
type slot struct {
	location string
	ship     core.Date
}

// settle works out what was decided for an order, as the day ended, and which units were
// wanted: those that were given a place, and those that still wait. It returns why the
// order cannot be compared, "" where it can.
func (d *decision) settle(end *order.Order) (takes []take, why string) {
	then := d.before.Orders.Get(d.id)
	if end == nil {
		return nil, "gone"
	}
	d.order = then.Clone()
	wanted := core.Quantity(0)
	for i := range d.first.Inputs.Demands {
		no := d.first.Inputs.Demands[i].Line
		before, after := then.Line(no), end.Line(no)
		if after == nil || after.SKU != before.SKU {
			return nil, "its lines were changed later that day"
		}
		placed, why := d.placed(end, before, after, &takes)
		if why != "" {
			return nil, why
		}
		waited := before.Sum(order.Bucket.Waiting)
		if placed > waited {
			return nil, "its lines were changed later that day"
		}
		want := placed + min(after.Sum(order.Bucket.Waiting), waited-placed)
		wanted += want
		drop(d.order.Line(no), waited-want)
	}
	if wanted == 0 {
		return nil, "was cancelled the same day"
	}
	return together(takes), ""
}

// placed adds the units of a line that were given a place since, and counts them.
func (d *decision) placed(end *order.Order, before, after *order.Line, takes *[]take) (all core.Quantity, why string) {
	for i := range end.Fulfillments {
		f := &end.Fulfillments[i]
		q := inFO(after, f.No) - inFO(before, f.No)
		switch {
		case q < 0:
			return 0, "units that it had before were moved that day"
		case q > 0 && f.Full != 0: // no room was left that day: as if they waited
			all += q
			d.later = append(d.later, take{after.No, after.SKU, f.Location, q})
		case q > 0:
			all += q
			*takes = append(*takes, take{after.No, after.SKU, f.Location, q})
			d.book(slot{f.Location, f.Ship}, f.No)
		}
	}
	return all, ""
}

// book notes once each day of a location that an order's new packages take.
func (d *decision) book(s slot, fo int) {
	if before := d.before.Orders.Get(d.id); before.FO(fo) != nil {
		return // its units went into a package that was there
	}
	for _, b := range d.booked {
		if b == s {
			return
		}
	}
	d.booked = append(d.booked, s)
}

// parcels counts the packages of each location.
func (d *decision) parcels() map[string]int {
	n := map[string]int{}
	for _, b := range d.booked {
		n[b.location]++
	}
	return n
}

// inFO counts the units of a line in a fulfillment order, those that have left too.
func inFO(l *order.Line, fo int) (q core.Quantity) {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && (p.Bucket.Here() || p.Bucket.Gone()) {
			q += p.Qty
		}
	}
	return q
}

// drop takes waiting units off a line.
func drop(l *order.Line, q core.Quantity) {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Bucket.Waiting() {
			n := min(q, p.Qty)
			p.Qty -= n
			q -= n
		}
	}
}
