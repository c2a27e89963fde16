package sim

import (
	"fmt"
	"slices"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/world"
)

// preorderCap is how many units of the SKU to come may be promised before its day.
const preorderCap = 6

func (g *generator) makeSKU(id string) catalog.SKU {
	s := catalog.SKU{ID: id, Name: "Goods " + id, WeightG: int64(g.IntN(3000)), Cost: 1_000_000}
	switch id {
	case "KIT1":
		s.Kit = []catalog.Component{{SKU: skuID(0), Qty: 1}, {SKU: skuID(1), Qty: 2}}
	case "KIT2":
		s.Kit = []catalog.Component{{SKU: skuID(0), Qty: 2}, {SKU: "GIFT", Qty: 1}}
	case "GIFT":
		s.Tracking = catalog.TrackNone
	case skuID(1):
		s.Season = pick(g, "", "AW28", "AW28")
	case "PRE":
		s.PreorderCap = preorderCap
		s.Lifecycle, s.Available = catalog.Preorder, core.DateIn(g.now, time.UTC)+core.Date(g.IntN(6))
	case "DRAFT":
		s.Lifecycle = catalog.Draft
	case "END":
		s.Lifecycle = catalog.Discontinued
	case skuID(0):
		s.Aliases, s.GTIN = []string{"s0-alias"}, "4000000000006"
		s.Packs = []catalog.Pack{{Unit: "case", Units: 6}}
	}
	for _, other := range []string{skuID(0), skuID(1), skuID(2)} { // some stand for each other
		known := other < s.ID // in the opening: it was put before
		if g.w != nil {
			known = s.ID != other && g.w.SKUs.Get(other) != nil
		}
		if known && (g.opt.Fences || g.one(2)) {
			s.Substitutes = append(s.Substitutes, other)
		}
	}
	return s
}

func (g *generator) makeLocation(id string) catalog.Location {
	l := catalog.Location{
		ID: id, Zone: pick(g, "uk", "eu"), TimeZone: pick(g, "", "Europe/London", "America/New_York", "Australia/Lord_Howe"),
		Priority: g.IntN(3), Handling: core.Amount(g.IntN(60)), Package: core.Amount(g.IntN(300)), CutOff: pick(g, 0, 14*60, 24*60, 90),
		Processing: pick(g, 0, 0, 0, 1, 2), CollectDays: pick(g, 0, 0, 1, 3),
	}
	l.Workdays, l.Holidays = g.calendar()
	if g.opt.Capacity {
		l.Capacity = g.IntN(6)
		l.Spill, l.SpillShare = g.IntN(3), pick(g, 0, 0, 500)
	}
	if g.opt.Floors {
		l.Floor = core.Quantity(g.IntN(4))
		l.Floors = []catalog.Floor{{SKU: skuID(1), Units: core.Quantity(g.IntN(6))}}
	}
	if g.opt.Outside && id != locationID(0) {
		l.Type, l.AnswerHours = pick(g, catalog.ThreePL, catalog.DropShip), g.IntN(30)
	}
	g.supplies(&l)
	return l
}

func (g *generator) calendar() (catalog.Workdays, []core.Date) {
	var off []core.Date
	for i := range g.IntN(3) {
		off = append(off, g.day()+core.Date(20*i)) // mostly not the same day twice
	}
	return pick[catalog.Workdays](g, 0, 0, 127, 2+16), off
}

func (g *generator) makeChannel(id string) catalog.Channel {
	c := catalog.Channel{
		ID: id, Currency: "GBP", PriceList: pick(g, "", "LIST"), Tolerance: core.Amount(g.IntN(50)), Incoming: g.one(2), Priority: g.IntN(3),
		Complete: g.one(5), ShipHours: pick(g, 0, 24, 72), ByChannel: g.one(12), NoAddress: g.one(6), MaxSplits: g.IntN(3),
	}
	if g.opt.Fences {
		c.Fences = g.fences(id)
	}
	return c
}

// fences are shares that leave room for those of two more channels.
func (g *generator) fences(channel string) (out []catalog.Fence) {
	if !g.one(4) {
		out = append(out, catalog.Fence{Share: 50 + g.IntN(284)})
	}
	if g.one(3) {
		out = append(out, catalog.Fence{Location: locationID(0), Share: g.IntN(334)})
	}
	if g.one(3) {
		out = append(out, catalog.Fence{SKU: skuID(0), Share: 100 + g.IntN(234)})
	}
	to := slices.DeleteFunc([]string{channelID(0), channelID(1), channelID(2)}, func(id string) bool { return id == channel })
	for i := range out {
		if g.one(2) {
			out[i].LendTo, out[i].LendKeep = to[g.IntN(2):], core.Quantity(g.IntN(3))
		}
	}
	return out
}

func (g *generator) makeCarrier() catalog.Carrier {
	rates := []catalog.Rate{{From: "uk", To: "uk", Package: 300, PerKg: 50, Days: 1, Working: g.one(2)}, {To: "eu", Package: 900, PerKg: 120, Days: 4}}
	if !g.one(3) {
		rates = append(rates, catalog.Rate{Package: 2000, PerKg: 300, Days: 9})
	}
	c := catalog.Carrier{ID: "CAR", Services: []catalog.Service{
		{ID: "standard", Rates: rates, Fallback: pick(g, nil, nil, []string{"express"})}, {ID: "express", Rates: []catalog.Rate{{Package: 1500, Days: 1}}, Suspended: g.one(6)},
	}}
	c.Workdays, c.Holidays = g.calendar()
	return c
}

// people are those who are there from the start, with their roles.
func people() []catalog.Person {
	return []catalog.Person{
		{ID: owner, Roles: []catalog.Role{catalog.Owner}}, {ID: admin, Roles: []catalog.Role{catalog.Admin}}, {ID: lead, Roles: []catalog.Role{catalog.Lead}},
		{ID: operator, Roles: []catalog.Role{catalog.Operator}}, {ID: finance, Roles: []catalog.Role{catalog.Finance}}, {ID: viewer, Roles: []catalog.Role{catalog.Viewer}},
		{ID: web, Roles: []catalog.Role{catalog.Connector}}, {ID: till, Roles: []catalog.Role{catalog.Connector}},
	}
}

// opening lists the commands that make the shop.
func (g *generator) opening() []core.Payload {
	wild := g.opt.Wild
	g.opt.Wild = 0 // the shop itself makes sense
	defer func() { g.opt.Wild = wild }()
	var out []core.Payload
	for _, p := range people() {
		out = append(out, &catalog.PutPerson{Person: p})
	}
	out = append(out, &world.PutShop{Name: "Shop", Settings: world.Settings{ExtraPackage: core.Amount(g.IntN(500)), Backorder: core.Amount(100 + g.IntN(3000)), Scarcity: core.Amount(g.IntN(100))}},
		&catalog.PutEntity{Entity: catalog.Entity{ID: "ENT", Currency: "GBP"}}, &catalog.PutCarrier{Carrier: g.makeCarrier()})
	list := catalog.PriceList{ID: "LIST", Currency: "GBP"}
	ids := []string{"GIFT", "PRE", "DRAFT", "END"}
	for i := range g.opt.SKUs {
		ids = append(ids, skuID(i))
	}
	for _, id := range append(ids, "KIT1", "KIT2") {
		out = append(out, &catalog.PutSKU{SKU: g.makeSKU(id)})
		list.Entries = append(list.Entries, catalog.PriceEntry{SKU: id, Price: 2_500_000})
	}
	out = append(out, &catalog.PutPriceList{PriceList: list})
	for i := range g.opt.Locations {
		out = append(out, &catalog.PutLocation{Location: g.makeLocation(locationID(i))})
	}
	if g.opt.Bought {
		s := g.makeSKU(skuID(0))
		g.boughtThere(&s)
		out = append(out, &catalog.PutSKU{SKU: s})
	}
	for i := range max(g.opt.Channels, 3) { // three, because fences lend to them
		if g.opt.Fences || i < g.opt.Channels {
			out = append(out, &catalog.PutChannel{Channel: catalog.Channel{ID: channelID(i), Currency: "GBP"}})
		}
	}
	for i := range g.opt.Channels {
		out = append(out, &catalog.PutChannel{Channel: g.makeChannel(channelID(i))})
	}
	for _, id := range []string{"C1", "C2"} {
		out = append(out, &catalog.PutCustomer{Customer: catalog.Customer{ID: id, Priority: g.IntN(2), Complete: g.one(5), Party: g.party()}})
	}
	if g.opt.Stream {
		out = append(out, &world.SetClock{Stream: web})
	}
	return out
}

func putShop(g *generator) core.Payload {
	c := &world.PutShop{Name: g.text(), Settings: world.Settings{ExtraPackage: core.Amount(g.IntN(900) - 50), Backorder: core.Amount(g.IntN(3000)), Scarcity: core.Amount(g.IntN(100)), RiskHours: g.IntN(40), CollectDays: g.IntN(5), Prefix: pick(g, "", "4012345", "9506000"),
		LeastSaving: core.Amount(g.IntN(3) * g.IntN(200)), KeepSplits: g.one(6)}}
	if g.wild() {
		c.Settings.Backorder, c.Settings.RiskHours = 1<<62, -1
	}
	return c
}

func setClock(g *generator) core.Payload {
	if g.opt.Stream && g.one(2) {
		return &world.SetClock{Stream: web}
	}
	return &world.SetClock{}
}

func putSKU(g *generator) core.Payload {
	s := g.makeSKU(g.sku())
	g.boughtThere(&s)
	if g.one(4) {
		s.Lifecycle = pick(g, catalog.Active, catalog.Blocked, catalog.Discontinued, catalog.Preorder)
	}
	if g.wild() {
		s.Kit = append(s.Kit, catalog.Component{SKU: g.sku(), Qty: g.qty(3)})
		s.Packs = append(s.Packs, catalog.Pack{Unit: g.hostile(), Units: g.qty(9)})
		s.Aliases = append(s.Aliases, g.hostile(), skuID(1))
	}
	return &catalog.PutSKU{SKU: s}
}

func putLocation(g *generator) core.Payload {
	l := g.makeLocation(g.location())
	if g.wild() {
		l.TimeZone, l.Handling, l.Workdays = pick(g, "Mars/Base", "UTC"), pick[core.Amount](g, -1, 1<<62), 0x80
	}
	return &catalog.PutLocation{Location: l}
}

func closeLocation(g *generator) core.Payload {
	return &catalog.CloseLocation{Location: g.location(), Closed: g.one(2), Reason: g.text()}
}

func putChannel(g *generator) core.Payload {
	ch := g.makeChannel(g.channel())
	if g.wild() {
		ch.Priority, ch.ShipHours, ch.Currency = pick(g, 1<<40, -1<<40), pick(g, 1<<40, -1), pick[core.Currency](g, "JPY", "??")
		ch.Fences = append(ch.Fences, catalog.Fence{SKU: g.sku(), Location: g.location(), Share: g.IntN(1100) - 50})
	}
	return &catalog.PutChannel{Channel: ch}
}

func putPriceList(g *generator) core.Payload {
	l := catalog.PriceList{ID: "LIST", Currency: "GBP", Tolerance: core.Price(g.IntN(2_000_000))}
	for i := range g.opt.SKUs {
		l.Entries = append(l.Entries, catalog.PriceEntry{SKU: skuID(i), Price: core.Price(2_500_000 + g.IntN(2)*100_000), From: core.Quantity(g.IntN(3))})
	}
	if g.wild() {
		l.Entries = append(l.Entries, catalog.PriceEntry{SKU: g.hostile(), Price: -5})
	}
	return &catalog.PutPriceList{PriceList: l}
}

func putCarrier(g *generator) core.Payload {
	c := g.makeCarrier()
	if g.wild() {
		c.Services[0].Rates[0].PerKg = 1 << 62
	}
	return &catalog.PutCarrier{Carrier: c}
}

func putCustomer(g *generator) core.Payload {
	return &catalog.PutCustomer{Customer: catalog.Customer{ID: g.customer(), Priority: g.IntN(3), Complete: g.one(4), PriceList: pick(g, "", "LIST", "NONE"), Party: g.party(),
		Class: pick(g, "", "trade"), CreditLimit: core.Amount(g.IntN(5_000))}}
}

func putEntity(g *generator) core.Payload {
	return &catalog.PutEntity{Entity: catalog.Entity{ID: pick(g, "ENT", g.hostile()), Name: g.text(), Currency: pick[core.Currency](g, "GBP", "gbp")}}
}

// putPerson changes temporary people, and now and then tries to take the last owner away.
func putPerson(g *generator) core.Payload {
	p := catalog.Person{ID: fmt.Sprintf("temp%d", g.IntN(3)), Roles: []catalog.Role{pick(g, catalog.Viewer, catalog.Operator, catalog.Owner, "king")}, Retired: g.one(3)}
	if g.wild() {
		p.ID, p.Roles = owner, []catalog.Role{catalog.Viewer}
	}
	return &catalog.PutPerson{Person: p}
}

func erase(g *generator) core.Payload {
	c := &catalog.Erase{Customer: g.customer(), Reason: g.text()}
	if c.Customer == "" {
		c.Order, _ = g.order(anyOrder)
	}
	return c
}

func startJob(g *generator) core.Payload {
	c := &job.Start{Op: pick(g, job.Ops()...), Reason: g.text()}
	for range 1 + g.IntN(6) {
		id, _, fo := g.fo(order.Allocated, order.Released)
		if c.Op == job.Accept || c.Op == job.Reroute {
			id = fmt.Sprintf("%s/F%d", id, fo)
		}
		c.Targets = append(c.Targets, id)
	}
	if g.one(10) {
		for i := range 2_500 { // more than fits between two commands, so that it can be stopped
			c.Targets = append(c.Targets, order.IDOf(1_000_000+uint64(i)))
		}
	}
	if g.wild() {
		c.Op, c.Targets = job.Op(g.hostile()), append(c.Targets, g.hostile())
	}
	return c
}

// jobID is the newest job, which may still run, or any.
func jobID(g *generator) string {
	n := g.w.Shop().Jobs
	if n > 0 && g.one(2) {
		return job.IDOf(n)
	}
	return job.IDOf(1 + g.Uint64N(n+1))
}

func stopJob(g *generator) core.Payload { return &job.Stop{Job: jobID(g), Reason: g.text()} }
func undoJob(g *generator) core.Payload { return &job.Undo{Job: jobID(g), Reason: g.text()} }
