package world

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// Begins is the instant from which a day has begun at every location: what must not
// leave before the day may leave from then on, wherever it is.
func (w *World) Begins(day core.Date) core.Instant {
	begins, last := core.Instant(0), ""
	w.Locations.Each(func(_ string, l *catalog.Location) bool {
		if begins == 0 || l.TimeZone != last { // many locations share a zone
			begins, last = max(begins, day.At(0, w.clock(l.ID))), l.TimeZone
		}
		return true
	})
	if begins == 0 {
		return day.Start()
	}
	return begins
}

// aside takes the timers that hang on what locations say out of the indexes while one
// of them changes.
func (w *World) aside(location string, change func()) {
	timed := map[string]bool{}
	w.ix.dated.Scan(func(_ string, e WaitEntry) bool { timed[e.Order] = true; return true })
	w.Work(location, func(id string, _ int) bool { timed[id] = true; return true })
	each := func(add bool) {
		w.indexLoads(location, add)
		w.indexSupplies(location, add)
		for id := range timed {
			w.indexTimers(w.Orders.Get(id), add)
		}
	}
	each(false)
	change()
	each(true)
}

// indexTimers keeps the timers of an order.
func (w *World) indexTimers(o *order.Order, add bool) {
	w.indexPreorders(o, add)
	w.indexShipBy(o, add)
	w.indexCancel(o, add)
	w.indexCollect(o, add)
}

// CollectDue is the instant from which a fulfillment order is kept no longer for who
// collects it: the end of the last day, at its location. 0: there is nothing to take back,
// or its location was asked for it, which is done once, whatever it answers.
func (w *World) CollectDue(o *order.Order, f *order.Fulfillment) core.Instant {
	if f.Until == 0 || !o.HereInFO(f.No) {
		return 0
	}
	end := (f.Until + 1).At(0, w.clock(f.Location))
	if o.AskedBack(f.No, end) {
		return 0
	}
	return end
}

// indexCollect keeps the timer of goods that are ready and not collected.
func (w *World) indexCollect(o *order.Order, add bool) {
	for i := range o.Fulfillments {
		if end := w.CollectDue(o, &o.Fulfillments[i]); end != 0 {
			t := Due{At: end, What: "collect", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
			set(&w.ix.due, add, t.key(), t)
		}
	}
}

// indexCancel keeps the timer of the first time after which units that still wait are not
// wanted any more.
func (w *World) indexCancel(o *order.Order, add bool) {
	var first core.Instant
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.CancelAfter != 0 && (first == 0 || l.CancelAfter < first) && l.Sum(order.Bucket.Waiting) > 0 {
			first = l.CancelAfter
		}
	}
	if first != 0 && !o.ByChannel {
		t := Due{At: first, What: "cancel", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}
