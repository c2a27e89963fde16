package replay

import (
	"context"
	"io"
	"slices"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
)

// DemoOptions say how a demo runs. The zero value runs the whole stream as fast as it goes.
type DemoOptions struct {
	Orders   int            // how many are placed, those of the incidents included; 0: all of the stream
	Speed    float64        // times the real pace; 0: as fast as it goes
	Ahead    int            // orders placed before the pace begins, so that there is something to see
	Seed     uint64         // of what happens at the dock
	Progress func(Progress) // told now and then; nil: nobody asks
}

// Summary is what a demo has come to.
type Summary struct {
	Tally
	Exceptions        map[string]int `json:"exceptions"`          // raised, by type; most of them close again
	ShipmentsPerOrder float64        `json:"shipments_per_order"` // of the orders of which something has left
	OrdersPerSecond   float64        `json:"orders_per_second"`   // placed, with all the work at the dock, by wall clock
	Seq               uint64         `json:"seq"`                 // of the shop's last record
}

// afterwards is how long the demo goes on after its last order, in the stream's time, so
// that what can leave has left.
const afterwards = 4 * 24 * time.Hour

// Demo feeds a recorded stream to a shop that was made from [DemoTemplate], with
// incidents on the way (see incidents.go), through the same commands as any channel. The client must be
// that of [Actor]. It returns when the last order was placed and the dock has had some days for it, or when ctx ends: then with
// CodeCancelled and what was counted so far.
//
// Running it again on the same shop goes on where it stopped, and counts what was
// there as it was counted then.
func Demo(ctx context.Context, client api.Client, stream io.Reader, opt DemoOptions) (Summary, error) {
	d := &demo{converter: newConverter(client, Channel), opt: opt}
	began := time.Now()
	err := d.run(ctx, stream)
	s := Summary{Tally: d.tally, Seq: d.feed.ask.seen}
	if spent := time.Since(began).Seconds(); spent > 0 {
		s.OrdersPerSecond = float64(s.Orders) / spent
	}
	if err != nil {
		return s, err
	}
	return s, s.look(ctx, &d.feed.ask, d.ids)
}

// demo is a stream with incidents.
type demo struct {
	*converter
	opt     DemoOptions
	ordered int               // orders handed over
	ids     []string          // of the orders placed
	shipped []*Order          // orders of which something has left and that no incident has used, oldest first
	recent  map[string]*Order // by id, until something of them leaves
	sold    map[bought]bool
}

// keepRecent is how many orders an incident may still be about.
const keepRecent = 500

func (d *demo) run(ctx context.Context, stream io.Reader) error {
	rows, err := NewReader(stream)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := d.ours(ctx); err != nil {
		return err
	}
	if err := d.attach(ctx, d.opt.Seed, true); err != nil {
		return err
	}
	d.recent, d.sold = map[string]*Order{}, map[bought]bool{}
	d.placed = d.remember
	d.feed.dock.quirks = quirks{late: map[string]int{}, shipped: d.left}
	at, err := d.feedOrders(ctx, NewDocuments(rows, nil))
	if err != nil {
		return err
	}
	if err := d.feed.until(ctx, at.Add(afterwards)); err != nil {
		return err
	}
	err = d.feed.flush(ctx)
	d.tell(at)
	return err
}

// ours fails when the shop was not made by [DemoTemplate]. It gives a command that any
// shop refuses under the key of the demo's mark: only where that key was used, the
// refusal says so.
func (d *demo) ours(ctx context.Context) error {
	receipts, err := d.feed.client.Submit(ctx, core.Command{Key: templateKey(demoMark), Body: &exception.Resolve{}})
	if err != nil {
		return err
	}
	if r := receipts[0]; r.Err == nil || r.Err.Code != core.CodeKeyReused {
		return ErrOtherShop
	}
	return nil
}

// feedOrders hands over the stream up to the last order that is wanted.
func (d *demo) feedOrders(ctx context.Context, docs *Documents) (at core.Instant, err error) {
	for n := 0; !d.enough(); {
		doc, err := docs.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return at, err
		}
		at = max(at, occurred(doc))
		if err := d.begin(ctx, at); err != nil {
			return at, err
		}
		if err := d.feed.until(ctx, at); err != nil {
			return at, err
		}
		o, ok := doc.(*Order)
		if !ok {
			if err := d.follow(doc); err != nil {
				return at, err
			}
			continue
		}
		d.sell(o)
		d.order(o)
		n++
		d.ordered++
		if err := d.incident(ctx, n, o); err != nil {
			return at, err
		}
		d.tell(at)
	}
	return at, nil
}

// begin begins the pace once what comes ahead of it is in the shop.
func (d *demo) begin(ctx context.Context, at core.Instant) error {
	if d.opt.Speed == 0 || d.feed.pace != nil || d.ordered < d.opt.Ahead {
		return nil
	}
	d.feed.pace = &pace{speed: d.opt.Speed, from: d.feed.dock.began}
	if err := d.feed.flush(ctx); err != nil {
		return err
	}
	d.tell(at)
	return nil
}

// bought names goods by who bought them.
type bought struct{ customer, sku string }

// sell remembers what the slice has sold to whom.
func (d *demo) sell(o *Order) {
	for i := range o.Lines {
		d.sold[bought{o.Customer, o.Lines[i].SKU}] = true
	}
}

// follow hands over what is no order. The slice begins in the middle of a year:
// cancellations of what was sold before it are passed over, because no shop could match them.
func (d *demo) follow(doc Document) error {
	if c, ok := doc.(*Cancellation); ok {
		seen := *c
		seen.Lines = slices.DeleteFunc(slices.Clone(c.Lines), func(l Line) bool { return c.Customer != "" && !d.sold[bought{c.Customer, l.SKU}] })
		if len(seen.Lines) == 0 {
			return nil
		}
		doc = &seen
	}
	return d.convert(doc)
}

func (d *demo) enough() bool { return d.opt.Orders > 0 && d.ordered >= d.opt.Orders }

func (d *demo) tell(at core.Instant) {
	if d.opt.Progress != nil {
		d.opt.Progress(Progress{Lines: d.report.Lines, Orders: d.ordered, At: at})
	}
}

// remember keeps the newest orders for incidents that are about an earlier one.
func (d *demo) remember(o *Order, id string, known bool) {
	d.ids = append(d.ids, id)
	if !known && len(d.recent) < keepRecent {
		d.recent[id] = o
	}
}

// left hears of an order of which something has left.
func (d *demo) left(id string) {
	if o := d.recent[id]; o != nil && o.Customer != "" && len(d.shipped) < keepRecent {
		d.shipped = append(d.shipped, o)
	}
	delete(d.recent, id)
}

// look fills in what only the shop knows.
func (s *Summary) look(ctx context.Context, ask *asker, ids []string) error {
	s.Exceptions = map[string]int{}
	if err := ask.list(ctx, exception.NounException, "", func(c cells) { s.Exceptions[c.text("type")]++ }); err != nil {
		return err
	}
	shipments, orders := 0, 0
	for _, id := range ids {
		var v api.OrderView
		if err := ask.doc(ctx, order.NounOrder, id, &v); err != nil {
			return err
		}
		if len(v.Shipments) > 0 {
			orders++
			shipments += len(v.Shipments)
		}
	}
	if orders > 0 {
		s.ShipmentsPerOrder = float64(shipments) / float64(orders)
	}
	s.Seq = ask.seen
	return nil
}
