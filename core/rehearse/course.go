package rehearse

import (
	"context"

	"andon/core"
	"andon/core/order"
)

// What people do with the work of a run.

// plan puts the next step of a fulfillment order on the agenda.
func (r *run) plan(o *order.Order, f *order.Fulfillment, s step, last core.Instant) {
	if f == nil {
		return
	}
	draw := drawOf(stepNames[s], r.names.inRecord(o.ID), f.No, "")
	r.agenda.put(task{at: r.past.model.after(s, f.Location, last, f.Ship, draw), act: actWork, order: o.ID, no: f.No, step: s})
}

func (r *run) planArrival(id string, f *order.Fulfillment, shipment int, left core.Instant) {
	if f == nil {
		return
	}
	draw := drawOf(stepNames[deliver], r.names.inRecord(id), f.No, "")
	r.agenda.put(task{at: r.past.model.after(deliver, f.Location, left, 0, draw), act: actWork, order: id, no: shipment, step: deliver})
}

// planAnswer puts on the agenda what people do with a hold. Holds with equal names get
// equal answers, whatever else holds the order.
func (r *run) planAnswer(id string, h *order.Hold) {
	what, wait := r.past.model.answerHold(h.Type, drawOf("hold", r.names.inRecord(id), h.Line, h.Type))
	if what == leave {
		return
	}
	r.agenda.put(task{at: max(h.At.Add(wait), r.trial.Now()), act: actAnswer, order: id, no: h.No, reject: what == reject})
}

// do is what people do with a task.
func (r *run) do(ctx context.Context, t task) {
	o := r.trial.Peek().Orders.Get(t.order)
	switch {
	case o == nil:
	case t.act == actDrop:
		if o.Closed != 0 {
			r.tally.finish(o)
			r.trial.Evict(core.Ref{Noun: order.NounOrder, ID: o.ID})
		}
	case t.act == actAnswer:
		if h := &o.Holds[t.no-1]; h.Done == "" && r.command(ctx, &order.ResolveHold{Order: o.ID, Hold: h.No, Reject: t.reject, Reason: "as people answered such holds"}) {
			r.tally.answered++
		}
	case t.step == deliver:
		r.command(ctx, &order.Deliver{Order: o.ID, Shipment: t.no})
	default:
		r.work(ctx, o, t)
	}
}

// work does one step of a fulfillment order and plans the next.
func (r *run) work(ctx context.Context, o *order.Order, t task) {
	f := o.FO(t.no)
	if f == nil || !o.HereInFO(f.No) {
		return
	}
	if r.blocked(o, f.No, t.step) {
		r.parked[o.ID] = append(r.parked[o.ID], t)
		return
	}
	recorded := r.names.inRecord(o.ID)
	switch t.step {
	case accept:
		if r.past.model.rejects(f.Location, drawOf("reject", recorded, f.No, f.Location)) {
			r.command(ctx, &order.Reject{Order: o.ID, FO: f.No, Reason: order.RejectedOther, Text: "as its location rejected others"})
			return
		}
		if f.Accepted == 0 && !r.command(ctx, &order.Accept{Order: o.ID, FO: f.No}) {
			return
		}
	case pick:
		r.command(ctx, r.picked(o, f, recorded))
	case pack:
		r.command(ctx, &order.Pack{Order: o.ID, FO: f.No})
	case ship:
		r.command(ctx, &order.Ship{Order: o.ID, FO: f.No})
		return
	}
	r.plan(o, f, t.step+1, t.at)
}

// blocked reports whether a hold keeps people from a step of a fulfillment order.
func (r *run) blocked(o *order.Order, fo int, s step) bool {
	stops := order.StepRelease
	if s == ship {
		stops |= order.StepShip
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			if p.FO == fo && p.Bucket.Here() && o.Blocked(l, stops) {
				return true
			}
		}
	}
	return false
}

// picked takes all that is there, or now and then all but one line.
func (r *run) picked(o *order.Order, f *order.Fulfillment, recorded string) *order.Pick {
	p := &order.Pick{Order: o.ID, FO: f.No}
	draw := drawOf("pick short", recorded, f.No, f.Location)
	if !r.past.model.misses(f.Location, draw) {
		return p
	}
	for i := range o.Lines {
		if q := o.Lines[i].InFO(f.No, order.Released); q > 0 {
			p.Lines = append(p.Lines, order.LineQty{Line: o.Lines[i].No, Qty: q})
		}
	}
	if len(p.Lines) == 0 {
		return p
	}
	n := int(draw>>32) % len(p.Lines)
	p.Short = []order.LineQty{p.Lines[n]}
	p.Lines = append(p.Lines[:n:n], p.Lines[n+1:]...)
	return p
}
