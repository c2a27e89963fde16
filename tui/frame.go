package tui

import (
	"slices"
	"strings"

	"andon/tui/input"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/draw"

	tea "github.com/charmbracelet/bubbletea"
)

// The least terminal that shows a screen, and the heights from which on there are the
// line of screens and the line of keys.
const (
	leastW, leastH = 40, 10
	tabsFrom       = 12
	hintsFrom      = 16
)

func (a *app) tooSmall() bool { return a.w < leastW || a.h < leastH }

// bodyHeight is what is left for screen and overlay between header and messages.
func (a *app) bodyHeight() int {
	if a.tooSmall() {
		return 0
	}
	h := a.h - 2 // header and message
	if a.h >= tabsFrom {
		h--
	}
	if a.h >= hintsFrom {
		h--
	}
	if _, _, on := a.banner(); on {
		h--
	}
	return h
}

// arrange gives screen and overlay their room, should it have changed.
func (a *app) arrange() tea.Cmd {
	h := a.bodyHeight()
	if a.overlay != nil {
		room := h - 1
		if h >= 14 {
			room = h - 5 // enough of the screen to see what it is about
		}
		a.taken = a.overlay.Resize(a.w, max(room, 0))
	}
	return a.route.screen().Resize(a.w, h)
}

// View draws the whole console: exactly as many lines as the terminal has.
func (a *app) View() string {
	switch {
	case a.w <= 0 || a.h <= 0:
		return ""
	case a.tooSmall():
		return a.small()
	}
	lines := []string{a.header().View(a.theme, a.w, a.now.In(a.opt.Zone))}
	if a.h >= tabsFrom {
		lines = append(lines, a.tabs())
	}
	if token, text, on := a.banner(); on {
		lines = append(lines, a.line(token, text))
	}
	lines = append(lines, a.body(), a.message())
	if a.h >= hintsFrom {
		lines = append(lines, a.hints())
	}
	return strings.Join(lines, "\n")
}

// small is all that a tiny terminal gets; nothing is lost meanwhile.
func (a *app) small() string {
	f := draw.New(a.theme, a.w, a.h)
	f.Put(theme.Warn, term.Concat(term.Lit("terminal too small: "), term.Num(leastW), term.Lit("x"), term.Num(leastH), term.Lit(" is the least")))
	return f.String()
}

func (a *app) line(token theme.Token, text term.Text) string {
	f := draw.New(a.theme, a.w, 1)
	f.Put(token, text)
	return f.String()
}

// body is the screen, or as much of it as an overlay leaves.
func (a *app) body() string {
	view := a.route.screen().View(a.theme)
	if a.overlay == nil {
		return view
	}
	lines := strings.Split(view, "\n")
	lines = lines[:min(max(a.bodyHeight()-a.taken-1, 0), len(lines))]
	lines = append(lines, a.line(theme.Muted, term.Rule(a.theme.Glyphs, a.w)), a.overlay.View(a.theme))
	return strings.Join(lines, "\n")
}

// crumbs are the places on the way down.
func (a *app) crumbs() []term.Text {
	var out []term.Text
	if name := a.fresh.shop.Name; name != "" {
		out = append(out, a.env.Text(name))
	}
	for _, s := range a.route.here() {
		out = append(out, s.State().Title)
	}
	return out
}

// tabs are the screens with their numbers and counts; to the right the shop's clock and
// who sits here.
func (a *app) tabs() string {
	parts := a.rooms()
	left := widget.Bar(a.theme, a.w, term.Lit("  "), parts)
	used := widthOf(parts)
	room := a.w - used - 2
	right := fitParts(a.whoAndWhen(), room)
	if len(right) == 0 {
		return left
	}
	return left + strings.Repeat(" ", a.w-used-widthOf(right)) + widget.Bar(a.theme, room, term.Lit("  "), right)
}

// rooms are the tabs themselves.
func (a *app) rooms() (parts []widget.Part) {
	top := a.route.here()[0]
	for i, r := range roots() {
		text := term.Concat(term.Num(int64(i+1)), term.Lit(" "), r.title)
		if n, ok := a.countOf(i); ok {
			text = term.Concat(text, term.Lit("("), term.Num(int64(n)), term.Lit(")"))
		}
		token := theme.Muted
		if top == screen.Screen(a.roots[i]) {
			text, token = term.Concat(term.Lit("["), text, term.Lit("]")), theme.Accent
		}
		parts = append(parts, widget.Part{Token: token, Text: text, Priority: 10 - i})
	}
	return parts
}

// whoAndWhen is the shop's clock, how much of its work needed nobody, and the person's
// name and role.
func (a *app) whoAndWhen() []widget.Part {
	f := &a.fresh
	if f.at == 0 {
		return nil
	}
	stream := a.env.Text(a.stream())
	who := a.env.Text(f.shop.Actor)
	if len(f.shop.Roles) > 0 {
		who = term.Concat(who, term.Lit(":"), a.env.Text(strings.Join(f.shop.Roles, ",")))
	}
	return []widget.Part{{Text: a.env.Stamp(f.at)}, a.touchless(), {Token: theme.Muted, Text: who}, {Token: theme.Muted, Text: stream}}
}

func (a *app) touchless() widget.Part {
	return widget.Part{Token: theme.Accent, Text: touchless(a.fresh.shop.Touchless, a.fresh.shop.Finished)}
}

// touchless is the share of finished orders about which no person had to decide, in
// whole percent rounded down, so that 100 % means all of them; and of how many that is.
func touchless(untouched, finished int64) term.Text {
	if finished <= 0 {
		return term.Text{}
	}
	return term.Concat(term.Num(untouched*100/finished), term.Lit("% of "), term.Num(finished), term.Lit(" touchless"))
}

func widthOf(parts []widget.Part) int {
	w := 0
	for i, p := range parts {
		if i > 0 {
			w += 2
		}
		w += p.Text.Width()
	}
	return w
}

// fitParts drops empty parts, and others from the end until the rest fits.
func fitParts(parts []widget.Part, room int) []widget.Part {
	parts = slices.DeleteFunc(parts, func(p widget.Part) bool { return p.Text.Empty() })
	for len(parts) > 0 && widthOf(parts) > room {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// message is the line for what has happened; while nothing has, what feeds the shop. How much
// of its work needed nobody stands to the right where there is no room for it above.
func (a *app) message() string {
	if _, _, ok := a.toasts.Current(a.now); ok {
		return a.toasts.View(a.theme, a.w, a.now, term.Lit("x"))
	}
	said := a.status
	if stream := a.stream(); said.Empty() && stream != "" {
		said = term.Concat(term.Lit("the clock waits for "), a.env.Text(stream), term.Lit("; :clock joins wall time"))
	}
	part := a.touchless()
	gap := a.w - said.Width() - part.Text.Width()
	if part.Text.Empty() || gap < 2 || len(fitParts(a.whoAndWhen(), a.w-widthOf(a.rooms())-2)) > 1 { // it stands beside the tabs
		return a.line(theme.Muted, said)
	}
	f := draw.New(a.theme, a.w, 1)
	f.Put(theme.Muted, said)
	f.Gap(gap)
	f.Put(part.Token, part.Text)
	return f.String()
}

// hints name the keys that matter here.
func (a *app) hints() string {
	if a.overlay != nil {
		if a.overlay.Mode() == input.TextField {
			return a.line(theme.Muted, term.Lit("esc back  enter choose"))
		}
		return a.line(theme.Muted, term.Lit("esc back"))
	}
	if p := a.keys.Pending(); p != "" {
		return a.pending(p)
	}
	var parts []widget.Part
	ids := append(append([]string{}, a.route.screen().State().Hints...), "help", "command")
	for i, id := range ids {
		act, ok := a.table.ByID(id)
		if !ok || len(act.Keys) == 0 {
			continue
		}
		parts = append(parts, widget.Part{Token: theme.Muted, Priority: 100 - i,
			Text: term.Concat(a.env.Text(act.Keys[0]), term.Lit(" "), brief(act.Title))})
	}
	return widget.Bar(a.theme, a.w, term.Lit("  "), parts)
}

// pending shows how a sequence of keys can go on.
func (a *app) pending(p string) string {
	parts := []widget.Part{{Token: theme.Accent, Text: term.Concat(a.env.Text(p), term.Lit(" ...")), Priority: 100}}
	for i, item := range a.table.Continue(a.route.screen(), p, a.scopes()...) {
		parts = append(parts, widget.Part{Token: theme.Muted, Text: term.Concat(item.Hint, term.Lit(" "), item.Title), Priority: 50 - i})
	}
	return widget.Bar(a.theme, a.w, term.Lit("  "), parts)
}

// brief is the beginning of a title, up to its first colon or comma.
func brief(t term.Text) term.Text {
	s := t.String()
	if i := strings.IndexAny(s, ":,("); i > 0 {
		return term.Cut(t, i)
	}
	return t
}

var _ screen.Host = (*app)(nil)
