package world

import (
	"cmp"

	"andon/core"
	"andon/core/order"
)

// indexOrderIdentity keeps what an order is found by.
func (w *World) indexOrderIdentity(o *order.Order, add bool) {
	if o.External != "" {
		set(&w.ix.external, add, ExternalKey(o.Channel, o.External), o.ID)
	}
	if o.Customer != "" {
		set(&w.ix.customer, add, be(o.Customer+"\x00", o.N), o.ID)
	}
}

// Waits reports whether units of a line wait for our stock.
func Waits(o *order.Order, l *order.Line) bool {
	return !l.Unknown && !o.ByChannel && l.In(order.Backordered)+l.In(order.Open) > 0
}

// Group tells which lines of an order are sourced together or not at all: the parts of
// a kit have the number of its line, all lines of a ship-complete order have 0, and a
// line that goes alone has its own number.
func Group(o *order.Order, l *order.Line) int {
	switch {
	case o.Complete:
		return 0
	case l.KitOf != 0:
		return l.KitOf
	}
	return l.No
}

// KeptBack names the groups of which nothing may be sourced, because one of their lines
// waits and is held, or nobody knows its SKU.
func KeptBack(o *order.Order) map[int]bool {
	var kept map[int]bool
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Sum(order.Bucket.Waiting) > 0 && (l.Unknown || o.Blocked(l, order.StepSource)) {
			if kept == nil {
				kept = map[int]bool{}
			}
			kept[Group(o, l)] = true
		}
	}
	return kept
}

// dated reports whether units of a line wait for a day, promised or not.
func dated(l *order.Line) bool {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Bucket == order.Preordered || p.Ship != 0 && p.Bucket.Waiting() {
			return true
		}
	}
	return false
}

// indexOrder keeps the waiting lines, the open work and the timers of an order.
func (w *World) indexOrder(o *order.Order, add bool) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if Waits(o, l) {
			set(&w.ix.waiting, add, waitKey(o, l.SKU, l.No), WaitEntry{o.ID, l.No})
		}
		if dated(l) {
			set(&w.ix.dated, add, waitKey(o, l.SKU, l.No), WaitEntry{o.ID, l.No})
		}
	}
	w.indexTimers(o, add)
	w.indexHolds(o, add)
	w.indexSplit(o, add)
	if add {
		w.indexRuleHeld(o)
	}
	w.indexAsks(o, add)
	w.indexReturns(o, add)
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; o.HereInFO(f.No) {
			set(&w.ix.work, add, workKey(f.Location, o.N, f.No), struct{}{})
		}
	}
}

// indexHolds keeps the timer of the hold that ends first by itself.
func (w *World) indexHolds(o *order.Order, add bool) {
	var first core.Instant
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && h.Until != 0 && (first == 0 || h.Until < first) {
			first = h.Until
		}
	}
	if first != 0 {
		t := Due{At: first, What: "hold", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

// indexAsks keeps the timer of the answer that is overdue first.
func (w *World) indexAsks(o *order.Order, add bool) {
	if due := o.AnswerDue(); due != 0 {
		t := Due{At: due, What: "ask", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

// indexPreorders keeps the timers of lines that wait for their day. Those that are kept
// back have none: who sets them free sources them.
func (w *World) indexPreorders(o *order.Order, add bool) {
	var kept map[int]bool
	asked := false
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			day := cmp.Or(p.After, p.Ship)
			if p.Bucket != order.Preordered || day == 0 {
				continue
			}
			if !asked { // most orders have no such line
				kept, asked = KeptBack(o), true
			}
			if !kept[Group(o, l)] {
				t := Due{At: w.Begins(day), What: "preorder", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}, rank: preorderRank(o)}
				set(&w.ix.due, add, t.key(), t)
			}
		}
	}
}

// preorderRank orders those who wait for the same day: who was promised all, then some,
// then none of what is preordered, and among them the fair order.
func preorderRank(o *order.Order) string {
	promised, beyond := 0, 0
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.Bucket == order.Preordered && p.Ship != 0 {
				promised = 1
			} else if p.Bucket == order.Preordered {
				beyond = 1
			}
		}
	}
	return string('0'+rune(beyond*(2-promised))) + waitKey(o, "", 0)
}
