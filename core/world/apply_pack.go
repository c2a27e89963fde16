package world

import (
	"andon/core"
	"andon/core/order"
)

// applyPacked applies what happens between a shelf and a customer beside the moves of units.
func (w *World) applyPacked(o *order.Order, event core.Payload) {
	switch e := event.(type) {
	case *order.Boxed:
		o.Pack(e.Packages)
		if e.Serial != 0 {
			edit(w, &w.Meta, "shop").Serial = e.Serial
		}
	case *order.ShipmentCancelled:
		o.Recall(e, w.At)
		w.moveUnits(o, e.Moves)
	case *order.Ready:
		if f := o.FO(e.FO); f != nil {
			f.Ready, f.Until = w.At, e.Until
		}
	}
}

func (w *World) applyConsignment(event core.Payload) error {
	switch e := event.(type) {
	case *order.Consigned:
		c := e.Consignment.Clone()
		c.At = w.At
		insert(w, &w.Consignments, c.ID, c)
	case *order.ConsignmentEnded:
		c := edit(w, &w.Consignments, e.Consignment)
		if c == nil {
			return w.corrupt(e, e.Consignment)
		}
		c.Ended, c.Lost, c.Void = w.At, e.Lost, e.Void
	}
	return nil
}
