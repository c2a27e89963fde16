package flow

import (
	"slices"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/world"
)

// erasedAtOnce bounds the orders that an erasure forgets in its own record, those that
// may have something left to send first. Jobs forget the others: what was sealed on
// them is unreadable at once all the same.
const erasedAtOnce = 5_000

// erase destroys the keys of a person's data: of a customer and all orders in their
// name, or of the guest of one order. Those that have not left are held, as nobody is
// left to send them to.
func (d *Decider) erase(tx *world.Tx, c *catalog.Erase) error {
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, c.Customer+c.Order, "say why the person is erased")
	}
	p := erasing{keys: map[uint64]bool{}}
	if c.Customer != "" {
		if customer := tx.W.Customers.Get(c.Customer); customer != nil && !customer.Erased {
			p.key(customer.Party.Key)
		}
		tx.W.OrdersOf(c.Customer, p.order)
	} else if o := tx.W.Orders.Get(c.Order); o != nil {
		if o.Customer != "" { // other orders in that name may share the key
			return refuse(core.CodeState, tx, o.ID, "is in the name of customer %s; erase the customer", o.Customer)
		}
		p.order(o)
		for _, id := range replacing(tx.W, o.ID) { // they may share the key
			if linked := tx.W.Orders.Get(id); linked != nil && linked.ShipTo.Key == o.ShipTo.Key {
				p.order(linked)
			}
		}
	}
	if len(p.list) == 0 {
		return refuse(core.CodeNotFound, tx, c.Customer+c.Order, "nothing personal is kept under that name")
	}
	tx.Emit(&catalog.Erased{Customer: c.Customer, Keys: p.list})
	orders := slices.Concat(p.open, p.closed)
	now := min(len(orders), erasedAtOnce)
	for _, o := range orders[:now] {
		d.forget(tx, o.ID)
	}
	for rest := range slices.Chunk(orders[now:], job.MaxTargets) {
		startForgetting(tx, rest, c.Reason)
	}
	return nil
}

// erasing collects what is known of a person.
type erasing struct {
	list         []uint64 // keys, each once
	keys         map[uint64]bool
	open, closed []*order.Order
}

func (p *erasing) key(key uint64) {
	if key != 0 && !p.keys[key] {
		p.keys[key] = true
		p.list = append(p.list, key)
	}
}

func (p *erasing) order(o *order.Order) bool {
	switch {
	case o.ShipTo.Key == 0 || o.Erased:
		return true
	case o.Closed == 0:
		p.open = append(p.open, o)
	default:
		p.closed = append(p.closed, o)
	}
	p.key(o.ShipTo.Key)
	return true
}

// startForgetting opens a job that forgets the person of orders. A target names the
// key too: by the time of its turn an order may have a new address, of somebody else.
func startForgetting(tx *world.Tx, orders []*order.Order, reason string) {
	n := tx.W.Shop().Jobs + 1
	e := &job.Started{ID: job.IDOf(n), N: n, Op: job.Forget, Reason: reason}
	for _, o := range orders {
		e.Targets = append(e.Targets, o.ID+"/K"+strconv.FormatUint(o.ShipTo.Key, 10))
	}
	tx.Emit(e)
}

// forgetIf forgets the person of an order, if its data is still under the key.
func (d *Decider) forgetIf(tx *world.Tx, id string, key int) error {
	o, err := needOrder(tx, id)
	if err == nil && (o.Erased || o.ShipTo.Key != uint64(key)) {
		err = refuse(core.CodeState, tx, id, "has another person by now")
	}
	if err == nil {
		d.forget(tx, id)
	}
	return err
}

func (d *Decider) forget(tx *world.Tx, id string) {
	tx.Emit(&order.Forgotten{Order: id})
	holdErased(tx, id)
	if tx.W.Orders.Get(id).Closed == 0 {
		d.watchCauses(tx, id)
	}
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
