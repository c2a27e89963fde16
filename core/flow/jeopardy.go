package flow

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// A promise is in jeopardy when it will be missed as far as anybody can tell, or is
// likely to be. What makes it so:
//
//   - units are promised for a day behind the time by which they have to leave;
//   - units have to leave by a time that is near, and are not picked: so many working
//     hours of their location before it (world.Settings.RiskHours);
//   - units were promised to the customer for a day, and now for a later one or none;
//   - the work of a fulfillment order is there for longer than its location took for other
//     work lately (world.Load.Pace), and its day ends in so many working hours or has
//     ended; where that is not known yet, all work that is not picked then.
//
// A time to ship that has passed is late, and no longer in jeopardy.

// maxRisks bounds what one exception tells of an order.
const maxRisks = 3

// risks collects what puts the promises of an order in jeopardy.
type risks struct {
	told []string
	more int
}

func (r *risks) add(format string, args ...any) {
	if len(r.told) == maxRisks {
		r.more++
		return
	}
	r.told = append(r.told, fmt.Sprintf(format, args...))
}

func (r *risks) String() string {
	s := strings.Join(r.told, "; ")
	if r.more > 0 {
		s += fmt.Sprintf("; and %d more", r.more)
	}
	return s
}

// jeopardy says what puts the promises of an order in jeopardy, "" if nothing does.
func jeopardy(o *order.Order) string {
	if o.ByChannel {
		return ""
	}
	var r risks
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.ShipBy > o.Late { // 0 where there is none
			shipByAtRisk(&r, o, l)
		}
		if l.First != 0 {
			toldAtRisk(&r, l)
		}
	}
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.AtRisk != 0 && o.Late == 0 {
			if q := unpicked(o, f.No); q > 0 {
				r.add("F%d at %s: %s to leave on %s and not picked by %s", f.No, f.Location, countUnits(q), f.Ship, f.AtRisk)
			}
		}
	}
	return r.String()
}

// shipByAtRisk looks at the units of a line that have to leave by a time.
func shipByAtRisk(r *risks, o *order.Order, l *order.Line) {
	var later, near core.Quantity
	var day core.Date
	for i := range l.Portions {
		p := &l.Portions[i]
		switch {
		case !p.Bucket.Waiting() && !p.Bucket.Here() || o.AtCounter(p):
		case p.Ship != 0 && leaves(o, p) > l.ShipBy:
			later, day = later+p.Qty, max(day, p.Ship)
		case l.ShipBy <= o.Near && p.Bucket < order.Picked:
			near += p.Qty
		}
	}
	if later > 0 {
		r.add("line %d: %s of %s have to leave by %s and do on %s, %s later", l.No, countUnits(later), l.SKU, l.ShipBy, day, days(max(day-core.DateIn(l.ShipBy, utc), 1)))
	}
	if near > 0 {
		r.add("line %d: %s of %s have to leave by %s and were not picked by %s", l.No, countUnits(near), l.SKU, l.ShipBy, o.AtRisk)
	}
}

// leaves is when units leave at the earliest: when their day begins.
func leaves(o *order.Order, p *order.Portion) core.Instant {
	if f := o.FO(p.FO); f != nil && f.Begins != 0 {
		return f.Begins
	}
	return p.Ship.Start()
}

// dayBegins notes when the days of new fulfillment orders begin, which is compared with
// the times by which units have to leave.
func (d *Decider) dayBegins(tx *world.Tx, o *order.Order, e *order.Sourced) {
	if len(e.Open) == 0 || !anyShipBy(o) {
		return
	}
	for i := range e.Open {
		f := &e.Open[i]
		l := tx.W.Locations.Get(f.Location)
		if f.Begins = d.shipDay(l, tx.Now).begins; f.Full != 0 {
			f.Begins = f.Ship.At(0, d.zone(l))
		}
	}
}

func anyShipBy(o *order.Order) bool {
	for i := range o.Lines {
		if o.Lines[i].ShipBy != 0 {
			return true
		}
	}
	return false
}

// toldAtRisk compares what was promised first for a line with what is promised now.
func toldAtRisk(r *risks, l *order.Line) {
	var none, later core.Quantity
	var day core.Date
	for i := range l.Portions {
		p := &l.Portions[i]
		switch {
		case !p.Bucket.Waiting() && !p.Bucket.Here():
		case p.Deliver == 0:
			none += p.Qty
		case p.Deliver > l.First:
			later, day = later+p.Qty, max(day, p.Deliver)
		}
	}
	if later > 0 {
		r.add("line %d: %s of %s promised for %s, now for %s, %s later", l.No, countUnits(later), l.SKU, l.First, day, days(day-l.First))
	}
	if none > 0 {
		r.add("line %d: %s of %s promised for %s, now for no day", l.No, countUnits(none), l.SKU, l.First)
	}
}

// watchRisk brings the board in line when work is picked that was called out.
func (d *Decider) watchRisk(tx *world.Tx, o *order.Order, f *order.Fulfillment) {
	if o.AtRisk != 0 || f.AtRisk != 0 {
		d.watchCauses(tx, o.ID)
	}
}

// unpicked counts the units of a fulfillment order that are still to be picked.
func unpicked(o *order.Order, fo int) core.Quantity {
	return o.InFO(fo, order.Allocated) + o.InFO(fo, order.Released)
}

func countUnits(q core.Quantity) string {
	if q == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", q)
}

func days(n core.Date) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// workDue calls out the fulfillment orders of a location that are to leave by a day and
// are not picked, a slice of them at a time.
func (d *Decider) workDue(tx *world.Tx, l *world.Load) {
	type work struct {
		id string
		fo int
	}
	var list []work
	looked, after := 0, uint64(0)
	full := func() bool { return looked >= fillScan || len(list) >= core.MaxDocuments/3 }
	tx.W.WorkFrom(l.Location, l.After, func(id string, fo int) bool {
		o := tx.W.Orders.Get(id)
		if full() && o.N != after {
			return false // an order is looked at whole
		}
		looked++
		after = o.N
		if f := o.FO(fo); f.AtRisk == 0 && f.Ship <= l.Day && unpicked(o, fo) > 0 && tx.W.Slow(l, f, tx.Now) {
			list = append(list, work{id, fo})
		}
		return true
	})
	if !full() {
		after = 0
	}
	for i, w := range list {
		tx.Emit(&order.AtRisk{Order: w.id, FO: w.fo})
		if i+1 == len(list) || list[i+1].id != w.id {
			d.watchCauses(tx, w.id)
		}
	}
	tx.Emit(&world.WorkDue{Location: l.Location, Day: l.Day, After: after})
}
