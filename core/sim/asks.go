package sim

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// asks checks what a record says of asks: one ends once, and while it is open nothing of
// what it asks to cancel goes back to the shelf but by its answer. That no more is pending
// than is there is checked with the orders.
func (c *checker) asks(before *world.World, r *core.Record) error {
	for _, e := range r.Events {
		a, ok := e.(*order.Answered)
		if !ok {
			continue
		}
		if o := before.Orders.Get(a.Order); o != nil && o.Ask(a.Ask) != nil && !o.Ask(a.Ask).Open() {
			return fmt.Errorf("ask %d of %s was answered and is again", a.Ask, a.Order)
		}
	}
	for _, ref := range c.shadow.Touched() {
		o := c.shadow.Orders.Get(ref.ID)
		if ref.Noun != order.NounOrder || o == nil {
			continue
		}
		for _, a := range o.Asks() {
			switch request := a.For == order.AskFulfil || a.For == order.AskBuy; {
			case a.Open() != (a.Ended == 0):
				return fmt.Errorf("ask %d of %s does not know whether it has ended", a.No, o.ID)
			case a.Open() && request && o.InFO(a.FO, order.Allocated) == 0:
				return fmt.Errorf("ask %d of %s waits for an answer about units that are not there", a.No, o.ID)
			case a.Open() && a.For == order.AskCancel && order.Units(a.Lines) == order.Units(a.Gone):
				return fmt.Errorf("ask %d of %s waits for an answer about nothing", a.No, o.ID)
			}
		}
	}
	return nil
}
