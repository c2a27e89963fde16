package replay

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/order"
)

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
		d.quirks.shortNext, d.feed.touched = false, true
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
