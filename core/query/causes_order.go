package query

import (
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
)

func (c *cause) explainOrder() {
	if c.hold != nil {
		c.say("hold %d blocks %s since %s", c.hold.No, c.hold.Blocks, c.hold.At)
		if c.hold.Rule != "" {
			c.say("%s placed it%s", byRule(c.hold.Policy, c.hold.Rule), c.r.noteOf(c.hold))
		}
	}
	switch c.x.Type {
	case exception.UnknownSKU:
		c.unknownSKU()
	case exception.BadQuantity:
		c.badQuantity()
	case exception.MissingAddress:
		c.missingAddress()
	case exception.PersonErased:
		c.personErased()
	case exception.PriceMismatch:
		c.priceMismatch()
	case exception.TotalMismatch:
		c.totalMismatch()
	case exception.Duplicate:
		c.duplicate()
	case exception.Blocked:
		c.blockedSKU()
	case exception.NoRoute:
		c.noRoute()
	case exception.Short, exception.PickShort, exception.Rejected:
		c.short()
	case exception.PreorderFull:
		c.waits()
		c.otherOrder()
	case exception.Late:
		c.say("it should have left by %s", c.shipBy())
		c.late()
	case exception.Jeopardy:
		c.jeopardy()
	case exception.Lost, exception.ReturnAsked, exception.ReturnWaits, exception.RefundOver:
		c.menu.returns(c.o)
	case exception.AnswerOverdue, exception.CancelRefused, exception.AmendRefused, exception.ShippedCancelled:
		c.ask()
	default:
		c.otherOrder()
	}
}

// lines are what the exception is about: its line, or all lines of the order.
func (c *cause) lines() []*order.Line {
	if c.line != nil {
		return []*order.Line{c.line}
	}
	var out []*order.Line
	for i := range c.o.Lines {
		out = append(out, &c.o.Lines[i])
	}
	return out
}

func (c *cause) unknownSKU() {
	if c.line == nil {
		return
	}
	c.say("the channel wrote %s%s", c.line.SKU, because("", c.line.Text))
	for _, id := range c.r.similar(c.line.SKU) {
		c.say("the catalog has %s%s", id, because("", c.r.skuName(id)))
		c.menu.amendSKU(c.o, c.line, id)
	}
	c.menu.amendSKU(c.o, c.line, "")
	c.menu.cancelUnits(c.o, c.line, stoppable, "unknown_sku")
}

// similar finds SKUs that stand beside a code in the catalog and begin like it.
func (r *request) similar(code string) []string {
	start := code[:max(len(code)-1, 0)]
	if len(start) < 3 {
		return nil
	}
	var out []string
	r.w.SKUs.From(start, func(id string, s *catalog.SKU) bool {
		if !strings.HasPrefix(id, start) || len(out) == 3 {
			return false
		}
		if len(s.Kit) == 0 && s.Lifecycle != catalog.Blocked {
			out = append(out, id)
		}
		return true
	})
	return out
}

func (c *cause) badQuantity() {
	if c.line == nil {
		return
	}
	if c.line.Unit != "" {
		c.say("line %d was ordered as %d %s", c.line.No, c.line.UnitQty, c.line.Unit)
	}
	c.menu.amendQty(c.o, c.line)
	c.menu.cancelUnits(c.o, c.line, stoppable, "bad_quantity")
	c.menu.cancelOrder(c.o, "bad_quantity")
}

func (c *cause) missingAddress() {
	p := &c.o.ShipTo
	c.say("known are country %s, zone %s and post code %s", orElse(p.Country, "(none)"), orElse(p.Zone, "(none)"), orElse(p.Prefix, "(none)"))
	if q := c.o.Sum(order.Bucket.Here); q > 0 {
		c.say("%s wait at their locations for it", units(q))
	}
	c.menu.amendAddress(c.o)              // first: a parcel to half an address comes back
	if c.hold != nil && p.Country != "" { // without a country no location can be chosen
		c.menu.releaseHold(c.o, c.hold, "address_accepted")
	}
	c.menu.cancelOrder(c.o, "no_address")
}

func (c *cause) personErased() {
	if q := c.o.Sum(order.Bucket.Here); q > 0 {
		c.say("%s wait at their locations", units(q))
	}
	c.menu.cancelOrder(c.o, "person_erased")
	c.menu.amendAddress(c.o)
}

func (c *cause) priceMismatch() {
	list := c.r.priceListOf(c.o)
	for _, l := range c.lines() {
		if list == nil || l.KitOf != 0 || l.Unknown {
			continue
		}
		asked := l.Qty
		if l.UnitQty != 0 {
			asked = l.UnitQty
		}
		want, ok := list.Price(l.SKU, asked, core.DateIn(c.o.Placed, time.UTC))
		diff, err := c.o.Currency.Extend(l.Price-want, asked)
		if ok && err == nil && want != l.Price {
			c.say("line %d: %d × %s at %s, the list %s says %s: %s %s in all", l.No, asked, l.SKU, l.Price, list.ID, want, c.o.Currency.Format(diff), c.o.Currency)
		}
	}
	if c.hold != nil {
		c.menu.releaseHold(c.o, c.hold, "price_accepted")
		c.menu.rejectHold(c.o, c.hold, "refuse the price and cancel what the hold blocks", "price_refused")
	}
	c.menu.cancelOrder(c.o, "price_refused")
}

// priceListOf is the list that an order's prices are checked against, or nil.
func (r *request) priceListOf(o *order.Order) *catalog.PriceList {
	id := ""
	if ch := r.w.Channels.Get(o.Channel); ch != nil {
		id = ch.PriceList
	}
	if cu := r.w.Customers.Get(o.Customer); cu != nil && cu.PriceList != "" {
		id = cu.PriceList
	}
	return r.w.PriceLists.Get(id)
}

func (c *cause) totalMismatch() {
	o := c.o
	goods, all := o.Goods(), o.Computed()
	var charges core.Amount
	for i := range o.Charges {
		charges += o.Charges[i].Amount
	}
	f := o.Currency.Format
	c.say("goods %s, tax %s, charges %s: %s %s; stated %s, a difference of %s", f(goods), f(all-goods-charges), f(charges), f(all), o.Currency, f(o.Total), f(o.Total-all))
	if c.hold != nil {
		c.menu.releaseHold(o, c.hold, "total_accepted")
	}
	c.menu.cancelOrder(o, "total_refused")
}

func (c *cause) duplicate() {
	n := 0
	if c.o.Customer != "" {
		c.r.w.OrdersOf(c.o.Customer, func(other *order.Order) bool {
			if other.N < c.o.N {
				c.say("%s (%s) was placed %s: %s, %s", other.ID, other.External, other.Placed, plural(len(other.Lines), "line"), other.Status())
				n++
			}
			return n < 3
		})
	}
	if c.hold != nil {
		c.menu.rejectHold(c.o, c.hold, "it is a repeat: cancel it", "duplicate")
		c.menu.releaseHold(c.o, c.hold, "not_a_duplicate")
		return
	}
	c.menu.cancelOrder(c.o, "duplicate")
}

func (c *cause) blockedSKU() {
	if c.line != nil {
		if s := c.r.w.SKUs.Get(c.line.SKU); s != nil {
			c.say("%s is %s", s.ID, orElse(string(s.Lifecycle), "active again"))
		}
		c.menu.cancelUnits(c.o, c.line, stoppable, "blocked_sku")
		c.menu.amendSKU(c.o, c.line, "")
	}
	if c.hold != nil {
		c.menu.releaseHold(c.o, c.hold, "unblocked")
	}
}

func (c *cause) noRoute() {
	_, service := c.r.w.Service(c.o.Service)
	switch {
	case service == nil:
		c.say("no carrier has a service %s", c.o.Service)
	case service.Suspended:
		c.say("service %s is suspended", service.ID)
	default:
		c.r.w.Locations.Each(func(id string, l *catalog.Location) bool {
			if _, ok := service.Rate(l.Zone, c.o.ShipTo.Zone); !ok {
				c.say("%s: service %s has no rate from zone %s to zone %s", id, service.ID, l.Zone, c.o.ShipTo.Zone)
			}
			return len(c.why) < 10
		})
	}
	if c.hold != nil {
		c.menu.releaseHold(c.o, c.hold, "route_known")
	}
	c.menu.sourceAgain(c.o)
	c.menu.amendAddress(c.o)
	c.menu.cancelOrder(c.o, "no_route")
}

// short explains lines that wait: because none covers them, or because a location
// had less than the book, or refused.
func (c *cause) short() {
	c.menu.sourceAgain(c.o)
	c.waits()
}

// waits explains the lines that wait, and offers to cancel what does.
func (c *cause) waits() {
	for _, l := range c.lines() {
		if l.Sum(order.Bucket.Waiting) > 0 && len(c.why) < 20 {
			c.why = append(c.why, c.r.waiting(c.o, l).sentences()...)
			c.menu.cancelUnits(c.o, l, order.Bucket.Waiting, "no_stock")
		}
	}
}

// late offers first what lets the order go on: its holds, then stock for what waits, then
// the next step of each fulfillment order. What is not possible now stands behind.
func (c *cause) late() {
	for i := range c.o.Holds {
		if h := &c.o.Holds[i]; h.Done == "" {
			c.say("%s", because(describeHold(h), h.Reason))
			c.menu.releaseHold(c.o, h, "released")
		}
	}
	if c.o.Sum(order.Bucket.Waiting) > 0 {
		c.menu.sourceAgain(c.o)
	}
	for i := range c.o.Fulfillments {
		f := &c.o.Fulfillments[i]
		if !c.o.HereInFO(f.No) {
			continue
		}
		c.say("F%d at %s is %s: %d allocated, %d released, %d picked, %d packed; planned to leave %s", f.No, f.Location, c.o.FOStatus(f.No),
			c.o.InFO(f.No, order.Allocated), c.o.InFO(f.No, order.Released), c.o.InFO(f.No, order.Picked), c.o.InFO(f.No, order.Packed), on(f.Ship))
		c.menu.nextStep(c.o, f)
	}
	c.menu.promote()
	c.waits()
	c.menu.cancelOrder(c.o, "late")
}

// jeopardy tells what was promised and what is now, and offers what helps a late order:
// it is not late yet.
func (c *cause) jeopardy() {
	for _, l := range c.lines() {
		if _, day := l.Promised(); l.First != 0 && l.Sum(stoppable) > 0 && len(c.why) < 20 {
			c.say("line %d was promised for %s first, and is for %s now", l.No, on(l.First), on(day))
		}
	}
	for i := range c.o.Fulfillments {
		f := &c.o.Fulfillments[i]
		if pace := c.r.w.PaceOf(f.Location, f.Ship); f.AtRisk != 0 && pace > 0 {
			c.say("work for %s is picked at %s within %d minutes of coming, as days before went; F%d came at %s", on(f.Ship), f.Location, pace/time.Minute, f.No, f.Opened)
		}
	}
	if by := c.shipBy(); by != 0 {
		c.say("it has to leave by %s", by)
	}
	c.late()
	c.menu.add("told", "the customer knows: the dates as they are now are the promise", "", onException(c.x), &exception.Resolve{Exception: c.x.ID, Reason: "customer told"})
}

// shipBy is the earliest time by which a unit that is still here should have left.
func (c *cause) shipBy() core.Instant {
	var first core.Instant
	for i := range c.o.Lines {
		if l := &c.o.Lines[i]; l.ShipBy != 0 && l.Sum(stoppable) > 0 && (first == 0 || l.ShipBy < first) {
			first = l.ShipBy
		}
	}
	return first
}

// otherOrder is for exceptions on an order that only a person can judge.
func (c *cause) otherOrder() {
	c.say("%s is %s: %d units wait, %d are at locations, %d have left", c.o.ID, c.o.Status(),
		c.o.Sum(order.Bucket.Waiting), c.o.Sum(order.Bucket.Here), c.o.Sum(order.Bucket.Gone))
	if c.hold != nil {
		c.menu.releaseHold(c.o, c.hold, "released")
		c.menu.rejectHold(c.o, c.hold, "cancel what the hold blocks", "rejected")
	}
	if c.x.Type.ByPerson() {
		c.menu.add("accept", "accept it as it is and close", "", onException(c.x), &exception.Resolve{Exception: c.x.ID, Reason: "accepted"})
	}
	if c.o.Sum(stoppable) > 0 {
		c.menu.cancelOrder(c.o, string(c.x.Type))
	}
}
