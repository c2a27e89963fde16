package term

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Text is cleaned text on one line with a known width. The zero Text is empty.
// Texts may be compared with ==.
type Text struct {
	s string
	w int // columns; equal to len(s) exactly when s is ASCII
}

// literal can be made from an untyped constant only: other packages cannot name it,
// so no variable fits.
type literal string

// Lit makes a Text of a constant in the source: Lit("Orders") compiles, Lit(name)
// does not. Write literals in ASCII; glyphs beyond it come from [Glyphs].
func Lit(s literal) Text { return Clean(string(s), Options{}) }

// String returns the clean text.
func (t Text) String() string { return t.s }

// Width is the number of terminal columns.
func (t Text) Width() int { return t.w }

// Empty reports whether there is nothing to draw.
func (t Text) Empty() bool { return t.s == "" }

func (t Text) ascii() bool { return t.w == len(t.s) }

// Join puts sep between the parts.
func Join(sep Text, parts ...Text) Text {
	var b strings.Builder
	w := 0
	for i, p := range parts {
		if i > 0 {
			b.WriteString(sep.s)
			w += sep.w
		}
		b.WriteString(p.s)
		w += p.w
	}
	return Text{b.String(), w}
}

// Concat puts the parts one after another.
func Concat(parts ...Text) Text { return Join(Text{}, parts...) }

// Num writes a number with a comma between thousands: 88,214.
func Num(n int64) Text {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	head := (len(digits)-1)%3 + 1
	out := sign + digits[:head]
	for ; head < len(digits); head += 3 {
		out += "," + digits[head:head+3]
	}
	return Text{out, len(out)}
}

// Span writes how long something took or how old it is, in its largest whole unit:
// 14s, 3m, 5h, 12d. A negative span is 0s.
func Span(d time.Duration) Text {
	n, unit := int64(max(d, 0)/time.Second), "s"
	switch {
	case n >= 2*86400:
		n, unit = n/86400, "d"
	case n >= 2*3600:
		n, unit = n/3600, "h"
	case n >= 120:
		n, unit = n/60, "m"
	}
	s := strconv.FormatInt(n, 10) + unit
	return Text{s, len(s)}
}

// runeWidth is the number of columns of one rune of clean text. Grapheme clusters
// are not asked: a cluster such as a chain of joined consonants counts as one column
// there and is drawn many columns wide by most terminals.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	_, w := ansi.FirstGraphemeCluster(b[:n], ansi.GraphemeWidth)
	return w
}

func measure(s string) int {
	w := 0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}
