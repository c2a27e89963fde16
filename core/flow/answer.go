package flow

import (
	"cmp"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// answer records what an outsider says. It is a fact: what comes for an order that is not
// known, twice, or with other numbers than were asked for, stands on the board.
func (d *Decider) answer(tx *world.Tx, c *order.Answer) error {
	o := tx.W.Orders.Get(c.Order)
	if o == nil {
		d.contradict(tx, orderRef(c.Order), "", "an answer came to ask %d, but there is no such order", c.Ask)
		return nil
	}
	if err := badLines(tx, o, c.Lines); err != nil {
		return err
	}
	if c.Refused && len(c.Lines) > 0 || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, o.ID, "an answer names the units it says yes to, or refuses all, in at most %d bytes", core.MaxTextBytes)
	}
	a := o.Ask(c.Ask)
	switch {
	case a == nil:
		d.contradict(tx, orderRef(o.ID), askItem(c.Ask), "an answer came to ask %d, but nobody was asked that", c.Ask)
	case !a.Open():
		d.answeredBefore(tx, o, a, c)
	case a.For == order.AskCancel:
		d.answerCancel(tx, o, *a, c)
	case a.For == order.AskAmend:
		d.answerAmend(tx, o, *a, c)
	default:
		d.answerRequest(tx, o, *a, c)
	}
	return nil
}

// answeredBefore looks at an answer to what has ended: a repeat changes nothing, another
// one stands on the board.
func (d *Decider) answeredBefore(tx *world.Tx, o *order.Order, a *order.Ask, c *order.Answer) {
	now := order.OutcomeAccepted
	switch {
	case c.Refused:
		now = order.OutcomeRefused
	case len(c.Lines) > 0 && order.Units(c.Lines) < order.Units(a.Lines):
		now = order.OutcomePartly
	}
	same := now == a.Outcome && (now != order.OutcomePartly || order.Units(c.Lines) == order.Units(a.Granted))
	if same || c.Refused && a.Outcome == order.OutcomeOvertaken {
		tx.Emit(&order.Ignored{Order: o.ID, Why: fmt.Sprintf("ask %d was %s already", a.No, a.Outcome)})
		return
	}
	d.contradict(tx, orderRef(o.ID), askItem(a.No), "ask %d, to %s, was %s on %s; now %s says: %s", a.No, o.Wish(a), a.Outcome, a.Ended, o.FO(a.FO).Location, now)
}

// granted splits what an answer says yes to: units that the ask is about, and too many.
func granted(a *order.Ask, c *order.Answer, have func(line int) core.Quantity) (yes, over []order.LineQty) {
	said := c.Lines
	if len(said) == 0 && !c.Refused {
		said = a.Lines
	}
	for _, q := range said {
		var before core.Quantity
		for i := range yes {
			if yes[i].Line == q.Line {
				before = yes[i].Qty
			}
		}
		n := max(min(q.Qty, have(q.Line)-before), 0)
		if n > 0 {
			yes = addUnits(yes, q.Line, n)
		}
		if n < q.Qty && len(c.Lines) > 0 {
			over = addUnits(over, q.Line, q.Qty-n)
		}
	}
	return yes, over
}

// outcomeOf compares what was granted with what was asked.
func outcomeOf(yes core.Quantity, a *order.Ask) order.Outcome {
	switch {
	case yes == 0:
		return order.OutcomeRefused
	case yes < order.Units(a.Lines):
		return order.OutcomePartly
	}
	return order.OutcomeAccepted
}

// saidTooMany puts on the board that an answer names more units than it was asked about.
func (d *Decider) saidTooMany(tx *world.Tx, id string, no int, over []order.LineQty) {
	for _, q := range over {
		c := call{subject: orderRef(id), kind: exception.Contradiction, item: fmt.Sprintf("%s/%d", askItem(no), q.Line)}
		d.surplus(tx, c, q.Qty, "the answer to ask %d names %d more units of line %d than it was about", no, q.Line)
	}
}

// answerRequest releases what a location will ship, and sources the rest elsewhere.
func (d *Decider) answerRequest(tx *world.Tx, o *order.Order, a order.Ask, c *order.Answer) {
	id, held := o.ID, core.Quantity(0)
	yes, over := granted(&a, c, func(line int) core.Quantity {
		if l := o.Line(line); l != nil {
			return l.InFO(a.FO, order.Allocated)
		}
		return 0
	})
	var moves []order.UnitMove
	for _, q := range yes {
		moves = append(moves, order.UnitMove{Line: q.Line, From: order.Allocated, To: order.Released, Qty: q.Qty, FO: a.FO, ToFO: a.FO})
	}
	if len(moves) > 0 {
		held = blockedMoves(o, moves, order.StepRelease)
		tx.Emit(&order.Moved{Order: id, Cause: "accepted", FO: a.FO, Moves: moves, Reason: c.Reason})
	}
	endAsk(tx, &order.Answered{Order: id, Ask: a.No, Outcome: outcomeOf(order.Units(yes), &a), Granted: yes, Why: c.Reason})
	e := &order.Moved{Order: id, Cause: "rejected", Reason: cmp.Or(c.Reason, "refused")}
	if len(moves) == 0 {
		e.FO = a.FO
	}
	d.giveBack(tx, id, a.FO, nil, e)
	d.saidTooMany(tx, id, a.No, over)
	d.wasHeld(tx, id, a.FO, held, "accepted although a hold blocks their release")
	d.watchOrder(tx, id)
	d.watchBalances(tx)
}

// answerCancel cancels what a location did not send, and calls out what it will.
func (d *Decider) answerCancel(tx *world.Tx, o *order.Order, a order.Ask, c *order.Answer) {
	id := o.ID
	yes, over := granted(&a, c, a.Left)
	endAsk(tx, &order.Answered{Order: id, Ask: a.No, Outcome: outcomeOf(order.Units(yes), &a), Granted: yes, Why: c.Reason})
	if moves := atLocation(o, a.FO, yes); len(moves) > 0 {
		d.cancelled(tx, o, moves, a.Reason, a.Source)
	}
	for _, q := range a.Lines {
		if n := a.Left(q.Line) - unitsOf(yes, q.Line); n > 0 {
			refusedCancel(tx, tx.W.Orders.Get(id), &a, q.Line, n, c.Reason)
		}
	}
	d.saidTooMany(tx, id, a.No, over)
	d.afterCancel(tx, id)
}

func unitsOf(lines []order.LineQty, line int) core.Quantity {
	var q core.Quantity
	for i := range lines {
		if lines[i].Line == line {
			q += lines[i].Qty
		}
	}
	return q
}

// atLocation takes units out of a fulfillment order, the least advanced first.
func atLocation(o *order.Order, fo int, lines []order.LineQty) (moves []order.UnitMove) {
	for _, q := range lines {
		left := q.Qty
		for b := order.Allocated; b <= order.Packed && left > 0; b++ {
			if n := min(left, o.Line(q.Line).InFO(fo, b)); n > 0 {
				moves = append(moves, order.UnitMove{Line: q.Line, From: b, To: order.Cancelled, Qty: n, FO: fo})
				left -= n
			}
		}
	}
	return moves
}

// refusedCancel calls out a customer's wish that was not followed: the units go on, and
// somebody has to tell the customer, or take them back when they arrive.
func refusedCancel(tx *world.Tx, o *order.Order, a *order.Ask, line int, q core.Quantity, why string) {
	l := o.Line(line)
	if why != "" {
		why = " (" + why + ")"
	}
	raise(tx, orderRef(o.ID), exception.CancelRefused, fmt.Sprintf("%s/%d", askItem(a.No), line),
		fmt.Sprintf("%s did not cancel %s of %s in F%d%s: they go on, for %s %s", o.FO(a.FO).Location, countUnits(q), l.SKU, a.FO, why, o.Currency.Format(o.Worth(l, q)), o.Currency))
}

// answerAmend ends an ask to ship otherwise.
func (d *Decider) answerAmend(tx *world.Tx, o *order.Order, a order.Ask, c *order.Answer) {
	e := &order.Answered{Order: o.ID, Ask: a.No, Outcome: order.OutcomeAccepted, Granted: a.Lines, Why: c.Reason}
	if c.Refused {
		e.Outcome, e.Granted = order.OutcomeRefused, nil
	}
	endAsk(tx, e)
	if c.Refused {
		refused := call{subject: orderRef(o.ID), kind: exception.AmendRefused, item: askItem(a.No)}
		refused.say(tx, fmt.Sprintf("%s sends F%d as it was asked first, not so: %s", o.FO(a.FO).Location, a.FO, a.Reason))
	}
	d.watchOrder(tx, o.ID)
}

// takeUnits cancels units: those that are ours at once. Whoever has the others is asked,
// and they stay where they are until the answer.
func (d *Decider) takeUnits(tx *world.Tx, o *order.Order, moves []order.UnitMove, reason string, source []int64) {
	own, asks := toAsk(tx, o, moves)
	id := o.ID
	if len(own) > 0 {
		d.cancelled(tx, o, own, reason, source)
	}
	askToCancel(tx, id, asks, reason, source)
}

func askToCancel(tx *world.Tx, id string, asks []order.Ask, reason string, source []int64) {
	for i := range asks {
		asks[i].Reason, asks[i].Source = reason, source
		ask(tx, id, asks[i])
	}
}

// toAsk splits units that are to be cancelled: those that may be at once, and what others
// have to be asked, one ask for each fulfillment order.
func toAsk(tx *world.Tx, o *order.Order, moves []order.UnitMove) (own []order.UnitMove, asks []order.Ask) {
	for i := range moves {
		m := moves[i]
		if !mustAsk(tx.W, o, &m) {
			own = append(own, m)
			continue
		}
		at := slices.IndexFunc(asks, func(a order.Ask) bool { return a.FO == m.FO })
		if at < 0 {
			at = len(asks)
			asks = append(asks, order.Ask{For: order.AskCancel, FO: m.FO})
		}
		asks[at].Lines = addUnits(asks[at].Lines, m.Line, m.Qty)
	}
	return own, asks
}

// mustAsk reports whether units can be cancelled only by asking: they are with somebody
// outside who was given them.
func mustAsk(w *world.World, o *order.Order, m *order.UnitMove) bool {
	if !m.From.Here() {
		return false
	}
	l := w.Locations.Get(o.FO(m.FO).Location)
	return l != nil && l.Outside() && (m.From != order.Allocated || o.Bound(m.FO))
}

// cancelled cancels units.
func (d *Decider) cancelled(tx *world.Tx, o *order.Order, moves []order.UnitMove, reason string, source []int64) {
	tx.Emit(&order.Moved{Order: o.ID, Cause: "cancelled", Moves: moves, Reason: reason, Source: source})
	d.putBack(tx, o.ID, moves)
}

// pendingIn sums the units of a line in a bucket of a fulfillment order whose
// cancellation is asked for: the least advanced of those that are there.
func pendingIn(o *order.Order, l *order.Line, fo int, b order.Bucket) core.Quantity {
	if o.More == nil || !b.Here() {
		return 0
	}
	left := o.Pending(l.No, fo)
	for before := order.Allocated; before < b; before++ {
		left -= l.InFO(fo, before)
	}
	return min(max(left, 0), l.InFO(fo, b))
}

// saidCancelled lists what the location of a fulfillment order said that it cancelled, where
// all of it was and nothing has left: what is shipped all the same can only be that.
func saidCancelled(o *order.Order, fo int) (out []order.LineQty) {
	for _, s := range o.Shipments {
		if s.FO == fo {
			return nil
		}
	}
	for _, a := range o.Asks() {
		if a.For == order.AskCancel && a.FO == fo {
			for _, q := range a.Granted {
				out = addUnits(out, q.Line, q.Qty)
			}
		}
	}
	return out
}

// sentCancelled calls out units that were shipped although their location had said that it
// cancelled them; false where it had not.
func sentCancelled(tx *world.Tx, o *order.Order, fo int, q order.LineQty) bool {
	for _, a := range o.Asks() {
		if a.For == order.AskCancel && a.FO == fo && unitsOf(a.Granted, q.Line) >= q.Qty {
			leftAllTheSame(tx, o, a.No, fo, []order.LineQty{q})
			return true
		}
	}
	return false
}
