package change

import (
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/draw"

	tea "github.com/charmbracelet/bubbletea"
)

// Wait stands in front while the shop is asked, so that no key meant for what comes acts
// on what is there. Escape takes it away.
type Wait struct {
	what term.Text
	stop func() // called by escape; nil: the work goes on behind the screen
	w, h int
}

// NewWait says what is waited for.
func NewWait(what term.Text, stop func()) *Wait { return &Wait{what: what, stop: stop} }

// Key takes an event.
func (w *Wait) Key(e input.Event, _ time.Time) (widget.Outcome, tea.Cmd) {
	if e.Kind != input.Key || e.Name != "esc" {
		return widget.Open, nil
	}
	if w.stop != nil {
		w.stop()
	}
	return widget.Cancelled, nil
}

// Mode is that of hot keys.
func (w *Wait) Mode() input.Mode { return input.Hotkeys }

// Resize takes one line.
func (w *Wait) Resize(width, most int) int {
	w.w, w.h = width, min(1, most)
	return w.h
}

// View draws it.
func (w *Wait) View(th *theme.Theme) string {
	f := draw.New(th, w.w, w.h)
	f.Put(theme.Accent, term.Concat(w.what, th.Glyphs.Ellipsis, term.Lit(" (esc: do not wait)")))
	return f.String()
}
