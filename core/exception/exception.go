// Package exception is the board: what is stuck, why, whose it is and until when.
//
// An exception is raised by the engine when its cause appears and closed by the
// engine when the cause clears; people claim, assign, snooze, note and resolve it. At
// most one exception of a type is open on a subject and item at a time.
package exception

import (
	"slices"
	"time"

	"andon/core"
)

// NounException is the noun of this package.
const NounException core.Noun = "exception"

// Type says what is wrong. The set is closed; RuleOf tells severity, queue and time allowed.
type Type string

// The types.
const (
	UnknownSKU     Type = "unknown_sku"
	BadQuantity    Type = "bad_quantity"
	MissingAddress Type = "missing_address"
	PriceMismatch  Type = "price_mismatch"
	TotalMismatch  Type = "total_mismatch"
	Duplicate      Type = "duplicate_order"
	ChannelEdit    Type = "channel_edit"
	Blocked        Type = "blocked_sku"
	NoRoute        Type = "no_route"
	Short          Type = "short"
	PickShort      Type = "pick_short"
	PreorderFull   Type = "preorder_full"
	Replenish      Type = "replenish"
	Rejected       Type = "rejected"
	Late           Type = "late"
	Jeopardy       Type = "jeopardy" // a promise that will be missed, or likely
	Overshipped    Type = "overshipped"
	Contradiction  Type = "contradiction" // a fact that the book does not allow
	Unmatched      Type = "unmatched"     // a cancellation or return of what is not known
	Unreadable     Type = "unreadable"    // a line of a file that cannot be understood
	Negative       Type = "negative_stock"
	CountVariance  Type = "count_variance"
	PurchaseLate   Type = "purchase_late"
	ReceiptDiffers Type = "receipt_differs"
	Closed         Type = "location_closed"
	Held           Type = "held"
	PersonErased   Type = "person_erased"
	FraudCheck     Type = "fraud_check"
	CreditLimit    Type = "credit_limit"
	PaymentOpen    Type = "payment_open"
	Compliance     Type = "compliance"
	RuleHold       Type = "rule_hold"
	Manual         Type = "manual"

	AnswerOverdue    Type = "answer_overdue"
	CancelRefused    Type = "cancel_refused"
	AmendRefused     Type = "amend_refused"
	PutBack          Type = "put_back"          // picked units that are cancelled
	ShippedCancelled Type = "shipped_cancelled" // units left although their cancellation was asked for

	Lost          Type = "lost"           // units were lost on the way, and nothing was done about them
	ReturnAsked   Type = "return_asked"   // a return waits for a decision
	ReturnWaits   Type = "return_waits"   // goods that came back wait to be inspected
	ReturnDiffers Type = "return_differs" // what came back is not what was announced
	RefundShort   Type = "refund_short"   // less was paid than is to be refunded
	RefundOver    Type = "refund_over"    // more is refunded, or due, than was paid
	MoneyAtStake  Type = "money_at_stake" // the customer has goods and money
)

// ByEngine reports whether the engine closes exceptions of the type when their cause
// clears; the others stand until a person resolves them.
func (t Type) ByEngine() bool {
	switch t {
	case ChannelEdit, Overshipped, Contradiction, Unmatched, Unreadable, Manual, CancelRefused, AmendRefused, PutBack, ShippedCancelled, ReturnDiffers, RefundShort, MoneyAtStake:
		return false
	}
	return true
}

// ByPerson reports whether a person may resolve exceptions of the type. Jeopardy is
// resolved by telling the customer: the dates as they are then are the promise from now on.
func (t Type) ByPerson() bool { return !t.ByEngine() || t == ReceiptDiffers || t == Jeopardy }

// Severity orders exceptions; higher is worse.
type Severity uint8

// The severities.
const (
	Info     Severity = 1
	Warning  Severity = 2
	Error    Severity = 3
	Critical Severity = 4
)

func (s Severity) String() string {
	return [...]string{"", "info", "warning", "error", "critical"}[min(s, Critical)]
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a severity's name.
func (s *Severity) UnmarshalText(b []byte) error {
	for v := Info; v <= Critical; v++ {
		if v.String() == string(b) {
			*s = v
			return nil
		}
	}
	return core.E(core.CodeInvalid, "exception", "", "there is no severity "+string(b[:min(len(b), 40)]))
}

// Rule is what a type of exception starts with.
type Rule struct {
	Type     Type
	Severity Severity
	Queue    string
	Allowed  time.Duration // until it is due
	Title    string        // what is wrong, for people
}

// RuleOf returns the rule of a type; an unknown type gets the rule of Manual.
func RuleOf(t Type) Rule {
	all := Rules()
	for i := range all {
		if all[i].Type == t {
			return all[i]
		}
	}
	return all[len(all)-1]
}

// Rules lists what each type starts with; the last one is Manual.
func Rules() []Rule {
	const h = time.Hour
	return []Rule{
		{UnknownSKU, Error, "catalog", 8 * h, "a SKU is not in the catalog"},
		{BadQuantity, Error, "orders", 8 * h, "a quantity makes no sense"},
		{MissingAddress, Error, "orders", 8 * h, "the address is not complete"},
		{PriceMismatch, Warning, "orders", 24 * h, "a price differs from the price list"},
		{TotalMismatch, Warning, "finance", 24 * h, "the totals do not add up"},
		{Duplicate, Warning, "orders", 4 * h, "the order looks like a repeat"},
		{ChannelEdit, Error, "orders", 4 * h, "the channel changed an order in a way that cannot be followed"},
		{Blocked, Error, "catalog", 8 * h, "a SKU is blocked"},
		{NoRoute, Error, "orders", 4 * h, "no location can ship to the address"},
		{Short, Warning, "supply", 24 * h, "units wait and no dated supply covers them"},
		{Replenish, Warning, "supply", 48 * h, "a SKU is short and up for replenishment review"},
		{PreorderFull, Warning, "supply", 48 * h, "more is preordered than may be promised"},
		{PickShort, Error, "dock", 4 * h, "a pick came up short"},
		{Rejected, Error, "dock", 4 * h, "a location rejected a fulfillment order"},
		{Late, Error, "dock", 2 * h, "the promised dispatch has passed"},
		{Jeopardy, Warning, "orders", 4 * h, "a promise will be missed, or is likely to be"},
		{Overshipped, Error, "dock", 4 * h, "more was shipped than was promised"},
		{Contradiction, Error, "dock", 8 * h, "a fact contradicts the book"},
		{Unmatched, Warning, "returns", 72 * h, "a cancellation or return matches nothing"},
		{Unreadable, Warning, "imports", 72 * h, "a line of a file cannot be understood"},
		{Negative, Critical, "stock", 2 * h, "stock is below zero"},
		{CountVariance, Warning, "stock", 24 * h, "a count differs from the book"},
		{PurchaseLate, Warning, "supply", 24 * h, "a purchase order is late"},
		{ReceiptDiffers, Warning, "supply", 24 * h, "a receipt differs from its purchase order"},
		{Closed, Critical, "dock", 2 * h, "a location is closed with work open"},
		{AnswerOverdue, Error, "dock", 4 * h, "who was asked has not answered in time"},
		{CancelRefused, Error, "orders", 4 * h, "who has the goods refused to cancel them"},
		{AmendRefused, Error, "orders", 4 * h, "who has the goods refused to send them otherwise"},
		{PutBack, Warning, "dock", 8 * h, "picked goods are cancelled and have to go back to the shelf"},
		{ShippedCancelled, Error, "finance", 8 * h, "goods left although they were to be cancelled"},
		{PersonErased, Error, "orders", 8 * h, "the person of an open order was erased"},
		{FraudCheck, Error, "finance", 4 * h, "the order may be fraud"},
		{CreditLimit, Warning, "finance", 24 * h, "the customer's credit does not cover it"},
		{PaymentOpen, Warning, "finance", 24 * h, "the order is not paid"},
		{Compliance, Error, "orders", 8 * h, "it may not be sold or sent as it is"},
		{Lost, Error, "returns", 24 * h, "a parcel is lost"},
		{ReturnAsked, Info, "returns", 24 * h, "a return waits for a decision"},
		{ReturnWaits, Info, "returns", 48 * h, "goods that came back wait to be inspected"},
		{ReturnDiffers, Warning, "returns", 48 * h, "what came back is not what was announced"},
		{RefundShort, Warning, "finance", 24 * h, "less was paid than is to be refunded"},
		{RefundOver, Error, "finance", 8 * h, "more is refunded than was paid"},
		{MoneyAtStake, Error, "finance", 8 * h, "the customer has goods and money"},
		{RuleHold, Info, "orders", 24 * h, "a rule of the policy holds it"},
		{Held, Info, "orders", 24 * h, "a person holds it"},
		{Manual, Warning, "orders", 24 * h, "raised by a person"},
	}
}

// Words lists the types.
func (Type) Words() []string {
	var words []string
	for _, r := range Rules() {
		words = append(words, string(r.Type))
	}
	return words
}

// Queues lists the queues: those that some type starts in, sorted.
func Queues() []string {
	var queues []string
	for _, r := range Rules() {
		if i, found := slices.BinarySearch(queues, r.Queue); !found {
			queues = slices.Insert(queues, i, r.Queue)
		}
	}
	return queues
}

// Exception is one call for help. N rises with every exception of the shop; ID is "EX-N".
type Exception struct {
	ID         string       `json:"id" cbor:"1,keyasint"`
	N          uint64       `json:"n" cbor:"2,keyasint"`
	Type       Type         `json:"type" cbor:"3,keyasint"`
	Severity   Severity     `json:"severity" cbor:"4,keyasint"`
	Queue      string       `json:"queue" cbor:"5,keyasint"`
	Subject    core.Ref     `json:"subject" cbor:"6,keyasint"`
	Item       string       `json:"item,omitempty" cbor:"7,keyasint,omitempty"` // line number, SKU: what of the subject
	Detail     string       `json:"detail" cbor:"8,keyasint"`                   // one sentence with the figures
	Opened     core.Instant `json:"opened" cbor:"9,keyasint"`
	Due        core.Instant `json:"due" cbor:"10,keyasint"`
	Owner      string       `json:"owner,omitempty" cbor:"11,keyasint,omitempty"`
	Snoozed    core.Instant `json:"snoozed,omitempty" cbor:"12,keyasint,omitempty"` // until
	Notes      []Note       `json:"notes,omitempty" cbor:"13,keyasint,omitempty"`   // newest last, at most MaxNotes
	Escalated  bool         `json:"escalated,omitempty" cbor:"14,keyasint,omitempty"`
	Closed     core.Instant `json:"closed,omitempty" cbor:"15,keyasint,omitempty"`
	Resolution string       `json:"resolution,omitempty" cbor:"16,keyasint,omitempty"` // cleared, or what a person said
	ClosedBy   string       `json:"closed_by,omitempty" cbor:"17,keyasint,omitempty"`
	Source     []int64      `json:"source,omitempty" cbor:"18,keyasint,omitempty"` // line numbers in a file
	core.Stamp
	Messages int           `json:"messages,omitempty" cbor:"19,keyasint,omitempty"` // how many messages said so, where it was more than one
	Units    core.Quantity `json:"units,omitempty" cbor:"20,keyasint,omitempty"`    // of all of them together, where they count units
	Policy   uint64        `json:"policy,omitempty" cbor:"21,keyasint,omitempty"`   // number of the policy that graded it
	Rule     string        `json:"rule,omitempty" cbor:"22,keyasint,omitempty"`     // and its rule
}

// MaxNotes bounds the notes that an exception keeps; all of them stay in the journal.
const MaxNotes = 50

// Note is what a person said.
type Note struct {
	At   core.Instant `json:"at" cbor:"1,keyasint"`
	By   string       `json:"by" cbor:"2,keyasint"`
	Text string       `json:"text" cbor:"3,keyasint"`
}

// DocID is the document's id.
func (x *Exception) DocID() string { return x.ID }

// Clone copies what Apply may change.
func (x *Exception) Clone() *Exception {
	c := *x
	c.Notes = append([]Note(nil), x.Notes...)
	return &c
}

// Apply applies a change that somebody made at a time.
func (x *Exception) Apply(e *Changed, at core.Instant, by string) {
	if e.Owner != nil {
		x.Owner = *e.Owner
	}
	if e.Queue != "" {
		x.Queue = e.Queue
	}
	if e.Snooze != nil {
		x.Snoozed = *e.Snooze
	}
	if e.Detail != "" {
		x.Detail = e.Detail
	}
	if e.Messages != 0 {
		x.Messages, x.Units = e.Messages, e.Units
	}
	if e.Note != "" {
		x.Notes = append(x.Notes, Note{At: at, By: by, Text: e.Note})
		x.Notes = x.Notes[max(0, len(x.Notes)-MaxNotes):]
	}
	if e.Escalated {
		x.Escalated = true
		x.Severity = min(x.Severity+1, Critical)
	}
}

// Change is a request to claim, assign, snooze or note an exception.
type Change struct {
	Exception string       `json:"exception" cbor:"1,keyasint"`
	Owner     *string      `json:"owner,omitempty" cbor:"2,keyasint,omitempty"`  // "" gives it back to the queue
	Queue     string       `json:"queue,omitempty" cbor:"3,keyasint,omitempty"`  // one of Queues
	Snooze    core.Instant `json:"snooze,omitempty" cbor:"4,keyasint,omitempty"` // until
	Note      string       `json:"note,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the command.
func (*Change) Kind() core.Kind { return "exception.change" }

// Resolve closes an exception by hand. While its cause lasts the engine raises it
// again at the next change of its subject, so resolving is for causes outside the book.
type Resolve struct {
	Exception string `json:"exception" cbor:"1,keyasint"`
	Reason    string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Resolve) Kind() core.Kind { return "exception.resolve" }

// Report is a fact that a person or connector wants on the board.
type Report struct {
	Type    Type     `json:"type" cbor:"1,keyasint"` // unreadable, unmatched or manual
	Subject core.Ref `json:"subject" cbor:"2,keyasint"`
	Item    string   `json:"item,omitempty" cbor:"3,keyasint,omitempty"`
	Detail  string   `json:"detail" cbor:"4,keyasint"`
	Source  []int64  `json:"source,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the command.
func (*Report) Kind() core.Kind { return "exception.report" }

// Raised opens an exception.
type Raised struct {
	Exception Exception `json:"exception" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Raised) Kind() core.Kind { return "exception.raised" }

// Changed is what a person did, or the clock (Escalated).
type Changed struct {
	Exception string        `json:"exception" cbor:"1,keyasint"`
	Owner     *string       `json:"owner,omitempty" cbor:"2,keyasint,omitempty"`
	Queue     string        `json:"queue,omitempty" cbor:"3,keyasint,omitempty"`
	Snooze    *core.Instant `json:"snooze,omitempty" cbor:"4,keyasint,omitempty"`
	Note      string        `json:"note,omitempty" cbor:"5,keyasint,omitempty"`
	Escalated bool          `json:"escalated,omitempty" cbor:"6,keyasint,omitempty"`
	Detail    string        `json:"detail,omitempty" cbor:"7,keyasint,omitempty"` // the cause's figures moved
	Messages  int           `json:"messages,omitempty" cbor:"8,keyasint,omitempty"`
	Units     core.Quantity `json:"units,omitempty" cbor:"9,keyasint,omitempty"`
}

// Kind names the event.
func (*Changed) Kind() core.Kind { return "exception.changed" }

// Ended closes an exception.
type Ended struct {
	Exception  string `json:"exception" cbor:"1,keyasint"`
	Resolution string `json:"resolution" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Ended) Kind() core.Kind { return "exception.ended" }
