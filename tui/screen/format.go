package screen

import (
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/term"
)

// MaxCell is the width to which one value is cut.
const MaxCell = 200

// Text cleans what came from outside.
func (e *Env) Text(s string) term.Text {
	return term.Clean(s, term.Options{Width: MaxCell, ASCII: e.ASCII})
}

// Long cleans a sentence or a paragraph.
func (e *Env) Long(s string) term.Text { return term.Clean(s, term.Options{ASCII: e.ASCII}) }

// When writes an instant as seen from now: the time for the same day, else day and
// time, for another year the date.
func (e *Env) When(i, now core.Instant) term.Text {
	if i == 0 {
		return term.Text{}
	}
	t, n := i.Time().In(e.Zone), now.Time().In(e.Zone)
	layout := "01-02 15:04"
	switch far := t.Sub(n).Abs(); {
	case t.YearDay() == n.YearDay() && t.Year() == n.Year():
		layout = "15:04:05"
	case far > 300*24*time.Hour:
		layout = time.DateOnly
	}
	return e.Text(t.Format(layout))
}

// Stamp writes an instant in full.
func (e *Env) Stamp(i core.Instant) term.Text {
	if i == 0 {
		return term.Text{}
	}
	return e.Text(i.Time().In(e.Zone).Format("2006-01-02 15:04"))
}

// Date writes a business date as seen from now.
func (e *Env) Date(d core.Date, now core.Instant) term.Text {
	if d == 0 {
		return term.Text{}
	}
	layout := "01-02"
	if n := now.Time(); d.Time().Sub(n).Abs() > 300*24*time.Hour {
		layout = time.DateOnly
	}
	return e.Text(d.Time().Format(layout))
}

// Age writes how long ago an instant was.
func (e *Env) Age(i, now core.Instant) term.Text {
	if i == 0 {
		return term.Text{}
	}
	return term.Span(now.Sub(i))
}

// Due writes how much time is left until an instant, or how late it is.
func (e *Env) Due(i, now core.Instant) term.Text {
	switch {
	case i == 0:
		return term.Text{}
	case i <= now:
		return term.Concat(term.Lit("late "), term.Span(now.Sub(i)))
	}
	return term.Concat(term.Lit("in "), term.Span(i.Sub(now)))
}

// Value writes one cell as its column says.
func (e *Env) Value(t api.Type, v api.Value, now core.Instant) term.Text {
	switch t {
	case api.Int:
		return term.Num(v.N)
	case api.Time:
		return e.When(core.Instant(v.N), now)
	case api.Date:
		return e.Date(core.Date(v.N), now)
	case api.Boolean:
		if v.N != 0 {
			return term.Lit("yes")
		}
		return term.Lit("no")
	}
	return e.Text(v.S)
}
