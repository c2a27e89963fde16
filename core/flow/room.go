package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/world"
)

// A location with a capacity ships so many fulfillment orders a day, and so many of those
// that an outage elsewhere sends. Where its next day is full it is asked for a later one,
// but only for units that nobody can ship on their next day: they are promised that day,
// and have their place in it. When an earlier day has room again, they come forward in the
// fair order, before anybody else is given that room; and when others have what they need,
// it is sent from there.

// aheadDays bounds for how many days ahead a full location takes orders; who finds no room
// until then waits and is asked again every day.
const aheadDays = 30

// crowded looks for the day on which a location has room for units of an order, on its next
// day or, where it is full, until a later one. It says why the location is out, "" if it is not.
func (d *Decider) crowded(tx *world.Tx, o *order.Order, p *place, offer *order.Offer, until core.Date) string {
	l, next := p.location, p.ship
	p.sent = p.outage != "" && sentTo(tx.W, o, l.ID)
	join := len(o.Fulfillments) > 0 && !bothWays(o)
	var full sourcing.Reason
	for p.ship <= next+aheadDays {
		if p.arrives = p.carrier.Arrives(p.ship, p.rate); join {
			p.joins = joinable(o, l, p.service, p.ship, p.arrives)
		}
		if p.joins != nil || p.stays != nil {
			p.sent = false
			break
		}
		out, last := roomOn(tx.W, l, p.ship, p.sent)
		if p.last = last; out == "" {
			break
		}
		if full == "" {
			full, p.full = out, p.ship
		}
		p.ship = l.Calendar().Next(p.ship + 1)
	}
	switch {
	case full == "":
		return ""
	case p.ship > next+aheadDays:
		return string(full)
	}
	if offer.Later = p.ship; p.ship > until {
		return string(full)
	}
	return ""
}

// roomOn says why a location takes no fulfillment order more on a day, "" where it does,
// and whether it takes just one; sent tells whether an outage elsewhere sends it.
func roomOn(w *world.World, l *catalog.Location, day core.Date, sent bool) (full sourcing.Reason, last bool) {
	if per := l.PerDay(); per > 0 {
		room := per
		if load := w.Loads.Get(world.LoadID(l.ID, day)); load != nil {
			room -= load.N
		}
		if last = room == 1; room <= 0 {
			return sourcing.ReasonCapacity, false
		}
	}
	if sent {
		room, capped := spillRoom(w, l, day)
		if last = last || capped && room == 1; capped && room <= 0 {
			return sourcing.ReasonSpill, false
		}
	}
	return "", last
}

// nextRoom is the first later day on which a location that is full could ship something,
// 0 where a plan leaves nothing waiting or there is no such location.
func nextRoom(in *order.Inputs, plan *sourcing.Plan) (day core.Date) {
	if !slices.ContainsFunc(plan.Unfilled, func(q core.Quantity) bool { return q > 0 }) {
		return 0
	}
	for i := range in.Offers {
		if f := &in.Offers[i]; f.Later > in.Until && (day == 0 || f.Later < day) {
			day = f.Later
		}
	}
	return day
}

// Sooner is the cause of what comes forward because a day has room again.
const Sooner = "sooner"

// roomWord begins the words of Tick.Fill that name locations which have room on a day
// before that of fulfillment orders that found none.
const roomWord = againWord + againWord

// vacant is the first day on which a location has room, from its next one on.
func (d *Decider) vacant(w *world.World, l *catalog.Location, now core.Instant, sent bool) core.Date {
	day := d.shipsOn(l, now)
	for last := day + aheadDays; day <= last; day = l.Calendar().Next(day + 1) {
		if full, _ := roomOn(w, l, day, sent); full == "" {
			break
		}
	}
	return day
}

// comesForward reports whether a location has room on a day before one for which it took
// fulfillment orders because it was full.
func (d *Decider) comesForward(w *world.World, l *catalog.Location, now core.Instant) (found bool) {
	if l == nil || l.Closed {
		return false
	}
	w.LoadsBehind(l.ID, d.vacant(w, l, now, false), func(load *world.Load) bool {
		found = load.Later > 0
		return !found
	})
	return found
}

// bringForward gives the room that a location has to fulfillment orders that found none
// there and leave later: in the fair order, and as many as one record may touch.
func (d *Decider) bringForward(tx *world.Tx, location string) {
	l := tx.W.Locations.Get(location)
	if l == nil || l.Closed {
		return
	}
	var tasks []task
	first := d.vacant(tx.W, l, tx.Now, false)
	tx.W.Work(l.ID, func(id string, fo int) bool {
		o := tx.W.Orders.Get(id)
		if f := o.FO(fo); f.Full != 0 && f.Ship > first && o.Movable(f) && mayMove(o, f) {
			tasks = append(tasks, task{o, fo})
		}
		return true
	})
	slices.SortFunc(tasks, task.compare)
	for _, t := range tasks {
		if len(tx.W.Touched()) >= core.MaxDocuments/2 {
			return
		}
		f := t.o.FO(t.fo)
		if !f.Sent && f.Ship <= first {
			continue
		}
		if day := d.vacant(tx.W, l, tx.Now, f.Sent); day < f.Ship {
			d.sooner(tx, l, t, day)
			first = d.vacant(tx.W, l, tx.Now, false)
		}
	}
}

// hasten sends what leaves later because its location was full from elsewhere, if all of it
// can leave on the next day of other locations, and sooner than it would.
func (d *Decider) hasten(tx *world.Tx, o *order.Order) {
	if o.ByChannel || !o.IsLater() {
		return
	}
	m := moving{o: o}
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.Full != 0 && f.Service == o.Service && o.Movable(f) && !fixed(o, f.No) {
			m.fos = append(m.fos, f)
		}
	}
	if len(m.fos) == 0 {
		return
	}
	m.demand(tx.W)
	for i := range m.in.Demands {
		m.in.Demands[i].Backorder = core.MaxCost
	}
	st := d.steer(tx.W, o, m.in)
	m.in.Splits = max(m.in.Splits+len(m.fos), 0)
	m.places = d.offers(tx, o, m.in, &st)
	m.earlier()
	plan := d.solve(tx, o, m.in)
	if slices.ContainsFunc(plan.Unfilled, func(q core.Quantity) bool { return q > 0 }) || len(plan.Takes) == 0 || st.tooSmall(o, m.in, &plan) {
		return
	}
	e := m.sourced(&plan)
	e.Cause = Sooner
	d.dayBegins(tx, o, e)
	tx.Emit(e)
	d.watchOrder(tx, o.ID)
}

// earlier takes out of the offers what would not leave and arrive sooner than it does, and
// what was put aside for others.
func (m *moving) earlier() {
	for k := range m.in.Offers {
		of, p := &m.in.Offers[k], &m.places[k]
		if of.Excluded != "" {
			continue
		}
		for i := range m.in.Demands {
			if l := m.o.Line(m.in.Demands[i].Line); p.ship >= m.ship[i] || p.arrives > m.arrive[i] || p.location.Buys || m.leavesAt(l, of.Location) {
				of.Avail[i] = 0
			} else if of.Fenced != nil {
				of.Avail[i] = max(of.Avail[i]-of.Fenced[i], 0)
			}
		}
		of.Fenced = nil
	}
}

// leavesAt reports whether units of a line that may move are at a location already: they
// come forward there when it has room.
func (m *moving) leavesAt(l *order.Line, location string) bool {
	return slices.ContainsFunc(l.Portions, func(p order.Portion) bool { return m.has(&p) && m.o.FO(p.FO).Location == location })
}

// mayMove reports whether units of a fulfillment order may leave on another day: what was
// taken from a reservation, and what a hold keeps, stays as it is.
func mayMove(o *order.Order, f *order.Fulfillment) bool {
	if f.Bought || o.Holding(0)&order.StepSource != 0 {
		return false
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		for k := range l.Portions {
			if p := &l.Portions[k]; p.FO == f.No && (p.Fence != 0 || o.Blocked(l, order.StepSource)) {
				return false
			}
		}
	}
	return true
}

// sooner lets a fulfillment order leave on an earlier day: its units go into one of that
// day, at the same location.
func (d *Decider) sooner(tx *world.Tx, l *catalog.Location, t task, day core.Date) {
	o, was := t.o, t.o.FO(t.fo)
	carrier, service, takes := tx.W.Sends(o.Service)
	if !takes || service == nil {
		return
	}
	rate, ok := service.Rate(l.Zone, o.ShipTo.Zone)
	if !ok {
		return
	}
	f := *was
	f.Ship, f.Deliver, f.Full, f.Begins = day, carrier.Arrives(day, rate), 0, 0
	if next := d.shipsOn(l, tx.Now); day > next {
		f.Full = next
	}
	e := &order.Sourced{Order: o.ID, Cause: Sooner}
	into := joinable(o, l, f.Service, f.Ship, f.Deliver)
	if into == nil || bothWays(o) {
		f.No, f.Opened, f.Emptied, f.AtRisk = len(o.Fulfillments)+1, 0, 0, 0
		e.Open = []order.Fulfillment{f}
		into = &e.Open[0]
	}
	for i := range o.Lines {
		line := &o.Lines[i]
		for k := range line.Portions {
			if p := &line.Portions[k]; p.FO == was.No {
				e.Moves = append(e.Moves, order.UnitMove{Line: line.No, From: p.Bucket, To: p.Bucket, Qty: p.Qty, FO: was.No, ToFO: into.No, Ship: f.Ship, Deliver: f.Deliver})
			}
		}
	}
	d.dayBegins(tx, o, e)
	tx.Emit(e)
	d.watchOrder(tx, o.ID)
}
