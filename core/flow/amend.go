package flow

import (
	"slices"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

func (d *Decider) amend(tx *world.Tx, c *order.Amend) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, o.ID, "say why the order changes")
	}
	if to := c.ShipTo; to != nil && to.Country != "" && !core.KnownCountry(to.Country) {
		return refuse(core.CodeInvalid, tx, o.ID, noCountry, to.Country)
	}
	e := &order.Amended{Order: o.ID, NewParty: c.ShipTo != nil, Service: c.Service, Complete: c.Complete, Reason: c.Reason}
	elsewhere := c.ShipTo != nil || c.Service != ""
	if why := settledPlace(o); elsewhere && why != "" {
		return refuse(core.CodeState, tx, o.ID, "%s; address and service stand", why)
	}
	for i := range c.Lines {
		if err := d.amendLine(tx, o, &c.Lines[i], e); err != nil {
			return err
		}
	}
	if err := d.addLines(tx, o, c.Add, e); err != nil {
		return err
	}
	if why := unpacking(tx, o, e.Moves); why != "" {
		return refuse(core.CodeForbidden, tx, o.ID, "%s", why)
	}
	d.emitAmended(tx, e, verdict{}, c.ShipTo, elsewhere)
	return nil
}

// verdict is what validation says about a changed order.
type verdict struct {
	place []order.Hold // holds to place
	over  []order.Hold // open ones that are over
	money bool         // prices and totals were looked at
}

// emitAmended emits the change, ends and places holds as it and the verdict ask for,
// and sources again: everything that is not picked when the order goes elsewhere now.
func (d *Decider) emitAmended(tx *world.Tx, e *order.Amended, v verdict, party *core.Party, elsewhere bool) {
	id := e.Order
	own, asks := toAsk(tx, tx.W.Orders.Get(id), e.Moves)
	e.Moves = own
	tx.Emit(e)
	askToCancel(tx, id, asks, e.Reason, nil)
	d.putBack(tx, id, own)
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		h := &o.Holds[i]
		gone := slices.ContainsFunc(v.over, func(g order.Hold) bool { return g.No == h.No })
		if h.Done == "" && (gone || answered(tx, o, h, party)) {
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: "corrected"})
		}
	}
	d.holdAgain(tx, id, &v, party)
	holdErased(tx, id)
	for _, h := range v.place {
		h.No = len(tx.W.Orders.Get(id).Holds) + 1
		tx.Emit(&order.Held{Order: id, Hold: h})
	}
	d.endHolds(tx, id)
	d.reviewRules(tx, id)
	if moves := unsource(tx.W.Orders.Get(id)); elsewhere && len(moves) > 0 {
		tx.Emit(&order.Moved{Order: id, Cause: "rerouted", Moves: moves, Reason: e.Reason})
	}
	if elsewhere {
		askToAmend(tx, id, e)
	}
	d.source(tx, tx.W.Orders.Get(id), "amended")
	if e.Rev != 0 {
		d.refund(tx, id, order.Refund{Cause: order.CauseAmended, Reason: e.Reason}, "", nil)
	}
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	for i := range e.Lines {
		if was := e.Lines[i].Was; was != "" {
			watchSupply(tx, was)
		}
	}
	d.recheckCustomer(tx, tx.W.Orders.Get(id).Customer, id)
}

// holdAgain places holds that ended because nothing was left to hold, where a change
// has brought something back. Those that validation has looked at are not among them, nor
// those of the policy, which is asked again.
func (d *Decider) holdAgain(tx *world.Tx, id string, v *verdict, party *core.Party) {
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		h := o.Holds[i]
		judged := v.money && (h.Type == HoldPrice || h.Type == HoldTotal)
		if h.Why != nothingLeft || h.Rule != "" || judged || o.OpenHold(h.Type, h.Line) != nil || !holdsUnits(o, &h) || answered(tx, o, &h, party) {
			continue
		}
		h.No, h.At, h.Done, h.Why = len(o.Holds)+1, tx.Now, "", ""
		tx.Emit(&order.Held{Order: id, Hold: h})
	}
}

// unsource takes allocated and released units back into open, but for those that others have.
func unsource(o *order.Order) []order.UnitMove {
	var moves []order.UnitMove
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.Bucket.Unpicked() && !o.Bound(p.FO) {
				moves = append(moves, order.UnitMove{Line: o.Lines[i].No, From: p.Bucket, To: order.Open, Qty: p.Qty, FO: p.FO})
			}
		}
	}
	return moves
}

// answered reports whether a hold's cause is gone after an amendment.
func answered(tx *world.Tx, o *order.Order, h *order.Hold, party *core.Party) bool {
	if h.Type == HoldAddress || h.Type == HoldErased {
		return party != nil && party.Complete
	}
	l := o.Line(h.Line)
	if l == nil {
		return false
	}
	switch h.Type {
	case HoldSKU:
		return !l.Unknown
	case HoldQuantity:
		return l.Qty > 0
	case HoldBlocked:
		return !blocked(tx.W.SKUs.Get(l.SKU))
	}
	return false
}

func (d *Decider) amendLine(tx *world.Tx, o *order.Order, c *order.LineEdit, e *order.Amended) error {
	l := o.Line(c.Line)
	switch {
	case l == nil:
		return refuse(core.CodeNotFound, tx, o.ID, "there is no line %d", c.Line)
	case l.IsKit || l.KitOf != 0:
		return refuse(core.CodeState, tx, o.ID, "line %d is part of a kit; cancel it and add a line instead", c.Line)
	case moved(e.Moves, c.Line, order.Open) > 0 || changes(e, c.Line):
		return refuse(core.CodeInvalid, tx, o.ID, "line %d stands twice in the amendment", c.Line)
	}
	change := order.LineChange{Line: c.Line}
	if c.SKU != "" && c.SKU != l.SKU {
		s := tx.W.SKU(c.SKU)
		switch {
		case s == nil:
			return noSKU(tx, c.SKU)
		case blocked(s):
			return refuse(core.CodeState, tx, s.ID, "is %s; it is not sold", s.Lifecycle)
		case len(s.Kit) > 0:
			return refuse(core.CodeState, tx, o.ID, "%s is a kit; cancel line %d and add a line instead", s.ID, c.Line)
		case l.Sum(order.Bucket.Waiting) != l.Qty:
			return refuse(core.CodeState, tx, o.ID, "units of line %d are sourced or final; cancel them and add a line instead", c.Line)
		}
		change.SKU, change.Was = s.ID, l.SKU
	}
	if c.Qty != nil {
		if *c.Qty < 0 || *c.Qty > core.MaxQuantity {
			return refuse(core.CodeInvalid, tx, o.ID, "line %d cannot have %d units", c.Line, *c.Qty)
		}
		if missing := resize(o, l, *c.Qty, order.Packed, &change, e); missing > 0 {
			return refuse(core.CodeState, tx, o.ID, "line %d: %d units have shipped; at least that many stay: ask for a return", c.Line, l.Sum(order.Bucket.Gone))
		}
		if !payInPacks(l, &change) {
			return refuse(core.CodeInvalid, tx, o.ID, "line %d was ordered by the %s of %d; change it by whole ones, or add a line", c.Line, l.Unit, l.Qty/l.UnitQty)
		}
	}
	if change.SKU != "" || change.Qty != 0 {
		e.Lines = append(e.Lines, change)
	}
	return nil
}

func changes(e *order.Amended, line int) bool {
	for i := range e.Lines {
		if e.Lines[i].Line == line {
			return true
		}
	}
	for i := range e.Moves {
		if e.Moves[i].Line == line {
			return true
		}
	}
	return false
}

// resize brings the units of a line that are not cancelled to qty: more become open,
// fewer are cancelled as far as the last bucket that may be. It returns how many could not be.
func resize(o *order.Order, l *order.Line, qty core.Quantity, last order.Bucket, change *order.LineChange, e *order.Amended) core.Quantity {
	left := l.Qty - l.In(order.Cancelled) - pendingOf(o, l)
	if qty >= left {
		change.Qty = qty - left
		return 0
	}
	var missing core.Quantity
	e.Moves, missing = takeOut(e.Moves, o, l, left-qty, last, order.Cancelled)
	return missing
}

// payInPacks lets more units of a line be paid for in the unit that it was ordered in;
// false where they do not make whole ones. What a unit of an unknown SKU holds nobody knows.
func payInPacks(l *order.Line, change *order.LineChange) bool {
	if change.Qty <= 0 || l.Unknown || l.Unit == "" || l.UnitQty < 1 || l.Qty < l.UnitQty {
		return true
	}
	per := l.Qty / l.UnitQty
	if change.Qty%per != 0 {
		return false
	}
	t := l.Terms()
	t.UnitQty += change.Qty / per
	change.Terms = &t
	return true
}

// addLines adds lines of the command to an Amended event, kits with their components.
func (d *Decider) addLines(tx *world.Tx, o *order.Order, lines []order.NewLine, e *order.Amended) error {
	next := len(o.Lines)
	for i := range lines {
		n := &lines[i]
		s := tx.W.SKU(n.SKU)
		if s == nil {
			return noSKU(tx, n.SKU)
		}
		units, ok := shippable(s, n)
		switch {
		case beyond(n) != "":
			return refuse(core.CodeLimit, tx, o.ID, "added line %d: %s", i+1, beyond(n))
		case blocked(s):
			return refuse(core.CodeState, tx, s.ID, "is %s; it is not sold", s.Lifecycle)
		case !ok:
			return refuse(core.CodeInvalid, tx, o.ID, "%s of %s is not a quantity that can be shipped", sent(n), s.ID)
		}
		next++
		kit := next
		e.Lines = append(e.Lines, order.LineChange{From: i, SKU: s.ID, Qty: units, IsKit: len(s.Kit) > 0})
		for _, k := range s.Kit {
			next++
			e.Lines = append(e.Lines, order.LineChange{From: i, SKU: k.SKU, Qty: units * k.Qty, KitOf: kit, PerKit: k.Qty})
		}
	}
	if next > core.MaxLines {
		return refuse(core.CodeLimit, tx, o.ID, "an order has at most %d lines", core.MaxLines)
	}
	return nil
}
