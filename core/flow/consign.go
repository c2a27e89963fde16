package flow

import (
	"strconv"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// consign records that fulfillment orders of several orders left in one hand-over. What of
// them makes no sense is put on the board, each with its own order; the rest has left.
func (d *Decider) consign(tx *world.Tx, c *order.ShipConsignment) error {
	if len(c.Parts) == 0 || len(c.Parts) > order.MaxParts {
		return refuse(core.CodeInvalid, tx, c.Manifest, "a consignment has 1 to %d fulfillment orders", order.MaxParts)
	}
	for _, s := range [...]string{c.Carrier, c.Service, c.Tracking, c.Manifest} {
		if len(s) > core.MaxIDBytes {
			return refuse(core.CodeLimit, tx, "", "carrier, service, tracking and manifest have at most %d bytes", core.MaxIDBytes)
		}
	}
	for i := range c.Parts {
		p := &c.Parts[i]
		if err := tooManyPackages(tx, p.Order, p.Packages); err != nil {
			return err
		}
		if err := badLines(tx, &order.Order{ID: p.Order}, p.Lines); err != nil {
			return err
		}
	}
	n := uint64(tx.W.Consignments.Len()) + 1
	e := &order.Consigned{Consignment: order.Consignment{ID: "CN-" + strconv.FormatUint(n, 10), N: n, Carrier: c.Carrier, Service: c.Service,
		Tracking: c.Tracking, Manifest: c.Manifest}}
	for i := range c.Parts {
		d.consignPart(tx, c, &c.Parts[i], &e.Consignment)
	}
	if len(e.Consignment.Parts) > 0 {
		tx.Emit(e)
	}
	return nil
}

func (d *Decider) consignPart(tx *world.Tx, c *order.ShipConsignment, p *order.Leaving, into *order.Consignment) {
	o, f := d.factFO(tx, p.Order, p.FO, "units left in a consignment")
	if o == nil {
		return
	}
	if into.Location == "" {
		into.Location = f.Location
	} else if into.Location != f.Location {
		d.contradict(tx, orderRef(o.ID), "F"+strconv.Itoa(p.FO), "fulfillment order %d is at %s, and left in a consignment from %s", p.FO, f.Location, into.Location)
	}
	ship := &order.Ship{Order: p.Order, FO: p.FO, Lines: p.Lines, Carrier: c.Carrier, Tracking: c.Tracking, Packages: p.Packages}
	if no := d.left(tx, tx.W.Orders.Get(o.ID), f, ship, into.ID); no != 0 {
		into.Parts = append(into.Parts, order.Part{Order: o.ID, Shipment: no})
	}
}

// deliverConsignment ends those shipments of a consignment that have not ended, and finds
// those that were lost with it.
func (d *Decider) deliverConsignment(tx *world.Tx, c *order.DeliverConsignment) error {
	n := tx.W.Consignments.Get(c.Consignment)
	if n == nil {
		d.contradict(tx, core.Ref{Noun: order.NounConsignment, ID: c.Consignment}, "", "a consignment arrived, but it is not known")
		return nil
	}
	if n.Void {
		d.contradict(tx, core.Ref{Noun: order.NounConsignment, ID: n.ID}, "", "a consignment arrived or was lost, but it was taken back at %s; report that it left again", n.Ended)
		return nil
	}
	to := order.Delivered
	if c.Lost {
		to = order.Lost
	}
	for _, p := range n.Parts {
		o := tx.W.Orders.Get(p.Order)
		if o == nil {
			continue // there is no read model to bring it back from
		}
		s := &o.Shipments[p.Shipment-1]
		switch {
		case s.Void != 0:
		case s.Delivered == 0:
			tx.Emit(arrived(o, p.Shipment, to))
			d.setFree(tx, o.ID)
			d.watchOrder(tx, o.ID)
		case n.Lost && !c.Lost && o.InFO(s.FO, order.Lost) > 0:
			d.foundAgain(tx, o, s)
		}
	}
	if n.Ended == 0 || n.Lost && !c.Lost {
		tx.Emit(&order.ConsignmentEnded{Consignment: n.ID, Lost: c.Lost})
	}
	return nil
}
