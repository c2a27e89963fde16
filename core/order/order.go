// Package order is what was ordered and what became of it, at the grain of units:
// every unit of a line is in exactly one [Bucket]. Statuses are computed from
// quantities and never stored beside them.
//
// Orders change only by the events of this package, applied by Order's methods; each
// move of units is mirrored into the stock book by [UnitMove.StockMove].
package order

import (
	"slices"
	"strconv"

	"andon/core"
	"andon/core/stock"
)

// NounOrder is the noun of this package.
const NounOrder core.Noun = "order"

// Portion is a part of a line's units that share bucket, fulfillment order and dates.
type Portion struct {
	Bucket  Bucket        `json:"bucket" cbor:"1,keyasint"`
	Qty     core.Quantity `json:"qty" cbor:"2,keyasint"`
	FO      int           `json:"fo,omitempty" cbor:"3,keyasint,omitempty"`
	Ship    core.Date     `json:"ship,omitempty" cbor:"4,keyasint,omitempty"`    // promised dispatch
	Deliver core.Date     `json:"deliver,omitempty" cbor:"5,keyasint,omitempty"` // promised delivery
	Lot     string        `json:"lot,omitempty" cbor:"6,keyasint,omitempty"`
	Bin     string        `json:"bin,omitempty" cbor:"7,keyasint,omitempty"`
	// 8 was whether a cancellation was asked for: an ask knows that.
	Fence uint64    `json:"fence,omitempty" cbor:"9,keyasint,omitempty"`  // number of the reservation that committed units were taken from; 0: none
	After core.Date `json:"after,omitempty" cbor:"10,keyasint,omitempty"` // preordered: the day that it waits for, on which it is sourced
}

// Place is where the units lie that are to be picked; known of released units alone.
func (p *Portion) Place() stock.Place { return stock.Place{Bin: p.Bin, Lot: p.Lot} }

// Line is one line of an order. A kit's line carries no units (Kit is set on its
// component lines instead); its components do.
type Line struct {
	No          int           `json:"no" cbor:"1,keyasint"`
	SKU         string        `json:"sku" cbor:"2,keyasint"`
	Qty         core.Quantity `json:"qty" cbor:"3,keyasint"`                          // ordered, base units
	Unit        string        `json:"unit,omitempty" cbor:"4,keyasint,omitempty"`     // the unit it was ordered in
	UnitQty     core.Quantity `json:"unit_qty,omitempty" cbor:"5,keyasint,omitempty"` // and how many of those; 0: Qty is paid for
	Price       core.Price    `json:"price" cbor:"6,keyasint,omitempty"`              // per ordered unit, before tax
	Discount    core.Amount   `json:"discount,omitempty" cbor:"7,keyasint,omitempty"`
	Tax         core.Amount   `json:"tax,omitempty" cbor:"8,keyasint,omitempty"`
	Code        string        `json:"code,omitempty" cbor:"9,keyasint,omitempty"`    // as the channel wrote it, where it differs from SKU
	Text        string        `json:"text,omitempty" cbor:"10,keyasint,omitempty"`   // as the channel described it
	Method      string        `json:"method,omitempty" cbor:"11,keyasint,omitempty"` // ship when empty, or collect
	NotBefore   core.Date     `json:"not_before,omitempty" cbor:"12,keyasint,omitempty"`
	ShipBy      core.Instant  `json:"ship_by,omitempty" cbor:"13,keyasint,omitempty"`
	CancelAfter core.Instant  `json:"cancel_after,omitempty" cbor:"14,keyasint,omitempty"`
	KitOf       int           `json:"kit_of,omitempty" cbor:"15,keyasint,omitempty"` // number of the kit line that this is a component of
	PerKit      core.Quantity `json:"per_kit,omitempty" cbor:"16,keyasint,omitempty"`
	IsKit       bool          `json:"is_kit,omitempty" cbor:"17,keyasint,omitempty"`
	Source      []int64       `json:"source,omitempty" cbor:"18,keyasint,omitempty"` // line numbers in the file that it came from
	Portions    []Portion     `json:"portions,omitempty" cbor:"19,keyasint,omitempty"`
	Returned    core.Quantity `json:"returned,omitempty" cbor:"20,keyasint,omitempty"`
	Unknown     bool          `json:"unknown,omitempty" cbor:"21,keyasint,omitempty"`       // the SKU is not in the catalog: nothing can be sourced
	Back        []Back        `json:"back,omitempty" cbor:"22,keyasint,omitempty"`          // where what was returned arrived
	First       core.Date     `json:"first_promise,omitempty" cbor:"27,keyasint,omitempty"` // the delivery that was promised first, once another is
	FirstShip   core.Date     `json:"first_ship,omitempty" cbor:"28,keyasint,omitempty"`    // and the dispatch
	At          string        `json:"at,omitempty" cbor:"33,keyasint,omitempty"`            // the location at which it is collected; any when empty
}

// Back is how many units of a line came back to a location.
type Back struct {
	Location string        `json:"location" cbor:"1,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// Terms is what the line says about money.
func (l *Line) Terms() LineTerms {
	return LineTerms{Price: l.Price, Discount: l.Discount, Tax: l.Tax, Unit: l.Unit, UnitQty: l.UnitQty}
}

// In sums the units of the line that are in the bucket.
func (l *Line) In(b Bucket) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if l.Portions[i].Bucket == b {
			q += l.Portions[i].Qty
		}
	}
	return q
}

// ToPick sums the line's released units of a fulfillment order at a place.
func (l *Line) ToPick(fo int, at stock.Place) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && p.Bucket == Released && p.Place() == at {
			q += p.Qty
		}
	}
	return q
}

// Sum sums the units of the line whose bucket satisfies the test.
func (l *Line) Sum(test func(Bucket) bool) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if test(l.Portions[i].Bucket) {
			q += l.Portions[i].Qty
		}
	}
	return q
}

// InFO sums the units of the line that a fulfillment order has in a bucket.
func (l *Line) InFO(fo int, b Bucket) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && p.Bucket == b {
			q += p.Qty
		}
	}
	return q
}

// BackAt is how many units of the line came back to a location.
func (l *Line) BackAt(location string) core.Quantity {
	for _, b := range l.Back {
		if b.Location == location {
			return b.Qty
		}
	}
	return 0
}

// Charge is money on the order that is not goods: postage, discount, fee.
type Charge struct {
	Type   string      `json:"type" cbor:"1,keyasint"`
	Amount core.Amount `json:"amount" cbor:"2,keyasint,omitempty"`
	Text   string      `json:"text,omitempty" cbor:"3,keyasint,omitempty"`
	Source []int64     `json:"source,omitempty" cbor:"4,keyasint,omitempty"`
}

// Payment is what the channel says about money, in minor units of the order's currency.
type Payment struct {
	Until      core.Instant `json:"until,omitempty" cbor:"1,keyasint,omitempty"` // authorised until
	Authorised core.Amount  `json:"authorised,omitempty" cbor:"2,keyasint,omitempty"`
	Captured   core.Amount  `json:"captured,omitempty" cbor:"3,keyasint,omitempty"`
	Refunded   core.Amount  `json:"refunded,omitempty" cbor:"4,keyasint,omitempty"`
}

// Fulfillment is a fulfillment order: units of this order at one location for one
// service and date. Its units are the portions that carry its number.
type Fulfillment struct {
	No       int          `json:"no" cbor:"1,keyasint"`
	Location string       `json:"location" cbor:"2,keyasint"`
	Service  string       `json:"service,omitempty" cbor:"3,keyasint,omitempty"`
	Ship     core.Date    `json:"ship,omitempty" cbor:"4,keyasint,omitempty"`
	Deliver  core.Date    `json:"deliver,omitempty" cbor:"5,keyasint,omitempty"`
	Opened   core.Instant `json:"opened,omitempty" cbor:"6,keyasint,omitempty"`
	Accepted core.Instant `json:"accepted,omitempty" cbor:"7,keyasint,omitempty"`    // by its location; 0: not yet
	Rejected string       `json:"rejected,omitempty" cbor:"8,keyasint,omitempty"`    // reason, when the location refused
	Picked   core.Instant `json:"picked,omitempty" cbor:"9,keyasint,omitempty"`      // when its first unit was taken from the shelf
	Emptied  core.Instant `json:"emptied,omitempty" cbor:"10,keyasint,omitempty"`    // when its last unit was taken from it before any was picked
	AtRisk   core.Instant `json:"at_risk,omitempty" cbor:"13,keyasint,omitempty"`    // when it was seen that its work is not done in time for its day
	Begins   core.Instant `json:"begins,omitempty" cbor:"14,keyasint,omitempty"`     // when its day begins at its location, where units have to leave by a time
	Outage   string       `json:"outage,omitempty" cbor:"25,keyasint,omitempty"`     // because of which its units came to it
	Sent     bool         `json:"sent,omitempty" cbor:"26,keyasint,omitempty"`       // and by which it counts as spilled over, at a location that would not have had them
	Full     core.Date    `json:"full,omitempty" cbor:"27,keyasint,omitempty"`       // the day on which it would leave if its location had had room; 0: it leaves on that day
	Wave     uint64       `json:"wave,omitempty" cbor:"16,keyasint,omitempty"`       // number of the wave that released it; 0: none
	Bought   bool         `json:"bought,omitempty" cbor:"20,keyasint,omitempty"`     // its units are bought from a supplier for the order, see PurchaseID
	Ready    core.Instant `json:"ready,omitempty" cbor:"18,keyasint,omitempty"`      // when it could be collected first
	Until    core.Date    `json:"kept_until,omitempty" cbor:"19,keyasint,omitempty"` // the last day on which it can be
}

// Shipment is what left in one hand-over to a carrier; packages nest in it.
type Shipment struct {
	No        int          `json:"no" cbor:"1,keyasint"`
	FO        int          `json:"fo" cbor:"2,keyasint"`
	Carrier   string       `json:"carrier,omitempty" cbor:"3,keyasint,omitempty"`
	Service   string       `json:"service,omitempty" cbor:"4,keyasint,omitempty"`
	Tracking  string       `json:"tracking,omitempty" cbor:"5,keyasint,omitempty"`
	Packages  []Package    `json:"packages,omitempty" cbor:"6,keyasint,omitempty"`
	At        core.Instant `json:"at,omitempty" cbor:"7,keyasint,omitempty"`
	Delivered core.Instant `json:"delivered,omitempty" cbor:"8,keyasint,omitempty"`
	Lines     []LineQty    `json:"lines,omitempty" cbor:"9,keyasint,omitempty"`
	Void      core.Instant `json:"void,omitempty" cbor:"10,keyasint,omitempty"`        // when it was taken back because it had not left
	Why       string       `json:"why,omitempty" cbor:"11,keyasint,omitempty"`         // of that
	Of        string       `json:"consignment,omitempty" cbor:"12,keyasint,omitempty"` // the consignment that it left in
	Collected bool         `json:"collected,omitempty" cbor:"13,keyasint,omitempty"`   // handed to the customer at its location
}

// Hold blocks named steps of an order or of one line until it is resolved.
type Hold struct {
	No     int          `json:"no" cbor:"1,keyasint"`
	Type   string       `json:"type" cbor:"2,keyasint"`
	Line   int          `json:"line,omitempty" cbor:"3,keyasint,omitempty"` // 0: the whole order
	Blocks Step         `json:"blocks" cbor:"4,keyasint"`
	Reason string       `json:"reason,omitempty" cbor:"5,keyasint,omitempty"`
	At     core.Instant `json:"at,omitempty" cbor:"6,keyasint,omitempty"`
	By     string       `json:"by,omitempty" cbor:"7,keyasint,omitempty"`
	Done   string       `json:"done,omitempty" cbor:"8,keyasint,omitempty"`    // resolved or rejected; "" while it holds
	Why    string       `json:"why,omitempty" cbor:"9,keyasint,omitempty"`     // of the resolution
	Policy uint64       `json:"policy,omitempty" cbor:"10,keyasint,omitempty"` // number of the policy whose rule placed it
	Rule   string       `json:"rule,omitempty" cbor:"11,keyasint,omitempty"`   // section.name; "" where the shop itself or a person did
	Until  core.Instant `json:"until,omitempty" cbor:"12,keyasint,omitempty"`  // when it ends by itself
	Freed  string       `json:"freed,omitempty" cbor:"14,keyasint,omitempty"`  // the person who released it
	Drop   bool         `json:"drop,omitempty" cbor:"13,keyasint,omitempty"`   // then by rejection: what it holds is cancelled
	Paid   core.Amount  `json:"paid,omitempty" cbor:"15,keyasint,omitempty"`   // it ends once so much is captured; 0: payment does not end it
}

// Order is the whole order. N rises with every order of the shop; ID is "SO-N".
type Order struct {
	ID           string        `json:"id" cbor:"1,keyasint"`
	N            uint64        `json:"n" cbor:"2,keyasint"`
	Channel      string        `json:"channel" cbor:"3,keyasint"`
	External     string        `json:"external,omitempty" cbor:"4,keyasint,omitempty"`
	Rev          int64         `json:"rev,omitempty" cbor:"5,keyasint,omitempty"` // the channel's version of the order
	Print        [16]byte      `json:"-" cbor:"6,keyasint"`                       // digest of the content of Rev
	Entity       string        `json:"entity,omitempty" cbor:"7,keyasint,omitempty"`
	Currency     core.Currency `json:"currency" cbor:"8,keyasint"`
	Customer     string        `json:"customer,omitempty" cbor:"9,keyasint,omitempty"`
	ShipTo       core.Party    `json:"ship_to" cbor:"10,keyasint"`
	Service      string        `json:"service,omitempty" cbor:"11,keyasint,omitempty"`
	Placed       core.Instant  `json:"placed" cbor:"12,keyasint"`   // occurred
	Recorded     core.Instant  `json:"recorded" cbor:"13,keyasint"` //
	Lines        []Line        `json:"lines" cbor:"14,keyasint"`
	Charges      []Charge      `json:"charges,omitempty" cbor:"15,keyasint,omitempty"`
	Total        core.Amount   `json:"total,omitempty" cbor:"16,keyasint,omitempty"` // as the channel stated it
	Payment      Payment       `json:"payment" cbor:"17,keyasint"`
	Complete     bool          `json:"complete,omitempty" cbor:"18,keyasint,omitempty"` // ship complete
	Priority     int           `json:"priority,omitempty" cbor:"19,keyasint,omitempty"` // lower is filled first
	ByChannel    bool          `json:"by_channel,omitempty" cbor:"20,keyasint,omitempty"`
	Holds        []Hold        `json:"holds,omitempty" cbor:"21,keyasint,omitempty"`
	Fulfillments []Fulfillment `json:"fulfillments,omitempty" cbor:"22,keyasint,omitempty"`
	Shipments    []Shipment    `json:"shipments,omitempty" cbor:"23,keyasint,omitempty"`
	Decisions    []uint64      `json:"decisions,omitempty" cbor:"24,keyasint,omitempty"` // records that hold its sourcing decisions
	Avoid        []Avoid       `json:"avoid,omitempty" cbor:"25,keyasint,omitempty"`
	Note         string        `json:"note,omitempty" cbor:"26,keyasint,omitempty"`
	Closed       core.Instant  `json:"closed,omitempty" cbor:"27,keyasint,omitempty"` // when its last unit became final
	core.Stamp
	Late   core.Instant `json:"late,omitempty" cbor:"28,keyasint,omitempty"` // when its time to ship passed with units still here
	Erased bool         `json:"erased,omitempty" cbor:"29,keyasint,omitempty"`

	Risk    int           `json:"risk,omitempty" cbor:"30,keyasint,omitempty"`        // fraud score, 0 to 100
	Tags    []string      `json:"tags,omitempty" cbor:"31,keyasint,omitempty"`        // what the channel marked it with
	Consent bool          `json:"substitutes,omitempty" cbor:"32,keyasint,omitempty"` // the customer takes something else for what is short
	Policy  uint64        `json:"policy,omitempty" cbor:"33,keyasint,omitempty"`      // number of the policy under which it was placed
	Rules   []string      `json:"rules,omitempty" cbor:"34,keyasint,omitempty"`       // of it that had a say when it was placed
	Told    Tell          `json:"told,omitempty" cbor:"36,keyasint,omitempty"`        // whether units on their way are promised
	Swaps   []Substituted `json:"swaps,omitempty" cbor:"37,keyasint,omitempty"`       // what went in place of what was ordered
	Handled bool          `json:"handled,omitempty" cbor:"35,keyasint,omitempty"`     // a person gave a command about it
	AtRisk  core.Instant  `json:"at_risk,omitempty" cbor:"40,keyasint,omitempty"`     // when it was seen last that a ship-by is near
	Near    core.Instant  `json:"near,omitempty" cbor:"41,keyasint,omitempty"`        // and which was: those up to it are
	More    *More         `json:"more,omitempty" cbor:"50,keyasint,omitempty"`        // what few orders have
}

// Tell says whether an order is promised what is on its way; 0: as its channel is.
type Tell uint8

// What a policy may say of that.
const (
	Told    Tell = 1
	NotTold Tell = 2
)

// Avoid says that a location shorted or rejected a line: it is not offered that
// line again before the SKU is counted there.
type Avoid struct {
	Line     int          `json:"line" cbor:"1,keyasint"`
	Location string       `json:"location" cbor:"2,keyasint"`
	At       core.Instant `json:"at" cbor:"3,keyasint"`
}

// DocID is the document's id.
func (o *Order) DocID() string { return o.ID }

// Clone copies what Apply may change.
func (o *Order) Clone() *Order {
	c := *o
	c.Lines = slices.Clone(o.Lines)
	n := 0
	for i := range c.Lines {
		n += len(c.Lines[i].Portions) + 1
	}
	all := make([]Portion, 0, n) // one allocation, a spare place behind each line
	for i := range c.Lines {
		from := len(all)
		all = append(all, c.Lines[i].Portions...)
		c.Lines[i].Portions = all[from:len(all):len(all)]
		c.Lines[i].Back = slices.Clone(c.Lines[i].Back)
	}
	c.Holds = slices.Clone(o.Holds)
	c.Fulfillments = slices.Clone(o.Fulfillments)
	c.Shipments = slices.Clone(o.Shipments)
	c.Decisions = slices.Clone(o.Decisions)
	c.Avoid = slices.Clone(o.Avoid)
	c.Swaps = slices.Clone(o.Swaps)
	c.More = o.More.Clone()
	return &c
}

// Line finds a line by number.
func (o *Order) Line(no int) *Line {
	if no >= 1 && no <= len(o.Lines) && o.Lines[no-1].No == no {
		return &o.Lines[no-1]
	}
	return nil
}

// FO finds a fulfillment order by number.
func (o *Order) FO(no int) *Fulfillment {
	if no >= 1 && no <= len(o.Fulfillments) && o.Fulfillments[no-1].No == no {
		return &o.Fulfillments[no-1]
	}
	return nil
}

// Holding returns the steps that open holds block for a line (0: holds on the order alone).
func (o *Order) Holding(line int) Step {
	var s Step
	for i := range o.Holds {
		h := &o.Holds[i]
		if h.Done == "" && (h.Line == 0 || h.Line == line) {
			s |= h.Blocks
		}
	}
	return s
}

// Blocked reports whether an open hold blocks a step for a line: on the order, on the
// line, or on the kit that it is part of.
func (o *Order) Blocked(l *Line, s Step) bool {
	return o.Holding(l.No)&s != 0 || l.KitOf != 0 && o.Holding(l.KitOf)&s != 0
}

// OpenHold finds an open hold of a type on a line.
func (o *Order) OpenHold(kind string, line int) *Hold {
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && h.Type == kind && h.Line == line {
			return h
		}
	}
	return nil
}

// Sum sums the units of all lines whose bucket satisfies the test.
func (o *Order) Sum(test func(Bucket) bool) core.Quantity {
	var q core.Quantity
	for i := range o.Lines {
		q += o.Lines[i].Sum(test)
	}
	return q
}

// Empties notes which fulfillment orders have lost their last unit before any was
// picked, and visits each of them once.
func (o *Order) Empties(at core.Instant, visit func(*Fulfillment)) {
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.Picked == 0 && f.Emptied == 0 && !o.HereInFO(f.No) {
			f.Emptied = at
			visit(f)
		}
	}
}

// InFO sums a fulfillment order's units in a bucket.
func (o *Order) InFO(fo int, b Bucket) core.Quantity {
	var q core.Quantity
	for i := range o.Lines {
		q += o.Lines[i].InFO(fo, b)
	}
	return q
}

// HereInFO reports whether a fulfillment order still has units at its location.
func (o *Order) HereInFO(fo int) bool {
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.FO == fo && p.Bucket.Here() {
				return true
			}
		}
	}
	return false
}

// IDOf is the id of the order with a number.
func IDOf(n uint64) string { return "SO-" + strconv.FormatUint(n, 10) }
