package rehearse

import (
	"context"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// worker is the person in whose name a run's people act.
const worker = "rehearsal"

// run is one way on from the world at the beginning: what came from outside is given to
// it again, and the people of the model answer.
type run struct {
	trial  *engine.Trial
	past   *past
	names  names
	agenda agenda
	parked map[string][]task // work that a hold keeps from going on, by order
	tally  *tally
	denied map[core.Kind]int // recorded commands that the run did not take
}

// blank is a codec for trials that nobody reads the records of.
type blank struct{ engine.Codec }

func (blank) Encode(dst []byte, _ *core.Record) ([]byte, error) { return dst, nil }

// newRun begins a run on a world that is its own from then on.
func newRun(codec engine.Codec, w *world.World, p *past) *run {
	r := &run{past: p, names: newNames(), parked: map[string][]task{}, denied: map[core.Kind]int{}}
	r.tally = newTally(p, r.names.inRecord)
	r.trial = engine.NewTrial(engine.Config{Codec: blank{codec}}, w, w.At)
	r.trial.Forget()
	r.trial.Each = r.heard
	r.carryOn()
	return r
}

// carryOn plans what people do with the orders that are open at the beginning.
func (r *run) carryOn() {
	w := r.trial.Peek()
	var open []*order.Order
	w.Orders.Each(func(_ string, o *order.Order) bool {
		if o.Closed == 0 {
			open = append(open, o)
		}
		return true
	})
	slices.SortFunc(open, func(a, b *order.Order) int { return int(a.N) - int(b.N) })
	for _, o := range open {
		for i := range o.Holds {
			if h := &o.Holds[i]; h.Done == "" {
				r.planAnswer(o.ID, h)
			}
		}
		for i := range o.Fulfillments {
			if f := &o.Fulfillments[i]; o.HereInFO(f.No) {
				s, last := stageOf(o, f)
				r.plan(o, f, s, last)
			}
		}
		for i := range o.Shipments {
			if s := &o.Shipments[i]; s.Delivered == 0 {
				r.planArrival(o.ID, o.FO(s.FO), s.No, s.At)
			}
		}
	}
}

// stageOf is the next step of a fulfillment order that work has begun on, and when the
// last one was done as far as the order says.
func stageOf(o *order.Order, f *order.Fulfillment) (step, core.Instant) {
	switch {
	case o.InFO(f.No, order.Packed) > 0:
		return ship, max(f.Picked, f.Opened)
	case o.InFO(f.No, order.Picked) > 0:
		return pack, max(f.Picked, f.Opened)
	case f.Accepted != 0:
		return pick, f.Accepted
	}
	return accept, f.Opened
}

// play gives recorded commands to the run, each at its time.
func (r *run) play(ctx context.Context, records []*core.Record) error {
	for _, rec := range records {
		if err := ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "rehearse", "", "was given up", err)
		}
		if class(r.past.classes, rec.Command.Body) != Exogenous {
			continue
		}
		if err := r.pass(ctx, rec.At); err != nil {
			return err
		}
		r.again(ctx, rec)
	}
	return nil
}

// pass lets time pass: people do what they would have done until then.
func (r *run) pass(ctx context.Context, to core.Instant) error {
	for {
		t, ok := r.agenda.take(to)
		if !ok {
			break
		}
		if err := r.trial.Pass(ctx, t.at); err != nil {
			return err
		}
		r.do(ctx, t)
	}
	return r.trial.Pass(ctx, to)
}

// again gives a recorded command to the run, and learns what its new documents are called.
func (r *run) again(ctx context.Context, rec *core.Record) {
	cmd := rec.Command
	body, ok := r.names.translate(cmd.Body)
	if ok {
		body, ok = r.recount(rec, body)
	}
	orders, reservations := born(rec.Events)
	var receipt core.Receipt
	if ok {
		cmd.Body = body
		receipt = r.trial.Again(ctx, cmd)
	}
	if !ok || !receipt.OK() {
		r.denied[cmd.Body.Kind()]++
		if len(orders) > 0 {
			r.tally.refused++
		}
	}
	hereOrders, hereReservations := born(receipt.Events)
	meet(r.names, orders, hereOrders)
	meet(r.names, reservations, hereReservations)
}

// meet pairs the ids of documents that a command made in life and here.
func meet(n names, recorded, here []string) {
	for i, id := range recorded {
		if i < len(here) {
			n.meet(id, here[i])
		} else {
			n.meet(id, "")
		}
	}
	for _, id := range here[min(len(here), len(recorded)):] {
		n.recorded[id] = "new " + id
	}
}

// recount turns a count around: what is true in life is by how much the book was wrong,
// and that is so much here too, whatever the book says.
func (r *run) recount(rec *core.Record, body core.Payload) (core.Payload, bool) {
	c, ok := body.(*stock.Count)
	if !ok {
		return body, true
	}
	for _, e := range rec.Events {
		taken, ok := e.(*stock.CountTaken)
		if !ok {
			continue
		}
		book := core.Quantity(0)
		if b := r.trial.Peek().Balance(stock.Key{SKU: taken.SKU, Location: taken.Location}); b != nil {
			book = b.OnHand - max(b.Open, 0)
		}
		d := *c
		d.Counted = max(0, book+taken.Counted-taken.Book)
		return &d, true
	}
	return body, true // a later count stood, and nothing followed
}

// command has a worker of the model give a command.
func (r *run) command(ctx context.Context, body core.Payload) bool {
	return r.trial.Again(ctx, core.Command{Actor: worker, Body: body}).OK()
}

// staff puts the worker of the model into a world.
func staff(w *world.World) error {
	return apply(w, &catalog.PutPerson{Person: catalog.Person{ID: worker, Roles: []catalog.Role{catalog.Owner}}})
}

// heard is told of every record of the run, the engine's own too.
func (r *run) heard(rec *core.Record) {
	w := r.trial.Peek()
	closing := r.tally.observe(rec, w)
	for _, event := range rec.Events {
		switch e := event.(type) {
		case *order.Placed:
			for i := range e.Holds {
				r.planAnswer(e.ID, &e.Holds[i])
			}
		case *order.Held:
			r.planAnswer(e.Order, &e.Hold)
		case *order.HoldEnded:
			r.unpark(e.Order, rec.At)
		case *order.Sourced:
			for i := range e.Open {
				if o := w.Orders.Get(e.Order); o != nil {
					r.plan(o, o.FO(e.Open[i].No), accept, rec.At)
				}
			}
		case *order.ShipmentMade:
			if o := w.Orders.Get(e.Order); o != nil {
				r.planArrival(o.ID, o.FO(e.Shipment.FO), e.Shipment.No, rec.At)
			}
		}
	}
	for _, o := range closing {
		r.agenda.put(task{at: max(rec.At, r.past.askedFor(r.names.inRecord(o.ID), o.Customer)) + 1, act: actDrop, order: o.ID})
	}
}

// askedFor is when a command from outside names an order for the last time.
func (p *past) askedFor(recorded, customer string) core.Instant {
	at := p.named[recorded]
	if customer != "" {
		at = max(at, p.asked[customer])
	}
	return at
}

// unpark lets work go on that a hold has kept from it, as far as others do not.
func (r *run) unpark(id string, at core.Instant) {
	for _, t := range r.parked[id] {
		t.at = at
		r.agenda.put(t)
	}
	delete(r.parked, id)
}
