package sim

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// refunds checks what a record made due: never more than is paid when it is, nothing
// below zero, for no more units than a line has.
func (c *checker) refunds(r *core.Record) error {
	for _, ref := range c.shadow.Touched() {
		if o := c.shadow.Orders.Get(ref.ID); ref.Noun == order.NounOrder {
			if err := wholeSum(c.shadow, o); err != nil {
				return err
			}
		}
	}
	for _, e := range r.Events {
		due, ok := e.(*order.RefundDue)
		if !ok {
			continue
		}
		o := c.shadow.Orders.Get(due.Order)
		if due.Refund.Amount <= 0 {
			return fmt.Errorf("a refund of %d is due to %s", due.Refund.Amount, o.ID)
		}
		if sum := o.Refunding(); sum > o.Payment.Captured {
			return fmt.Errorf("%d is due to %s in all, of %d that was paid", sum, o.ID, o.Payment.Captured)
		}
	}
	return nil
}

// returned checks the returns of all orders: each unit that came has at most one
// disposition, and what came on returns came back of the order.
func (c *checker) returned() error {
	var err error
	c.shadow.Orders.Each(func(id string, o *order.Order) bool {
		came := map[int]core.Quantity{}
		for i := range o.Returns() {
			r := o.RMA(i + 1)
			for k := range r.Came {
				a := &r.Came[k]
				came[a.Line] += a.Qty
				if a.Waits() < 0 {
					err = fmt.Errorf("%s/R%d disposed of more units of line %d than came", id, r.No, a.Line)
				}
			}
			if r.Open() && o.Closed != 0 {
				err = fmt.Errorf("%s is closed and its return R%d is open", id, r.No)
			}
		}
		for line, q := range came {
			if l := o.Line(line); q > l.Returned {
				err = fmt.Errorf("%d units of line %d of %s came on returns, and %d came back", q, line, id, l.Returned)
			}
		}
		return err == nil
	})
	return err
}

// wholeSum checks that an order of which nothing is left to be paid for has all that was
// paid refunded or due, but for fees.
func wholeSum(w *world.World, o *order.Order) error {
	if o.More == nil || o.Payment.Captured <= 0 || o.More.Sums.Deducted != 0 {
		return nil
	}
	a := o.Account(nil, w.Shop().Settings.SpreadCharges)
	done := o.Refunding()
	if a.Last && done < o.Payment.Captured {
		return fmt.Errorf("nothing of %s is kept, %d was paid and %d is due", o.ID, o.Payment.Captured, done)
	}
	return nil
}

// returnCalls lists what has to be called out about what comes after shipping.
func returnCalls(o *order.Order, add func(exception.Type, string)) {
	for i := range o.Lines {
		if l := &o.Lines[i]; o.LostOpen(l) > 0 {
			add(exception.Lost, itemOf(l.No))
		}
	}
	if o.Refunding() > max(o.Payment.Captured, 0) && (o.More != nil || o.Payment.Refunded > 0) {
		add(exception.RefundOver, "")
	}
	for i := range o.Returns() {
		r := o.RMA(i + 1)
		if r.Undecided() {
			add(exception.ReturnAsked, "R"+strconv.Itoa(r.No))
		}
		if r.Waits() > 0 {
			add(exception.ReturnWaits, "R"+strconv.Itoa(r.No))
		}
	}
}
