package widget

import (
	"slices"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Part is a piece of a line.
type Part struct {
	Token    theme.Token
	Text     term.Text
	Priority int // the lowest is left out first when the line is too short
}

// Bar draws parts on one line with sep between them: screens with their counts, what
// shapes a list, hints for keys. Parts that do not fit are left out whole; only the last
// one left is shortened.
func Bar(th *theme.Theme, width int, sep term.Text, parts []Part) string {
	f := draw.New(th, width, 1)
	bar(f, sep, fitting(parts, sep.Width(), width))
	return f.String()
}

func bar(f *draw.Frame, sep term.Text, parts []Part) {
	for i, p := range parts {
		if i > 0 {
			f.Put(theme.Muted, sep)
		}
		f.Put(p.Token, p.Text)
	}
}

// breadth is the room that parts take.
func breadth(parts []Part, sep int) int {
	w := 0
	for i, p := range parts {
		if i > 0 {
			w += sep
		}
		w += p.Text.Width()
	}
	return w
}

// fitting leaves out empty parts, and then those of the lowest priority, of equals the
// rightmost, until the rest fits.
func fitting(parts []Part, sep, width int) []Part {
	var keep []Part
	for _, p := range parts {
		if !p.Text.Empty() {
			keep = append(keep, p)
		}
	}
	for len(keep) > 1 && breadth(keep, sep) > width {
		out := 0
		for i, p := range keep {
			if p.Priority <= keep[out].Priority {
				out = i
			}
		}
		keep = slices.Delete(keep, out, out+1)
	}
	return keep
}
