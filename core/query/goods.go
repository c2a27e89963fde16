package query

import (
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// skus is the kind sku, by id. Its quantities are sums over all locations.
func skus() *table[*catalog.SKU] {
	type s = *catalog.SKU
	sum := func(states ...stock.State) func(*request, s) api.Value {
		return func(r *request, d s) api.Value { return count(r.sumOf(d.ID, states...)) }
	}
	return plain(catalog.NounSKU, func(w *world.World) docs[catalog.SKU] { return &w.SKUs }, []field[s]{
		{name: "id", title: "SKU", typ: api.ID, shown: true, get: func(_ *request, d s) api.Value { return text(d.ID) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(_ *request, d s) api.Value { return text(d.Name) }},
		{name: "lifecycle", title: "Lifecycle", typ: api.Word, shown: true, get: func(_ *request, d s) api.Value { return text(orElse(string(d.Lifecycle), string(catalog.Active))) }},
		{name: "available", title: "Available", typ: api.Int, shown: true, get: sum(stock.Available)},
		{name: "committed", title: "Committed", typ: api.Int, shown: true, get: sum(stock.Allocated, stock.Released, stock.Picked, stock.Packed)},
		{name: "incoming", title: "Incoming", typ: api.Int, shown: true, get: sum(stock.Incoming, stock.InTransit)},
		{name: "waiting", title: "Waiting", typ: api.Int, shown: true, get: func(r *request, d s) api.Value { return count(r.waitingFor(d.ID)) }},
		{name: "unit", title: "Unit", typ: api.Word, shown: true, get: func(_ *request, d s) api.Value { return text(orElse(d.Unit, "each")) }},
		{name: "gtin", title: "GTIN", typ: api.ID, shown: true, get: func(_ *request, d s) api.Value { return text(d.GTIN) }},
		{name: "alias", title: "Alias", typ: api.ID, many: func(_ *request, d s, yield func(string) bool) { eachAlias(d, yield) }},
		{name: "tracking", title: "Tracking", typ: api.Word, get: func(_ *request, d s) api.Value { return text(orElse(string(d.Tracking), "quantity")) }},
		{name: "kit", title: "Kit", typ: api.Boolean, get: func(_ *request, d s) api.Value { return yes(len(d.Kit) > 0) }},
		{name: "weight", title: "Weight (g)", typ: api.Int, get: func(_ *request, d s) api.Value { return api.Value{N: d.WeightG} }},
		{name: "cost", title: "Cost", typ: api.Amount, get: func(_ *request, d s) api.Value { return price(d.Cost) }},
		{name: "season", title: "Season", typ: api.Word, get: func(_ *request, d s) api.Value { return text(d.Season) }},
		{name: "tax_class", title: "Tax class", typ: api.Word, get: func(_ *request, d s) api.Value { return text(d.TaxClass) }},
		{name: "text", title: "Any text", typ: api.Text, many: func(_ *request, d s, yield func(string) bool) {
			_ = yield(d.ID) && yield(d.Name) && yield(d.GTIN) && eachAlias(d, yield)
		}},
	})
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func eachAlias(s *catalog.SKU, yield func(string) bool) bool {
	for _, a := range s.Aliases {
		if !yield(a) {
			return false
		}
	}
	return true
}

// sumOf adds up states of a SKU over all balances.
func (r *request) sumOf(sku string, states ...stock.State) core.Quantity {
	var q core.Quantity
	r.w.BalancesOf(sku, func(b *stock.Balance) bool {
		for _, s := range states {
			q += b.Q[s]
		}
		return true
	})
	return q
}

// maxQueue bounds how many waiting lines of one SKU are added up.
const maxQueue = 2_000

// waitingFor is how many units of a SKU wait for stock in orders, over the first
// maxQueue lines of its queue.
func (r *request) waitingFor(sku string) core.Quantity {
	var q core.Quantity
	n := 0
	r.w.Waiting(sku, func(e world.WaitEntry) bool {
		if l := r.waitingLine(e); l != nil {
			q += l.In(order.Open) + l.In(order.Backordered)
		}
		n++
		return n < maxQueue
	})
	return q
}

func (r *request) waitingLine(e world.WaitEntry) *order.Line {
	if o := r.w.Orders.Get(e.Order); o != nil {
		return o.Line(e.Line)
	}
	return nil
}

// balances is the kind balance, by SKU, location and owner.
func balances() *table[*stock.Balance] {
	type b = *stock.Balance
	in := func(states ...stock.State) func(*request, b) api.Value {
		return func(_ *request, d b) api.Value {
			var q core.Quantity
			for _, s := range states {
				q += d.Q[s]
			}
			return count(q)
		}
	}
	return &table[b]{noun: stock.NounBalance, fields: []field[b]{
		{name: "id", title: "Balance", typ: api.ID, shown: true, get: func(_ *request, d b) api.Value { return text(d.Key().ID()) }},
		{name: "sku", title: "SKU", typ: api.ID, shown: true, get: func(_ *request, d b) api.Value { return text(d.SKU) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(r *request, d b) api.Value { return text(r.skuName(d.SKU)) }},
		{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d b) api.Value { return text(d.Location) }},
		{name: "available", title: "Available", typ: api.Int, shown: true, get: in(stock.Available)},
		{name: "committed", title: "Committed", typ: api.Int, shown: true, get: func(_ *request, d b) api.Value { return count(d.Commit) }},
		{name: "reserved", title: "Reserved", typ: api.Int, shown: true, get: in(stock.Reserved)},
		{name: "safety_stock", title: "Safety", typ: api.Int, shown: true, get: in(stock.SafetyStock)},
		{name: "quality_control", title: "Quality", typ: api.Int, shown: true, get: in(stock.QualityControl)},
		{name: "damaged", title: "Damaged", typ: api.Int, shown: true, get: in(stock.Damaged)},
		{name: "on_hand", title: "On hand", typ: api.Int, shown: true, get: func(_ *request, d b) api.Value { return count(d.OnHand) }},
		{name: "incoming", title: "Incoming", typ: api.Int, shown: true, get: in(stock.Incoming, stock.InTransit)},
		{name: "in_transit", title: "In transit", typ: api.Int, get: in(stock.InTransit)},
		{name: "returning", title: "Returning", typ: api.Int, get: in(stock.Returning)},
		{name: "allocated", title: "Allocated", typ: api.Int, get: in(stock.Allocated)},
		{name: "released", title: "Released", typ: api.Int, get: in(stock.Released)},
		{name: "picked", title: "Picked", typ: api.Int, get: in(stock.Picked)},
		{name: "packed", title: "Packed", typ: api.Int, get: in(stock.Packed)},
		{name: "owner", title: "Owner", typ: api.ID, get: func(_ *request, d b) api.Value { return text(d.Owner) }},
		{name: "counted", title: "Counted", typ: api.Time, get: func(_ *request, d b) api.Value { return at(d.Counted) }},
		{name: "variance", title: "Variance", typ: api.Int, get: func(_ *request, d b) api.Value { return count(d.Open) }},
		{name: "text", title: "Any text", typ: api.Text, many: func(r *request, d b, yield func(string) bool) {
			_ = yield(d.SKU) && yield(d.Location) && yield(r.skuName(d.SKU))
		}},
	},
		version: func(d b) uint64 { return d.Version },
		total:   func(w *world.World) int { return w.BalanceCount() },
		key:     func(d b) string { return balanceOrder(d.Key()) },
		walk:    walkBalances,
	}
}

func (r *request) skuName(id string) string {
	if s := r.w.SKUs.Get(id); s != nil {
		return s.Name
	}
	return ""
}

// balanceOrder is the key of a balance in its list. An id has no control characters.
func balanceOrder(k stock.Key) string { return k.SKU + "\x00" + k.Location + "\x00" + k.Owner }

func walkBalances(r *request, after string, yield func(*stock.Balance) bool) error {
	if sku, ok := r.equal("sku"); ok {
		r.w.BalancesOf(sku, yield)
		return nil
	}
	if id, ok := r.equal("id"); ok {
		if b := r.w.Balance(stock.ParseKey(id)); b != nil {
			yield(b)
		}
		return nil
	}
	r.w.Balances(balanceKeyAt(after), yield)
	return nil
}

func balanceKeyAt(key string) stock.Key {
	sku, rest, _ := strings.Cut(key, "\x00")
	location, owner, _ := strings.Cut(rest, "\x00")
	return stock.Key{SKU: sku, Location: location, Owner: owner}
}

// reservations is the kind reservation, by id.
func reservations() *table[*stock.Reservation] {
	type v = *stock.Reservation
	return plain(stock.NounReservation, func(w *world.World) docs[stock.Reservation] { return &w.Reservations }, []field[v]{
		{name: "id", title: "Reservation", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.ID) }},
		{name: "sku", title: "SKU", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.SKU) }},
		{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.Location) }},
		{name: "holder", title: "Holder", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.Holder) }},
		{name: "qty", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d v) api.Value { return count(d.Qty) }},
		{name: "reason", title: "Reason", typ: api.Text, shown: true, get: func(_ *request, d v) api.Value { return text(d.Reason) }},
		{name: "expires", title: "Expires", typ: api.Time, shown: true, get: func(_ *request, d v) api.Value { return at(d.Expires) }},
		{name: "closed", title: "Closed", typ: api.Boolean, shown: true, get: func(_ *request, d v) api.Value { return yes(d.Closed) }},
		{name: "standing", title: "Fence", typ: api.Boolean, get: func(_ *request, d v) api.Value { return yes(d.Standing) }},
		{name: "granted", title: "Granted", typ: api.Int, get: func(_ *request, d v) api.Value { return count(d.Granted()) }},
		{name: "owed", title: "Owed", typ: api.Int, get: func(_ *request, d v) api.Value { return count(d.Owed) }},
		{name: "taken", title: "Taken", typ: api.Int, get: func(_ *request, d v) api.Value { return count(d.Taken) }},
		{name: "lent", title: "Lent", typ: api.Int, get: func(_ *request, d v) api.Value { return count(d.Lent("")) }},
	})
}
