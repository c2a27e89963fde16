package flow

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// The types of hold that the shop itself places; each has an exception of its own.
const (
	HoldSKU       = "sku"
	HoldQuantity  = "quantity"
	HoldAddress   = "address"
	HoldPrice     = "price"
	HoldTotal     = "total"
	HoldDuplicate = "duplicate"
	HoldBlocked   = "blocked"
	HoldRoute     = "route"
	HoldErased    = "erased"
	HoldManual    = "manual"
)

// Types of hold that rules of a policy place and that have an exception of their own;
// any other word does as well.
const (
	HoldFraud      = "fraud"
	HoldCredit     = "credit"
	HoldPayment    = "payment"
	HoldCompliance = "compliance"
)

// exceptionOf is the exception that stands for an open hold.
func exceptionOf(h *order.Hold) exception.Type {
	switch h.Type {
	case HoldSKU:
		return exception.UnknownSKU
	case HoldQuantity:
		return exception.BadQuantity
	case HoldAddress:
		return exception.MissingAddress
	case HoldPrice:
		return exception.PriceMismatch
	case HoldTotal:
		return exception.TotalMismatch
	case HoldDuplicate:
		return exception.Duplicate
	case HoldBlocked:
		return exception.Blocked
	case HoldRoute:
		return exception.NoRoute
	case HoldErased:
		return exception.PersonErased
	case HoldFraud:
		return exception.FraudCheck
	case HoldCredit:
		return exception.CreditLimit
	case HoldPayment:
		return exception.PaymentOpen
	case HoldCompliance:
		return exception.Compliance
	}
	if h.By == "" {
		return exception.RuleHold
	}
	return exception.Held
}

// understanding is what a submitted order means in our terms.
type understanding struct {
	lines    []order.Understood
	explicit bool // some line is not taken as it was sent
	later    bool // some line waits for a day before it may leave
	holds    []order.Hold
	to       *core.Party // where it goes: what the channel says, or where its customer lives
}

func (u *understanding) hold(tx *world.Tx, kind string, line int, blocks order.Step, reason string) {
	u.holds = append(u.holds, order.Hold{No: len(u.holds) + 1, Type: kind, Line: line, Blocks: blocks, Reason: reason, At: tx.Now})
}

// understand resolves aliases, packs and kits, and holds what it cannot resolve.
func (d *Decider) understand(tx *world.Tx, lines []order.NewLine) understanding {
	u := understanding{lines: d.scratch.lines[:0]}
	for i := range lines {
		if len(u.lines) <= core.MaxLines {
			d.understandLine(tx, &u, i, &lines[i])
		}
	}
	d.scratch.lines = u.lines
	return u
}

func (d *Decider) understandLine(tx *world.Tx, u *understanding, i int, n *order.NewLine) {
	no := len(u.lines) + 1
	line := order.Understood{From: i, SKU: n.SKU, Qty: n.Qty}
	s := tx.W.SKU(n.SKU)
	if s == nil {
		line.Unknown, line.Qty, u.explicit = true, max(n.Qty, 0), true
		u.lines = append(u.lines, line)
		u.hold(tx, HoldSKU, no, order.StepSource, fmt.Sprintf("line %d: %s is not in the catalog", no, n.SKU))
		return
	}
	if s.ID != n.SKU {
		line.SKU, u.explicit = s.ID, true
	}
	units, ok := shippable(s, n)
	if !ok {
		line.Qty, u.explicit = 0, true
		u.lines = append(u.lines, line)
		u.hold(tx, HoldQuantity, no, order.StepSource, fmt.Sprintf("line %d: %s of %s is not a quantity that can be shipped", no, sent(n), s.ID))
		return
	}
	if units != n.Qty {
		line.Qty, u.explicit = units, true
	}
	u.later = u.later || n.NotBefore > 0 || s.Lifecycle == catalog.Preorder
	if blocked(s) {
		u.hold(tx, HoldBlocked, no, order.StepSource, fmt.Sprintf("line %d: %s is %s", no, s.ID, s.Lifecycle))
	}
	if len(s.Kit) == 0 {
		u.lines = append(u.lines, line)
		return
	}
	line.IsKit, u.explicit = true, true
	u.lines = append(u.lines, line)
	for _, k := range s.Kit {
		u.lines = append(u.lines, order.Understood{From: i, SKU: k.SKU, Qty: line.Qty * k.Qty, KitOf: no, PerKit: k.Qty})
	}
}

// sent is a line's quantity as it was sent, with its unit where it has one.
func sent(n *order.NewLine) string {
	return strings.TrimRight(fmt.Sprintf("%d %s", n.Qty, n.Unit), " ")
}

// blocked reports whether a SKU is not sold.
func blocked(s *catalog.SKU) bool {
	return s.Lifecycle == catalog.Blocked || s.Lifecycle == catalog.Draft
}

// shippable is how many base units a line asks for, where that is a quantity that can
// be shipped, with all components of a kit.
func shippable(s *catalog.SKU, n *order.NewLine) (core.Quantity, bool) {
	units, ok := s.UnitsPer(n.Unit)
	if !ok || n.Qty < 1 || n.Qty > core.MaxQuantity/units {
		return 0, false
	}
	for _, k := range s.Kit {
		if n.Qty*units > core.MaxQuantity/k.Qty {
			return 0, false
		}
	}
	return n.Qty * units, true
}

// validate adds the holds that the order as a whole deserves.
func (d *Decider) validate(tx *world.Tx, u *understanding, s *order.Submit, ch *catalog.Channel, currency core.Currency, customer *catalog.Customer) {
	if why, blocks := unreachable(u.to); why != "" && !ch.NoAddress {
		u.hold(tx, HoldAddress, 0, blocks, why)
	}
	if p := tx.W.PriceLists.Get(priceListFor(ch, customer)); p != nil {
		checkPrices(tx, u, s, p)
	}
	checkTotal(tx, u, s, currency, ch.Tolerance)
	if first := d.repeats(tx, s); first != nil {
		u.hold(tx, HoldDuplicate, 0, order.StepRelease, fmt.Sprintf("the same customer placed the same lines as %s (%s)", first.External, first.ID))
	}
}

// unreachable says why nothing can be sent to a party, and which steps that stops; "" when
// something can. Without a country no location can be chosen.
func unreachable(p *core.Party) (why string, blocks order.Step) {
	switch blocks = order.StepRelease | order.StepShip; {
	case p.Country != "" && !core.KnownCountry(p.Country):
		return fmt.Sprintf(noCountry, p.Country), blocks | order.StepSource
	case p.Country == "":
		return lacking, blocks | order.StepSource
	case !p.Complete:
		return lacking, blocks
	}
	return "", 0
}

const (
	lacking   = "the address lacks a name, a street, a place or a country"
	noCountry = "country %.40q is not one of ISO 3166, such as GB"
)

// priceListFor is the list that prices are checked against.
func priceListFor(ch *catalog.Channel, customer *catalog.Customer) string {
	if customer != nil && customer.PriceList != "" {
		return customer.PriceList
	}
	return ch.PriceList
}

// checkPrices compares prices with a list. A line's price is of one of the unit that it
// was ordered in; the list's is of a base unit, at so many of those.
func checkPrices(tx *world.Tx, u *understanding, s *order.Submit, p *catalog.PriceList) {
	day := core.DateIn(tx.Occurred(), utc)
	for i := range u.lines {
		l := &u.lines[i]
		if l.KitOf != 0 || l.Unknown {
			continue
		}
		n := &s.Lines[l.From]
		sku := tx.W.SKUs.Get(l.SKU)
		per, known := sku.UnitsPer(n.Unit)
		units, _ := shippable(sku, n)
		list, listed := p.Price(l.SKU, units, day)
		if !known || !listed {
			continue
		}
		want, most := times(list, per), times(p.Tolerance, per)
		if diff := n.Price - want; diff > most || diff < -most {
			u.hold(tx, HoldPrice, i+1, order.StepRelease, fmt.Sprintf("line %d: %s at %s%s, the list %s says %s", i+1, l.SKU, n.Price, inPacks(n.Unit, per), p.ID, want))
		}
	}
}

// times is the price of so many units. What is beyond the limit is no price of any line.
func times(p core.Price, units core.Quantity) core.Price {
	if p > core.MaxPrice/core.Price(units) {
		return core.MaxPrice + 1
	}
	return p * core.Price(units)
}

// inPacks names the unit that a price is of, where that is not the base unit.
func inPacks(unit string, per core.Quantity) string {
	if per == 1 {
		return ""
	}
	return fmt.Sprintf(" a %s of %d", unit, per)
}

// checkTotal compares what the channel states with what its parts add up to.
func checkTotal(tx *world.Tx, u *understanding, s *order.Submit, currency core.Currency, tolerance core.Amount) {
	if s.Total == nil {
		return
	}
	var sum core.Amount
	for i := range s.Lines {
		l := &s.Lines[i]
		goods, err := currency.Extend(l.Price, l.Qty)
		if err != nil || !sendable(goods) {
			u.hold(tx, HoldTotal, 0, order.StepRelease|order.StepInvoice, fmt.Sprintf("line %d: price times quantity is too large", i+1))
			return
		}
		if sum += goods - l.Discount + l.Tax; !sendable(sum) {
			break
		}
	}
	for i := range s.Charges {
		sum += s.Charges[i].Amount
	}
	if !sendable(sum) {
		u.hold(tx, HoldTotal, 0, order.StepRelease|order.StepInvoice, "the lines and charges add up to more than an order can cost")
		return
	}
	if diff := *s.Total - sum; diff > tolerance || diff < -tolerance {
		u.hold(tx, HoldTotal, 0, order.StepRelease|order.StepInvoice,
			fmt.Sprintf("the channel states %s, the lines and charges add up to %s", currency.Format(*s.Total), currency.Format(sum)))
	}
}

// repeats finds an open order of the same customer with the same lines, placed in the
// hour before on the same channel under another number.
func (d *Decider) repeats(tx *world.Tx, s *order.Submit) *order.Order {
	if s.Customer == "" {
		return nil
	}
	var found *order.Order
	looked := 0
	tx.W.OrdersOf(s.Customer, func(o *order.Order) bool {
		if o.Closed != 0 {
			return true // it may have left memory, which must make no difference
		}
		looked++
		if age := tx.Occurred() - o.Placed; age >= 0 && age <= 3_600_000 && o.Channel == s.Channel && sameLines(o, s.Lines) {
			found = o
		}
		return found == nil && looked < 5
	})
	return found
}

func sameLines(o *order.Order, lines []order.NewLine) bool {
	i := 0
	for k := range o.Lines {
		l := &o.Lines[k]
		if l.KitOf != 0 {
			continue
		}
		code, qty := l.SKU, l.Qty
		if l.Code != "" {
			code = l.Code
		}
		if l.UnitQty != 0 {
			qty = l.UnitQty
		}
		if i >= len(lines) || lines[i].SKU != code || lines[i].Qty != qty || lines[i].Price != l.Price {
			return false
		}
		i++
	}
	return i == len(lines)
}
