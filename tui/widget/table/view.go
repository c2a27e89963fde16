package table

import (
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// View draws the header and the page: exactly as many lines as SetSize gave.
func (t *Table) View(th *theme.Theme) string {
	f := draw.New(th, t.width, t.lines)
	t.head(f)
	if t.loaded && t.win.total == 0 {
		f.Gap(gutter)
		f.Put(theme.Muted, t.empty)
		return f.String()
	}
	first, last, ranging := t.between(t.pos)
	for i := t.top(); i < t.top()+t.height; i++ {
		r := t.win.row(i)
		if r == nil {
			t.missing(f, i)
			continue
		}
		_, marked := t.marked[r.ID]
		t.line(f, i, r, marked || ranging && i >= first && i <= last)
	}
	return f.String()
}

// NoticeView is the line below the list: what is held back, and the key that takes it.
// It is "" when nothing is.
func (t *Table) NoticeView(th *theme.Theme, key term.Text) string {
	fresh, gone, moved, ok := t.Notice()
	if !ok {
		return ""
	}
	var parts []term.Text
	if fresh > 0 {
		parts = append(parts, term.Concat(term.Num(int64(fresh)), term.Lit(" new")))
	}
	if gone > 0 {
		parts = append(parts, term.Concat(term.Num(int64(gone)), term.Lit(" gone")))
	}
	if moved && fresh == 0 {
		parts = append(parts, term.Lit("order changed"))
	}
	f := draw.New(th, t.width, 1)
	f.Put(theme.Accent, term.Concat(th.Glyphs.Held, term.Lit(" "), term.Join(term.Lit(", "), parts...)))
	f.Put(theme.Muted, term.Concat(term.Lit(" (press "), key, term.Lit(")")))
	return f.String()
}

func (t *Table) head(f *draw.Frame) {
	f.Row(theme.Header)
	f.Gap(gutter)
	for n, p := range t.places {
		if n > 0 {
			f.Gap(gapFor(t.width))
		}
		c := t.cols[p.col]
		title := c.Title
		if c.Key == t.sort && t.sort != "" {
			title = term.Concat(title, t.direction(f.Theme))
		}
		f.Cell(theme.Plain, title, p.width, c.align())
	}
	f.End()
}

func (t *Table) direction(th *theme.Theme) term.Text {
	if t.desc {
		return th.Glyphs.Falling
	}
	return th.Glyphs.Rising
}

// missing draws a row that is still to come; the first of several says so.
func (t *Table) missing(f *draw.Frame, i int) {
	if i == t.pos && !t.follow {
		f.Put(theme.Selected, f.Theme.Glyphs.Cursor)
	}
	f.To(gutter)
	first := i == t.top() || t.win.row(i-1) != nil
	if first && !(t.loaded && t.win.exact && i >= t.win.total) {
		f.Put(theme.Muted, term.Concat(term.Lit("loading"), f.Theme.Glyphs.Ellipsis))
	}
	f.End()
}

func (t *Table) line(f *draw.Frame, i int, r *Row, marked bool) {
	base, gone := t.base(i, r, marked)
	changed := t.changed[i-t.win.off]
	f.Row(base)
	f.Put(theme.Plain, t.cursorSign(f.Theme, i))
	f.To(1)
	f.Put(theme.Plain, sign(f.Theme, marked, gone, changed != 0))
	f.To(gutter)
	for n, p := range t.places {
		if n > 0 {
			f.Gap(gapFor(t.width))
		}
		if p.col >= len(r.Cells) {
			f.Gap(p.width)
			continue
		}
		f.Cell(t.cell(base, r, p.col, changed), r.Cells[p.col], p.width, t.cols[p.col].align())
	}
	f.End()
}

// base is the style of a row: one sequence for all of it.
func (t *Table) base(i int, r *Row, marked bool) (token theme.Token, gone bool) {
	gone = t.news.gone[r.ID]
	switch {
	case i == t.pos && !t.follow:
		return theme.Selected, gone
	case gone, t.dim:
		return theme.Muted, gone
	case marked:
		return theme.Marked, gone
	}
	return theme.Plain, gone
}

// cell is the style of one cell. Under the cursor a row is of one piece.
func (t *Table) cell(base theme.Token, r *Row, col int, changed uint64) theme.Token {
	switch {
	case base == theme.Selected, base == theme.Muted:
		return theme.Plain
	case t.cols[col].Kind == Severity:
		return r.Severity
	case col < 64 && changed&(1<<col) != 0:
		return theme.Changed
	}
	return theme.Plain
}

func (t *Table) cursorSign(th *theme.Theme, i int) term.Text {
	if i == t.pos && !t.follow {
		return th.Glyphs.Cursor
	}
	return term.Text{}
}

func sign(th *theme.Theme, marked, gone, changed bool) term.Text {
	switch {
	case marked:
		return th.Glyphs.Mark
	case gone:
		return th.Glyphs.Gone
	case changed:
		return th.Glyphs.Changed
	}
	return term.Text{}
}
