package widget

import (
	"slices"
	"time"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Limits of messages.
const (
	ToastLife = 6 * time.Second // how long a message that is no error stays
	MaxToasts = 100             // messages that are kept for looking back
)

// Toast is one message about something that has happened.
type Toast struct {
	Token theme.Token
	Text  term.Text
	At    time.Time
	Read  bool // an error stays until it has been read
}

func (t Toast) waits() bool { return t.Token == theme.Bad && !t.Read }

// Toasts is the message line and what it has shown. The zero Toasts is empty.
type Toasts struct {
	all  []Toast
	lost int // unread errors that had to make room
}

// Add says something. Any message is shown for ToastLife or until the next; a theme.Bad
// one comes back until it has been read.
func (t *Toasts) Add(now time.Time, token theme.Token, text term.Text) {
	t.all = append(t.all, Toast{Token: token, Text: text, At: now})
	if len(t.all) <= MaxToasts {
		return
	}
	drop := max(slices.IndexFunc(t.all, func(o Toast) bool { return !o.waits() }), 0)
	if t.all[drop].waits() {
		t.lost++
	}
	t.all = slices.Delete(t.all, drop, drop+1)
}

// Current is the message to show: the newest one while it lives, else the newest error
// that nobody has read. more counts the other errors that wait, those that had
// to make room included.
func (t *Toasts) Current(now time.Time) (toast Toast, more int, ok bool) {
	at := t.shown(now)
	more = t.lost
	for i := range t.all {
		if i != at && t.all[i].waits() {
			more++
		}
	}
	if at < 0 {
		return toast, more, false
	}
	return t.all[at], more, true
}

// shown is the place of the message to show, below zero for none.
func (t *Toasts) shown(now time.Time) int {
	last := len(t.all) - 1
	if last >= 0 && !t.all[last].Read && now.Sub(t.all[last].At) < ToastLife {
		return last
	}
	for ; last >= 0 && !t.all[last].waits(); last-- {
	}
	return last
}

// MarkRead takes the message that is shown away.
func (t *Toasts) MarkRead(now time.Time) {
	if at := t.shown(now); at >= 0 {
		t.all[at].Read = true
	}
	if t.shown(now) < 0 {
		t.lost = 0
	}
}

// Log is what has been said, the newest last.
func (t *Toasts) Log() []Toast { return slices.Clone(t.all) }

// View draws the message line; key is what reads an error. Trouble has a sign, so that
// it is seen without colour.
func (t *Toasts) View(th *theme.Theme, width int, now time.Time, key term.Text) string {
	f := draw.New(th, width, 1)
	toast, more, ok := t.Current(now)
	if !ok {
		return ""
	}
	var hint term.Text
	if toast.waits() {
		hint = term.Concat(term.Lit(" ("), key, term.Lit(")"))
	}
	if more > 0 {
		hint = term.Concat(term.Lit(" (+"), term.Num(int64(more)), term.Lit(")"), hint)
	}
	text := toast.Text
	if toast.Token == theme.Bad || toast.Token == theme.Warn {
		text = term.Concat(term.Lit("! "), text)
	}
	f.Put(toast.Token, term.Truncate(text, max(width-hint.Width(), 0), th.Glyphs.Ellipsis))
	f.Put(theme.Muted, hint)
	return f.String()
}
