package overlay

import (
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Confirm asks before something is done; see [widget.Confirm].
type Confirm struct {
	confirm *widget.Confirm
	field   bool // a number is typed
	lines   []widget.Line
	do      func() tea.Cmd
	h       int
}

// Question is what is asked.
type Question struct {
	Title   term.Text
	Yes     term.Text     // what will be done
	Lines   []widget.Line // what should be known before
	Trigger string        // the key that led here, which will not confirm
	Count   int           // above zero: must be typed
}

// NewConfirm asks q and calls do after a yes.
func NewConfirm(q Question, now time.Time, do func() tea.Cmd) *Confirm {
	return &Confirm{confirm: widget.NewConfirm(q.Title, q.Yes, q.Lines, q.Trigger, q.Count, now), field: q.Count > 0, lines: q.Lines, do: do}
}

// Key takes an event.
func (c *Confirm) Key(e input.Event, now time.Time) (widget.Outcome, tea.Cmd) {
	out := c.confirm.Key(e, now)
	if out == widget.Done {
		return out, c.do()
	}
	return out, nil
}

// Mode is that of hot keys, or of a text field where a number is typed.
func (c *Confirm) Mode() input.Mode {
	if c.field {
		return input.TextField
	}
	return input.Hotkeys
}

// Resize takes what the lines need, and three for title, space and answers.
func (c *Confirm) Resize(w, most int) int {
	rows := 0
	for _, l := range c.lines {
		rows += len(term.Wrap(l.Text, max(w-24, 1)))
	}
	c.h = min(rows+3, most)
	c.confirm.SetSize(w, c.h)
	return c.h
}

// View draws the question.
func (c *Confirm) View(th *theme.Theme) string { return c.confirm.View(th) }
