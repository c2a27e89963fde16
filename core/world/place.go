package world

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
)

// bind books in which bins the units of an order are to be picked: those that a move
// releases from a place stand there as released, those that it takes off the shelf
// otherwise stand in the state that they went to; those that leave a place (drawn) are on
// its shelf again, or in the state that they went to, unless somebody took them away.
func (w *World) bind(o *order.Order, moves []order.UnitMove, drawn []order.Drawn) {
	for i := range moves {
		u := &moves[i]
		switch {
		case u.Place == nil || u.From != order.Allocated:
		case u.To == order.Released:
			w.rebook(o, u, *u.Place, stock.Available, stock.Released, u.Qty)
		case u.To.Waiting() && u.Into != stock.None:
			w.rebook(o, u, *u.Place, stock.Available, u.Into, u.Qty)
		}
	}
	for _, d := range drawn {
		u := &moves[d.Move]
		switch {
		case d.Place == (stock.Place{}):
		case u.To > order.Released && u.To != order.Cancelled:
			w.rebook(o, u, d.Place, stock.Released, stock.None, d.Qty)
		case u.Into != stock.None:
			w.rebook(o, u, d.Place, stock.Released, u.Into, d.Qty)
		default:
			w.rebook(o, u, d.Place, stock.Released, stock.Available, d.Qty)
		}
	}
}

func (w *World) rebook(o *order.Order, u *order.UnitMove, at stock.Place, from, to stock.State, q core.Quantity) {
	f, l := o.FO(u.FO), o.Line(u.Line)
	if f == nil || l == nil {
		return
	}
	if s := w.SKUs.Get(l.SKU); s != nil && s.Tracked() {
		w.editBalance(stock.Key{SKU: l.SKU, Location: f.Location}).Rebook(at, from, to, q)
	}
}

// checkPlaces compares what balances say is to be picked at each place with the orders.
func (w *World) checkPlaces() error {
	type spot struct {
		k  stock.Key
		at stock.Place
	}
	want := map[spot]core.Quantity{}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Lines {
			l := &o.Lines[i]
			for k := range l.Portions {
				if p := &l.Portions[k]; p.Bin+p.Lot != "" {
					want[spot{stock.Key{SKU: l.SKU, Location: o.FO(p.FO).Location}, p.Place()}] += p.Qty
				}
			}
		}
		return true
	})
	var err error
	w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		for i := range b.Parts {
			p := &b.Parts[i]
			at := spot{b.Key(), p.Place()}
			if p.State == stock.Released && want[at] != p.Qty {
				err = core.E(core.CodeCorrupt, "check", b.DocID(), fmt.Sprintf("%d units are to be picked at %s, the orders say %d", p.Qty, p.Bin, want[at]))
				return false
			}
			if p.State == stock.Released {
				delete(want, at)
			}
		}
		return true
	})
	if err == nil && len(want) > 0 {
		err = core.E(core.CodeCorrupt, "check", "", "orders name bins to pick from that the stock book does not")
	}
	return err
}
