// Package draw writes lines of styled cells. Every widget draws through a [Frame], so
// what must hold on every screen holds in one place:
//
//   - a frame is exactly as many lines as it is high, and no line is wider than it;
//   - no line ends in spaces (the renderer erases to the end of the line itself);
//   - every style is ended on the line that began it, and neighbours of one style
//     share one sequence;
//   - only term.Text is drawn.
package draw

import (
	"strings"

	"andon/tui/term"
	"andon/tui/theme"

	"github.com/charmbracelet/x/ansi"
)

// Frame is a block of lines being drawn from the top. Make one per View.
type Frame struct {
	Theme *theme.Theme

	w, h int
	b    strings.Builder
	line int         // lines that are finished
	used int         // columns of the current line, pending spaces included
	pad  int         // spaces that are written only when something follows
	row  theme.Token // style of the line: of spaces, and of cells that are Plain
	open theme.Token // style whose sequence has been written
}

// New returns an empty frame of w columns and h lines.
func New(th *theme.Theme, w, h int) *Frame {
	f := &Frame{Theme: th, w: max(w, 0), h: max(h, 0)}
	f.b.Grow(f.h * (f.w + 24))
	return f
}

// Room is how many columns the current line has left.
func (f *Frame) Room() int {
	if f.line >= f.h {
		return 0
	}
	return f.w - f.used
}

// Lines is how many lines the frame has left, the current one included.
func (f *Frame) Lines() int { return f.h - f.line }

// Row sets the style of the current line: of what is drawn Plain and of the spaces
// between. Set it before the first cell.
func (f *Frame) Row(token theme.Token) { f.row = token }

// Put draws t, shortened with an ellipsis when there is less room.
func (f *Frame) Put(token theme.Token, t term.Text) {
	f.cell(token, t, min(t.Width(), f.Room()), term.Left)
}

// Cell draws t in exactly width columns, or in what is left of the line.
func (f *Frame) Cell(token theme.Token, t term.Text, width int, a term.Align) {
	f.cell(token, t, min(width, f.Room()), a)
}

// Gap leaves n columns free.
func (f *Frame) Gap(n int) {
	n = min(n, f.Room())
	if n > 0 {
		f.pad += n
		f.used += n
	}
}

// To leaves columns free up to column n, counted from 0.
func (f *Frame) To(n int) { f.Gap(n - f.used) }

// End finishes the line.
func (f *Frame) End() {
	if f.line >= f.h {
		return
	}
	f.style(theme.Plain)
	f.line++
	f.used, f.pad, f.row = 0, 0, theme.Plain
	if f.line < f.h {
		f.b.WriteByte('\n')
	}
}

// String ends the last line, fills the frame with empty lines and returns it.
func (f *Frame) String() string {
	for f.line < f.h {
		f.End()
	}
	return f.b.String()
}

func (f *Frame) cell(token theme.Token, t term.Text, width int, a term.Align) {
	if width <= 0 {
		return
	}
	if t.Width() > width {
		t = f.shorten(t, width)
	}
	fill := width - t.Width()
	if a == term.Right {
		f.Gap(fill)
		fill = 0
	}
	f.write(token, t)
	f.Gap(fill)
}

func (f *Frame) shorten(t term.Text, width int) term.Text {
	if tail := f.Theme.Glyphs.Ellipsis; tail.Width() < width {
		return term.Truncate(t, width, tail)
	}
	return term.Cut(t, width)
}

// write draws text that fits. Its own trailing spaces wait like any others.
func (f *Frame) write(token theme.Token, t term.Text) {
	body := strings.TrimRight(t.String(), " ")
	trailing := len(t.String()) - len(body)
	if body != "" {
		f.spaces()
		if token == theme.Plain {
			token = f.row
		}
		f.style(token)
		f.b.WriteString(body)
	}
	f.pad += trailing
	f.used += t.Width()
}

// spaces writes what is pending, in the style of the line.
func (f *Frame) spaces() {
	if f.pad == 0 {
		return
	}
	f.style(f.row)
	const blank = "                                "
	for f.pad > 0 {
		n := min(f.pad, len(blank))
		f.b.WriteString(blank[:n])
		f.pad -= n
	}
}

func (f *Frame) style(token theme.Token) {
	if token == f.open {
		return
	}
	f.b.WriteString(f.Theme.Off(f.open))
	f.b.WriteString(f.Theme.On(token))
	f.open = token
}

// Beside puts two blocks of lines next to each other: left in w columns, a rule of three,
// right. It has as many lines as left.
func Beside(th *theme.Theme, left string, w int, right string) string {
	ls, rs := strings.Split(left, "\n"), strings.Split(right, "\n")
	rule := th.On(theme.Muted) + strings.TrimRight(th.Glyphs.Bar.String(), " ") + th.Off(theme.Muted)
	var b strings.Builder
	b.Grow(len(left) + len(right) + len(ls)*(w+len(rule)))
	for i, l := range ls {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l)
		b.WriteString(strings.Repeat(" ", max(w-ansi.StringWidth(l), 0)))
		b.WriteString(rule)
		if i < len(rs) && rs[i] != "" {
			b.WriteByte(' ')
			b.WriteString(rs[i])
		}
	}
	return b.String()
}
