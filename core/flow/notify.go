package flow

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// prospect is what a customer can count on of the lines of an order, in their order.
type prospect []outlook

// outlook is what can be counted on of one line.
type outlook struct {
	deliver   core.Date     // latest delivery that is promised of what has not left; 0: none is
	undated   core.Quantity // units that wait and are promised no day
	cancelled core.Quantity
}

// prospectOf is to be asked before a decision that may break a promise; notify compares.
func prospectOf(o *order.Order) prospect {
	p := make(prospect, len(o.Lines))
	for i := range o.Lines {
		p[i] = outlookOf(&o.Lines[i])
	}
	return p
}

func outlookOf(l *order.Line) (out outlook) {
	for i := range l.Portions {
		switch p := &l.Portions[i]; {
		case p.Bucket == order.Cancelled:
			out.cancelled += p.Qty
		case !p.Bucket.Waiting() && !p.Bucket.Here():
		case p.Deliver == 0:
			out.undated += p.Qty
		default:
			out.deliver = max(out.deliver, p.Deliver)
		}
	}
	return out
}

// worse says how one outlook is worse than what was counted on before; "" if it is not.
func (was outlook) worse(now outlook) order.NoticeKind {
	switch {
	case now.cancelled > was.cancelled:
		return order.Dropped
	case now.undated > was.undated:
		return order.Waits
	case was.deliver != 0 && now.deliver > was.deliver:
		return order.Delayed
	}
	return ""
}

// notify tells the customer of an order that a promise became worse than it was before:
// once for the order and the cause, and not at all where nothing became worse. It emits
// an event and is called when the decision has emitted its own; it reports whether the
// customer is told now.
func notify(tx *world.Tx, id, cause string, before prospect) bool {
	o := tx.W.Orders.Get(id)
	if o.Noticed(cause) != nil {
		return false
	}
	e := &order.Notice{Order: id, Cause: cause}
	rank := (order.NoticeKind)("").Words()
	for i := range before[:min(len(before), len(o.Lines))] {
		now := outlookOf(&o.Lines[i])
		what := before[i].worse(now)
		if what == "" {
			continue
		}
		if e.What == "" || slices.Index(rank, string(what)) < slices.Index(rank, string(e.What)) {
			e.What = what
		}
		e.Lines = append(e.Lines, o.Lines[i].No)
		e.Was = max(e.Was, before[i].deliver)
	}
	if e.What == "" {
		return false
	}
	e.Now, _ = countedOn(o, e.Lines)
	tx.Emit(e)
	return true
}

// notifyRestored tells the customer, once, that what they were told for a cause is good
// again: all lines that it was about are promised what they were before, or earlier.
func notifyRestored(tx *world.Tx, id, cause string) bool {
	o := tx.W.Orders.Get(id)
	n := o.Noticed(cause)
	if n == nil || n.Restored != 0 || n.What == order.Dropped {
		return false
	}
	now, some := countedOn(o, n.Lines)
	if !some || now == 0 || n.Was != 0 && now > n.Was {
		return false
	}
	tx.Emit(&order.Notice{Order: id, Cause: cause, What: order.Restored, Lines: n.Lines, Was: n.Was, Now: now})
	return true
}

// countedOn is the latest delivery of what has not left of some lines, 0 where any unit is
// promised no day, and whether anything has not left.
func countedOn(o *order.Order, lines []int) (day core.Date, some bool) {
	undated := false
	for _, no := range lines {
		now := outlookOf(o.Line(no))
		day = max(day, now.deliver)
		undated = undated || now.undated > 0
	}
	if undated {
		return 0, true
	}
	return day, day != 0
}

// madeGood tells the customer of an order that what a fact took is promised again.
func madeGood(tx *world.Tx, id string) {
	if m := tx.W.Orders.Get(id).More; m != nil {
		for _, n := range slices.Clone(m.Notices) {
			if strings.HasPrefix(n.Cause, drawn) {
				notifyRestored(tx, id, n.Cause)
			}
		}
	}
}

// goodAgain tells the customer of what is good again that outages which are over had broken.
func goodAgain(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	if o.More == nil {
		return
	}
	for _, n := range o.More.Notices {
		if out := tx.W.Outages.Get(n.Cause); out != nil && out.Ended != 0 {
			notifyRestored(tx, id, n.Cause)
		}
	}
}

// heard is what a customer can count on, in a shop that has ever had an outage; else nil:
// what moves a promise there is told by nobody.
func heard(w *world.World, id string) prospect {
	if w.Shop().Outages == 0 {
		return nil
	}
	return prospectOf(w.Orders.Get(id))
}

// failing is the outage that lasts because of which supply of a SKU comes later, "" where
// none does: its supplier slips, or it comes to a location that is closed.
func failing(w *world.World, sku string) (id string) {
	w.Supply(sku, func(c world.Coming) bool {
		if doc := w.Document(c.ID); doc.Outage != "" {
			id = doc.Outage
		} else if l := w.Locations.Get(c.Location); l != nil && l.Closed {
			id = l.Outage
		}
		return id == ""
	})
	return id
}
