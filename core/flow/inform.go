package flow

import (
	"cmp"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// inform records what a channel or checker learned of an order, and asks the policy
// again: about the order, and about the others of its customer, whose debts moved.
func (d *Decider) inform(tx *world.Tx, c *order.Inform) error {
	p := c.Payment
	switch {
	case c.Risk != nil && (*c.Risk < 0 || *c.Risk > 100) || !sendableTags(c.Tags):
		return refuse(core.CodeLimit, tx, cmp.Or(c.Order, c.External), "a fraud score lies between 0 and 100; an order has at most %d tags of 1 to %d bytes", maxTags, core.MaxIDBytes)
	case p != nil && (!sendable(p.Authorised) || !sendable(p.Captured) || !sendable(p.Refunded)):
		return refuse(core.CodeLimit, tx, cmp.Or(c.Order, c.External), "a payment is beyond the limits")
	case c.Risk == nil && p == nil && c.Tags == nil:
		return refuse(core.CodeInvalid, tx, cmp.Or(c.Order, c.External), "says nothing; give a risk, a payment or tags")
	}
	o := tx.W.Orders.Get(c.Order)
	if c.Order == "" {
		o = tx.W.OrderByExternal(c.Channel, c.External)
	}
	if o == nil {
		at := call{subject: orderRef(cmp.Or(c.Order, c.External)), kind: exception.Contradiction, item: "inform"}
		if c.Order == "" {
			at.subject = core.Ref{Noun: catalog.NounChannel, ID: c.Channel}
			at.item = c.External
		}
		at.say(tx, "something was learned of an order that is not here")
		return nil
	}
	if same(o, c) {
		tx.Emit(&order.Ignored{Order: o.ID, Why: "it says what was known"})
		return nil
	}
	tx.Emit(&order.Informed{Order: o.ID, Risk: c.Risk, Payment: c.Payment, Tags: c.Tags})
	d.refund(tx, o.ID, order.Refund{Cause: order.CauseCaptured}, "", nil)
	d.reviewRules(tx, o.ID)
	d.source(tx, tx.W.Orders.Get(o.ID), "released")
	d.watchOrder(tx, o.ID)
	d.recheckCustomer(tx, o.Customer, o.ID)
	return nil
}

func same(o *order.Order, c *order.Inform) bool {
	return (c.Risk == nil || *c.Risk == o.Risk) && (c.Payment == nil || *c.Payment == o.Payment) && (c.Tags == nil || slices.Equal(c.Tags, o.Tags))
}

// expireHolds ends the holds of an order whose time is over: by release, or, where the
// rule says so, by rejection, which cancels what they hold.
func (d *Decider) expireHolds(tx *world.Tx, id string) {
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		h := o.Holds[i]
		switch {
		case h.Done != "" || h.Until == 0 || h.Until > tx.Now:
		case h.Drop:
			moves := stopAll(o, h.Line)
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "rejected", Why: "its time is over"})
			if len(moves) > 0 {
				d.emitCancel(tx, o, moves, "hold_expired", nil)
			}
		default:
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: "its time is over", By: "timer"})
		}
	}
	d.reviewRules(tx, id)
	d.source(tx, tx.W.Orders.Get(id), "released")
	d.watchOrder(tx, id)
}
