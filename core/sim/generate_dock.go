package sim

import (
	"time"

	"andon/core"
	"andon/core/order"
	"andon/core/wave"
)

// reject gives back a fulfillment order, or a part of it, mostly for a reason of the shop.
func reject(g *generator) core.Payload {
	id, o, fo := g.fo(order.Allocated, order.Released)
	c := &order.Reject{Order: id, FO: fo, Reason: pick(g, order.Rejections()...).Code}
	if o != nil && len(o.Lines) > 0 && g.one(3) {
		c.Lines = []order.LineQty{{Line: 1 + g.IntN(len(o.Lines)), Qty: g.qty(3)}}
	}
	if g.one(6) {
		c.Reason, c.Text = g.text(), g.text()
	}
	return c
}

// releaseWave asks for a wave at some location, mostly a small one.
func releaseWave(g *generator) core.Payload {
	c := &wave.Release{Choice: wave.Choice{Location: g.location()}}
	if g.one(2) {
		c.Limit = 1 + g.IntN(6)
	}
	if g.one(4) {
		c.Units = g.qty(20)
	}
	if g.one(4) {
		c.Service = pick(g, "express", "none")
	}
	if g.one(4) {
		c.Until = core.DateIn(g.now, time.UTC) + core.Date(g.IntN(3))
	}
	if g.one(4) {
		n := g.IntN(4)
		c.Priority = &n
	}
	if g.wild() {
		c.Location, c.Limit = g.hostile(), pick(g, -1, 20_000)
	}
	return c
}
