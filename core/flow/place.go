package flow

import (
	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// This file says in which bins units are: where released ones are to be picked, and which
// bins a movement empties whose source does not say. Bins are taken in the order in which
// they are walked.

// onShelf is a place of a SKU at a location.
type onShelf struct {
	sku string
	at  stock.Place
}

// atPlaces splits moves that take allocated units off the shelf of a location by the
// places where they lie; what lies at no known place stays as it is. The same moves are
// returned where the location keeps none of the SKUs in bins.
func atPlaces(w *world.World, o *order.Order, location string, moves []order.UnitMove) []order.UnitMove {
	if !binned(w, o, location, moves) || bought(o, moves) {
		return moves
	}
	var out []order.UnitMove
	taken := map[onShelf]core.Quantity{}
	for _, m := range moves {
		sku := o.Line(m.Line).SKU
		b := w.Balance(stock.Key{SKU: sku, Location: location})
		if m.From == order.Allocated && b != nil {
			for _, p := range b.Places(stock.Available, core.MaxQuantity) {
				s := onShelf{sku, p.Place()}
				n := min(m.Qty, p.Qty-taken[s])
				if n <= 0 {
					continue
				}
				taken[s] += n
				part, at := m, p.Place()
				part.Qty, part.Place = n, &at
				out = append(out, part)
				m.Qty -= n
			}
		}
		if m.Qty > 0 {
			out = append(out, m)
		}
	}
	return out
}

func binned(w *world.World, o *order.Order, location string, moves []order.UnitMove) bool {
	for i := range moves {
		if b := w.Balance(stock.Key{SKU: o.Line(moves[i].Line).SKU, Location: location}); b != nil && len(b.Parts) > 0 {
			return true
		}
	}
	return false
}

// fromPlaces names the places of moves that take released units: those that are to be
// picked first, behind what the moves before took. at names the one place that a fact is
// about; of what was not to be picked there, the rest goes on as it is.
func fromPlaces(o *order.Order, moves, before []order.UnitMove, at *stock.Place) []order.UnitMove {
	var out []order.UnitMove
	for _, m := range moves {
		l := o.Line(m.Line)
		for k := range l.Portions {
			p := &l.Portions[k]
			if m.From != order.Released || p.Bucket != order.Released || p.FO != m.FO || p.Bin+p.Lot == "" || at != nil && p.Place() != *at {
				continue
			}
			place := p.Place()
			n := min(m.Qty, p.Qty, l.ToPick(m.FO, place)-pickedAt(out, &m, place)-pickedAt(before, &m, place))
			if n <= 0 {
				continue
			}
			part := m
			part.Qty, part.Place = n, &place
			out = append(out, part)
			m.Qty -= n
		}
		if m.Qty > 0 {
			out = append(out, m)
		}
	}
	return out
}

// pickedAt sums what moves take of a line's released units at a place.
func pickedAt(moves []order.UnitMove, m *order.UnitMove, at stock.Place) (q core.Quantity) {
	for i := range moves {
		if t := &moves[i]; t.Line == m.Line && t.FO == m.FO && t.From == order.Released && t.Place != nil && *t.Place == at {
			q += t.Qty
		}
	}
	return q
}

// spread splits a movement out of a state whose units lie in bins, where it names none:
// the named places go first, then what lies in no bin, then bin by bin.
func spread(b *stock.Balance, m stock.Move, first ...stock.Place) []stock.Move {
	if b == nil || len(b.Parts) == 0 || m.Bin+m.Lot != "" || m.Qty <= 0 {
		return []stock.Move{m}
	}
	var out []stock.Move
	part := func(at stock.Place, there core.Quantity) {
		if n := min(m.Qty, there-spent(out, at)); n > 0 {
			p := m
			p.Qty, p.Bin, p.Lot = n, at.Bin, at.Lot
			out = append(out, p)
			m.Qty -= n
		}
	}
	for _, at := range first {
		part(at, b.At(m.From, at))
	}
	part(stock.Place{}, b.Loose(m.From))
	for _, p := range b.Places(m.From, core.MaxQuantity) {
		part(p.Place(), p.Qty)
	}
	if m.Qty > 0 { // more than the book shows anywhere
		out = append(out, m)
	}
	return out
}

func spent(moves []stock.Move, at stock.Place) (q core.Quantity) {
	for i := range moves {
		if moves[i].Bin == at.Bin && moves[i].Lot == at.Lot {
			q += moves[i].Qty
		}
	}
	return q
}
