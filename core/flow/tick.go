package flow

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// tick fires timers that are due, at most core.MaxDue of them, or steps jobs, or fills
// SKUs and tells those who still wait for them when.
func (d *Decider) tick(tx *world.Tx, c *world.Tick) error {
	if c.Again {
		if d.stepAgain(tx); len(tx.Events) == 0 {
			d.stepRecheck(tx)
		}
		return nil
	}
	fill, again := apart(c.Fill)
	again = slices.DeleteFunc(again, func(word string) bool {
		location, room := strings.CutPrefix(word, roomWord)
		if room {
			d.bringForward(tx, location)
		}
		return room
	})
	vain := map[string]bool{}
	for _, s := range fill {
		sku, at := fillFrom(s)
		d.fill(tx, sku, at, vain)
	}
	for _, s := range fill {
		sku, _ := fillFrom(s)
		d.redate(tx, sku)
	}
	queueAgain(tx, again)
	if len(c.Fill) > 0 {
		return nil
	}
	for i, t := range dueNow(tx, c.Jobs) {
		if t.What == "work" {
			if i == 0 {
				d.workDue(tx, tx.W.Loads.Get(t.Subject.ID))
			}
			break // it looks at orders that nothing else has touched
		}
		d.fire(tx, t)
		if len(tx.W.Touched()) >= core.MaxDocuments-8 {
			break
		}
	}
	return nil
}

// dueNow lists the timers that are due, or else the jobs, where they are asked for: a job
// decides nothing at an instant before what came due until then.
func dueNow(tx *world.Tx, withJobs bool) []world.Due {
	var timers, jobs []world.Due
	tx.W.DueBefore(tx.Now, func(t world.Due) bool {
		if !t.Background() {
			timers = append(timers, t)
		} else if withJobs {
			jobs = append(jobs, t)
		}
		return len(timers) < core.MaxDue
	})
	if len(timers) > 0 {
		return timers
	}
	return jobs[:min(len(jobs), core.MaxDue)]
}

// fire looks at what a timer is about. What an earlier timer of the same tick has
// settled is left alone.
func (d *Decider) fire(tx *world.Tx, t world.Due) {
	switch t.What {
	case world.DueJob:
		d.stepJob(tx, t.Subject.ID)
	case world.DueAgain:
		d.stepAgain(tx)
	case world.DueRecheck:
		d.stepRecheck(tx)
	case "day":
		l := tx.W.Loads.Get(t.Subject.ID)
		tx.Emit(&world.DayOver{Location: l.Location, Day: l.Day})
	case "late":
		if o := tx.W.Orders.Get(t.Subject.ID); o.Late == 0 && unsent(o) > 0 {
			tx.Emit(&order.Overdue{Order: o.ID})
			d.watchOrder(tx, t.Subject.ID)
		}
	case "risk":
		id := t.Subject.ID
		tx.Emit(&order.AtRisk{Order: id, Near: tx.W.Near(tx.W.Orders.Get(id), tx.Now)})
		d.watchOrder(tx, id)
	case "preorder":
		d.source(tx, tx.W.Orders.Get(t.Subject.ID), "due")
		d.watchOrder(tx, t.Subject.ID)
	case "collect":
		d.expire(tx, t.Subject.ID)
	case "cancel":
		d.cancelUnwanted(tx, t.Subject.ID)
	case "ask":
		d.answersLate(tx, t.Subject.ID)
	case "hold":
		d.expireHolds(tx, t.Subject.ID)
	case "return":
		d.expireReturns(tx, t.Subject.ID)
	case "policy":
		tx.Emit(&policy.Stepped{Policy: t.Subject.ID, To: policy.Active, Comment: "its day has come"})
		d.recheckAll(tx)
	case "exception":
		if x := tx.W.Exceptions.Get(t.Subject.ID); x.Closed == 0 && !x.Escalated {
			tx.Emit(&exception.Changed{Exception: x.ID, Escalated: true})
		}
	case "reservation":
		r := tx.W.Reservations.Get(t.Subject.ID)
		tx.Emit(&stock.ReservationReleased{Reservation: r.ID, Qty: r.Qty, Reason: "expired"})
		d.watchBalances(tx)
	case "supply":
		tx.Emit(&supply.Overdue{ID: t.Subject.ID})
		if doc := tx.W.Document(t.Subject.ID); doc.LateSeen {
			raise(tx, t.Subject, exception.PurchaseLate, "", fmt.Sprintf("%s was expected on %s and has not come in full", doc.ID, doc.LastExpected()))
		}
	}
}
