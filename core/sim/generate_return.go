package sim

import (
	"andon/core"
	"andon/core/order"
)

func takeBack(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Shipped, order.Delivered))
	c := &order.Return{Order: id, Location: g.location(), Lines: g.lines(o, 0, order.Bucket.Gone), Damaged: g.one(4), Inspect: g.one(3), Reason: g.text()}
	if g.one(8) {
		c.Other = []order.Goods{{SKU: g.sku(), Qty: g.qty(3)}}
	}
	if g.one(4) {
		_, _, c.Return = g.theReturn(func(r *order.RMA) bool { return true })
	}
	return c
}

func requestReturn(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Shipped, order.Delivered))
	c := &order.RequestReturn{Order: id, Lines: g.lines(o, 0, order.Bucket.Gone), Reason: g.text(), Wish: pick(g, "", order.WishRefund, order.WishExchange)}
	if g.one(3) {
		c.Location = g.location()
	}
	if c.Wish == order.WishExchange && g.one(2) {
		c.Goods = []order.NewLine{g.newLine()}
	}
	return c
}

// theReturn is a return that satisfies the test, where there is one.
func (g *generator) theReturn(test func(*order.RMA) bool) (string, *order.RMA, int) {
	var fits []int
	id, o := g.order(func(o *order.Order) bool {
		for i := range o.Returns() {
			if test(o.RMA(i + 1)) {
				return true
			}
		}
		return false
	})
	if o != nil {
		for i := range o.Returns() {
			if test(o.RMA(i + 1)) {
				fits = append(fits, i+1)
			}
		}
	}
	if len(fits) == 0 || g.wild() {
		return id, nil, pick(g, 0, 1, 2, -1, 99)
	}
	no := fits[g.IntN(len(fits))]
	return id, o.RMA(no), no
}

func decideReturn(g *generator) core.Payload {
	id, _, no := g.theReturn((*order.RMA).Undecided)
	return &order.DecideReturn{Order: id, Return: no, Refuse: g.one(3), Reason: g.text()}
}

func inspect(g *generator) core.Payload {
	id, r, no := g.theReturn(func(r *order.RMA) bool { return r.Waits() > 0 })
	c := &order.Inspect{Order: id, Return: no, To: order.Disposition(g.IntN(4)), Reason: g.text()}
	if r == nil || g.one(3) {
		return c
	}
	for i := range r.Came {
		a := &r.Came[i]
		n := order.Inspected{Line: a.Line, Qty: g.qty(int(a.Waits())), To: order.Disposition(g.IntN(4)), Location: a.Location}
		if g.one(4) {
			n.Location = ""
		}
		c.Lines = append(c.Lines, n)
	}
	return c
}

func closeReturn(g *generator) core.Payload {
	id, _, no := g.theReturn((*order.RMA).Awaited)
	return &order.CloseReturn{Order: id, Return: no, Reason: g.text()}
}

func deduct(g *generator) core.Payload {
	id, _, no := g.theReturn((*order.RMA).Open)
	return &order.Deduct{Order: id, Return: no, Amount: core.Amount(g.IntN(300)), Reason: g.text()}
}

func paid(o *order.Order) bool { return o.Payment.Captured > 0 }

func giveRefund(g *generator) core.Payload {
	id, _ := g.order(paid)
	return &order.GiveRefund{Order: id, Amount: core.Amount(g.IntN(500)), Reason: g.text()}
}

func settleLost(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Lost))
	c := &order.SettleLost{Order: id, Again: g.one(2), Reason: g.text()}
	if g.one(2) {
		c.Lines = g.lines(o, 0, func(b order.Bucket) bool { return b == order.Lost })
	}
	return c
}
