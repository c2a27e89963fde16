package replay

import (
	"slices"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
)

// Where lines of an import are booked, beside the accounts of [Classify]: what a
// cancellation did is known only when the shop has answered.
const (
	CancelledOpen        = "cancelled_open"         // units that had not left
	ReturnedShipped      = "returned"               // units that had left
	CancelledAndReturned = "cancelled_and_returned" // some of each
	PartlyUnmatched      = "partly_unmatched"       // some units match nothing; they are on the board
	UnmatchedLine        = "unmatched"              // no unit matches anything; the line is on the board
	Refused              = "exception:refused"      // the shop does not take it; the line is on the board with the reason
	OtherContent         = "exception:other_content"
)

// Report says what became of every line of a file. The counts of Accounted sum to Lines.
type Report struct {
	Lines        int            `json:"lines"`         // records, without the header
	Accounted    map[string]int `json:"accounted"`     // by where they are booked
	AlreadyKnown int            `json:"already_known"` // of these: brought by an earlier import, nothing changed
	Seconds      float64        `json:"seconds"`
}

// account books one line.
func (r *Report) account(name string, known bool) {
	r.Lines++
	r.Accounted[name]++
	if known {
		r.AlreadyKnown++
	}
}

// undone says what became of a line of a cancellation.
func undone(l *Line, events []core.Payload) string {
	var cancelled, returned core.Quantity
	for _, e := range events {
		switch e := e.(type) {
		case *order.Moved:
			if e.Cause == "cancelled" && from(e.Source, l) {
				for _, m := range e.Moves {
					cancelled += m.Qty
				}
			}
		case *order.Returned:
			if from(e.Source, l) {
				for _, q := range e.Lines {
					returned += q.Qty
				}
			}
		}
	}
	switch {
	case cancelled+returned == 0:
		return UnmatchedLine
	case cancelled+returned < l.Quantity:
		return PartlyUnmatched
	case returned == 0:
		return CancelledOpen
	case cancelled == 0:
		return ReturnedShipped
	}
	return CancelledAndReturned
}

func from(source []int64, l *Line) bool { return slices.Contains(source, int64(l.No)) }

// raisedIn returns the id of the exception that a report has raised.
func raisedIn(events []core.Payload) string {
	for _, e := range events {
		if x, ok := e.(*exception.Raised); ok {
			return x.Exception.ID
		}
	}
	return ""
}
