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
