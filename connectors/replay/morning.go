package replay

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/stock"
	"andon/core/supply"
)

// morning is what is done once a day before the picking begins: deliveries that are due
// are taken in, what is missing is counted or written off, what came back is looked at, some shelves are
// counted, and suppliers have answered about what they brought.
func (d *dock) morning(ctx context.Context, now core.Instant) error {
	if err := d.lookAround(ctx); err != nil {
		return err
	}
	for _, task := range [...]func(context.Context, core.Instant) error{d.expectGoods, d.findMissing, d.inspect, d.countShelves, d.agree} {
		if err := task(ctx, now); err != nil {
			return err
		}
		if err := d.feed.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// works reports whether somebody is at a location today.
func (d *dock) works(location string, now core.Instant) bool {
	s := d.sites[location]
	return s != nil && !s.Closed && s.Works(core.DateIn(now, s.zone))
}

// expectGoods puts the purchase orders that come today on the agenda. Most come on the
// expected day, forty in a thousand some days late; what was missing comes eight days later.
func (d *dock) expectGoods(ctx context.Context, now core.Instant) error {
	today := core.DateIn(now, d.zone)
	return d.feed.ask.list(ctx, supply.NounPurchase, fmt.Sprintf("status in (open, late) and expected <= %s", today), func(c cells) {
		id := c.id
		roll := diceFor(d.seed, "goods "+id)
		due := core.Date(c.number("expected"))
		switch late := roll.chance(40); {
		case c.number("received") > 0:
			due += 8
		case d.quirks.late[id] > 0 && c.number("slipped") == 0:
			due += core.Date(d.quirks.late[id])
		case late && c.number("slipped") == 0:
			due += core.Date(roll.between(2, 6))
		}
		if due > today || !d.works(c.text("location"), now) {
			return
		}
		d.others.put(job{at: today.At(8*60+roll.roll(150), d.zone), id: id, do: func(ctx context.Context, now core.Instant) error {
			return d.receive(ctx, id, now)
		}})
	})
}

// receive takes in what a purchase order still promises. The first delivery has its
// faults: of a thousand lines four come short, three have damaged units, one brings too much.
func (d *dock) receive(ctx context.Context, id string, now core.Instant) error {
	if err := d.feed.flush(ctx); err != nil {
		return err
	}
	var doc supply.Document
	if err := d.feed.ask.doc(ctx, supply.NounPurchase, id, &doc); err != nil {
		return err
	}
	body := &supply.Receive{ID: id}
	for i := range doc.Lines {
		l := &doc.Lines[i]
		coming := l.Coming(false)
		if coming == 0 {
			continue
		}
		c := diceFor(d.seed, fmt.Sprintf("line %s %d", id, i))
		g := supply.Got{Line: i + 1, Qty: coming}
		switch fault := c.roll(1_000); {
		case l.Received+l.Damaged > 0:
		case fault < 4:
			g.Qty = coming * core.Quantity(c.between(50, 90)) / 100
		case fault < 7:
			g.Damaged = min(coming, core.Quantity(c.between(1, 3)))
			g.Qty = coming - g.Damaged
		case fault < 8:
			g.Qty += core.Quantity(c.between(1, 6))
		}
		if g.Qty+g.Damaged > 0 {
			body.Lines = append(body.Lines, g)
		}
	}
	if len(body.Lines) > 0 {
		day := core.DateIn(now, d.zone)
		d.feed.add(core.Command{Key: fmt.Sprintf("dock:%s:%s", id, day), Occurred: now, Body: body}, nil)
	}
	return nil
}

// findMissing writes off what a count found missing, and counts the shelves on which
// pickers did not find what the book has.
func (d *dock) findMissing(ctx context.Context, now core.Instant) error {
	var short []string
	err := d.feed.ask.list(ctx, exception.NounException, "open = true and type = "+string(exception.PickShort), func(c cells) {
		short = append(short, strings.TrimPrefix(c.text("subject"), string(stock.NounBalance)+"/"))
	})
	if err != nil {
		return err
	}
	err = d.feed.ask.list(ctx, stock.NounBalance, "variance > 0", func(c cells) {
		if !slices.Contains(short, c.id) && d.works(c.text("location"), now) {
			d.morningAct(now, c.id, "write_off", &stock.ApproveCount{SKU: c.text("sku"), Location: c.text("location"), Reason: "looked for in vain"})
		}
	})
	for _, id := range short {
		if err == nil && d.works(stock.ParseKey(id).Location, now) {
			err = d.recount(ctx, id, now)
		}
	}
	return err
}

// recount counts a shelf that came up short. Two times of three the units are there after
// all, behind others; else the count says that they are gone.
func (d *dock) recount(ctx context.Context, id string, now core.Instant) error {
	var b api.BalanceView
	if err := d.feed.ask.doc(ctx, stock.NounBalance, id, &b); err != nil {
		return err
	}
	roll := diceFor(d.seed, fmt.Sprintf("recount %s %s", id, core.DateIn(now, d.zone)))
	missing := core.Quantity(0)
	if roll.roll(3) == 0 {
		missing = max(b.Open, 0)
	}
	d.count(b.SKU, b.Location, b.OnHand-missing, now)
	return nil
}

func (d *dock) morningAct(now core.Instant, id, what string, body core.Payload) {
	d.feed.add(core.Command{Key: fmt.Sprintf("dock:%s:%s:%s", id, core.DateIn(now, d.zone), what), Occurred: now, Body: body}, nil)
}

// inspect looks at what came back: one lot in twenty is damaged, the others are sold again.
func (d *dock) inspect(ctx context.Context, now core.Instant) error {
	return d.feed.ask.list(ctx, stock.NounBalance, "quality_control > 0 and variance <= 0", func(c cells) {
		if !d.works(c.text("location"), now) {
			return
		}
		to, reason := stock.Available, "inspected"
		if roll := diceFor(d.seed, fmt.Sprintf("inspect %s %s", c.id, core.DateIn(now, d.zone))); roll.chance(50) {
			to, reason = stock.Damaged, "damaged on inspection"
		}
		d.morningAct(now, c.id, "inspect", &stock.Shift{SKU: c.text("sku"), Location: c.text("location"), Qty: c.units("quality_control"),
			From: stock.QualityControl, To: to, Reason: reason})
	})
}

func (d *dock) count(sku, location string, counted core.Quantity, now core.Instant) {
	d.morningAct(now, stock.Key{SKU: sku, Location: location}.ID(), "count", &stock.Count{SKU: sku, Location: location, Counted: max(counted, 0)})
}

// countShelves counts as many shelves as there are locations on Mondays; every fourth time something is missing.
func (d *dock) countShelves(ctx context.Context, now core.Instant) error {
	today := core.DateIn(now, d.zone)
	if today.Time().Weekday() != time.Monday {
		return nil
	}
	var rows []cells
	roll := diceFor(d.seed, "count "+today.String())
	err := d.feed.ask.list(ctx, stock.NounBalance, fmt.Sprintf("available > 20 and variance <= 0 and sku ~ %d", roll.between(200, 239)), func(c cells) { rows = append(rows, c) })
	if err != nil || len(rows) == 0 {
		return err
	}
	counted := map[string]bool{}
	for range d.sites {
		c := rows[roll.roll(len(rows))]
		if counted[c.id] || !d.works(c.text("location"), now) {
			continue
		}
		counted[c.id] = true
		missing := core.Quantity(0)
		if roll.roll(4) == 0 {
			missing = core.Quantity(roll.between(1, 5))
		}
		d.count(c.text("sku"), c.text("location"), c.units("on_hand")-missing, now)
	}
	return nil
}

// agree resolves differences of receipts that are three days old: by then the supplier
// has answered.
func (d *dock) agree(ctx context.Context, now core.Instant) error {
	before := core.DateIn(now, d.zone) - 3
	return d.feed.ask.list(ctx, exception.NounException, fmt.Sprintf("open = true and type = %s and opened < %s", exception.ReceiptDiffers, before), func(c cells) {
		d.feed.add(core.Command{Key: "dock:" + c.id, Occurred: now, Body: &exception.Resolve{Exception: c.id, Reason: "the supplier credits the difference"}}, nil)
	})
}
