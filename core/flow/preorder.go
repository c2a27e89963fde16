package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// A SKU that is preordered may have a cap: so many units are promised before its day, in
// the order in which they are asked for. Units beyond it wait for the same day with no
// promise, and stand on the board; they get the room that others leave, in the fair
// order, and on the day what is there once those that were promised have theirs. A cap
// that is lowered takes nothing from who was promised. A kit, or a line of a
// ship-complete order, is promised whole or not at all.

// preorderCap is the cap of a SKU before its day; false where there is none.
func preorderCap(w *world.World, sku string, now core.Instant) (core.Quantity, bool) {
	s := w.SKUs.Get(sku)
	if s == nil || s.PreorderCap == 0 || s.Lifecycle != catalog.Preorder || s.Available <= 0 || w.Begins(s.Available) <= now {
		return 0, false
	}
	return s.PreorderCap, true
}

// preordered counts the units of a line that wait for their day, with a promise and
// without one.
func preordered(l *order.Line) (promised, beyond core.Quantity) {
	for i := range l.Portions {
		switch p := &l.Portions[i]; {
		case p.Bucket != order.Preordered:
		case p.Ship == 0:
			beyond += p.Qty
		default:
			promised += p.Qty
		}
	}
	return promised, beyond
}

// preorderRoom is how many more units of a SKU with a cap may be promised. The index does
// not list the orders that an unfinished record has touched.
func preorderRoom(w *world.World, sku string, most core.Quantity, touched []core.Ref) core.Quantity {
	w.Dated(sku, func(e world.WaitEntry) bool {
		q, _ := preordered(w.Orders.Get(e.Order).Line(e.Line))
		most -= q
		return true
	})
	for _, r := range touched {
		if o := w.Orders.Get(r.ID); r.Noun == order.NounOrder && o != nil {
			for i := range o.Lines {
				if l := &o.Lines[i]; l.SKU == sku {
					q, _ := preordered(l)
					most -= q
				}
			}
		}
	}
	return most
}

// capRoom is what is left under the caps of the SKUs that an order preorders.
type capRoom struct {
	tx   *world.Tx
	o    *order.Order
	left map[string]core.Quantity
}

// beyond is how many waiting units of a line are beyond the cap of its SKU.
func (c *capRoom) beyond(l *order.Line) core.Quantity {
	most, capped := preorderCap(c.tx.W, l.SKU, c.tx.Now)
	if !capped {
		return 0
	}
	left, known := c.left[l.SKU]
	if !known {
		if c.left == nil {
			c.left = map[string]core.Quantity{}
		}
		left = preorderRoom(c.tx.W, l.SKU, most, c.tx.W.Touched())
	}
	units := l.Sum(order.Bucket.Waiting)
	had, _ := preordered(l)
	more := units - min(had, units)
	if left < more {
		if more = max(left, 0); wholeOrNot(c.o, l) {
			more = 0
		}
	}
	c.left[l.SKU] = left - more
	return units - min(had, units) - more
}

func wholeOrNot(o *order.Order, l *order.Line) bool { return o.Complete || l.KitOf != 0 }
