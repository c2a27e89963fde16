package order

import (
	"slices"
	"strconv"

	"andon/core"
	"andon/core/stock"
)

// An RMA is one return of an order: asked for, allowed or refused, on its way, received,
// inspected. It stands within its order because it is about nothing else: what came back
// and what is credited change with the units of the order, in the same record, and an
// order that was closed long ago comes back into memory with its returns. Its id is
// SO-17/R1. The order stays open until nothing of its returns is awaited.
//
// What must hold: units that came back on a return either wait for their inspection or
// have exactly one disposition; units on their way back stand in stock as returning, at
// the location that expects them, and outside on_hand.
type RMA struct {
	No      int          `json:"no" cbor:"1,keyasint"`
	Asked   core.Instant `json:"asked,omitempty" cbor:"2,keyasint,omitempty"`
	By      string       `json:"by,omitempty" cbor:"3,keyasint,omitempty"`
	Reason  string       `json:"reason,omitempty" cbor:"4,keyasint,omitempty"` // code
	Wish    string       `json:"wish,omitempty" cbor:"5,keyasint,omitempty"`   // refund or exchange
	At      string       `json:"location,omitempty" cbor:"6,keyasint,omitempty"`
	Lines   []RMALine    `json:"lines,omitempty" cbor:"7,keyasint,omitempty"`
	Goods   []NewLine    `json:"goods,omitempty" cbor:"8,keyasint,omitempty"`   // wanted instead
	Allowed core.Instant `json:"allowed,omitempty" cbor:"9,keyasint,omitempty"` // when it was authorised
	Refused string       `json:"refused,omitempty" cbor:"10,keyasint,omitempty"`
	Until   core.Instant `json:"until,omitempty" cbor:"11,keyasint,omitempty"` // after which it is not awaited any more
	Ended   core.Instant `json:"ended,omitempty" cbor:"12,keyasint,omitempty"` // when it was given up
	Why     string       `json:"why,omitempty" cbor:"13,keyasint,omitempty"`   // expired, or what a person said
	Came    []Arrival    `json:"came,omitempty" cbor:"14,keyasint,omitempty"`
	Fee     core.Amount  `json:"fee,omitempty" cbor:"15,keyasint,omitempty"` // taken off what is due for it
	FeeWhy  string       `json:"fee_why,omitempty" cbor:"16,keyasint,omitempty"`
	Instead string       `json:"instead,omitempty" cbor:"17,keyasint,omitempty"` // the order that replaces the goods
}

// The wishes of a return.
const (
	WishRefund   = "refund"
	WishExchange = "exchange"
)

// RMALine is what was announced of a line.
type RMALine struct {
	Line int           `json:"line" cbor:"1,keyasint"`
	Qty  core.Quantity `json:"qty" cbor:"2,keyasint"`
	Came core.Quantity `json:"came,omitempty" cbor:"3,keyasint,omitempty"`
}

// Arrival is what came of a line to a location, and what was found of it.
type Arrival struct {
	Line     int              `json:"line" cbor:"1,keyasint"`
	Location string           `json:"location" cbor:"2,keyasint"`
	Qty      core.Quantity    `json:"qty" cbor:"3,keyasint"`
	Found    [4]core.Quantity `json:"found" cbor:"4,keyasint"` // by Disposition
}

// Waits is how many units of an arrival are still to be inspected.
func (a *Arrival) Waits() core.Quantity {
	return a.Qty - a.Found[Restock] - a.Found[Damage] - a.Found[Quarantine] - a.Found[Scrap]
}

// Disposition is what becomes of a unit that came back. The numbers are fixed on disk.
type Disposition uint8

// The dispositions.
const (
	Restock    Disposition = 0 // available
	Damage     Disposition = 1 // damaged
	Quarantine Disposition = 2 // stays in quality_control
	Scrap      Disposition = 3 // leaves the book
)

var dispositions = [...]string{"restock", "damage", "quarantine", "scrap"}

// Dispositions lists them.
func Dispositions() []string { return dispositions[:] }

func (d Disposition) String() string { return dispositions[min(d, Scrap)] }

// MarshalText writes the disposition's name.
func (d Disposition) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a disposition's name.
func (d *Disposition) UnmarshalText(b []byte) error {
	i := slices.Index(dispositions[:], string(b))
	if i < 0 {
		return core.E(core.CodeInvalid, "return", "", "goods that came back are restock, damage, quarantine or scrap")
	}
	*d = Disposition(i)
	return nil
}

// Move is what a disposition of units in quality control does to the stock book; false
// where they stay.
func (d Disposition) Move(sku, location string, q core.Quantity) (stock.Move, bool) {
	m := stock.Move{SKU: sku, Location: location, From: stock.QualityControl, Qty: q, Cause: stock.Inside}
	switch d {
	case Restock:
		m.To = stock.Available
	case Damage:
		m.To = stock.Damaged
	case Scrap:
		m.To, m.Cause = stock.Variance, stock.Missing
	default:
		return m, false
	}
	return m, true
}

// Found is the disposition of goods that are received into a state; false: they wait.
func Found(s stock.State) (Disposition, bool) {
	switch s {
	case stock.Available:
		return Restock, true
	case stock.Damaged:
		return Damage, true
	}
	return 0, false
}

// ReturnID is the id of a return.
func ReturnID(order string, no int) string { return order + "/R" + strconv.Itoa(no) }

func (r *RMA) clone() RMA {
	c := *r
	c.Lines, c.Came = slices.Clone(r.Lines), slices.Clone(r.Came)
	return c
}

// Awaited reports whether goods of the return are on their way.
func (r *RMA) Awaited() bool { return r.Allowed != 0 && r.Refused == "" && r.Ended == 0 }

// Undecided reports whether nobody has said yet whether the goods may come.
func (r *RMA) Undecided() bool { return r.Allowed == 0 && r.Refused == "" && r.Ended == 0 }

// Left is how many units of an announced line have not come.
func (l *RMALine) Left() core.Quantity { return max(l.Qty-l.Came, 0) }

// Coming is how many units of a line are on their way back.
func (r *RMA) Coming(line int) core.Quantity {
	if !r.Awaited() {
		return 0
	}
	for i := range r.Lines {
		if r.Lines[i].Line == line {
			return r.Lines[i].Left()
		}
	}
	return 0
}

// Left is how many announced units have not come, on their way or not.
func (r *RMA) Left() core.Quantity {
	var q core.Quantity
	for i := range r.Lines {
		q += r.Lines[i].Left()
	}
	return q
}

// Waits is how many units wait for their inspection.
func (r *RMA) Waits() core.Quantity {
	var q core.Quantity
	for i := range r.Came {
		q += r.Came[i].Waits()
	}
	return q
}

// Sum is how many units came.
func (r *RMA) Sum() core.Quantity {
	var q core.Quantity
	for i := range r.Came {
		q += r.Came[i].Qty
	}
	return q
}

// Open reports whether anything of the return is still to happen.
func (r *RMA) Open() bool {
	return r.Undecided() || r.Awaited() && r.Left() > 0 || r.Waits() > 0
}

// Status is one word for a return.
func (r *RMA) Status() string {
	switch {
	case r.Waits() > 0:
		return "received"
	case r.Undecided():
		return "requested"
	case r.Refused != "":
		return "refused"
	case r.Awaited() && r.Left() > 0:
		return "authorised"
	case r.Why == Expired:
		return Expired
	}
	return "closed"
}

// Expired is why a return ended that was announced and never came.
const Expired = "expired"

// Returns are the returns of the order, those that are over too.
func (o *Order) Returns() []RMA { return o.rare().Returns }

// RMA finds a return by number, or nil.
func (o *Order) RMA(no int) *RMA {
	m := o.rare()
	if no >= 1 && no <= len(m.Returns) {
		return &m.Returns[no-1]
	}
	return nil
}

// openReturns reports whether anything of the returns is still to happen.
func (m *More) openReturns() bool {
	return slices.ContainsFunc(m.Returns, func(r RMA) bool { return r.Open() })
}

// withheld counts the units of a line that came back and are not credited yet: they wait
// for their inspection, or their return was refused.
func (m *More) withheld(line int) core.Quantity {
	var q core.Quantity
	for i := range m.Returns {
		r := &m.Returns[i]
		for k := range r.Came {
			if a := &r.Came[k]; a.Line == line && r.Refused != "" {
				q += a.Qty
			} else if a.Line == line {
				q += a.Waits()
			}
		}
	}
	return q
}

// Announced counts the units of a line that open returns still wait for.
func (o *Order) Announced(line int) core.Quantity {
	var q core.Quantity
	for i := range o.rare().Returns {
		r := &o.More.Returns[i]
		if r.Undecided() {
			for k := range r.Lines {
				if r.Lines[k].Line == line {
					q += r.Lines[k].Left()
				}
			}
		}
		q += r.Coming(line)
	}
	return q
}

// Returnable counts the units of a line that may be sent back: they have left and are
// not lost, back, or announced already.
func (o *Order) Returnable(l *Line) core.Quantity {
	return max(l.In(Shipped)+l.In(Delivered)-l.Returned-o.Announced(l.No), 0)
}

// LostOpen counts the lost units of a line for which nothing was done yet.
func (o *Order) LostOpen(l *Line) core.Quantity {
	settled := qtyOf(o.rare().LostSettled, l.No) - qtyOf(o.rare().Found, l.No)
	backOfLost := max(l.Returned-l.In(Shipped)-l.In(Delivered), 0)
	return max(l.In(Lost)-max(settled, backOfLost), 0)
}

// AtStake counts the units of a line that arrived although they were settled as lost,
// and did not come back since.
func (o *Order) AtStake(l *Line) core.Quantity {
	return max(qtyOf(o.rare().Found, l.No)-l.Returned, 0)
}
