package flow

import (
	"math"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// Promisable is what a new order of a channel would be promised of units on their way.
type Promisable struct {
	Day      core.Date     // on which they arrive
	Leaves   core.Date     // from which what has come by that day can leave again, wherever it came to
	Arriving core.Quantity // what comes that day and is granted to no other channel
	Units    core.Quantity // in all, of this day and those before
}

// Promisable says, for each day on which supply of a SKU comes, how many units an order of
// a channel would be promised if it came now and waited; told is false where such an order
// is promised nothing that is on its way. It is the answer of the promise itself: the same
// timetable, the same shares of fences, and the lines ahead of an order of its class.
func (d *Decider) Promisable(w *world.World, now core.Instant, ch *catalog.Channel, sku string) (days []Promisable, told bool) {
	o := d.probe(w, now, ch)
	if !promising(w, o) {
		return nil, false
	}
	s := newSpot(w, sku)
	if len(s.table.days) == 0 {
		return nil, true
	}
	for _, e := range queueOf(w, sku, nil, "") {
		if ahead := w.Orders.Get(e.Order); order.Before(ahead, o, sku) < 0 {
			s.add(ahead, stillLacks(w, ahead, ahead.Line(e.Line)))
		}
	}
	s = d.reachable(w, s, o, &order.Line{SKU: sku})
	if s.place >= MaxQueue {
		return nil, true
	}
	came := core.Quantity(0)
	for i := 0; i < len(s.table.days); i++ {
		i = s.table.endOf(i)
		all := s.table.reach(ch.ID, i)
		days = append(days, Promisable{Day: s.table.days[i].day, Leaves: s.table.promise(i, route{}).ship, Arriving: all - came, Units: s.promisable(ch.ID, i)})
		came = all
	}
	return days, true
}

// probe is an order of a channel as it would be placed now, as far as its place in the
// queues goes.
func (d *Decider) probe(w *world.World, now core.Instant, ch *catalog.Channel) *order.Order {
	o := &order.Order{Channel: ch.ID, N: math.MaxUint64, Priority: ch.Priority, Currency: ch.Currency, Placed: now}
	if r := d.rules(w); r != nil && r.broken == nil {
		e := order.Placed{Priority: o.Priority}
		d.backorderTerms(r, d.look(w, o), &e, now)
		o.Priority, o.Told = e.Priority, e.Told
	}
	return o
}

// reach is what a channel may count on of what came by the i-th arrival, the last of its
// day: all that the fences of others do not get.
func (t *timetable) reach(channel string, i int) core.Quantity {
	a := &t.days[i]
	all := a.sum
	for x, of := range t.fences {
		if of != channel {
			all -= a.fenced[x]
		}
	}
	return all
}

// promisable is how many units more a line of a channel behind those of the spot could
// have for all of them to be there after the i-th arrival: those for which uncovered is 0.
func (s *spot) promisable(channel string, i int) core.Quantity {
	a := &s.table.days[i]
	free, own := a.sum-s.need, core.Quantity(0)
	for x, of := range s.table.fences {
		if left := a.fenced[x] - s.needs[x]; of == channel {
			own = left
		} else {
			free -= max(left, 0)
		}
	}
	return max(free, own, 0)
}
