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

// Add says something. A theme.Bad message stays until it has been read, any other for
// ToastLife or until the next.
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

// Current is the message to show: the oldest error that nobody has read, else the
// newest message while it lives. more counts the other errors that wait, those that had
// to make room included.
func (t *Toasts) Current(now time.Time) (toast Toast, more int, ok bool) {
	more = t.lost
	for _, o := range t.all {
		switch {
		case !o.waits():
		case ok:
			more++
		default:
			toast, ok = o, true
		}
	}
	if ok || len(t.all) == 0 {
		return toast, more, ok
	}
	newest := t.all[len(t.all)-1]
	return newest, more, !newest.Read && now.Sub(newest.At) < ToastLife
}

// MarkRead takes the message that is shown away.
func (t *Toasts) MarkRead() {
	for i := range t.all {
		if t.all[i].waits() {
			t.all[i].Read = true
			return
		}
	}
	if n := len(t.all); n > 0 {
		t.all[n-1].Read, t.lost = true, 0
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
