package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// waits is how many units of a line look for stock and may, as far as it goes alone.
func waits(o *order.Order, l *order.Line) core.Quantity {
	if l.Unknown || l.IsKit || o.Blocked(l, order.StepSource) {
		return 0
	}
	return l.Sum(order.Bucket.Waiting)
}

// notBefore is the day before which a line must not leave; 0: it may leave today. A day
// has come when it has begun at every location.
func notBefore(w *world.World, l *order.Line, now core.Instant) core.Date {
	day := l.NotBefore
	if s := w.SKUs.Get(l.SKU); s != nil && s.Lifecycle == catalog.Preorder {
		day = max(day, s.Available)
	}
	if day <= 0 || w.Begins(day) <= now {
		return 0
	}
	return day
}

// gates are what keeps the waiting lines of an order from being sourced. Lines that go
// together or not at all, see world.Group, wait for the last of them: while one is held
// none is sourced, and they leave on the latest of their days.
type gates struct {
	o    *order.Order
	kept map[int]bool      // groups
	days map[int]core.Date // by group, where it is not today
}

func gatesOf(w *world.World, o *order.Order, now core.Instant) gates {
	g := gates{o: o, kept: world.KeptBack(o)}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Sum(order.Bucket.Waiting) == 0 {
			continue
		}
		if day := notBefore(w, l, now); day != 0 {
			if g.days == nil {
				g.days = map[int]core.Date{}
			}
			n := world.Group(o, l)
			g.days[n] = max(g.days[n], day)
		}
	}
	return g
}

// waits is how many units of a line look for stock and may.
func (g *gates) waits(l *order.Line) core.Quantity {
	if g.kept[world.Group(g.o, l)] {
		return 0
	}
	return waits(g.o, l)
}

// day is the day before which a line must not leave; 0: it may leave today.
func (g *gates) day(l *order.Line) core.Date { return g.days[world.Group(g.o, l)] }

// preorder is the promise of a line that must not leave before a later day, whichever
// location that is not closed will have it then; nothing when it may leave today.
func preorder(w *world.World, o *order.Order, day core.Date) promise {
	if day == 0 {
		return promise{}
	}
	p, r := promise{ship: day, deliver: day, after: day}, routeOf(w, o)
	w.Locations.Each(func(_ string, l *catalog.Location) bool {
		if !l.Closed {
			ship := l.ShipFrom(day)
			p = p.or(ship, r.arrives(l, ship))
		}
		return true
	})
	return p
}

// postponed visits the lines that wait for a day of a SKU which is not theirs any more,
// or that there is room for now under its cap; touched are those of an unfinished record.
func postponed(w *world.World, sku string, now core.Instant, touched []core.Ref, yield func(world.WaitEntry) bool) {
	var gates gates
	most, capped := preorderCap(w, sku, now)
	if capped {
		most = preorderRoom(w, sku, most, touched)
	}
	w.Dated(sku, func(e world.WaitEntry) bool {
		o := w.Orders.Get(e.Order)
		l := o.Line(e.Line)
		if l.In(order.Preordered) == 0 {
			return true // it waits for stock
		}
		if gates.o != o {
			gates = gatesOf(w, o, now)
		}
		due, fits := preorder(w, o, gates.day(l)), false
		if capped {
			_, due.rest = preordered(l)
			fits = due.rest > 0 && most > 0 && (most >= due.rest || !wholeOrNot(o, l))
		}
		return gates.waits(l) == 0 || !fits && !misdated(l, order.Preordered, due) || yield(e)
	})
}
