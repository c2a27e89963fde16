package sim

import (
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// preorders checks that nobody who may be promised units of a SKU with a cap is left
// without while there is room under it.
func (c *checker) preorders() error {
	s := c.shadow.SKUs.Get("PRE")
	if s == nil || s.Lifecycle != catalog.Preorder || c.shadow.Begins(s.Available) <= c.shadow.At {
		return nil
	}
	room, waits := s.PreorderCap, ""
	c.shadow.Orders.Each(func(id string, o *order.Order) bool {
		for i := range o.Lines {
			l := &o.Lines[i]
			for _, p := range l.Portions {
				switch {
				case l.SKU != s.ID || p.Bucket != order.Preordered:
				case p.Ship != 0:
					room -= p.Qty
				case !o.Complete && l.KitOf == 0 && !anyHold(o):
					waits = id
				}
			}
		}
		return true
	})
	if room > core.Quantity(0) && waits != "" {
		return fmt.Errorf("%s is promised none of %s, and there is room for %d of %d units", waits, s.ID, room, s.PreorderCap)
	}
	return nil
}

func anyHold(o *order.Order) bool {
	for _, h := range o.Holds {
		if h.Done == "" {
			return true
		}
	}
	return false
}
