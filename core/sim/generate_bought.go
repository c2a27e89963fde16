package sim

import (
	"andon/core"
	"andon/core/catalog"
)

// supplier is the location that buys for each order, where there is one.
func (g *generator) supplier() string { return locationID(g.opt.Locations - 1) }

// supplies makes a location the supplier's, as a rule.
func (g *generator) supplies(l *catalog.Location) {
	if g.opt.Bought && l.ID == g.supplier() && (g.w == nil || !g.one(8)) {
		l.Type, l.Buys, l.AnswerHours = catalog.DropShip, true, g.IntN(30)
	}
}

// boughtThere lets the supplier sell a SKU.
func (g *generator) boughtThere(s *catalog.SKU) {
	if g.opt.Bought && !g.one(3) {
		s.Bought = []catalog.Bought{{Location: g.supplier(), Cost: core.Price(g.IntN(3_000_000))}}
	}
}
