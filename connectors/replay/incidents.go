package replay

import (
	"context"
	"fmt"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/supply"
)

// again is after how many orders the incidents of a demo come again.
const again = 400

// incident lets happen what the script has after the n-th order of the stream. What
// has keys of its own is repeated harmlessly when the demo runs again.
func (d *demo) incident(ctx context.Context, n int, o *Order) error {
	switch n % again {
	case 10:
		return d.extra(o, "-A", func(s *order.Submit) { s.Lines[0].SKU = "GIFTBOX-XL" }) // is not in the catalog
	case 16:
		return d.extra(o, "-B", func(s *order.Submit) { s.ShipTo.Personal.Address, s.ShipTo.Personal.City = nil, "" })
	case 22:
		return d.sameMessage(ctx, o)
	case 28:
		return d.extra(o, "-C", nil) // the same content under another number
	case 34:
		return d.extra(o, "-D", func(s *order.Submit) { *s.Total += 10_00 })
	case 55:
		d.closeSite(n/again, o.Occurred)
	case 4, 40, 150, 180:
		return d.incidentNow(ctx, n, o)
	}
	return nil
}

// incidentNow lets happen what depends on how the shop stands, unless it happened
// before: the order at which it is due was known already.
func (d *demo) incidentNow(ctx context.Context, n int, o *Order) error {
	before := d.feed.ask.seen
	if err := d.feed.flush(ctx); err != nil || d.feed.ask.seen == before {
		return err
	}
	switch n % again {
	case 4:
		return d.lateSupply(ctx, o.Occurred)
	case 40:
		d.feed.dock.quirks.shortNext = true
	case 150:
		d.cancelShipped(o.Occurred)
	case 180:
		return d.shipCancelled(ctx, o.Occurred)
	}
	return nil
}

// extra places one more order: the given one as change leaves it, with fewer lines so
// that it is no repeat, or, without a change, exactly the same under another number.
func (d *demo) extra(o *Order, suffix string, change func(*order.Submit)) error {
	if d.enough() {
		return nil
	}
	clone := *o
	clone.Invoice += suffix
	clone.Charges = nil
	if change != nil {
		clone.Lines = append([]Line(nil), o.Lines[:min(len(o.Lines), 3)]...)
		clone.Lines[0].Quantity++
	} else if clone.Customer == "" {
		return nil // guests cannot be told from one another
	}
	s := d.submit(&clone)
	for i := range s.Lines {
		s.Lines[i].Source = nil // no line of the file says so
	}
	if change != nil {
		change(s)
	}
	d.ordered++
	d.feed.add(core.Command{Key: "demo:" + clone.Invoice, Occurred: o.Occurred.Add(90 * time.Second), Body: s}, func(r core.Receipt) error {
		d.count(&clone, s, r)
		return nil
	})
	return nil
}

// sameMessage sends an order again: once with the key of the first time, as after a lost
// answer, and once as a new message.
func (d *demo) sameMessage(_ context.Context, o *Order) error {
	at := o.Occurred.Add(time.Minute)
	d.feed.add(core.Command{Key: key(o.Invoice), Occurred: at, Body: d.submit(o)}, nil)
	d.feed.add(core.Command{Key: "demo:again:" + o.Invoice, Occurred: at, Body: d.submit(o)}, nil)
	return nil
}

// lateSupply lets the next purchase order that is expected come late: its day passes, and two
// days later the supplier names another.
func (d *demo) lateSupply(ctx context.Context, now core.Instant) error {
	var id string
	var expected core.Date
	today := core.DateIn(now, d.feed.dock.zone)
	err := d.feed.ask.list(ctx, supply.NounPurchase, fmt.Sprintf("status = open and received = 0 and slipped = 0 and expected > %s", today), func(c cells) {
		if day := core.Date(c.number("expected")); expected == 0 || day < expected {
			id, expected = c.id, day
		}
	})
	if err != nil || id == "" {
		return err
	}
	d.feed.dock.quirks.late[id] = 30
	d.later((expected+2).At(10*60, d.feed.dock.zone), "reschedule "+id, &supply.Reschedule{ID: id, Expected: expected + 4, Reason: "the supplier names another day"})
	return nil
}

// later gives a command when its time has come.
func (d *demo) later(at core.Instant, id string, body core.Payload) {
	d.feed.dock.others.put(job{at: at, id: id, do: func(_ context.Context, now core.Instant) error {
		d.feed.add(core.Command{Key: "demo:" + id, Occurred: now, Body: body}, nil)
		d.feed.touched = true
		return nil
	}})
}

// closeSite shuts a location for five hours.
func (d *demo) closeSite(round int, now core.Instant) {
	id := [...]string{"LEEDS", "GLASGOW", "TILBURY"}[round%3]
	d.feed.touched = true
	d.feed.add(core.Command{Key: fmt.Sprintf("demo:close:%s:%d", id, round), Occurred: now,
		Body: &catalog.CloseLocation{Location: id, Closed: true, Reason: "power cut"}}, nil)
	d.later(now.Add(5*time.Hour), fmt.Sprintf("open:%s:%d", id, round), &catalog.CloseLocation{Location: id, Reason: "power is back"})
}

// cancelShipped cancels an order that has left: its goods come back.
func (d *demo) cancelShipped(now core.Instant) {
	if len(d.shipped) == 0 {
		return
	}
	o := d.shipped[0]
	d.shipped = d.shipped[1:]
	u := &order.Undo{Channel: d.channel, External: o.Invoice + "-CANCELLED", Customer: o.Customer}
	for _, l := range o.Lines[:min(len(o.Lines), 5)] {
		u.Lines = append(u.Lines, order.UndoLine{SKU: l.SKU, Qty: l.Quantity, Price: l.Price})
	}
	d.feed.add(core.Command{Key: "demo:" + u.External, Occurred: now, Body: u}, nil)
}

// shipCancelled lets the dock ship what was cancelled while it was being packed: the
// parcel has left, whatever the book says.
func (d *demo) shipCancelled(ctx context.Context, now core.Instant) error {
	var id string
	err := d.feed.ask.list(ctx, nounFulfillment, "packed > 0", func(c cells) {
		if id == "" {
			id = c.id
		}
	})
	if err != nil || id == "" {
		return err
	}
	so, fo := parts(id)
	var v struct {
		Lines []order.LineQty `json:"lines"`
	}
	if err := d.feed.ask.doc(ctx, nounFulfillment, id, &v); err != nil || len(v.Lines) == 0 {
		return err
	}
	d.feed.touched = true
	d.feed.add(core.Command{Key: "demo:cancel:" + so, Occurred: now, Body: &order.Cancel{Order: so, Reason: "the customer changed their mind"}}, nil)
	d.feed.add(core.Command{Key: "demo:crossed:" + id, Occurred: now.Add(time.Minute),
		Body: &order.Ship{Order: so, FO: fo, Lines: v.Lines[:1], Carrier: "parcels", Tracking: tracking(d.opt.Seed, "crossed "+id)}}, nil)
	return nil
}
