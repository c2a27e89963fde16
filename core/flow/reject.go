package flow

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// reject gives units of a fulfillment order back, all that are not picked where none are
// named: they are sourced elsewhere, the location is not offered them again before a
// count, and its stock of them is booked as the reason says.
func (d *Decider) reject(tx *world.Tx, c *order.Reject) error {
	o, f, err := needFO(tx, c.Order, c.FO)
	if err != nil {
		return err
	}
	reason, why, err := rejection(tx, c)
	if err != nil {
		return err
	}
	moves, err := rejected(tx, o, c)
	if err != nil {
		return err
	}
	e := &order.Moved{Order: o.ID, Cause: "rejected", FO: c.FO, Reason: why, Moves: moves}
	for _, m := range moves {
		if !slices.ContainsFunc(e.Avoid, func(a order.Avoid) bool { return a.Line == m.Line }) {
			e.Avoid = append(e.Avoid, order.Avoid{Line: m.Line, Location: f.Location, At: tx.Now})
		}
	}
	location := f.Location
	if into := intoState(reason.Effect); into != stock.None {
		for i := range e.Moves {
			e.Moves[i].Into = into
		}
		e.Moves = atPlaces(tx.W, o, location, e.Moves)
	}
	tx.Emit(e)
	d.missing(tx, o.ID, location, e.Moves, reason)
	d.source(tx, tx.W.Orders.Get(o.ID), "rerouted")
	d.watchOrder(tx, o.ID)
	d.watchBalances(tx)
	return nil
}

// rejection reads the reason: a code of the shop, or free text, which is the code other.
// A person's unknown code is refused; a connector's is taken as text.
func rejection(tx *world.Tx, c *order.Reject) (r order.Rejection, why string, err error) {
	id := fmt.Sprintf("%s/F%d", c.Order, c.FO)
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes || len(c.Text) > core.MaxTextBytes {
		return r, "", refuse(core.CodeInvalid, tx, id, "a rejection needs a reason")
	}
	text := c.Text
	all := order.RejectionsWith(tx.W.Shop().Settings.Rejections)
	i := slices.IndexFunc(all, func(r order.Rejection) bool { return r.Code == c.Reason })
	if i < 0 {
		if order.IsCode(c.Reason) && !fromConnector(tx) {
			return r, "", refuse(core.CodeInvalid, tx, id, "%s is not a reason of rejection; use one of %s", c.Reason, codesOf(all))
		}
		text = strings.TrimPrefix(text+"; "+c.Reason, "; ")
		i = slices.IndexFunc(all, func(r order.Rejection) bool { return r.Code == order.RejectedOther })
	}
	if why = all[i].Code; text != "" {
		why += ": " + text
	}
	return all[i], why, nil
}

func codesOf(all []order.Rejection) string {
	var out []string
	for _, r := range all {
		out = append(out, r.Code)
	}
	return strings.Join(out, ", ")
}

// rejected lists what a rejection takes from a fulfillment order.
func rejected(tx *world.Tx, o *order.Order, c *order.Reject) (moves []order.UnitMove, err error) {
	if len(c.Lines) == 0 {
		for _, from := range [...]order.Bucket{order.Allocated, order.Released} {
			moves = append(moves, inFO(o, c.FO, from, order.Open)...)
		}
		if len(moves) == 0 {
			return nil, refuse(core.CodeState, tx, foID(o, c.FO), "has no units that are not picked yet")
		}
	} else {
		if err := badLines(tx, o, c.Lines); err != nil {
			return nil, err
		}
		var over []order.LineQty
		if moves, over = advance(o, c.FO, c.Lines, order.Released, order.Open, nil); len(over) > 0 {
			return nil, refuse(core.CodeState, tx, foID(o, c.FO), "line %d has %d units fewer there that are not picked yet", over[0].Line, over[0].Qty)
		}
	}
	for i := range moves {
		moves[i].ToFO = 0
	}
	return moves, nil
}

func intoState(e order.Effect) stock.State {
	switch e {
	case order.Fewer, order.Suspect:
		return stock.QualityControl
	case order.Spoilt:
		return stock.Damaged
	}
	return stock.None
}

// missing books that units which an order gave back are not at their location, and, where
// the reason says so, that nothing else is that the book shows there.
func (d *Decider) missing(tx *world.Tx, id, location string, moves []order.UnitMove, r order.Rejection) {
	if r.Effect != order.Fewer && r.Effect != order.Suspect {
		return
	}
	for _, l := range lossesOf(tx.W.Orders.Get(id), location, moves, r.Code) {
		d.lose(tx, l, func(b *stock.Balance) core.Quantity {
			if r.Effect == order.Fewer {
				return 0
			}
			return b.Q[stock.Available] + usableAt(tx.W, l.k)
		})
	}
}

// usableAt is how many units are reserved at a balance that some order may take.
func usableAt(w *world.World, k stock.Key) (q core.Quantity) {
	if w.AnythingKept() {
		w.KeptAt(k, func(r *stock.Reservation) bool {
			if usable(r) {
				q += r.Qty
			}
			return true
		})
	}
	return q
}

// loss is units of an order that were not found, and stand in quality control already.
type loss struct {
	k      stock.Key
	order  string
	reason string
	units  core.Quantity
	places []stock.Place // where they should have been
}

// lossesOf sums units that were not found by SKU.
func lossesOf(o *order.Order, location string, moves []order.UnitMove, reason string) (out []loss) {
	if bought(o, moves) {
		return nil // they were on no shelf of ours
	}
	for i := range moves {
		m := &moves[i]
		k := stock.Key{SKU: o.Line(m.Line).SKU, Location: location}
		n := slices.IndexFunc(out, func(l loss) bool { return l.k == k })
		if n < 0 {
			n = len(out)
			out = append(out, loss{k: k, order: o.ID, reason: reason})
		}
		out[n].units += m.Qty
		var at stock.Place
		if m.Place != nil {
			at = *m.Place
		}
		if !slices.Contains(out[n].places, at) {
			out[n].places = append(out[n].places, at)
		}
	}
	return out
}

// lose makes what is missing wait for a count, and with it the rest of what the book
// shows where it was looked for and nobody is promised yet: rest says how much. Units
// that are kept for channels and orders are among it, since these could take them.
func (d *Decider) lose(tx *world.Tx, l loss, rest func(*stock.Balance) core.Quantity) {
	b := tx.W.Balance(l.k)
	if b == nil {
		return // stock of the SKU is not kept
	}
	more := max(rest(b), 0)
	if short := more - b.Q[stock.Available]; more > 0 && short > 0 {
		more -= d.drawReserved(tx, l.k, short)
	}
	if more > 0 {
		moves := spread(tx.W.Balance(l.k), inside(l.k, stock.Available, stock.QualityControl, more), l.places...)
		tx.Emit(&stock.Moved{Reason: "suspect", Moves: moves})
	}
	missing, who := max(b.Open, 0)+l.units+more, "for "+l.order
	if missing > l.units {
		who = fmt.Sprintf("%d of them for %s", l.units, l.order)
	}
	if more > 0 {
		who += fmt.Sprintf(", %d that the book showed beside them", more)
	}
	tx.Emit(&stock.VarianceExplained{SKU: l.k.SKU, Location: l.k.Location, Variance: missing, Reason: l.reason})
	raise(tx, core.Ref{Noun: stock.NounBalance, ID: l.k.ID()}, exception.PickShort, "",
		fmt.Sprintf("%d of %s were not found at %s, %s; they wait in quality control for a count", missing, l.k.SKU, l.k.Location, who))
}
