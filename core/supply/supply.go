// Package supply is what is on its way to us: purchase orders and transfer orders.
// Their lines alone move the stock states incoming and in_transit. Purchase orders for what
// a supplier sends to customers (Document.Bought) move neither.
package supply

import (
	"slices"

	"andon/core"
)

// The nouns of this package.
const (
	NounPurchase core.Noun = "purchase"
	NounTransfer core.Noun = "transfer"
)

// Line is one line of a purchase or transfer order. What is still to come is
// Qty - Received - Damaged - Closed, never below zero.
type Line struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"2,keyasint"`
	Expected core.Date     `json:"expected,omitempty" cbor:"3,keyasint,omitempty"`
	Cost     core.Price    `json:"cost,omitempty" cbor:"4,keyasint,omitempty"` // per base unit
	Received core.Quantity `json:"received,omitempty" cbor:"5,keyasint,omitempty"`
	Damaged  core.Quantity `json:"damaged,omitempty" cbor:"6,keyasint,omitempty"`
	Closed   core.Quantity `json:"closed,omitempty" cbor:"7,keyasint,omitempty"`  // will not come
	Shipped  core.Quantity `json:"shipped,omitempty" cbor:"8,keyasint,omitempty"` // transfers: left the origin
	For      int           `json:"for,omitempty" cbor:"33,keyasint,omitempty"`    // bought for an order: the order's line; what its supplier sent the customer counts as received
}

// Coming is what the line still promises. For a transfer: what is on the road.
func (l *Line) Coming(transfer bool) core.Quantity {
	base := l.Qty
	if transfer {
		base = l.Shipped
	}
	return max(base-l.Received-l.Damaged-l.Closed, 0)
}

// Left is what the line has not brought or given up: ordered, or sent beyond it.
func (l *Line) Left() core.Quantity {
	return max(max(l.Qty, l.Shipped)-l.Received-l.Damaged-l.Closed, 0)
}

// Document is a purchase order (Supplier set) or a transfer order (From set).
type Document struct {
	ID       string        `json:"id" cbor:"1,keyasint"`
	Supplier string        `json:"supplier,omitempty" cbor:"2,keyasint,omitempty"`
	From     string        `json:"from,omitempty" cbor:"3,keyasint,omitempty"` // origin location of a transfer
	Location string        `json:"location" cbor:"4,keyasint"`                 // destination
	Currency core.Currency `json:"currency,omitempty" cbor:"5,keyasint,omitempty"`
	Lines    []Line        `json:"lines" cbor:"6,keyasint"`
	Slipped  int           `json:"slipped,omitempty" cbor:"7,keyasint,omitempty"` // how often its dates moved
	Closed   core.Instant  `json:"closed,omitempty" cbor:"8,keyasint,omitempty"`
	Opened   core.Instant  `json:"opened,omitempty" cbor:"9,keyasint,omitempty"`
	LateSeen bool          `json:"late,omitempty" cbor:"10,keyasint,omitempty"` // its last date has passed with units still to come
	core.Stamp
	Outage  string    `json:"outage,omitempty" cbor:"39,keyasint,omitempty"`          // that moved its dates last; "" where a person did since
	Earlier []string  `json:"earlier_outages,omitempty" cbor:"40,keyasint,omitempty"` // that moved them before and are in them still
	Order   string    `json:"order,omitempty" cbor:"33,keyasint,omitempty"`           // that it is bought for, see Bought
	FO      int       `json:"fo,omitempty" cbor:"34,keyasint,omitempty"`              // and the fulfillment order
	Passed  core.Date `json:"passed,omitempty" cbor:"11,keyasint,omitempty"`          // the last day that is over at its location: nothing is expected on it any more
}

// DocID is the document's id.
func (d *Document) DocID() string { return d.ID }

// Clone copies what Apply may change.
func (d *Document) Clone() *Document {
	c := *d
	c.Lines = slices.Clone(d.Lines)
	return &c
}

// Transfer reports whether the document is a transfer order.
func (d *Document) Transfer() bool { return d.From != "" }

// Bought reports whether the document is a purchase order to a supplier who sends the
// goods to the customer of one order. It follows that order; nothing of it comes to us, and
// it moves no stock of ours.
func (d *Document) Bought() bool { return d.Order != "" }

// Noun is the document's noun.
func (d *Document) Noun() core.Noun {
	if d.Transfer() {
		return NounTransfer
	}
	return NounPurchase
}

// Cost is what the document's units cost that came or are to come, in minor units of its
// currency; each line is rounded as money is.
func (d *Document) Cost() core.Amount {
	var sum core.Amount
	for i := range d.Lines {
		l := &d.Lines[i]
		if cost, err := d.Currency.Extend(l.Cost, max(l.Qty, l.Received+l.Damaged+l.Closed)-l.Closed); err == nil {
			sum += cost
		}
	}
	return sum
}

// Done reports whether nothing more will come.
func (d *Document) Done() bool {
	for i := range d.Lines {
		if d.Lines[i].Left() > 0 {
			return false
		}
	}
	return true
}

// LastExpected is the latest date of what is still to come; 0: nothing is, or no date is known.
func (d *Document) LastExpected() core.Date {
	var last core.Date
	for i := range d.Lines {
		if l := &d.Lines[i]; l.Left() > 0 {
			last = max(last, l.Expected)
		}
	}
	return last
}

// Due is the day on which a line is expected; 0: nobody knows, or it has passed.
func (d *Document) Due(l *Line) core.Date {
	if l.Expected <= d.Passed {
		return 0
	}
	return l.Expected
}

// Awaited is the next day whose end is to be noticed: the first on which something is
// expected, or the last when that is over and nobody has said so; 0: there is none.
func (d *Document) Awaited() core.Date {
	var next core.Date
	for i := range d.Lines {
		l := &d.Lines[i]
		if day := d.Due(l); l.Left() > 0 && day != 0 && (next == 0 || day < next) {
			next = day
		}
	}
	if next == 0 && !d.LateSeen {
		return d.LastExpected()
	}
	return next
}

// Pass notes that all days up to one are over.
func (d *Document) Pass(day core.Date) {
	d.Passed = max(d.Passed, day)
	d.LateSeen = d.LateSeen || d.LastExpected() <= d.Passed
}

// Order places a purchase or transfer order.
type Order struct {
	Document Document `json:"document" cbor:"1,keyasint"`
}

// Kind names the command.
func (*Order) Kind() core.Kind { return "supply.order" }

// Got is what arrived of one line.
type Got struct {
	Line    int           `json:"line" cbor:"1,keyasint"` // index from 1
	Qty     core.Quantity `json:"qty" cbor:"2,keyasint,omitempty"`
	Damaged core.Quantity `json:"damaged,omitempty" cbor:"3,keyasint,omitempty"`
	Lot     string        `json:"lot,omitempty" cbor:"4,keyasint,omitempty"`
	Bin     string        `json:"bin,omitempty" cbor:"5,keyasint,omitempty"`
	Code    string        `json:"code,omitempty" cbor:"33,keyasint,omitempty"` // of what a supplier sent, in place of the line
}

// Receive is a fact: goods arrived, perhaps short, over or damaged.
type Receive struct {
	ID    string `json:"id" cbor:"1,keyasint"` // of the purchase or transfer order
	Lines []Got  `json:"lines" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Receive) Kind() core.Kind { return "supply.receive" }

// Dispatch is a fact: a transfer left its origin, or a supplier sent what was bought for an
// order to its customer. No lines: all that was ordered.
type Dispatch struct {
	ID       string `json:"id" cbor:"1,keyasint"`
	Lines    []Got  `json:"lines,omitempty" cbor:"2,keyasint,omitempty"`
	Carrier  string `json:"carrier,omitempty" cbor:"33,keyasint,omitempty"`  // of what was bought
	Tracking string `json:"tracking,omitempty" cbor:"34,keyasint,omitempty"` //
}

// Kind names the command.
func (*Dispatch) Kind() core.Kind { return "supply.dispatch" }

// Reschedule moves the expected date of all lines that are still to come.
type Reschedule struct {
	ID       string    `json:"id" cbor:"1,keyasint"`
	Expected core.Date `json:"expected" cbor:"2,keyasint"`
	Reason   string    `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Reschedule) Kind() core.Kind { return "supply.reschedule" }

// Close gives up what is still to come.
type Close struct {
	ID     string `json:"id" cbor:"1,keyasint"`
	Reason string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Close) Kind() core.Kind { return "supply.close" }

// Ordered opens the document of the record's Order; incoming moves with it.
type Ordered struct {
	Document Document `json:"document" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Ordered) Kind() core.Kind { return "supply.ordered" }

// Received books what arrived.
type Received struct {
	ID    string `json:"id" cbor:"1,keyasint"`
	Lines []Got  `json:"lines" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Received) Kind() core.Kind { return "supply.received" }

// Dispatched books what left a transfer's origin.
type Dispatched struct {
	ID    string `json:"id" cbor:"1,keyasint"`
	Lines []Got  `json:"lines" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Dispatched) Kind() core.Kind { return "supply.dispatched" }

// Rescheduled moves expected dates.
type Rescheduled struct {
	ID       string    `json:"id" cbor:"1,keyasint"`
	Expected core.Date `json:"expected" cbor:"2,keyasint"`
	Reason   string    `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
	Days     int       `json:"days,omitempty" cbor:"4,keyasint,omitempty"`   // not 0: each line that is still to come moves by so many days, and Expected is the last
	Outage   string    `json:"outage,omitempty" cbor:"5,keyasint,omitempty"` // that moves them; "" also where they go back
	Undoes   string    `json:"undoes,omitempty" cbor:"6,keyasint,omitempty"` // the outage whose days are taken back
}

// Kind names the event.
func (*Rescheduled) Kind() core.Kind { return "supply.rescheduled" }

// ClosedShort gives up what is still to come.
type ClosedShort struct {
	ID     string `json:"id" cbor:"1,keyasint"`
	Reason string `json:"reason,omitempty" cbor:"2,keyasint,omitempty"`
}

// Kind names the event.
func (*ClosedShort) Kind() core.Kind { return "supply.closed" }

// Overdue says that the document's last expected date has passed.
type Overdue struct {
	ID string `json:"id" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Overdue) Kind() core.Kind { return "supply.overdue" }
