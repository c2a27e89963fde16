package overlay

import (
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Text shows lines to be read, and takes keys of its owner.
type Text struct {
	title term.Text
	lines int
	pane  widget.Pane
	keys  map[string]func() tea.Cmd
	w, h  int
}

// NewText shows lines. keys are what else can be pressed, by name; such a key takes the
// text away before its function runs. Escape, enter and q take it away too.
func NewText(title term.Text, lines []widget.Line, keys map[string]func() tea.Cmd) *Text {
	t := &Text{title: title, lines: len(lines), keys: keys}
	t.pane.SetLines(lines)
	return t
}

// Key takes an event.
func (t *Text) Key(e input.Event, _ time.Time) (widget.Outcome, tea.Cmd) {
	if e.Kind != input.Key {
		return widget.Open, nil
	}
	if do, ok := t.keys[e.Name]; ok && !e.Burst {
		return widget.Done, do()
	}
	switch e.Name {
	case "esc", "enter", "q", "ctrl+c":
		return widget.Cancelled, nil
	case "j", "down":
		t.pane.Move(1)
	case "k", "up":
		t.pane.Move(-1)
	case "pgdown", "space":
		t.pane.Turn(1)
	case "pgup":
		t.pane.Turn(-1)
	case "g", "home":
		t.pane.First()
	case "G", "end":
		t.pane.Last()
	}
	return widget.Open, nil
}

// Mode is that of hot keys.
func (t *Text) Mode() input.Mode { return input.Hotkeys }

// Resize takes as many lines as the text has.
func (t *Text) Resize(w, most int) int {
	t.pane.SetSize(w, max(most-1, 0))
	_, _, total := t.pane.Position()
	t.w, t.h = w, min(total+1, most)
	t.pane.SetSize(w, t.h-1)
	return t.h
}

// View draws title and text.
func (t *Text) View(th *theme.Theme) string { return titled(th, t.title, t.w, t.h, t.pane.View(th)) }
