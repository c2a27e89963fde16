package sim

import (
	"fmt"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
)

// said is what a submitted order adds up to; false where it makes no sense.
func said(s *order.Submit, currency core.Currency) (core.Amount, bool) {
	var sum core.Amount
	for i := range s.Lines {
		l := &s.Lines[i]
		goods, err := currency.Extend(l.Price, l.Qty)
		if err != nil || l.Qty < 1 || l.Qty > 1_000 {
			return 0, false
		}
		sum += goods - l.Discount + l.Tax
	}
	for i := range s.Charges {
		sum += s.Charges[i].Amount
	}
	return sum, true
}

// followed checks that an order costs what the channel's newer version says, unless
// the board says that it could not be followed.
func (c *checker) followed(r *core.Record) error {
	s, ok := r.Command.Body.(*order.Submit)
	if !ok {
		return nil
	}
	id := ""
	for _, e := range r.Events {
		switch e := e.(type) {
		case *order.Amended:
			id = e.Order
		case *exception.Raised:
			if e.Exception.Type == exception.ChannelEdit || e.Exception.Type == exception.BadQuantity {
				return nil
			}
		case *exception.Changed:
			return nil // or said so before
		}
	}
	if id == "" {
		return nil
	}
	o := c.shadow.Orders.Get(id)
	want, sense := said(s, o.Currency)
	if got := o.Computed(); sense && got != want {
		return fmt.Errorf("version %d of %s costs %d and is kept as %d", s.Rev, id, want, got)
	}
	if s.Service != "" && s.Service != o.Service {
		return fmt.Errorf("version %d of %s goes by %q and is kept as %q", s.Rev, id, s.Service, o.Service)
	}
	return nil
}
