package widget

import (
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Line is a paragraph of a [Pane]: text that is wrapped, with a key before it or
// indented. An empty Line is an empty line.
type Line struct {
	Token  theme.Token
	Key    term.Text
	Text   term.Text
	Indent int
}

// Heading is a line of its own above what follows.
func Heading(t term.Text) Line { return Line{Token: theme.Header, Text: t} }

// Pane shows lines that may be more than the screen holds: a record's fields, an
// order's story, an explanation. The zero Pane is empty. Lines are wrapped once, when
// they or the width change; drawing touches only what is seen.
type Pane struct {
	lines []Line
	keyW  int // width of the keys, the gap included
	rows  []paneRow
	top   int
	w, h  int
}

// paneRow is one line on the screen.
type paneRow struct {
	line  int
	text  term.Text
	first bool // carries the key
}

// SetLines replaces what is shown. The place in it stays as near as it can.
func (p *Pane) SetLines(lines []Line) {
	p.lines = lines
	p.wrap()
}

// SetSize sets the room. The line at the top stays at the top.
func (p *Pane) SetSize(w, h int) {
	at := p.topLine()
	same := w == p.w
	p.w, p.h = max(w, 0), max(h, 0)
	if !same {
		p.wrap()
		for i, r := range p.rows {
			if r.line == at {
				p.top = i
				break
			}
		}
	}
	p.Move(0)
}

func (p *Pane) topLine() int {
	if p.top < len(p.rows) {
		return p.rows[p.top].line
	}
	return 0
}

func (p *Pane) wrap() {
	p.keyW = 0
	for _, l := range p.lines {
		if !l.Key.Empty() {
			p.keyW = max(p.keyW, min(l.Key.Width(), p.w/3, 24)+2)
		}
	}
	p.rows = p.rows[:0]
	for i, l := range p.lines {
		for n, part := range term.Wrap(l.Text, p.w-p.indent(l)) {
			p.rows = append(p.rows, paneRow{i, part, n == 0})
		}
	}
	p.Move(0)
}

func (p *Pane) indent(l Line) int {
	if l.Key.Empty() {
		return min(l.Indent, p.w/2)
	}
	return min(l.Indent, p.w/2) + p.keyW
}

// Move scrolls by n lines, as far as there are any.
func (p *Pane) Move(n int) { p.top = max(min(p.top+n, len(p.rows)-p.h), 0) }

// Turn scrolls by n pages, of which one line stays in sight.
func (p *Pane) Turn(n int) { p.Move(n * max(p.h-1, 1)) }

// First goes to the beginning.
func (p *Pane) First() { p.top = 0 }

// Last goes to the end.
func (p *Pane) Last() { p.Move(len(p.rows)) }

// Position says which lines are seen, counted from 1, and how many there are.
func (p *Pane) Position() (first, last, total int) {
	return min(p.top+1, len(p.rows)), min(p.top+p.h, len(p.rows)), len(p.rows)
}

// View draws the lines that are seen.
func (p *Pane) View(th *theme.Theme) string {
	f := draw.New(th, p.w, p.h)
	p.draw(f)
	return f.String()
}

func (p *Pane) draw(f *draw.Frame) {
	for _, r := range p.rows[p.top:min(p.top+p.h, len(p.rows))] {
		l := p.lines[r.line]
		f.Gap(min(l.Indent, p.w/2))
		if r.first && !l.Key.Empty() {
			f.Cell(theme.Muted, l.Key, p.keyW-2, term.Left)
		}
		f.To(p.indent(l))
		f.Put(l.Token, r.text)
		f.End()
	}
}
