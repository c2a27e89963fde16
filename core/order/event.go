package order

import "andon/core"

// Placed opens an order. The goods and the party are those of the Submit that the
// record holds; Lines says how they were understood, where it is not one to one, and
// ShipTo where it goes, when the Submit does not say.
type Placed struct {
	ID       string        `json:"id" cbor:"1,keyasint"`
	N        uint64        `json:"n" cbor:"2,keyasint"`
	Customer string        `json:"customer,omitempty" cbor:"3,keyasint,omitempty"`
	Entity   string        `json:"entity,omitempty" cbor:"4,keyasint,omitempty"`
	Currency core.Currency `json:"currency" cbor:"5,keyasint"`
	Service  string        `json:"service,omitempty" cbor:"6,keyasint,omitempty"`
	Complete bool          `json:"complete,omitempty" cbor:"7,keyasint,omitempty"`
	Priority int           `json:"priority,omitempty" cbor:"8,keyasint,omitempty"`
	ByChan   bool          `json:"by_channel,omitempty" cbor:"9,keyasint,omitempty"`
	Lines    []Understood  `json:"lines,omitempty" cbor:"10,keyasint,omitempty"` // empty: as sent
	Holds    []Hold        `json:"holds,omitempty" cbor:"11,keyasint,omitempty"`
	Total    core.Amount   `json:"total,omitempty" cbor:"12,keyasint,omitempty"`
	ShipBy   core.Instant  `json:"ship_by,omitempty" cbor:"13,keyasint,omitempty"` // of lines that state none
	ShipTo   *core.Party   `json:"ship_to,omitempty" cbor:"14,keyasint,omitempty"` // the customer's
	Note     string        `json:"note,omitempty" cbor:"15,keyasint,omitempty"`    // what is to be known beside the channel's own
	Policy   uint64        `json:"policy,omitempty" cbor:"16,keyasint,omitempty"`  // number of the policy that was active
	Rules    []string      `json:"rules,omitempty" cbor:"17,keyasint,omitempty"`   // of it that had a say
	Told     Tell          `json:"told,omitempty" cbor:"19,keyasint,omitempty"`
	Cancel   core.Instant  `json:"cancel,omitempty" cbor:"18,keyasint,omitempty"`   // cancel after, of lines that state none
	Made     *Submit       `json:"made,omitempty" cbor:"20,keyasint,omitempty"`     // what it says, where the shop itself made it and the record has no Submit
	Replaces string        `json:"replaces,omitempty" cbor:"21,keyasint,omitempty"` // the order whose goods it replaces
}

// Understood is a line after aliases, packs and kits were resolved. From is the
// index of the line of the Submit that it stands for.
type Understood struct {
	From    int           `json:"from" cbor:"1,keyasint"`
	SKU     string        `json:"sku" cbor:"2,keyasint"`
	Qty     core.Quantity `json:"qty" cbor:"3,keyasint"` // base units
	KitOf   int           `json:"kit_of,omitempty" cbor:"4,keyasint,omitempty"`
	PerKit  core.Quantity `json:"per_kit,omitempty" cbor:"5,keyasint,omitempty"`
	IsKit   bool          `json:"is_kit,omitempty" cbor:"6,keyasint,omitempty"`
	Unknown bool          `json:"unknown,omitempty" cbor:"7,keyasint,omitempty"`
	ShipBy  core.Instant  `json:"ship_by,omitempty" cbor:"8,keyasint,omitempty"` // of a line that states none and must wait for a day
}

// Kind names the event.
func (*Placed) Kind() core.Kind { return "order.placed" }

// Sourced is a sourcing decision: which location ships which units, what waits, and
// what it was decided from, so that it can be explained for ever.
type Sourced struct {
	Order  string        `json:"order" cbor:"1,keyasint"`
	Cause  string        `json:"cause" cbor:"2,keyasint"` // placed, filled, asked, rerouted, waits, …
	Open   []Fulfillment `json:"open,omitempty" cbor:"3,keyasint,omitempty"`
	Moves  []UnitMove    `json:"moves,omitempty" cbor:"4,keyasint,omitempty"`
	Inputs *Inputs       `json:"inputs,omitempty" cbor:"5,keyasint,omitempty" replay:"skip"`
}

// Kind names the event.
func (*Sourced) Kind() core.Kind { return "order.sourced" }

// Inputs is all that the solver saw, and what it answered. Amounts are minor units
// of the order's currency.
type Inputs struct {
	Demands  []Demand    `json:"demands" cbor:"1,keyasint"`
	Offers   []Offer     `json:"offers" cbor:"2,keyasint"`
	Extra    core.Amount `json:"extra_package" cbor:"3,keyasint,omitempty"` // price of each package beyond the first
	Splits   int         `json:"max_splits,omitempty" cbor:"4,keyasint,omitempty"`
	Complete bool        `json:"complete,omitempty" cbor:"5,keyasint,omitempty"`
	Cost     core.Amount `json:"cost" cbor:"6,keyasint,omitempty"`
	Bound    core.Amount `json:"bound,omitempty" cbor:"7,keyasint,omitempty"` // where it was not proven
	Proven   bool        `json:"proven" cbor:"8,keyasint,omitempty"`
	Nodes    int         `json:"nodes,omitempty" cbor:"9,keyasint,omitempty"`
	Solver   int         `json:"solver" cbor:"10,keyasint"`
	Borrow   bool        `json:"borrow,omitempty" cbor:"15,keyasint,omitempty"`    // it would have waited: offers count what other channels lend
	Policy   uint64      `json:"policy,omitempty" cbor:"11,keyasint,omitempty"`    // number of the policy that was active
	Rules    []string    `json:"rules,omitempty" cbor:"12,keyasint,omitempty"`     // of it that set a price or limit
	Instead  string      `json:"instead,omitempty" cbor:"22,keyasint,omitempty"`   // the service that goes in place of the order's own, which is suspended
	Least    core.Amount `json:"min_value,omitempty" cbor:"13,keyasint,omitempty"` // least value of goods in each part of a split
	Before   core.Amount `json:"before,omitempty" cbor:"25,keyasint,omitempty"`    // of a re-evaluation: what it costs as it is
	Saving   core.Amount `json:"saving,omitempty" cbor:"26,keyasint,omitempty"`    // and by how much less anything else had to
	Until    core.Date   `json:"until,omitempty" cbor:"27,keyasint,omitempty"`     // full locations are asked for a later day, up to this one; 0: they are out
}

// Demand is one line's wish.
type Demand struct {
	Line      int           `json:"line" cbor:"1,keyasint"`
	Qty       core.Quantity `json:"qty" cbor:"2,keyasint"`
	Backorder core.Amount   `json:"backorder" cbor:"3,keyasint,omitempty"`       // cost per unit left unfilled
	Group     int           `json:"group,omitempty" cbor:"4,keyasint,omitempty"` // the kit line that it is a component of: filled together or not at all
}

// Offer is what one location could do; its slices run parallel to the demands.
type Offer struct {
	Location string          `json:"location" cbor:"1,keyasint"`
	Priority int             `json:"priority,omitempty" cbor:"2,keyasint,omitempty"`
	Package  core.Amount     `json:"package,omitempty" cbor:"3,keyasint,omitempty"`
	Avail    []core.Quantity `json:"avail,omitempty" cbor:"4,keyasint,omitempty"`
	Unit     []core.Amount   `json:"unit,omitempty" cbor:"5,keyasint,omitempty"`
	Excluded string          `json:"excluded,omitempty" cbor:"6,keyasint,omitempty"` // why the whole location is out
	Barred   []int           `json:"barred,omitempty" cbor:"7,keyasint,omitempty"`   // lines that it shorted or rejected
	Capacity int             `json:"capacity,omitempty" cbor:"8,keyasint,omitempty"` // fulfillment orders left that day, 0: unlimited
	Fenced   []core.Quantity `json:"fenced,omitempty" cbor:"10,keyasint,omitempty"`  // of Avail, units reserved for the order's channel or the order
	Kept     []core.Quantity `json:"kept,omitempty" cbor:"11,keyasint,omitempty"`    // beside Avail, units that are there and kept for others, or under a floor
	Joins    int             `json:"joins,omitempty" cbor:"25,keyasint,omitempty"`   // the open fulfillment order there that its units go into: no package more
	Own      []core.Quantity `json:"own,omitempty" cbor:"26,keyasint,omitempty"`     // of Avail, units of the order that are to leave from there already
	Later    core.Date       `json:"later,omitempty" cbor:"27,keyasint,omitempty"`   // its next day is full: the first one on which it has room
}

// Moved moves units within an order, for any cause but sourcing.
type Moved struct {
	Order  string     `json:"order" cbor:"1,keyasint"`
	Cause  string     `json:"cause" cbor:"2,keyasint"` // accepted, rejected, picked, shorted, packed, cancelled, broken, …
	Moves  []UnitMove `json:"moves" cbor:"3,keyasint"`
	Reason string     `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
	Avoid  []Avoid    `json:"avoid,omitempty" cbor:"5,keyasint,omitempty"`
	FO     int        `json:"fo,omitempty" cbor:"6,keyasint,omitempty"` // that was accepted or rejected
	Source []int64    `json:"source,omitempty" cbor:"7,keyasint,omitempty"`
	Wave   uint64     `json:"wave,omitempty" cbor:"15,keyasint,omitempty"`   // number of the wave that releases the units
	Outage string     `json:"outage,omitempty" cbor:"12,keyasint,omitempty"` // that takes them from what failed
}

// Kind names the event.
func (*Moved) Kind() core.Kind { return "order.moved" }

// ShipmentMade opens a shipment and moves its units.
type ShipmentMade struct {
	Order    string     `json:"order" cbor:"1,keyasint"`
	Shipment Shipment   `json:"shipment" cbor:"2,keyasint"`
	Moves    []UnitMove `json:"moves" cbor:"3,keyasint"`
}

// Kind names the event.
func (*ShipmentMade) Kind() core.Kind { return "order.shipped" }

// ShipmentEnded ends a shipment.
type ShipmentEnded struct {
	Order    string     `json:"order" cbor:"1,keyasint"`
	Shipment int        `json:"shipment" cbor:"2,keyasint"`
	Moves    []UnitMove `json:"moves" cbor:"3,keyasint"`
}

// Kind names the event.
func (*ShipmentEnded) Kind() core.Kind { return "order.delivered" }

// Returned books goods that came back.
type Returned struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	Location string    `json:"location" cbor:"2,keyasint"`
	State    uint8     `json:"state" cbor:"3,keyasint"` // stock.State that receives them
	Lines    []LineQty `json:"lines" cbor:"4,keyasint"`
	Reason   string    `json:"reason,omitempty" cbor:"5,keyasint,omitempty"`
	Source   []int64   `json:"source,omitempty" cbor:"6,keyasint,omitempty"`
	Return   int       `json:"return,omitempty" cbor:"7,keyasint,omitempty"` // of the order; 0: nobody asked
}

// Kind names the event.
func (*Returned) Kind() core.Kind { return "order.returned" }

// Held opens a hold.
type Held struct {
	Order string `json:"order" cbor:"1,keyasint"`
	Hold  Hold   `json:"hold" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Held) Kind() core.Kind { return "order.held" }

// HoldEnded resolves or rejects a hold.
type HoldEnded struct {
	Order string `json:"order" cbor:"1,keyasint"`
	Hold  int    `json:"hold" cbor:"2,keyasint"`
	Done  string `json:"done" cbor:"3,keyasint"`
	Why   string `json:"why,omitempty" cbor:"4,keyasint,omitempty"`
	By    string `json:"by,omitempty" cbor:"5,keyasint,omitempty"` // the person who released it
}

// Kind names the event.
func (*HoldEnded) Kind() core.Kind { return "order.hold_ended" }

// Amended changes what was ordered. Units that come or go are in Moves and Lines;
// a new address or added goods are those of the Amend or Submit that the record holds.
type Amended struct {
	Order    string       `json:"order" cbor:"1,keyasint"`
	Rev      int64        `json:"rev,omitempty" cbor:"2,keyasint,omitempty"`
	NewParty bool         `json:"new_party,omitempty" cbor:"3,keyasint,omitempty"`
	Service  string       `json:"service,omitempty" cbor:"4,keyasint,omitempty"`
	Complete *bool        `json:"complete,omitempty" cbor:"5,keyasint,omitempty"`
	Lines    []LineChange `json:"lines,omitempty" cbor:"6,keyasint,omitempty"`
	Moves    []UnitMove   `json:"moves,omitempty" cbor:"7,keyasint,omitempty"` // cancelled by the change
	Total    *core.Amount `json:"total,omitempty" cbor:"8,keyasint,omitempty"`
	Reason   string       `json:"reason,omitempty" cbor:"9,keyasint,omitempty"`
	Terms    *Terms       `json:"terms,omitempty" cbor:"10,keyasint,omitempty"` // what holds from now on
}

// Terms is what an order says about money beside its lines.
type Terms struct {
	Charges []Charge `json:"charges,omitempty" cbor:"1,keyasint,omitempty"`
	Payment Payment  `json:"payment" cbor:"2,keyasint"`
}

// LineTerms is what a line says about money, and for how many of which unit.
type LineTerms struct {
	Price    core.Price    `json:"price" cbor:"1,keyasint,omitempty"`
	Discount core.Amount   `json:"discount,omitempty" cbor:"2,keyasint,omitempty"`
	Tax      core.Amount   `json:"tax,omitempty" cbor:"3,keyasint,omitempty"`
	Unit     string        `json:"unit,omitempty" cbor:"4,keyasint,omitempty"`
	UnitQty  core.Quantity `json:"unit_qty,omitempty" cbor:"5,keyasint,omitempty"`
}

// LineChange adds units to a line (Line set), adds a line (Line 0, From the index
// of the added line in the command), or corrects a line's SKU while nothing of it is sourced.
type LineChange struct {
	Line    int           `json:"line,omitempty" cbor:"1,keyasint,omitempty"`
	From    int           `json:"from,omitempty" cbor:"2,keyasint,omitempty"`
	SKU     string        `json:"sku,omitempty" cbor:"3,keyasint,omitempty"`
	Qty     core.Quantity `json:"qty,omitempty" cbor:"4,keyasint,omitempty"` // units that come, in bucket open
	KitOf   int           `json:"kit_of,omitempty" cbor:"5,keyasint,omitempty"`
	PerKit  core.Quantity `json:"per_kit,omitempty" cbor:"6,keyasint,omitempty"`
	IsKit   bool          `json:"is_kit,omitempty" cbor:"7,keyasint,omitempty"`
	Unknown bool          `json:"unknown,omitempty" cbor:"8,keyasint,omitempty"`
	Terms   *LineTerms    `json:"terms,omitempty" cbor:"9,keyasint,omitempty"` // what holds for the line from now on
	Was     string        `json:"was,omitempty" cbor:"10,keyasint,omitempty"`  // the SKU that is corrected
}

// Kind names the event.
func (*Amended) Kind() core.Kind { return "order.amended" }

// Ignored records a channel's message that changed nothing: an older version, or the
// same one again.
type Ignored struct {
	Order string `json:"order" cbor:"1,keyasint"`
	Rev   int64  `json:"rev,omitempty" cbor:"2,keyasint,omitempty"`
	Why   string `json:"why" cbor:"3,keyasint"`
}

// Kind names the event.
func (*Ignored) Kind() core.Kind { return "order.ignored" }

// Informed says what is known of an order now: the payment, the score, the tags.
type Informed struct {
	Order   string   `json:"order" cbor:"1,keyasint"`
	Risk    *int     `json:"risk,omitempty" cbor:"2,keyasint,omitempty"`
	Payment *Payment `json:"payment,omitempty" cbor:"3,keyasint,omitempty"`
	Tags    []string `json:"tags,omitempty" cbor:"4,keyasint"` // nil and empty are told apart
}

// Kind names the event.
func (*Informed) Kind() core.Kind { return "order.informed" }

// Substituted puts other goods into a line of which nothing is sourced yet.
type Substituted struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Line   int    `json:"line" cbor:"2,keyasint"`
	SKU    string `json:"sku" cbor:"3,keyasint"`
	Was    string `json:"was" cbor:"4,keyasint"`
	Policy uint64 `json:"policy,omitempty" cbor:"5,keyasint,omitempty"` // number of the policy that allowed it
	Rule   string `json:"rule,omitempty" cbor:"6,keyasint,omitempty"`
}

// Kind names the event.
func (*Substituted) Kind() core.Kind { return "order.substituted" }

// Overdue says that the time by which the order should have left has passed.
type Overdue struct {
	Order string `json:"order" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Overdue) Kind() core.Kind { return "order.overdue" }

// AtRisk says that the times to ship up to one are near, or that the work of a
// fulfillment order is not done in time for its day.
type AtRisk struct {
	Order string       `json:"order" cbor:"1,keyasint"`
	FO    int          `json:"fo,omitempty" cbor:"2,keyasint,omitempty"`
	Near  core.Instant `json:"near,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the event.
func (*AtRisk) Kind() core.Kind { return "order.at_risk" }

// Forgotten says that the person of an order was erased: what was sealed, and what it
// could be found or compared by, is gone. A new address brings a new person.
type Forgotten struct {
	Order string `json:"order" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Forgotten) Kind() core.Kind { return "order.forgotten" }

// Passed says how far a tick has looked through the lines that wait for a SKU; those
// behind are next.
type Passed struct {
	SKU   string `json:"sku" cbor:"1,keyasint"`
	After string `json:"after,omitempty" cbor:"2,keyasint,omitempty"` // order/line, "" for the head of the queue
}

// Kind names the event.
func (*Passed) Kind() core.Kind { return "order.passed" }
