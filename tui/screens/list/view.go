package list

import (
	"strings"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// View draws what shapes the list, the table, and what is held back.
func (l *List) View(th *theme.Theme) string {
	if l.h <= 0 {
		return ""
	}
	parts := []string{l.shape(th)}
	if l.h > 2 {
		parts = append(parts, l.body(th))
	}
	if l.h > 1 {
		notice := l.table.NoticeView(th, term.Lit("."))
		parts = append(parts, notice)
	}
	return strings.Join(parts, "\n")
}

func (l *List) body(th *theme.Theme) string {
	if l.live.Err != nil && !l.live.Loaded {
		return l.problem(th)
	}
	view := l.table.View(th)
	if !l.peek.on {
		return view
	}
	return l.beside(th, view)
}

// problem is shown where the rows would be.
func (l *List) problem(th *theme.Theme) string {
	var p widget.Pane
	p.SetSize(l.w, max(l.h-2, 0))
	lines := []widget.Line{{}, {Token: theme.Bad, Text: l.env.Long(l.live.Err.Error())}, {}}
	if l.filter != "" {
		lines = append(lines, widget.Line{Token: theme.Muted, Text: term.Lit("press / to correct the filter, esc to clear it")})
	} else {
		lines = append(lines, widget.Line{Token: theme.Muted, Text: term.Lit("it is tried again by itself; ctrl+r tries at once")})
	}
	p.SetLines(lines)
	return p.View(th)
}

// shape says what the list shows: filter, order, how many, how many marked.
func (l *List) shape(th *theme.Theme) string {
	parts := []widget.Part{
		{Token: theme.Plain, Text: l.count(), Priority: 4},
		{Token: theme.Accent, Text: l.filterText(), Priority: 5},
		{Token: theme.Marked, Text: l.markText(), Priority: 6},
		{Token: theme.Muted, Text: l.sortText(), Priority: 2},
		{Token: theme.Muted, Text: l.hiddenText(), Priority: 1},
	}
	if l.live.Err != nil && l.live.Loaded {
		parts = append(parts, widget.Part{Token: theme.Bad, Text: term.Concat(term.Lit("not up to date: "), l.env.Text(l.live.Err.Error())), Priority: 3})
	}
	return widget.Bar(th, l.w, th.Glyphs.Bar, parts)
}

func (l *List) count() term.Text {
	if !l.live.Loaded {
		return l.spec.Title
	}
	n, exact := l.table.Total()
	of := term.Num(int64(n))
	if !exact {
		of = term.Concat(of, term.Lit("+"))
	}
	if n == 0 {
		return of
	}
	return term.Concat(term.Num(int64(l.table.Position()+1)), term.Lit(" of "), of)
}

func (l *List) filterText() term.Text {
	if l.filter == "" {
		return term.Text{}
	}
	return term.Concat(term.Lit("/"), l.env.Text(l.filter))
}

func (l *List) markText() term.Text {
	n := len(l.table.Marks())
	switch {
	case l.table.Ranging():
		return term.Concat(term.Num(int64(n)), term.Lit(" marked and a range: v ends it"))
	case n == 0:
		return term.Text{}
	}
	return term.Concat(term.Num(int64(n)), term.Lit(" marked"))
}

func (l *List) sortText() term.Text {
	if l.sort == "" {
		return term.Text{}
	}
	name, down := strings.CutPrefix(l.sort, "-")
	text := term.Concat(term.Lit("sorted by "), l.env.Text(name))
	if down {
		text = term.Concat(text, term.Lit(", falling"))
	}
	return text
}

// hiddenText names the columns that do not fit.
func (l *List) hiddenText() term.Text {
	hidden := l.table.Hidden()
	if len(hidden) == 0 {
		return term.Text{}
	}
	names := make([]term.Text, len(hidden))
	for i, c := range hidden {
		names[i] = c.Title
	}
	return term.Concat(term.Lit("w: "), term.Join(term.Lit(", "), names...))
}
