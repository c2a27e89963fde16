package rehearse

import (
	"cmp"
	"hash"
	"hash/fnv"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// tally watches the records of a run, or of life, and sums up what became of the orders
// that were placed in the span.
type tally struct {
	past     *past
	inRecord func(string) string // what the record calls an order

	tracks  map[string]*track
	closing map[string]bool // closed, and said so
	figures Figures
	heldBy  map[string]int
	ended   []*outcome // since they were taken last

	refused, answered int
}

func newTally(p *past, inRecord func(string) string) *tally {
	return &tally{past: p, inRecord: inRecord, tracks: map[string]*track{}, closing: map[string]bool{}, heldBy: map[string]int{}}
}

// track is what is kept of an order beside the order itself, until nothing asks for it.
type track struct {
	accepted  bool
	packages  int
	cost      core.Amount
	promised  []core.Quantity // by line, units that have been given a first date
	promises  []dated         // first promises
	shipped   []dated
	late      []order.LineQty // units that had to wait for stock
	decisions []decision
}

// dated is units of a line and a day.
type dated struct {
	line int
	day  core.Date
	qty  core.Quantity
}

// decision is one sourcing decision of an order.
type decision struct {
	at core.Instant
	e  *order.Sourced
}

// observe takes in one record; w is the world after it. It returns the orders that it has
// closed.
func (t *tally) observe(rec *core.Record, w *world.World) (closed []*order.Order) {
	for _, event := range rec.Events {
		id := world.OrderOf(event)
		if e, ok := event.(*order.Placed); ok {
			id = e.ID
			t.tracks[id] = new(track)
		}
		if id == "" {
			continue
		}
		o := w.Orders.Get(id)
		if o == nil {
			continue
		}
		if x := t.tracks[id]; x != nil {
			x.observe(t, rec, event, o, w)
		}
		if o.Closed != 0 && !t.closing[id] {
			t.closing[id] = true
			closed = append(closed, o)
		}
	}
	return closed
}

func (x *track) observe(t *tally, rec *core.Record, event core.Payload, o *order.Order, w *world.World) {
	switch e := event.(type) {
	case *order.Sourced:
		x.sourced(rec, e, o, w)
	case *order.Moved:
		x.accepted = x.accepted || e.Cause == "accepted"
	case *order.ShipmentMade:
		f := o.FO(e.Shipment.FO)
		day := core.DateIn(rec.At, t.past.model.zone(f.Location))
		for i := range e.Moves {
			x.shipped = append(x.shipped, dated{e.Moves[i].Line, day, e.Moves[i].Qty})
		}
	}
}

func (x *track) sourced(rec *core.Record, e *order.Sourced, o *order.Order, w *world.World) {
	if len(x.promised) < len(o.Lines) {
		x.promised = append(x.promised, make([]core.Quantity, len(o.Lines)-len(x.promised))...)
	}
	for i := range e.Moves {
		m := &e.Moves[i]
		if m.To == order.Backordered && m.From != order.Backordered {
			x.late = append(x.late, order.LineQty{Line: m.Line, Qty: m.Qty})
		}
		if m.Ship == 0 || m.Line < 1 || m.Line > len(o.Lines) {
			continue
		}
		if n := min(m.Qty, o.Lines[m.Line-1].Qty-x.promised[m.Line-1]); n > 0 {
			x.promised[m.Line-1] += n
			x.promises = append(x.promises, dated{m.Line, m.Ship, n})
		}
	}
	n, cost := shipping(w, o, e, rec.At)
	x.packages += n
	x.cost += cost
	if e.Inputs != nil {
		x.decisions = append(x.decisions, decision{rec.At, e})
	}
}

// shipping is how many packages a decision adds and what that costs: packages of their
// locations, handling, and carriage. What a re-evaluation takes from elsewhere is given
// back. Prices that only steer a decision (of a split, of waiting, of scarcity, a rule's for
// a location) are not paid to anybody and differ by policy, so they are left out.
func shipping(w *world.World, o *order.Order, e *order.Sourced, at core.Instant) (packages int, sum core.Amount) {
	for i := range e.Open {
		packages++
		sum += packageCost(w, o, &e.Open[i])
	}
	left := map[int]bool{}
	for i := range e.Moves {
		m := &e.Moves[i]
		if to := o.FO(m.ToFO); to != nil && m.FO != m.ToFO {
			sum += unitsCost(w, o, to, m)
		}
		from := o.FO(m.FO)
		if from == nil || m.FO == m.ToFO {
			continue
		}
		if sum -= unitsCost(w, o, from, m); from.Emptied == at && !left[m.FO] {
			left[m.FO] = true
			packages--
			sum -= packageCost(w, o, from)
		}
	}
	return packages, sum
}

func packageCost(w *world.World, o *order.Order, f *order.Fulfillment) core.Amount {
	l, rate, ok := rateOf(w, o, f)
	if !ok {
		return 0
	}
	return l.Package + rate.Package
}

func unitsCost(w *world.World, o *order.Order, f *order.Fulfillment, m *order.UnitMove) core.Amount {
	l, rate, ok := rateOf(w, o, f)
	s := w.SKUs.Get(o.Line(m.Line).SKU)
	if !ok || s == nil {
		return 0
	}
	return core.Amount(m.Qty) * (l.Handling + core.Amount(int64(rate.PerKg)*s.WeightG/1000))
}

func rateOf(w *world.World, o *order.Order, f *order.Fulfillment) (*catalog.Location, catalog.Rate, bool) {
	l := w.Locations.Get(f.Location)
	_, service := w.Service(f.Service)
	if l == nil || service == nil {
		return nil, catalog.Rate{}, false
	}
	rate, _ := service.Rate(l.Zone, o.ShipTo.Zone)
	return l, rate, true
}

// finish counts an order of which nothing more is to come, and puts its outcome down.
func (t *tally) finish(o *order.Order) {
	delete(t.closing, o.ID)
	x := t.tracks[o.ID]
	if x == nil {
		return
	}
	delete(t.tracks, o.ID)
	t.count(o, x)
	id := t.inRecord(o.ID)
	t.ended = append(t.ended, &outcome{id: id, print: x.print(o), order: o, track: x})
}

// finishAll counts what is left at the end, in the order in which it was placed.
func (t *tally) finishAll(w *world.World) {
	var left []*order.Order
	for id := range t.tracks {
		if o := w.Orders.Get(id); o != nil {
			left = append(left, o)
		}
	}
	slices.SortFunc(left, func(a, b *order.Order) int { return cmp.Compare(a.N, b.N) })
	for _, o := range left {
		t.finish(o)
	}
}

func (t *tally) count(o *order.Order, x *track) {
	f := &t.figures
	f.Orders++
	if x.accepted {
		f.Accepted++
	}
	if o.Closed == 0 {
		f.Open++
	} else {
		f.Touchless.Of++
		if !o.Handled {
			f.Touchless.N++
		}
	}
	t.countHolds(o)
	f.Packages += x.packages
	f.Shipments += len(o.Shipments)
	f.Cost += x.cost
	if n := len(o.Shipments); n > 0 {
		f.Shipped++
		if n > 1 {
			f.Split.N++
		}
		f.Split.Of++
	}
	t.countUnits(o, x)
	t.countPromises(o, x)
}

func (t *tally) countHolds(o *order.Order) {
	if len(o.Holds) > 0 {
		t.figures.Held++
	}
	var seen []string
	for i := range o.Holds {
		if by := heldBy(&o.Holds[i]); !slices.Contains(seen, by) {
			seen = append(seen, by)
			t.heldBy[by]++
		}
	}
}

// heldBy is the rule that placed a hold, or else its type.
func heldBy(h *order.Hold) string {
	if h.Rule != "" {
		return h.Rule
	}
	return "the shop: " + h.Type
}

// countUnits counts what was filled at the first time, see [Figures].
func (t *tally) countUnits(o *order.Order, x *track) {
	f := &t.figures
	all, cancelled := core.Quantity(0), core.Quantity(0)
	whole := true
	for i := range o.Lines {
		l := &o.Lines[i]
		asked := l.Sum(func(order.Bucket) bool { return true })
		if asked == 0 {
			continue
		}
		filled := max(0, min(l.Sum(order.Bucket.Gone), asked-x.waited(l.No)))
		f.Unit.N, f.Unit.Of = f.Unit.N+int64(filled), f.Unit.Of+int64(asked)
		f.Line.Of++
		if filled == asked {
			f.Line.N++
		} else {
			whole = false
		}
		all, cancelled = all+asked, cancelled+l.In(order.Cancelled)
	}
	f.Order.Of++
	if whole && all > 0 {
		f.Order.N++
	}
	if all > 0 && cancelled == all {
		f.Cancelled++
	}
	f.UnitsCancelled += int64(cancelled)
}

func (x *track) waited(line int) (q core.Quantity) {
	for i := range x.late {
		if x.late[i].Line == line {
			q += x.late[i].Qty
		}
	}
	return q
}

// countPromises compares the first dates that units were promised to leave on with the
// days on which they left, the earliest with the earliest. Units whose day is still to
// come, and cancelled ones, do not count.
func (t *tally) countPromises(o *order.Order, x *track) {
	f := &t.figures
	end := core.DateIn(t.past.to, t.past.model.zone(""))
	byLineAndDay := func(a, b dated) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.day, b.day)) }
	slices.SortStableFunc(x.promises, byLineAndDay)
	slices.SortStableFunc(x.shipped, byLineAndDay)
	next := 0
	left := core.Quantity(0) // of shipped[next], that no promise has been compared with
	line := 0
	var open core.Quantity // of the line, neither gone nor cancelled
	for _, p := range x.promises {
		if p.line != line {
			line = p.line
			l := o.Line(line)
			open = l.Sum(func(b order.Bucket) bool { return !b.Gone() && b != order.Cancelled })
			for left = 0; next < len(x.shipped) && x.shipped[next].line < line; next++ {
			}
			if next < len(x.shipped) {
				left = x.shipped[next].qty
			}
		}
		for q := p.qty; q > 0; {
			if next >= len(x.shipped) || x.shipped[next].line != line {
				if p.day < end {
					f.Promises.Of += int64(min(q, open))
				}
				open -= min(q, open)
				break
			}
			n := min(q, left)
			f.Promises.Of += int64(n)
			if x.shipped[next].day <= p.day {
				f.Promises.N += int64(n)
			}
			q, left = q-n, left-n
			if left == 0 {
				if next++; next < len(x.shipped) {
					left = x.shipped[next].qty
				}
			}
		}
	}
}

// print is a digest of what became of an order: who shipped what on which day, what was
// promised, what held it, what was cancelled. Hours, and numbers of policies, are no part of it.
func (x *track) print(o *order.Order) uint64 {
	p := printer{fnv.New64a()}
	for i := range x.decisions {
		e := x.decisions[i].e
		for k := range e.Open {
			f := &e.Open[k]
			p.text(f.Location, f.Service)
			p.numbers(int64(f.Ship), int64(f.Deliver))
		}
		for k := range e.Moves {
			m := &e.Moves[k]
			p.numbers(int64(m.Line), int64(m.To), int64(m.Qty), int64(m.Ship), int64(m.ToFO))
		}
	}
	for i := range o.Holds {
		h := &o.Holds[i]
		p.text(h.Type, h.Rule, h.Done)
		p.numbers(int64(h.Line), int64(h.Blocks))
	}
	for i := range o.Lines {
		for _, part := range o.Lines[i].Portions {
			p.numbers(int64(i), int64(part.Bucket), int64(part.Qty), int64(part.FO), int64(part.Ship))
		}
	}
	for _, s := range x.shipped {
		p.numbers(int64(s.line), int64(s.day), int64(s.qty))
	}
	return p.Sum64()
}

// printer writes what a digest is made of.
type printer struct{ hash.Hash64 }

func (p printer) text(all ...string) {
	for _, s := range all {
		p.Write(append([]byte(s), 0))
	}
}

func (p printer) numbers(all ...int64) {
	var b [20]byte
	for _, n := range all {
		p.Write(append(strconv.AppendInt(b[:0], n, 36), 0))
	}
}
