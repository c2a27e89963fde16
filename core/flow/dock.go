package flow

import (
	"cmp"
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// needFO finds an order and one of its fulfillment orders or refuses.
func needFO(tx *world.Tx, id string, fo int) (*order.Order, *order.Fulfillment, error) {
	o, err := needOrder(tx, id)
	if err != nil {
		return nil, nil, err
	}
	f := o.FO(fo)
	if f == nil {
		return nil, nil, refuse(core.CodeNotFound, tx, fmt.Sprintf("%s/F%d", id, fo), "there is no such fulfillment order")
	}
	return o, f, nil
}

// factFO is needFO for facts: what names nothing we know is put on the board.
func (d *Decider) factFO(tx *world.Tx, id string, fo int, what string) (*order.Order, *order.Fulfillment) {
	o := tx.W.Orders.Get(id)
	if o == nil {
		d.contradict(tx, orderRef(id), "", "%s, but there is no such order", what)
		return nil, nil
	}
	f := o.FO(fo)
	if f == nil {
		d.contradict(tx, orderRef(id), "F"+strconv.Itoa(fo), "%s, but the order has no fulfillment order %d", what, fo)
		return nil, nil
	}
	return o, f
}

// Unacceptable says which hold keeps a fulfillment order from being released; "" where none does.
func Unacceptable(o *order.Order, fo int) string {
	if o.Holding(0)&order.StepRelease != 0 {
		return "a hold blocks the release; release it first"
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; l.InFO(fo, order.Allocated) > 0 && o.Blocked(l, order.StepRelease) {
			return fmt.Sprintf("a hold on line %d blocks the release; release it first", l.No)
		}
	}
	return ""
}

func (d *Decider) accept(tx *world.Tx, c *order.Accept) error { return d.acceptIn(tx, c, 0) }

// acceptIn releases the units of a fulfillment order, in a wave where wave is not 0.
func (d *Decider) acceptIn(tx *world.Tx, c *order.Accept, wave uint64) error {
	o, f, err := needFO(tx, c.Order, c.FO)
	switch {
	case err != nil:
		return err
	case f.Accepted != 0 || f.Rejected != "":
		return refuse(core.CodeState, tx, foID(o, c.FO), "was answered already")
	}
	if why := Unacceptable(o, c.FO); why != "" {
		return refuse(core.CodeHeld, tx, foID(o, c.FO), "%s", why)
	}
	moves := inFO(o, c.FO, order.Allocated, order.Released)
	if len(moves) == 0 {
		return refuse(core.CodeState, tx, foID(o, c.FO), "has no allocated units")
	}
	tx.Emit(&order.Moved{Order: o.ID, Cause: "accepted", FO: c.FO, Moves: atPlaces(tx.W, o, f.Location, moves), Wave: wave})
	d.settleAsks(tx, o.ID)
	return nil
}

func foID(o *order.Order, fo int) string { return fmt.Sprintf("%s/F%d", o.ID, fo) }

// inFO moves everything of a fulfillment order that is in one bucket to another.
func inFO(o *order.Order, fo int, from, to order.Bucket) []order.UnitMove {
	var moves []order.UnitMove
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.FO == fo && p.Bucket == from {
				moves = append(moves, order.UnitMove{Line: o.Lines[i].No, From: from, To: to, Qty: p.Qty, FO: fo, ToFO: fo})
			}
		}
	}
	return moves
}

// advance moves the named units of a fulfillment order forward to a bucket, from the
// nearest bucket before it, leaving what the moves in gone take. No lines means
// everything that is in `from`, or, when nothing is, all that is here. It returns per
// line what could not be found.
func advance(o *order.Order, fo int, lines []order.LineQty, from, to order.Bucket, gone []order.UnitMove) (moves []order.UnitMove, over []order.LineQty) {
	if len(lines) == 0 {
		for b := from; b >= order.Allocated && len(moves) == 0; b-- {
			moves = inFO(o, fo, b, to)
		}
		return moves, nil
	}
	for _, q := range lines {
		l := o.Line(q.Line)
		left := q.Qty
		for b := from; l != nil && b >= order.Allocated && left > 0; b-- {
			have := l.InFO(fo, b) - taken(moves, l.No, fo, b) - taken(gone, l.No, fo, b)
			if n := min(left, have); n > 0 {
				moves = append(moves, order.UnitMove{Line: l.No, From: b, To: to, Qty: n, FO: fo, ToFO: fo})
				left -= n
			}
		}
		if left > 0 {
			over = append(over, order.LineQty{Line: q.Line, Qty: left})
		}
	}
	return moves, over
}

// badLines says what is wrong with the lines of a fact's message; that much can be
// refused, because it is not a fact about anything.
func badLines(tx *world.Tx, o *order.Order, lines []order.LineQty) error {
	if len(lines) > core.MaxLines {
		return refuse(core.CodeLimit, tx, o.ID, "at most %d lines", core.MaxLines)
	}
	for _, q := range lines {
		if q.Qty < 1 || q.Qty > core.MaxQuantity {
			return refuse(core.CodeInvalid, tx, o.ID, "line %d with %d units makes no sense", q.Line, q.Qty)
		}
	}
	return nil
}

// pick records what was taken from the shelf. What was not there is sourced
// elsewhere at once; the units that the book still shows wait in quality control
// until the SKU is counted.
func (d *Decider) pick(tx *world.Tx, c *order.Pick) error {
	o, f := d.factFO(tx, c.Order, c.FO, "units were picked")
	if o == nil {
		return nil
	}
	if err := badLines(tx, o, append(append([]order.LineQty(nil), c.Lines...), c.Short...)); err != nil {
		return err
	}
	var at *stock.Place
	if c.Bin != "" {
		at = &stock.Place{Bin: c.Bin}
	}
	var moves, short []order.UnitMove
	var over, notHere []order.LineQty
	if len(c.Lines) > 0 || len(c.Short) == 0 {
		moves, over = advance(o, c.FO, c.Lines, order.Released, order.Picked, nil)
		moves = fromPlaces(o, moves, nil, at)
	}
	if len(c.Short) > 0 {
		short, notHere = advance(o, c.FO, c.Short, order.Released, order.Open, moves)
	}
	for i := range short {
		short[i].ToFO, short[i].Into = 0, stock.QualityControl
	}
	short = atPlaces(tx.W, o, f.Location, fromPlaces(o, short, moves, at))
	over = append(over, notHere...)
	held := blockedMoves(o, moves, order.StepRelease)
	if len(moves) > 0 {
		tx.Emit(&order.Moved{Order: o.ID, Cause: "picked", FO: c.FO, Moves: moves})
	}
	if len(short) > 0 {
		d.shortPick(tx, o, f, short)
	}
	if len(short) == 0 {
		d.settleAsks(tx, o.ID)
		d.watchRisk(tx, o, f)
	}
	d.tooMany(tx, o.ID, c.FO, over, "picked")
	d.wasHeld(tx, o.ID, c.FO, held, "picked although a hold blocks their release")
	if len(tx.Events) == 0 {
		d.contradict(tx, orderRef(o.ID), "F"+strconv.Itoa(c.FO), "a pick was reported, but fulfillment order %d has nothing to pick", c.FO)
	}
	return nil
}

// shortPick books what a pick did not find. What it missed, and what else the book shows
// where it was looked for, waits for the count like what a count misses.
func (d *Decider) shortPick(tx *world.Tx, o *order.Order, f *order.Fulfillment, short []order.UnitMove) {
	location, id := f.Location, o.ID
	e := &order.Moved{Order: id, Cause: "shorted", FO: f.No, Moves: short}
	for i := range short {
		e.Avoid = append(e.Avoid, order.Avoid{Line: short[i].Line, Location: location, At: tx.Now})
	}
	tx.Emit(e)
	for _, l := range lossesOf(tx.W.Orders.Get(id), location, short, "pick_short") {
		d.lose(tx, l, func(b *stock.Balance) (rest core.Quantity) {
			for _, at := range l.places {
				rest += b.At(stock.Available, at)
			}
			return min(rest, b.Q[stock.Available]+usableAt(tx.W, l.k))
		})
	}
	d.source(tx, tx.W.Orders.Get(id), "rerouted")
	d.watchOrder(tx, id)
	d.watchBalances(tx)
}

// tooMany puts on the board that a fact named more units than the order had there.
func (d *Decider) tooMany(tx *world.Tx, id string, fo int, over []order.LineQty, what string) {
	for _, q := range over {
		c := call{subject: orderRef(id), kind: exception.Contradiction, item: fmt.Sprintf("F%d/%d/%s", fo, q.Line, what)}
		d.surplus(tx, c, q.Qty, "%d more units of line %d were %s than fulfillment order %d holds", q.Line, what, fo)
	}
}

// blockedMoves sums the units that were moved although a hold blocks a step.
func blockedMoves(o *order.Order, moves []order.UnitMove, step order.Step) core.Quantity {
	var q core.Quantity
	for i := range moves {
		if o.Blocked(o.Line(moves[i].Line), step) {
			q += moves[i].Qty
		}
	}
	return q
}

// wasHeld puts on the board that a fact passed over a hold.
func (d *Decider) wasHeld(tx *world.Tx, id string, fo int, q core.Quantity, what string) {
	if q > 0 {
		d.contradict(tx, orderRef(id), fmt.Sprintf("F%d/held", fo), "%d units of fulfillment order %d were %s", q, fo, what)
	}
}

func (d *Decider) pack(tx *world.Tx, c *order.Pack) error {
	o, f := d.factFO(tx, c.Order, c.FO, "units were packed")
	if o == nil {
		return nil
	}
	if err := cmp.Or(badLines(tx, o, c.Lines), tooManyPackages(tx, o.ID, c.Packages)); err != nil {
		return err
	}
	moves, over := advance(o, c.FO, c.Lines, order.Picked, order.Packed, nil)
	held := blockedMoves(o, moves, order.StepRelease)
	if len(moves) > 0 {
		tx.Emit(&order.Moved{Order: o.ID, Cause: "packed", FO: c.FO, Moves: moves})
	}
	d.intoPackages(tx, o.ID, c.FO, c.Packages, moves)
	d.ready(tx, o.ID, c.FO)
	d.settleAsks(tx, o.ID)
	d.watchRisk(tx, o, f)
	d.tooMany(tx, o.ID, c.FO, over, "packed")
	d.wasHeld(tx, o.ID, c.FO, held, "packed although a hold blocks their release")
	if len(tx.Events) == 0 {
		d.contradict(tx, orderRef(o.ID), "F"+strconv.Itoa(c.FO), "a packing was reported, but fulfillment order %d has nothing to pack", c.FO)
	}
	return nil
}

// ship records that units left. Units that left without being promised to the order
// are gone all the same: they come out of what is available, and the board says so.
func (d *Decider) ship(tx *world.Tx, c *order.Ship) error {
	o, f := d.factFO(tx, c.Order, c.FO, "units were shipped")
	if o == nil {
		return nil
	}
	if err := cmp.Or(badLines(tx, o, c.Lines), tooManyPackages(tx, o.ID, c.Packages)); err != nil {
		return err
	}
	d.left(tx, o, f, c, "")
	return nil
}

// left records that units of a fulfillment order left, alone or in a consignment. It
// returns the number of their shipment; 0: there was nothing to ship.
func (d *Decider) left(tx *world.Tx, o *order.Order, f *order.Fulfillment, c *order.Ship, of string) (shipment int) {
	id, location, before := o.ID, f.Location, len(tx.Events)
	moves, over := advance(o, c.FO, named(o, c), order.Packed, order.Shipped, nil)
	held := blockedMoves(o, moves, order.StepRelease|order.StepShip)
	if len(moves) > 0 {
		b := boxing{tx: tx, o: o, fo: c.FO}
		s := order.Shipment{No: len(o.Shipments) + 1, FO: c.FO, Carrier: c.Carrier, Service: f.Service, Tracking: c.Tracking, Packages: b.leaving(c, moves),
			Lines: movedLines(moves), Of: of}
		shipment = s.No
		tx.Emit(&order.ShipmentMade{Order: id, Shipment: s, Moves: moves})
		d.oddPackages(tx, id, c.FO, b.wrong)
	}
	if len(moves) == 0 && len(over) == 0 {
		over = saidCancelled(o, c.FO)
	}
	for _, q := range over {
		d.overship(tx, id, c.FO, location, q)
	}
	d.finishBroken(tx)
	d.wasHeld(tx, id, c.FO, held, "shipped although a hold blocks it")
	if len(tx.Events) == before {
		d.contradict(tx, orderRef(id), "F"+strconv.Itoa(c.FO), "a shipment was reported, but fulfillment order %d has nothing to ship", c.FO)
	}
	d.ready(tx, id, c.FO)
	d.setFree(tx, id)
	d.watchOrder(tx, id)
	return shipment
}

func (d *Decider) overship(tx *world.Tx, id string, fo int, location string, q order.LineQty) {
	l := tx.W.Orders.Get(id).Line(q.Line)
	if l == nil {
		c := call{subject: orderRef(id), kind: exception.Contradiction, item: strconv.Itoa(q.Line)}
		d.surplus(tx, c, q.Qty, "%d units of line %d were shipped, but there is no such line", q.Line)
		return
	}
	if f := tx.W.Orders.Get(id).FO(fo); f != nil && f.Bought {
		oversupply(tx, l.SKU, location, q.Qty)
	} else if s := tx.W.SKUs.Get(l.SKU); s != nil && s.Tracked() {
		d.drawFor(tx, stock.Key{SKU: l.SKU, Location: location}, q.Qty)
		tx.Emit(&stock.Moved{Reason: "overshipped", Moves: []stock.Move{{SKU: l.SKU, Location: location, From: stock.Available, To: stock.Customer, Qty: q.Qty, Cause: stock.Shipment}}})
		d.watchBalances(tx)
	}
	if sentCancelled(tx, tx.W.Orders.Get(id), fo, q) {
		return
	}
	c := call{subject: orderRef(id), kind: exception.Overshipped, item: strconv.Itoa(q.Line)}
	d.surplus(tx, c, q.Qty, "%d more units of %s were shipped than the order had where they left", l.SKU)
}

func (d *Decider) deliver(tx *world.Tx, c *order.Deliver) error {
	o := tx.W.Orders.Get(c.Order)
	if o == nil || c.Shipment < 1 || c.Shipment > len(o.Shipments) {
		d.contradict(tx, orderRef(c.Order), "S"+strconv.Itoa(c.Shipment), "shipment %d arrived, but it is not known", c.Shipment)
		return nil
	}
	s := &o.Shipments[c.Shipment-1]
	if s.Void != 0 {
		d.contradict(tx, orderRef(o.ID), "S"+strconv.Itoa(c.Shipment), "shipment %d arrived, but it was taken back at %s; report that it left again", c.Shipment, s.Void)
		return nil
	}
	if s.Delivered != 0 && !c.Lost {
		d.foundAgain(tx, o, s)
		return nil
	}
	if s.Delivered != 0 {
		tx.Emit(&order.Ignored{Order: o.ID, Why: fmt.Sprintf("shipment %d had arrived already", c.Shipment)})
		return nil
	}
	to := order.Delivered
	if c.Lost {
		to = order.Lost
	}
	tx.Emit(arrived(o, c.Shipment, to))
	d.setFree(tx, o.ID)
	d.watchOrder(tx, o.ID)
	return nil
}

// arrived ends a shipment: its units are where they go to.
func arrived(o *order.Order, shipment int, to order.Bucket) *order.ShipmentEnded {
	s := &o.Shipments[shipment-1]
	e := &order.ShipmentEnded{Order: o.ID, Shipment: shipment}
	for _, q := range s.Lines {
		e.Moves = append(e.Moves, order.UnitMove{Line: q.Line, From: order.Shipped, To: to, Qty: q.Qty, FO: s.FO, ToFO: s.FO})
	}
	return e
}
