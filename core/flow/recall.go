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
	d.recall(tx, o, s, c.Reason)
	d.watchBalances(tx)
	return nil
}

// recall packs the units of a shipment again.
func (d *Decider) recall(tx *world.Tx, o *order.Order, s *order.Shipment, reason string) {
	e := &order.ShipmentCancelled{Order: o.ID, Shipment: s.No, Reason: reason}
	for _, q := range s.Lines {
		e.Moves = append(e.Moves, order.UnitMove{Line: q.Line, From: order.Shipped, To: order.Packed, Qty: q.Qty, FO: s.FO, ToFO: s.FO})
	}
	tx.Emit(e)
	holdErased(tx, o.ID)
	d.watchOrder(tx, o.ID)
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

// cancelConsignment takes a whole consignment back. A person is refused where one of its
// shipments cannot be: those that can are taken back one by one. A connector's fact takes
// back what it can, and the rest is put on the board.
func (d *Decider) cancelConsignment(tx *world.Tx, c *order.CancelConsignment) error {
	fact := fromConnector(tx)
	n := tx.W.Consignments.Get(c.Consignment)
	switch {
	case !fact && (c.Reason == "" || len(c.Reason) > core.MaxTextBytes):
		return refuse(core.CodeInvalid, tx, c.Consignment, "say why the consignment is taken back")
	case len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeLimit, tx, c.Consignment, "the reason has at most %d bytes", core.MaxTextBytes)
	case n == nil && !fact:
		return refuse(core.CodeNotFound, tx, c.Consignment, "there is no such consignment")
	case n == nil:
		d.contradict(tx, core.Ref{Noun: order.NounConsignment, ID: c.Consignment}, "", "a consignment was taken back, but it is not known")
		return nil
	}
	if why := Unrecalled(tx.W, n); why != "" && !fact {
		return refuse(core.CodeState, tx, n.ID, "%s", why)
	}
	for _, p := range n.Parts {
		d.recallPart(tx, p, c.Reason)
	}
	if n.Ended == 0 {
		tx.Emit(&order.ConsignmentEnded{Consignment: n.ID, Void: true, Reason: c.Reason})
	}
	d.watchBalances(tx)
	return nil
}

func (d *Decider) recallPart(tx *world.Tx, p order.Part, reason string) {
	o := tx.W.Orders.Get(p.Order)
	if o == nil {
		return // there is no read model to bring it back from
	}
	s := &o.Shipments[p.Shipment-1]
	if s.Void != 0 {
		return
	}
	if why := unrecallable(o, s); why != "" {
		d.contradict(tx, orderRef(o.ID), "S"+strconv.Itoa(s.No), "shipment %d was taken back with its consignment, but %s", s.No, why)
		return
	}
	d.recall(tx, o, s, reason)
}

// Unrecalled says why a consignment cannot be taken back as a whole, "" when it can.
func Unrecalled(w *world.World, n *order.Consignment) string {
	switch {
	case n.Void:
		return fmt.Sprintf("it was taken back already, at %s", n.Ended)
	case n.Ended != 0:
		return fmt.Sprintf("it has arrived or was lost, at %s; take the goods back with returns", n.Ended)
	}
	for _, p := range n.Parts {
		o := w.Orders.Get(p.Order)
		if o == nil {
			continue
		}
		if s := &o.Shipments[p.Shipment-1]; s.Void == 0 {
			if why := unrecallable(o, s); why != "" {
				return fmt.Sprintf("of shipment %s/S%d: %s; take the others back one by one", o.ID, s.No, why)
			}
		}
	}
	return ""
}
