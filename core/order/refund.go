package order

import (
	"math/bits"

	"andon/core"
)

// What is due back to a customer is not counted up as things happen: it is computed from
// what the order says, was paid and gave back, by one rule (docs/returns.md):
//
//   - a line costs price × quantity − discount + tax. Of its n units, the units k+1 to m
//     give round(cost × m / n) − round(cost × k / n), half away from zero, so that any
//     parts and the remainder sum exactly: the cumulative form of the largest remainder
//     method, known from apportionment (Balinski and Young, "Fair Representation", 1982).
//   - the cost of a kit is spread over its components once, see [KitShare], then over
//     their units in the same way.
//   - discounts on the order, and a total that was stated lower than its parts, are spread
//     over the goods by their cost. Postage and fees, and a total that was stated higher,
//     go back with the last unit, or are spread too where the shop says so.
//   - tax is as the order states it: what stands beside the price is added, what is
//     contained in the price needs nothing.
//   - what is still owed for what the customer keeps, and was not paid, comes off first.
//   - it is never more than what was captured.

// KitShare is a component's weight in the price of its kit. It is frozen when money of
// the order is due back first, so that later prices change nothing.
type KitShare struct {
	Line   int   `json:"line" cbor:"1,keyasint"`
	Weight int64 `json:"weight" cbor:"2,keyasint,omitempty"`
}

// Refund is money that is due: to the customer, or, in an exchange, to another order.
// Amounts are minor units of the order's currency.
type Refund struct {
	No     int          `json:"no" cbor:"1,keyasint"`
	Amount core.Amount  `json:"amount" cbor:"2,keyasint"`
	Cause  string       `json:"cause" cbor:"3,keyasint"`                      // returned, cancelled, lost, expired, amended, captured, goodwill
	Lines  []RefundLine `json:"lines,omitempty" cbor:"4,keyasint,omitempty"`  // what of it is for goods; the rest is charges, fees and debts
	Return int          `json:"return,omitempty" cbor:"5,keyasint,omitempty"` // of the order
	To     string       `json:"to,omitempty" cbor:"6,keyasint,omitempty"`     // the order that it pays; "": the customer
	Reason string       `json:"reason,omitempty" cbor:"7,keyasint,omitempty"`
	At     core.Instant `json:"at,omitempty" cbor:"8,keyasint,omitempty"`
}

// RefundLine is what is due for units of a line. Units that were credited before
// anything was paid are told with the first money that is due for them.
type RefundLine struct {
	Line   int           `json:"line" cbor:"1,keyasint"`
	Qty    core.Quantity `json:"qty" cbor:"2,keyasint,omitempty"`
	Amount core.Amount   `json:"amount" cbor:"3,keyasint,omitempty"`
}

// RefundDue says that money is due back, once for each cause. Connectors bring it to
// the channel or the payment provider; To is settled within the shop.
type RefundDue struct {
	Order    string        `json:"order" cbor:"1,keyasint"`
	Refund   Refund        `json:"refund" cbor:"2,keyasint"`
	Currency core.Currency `json:"currency" cbor:"3,keyasint"`
	Kits     []KitShare    `json:"kits,omitempty" cbor:"4,keyasint,omitempty"` // frozen with it
}

// Kind names the event.
func (*RefundDue) Kind() core.Kind { return "refund.due" }

// cost is what one line, or one component of a kit, costs, with its units and how many
// of them the customer does not pay for.
type cost struct {
	line     *Line
	amount   core.Amount
	units    core.Quantity
	credited core.Quantity
}

func (c *cost) credit() core.Amount { return portion(c.amount, int64(c.credited), int64(c.units)) }

// Account is how the money of an order stands.
type Account struct {
	Whole    core.Amount // what everything ordered costs, with what later versions took out
	Credited core.Amount // of it, what the customer need not pay
	Paid     core.Amount // captured
	Due      core.Amount // of what was paid, what is or was due back in all
	Last     bool        // nothing is left that the customer pays for
	costs    []cost
}

// Account computes how the money of an order stands: kits are the shares of components
// where none are frozen yet, spread says that charges go back in parts.
func (o *Order) Account(kits []KitShare, spread bool) Account {
	a := Account{Paid: max(o.Payment.Captured, 0), costs: o.costs(kits)}
	var whole, goods core.Amount
	a.Last = len(a.costs) > 0
	for i := range a.costs {
		c := &a.costs[i]
		whole, goods = within(whole+c.amount), within(goods+c.credit())
		a.Last = a.Last && c.credited == c.units
	}
	more := o.rare()
	off, fees := o.beside(whole)
	a.Whole = within(within(whole+off) + within(fees+more.Sums.Dropped))
	a.Credited = within(within(goods+prorata(off, goods, whole, a.Last)) + more.Sums.Dropped)
	if spread || a.Last {
		a.Credited = within(a.Credited + prorata(fees, goods, whole, a.Last))
	}
	if a.Due = min(a.Paid, a.Whole) - (a.Whole - a.Credited); a.Last {
		a.Due = a.Paid
	}
	a.Due = max(a.Due-more.Sums.Deducted, 0)
	a.Due = min(within(a.Due+more.Sums.Goodwill), a.Paid)
	return a
}

// beside is what the order costs beside its lines: what makes it cheaper, and what dearer.
func (o *Order) beside(lines core.Amount) (off, fees core.Amount) {
	sum := lines
	add := func(a core.Amount) {
		if sum = within(sum + a); a < 0 {
			off = within(off + a)
		} else {
			fees = within(fees + a)
		}
	}
	for i := range o.Charges {
		add(o.Charges[i].Amount)
	}
	if o.Total != 0 {
		add(within(o.Total+o.rare().Sums.Beyond) - sum)
	}
	return off, fees
}

// costs lists the lines that have units. A kit is told by its components.
func (o *Order) costs(kits []KitShare) []cost {
	out := make([]cost, 0, len(o.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		switch {
		case l.IsKit:
			out = o.kitCosts(out, l, kits)
		case l.KitOf == 0:
			out = append(out, o.costOf(l, within(o.Value(l)+l.Tax)))
		}
	}
	return out
}

func (o *Order) costOf(l *Line, amount core.Amount) cost {
	units, credited := o.creditedOf(l)
	return cost{l, amount, units, credited}
}

func (o *Order) kitCosts(out []cost, kit *Line, kits []KitShare) []cost {
	if frozen := o.rare().Kits; len(frozen) > 0 {
		kits = frozen
	}
	var parts []*Line
	var weights []int64
	for i := range o.Lines {
		if l := &o.Lines[i]; l.KitOf == kit.No {
			parts = append(parts, l)
			weights = append(weights, weightOf(kits, l))
		}
	}
	for i, amount := range core.Spread(within(o.Value(kit)+kit.Tax), weights) {
		out = append(out, o.costOf(parts[i], amount))
	}
	return out
}

// weightOf is a component's frozen weight; the number of its units where none is.
func weightOf(kits []KitShare, l *Line) int64 {
	for i := range kits {
		if kits[i].Line == l.No {
			return kits[i].Weight
		}
	}
	return int64(l.PerKit)
}

// creditedOf counts the units of a line that are paid for, and those of them that the
// customer does not pay any more: cancelled, back (and looked at, where that is awaited),
// or lost and settled. Lost units that came back or arrived after all count once.
func (o *Order) creditedOf(l *Line) (units, credited core.Quantity) {
	m := o.rare()
	unpaid := qtyOf(m.Unpaid, l.No)
	cancelled := max(l.In(Cancelled)-unpaid, 0)
	back := l.Returned - m.withheld(l.No)
	settled := qtyOf(m.LostSettled, l.No)
	credited = cancelled + back + settled - min(qtyOf(m.Found, l.No), back)
	units = max(l.Qty-unpaid, 0)
	return units, min(credited, cancelled+l.Sum(Bucket.Gone), units)
}

// AnyCredit reports whether there is anything that money may be due for.
func (o *Order) AnyCredit() bool {
	if o.More != nil {
		return true
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; l.Returned > 0 || l.In(Cancelled) > 0 {
			return true
		}
	}
	return false
}

// Refunds are the refunds that are due or were.
func (o *Order) Refunds() []Refund { return o.rare().Refunds }

// RefundsDue sums them.
func (o *Order) RefundsDue() core.Amount {
	var sum core.Amount
	for i := range o.rare().Refunds {
		sum = within(sum + o.More.Refunds[i].Amount)
	}
	return sum
}

// toCustomer sums those that are due to the customer and not to another order.
func (o *Order) toCustomer() core.Amount {
	var sum core.Amount
	for _, r := range o.rare().Refunds {
		if r.To == "" {
			sum = within(sum + r.Amount)
		}
	}
	return sum
}

// ahead is what the channel paid back by itself, before or beyond what was due.
func (o *Order) ahead() core.Amount {
	return max(o.rare().Sums.Ahead, within(o.Payment.Refunded-o.toCustomer()))
}

// Refunding is what of the money was given back or is due: refunds, and what the channel
// paid back by itself.
func (o *Order) Refunding() core.Amount { return within(o.RefundsDue() + o.ahead()) }

// Unsettled is what is due to the customer and was not said to be paid back yet.
func (o *Order) Unsettled() core.Amount {
	return max(o.toCustomer()+o.ahead()-max(o.Payment.Refunded, 0), 0)
}

// Next is the refund that an account makes due now, beyond those before it and what the
// channel has paid back by itself; its amount is 0 where there is none.
func (o *Order) Next(a *Account) Refund {
	r := Refund{No: len(o.rare().Refunds) + 1, Amount: max(a.Due-o.Refunding(), 0)}
	if r.Amount == 0 {
		return r
	}
	for i := range a.costs {
		c := &a.costs[i]
		n := RefundLine{Line: c.line.No, Qty: c.credited, Amount: c.credit()}
		for _, old := range o.rare().Refunds {
			for _, was := range old.Lines {
				if was.Line == n.Line {
					n.Qty, n.Amount = n.Qty-was.Qty, n.Amount-was.Amount
				}
			}
		}
		if n.Qty > 0 {
			r.Lines = append(r.Lines, n)
		}
	}
	return r
}

// Share is what units of a line give back next, before what the rest of the order adds
// or takes.
func (a *Account) Share(line int, q core.Quantity) core.Amount {
	for i := range a.costs {
		if c := &a.costs[i]; c.line.No == line {
			return portion(c.amount, int64(min(c.credited+q, c.units)), int64(c.units)) - c.credit()
		}
	}
	return 0
}

// portion is round(total × k / n), half away from zero; all of it where k reaches n.
func portion(total core.Amount, k, n int64) core.Amount {
	if k <= 0 || n <= 0 {
		return 0
	}
	if k >= n {
		return total
	}
	minus := total < 0
	if minus {
		total = -total
	}
	hi, lo := bits.Mul64(uint64(total), uint64(k))
	lo, carry := bits.Add64(lo, uint64(n)/2, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(n))
	if minus {
		return -core.Amount(q)
	}
	return core.Amount(q)
}

// prorata is the part of an amount beside the goods that goes with credited goods.
func prorata(a, goods, whole core.Amount, last bool) core.Amount {
	if last {
		return a
	}
	return portion(a, int64(goods), int64(whole))
}

func qtyOf(lines []LineQty, line int) core.Quantity {
	for _, q := range lines {
		if q.Line == line {
			return q.Qty
		}
	}
	return 0
}

// AddTo adds units of a line to a list of them.
func AddTo(lines []LineQty, line int, q core.Quantity) []LineQty {
	for i := range lines {
		if lines[i].Line == line {
			lines[i].Qty += q
			return lines
		}
	}
	return append(lines, LineQty{line, q})
}

// stated is what the order costs as it stands: as the channel said, with what was amended
// since, else what its parts add up to.
func (o *Order) stated() core.Amount {
	if o.Total != 0 {
		return within(o.Total + o.rare().Sums.Beyond)
	}
	return o.Computed()
}

// reprice notes what an amendment does to the money of the order; what it returns is
// called when the amendment is done.
func (o *Order) reprice(e *Amended) func() {
	paid, stated, computed := o.Payment.Captured > 0, o.stated(), o.Computed()
	return func() {
		if now := o.Computed(); e.Total != nil && o.More != nil {
			o.More.Sums.Beyond = 0
		} else if e.Total == nil && o.Total != 0 && now != computed {
			m := o.more()
			m.Sums.Beyond = within(m.Sums.Beyond + now - computed)
		}
		for i := range e.Lines {
			if c := &e.Lines[i]; e.Rev != 0 && c.Line != 0 && c.Terms != nil {
				o.unpay(c.Line)
			}
		}
		if now := o.stated(); paid && now < stated {
			m := o.more()
			m.Sums.Dropped = within(m.Sums.Dropped + stated - now)
		}
	}
}

// unpay notes that a channel's newer version names the price of a line without those of
// its units that are cancelled; of a kit, without those of its components.
func (o *Order) unpay(line int) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.No != line && l.KitOf != line {
			continue
		}
		if q := l.In(Cancelled); q != qtyOf(o.rare().Unpaid, l.No) {
			m := o.more()
			m.Unpaid = AddTo(m.Unpaid, l.No, q-qtyOf(m.Unpaid, l.No))
		}
	}
}
