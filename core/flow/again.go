package flow

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/world"
)

// Before their locations accept them, the fulfillment orders of an order are looked at
// again, so that splits which better stock has made needless are merged:
//
//   - when units of a SKU came or were freed, the orders that leave in several packages
//     with it: they are merged into fewer (world.Again);
//   - when places, costs, room or rules changed, all that leave in several packages: they
//     change for any saving;
//   - in both cases also those that leave later than they could, because their location was
//     full: they go from elsewhere if all of that can leave earlier;
//   - when an order that has fulfillment orders is sourced again, that order.
//
// Units move only where that saves at least a stated amount (world.Settings.LeastSaving),
// so that orders do not change to and fro. No line is told a later day for it, no order
// gets more packages, and what was taken from a reservation or is collected stays. That
// what is in fewer packages is never split again is why this comes to an end.

// Reevaluated is the cause of what is decided so.
const Reevaluated = "re-evaluated"

// againSlice is how many orders one slice looks at: callers wait for one.
const againSlice = 16

// joinable is the fulfillment order into which units go that an order is sent from a
// location on a day, so that they travel in one package; nil: they open one of their own.
func joinable(o *order.Order, at *catalog.Location, service string, ship, deliver core.Date) *order.Fulfillment {
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.Location == at.ID && f.Bought == at.Buys && f.Leaves(service, ship, deliver) && o.Movable(f) {
			return f
		}
	}
	return nil
}

// againWord begins the words of Tick.Fill that name SKUs whose split orders are to be
// looked at again. No SKU has a tab.
const againWord = "\t"

// AgainAll is the word that stands for all split orders.
const AgainAll = againWord

// apart tells the words of a tick that name SKUs to be filled from the others.
func apart(words []string) (fill, again []string) {
	if !slices.ContainsFunc(words, isAgain) {
		return words, nil
	}
	for _, s := range words {
		if isAgain(s) {
			again = append(again, s)
		} else {
			fill = append(fill, s)
		}
	}
	return fill, again
}

func isAgain(word string) bool { return strings.HasPrefix(word, againWord) }

// queueAgain queues what a tick names.
func queueAgain(tx *world.Tx, words []string) {
	var skus []string
	for _, s := range words {
		if s != againWord {
			skus = append(skus, s[len(againWord):])
		} else {
			tx.Emit(&world.AgainQueued{})
		}
	}
	if len(skus) > 0 {
		tx.Emit(&world.AgainQueued{SKUs: skus})
	}
}

// stepAgain looks at the next of the orders for which it is time.
func (d *Decider) stepAgain(tx *world.Tx) {
	shop := tx.W.Shop()
	if len(shop.Again) == 0 {
		return
	}
	a := shop.Again[0]
	var ids []string
	tx.W.SplitFrom(a.SKU, a.After, func(id string) bool {
		ids = append(ids, id)
		return len(ids) < againSlice
	})
	e, more := &world.AgainStepped{SKU: a.SKU}, len(ids) == againSlice
	for i, id := range ids {
		if len(tx.W.Touched()) >= core.MaxDocuments/2 {
			if i == 0 {
				return // behind a slice of a job: the next record has room
			}
			more = true
			break
		}
		o := tx.W.Orders.Get(id)
		e.After = o.N
		d.hasten(tx, o)
		d.reevaluate(tx, tx.W.Orders.Get(id), a.SKU != "")
	}
	if !more {
		e.After = 0
	}
	tx.Emit(e)
}

// moving is an order's units that may go elsewhere.
type moving struct {
	o      *order.Order
	in     *order.Inputs
	places []place
	fos    []*order.Fulfillment // that they are in
	ship   []core.Date          // by demand: none of its units was told a day before it
	arrive []core.Date
	used   int // how many locations they leave from
}

// reevaluate sends units of an order from elsewhere where that costs less by enough; where
// only fewer packages count, into fewer.
func (d *Decider) reevaluate(tx *world.Tx, o *order.Order, fewer bool) {
	if tx.W.Shop().Settings.KeepSplits || o.ByChannel || !o.IsSplit() {
		return
	}
	m := moving{o: o, fos: inPlay(o)}
	if len(m.fos) < 2 {
		return
	}
	m.demand(tx.W)
	st := d.steer(tx.W, o, m.in)
	m.in.Splits = len(m.fos)
	for i := range m.in.Demands {
		m.in.Demands[i].Backorder = core.MaxCost
	}
	m.in.Saving = least(tx.W, m.in.Extra)
	m.places = d.offersBeside(tx, o, m.in, &st, m.fos)
	if collectsSome(tx.W, o, m.in) || !m.stand(tx.W, st.scarcity) {
		return
	}
	plan := d.solve(tx, o, m.in)
	if m.better(&plan, fewer) && !st.tooSmall(o, m.in, &plan) {
		e := m.sourced(&plan)
		d.dayBegins(tx, o, e)
		tx.Emit(e)
		d.watchOrder(tx, o.ID)
	}
}

// better reports whether a plan ships all of it and is worth the change.
func (m *moving) better(plan *sourcing.Plan, fewer bool) bool {
	short := slices.ContainsFunc(plan.Unfilled, func(q core.Quantity) bool { return q > 0 })
	return !short && len(plan.Takes) > 0 && m.in.Before-plan.Cost >= m.in.Saving && !(fewer && packages(plan) >= m.used)
}

// least is what a change has to save.
func least(w *world.World, extra core.Amount) core.Amount {
	if s := w.Shop().Settings.LeastSaving; s > 0 {
		return s
	}
	return max(extra, 1)
}

// packages is how many locations a plan ships from.
func packages(plan *sourcing.Plan) int {
	var seen []int
	for _, t := range plan.Takes {
		if !slices.Contains(seen, t.Offer) {
			seen = append(seen, t.Offer)
		}
	}
	return len(seen)
}

// inPlay lists the fulfillment orders whose units may go elsewhere: of a location those
// alone that leave on its latest day, because what leaves from there later is promised later.
func inPlay(o *order.Order) (fos []*order.Fulfillment) {
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if f.Service != o.Service || !o.Movable(f) || fixed(o, f.No) {
			continue
		}
		k := slices.IndexFunc(fos, func(g *order.Fulfillment) bool {
			return g.Location == f.Location && !g.Leaves(f.Service, f.Ship, f.Deliver)
		})
		switch {
		case k < 0:
			fos = append(fos, f)
		case fos[k].Ship < f.Ship:
			fos = append(slices.DeleteFunc(fos, func(g *order.Fulfillment) bool { return g.Location == f.Location }), f)
		}
	}
	return fos
}

// fixed reports whether units of a fulfillment order stay where they are: those that are
// bought, that were taken from a reservation, that a customer collects, or whose sourcing
// is held.
func fixed(o *order.Order, fo int) bool {
	if o.FO(fo).Bought {
		return true
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		for k := range l.Portions {
			if p := &l.Portions[k]; p.FO == fo && (p.Fence != 0 || l.Method == Collect || o.Blocked(l, order.StepSource)) {
				return true
			}
		}
	}
	return false
}

// at finds the fulfillment order at a location.
func at(fos []*order.Fulfillment, location string) *order.Fulfillment {
	for _, f := range fos {
		if f.Location == location {
			return f
		}
	}
	return nil
}

// has tells whether a portion is in one of them.
func (m *moving) has(p *order.Portion) bool {
	return p.FO != 0 && slices.ContainsFunc(m.fos, func(f *order.Fulfillment) bool { return f.No == p.FO })
}

// demand asks for all units that may move.
func (m *moving) demand(w *world.World) {
	m.in = &order.Inputs{Extra: w.Shop().Settings.ExtraPackage, Complete: m.o.Complete, Solver: sourcing.Version}
	for i := range m.o.Lines {
		l := &m.o.Lines[i]
		dm, ship, arrive := order.Demand{Line: l.No, Group: l.KitOf}, core.Date(0), core.Date(0)
		for k := range l.Portions {
			p := &l.Portions[k]
			if !m.has(p) {
				continue
			}
			if dm.Qty == 0 {
				ship, arrive = p.Ship, p.Deliver
			}
			dm.Qty += p.Qty
			ship, arrive = min(ship, p.Ship), min(arrive, p.Deliver)
		}
		if dm.Qty > 0 {
			m.in.Demands, m.ship, m.arrive = append(m.in.Demands, dm), append(m.ship, ship), append(m.arrive, arrive)
		}
	}
}

// stand adds to the offers what the order has there now, takes out what would be told a
// later day, and adds up what it costs as it is. It returns false where a location may
// not ship what it has: that is not for a better price to decide.
func (m *moving) stand(w *world.World, scarcity core.Amount) bool {
	for k := range m.in.Offers {
		of, p := &m.in.Offers[k], &m.places[k]
		if of.Excluded != "" {
			if p.stays != nil {
				return false
			}
			continue
		}
		m.standAt(w, scarcity, of, p)
		for i, q := range of.Own {
			m.in.Before += core.Amount(q) * of.Unit[i]
		}
		if p.stays == nil {
			continue
		}
		if m.in.Before += of.Package; m.used > 0 {
			m.in.Before += m.in.Extra
		}
		m.used++
	}
	return true
}

// standAt is stand of one location.
func (m *moving) standAt(w *world.World, scarcity core.Amount, of *order.Offer, p *place) {
	own := m.ownAt(of.Location)
	full := p.stays != nil && !p.stays.Leaves(m.o.Service, p.ship, p.arrives) // its day is not that of what is sourced now
	for i := range m.in.Demands {
		l := m.o.Line(m.in.Demands[i].Line)
		kept := tracked(w, l.SKU) && !p.location.Buys
		if kept && of.Avail[i] > 0 {
			of.Unit[i] -= scarcity / core.Amount(of.Avail[i])
		}
		switch {
		case full || p.ship > m.ship[i] || p.arrives > m.arrive[i]:
			of.Avail[i] = own[i]
		case kept:
			if of.Fenced != nil {
				of.Avail[i] = max(of.Avail[i]-of.Fenced[i], 0)
			}
			of.Avail[i] += m.ownOf(own, l.SKU)
		}
		if kept && of.Avail[i] > 0 {
			of.Unit[i] += scarcity / core.Amount(of.Avail[i])
		}
	}
	of.Fenced = nil
	if p.stays != nil {
		of.Own = own
	}
}

// ownAt counts by demand the units that are to leave from a location now.
func (m *moving) ownAt(location string) []core.Quantity {
	own := make([]core.Quantity, len(m.in.Demands))
	for i := range own {
		l := m.o.Line(m.in.Demands[i].Line)
		for k := range l.Portions {
			if p := &l.Portions[k]; m.has(p) && m.o.FO(p.FO).Location == location {
				own[i] += p.Qty
			}
		}
	}
	return own
}

// ownOf adds up those of a SKU: its lines share what is there.
func (m *moving) ownOf(own []core.Quantity, sku string) (q core.Quantity) {
	for i := range own {
		if m.o.Line(m.in.Demands[i].Line).SKU == sku {
			q += own[i]
		}
	}
	return q
}

// sourced says where the units go by a plan, those that stay too.
func (m *moving) sourced(plan *sourcing.Plan) *order.Sourced {
	e := &order.Sourced{Order: m.o.ID, Cause: Reevaluated, Inputs: m.in}
	into := make([]*order.Fulfillment, len(m.places))
	e.Open = make([]order.Fulfillment, 0, len(m.places)) // into points at them
	for _, t := range plan.Takes {
		p := &m.places[t.Offer]
		switch {
		case into[t.Offer] != nil:
		case p.stays != nil:
			into[t.Offer] = p.stays
		case p.joins != nil:
			into[t.Offer] = p.joins
		default:
			e.Open = append(e.Open, p.opens(len(m.o.Fulfillments)+len(e.Open)+1, m.o))
			into[t.Offer] = &e.Open[len(e.Open)-1]
		}
	}
	for i := range m.in.Demands {
		m.pair(e, plan, i, into)
	}
	return e
}

// pair moves the units of a line to where a plan wants them: first it leaves as many as it
// can where they are.
func (m *moving) pair(e *order.Sourced, plan *sourcing.Plan, demand int, into []*order.Fulfillment) {
	l := m.o.Line(m.in.Demands[demand].Line)
	left := make([]core.Quantity, len(l.Portions))
	for k := range l.Portions {
		if m.has(&l.Portions[k]) {
			left[k] = l.Portions[k].Qty
		}
	}
	for _, stays := range [...]bool{true, false} {
		for ti := range plan.Takes {
			t := &plan.Takes[ti]
			f := into[t.Offer]
			for k := range left {
				p := &l.Portions[k]
				if t.Demand != demand || left[k] == 0 || t.Qty == 0 || stays && m.o.FO(p.FO).Location != f.Location {
					continue
				}
				n := min(left[k], t.Qty)
				left[k], t.Qty = left[k]-n, t.Qty-n
				e.Moves = append(e.Moves, order.UnitMove{Line: l.No, From: p.Bucket, To: p.Bucket, Qty: n, FO: p.FO, ToFO: f.No, Ship: f.Ship, Deliver: f.Deliver})
			}
		}
	}
}
