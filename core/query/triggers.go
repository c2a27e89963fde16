package query

import (
	"fmt"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// What a tick decides is the consequence of a record before it: of one that moved the
// stock or the supply of a SKU, or those who wait for it; or that changed places, costs or
// rules. The nearest such record is named as what triggered it.

// maxBack is how many records are looked back through.
const maxBack = 200

// triggers names the records that made ticks promise an order other days.
func (r *request) triggers(id string, list []pledge) error {
	for i := range list {
		p := &list[i]
		if p.Cause != fills {
			continue
		}
		said, err := r.trigger(id, p.Seq, p.SKU)
		if err != nil {
			return err
		}
		p.Cause = orElse(said, "supply moved")
	}
	return nil
}

// trigger tells of the record that made a tick look at an order for a SKU, or ("") for all
// that it has; "" where none is near.
func (r *request) trigger(id string, seq uint64, sku string) (string, error) {
	for back := uint64(1); back < maxBack && back < seq; back++ {
		rec, err := r.Cold.Record(r.ctx, seq-back)
		if err != nil {
			return "", err
		}
		if tick, ok := rec.Command.Body.(*world.Tick); ok && len(tick.Fill) > 0 {
			continue
		}
		if sku != "" {
			if placed, ok := rec.Events[0].(*order.Placed); ok && !r.standsBefore(placed.ID, id, sku) {
				continue // it waits behind
			}
		}
		for _, e := range rec.Events {
			if r.shapes(e) || sku != "" && r.affects(e, sku) {
				return fmt.Sprintf("%s (record %d)", describe(&rec.Command, e), rec.Seq), nil
			}
		}
	}
	return "", nil
}

// standsBefore reports whether an order is ahead of another in the queue for a SKU.
func (r *request) standsBefore(id, other, sku string) bool {
	a, b := r.w.Orders.Get(id), r.w.Orders.Get(other)
	return a != nil && b != nil && order.Before(a, b, sku) < 0
}

// shapes reports whether an event changes places, costs or rules.
func (r *request) shapes(e core.Payload) bool {
	switch e := e.(type) {
	case *world.PutShop:
		return true
	case *policy.Stepped:
		return e.To == policy.Active
	}
	switch masterOf(e).Noun {
	case catalog.NounLocation, catalog.NounChannel, catalog.NounCarrier:
		return true
	}
	return outageOf(e) != ""
}

// affects reports whether an event moves stock or supply of a SKU, or who waits for it.
func (r *request) affects(e core.Payload, sku string) bool {
	if ref := masterOf(e); ref.Noun == catalog.NounSKU {
		return ref.ID == sku
	}
	if id := supplyOf(e); id != "" {
		d := r.w.Purchases.Get(id)
		if d == nil {
			d = r.w.Transfers.Get(id)
		}
		return d != nil && slices.ContainsFunc(d.Lines, func(l supply.Line) bool { return l.SKU == sku })
	}
	if id := orderOf(e); id != "" {
		o := r.w.Orders.Get(id)
		return o != nil && slices.ContainsFunc(o.Lines, func(l order.Line) bool { return l.SKU == sku })
	}
	found := false
	r.w.BalancesOf(sku, func(b *stock.Balance) bool {
		found = aboutBalance(e, b.Key())
		return !found
	})
	if id := reservationOf(e); id != "" {
		v := r.w.Reservations.Get(id)
		found = found || v != nil && v.SKU == sku
	}
	return found
}
