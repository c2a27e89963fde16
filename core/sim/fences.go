package sim

import (
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// kept checks what a record did with units that are kept for channels and collections:
// that every fence was granted its share of what was delivered, that orders took from
// fences of their channel or that lend to it, and that what ships left the floor whole.
func (c *checker) kept(before *world.World, r *core.Record) error {
	want, got := map[string]int64{}, map[string]int64{}
	for _, e := range r.Events {
		switch e := e.(type) {
		case *supply.Received:
			c.shares(e, want)
		case *stock.Granted:
			if e.Arrived > 0 {
				got[e.Channel+" "+e.SKU+"@"+e.Location] += int64(e.Arrived) * int64(e.Share)
			}
		case *order.Sourced:
			if err := c.takings(before, e); err != nil {
				return err
			}
		}
	}
	for _, k := range [...]map[string]int64{want, got} {
		for id := range k {
			if want[id] != got[id] {
				return fmt.Errorf("the fence of %s was granted %d thousandths of what arrived, not %d", id, got[id], want[id])
			}
		}
	}
	if s, ok := r.Command.Body.(*order.Submit); ok {
		return c.aboveFloors(s, r.Events)
	}
	return nil
}

// shares adds up what the fences of all channels are granted of a delivery.
func (c *checker) shares(e *supply.Received, want map[string]int64) {
	d := c.shadow.Document(e.ID)
	for _, g := range e.Lines {
		sku := d.Lines[g.Line-1].SKU
		c.shadow.Channels.Each(func(id string, ch *catalog.Channel) bool {
			best, rank := 0, -1
			for _, f := range ch.Fences {
				n := len(f.SKU)*1000 + len(f.Location)
				fits := (f.SKU == "" || f.SKU == sku) && (f.Location == "" || f.Location == d.Location)
				if fits && n > rank && (f.Location != "" || d.From == "") {
					best, rank = f.Share, n
				} else if fits && n > rank {
					best, rank = 0, n
				}
			}
			if best > 0 && g.Qty > 0 {
				want[id+" "+sku+"@"+d.Location] += int64(g.Qty) * int64(best)
			}
			return true
		})
	}
}

// takings checks from whom an order took reserved units.
func (c *checker) takings(before *world.World, e *order.Sourced) error {
	o := c.shadow.Orders.Get(e.Order)
	for _, m := range e.Moves {
		if m.Fence == 0 {
			continue
		}
		r := c.shadow.Reservations.Get(stock.ReservationID(m.Fence))
		if r.For(o.Channel, o.ID) {
			continue
		}
		lender := before.Channels.Get(r.Channel())
		lends := false
		for i := 0; lender != nil && i < len(lender.Fences); i++ {
			for _, to := range lender.Fences[i].LendTo {
				lends = lends || to == o.Channel
			}
		}
		if !lends || e.Inputs == nil || !e.Inputs.Borrow {
			return fmt.Errorf("%s of channel %s took %d units of %s, which are kept for %s", o.ID, o.Channel, m.Qty, r.ID, r.Holder)
		}
	}
	return nil
}

// aboveFloors checks that a new order that is shipped took nothing below a floor: what is
// left for its channel reaches up to it, where anything was taken.
func (c *checker) aboveFloors(s *order.Submit, events []core.Payload) error {
	for i := range s.Lines {
		if s.Lines[i].Method != "" {
			return nil
		}
	}
	for _, e := range events {
		e, ok := e.(*order.Sourced)
		if !ok || e.Inputs == nil || e.Inputs.Borrow {
			continue
		}
		o := c.shadow.Orders.Get(e.Order)
		for _, m := range e.Moves {
			f := o.FO(m.ToFO)
			if f == nil || f.Bought { // what a supplier sends is on no shelf
				continue
			}
			k := stock.Key{SKU: o.Line(m.Line).SKU, Location: f.Location}
			floor, b := c.shadow.Locations.Get(f.Location).FloorOf(k.SKU), c.shadow.Balance(k)
			if g := c.shadow.SKUs.Get(k.SKU); b == nil || floor == 0 || g == nil || !g.Tracked() {
				continue
			}
			left := max(b.Q[stock.Available], 0) // what a fact overdrew is not taken from the fence again
			c.shadow.KeptAt(k, func(r *stock.Reservation) bool {
				if r.For(o.Channel, o.ID) {
					left += r.Qty
				}
				return true
			})
			if left < floor {
				return fmt.Errorf("%s took %d of %s and left %d to its channel, below the floor of %d", o.ID, m.Qty, k.ID(), left, floor)
			}
		}
	}
	return nil
}
