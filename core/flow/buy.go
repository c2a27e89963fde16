package flow

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// Goods that no location keeps are bought for each order from a supplier who sends them to
// the customer (catalog.Bought). Such a location always has them; what is sourced there
// stands in a fulfillment order of its own and, once the supplier is asked to supply it
// (order.AskBuy), in a purchase order: one for each fulfillment order, with its number. It
// follows the units of that fulfillment order, whatever moved them, and closes when all of
// them were sent or will not be. The stock book sees a unit once, when it goes from the
// supplier to the customer.

// supplied states in an offer what a supplier has of a demand: all, where it sells it. What
// it costs beyond the standard cost counts as carriage does.
func supplied(o *order.Order, in *order.Inputs, offer *order.Offer, demand int, s *catalog.SKU) {
	if b := s.BoughtAt(offer.Location); b != nil {
		offer.Avail[demand] = demanded(o, in, s.ID)
		offer.Unit[demand] += s.Dearer(b, o.Currency)
	}
}

// boughtAt reports whether a SKU can be bought for an order at one of the locations.
func boughtAt(w *world.World, sku string, at func(location string) bool) bool {
	s := w.SKUs.Get(sku)
	return s != nil && slices.ContainsFunc(s.Bought, func(b catalog.Bought) bool {
		l := w.Locations.Get(b.Location)
		return l != nil && l.Buys && !l.Closed && at(l.ID)
	})
}

// stocked reports whether stock of a SKU is kept at a location, for orders to take.
func stocked(w *world.World, sku, location string) bool {
	l := w.Locations.Get(location)
	return tracked(w, sku) && (l == nil || !l.Buys)
}

// bought reports whether moves are of units that are bought for the order. All moves of a
// fact are of one fulfillment order.
func bought(o *order.Order, moves []order.UnitMove) bool {
	return len(moves) > 0 && o.FO(moves[0].FO) != nil && o.FO(moves[0].FO).Bought
}

// oversupply books units that a supplier sent beyond those that it was asked for.
func oversupply(tx *world.Tx, sku, location string, q core.Quantity) {
	if tracked(tx.W, sku) {
		tx.Emit(&stock.Moved{Reason: "overshipped", Moves: []stock.Move{{SKU: sku, Location: location, From: stock.Supplier, To: stock.Customer, Qty: q, Cause: stock.Document}}})
	}
}

// purchaseID is the id of the purchase order of a fulfillment order that is bought.
func purchaseID(o *order.Order, fo int) string { return foID(o, fo) }

// forOrders reports whether an id is one that the shop gives to purchase orders for orders.
func forOrders(id string) bool {
	n, fo, found := strings.Cut(strings.TrimPrefix(id, "SO-"), "/F")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return strings.HasPrefix(id, "SO-") && found && digits(n) && digits(fo)
}

// followPurchases brings the purchase orders of an order up to where its units are.
func followPurchases(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.Bought {
			followPurchase(tx, o, f)
		}
	}
}

func followPurchase(tx *world.Tx, o *order.Order, f *order.Fulfillment) {
	id := purchaseID(o, f.No)
	doc := tx.W.Purchases.Get(id)
	if doc == nil {
		if lines := follow(tx.W, o, f, nil); len(lines) > 0 && (o.Request(f.No) != nil || f.Picked != 0) {
			tx.Emit(&supply.Ordered{Document: supply.Document{ID: id, Supplier: f.Location, Location: f.Location, Currency: currencyOf(tx.W, o), Order: o.ID, FO: f.No, Lines: lines}})
		}
		return
	}
	if lines := follow(tx.W, o, f, doc.Lines); !slices.Equal(lines, doc.Lines) {
		tx.Emit(&supply.Supplied{ID: id, Lines: lines})
		if now := tx.W.Purchases.Get(id); now.Closed != 0 {
			clear(tx, core.Ref{Noun: supply.NounPurchase, ID: id}, exception.PurchaseLate, "")
		}
	}
}

// follow is what the lines of a purchase order are, where they were as given, for the units
// that its fulfillment order has now: those that left were received by the customer, those
// that it has no more will not come.
func follow(w *world.World, o *order.Order, f *order.Fulfillment, lines []supply.Line) []supply.Line {
	lines = slices.Clone(lines)
	for i := range o.Lines {
		l := &o.Lines[i]
		sent := l.InFO(f.No, order.Shipped) + l.InFO(f.No, order.Delivered) + l.InFO(f.No, order.Lost)
		all := sent + l.HereIn(f.No)
		k := slices.IndexFunc(lines, func(p supply.Line) bool { return p.For == l.No })
		if k < 0 && all == 0 {
			continue
		}
		if k < 0 {
			k = len(lines)
			lines = append(lines, supply.Line{SKU: l.SKU, For: l.No, Expected: f.Ship, Cost: costAt(w, l.SKU, f.Location)})
		}
		p := &lines[k]
		p.Qty = max(p.Qty, all)
		p.Received, p.Closed = sent, p.Qty-all
	}
	return lines
}

// supplierSent records what a supplier says that it sent for one of its purchase orders, by
// line or by code. What the purchase order does not name stands on the board; so much more
// of what it names is gone all the same.
func (d *Decider) supplierSent(tx *world.Tx, c *supply.Dispatch) error {
	ref := core.Ref{Noun: supply.NounPurchase, ID: c.ID}
	if len(c.Lines) > core.MaxLines || len(c.Carrier) > core.MaxIDBytes || len(c.Tracking) > core.MaxIDBytes {
		return refuse(core.CodeLimit, tx, "", "a dispatch has at most %d lines, and %d bytes of carrier and tracking", core.MaxLines, core.MaxIDBytes)
	}
	if slices.ContainsFunc(c.Lines, func(g supply.Got) bool { return len(g.Code) > core.MaxIDBytes }) {
		return refuse(core.CodeLimit, tx, c.ID, "a code has at most %d bytes", core.MaxIDBytes)
	}
	doc := tx.W.Purchases.Get(c.ID)
	if doc == nil || tx.W.Orders.Get(doc.Order) == nil {
		d.contradict(tx, ref, "", "a supplier sent goods for %s, which is not known", c.ID)
		return nil
	}
	ship := &order.Ship{Order: doc.Order, FO: doc.FO, Carrier: c.Carrier, Tracking: c.Tracking}
	for _, g := range c.Lines {
		at := lineSent(tx.W, doc, g)
		if at == 0 || g.Qty < 1 || g.Qty > core.MaxQuantity {
			what := g.Code
			if what == "" {
				what = fmt.Sprintf("line %d", g.Line)
			}
			d.contradict(tx, ref, what, "%s says that it sent %d of %s to the customer of %s, which %s does not name", doc.Supplier, g.Qty, what, doc.Order, doc.ID)
			continue
		}
		ship.Lines = addUnits(ship.Lines, doc.Lines[at-1].For, g.Qty)
	}
	if len(ship.Lines) > 0 || len(c.Lines) == 0 {
		o := tx.W.Orders.Get(doc.Order)
		d.left(tx, o, o.FO(doc.FO), ship, "")
	}
	return nil
}

// lineSent finds the line of a purchase order that a supplier means: by its number, else by
// a code of what it sent; 0: none.
func lineSent(w *world.World, doc *supply.Document, g supply.Got) int {
	if g.Code == "" && g.Line >= 1 && g.Line <= len(doc.Lines) {
		return g.Line
	}
	if s := w.SKU(g.Code); g.Code != "" && s != nil {
		return 1 + slices.IndexFunc(doc.Lines, func(l supply.Line) bool { return l.SKU == s.ID })
	}
	return 0
}

// costAt is what a unit of a SKU is bought for at a location now.
func costAt(w *world.World, sku, location string) core.Price {
	if s := w.SKUs.Get(sku); s != nil {
		if b := s.BoughtAt(location); b != nil {
			return b.Cost
		}
		return s.Cost
	}
	return 0
}

// goodsCost is what the units of a line cost that have not left: those that are bought what
// their purchase orders say, others the standard cost. It is not known where a cost is
// missing or is not in the order's currency.
func goodsCost(w *world.World, o *order.Order, l *order.Line) (sum core.Amount, known bool) {
	s, e := w.SKUs.Get(l.SKU), w.Entities.Get(o.Entity)
	if s == nil || e == nil || e.Currency != o.Currency {
		return 0, false
	}
	costs := map[core.Price]core.Quantity{}
	for i := range l.Portions {
		p := &l.Portions[i]
		if !p.Bucket.Here() {
			continue
		}
		unit := s.Cost
		if f := o.FO(p.FO); f.Bought {
			unit = unitBought(w, o, l, f)
		}
		if unit == 0 {
			return 0, false
		}
		costs[unit] += p.Qty
	}
	for unit, q := range costs {
		cost, err := e.Currency.Extend(unit, q)
		if err != nil {
			return 0, false
		}
		sum += cost
	}
	return sum, true
}

// unitBought is what a unit of a line is bought for in a fulfillment order.
func unitBought(w *world.World, o *order.Order, l *order.Line, f *order.Fulfillment) core.Price {
	if doc := w.Purchases.Get(purchaseID(o, f.No)); doc != nil {
		for i := range doc.Lines {
			if doc.Lines[i].For == l.No {
				return doc.Lines[i].Cost
			}
		}
	}
	return costAt(w, l.SKU, f.Location)
}

// currencyOf is the currency in which an order's goods are bought: that of its legal entity,
// else its own.
func currencyOf(w *world.World, o *order.Order) core.Currency {
	if e := w.Entities.Get(o.Entity); e != nil && e.Currency != "" {
		return e.Currency
	}
	return o.Currency
}

// notOurs refuses what a person would do to a purchase order that follows an order.
func notOurs(tx *world.Tx, doc *supply.Document) error {
	return refuse(core.CodeState, tx, doc.ID, "is bought for %s and follows it; %s", doc.Order, fmt.Sprintf("cancel or reject units of F%d there", doc.FO))
}
