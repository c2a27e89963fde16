package sim

import (
	"fmt"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

func (g *generator) state() stock.State {
	if g.wild() {
		return stock.State(g.IntN(stock.States))
	}
	return pick(g, stock.Available, stock.Available, stock.SafetyStock, stock.QualityControl, stock.Damaged)
}

func adjust(g *generator) core.Payload {
	c := &stock.Adjust{SKU: g.tracked(), Location: g.location(), Qty: g.qty(9), Reason: g.text()}
	if g.one(3) {
		c.Qty = -c.Qty
	}
	if g.one(3) {
		c.State = g.state()
	}
	if g.one(4) {
		c.Bin = pick(g, "A1", "B2")
	}
	if g.one(8) {
		c.Lot = "LOT1"
	}
	if g.wild() {
		c.SKU = g.sku()
	}
	return c
}

// merger is what would let an order leave in fewer packages: more of a SKU at a location.
type merger struct{ at, sku string }

// mergers lists what could be put together.
func (g *generator) mergers() (out []merger) {
	for _, o := range g.orders((*order.Order).IsSplit) {
		for i := range o.Fulfillments {
			if sku := onlyElsewhere(o, &o.Fulfillments[i]); sku != "" {
				out = append(out, merger{o.Fulfillments[i].Location, sku})
			}
		}
	}
	return out
}

// together puts enough of what a split order has at one place to another of its places,
// so that its packages can be merged.
func together(g *generator) core.Payload {
	m := pick(g, g.mergers()...)
	return &stock.Adjust{SKU: m.sku, Location: m.at, Qty: 20, Reason: g.text()}
}

// onlyElsewhere is the SKU of which an order has units in other packages than one that
// nobody has accepted, where it is the only one.
func onlyElsewhere(o *order.Order, f *order.Fulfillment) (sku string) {
	here := core.Quantity(0)
	for i := range o.Lines {
		l := &o.Lines[i]
		q := l.InFO(f.No, order.Allocated)
		switch here += q; {
		case l.Sum(order.Bucket.Here) == q:
		case sku != "" && sku != l.SKU || l.In(order.Allocated) != l.Sum(order.Bucket.Here):
			return ""
		default:
			sku = l.SKU
		}
	}
	if here == 0 {
		return ""
	}
	return sku
}

func shift(g *generator) core.Payload {
	c := &stock.Shift{SKU: g.tracked(), Location: g.location(), Qty: g.qty(5), From: g.state(), To: g.state(), Reason: g.text()}
	if g.one(3) {
		c.ToLocation = g.location()
	}
	if g.one(3) {
		c.Bin, c.ToBin = pick(g, "", "A1"), pick(g, "", "B2")
	}
	return c
}

func count(g *generator) core.Payload {
	c := &stock.Count{SKU: g.tracked(), Location: g.location(), Counted: g.qty(20) - 1}
	if b := g.w.Balance(stock.Key{SKU: c.SKU, Location: c.Location}); b != nil && !g.one(4) {
		c.Counted = max(b.OnHand+core.Quantity(g.IntN(5)-2), 0)
	}
	return c
}

func approveCount(g *generator) core.Payload {
	c := &stock.ApproveCount{SKU: g.tracked(), Location: g.location(), Reason: g.text()}
	g.w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		if b.Open > 0 && g.one(2) {
			c.SKU, c.Location = b.SKU, b.Location
		}
		return true
	})
	return c
}

func reserve(g *generator) core.Payload {
	c := &stock.Reserve{SKU: g.tracked(), Location: g.location(), Qty: g.qty(4), Holder: g.holder(), Reason: g.text()}
	if g.one(2) {
		c.Expires = g.later()
	}
	return c
}

// holder is for whom units are kept.
func (g *generator) holder() string {
	switch g.IntN(6) {
	case 0:
		return "person/" + lead
	case 1:
		id, _ := g.order(inBucket(order.Backordered))
		return stock.OrderHolder(id)
	case 2:
		return g.hostile()
	}
	return stock.ChannelHolder(g.channel())
}

func release(g *generator) core.Payload {
	c := &stock.Release{Reservation: fmt.Sprintf("RS-%d", 1+g.IntN(int(g.w.Shop().Reservations)+1))}
	if g.one(2) {
		c.Qty = g.qty(3)
	}
	return c
}

func transferReservation(g *generator) core.Payload {
	c := &stock.TransferReservation{Reservation: stock.ReservationID(1 + g.Uint64N(g.w.Shop().Reservations+1)), Holder: g.holder(), Reason: g.text()}
	if g.one(2) {
		c.Qty = g.qty(3)
	}
	return c
}

func sale(g *generator) core.Payload {
	c := &stock.Sale{SKU: g.sku(), Location: g.location(), Qty: g.qty(3), Receipt: fmt.Sprint(g.n)}
	if g.one(5) {
		c.Qty = -c.Qty
	}
	return c
}

func orderSupply(g *generator) core.Payload {
	d := supply.Document{ID: fmt.Sprintf("PO-%d", g.n), Supplier: "SUP", Location: g.location()}
	if g.one(3) {
		d.ID, d.Supplier, d.From = fmt.Sprintf("TR-%d", g.n), "", g.location()
	}
	for range 1 + g.IntN(3) {
		l := supply.Line{SKU: g.tracked(), Qty: g.qty(12), Expected: g.day()}
		if g.wild() {
			l.SKU, l.Received, l.Closed = g.sku(), 5, 7
		}
		d.Lines = append(d.Lines, l)
	}
	if g.wild() {
		d.ID = g.hostile()
	}
	return &supply.Order{Document: d}
}

// document is the id of a purchase or transfer order, and how many lines it has.
func (g *generator) document(transfer bool) (string, int) {
	var ids []string
	lines := map[string]int{}
	collect := func(id string, d *supply.Document) bool {
		ids = append(ids, id)
		lines[id] = len(d.Lines)
		return true
	}
	if !transfer {
		g.w.Purchases.Each(collect)
	}
	g.w.Transfers.Each(collect)
	if g.wild() || len(ids) == 0 {
		return pick(g, "PO-0", "TR-0", g.hostile()), 2
	}
	id := ids[g.IntN(len(ids))]
	return id, lines[id]
}

func (g *generator) got(lines int) []supply.Got {
	var out []supply.Got
	for range 1 + g.IntN(3) {
		x := supply.Got{Line: 1 + g.IntN(lines), Qty: g.qty(8)}
		if g.one(4) {
			x.Damaged = g.qty(2)
		}
		if g.one(5) {
			x.Bin = "A1"
		}
		if g.wild() {
			x.Line, x.Lot = g.IntN(9)-2, g.hostile()
		}
		out = append(out, x)
	}
	return out
}

func receive(g *generator) core.Payload {
	id, lines := g.document(false)
	return &supply.Receive{ID: id, Lines: g.got(lines)}
}

func dispatch(g *generator) core.Payload {
	id, lines := g.document(!g.opt.Bought || g.one(2))
	c := &supply.Dispatch{ID: id}
	if g.one(2) {
		c.Lines = g.got(lines)
	}
	if g.opt.Bought && len(c.Lines) > 0 && g.one(3) {
		c.Lines[0].Code = g.sku()
	}
	return c
}

func reschedule(g *generator) core.Payload {
	id, _ := g.document(false)
	return &supply.Reschedule{ID: id, Expected: g.day(), Reason: g.text()}
}

func closeSupply(g *generator) core.Payload {
	id, _ := g.document(false)
	return &supply.Close{ID: id, Reason: g.text()}
}

func (g *generator) exception() string {
	if g.wild() {
		return pick(g, "EX-0", "EX-99999", g.hostile())
	}
	return fmt.Sprintf("EX-%d", 1+g.Uint64N(g.w.Shop().Exceptions+1))
}

func changeException(g *generator) core.Payload {
	c := &exception.Change{Exception: g.exception()}
	switch g.IntN(4) {
	case 0:
		who := pick(g, "", lead, operator, nobody)
		c.Owner = &who
	case 1:
		c.Queue = pick(g, "dock", "orders")
	case 2:
		c.Snooze = g.later()
	case 3:
		c.Note = g.text()
	}
	return c
}

func resolveException(g *generator) core.Payload {
	return &exception.Resolve{Exception: g.exception(), Reason: g.text()}
}

func report(g *generator) core.Payload {
	id, _ := g.order(anyOrder)
	c := &exception.Report{Type: pick(g, exception.Manual, exception.Unmatched, exception.Unreadable), Subject: core.Ref{Noun: order.NounOrder, ID: id}, Detail: g.text()}
	if g.wild() {
		c.Type, c.Item, c.Subject.Noun, c.Detail = pick(g, exception.Short, exception.Negative, "what"), g.hostile(), core.Noun(g.hostile()), g.hostile()
	}
	return c
}
