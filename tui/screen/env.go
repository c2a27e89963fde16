package screen

import (
	"time"

	"andon/core"
	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
)

// Env is what screens work with. One Env belongs to one console.
type Env struct {
	Jobs  *load.Jobs
	Clock load.Clock
	Host  Host
	Actor string              // as the shop knows the person
	Roles []string            // of the person
	Now   func() core.Instant // the shop's clock, as far as it is known
	ASCII bool
	Zone  *time.Location // in which times are shown
	Copy  func(term.Payload) tea.Cmd
	Key   func() string // a fresh idempotency key
}

// Host is the console around a screen.
type Host interface {
	// Open shows a document, as a step down from the screen in sight.
	Open(ref core.Ref) tea.Cmd
	// Cover puts an overlay in front; nil takes it away.
	Cover(o Overlay)
	// Say shows a message; theme.Bad ones stay until they have been read.
	Say(token theme.Token, text term.Text)
	// Writable says whether commands can be sent now, and if not, why.
	Writable() (ok bool, why string)
	// Wrote is called with the newest record of one's own commands: what is in sight is
	// asked for again, at that record or later.
	Wrote(seq uint64) tea.Cmd
}

// Fail says what went wrong.
func (e *Env) Fail(err error) { e.Host.Say(theme.Bad, e.Text(err.Error())) }
