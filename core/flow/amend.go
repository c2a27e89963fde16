package flow

import (
	"fmt"

	"andon/core"
	"andon/core/exception"
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
	e := &order.Amended{Order: o.ID, NewParty: c.ShipTo != nil, Service: c.Service, Complete: c.Complete, Reason: c.Reason}
	elsewhere := c.ShipTo != nil || c.Service != ""
	if elsewhere && o.Sum(pickedOrGone) > 0 {
		return refuse(core.CodeState, tx, o.ID, "units are picked or have left; address and service stand")
	}
	for i := range c.Lines {
		if err := d.amendLine(tx, o, &c.Lines[i], e); err != nil {
			return err
		}
	}
	if err := d.addLines(tx, o, c.Add, e); err != nil {
		return err
	}
	d.emitAmended(tx, e, c.ShipTo, elsewhere)
	return nil
}

func pickedOrGone(b order.Bucket) bool { return b >= order.Picked && b <= order.Lost }

// emitAmended emits the change, ends the holds that it answers, and sources again:
// everything that is not picked when the order goes elsewhere now.
func (d *Decider) emitAmended(tx *world.Tx, e *order.Amended, party *core.Party, elsewhere bool) {
	id := e.Order
	tx.Emit(e)
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		h := &o.Holds[i]
		if h.Done == "" && answered(o, h, party) {
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: "corrected"})
		}
	}
	d.endHolds(tx, id)
	if moves := unsource(tx.W.Orders.Get(id)); elsewhere && len(moves) > 0 {
		tx.Emit(&order.Moved{Order: id, Cause: "rerouted", Moves: moves, Reason: e.Reason})
	}
	d.source(tx, tx.W.Orders.Get(id), "amended")
	d.watchOrder(tx, id)
	d.watchBalances(tx)
}

// unsource takes allocated and released units back into open.
func unsource(o *order.Order) []order.UnitMove {
	var moves []order.UnitMove
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.Bucket == order.Allocated || p.Bucket == order.Released {
				moves = append(moves, order.UnitMove{Line: o.Lines[i].No, From: p.Bucket, To: order.Open, Qty: p.Qty, FO: p.FO})
			}
		}
	}
	return moves
}

func answered(o *order.Order, h *order.Hold, party *core.Party) bool {
	switch h.Type {
	case HoldAddress:
		return party != nil && party.Complete
	case HoldSKU:
		return !o.Line(h.Line).Unknown
	case HoldQuantity:
		return o.Line(h.Line).Qty > 0
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
			return refuse(core.CodeNotFound, tx, c.SKU, "is not in the catalog")
		case len(s.Kit) > 0:
			return refuse(core.CodeState, tx, o.ID, "%s is a kit; cancel line %d and add a line instead", s.ID, c.Line)
		case l.Sum(order.Bucket.Waiting) != l.Qty:
			return refuse(core.CodeState, tx, o.ID, "units of line %d are sourced or final; cancel them and add a line instead", c.Line)
		}
		change.SKU = s.ID
	}
	if c.Qty != nil {
		if *c.Qty < 0 || *c.Qty > core.MaxQuantity {
			return refuse(core.CodeInvalid, tx, o.ID, "line %d cannot have %d units", c.Line, *c.Qty)
		}
		if missing := resize(l, *c.Qty, &change, e); missing > 0 {
			return refuse(core.CodeState, tx, o.ID, "line %d: %d units are picked or have left; at least that many stay", c.Line, l.Sum(pickedOrGone))
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
// fewer are cancelled as long as they are not picked. It returns how many could not be.
func resize(l *order.Line, qty core.Quantity, change *order.LineChange, e *order.Amended) core.Quantity {
	left := l.Qty - l.In(order.Cancelled)
	if qty >= left {
		change.Qty = qty - left
		return 0
	}
	var missing core.Quantity
	e.Moves, missing = takeOut(e.Moves, l, left-qty, order.Released, order.Cancelled)
	return missing
}

// addLines adds lines of the command to an Amended event, kits with their components.
func (d *Decider) addLines(tx *world.Tx, o *order.Order, lines []order.NewLine, e *order.Amended) error {
	next := len(o.Lines)
	for i := range lines {
		n := &lines[i]
		s := tx.W.SKU(n.SKU)
		if s == nil {
			return refuse(core.CodeNotFound, tx, n.SKU, "is not in the catalog")
		}
		units, ok := s.UnitsPer(n.Unit)
		if !ok || n.Qty < 1 || n.Qty > core.MaxQuantity/units {
			return refuse(core.CodeInvalid, tx, o.ID, "%d %s of %s is not a quantity that can be shipped", n.Qty, n.Unit, s.ID)
		}
		next++
		kit := next
		e.Lines = append(e.Lines, order.LineChange{From: i, SKU: s.ID, Qty: n.Qty * units, IsKit: len(s.Kit) > 0})
		for _, k := range s.Kit {
			next++
			e.Lines = append(e.Lines, order.LineChange{From: i, SKU: k.SKU, Qty: n.Qty * units * k.Qty, KitOf: kit, PerKit: k.Qty})
		}
	}
	if next > core.MaxLines {
		return refuse(core.CodeLimit, tx, o.ID, "an order has at most %d lines", core.MaxLines)
	}
	return nil
}

// amendTo follows a channel's newer version by difference: what it no longer asks
// for is cancelled, what it asks for in addition is added. What cannot be followed,
// because units are picked or gone, stays as it is and becomes an exception.
func (d *Decider) amendTo(tx *world.Tx, o *order.Order, s *order.Submit) error {
	e := &order.Amended{Order: o.ID, Rev: s.Rev, Service: s.Service, Total: s.Total, Reason: fmt.Sprintf("the channel sent version %d", s.Rev)}
	stuck := d.difference(tx, o, s, e)
	elsewhere := s.ShipTo.Complete && s.ShipTo.Where != o.ShipTo.Where
	if elsewhere && o.Sum(pickedOrGone) > 0 {
		elsewhere = false
		stuck = append(stuck, "the address changed and units are picked or have left")
	}
	e.NewParty = elsewhere
	d.emitAmended(tx, e, &s.ShipTo, elsewhere)
	if len(stuck) > 0 {
		raise(tx, orderRef(e.Order), exception.ChannelEdit, "", fmt.Sprintf("version %d cannot be followed: %s", s.Rev, stuck[0]), nil)
	}
	return nil
}

// difference fills e with what changes between the order and a newer version of it.
// Lines are matched by the code that the channel wrote, in order. It returns what
// cannot be followed.
func (d *Decider) difference(tx *world.Tx, o *order.Order, s *order.Submit, e *order.Amended) (stuck []string) {
	used := make([]bool, len(s.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.KitOf != 0 {
			continue
		}
		want := core.Quantity(0)
		if k := matching(l, s.Lines, used); k >= 0 {
			used[k] = true
			want = s.Lines[k].Qty
			if sku := tx.W.SKU(l.SKU); sku != nil {
				if units, ok := sku.UnitsPer(s.Lines[k].Unit); ok {
					want *= units
				}
			}
		}
		if l.IsKit {
			stuck = append(stuck, d.resizeKit(o, l, want, e)...)
			continue
		}
		change := order.LineChange{Line: l.No}
		if missing := resize(l, max(want, 0), &change, e); missing > 0 {
			stuck = append(stuck, fmt.Sprintf("line %d: %d units of %s are picked or have left", l.No, missing, l.SKU))
		}
		if change.Qty != 0 {
			e.Lines = append(e.Lines, change)
		}
	}
	next := len(o.Lines)
	for k := range s.Lines {
		if !used[k] {
			next = d.addFromChannel(tx, s, k, next, e)
		}
	}
	return stuck
}

func matching(l *order.Line, lines []order.NewLine, used []bool) int {
	for k := range lines {
		if !used[k] && (lines[k].SKU == l.SKU || lines[k].SKU == l.Code) {
			return k
		}
	}
	return -1
}

// resizeKit follows fewer kits; more of them would need a new recipe and is not followed.
func (d *Decider) resizeKit(o *order.Order, l *order.Line, want core.Quantity, e *order.Amended) []string {
	if want > l.Qty {
		return []string{fmt.Sprintf("line %d: more kits of %s are asked than were ordered; add a line", l.No, l.SKU)}
	}
	for _, p := range components(o, l.No, max(want, 0)) {
		change := order.LineChange{Line: p.Line}
		c := o.Line(p.Line)
		if left := c.Qty - c.In(order.Cancelled); p.Qty < left {
			if missing := resize(c, p.Qty, &change, e); missing > 0 {
				return []string{fmt.Sprintf("line %d: %d units of %s are picked or have left", c.No, missing, c.SKU)}
			}
		}
	}
	return nil
}

// addFromChannel adds a line of a newer version; what cannot be sourced is added as
// unknown, so that nothing that the channel sold is lost.
func (d *Decider) addFromChannel(tx *world.Tx, s *order.Submit, k, next int, e *order.Amended) int {
	n := &s.Lines[k]
	c := order.LineChange{From: k, SKU: n.SKU, Qty: max(min(n.Qty, core.MaxQuantity), 0)}
	next++
	sku := tx.W.SKU(n.SKU)
	if sku == nil {
		c.Unknown = true
		e.Lines = append(e.Lines, c)
		return next
	}
	c.SKU, c.IsKit = sku.ID, len(sku.Kit) > 0
	if units, ok := sku.UnitsPer(n.Unit); ok && c.Qty <= core.MaxQuantity/units {
		c.Qty *= units
	}
	e.Lines = append(e.Lines, c)
	kit := next
	for _, part := range sku.Kit {
		next++
		e.Lines = append(e.Lines, order.LineChange{From: k, SKU: part.SKU, Qty: c.Qty * part.Qty, KitOf: kit, PerKit: part.Qty})
	}
	return next
}
