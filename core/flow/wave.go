package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/wave"
	"andon/core/world"
)

// releaseWave chooses fulfillment orders of a location that wait for their release, in
// the fair order of wave.Place, and accepts them together. What does not fit into one
// command is released by a job.
func (d *Decider) releaseWave(tx *world.Tx, c *wave.Release) error {
	l := tx.W.Locations.Get(c.Location)
	switch {
	case l == nil:
		return refuse(core.CodeNotFound, tx, c.Location, "there is no such location")
	case l.Closed:
		return refuse(core.CodeState, tx, l.ID, "is closed and releases nothing; open it first")
	case c.Limit < 0 || c.Limit > wave.MaxMembers || c.Units < 0:
		return refuse(core.CodeInvalid, tx, l.ID, "a wave has at most %d fulfillment orders; no limit may be below zero", wave.MaxMembers)
	}
	r := d.releasable(tx, l, &c.Choice)
	if len(r.list) == 0 {
		return refuse(core.CodeState, tx, l.ID, "nothing can be released: %s", r.left)
	}
	n := tx.W.Shop().Waves + 1
	e := &wave.Opened{ID: wave.IDOf(n), N: n, Choice: c.Choice, Members: make([]string, len(r.list)), Units: r.units, Left: r.left.Left}
	for i := range r.list {
		e.Members[i] = order.IDOf(r.list[i].place.N) + fmt.Sprintf("/F%d", r.list[i].place.FO)
	}
	tx.Emit(e)
	return d.releaseMembers(tx, e)
}

// releaseMembers releases what fits into the command, and starts the job for the rest.
func (d *Decider) releaseMembers(tx *world.Tx, e *wave.Opened) error {
	for i, target := range e.Members {
		if len(tx.W.Touched()) >= core.MaxDocuments-32 {
			k := tx.W.Shop().Jobs + 1
			tx.Emit(&job.Started{ID: job.IDOf(k), N: k, Op: job.Wave, Targets: e.Members[i:], Reason: "released in " + e.ID, Wave: e.N})
			return nil
		}
		id, fo := job.SplitTarget(target)
		if err := d.acceptIn(tx, &order.Accept{Order: id, FO: fo}, e.N); err != nil {
			return err // it was chosen because it can be: a defect
		}
	}
	return nil
}

// candidate is a fulfillment order that could be released.
type candidate struct {
	place wave.Place
	units core.Quantity
}

// kept counts what a wave leaves, in words.
type kept struct{ wave.Left }

func (k kept) String() string {
	var parts []string
	for _, p := range [...]struct {
		n    int
		what string
	}{{k.Other, "of another service, day or priority"}, {k.Held, "held"}, {k.Capacity, "beyond the location's capacity today"}, {k.Behind, "beyond the limit"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	if len(parts) == 0 {
		return "no fulfillment order waits for its release"
	}
	return strings.Join(parts, ", ")
}

// choice is what a wave takes, and leaves.
type choice struct {
	list  []candidate
	units core.Quantity
	left  kept
}

// releasable chooses what goes into a wave.
func (d *Decider) releasable(tx *world.Tx, l *catalog.Location, c *wave.Choice) (r choice) {
	zone, today := d.zone(l), core.DateIn(tx.Now, d.zone(l))
	chosen := chosenAlready(tx)
	released := 0 // today, and still there
	tx.W.Work(l.ID, func(id string, fo int) bool {
		o := tx.W.Orders.Get(id)
		f := o.FO(fo)
		if f.Accepted != 0 {
			if f.Wave == 0 && core.DateIn(f.Accepted, zone) == today {
				released++
			}
			return true
		}
		units, due, held := awaiting(o, f, d, l)
		switch p := (wave.Place{Due: due, Priority: o.Priority, Placed: o.Placed, N: o.N, FO: fo}); {
		case f.Rejected != "" || units == 0 || chosen != nil && chosen[foID(o, fo)]:
		case c.Service != "" && f.Service != c.Service || c.Until != 0 && due > c.Until || c.Priority != nil && o.Priority > *c.Priority:
			r.left.Other++
		case held:
			r.left.Held++
		default:
			r.list = append(r.list, candidate{p, units})
		}
		return true
	})
	slices.SortFunc(r.list, func(a, b candidate) int { return a.place.Compare(b.place) })
	r.cut(c, l.PerDay(), released+wavedToday(tx.W, l, today, zone))
	return r
}

// chosenAlready names the fulfillment orders that a wave has chosen and its job has not
// come to yet.
func chosenAlready(tx *world.Tx) map[string]bool {
	var out map[string]bool
	tx.W.DueBefore(tx.Now, func(t world.Due) bool {
		if t.What != "job" {
			return true
		}
		if j := tx.W.Jobs.Get(t.Subject.ID); j.Op == job.Wave {
			if out == nil {
				out = map[string]bool{}
			}
			for _, target := range j.Targets[j.Next:] {
				out[target] = true
			}
		}
		return true
	})
	return out
}

// cut keeps of what is sorted as much as the limits and the capacity of the day allow.
func (r *choice) cut(c *wave.Choice, capacity, released int) {
	most := wave.MaxMembers
	if c.Limit > 0 {
		most = c.Limit
	}
	if room := max(capacity-released, 0); capacity > 0 && room < len(r.list) {
		r.left.Capacity = len(r.list) - room
		r.list = r.list[:room]
	}
	n := 0
	for n < len(r.list) && n < most && (c.Units == 0 || r.units+r.list[n].units <= c.Units) {
		r.units += r.list[n].units
		n++
	}
	r.left.Behind = len(r.list) - n
	r.list = r.list[:n]
}

// awaiting tells of a fulfillment order how many units wait for their release, on which
// day they are due (the promised dispatch, or the day of an earlier ship-by), and whether
// a hold blocks any of them.
func awaiting(o *order.Order, f *order.Fulfillment, d *Decider, l *catalog.Location) (units core.Quantity, due core.Date, held bool) {
	due = f.Ship
	held = o.Holding(0)&order.StepRelease != 0
	for i := range o.Lines {
		line := &o.Lines[i]
		q := line.InFO(f.No, order.Allocated)
		if q == 0 {
			continue
		}
		units += q
		held = held || len(o.Holds) > 0 && o.Blocked(line, order.StepRelease)
		if line.ShipBy != 0 {
			if by := core.DateIn(line.ShipBy, d.zone(l)); due == 0 || by < due {
				due = by
			}
		}
	}
	return units, due, held
}

// wavedToday counts the fulfillment orders that waves of today gave a location and that
// it did not give back. What was accepted one by one is counted by who asks, for as long
// as it is there.
func wavedToday(w *world.World, l *catalog.Location, today core.Date, zone *time.Location) int {
	n := 0
	wavesSince(w, l, today, zone, func(wv *wave.Wave) {
		for _, m := range wv.Members {
			id, fo := job.SplitTarget(m)
			o := w.Orders.Get(id)
			if o == nil { // there is no read model to bring it back from
				n++
			} else if f := o.FO(fo); f.Emptied == 0 && (f.Wave == wv.N || f.Accepted == 0) {
				n++
			}
		}
	})
	return n
}

// wavesSince visits the waves of a location with a capacity that were opened on a day or
// after it.
func wavesSince(w *world.World, l *catalog.Location, day core.Date, zone *time.Location, visit func(*wave.Wave)) {
	for k := w.Shop().Waves; l.PerDay() > 0 && k > 0; k-- {
		wv := w.Waves.Get(wave.IDOf(k))
		if core.DateIn(wv.Opened, zone) < day {
			return
		}
		if wv.Choice.Location == l.ID {
			visit(wv)
		}
	}
}
