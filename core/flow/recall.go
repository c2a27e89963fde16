package flow

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// cancelShipment takes a shipment back that was reported and did not leave: its units are
// packed again, and so is the stock. What has arrived cannot be taken back: a person is
// told so, and what a connector says of it is put on the board.
func (d *Decider) cancelShipment(tx *world.Tx, c *order.CancelShipment) error {
	fact := fromConnector(tx)
	subject := fmt.Sprintf("%.120s/S%d", c.Order, c.Shipment)
	o := tx.W.Orders.Get(c.Order)
	switch {
	case !fact && (c.Reason == "" || len(c.Reason) > core.MaxTextBytes):
		return refuse(core.CodeInvalid, tx, subject, "say why the shipment is taken back")
	case len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeLimit, tx, subject, "the reason has at most %d bytes", core.MaxTextBytes)
	case o == nil || c.Shipment < 1 || c.Shipment > len(o.Shipments):
		if !fact {
			return refuse(core.CodeNotFound, tx, subject, "there is no such shipment")
		}
		d.contradict(tx, orderRef(c.Order), "S"+strconv.Itoa(c.Shipment), "shipment %d was taken back, but it is not known", c.Shipment)
		return nil
	}
	s := &o.Shipments[c.Shipment-1]
	why := unrecallable(o, s)
	switch {
	case s.Void != 0 && fact:
		tx.Emit(&order.Ignored{Order: o.ID, Why: fmt.Sprintf("shipment %d was taken back already", c.Shipment)})
		return nil
	case why != "" && fact:
		d.contradict(tx, orderRef(o.ID), "S"+strconv.Itoa(c.Shipment), "shipment %d was taken back, but %s", c.Shipment, why)
		return nil
	case why != "":
		return refuse(core.CodeState, tx, subject, "%s", why)
	}
	e := &order.ShipmentCancelled{Order: o.ID, Shipment: c.Shipment, Reason: c.Reason}
	for _, q := range s.Lines {
		e.Moves = append(e.Moves, order.UnitMove{Line: q.Line, From: order.Shipped, To: order.Packed, Qty: q.Qty, FO: s.FO, ToFO: s.FO})
	}
	tx.Emit(e)
	holdErased(tx, o.ID)
	d.watchOrder(tx, o.ID)
	d.watchBalances(tx)
	return nil
}

// unrecallable says why a shipment cannot be taken back, "" when it can.
func unrecallable(o *order.Order, s *order.Shipment) string {
	switch {
	case s.Void != 0:
		return fmt.Sprintf("it was taken back already, at %s", s.Void)
	case s.Collected:
		return "the customer has collected it; take the goods back with a return"
	case s.Delivered != 0:
		return fmt.Sprintf("it has arrived or was lost, at %s; take the goods back with a return", s.Delivered)
	}
	back := map[int]core.Quantity{}
	for _, q := range s.Lines {
		l := o.Line(q.Line)
		if back[q.Line] += q.Qty; l == nil || l.InFO(s.FO, order.Shipped) < back[q.Line] {
			return fmt.Sprintf("units of line %d have arrived or were lost; take the goods back with a return", q.Line)
		}
		if l.Sum(order.Bucket.Gone)-l.Returned < back[q.Line] {
			return fmt.Sprintf("units of line %d have come back as a return already", q.Line)
		}
	}
	return ""
}

// Unrecallable is for who offers to take a shipment back.
func Unrecallable(o *order.Order, shipment int) string {
	if shipment < 1 || shipment > len(o.Shipments) {
		return "there is no such shipment"
	}
	return unrecallable(o, &o.Shipments[shipment-1])
}
