package rehearse

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/world"
)

// past is what one reading of the journal tells, before anything is run.
type past struct {
	from, to  core.Instant // the span, to excluded
	seq       uint64       // of the last record
	last      core.Instant // its time
	placed    int          // orders in the span
	documents map[string]*policy.Document
	decreed   []decree // policies that became active in the span

	model   *model
	classes map[core.Kind]Class

	named   map[string]core.Instant // orders that commands from outside name, by the last of them
	asked   map[string]core.Instant // customers of whom such commands are about all orders
	touched map[string]uint64       // orders, by the last record that changed them

	work  map[work]*course
	on    map[work]core.Instant // shipments on their way
	holds map[work]standing
}

// decree is a policy that became active in life.
type decree struct {
	at     core.Instant
	policy string
}

// work names a fulfillment order, a shipment or a hold.
type work struct {
	order string
	no    int
}

// course is how far a fulfillment order has come.
type course struct {
	location string
	planned  core.Date
	last     core.Instant // its last step
	done     [steps]bool
}

type standing struct {
	kind string
	at   core.Instant
}

func newPast(from, to core.Instant) *past {
	return &past{from: from, to: to, documents: map[string]*policy.Document{}, model: newModel(), classes: Classes(),
		named: map[string]core.Instant{}, asked: map[string]core.Instant{}, touched: map[string]uint64{},
		work: map[work]*course{}, on: map[work]core.Instant{}, holds: map[work]standing{}}
}

// within reports whether an instant lies in the span.
func (p *past) within(at core.Instant) bool { return at >= p.from && at < p.to }

// read takes one record in.
func (p *past) read(r *core.Record) {
	if p.seq == 0 {
		p.from = max(p.from, r.At)
	}
	p.seq, p.last = r.Seq, r.At
	for _, e := range r.Events {
		p.event(r, e)
	}
	if !p.within(r.At) || class(p.classes, r.Command.Body) != Exogenous {
		return
	}
	for _, n := range flow.Needs(&r.Command) {
		if n.Customer != "" {
			p.asked[n.Customer] = r.At
		} else if n.Ref.Noun == order.NounOrder {
			p.named[n.Ref.ID] = r.At
		}
	}
	for _, e := range r.Events { // what a channel says again names the order by the channel's number
		if id := world.OrderOf(e); id != "" {
			p.named[id] = r.At
		}
	}
}

func (p *past) event(r *core.Record, event core.Payload) {
	if id := world.OrderOf(event); id != "" && r.At < p.to {
		p.touched[id] = r.Seq
	}
	switch e := event.(type) {
	case *order.Placed:
		if p.within(r.At) {
			p.placed++
		}
		for i := range e.Holds {
			p.held(r, e.ID, &e.Holds[i])
		}
	case *order.Held:
		p.held(r, e.Order, &e.Hold)
	case *order.HoldEnded:
		p.holdEnded(r, e)
	case *order.Sourced:
		for i := range e.Open {
			f := &e.Open[i]
			p.work[work{e.Order, f.No}] = &course{location: f.Location, planned: f.Ship, last: r.At}
			p.model.opened[f.Location]++
		}
	case *order.Moved:
		p.moved(r, e)
	case *order.ShipmentMade:
		if c := p.work[work{e.Order, e.Shipment.FO}]; c != nil {
			p.done(c, ship, r.At)
			p.on[work{e.Order, e.Shipment.No}] = r.At
		}
	case *order.ShipmentEnded:
		p.arrived(r, e)
	case *catalog.PutLocation:
		p.model.zones[e.Location.ID] = e.Location.Clock()
	case *policy.Drafted:
		if c, ok := r.Command.Body.(*policy.DraftPolicy); ok {
			p.documents[e.ID] = &c.Document
		}
	case *policy.Stepped:
		if e.To == policy.Active && e.From == 0 && p.within(r.At) {
			p.decreed = append(p.decreed, decree{r.At, e.Policy})
		}
	}
}

func (p *past) moved(r *core.Record, e *order.Moved) {
	c := p.work[work{e.Order, e.FO}]
	if c == nil {
		return
	}
	switch e.Cause {
	case "accepted":
		p.done(c, accept, r.At)
	case "picked":
		p.done(c, pick, r.At)
	case "packed":
		p.done(c, pack, r.At)
	case "shorted":
		p.model.shorted[c.location]++
	case "rejected":
		p.model.rejected[c.location]++
	}
}

// done notes the first time that a step of a fulfillment order is done.
func (p *past) done(c *course, s step, at core.Instant) {
	if c.done[s] {
		return
	}
	zone := p.model.zone(c.location)
	n, planned := int64(at-c.last), c.planned
	if planned == 0 {
		planned = core.DateIn(c.last, zone)
	}
	if s == ship {
		day := core.DateIn(at, zone)
		n = int64(day-planned)*minutesOfDay + int64(at-day.At(0, zone))/60_000
	}
	p.model.add(c.location, s, hourOf(s, c.last, planned, zone), n)
	c.last, c.done[s] = at, true
}

func (p *past) arrived(r *core.Record, e *order.ShipmentEnded) {
	left, ok := p.on[work{e.Order, e.Shipment}]
	if !ok || len(e.Moves) == 0 {
		return
	}
	delete(p.on, work{e.Order, e.Shipment})
	if c := p.work[work{e.Order, e.Moves[0].FO}]; c != nil {
		p.model.add(c.location, deliver, hourOf(deliver, left, 0, p.model.zone(c.location)), int64(r.At-left))
		delete(p.work, work{e.Order, e.Moves[0].FO})
	}
}

func (p *past) held(r *core.Record, id string, h *order.Hold) {
	p.model.fateOf(h.Type).placed++
	p.holds[work{id, h.No}] = standing{h.Type, r.At}
}

// holdEnded counts what people answered; other holds end by themselves, in a run too.
func (p *past) holdEnded(r *core.Record, e *order.HoldEnded) {
	h, ok := p.holds[work{e.Order, e.Hold}]
	if !ok {
		return
	}
	delete(p.holds, work{e.Order, e.Hold})
	switch c := r.Command.Body.(type) {
	case *order.ResolveHold:
		if c.Order != e.Order || c.Hold != e.Hold {
			return
		}
	case *world.Tick:
		if !c.Jobs || e.Done == "rejected" {
			return
		}
	default:
		return
	}
	f := p.model.fateOf(h.kind)
	if e.Done == "rejected" {
		f.rejected = append(f.rejected, int64(r.At-h.at))
	} else {
		f.released = append(f.released, int64(r.At-h.at))
	}
}
