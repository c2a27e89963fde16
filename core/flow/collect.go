package flow

import (
	"cmp"
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// collectDays is how long goods are kept where neither location nor shop says.
const collectDays = 7

// collected reports whether all units of a fulfillment order at its location are fetched
// there by the customer.
func collected(o *order.Order, fo int) bool {
	any := false
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			if p.FO == fo && p.Bucket.Here() {
				if l.Method != Collect {
					return false
				}
				any = true
			}
		}
	}
	return any
}

// ready tells that a fulfillment order can be collected, once all that is at its location
// is packed, and until which day. Told once, the day stays.
func (d *Decider) ready(tx *world.Tx, id string, fo int) {
	o := tx.W.Orders.Get(id)
	f := o.FO(fo)
	if f.Ready != 0 || !collected(o, fo) || unpacked(o, fo) > 0 {
		return
	}
	at := tx.W.Locations.Get(f.Location)
	days := cmp.Or(at.CollectDays, tx.W.Shop().Settings.CollectDays, collectDays)
	tx.Emit(&order.Ready{Order: id, FO: fo, Until: core.DateIn(tx.Now, d.zone(at)) + core.Date(days)})
	d.watchCauses(tx, id)
}

// unpacked counts the units of a fulfillment order that are at its location and not packed.
func unpacked(o *order.Order, fo int) core.Quantity {
	return o.InFO(fo, order.Allocated) + o.InFO(fo, order.Released) + o.InFO(fo, order.Picked)
}

// collect records that the customer fetched units: they left and arrived at once.
func (d *Decider) collect(tx *world.Tx, c *order.Collect) error {
	o, f := d.factFO(tx, c.Order, c.FO, "units were collected")
	if o == nil {
		return nil
	}
	if err := badLines(tx, o, c.Lines); err != nil {
		return err
	}
	id, location := o.ID, f.Location
	moves, over := advance(o, c.FO, c.Lines, order.Packed, order.Shipped, nil)
	held := blockedMoves(o, moves, order.StepRelease|order.StepShip)
	if len(moves) > 0 {
		b := boxing{tx: tx, o: o, fo: c.FO}
		s := order.Shipment{No: len(o.Shipments) + 1, FO: c.FO, Collected: true, Packages: b.leaving(&order.Ship{}, moves), Lines: movedLines(moves)}
		tx.Emit(&order.ShipmentMade{Order: id, Shipment: s, Moves: moves})
		tx.Emit(arrived(tx.W.Orders.Get(id), s.No, order.Delivered))
	}
	for _, q := range over {
		d.overship(tx, id, c.FO, location, q)
	}
	d.finishBroken(tx)
	d.wasHeld(tx, id, c.FO, held, "collected although a hold blocks it")
	if len(tx.Events) == 0 {
		d.contradict(tx, orderRef(id), "F"+strconv.Itoa(c.FO), "fulfillment order %d was collected, but it has nothing to collect%s", c.FO, gaveUp(f))
	}
	d.setFree(tx, id)
	d.watchOrder(tx, id)
	return nil
}

// gaveUp says that goods were kept no longer.
func gaveUp(f *order.Fulfillment) string {
	if f.Until == 0 {
		return ""
	}
	return fmt.Sprintf(": it was kept until %s", f.Until)
}

// expire takes back what was not collected in time: units go back to the shelf and are
// cancelled; what was paid for them is to be refunded.
func (d *Decider) expire(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	var moves []order.UnitMove
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if end := tx.W.CollectDue(o, f); end == 0 || end > tx.Now {
			continue
		}
		for _, from := range [...]order.Bucket{order.Allocated, order.Released, order.Picked, order.Packed} {
			for _, m := range inFO(o, f.No, from, order.Cancelled) {
				m.ToFO = 0
				moves = append(moves, m)
			}
		}
	}
	if len(moves) > 0 {
		d.takeUnits(tx, o, moves, order.CauseExpired, nil)
		d.refund(tx, id, order.Refund{Cause: order.CauseExpired}, "", nil)
		d.afterCancel(tx, id)
	}
}

// unsent counts the units that should have left and have not: what waits for its customer
// to collect it is where it should be.
func unsent(o *order.Order) (q core.Quantity) {
	for i := range o.Lines {
		for k := range o.Lines[i].Portions {
			if p := &o.Lines[i].Portions[k]; stoppable(p.Bucket) && !o.AtCounter(p) {
				q += p.Qty
			}
		}
	}
	return q
}
