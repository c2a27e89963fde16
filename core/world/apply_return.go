package world

import (
	"andon/core"
	"andon/core/order"
	"andon/core/stock"
)

// applyAfter applies what happens to an order after shipping: returns, refunds, lost
// units, replacements. It is false for other events.
func (w *World) applyAfter(o *order.Order, event core.Payload) bool {
	switch e := event.(type) {
	case *order.ReturnAsked:
		o.OpenReturn(e, w.At)
		w.road(o, o.RMA(e.Return.No), 1)
	case *order.ReturnDecided:
		r := o.RMA(e.Return)
		w.road(o, r, -1)
		r.Decide(e, w.At)
		w.road(o, r, 1)
	case *order.ReturnEnded:
		r := o.RMA(e.Return)
		w.road(o, r, -1)
		r.Ended, r.Why = w.At, e.Why
	case *order.ReturnInspected:
		o.RMA(e.Return).Inspect(e.Lines)
		for i := range e.Lines {
			l := &e.Lines[i]
			sku := o.Line(l.Line).SKU
			if m, moves := l.To.Move(sku, l.Location, l.Qty); moves && w.booked(sku) {
				w.move(m)
			}
		}
	case *order.ReturnDeducted:
		o.Deduct(e)
	case *order.RefundDue:
		o.Refund(e, w.At)
	case *order.LostSettled:
		o.SettleLost(e.Lines)
	case *order.LostFound:
		o.Find(e.Settled)
		w.moveUnits(o, e.Moves)
	case *order.ReplacedBy:
		o.Replace(e.By)
	default:
		return false
	}
	return true
}

// booked reports whether the stock of a SKU is kept.
func (w *World) booked(sku string) bool {
	s := w.SKUs.Get(sku)
	return s != nil && s.Tracked()
}

// road puts the units that a return awaits on their way back in stock, or (sign -1) takes
// them off it.
func (w *World) road(o *order.Order, r *order.RMA, sign core.Quantity) {
	for i := range r.Lines {
		l := o.Line(r.Lines[i].Line)
		q := r.Coming(l.No)
		if q == 0 || !w.booked(l.SKU) {
			continue
		}
		m := stock.Move{SKU: l.SKU, Location: r.At, From: stock.Customer, To: stock.Returning, Qty: q, Cause: stock.Document}
		if sign < 0 {
			m.From, m.To = m.To, m.From
		}
		w.move(m)
	}
}

func (w *World) applyReturned(o *order.Order, e *order.Returned) {
	r := o.RMA(e.Return)
	for _, q := range e.Lines {
		l := o.Line(q.Line)
		if l == nil {
			continue
		}
		l.TakeBack(e.Location, q.Qty)
		awaited, at := core.Quantity(0), ""
		if r != nil {
			d, known := order.Found(stock.State(e.State))
			awaited, at = r.Take(l.No, e.Location, q.Qty, known, d), r.At
		}
		if w.booked(l.SKU) {
			w.cameBack(stock.Move{SKU: l.SKU, Location: e.Location, From: stock.Customer, To: stock.State(e.State), Qty: q.Qty, Cause: stock.Return}, awaited, at)
		}
	}
}

// cameBack books units that came back, of which some were awaited at a location.
func (w *World) cameBack(m stock.Move, awaited core.Quantity, at string) {
	if awaited > 0 && at == m.Location {
		came := m
		came.From, came.Qty = stock.Returning, awaited
		w.move(came)
	} else if awaited > 0 {
		w.move(stock.Move{SKU: m.SKU, Location: at, From: stock.Returning, To: stock.Customer, Qty: awaited, Cause: stock.Document})
		awaited = 0
	}
	if m.Qty -= awaited; m.Qty > 0 {
		w.move(m)
	}
}

// indexReturns keeps the timer of the return that is given up first.
func (w *World) indexReturns(o *order.Order, add bool) {
	if o.More == nil {
		return
	}
	var first core.Instant
	for i := range o.More.Returns {
		if r := &o.More.Returns[i]; r.Until != 0 && r.Left() > 0 && (r.Awaited() || r.Undecided()) && (first == 0 || r.Until < first) {
			first = r.Until
		}
	}
	if first != 0 {
		t := Due{At: first, What: "return", Subject: core.Ref{Noun: order.NounOrder, ID: o.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

// returnFits reports whether an event names returns, lines and dispositions that exist.
func returnFits(o *order.Order, event core.Payload) bool {
	switch e := event.(type) {
	case *order.ReturnAsked:
		return e.Return.No == len(o.Returns())+1 && linesExist(o, e.Return.Lines, func(l order.RMALine) int { return l.Line })
	case *order.ReturnDecided:
		return o.RMA(e.Return) != nil
	case *order.ReturnEnded:
		return o.RMA(e.Return) != nil
	case *order.ReturnDeducted:
		return o.RMA(e.Return) != nil
	case *order.ReturnInspected:
		for i := range e.Lines {
			if e.Lines[i].To > order.Scrap {
				return false
			}
		}
		return o.RMA(e.Return) != nil && linesExist(o, e.Lines, func(l order.Inspected) int { return l.Line })
	case *order.Returned:
		return e.Return == 0 || o.RMA(e.Return) != nil
	case *order.LostFound:
		return movesFit(e.Moves)
	}
	return true
}

func linesExist[T any](o *order.Order, lines []T, no func(T) int) bool {
	for i := range lines {
		if o.Line(no(lines[i])) == nil {
			return false
		}
	}
	return true
}

// tallyReturns counts the units of an order that are on their way back.
func (w *World) tallyReturns(t tally, o *order.Order) {
	for i := range o.Returns() {
		r := o.RMA(i + 1)
		for k := range r.Lines {
			if l := o.Line(r.Lines[k].Line); w.booked(l.SKU) && r.Coming(l.No) != 0 {
				t.add(stock.Key{SKU: l.SKU, Location: r.At}, stock.Returning, r.Coming(l.No))
			}
		}
	}
}

// afterOf is OrderOf for what happens after shipping.
func afterOf(event core.Payload) string {
	switch e := event.(type) {
	case *order.ReturnAsked:
		return e.Order
	case *order.ReturnDecided:
		return e.Order
	case *order.ReturnInspected:
		return e.Order
	case *order.ReturnEnded:
		return e.Order
	case *order.ReturnDeducted:
		return e.Order
	case *order.RefundDue:
		return e.Order
	case *order.LostSettled:
		return e.Order
	case *order.LostFound:
		return e.Order
	case *order.ReplacedBy:
		return e.Order
	}
	return ""
}

// submitOf is what an order says that is placed: what the event brings, where the shop
// made the order itself, else what the command does; nil where neither does.
func submitOf(cmd *core.Command, e *order.Placed) *order.Submit {
	if e.Made != nil {
		return e.Made
	}
	s, _ := cmd.Body.(*order.Submit)
	return s
}
