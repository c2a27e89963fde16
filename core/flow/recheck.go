package flow

import (
	"time"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// Holds that a rule placed end by themselves where the rule's own condition says so. Who
// is asked, and when:
//
//   - the order itself with each command about it (reviewRules);
//   - the others of its customer when what it owes, or the customer, changes: so many at
//     once, the rest in slices between other commands (recheckCustomer);
//   - all that rules hold when a policy becomes active, and else every hour, because a
//     condition may speak of stock, goods and channels, which say nothing to orders.
//
// So no hold that could end stays longer than [RecheckEvery].

// RecheckEvery is the time after which orders that rules hold are looked at again,
// whatever has happened or not.
const RecheckEvery = time.Hour

// recheckSlice is how many orders one command looks at again.
const recheckSlice = 50

// recheckCustomer asks the policy again about the other open orders of a customer whose
// debts or terms have changed.
func (d *Decider) recheckCustomer(tx *world.Tx, customer, but string) {
	if customer != "" {
		d.recheck(tx, world.Recheck{Customer: customer, At: tx.Now}, but)
	}
}

// recheck looks at the next orders that rules hold, oldest first, because what is free is
// theirs, and queues the rest.
func (d *Decider) recheck(tx *world.Tx, c world.Recheck, but string) {
	if r := d.rules(tx.W); r == nil || r.broken != nil {
		return
	}
	var ids []string
	tx.W.RuleHeld(c.Customer, c.After, func(id string) bool {
		if id != but {
			ids = append(ids, id)
		}
		return len(ids) <= recheckSlice
	})
	for i, id := range ids {
		if i == recheckSlice || len(tx.W.Touched()) >= core.MaxDocuments-32 {
			tx.Emit(&world.RecheckQueued{Recheck: c})
			return
		}
		n := len(tx.Events)
		if d.reviewRules(tx, id); len(tx.Events) > n {
			d.source(tx, tx.W.Orders.Get(id), "released")
			d.watchOrder(tx, id)
		}
		c.After = tx.W.Orders.Get(id).N
	}
	if c.Customer == "" && anyRuleHeld(tx.W) {
		d.recheckLater(tx)
	}
}

// stepRecheck takes the next slice of what is queued.
func (d *Decider) stepRecheck(tx *world.Tx) {
	if next, ok := tx.W.Shop().NextRecheck(); ok && next.At <= tx.Now {
		tx.Emit(&world.RecheckTaken{Customer: next.Customer})
		next.At = tx.Now
		d.recheck(tx, next, "")
	}
}

// recheckAll looks at all that rules hold, because the rules are others.
func (d *Decider) recheckAll(tx *world.Tx) {
	if r := d.rules(tx.W); r != nil && r.releases && anyRuleHeld(tx.W) {
		tx.Emit(&world.RecheckQueued{Recheck: world.Recheck{At: tx.Now}})
	}
}

// recheckLater sees to it that what rules hold is looked at in an hour, where a rule says
// what ends a hold.
func (d *Decider) recheckLater(tx *world.Tx) {
	if r := d.rules(tx.W); r == nil || !r.releases {
		return
	}
	for _, c := range tx.W.Shop().Rechecks {
		if c.Customer == "" {
			return
		}
	}
	tx.Emit(&world.RecheckQueued{Recheck: world.Recheck{At: tx.Now.Add(RecheckEvery)}})
}

func anyRuleHeld(w *world.World) (found bool) {
	w.RuleHeld("", 0, func(string) bool { found = true; return false })
	return found
}

// LooksAgain reports whether orders are to be looked at again: split ones, or those that
// rules hold.
func LooksAgain(w *world.World, now core.Instant) bool {
	next, ok := w.Shop().NextRecheck()
	return len(w.Shop().Again) > 0 || ok && next.At <= now
}

// Releasable lists the open holds of an order that their rules would end.
func (d *Decider) Releasable(w *world.World, o *order.Order) (list []order.Hold) {
	r := d.rules(w)
	if r == nil || r.broken != nil || o.Closed != 0 {
		return nil
	}
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && d.releases(r, d.look(w, o), h) {
			list = append(list, *h)
		}
	}
	return list
}
