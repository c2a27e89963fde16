package replay

import (
	"cmp"
	"context"
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
// The dock remembers nothing that the shop does not know. At the beginning of each
// round, an hour of the day, it asks for the open fulfillment orders and plans that
// hour; parcels on their way are found by reading the open orders when it begins. So a
// dock that was interrupted goes on where the shop stands, and one that begins where
// everything is done has nothing to do. Beside that, each act has a key, so that one
// whose answer was lost is not done twice.
type dock struct {
	feed   *feed
	seed   uint64
	zone   *time.Location // in which the rounds are
	began  core.Instant   // what was due before is done as soon as time goes on
	start  core.Instant   // of the present round
	end    core.Instant   // and its end
	steps  agenda         // of fulfillment orders, in the present round
	others agenda         // rounds, deliveries, receipts
	sites  map[string]*station
	abroad map[string]string // order → zone, where it is not the shop's own
	quirks quirks
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
	d.others.put(job{at: now + 1, id: "round", unseen: true, do: d.round})
	return d, nil
}

// onTheWay finds the parcels that have left and have not arrived.
func (d *dock) onTheWay(ctx context.Context) error {
	var ids []string
	if err := d.feed.ask.list(ctx, order.NounOrder, "open = true", func(c cells) { ids = append(ids, c.id) }); err != nil {
		return err
	}
	for _, id := range ids {
		var v api.OrderView
		if err := d.feed.ask.doc(ctx, order.NounOrder, id, &v); err != nil {
			return err
		}
		d.sendsTo(id, v.ShipTo.Zone)
		for i := range v.Shipments {
			if s := &v.Shipments[i]; s.Delivered == 0 {
				d.expectDelivery(id, s.No, s.At)
			}
		}
	}
	return nil
}

// sendsTo notes the zone that an order goes to.
func (d *dock) sendsTo(id, zone string) {
	if len(d.abroad) >= remembered {
		clear(d.abroad) // their parcels will be a few days early
	}
	if zone != ZoneUK && zone != "" {
		d.abroad[id] = zone
	}
}

// next is what the dock does next; there always is another round.
func (d *dock) next() *job {
	switch {
	case len(d.steps) == 0:
		return d.others.first()
	case d.steps.first().before(d.others.first()):
		return d.steps.first()
	}
	return d.others.first()
}

// work does what is up next.
func (d *dock) work(ctx context.Context) error {
	j := d.next()
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
	d.start, d.end = now, core.InstantOf(next)
	d.others.put(job{at: d.end, id: "round", unseen: true, do: d.round})
	if local.Hour() == firstRound {
		if err := d.morning(ctx, now); err != nil {
			return err
		}
	}
	if err := d.plan(ctx, now); err != nil {
		return err
	}
	return d.recount(ctx, now)
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
