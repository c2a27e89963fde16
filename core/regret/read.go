package regret

import (
	"context"
	"fmt"
	"slices"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/world"
)

// Question is what a report is about.
type Question struct {
	From, To core.Date // the first and the last day, in the shop's time zone
	Orders   int       // most orders of which both plans are told

	Progress func(done, of uint64) // told now and then; nil: nobody asks
}

// decision is an order that was sourced on a day.
type decision struct {
	id     string
	n      uint64
	at     core.Instant
	before *world.World   // as it was when the order was sourced first
	first  *order.Sourced // that sourcing
	again  int            // times that it was sourced later that day

	order   *order.Order // as it was, with the units that were still wanted when the day ended
	decided plan
	later   []take        // what leaves on a later day because that one was full
	booked  []slot        // what was decided takes of the days of locations
	terms   *order.Inputs // prices and limits, with all the stock of the day
	alone   plan          // no plan on these terms is worth less
}

// reader applies the journal and gathers the decisions of each day.
type reader struct {
	cfg   engine.Config
	q     Question
	w     *world.World
	zone  *time.Location
	first core.Date // of the shop's records
	last  core.Date
	day   core.Date // whose decisions are being gathered; 0: none
	found map[string]*decision
	order []*decision // as they were first made
	visit func(*day) error
}

// day is what was decided on a day, and the world at its end.
type day struct {
	date      core.Date
	zone      *time.Location
	currency  core.Currency
	end       *world.World
	decisions []*decision
}

// read visits the days of the question in which anything was sourced.
func read(ctx context.Context, cfg engine.Config, q Question, visit func(*day) error) (*reader, error) {
	r := &reader{cfg: cfg, q: q, w: world.New(), zone: time.UTC, found: map[string]*decision{}, visit: visit}
	r.w.Remember()
	last, _ := cfg.Journal.Last()
	err := engine.Replay(ctx, cfg, 1, func(rec *core.Record) error {
		if q.Progress != nil && rec.Seq%4096 == 0 {
			q.Progress(rec.Seq, last)
		}
		return r.take(ctx, rec)
	})
	if err == errOver {
		return r, nil
	}
	if err == nil {
		err = r.dayEnds()
	}
	return r, err
}

// errOver ends the reading behind the last day that is asked for.
var errOver = core.E(core.CodeCancelled, "regret", "", "the last day is over")

// take applies one record.
func (r *reader) take(ctx context.Context, rec *core.Record) error {
	date := core.DateIn(rec.At, r.zone)
	if r.first == 0 {
		r.first = date
	}
	if date != r.last {
		if err := r.dayEnds(); err != nil {
			return err
		}
	}
	if r.last = date; date > r.q.To {
		return errOver
	}
	if date >= r.q.From {
		r.day = date
		if err := r.gather(ctx, rec); err != nil {
			return err
		}
	}
	if err := r.w.ApplyRecord(rec); err != nil {
		return core.Wrap(core.CodeOf(err), "regret", fmt.Sprintf("record %d", rec.Seq), "the journal cannot be read; run andon verify", err)
	}
	if _, ok := rec.Command.Body.(*catalog.PutLocation); ok {
		r.zone = zoneOf(r.w)
	}
	return nil
}

// dayEnds hands over what was gathered.
func (r *reader) dayEnds() error {
	if r.day == 0 || len(r.order) == 0 {
		return nil
	}
	d := &day{date: r.day, zone: r.zone, end: r.w.Fork(), decisions: r.order}
	r.day, r.order, r.found = 0, nil, map[string]*decision{}
	return r.visit(d)
}

// gather looks for sourcing decisions in a record that is not applied yet, and keeps the
// world as each of them found it.
func (r *reader) gather(ctx context.Context, rec *core.Record) error {
	if !slices.ContainsFunc(rec.Events, func(e core.Payload) bool { return e.Kind() == (*order.Sourced)(nil).Kind() }) {
		return nil
	}
	rec, err := r.whole(ctx, rec)
	if err != nil {
		return err
	}
	var w *world.World
	done := 0 // events that are applied to w
	for i, event := range rec.Events {
		e, ok := event.(*order.Sourced)
		if !ok || e.Inputs == nil || len(e.Inputs.Demands) == 0 {
			continue
		}
		if d := r.found[e.Order]; d != nil {
			d.again++
			continue
		}
		if w == nil {
			w = r.w.Fork()
			w.Begin(rec.Seq, rec.At)
		}
		for ; done < i; done++ {
			if err := w.Apply(&rec.Command, rec.Events[done]); err != nil {
				return err
			}
		}
		before := w.Fork()
		o := before.Orders.Get(e.Order)
		if o == nil || !waits(o, e) { // it moves what has its place already
			continue
		}
		d := &decision{id: o.ID, n: o.N, at: rec.At, before: before, first: e}
		r.found[o.ID], r.order = d, append(r.order, d)
	}
	return nil
}

// whole reads a record with the inputs of its decisions, which a replay leaves out.
func (r *reader) whole(ctx context.Context, rec *core.Record) (*core.Record, error) {
	raw, err := r.cfg.Journal.Read(ctx, rec.Seq, 1)
	if err != nil || len(raw) == 0 {
		return rec, err
	}
	all, err := r.cfg.Codec.Decode(raw[0].Body)
	if err == nil {
		all.Seq = rec.Seq
	}
	return all, err
}

// waits reports whether a decision is about units that wait.
func waits(o *order.Order, e *order.Sourced) bool {
	for i := range e.Inputs.Demands {
		if l := o.Line(e.Inputs.Demands[i].Line); l != nil && l.Sum(order.Bucket.Waiting) > 0 {
			return true
		}
	}
	return false
}

// zoneOf is the time zone that all locations of a shop have; UTC where they differ.
func zoneOf(w *world.World) (zone *time.Location) {
	w.Locations.Each(func(_ string, l *catalog.Location) bool {
		if z := l.Clock(); zone == nil || zone.String() == z.String() {
			zone = z
			return true
		}
		zone = time.UTC
		return false
	})
	if zone == nil {
		zone = time.UTC
	}
	return zone
}
