package order

import "andon/core"

// NewLine is a line as a channel or a person sends it.
type NewLine struct {
	SKU         string        `json:"sku" cbor:"1,keyasint"`
	Qty         core.Quantity `json:"qty" cbor:"2,keyasint"`                      // in Unit
	Unit        string        `json:"unit,omitempty" cbor:"3,keyasint,omitempty"` // base unit when empty
	Price       core.Price    `json:"price" cbor:"4,keyasint,omitempty"`
	Discount    core.Amount   `json:"discount,omitempty" cbor:"5,keyasint,omitempty"`
	Tax         core.Amount   `json:"tax,omitempty" cbor:"6,keyasint,omitempty"`
	Text        string        `json:"text,omitempty" cbor:"7,keyasint,omitempty"`
	Method      string        `json:"method,omitempty" cbor:"8,keyasint,omitempty"`
	NotBefore   core.Date     `json:"not_before,omitempty" cbor:"9,keyasint,omitempty"`
	ShipBy      core.Instant  `json:"ship_by,omitempty" cbor:"10,keyasint,omitempty"`
	CancelAfter core.Instant  `json:"cancel_after,omitempty" cbor:"11,keyasint,omitempty"`
	Source      []int64       `json:"source,omitempty" cbor:"12,keyasint,omitempty"`
	At          string        `json:"at,omitempty" cbor:"20,keyasint,omitempty"` // the location at which it is collected; any when empty
}

// Submit brings an order. From a connector it is a fact: whatever parses is
// recorded, with holds and exceptions where it must not go on. From a person it is a
// request, refused when it could not go on. Command.Occurred is when it was placed.
type Submit struct {
	Channel  string        `json:"channel" cbor:"1,keyasint"`
	External string        `json:"external,omitempty" cbor:"2,keyasint,omitempty"` // the channel's number
	Rev      int64         `json:"rev,omitempty" cbor:"3,keyasint,omitempty"`      // the channel's version
	Currency core.Currency `json:"currency,omitempty" cbor:"4,keyasint,omitempty"` // the channel's when empty
	Customer string        `json:"customer,omitempty" cbor:"5,keyasint,omitempty"` // id of a customer of ours
	ShipTo   core.Party    `json:"ship_to" cbor:"6,keyasint"`
	Service  string        `json:"service,omitempty" cbor:"7,keyasint,omitempty"`
	Lines    []NewLine     `json:"lines" cbor:"8,keyasint"`
	Charges  []Charge      `json:"charges,omitempty" cbor:"9,keyasint,omitempty"`
	Total    *core.Amount  `json:"total,omitempty" cbor:"10,keyasint,omitempty"` // checked when stated
	Payment  Payment       `json:"payment" cbor:"11,keyasint"`
	Complete bool          `json:"complete,omitempty" cbor:"12,keyasint,omitempty"`
	Priority int           `json:"priority,omitempty" cbor:"13,keyasint,omitempty"`
	Note     string        `json:"note,omitempty" cbor:"14,keyasint,omitempty"`
	Risk     int           `json:"risk,omitempty" cbor:"15,keyasint,omitempty"`        // fraud score, 0 to 100
	Tags     []string      `json:"tags,omitempty" cbor:"16,keyasint,omitempty"`        // for the rules of the policy
	Consent  bool          `json:"substitutes,omitempty" cbor:"17,keyasint,omitempty"` // the customer takes something else for what is short
}

// Kind names the command.
func (*Submit) Kind() core.Kind { return "order.submit" }

// TheParty gives the engine the person to seal.
func (s *Submit) TheParty() *core.Party { return &s.ShipTo }

// Amend changes an order before its units are picked.
type Amend struct {
	Order    string      `json:"order" cbor:"1,keyasint"`
	ShipTo   *core.Party `json:"ship_to,omitempty" cbor:"2,keyasint,omitempty"`
	Service  string      `json:"service,omitempty" cbor:"3,keyasint,omitempty"`
	Lines    []LineEdit  `json:"lines,omitempty" cbor:"4,keyasint,omitempty"`
	Add      []NewLine   `json:"add,omitempty" cbor:"5,keyasint,omitempty"`
	Complete *bool       `json:"complete,omitempty" cbor:"6,keyasint,omitempty"`
	Reason   string      `json:"reason" cbor:"7,keyasint"`
}

// LineEdit sets a line's new ordered quantity (base units) or corrects its SKU.
type LineEdit struct {
	Line int            `json:"line" cbor:"1,keyasint"`
	Qty  *core.Quantity `json:"qty,omitempty" cbor:"2,keyasint,omitempty"`
	SKU  string         `json:"sku,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*Amend) Kind() core.Kind { return "order.amend" }

// TheParty gives the engine the person to seal; nil when the address stays.
func (a *Amend) TheParty() *core.Party { return a.ShipTo }

// LineQty names units of a line.
type LineQty struct {
	Line int           `json:"line" cbor:"1,keyasint"`
	Qty  core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// Cancel takes units out that have not been shipped. No lines: everything that can be.
type Cancel struct {
	Order  string    `json:"order" cbor:"1,keyasint"`
	Lines  []LineQty `json:"lines,omitempty" cbor:"2,keyasint,omitempty"`
	Reason string    `json:"reason" cbor:"3,keyasint"`
	Source []int64   `json:"source,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*Cancel) Kind() core.Kind { return "order.cancel" }

// PlaceHold stops named steps of an order or line.
type PlaceHold struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Line   int    `json:"line,omitempty" cbor:"2,keyasint,omitempty"`
	Type   string `json:"type" cbor:"3,keyasint"`
	Blocks Step   `json:"blocks" cbor:"4,keyasint"`
	Reason string `json:"reason" cbor:"5,keyasint"`
}

// Kind names the command.
func (*PlaceHold) Kind() core.Kind { return "order.hold" }

// ResolveHold ends a hold: resolved lets the order go on, rejected cancels what it blocked.
type ResolveHold struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Hold   int    `json:"hold" cbor:"2,keyasint"`
	Reject bool   `json:"reject,omitempty" cbor:"3,keyasint,omitempty"`
	Reason string `json:"reason" cbor:"4,keyasint"`
}

// Kind names the command.
func (*ResolveHold) Kind() core.Kind { return "order.release_hold" }

// Inform is a fact that a channel or a checker learns about an order after it came:
// what was paid, how risky it looks. What is left out stays as it is.
type Inform struct {
	Order    string   `json:"order,omitempty" cbor:"1,keyasint,omitempty"`    // ours, or else
	Channel  string   `json:"channel,omitempty" cbor:"2,keyasint,omitempty"`  // the channel and
	External string   `json:"external,omitempty" cbor:"3,keyasint,omitempty"` // its number of the order
	Risk     *int     `json:"risk,omitempty" cbor:"4,keyasint,omitempty"`
	Payment  *Payment `json:"payment,omitempty" cbor:"5,keyasint,omitempty"`
	Tags     []string `json:"tags,omitempty" cbor:"6,keyasint"` // instead of those it has; [] takes them away
}

// Kind names the command.
func (*Inform) Kind() core.Kind { return "order.inform" }

// Source asks for the order's waiting units to be sourced again now.
type Source struct {
	Order string `json:"order" cbor:"1,keyasint"`
}

// Kind names the command.
func (*Source) Kind() core.Kind { return "order.source" }

// Accept is a location's yes to a fulfillment order; its units are released.
type Accept struct {
	Order string `json:"order" cbor:"1,keyasint"`
	FO    int    `json:"fo" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Accept) Kind() core.Kind { return "fulfillment.accept" }

// Reject is a location's no: its units are sourced elsewhere. The reason is a code of the
// shop, which says what it means for the stock; other words are the code other.
type Reject struct {
	Order  string    `json:"order" cbor:"1,keyasint"`
	FO     int       `json:"fo" cbor:"2,keyasint"`
	Reason string    `json:"reason" cbor:"3,keyasint"`
	Text   string    `json:"text,omitempty" cbor:"10,keyasint,omitempty"`
	Lines  []LineQty `json:"lines,omitempty" cbor:"11,keyasint,omitempty"` // none: all that is not picked
}

// Kind names the command.
func (*Reject) Kind() core.Kind { return "fulfillment.reject" }

// Pick is a fact: these units were taken from the shelf, these were not there. No
// lines and no shorts: everything was.
type Pick struct {
	Order string    `json:"order" cbor:"1,keyasint"`
	FO    int       `json:"fo" cbor:"2,keyasint"`
	Lines []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"`
	Short []LineQty `json:"short,omitempty" cbor:"4,keyasint,omitempty"`
	Bin   string    `json:"bin,omitempty" cbor:"10,keyasint,omitempty"` // where; else where they were to be picked first
}

// Kind names the command.
func (*Pick) Kind() core.Kind { return "fulfillment.pick" }

// Pack is a fact: these units are in boxes. No lines: all picked ones.
type Pack struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	FO       int       `json:"fo" cbor:"2,keyasint"`
	Lines    []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"`
	Packages []Package `json:"packages,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*Pack) Kind() core.Kind { return "fulfillment.pack" }

// Ship is a fact: these units have left. No lines: all packed ones.
type Ship struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	FO       int       `json:"fo" cbor:"2,keyasint"`
	Lines    []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"`
	Carrier  string    `json:"carrier,omitempty" cbor:"4,keyasint,omitempty"`
	Tracking string    `json:"tracking,omitempty" cbor:"5,keyasint,omitempty"`
	Packages []Package `json:"packages,omitempty" cbor:"6,keyasint,omitempty"`
}

// Kind names the command.
func (*Ship) Kind() core.Kind { return "fulfillment.ship" }

// Deliver is a fact: a shipment arrived, or was lost on the way.
type Deliver struct {
	Order    string `json:"order" cbor:"1,keyasint"`
	Shipment int    `json:"shipment" cbor:"2,keyasint"`
	Lost     bool   `json:"lost,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*Deliver) Kind() core.Kind { return "fulfillment.deliver" }

// Return is a fact: units came back, to a location, in a state. It is of the return that
// it names, else of the open one that awaits such goods.
type Return struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	Location string    `json:"location" cbor:"2,keyasint"`
	Lines    []LineQty `json:"lines" cbor:"3,keyasint"`
	Damaged  bool      `json:"damaged,omitempty" cbor:"4,keyasint,omitempty"` // else to available
	Inspect  bool      `json:"inspect,omitempty" cbor:"5,keyasint,omitempty"` // to quality control first
	Reason   string    `json:"reason" cbor:"6,keyasint"`
	Source   []int64   `json:"source,omitempty" cbor:"7,keyasint,omitempty"`
	Return   int       `json:"return,omitempty" cbor:"8,keyasint,omitempty"` // of the order
	Other    []Goods   `json:"other,omitempty" cbor:"9,keyasint,omitempty"`  // goods that the order does not have
}

// Kind names the command.
func (*Return) Kind() core.Kind { return "return.receive" }

// Undo is a fact from a channel that cancels or returns goods without naming the
// order: it is matched by customer and SKU with what is still open, else with what
// was shipped, newest first, whole or in part. What has no match becomes an exception.
type Undo struct {
	Channel  string     `json:"channel" cbor:"1,keyasint"`
	External string     `json:"external" cbor:"2,keyasint"`
	Customer string     `json:"customer,omitempty" cbor:"3,keyasint,omitempty"`
	Lines    []UndoLine `json:"lines" cbor:"4,keyasint"`
	Location string     `json:"location,omitempty" cbor:"5,keyasint,omitempty"` // where returned goods arrive
}

// UndoLine is one line of an Undo.
type UndoLine struct {
	SKU    string        `json:"sku" cbor:"1,keyasint"`
	Qty    core.Quantity `json:"qty" cbor:"2,keyasint"`
	Price  core.Price    `json:"price,omitempty" cbor:"3,keyasint,omitempty"`
	Source []int64       `json:"source,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*Undo) Kind() core.Kind { return "order.undo" }
