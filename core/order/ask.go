package order

import (
	"fmt"
	"slices"
	"strconv"

	"andon/core"
)

// What an outsider does is not ours to decide: a 3PL or a drop-ship supplier that has an
// order of ours may be packing it. So it is asked, and answers. Until then the units keep
// their bucket, and what is asked to be cancelled is neither refunded nor put back.

// AskFor is what is asked.
type AskFor string

// What can be asked.
const (
	AskFulfil AskFor = "fulfil" // to ship a fulfillment order
	AskBuy    AskFor = "buy"    // the same of a supplier: a purchase order stands for it
	AskCancel AskFor = "cancel" // not to ship units after all
	AskAmend  AskFor = "amend"  // to ship them otherwise: to another address, by another service
)

// Outcome is how an ask ended; "" while nobody has answered.
type Outcome string

// The outcomes.
const (
	OutcomeAccepted  Outcome = "accepted"
	OutcomePartly    Outcome = "partly"
	OutcomeRefused   Outcome = "refused"
	OutcomeOvertaken Outcome = "overtaken" // the units left before the answer
	OutcomeWithdrawn Outcome = "withdrawn" // nobody waits for the answer any more
)

// Ask is one question to whoever has a fulfillment order. It ends exactly once.
type Ask struct {
	No      int          `json:"no" cbor:"1,keyasint"`
	For     AskFor       `json:"for" cbor:"2,keyasint"`
	FO      int          `json:"fo" cbor:"3,keyasint"`
	Lines   []LineQty    `json:"lines,omitempty" cbor:"4,keyasint,omitempty"`
	At      core.Instant `json:"at" cbor:"5,keyasint"`
	Due     core.Instant `json:"due" cbor:"6,keyasint"`                          // until when it should be answered
	Times   int          `json:"times,omitempty" cbor:"7,keyasint,omitempty"`    // how often it was repeated
	Late    core.Instant `json:"late,omitempty" cbor:"8,keyasint,omitempty"`     // when it was seen that the answer is overdue
	Ended   core.Instant `json:"ended,omitempty" cbor:"9,keyasint,omitempty"`    // 0: it is open
	Outcome Outcome      `json:"outcome,omitempty" cbor:"10,keyasint,omitempty"` //
	Granted []LineQty    `json:"granted,omitempty" cbor:"11,keyasint,omitempty"` // units for which the answer is yes
	Gone    []LineQty    `json:"gone,omitempty" cbor:"12,keyasint,omitempty"`    // units about which it is no more: they left, or were cancelled elsewhere
	Reason  string       `json:"reason,omitempty" cbor:"13,keyasint,omitempty"`  // of asking
	Why     string       `json:"why,omitempty" cbor:"14,keyasint,omitempty"`     // of the answer
	Source  []int64      `json:"source,omitempty" cbor:"15,keyasint,omitempty"`  // of asking: line numbers in a file
}

// Open reports whether the answer is still waited for.
func (a *Ask) Open() bool { return a.Outcome == "" }

// Left is how many units of a line the question is still about.
func (a *Ask) Left(line int) core.Quantity { return sumOf(a.Lines, line) - sumOf(a.Gone, line) }

func sumOf(lines []LineQty, line int) core.Quantity {
	var q core.Quantity
	for i := range lines {
		if lines[i].Line == line {
			q += lines[i].Qty
		}
	}
	return q
}

// Units sums the units of lines.
func Units(lines []LineQty) core.Quantity {
	var q core.Quantity
	for i := range lines {
		q += lines[i].Qty
	}
	return q
}

// Asks lists what outsiders were asked, oldest first; they must not be changed.
func (o *Order) Asks() []Ask {
	if o.More == nil {
		return nil
	}
	return o.More.Asks
}

// Ask finds an ask by number.
func (o *Order) Ask(no int) *Ask {
	if all := o.Asks(); no >= 1 && no <= len(all) {
		return &all[no-1]
	}
	return nil
}

// Request is the last ask to ship a fulfillment order, or nil.
func (o *Order) Request(fo int) *Ask {
	all := o.Asks()
	for i := len(all) - 1; i >= 0; i-- {
		if a := &all[i]; a.FO == fo && (a.For == AskFulfil || a.For == AskBuy) {
			return a
		}
	}
	return nil
}

// Bound reports whether somebody outside has a fulfillment order and may ship it: it was
// asked to and has not refused. Its units leave it by an answer, not by a decision.
func (o *Order) Bound(fo int) bool {
	if o.More == nil {
		return false
	}
	a := o.Request(fo)
	return a != nil && a.Outcome != OutcomeRefused && a.Outcome != OutcomeWithdrawn
}

// Pending sums the units of a line in a fulfillment order whose cancellation was asked
// for and not answered.
func (o *Order) Pending(line, fo int) core.Quantity {
	var q core.Quantity
	all := o.Asks()
	for i := range all {
		if a := &all[i]; a.For == AskCancel && a.FO == fo && a.Open() {
			q += a.Left(line)
		}
	}
	return q
}

// AskedBack reports whether a cancellation in a fulfillment order is asked for and not
// answered, or was asked for since an instant.
func (o *Order) AskedBack(fo int, since core.Instant) bool {
	return slices.ContainsFunc(o.Asks(), func(a Ask) bool {
		return a.For == AskCancel && a.FO == fo && (a.Open() || a.At >= since)
	})
}

// AnswerDue is when the next answer is overdue that has not been called out; 0: none.
func (o *Order) AnswerDue() core.Instant {
	var due core.Instant
	all := o.Asks()
	for i := range all {
		if a := &all[i]; a.Open() && a.Late == 0 && (due == 0 || a.Due < due) {
			due = a.Due
		}
	}
	return due
}

// ApplyAsk applies an event about an ask at a time.
func (o *Order) ApplyAsk(event core.Payload, at core.Instant) {
	if e, ok := event.(*Asked); ok {
		a, m := e.Ask, o.more()
		a.At = at
		m.Asks = append(m.Asks, a)
		return
	}
	switch e := event.(type) {
	case *Answered:
		if a := o.Ask(e.Ask); a != nil {
			a.Ended, a.Outcome, a.Granted, a.Why = at, e.Outcome, e.Granted, e.Why
		}
	case *AskOutrun:
		if a := o.Ask(e.Ask); a != nil {
			a.Gone = append(slices.Clone(a.Gone), e.Gone...)
		}
	case *AskLate:
		if a := o.Ask(e.Ask); a != nil {
			a.Late = at
		}
	case *AskedAgain:
		if a := o.Ask(e.Ask); a != nil {
			a.Due, a.Late, a.Times = e.Due, 0, a.Times+1
		}
	}
}

// Answer is a fact: what an outsider says to an ask. No lines: yes to all of it.
type Answer struct {
	Order   string    `json:"order" cbor:"1,keyasint"`
	Ask     int       `json:"ask" cbor:"2,keyasint"`
	Lines   []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"` // those it says yes to, where not to all
	Refused bool      `json:"refused,omitempty" cbor:"4,keyasint,omitempty"`
	Reason  string    `json:"reason,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the command.
func (*Answer) Kind() core.Kind { return "order.answer" }

// AskAgain repeats an ask that is not answered, or asks once more for what was refused.
type AskAgain struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Ask    int    `json:"ask" cbor:"2,keyasint"`
	Reason string `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*AskAgain) Kind() core.Kind { return "order.ask_again" }

// Withdraw takes back an ask that is not answered. Units that were to be shipped are
// sourced elsewhere; those that were to be cancelled go on.
type Withdraw struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Ask    int    `json:"ask" cbor:"2,keyasint"`
	Reason string `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Withdraw) Kind() core.Kind { return "order.withdraw" }

// Asked opens an ask.
type Asked struct {
	Order string `json:"order" cbor:"1,keyasint"`
	Ask   Ask    `json:"ask" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Asked) Kind() core.Kind { return "order.asked" }

// Answered ends an ask.
type Answered struct {
	Order   string    `json:"order" cbor:"1,keyasint"`
	Ask     int       `json:"ask" cbor:"2,keyasint"`
	Outcome Outcome   `json:"outcome" cbor:"3,keyasint"`
	Granted []LineQty `json:"granted,omitempty" cbor:"4,keyasint,omitempty"`
	Why     string    `json:"why,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the event.
func (*Answered) Kind() core.Kind { return "order.answered" }

// AskOutrun says that an ask is about some of its units no more: they left before it was
// answered, or were cancelled where they had come to.
type AskOutrun struct {
	Order string    `json:"order" cbor:"1,keyasint"`
	Ask   int       `json:"ask" cbor:"2,keyasint"`
	Gone  []LineQty `json:"gone" cbor:"3,keyasint"`
}

// Kind names the event.
func (*AskOutrun) Kind() core.Kind { return "order.ask_outrun" }

// AskLate says that the time to answer an ask has passed.
type AskLate struct {
	Order string `json:"order" cbor:"1,keyasint"`
	Ask   int    `json:"ask" cbor:"2,keyasint"`
}

// Kind names the event.
func (*AskLate) Kind() core.Kind { return "order.ask_late" }

// AskedAgain repeats an ask, with another time to answer.
type AskedAgain struct {
	Order  string       `json:"order" cbor:"1,keyasint"`
	Ask    int          `json:"ask" cbor:"2,keyasint"`
	Due    core.Instant `json:"due" cbor:"3,keyasint"`
	Reason string       `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the event.
func (*AskedAgain) Kind() core.Kind { return "order.asked_again" }

// AnswerWaits counts the asks that are not answered.
func (o *Order) AnswerWaits() int {
	n := 0
	all := o.Asks()
	for i := range all {
		if all[i].Open() {
			n++
		}
	}
	return n
}

// Wish says in words what an ask asks for.
func (o *Order) Wish(a *Ask) string {
	what := fmt.Sprintf("%d units of F%d", Units(a.Lines), a.FO)
	switch a.For {
	case AskCancel:
		return "cancel " + what
	case AskAmend:
		return "change F" + strconv.Itoa(a.FO)
	case AskBuy:
		return "supply " + what
	}
	return "ship " + what
}

// HereIn sums the units of the line that are at the location of a fulfillment order.
func (l *Line) HereIn(fo int) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && p.Bucket.Here() {
			q += p.Qty
		}
	}
	return q
}
