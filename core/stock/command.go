package stock

import "andon/core"

// Adjust is a fact: units were found or are gone, for a reason.
type Adjust struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"3,keyasint"`                       // + found, - gone
	State    State         `json:"state,omitempty" cbor:"4,keyasint,omitempty"` // available when empty
	Reason   string        `json:"reason" cbor:"5,keyasint"`
	Bin      string        `json:"bin,omitempty" cbor:"6,keyasint,omitempty"`
	Lot      string        `json:"lot,omitempty" cbor:"7,keyasint,omitempty"`
	Source   []int64       `json:"source,omitempty" cbor:"8,keyasint,omitempty"` // line numbers in the file it came from
}

// Kind names the command.
func (*Adjust) Kind() core.Kind { return "stock.adjust" }

// Shift is a request to move units between states, bins or locations. A shift to
// another location is a transfer that arrives at once.
type Shift struct {
	SKU        string        `json:"sku" cbor:"1,keyasint"`
	Location   string        `json:"location" cbor:"2,keyasint"`
	Qty        core.Quantity `json:"qty" cbor:"3,keyasint"`
	From       State         `json:"from" cbor:"4,keyasint"`
	To         State         `json:"to" cbor:"5,keyasint"`
	Reason     string        `json:"reason" cbor:"6,keyasint"`
	Bin        string        `json:"bin,omitempty" cbor:"7,keyasint,omitempty"`
	ToBin      string        `json:"to_bin,omitempty" cbor:"8,keyasint,omitempty"`
	Lot        string        `json:"lot,omitempty" cbor:"9,keyasint,omitempty"`
	ToLocation string        `json:"to_location,omitempty" cbor:"10,keyasint,omitempty"`
}

// Kind names the command.
func (*Shift) Kind() core.Kind { return "stock.move" }

// Count is a fact: at Command.Occurred so many sellable and unsellable units of the
// SKU lay at the location, committed ones included. It is an anchor: movements that
// occurred before it and arrive later explain its variance instead of moving the book again.
type Count struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	Counted  core.Quantity `json:"counted" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Count) Kind() core.Kind { return "stock.count" }

// ApproveCount writes off the units that a count found missing.
type ApproveCount struct {
	SKU      string `json:"sku" cbor:"1,keyasint"`
	Location string `json:"location" cbor:"2,keyasint"`
	Reason   string `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*ApproveCount) Kind() core.Kind { return "stock.approve_count" }

// Reserve is a request to keep available units for a holder.
type Reserve struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"3,keyasint"`
	Holder   string        `json:"holder" cbor:"4,keyasint"`
	Reason   string        `json:"reason" cbor:"5,keyasint"`
	Expires  core.Instant  `json:"expires,omitempty" cbor:"6,keyasint,omitempty"`
}

// Kind names the command.
func (*Reserve) Kind() core.Kind { return "stock.reserve" }

// Release gives reserved units back.
type Release struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"`
	Qty         core.Quantity `json:"qty,omitempty" cbor:"2,keyasint,omitempty"` // 0: all
	Reason      string        `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*Release) Kind() core.Kind { return "stock.release" }

// TransferReservation moves reserved units to another holder: to a channel's fence where
// it has one at the location, else to a reservation of their own.
type TransferReservation struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"`
	Holder      string        `json:"holder" cbor:"2,keyasint"`                  // channel/ID, order/ID, person/ID
	Qty         core.Quantity `json:"qty,omitempty" cbor:"3,keyasint,omitempty"` // 0: all
	Reason      string        `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*TransferReservation) Kind() core.Kind { return "stock.transfer_reservation" }

// Sale is a fact from a till: units left with a customer without an order.
type Sale struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"3,keyasint"` // negative: brought back
	Receipt  string        `json:"receipt,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*Sale) Kind() core.Kind { return "stock.sale" }

// Moved is the event of all movements that no order or document makes.
type Moved struct {
	Moves  []Move `json:"moves" cbor:"1,keyasint"`
	Reason string `json:"reason,omitempty" cbor:"2,keyasint,omitempty"`
}

// Kind names the event.
func (*Moved) Kind() core.Kind { return "stock.moved" }

// CountTaken anchors a balance: Variance is what the count leaves to explain.
type CountTaken struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	At       core.Instant  `json:"at" cbor:"3,keyasint"`
	Counted  core.Quantity `json:"counted" cbor:"4,keyasint"`
	Book     core.Quantity `json:"book" cbor:"5,keyasint"`
	Variance core.Quantity `json:"variance" cbor:"6,keyasint"` // + missing, - found; the new value of Balance.Open
}

// Kind names the event.
func (*CountTaken) Kind() core.Kind { return "stock.counted" }

// VarianceExplained changes what a count left to explain.
type VarianceExplained struct {
	SKU      string        `json:"sku" cbor:"1,keyasint"`
	Location string        `json:"location" cbor:"2,keyasint"`
	Variance core.Quantity `json:"variance" cbor:"3,keyasint"` // the new value of Balance.Open
	Reason   string        `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the event.
func (*VarianceExplained) Kind() core.Kind { return "stock.variance" }
