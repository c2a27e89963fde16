package replay

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
)

// dock is the people in the warehouses of the replay: they accept, pick, pack and ship
// what is open, receive purchase orders, look through what came back, and count. When
// they do it, and what goes wrong now and then, follows from the seed and from the id
// of what they handle alone.
//
// The dock remembers nothing. At the beginning of each round, an hour of a working day, it asks the shop for the open
// fulfillment orders and plans that hour; parcels on their way are found again by reading the open
// orders when it begins. So a dock that was interrupted goes on where the shop
// stands, and one that begins in a shop in which everything is done has nothing to do.
// Beside that, each act has a key, so that one whose answer was lost is not done twice.
type dock struct {
	feed   *feed
	seed   uint64
	zone   *time.Location // in which the rounds are
	began  core.Instant   // what was due before is done as soon as time goes on
	end    core.Instant   // of the present round
	steps  agenda         // of fulfillment orders, in the present round
	others agenda         // rounds, deliveries, receipts
	sites  map[string]*station
	abroad map[string]string // order → zone, where it is not the shop's own
	quirks quirks
}

// station is a location as the dock sees it.
type station struct {
	catalog.Location
	zone *time.Location
}

// quirks are what a demo makes happen. The zero value makes nothing happen.
type quirks struct {
	shortNext bool            // the next pick comes up short
	late      map[string]int  // purchase order → days that it comes late
	shipped   func(id string) // told of every order of which something has left
}

// openDock reads how far the shop's dock has come.
func openDock(ctx context.Context, f *feed, seed uint64, now core.Instant) (*dock, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "dock", Zone, "the time zone is unknown to this machine", err)
	}
	d := &dock{feed: f, seed: seed, zone: zone, began: now, end: now, abroad: map[string]string{}, sites: map[string]*station{}}
	if err := d.onTheWay(ctx); err != nil {
		return nil, err
	}
	d.others.put(job{at: now + 1, id: "round", do: d.round})
	return d, nil
}

// onTheWay finds the parcels that have left and have not arrived.
func (d *dock) onTheWay(ctx context.Context) error {
	var ids []string
	err := d.feed.ask.list(ctx, order.NounOrder, "open = true", func(c cells) { ids = append(ids, c.id) })
	for _, id := range ids {
		var v api.OrderView
		if err := cmp.Or(err, d.feed.ask.doc(ctx, order.NounOrder, id, &v)); err != nil {
			return err
		}
		d.sendsTo(id, v.ShipTo.Zone)
		for i := range v.Shipments {
			if s := &v.Shipments[i]; s.Delivered == 0 {
				d.expectDelivery(id, s.No, s.At)
			}
		}
	}
	return err
}

// sendsTo notes the zone that an order goes to.
func (d *dock) sendsTo(id, zone string) {
	if zone != ZoneUK {
		d.abroad[id] = zone
	}
}

// next is when the dock does something next.
func (d *dock) next() (core.Instant, bool) {
	j := d.upNext()
	if j == nil {
		return 0, false
	}
	return j.at, true
}

func (d *dock) upNext() *job {
	switch {
	case len(d.steps) == 0 && len(d.others) == 0:
		return nil
	case len(d.steps) == 0:
		return d.others.first()
	case len(d.others) == 0 || d.steps.first().before(d.others.first()):
		return d.steps.first()
	}
	return d.others.first()
}

// work does what is up next.
func (d *dock) work(ctx context.Context) error {
	j := d.upNext()
	if len(d.steps) > 0 && j == d.steps.first() {
		t := d.steps.take()
		return t.do(ctx, t.at)
	}
	t := d.others.take()
	return t.do(ctx, t.at)
}

// The hours of rounds, on the wall clock of the stream.
const (
	firstRound = 6
	lastRound  = 20
)

// round begins an hour: the dock looks at its work and plans what it will do in it. The
// first round of a day begins with what is done in the morning.
func (d *dock) round(ctx context.Context, now core.Instant) error {
	if err := d.feed.flush(ctx); err != nil {
		return err
	}
	local := now.Time().In(d.zone)
	next := time.Date(local.Year(), local.Month(), local.Day(), local.Hour()+1, 0, 0, 0, d.zone)
	if local.Hour() < firstRound || local.Hour() >= lastRound {
		day := local.Day()
		if local.Hour() >= lastRound {
			day++
		}
		next = time.Date(local.Year(), local.Month(), day, firstRound, 0, 0, 0, d.zone)
	}
	d.end = core.InstantOf(next)
	d.others.put(job{at: d.end, id: "round", do: d.round})
	if local.Hour() == firstRound {
		if err := d.morning(ctx, now); err != nil {
			return err
		}
	}
	return d.plan(ctx, now)
}

// plan asks for the open work and plans what is done of it before the round ends.
func (d *dock) plan(ctx context.Context, now core.Instant) error {
	d.steps = d.steps[:0]
	if err := d.lookAround(ctx); err != nil {
		return err
	}
	return d.feed.ask.list(ctx, nounFulfillment, "", func(c cells) {
		s := d.sites[c.text("location")]
		if s == nil || s.Closed || c.text("status") == "on_hold" {
			return
		}
		t := task{id: c.id, site: s, ship: core.Date(c.number("ship")), opened: core.Instant(c.number("opened"))}
		switch {
		case c.units("allocated") > 0:
			t.stage = accept
		case c.units("released") > 0:
			t.stage = pick
		case c.units("picked") > 0:
			t.stage = packing
		default:
			t.stage = ship
		}
		d.schedule(&t, now)
	})
}

// lookAround reads the locations: whether they are open, and when they work.
func (d *dock) lookAround(ctx context.Context) error {
	var failed error
	err := d.feed.ask.list(ctx, catalog.NounLocation, "", func(c cells) {
		s := d.sites[c.id]
		if s == nil {
			s = &station{}
			d.sites[c.id] = s
			failed = cmp.Or(failed, d.feed.ask.doc(ctx, catalog.NounLocation, c.id, &s.Location))
			s.zone = s.Clock()
		}
		s.Closed = c.number("closed") != 0
	})
	return cmp.Or(err, failed)
}

// stage is how far a fulfillment order has come.
type stage int

const (
	accept stage = iota
	pick
	packing
	ship
	done
)

func (s stage) String() string { return [...]string{"accept", "pick", "pack", "ship"}[s] }

// task is a fulfillment order that the dock works on.
type task struct {
	id     string // SO-17/F1
	site   *station
	stage  stage // what is to be done next
	ship   core.Date
	opened core.Instant
}

// Hours of work at a location and the collection by the carrier, in minutes of its day.
const (
	opens      = 7 * 60
	shuts      = 19 * 60
	collection = 17*60 + 30
)

// schedule puts what is done of a task before the round ends on the agenda. The whole
// course of a fulfillment order follows from when it was opened; a stage that should be
// over is made up for now.
func (d *dock) schedule(t *task, now core.Instant) {
	c := diceFor(d.seed, t.id)
	at := t.opened
	for s := accept; s < done; s++ {
		wait := time.Duration(c.between(15, 75)) * time.Minute
		catchUp := time.Duration(c.between(1, 20)) * time.Minute
		switch s {
		case pick:
			wait = wait*2 + 15*time.Minute
		case ship:
			at = t.site.collected(at, t.ship, &c)
			wait = 0
		}
		at = t.site.working(at.Add(wait), &c)
		if s < t.stage {
			continue
		}
		if at <= now {
			at = t.site.working(now.Add(catchUp), &c)
		}
		if at >= d.end {
			return
		}
		d.steps.put(job{at: at, id: t.id + ":" + s.String(), do: d.act(t.id, s)})
	}
}

// working is the first instant from at on at which the location works.
func (s *station) working(at core.Instant, c *dice) core.Instant {
	day := core.DateIn(at, s.zone)
	if s.Works(day) && at >= day.At(opens, s.zone) && at < day.At(shuts, s.zone) {
		return at
	}
	if !s.Works(day) || at >= day.At(shuts, s.zone) {
		day = s.workday(day + 1)
	}
	return day.At(opens+c.roll(90), s.zone)
}

// workday is the first day from d on on which the location works; it looks at most a year ahead.
func (s *station) workday(d core.Date) core.Date {
	for range 366 {
		if s.Works(d) {
			break
		}
		d++
	}
	return d
}

// collected is when the carrier takes what was packed at an instant: on the promised
// day, or on the next possible one. Now and then a parcel is left behind for a day.
func (s *station) collected(packed core.Instant, promised core.Date, c *dice) core.Instant {
	day := core.DateIn(packed, s.zone)
	if packed >= day.At(collection, s.zone) {
		day++
	}
	day = s.workday(max(day, promised))
	if c.chance(20) {
		day = s.workday(day + 1)
	}
	return day.At(collection+c.roll(45), s.zone)
}

// act is what is done at a stage.
func (d *dock) act(id string, s stage) func(context.Context, core.Instant) error {
	return func(ctx context.Context, now core.Instant) error {
		so, fo := parts(id)
		var body core.Payload
		var hear func(core.Receipt) error
		switch s {
		case accept:
			body = &order.Accept{Order: so, FO: fo}
		case pick:
			p, err := d.picks(ctx, id)
			if err != nil {
				return err
			}
			body = p
		case packing:
			body = &order.Pack{Order: so, FO: fo}
		case ship:
			body = &order.Ship{Order: so, FO: fo, Carrier: "parcels", Tracking: tracking(d.seed, id)}
			hear = func(r core.Receipt) error { d.left(r, now); return nil }
		}
		d.feed.add(core.Command{Key: "dock:" + id + ":" + s.String(), Occurred: now, Body: body}, hear)
		return nil
	}
}

// parts splits SO-17/F1.
func parts(id string) (so string, fo int) {
	so, f, _ := strings.Cut(id, "/F")
	fo, _ = strconv.Atoi(f) // the shop's own id: always a number
	return so, fo
}

func tracking(seed uint64, id string) string {
	c := diceFor(seed, "tracking "+id)
	return fmt.Sprintf("AN%09dGB", c.roll(1_000_000_000))
}

// picks is what a picker finds: everything, but for four fulfillment orders in a thousand
// of which a line is short.
func (d *dock) picks(ctx context.Context, id string) (*order.Pick, error) {
	so, fo := parts(id)
	p := &order.Pick{Order: so, FO: fo}
	c := diceFor(d.seed, "short "+id)
	if !c.chance(4) && !d.quirks.shortNext {
		return p, nil
	}
	if err := d.feed.flush(ctx); err != nil {
		return nil, err
	}
	var v struct {
		Lines []struct {
			Line   int           `json:"line"`
			Bucket order.Bucket  `json:"bucket"`
			Qty    core.Quantity `json:"qty"`
		} `json:"lines"`
	}
	if err := d.feed.ask.doc(ctx, nounFulfillment, id, &v); err != nil {
		return nil, err
	}
	short := c.roll(max(len(v.Lines), 1))
	for i, l := range v.Lines {
		if l.Bucket != order.Released {
			continue
		}
		missing := core.Quantity(0)
		if i == short {
			missing = 1 + core.Quantity(c.roll(int(min(l.Qty, 1_000))))
			p.Short = append(p.Short, order.LineQty{Line: l.Line, Qty: missing})
		}
		if l.Qty > missing {
			p.Lines = append(p.Lines, order.LineQty{Line: l.Line, Qty: l.Qty - missing})
		}
	}
	if len(p.Short) == 0 {
		p.Lines = nil // the line was not to be picked any more
	} else {
		d.quirks.shortNext = false
	}
	return p, nil
}

// left hears of a shipment.
func (d *dock) left(r core.Receipt, now core.Instant) {
	for _, e := range r.Events {
		if s, ok := e.(*order.ShipmentMade); ok && !r.Known {
			d.expectDelivery(s.Order, s.Shipment.No, now)
			if d.quirks.shipped != nil {
				d.quirks.shipped(s.Order)
			}
		}
	}
}

// expectDelivery lets a shipment arrive, or, two in a thousand, get lost.
func (d *dock) expectDelivery(so string, shipment int, left core.Instant) {
	id := so + "/S" + strconv.Itoa(shipment)
	c := diceFor(d.seed, id)
	days := transit(d.abroad[so]) + c.roll(2)
	day := core.DateIn(left, d.zone) + core.Date(days)
	if day.Time().Weekday() == time.Sunday {
		day++
	}
	at := max(day.At(8*60+c.roll(9*60), d.zone), d.began+1)
	d.others.put(job{at: at, id: id, do: func(_ context.Context, now core.Instant) error {
		d.feed.add(core.Command{Key: "dock:" + id + ":deliver", Occurred: now,
			Body: &order.Deliver{Order: so, Shipment: shipment, Lost: c.chance(2)}}, nil)
		return nil
	}})
}

// transit is how many days a parcel takes at least.
func transit(zone string) int {
	switch zone {
	case ZoneIreland:
		return 2
	case ZoneEU:
		return 3
	case ZoneEurope:
		return 4
	case ZoneWorld:
		return 7
	}
	return 1
}
