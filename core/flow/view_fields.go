package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/policy/lang"
	"andon/core/stock"
	"andon/core/world"
)

func every(order.Bucket) bool { return true }

func discounts(o *order.Order) (sum core.Amount) {
	for i := range o.Lines {
		sum += o.Lines[i].Discount
	}
	return sum
}

// weight is that of all lines; a SKU that is not known weighs nothing.
func (v *view) weight() (g int64) {
	for i := 0; v.order != nil && i < len(v.order.Lines); i++ {
		if s := v.w.SKUs.Get(v.order.Lines[i].SKU); s != nil {
			g += min(s.WeightG, 1<<20) * min(int64(v.order.Lines[i].Qty), 1<<20)
		}
	}
	return g
}

func ofCustomer(name, doc string, kind lang.Kind, get func(c *catalog.Customer) lang.Value) lang.Field[subject] {
	return lang.Field[subject]{Name: "customer." + name, Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
		if e.customer == nil {
			return lang.Value{}
		}
		return get(e.customer)
	}}
}

func customerFields() []lang.Field[subject] {
	return []lang.Field[subject]{
		ofCustomer("id", "the shop's id of the customer", lang.Text, func(c *catalog.Customer) lang.Value { return text(c.ID) }),
		ofCustomer("known", "the customer is in the catalog", lang.Bool, func(*catalog.Customer) lang.Value { return truth(true) }),
		ofCustomer("class", "for example trade or retail", lang.Text, func(c *catalog.Customer) lang.Value { return text(c.Class) }),
		ofCustomer("terms_days", "days that the customer may take to pay; 0: pays at once", lang.Int, func(c *catalog.Customer) lang.Value { return number(c.TermsDays) }),
		ofCustomer("blocked", "nothing is sold to the customer", lang.Bool, func(c *catalog.Customer) lang.Value { return truth(c.Blocked) }),
	}
}

// debtFields are what a customer owes, which moves with every order.
func debtFields() []lang.Field[subject] {
	return []lang.Field[subject]{
		{Name: "customer.credit_limit", Doc: "what the customer may owe, in the order's currency", Kind: lang.Amount, Get: func(e subject) lang.Value {
			if e.customer == nil || e.order == nil {
				return lang.Value{}
			}
			return amount(e.order.Currency, e.customer.CreditLimit)
		}},
		ofSums("customer.exposure", "what open orders of the customer in this currency cost and nobody has paid yet, this one among them", func(v *view) core.Amount {
			return core.Amount(v.sums.exposure.of(func() int64 { return int64(exposure(v.w, v.order)) }))
		}),
		{Name: "customer.open_orders", Doc: "open orders of the customer, without this one; counted to 1,000", Kind: lang.Int, Get: func(e subject) lang.Value {
			n := 0
			openOrdersOf(e.view, func(*order.Order) { n++ })
			return number(n)
		}},
	}
}

// maxExposure bounds the open orders of a customer that a rule looks at.
const maxExposure = 1_000

// openOrdersOf visits the open orders of the order's customer, but for itself.
func openOrdersOf(v *view, visit func(*order.Order)) {
	if v.order == nil || v.order.Customer == "" {
		return
	}
	n := 0
	v.w.OrdersOf(v.order.Customer, func(o *order.Order) bool {
		if o.Closed == 0 && o.ID != v.order.ID {
			visit(o)
			n++
		}
		return n < maxExposure
	})
}

// exposure adds up what is owed for open orders of a customer.
func exposure(w *world.World, o *order.Order) core.Amount {
	sum := owed(o)
	openOrdersOf(&view{w: w, order: o}, func(other *order.Order) {
		if other.Currency == o.Currency {
			sum = min(sum+owed(other), 1<<60)
		}
	})
	return sum
}

// owed is what an order costs, without goods that were cancelled, beyond what was captured
// for it.
func owed(o *order.Order) core.Amount {
	sum := o.Computed()
	for i := range o.Lines {
		l := &o.Lines[i]
		if q := l.In(order.Cancelled); q > 0 {
			sum -= worth(o, l.No, q)
		}
	}
	return max(sum-o.Payment.Captured, 0)
}

func ofChannel(name, doc string, kind lang.Kind, get func(c *catalog.Channel) lang.Value) lang.Field[subject] {
	return lang.Field[subject]{Name: "channel." + name, Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
		if e.channel == nil {
			return lang.Value{}
		}
		return get(e.channel)
	}}
}

func channelFields() []lang.Field[subject] {
	return []lang.Field[subject]{
		ofChannel("id", "the channel", lang.Text, func(c *catalog.Channel) lang.Value { return text(c.ID) }),
		ofChannel("entity", "legal entity that sells", lang.Text, func(c *catalog.Channel) lang.Value { return text(c.Entity) }),
		ofChannel("by_channel", "the channel ships its orders itself", lang.Bool, func(c *catalog.Channel) lang.Value { return truth(c.ByChannel) }),
		ofChannel("incoming", "units on their way may be promised", lang.Bool, func(c *catalog.Channel) lang.Value { return truth(c.Incoming) }),
	}
}

func ofLine(name, doc string, kind lang.Kind, get func(o *order.Order, l *order.Line) lang.Value) lang.Field[subject] {
	return lang.Field[subject]{Name: name, Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
		if e.line == nil {
			return lang.Value{}
		}
		return get(e.order, e.line)
	}}
}

// priced is the line that says what a line costs: of a part of a kit, the kit's.
func priced(o *order.Order, l *order.Line) *order.Line {
	if kit := o.Line(l.KitOf); kit != nil {
		return kit
	}
	return l
}

// lineFields are what a line has; prefix is "line." or, in a list, nothing.
func lineFields(prefix string) []lang.Field[subject] {
	in := func(b order.Bucket) func(*order.Order, *order.Line) lang.Value {
		return func(_ *order.Order, l *order.Line) lang.Value { return number(l.In(b)) }
	}
	return []lang.Field[subject]{
		ofLine(prefix+"no", "its number", lang.Int, func(_ *order.Order, l *order.Line) lang.Value { return number(l.No) }),
		ofLine(prefix+"qty", "units that were ordered", lang.Int, func(_ *order.Order, l *order.Line) lang.Value { return number(l.Qty) }),
		ofLine(prefix+"price", "of the unit that it was ordered in, before tax; of a part of a kit, the kit's", lang.Amount, func(o *order.Order, l *order.Line) lang.Value { return number(int64(priced(o, l).Price)) }),
		ofLine(prefix+"value", "price times quantity, less discount", lang.Amount, func(o *order.Order, l *order.Line) lang.Value { return amount(o.Currency, o.Value(priced(o, l))) }),
		ofLine(prefix+"discount", "of the line", lang.Amount, func(o *order.Order, l *order.Line) lang.Value { return amount(o.Currency, priced(o, l).Discount) }),
		ofLine(prefix+"method", "how it is delivered: empty or collect", lang.Text, func(_ *order.Order, l *order.Line) lang.Value { return text(l.Method) }),
		ofLine(prefix+"not_before", "day before which it must not leave", lang.Date, func(_ *order.Order, l *order.Line) lang.Value { return number(l.NotBefore) }),
		ofLine(prefix+"ship_by", "when it has to have left", lang.Time, func(_ *order.Order, l *order.Line) lang.Value { return number(l.ShipBy) }),
		ofLine(prefix+"backordered", "units that wait for stock", lang.Int, in(order.Backordered)),
		ofLine(prefix+"preordered", "units that wait for their day", lang.Int, in(order.Preordered)),
		ofLine(prefix+"allocated", "units that a location has for it", lang.Int, in(order.Allocated)),
	}
}

// skuFields are what the goods have that pick finds; in a list of lines they have no prefix.
func skuFields(prefix string, pick func(subject) *catalog.SKU) []lang.Field[subject] {
	name := func(n string) string {
		if prefix == "" {
			return n
		}
		return prefix + "." + n
	}
	of := func(n, doc string, kind lang.Kind, get func(s *catalog.SKU) lang.Value) lang.Field[subject] {
		return lang.Field[subject]{Name: name(n), Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
			s := pick(e)
			if s == nil {
				return lang.Value{}
			}
			return get(s)
		}}
	}
	id := of("sku", "id of the goods", lang.Text, func(s *catalog.SKU) lang.Value { return text(s.ID) })
	if prefix != "" {
		id.Name = prefix + ".id"
	}
	lifecycle := of("lifecycle", "where the goods are in their life", lang.Text, func(s *catalog.SKU) lang.Value { return text(string(lifecycleOf(s))) })
	lifecycle.Words = catalog.Lifecycle("").Words()
	return []lang.Field[subject]{
		id, lifecycle,
		of("season", "season that the goods belong to", lang.Text, func(s *catalog.SKU) lang.Value { return text(s.Season) }),
		of("tax_class", "tax class of the goods", lang.Text, func(s *catalog.SKU) lang.Value { return text(s.TaxClass) }),
		of("cost", "standard cost of a unit", lang.Amount, func(s *catalog.SKU) lang.Value { return number(int64(s.Cost)) }),
		of("weight_each_g", "grams of a unit", lang.Int, func(s *catalog.SKU) lang.Value { return number(s.WeightG) }),
		of("kit", "the goods are a kit", lang.Bool, func(s *catalog.SKU) lang.Value { return truth(len(s.Kit) > 0) }),
		of("available_from", "preorder: first day that it may leave", lang.Date, func(s *catalog.SKU) lang.Value { return number(s.Available) }),
	}
}

func lifecycleOf(s *catalog.SKU) catalog.Lifecycle {
	if s.Lifecycle == "" {
		return catalog.Active
	}
	return s.Lifecycle
}

func lineSKU(e subject) *catalog.SKU {
	if e.line == nil {
		return nil
	}
	return e.w.SKUs.Get(e.line.SKU)
}

func channelSKU(e subject) *catalog.SKU { return e.sku }

func stockFields(pick func(subject) *catalog.SKU) []lang.Field[subject] {
	in := func(name, doc string, state stock.State) lang.Field[subject] {
		return lang.Field[subject]{Name: "stock." + name, Doc: doc, Kind: lang.Int, Get: func(e subject) lang.Value {
			s := pick(e)
			if s == nil {
				return lang.Value{}
			}
			var q core.Quantity
			e.w.BalancesOf(s.ID, func(b *stock.Balance) bool {
				if b.Owner == "" {
					q += b.Q[state]
				}
				return true
			})
			return number(q)
		}}
	}
	return []lang.Field[subject]{
		in("available", "units of the goods that nobody has been promised, at all locations", stock.Available),
		in("incoming", "units of the goods that were ordered from suppliers", stock.Incoming),
	}
}

func ofLocation(name, doc string, kind lang.Kind, get func(l *catalog.Location) lang.Value) lang.Field[subject] {
	return lang.Field[subject]{Name: "location." + name, Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
		if e.location == nil {
			return lang.Value{}
		}
		return get(e.location)
	}}
}

func locationFields() []lang.Field[subject] {
	kind := ofLocation("type", "what kind of place it is", lang.Text, func(l *catalog.Location) lang.Value { return text(string(l.Type)) })
	kind.Words = catalog.LocationKind("").Words()
	return []lang.Field[subject]{
		kind,
		ofLocation("id", "the location", lang.Text, func(l *catalog.Location) lang.Value { return text(l.ID) }),
		ofLocation("country", "ISO 3166 code", lang.Text, func(l *catalog.Location) lang.Value { return text(l.Country) }),
		ofLocation("zone", "origin zone of carrier rates", lang.Text, func(l *catalog.Location) lang.Value { return text(l.Zone) }),
		ofLocation("priority", "lower first among equals", lang.Int, func(l *catalog.Location) lang.Value { return number(l.Priority) }),
		ofLocation("capacity", "fulfillment orders a day; 0: no limit", lang.Int, func(l *catalog.Location) lang.Value { return number(l.PerDay()) }),
	}
}

func exceptionFields() []lang.Field[subject] {
	of := func(name, doc string, words []string, get func(x *exception.Exception) string) lang.Field[subject] {
		return lang.Field[subject]{Name: "exception." + name, Doc: doc, Kind: lang.Text, Words: words, Get: func(e subject) lang.Value {
			if e.alarm == nil {
				return lang.Value{}
			}
			return text(get(e.alarm))
		}}
	}
	return []lang.Field[subject]{
		of("kind", "what is wrong", exception.Type("").Words(), func(x *exception.Exception) string { return string(x.Type) }),
		of("queue", "who deals with it", exception.Queues(), func(x *exception.Exception) string { return x.Queue }),
		of("subject", "what it is about: order, sku, location, …", nil, func(x *exception.Exception) string { return string(x.Subject.Noun) }),
	}
}
