package story

import (
	"strings"

	"andon/core/order"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/draw"

	tea "github.com/charmbracelet/bubbletea"
)

// headLines stand above the sections: what the order is, when and for whom, and the
// sections' names.
const headLines = 4

// Resize gives the room.
func (s *Story) Resize(w, h int) tea.Cmd {
	if w == s.w && h == s.h {
		return nil
	}
	widened := s.w < wideFrom && w >= wideFrom && s.live.Loaded
	s.w, s.h = w, h
	for i := range s.panes {
		s.panes[i].SetSize(s.paneWidth(), max(h-headLines, 0))
	}
	if widened {
		return s.live.Ask()
	}
	return nil
}

func (s *Story) paneWidth() int {
	if s.wide() {
		return (s.w - 3) / 2
	}
	return s.w
}

// View draws head and section.
func (s *Story) View(th *theme.Theme) string {
	f := draw.New(th, s.w, min(headLines, s.h))
	s.head(f)
	if s.h <= headLines {
		return f.String()
	}
	body := s.pane().View(th)
	if s.wide() {
		body = draw.Beside(th, body, s.paneWidth(), s.panes[s.beside()].View(th))
	}
	return f.String() + "\n" + body
}

func (s *Story) head(f *draw.Frame) {
	if s.view == nil {
		if s.live.Err == nil {
			f.Put(theme.Muted, term.Concat(term.Lit("loading "), s.env.Text(s.ref.ID), f.Theme.Glyphs.Ellipsis))
		}
		return
	}
	for _, parts := range [][]widget.Part{s.what(), s.when(), s.forWhom()} {
		bar(f, parts)
		f.End()
	}
	for x := range sections {
		name, token := s.name(x), theme.Muted
		if x == s.at {
			name, token = term.Concat(term.Lit("["), name, term.Lit("]")), theme.Accent
		}
		f.Put(token, name)
		f.Gap(2)
	}
}

// bar draws parts with space between; those that do not fit are cut by the frame.
func bar(f *draw.Frame, parts []widget.Part) {
	first := true
	for _, p := range parts {
		if p.Text.Empty() {
			continue
		}
		if !first {
			f.Gap(2)
		}
		first = false
		f.Put(p.Token, p.Text)
	}
}

func (s *Story) what() []widget.Part {
	v := s.view
	parts := []widget.Part{
		{Token: theme.Accent, Text: s.env.Text(v.ID)},
		{Token: statusToken(v.Status), Text: s.env.Text(strings.ToUpper(v.Status))},
		{Text: s.env.Text(v.Channel + " " + v.External)},
	}
	if v.Customer != "" {
		parts = append(parts, widget.Part{Text: term.Concat(term.Lit("customer "), s.env.Text(v.Customer))})
	}
	if n := len(s.view.Exceptions); n > 0 {
		parts = append(parts, widget.Part{Token: theme.Bad, Text: term.Concat(term.Num(int64(n)), plural(n, term.Lit(" open exception")))})
	}
	return parts
}

func statusToken(status string) theme.Token {
	switch status {
	case "held":
		return theme.Bad
	case "backordered", "partly backordered", "open":
		return theme.Warn
	case "shipped", "delivered":
		return theme.OK
	}
	return theme.Plain
}

func (s *Story) when() []widget.Part {
	v := s.view
	parts := []widget.Part{{Text: term.Concat(term.Lit("placed "), s.env.Stamp(v.Placed))}}
	if v.Promise != 0 {
		parts = append(parts, widget.Part{Text: term.Concat(term.Lit("promised "), s.env.Date(v.Promise, s.page.At))})
	}
	if v.Late != 0 && v.Closed == 0 {
		parts = append(parts, widget.Part{Token: theme.Bad, Text: term.Concat(term.Lit("LATE since "), s.env.When(v.Late, s.page.At))})
	}
	total := v.Total
	if total == 0 {
		total = v.Computed
	}
	parts = append(parts, widget.Part{Text: s.env.Text(v.Currency.Format(total) + " " + string(v.Currency))})
	if v.Complete {
		parts = append(parts, widget.Part{Text: term.Lit("ship complete")})
	}
	if v.Service != "" {
		parts = append(parts, widget.Part{Text: term.Concat(term.Lit("service "), s.env.Text(v.Service))})
	}
	return parts
}

// forWhom shows of the person what the shop gave, and says why when it gave nothing.
func (s *Story) forWhom() []widget.Part {
	p := &s.view.ShipTo
	var text string
	switch q := p.Personal; {
	case q != nil:
		fields := append([]string{q.Name, q.Company}, q.Address...)
		text = joinFilled(append(fields, q.PostCode, q.City, p.Country))
	case s.view.Person == "hidden":
		text = joinFilled([]string{p.Country, p.Zone, p.Prefix}) + " (name and address are hidden from your role)"
	case s.view.Person == "erased" || s.view.Erased:
		text = joinFilled([]string{p.Country, p.Zone}) + " (the person was erased)"
	default:
		text = joinFilled([]string{p.Country, p.Zone, p.Prefix})
	}
	return []widget.Part{{Token: theme.Muted, Text: term.Lit("to")}, {Text: s.env.Text(text)}}
}

func joinFilled(parts []string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// name is a section's name and how much is in it.
func (s *Story) name(x section) term.Text {
	count := func(name term.Text, n int) term.Text {
		if n == 0 {
			return name
		}
		return term.Concat(name, term.Lit(" "), term.Num(int64(n)))
	}
	switch x {
	case lines:
		return count(term.Lit("Lines"), len(s.view.Lines))
	case trouble:
		return count(term.Lit("Trouble"), len(s.view.Exceptions)+openHolds(s.view.Order))
	case dispatch:
		return count(term.Lit("Dispatch"), len(s.view.Fulfillments))
	case timeline:
		return term.Lit("Timeline")
	}
	return term.Lit("Sourcing")
}

func openHolds(o *order.Order) int {
	n := 0
	for i := range o.Holds {
		if o.Holds[i].Done == "" {
			n++
		}
	}
	return n
}

func plural(n int, what term.Text) term.Text {
	if n == 1 {
		return what
	}
	return term.Concat(what, term.Lit("s"))
}
