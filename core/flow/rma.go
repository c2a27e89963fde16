package flow

import (
	"fmt"
	"strconv"
	"time"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// returnWait is how long announced goods are awaited where the channel does not say.
const returnWait = 30

func returnID(o *order.Order, r *order.RMA) string { return order.ReturnID(o.ID, r.No) }

func needReturn(tx *world.Tx, id string, no int) (*order.Order, *order.RMA, error) {
	o, err := needOrder(tx, id)
	if err != nil {
		return nil, nil, err
	}
	r := o.RMA(no)
	if r == nil {
		return nil, nil, refuse(core.CodeNotFound, tx, order.ReturnID(id, no), "there is no such return")
	}
	return o, r, nil
}

// requestReturn opens a return. The channel's terms decide at once where it has any:
// within the days since the last of its units was delivered it is authorised, later it is
// refused, and a person may authorise it all the same.
func (d *Decider) requestReturn(tx *world.Tx, c *order.RequestReturn) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	r := order.RMA{No: len(o.Returns()) + 1, By: tx.Cmd.Actor, Reason: c.Reason, Wish: c.Wish, At: c.Location, Goods: c.Goods}
	if err := d.checkReturn(tx, o, c); err != nil {
		return err
	}
	if r.Lines, err = announced(tx, o, c.Lines); err != nil {
		return err
	}
	if r.Wish == "" {
		r.Wish = order.WishRefund
	}
	if r.At == "" {
		r.At = leftFrom(o, o.Line(r.Lines[0].Line))[0].Location
	}
	r.Until = awaitedUntil(tx, o)
	tx.Emit(&order.ReturnAsked{Order: o.ID, Return: r})
	d.decideByTerms(tx, o.ID, r.No)
	d.watchOrder(tx, o.ID)
	return nil
}

func (d *Decider) checkReturn(tx *world.Tx, o *order.Order, c *order.RequestReturn) error {
	switch {
	case len(c.Lines) == 0 || len(c.Lines) > core.MaxLines:
		return refuse(core.CodeInvalid, tx, o.ID, "name the lines that are to come back")
	case c.Reason == "" || len(c.Reason) > core.MaxIDBytes:
		return refuse(core.CodeInvalid, tx, o.ID, "a return needs a reason code of at most %d bytes", core.MaxIDBytes)
	case c.Wish != "" && c.Wish != order.WishRefund && c.Wish != order.WishExchange:
		return refuse(core.CodeInvalid, tx, o.ID, "the wish is refund or exchange")
	case c.Location != "" && tx.W.Locations.Get(c.Location) == nil:
		return refuse(core.CodeNotFound, tx, c.Location, "there is no such location")
	case len(c.Goods) > 0 && c.Wish != order.WishExchange || len(c.Goods) > core.MaxLines:
		return refuse(core.CodeInvalid, tx, o.ID, "other goods are for an exchange")
	case c.Wish == order.WishExchange && (o.ByChannel || o.Erased):
		return refuse(core.CodeState, tx, o.ID, "nothing can be sent instead: its channel fulfils it, or its person was erased")
	}
	for i := range c.Goods {
		n := &c.Goods[i]
		s := tx.W.SKU(n.SKU)
		if s == nil || blocked(s) {
			return refuse(core.CodeNotFound, tx, n.SKU, "is not in the catalog, or not sold")
		}
		if _, ok := shippable(s, n); !ok || beyond(n) != "" {
			return refuse(core.CodeInvalid, tx, o.ID, "%s of %s cannot be sent instead", sent(n), s.ID)
		}
	}
	return nil
}

// announced are the units of lines that are to come back; a kit stands for its parts.
func announced(tx *world.Tx, o *order.Order, lines []order.LineQty) ([]order.RMALine, error) {
	var sum []order.LineQty
	for _, q := range lines {
		l := o.Line(q.Line)
		if l == nil || q.Qty < 1 || q.Qty > core.MaxQuantity {
			return nil, refuse(core.CodeInvalid, tx, o.ID, "there is no line %d with %d units", q.Line, q.Qty)
		}
		parts := []order.LineQty{q}
		if l.IsKit {
			parts = components(o, l.No, q.Qty)
		}
		for _, p := range parts {
			sum = order.AddTo(sum, p.Line, p.Qty)
		}
	}
	var out []order.RMALine
	for _, q := range sum {
		if may := o.Returnable(o.Line(q.Line)); q.Qty > may {
			return nil, refuse(core.CodeState, tx, o.ID, "line %d: %d units asked, %d may come back; the others have not left, are lost, back or announced", q.Line, q.Qty, may)
		}
		out = append(out, order.RMALine{Line: q.Line, Qty: q.Qty})
	}
	return out, nil
}

func awaitedUntil(tx *world.Tx, o *order.Order) core.Instant {
	days := returnWait
	if ch := tx.W.Channels.Get(o.Channel); ch != nil && ch.ReturnWait > 0 {
		days = ch.ReturnWait
	}
	return tx.Now.Add(time.Duration(days) * 24 * time.Hour)
}

// decideByTerms authorises or refuses a return by the days that its channel allows.
func (d *Decider) decideByTerms(tx *world.Tx, id string, no int) {
	o := tx.W.Orders.Get(id)
	ch := tx.W.Channels.Get(o.Channel)
	if ch == nil || ch.ReturnDays == 0 {
		return
	}
	rule := fmt.Sprintf("%d days", ch.ReturnDays)
	since := delivered(o, o.RMA(no))
	if since == 0 || tx.Now <= since.Add(time.Duration(ch.ReturnDays)*24*time.Hour) {
		d.allow(tx, id, no, rule)
		return
	}
	tx.Emit(&order.ReturnDecided{Order: id, Return: no, Rule: rule,
		Refused: fmt.Sprintf("delivered on %s, and %s takes goods back for %d days", core.DateIn(since, utc), ch.ID, ch.ReturnDays)})
}

// delivered is when the last shipment with units of a return arrived; 0: one is on its way.
func delivered(o *order.Order, r *order.RMA) (at core.Instant) {
	for i := range o.Shipments {
		s := &o.Shipments[i]
		for _, q := range s.Lines {
			for k := range r.Lines {
				if r.Lines[k].Line == q.Line && s.Delivered == 0 {
					return 0
				} else if r.Lines[k].Line == q.Line {
					at = max(at, s.Delivered)
				}
			}
		}
	}
	return at
}

// allow authorises a return and, where the channel does so, sends what replaces the goods.
func (d *Decider) allow(tx *world.Tx, id string, no int, rule string) {
	o := tx.W.Orders.Get(id)
	before := refundBefore(tx, o)
	tx.Emit(&order.ReturnDecided{Order: id, Return: no, Until: awaitedUntil(tx, o), Rule: rule})
	if ch := tx.W.Channels.Get(o.Channel); ch != nil && ch.ExchangeFirst {
		d.exchange(tx, id, no, true)
	}
	d.refund(tx, id, order.Refund{Cause: order.CauseReturned, Return: no}, "", &before) // goods that came although it was refused
}

func (d *Decider) decideReturn(tx *world.Tx, c *order.DecideReturn) error {
	o, r, err := needReturn(tx, c.Order, c.Return)
	switch {
	case err != nil:
		return err
	case len(c.Reason) > core.MaxTextBytes || c.Refuse && c.Reason == "":
		return refuse(core.CodeInvalid, tx, returnID(o, r), "say why it is refused")
	case c.Refuse && !r.Undecided():
		return refuse(core.CodeState, tx, returnID(o, r), "is %s; only a request can be refused", r.Status())
	case c.Refuse:
		tx.Emit(&order.ReturnDecided{Order: o.ID, Return: r.No, Refused: c.Reason})
		d.watchOrder(tx, o.ID)
		return nil
	case !r.Undecided() && r.Refused == "":
		return refuse(core.CodeState, tx, returnID(o, r), "is %s already", r.Status())
	}
	for i := range r.Lines {
		l := o.Line(r.Lines[i].Line)
		may := o.Returnable(l)
		if r.Undecided() {
			may += r.Lines[i].Left()
		}
		if r.Lines[i].Left() > may {
			return refuse(core.CodeState, tx, returnID(o, r), "line %d: %d units are announced, and %d may still come back", l.No, r.Lines[i].Left(), may)
		}
	}
	d.allow(tx, o.ID, r.No, "")
	d.watchOrder(tx, o.ID)
	return nil
}

func (d *Decider) closeReturn(tx *world.Tx, c *order.CloseReturn) error {
	o, r, err := needReturn(tx, c.Order, c.Return)
	switch {
	case err != nil:
		return err
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, returnID(o, r), "say why it is closed")
	case !r.Undecided() && (!r.Awaited() || r.Left() == 0):
		return refuse(core.CodeState, tx, returnID(o, r), "nothing of it is awaited")
	}
	tx.Emit(&order.ReturnEnded{Order: o.ID, Return: r.No, Why: c.Reason})
	d.watchOrder(tx, o.ID)
	return nil
}

// expireReturns gives up returns whose goods did not come in time.
func (d *Decider) expireReturns(tx *world.Tx, id string) {
	for i := range tx.W.Orders.Get(id).Returns() {
		r := tx.W.Orders.Get(id).RMA(i + 1)
		if r.Until != 0 && r.Until <= tx.Now && r.Left() > 0 && (r.Awaited() || r.Undecided()) {
			tx.Emit(&order.ReturnEnded{Order: id, Return: r.No, Why: order.Expired})
		}
	}
	d.watchOrder(tx, id)
}

// inspect says what became of goods that wait in quality control, unit by unit; what is
// credited for them is due now.
func (d *Decider) inspect(tx *world.Tx, c *order.Inspect) error {
	o, r, err := needReturn(tx, c.Order, c.Return)
	switch {
	case err != nil:
		return err
	case len(c.Reason) > core.MaxTextBytes || len(c.Lines) > core.MaxLines:
		return refuse(core.CodeLimit, tx, returnID(o, r), "at most %d lines, and a short reason", core.MaxLines)
	case r.Waits() == 0:
		return refuse(core.CodeState, tx, returnID(o, r), "nothing of it waits to be inspected")
	}
	lines := c.Lines
	if len(lines) == 0 {
		for i := range r.Came {
			if a := &r.Came[i]; a.Waits() > 0 {
				lines = append(lines, order.Inspected{Line: a.Line, Qty: a.Waits(), To: c.To, Location: a.Location})
			}
		}
	}
	if lines, err = inspected(tx, o, r, lines, c.Reason); err != nil {
		return err
	}
	before, id, no, to := refundBefore(tx, o), o.ID, r.No, r.Instead
	tx.Emit(&order.ReturnInspected{Order: id, Return: no, Lines: lines, Reason: c.Reason})
	d.refund(tx, id, order.Refund{Cause: order.CauseReturned, Return: no, Reason: r.Reason}, to, &before)
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	return nil
}

// inspected completes what is said of units with where they are, or refuses it.
func inspected(tx *world.Tx, o *order.Order, r *order.RMA, lines []order.Inspected, reason string) ([]order.Inspected, error) {
	out := make([]order.Inspected, 0, len(lines))
	waits := map[order.Back]core.Quantity{} // by line and location
	books := map[stock.Key]core.Quantity{}
	for _, n := range lines {
		l := o.Line(n.Line)
		if l == nil || n.Qty < 1 || n.To > order.Scrap {
			return nil, refuse(core.CodeInvalid, tx, returnID(o, r), "line %d with %d units makes no sense", n.Line, n.Qty)
		}
		if n.To == order.Scrap && reason == "" {
			return nil, refuse(core.CodeInvalid, tx, returnID(o, r), "say why units are scrapped")
		}
		at := whereWaits(r, n.Line, n.Location)
		if at == nil {
			return nil, refuse(core.CodeState, tx, returnID(o, r), "line %d waits for no inspection there; name the line and, where goods came to several, the location", n.Line)
		}
		n.Location = at.Location
		key := order.Back{Location: at.Location, Qty: core.Quantity(n.Line)}
		if waits[key] += n.Qty; waits[key] > at.Waits() {
			return nil, refuse(core.CodeState, tx, returnID(o, r), "line %d: %d units at %s wait to be inspected, not %d", n.Line, at.Waits(), at.Location, waits[key])
		}
		if m, moves := n.To.Move(l.SKU, at.Location, n.Qty); moves && tracked(tx.W, l.SKU) {
			k := m.Key()
			books[k] += n.Qty
			if b := tx.W.Balance(k); b == nil || b.Q[stock.QualityControl] < books[k] {
				return nil, refuse(core.CodeStock, tx, k.ID(), "quality control has fewer than %d units; somebody moved them", books[k])
			}
		}
		out = append(out, n)
	}
	return out, nil
}

// whereWaits is the arrival of a line that waits: the named one, or the only one.
func whereWaits(r *order.RMA, line int, location string) (at *order.Arrival) {
	for i := range r.Came {
		a := &r.Came[i]
		if a.Line != line || a.Waits() == 0 || location != "" && a.Location != location {
			continue
		}
		if at != nil {
			return nil
		}
		at = a
	}
	return at
}

// returnCauses are the exceptions of an order about what happens after shipping.
func returnCauses(o *order.Order) []cause {
	var out []cause
	for i := range o.Lines {
		if l := &o.Lines[i]; l.In(order.Lost) > 0 {
			if q := o.LostOpen(l); q > 0 {
				out = append(out, cause{exception.Lost, strconv.Itoa(l.No), fmt.Sprintf("line %d: %d of %d %s were lost on the way", l.No, q, l.Qty, l.SKU)})
			}
		}
	}
	if over := o.Refunding() - max(o.Payment.Captured, 0); over > 0 && (o.More != nil || o.Payment.Refunded > 0) {
		f := o.Currency.Format
		out = append(out, cause{exception.RefundOver, "", fmt.Sprintf("%s is refunded and %s due of %s %s paid: %s too much", f(o.Payment.Refunded), f(o.RefundsDue()), f(o.Payment.Captured), o.Currency, f(over))})
	}
	for i := range o.Returns() {
		r := o.RMA(i + 1)
		item := "R" + strconv.Itoa(r.No)
		if r.Undecided() {
			out = append(out, cause{exception.ReturnAsked, item, fmt.Sprintf("%s asks to send %d units back: %s", returnID(o, r), r.Left(), r.Reason)})
		}
		if q := r.Waits(); q > 0 {
			out = append(out, cause{exception.ReturnWaits, item, fmt.Sprintf("%s: %d units wait to be inspected", returnID(o, r), q)})
		}
	}
	return out
}
