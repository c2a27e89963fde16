package paper

import (
	"io"
	"strings"

	"andon/tui/term"
)

// columns is how wide text is printed.
const columns = 80

// Text writes pages as plain text of 80 columns, with a form feed between them. In ASCII
// nothing beyond it is written, as old printers know no more.
func Text(w io.Writer, pages []Page, ascii bool) error {
	var b strings.Builder
	for i := range pages {
		if i > 0 {
			b.WriteString("\f")
		}
		t := writer{&b, ascii}
		t.page(&pages[i])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type writer struct {
	b     *strings.Builder
	ascii bool
}

func (t *writer) line(s string) { t.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// wrapped writes text over as many lines as it needs.
func (t *writer) wrapped(s string) {
	for _, l := range term.Wrap(term.Clean(s, term.Options{ASCII: t.ascii}), columns) {
		t.line(l.String())
	}
}

func (t *writer) page(p *Page) {
	t.wrapped(p.Title)
	t.line(strings.Repeat("=", columns))
	for _, f := range p.Facts {
		t.line(t.fit(f.Name, 14, false) + clean(f.Value, columns-14, t.ascii))
	}
	for i := range p.Blocks {
		t.line("")
		t.block(&p.Blocks[i])
	}
}

func (t *writer) block(b *Block) {
	if b.Head != "" {
		t.wrapped(b.Head)
	}
	for _, l := range b.Lines {
		t.wrapped(l)
	}
	if b.Table != nil {
		t.table(b.Table)
	}
	if b.Code.Data != "" {
		t.line("|| ||| | || " + clean(b.Code.Text, 0, t.ascii) + " || | ||| ||")
	}
}

func (t *writer) table(tab *Table) {
	w := tab.widths(columns)
	head, rule := make([]string, len(w)), make([]string, len(w))
	for i, c := range tab.Columns {
		head[i] = t.fit(c.Title, w[i], c.Right)
		rule[i] = strings.Repeat("-", w[i])
	}
	t.line(strings.Join(head, " "))
	t.line(strings.Join(rule, " "))
	for _, row := range tab.Rows {
		cells := make([]string, len(w))
		for i, c := range tab.Columns {
			if c.Tick {
				cells[i] = tick(w[i])
			} else if i < len(row) {
				cells[i] = t.fit(row[i], w[i], c.Right)
			}
		}
		t.line(strings.Join(cells, " "))
	}
}

// tick is a box to be marked, or a line to write on where there is room for one.
func tick(width int) string {
	if width <= 3 {
		return "[ ]"[:width]
	}
	return strings.Repeat("_", width)
}

func (t *writer) fit(s string, width int, right bool) string {
	a := term.Left
	if right {
		a = term.Right
	}
	return term.Fit(term.Clean(s, term.Options{ASCII: t.ascii}), width, a, term.Text{}).String()
}
