package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/policy/lang"
	"andon/core/world"
)

// view is what the conditions of policies look at. What is not about the question is
// nil, and reads as empty.
type view struct {
	w        *world.World
	order    *order.Order
	channel  *catalog.Channel
	customer *catalog.Customer
	location *catalog.Location
	sku      *catalog.SKU
	alarm    *exception.Exception
	sums     sums
}

// sums are what several conditions ask for and all lines have to be looked at for; each
// is worked out once a look.
type sums struct {
	goods, computed, exposure sum
	weight                    sum
}

type sum struct {
	n     int64
	known bool
}

func (s *sum) of(add func() int64) int64 {
	if !s.known {
		s.n, s.known = add(), true
	}
	return s.n
}

// subject is a view of one of the order's lines; line is nil where it is of the whole order.
type subject struct {
	*view
	line *order.Line
}

// vocabulary is what the rules of each section may speak of. Rules that steer sourcing
// see nothing that moves while the order stands still, such as what its customer owes
// for others: an order is sourced again only when something about it changes. What is
// asked for each line or location does not look through all lines: an order may have
// ten thousand.
func vocabulary(s policy.Section, per string) *lang.Scope[subject] {
	switch {
	case s == policy.Channels && per == "":
		return scopeOf(false, channelFields(), skuFields("sku", channelSKU), stockFields(channelSKU))
	case s == policy.Service && per == "":
		return scopeOf(true, exceptionFields(), orderFields(), customerFields(), channelFields())
	case s == policy.Sourcing && per == "", s == policy.Backorder && per == "":
		return scopeOf(true, orderFields(), customerFields(), channelFields())
	case s == policy.Substitution && per != policy.PerLine, s == policy.Channels, s == policy.Service:
		return nil
	case per == "":
		return scopeOf(true, orderFields(), customerFields(), debtFields(), channelFields())
	case per == policy.PerLine && s != policy.Sourcing:
		return scopeOf(false, orderFields(), customerFields(), debtFields(), channelFields(), lineFields("line."), skuFields("sku", lineSKU), stockFields(lineSKU))
	case per == policy.PerLocation && s == policy.Sourcing:
		return scopeOf(false, orderFields(), customerFields(), channelFields(), locationFields())
	}
	return nil
}

func scopeOf(withLines bool, fields ...[]lang.Field[subject]) *lang.Scope[subject] {
	s := &lang.Scope[subject]{}
	for _, f := range fields {
		s.Fields = append(s.Fields, f...)
	}
	if withLines {
		s.Lists = []lang.List[subject]{linesOf()}
	}
	return s
}

func linesOf() lang.List[subject] {
	return lang.List[subject]{
		Name: "order.lines", Doc: "the lines of the order, with what each line has",
		Len: func(e subject) int {
			if e.order == nil {
				return 0
			}
			return len(e.order.Lines)
		},
		At:     func(e subject, i int) subject { return subject{e.view, &e.order.Lines[i]} },
		Fields: append(lineFields(""), skuFields("", lineSKU)...),
	}
}

// Reading helpers: each makes a field of a kind from a function over what is there.

func text(s string) lang.Value                         { return lang.Value{S: s} }
func number[N ~int | ~int64 | ~int32](n N) lang.Value  { return lang.Value{N: int64(n)} }
func amount(c core.Currency, a core.Amount) lang.Value { return lang.Value{N: millionths(c, a)} }
func truth(b bool) (v lang.Value) {
	if b {
		v.N = 1
	}
	return v
}

// millionths is an amount at the scale of prices; what is beyond it stays at the edge.
func millionths(c core.Currency, a core.Amount) int64 {
	scale := int64(core.PriceScale)
	for range c.Digits() {
		scale /= 10
	}
	const edge = int64(1) << 62
	if n := int64(a); n > edge/scale || n < -edge/scale {
		if n < 0 {
			return -edge
		}
		return edge
	}
	return int64(a) * scale
}

// ofOrder reads a field of the order, nothing where there is none.
func ofOrder(name, doc string, kind lang.Kind, get func(o *order.Order) lang.Value) lang.Field[subject] {
	return lang.Field[subject]{Name: "order." + name, Doc: doc, Kind: kind, Get: func(e subject) lang.Value {
		if e.order == nil {
			return lang.Value{}
		}
		return get(e.order)
	}}
}

// ofSums reads an amount for which all lines are looked at.
func ofSums(name, doc string, get func(v *view) core.Amount) lang.Field[subject] {
	return lang.Field[subject]{Name: name, Doc: doc, Kind: lang.Amount, Get: func(e subject) lang.Value {
		if e.order == nil {
			return lang.Value{}
		}
		return amount(e.order.Currency, get(e.view))
	}}
}

func orderFields() []lang.Field[subject] {
	return []lang.Field[subject]{
		ofOrder("channel", "the channel that it came by", lang.Text, func(o *order.Order) lang.Value { return text(o.Channel) }),
		ofOrder("external", "the channel's number of it", lang.Text, func(o *order.Order) lang.Value { return text(o.External) }),
		ofOrder("currency", "ISO 4217", lang.Text, func(o *order.Order) lang.Value { return text(string(o.Currency)) }),
		ofOrder("service", "the carrier's service that was asked for", lang.Text, func(o *order.Order) lang.Value { return text(o.Service) }),
		ofOrder("country", "ISO 3166 code of where it goes", lang.Text, func(o *order.Order) lang.Value { return text(o.ShipTo.Country) }),
		ofOrder("zone", "delivery zone of where it goes", lang.Text, func(o *order.Order) lang.Value { return text(o.ShipTo.Zone) }),
		ofOrder("post_prefix", "first part of the post code", lang.Text, func(o *order.Order) lang.Value { return text(o.ShipTo.Prefix) }),
		ofOrder("address_complete", "name, street, place and country are there", lang.Bool, func(o *order.Order) lang.Value { return truth(o.ShipTo.Complete) }),
		ofOrder("guest", "placed by nobody that the shop knows", lang.Bool, func(o *order.Order) lang.Value { return truth(o.Customer == "") }),
		ofOrder("total", "as the channel stated it", lang.Amount, func(o *order.Order) lang.Value { return amount(o.Currency, o.Total) }),
		ofSums("order.goods", "price times quantity of all lines, less discount", func(v *view) core.Amount {
			return core.Amount(v.sums.goods.of(func() int64 { return int64(v.order.Goods()) }))
		}),
		ofSums("order.computed", "goods, tax and charges together", func(v *view) core.Amount {
			return core.Amount(v.sums.computed.of(func() int64 { return int64(v.order.Computed()) }))
		}),
		ofOrder("discount", "discounts of all lines", lang.Amount, func(o *order.Order) lang.Value { return amount(o.Currency, discounts(o)) }),
		ofOrder("authorised", "paid: what may be captured", lang.Amount, func(o *order.Order) lang.Value { return amount(o.Currency, o.Payment.Authorised) }),
		ofOrder("captured", "paid: what was taken", lang.Amount, func(o *order.Order) lang.Value { return amount(o.Currency, o.Payment.Captured) }),
		ofOrder("paid_until", "when the authorisation ends", lang.Time, func(o *order.Order) lang.Value { return number(o.Payment.Until) }),
		ofOrder("risk", "fraud score from 0 to 100, as a checker said", lang.Int, func(o *order.Order) lang.Value { return number(o.Risk) }),
		ofOrder("substitutes", "the customer takes something else for what is short", lang.Bool, func(o *order.Order) lang.Value { return truth(o.Consent) }),
		ofOrder("ship_complete", "goes as a whole", lang.Bool, func(o *order.Order) lang.Value { return truth(o.Complete) }),
		ofOrder("priority", "lower is filled first", lang.Int, func(o *order.Order) lang.Value { return number(o.Priority) }),
		ofOrder("placed", "when it was placed", lang.Time, func(o *order.Order) lang.Value { return number(o.Placed) }),
		ofOrder("placed_on", "the day it was placed, UTC", lang.Date, func(o *order.Order) lang.Value { return number(core.DateIn(o.Placed, utc)) }),
		ofOrder("units", "of all lines", lang.Int, func(o *order.Order) lang.Value { return number(o.Sum(every)) }),
		ofOrder("packages", "fulfillment orders that are open", lang.Int, func(o *order.Order) lang.Value { return number(openHere(o)) }),
		{Name: "order.weight_g", Doc: "grams, of all lines", Kind: lang.Int, Get: func(e subject) lang.Value {
			return number(e.sums.weight.of(e.weight))
		}},
		{Name: "order.tags", Doc: "what the channel marked it with", Kind: lang.Text, Each: func(e subject, yield func(lang.Value) bool) {
			for i := 0; e.order != nil && i < len(e.order.Tags); i++ {
				if !yield(text(e.order.Tags[i])) {
					return
				}
			}
		}},
		{Name: "order.holds", Doc: "types of the holds that are open", Kind: lang.Text, Each: func(e subject, yield func(lang.Value) bool) {
			for i := 0; e.order != nil && i < len(e.order.Holds); i++ {
				if h := &e.order.Holds[i]; h.Done == "" && !yield(text(h.Type)) {
					return
				}
			}
		}},
	}
}
