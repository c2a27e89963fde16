package replay

import (
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
	"andon/fixtures"
)

// Actor is the person in whose name the stream is imported; it has the role connector
// and drives the clock of a shop made from a template.
const Actor = Format

// Channel is the channel of the stream's orders.
const Channel = "wholesale"

// Entity is the legal entity of the template.
const entityID = "onlineretail-gb"

// YearOpens is when the shop of [Template] opens: two days before the year's first order.
// The engine that applies a template must be opened with a clock that stands at this
// instant, because a shop's clock never goes back; from its last command on the
// stream drives the clock. To hand it back to wall time, give {"kind":"shop.clock","body":{"stream":""}}.
func YearOpens() core.Instant { return opening(firstWeek()) }

// DemoOpens is the same for [DemoTemplate].
func DemoOpens() core.Instant { return opening(demoWeek()) }

// demoWeek is the Monday on which the demo's slice begins.
func demoWeek() core.Date { return dateOf(2011, time.October, 31) }

// opening is the evening before the week: the stock is in, nobody has ordered yet.
func opening(week core.Date) core.Instant { return (week - 1).Start().Add(20 * time.Hour) }

// Template returns the commands that make the shop "online-retail": four locations in
// the United Kingdom, the goods of the recorded year, an opening stock and a year of
// purchase orders. They are for an admin to give to an empty shop, in order; giving
// them again changes nothing. See [YearOpens] for the clock.
func Template() ([]core.Command, error) { return templateFrom(firstWeek(), "clock") }

// DemoTemplate is [Template] for a shop that opens where the demo's slice begins. It
// marks the shop as the demo's own.
func DemoTemplate() ([]core.Command, error) { return templateFrom(demoWeek(), demoMark) }

// demoMark names the last command of a demo's shop, so that its key tells that shop from any other.
const demoMark = "demo"

func templateKey(name string) string { return "template:" + name }

// templateFrom makes a shop that opens in a week; last names its last command.
func templateFrom(week core.Date, last string) ([]core.Command, error) {
	goods, err := readGoods(strings.NewReader(fixtures.OnlineRetailGoods()))
	if err != nil {
		return nil, err
	}
	t := template{at: opening(week)}
	t.put("shop", &world.PutShop{Name: "Online Retail", Settings: settings()})
	t.put("entity", &catalog.PutEntity{Entity: catalog.Entity{ID: entityID, Name: "Online Retail", Country: "GB", Currency: Currency}})
	t.put("person", &catalog.PutPerson{Person: catalog.Person{ID: Actor, Roles: []catalog.Role{catalog.Connector}}})
	for _, s := range sites() {
		t.put("location:"+s.ID, &catalog.PutLocation{Location: s.Location})
	}
	t.put("carrier", &catalog.PutCarrier{Carrier: carrier()})
	t.put("channel", &catalog.PutChannel{Channel: channel()})
	for i := range goods {
		t.put("sku:"+goods[i].sku, &catalog.PutSKU{SKU: goods[i].catalog()})
	}
	t.stock(goods, week)
	t.put(last, &world.SetClock{Stream: Actor})
	return t.commands, nil
}

// template collects commands.
type template struct {
	at       core.Instant
	commands []core.Command
}

func (t *template) put(name string, body core.Payload) {
	t.commands = append(t.commands, core.Command{Key: templateKey(name), Occurred: t.at, Body: body})
}

func (t *template) stock(goods []item, week core.Date) {
	plan := planStock(goods, week)
	for i := range plan.opening {
		a := &plan.opening[i]
		t.put("stock:"+stock.Key{SKU: a.SKU, Location: a.Location}.ID(), a)
	}
	for i := range plan.purchases {
		t.put("purchase:"+plan.purchases[i].ID, &supply.Order{Document: plan.purchases[i]})
	}
}

// settings are the prices of sourcing, in pence. A unit that waits costs more than any
// package, so what some location has is shipped; a second package costs enough that one
// location ships an order whenever it can; and taking the last units of a location costs a
// little, so that stock runs down evenly.
func settings() world.Settings {
	return world.Settings{ExtraPackage: 450, Backorder: 5_000, Scarcity: 300}
}

func channel() catalog.Channel {
	return catalog.Channel{ID: Channel, Name: "Wholesale", Entity: entityID, Currency: Currency,
		Service: "standard", Incoming: true, ShipHours: 120}
}

// site is a location and the share of the stock of popular, common and slow goods that
// it is given, in percent; what is left over goes to the first site.
type site struct {
	catalog.Location
	popular, common, slow int
}

// sites are the four locations: one with everything, one with what sells well, one at a
// port from which parcels abroad are cheap, and a small one in the north.
func sites() []site {
	const minutes = 60
	weekdays, six := uint8(0b0111110), uint8(0b1111110)
	at := func(id, name, zone string, workdays uint8, cutOff, capacity, priority int, handling, box core.Amount) catalog.Location {
		return catalog.Location{ID: id, Name: name, Type: catalog.Warehouse, Country: "GB", Zone: zone, TimeZone: Zone, Workdays: workdays,
			Holidays: holidays(), CutOff: cutOff * minutes, Capacity: capacity, Priority: priority, Handling: handling, Package: box}
	}
	return []site{
		{Location: at("DAVENTRY", "Daventry distribution centre", "midlands", six, 16, 0, 1, 3, 150)},
		{Location: at("LEEDS", "Leeds", "north", weekdays, 15, 60, 2, 3, 120), popular: 10, common: 5},
		{Location: at("TILBURY", "Tilbury docks", "south", weekdays, 14, 0, 3, 3, 140), popular: 6, common: 5, slow: 2},
		{Location: at("GLASGOW", "Glasgow", "scotland", weekdays, 13, 25, 4, 4, 110), popular: 3},
	}
}

// holidays are the bank holidays of the recorded year, and the days before new year on which the dock was shut.
func holidays() []core.Date {
	return []core.Date{
		dateOf(2010, time.December, 25), dateOf(2010, time.December, 27), dateOf(2010, time.December, 28),
		dateOf(2011, time.January, 1), dateOf(2011, time.January, 3), dateOf(2011, time.April, 22), dateOf(2011, time.April, 25),
		dateOf(2011, time.April, 29), dateOf(2011, time.May, 2), dateOf(2011, time.May, 30), dateOf(2011, time.August, 29),
		dateOf(2011, time.December, 26), dateOf(2011, time.December, 27),
	}
}

// carrier has rates for the zones of [Head.Party], cheaper where the origin lies near.
func carrier() catalog.Carrier {
	rate := func(from, to string, parcel, kilogram core.Amount, days int) catalog.Rate {
		return catalog.Rate{From: from, To: to, Package: parcel, PerKg: kilogram, Days: days}
	}
	return catalog.Carrier{ID: "parcels", Name: "Parcel carrier", Services: []catalog.Service{
		{ID: "standard", Name: "Standard", Rates: []catalog.Rate{
			rate("midlands", ZoneUK, 350, 6, 1), rate("north", ZoneUK, 330, 6, 1), rate("south", ZoneUK, 380, 7, 1), rate("scotland", ZoneUK, 360, 7, 2),
			rate("scotland", ZoneIreland, 550, 25, 2), rate("", ZoneIreland, 700, 30, 3),
			rate("south", ZoneEU, 800, 60, 3), rate("", ZoneEU, 1_100, 70, 4),
			rate("south", ZoneEurope, 1_200, 110, 4), rate("", ZoneEurope, 1_500, 120, 5),
			rate("south", ZoneWorld, 1_800, 250, 7), rate("", ZoneWorld, 2_200, 280, 9),
		}},
		{ID: "express", Name: "Express", Rates: []catalog.Rate{rate("", ZoneUK, 900, 40, 1), rate("", ZoneIreland, 1_600, 90, 1)}},
	}}
}

// catalog is the SKU as the shop knows it. The file has neither weight nor cost: the
// weight follows from the price, with some chance, the cost is 45 % of the usual price.
func (g *item) catalog() catalog.SKU {
	d := diceFor(0, "weight "+g.sku)
	grams := int64(20+d.roll(60)) + int64(g.price)/core.PriceScale*int64(d.between(30, 90))
	return catalog.SKU{ID: g.sku, Name: g.name, Aliases: g.aliases, WeightG: min(grams, 4_000), Cost: g.cost()}
}

func (g *item) cost() core.Price { return g.price / 100 * 45 }
