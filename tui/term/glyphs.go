package term

import "strings"

// Glyphs are the signs that the console draws itself, each one column wide except
// where noted; the ASCII set says the same without Unicode.
type Glyphs struct {
	Ellipsis Text // something was cut here
	Crumb    Text // between places, with a space on either side
	Bar      Text // between parts of a line, with a space on either side
	Rising   Text // sorted upwards
	Falling  Text // sorted downwards
	Held     Text // something new waits
	Cursor   Text // the row that keys act on
	Mark     Text // a marked row
	Changed  Text // a row with a value that has just changed
	Gone     Text // a row that is no longer in the list
	Return   Text // the enter key
	Spark    []Text
}

// GlyphSet returns the signs for a terminal.
func GlyphSet(ascii bool) Glyphs {
	g := Glyphs{
		Ellipsis: ellipsis(ascii),
		Cursor:   one('>'), Mark: one('*'), Changed: one('~'), Gone: one('-'),
	}
	if ascii {
		g.Crumb, g.Bar = Text{" > ", 3}, Text{" | ", 3}
		g.Rising, g.Falling, g.Held, g.Return = one('^'), one('v'), one('^'), Text{"enter", 5}
		g.Spark = each("_.-:=+*#")
		return g
	}
	g.Crumb, g.Bar = Text{" ▸ ", 3}, Text{" │ ", 3}
	g.Rising, g.Falling, g.Held, g.Return = one('↑'), one('↓'), one('▲'), one(newline)
	g.Spark = each("▁▂▃▄▅▆▇█")
	return g
}

func one(r rune) Text { return Text{string(r), 1} }

func each(s string) []Text {
	var out []Text
	for _, r := range s {
		out = append(out, one(r))
	}
	return out
}

func ellipsis(ascii bool) Text {
	if ascii {
		return one('~')
	}
	return one('…')
}

// Rule is a horizontal line of width columns.
func Rule(g Glyphs, width int) Text {
	r := one('─')
	if g.Bar.ascii() {
		r = one('-')
	}
	return Text{strings.Repeat(r.s, max(width, 0)), max(width, 0)}
}
