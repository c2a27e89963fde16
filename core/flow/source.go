package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/stock"
	"andon/core/world"
)

// source promises stock to the waiting units of an order: who ships what at least
// cost, and when. What no location can ship now waits, with a date where dated
// supply covers it. It emits nothing when nothing changes.
func (d *Decider) source(tx *world.Tx, o *order.Order, cause string) {
	d.sourceAs(tx, o, cause, true)
	if len(o.Fulfillments) > 0 { // what it has now may do in fewer packages
		d.reevaluate(tx, tx.W.Orders.Get(o.ID), true)
	}
	if o.More != nil {
		madeGood(tx, o.ID)
	}
}

// sourceAs is source; instead tells whether lines may be substituted, which is done once,
// or goods that stand for each other could change for ever.
func (d *Decider) sourceAs(tx *world.Tx, o *order.Order, cause string, instead bool) {
	d.sourceUntil(tx, o, cause, instead, 0)
}

// sourceUntil is sourceAs; locations that are full today are asked for a later day until
// one. What can leave today from anywhere does, so that they are asked for what is left.
func (d *Decider) sourceUntil(tx *world.Tx, o *order.Order, cause string, instead bool, until core.Date) {
	if o.Holding(0)&order.StepSource != 0 || o.ByChannel {
		return
	}
	gates := gatesOf(tx.W, o, tx.Now)
	in := d.demands(tx, &gates)
	in.Until = until
	st := d.steer(tx.W, o, in)
	if len(in.Demands) == 0 || in.Splits < 0 {
		d.settleWaiting(tx, &gates, cause, nil)
	} else {
		places := d.offers(tx, o, in, &st)
		plan := d.solveOrBorrow(tx, o, in, &st)
		if later := nextRoom(in, &plan); later != 0 {
			if e := sourcedBy(plan, o, cause, in, places); len(e.Moves) > 0 {
				d.fromReserves(tx, o, e)
				d.dayBegins(tx, o, e)
				tx.Emit(e)
			}
			d.sourceUntil(tx, tx.W.Orders.Get(o.ID), cause, instead, later)
			return
		}
		if instead && d.substitute(tx, o, in, &plan) {
			d.sourceUntil(tx, tx.W.Orders.Get(o.ID), cause, false, until)
			return
		}
		e := sourcedBy(plan, o, cause, in, places)
		d.fromReserves(tx, o, e)
		d.dayBegins(tx, o, e)
		d.settleWaiting(tx, &gates, cause, e)
		if len(e.Open) > 0 && collectsSome(tx.W, o, in) {
			d.sourceUntil(tx, tx.W.Orders.Get(o.ID), cause, instead, until) // its lines had to share what is above a floor
			return
		}
	}
	if st.cancel {
		d.cancelRest(tx, o.ID)
	}
}

// solveWithin solves, and where parts of a split are worth too little tries again with
// fewer: without a split, and last with nothing unless all of it goes.
func (d *Decider) solveWithin(tx *world.Tx, o *order.Order, in *order.Inputs, st *steering) sourcing.Plan {
	plan := d.solve(tx, o, in)
	if !st.tooSmall(o, in, &plan) {
		return plan
	}
	in.Least = st.least
	in.Splits = 1
	if plan = d.solve(tx, o, in); st.tooSmall(o, in, &plan) {
		in.Complete = true
		plan = d.solve(tx, o, in)
	}
	in.Proven = false // another split might have parts that are worth enough
	return plan
}

// demands lists the units of an order that may be sourced today. Units that are not
// to leave before a later day are left out, with what goes with them; settleWaiting
// moves them to preordered.
func (d *Decider) demands(tx *world.Tx, gates *gates) *order.Inputs {
	s, o := tx.W.Shop().Settings, gates.o
	in := &order.Inputs{Extra: s.ExtraPackage, Complete: o.Complete, Solver: sourcing.Version, Demands: make([]order.Demand, 0, len(o.Lines))}
	if s.Backorder == 0 {
		s.Backorder = core.MaxCost // not set: what can be shipped is shipped
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if q := gates.waits(l); q > 0 && gates.day(l) == 0 {
			in.Demands = append(in.Demands, order.Demand{Line: l.No, Qty: q, Backorder: s.Backorder, Group: l.KitOf})
		}
	}
	return in
}

// openHere counts the fulfillment orders of an order that have units at their locations.
func openHere(o *order.Order) int {
	n := 0
	for i := range o.Fulfillments {
		if o.HereInFO(i + 1) {
			n++
		}
	}
	return n
}

// place is what source needs to know of a location beside its offer.
type place struct {
	location *catalog.Location
	carrier  *catalog.Carrier
	rate     catalog.Rate
	ship     core.Date
	full     core.Date // the day on which it would leave if that had room; 0: it has
	last     bool      // it ships one more fulfillment order that day
	arrives  core.Date
	joins    *order.Fulfillment // of the order, which its units go into; nil: they open one
	stays    *order.Fulfillment // of the order, whose units may go elsewhere or stay; see moving
	service  string
	takes    bool   // the carrier takes packages for it today
	outage   string // that took units of the order from where they were
	sent     bool   // and sends them there
}

// offers asks every location what it could do, in the order of ids.
func (d *Decider) offers(tx *world.Tx, o *order.Order, in *order.Inputs, st *steering) []place {
	return d.offersBeside(tx, o, in, st, nil)
}

// offersBeside is offers for units that are now in some fulfillment orders.
func (d *Decider) offersBeside(tx *world.Tx, o *order.Order, in *order.Inputs, st *steering, fos []*order.Fulfillment) []place {
	n := tx.W.Locations.Len()
	places := make([]place, 0, n)
	in.Offers = make([]order.Offer, 0, n)
	quantities := make([]core.Quantity, n*len(in.Demands))
	costs := make([]core.Amount, n*len(in.Demands))
	carrier, service, takes := tx.W.Sends(o.Service)
	if takes && service.ID != o.Service && o.Service != "" {
		in.Instead = service.ID
	}
	outage := ""
	if out := displacedBy(tx.W, o); out != nil {
		outage = out.ID
	}
	split := core.Amount(0)
	if openHere(o) > len(fos) {
		split, in.Extra = in.Extra, 0 // beside those that are open already, every package is an extra one
	}
	tx.W.Locations.Each(func(_ string, l *catalog.Location) bool {
		p := place{location: l, carrier: carrier, service: o.Service, takes: takes, outage: outage, stays: at(fos, l.ID)}
		if in.Instead != "" {
			p.service = in.Instead
		}
		offer := order.Offer{Location: l.ID, Priority: l.Priority}
		offer.Excluded = d.excluded(tx, o, l, service, &p)
		if offer.Excluded == "" {
			offer.Excluded = d.crowded(tx, o, &p, &offer, in.Until)
		}
		dearer := core.Amount(0)
		if offer.Excluded == "" {
			offer.Excluded, dearer = st.location(l, o)
		}
		if offer.Excluded == "" {
			k, m := len(places)*len(in.Demands), len(in.Demands)
			offer.Avail, offer.Unit = quantities[k:k+m:k+m], costs[k:k+m:k+m]
			offer.Package = l.Package + p.rate.Package + split + dearer
			if p.stays != nil {
				offer.Joins = p.stays.No
			} else if p.joins != nil {
				offer.Package, offer.Joins = 0, p.joins.No // that package goes in any case
			}
		}
		places = append(places, p)
		in.Offers = append(in.Offers, offer)
		return true
	})
	for i := range in.Demands {
		d.fillOffers(tx, o, in, places, i, st.scarcity)
	}
	if collectsSome(tx.W, o, in) {
		shareAboveFloors(o, in, places)
	}
	return places
}

// fillOffers states what each location has of a demand and what a unit costs from
// there: handling, carriage by weight, and a price for taking what is scarce there.
// Locations and the balances of a SKU both come in the order of location ids.
func (d *Decider) fillOffers(tx *world.Tx, o *order.Order, in *order.Inputs, places []place, i int, scarcity core.Amount) {
	l := o.Line(in.Demands[i].Line)
	s := tx.W.SKUs.Get(l.SKU)
	for k := range in.Offers {
		if offer := &in.Offers[k]; offer.Excluded == "" {
			offer.Unit[i] = unitCost(places[k].location, places[k].rate, s)
			switch {
			case elsewhere(l, places[k].location):
			case places[k].location.Buys:
				supplied(o, in, offer, i, s)
			case !s.Tracked():
				offer.Avail[i] = demanded(o, in, l.SKU)
			}
		}
	}
	if s.Tracked() {
		k, kept := 0, reservesOf(tx.W, o, l.SKU)
		tx.W.Available(l.SKU, func(location string, q core.Quantity) {
			for k < len(places) && places[k].location.ID < location {
				k++
			}
			at := reservedAt(kept, location)
			if k == len(places) || q <= 0 && at.mine+at.others == 0 || elsewhere(l, places[k].location) || places[k].location.Buys {
				return
			}
			offer := &in.Offers[k]
			if offer.Location != location || offer.Excluded != "" {
				return
			}
			there := max(q, 0) + at.mine
			q = promisable(l, places[k].location, l.SKU, there)
			at.others += there - q
			at.note(offer, i, len(in.Demands))
			if offer.Avail[i] = q; q > 0 {
				offer.Unit[i] += scarcity / core.Amount(q)
			}
		})
	}
	for _, a := range o.Avoid {
		if a.Line == l.No {
			d.bar(tx, in, l, a, i)
		}
	}
}

// demanded sums what all lines ask of a SKU: they share what an offer has of it.
func demanded(o *order.Order, in *order.Inputs, sku string) core.Quantity {
	var q core.Quantity
	for i := range in.Demands {
		if o.Line(in.Demands[i].Line).SKU == sku {
			q += in.Demands[i].Qty
		}
	}
	return q
}

// bar takes a line out of the offer of a location that shorted or rejected it and has
// not been counted since.
func (d *Decider) bar(tx *world.Tx, in *order.Inputs, l *order.Line, a order.Avoid, i int) {
	if b := tx.W.Balance(stock.Key{SKU: l.SKU, Location: a.Location}); b != nil && b.Counted > a.At {
		return
	}
	for k := range in.Offers {
		offer := &in.Offers[k]
		if offer.Location == a.Location && offer.Excluded == "" && !slices.Contains(offer.Barred, l.No) {
			offer.Barred = append(offer.Barred, l.No)
			offer.Avail[i], offer.Unit[i] = 0, 0
		}
	}
}

// excluded says why a whole location is out, "" if it is not, and fills p.
func (d *Decider) excluded(tx *world.Tx, o *order.Order, l *catalog.Location, service *catalog.Service, p *place) string {
	if l.Closed {
		return string(sourcing.ReasonClosed)
	}
	if service == nil {
		return string(sourcing.ReasonService)
	}
	if !p.takes {
		return string(sourcing.ReasonSuspended)
	}
	rate, ok := service.Rate(l.Zone, o.ShipTo.Zone)
	if !ok {
		return string(sourcing.ReasonService)
	}
	p.rate = rate
	p.ship = d.shipsOn(l, tx.Now)
	p.arrives = p.carrier.Arrives(p.ship, rate)
	return ""
}

// solve states the inputs as a sourcing problem and solves it.
func (d *Decider) solve(tx *world.Tx, o *order.Order, in *order.Inputs) sourcing.Plan {
	p := &d.problem
	p.Demands, p.Offers = p.Demands[:0], p.Offers[:0]
	StateProblem(p, o, in)
	plan, err := d.solver.Solve(p)
	if err != nil {
		return sourcing.Plan{Unfilled: nil}
	}
	in.Cost, in.Proven, in.Nodes = plan.Cost, plan.Proven, plan.Nodes
	if !plan.Proven {
		in.Bound = plan.Bound
	}
	return plan
}

// StateProblem writes recorded inputs as the solver's problem; it also serves those
// who explain a decision later. SKUs are those of the order's lines.
// It returns false where the inputs do not fit the order as it is now.
func StateProblem(p *sourcing.Problem, o *order.Order, in *order.Inputs) bool {
	p.ExtraPackage, p.MaxSplits, p.ShipComplete = in.Extra, sourcing.Unlimited, in.Complete
	if in.Splits > 0 {
		p.MaxSplits = in.Splits - 1 // a channel counts fulfillment orders, the solver those beyond the first
	}
	for i := range in.Demands {
		dm := &in.Demands[i]
		l := o.Line(dm.Line)
		if l == nil {
			return false
		}
		line, whole := dm.Line, false
		if dm.Group != 0 {
			line, whole = dm.Group, true
		}
		p.Demands = append(p.Demands, sourcing.Demand{Line: line, SKU: l.SKU, Qty: dm.Qty, BackorderCost: dm.Backorder, Whole: whole})
	}
	for i := range in.Offers {
		of := &in.Offers[i]
		so := sourcing.Offer{Location: of.Location, Priority: of.Priority, Package: of.Package, Capacity: sourcing.Unlimited,
			Closed: sourcing.Reason(of.Excluded), Avail: of.Avail, Unit: of.Unit}
		for _, line := range of.Barred {
			if so.Excluded == nil {
				so.Excluded = make([]sourcing.Reason, len(in.Demands))
			}
			for k := range in.Demands {
				if in.Demands[k].Line == line {
					so.Excluded[k] = sourcing.ReasonRejected
				}
			}
		}
		notThere(&so, o, in)
		p.Offers = append(p.Offers, so)
	}
	return true
}

// sourcedBy turns a plan into fulfillment orders and moves of units.
func sourcedBy(plan sourcing.Plan, o *order.Order, cause string, in *order.Inputs, places []place) *order.Sourced {
	e := &order.Sourced{Order: o.ID, Cause: cause, Inputs: in, Moves: make([]order.UnitMove, 0, len(o.Lines))}
	var number [8]int
	fos, collect := number[:], 0 // what is collected behind what is shipped
	if bothWays(o) {
		collect = len(places)
	}
	if len(places)+collect > len(fos) {
		fos = make([]int, len(places)+collect)
	}
	for _, t := range plan.Takes {
		l, p := o.Line(in.Demands[t.Demand].Line), &places[t.Offer]
		if p.joins != nil {
			e.Moves = allocate(e.Moves, l, t.Qty, p.joins)
			continue
		}
		fo := &fos[t.Offer]
		if collect > 0 && l.Method == Collect && !p.last {
			fo = &fos[collect+t.Offer]
		}
		if *fo == 0 {
			*fo = len(o.Fulfillments) + len(e.Open) + 1
			e.Open = append(e.Open, p.opens(*fo, o))
		}
		e.Moves = allocate(e.Moves, l, t.Qty, &e.Open[*fo-len(o.Fulfillments)-1])
	}
	return e
}

// opens is the fulfillment order that an order's units at a place open.
func (p *place) opens(no int, o *order.Order) order.Fulfillment {
	return order.Fulfillment{No: no, Location: p.location.ID, Service: p.service, Ship: p.ship, Deliver: p.arrives, Full: p.full, Outage: p.outage, Sent: p.sent, Bought: p.location.Buys}
}

// allocate moves units of a line to a fulfillment order: open ones first.
func allocate(moves []order.UnitMove, l *order.Line, qty core.Quantity, f *order.Fulfillment) []order.UnitMove {
	for _, from := range [...]order.Bucket{order.Open, order.Preordered, order.Backordered} {
		have := l.In(from) - moved(moves, l.No, from)
		if n := min(qty, have); n > 0 {
			moves = append(moves, order.UnitMove{Line: l.No, From: from, To: order.Allocated, Qty: n, ToFO: f.No, Ship: f.Ship, Deliver: f.Deliver})
			qty -= n
		}
	}
	return moves
}

// moved sums what moves take out of a bucket of a line.
func moved(moves []order.UnitMove, line int, from order.Bucket) core.Quantity {
	var q core.Quantity
	for i := range moves {
		if m := &moves[i]; m.Line == line && m.From == from && m.FO == 0 {
			q += m.Qty
		}
	}
	return q
}

// sourceAgain is a person's wish to look for stock again. What can be promised is
// promised by itself, so that it is refused but for the moment between an instant and
// the timers that are due then; the refusal says what it waits for.
func (d *Decider) sourceAgain(tx *world.Tx, c *order.Source) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	gates := gatesOf(tx.W, o, tx.Now)
	switch {
	case o.Holding(0)&order.StepSource != 0:
		return refuse(core.CodeHeld, tx, o.ID, "a hold blocks sourcing; release it first")
	case o.ByChannel:
		return refuse(core.CodeState, tx, o.ID, "its channel ships it, not a location of ours")
	case o.Sum(order.Bucket.Waiting) == 0:
		return refuse(core.CodeState, tx, o.ID, "no unit waits for stock")
	case !slices.ContainsFunc(o.Lines, func(l order.Line) bool { return gates.waits(&l) > 0 }):
		return refuse(core.CodeHeld, tx, o.ID, "holds on its lines block sourcing; release them first")
	}
	n := len(tx.Events)
	d.source(tx, o, "asked")
	if len(tx.Events) == n {
		return refuse(core.CodeStock, tx, o.ID, "still nothing that waits can be shipped; see andon why order %s", o.ID)
	}
	d.watchOrder(tx, o.ID)
	return nil
}
