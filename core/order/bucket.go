package order

import (
	"andon/core"
	"andon/core/stock"
)

// Bucket is where a unit of a line is. Every unit is in exactly one. The numbers
// are fixed on disk.
type Bucket uint8

// The buckets.
const (
	Open        Bucket = 1 // ordered, not sourced yet
	Backordered Bucket = 2 // waits for stock
	Preordered  Bucket = 3 // waits for its date
	Allocated   Bucket = 4
	Released    Bucket = 5
	Picked      Bucket = 6
	Packed      Bucket = 7
	Shipped     Bucket = 8
	Delivered   Bucket = 9
	Lost        Bucket = 10 // lost on the way
	Cancelled   Bucket = 11
	Buckets            = 12
)

var bucketNames = [Buckets]string{"", "open", "backordered", "preordered", "allocated", "released", "picked", "packed",
	"shipped", "delivered", "lost", "cancelled"}

func (b Bucket) String() string {
	if b < Buckets {
		return bucketNames[b]
	}
	return "unknown"
}

// MarshalText writes the bucket's name.
func (b Bucket) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads a bucket's name.
func (b *Bucket) UnmarshalText(t []byte) error {
	for i, n := range bucketNames {
		if n == string(t) {
			*b = Bucket(i)
			return nil
		}
	}
	return core.E(core.CodeInvalid, "order", "", "there is no bucket "+string(t[:min(len(t), 40)]))
}

// Waiting reports whether the unit still looks for stock.
func (b Bucket) Waiting() bool { return b == Open || b == Backordered || b == Preordered }

// Here reports whether the unit is committed at a location.
func (b Bucket) Here() bool { return b >= Allocated && b <= Packed }

// Unpicked reports whether the unit is to be taken from a shelf.
func (b Bucket) Unpicked() bool { return b == Allocated || b == Released }

// Gone reports whether the unit has left.
func (b Bucket) Gone() bool { return b == Shipped || b == Delivered || b == Lost }

// Final reports whether nothing more is to be done for the unit before a return.
func (b Bucket) Final() bool { return b == Delivered || b == Lost || b == Cancelled }

// stockState is the state of the stock book that holds a unit in the bucket.
func (b Bucket) stockState() stock.State {
	switch b {
	case Allocated:
		return stock.Allocated
	case Released:
		return stock.Released
	case Picked:
		return stock.Picked
	case Packed:
		return stock.Packed
	case Shipped, Delivered, Lost:
		return stock.Customer
	}
	return stock.None
}

// UnitMove moves Qty units of a line from one bucket to another.
type UnitMove struct {
	Line    int           `json:"line" cbor:"1,keyasint"`
	From    Bucket        `json:"from" cbor:"2,keyasint"`
	To      Bucket        `json:"to" cbor:"3,keyasint"`
	Qty     core.Quantity `json:"qty" cbor:"4,keyasint"`
	FO      int           `json:"fo,omitempty" cbor:"5,keyasint,omitempty"`      // fulfillment order that the units come from
	ToFO    int           `json:"to_fo,omitempty" cbor:"6,keyasint,omitempty"`   // and the one they go to
	Ship    core.Date     `json:"ship,omitempty" cbor:"7,keyasint,omitempty"`    // promised, of units that are sourced or wait
	Deliver core.Date     `json:"deliver,omitempty" cbor:"8,keyasint,omitempty"` //
	Into    stock.State   `json:"into,omitempty" cbor:"9,keyasint,omitempty"`    // where stock goes that leaves an order; when empty it goes back to where it was taken from
	After   core.Date     `json:"after,omitempty" cbor:"12,keyasint,omitempty"`  // the day that preordered units wait for
	Fence   uint64        `json:"fence,omitempty" cbor:"14,keyasint,omitempty"`  // number of the reservation that units are taken from; 0: from what is available
	Place   *stock.Place  `json:"place,omitempty" cbor:"15,keyasint,omitempty"`  // of units that are released: where they are to be picked; of such that leave: only those from there
}

// SuppliedMove translates a move of units that are bought for an order into the stock book:
// they go from the supplier to the customer and are never on hand. It returns false where
// they stay with either.
func (u *UnitMove) SuppliedMove(sku, location string) (stock.Move, bool) {
	m := stock.Move{SKU: sku, Location: location, From: stock.Supplier, To: stock.Supplier, Qty: u.Qty, Cause: stock.Document}
	if u.From.Gone() {
		m.From = stock.Customer
	}
	if u.To.Gone() {
		m.To = stock.Customer
	}
	return m, m.From != m.To
}

// StockMove translates a unit's move into the stock book: units that wait or are
// cancelled stand in no account; committed ones at their location; shipped ones
// with the customer. It returns false where the book does not change. What goes back to
// a reservation is available first, see world.
func (u *UnitMove) StockMove(sku, location string) (stock.Move, bool) {
	m := stock.Move{SKU: sku, Location: location, From: u.From.stockState(), To: u.To.stockState(), Qty: u.Qty, Cause: stock.Inside}
	if m.From == stock.None {
		m.From = stock.Available
		if u.Fence != 0 {
			m.From = stock.Reserved
		}
	}
	if m.To == stock.None {
		m.To = stock.Available
		if u.Into != stock.None {
			m.To = u.Into
		}
	}
	switch {
	case m.From == m.To:
		return m, false
	case m.To == stock.Customer:
		m.Cause = stock.Shipment
	case m.From == stock.Customer:
		m.Cause = stock.Return
	}
	return m, true
}
