package world

import (
	"andon/core"
	"andon/core/order"
)

// Story follows one order through its records, oldest first, and shows it after each of
// its events. What other documents would say is left out: it is for what an order alone
// tells of itself. The order must not be kept.
func Story(id string, records []*core.Record, show func(r *core.Record, event core.Payload, o *order.Order)) error {
	w := New()
	for _, r := range records {
		w.Begin(r.Seq, r.At)
		for _, e := range r.Events {
			if p, ok := e.(*order.Placed); OrderOf(e) != id && (!ok || p.ID != id) {
				continue
			}
			if err := w.applyOrder(&r.Command, e); err != nil {
				return err
			}
			show(r, e, w.Orders.Get(id))
		}
		w.End(&core.Command{})
	}
	return nil
}
