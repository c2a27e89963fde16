package widget

import (
	"time"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// StaleAfter is how old the newest word from the shop may be before the screen says so.
const StaleAfter = 5 * time.Second

// Header is the first line of every screen: where you are, and how true it is. The
// truth is never left out for lack of room.
type Header struct {
	Place   []term.Text // from the shop down to what is open
	Seq     uint64      // newest journal record that the screen shows; 0: none
	Mode    term.Text   // such as "read-only"
	Heard   time.Time   // when the shop was last heard of; zero: not yet
	Offline time.Time   // since when it cannot be reached; zero: it can
	Paused  time.Time   // since when the person holds the screen; zero: live
}

// View draws the line as it is at now. Instants are written in now's time zone.
func (h Header) View(th *theme.Theme, width int, now time.Time) string {
	f := draw.New(th, width, 1)
	gap := term.Lit("  ")
	last := 0
	if n := len(h.Place); n > 0 {
		last = h.Place[n-1].Width() + 1
	}
	truth := h.truth(now)
	if path := pathWidth(h.Place, th.Glyphs.Crumb, false, term.Text{}); path+1+breadth(truth, gap.Width()) > width {
		truth[1].Text = term.Text{} // the sequence goes before any part of the place
	}
	truth = fitting(truth, gap.Width(), max(width-last, 0))
	right := breadth(truth, gap.Width())
	place(f, h.Place, width-right-1)
	f.To(width - right)
	bar(f, gap, truth)
	return f.String()
}

func (h Header) truth(now time.Time) []Part {
	var seq term.Text
	if h.Seq > 0 {
		seq = term.Concat(term.Lit("seq "), term.Num(int64(h.Seq)))
	}
	return []Part{h.state(now), {theme.Muted, seq, 1}, {theme.Warn, h.Mode, 2}}
}

// state says how fresh the screen is.
func (h Header) state(now time.Time) Part {
	at := func(t time.Time, layout string) term.Text {
		return term.Clean(t.In(now.Location()).Format(layout), term.Options{})
	}
	age := now.Sub(h.Heard)
	switch {
	case !h.Offline.IsZero():
		return Part{theme.Bad, term.Concat(term.Lit("OFFLINE since "), at(h.Offline, "15:04")), 3}
	case h.Heard.IsZero():
		return Part{theme.Warn, term.Lit("CONNECTING"), 3}
	case !h.Paused.IsZero():
		return Part{theme.Warn, term.Concat(term.Lit("PAUSED "), at(h.Paused, time.TimeOnly)), 3}
	case age >= StaleAfter:
		return Part{theme.Warn, term.Concat(term.Lit("STALE "), term.Span(age)), 3}
	}
	return Part{theme.OK, term.Concat(term.Lit("LIVE "), at(h.Heard, time.TimeOnly)), 3}
}

// place draws the crumbs; where there is no room for all, the outer ones go first.
func place(f *draw.Frame, crumbs []term.Text, room int) {
	sep, tail := f.Theme.Glyphs.Crumb, f.Theme.Glyphs.Ellipsis
	if room <= 0 || len(crumbs) == 0 {
		return
	}
	cut := false
	for len(crumbs) > 1 && pathWidth(crumbs, sep, cut, tail) > room {
		crumbs, cut = crumbs[1:], true
	}
	if cut && pathWidth(crumbs, sep, true, tail) <= room {
		f.Put(theme.Muted, tail)
		f.Put(theme.Muted, sep)
		room -= tail.Width() + sep.Width()
	}
	for i, c := range crumbs {
		if i > 0 {
			f.Put(theme.Muted, sep)
			room -= sep.Width()
		}
		token := theme.Plain
		if i == len(crumbs)-1 {
			token = theme.Accent
		}
		f.Put(token, term.Truncate(c, room, tail))
		room -= c.Width()
	}
}

func pathWidth(crumbs []term.Text, sep term.Text, cut bool, tail term.Text) int {
	w := sep.Width() * (len(crumbs) - 1)
	if cut {
		w += tail.Width() + sep.Width()
	}
	for _, c := range crumbs {
		w += c.Width()
	}
	return w
}
