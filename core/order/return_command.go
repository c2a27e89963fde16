package order

import "andon/core"

// RequestReturn asks whether goods may come back.
type RequestReturn struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	Lines    []LineQty `json:"lines" cbor:"2,keyasint"`
	Reason   string    `json:"reason" cbor:"3,keyasint"`                       // code
	Location string    `json:"location,omitempty" cbor:"4,keyasint,omitempty"` // where they go; where they came from when empty
	Wish     string    `json:"wish,omitempty" cbor:"5,keyasint,omitempty"`     // refund when empty, or exchange
	Goods    []NewLine `json:"goods,omitempty" cbor:"6,keyasint,omitempty"`    // wanted instead; the same goods when empty
}

// Kind names the command.
func (*RequestReturn) Kind() core.Kind { return "return.request" }

// DecideReturn authorises a return, or refuses it. A refused one may be authorised later.
type DecideReturn struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Return int    `json:"return" cbor:"2,keyasint"`
	Refuse bool   `json:"refuse,omitempty" cbor:"3,keyasint,omitempty"`
	Reason string `json:"reason,omitempty" cbor:"4,keyasint,omitempty"` // needed where it is refused
}

// Kind names the command.
func (*DecideReturn) Kind() core.Kind { return "return.decide" }

// Inspect says what became of goods that came back and wait in quality control. No
// lines: all that wait, as To says.
type Inspect struct {
	Order  string      `json:"order" cbor:"1,keyasint"`
	Return int         `json:"return" cbor:"2,keyasint"`
	Lines  []Inspected `json:"lines,omitempty" cbor:"3,keyasint,omitempty"`
	To     Disposition `json:"to,omitempty" cbor:"4,keyasint,omitempty"` // restock when empty
	Reason string      `json:"reason,omitempty" cbor:"5,keyasint,omitempty"`
}

// Inspected is what became of units of a line.
type Inspected struct {
	Line     int           `json:"line" cbor:"1,keyasint"`
	Qty      core.Quantity `json:"qty" cbor:"2,keyasint"`
	To       Disposition   `json:"to" cbor:"3,keyasint,omitempty"`
	Location string        `json:"location,omitempty" cbor:"4,keyasint,omitempty"` // where they came to; needed where that was to several
}

// Kind names the command.
func (*Inspect) Kind() core.Kind { return "return.inspect" }

// CloseReturn gives up what has not come of a return.
type CloseReturn struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Return int    `json:"return" cbor:"2,keyasint"`
	Reason string `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*CloseReturn) Kind() core.Kind { return "return.close" }

// Deduct takes a restocking fee off what will be due for a return.
type Deduct struct {
	Order  string      `json:"order" cbor:"1,keyasint"`
	Return int         `json:"return" cbor:"2,keyasint"`
	Amount core.Amount `json:"amount" cbor:"3,keyasint"` // minor units of the order's currency
	Reason string      `json:"reason" cbor:"4,keyasint"`
}

// Kind names the command.
func (*Deduct) Kind() core.Kind { return "return.deduct" }

// GiveRefund gives money back for no goods, out of goodwill.
type GiveRefund struct {
	Order  string      `json:"order" cbor:"1,keyasint"`
	Amount core.Amount `json:"amount" cbor:"2,keyasint"` // minor units of the order's currency
	Reason string      `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*GiveRefund) Kind() core.Kind { return "refund.give" }

// SettleLost gives the money for lost units back, or sends the goods again in an order of
// their own. No lines: all that are lost and not settled.
type SettleLost struct {
	Order  string    `json:"order" cbor:"1,keyasint"`
	Lines  []LineQty `json:"lines,omitempty" cbor:"2,keyasint,omitempty"`
	Again  bool      `json:"again,omitempty" cbor:"3,keyasint,omitempty"` // send the goods again
	Reason string    `json:"reason" cbor:"4,keyasint"`
}

// Kind names the command.
func (*SettleLost) Kind() core.Kind { return "order.settle_lost" }

// Goods are goods by SKU, base units.
type Goods struct {
	SKU string        `json:"sku" cbor:"1,keyasint"`
	Qty core.Quantity `json:"qty" cbor:"2,keyasint"`
}
