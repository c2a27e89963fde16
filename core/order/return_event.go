package order

import "andon/core"

// ReturnAsked opens a return.
type ReturnAsked struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Return RMA    `json:"return" cbor:"2,keyasint"`
}

// Kind names the event.
func (*ReturnAsked) Kind() core.Kind { return "return.asked" }

// ReturnDecided authorises a return until a time, or refuses it.
type ReturnDecided struct {
	Order   string       `json:"order" cbor:"1,keyasint"`
	Return  int          `json:"return" cbor:"2,keyasint"`
	Refused string       `json:"refused,omitempty" cbor:"3,keyasint,omitempty"`
	Until   core.Instant `json:"until,omitempty" cbor:"4,keyasint,omitempty"`
	Rule    string       `json:"rule,omitempty" cbor:"5,keyasint,omitempty"` // of the channel that decided; "": a person
}

// Kind names the event.
func (*ReturnDecided) Kind() core.Kind { return "return.decided" }

// ReturnInspected says what became of units that came back.
type ReturnInspected struct {
	Order  string      `json:"order" cbor:"1,keyasint"`
	Return int         `json:"return" cbor:"2,keyasint"`
	Lines  []Inspected `json:"lines" cbor:"3,keyasint"`
	Reason string      `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the event.
func (*ReturnInspected) Kind() core.Kind { return "return.inspected" }

// ReturnEnded gives up what has not come of a return.
type ReturnEnded struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Return int    `json:"return" cbor:"2,keyasint"`
	Why    string `json:"why" cbor:"3,keyasint"`
}

// Kind names the event.
func (*ReturnEnded) Kind() core.Kind { return "return.ended" }

// ReturnDeducted takes a fee off what will be due for a return.
type ReturnDeducted struct {
	Order    string        `json:"order" cbor:"1,keyasint"`
	Return   int           `json:"return" cbor:"2,keyasint"`
	Amount   core.Amount   `json:"amount" cbor:"3,keyasint"`
	Reason   string        `json:"reason" cbor:"4,keyasint"`
	Currency core.Currency `json:"currency,omitempty" cbor:"5,keyasint,omitempty"` // of the order; older events do not tell it
}

// Kind names the event.
func (*ReturnDeducted) Kind() core.Kind { return "return.deducted" }

// LostSettled says that lost units are refunded, or sent again.
type LostSettled struct {
	Order  string    `json:"order" cbor:"1,keyasint"`
	Lines  []LineQty `json:"lines" cbor:"2,keyasint"`
	Again  bool      `json:"again,omitempty" cbor:"3,keyasint,omitempty"`
	Reason string    `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the event.
func (*LostSettled) Kind() core.Kind { return "order.lost_settled" }

// LostFound says that units which were lost have arrived after all.
type LostFound struct {
	Order    string     `json:"order" cbor:"1,keyasint"`
	Shipment int        `json:"shipment" cbor:"2,keyasint"`
	Moves    []UnitMove `json:"moves" cbor:"3,keyasint"`
	Settled  []LineQty  `json:"settled,omitempty" cbor:"4,keyasint,omitempty"` // of them, those that were settled
}

// Kind names the event.
func (*LostFound) Kind() core.Kind { return "order.lost_found" }

// ReplacedBy links an order to one that replaces goods of it.
type ReplacedBy struct {
	Order string      `json:"order" cbor:"1,keyasint"`
	By    Replacement `json:"by" cbor:"2,keyasint"`
}

// Kind names the event.
func (*ReplacedBy) Kind() core.Kind { return "order.replaced" }

// OpenReturn opens a return.
func (o *Order) OpenReturn(e *ReturnAsked, at core.Instant) {
	r := e.Return.clone()
	r.Asked = at
	if r.Allowed != 0 {
		r.Allowed = at
	}
	m := o.more()
	m.Returns = append(m.Returns, r)
}

// Decide authorises or refuses a return.
func (r *RMA) Decide(e *ReturnDecided, at core.Instant) {
	if r.Refused = e.Refused; e.Refused == "" {
		r.Allowed, r.Until = at, e.Until
		r.Ended, r.Why = 0, ""
	}
}

// Take notes units of a line that came to a location; it returns how many of them were
// on their way. The disposition is known where it is not asked for.
func (r *RMA) Take(line int, location string, q core.Quantity, known bool, d Disposition) (awaited core.Quantity) {
	awaited = min(q, r.Coming(line))
	for i := range r.Lines {
		if r.Lines[i].Line == line {
			r.Lines[i].Came += q
		}
	}
	a := r.arrival(line, location)
	if a.Qty += q; known {
		a.Found[d] += q
	}
	return awaited
}

func (r *RMA) arrival(line int, location string) *Arrival {
	for i := range r.Came {
		if a := &r.Came[i]; a.Line == line && a.Location == location {
			return a
		}
	}
	r.Came = append(r.Came, Arrival{Line: line, Location: location})
	return &r.Came[len(r.Came)-1]
}

// Inspect notes what was found of units.
func (r *RMA) Inspect(lines []Inspected) {
	for i := range lines {
		l := &lines[i]
		r.arrival(l.Line, l.Location).Found[l.To] += l.Qty
	}
}

// Refund notes money that is due.
func (o *Order) Refund(e *RefundDue, at core.Instant) {
	m := o.more()
	m.Sums.Ahead = o.ahead()
	r := e.Refund
	if r.At = at; r.Cause == CauseGoodwill {
		m.Sums.Goodwill = within(m.Sums.Goodwill + r.Amount)
	}
	m.Refunds = append(m.Refunds, r)
	if len(m.Kits) == 0 {
		m.Kits = e.Kits
	}
}

// Causes of refunds.
const (
	CauseReturned  = "returned"
	CauseCancelled = "cancelled"
	CauseLost      = "lost"
	CauseExpired   = "expired"
	CauseAmended   = "amended"
	CauseCaptured  = "captured" // money came for what was given up before
	CauseGoodwill  = "goodwill"
)

// SettleLost notes lost units that are refunded or sent again.
func (o *Order) SettleLost(lines []LineQty) {
	m := o.more()
	for _, q := range lines {
		m.LostSettled = AddTo(m.LostSettled, q.Line, q.Qty)
	}
}

// Find notes settled units that arrived after all.
func (o *Order) Find(lines []LineQty) {
	for _, q := range lines {
		m := o.more()
		m.Found = AddTo(m.Found, q.Line, q.Qty)
	}
}

// Deduct notes a fee that comes off what is due for a return.
func (o *Order) Deduct(e *ReturnDeducted) {
	r := o.RMA(e.Return)
	r.Fee, r.FeeWhy = within(r.Fee+e.Amount), e.Reason
	o.More.Sums.Deducted = within(o.More.Sums.Deducted + e.Amount)
}

// Replace notes an order that replaces goods of this one.
func (o *Order) Replace(by Replacement) {
	m := o.more()
	m.Replaced = append(m.Replaced, by)
	if r := o.RMA(by.Return); r != nil {
		r.Instead = by.Order
	}
}
