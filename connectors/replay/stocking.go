package replay

import (
	"cmp"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/stock"
	"andon/core/supply"
)

// stocking is the stock of a template: what lies there on the first day and what is
// ordered for the weeks after it.
type stocking struct {
	opening   []stock.Adjust
	purchases []supply.Document
}

// How goods are bought. Each SKU has one supplier, who delivers it every cycle weeks; each
// time somebody estimates what will sell until the delivery after that. Buyers know the
// recorded year, so without a mistake nothing would ever run out: in slips of a thousand
// cycles they order too little of a SKU, else some more than is needed.
const (
	suppliers = 12
	cycle     = 4
	slips     = 25
)

// planStock decides what each location is given. It simulates the year of each SKU by
// itself, from the week on in which the shop opens.
func planStock(goods []item, week core.Date) stocking {
	var s stocking
	class, all := classes(goods), sites()
	orders := map[string]*supply.Document{}
	for i := range goods {
		b := buyer{item: &goods[i], sites: all, class: class[goods[i].sku], dice: diceFor(1, "stock "+goods[i].sku), week: int(week-firstWeek()) / 7}
		b.supplier = b.dice.roll(suppliers)
		b.open(&s)
		b.buy(orders)
	}
	for _, d := range orders {
		s.purchases = append(s.purchases, *d)
	}
	slices.SortFunc(s.purchases, func(a, b supply.Document) int { return cmp.Compare(a.ID, b.ID) })
	return s
}

// popularity of goods, by order lines in the year.
type popularity int

const (
	slow popularity = iota
	common
	popular
)

// classes ranks goods: the first 500 are on half of all order lines, the first 1,500 on 85 %.
func classes(goods []item) map[string]popularity {
	ranked := make([]*item, len(goods))
	for i := range goods {
		ranked[i] = &goods[i]
	}
	slices.SortFunc(ranked, func(a, b *item) int { return cmp.Or(cmp.Compare(b.lines, a.lines), cmp.Compare(a.sku, b.sku)) })
	class := map[string]popularity{}
	for i, g := range ranked {
		switch {
		case i < 500:
			class[g.sku] = popular
		case i < 1_500:
			class[g.sku] = common
		}
	}
	return class
}

// share is the percentage of a site.
func (s *site) share(c popularity) int { return [...]int{s.slow, s.common, s.popular}[c] }

// buyer buys one SKU.
type buyer struct {
	*item
	sites    []site
	class    popularity
	dice     dice
	week     int // in which the shop opens
	supplier int
	position core.Quantity // on hand and on order, less what is owed
}

// first is the week of the first delivery.
func (b *buyer) first() int { return b.week + 1 + b.supplier%cycle }

// due is what leaves from one week up to before another, on balance. Behind the recorded
// year it is expected to go on as in its last weeks.
func (b *buyer) due(from, to int) core.Quantity {
	var q core.Quantity
	for w := from; w < min(to, len(b.demand)); w++ {
		q += b.demand[w]
	}
	if beyond := to - max(from, len(b.demand)); beyond > 0 {
		q += max(b.due(len(b.demand)-2*cycle, len(b.demand)), 0) * core.Quantity(beyond) / (2 * cycle)
	}
	return q
}

// estimate is what somebody expects to need when need is right.
func (b *buyer) estimate(need core.Quantity) core.Quantity {
	percent := b.dice.between(140, 210)
	if b.dice.chance(slips) {
		percent = b.dice.between(50, 95)
	}
	return need * core.Quantity(percent) / 100
}

// open gives the SKU its opening stock: enough until the first delivery.
func (b *buyer) open(s *stocking) {
	need := max(b.due(b.week, b.first()+1), b.due(b.week, b.first()), b.demand[b.week], 0)
	b.position = b.estimate(need) + core.Quantity(b.dice.between(2, 12))
	for i, q := range b.spread(b.position) {
		if q > 0 {
			s.opening = append(s.opening, stock.Adjust{SKU: b.sku, Location: b.sites[i].ID, Qty: q, Reason: "opening stock"})
		}
	}
}

// spread divides units over the sites by their shares; a few units stay together.
func (b *buyer) spread(units core.Quantity) []core.Quantity {
	parts := make([]core.Quantity, len(b.sites))
	parts[0] = units
	if units < 24 {
		return parts
	}
	for i := 1; i < len(parts); i++ {
		parts[i] = units * core.Quantity(b.sites[i].share(b.class)) / 100
		parts[0] -= parts[i]
	}
	return parts
}

// buy orders up to what is expected to be needed until the delivery after the next.
func (b *buyer) buy(orders map[string]*supply.Document) {
	next := b.first()
	for w := b.week; w <= len(b.demand)+cycle; w++ {
		if w == next {
			next += cycle
			need := max(b.due(w, w+cycle+1), b.due(w, w+cycle), b.due(w, w+2), 0)
			if q := b.estimate(need) - b.position; q > 0 {
				q = (q + 5) / 6 * 6 // in boxes of six
				b.position += q
				b.deliver(orders, w, q)
			}
		}
		b.position -= b.due(w, w+1)
	}
}

// deliver puts units on the supplier's purchase orders for a week, one for each site.
func (b *buyer) deliver(orders map[string]*supply.Document, week int, units core.Quantity) {
	day := firstWeek() + core.Date(7*week+b.supplier%5)
	for i, q := range b.spread(units) {
		if q == 0 {
			continue
		}
		id := fmt.Sprintf("PO-%02d-%s-%s", b.supplier+1, day.Time().Format("060102"), b.sites[i].ID)
		d := orders[id]
		if d == nil {
			d = &supply.Document{ID: id, Supplier: fmt.Sprintf("supplier-%02d", b.supplier+1), Location: b.sites[i].ID, Currency: Currency}
			orders[id] = d
		}
		d.Lines = append(d.Lines, supply.Line{SKU: b.sku, Qty: q, Expected: day, Cost: b.cost()})
	}
}
