package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// settleWaiting adds what becomes of the units that stay: they wait for stock, or
// for their day, with a promise where one can be given; then it emits the event if
// anything changes. e is nil when nothing was sourced.
func (d *Decider) settleWaiting(tx *world.Tx, gates *gates, cause string, e *order.Sourced) {
	o := gates.o
	if e == nil {
		e = &order.Sourced{Order: o.ID, Cause: cause}
	}
	p, cap := newPromises(d, tx, o), capRoom{tx: tx, o: o}
	for i := range o.Lines {
		l := &o.Lines[i]
		if gates.waits(l) == 0 {
			p.stays(l)
		} else if day := gates.day(l); day != 0 {
			due := preorder(tx.W, o, day)
			due.rest = cap.beyond(l)
			e.Moves = wait(e.Moves, l, order.Preordered, due)
		} else if left := stillWaits(l, e.Moves); left > 0 {
			e.Moves = wait(e.Moves, l, order.Backordered, p.promise(l, left))
		}
	}
	if len(e.Moves) > 0 {
		tx.Emit(e)
	}
}

// promise is when units that wait can go and arrive; nothing when nobody can tell.
type promise struct {
	ship, deliver core.Date
	rest          core.Quantity // so many of the units are promised nothing all the same
	after         core.Date     // the day that they wait for, where it is not for stock
}

// or is the later of two promises: what holds wherever the units come from.
func (p promise) or(ship, deliver core.Date) promise {
	p.ship, p.deliver = max(p.ship, ship), max(p.deliver, deliver)
	return p
}

// route is how the goods of an order travel.
type route struct {
	carrier *catalog.Carrier
	service *catalog.Service
	to      string // zone
}

func routeOf(w *world.World, o *order.Order) route {
	carrier, service, _ := w.Sends(o.Service)
	return route{carrier, service, o.ShipTo.Zone}
}

// arrives is the day on which goods arrive that leave a location on a day; the same day
// where nobody carries them from there.
func (r route) arrives(from *catalog.Location, ship core.Date) core.Date {
	if r.service == nil {
		return ship
	}
	rate, ok := r.service.Rate(from.Zone, r.to)
	if !ok {
		return ship
	}
	return r.carrier.Arrives(ship, rate)
}

// waiting are the buckets of units that wait.
var waiting = [...]order.Bucket{order.Open, order.Backordered, order.Preordered}

// wait moves what is left of a line's waiting units into a bucket with a promise: all of
// a bucket at once, because a move does not say which units of a bucket it takes.
// Units that are all there with that promise already stay.
func wait(moves []order.UnitMove, l *order.Line, to order.Bucket, due promise) []order.UnitMove {
	if due.rest > 0 {
		return waitInParts(moves, l, to, due)
	}
	for _, from := range waiting {
		left := l.In(from) - moved(moves, l.No, from)
		if left > 0 && (from != to || misdated(l, to, due)) {
			moves = append(moves, order.UnitMove{Line: l.No, From: from, To: to, Qty: left, Ship: due.ship, Deliver: due.deliver, After: due.after})
		}
	}
	return moves
}

// waitInParts is wait where not all units are promised something.
func waitInParts(moves []order.UnitMove, l *order.Line, to order.Bucket, due promise) []order.UnitMove {
	var units core.Quantity
	there := moved(moves, l.No, to) == 0 && !misdated(l, to, due)
	out := moves
	for _, from := range waiting {
		left := l.In(from) - moved(moves, l.No, from)
		units += left
		there = there && (left == 0 || from == to)
		if left > 0 && from != order.Open {
			out = append(out, order.UnitMove{Line: l.No, From: from, To: order.Open, Qty: left})
		}
	}
	if there {
		return moves
	}
	return part(out, l, to, units, due)
}

// part moves open units of a line into a bucket, those with the promise and the rest.
func part(moves []order.UnitMove, l *order.Line, to order.Bucket, units core.Quantity, due promise) []order.UnitMove {
	if units > due.rest {
		moves = append(moves, order.UnitMove{Line: l.No, From: order.Open, To: to, Qty: units - due.rest, Ship: due.ship, Deliver: due.deliver, After: due.after})
	}
	return append(moves, order.UnitMove{Line: l.No, From: order.Open, To: to, Qty: due.rest, After: due.after})
}

// misdated reports whether units of a line wait in the bucket with another promise.
func misdated(l *order.Line, b order.Bucket, due promise) bool {
	rest := due.rest
	for i := range l.Portions {
		switch p := &l.Portions[i]; {
		case p.Bucket != b || p.Ship == due.ship && p.Deliver == due.deliver && p.After == due.after:
		case p.Ship == 0 && p.Deliver == 0:
			rest -= p.Qty
		default:
			return true
		}
	}
	return rest != 0
}

// stillWaits is how many units of a line wait once moves are made.
func stillWaits(l *order.Line, moves []order.UnitMove) core.Quantity {
	q := l.Sum(order.Bucket.Waiting)
	for i := range moves {
		if m := &moves[i]; m.Line == l.No && m.From.Waiting() && !m.To.Waiting() {
			q -= m.Qty
		}
	}
	return q
}

// MaxQueue bounds how far back in a queue anything is promised: a line behind that
// many others is promised nothing.
const MaxQueue = 500

// promises gives the lines of an order that is being decided their days. The promise
// is the day on which dated supply covers a line's waiting units and those of
// everyone ahead of it, earlier lines of the order among them; nothing when none does
// or the channel may not promise it. Where it covers some of them, those are promised
// the day on which it does, unless they go with others or not at all.
//
// It is asked in the order of lines. What it says here is right when the record ends;
// what the record changes for others is brought in line behind it, see redate.
type promises struct {
	d     *Decider
	tx    *world.Tx
	o     *order.Order
	queue map[string]*spot // nil where the channel promises nothing
}

// spot is a place in the queue for a SKU, with what is on its way.
type spot struct {
	place int             // how many lines are ahead
	need  core.Quantity   // and how many units they wait for
	needs []core.Quantity // those of channels with fences, where there are any
	table timetable
	parts map[string]*timetable // of the table, without some locations
}

func newPromises(d *Decider, tx *world.Tx, o *order.Order) promises {
	p := promises{d: d, tx: tx, o: o}
	if promising(tx.W, o) {
		p.queue = map[string]*spot{}
	}
	return p
}

// promising reports whether an order may be told when supply comes.
func promising(w *world.World, o *order.Order) bool {
	if o.Told != 0 {
		return o.Told == order.Told
	}
	ch := w.Channels.Get(o.Channel)
	return ch != nil && ch.Incoming
}

// stays counts a line that keeps its place in the queue as it is.
func (p *promises) stays(l *order.Line) {
	if p.queue != nil && world.Waits(p.o, l) {
		p.spot(l.SKU).add(p.o, stillLacks(p.tx.W, p.o, l))
	}
}

// promise is that of a line of which so many units will wait.
func (p *promises) promise(l *order.Line, left core.Quantity) promise {
	if p.queue == nil {
		return promise{}
	}
	s := p.spot(l.SKU)
	gathered := l.Sum(order.Bucket.Waiting) - stillLacks(p.tx.W, p.o, l)
	if left -= gathered; left <= 0 && gathered > 0 {
		s.add(p.o, 0)
		return told(l)
	}
	s.add(p.o, left)
	return p.d.reachable(p.tx.W, s, p.o, l).promise(p.tx.W, p.o, l, left)
}

func (s *spot) add(o *order.Order, q core.Quantity) {
	s.place++
	s.need += q
	if x, fenced := slices.BinarySearch(s.table.fences, o.Channel); fenced {
		s.needs[x] += q
	}
}

// newSpot is the head of the queue for a SKU.
func newSpot(w *world.World, sku string) *spot {
	s := &spot{table: newTimetable(w, sku, nil)}
	if n := len(s.table.fences); n > 0 {
		s.needs = make([]core.Quantity, n)
	}
	return s
}

// promise is when the last line that was added, one of o with so many units, can go.
func (s *spot) promise(w *world.World, o *order.Order, l *order.Line, units core.Quantity) promise {
	if s.place > MaxQueue || len(s.table.days) == 0 {
		return promise{}
	}
	rest := s.uncovered(o.Channel, len(s.table.days)-1)
	if rest >= units || rest > 0 && (o.Complete || l.KitOf != 0) {
		return promise{}
	}
	due := s.table.promise(s.covered(o.Channel, rest), routeOf(w, o))
	due.rest = rest
	return due
}

// spot is where the order's next line stands in the queue for a SKU.
func (p *promises) spot(sku string) *spot {
	if s := p.queue[sku]; s != nil {
		return s
	}
	s := newSpot(p.tx.W, sku)
	p.queue[sku] = s
	if len(s.table.days) > 0 { // else nobody is promised anything
		for _, e := range queueOf(p.tx.W, sku, p.tx.W.Touched(), p.o.ID) {
			if ahead := p.tx.W.Orders.Get(e.Order); order.Before(ahead, p.o, sku) < 0 {
				s.add(ahead, stillLacks(p.tx.W, ahead, ahead.Line(e.Line)))
			}
		}
	}
	return s
}

// queueOf lists the first lines that wait for a SKU, as many as may be promised
// something. The index does not list orders that a record has touched before the
// record ends, so they are put in here, but for the one that asks.
func queueOf(w *world.World, sku string, touched []core.Ref, asks string) []world.WaitEntry {
	var queue []world.WaitEntry
	w.Waiting(sku, func(e world.WaitEntry) bool {
		queue = append(queue, e)
		return len(queue) < MaxQueue
	})
	indexed := len(queue)
	for _, r := range touched {
		if r.Noun != order.NounOrder || r.ID == asks {
			continue
		}
		o := w.Orders.Get(r.ID)
		for i := range o.Lines {
			if l := &o.Lines[i]; l.SKU == sku && world.Waits(o, l) {
				queue = append(queue, world.WaitEntry{Order: o.ID, Line: l.No})
			}
		}
	}
	if len(queue) > indexed {
		slices.SortFunc(queue, func(a, b world.WaitEntry) int { return inQueue(w, sku, a, b) })
		queue = slices.Compact(queue)
	}
	return queue[:min(len(queue), MaxQueue)]
}

// inQueue compares the places of two lines in the queue for a SKU.
func inQueue(w *world.World, sku string, a, b world.WaitEntry) int {
	if a.Order == b.Order {
		return a.Line - b.Line
	}
	return order.Before(w.Orders.Get(a.Order), w.Orders.Get(b.Order), sku)
}

// timetable is the dated supply of a SKU over all locations, day by day, added up. What
// should have come already is not in it, nor what comes to a location that is closed and
// nobody knows until when.
type timetable struct {
	days   []arrival
	fences []string // channels that are granted some of it, by id
	memo   struct { // the promise that was given last: those who wait side by side mostly share it
		place   int
		route   route
		promise promise
	}
}

type arrival struct {
	day    core.Date
	sum    core.Quantity     // of this day and all before
	fenced []core.Quantity   // of them, what fences get, by channel
	at     *catalog.Location // nil: not in the catalog
	ship   core.Date         // the day on which it can leave again
}

func newTimetable(w *world.World, sku string, without []string) (t timetable) {
	var coming []world.Coming
	w.Supply(sku, func(c world.Coming) bool {
		at := w.Locations.Get(c.Location)
		if c.Date == 0 || slices.Contains(without, c.Location) || closedForGood(at) {
			return true
		}
		if at != nil && at.Closed {
			c.Date = max(c.Date, at.Until)
		}
		coming = append(coming, c)
		return true
	})
	slices.SortStableFunc(coming, func(a, b world.Coming) int { return int(a.Date) - int(b.Date) })
	sum := core.Quantity(0)
	for i := range coming {
		c := &coming[i]
		sum += c.Qty
		a := arrival{day: c.Date, sum: sum, at: w.Locations.Get(c.Location), ship: c.Date}
		if a.at != nil {
			a.ship = a.at.ShipFrom(c.Date)
		}
		t.days = append(t.days, a)
	}
	t.share(w, sku, coming)
	return t
}

// closedForGood reports whether a location is closed and nobody knows until when.
func closedForGood(at *catalog.Location) bool { return at != nil && at.Closed && at.Until == 0 }

// promise is when units that have come by the i-th arrival can leave, and arrive by a
// route, wherever each of them comes to.
func (t *timetable) promise(i int, r route) (p promise) {
	if m := &t.memo; m.place == i && m.route == r && m.promise.ship != 0 {
		return m.promise
	}
	for k := range t.days[:i+1] {
		a := &t.days[k]
		arrives := a.ship
		if a.at != nil {
			arrives = r.arrives(a.at, a.ship)
		}
		p = p.or(a.ship, arrives)
	}
	t.memo.place, t.memo.route, t.memo.promise = i, r, p
	return p
}
