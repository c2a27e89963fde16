package query

import (
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/supply"
	"andon/core/world"
)

// The kinds of master data, each by id.

func locations() *table[*catalog.Location] {
	type l = *catalog.Location
	return plain(catalog.NounLocation, func(w *world.World) docs[catalog.Location] { return &w.Locations }, []field[l]{
		{name: "id", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d l) api.Value { return text(d.ID) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(_ *request, d l) api.Value { return text(d.Name) }},
		{name: "type", title: "Type", typ: api.Word, shown: true, get: func(_ *request, d l) api.Value { return text(string(d.Type)) }},
		{name: "country", title: "Country", typ: api.Word, shown: true, get: func(_ *request, d l) api.Value { return text(d.Country) }},
		{name: "zone", title: "Zone", typ: api.ID, shown: true, get: func(_ *request, d l) api.Value { return text(d.Zone) }},
		{name: "time_zone", title: "Time zone", typ: api.Word, shown: true, get: func(_ *request, d l) api.Value { return text(d.TimeZone) }},
		{name: "capacity", title: "Capacity", typ: api.Int, shown: true, get: func(_ *request, d l) api.Value { return api.Value{N: int64(d.Capacity)} }},
		{name: "today", title: "Today", typ: api.Int, shown: true, get: func(r *request, d l) api.Value { return api.Value{N: int64(r.loadToday(d))} }},
		{name: "priority", title: "Priority", typ: api.Int, shown: true, get: func(_ *request, d l) api.Value { return api.Value{N: int64(d.Priority)} }},
		{name: "closed", title: "Closed", typ: api.Boolean, shown: true, get: func(_ *request, d l) api.Value { return yes(d.Closed) }},
		{name: "why", title: "Why", typ: api.Text, shown: true, get: func(_ *request, d l) api.Value { return text(d.Why) }},
		{name: "gln", title: "GLN", typ: api.ID, get: func(_ *request, d l) api.Value { return text(d.GLN) }},
	})
}

// loadToday is how many fulfillment orders the location ships on its present day.
func (r *request) loadToday(l *catalog.Location) int {
	day := core.DateIn(r.now, l.Clock())
	if load := r.w.Loads.Get(world.LoadID(l.ID, day)); load != nil {
		return load.N
	}
	return 0
}

func channels() *table[*catalog.Channel] {
	type c = *catalog.Channel
	return plain(catalog.NounChannel, func(w *world.World) docs[catalog.Channel] { return &w.Channels }, []field[c]{
		{name: "id", title: "Channel", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.ID) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(_ *request, d c) api.Value { return text(d.Name) }},
		{name: "entity", title: "Entity", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Entity) }},
		{name: "currency", title: "Currency", typ: api.Word, shown: true, get: func(_ *request, d c) api.Value { return text(string(d.Currency)) }},
		{name: "price_list", title: "Price list", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.PriceList) }},
		{name: "service", title: "Service", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Service) }},
		{name: "buffer", title: "Buffer", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return count(d.Buffer) }},
		{name: "cap", title: "Cap", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return count(d.Cap) }},
		{name: "incoming", title: "Promises incoming", typ: api.Boolean, shown: true, get: func(_ *request, d c) api.Value { return yes(d.Incoming) }},
		{name: "priority", title: "Priority", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(d.Priority)} }},
		{name: "suspended", title: "Suspended", typ: api.Boolean, shown: true, get: func(_ *request, d c) api.Value { return yes(d.Suspended) }},
		{name: "ship_hours", title: "Hours to ship", typ: api.Int, get: func(_ *request, d c) api.Value { return api.Value{N: int64(d.ShipHours)} }},
	})
}

func priceLists() *table[*catalog.PriceList] {
	type p = *catalog.PriceList
	return plain(catalog.NounPriceList, func(w *world.World) docs[catalog.PriceList] { return &w.PriceLists }, []field[p]{
		{name: "id", title: "Price list", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.ID) }},
		{name: "currency", title: "Currency", typ: api.Word, shown: true, get: func(_ *request, d p) api.Value { return text(string(d.Currency)) }},
		{name: "entries", title: "Prices", typ: api.Int, shown: true, get: func(_ *request, d p) api.Value { return api.Value{N: int64(len(d.Entries))} }},
		{name: "tolerance", title: "Tolerance", typ: api.Amount, shown: true, get: func(_ *request, d p) api.Value { return price(d.Tolerance) }},
	})
}

func carriers() *table[*catalog.Carrier] {
	type c = *catalog.Carrier
	services := func(d c) string {
		var ids []string
		for i := range d.Services {
			ids = append(ids, d.Services[i].ID)
		}
		return strings.Join(ids, ", ")
	}
	return plain(catalog.NounCarrier, func(w *world.World) docs[catalog.Carrier] { return &w.Carriers }, []field[c]{
		{name: "id", title: "Carrier", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.ID) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(_ *request, d c) api.Value { return text(d.Name) }},
		{name: "services", title: "Services", typ: api.Text, shown: true, get: func(_ *request, d c) api.Value { return text(services(d)) }},
	})
}

// customers shows nothing of a person; name and e-mail are compared by keyed hash.
func customers() *table[*catalog.Customer] {
	type c = *catalog.Customer
	return plain(catalog.NounCustomer, func(w *world.World) docs[catalog.Customer] { return &w.Customers }, []field[c]{
		{name: "id", title: "Customer", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.ID) }},
		{name: "class", title: "Class", typ: api.Word, shown: true, get: func(_ *request, d c) api.Value { return text(d.Class) }},
		{name: "country", title: "Country", typ: api.Word, shown: true, get: func(_ *request, d c) api.Value { return text(d.Party.Country) }},
		{name: "priority", title: "Priority", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(d.Priority)} }},
		{name: "price_list", title: "Price list", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.PriceList) }},
		{name: "complete", title: "Ship complete", typ: api.Boolean, shown: true, get: func(_ *request, d c) api.Value { return yes(d.Complete) }},
		{name: "erased", title: "Erased", typ: api.Boolean, shown: true, get: func(_ *request, d c) api.Value { return yes(d.Erased) }},
		{name: "email", title: "E-mail", typ: api.Text, secret: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(d.Party.Email)} }},
		{name: "name", title: "Name", typ: api.Text, secret: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(d.Party.Name)} }},
	})
}

func entities() *table[*catalog.Entity] {
	type e = *catalog.Entity
	return plain(catalog.NounEntity, func(w *world.World) docs[catalog.Entity] { return &w.Entities }, []field[e]{
		{name: "id", title: "Entity", typ: api.ID, shown: true, get: func(_ *request, d e) api.Value { return text(d.ID) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(_ *request, d e) api.Value { return text(d.Name) }},
		{name: "country", title: "Country", typ: api.Word, shown: true, get: func(_ *request, d e) api.Value { return text(d.Country) }},
		{name: "currency", title: "Currency", typ: api.Word, shown: true, get: func(_ *request, d e) api.Value { return text(string(d.Currency)) }},
		{name: "tax_id", title: "Tax id", typ: api.ID, shown: true, get: func(_ *request, d e) api.Value { return text(d.TaxID) }},
	})
}

func people() *table[*catalog.Person] {
	type p = *catalog.Person
	eachRole := func(_ *request, d p, yield func(string) bool) {
		for _, role := range d.Roles {
			if !yield(string(role)) {
				return
			}
		}
	}
	roles := func(d p) string {
		var list []string
		for _, role := range d.Roles {
			list = append(list, string(role))
		}
		return strings.Join(list, ", ")
	}
	return plain(catalog.NounPerson, func(w *world.World) docs[catalog.Person] { return &w.People }, []field[p]{
		{name: "id", title: "Person", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.ID) }},
		{name: "roles", title: "Roles", typ: api.Text, shown: true, get: func(_ *request, d p) api.Value { return text(roles(d)) }, many: eachRole},
		{name: "retired", title: "Retired", typ: api.Boolean, shown: true, get: func(_ *request, d p) api.Value { return yes(d.Retired) }},
	})
}

func cursors() *table[*world.Position] {
	type p = *world.Position
	return plain(world.NounCursor, func(w *world.World) docs[world.Position] { return &w.Cursors }, []field[p]{
		{name: "id", title: "Connector", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.Connector) }},
		{name: "position", title: "Position", typ: api.Text, shown: true, get: func(_ *request, d p) api.Value { return text(d.Position) }},
		{name: "at", title: "Moved", typ: api.Time, shown: true, get: func(_ *request, d p) api.Value { return at(d.At) }},
	})
}

// documents is the kind purchase or transfer, by id.
func documents(noun core.Noun) *table[*supply.Document] {
	type d = *supply.Document
	sum := func(of func(*supply.Line) core.Quantity) func(*request, d) api.Value {
		return func(_ *request, doc d) api.Value {
			var q core.Quantity
			for i := range doc.Lines {
				q += of(&doc.Lines[i])
			}
			return count(q)
		}
	}
	origin := field[d]{name: "supplier", title: "Supplier", typ: api.ID, shown: true, get: func(_ *request, doc d) api.Value { return text(doc.Supplier) }}
	if noun == supply.NounTransfer {
		origin = field[d]{name: "from", title: "From", typ: api.ID, shown: true, get: func(_ *request, doc d) api.Value { return text(doc.From) }}
	}
	all := func(w *world.World) docs[supply.Document] {
		if noun == supply.NounTransfer {
			return &w.Transfers
		}
		return &w.Purchases
	}
	return plain(noun, all, []field[d]{
		{name: "id", title: "Document", typ: api.ID, shown: true, get: func(_ *request, doc d) api.Value { return text(doc.ID) }},
		{name: "status", title: "Status", typ: api.Word, shown: true, words: []string{"late", "open", "closed"}, get: func(_ *request, doc d) api.Value { return text(documentStatus(doc)) }},
		origin,
		{name: "location", title: "To", typ: api.ID, shown: true, get: func(_ *request, doc d) api.Value { return text(doc.Location) }},
		{name: "expected", title: "Expected", typ: api.Date, shown: true, get: func(_ *request, doc d) api.Value { return date(doc.LastExpected()) }},
		{name: "lines", title: "Lines", typ: api.Int, shown: true, get: func(_ *request, doc d) api.Value { return api.Value{N: int64(len(doc.Lines))} }},
		{name: "units", title: "Ordered", typ: api.Int, shown: true, get: sum(func(l *supply.Line) core.Quantity { return l.Qty })},
		{name: "received", title: "Received", typ: api.Int, shown: true, get: sum(func(l *supply.Line) core.Quantity { return l.Received + l.Damaged })},
		{name: "coming", title: "To come", typ: api.Int, shown: true, get: sum(stillToCome)},
		{name: "slipped", title: "Slipped", typ: api.Int, shown: true, get: func(_ *request, doc d) api.Value { return api.Value{N: int64(doc.Slipped)} }},
		{name: "opened", title: "Opened", typ: api.Time, get: func(_ *request, doc d) api.Value { return at(doc.Opened) }},
		{name: "closed", title: "Closed", typ: api.Time, get: func(_ *request, doc d) api.Value { return at(doc.Closed) }},
		{name: "cost", title: "Cost", typ: api.Amount, shown: true, get: func(_ *request, doc d) api.Value { return money(doc.Currency, doc.Cost()) }},
		{name: "order", title: "For order", typ: api.ID, get: func(_ *request, doc d) api.Value { return text(doc.Order) }},
		{name: "sku", title: "SKU", typ: api.ID, many: func(_ *request, doc d, yield func(string) bool) {
			for i := range doc.Lines {
				if !yield(doc.Lines[i].SKU) {
					return
				}
			}
		}},
	})
}

func documentStatus(d *supply.Document) string {
	switch {
	case d.Closed != 0:
		return "closed"
	case d.LateSeen:
		return "late"
	}
	return "open"
}

// stillToCome is what of a line has neither arrived nor been given up, shipped or not.
func stillToCome(l *supply.Line) core.Quantity {
	return max(l.Qty-l.Received-l.Damaged-l.Closed, 0)
}
