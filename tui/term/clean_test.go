package term

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// Every kind of hostile or awkward text, and what a person sees of it.
var payloads = []struct{ name, in, want, ascii string }{
	{"plain", "MUG-RED 250ml", "MUG-RED 250ml", "MUG-RED 250ml"},
	{"empty", "", "", ""},
	{"colour", "\x1b[31mred\x1b[0m", "red", "red"},
	{"clear screen", "a\x1b[2J\x1b[Hb", "ab", "ab"},
	{"clipboard write, BEL", "a\x1b]52;c;ZXZpbA==\ab", "ab", "ab"},
	{"clipboard write, ST", "a\x1b]52;c;ZXZpbA==\x1b\\b", "ab", "ab"},
	{"window title", "\x1b]0;owned\ax", "x", "x"},
	{"hyperlink", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click", "click"},
	{"unterminated OSC", "note\x1b]0;rest of it", "note", "note"},
	{"unterminated CSI", "note\x1b[12", "note", "note"},
	{"DCS", "a\x1bPq#0;2\x1b\\b", "ab", "ab"},
	{"APC", "a\x1b_Gf=100;AAAA\x1b\\b", "ab", "ab"},
	{"lone ESC", "a\x1b", "a", "a"},
	{"reset", "a\x1bcb", "ab", "ab"},
	{"keypad mode", "a\x1b=b", "ab", "ab"},
	{"nested ESC", "\x1b\x1b[31mx", "x", "x"},
	{"OSC that ends inside a rune", "\x1b]0;\u671cx", "\uFFFDx", "?x"},
	{"raw C1 CSI", "a\x9b2Jb", "a\uFFFD2Jb", "a?2Jb"},
	{"encoded C1 CSI", "a\u009b2Jb", "a\uFFFD2Jb", "a?2Jb"},
	{"carriage return", "paid\rHELD", "paid␍HELD", "paid?HELD"},
	{"backspace", "paid\b\b\b\bHELD", "paid␈␈␈␈HELD", "paid????HELD"},
	{"NUL and DEL", "a\x00b\x7f", "a␀b␡", "a?b?"},
	{"bell", "a\a", "a␇", "a?"},
	{"line break and tab", "a\nb\tc", "a⏎b c", "a b c"},
	{"line separators", "a\u2028b\u2029c", "a⏎b⏎c", "a b c"},
	{"invalid bytes", "a\xff\xfeb", "a\uFFFDb", "a?b"},
	{"half a rune", "caf\xc3", "caf\uFFFD", "caf?"},
	{"surrogate", "a\xed\xa0\x80b", "a\uFFFDb", "a?b"},
	{"right to left override", "invoice\u202Efdp.exe", "invoice⇄fdp.exe", "invoice?fdp.exe"},
	{"isolates", "a\u2066b\u2069\u200e\u200f\u061c", "a⇄b⇄⇄⇄⇄", "a?b????"},
	{"zero width", "A\u200bD\u2060M\ufeffI\u00adN", "ADMIN", "ADMIN"},
	{"tags", "x\U000E0041\U000E007F", "x", "x"},
	{"variation selectors", "\u26a0\ufe0f x\U000E0100", "\u26a0 x", "? x"},
	{"flag", "\U0001F1E9\U0001F1EA", "DE", "DE"},
	{"family", "\U0001F468\u200d\U0001F469\u200d\U0001F467", "\U0001F468\U0001F469\U0001F467", "???"},
	{"skin tone", "\U0001F44D\U0001F3FD", "\U0001F44D", "?"},
	{"keycap", "1\ufe0f\u20e3", "1\u20e3", "1"},
	{"stacked marks", "a" + strings.Repeat("\u0301", 50) + "b", "a" + strings.Repeat("\u0301", 8) + "b", "ab"},
	{"mark without a base", "\u0301\u0301abc", "abc", "abc"},
	{"letters that join the next", "\u0D4E\u754C", "\uFFFD\u754C", "??"},
	{"Hangul fillers", "a\u3164\u115f\uffa0b", "ab", "ab"},
	{"Hangul in parts", "\u1112\u1161\u11ab", "\ud55c", "?"},
	{"Hangul tail alone", "a\u11ab", "a\uFFFD", "a?"},
	{"private glyph", "\ue0b0", "\uFFFD", "?"},
	{"no character", "\U0010FFFF", "\uFFFD", "?"},
	{"exotic spaces", "a\u00a0b\u3000c\u2003d", "a b c d", "a b c d"},
	{"accents", "Żółć Çağrı ß", "Żółć Çağrı ß", "Zolc Cagri s"},
	{"quotes and dashes", "“5–6” ‘x’", "“5–6” ‘x’", "\"5-6\" 'x'"},
	{"wide", "東京 mug", "東京 mug", "?? mug"},
	{"formula", "=HYPERLINK(1)", "=HYPERLINK(1)", "=HYPERLINK(1)"},
}

// What each payload looks like on a Unicode and on an ASCII terminal.
func TestCleanPayloads(t *testing.T) {
	t.Parallel()
	for _, p := range payloads {
		if got := Clean(p.in, Options{}).String(); got != p.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", p.name, p.in, got, p.want)
		}
		if got := Clean(p.in, Options{ASCII: true}).String(); got != p.ascii {
			t.Errorf("%s: in ASCII Clean(%q) = %q, want %q", p.name, p.in, got, p.ascii)
		}
	}
}

// forbidden names the first rune that must never reach a terminal.
func forbidden(s string, ascii bool) (rune, bool) {
	for _, r := range s {
		switch {
		case r < ' ', r >= 0x7f && r < 0xa0, r > 0x7e && ascii,
			unicode.In(r, unicode.Bidi_Control, unicode.Cf, unicode.Variation_Selector), !unicode.IsPrint(r):
			return r, true
		}
	}
	return 0, false
}

// checkClean is what section A5 of the study asks of every cleaned string.
func checkClean(t interface {
	Helper()
	Fatalf(string, ...any)
}, in string, o Options) {
	t.Helper()
	out := Clean(in, o)
	s := out.String()
	if r, bad := forbidden(s, o.ASCII); bad {
		t.Fatalf("Clean(%q) = %q holds %U", in, s, r)
	}
	switch {
	case !utf8.ValidString(s):
		t.Fatalf("Clean(%q) = %q is not UTF-8", in, s)
	case out.Width() > o.limit():
		t.Fatalf("Clean(%q) is %d columns, more than %d", in, out.Width(), o.limit())
	case out.Width() != measure(s):
		t.Fatalf("Clean(%q) claims %d columns, has %d", in, out.Width(), measure(s))
	case ansi.StringWidth(s) > out.Width():
		t.Fatalf("Clean(%q) = %q: a terminal may draw %d columns, not %d", in, s, ansi.StringWidth(s), out.Width())
	case len(s) > maxBytes:
		t.Fatalf("Clean of %d bytes is %d bytes long", len(in), len(s))
	}
	if again := Clean(s, o); again != out {
		t.Fatalf("Clean is not idempotent: %q, then %q, then %q", in, s, again.String())
	}
}

func FuzzClean(f *testing.F) {
	for _, p := range payloads {
		f.Add(p.in, 20, false)
		f.Add(p.in, 3, true)
	}
	f.Fuzz(func(t *testing.T, in string, width int, ascii bool) {
		checkClean(t, in, Options{Width: width, ASCII: ascii})
	})
}

// hostile draws text from what breaks cleaners: controls, sequences, marks, joiners.
func hostile() *rapid.Generator[string] {
	pieces := []string{"\x1b", "[", "]", "52;c;", "\a", "\x1b\\", "\x9b", "\u009b", "\xff", "\u202e", "\u200d",
		"\u0301", "\u0300\u0301\u0302", "\u094d", "\u0915", "\u093f", "\u0e33", "\u1112", "\u1161", "\u11ab",
		"\U0001F468", "\U0001F3FD", "\U0001F1E9", "\ufe0f", "\u671c", "\u754c", "a", " ", "\n", "\t", "0", ";", "m", "\u0D4E", "\u0600"}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), "")
	})
}

// The same properties over text made of the pieces that break cleaners.
func TestCleanProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, hostile().Draw(t, "in"), Options{
			Width: rapid.IntRange(0, 40).Draw(t, "width"), ASCII: rapid.Bool().Draw(t, "ascii")})
	})
}

// Huge input is cut before it costs anything, and stays within the limits.
func TestCleanHuge(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"x", "\u754c", "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "\x1b[31m", "\U0001F468"} {
		in := strings.Repeat(piece, (1<<20)/len(piece))
		checkClean(t, in, Options{})
		checkClean(t, in, Options{ASCII: true, Width: 7})
	}
	if got := Clean(strings.Repeat("x", 100_000), Options{Width: 5}).String(); got != "xxxx…" {
		t.Errorf("a long field reads %q", got)
	}
}

// Lines keep their breaks and their indentation, and there are never more than asked.
func TestCleanLines(t *testing.T) {
	t.Parallel()
	got := CleanLines("{\n\t\"a\":\t1\r\n\x1b[2J}\n\n", 3, Options{})
	want := []string{"{", `    "a":    1`, "}"}
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].String() != want[i] {
			t.Errorf("line %d is %q, want %q", i, got[i].String(), want[i])
		}
	}
	if n := len(CleanLines(strings.Repeat("a\n", 100), 7, Options{})); n != 7 {
		t.Errorf("%d lines came through a limit of 7", n)
	}
}

// The table of letters without accents has an entry for each of U+00C0 to U+017F.
func TestLatinTable(t *testing.T) {
	t.Parallel()
	if len(latin) != 0x180-0xC0 {
		t.Fatalf("the table has %d letters, want %d", len(latin), 0x180-0xC0)
	}
	for r, want := range map[rune]rune{'Ł': 'L', 'ł': 'l', 'ŉ': 'n', 'Ŵ': 'W', 'Ž': 'Z', 'ž': 'z', 'Œ': 'O', 'ı': 'i', 'ſ': 's', 'ÿ': 'y'} {
		if got := asciiFold(r); got != want {
			t.Errorf("%c becomes %c, want %c", r, got, want)
		}
	}
}

func BenchmarkCleanASCII(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Clean("WHITE HANGING HEART T-LIGHT HOLDER", Options{Width: 40})
	}
}

func BenchmarkCleanHostile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Clean("\x1b[31mCafé\x1b[0m 東京 \u202e\U0001F468\u200d\U0001F469 note", Options{Width: 40})
	}
}
