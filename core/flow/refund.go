package flow

import (
	"fmt"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// account is how the money of an order stands by the shop's rule for charges.
func account(tx *world.Tx, o *order.Order) order.Account {
	return o.Account(kitShares(tx, o), tx.W.Shop().Settings.SpreadCharges)
}

// kitShares weighs the components of an order's kits: by the prices of the order's price
// list, else by what they cost, else each unit alike; all of a kit in the same way.
func kitShares(tx *world.Tx, o *order.Order) []order.KitShare {
	var out []order.KitShare
	for i := range o.Lines {
		kit := &o.Lines[i]
		if !kit.IsKit {
			continue
		}
		for _, price := range []func(*order.Line) core.Price{listPrice(tx, o), skuCost(tx)} {
			if shares, ok := sharesBy(o, kit, price); ok {
				out = append(out, shares...)
				break
			}
		}
	}
	return out
}

func sharesBy(o *order.Order, kit *order.Line, price func(*order.Line) core.Price) (out []order.KitShare, ok bool) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.KitOf != kit.No {
			continue
		}
		a, err := o.Currency.Extend(price(l), l.PerKit)
		if err != nil || a <= 0 {
			return nil, false
		}
		out = append(out, order.KitShare{Line: l.No, Weight: int64(a)})
	}
	return out, len(out) > 0
}

func listPrice(tx *world.Tx, o *order.Order) func(*order.Line) core.Price {
	list := tx.W.PriceLists.Get(priceListFor(tx.W.Channels.Get(o.Channel), tx.W.Customers.Get(o.Customer)))
	return func(l *order.Line) core.Price {
		if list == nil {
			return 0
		}
		p, _ := list.Price(l.SKU, l.Qty, core.DateIn(o.Placed, utc))
		return p
	}
}

func skuCost(tx *world.Tx) func(*order.Line) core.Price {
	return func(l *order.Line) core.Price {
		if s := tx.W.SKUs.Get(l.SKU); s != nil {
			return s.Cost
		}
		return 0
	}
}

// refundBefore is how the money of an order stood before something is given up, for
// refund to tell what is not refunded of it.
func refundBefore(tx *world.Tx, o *order.Order) order.Account {
	if o.Payment.Captured <= 0 {
		return order.Account{}
	}
	return account(tx, o)
}

// refund makes due what the customer of an order gets back now, and says what was
// given up and never paid. to is the order that replaces the goods.
func (d *Decider) refund(tx *world.Tx, id string, why order.Refund, to string, before *order.Account) {
	o := tx.W.Orders.Get(id)
	if o.Payment.Captured <= 0 || !o.AnyCredit() {
		return
	}
	a := account(tx, o)
	r := o.Next(&a)
	if r.Amount > 0 {
		r.Cause, r.Return, r.Reason = why.Cause, why.Return, why.Reason
		d.pay(tx, o, r, to)
	}
	if before == nil {
		return
	}
	if missing := a.Credited - before.Credited - r.Amount - feeOf(o, why.Return, a, before); missing > 0 {
		c := call{subject: orderRef(id), kind: exception.RefundShort}
		c.say(tx, fmt.Sprintf("%s %s is credited for what was %s, and %s is due: %s of it was never paid, or was refunded before",
			o.Currency.Format(a.Credited-before.Credited), o.Currency, why.Cause, o.Currency.Format(r.Amount), o.Currency.Format(missing)))
	}
}

// feeOf is what fees took off what is due since before; it is not missing.
func feeOf(o *order.Order, ret int, a order.Account, before *order.Account) core.Amount {
	r := o.RMA(ret)
	if r == nil {
		return 0
	}
	return min(r.Fee, a.Credited-before.Credited)
}

// pay emits a refund. What another order, that replaces the goods, still costs is paid with
// it first; the customer gets the rest.
func (d *Decider) pay(tx *world.Tx, o *order.Order, r order.Refund, to string) {
	id, kits := o.ID, kitShares(tx, o)
	if other := tx.W.Orders.Get(to); other != nil {
		if part := min(r.Amount, other.Computed()-other.Payment.Captured); part > 0 {
			paid, e := other.Payment, r
			paid.Captured += part
			e.Amount, e.To = part, to
			tx.Emit(&order.RefundDue{Order: id, Refund: e, Currency: o.Currency, Kits: kits})
			tx.Emit(&order.Informed{Order: to, Payment: &paid})
			d.reviewRules(tx, to)
			d.source(tx, tx.W.Orders.Get(to), "released")
			d.watchOrder(tx, to)
			r.No, r.Amount, r.Lines = r.No+1, r.Amount-part, nil
		}
	}
	if r.Amount > 0 {
		tx.Emit(&order.RefundDue{Order: id, Refund: r, Currency: o.Currency, Kits: kits})
	}
}

// giveRefund gives money for no goods, never more than is left of what was paid.
func (d *Decider) giveRefund(tx *world.Tx, c *order.GiveRefund) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	paid := max(o.Payment.Captured, 0)
	left := paid - o.Refunding()
	f := o.Currency.Format
	switch {
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, o.ID, "a refund needs a reason")
	case c.Amount <= 0:
		return refuse(core.CodeInvalid, tx, o.ID, "a refund is more than nothing")
	case c.Amount > left:
		return refuse(core.CodeState, tx, o.ID, "%s was paid and %s of it is refunded or due: %s is %s too much", f(paid), f(paid-left), f(c.Amount), f(c.Amount-left))
	}
	r := order.Refund{No: len(o.Refunds()) + 1, Amount: c.Amount, Cause: order.CauseGoodwill, Reason: c.Reason}
	tx.Emit(&order.RefundDue{Order: o.ID, Refund: r, Currency: o.Currency, Kits: kitShares(tx, o)})
	d.watchOrder(tx, o.ID)
	return nil
}

// deduct takes a fee off what will be due for a return; what is due already stays.
func (d *Decider) deduct(tx *world.Tx, c *order.Deduct) error {
	o, r, err := needReturn(tx, c.Order, c.Return)
	if err != nil {
		return err
	}
	switch {
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, returnID(o, r), "a deduction needs a reason")
	case c.Amount <= 0 || c.Amount > core.MaxAmount:
		return refuse(core.CodeInvalid, tx, returnID(o, r), "a deduction is more than nothing")
	case !r.Open():
		return refuse(core.CodeState, tx, returnID(o, r), "is %s; a fee is taken before the goods are inspected", r.Status())
	}
	tx.Emit(&order.ReturnDeducted{Order: o.ID, Return: r.No, Amount: c.Amount, Reason: c.Reason, Currency: o.Currency})
	d.watchOrder(tx, o.ID)
	return nil
}

// settleLost refunds lost units, or sends the goods again in an order that is paid with
// what is due for them.
func (d *Decider) settleLost(tx *world.Tx, c *order.SettleLost) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, o.ID, "say why")
	}
	lines, err := lostLines(tx, o, c.Lines)
	if err != nil {
		return err
	}
	var made *order.Submit
	if c.Again {
		if made, err = d.sameGoods(tx, o, lines, func(o *order.Order) { o.SettleLost(lines) }); err != nil {
			return err
		}
	}
	before := refundBefore(tx, o)
	tx.Emit(&order.LostSettled{Order: o.ID, Lines: lines, Again: c.Again, Reason: c.Reason})
	to := ""
	if made != nil {
		to = d.replace(tx, o.ID, 0, made)
	}
	d.refund(tx, o.ID, order.Refund{Cause: order.CauseLost, Reason: c.Reason}, to, &before)
	d.watchOrder(tx, o.ID)
	return nil
}

// lostLines are the lost units that are asked for, or all that nothing was done about.
func lostLines(tx *world.Tx, o *order.Order, asked []order.LineQty) (out []order.LineQty, err error) {
	if err := badLines(tx, o, asked); err != nil {
		return nil, err
	}
	if len(asked) == 0 {
		for i := range o.Lines {
			if l := &o.Lines[i]; o.LostOpen(l) > 0 {
				out = append(out, order.LineQty{Line: l.No, Qty: o.LostOpen(l)})
			}
		}
	}
	for _, q := range asked {
		out = order.AddTo(out, q.Line, q.Qty)
	}
	for _, q := range out {
		l := o.Line(q.Line)
		if l == nil || q.Qty > o.LostOpen(l) {
			return nil, refuse(core.CodeState, tx, o.ID, "line %d has not %d lost units to be settled", q.Line, q.Qty)
		}
	}
	if len(out) == 0 {
		return nil, refuse(core.CodeState, tx, o.ID, "no unit is lost and waits to be settled")
	}
	return out, nil
}

// foundAgain records that a lost shipment arrived after all. What was refunded or sent
// again for it is at stake.
func (d *Decider) foundAgain(tx *world.Tx, o *order.Order, s *order.Shipment) {
	e := &order.LostFound{Order: o.ID, Shipment: s.No}
	left := map[int]core.Quantity{}
	for _, q := range s.Lines {
		l := o.Line(q.Line)
		n := min(q.Qty, l.InFO(s.FO, order.Lost)-taken(e.Moves, l.No, s.FO, order.Lost))
		if n <= 0 {
			continue
		}
		e.Moves = append(e.Moves, order.UnitMove{Line: q.Line, From: order.Lost, To: order.Delivered, Qty: n, FO: s.FO, ToFO: s.FO})
		if _, seen := left[q.Line]; !seen {
			left[q.Line] = o.LostOpen(l)
		}
		open := min(n, left[q.Line])
		left[q.Line] -= open
		if n > open {
			e.Settled = order.AddTo(e.Settled, q.Line, n-open)
		}
	}
	if len(e.Moves) == 0 {
		tx.Emit(&order.Ignored{Order: o.ID, Why: fmt.Sprintf("shipment %d had arrived already", s.No)})
		return
	}
	id, no := o.ID, s.No
	tx.Emit(e)
	var units core.Quantity
	for _, q := range e.Settled {
		units += q.Qty
	}
	if units > 0 {
		c := call{subject: orderRef(id), kind: exception.MoneyAtStake}
		c.say(tx, fmt.Sprintf("%d units of shipment %d arrived after all and were settled as lost: the customer has goods and money; ask for the goods or the money, or let it be", units, no))
	}
	d.setFree(tx, id)
	d.watchOrder(tx, id)
}
