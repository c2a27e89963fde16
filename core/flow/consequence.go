package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// Consequences names the SKUs of which the record applied last may let waiting lines
// have units, or moves the day that they are promised, in the words of world.Tick.Fill.
// The engine runs ticks for them before it takes the next command.
func (d *Decider) Consequences(w *world.World, r *core.Record) []string {
	if !w.AnyoneWaits() && !w.AnySplit() {
		return nil
	}
	c := consequences{d: d, w: w, at: r.At}
	for _, e := range r.Events {
		switch e.(type) {
		case *catalog.PutLocation, *catalog.CloseLocation, *catalog.PutCarrier, *catalog.PutChannel, *world.PutShop, *policy.Stepped,
			*outage.Started, *outage.Ended:
			c.again("")
			return append(d.Unfilled(w), c.skus...) // what could not be shipped, or was not worth it, may be now
		}
		c.event(e)
	}
	for _, t := range w.Touched() {
		if t.Noun == supply.NounPurchase || t.Noun == supply.NounTransfer {
			doc := w.Document(t.ID)
			if doc.Bought() {
				continue
			}
			for i := range doc.Lines {
				c.queue(doc.Lines[i].SKU)
			}
		}
		if t.Noun == stock.NounReservation { // what fences are owed or have lent is theirs of what comes
			c.queue(w.Reservations.Get(t.ID).SKU)
		}
	}
	c.shippable()
	if tick, ok := r.Command.Body.(*world.Tick); ok {
		for _, s := range tick.Fill {
			if sku, _ := fillFrom(s); sku != "" {
				c.queue(sku)
				c.day(sku)
			}
		}
	}
	return c.skus
}

// consequences collects what is to be looked at, each once.
type consequences struct {
	d       *Decider
	w       *world.World
	at      core.Instant
	skus    []string
	seen    map[string]bool
	looked  map[string]bool // SKUs whose queue was compared with its promises
	roomy   map[string]bool // locations that were full and can ship more
	given   []string        // orders that gave units back
	forward bool            // something came forward
	placed  string          // the order that the record placed
}

func (c *consequences) add(s string) {
	if !c.seen[s] {
		if c.seen == nil {
			c.seen = map[string]bool{}
		}
		c.seen[s] = true
		c.skus = append(c.skus, s)
	}
}

// event looks at what one event makes room for, and whose place in a queue it moves.
func (c *consequences) event(e core.Payload) {
	switch e := e.(type) {
	case *order.Placed:
		c.placed = e.ID
		c.order(e.ID)
	case *order.Sourced:
		c.moves(e.Order, e.Moves)
		if e.Cause == Reevaluated { // in fewer packages: another may be opened
			c.rest(e.Order)
		}
		c.forward = c.forward || e.Cause == Sooner // more may be behind it than one record takes
	case *order.Substituted:
		c.queue(e.Was)
		c.queue(e.SKU)
	case *order.Moved:
		c.moves(e.Order, e.Moves)
		if e.Cause == "cancelled" {
			c.rest(e.Order)
		}
	case *order.ShipmentMade:
		c.rest(e.Order)
	case *order.HoldEnded:
		c.rest(e.Order)
	case *order.Amended:
		c.moves(e.Order, e.Moves)
		c.order(e.Order)
		for i := range e.Lines {
			if was := e.Lines[i].Was; was != "" {
				c.queue(was)
				c.leftQueue(was)
			}
		}
		c.rest(e.Order)
	case *order.Returned:
		if stock.State(e.State) == stock.Available {
			for _, q := range e.Lines {
				c.came(c.w.Orders.Get(e.Order).Line(q.Line).SKU)
			}
		}
	case *order.ReturnInspected:
		for _, n := range e.Lines {
			if n.To == order.Restock {
				c.came(c.w.Orders.Get(e.Order).Line(n.Line).SKU)
			}
		}
	case *order.Passed:
		c.add(e.SKU + "\t" + e.After)
	case *world.DayOver:
		c.room(e.Location)
	case *catalog.PutCustomer:
		if c.w.Shop().Policy != 0 { // rules may see another class
			c.w.OrdersOf(e.Customer.ID, func(o *order.Order) bool {
				if o.Closed == 0 {
					c.rest(o.ID)
				}
				return true
			})
		}
	default:
		c.stock(e)
	}
}

func (c *consequences) stock(e core.Payload) {
	switch e := e.(type) {
	case *stock.Moved:
		for i := range e.Moves {
			if e.Moves[i].To == stock.Available {
				c.came(e.Moves[i].SKU)
			}
		}
	case *stock.CountTaken: // who shorted or rejected it before may be asked again
		c.came(e.SKU)
	case *stock.ReservationReleased:
		c.came(c.w.Reservations.Get(e.Reservation).SKU)
	case *stock.Granted:
		c.came(e.SKU)
	case *stock.ReservationMoved:
		c.came(c.w.Reservations.Get(e.To).SKU)
	case *supply.Received:
		d := c.w.Document(e.ID)
		for _, g := range e.Lines {
			c.came(d.Lines[g.Line-1].SKU)
		}
	case *catalog.PutSKU:
		c.came(e.SKU.ID)
		c.day(e.SKU.ID)
	}
}

// came notes units of a SKU that came, or are on the shelf again.
func (c *consequences) came(sku string) {
	c.again(sku)
	c.freed(sku)
}

// again adds a SKU of which orders that leave in several packages, or later than they could,
// may have more than when they were sourced; "" stands for all of them, because places or prices have changed.
func (c *consequences) again(sku string) {
	if c.w.AnySplit() && c.w.IsSplit(sku) && (sku == "" || anyAvailable(c.w, sku)) {
		c.add(againWord + sku)
	}
}

// freed adds a SKU that lines wait for and that may be available now.
func (c *consequences) freed(sku string) {
	c.w.InPlaceOf(sku, func(other string) { c.waited(other) })
	c.waited(sku)
}

func (c *consequences) waited(sku string) {
	if !c.seen[sku] && c.w.IsWaited(sku) && anyAvailable(c.w, sku) {
		c.add(sku)
	}
}

// queue adds a SKU whose waiting lines are promised another day than they should.
func (c *consequences) queue(sku string) {
	if c.seen[sku] || c.looked[sku] || !c.w.IsWaited(sku) {
		return
	}
	if c.looked == nil {
		c.looked = map[string]bool{}
	}
	if c.looked[sku] = true; c.d.stale(c.w, sku) {
		c.add(sku)
	}
}

// day adds a SKU with lines that wait for a day which is not theirs any more.
func (c *consequences) day(sku string) {
	postponed(c.w, sku, c.at, nil, func(world.WaitEntry) bool { c.add(sku); return false })
}

// moves looks at units that came to wait, wait no more, or went back to the shelf.
func (c *consequences) moves(id string, moves []order.UnitMove) {
	o := c.w.Orders.Get(id)
	given := false
	for i := range moves {
		m := &moves[i]
		l := o.Line(m.Line)
		if l == nil {
			continue
		}
		if m.From.Here() && (!m.To.Here() || m.FO != m.ToFO) && c.open(o.FO(m.FO)) {
			c.came(l.SKU)
			given = true
		}
		if m.From == order.Preordered && m.To != order.Preordered {
			c.leftPreorder(l.SKU)
		}
		if queues(m.From) && !queues(m.To) {
			c.leftQueue(l.SKU)
		}
		if id != c.placed && (m.From.Waiting() || m.To.Waiting()) {
			c.queue(l.SKU)
		}
	}
	if given {
		if !slices.Contains(c.given, o.ID) {
			c.given = append(c.given, o.ID)
		}
	}
}

// open reports whether others can have what a fulfillment order gives back. The work of a
// closed location goes back to its shelf order by order, and nobody can have it from there.
func (c *consequences) open(f *order.Fulfillment) bool {
	if f == nil {
		return true
	}
	l := c.w.Locations.Get(f.Location)
	return l == nil || !l.Closed
}

// leftPreorder adds a SKU with a cap of which others may be promised units now.
func (c *consequences) leftPreorder(sku string) {
	if _, capped := preorderCap(c.w, sku, c.at); capped {
		c.day(sku)
	}
}

// queues reports whether units in the bucket stand in a queue for stock.
func queues(b order.Bucket) bool { return b == order.Open || b == order.Backordered }

// order looks at all queues in which an order stands.
func (c *consequences) order(id string) {
	o := c.w.Orders.Get(id)
	for i := range o.Lines {
		l := &o.Lines[i]
		if id != c.placed || world.Waits(o, l) {
			c.queue(l.SKU)
		}
	}
}

// rest adds what an order still waits for: what was cancelled of it may have been what
// the rest of a ship-complete order waited for, and what has left makes room for another
// fulfillment order.
func (c *consequences) rest(id string) {
	o := c.w.Orders.Get(id)
	for i := range o.Lines {
		if l := &o.Lines[i]; world.Waits(o, l) {
			c.freed(l.SKU)
		}
	}
}

// places looks for locations that were full until the record took fulfillment orders
// from them.
func (c *consequences) places() {
	emptied := map[string]int{} // by load
	for _, id := range c.given {
		o := c.w.Orders.Get(id)
		for i := range o.Fulfillments {
			if f := &o.Fulfillments[i]; f.Emptied == c.at {
				emptied[world.LoadID(f.Location, f.Ship)]++
			}
		}
	}
	for id, n := range emptied {
		load := c.w.Loads.Get(id)
		if load == nil {
			continue
		}
		if l := c.w.Locations.Get(load.Location); l != nil && l.PerDay() != 0 && load.N < l.PerDay() && load.N+n >= l.PerDay() {
			c.room(l.ID)
		}
	}
}

// room notes a location that was full and can ship more.
func (c *consequences) room(location string) {
	if c.roomy == nil {
		c.roomy = map[string]bool{}
	}
	c.again("")
	c.roomy[location] = true
}

// shippable adds what lines wait for that a location with new room could ship.
func (c *consequences) shippable() {
	c.places()
	if c.forward || len(c.roomy) > 0 {
		c.sooner()
	}
	if len(c.roomy) == 0 {
		return
	}
	c.w.WaitingSKUs(func(sku string) bool {
		there := !tracked(c.w, sku) || boughtAt(c.w, sku, func(location string) bool { return c.roomy[location] })
		c.w.Available(sku, func(location string, q core.Quantity) {
			there = there || q > 0 && c.roomy[location]
		})
		c.w.Kept(sku, func(r *stock.Reservation) bool {
			there = there || usable(r) && c.roomy[r.Location]
			return !there
		})
		if there {
			c.freed(sku)
		}
		return true
	})
}

// sooner adds locations from which fulfillment orders may leave on an earlier day.
func (c *consequences) sooner() {
	if !c.w.AnySplit() {
		return
	}
	c.w.Locations.Each(func(id string, l *catalog.Location) bool {
		if c.d.comesForward(c.w, l, c.at) {
			c.add(roomWord + id)
		}
		return true
	})
}

func tracked(w *world.World, sku string) bool {
	s := w.SKUs.Get(sku)
	return s != nil && s.Tracked()
}
