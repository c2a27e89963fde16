package world

import (
	"strings"
	"time"

	"andon/core"
	"andon/core/order"
)

// keptDays is how long the Load of a day that is past is kept.
const keptDays = 7

// past reports whether the Load of a day may be gone: nothing is promised for that day
// any more in any zone.
func (w *World) past(day core.Date) bool { return day < core.DateIn(w.At, time.UTC)-keptDays }

// addLoad changes how many fulfillment orders a location ships on a day, by one of them.
// The first of a day makes the location forget those that are long past.
func (w *World) addLoad(f *order.Fulfillment, n int) {
	location, day := f.Location, f.Ship
	id := LoadID(location, day)
	l := edit(w, &w.Loads, id)
	switch {
	case l == nil && w.past(day):
		return
	case l == nil:
		pace := w.inherited(location, day)
		w.forgetLoads(location)
		l = insert(w, &w.Loads, id, &Load{Location: location, Day: day, Seen: w.At, Pace: pace})
		w.indexWork(l, true)
	}
	w.indexLoad(l, false)
	if l.N += n; f.Sent {
		l.Spilled += n
	}
	if f.Full != 0 {
		l.Later += n
	}
	w.indexLoad(l, true)
}

func (w *World) forgetLoads(location string) {
	var gone []*Load
	w.eachLoad(location, func(l *Load) bool {
		if w.past(l.Day) {
			gone = append(gone, l)
		}
		return w.past(l.Day)
	})
	for _, l := range gone {
		w.indexLoad(l, false)
		w.indexWork(l, false)
		w.Loads.drop(l.DocID())
	}
}

// indexLoads adds or removes what the Loads of a location contribute, which depends on
// the location too.
func (w *World) indexLoads(location string, add bool) {
	w.eachLoad(location, func(l *Load) bool {
		w.indexLoad(l, add)
		w.indexWork(l, add)
		return true
	})
}

// eachLoad visits the Loads of a location, earliest day first.
func (w *World) eachLoad(location string, yield func(*Load) bool) {
	prefix := loadsOf(location)
	w.Loads.From(prefix, func(id string, l *Load) bool { return strings.HasPrefix(id, prefix) && yield(l) })
}

// LoadsBehind visits the Loads of a location behind a day, earliest first.
func (w *World) LoadsBehind(location string, day core.Date, yield func(*Load) bool) {
	prefix := loadsOf(location)
	w.Loads.From(LoadID(location, day+1), func(id string, l *Load) bool { return strings.HasPrefix(id, prefix) && yield(l) })
}

func (w *World) applyDayOver(e *DayOver) error {
	l := edit(w, &w.Loads, LoadID(e.Location, e.Day))
	if l == nil {
		return w.corrupt(e, LoadID(e.Location, e.Day))
	}
	w.indexLoad(l, false)
	l.Over = w.At
	w.indexLoad(l, true)
	return nil
}
