package sim

import (
	"andon/core"
	"andon/core/outage"
	"andon/core/supply"
)

func startOutage(g *generator) core.Payload {
	c := &outage.Start{Reason: g.text(), What: outage.What{Kind: pick(g, outage.Close, outage.Close, outage.Slow, outage.Suspend, outage.Slip)}}
	switch c.What.Kind {
	case outage.Close, outage.Slow:
		c.What.Location = g.location()
		if c.What.Kind == outage.Slow {
			c.What.Capacity, c.What.Processing = g.IntN(4), pick(g, 0, 0, 1, 3)
		}
	case outage.Suspend:
		c.What.Carrier, c.What.Service = pick(g, "CAR", "CAR", ""), pick(g, "", "standard", "express")
	case outage.Slip:
		c.What.Supplier, c.What.Days = pick(g, "SUP", "", g.hostile()), g.IntN(9)
		g.w.Purchases.Each(func(_ string, d *supply.Document) bool { c.What.Supplier = d.Supplier; return g.one(2) })
	}
	if g.one(2) {
		c.Until = g.day()
	}
	if g.wild() {
		c.What.Kind, c.What.Days = outage.Kind(g.hostile()), -1
	}
	return c
}

func endOutage(g *generator) core.Payload {
	n := g.w.Shop().Outages
	if n > 1 && g.one(3) {
		n = 1 + g.Uint64N(n)
	}
	return &outage.End{Outage: outage.IDOf(n), Reason: g.text(), Keep: g.one(6)}
}
