package flow

import (
	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// exchange places the order that replaces the goods of a return, where that is wished and
// was not done.
func (d *Decider) exchange(tx *world.Tx, id string, no int) {
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
	d.replace(tx, id, no, made)
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
