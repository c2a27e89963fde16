package sim

import (
	"fmt"

	"andon/core"
	"andon/core/order"
)

// packages are as a scanner or a 3PL names them, and sometimes as nobody could.
func (g *generator) packages(o *order.Order, fo int) (out []order.Package) {
	if !g.one(3) {
		return nil
	}
	for range 1 + g.IntN(3) {
		p := order.Package{WeightG: int64(g.IntN(9000)), In: g.IntN(4) / 3 * g.IntN(4), No: g.IntN(4) / 3 * g.IntN(5)}
		if g.one(4) {
			p.SSCC = pick(g, "106141412345678908", "006141410000000012", "106141412345678909")
		}
		if g.one(2) {
			p.Contents = g.lines(o, fo, order.Bucket.Here)
		}
		if g.wild() {
			p.SSCC, p.WeightG, p.In, p.No = g.hostile(), -5, pick(g, -1, 9, 1), pick(g, -3, 77)
		}
		out = append(out, p)
	}
	return out
}

func scan(g *generator) core.Payload {
	id, o, fo := g.fo(order.Picked)
	c := &order.Scan{Order: id, FO: fo, Packages: g.packages(o, fo)}
	for i := range c.Packages {
		if !g.wild() {
			c.Packages[i].Contents = nil
		}
	}
	for _, q := range g.lines(o, fo, func(b order.Bucket) bool { return b == order.Picked }) {
		code := g.sku()
		if o != nil && o.Line(q.Line) != nil && !g.one(8) {
			code = o.Line(q.Line).SKU
		}
		c.Scanned = append(c.Scanned, order.Scanned{Code: code, Qty: q.Qty, Package: g.IntN(len(c.Packages) + 1)})
	}
	return c
}

func collect(g *generator) core.Payload {
	id, o, fo := g.fo(order.Packed, order.Packed, order.Picked)
	c := &order.Collect{Order: id, FO: fo}
	if g.one(3) {
		c.Lines = g.lines(o, fo, order.Bucket.Here)
	}
	return c
}

func cancelShipment(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Shipped))
	c := &order.CancelShipment{Order: id, Shipment: g.IntN(3), Reason: g.text()}
	if o != nil && len(o.Shipments) > 0 {
		c.Shipment = 1 + g.IntN(len(o.Shipments))
	}
	return c
}

func consign(g *generator) core.Payload {
	c := &order.ShipConsignment{Carrier: "CAR", Tracking: fmt.Sprintf("C%d", g.n)}
	for range 1 + g.IntN(4) {
		id, o, fo := g.fo(order.Packed, order.Packed, order.Picked)
		p := order.Leaving{Order: id, FO: fo, Packages: g.packages(o, fo)}
		if g.one(4) {
			p.Lines = g.lines(o, fo, order.Bucket.Here)
		}
		c.Parts = append(c.Parts, p)
	}
	if g.wild() {
		c.Parts, c.Manifest = c.Parts[:g.IntN(2)], g.hostile()
	}
	return c
}

func cancelConsignment(g *generator) core.Payload {
	return &order.CancelConsignment{Consignment: fmt.Sprintf("CN-%d", 1+g.IntN(g.w.Consignments.Len()+1)), Reason: g.text()}
}

func deliverConsignment(g *generator) core.Payload {
	c := &order.DeliverConsignment{Consignment: fmt.Sprintf("CN-%d", 1+g.IntN(g.w.Consignments.Len()+1)), Lost: g.one(6)}
	if g.wild() {
		c.Consignment = g.hostile()
	}
	return c
}
