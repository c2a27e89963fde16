package load

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"andon/core"
)

// Pause is the least time between two refreshes in the background: more often no person
// can read.
const Pause = 200 * time.Millisecond

// Clock is the person's clock, not the shop's.
type Clock interface {
	Now() time.Time
	// After calls f in the update loop after d.
	After(d time.Duration, f func() tea.Cmd) tea.Cmd
}

// Live keeps what a screen shows up to date. It knows since when that may be outdated,
// never replaces an answer that is on its way for a mere refresh (on a slow link none
// would ever arrive), and keeps refreshes Pause apart.
type Live[T any] struct {
	Jobs  *Jobs
	Clock Clock
	// Read makes the work that reads what is wanted now.
	Read func() func(context.Context, *Reader) (T, error)
	// Show takes an answer.
	Show func(T) tea.Cmd
	// Fail takes an error; nil: Err is enough.
	Fail func(error)

	Loaded bool      // something has been shown
	Since  time.Time // since when it may be outdated; zero: it is not
	Err    error     // of the last try

	slot  Slot
	again time.Time // when something changed while an answer was on its way; zero: nothing did
	rests bool      // an answer has just come
}

// Busy reports whether an answer is on its way.
func (l *Live[T]) Busy() bool { return l.slot.Busy() }

// Refused reports whether the shop has answered, and cannot be asked that.
func (l *Live[T]) Refused() bool {
	code := core.CodeOf(l.Err)
	return l.Err != nil && !l.Loaded && (code == core.CodeInvalid || code == core.CodeNotFound)
}

// Touch says that what is shown may be outdated, and refreshes it.
func (l *Live[T]) Touch() tea.Cmd {
	l.outdated()
	if l.slot.Busy() || l.rests {
		if l.again.IsZero() {
			l.again = l.Clock.Now()
		}
		return nil
	}
	return l.Ask()
}

// Retry refreshes what is outdated or could not be had, unless that is under way.
func (l *Live[T]) Retry() tea.Cmd {
	if l.Since.IsZero() && l.Err == nil || l.slot.Busy() || l.rests {
		return nil
	}
	return l.Ask()
}

// Forget says that nothing is shown any more: what comes next is something else.
func (l *Live[T]) Forget() {
	l.Loaded, l.Err = false, nil
	l.outdated()
}

func (l *Live[T]) outdated() {
	if l.Since.IsZero() {
		l.Since = l.Clock.Now()
	}
}

// Ask asks now, for what is wanted now, whatever is on its way.
func (l *Live[T]) Ask() tea.Cmd {
	l.again = time.Time{}
	return Ask(l.Jobs, &l.slot, QueryTime, l.Read(), func(v T, err error) tea.Cmd {
		if err != nil {
			l.Err = err
			l.outdated()
			if l.Fail != nil {
				l.Fail(err)
			}
			return l.rest()
		}
		l.Err, l.Loaded, l.Since = nil, true, l.again
		return tea.Batch(l.rest(), l.Show(v))
	})
}

func (l *Live[T]) rest() tea.Cmd {
	l.rests = true
	return l.Clock.After(Pause, func() tea.Cmd {
		l.rests = false
		if l.again.IsZero() || l.slot.Busy() {
			return nil
		}
		return l.Ask()
	})
}
