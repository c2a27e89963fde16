package term

import "strings"

// Align says on which side of a cell the text stands.
type Align uint8

// Text stands left, numbers right.
const (
	Left Align = iota
	Right
)

// Cut returns the longest beginning of at most width columns. A rune that is two
// columns wide is left out when only half of it would fit.
func Cut(t Text, width int) Text {
	switch {
	case width <= 0:
		return Text{}
	case t.w <= width:
		return t
	case t.ascii():
		return Text{t.s[:width], width}
	}
	used := 0
	for i, r := range t.s {
		w := runeWidth(r)
		if used+w > width {
			return Text{t.s[:i], used}
		}
		used += w
	}
	return t
}

// Skip returns what follows the first runes that fill width columns; a rune that
// crosses the edge and the marks on it are left out.
func Skip(t Text, width int) Text {
	if width <= 0 {
		return t
	}
	head := Cut(t, width)
	rest := t.s[len(head.s):]
	used := head.w
	for i, r := range rest {
		w := runeWidth(r)
		if used >= width && w > 0 {
			return Text{rest[i:], t.w - used}
		}
		used += w
	}
	return Text{}
}

// Truncate shortens to width columns, ending in tail when something was cut. A tail
// that does not fit is left out.
func Truncate(t Text, width int, tail Text) Text {
	if t.w <= width {
		return t
	}
	if tail.w > width {
		return Cut(t, width)
	}
	return Concat(Cut(t, width-tail.w), tail)
}

// Fit makes a Text of exactly width columns: cut with tail, or filled with spaces.
func Fit(t Text, width int, a Align, tail Text) Text {
	t = Truncate(t, width, tail)
	fill := Spaces(width - t.w)
	if a == Right {
		return Concat(fill, t)
	}
	return Concat(t, fill)
}

// Spaces returns n columns of nothing; n below 1 is empty.
func Spaces(n int) Text {
	if n <= 0 {
		return Text{}
	}
	return Text{strings.Repeat(" ", n), n}
}

// Wrap breaks text into lines of at most width columns, at spaces where there are
// any. It returns at least one line; a width below 1 counts as 1, and a rune wider
// than the width is left out.
func Wrap(t Text, width int) []Text {
	width = max(width, 1)
	lines := make([]Text, 0, t.w/width+1)
	for t.w > width {
		line, rest := breakLine(t, width)
		lines = append(lines, line)
		t = rest
	}
	if t.s != "" || len(lines) == 0 {
		lines = append(lines, t)
	}
	return lines
}

// breakLine splits text that is wider than width.
func breakLine(t Text, width int) (line, rest Text) {
	line = Cut(t, width)
	if line.s == "" {
		return Text{}, Skip(t, width)
	}
	rest = Text{t.s[len(line.s):], t.w - line.w}
	if rest.s[0] == ' ' {
		return trimSpace(line, rest)
	}
	at := strings.LastIndexByte(line.s, ' ')
	if at <= 0 || strings.TrimLeft(line.s[:at], " ") == "" {
		return line, rest
	}
	wide := measure(line.s[at:])
	return trimSpace(Text{line.s[:at], line.w - wide}, Text{t.s[at:], rest.w + wide})
}

// trimSpace drops the spaces at which a line was broken.
func trimSpace(line, rest Text) (Text, Text) {
	l, r := strings.TrimRight(line.s, " "), strings.TrimLeft(rest.s, " ")
	return Text{l, line.w - len(line.s) + len(l)}, Text{r, rest.w - len(rest.s) + len(r)}
}
