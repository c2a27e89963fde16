package play

import (
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/world"
)

const owner = "owner"

func shopSentences() []Sentence {
	return []Sentence{
		{Say: "location LOCATION", By: owner, act: putLocation, Help: "a place that holds and ships stock; Monday to Friday unless said",
			Opts: []string{"priority N", "cut-off CLOCK", "zone ZONE", "capacity N", "works every day", "closed on DATE", "processing N days", "country COUNTRY", "area AREA", "package AMOUNT", "handling AMOUNT", "store", "spills N", "spills SHARE of capacity", "3pl", "drop-ship", "buys for each order", "answers in N hours", "keeps collections N days"}},
		{Say: "close LOCATION", By: "lead", Opts: []string{"reason TEXT"}, act: closeLocation(true), Help: "the location ships nothing new"},
		{Say: "open LOCATION", By: "lead", act: closeLocation(false), Help: "the location is open again"},
		{Say: "channel CHANNEL", By: owner, act: putChannel, Help: "who sells; its orders are facts from the connector conn",
			Opts: []string{"currency CURRENCY", "incoming YESNO", "buffer QTY", "cap QTY", "complete", "priority N", "ships within N hours", "at most N packages", "collected", "fulfils itself", "prices PRICES", "service SERVICE", "tolerance AMOUNT",
				"granted SHARE [of SKU] [at LOCATION] [lending to CHANNEL2] [keeping QTY]"}},
		{Say: "sku SKU", By: owner, act: putSKU, Help: "goods, kept by quantity unless untracked",
			Opts: []string{"name TEXT", "weight WEIGHT", "lifecycle LIFE", "from DATE", "preorders up to QTY", "review", "untracked", "also ALIAS", "cost PRICE", "season SEASON", "pack UNIT of QTY [as GTIN]", "gtin GTIN", "or else SKU2", "bought at LOCATION for PRICE"}},
		{Say: "kit SKU", By: owner, Items: []string{"QTY SKU2"}, needs: true, act: putKit, Help: "goods made of others when they are ordered"},
		{Say: "carrier CARRIER", By: owner, Items: []string{"SERVICE for AMOUNT in N [working] days [from AREA] [to AREA2] [suspended] [or else SERVICE2]"}, needs: true, Opts: []string{"works every day", "closed on DATE"}, act: putCarrier,
			Help: "every script has the carrier post with std (1.00, 1 day) and fast (9.00, the same day)"},
		{Say: "suspend SERVICE", By: owner, act: suspend(true), Help: "the carrier's service takes nothing"},
		{Say: "resume SERVICE", By: owner, act: suspend(false), Help: "the service goes on"},
		{Say: "prices PRICES", By: owner, Items: []string{"SKU PRICE [from QTY]"}, needs: true, act: putPrices, Help: "a price list, in GBP"},
		{Say: "customer CUSTOMER", By: owner, act: putCustomer, Help: "a customer that orders can name", Opts: []string{"class CLASS", "priority N", "complete", "prices PRICES", "credit AMOUNT", "terms N days", "blocked"}},
		{Say: "person NAME", By: owner, Opts: []string{"role ROLE"}, act: putPerson, Help: "someone who may give commands"},
		{Say: "settings", By: owner, Items: []string{"extra package AMOUNT", "waiting AMOUNT", "scarcity AMOUNT", "company prefix PREFIX", "kept for collection N days"}, needs: true, act: putSettings,
			Help: "prices that sourcing weighs; 0.50 for each further package and 100.00 for a unit that waits unless said"},
	}
}

// amount reads an amount in a currency.
func amount(text string, c core.Currency) core.Amount {
	if !c.Valid() {
		c = "GBP"
	}
	a, err := c.ParseAmount(text)
	if err != nil { // more decimals than the currency has
		p, _ := core.ParsePrice(text)
		a, _ = c.Extend(p, 1)
	}
	return a
}

func price(text string) core.Price { p, _ := core.ParsePrice(text); return p }

func (s *said) n(slot string) int64           { n, _ := number(s.text(slot)); return n }
func (s *said) qty(slot string) core.Quantity { return core.Quantity(s.n(slot)) }

func putLocation(r *run, s *sentence) error {
	l := catalog.Location{ID: s.text("LOCATION")}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "priority":
			l.Priority = int(o.n("N"))
		case "spills":
			if l.Spill = int(o.n("N")); o.text("SHARE") != "" {
				l.SpillShare, _ = thousandths(o.text("SHARE"))
			}
		case "cut-off":
			l.CutOff, _ = minutes(o.text("CLOCK"))
		case "zone":
			l.TimeZone = o.text("ZONE")
		case "capacity":
			l.Capacity = int(o.n("N"))
		case "works every day":
			l.Workdays = 127
		case "closed on":
			l.Holidays = append(l.Holidays, r.date(o.text("DATE")))
		case "processing":
			l.Processing = int(o.n("N"))
		case "country":
			l.Country = o.text("COUNTRY")
		case "area":
			l.Zone = o.text("AREA")
		case "package":
			l.Package = amount(o.text("AMOUNT"), "")
		case "handling":
			l.Handling = amount(o.text("AMOUNT"), "")
		case "keeps collections":
			l.CollectDays = int(o.n("N"))
		case "store":
			l.Type = catalog.Store
		case "3pl":
			l.Type = catalog.ThreePL
		case "drop-ship":
			l.Type = catalog.DropShip
		case "buys for each order":
			l.Type, l.Buys = catalog.DropShip, true
		case "answers in":
			l.AnswerHours = int(o.n("N"))
		}
	}
	return r.give(s, &catalog.PutLocation{Location: l})
}

func closeLocation(closed bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.give(s, &catalog.CloseLocation{Location: s.text("LOCATION"), Closed: closed, Reason: s.reason("closed")})
	}
}

// reason is the option of that name, or what is said where a command needs one.
func (s *sentence) reason(other string) string {
	if o := s.opt("reason"); o != nil {
		return o.text("TEXT")
	}
	return other
}

func putChannel(r *run, s *sentence) error {
	c := catalog.Channel{ID: s.text("CHANNEL"), Currency: "GBP"}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "currency":
			c.Currency = core.Currency(o.text("CURRENCY"))
		case "incoming":
			c.Incoming = o.text("YESNO") == "yes"
		case "buffer":
			c.Buffer = o.qty("QTY")
		case "cap":
			c.Cap = o.qty("QTY")
		case "complete":
			c.Complete = true
		case "priority":
			c.Priority = int(o.n("N"))
		case "ships within":
			c.ShipHours = int(o.n("N"))
		case "at most":
			c.MaxSplits = int(o.n("N"))
		case "collected":
			c.NoAddress = true
		case "fulfils itself":
			c.ByChannel = true
		case "prices":
			c.PriceList = o.text("PRICES")
		case "service":
			c.Service = o.text("SERVICE")
		case "granted":
			f := catalog.Fence{SKU: o.text("SKU"), Location: o.text("LOCATION"), LendKeep: o.qty("QTY")}
			f.Share, _ = thousandths(o.text("SHARE"))
			if to := o.text("CHANNEL2"); to != "" {
				f.LendTo = []string{to}
			}
			c.Fences = append(c.Fences, f)
		case "tolerance":
			c.Tolerance = amount(o.text("AMOUNT"), c.Currency)
		}
	}
	return r.give(s, &catalog.PutChannel{Channel: c})
}

func putSKU(r *run, s *sentence) error {
	k := catalog.SKU{ID: s.text("SKU")}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "name":
			k.Name = o.text("TEXT")
		case "weight":
			k.WeightG, _ = grams(o.text("WEIGHT"))
		case "lifecycle":
			k.Lifecycle = catalog.Lifecycle(o.text("LIFE"))
		case "from":
			k.Available = r.date(o.text("DATE"))
			k.Lifecycle = catalog.Preorder
		case "preorders up to":
			k.PreorderCap = o.qty("QTY")
		case "review":
			k.Review = true
		case "untracked":
			k.Tracking = catalog.TrackNone
		case "also":
			k.Aliases = append(k.Aliases, o.text("ALIAS"))
		case "cost":
			k.Cost = price(o.text("PRICE"))
		case "season":
			k.Season = o.text("SEASON")
		case "bought at":
			k.Bought = append(k.Bought, catalog.Bought{Location: o.text("LOCATION"), Cost: price(o.text("PRICE"))})
		case "or else":
			k.Substitutes = append(k.Substitutes, o.text("SKU2"))
		case "pack":
			k.Packs = append(k.Packs, catalog.Pack{Unit: o.text("UNIT"), Units: o.qty("QTY"), GTIN: o.text("GTIN")})
		case "gtin":
			k.GTIN = o.text("GTIN")
		}
	}
	return r.give(s, &catalog.PutSKU{SKU: k})
}

func putKit(r *run, s *sentence) error {
	k := catalog.SKU{ID: s.text("SKU")}
	for i := range s.items {
		k.Kit = append(k.Kit, catalog.Component{SKU: s.items[i].text("SKU2"), Qty: s.items[i].qty("QTY")})
	}
	return r.give(s, &catalog.PutSKU{SKU: k})
}

func putCarrier(r *run, s *sentence) error {
	c := catalog.Carrier{ID: s.text("CARRIER")}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "works every day":
			c.Workdays = 127
		case "closed on":
			c.Holidays = append(c.Holidays, r.date(o.text("DATE")))
		}
	}
	for i := range s.items {
		o := &s.items[i]
		rate := catalog.Rate{From: o.text("AREA"), To: o.text("AREA2"), Package: amount(o.text("AMOUNT"), ""), Days: int(o.n("N")), Working: o.flag("working")}
		service := catalog.Service{ID: o.text("SERVICE"), Rates: []catalog.Rate{rate}, Suspended: o.flag("suspended")}
		if other := o.text("SERVICE2"); other != "" {
			service.Fallback = []string{other}
		}
		if n := len(c.Services) - 1; n >= 0 && c.Services[n].ID == service.ID {
			c.Services[n].Rates = append(c.Services[n].Rates, rate)
			continue
		}
		c.Services = append(c.Services, service)
	}
	return r.give(s, &catalog.PutCarrier{Carrier: c})
}

func suspend(off bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		id := s.text("SERVICE")
		var found *catalog.Carrier
		r.trial.World().Carriers.Each(func(_ string, c *catalog.Carrier) bool {
			d := *c
			d.Services = append([]catalog.Service(nil), c.Services...)
			for i := range d.Services {
				if d.Services[i].ID == id {
					d.Services[i].Suspended = off
					found = &d
				}
			}
			return found == nil
		})
		if found == nil {
			return fmt.Errorf("no carrier has a service %s", id)
		}
		return r.give(s, &catalog.PutCarrier{Carrier: *found})
	}
}

func putPrices(r *run, s *sentence) error {
	l := catalog.PriceList{ID: s.text("PRICES"), Currency: "GBP"}
	for i := range s.items {
		o := &s.items[i]
		l.Entries = append(l.Entries, catalog.PriceEntry{SKU: o.text("SKU"), Price: price(o.text("PRICE")), From: o.qty("QTY")})
	}
	return r.give(s, &catalog.PutPriceList{PriceList: l})
}

func putCustomer(r *run, s *sentence) error {
	c := catalog.Customer{ID: s.text("CUSTOMER"), Party: core.Party{Country: "GB", Complete: true}}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "class":
			c.Class = o.text("CLASS")
		case "credit":
			c.CreditLimit = amount(o.text("AMOUNT"), "")
		case "terms":
			c.TermsDays = int(o.n("N"))
		case "blocked":
			c.Blocked = true
		case "priority":
			c.Priority = int(o.n("N"))
		case "complete":
			c.Complete = true
		case "prices":
			c.PriceList = o.text("PRICES")
		}
	}
	return r.give(s, &catalog.PutCustomer{Customer: c})
}

func putPerson(r *run, s *sentence) error {
	p := catalog.Person{ID: s.text("NAME"), Roles: []catalog.Role{catalog.Operator}}
	if o := s.opt("role"); o != nil {
		p.Roles = []catalog.Role{catalog.Role(o.text("ROLE"))}
	}
	return r.give(s, &catalog.PutPerson{Person: p})
}

func putSettings(r *run, s *sentence) error {
	w := r.trial.World().Shop().Settings
	for i := range s.items {
		var a core.Amount
		if s.items[i].has("AMOUNT") {
			a = amount(s.items[i].text("AMOUNT"), "")
		}
		switch s.items[i].key {
		case "company prefix":
			w.Prefix = s.items[i].text("PREFIX")
		case "kept for collection":
			w.CollectDays = int(s.items[i].n("N"))
		case "extra package":
			w.ExtraPackage = a
		case "waiting":
			w.Backorder = a
		case "scarcity":
			w.Scarcity = a
		}
	}
	return r.give(s, &world.PutShop{Settings: w})
}
