package main

import (
	"bufio"
	"strings"

	"andon/core/api"
	"andon/tui/term"
)

// tableSheet lines columns up for people, under the names that --where and --sort take.
// The first page fixes the widths, so that
// a list of any length needs no more memory than a page.
type tableSheet struct {
	w       *bufio.Writer
	width   int // of the screen; lines are cut there. 0: no screen
	columns []api.Column
	widths  []int
}

func (t *tableSheet) head(p *api.Page) error {
	t.columns = p.Columns
	t.widths = make([]int, len(p.Columns))
	for i, c := range p.Columns {
		t.widths[i] = term.Clean(c.Name, term.Options{}).Width()
		for r := range p.Rows {
			t.widths[i] = max(t.widths[i], t.text(&p.Rows[r], i).Width())
		}
	}
	titles := make([]term.Text, len(p.Columns))
	for i, c := range p.Columns {
		titles[i] = term.Clean(strings.ToUpper(c.Name), term.Options{})
	}
	return t.line(titles)
}

// maxCell is the most columns of the screen that a cell takes; the last one takes
// what it needs.
const maxCell = 60

func (t *tableSheet) text(r *api.Row, n int) term.Text {
	o := term.Options{Width: maxCell}
	if n == len(t.columns)-1 {
		o.Width = 0
	}
	return term.Clean(shown(t.columns[n], cell(r, n)), o)
}

func (t *tableSheet) rows(rows []api.Row) error {
	cells := make([]term.Text, len(t.columns))
	for r := range rows {
		for i := range t.columns {
			cells[i] = t.text(&rows[r], i)
		}
		if err := t.line(cells); err != nil {
			return err
		}
	}
	return nil
}

func (t *tableSheet) line(cells []term.Text) error {
	fitted := make([]term.Text, len(cells))
	for i, c := range cells {
		align := term.Left
		if kind := t.columns[i].Type; kind == api.Int || kind == api.Amount {
			align = term.Right
		}
		fitted[i] = term.Fit(c, max(t.widths[i], c.Width()), align, term.Text{})
	}
	all := term.Join(term.Spaces(2), fitted...)
	if t.width > 0 {
		all = term.Truncate(all, t.width, term.Lit("…"))
	}
	_, err := t.w.WriteString(strings.TrimRight(all.String(), " ") + "\n")
	return err
}

func (t *tableSheet) end(listEnd) error { return t.w.Flush() }
