package flow

import (
	"fmt"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// takeBack books goods that came back. More than was shipped, other goods, or goods of an
// order that is not known are put on the board, and what is theirs waits in quality
// control where it is; the goods that do match are booked.
func (d *Decider) takeBack(tx *world.Tx, c *order.Return) error {
	if err := badReturn(tx, c); err != nil {
		return err
	}
	o := tx.W.Orders.Get(c.Order)
	if o == nil {
		unknown := call{orderRef(c.Order), exception.Unmatched, "", c.Source}
		unknown.say(tx, "goods came back for an order that is not known")
		d.setAside(tx, c, c.Other)
		return nil
	}
	state := stock.Available
	switch {
	case c.Inspect:
		state = stock.QualityControl
	case c.Damaged:
		state = stock.Damaged
	}
	e := &order.Returned{Order: o.ID, Location: c.Location, State: uint8(state), Reason: c.Reason, Source: c.Source}
	var over []order.LineQty
	for _, q := range c.Lines {
		e.Lines, over = d.returnable(o, q, e.Lines, over)
	}
	if len(e.Lines) > 0 {
		d.receiveReturn(tx, o, c, e)
	}
	aside := c.Other
	for _, q := range over {
		line := call{orderRef(c.Order), exception.Unmatched, strconv.Itoa(q.Line), c.Source}
		d.surplus(tx, line, q.Qty, "%d more units of line %d came back than were shipped", q.Line)
		if l := tx.W.Orders.Get(c.Order).Line(q.Line); l != nil && !l.IsKit {
			aside = append(aside[:len(aside):len(aside)], order.Goods{SKU: l.SKU, Qty: q.Qty})
		}
	}
	for _, g := range c.Other {
		other := call{orderRef(c.Order), exception.Unmatched, g.SKU, c.Source}
		d.surplus(tx, other, g.Qty, "%d of %s came back with the order, which has none of it", g.SKU)
	}
	d.setAside(tx, c, aside)
	d.watchOrder(tx, c.Order)
	d.watchBalances(tx)
	return nil
}

// badReturn says what is wrong with the message about a return.
func badReturn(tx *world.Tx, c *order.Return) error {
	o := tx.W.Orders.Get(c.Order)
	if o != nil && tx.W.Locations.Get(c.Location) == nil || len(c.Other) > 0 && tx.W.Locations.Get(c.Location) == nil {
		return refuse(core.CodeNotFound, tx, c.Location, "there is no such location")
	}
	for _, g := range c.Other {
		if g.Qty < 1 || g.Qty > core.MaxQuantity || len(g.SKU) > core.MaxIDBytes || len(c.Other) > core.MaxLines {
			return refuse(core.CodeInvalid, tx, c.Order, "%d of %.40q make no sense", g.Qty, g.SKU)
		}
	}
	if o == nil {
		return nil
	}
	if err := badLines(tx, o, c.Lines); err != nil {
		return err
	}
	if len(c.Lines)+len(c.Other) == 0 {
		return refuse(core.CodeInvalid, tx, o.ID, "name the lines that came back")
	}
	return nil
}

// setAside books goods that belong to no order where they are, in quality control.
func (d *Decider) setAside(tx *world.Tx, c *order.Return, goods []order.Goods) {
	e := &stock.Moved{Reason: "returned with " + c.Order}
	for _, g := range goods {
		if s := tx.W.SKU(g.SKU); s != nil && s.Tracked() && len(s.Kit) == 0 {
			e.Moves = append(e.Moves, stock.Move{SKU: s.ID, Location: c.Location, From: stock.Customer, To: stock.QualityControl, Qty: g.Qty, Cause: stock.Return})
		}
	}
	if len(e.Moves) > 0 {
		tx.Emit(e)
		d.watchBalances(tx)
	}
}

// receiveReturn books units of an order that came back, with the return that they are of.
// Goods that are to be inspected and that nobody announced open one.
func (d *Decider) receiveReturn(tx *world.Tx, o *order.Order, c *order.Return, e *order.Returned) {
	id := o.ID
	r := theReturn(o, c, e.Lines)
	if r == nil && c.Inspect {
		n := order.RMA{No: len(o.Returns()) + 1, By: tx.Cmd.Actor, Reason: c.Reason, Wish: order.WishRefund, At: c.Location, Allowed: tx.Now}
		tx.Emit(&order.ReturnAsked{Order: id, Return: n})
		r = tx.W.Orders.Get(id).RMA(n.No)
	}
	before := refundBefore(tx, tx.W.Orders.Get(id))
	why, to := order.Refund{Cause: order.CauseReturned, Reason: c.Reason}, ""
	if r != nil {
		differs := differing(r, c, e.Lines)
		e.Return, why.Return = r.No, r.No
		if r.Refused == "" {
			d.exchange(tx, id, r.No, false)
		}
		to = tx.W.Orders.Get(id).RMA(e.Return).Instead
		if differs != "" {
			at := call{orderRef(id), exception.ReturnDiffers, "R" + strconv.Itoa(e.Return), c.Source}
			at.say(tx, differs)
		}
	}
	tx.Emit(e)
	d.refund(tx, id, why, to, &before)
}

// theReturn is the return that goods are of: the named one, else the first that awaits any
// of them; nil where there is none.
func theReturn(o *order.Order, c *order.Return, lines []order.LineQty) *order.RMA {
	if r := o.RMA(c.Return); r != nil {
		return r
	}
	for i := range o.Returns() {
		r := o.RMA(i + 1)
		for _, q := range lines {
			if r.Coming(q.Line) > 0 {
				return r
			}
		}
	}
	return nil
}

// differing says how what came differs from what was announced; "" where it does not.
// Goods that nobody announced differ from nothing.
func differing(r *order.RMA, c *order.Return, lines []order.LineQty) string {
	switch {
	case len(r.Lines) == 0:
		return ""
	case r.Refused != "":
		return fmt.Sprintf("it was refused (%s), and %d units came all the same; authorise it or send them back", r.Refused, sumUnits(lines))
	case !r.Awaited():
		return fmt.Sprintf("%d units came although it was %s", sumUnits(lines), r.Status())
	}
	for _, q := range lines {
		if more := q.Qty - r.Coming(q.Line); more > 0 {
			return fmt.Sprintf("%d more units of line %d came than were announced", more, q.Line)
		}
	}
	if c.Location != r.At {
		return fmt.Sprintf("it came to %s and not to %s", c.Location, r.At)
	}
	return ""
}

func sumUnits(lines []order.LineQty) (q core.Quantity) {
	for _, l := range lines {
		q += l.Qty
	}
	return q
}

// returnable splits a returned quantity into what was shipped and not yet returned,
// by component for a kit, and what is too much.
func (d *Decider) returnable(o *order.Order, q order.LineQty, got, over []order.LineQty) ([]order.LineQty, []order.LineQty) {
	l := o.Line(q.Line)
	if l == nil {
		return got, append(over, q)
	}
	if l.IsKit {
		for _, p := range components(o, l.No, q.Qty) {
			got, over = d.returnable(o, p, got, over)
		}
		return got, over
	}
	room := l.Sum(order.Bucket.Gone) - l.Returned
	for _, g := range got {
		if g.Line == q.Line {
			room -= g.Qty
		}
	}
	n := min(q.Qty, max(room, 0))
	if n > 0 {
		got = append(got, order.LineQty{Line: q.Line, Qty: n})
	}
	if n < q.Qty {
		over = append(over, order.LineQty{Line: q.Line, Qty: q.Qty - n})
	}
	return got, over
}

// undo matches a cancellation that names no order: by customer and SKU, with what is
// still open first, then with what was shipped, newest first, whole or in part.
func (d *Decider) undo(tx *world.Tx, c *order.Undo) error {
	if len(c.Lines) == 0 || len(c.Lines) > core.MaxLines {
		return refuse(core.CodeInvalid, tx, c.External, "a cancellation needs between 1 and %d lines", core.MaxLines)
	}
	if c.Location != "" && tx.W.Locations.Get(c.Location) == nil {
		return refuse(core.CodeNotFound, tx, c.Location, "there is no such location")
	}
	for i := range c.Lines {
		if q := c.Lines[i].Qty; q < 1 || q > core.MaxQuantity {
			return refuse(core.CodeInvalid, tx, c.External, "line %d with %d units makes no sense", i+1, q)
		}
	}
	var orders []string
	if c.Customer != "" {
		looked := 0
		tx.W.OrdersOf(c.Customer, func(o *order.Order) bool {
			if o.Channel == c.Channel && o.Placed <= tx.Occurred() {
				orders = append(orders, o.ID)
			}
			looked++
			return looked < MaxUndo
		})
	}
	touched := map[string]bool{}
	for i := range c.Lines {
		l := &c.Lines[i]
		sku := l.SKU
		if s := tx.W.SKU(sku); s != nil {
			sku = s.ID
		}
		left := d.undoOpen(tx, c, orders, sku, l, touched)
		left = d.undoShipped(tx, c, orders, sku, l, left, touched)
		if left > 0 {
			who := "no customer"
			if c.Customer != "" {
				who = "customer " + c.Customer
			}
			line := call{core.Ref{Noun: "undo", ID: c.Channel + "/" + c.External}, exception.Unmatched, strconv.Itoa(i + 1), l.Source}
			line.say(tx, fmt.Sprintf("%d of %d %s: %s has no open or shipped units that this could undo", left, l.Qty, sku, who))
		}
	}
	for _, id := range orders {
		if touched[id] {
			d.setFree(tx, id)
			d.watchOrder(tx, id)
		}
	}
	d.watchBalances(tx)
	return nil
}

// undoOpen cancels units that have not left, newest order first.
func (d *Decider) undoOpen(tx *world.Tx, c *order.Undo, orders []string, sku string, l *order.UndoLine, touched map[string]bool) core.Quantity {
	left := l.Qty
	for _, id := range orders {
		o := tx.W.Orders.Get(id)
		var moves []order.UnitMove
		for i := range o.Lines {
			if line := &o.Lines[i]; (line.SKU == sku || ordered(tx, line) == sku) && line.KitOf == 0 && !line.IsKit && left > 0 {
				var missing core.Quantity
				moves, missing = takeOut(moves, o, line, left, order.Packed, order.Cancelled)
				left = missing
			}
		}
		if len(moves) > 0 {
			touched[id] = true
			d.takeUnits(tx, o, moves, c.External, l.Source)
		}
	}
	return left
}

// undoShipped returns units that have left, newest order first. They arrive where the
// message says, or each where it came from.
func (d *Decider) undoShipped(tx *world.Tx, c *order.Undo, orders []string, sku string, l *order.UndoLine, left core.Quantity, touched map[string]bool) core.Quantity {
	for _, id := range orders {
		if left == 0 {
			break
		}
		o := tx.W.Orders.Get(id)
		var back []*order.Returned // one for each location
		for i := range o.Lines {
			line := &o.Lines[i]
			n := min(left, line.Sum(order.Bucket.Gone)-line.Returned)
			if line.SKU != sku && ordered(tx, line) != sku || line.KitOf != 0 || n <= 0 {
				continue
			}
			left -= n
			if c.Location != "" {
				back = backAt(back, c.Location, line.No, n)
			} else {
				back = whereFrom(back, o, line, n)
			}
		}
		for _, e := range back {
			e.Order, e.State, e.Reason, e.Source = id, uint8(stock.QualityControl), c.External, l.Source
			touched[id] = true
			tx.Emit(e)
		}
	}
	return left
}

// whereFrom sends units of a line that have left back where they came from, those of
// the newest fulfillment order first. What is back already is known to be from where it
// arrived; of what arrived elsewhere the newest is taken to be back.
func whereFrom(back []*order.Returned, o *order.Order, l *order.Line, n core.Quantity) []*order.Returned {
	out := leftFrom(o, l)
	elsewhere := l.Returned
	for i := range out {
		known := min(l.BackAt(out[i].Location), out[i].Qty)
		out[i].Qty -= known
		elsewhere -= known
	}
	for _, from := range out {
		known := min(elsewhere, from.Qty)
		elsewhere -= known
		if q := min(n, from.Qty-known); q > 0 {
			back = backAt(back, from.Location, l.No, q)
			n -= q
		}
	}
	return back
}

// leftFrom sums the units of a line that have left from each location, that of the
// newest fulfillment order first.
func leftFrom(o *order.Order, l *order.Line) []order.Back {
	var out []order.Back
	for fo := len(o.Fulfillments); fo > 0; fo-- {
		gone := l.InFO(fo, order.Shipped) + l.InFO(fo, order.Delivered) + l.InFO(fo, order.Lost)
		location := o.FO(fo).Location
		i := slices.IndexFunc(out, func(b order.Back) bool { return b.Location == location })
		if i >= 0 {
			out[i].Qty += gone
		} else if gone > 0 {
			out = append(out, order.Back{Location: location, Qty: gone})
		}
	}
	return out
}

// backAt adds units of a line to what comes back to a location.
func backAt(back []*order.Returned, location string, line int, q core.Quantity) []*order.Returned {
	for _, e := range back {
		if e.Location == location {
			e.Lines = append(e.Lines, order.LineQty{Line: line, Qty: q})
			return back
		}
	}
	return append(back, &order.Returned{Location: location, Lines: []order.LineQty{{Line: line, Qty: q}}})
}
