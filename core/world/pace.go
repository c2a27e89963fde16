package world

import (
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// How fast a location works is learned from what it did: the longest time that work which
// came on its own day took until its last unit was picked. A Load starts with seven eighths
// of what the day before it had, so that one bad day is forgotten in a week or two. Work
// that came before its day says nothing: it lay there overnight.

// pace is how long work of a Load takes until it is picked, at most; 0: nobody knows.
// Warnings begin risk_hours before the end of a day, so more than that makes no difference.
func (w *World) pace(l *Load) time.Duration {
	return min(time.Duration(l.Pace)*time.Minute, w.risk())
}

// looks are the times at which the work for a day is looked at: some working hours before
// its end, when what is begun then just ends in time, at its end, and when what came last
// should be done: within the day, as what is picked later does not leave on it.
func (w *World) looks(at *catalog.Location, l *Load) [4]core.Instant {
	zone := w.clock(l.Location)
	end, pace := at.Ends(l.Day, zone), w.pace(l)
	last := max(end, min(end.Add(pace), (l.Day+1).At(0, zone)))
	return [...]core.Instant{at.WorkingBefore(end, w.risk(), zone), at.WorkingBefore(end, pace, zone), end, last}
}

// Slow reports whether a fulfillment order that is not picked is likely to miss the day of
// a Load: it is there for longer than its location took for others, or the day is over.
// Where that is not known, nothing is likely to be in time.
func (w *World) Slow(l *Load, f *order.Fulfillment, now core.Instant) bool {
	at := w.Locations.Get(l.Location)
	return at == nil || l.Pace == 0 || f.Ship < l.Day || now >= f.Opened.Add(w.pace(l)) || now >= w.looks(at, l)[3]
}

// PaceOf is how long the work of a location takes for a day until it is picked, at most; 0: nobody knows.
func (w *World) PaceOf(location string, day core.Date) time.Duration {
	if l := w.Loads.Get(LoadID(location, day)); l != nil {
		return w.pace(l)
	}
	return 0
}

// inherited is the pace with which a new Load starts.
func (w *World) inherited(location string, day core.Date) int {
	pace := 0
	w.eachLoad(location, func(l *Load) bool {
		if l.Day < day {
			pace = l.Pace
		}
		return l.Day < day
	})
	return (pace*7 + 7) / 8
}

// paced notes how long a fulfillment order took whose last unit some moves picked.
func (w *World) paced(o *order.Order, fo int, moves []order.UnitMove) {
	f := o.FO(fo)
	if f == nil || !picks(moves) || o.InFO(fo, order.Allocated)+o.InFO(fo, order.Released) > 0 ||
		core.DateIn(f.Opened, w.clock(f.Location)) != f.Ship {
		return
	}
	took := int((min(w.At.Sub(f.Opened), MaxRisk*time.Hour) + time.Minute - 1) / time.Minute)
	id := LoadID(f.Location, f.Ship)
	if l := w.Loads.Get(id); l == nil || took <= l.Pace {
		return
	}
	l := edit(w, &w.Loads, id)
	w.indexWork(l, false)
	l.Pace = took
	w.indexWork(l, true)
}

func picks(moves []order.UnitMove) bool {
	for i := range moves {
		if m := &moves[i]; m.From.Unpicked() && m.To >= order.Picked && m.To != order.Cancelled && m.To != order.Lost {
			return true
		}
	}
	return false
}
