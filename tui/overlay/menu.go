package overlay

import (
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Menu is a searched list with a title.
type Menu struct {
	title term.Text
	menu  *widget.Menu
	items int
	// Choose is called with the entry that was chosen; ok is false when what was typed
	// matches none. line is what was typed, burst that it came too fast to be meant.
	choose func(c Choice) tea.Cmd
	wary   func() // called instead when the choice came in a burst; nil: choose is
	w, h   int
}

// Choice is what a menu led to.
type Choice struct {
	Item  widget.Item
	OK    bool   // Item was chosen; else nothing matches Line
	Line  string // what was typed
	Burst bool   // it came in a burst
}

// NewMenu makes a menu of items. label stands before what is typed.
func NewMenu(title, label term.Text, items []widget.Item, ascii bool, choose func(Choice) tea.Cmd) *Menu {
	return &Menu{title: title, menu: widget.NewMenu(label, items, ascii), items: len(items), choose: choose}
}

// Wary makes the menu stay open, and call f, when an entry is chosen by a key that came
// in a burst.
func (m *Menu) Wary(f func()) *Menu {
	m.wary = f
	return m
}

// Set types a line, as if the person had.
func (m *Menu) Set(line string) { m.menu.Set(line) }

// Key takes an event.
func (m *Menu) Key(e input.Event, _ time.Time) (widget.Outcome, tea.Cmd) {
	out := m.menu.Key(e)
	if out != widget.Done {
		return out, nil
	}
	if e.Burst && m.wary != nil {
		m.wary()
		return widget.Open, nil
	}
	item, ok := m.menu.Current()
	return out, m.choose(Choice{Item: item, OK: ok, Line: m.menu.Value(), Burst: e.Burst})
}

// Mode is that of a text field: typing searches.
func (m *Menu) Mode() input.Mode { return input.TextField }

// Resize takes as many lines as there are entries.
func (m *Menu) Resize(w, most int) int {
	m.w, m.h = w, min(m.items+2, most)
	m.menu.SetSize(w, m.h-1)
	return m.h
}

// View draws title and menu.
func (m *Menu) View(th *theme.Theme) string { return titled(th, m.title, m.w, m.h, m.menu.View(th)) }
