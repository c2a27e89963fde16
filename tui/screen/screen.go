package screen

import (
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/action"
	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one place of the console.
type Screen interface {
	// Init is called whenever the screen comes into sight: it asks for what it shows.
	Init() tea.Cmd
	// Update takes Changed and Beat while the screen is in sight.
	Update(m tea.Msg) tea.Cmd
	// Resize gives the room; it may ask for what is seen now.
	Resize(w, h int) tea.Cmd
	// View draws exactly the room that Resize gave.
	View(th *theme.Theme) string
	// State says what the frame around the screen shows.
	State() State
}

// State is what the frame around a screen shows.
type State struct {
	Title  term.Text // in the crumbs: "Exceptions", "SO-17"
	Scopes []string  // of actions that apply here, the innermost first; "" is added
	Hints  []string  // ids of actions that the last line names, the most important first
	Truth  Truth
}

// Truth says how old what is shown may be.
type Truth struct {
	Loaded bool      // something is shown
	Seq    uint64    // the record that it shows
	Since  time.Time // since when it may be outdated; zero: it is not

	Refused bool // nothing is shown, as the shop has answered that it cannot be: nothing can be old
}

// Changed says that documents changed; a screen asks again for what it shows.
type Changed struct{ api.Notice }

// Concerns reports whether one of nouns changed.
func (c Changed) Concerns(nouns ...core.Noun) bool {
	if c.Resync {
		return true
	}
	for _, n := range c.Nouns {
		for _, m := range nouns {
			if n == m {
				return true
			}
		}
	}
	return false
}

// Beat comes every few seconds, and when the screen comes into sight.
type Beat struct {
	At   core.Instant // the shop's clock
	Lost bool         // the shop does not answer: what is shown is old
}

// Action is what can be done on a screen.
type Action = action.Action[Screen]

// On makes the Run of an action that needs a screen of type T.
func On[T any](f func(T, string) tea.Cmd) func(Screen, string) tea.Cmd {
	return func(s Screen, args string) tea.Cmd {
		if t, ok := s.(T); ok {
			return f(t, args)
		}
		return nil
	}
}

// Needs makes the Enabled of an action that needs a screen of type T.
func Needs[T any](why string) func(Screen) (bool, string) {
	return func(s Screen) (bool, string) {
		_, ok := s.(T)
		return ok, why
	}
}

// Mover is a screen that scrolls.
type Mover interface {
	Move(n int) tea.Cmd // by rows
	Turn(n int) tea.Cmd // by pages
	First() tea.Cmd
	Last() tea.Cmd
}

// Filterer is a screen whose list can be filtered.
type Filterer interface {
	Filter() string
	SetFilter(text string) tea.Cmd
}

// Reloader is a screen that can ask for everything again.
type Reloader interface {
	Reload() tea.Cmd
}

// Backer is a screen with levels of its own; Back leaves one and reports whether there was one.
type Backer interface {
	Back() (tea.Cmd, bool)
}

// Copier offers pieces of what is shown for the clipboard.
type Copier interface {
	Pieces() []Piece
}

// Piece is something that can be copied.
type Piece struct {
	Title term.Text
	Rows  [][]term.Text
}

// Overlay stands in front of a screen and has the focus.
type Overlay interface {
	// Key takes an event. Done and Cancelled take the overlay away, unless the event put
	// another in its place.
	Key(e input.Event, now time.Time) (widget.Outcome, tea.Cmd)
	// Mode says where characters go.
	Mode() input.Mode
	// Resize gives the width and the most lines there are; it returns the lines taken.
	Resize(w, most int) int
	// View draws exactly those.
	View(th *theme.Theme) string
}
