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
// are taken in, what counts found missing is written off, what came back is looked at,
// some shelves are counted, and suppliers have answered about what they brought.
func (d *dock) morning(ctx context.Context, now core.Instant) error {
	if err := d.lookAround(ctx); err != nil {
		return err
	}
	for _, task := range [...]func(context.Context, core.Instant) error{d.expectGoods, d.writeOff, d.inspect, d.countShelves, d.agree} {
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

// shortShelves are the balances at which pickers did not find what the book has.
func (d *dock) shortShelves(ctx context.Context) (ids []string, err error) {
	err = d.feed.ask.list(ctx, exception.NounException, "open = true and type = "+string(exception.PickShort), func(c cells) {
		ids = append(ids, strings.TrimPrefix(c.text("subject"), string(stock.NounBalance)+"/"))
	})
	return ids, err
}

// writeOff gives up what a count found missing.
func (d *dock) writeOff(ctx context.Context, now core.Instant) error {
	short, err := d.shortShelves(ctx)
	if err != nil {
		return err
	}
	return d.feed.ask.list(ctx, stock.NounBalance, "variance > 0", func(c cells) {
		if !slices.Contains(short, c.id) && d.works(c.text("location"), now) {
			d.morningAct(now, c.id, "write_off", &stock.ApproveCount{SKU: c.text("sku"), Location: c.text("location"), Reason: "looked for in vain"})
		}
	})
}

// recount counts, in the round after, the shelves on which pickers did not find what the
// book has: all that the book shows there waits for it.
func (d *dock) recount(ctx context.Context, now core.Instant) error {
	short, err := d.shortShelves(ctx)
	for _, id := range short {
		if err == nil && d.works(stock.ParseKey(id).Location, now) {
			err = d.countAgain(ctx, id, now)
		}
	}
	return err
}

// countAgain counts one of them. Two times of three the units are there after all, behind
// others; else some are gone, as few as one line asks for.
func (d *dock) countAgain(ctx context.Context, id string, now core.Instant) error {
	var b api.BalanceView
	if err := d.feed.ask.doc(ctx, stock.NounBalance, id, &b); err != nil {
		return err
	}
	roll := diceFor(d.seed, fmt.Sprintf("recount %s %d", id, now))
	missing := core.Quantity(0)
	if roll.roll(3) == 0 {
		missing = min(max(b.Open, 0), core.Quantity(roll.between(1, 12)))
	}
	d.feed.add(core.Command{Key: fmt.Sprintf("dock:%s:%d:recount", id, now), Occurred: now, Body: counted(b.SKU, b.Location, b.OnHand-missing)}, nil)
	return nil
}

func counted(sku, location string, units core.Quantity) *stock.Count {
	return &stock.Count{SKU: sku, Location: location, Counted: max(units, 0)}
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
	done := map[string]bool{}
	for range d.sites {
		c := rows[roll.roll(len(rows))]
		if done[c.id] || !d.works(c.text("location"), now) {
			continue
		}
		done[c.id] = true
		missing := core.Quantity(0)
		if roll.roll(4) == 0 {
			missing = core.Quantity(roll.between(1, 5))
		}
		d.morningAct(now, c.id, "count", counted(c.text("sku"), c.text("location"), c.units("on_hand")-missing))
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
