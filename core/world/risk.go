package world

import (
	"cmp"
	"time"

	"andon/core"
	"andon/core/order"
)

// Cleared is the resolution of an exception whose cause is gone.
const Cleared = "cleared"

// defaultRisk is what Settings.RiskHours stands for when it is not set; MaxRisk bounds it.
const (
	defaultRisk = 4
	MaxRisk     = 240
)

// risk is how much working time before its time work has to be picked.
func (w *World) risk() time.Duration {
	return time.Duration(cmp.Or(w.Shop().Settings.RiskHours, defaultRisk)) * time.Hour
}

// riskAt is the instant from which units of an order that have to leave by a time are at
// risk, unless they are picked: so many working hours before it at their location, or so
// many hours where they have none yet. Where less was left when the order came, it is half of that.
func (w *World) riskAt(o *order.Order, by core.Instant, fo int) core.Instant {
	at := by.Add(-w.risk())
	if f := o.FO(fo); f != nil {
		if l := w.Locations.Get(f.Location); l != nil {
			at = l.WorkingBefore(by, w.risk(), w.clock(l.ID))
		}
	}
	if at <= o.Recorded {
		at = by - max(by-o.Recorded, 0)/2
	}
	return at
}

// Near is the latest time to ship of an order that is near: at risk unless its units are picked.
func (w *World) Near(o *order.Order, now core.Instant) core.Instant {
	near := o.Near
	for i := range o.Lines {
		l := &o.Lines[i]
		for k := range l.Portions {
			p := &l.Portions[k]
			if l.ShipBy > near && (p.Bucket.Waiting() || p.Bucket.Unpicked()) && w.riskAt(o, l.ShipBy, p.FO) <= now {
				near = l.ShipBy
			}
		}
	}
	return near
}

// indexShipBy keeps the timer of the next time at which an order's times to ship are to
// be looked at: when one comes near with units that are not picked, or has passed.
func (w *World) indexShipBy(o *order.Order, add bool) {
	t := Due{Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
	next := func(at core.Instant, what string) {
		if t.At == 0 || at < t.At {
			t.At, t.What = at, what
		}
	}
	var by, at core.Instant // asked last, for the units of a fulfillment order
	fo := -1
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.ShipBy == 0 {
			continue
		}
		for k := range l.Portions {
			p := &l.Portions[k]
			if o.Late == 0 && (p.Bucket.Waiting() || p.Bucket.Here()) && !o.AtCounter(p) {
				next(l.ShipBy, "late")
			}
			if o.ByChannel || l.ShipBy <= o.Near || !p.Bucket.Waiting() && !p.Bucket.Unpicked() {
				continue
			}
			if by != l.ShipBy || fo != p.FO {
				by, fo, at = l.ShipBy, p.FO, w.riskAt(o, l.ShipBy, p.FO)
			}
			if at < l.ShipBy {
				next(at, "risk")
			}
		}
	}
	if t.At != 0 {
		set(&w.ix.due, add, t.key(), t)
	}
}

// WorkDue says that the work of a location for a day was looked at, because its time has
// come near or is over: all of it, or that of orders up to a number.
type WorkDue struct {
	Location string    `json:"location" cbor:"1,keyasint"`
	Day      core.Date `json:"day" cbor:"2,keyasint"`
	After    uint64    `json:"after,omitempty" cbor:"3,keyasint,omitempty"` // 0: all of it
}

// Kind names the event.
func (*WorkDue) Kind() core.Kind { return "location.work_due" }

func (w *World) applyWorkDue(e *WorkDue) error {
	l := edit(w, &w.Loads, LoadID(e.Location, e.Day))
	if l == nil {
		return w.corrupt(e, LoadID(e.Location, e.Day))
	}
	w.indexWork(l, false)
	if l.After = e.After; e.After == 0 {
		l.Seen = w.At
	}
	w.indexWork(l, true)
	return nil
}

// indexWork keeps the timer of the next time at which the work for a day is looked at.
func (w *World) indexWork(l *Load, add bool) {
	at := w.Locations.Get(l.Location)
	if at == nil {
		return
	}
	for _, next := range w.looks(at, l) {
		if next > l.Seen {
			t := Due{At: next, What: "work", Subject: core.Ref{Noun: NounLoad, ID: l.DocID()}}
			set(&w.ix.due, add, t.key(), t)
			return
		}
	}
}

// WorkFrom visits the fulfillment orders that have units at a location of orders behind
// a number, oldest order first.
func (w *World) WorkFrom(location string, after uint64, yield func(orderID string, fo int) bool) {
	w.work(location, workKey(location, after+1, 0), yield)
}

// putShop changes the settings, on which timers hang.
func (w *World) putShop(e *PutShop) {
	m := edit(w, &w.Meta, "shop")
	again := m.Settings.RiskHours != e.Settings.RiskHours
	timers := func(add bool) {
		w.Orders.Each(func(_ string, o *order.Order) bool { w.indexShipBy(o, add); return true })
		w.Loads.Each(func(_ string, l *Load) bool { w.indexWork(l, add); return true })
	}
	if again {
		timers(false)
	}
	m.Name, m.Settings = e.Name, e.Settings
	if again {
		timers(true)
	}
}

// told makes the dates of an order as they are what its customer was promised.
func (w *World) told(id string) {
	o := w.editOrder(id)
	if o == nil {
		return
	}
	for i := range o.Lines {
		o.Lines[i].First, o.Lines[i].FirstShip = 0, 0
	}
}
