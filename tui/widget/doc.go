// Package widget holds the console's building blocks: header, bars, toasts, prompt,
// menu, confirmation, text pane and sparkline. The list is in widget/table; all of them
// draw through widget/draw.
//
// A widget keeps what it shows and nothing else: it knows no records, asks no clock and
// does no I/O. It takes events of package input, answers with an outcome, and draws
// with View(theme), which changes nothing. Sizes are set when the terminal's change.
// A block draws exactly as many lines as it is high, a line draws one; neither is ever
// wider than asked, down to nothing at all.
package widget

// Outcome is what an event led to in a widget that takes the focus.
type Outcome uint8

// The outcomes.
const (
	Open      Outcome = iota // it goes on
	Done                     // submitted, chosen or confirmed
	Cancelled                // given up
)
