package world

import (
	"andon/core"
	"andon/core/order"
)

// editOrder returns an order for changing. At its first change in a record it leaves
// the indexes; End puts it back.
func (w *World) editOrder(id string) *order.Order {
	if old := w.Orders.Get(id); old != nil && old.Version != w.Seq {
		w.indexOrder(old, false)
	}
	return edit(w, &w.Orders, id)
}

func (w *World) applyOrder(cmd *core.Command, event core.Payload) error {
	if p, ok := event.(*order.Placed); ok {
		return w.applyPlaced(cmd, p)
	}
	o := w.editOrder(OrderOf(event))
	if o == nil {
		return w.corrupt(event, OrderOf(event))
	}
	if !returnFits(o, event) {
		return w.corrupt(event, o.ID)
	}
	w.touch(o, cmd)
	if w.applyAfter(o, event) {
		w.settle(o)
		return nil
	}
	switch e := event.(type) {
	case *order.Sourced:
		w.applySourced(o, e)
	case *order.Moved:
		o.Avoid = append(o.Avoid, e.Avoid...)
		o.Displace(e.Outage)
		w.moveUnits(o, e.Moves)
		if f := o.FO(e.FO); f != nil && e.Cause == "accepted" {
			f.Accepted, f.Wave = w.At, e.Wave
		} else if f != nil && e.Cause == "rejected" && !o.HereInFO(f.No) { // else it was a part of it
			f.Rejected = e.Reason
		}
		w.paced(o, e.FO, e.Moves)
	case *order.ShipmentMade:
		s := e.Shipment
		s.At = w.At
		o.Shipments = append(o.Shipments, s)
		o.Load(s.Packages)
		w.moveUnits(o, e.Moves)
		w.paced(o, s.FO, e.Moves)
	case *order.Boxed, *order.ShipmentCancelled, *order.Ready:
		w.applyPacked(o, event)
	case *order.ShipmentEnded:
		if e.Shipment >= 1 && e.Shipment <= len(o.Shipments) {
			o.Shipments[e.Shipment-1].Delivered = w.At
		}
		w.moveUnits(o, e.Moves)
	case *order.Returned:
		w.applyReturned(o, e)
	case *order.Held:
		o.Holds = append(o.Holds, e.Hold)
	case *order.HoldEnded:
		if e.Hold >= 1 && e.Hold <= len(o.Holds) {
			h := &o.Holds[e.Hold-1]
			h.Done, h.Why, h.Freed = e.Done, e.Why, e.By
		}
	case *order.Amended:
		return w.applyAmended(o, cmd, e)
	case *order.Informed:
		o.Inform(e)
	case *order.Substituted:
		o.Substitute(e)
	case *order.Overdue:
		o.Late = w.At
	case *order.AtRisk:
		if f := o.FO(e.FO); f != nil {
			f.AtRisk = w.At
		} else {
			o.AtRisk, o.Near = w.At, e.Near
		}
	case *order.Notice:
		o.Notice(e, w.At)
		w.countNotice(e)
	case *order.Forgotten:
		o.Erased = true
		o.ShipTo.Forget()
	default:
		o.ApplyAsk(event, w.At)
	}
	w.settle(o)
	return nil
}

// settle notes what an event finished: fulfillment orders that were emptied before
// their pick, which give their place back, and the order, when its last unit is final.
func (w *World) settle(o *order.Order) {
	o.Empties(w.At, func(f *order.Fulfillment) { w.addLoad(f, -1) })
	switch done := o.Done(); {
	case done && o.Closed == 0:
		o.Closed = w.At
		w.finished(o, 1)
	case !done && o.Closed != 0:
		w.finished(o, -1)
		o.Closed = 0
	}
}

// OrderOf names the order that an event of an existing order changes, "" for others.
func OrderOf(event core.Payload) string {
	switch e := event.(type) {
	case *order.Sourced:
		return e.Order
	case *order.Moved:
		return e.Order
	case *order.ShipmentMade:
		return e.Order
	case *order.ShipmentEnded:
		return e.Order
	case *order.Boxed:
		return e.Order
	case *order.ShipmentCancelled:
		return e.Order
	case *order.Ready:
		return e.Order
	case *order.Returned:
		return e.Order
	case *order.Held:
		return e.Order
	case *order.HoldEnded:
		return e.Order
	case *order.Amended:
		return e.Order
	case *order.Ignored:
		return e.Order
	case *order.Informed:
		return e.Order
	case *order.Substituted:
		return e.Order
	case *order.Overdue:
		return e.Order
	case *order.AtRisk:
		return e.Order
	case *order.Notice:
		return e.Order
	case *order.Forgotten:
		return e.Order
	case *order.Asked:
		return e.Order
	case *order.Answered:
		return e.Order
	case *order.AskOutrun:
		return e.Order
	case *order.AskLate:
		return e.Order
	case *order.AskedAgain:
		return e.Order
	}
	return afterOf(event)
}

func (w *World) applyPlaced(cmd *core.Command, e *order.Placed) error {
	s := submitOf(cmd, e)
	if s == nil {
		return w.corrupt(e, e.ID)
	}
	o := order.NewOrder(e, s, cmd.Digest, cmd.Occurred, w.At)
	if o.Placed == 0 {
		o.Placed = w.At
	}
	w.shareOrder(o)
	insert(w, &w.Orders, o.ID, o)
	m := edit(w, &w.Meta, "shop")
	m.Orders = max(m.Orders, e.N)
	w.sawKey(o.ShipTo.Key)
	w.indexOrderIdentity(o, true)
	w.settle(o)
	return nil
}

func (w *World) applySourced(o *order.Order, e *order.Sourced) {
	for i := range e.Open {
		f := e.Open[i]
		f.Opened = w.At
		w.shareFulfillment(o, &f)
		o.Fulfillments = append(o.Fulfillments, f)
		w.addLoad(&f, 1)
	}
	if e.Inputs != nil {
		o.Decisions = append(o.Decisions, w.Seq)
	}
	w.moveUnits(o, e.Moves)
}

// moveUnits moves units of an order and mirrors each move into the stock book.
func (w *World) moveUnits(o *order.Order, moves []order.UnitMove) {
	drawn := o.Move(moves)
	for i := range moves {
		w.mirror(o, &moves[i])
	}
	w.giveBack(o, moves, drawn)
	w.bind(o, moves, drawn)
}

func (w *World) applyAmended(o *order.Order, cmd *core.Command, e *order.Amended) error {
	switch body := cmd.Body.(type) {
	case *order.Amend:
		if e.NewParty && body.ShipTo != nil {
			o.ShipTo = body.ShipTo.After(&o.ShipTo)
		}
	case *order.Submit:
		if e.NewParty {
			o.ShipTo = body.ShipTo.After(&o.ShipTo)
		}
		o.Print = cmd.Digest
	default:
		return w.corrupt(e, e.Order)
	}
	o.ShipTo.Personal = nil
	o.Erased = o.Erased && !e.NewParty
	w.sawKey(o.ShipTo.Key)
	for i := range e.Moves {
		w.mirror(o, &e.Moves[i])
	}
	drawn := o.Amend(e, addedLines(cmd))
	w.giveBack(o, e.Moves, drawn)
	w.bind(o, e.Moves, drawn)
	w.settle(o)
	return nil
}

// mirror books one unit move of an order in the stock book and on its fulfillment order.
func (w *World) mirror(o *order.Order, u *order.UnitMove) {
	fo := u.FO
	if u.ToFO != 0 {
		fo = u.ToFO
	}
	f, l := o.FO(fo), o.Line(u.Line)
	if f == nil || l == nil {
		return
	}
	if was := o.FO(u.FO); was != nil && (was.Location != f.Location || was.Bought != f.Bought) { // back to that shelf, and from this one
		out, in := *u, *u
		out.To, out.ToFO, in.From, in.FO = order.Open, 0, order.Open, 0
		w.mirror(o, &out)
		w.mirror(o, &in)
		return
	}
	if u.To >= order.Picked && u.To <= order.Lost && f.Picked == 0 {
		f.Picked = w.At
	}
	m, moved := u.StockMove(l.SKU, f.Location)
	if f.Bought {
		m, moved = u.SuppliedMove(l.SKU, f.Location)
	}
	if !moved && u.Fence == 0 { // work on committed units moves nothing in the book, and is most of what happens
		return
	}
	if s := w.SKUs.Get(l.SKU); s == nil || !s.Tracked() {
		return
	}
	if moved {
		w.move(m)
	}
	if u.Fence != 0 {
		w.takeReserved(o, u)
	}
}
