package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/supply"
	"andon/core/world"
)

// applyOutage does to one target what the job's outage asks for.
func (d *Decider) applyOutage(tx *world.Tx, j *job.Job, target string, did *job.Tally) error {
	out := tx.W.Outages.Get(j.Outage)
	if out.What.Kind == outage.Slip {
		if j.Op == job.Restore {
			return d.slipBack(tx, out, target)
		}
		return d.slip(tx, out, target)
	}
	id, fo := job.SplitTarget(target)
	if j.Op == job.Restore {
		return d.restore(tx, out, id, did)
	}
	return d.displace(tx, out, id, fo, did)
}

// displace takes what is not picked of a fulfillment order from where it fails and looks
// for it elsewhere; the rest waits. The customer is told where that breaks a promise.
func (d *Decider) displace(tx *world.Tx, out *outage.Outage, id string, fo int, did *job.Tally) error {
	o, f, err := needFO(tx, id, fo)
	if err != nil {
		return err
	}
	var moves []order.UnitMove
	for _, from := range [...]order.Bucket{order.Allocated, order.Released} {
		moves = append(moves, toOpen(inFO(o, fo, from, order.Open))...)
	}
	moves, asked := ours(tx.W, o, moves)
	switch {
	case len(moves) == 0 && asked:
		return refuse(core.CodeState, tx, foID(o, fo), "is with %s, which others run and which may be packing it; ask there, and reject it for them where they say that it stays", f.Location)
	case len(moves) == 0 && o.HereInFO(fo):
		return refuse(core.CodeState, tx, foID(o, fo), "is picked at %s; a person has to go there", f.Location)
	case len(moves) == 0:
		return refuse(core.CodeState, tx, foID(o, fo), "has no units there any more")
	case out.What.Kind == outage.Slow && d.hasRoom(tx, out, f):
		return refuse(core.CodeState, tx, foID(o, fo), "%s has room for it by now", f.Location)
	}
	told, cost := prospectOf(o), shippingCost(tx.W, o)
	tx.Emit(&order.Moved{Order: id, Cause: "displaced", FO: fo, Reason: out.Reason, Moves: moves, Outage: out.ID})
	d.source(tx, tx.W.Orders.Get(id), "rerouted")
	notify(tx, id, out.ID, told)
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	if o = tx.W.Orders.Get(id); unitsWait(o) {
		did.Waiting++
	} else {
		did.Add(job.Tally{Moved: 1, Before: cost, After: shippingCost(tx.W, o)})
	}
	return nil
}

// ours leaves out the units that somebody outside was given: they may be on their way, and
// what is sourced elsewhere would be sent twice. It reports whether there are any.
func ours(w *world.World, o *order.Order, moves []order.UnitMove) (own []order.UnitMove, asked bool) {
	for i := range moves {
		if mustAsk(w, o, &moves[i]) {
			asked = true
		} else {
			own = append(own, moves[i])
		}
	}
	return own, asked
}

// toOpen lets moves lead out of their fulfillment order.
func toOpen(moves []order.UnitMove) []order.UnitMove {
	for i := range moves {
		moves[i].ToFO = 0
	}
	return moves
}

// hasRoom reports whether a location that was slowed down can ship a fulfillment order on
// its day all the same.
func (d *Decider) hasRoom(tx *world.Tx, out *outage.Outage, f *order.Fulfillment) bool {
	l := tx.W.Locations.Get(f.Location)
	load := tx.W.Loads.Get(world.LoadID(f.Location, f.Ship))
	return out.What.Processing == 0 && (load == nil || load.N <= l.PerDay())
}

// sentTo reports whether a location would take an order because of an outage elsewhere
// that lasts: those are limited by its spill-over cap.
func sentTo(w *world.World, o *order.Order, location string) bool {
	out := displacedBy(w, o)
	return out != nil && out.What.Location != "" && out.What.Location != location
}

// spillRoom is how many fulfillment orders of those a location still takes on a day.
func spillRoom(w *world.World, l *catalog.Location, day core.Date) (room int, capped bool) {
	room, capped = l.MaySpill()
	if load := w.Loads.Get(world.LoadID(l.ID, day)); load != nil {
		room -= load.Spilled
	}
	return room, capped
}

// displacedBy is the outage that lasts and took units of an order from where they were, or nil.
func displacedBy(w *world.World, o *order.Order) *outage.Outage {
	id := o.Displaced()
	if id == "" {
		return nil
	}
	if out := w.Outages.Get(id); out != nil && out.Ended == 0 {
		return out
	}
	return nil
}

// restore lets units of an order that an outage has moved go back where sourcing would
// send them now. It is tried on a fork first: they stay where nothing changes, or where a
// promise would become worse.
func (d *Decider) restore(tx *world.Tx, out *outage.Outage, id string, did *job.Tally) error {
	o, err := needOrder(tx, id)
	if err != nil {
		return err
	}
	moves, rest := movedAway(tx.W, o)
	if len(moves) == 0 {
		if notifyRestored(tx, id, out.ID) {
			return nil
		}
		if rest == "" && o.Closed == 0 && !unitsWait(o) {
			return nil // it was filled where it belongs
		}
		return refuse(core.CodeState, tx, id, "%s", whyStays(o, rest))
	}
	fork := &world.Tx{W: tx.W.Fork(), Cmd: tx.Cmd, Now: tx.Now}
	d.takeBackMoved(fork, id, moves)
	if !better(o, fork.W.Orders.Get(id)) {
		if notifyRestored(tx, id, out.ID) {
			return nil
		}
		return refuse(core.CodeState, tx, id, "stays where it is: going back is neither cheaper nor earlier")
	}
	cost := shippingCost(tx.W, o)
	d.takeBackMoved(tx, id, moves)
	notifyRestored(tx, id, out.ID)
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	did.Add(job.Tally{Moved: 1, Before: cost, After: shippingCost(tx.W, tx.W.Orders.Get(id))})
	return nil
}

func (d *Decider) takeBackMoved(tx *world.Tx, id string, moves []order.UnitMove) {
	tx.Emit(&order.Moved{Order: id, Cause: "restored", Moves: moves})
	d.source(tx, tx.W.Orders.Get(id), "restored")
}

// movedAway takes out the units of an order that an outage has moved to where they are
// not picked yet, and says where others are that cannot be taken from there.
func movedAway(w *world.World, o *order.Order) (moves []order.UnitMove, picked string) {
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if f.Outage == "" {
			continue
		}
		n := len(moves)
		for _, from := range [...]order.Bucket{order.Allocated, order.Released} {
			moves = append(moves, toOpen(inFO(o, f.No, from, order.Open))...)
		}
		own, asked := ours(w, o, moves[n:])
		moves = append(moves[:n], own...)
		switch {
		case len(moves) > n:
		case asked:
			picked = foID(o, f.No) + " is with " + f.Location + ", which others run"
		case f.Picked != 0:
			picked = foID(o, f.No) + " at " + f.Location + " is picked already"
		}
	}
	return moves, picked
}

// whyStays says why nothing of an order can go back.
func whyStays(o *order.Order, picked string) string {
	switch {
	case picked != "":
		return picked
	case o.Closed != 0 && o.Sum(order.Bucket.Gone) == 0:
		return "was cancelled since"
	case o.Closed != 0:
		return "has left already"
	case unitsWait(o):
		return "still waits: no location can ship it"
	}
	return "has nothing left that was moved"
}

// better reports whether an order ships from other places than before, and no line of it
// later.
func better(was, now *order.Order) bool {
	before := prospectOf(was)
	for i := range before {
		if before[i].worse(outlookOf(&now.Lines[i])) != "" {
			return false
		}
	}
	return !samePlaces(was, now)
}

// samePlaces reports whether the units of two states of an order that have not left are at
// the same locations, to go by the same services.
func samePlaces(a, b *order.Order) bool {
	for i := range a.Lines {
		for _, p := range a.Lines[i].Portions {
			if f := a.FO(p.FO); f != nil && p.Bucket.Here() && unitsAt(a, i, f) != unitsAt(b, i, f) {
				return false
			}
		}
	}
	return a.Sum(order.Bucket.Here) == b.Sum(order.Bucket.Here)
}

// unitsAt sums the units of a line at the location of a fulfillment order, by its service.
func unitsAt(o *order.Order, line int, at *order.Fulfillment) (q core.Quantity) {
	for _, p := range o.Lines[line].Portions {
		if f := o.FO(p.FO); f != nil && p.Bucket.Here() && f.Location == at.Location && f.Service == at.Service {
			q += p.Qty
		}
	}
	return q
}

// unitsWait reports whether units of an order wait for stock.
func unitsWait(o *order.Order) bool { return o.Sum(queues) > 0 }

// shippingCost is what it costs to ship the units of an order that have not left, as
// sourcing counts it: packages, carriage by weight, handling, and what each package beyond
// the first is priced at. What waits costs nothing yet.
func shippingCost(w *world.World, o *order.Order) core.Amount {
	var sum core.Amount
	packages := 0
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		l := w.Locations.Get(f.Location)
		if l == nil || !o.HereInFO(f.No) {
			continue
		}
		packages++
		var rate catalog.Rate
		if _, s := w.Service(f.Service); s != nil {
			rate, _ = s.Rate(l.Zone, o.ShipTo.Zone)
		}
		sum += l.Package + rate.Package
		for k := range o.Lines {
			if q := hereIn(&o.Lines[k], f.No); q > 0 {
				sum += core.Amount(q) * unitCost(l, rate, w.SKUs.Get(o.Lines[k].SKU))
			}
		}
	}
	if packages > 1 {
		sum += core.Amount(packages-1) * w.Shop().Settings.ExtraPackage
	}
	return sum
}

func hereIn(l *order.Line, fo int) (q core.Quantity) {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && p.Bucket.Here() {
			q += p.Qty
		}
	}
	return q
}

// unitCost is what a unit costs from a location: handling, and carriage by weight.
func unitCost(l *catalog.Location, rate catalog.Rate, s *catalog.SKU) core.Amount {
	if s == nil {
		return l.Handling
	}
	return l.Handling + core.Amount(int64(rate.PerKg)*s.WeightG/1000)
}

// slip moves what a purchase order is still to bring by the days that its supplier slips.
// Who was promised it is told when their dates are seen to, see redate.
func (d *Decider) slip(tx *world.Tx, out *outage.Outage, id string) error {
	doc, err := openSupply(tx, id, out.Reason)
	if err != nil {
		return err
	}
	if doc.NextExpected() == 0 {
		return refuse(core.CodeState, tx, id, "is expected on no known day")
	}
	days := out.What.Days
	tx.Emit(&supply.Rescheduled{ID: id, Expected: doc.LastExpected() + core.Date(days), Days: days, Outage: out.ID, Reason: out.Reason})
	d.afterSupply(tx, id)
	return nil
}

// slipBack takes that back, where nobody has given another date since and the old one has
// not passed.
func (d *Decider) slipBack(tx *world.Tx, out *outage.Outage, id string) error {
	doc, err := openSupply(tx, id, out.Why)
	if err != nil {
		return err
	}
	days := core.Date(out.What.Days)
	switch {
	case !doc.SlippedBy(out.ID):
		return refuse(core.CodeState, tx, id, "was given another date since")
	case doc.NextExpected() == 0 || doc.NextExpected()-days < core.DateIn(tx.Now, utc):
		return refuse(core.CodeState, tx, id, "was expected on a day that has passed")
	}
	tx.Emit(&supply.Rescheduled{ID: id, Expected: doc.LastExpected() - days, Days: -int(days), Undoes: out.ID, Reason: out.Why})
	d.afterSupply(tx, id)
	return nil
}
