package flow

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// exchange places the order that replaces the goods of a return, where that is wished and
// was not done; first: before the old goods are back.
func (d *Decider) exchange(tx *world.Tx, id string, no int, first bool) {
	o := tx.W.Orders.Get(id)
	r := o.RMA(no)
	if r == nil || r.Wish != order.WishExchange || r.Instead != "" || o.ByChannel || o.Erased {
		return
	}
	made := newOrderFor(o)
	if made.Lines = r.Goods; len(r.Goods) == 0 {
		var lines []order.LineQty
		for _, l := range r.Lines {
			lines = append(lines, order.LineQty{Line: l.Line, Qty: l.Qty})
		}
		same, err := d.sameGoods(tx, o, lines, func(o *order.Order) {
			for _, q := range lines {
				o.Line(q.Line).Returned += q.Qty
			}
		})
		if err != nil {
			return // its goods are not sold any more: the customer gets the money
		}
		made = same
	}
	var credit core.Amount
	a := account(tx, o)
	for _, l := range r.Lines {
		credit += a.Share(l.Line, l.Qty)
	}
	by := d.replace(tx, id, no, made)
	if o.Payment.Captured > 0 { // else nobody tells this shop of payments
		d.unpaid(tx, by, credit, first)
	}
}

// unpaid holds an order that replaces cheaper goods until what is missing is paid.
func (d *Decider) unpaid(tx *world.Tx, id string, credit core.Amount, awaited bool) {
	o := tx.W.Orders.Get(id)
	price := o.Computed()
	if price <= credit {
		return
	}
	h := order.Hold{No: len(o.Holds) + 1, Type: HoldPayment, Blocks: order.StepRelease | order.StepShip, At: tx.Now, Paid: price,
		Reason: fmt.Sprintf("%s %s are missing: it costs %s, and what it replaces is worth %s", o.Currency.Format(price-credit), o.Currency, o.Currency.Format(price), o.Currency.Format(credit))}
	if awaited { // what comes back pays the rest later
		h.Paid -= credit
	}
	tx.Emit(&order.Held{Order: id, Hold: h})
	d.watchOrder(tx, id)
}

// endPaid ends the holds of an order that is paid as far as they ask.
func endPaid(tx *world.Tx, id string) {
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		if h := &o.Holds[i]; h.Done == "" && h.Paid > 0 && o.Payment.Captured >= h.Paid && o.Closed == 0 {
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: "it is paid"})
		}
	}
}

// newOrderFor is an order like another one, of nothing.
func newOrderFor(o *order.Order) *order.Submit {
	return &order.Submit{Channel: o.Channel, Currency: o.Currency, Customer: o.Customer, ShipTo: o.ShipTo, Service: o.Service,
		Complete: o.Complete, Note: "replaces goods of " + o.ID}
}

// sameGoods is an order for units of lines once more. It costs what is credited for them,
// with what is credited beside them, so that giving them up and sending them again is even.
func (d *Decider) sameGoods(tx *world.Tx, o *order.Order, lines []order.LineQty, giveUp func(*order.Order)) (*order.Submit, error) {
	if o.ByChannel || o.Erased {
		return nil, refuse(core.CodeState, tx, o.ID, "nothing can be sent again: its channel fulfils it, or its person was erased")
	}
	made := newOrderFor(o)
	a := account(tx, o)
	after := o.Clone()
	giveUp(after)
	beside := account(tx, after)
	rest := beside.Credited - a.Credited
	for _, q := range lines {
		l := o.Line(q.Line)
		if s := tx.W.SKUs.Get(l.SKU); s == nil || blocked(s) {
			return nil, refuse(core.CodeState, tx, l.SKU, "is not in the catalog, or not sold any more; refund it")
		}
		n := order.NewLine{SKU: l.SKU, Qty: q.Qty, Text: l.Text, Method: l.Method}
		share := a.Share(l.No, q.Qty)
		if n.Price = l.Price; l.KitOf != 0 || l.UnitQty != 0 {
			n.Price = 0
		}
		goods, err := o.Currency.Extend(n.Price, n.Qty)
		if err != nil {
			return nil, err
		}
		if n.Tax = share - goods; n.Tax < 0 { // the tax of these units, or the discount on them
			n.Discount, n.Tax = -n.Tax, 0
		}
		rest -= share
		made.Lines = append(made.Lines, n)
	}
	if rest != 0 {
		made.Charges = []order.Charge{{Type: "carried_over", Amount: rest, Text: "of " + o.ID}}
	}
	return made, nil
}

// replace places an order whose goods replace those of another, and returns its id.
func (d *Decider) replace(tx *world.Tx, id string, ret int, s *order.Submit) string {
	ch := tx.W.Channels.Get(s.Channel)
	u := d.understand(tx, s.Lines)
	u.to = &s.ShipTo
	e := placing(tx, s, ch, tx.W.Customers.Get(s.Customer), s.Currency, &u)
	e.Made, e.Replaces = s, id
	tx.Emit(e)
	tx.Emit(&order.ReplacedBy{Order: id, By: order.Replacement{Order: e.ID, Return: ret}})
	d.source(tx, tx.W.Orders.Get(e.ID), "placed")
	d.watchOrder(tx, e.ID)
	return e.ID
}
