package flow

import (
	"andon/core/order"
	"andon/core/world"
)

// unwanted is the reason of what was not found in time.
const unwanted = "cancel_after"

// cancelUnwanted cancels units that wait still when their line's time to be cancelled has
// passed. Units that a location was given by then go on: they are on their way to the
// customer, and what was promised of them holds.
func (d *Decider) cancelUnwanted(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	var moves []order.UnitMove
	for i := range o.Lines {
		if l := &o.Lines[i]; l.CancelAfter != 0 && l.CancelAfter <= tx.Now {
			moves, _ = takeOut(moves, o, l, l.Sum(order.Bucket.Waiting), order.Preordered, order.Cancelled)
		}
	}
	if len(moves) > 0 {
		d.emitCancel(tx, o, moves, unwanted, nil)
	}
}
