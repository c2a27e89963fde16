package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// Locations that others run (3PL, drop-ship) are asked: to ship what they are given, not
// to ship it after all, to ship it otherwise. Here asks are opened, fall due, are repeated
// and taken back; answer.go has what their answers do. Whoever moves units of a bound
// fulfillment order by another way need not know of them: settleAsks ends what is settled.

// answerHours is what Settings.AnswerHours stands for when it is not set.
const answerHours = 24

// answerBy is until when a location should answer what it is asked now.
func answerBy(tx *world.Tx, l *catalog.Location) core.Instant {
	own := 0
	if l != nil {
		own = l.AnswerHours
	}
	return tx.Now.Add(time.Duration(cmp.Or(own, tx.W.Shop().Settings.AnswerHours, answerHours)) * time.Hour)
}

// ask opens an ask about a fulfillment order.
func ask(tx *world.Tx, id string, a order.Ask) {
	o := tx.W.Orders.Get(id)
	a.No = len(o.Asks()) + 1
	a.Due = answerBy(tx, tx.W.Locations.Get(o.FO(a.FO).Location))
	tx.Emit(&order.Asked{Order: id, Ask: a})
}

// request asks a location that others run to ship a fulfillment order, unless it was
// asked before, or a hold keeps the order back.
func request(tx *world.Tx, id string, fo int, l *catalog.Location) {
	o := tx.W.Orders.Get(id)
	if !l.Outside() || o.Request(fo) != nil || o.Holding(0)&order.StepRelease != 0 {
		return
	}
	a := order.Ask{For: order.AskFulfil, FO: fo}
	if o.FO(fo).Bought {
		a.For = order.AskBuy
	}
	for _, m := range inFO(o, fo, order.Allocated, order.Released) {
		if o.Blocked(o.Line(m.Line), order.StepRelease) {
			return
		}
		a.Lines = addUnits(a.Lines, m.Line, m.Qty)
	}
	if len(a.Lines) > 0 {
		ask(tx, id, a)
		followPurchases(tx, id)
	}
}

func addUnits(lines []order.LineQty, line int, q core.Quantity) []order.LineQty {
	for i := range lines {
		if lines[i].Line == line {
			lines[i].Qty += q
			return lines
		}
	}
	return append(lines, order.LineQty{Line: line, Qty: q})
}

// movedUnits sums moves by line.
func movedUnits(moves []order.UnitMove) (lines []order.LineQty) {
	for i := range moves {
		lines = addUnits(lines, moves[i].Line, moves[i].Qty)
	}
	return lines
}

// answersLate calls out what was not answered in time.
func (d *Decider) answersLate(tx *world.Tx, id string) {
	for i := range tx.W.Orders.Get(id).Asks() {
		a := tx.W.Orders.Get(id).Ask(i + 1)
		if a.Open() && a.Late == 0 && a.Due <= tx.Now {
			tx.Emit(&order.AskLate{Order: id, Ask: a.No})
		}
	}
	d.watchOrder(tx, id)
}

// askCauses are the exceptions of answers that are overdue.
func askCauses(o *order.Order, out []cause) []cause {
	all := o.Asks()
	for i := range all {
		if a := &all[i]; a.Open() && a.Late != 0 {
			out = append(out, cause{exception.AnswerOverdue, askItem(a.No), fmt.Sprintf("%s was asked on %s to %s, and should have answered by %s", o.FO(a.FO).Location, a.At, o.Wish(a), a.Due)})
		}
	}
	return out
}

func askItem(no int) string { return "A" + strconv.Itoa(no) }

// settleAsks ends the asks of an order that what has happened since has settled: a request
// whose units were worked on, or are gone; and a cancellation whose units have left.
func (d *Decider) settleAsks(tx *world.Tx, id string) {
	followPurchases(tx, id)
	if tx.W.Orders.Get(id).AnswerWaits() == 0 {
		return
	}
	for i := range tx.W.Orders.Get(id).Asks() {
		o := tx.W.Orders.Get(id)
		switch a := *o.Ask(i + 1); {
		case !a.Open():
		case a.For == order.AskCancel:
			d.settleCancel(tx, o, a)
		default:
			settleRequest(tx, o, a)
		}
	}
}

// settleRequest ends a request that is answered by what was done: accepted where its units
// are released or further, refused where the location said so, withdrawn where they went
// elsewhere. A change of what was asked is overtaken once nothing of it is there.
func settleRequest(tx *world.Tx, o *order.Order, a order.Ask) {
	e := &order.Answered{Order: o.ID, Ask: a.No, Outcome: order.OutcomeAccepted, Why: "its units are in work"}
	f := o.FO(a.FO)
	gone := o.InFO(a.FO, order.Shipped)+o.InFO(a.FO, order.Delivered)+o.InFO(a.FO, order.Lost) > 0
	switch {
	case a.For == order.AskAmend:
		if o.HereInFO(a.FO) {
			return
		}
		if e.Outcome, e.Why = order.OutcomeWithdrawn, "nothing of it is there any more"; gone {
			e.Outcome, e.Why = order.OutcomeOvertaken, "it has left"
		}
	case o.InFO(a.FO, order.Allocated) > 0:
		return
	case o.HereInFO(a.FO) || gone:
		e.Granted = a.Lines
	case f.Rejected != "":
		e.Outcome, e.Why = order.OutcomeRefused, f.Rejected
	default:
		e.Outcome, e.Why = order.OutcomeWithdrawn, "nothing of it is there any more"
	}
	endAsk(tx, e)
}

// endAsk ends an ask, and what called out that it is overdue.
func endAsk(tx *world.Tx, e *order.Answered) {
	tx.Emit(e)
	clear(tx, orderRef(e.Order), exception.AnswerOverdue, askItem(e.Ask))
}

// settleCancel looks for units of an open cancellation that are not at their location any
// more. Those that left have left all the same; those that were given back, by a refusal or
// a short pick, are cancelled where they wait now.
func (d *Decider) settleCancel(tx *world.Tx, o *order.Order, a order.Ask) {
	var gone []order.LineQty
	var moves []order.UnitMove
	for _, q := range a.Lines {
		l := o.Line(q.Line)
		left := a.Left(q.Line)
		missing := min(o.Pending(q.Line, a.FO)-l.HereIn(a.FO), left)
		if missing <= 0 {
			continue
		}
		back := core.Quantity(0)
		if moves, back = takeOut(moves, o, l, missing, order.Allocated, order.Cancelled); back > 0 {
			gone = addUnits(gone, q.Line, back)
		}
	}
	if len(gone)+len(moves) == 0 {
		return
	}
	done := append(slices.Clone(gone), movedUnits(moves)...)
	tx.Emit(&order.AskOutrun{Order: o.ID, Ask: a.No, Gone: done})
	if len(moves) > 0 {
		d.takeUnits(tx, o, moves, a.Reason, a.Source)
		d.setFree(tx, o.ID)
	}
	o = tx.W.Orders.Get(o.ID)
	now := o.Ask(a.No)
	if order.Units(now.Lines) == order.Units(now.Gone) {
		e := &order.Answered{Order: o.ID, Ask: a.No, Outcome: order.OutcomeAccepted, Granted: movedUnits(moves), Why: "units of the line that had not left were cancelled"}
		if len(gone) > 0 {
			e.Outcome, e.Why = order.OutcomeOvertaken, "its units had left"
		}
		endAsk(tx, e)
	}
	if len(gone) > 0 {
		leftAllTheSame(tx, o, a.No, a.FO, gone)
	}
}

// leftAllTheSame calls out units that left although they were to be cancelled, with what
// they are worth.
func leftAllTheSame(tx *world.Tx, o *order.Order, no, fo int, gone []order.LineQty) {
	for _, q := range gone {
		l := o.Line(q.Line)
		c := call{subject: orderRef(o.ID), kind: exception.ShippedCancelled, item: fmt.Sprintf("%s/%d", askItem(no), q.Line)}
		c.count(tx, q.Qty, func(all core.Quantity) string {
			return fmt.Sprintf("%s of %s left %s with F%d although they were to be cancelled; %s %s are at stake",
				countUnits(all), l.SKU, o.FO(fo).Location, fo, o.Currency.Format(o.Worth(l, all)), o.Currency)
		})
	}
}

// askAgain repeats an ask that is open; of a cancellation or a change that was refused it
// asks once more about what is still there.
func (d *Decider) askAgain(tx *world.Tx, c *order.AskAgain) error {
	o, a, err := needAsk(tx, c.Order, c.Ask)
	switch {
	case err != nil:
		return err
	case len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeLimit, tx, o.ID, "the reason has at most %d bytes", core.MaxTextBytes)
	case a.Open():
		tx.Emit(&order.AskedAgain{Order: o.ID, Ask: a.No, Due: answerBy(tx, tx.W.Locations.Get(o.FO(a.FO).Location)), Reason: c.Reason})
		d.watchCauses(tx, o.ID)
		return nil
	case a.For == order.AskFulfil || a.For == order.AskBuy:
		return refuse(core.CodeState, tx, o.ID, "ask %d was %s; what it was about is sourced elsewhere", a.No, a.Outcome)
	}
	again := order.Ask{For: a.For, FO: a.FO, Reason: cmp.Or(c.Reason, a.Reason)}
	for _, q := range a.Lines {
		if n := min(q.Qty, o.Line(q.Line).HereIn(a.FO)-o.Pending(q.Line, a.FO)); n > 0 {
			again.Lines = append(again.Lines, order.LineQty{Line: q.Line, Qty: n})
		}
	}
	if a.Outcome == order.OutcomeAccepted || len(again.Lines) == 0 || a.For == order.AskAmend && amendAsked(o, a.FO) {
		return refuse(core.CodeState, tx, o.ID, "ask %d was %s, and nothing is left at %s to ask again for", a.No, a.Outcome, o.FO(a.FO).Location)
	}
	ask(tx, o.ID, again)
	d.watchCauses(tx, o.ID)
	return nil
}

func amendAsked(o *order.Order, fo int) bool {
	return slices.ContainsFunc(o.Asks(), func(a order.Ask) bool { return a.For == order.AskAmend && a.FO == fo && a.Open() })
}

// needAsk finds an ask or refuses.
func needAsk(tx *world.Tx, id string, no int) (*order.Order, *order.Ask, error) {
	o, err := needOrder(tx, id)
	if err != nil {
		return nil, nil, err
	}
	a := o.Ask(no)
	if a == nil {
		return nil, nil, refuse(core.CodeNotFound, tx, id, "nobody was asked under number %d", no)
	}
	return o, a, nil
}

// withdraw takes back an ask that is not answered.
func (d *Decider) withdraw(tx *world.Tx, c *order.Withdraw) error {
	o, a, err := needAsk(tx, c.Order, c.Ask)
	switch {
	case err != nil:
		return err
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, o.ID, "say why it is not asked any more")
	case !a.Open():
		return refuse(core.CodeState, tx, o.ID, "ask %d was %s already", a.No, a.Outcome)
	}
	id, fo, what := o.ID, a.FO, a.For
	endAsk(tx, &order.Answered{Order: id, Ask: a.No, Outcome: order.OutcomeWithdrawn, Why: c.Reason})
	if what == order.AskFulfil || what == order.AskBuy {
		d.giveBack(tx, id, fo, nil, &order.Moved{Order: id, Cause: "rerouted", Reason: c.Reason})
	}
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	return nil
}

// giveBack takes what is allocated at a fulfillment order away from it, but for the units
// in keep, and sources it elsewhere: its location is not offered them again before a count.
func (d *Decider) giveBack(tx *world.Tx, id string, fo int, keep []order.UnitMove, e *order.Moved) {
	o := tx.W.Orders.Get(id)
	for _, m := range inFO(o, fo, order.Allocated, order.Open) {
		m.ToFO = 0
		if m.Qty -= taken(keep, m.Line, fo, order.Allocated) + taken(e.Moves, m.Line, fo, order.Allocated); m.Qty > 0 {
			e.Moves = append(e.Moves, m)
			e.Avoid = append(e.Avoid, order.Avoid{Line: m.Line, Location: o.FO(fo).Location, At: tx.Now})
		}
	}
	if len(e.Moves) > 0 {
		tx.Emit(e)
		d.source(tx, tx.W.Orders.Get(id), "rerouted")
	}
}
