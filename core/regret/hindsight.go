package regret

import (
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/stock"
	"andon/core/world"
)

// hindsight is the stock and the room of a day as who knew it would see them: what is
// free when it ends, and all that its decisions took.
type hindsight struct {
	decider *flow.Decider
	solver  sourcing.Solver
	end     *world.World
	shelf   map[string]map[string]core.Quantity // free units by SKU and location
	kept    map[stock.Key]core.Quantity         // and those that are kept for some
	loads   map[slot]int                        // packages that others than the decisions opened
}

// newHindsight puts back what decisions took.
func newHindsight(end *world.World, all []*decision) *hindsight {
	h := &hindsight{decider: flow.NewDecider(), end: end, shelf: map[string]map[string]core.Quantity{}, kept: map[stock.Key]core.Quantity{}, loads: map[slot]int{}}
	for _, d := range all {
		for i := range d.first.Inputs.Demands {
			h.stock(d.order.Line(d.first.Inputs.Demands[i].Line).SKU)
		}
	}
	for _, d := range all {
		for _, t := range d.decided.takes {
			h.shelf[t.sku][t.location] += t.qty
		}
		for _, t := range d.later {
			h.shelf[t.sku][t.location] += t.qty
		}
		for _, s := range d.booked {
			h.loads[s]--
		}
	}
	return h
}

// stock looks up what is free and kept of a SKU when the day ends.
func (h *hindsight) stock(sku string) {
	if h.shelf[sku] != nil {
		return
	}
	free := map[string]core.Quantity{}
	h.end.Available(sku, func(location string, q core.Quantity) { free[location] = max(q, 0) })
	h.end.Kept(sku, func(r *stock.Reservation) bool {
		h.kept[stock.Key{SKU: sku, Location: r.Location}] += max(r.Qty, 0)
		return true
	})
	h.shelf[sku] = free
}

// used is what plans take of a hindsight.
type used struct {
	units map[stock.Key]core.Quantity
	loads map[slot]int
}

func newUsed() *used { return &used{map[stock.Key]core.Quantity{}, map[slot]int{}} }

// add takes a plan of an order, or gives it back with sign -1. It returns false where
// units are used twice.
func (h *hindsight) add(u *used, d *decision, p *plan, sign int) bool {
	ok := true
	for _, t := range p.takes {
		k := stock.Key{SKU: t.sku, Location: t.location}
		u.units[k] += core.Quantity(sign) * t.qty
		ok = ok && (!h.limited(d, t) || u.units[k] <= h.shelf[t.sku][t.location]+h.kept[k])
	}
	for _, id := range p.locations() {
		if l := d.before.Locations.Get(id); l != nil && l.PerDay() > 0 && opens(d, id) {
			u.loads[slot{id, l.ShipDate(d.at, l.Clock())}] += sign
		}
	}
	return ok
}

// limited reports whether units have to be on a shelf.
func (h *hindsight) limited(d *decision, t take) bool {
	s, l := d.before.SKUs.Get(t.sku), d.before.Locations.Get(t.location)
	return s != nil && s.Tracked() && l != nil && !l.Buys
}

// opens reports whether an order's units at a location make a package of their own there.
func opens(d *decision, location string) bool {
	for i := range d.terms.Offers {
		if f := &d.terms.Offers[i]; f.Location == location {
			return f.Joins == 0
		}
	}
	return true
}

// outlook is what the engine would do with an order, where plans have taken so much.
func (h *hindsight) outlook(d *decision, u *used) (flow.Outlook, error) {
	w := d.before.Fork()
	if err := h.fill(w, d, u); err != nil {
		return flow.Outlook{}, err
	}
	if err := h.makeRoom(w, d, u); err != nil {
		return flow.Outlook{}, err
	}
	return h.decider.OutlookToday(w, d.at, d.order), nil
}

// fill puts on the shelves of a world what plans have left of the day's stock.
func (h *hindsight) fill(w *world.World, d *decision, u *used) error {
	var moves []stock.Move
	done := map[string]bool{}
	for i := range d.first.Inputs.Demands {
		sku := d.order.Line(d.first.Inputs.Demands[i].Line).SKU
		if s := w.SKUs.Get(sku); done[sku] || s == nil || !s.Tracked() {
			continue
		}
		done[sku] = true
		there := map[string]core.Quantity{}
		w.Available(sku, func(location string, q core.Quantity) { there[location] = q })
		w.Locations.Each(func(id string, _ *catalog.Location) bool {
			left := h.shelf[sku][id] - u.units[stock.Key{SKU: sku, Location: id}]
			moves = correct(moves, sku, id, max(left, 0)-there[id])
			return true
		})
	}
	if len(moves) == 0 {
		return nil
	}
	return apply(w, &stock.Adjust{Reason: "hindsight"}, &stock.Moved{Moves: moves})
}

// correct adds the movement that changes what is available by so many units.
func correct(moves []stock.Move, sku, location string, by core.Quantity) []stock.Move {
	m := stock.Move{SKU: sku, Location: location, From: stock.Variance, To: stock.Available, Qty: by, Cause: stock.Found}
	if by < 0 {
		m.From, m.To, m.Qty, m.Cause = stock.Available, stock.Variance, -by, stock.Missing
	}
	if by == 0 {
		return moves
	}
	return append(moves, m)
}

// makeRoom opens and fills the day of locations with a capacity as plans have left it,
// where that differs from how an order found it.
func (h *hindsight) makeRoom(w *world.World, d *decision, u *used) error {
	var changed []*catalog.PutLocation
	w.Locations.Each(func(id string, l *catalog.Location) bool {
		if l.PerDay() == 0 || l.Closed {
			return true
		}
		s := slot{id, l.ShipDate(d.at, l.Clock())}
		there := opened(w, s)
		full := opened(h.end, s)+h.loads[s]+u.loads[s] >= l.PerDay()
		if full == (there >= l.PerDay()) {
			return true
		}
		c := *l
		c.Capacity, c.Slow = there, nil
		if l.Slow != nil {
			slow := *l.Slow
			slow.Capacity, c.Slow = 0, &slow
		}
		if !full {
			c.Capacity++
		}
		c.Closed = c.Capacity == 0 // a capacity of 0 would be any number
		changed = append(changed, &catalog.PutLocation{Location: c})
		return true
	})
	for _, c := range changed {
		if err := apply(w, c, c); err != nil {
			return err
		}
	}
	return nil
}

// opened is how many packages of a location leave on a day.
func opened(w *world.World, s slot) int {
	if load := w.Loads.Get(world.LoadID(s.location, s.ship)); load != nil {
		return load.N
	}
	return 0
}

// apply puts a record into a world that nobody keeps.
func apply(w *world.World, body, event core.Payload) error {
	err := w.ApplyRecord(&core.Record{Seq: w.Seq + 1, At: w.At, Command: core.Command{Body: body}, Events: []core.Payload{event}})
	if err != nil {
		return core.Wrap(core.CodeInternal, "regret", "", fmt.Sprintf("%s does not fit; please report it", event.Kind()), err)
	}
	return nil
}

// takesOf are the takes of what the engine would do.
func takesOf(o *order.Order, v *flow.Outlook) (out []take) {
	for _, t := range v.Plan.Takes {
		no := v.Inputs.Demands[t.Demand].Line
		out = append(out, take{no, o.Line(no).SKU, v.Inputs.Offers[t.Offer].Location, t.Qty})
	}
	return together(out)
}

// lower works out the terms of an order with all the stock of the day, and the least that
// any plan is worth on them. It returns false where what was decided is not possible on
// these terms: rules have changed meanwhile.
func (h *hindsight) lower(d *decision) (ok bool, err error) {
	v, err := h.outlook(d, newUsed())
	if err != nil || len(v.Inputs.Demands) == 0 {
		return false, err
	}
	d.terms = v.Inputs
	if d.decided, ok = price(d.terms, d.decided.takes, d.parcels()); !ok {
		return false, nil
	}
	bound := core.Amount(0)
	if !v.NoSplit {
		if v.Plan, err = h.relaxed(d); err != nil {
			return false, err
		}
		bound = v.Plan.Bound
	}
	if d.alone, ok = price(d.terms, takesOf(d.order, &v), nil); !ok {
		return false, nil
	}
	if !v.NoSplit && bound < d.alone.value { // not proven
		d.alone.cost -= d.alone.value - bound
		d.alone.value = bound
	}
	if d.decided.value < d.alone.value { // rules were easier later that day
		d.alone = d.decided
	}
	return true, nil
}

// relaxed solves an order on its terms, without the limit of what a part of a split has to
// be worth, which the engine keeps by other means than the solver's.
func (h *hindsight) relaxed(d *decision) (sourcing.Plan, error) {
	in := *d.terms
	if in.Least != 0 {
		in.Splits, in.Complete = 0, d.order.Complete
	}
	var p sourcing.Problem
	flow.StateProblem(&p, d.order, &in)
	return h.solver.Solve(&p)
}
