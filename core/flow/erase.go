package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// erase destroys the keys of a person's data: of a customer and all orders in their
// name, or of the guest of one order. However many orders that are, they are forgotten
// at once; those that have not left are held, as nobody is left to send them to.
func (d *Decider) erase(tx *world.Tx, c *catalog.Erase) error {
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, c.Customer+c.Order, "say why the person is erased")
	}
	e := &catalog.Erased{Customer: c.Customer}
	add := func(key uint64) {
		if key != 0 && !slices.Contains(e.Keys, key) {
			e.Keys = append(e.Keys, key)
		}
	}
	var ids []string
	forget := func(o *order.Order) bool {
		if o.ShipTo.Key != 0 && !o.Erased {
			ids = append(ids, o.ID)
			add(o.ShipTo.Key)
		}
		return true
	}
	if c.Customer != "" {
		if customer := tx.W.Customers.Get(c.Customer); customer != nil && !customer.Erased {
			add(customer.Party.Key)
		}
		tx.W.OrdersOf(c.Customer, forget)
	} else if o := tx.W.Orders.Get(c.Order); o != nil {
		if customer := tx.W.Customers.Get(o.Customer); customer != nil && customer.Party.Key == o.ShipTo.Key {
			return refuse(core.CodeState, tx, o.ID, "shares its key with customer %s; erase the customer", o.Customer)
		}
		forget(o)
	}
	if len(e.Keys) == 0 {
		return refuse(core.CodeNotFound, tx, c.Customer+c.Order, "nothing personal is kept under that name")
	}
	tx.Emit(e)
	for _, id := range ids {
		tx.Emit(&order.Forgotten{Order: id})
		holdErased(tx, id)
		d.watchOrder(tx, id)
	}
	return nil
}

// holdErased holds what has not left of an order whose person was erased.
func holdErased(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	if !o.Erased || o.ByChannel || o.Sum(stoppable) == 0 || o.OpenHold(HoldErased, 0) != nil {
		return
	}
	tx.Emit(&order.Held{Order: id, Hold: order.Hold{No: len(o.Holds) + 1, Type: HoldErased, Blocks: order.StepSource | order.StepRelease | order.StepShip,
		Reason: "the person was erased; cancel the order, or get a new address and amend it", At: tx.Now}})
}
