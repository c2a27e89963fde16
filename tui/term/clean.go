package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Limits of one Text. Anything longer is cut, with an ellipsis, before it is measured.
const (
	MaxWidth = 4096     // columns
	maxBytes = 64 << 10 // bytes read from the source, and bytes written
	maxMarks = 8        // combining marks on one base
)

// What stands where something was taken away. Each is one column wide.
const (
	invalid  = '\uFFFD' // bytes or characters that cannot be shown
	newline  = '\u23CE' // a line break
	bidiMark = '\u21C4' // a control that would reorder the text
	controls = 0x2400   // Unicode's pictures of the C0 controls
	pictDel  = '\u2421'
)

// drop tells fold to leave a rune out. It is no rune that text can hold.
const drop = -1

// Options of [Clean].
type Options struct {
	Width int  // columns that are kept; 0 or more than MaxWidth: MaxWidth
	ASCII bool // the terminal shows nothing beyond ASCII
}

func (o Options) limit() int {
	if o.Width <= 0 || o.Width > MaxWidth {
		return MaxWidth
	}
	return o.Width
}

// Clean makes any string safe to draw, in this order: invalid UTF-8 becomes U+FFFD;
// whole escape sequences go; of what is left C0, DEL and C1 become visible pictures,
// line breaks a return sign and tabs a space; bidi controls become a visible mark;
// zero-width characters, tags, variation selectors, joiners and skin tones go and
// flags become their two letters, so that the width is sure; what no terminal can
// show becomes U+FFFD; at most eight marks stay on a base; then the width is cut.
func Clean(s string, o Options) Text {
	if printable(s) && len(s) <= o.limit() {
		return Text{s, len(s)}
	}
	s, cut := shorten(s)
	s = strings.ToValidUTF8(s, string(invalid))
	if strings.IndexByte(s, '\x1b') >= 0 {
		// The parser knows bytes, not runes: it may end a sequence inside one.
		s = strings.ToValidUTF8(ansi.Strip(s), string(invalid))
	}
	w := washer{ascii: o.ASCII}
	for _, r := range s {
		if !w.write(r) {
			cut = true
			break
		}
	}
	t := w.text()
	if cut {
		return Concat(Cut(t, o.limit()-1), ellipsis(o.ASCII))
	}
	return Truncate(t, o.limit(), ellipsis(o.ASCII))
}

// CleanLines cleans text of several lines: one Text a line, tabs to the next multiple
// of four, at most limit lines.
func CleanLines(s string, limit int, o Options) []Text {
	s, _ = shortenTo(s, limit*maxBytes)
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var lines []Text
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		if len(lines) == limit {
			break
		}
		lines = append(lines, Clean(expandTabs(line), o))
	}
	return lines
}

func expandTabs(s string) string {
	if strings.IndexByte(s, '\t') < 0 {
		return s
	}
	var b strings.Builder
	col := 0
	for _, r := range s {
		if r != '\t' {
			b.WriteRune(r)
			col++
			continue
		}
		n := 4 - col%4
		b.WriteString("    "[:n])
		col += n
	}
	return b.String()
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func shorten(s string) (string, bool) { return shortenTo(s, maxBytes) }

// shortenTo cuts before the rune that crosses the limit.
func shortenTo(s string, limit int) (string, bool) {
	if len(s) <= limit {
		return s, false
	}
	for n := limit; n > limit-utf8.UTFMax; n-- {
		if utf8.RuneStart(s[n]) {
			return s[:n], true
		}
	}
	return s[:limit], true
}

// A washer writes runes that are safe one by one, and keeps what needs its neighbours:
// marks on a base and Hangul letters that form a syllable.
type washer struct {
	b     strings.Builder
	w     int
	ascii bool
	held  rune // the last base, not written yet; 0: none
	marks int  // on it, written by flush
	mark  [maxMarks]rune
}

// write takes one rune and reports whether there was room for it.
func (w *washer) write(r rune) bool {
	r = fold(r)
	switch {
	case r == drop:
		return true
	case unicode.Is(unicode.M, r):
		if w.held != 0 && w.marks < maxMarks && !w.ascii {
			w.mark[w.marks] = r
			w.marks++
		}
		return true
	}
	if s := syllable(w.held, r); s != 0 && w.marks == 0 {
		w.held = s
		return true
	}
	if isJamoTail(r) {
		r = invalid
	}
	w.flush()
	w.held = r
	return w.b.Len() < maxBytes-64 && w.w <= MaxWidth
}

func (w *washer) flush() {
	if w.held == 0 {
		return
	}
	if w.ascii {
		w.held = asciiFold(w.held)
	}
	w.put(w.held)
	for _, m := range w.mark[:w.marks] {
		w.put(m)
	}
	w.held, w.marks = 0, 0
}

func (w *washer) put(r rune) {
	w.b.WriteRune(r)
	w.w += runeWidth(r)
}

func (w *washer) text() Text {
	w.flush()
	return Text{w.b.String(), w.w}
}

// fold maps a rune to the one that is drawn in its place, or drop.
func fold(r rune) rune {
	switch {
	case r >= ' ' && r <= '~':
		return r
	case r == '\t':
		return ' '
	case r == '\n', r == '\u2028', r == '\u2029':
		return newline
	case r < ' ':
		return controls + r
	case r == 0x7f:
		return pictDel
	case r < 0xa0:
		return invalid
	case unicode.Is(unicode.Bidi_Control, r):
		return bidiMark
	case r >= 0x1F1E6 && r <= 0x1F1FF: // half a flag
		return 'A' + r - 0x1F1E6
	case r >= 0x1F3FB && r <= 0x1F3FF: // skin tone
		return drop
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		return drop
	case unicode.Is(unicode.Zs, r):
		return ' '
	case !unicode.IsPrint(r), isPrepend(r):
		return invalid
	}
	return r
}

// isPrepend reports letters that join the one after them (Unicode's grapheme break
// property Prepend): the pair would be measured as its first half alone.
func isPrepend(r rune) bool {
	switch {
	case r == 0x0D4E, r == 0x111C2, r == 0x111C3, r == 0x1193F, r == 0x11941, r == 0x11D46, r == 0x11F02:
		return true
	case r == 0x11A3A, r >= 0x11A84 && r <= 0x11A89:
		return true
	}
	return false
}

// Hangul syllables are composed by the arithmetic of the Unicode standard, section 3.12.
const (
	sBase, lBase, vBase, tBase = 0xAC00, 0x1100, 0x1161, 0x11A7
	lCount, vCount, tCount     = 19, 21, 28
	sCount                     = lCount * vCount * tCount
)

// syllable composes a and b, or returns 0.
func syllable(a, b rune) rune {
	if l, v := a-lBase, b-vBase; l >= 0 && l < lCount && v >= 0 && v < vCount {
		return sBase + (l*vCount+v)*tCount
	}
	if s, t := a-sBase, b-tBase; s >= 0 && s < sCount && s%tCount == 0 && t > 0 && t < tCount {
		return a + t
	}
	return 0
}

// isJamoTail reports vowels and final consonants, which have no sure width alone.
func isJamoTail(r rune) bool {
	return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF
}

// latin gives the letters U+00C0 to U+017F without their accents.
const latin = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty" +
	"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLl" +
	"NnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs"

func asciiFold(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0xC0 && int(r-0xC0) < len(latin):
		return rune(latin[r-0xC0])
	}
	switch r {
	case newline:
		return ' '
	case '\u2018', '\u2019', '\u201A', '\u2032':
		return '\''
	case '\u201C', '\u201D', '\u201E', '\u2033':
		return '"'
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
		return '-'
	}
	return '?'
}
