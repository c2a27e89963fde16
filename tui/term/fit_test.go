package term

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a cell of a given width shows.
func TestFit(t *testing.T) {
	t.Parallel()
	tail := ellipsis(false)
	for _, c := range []struct {
		in    string
		width int
		align Align
		want  string
	}{
		{"SO-10442", 8, Left, "SO-10442"},
		{"SO-10442", 10, Left, "SO-10442  "},
		{"1,240", 8, Right, "   1,240"},
		{"SO-10442", 5, Left, "SO-1…"},
		{"SO-10442", 1, Left, "…"},
		{"SO-10442", 0, Left, ""},
		{"東京都", 6, Left, "東京都"},
		{"東京都", 5, Left, "東京…"},
		{"東京都", 4, Left, "東… "},
		{"東京都", 4, Right, " 東…"},
		{"e\u0301e\u0301e\u0301", 2, Left, "e\u0301…"},
	} {
		if got := Fit(Clean(c.in, Options{}), c.width, c.align, tail).String(); got != c.want {
			t.Errorf("Fit(%q, %d, %d) = %q, want %q", c.in, c.width, c.align, got, c.want)
		}
	}
}

// Fit is exact, Cut never too wide, Cut and Skip share out a text, and the cached
// width of every result is the real one.
func TestFitProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := Clean(hostile().Draw(t, "in"), Options{})
		width := rapid.IntRange(0, 30).Draw(t, "width")
		align := rapid.SampledFrom([]Align{Left, Right}).Draw(t, "align")
		if got := Fit(in, width, align, ellipsis(false)); got.Width() != width || measure(got.s) != width {
			t.Fatalf("Fit(%q, %d) = %q, %d columns", in.s, width, got.s, got.w)
		}
		head, rest := Cut(in, width), Skip(in, width)
		if head.w > width || measure(head.s) != head.w || measure(rest.s) != rest.w {
			t.Fatalf("Cut(%q, %d) = %q %d, Skip %q %d", in.s, width, head.s, head.w, rest.s, rest.w)
		}
		if !strings.HasPrefix(in.s, head.s) || !strings.HasSuffix(in.s, rest.s) || head.w+rest.w > in.w {
			t.Fatalf("Cut %q and Skip %q do not share out %q", head.s, rest.s, in.s)
		}
	})
}

// Wrapped lines fit, and no word is lost or reordered.
func TestWrapProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := Clean(hostile().Draw(t, "in"), Options{})
		width := rapid.IntRange(2, 30).Draw(t, "width")
		var all string
		for _, line := range Wrap(in, width) {
			if line.w > width || measure(line.s) != line.w {
				t.Fatalf("Wrap(%q, %d): line %q is %d columns", in.s, width, line.s, line.w)
			}
			all += line.s
		}
		squash := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squash(all) != squash(in.s) {
			t.Fatalf("Wrap(%q, %d) became %q", in.s, width, all)
		}
	})
}

// Where paragraphs break.
func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"short", "short"},
		{"the order is held by credit", "the order|is held by|credit"},
		{"SO-1044200000000 is long", "SO-1044200|000000 is|long"},
		{"ten chars. next", "ten chars.|next"},
		{"  indented words here", "  indented|words here"},
	} {
		var got []string
		for _, l := range Wrap(Clean(c.in, Options{}), 10) {
			got = append(got, l.String())
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("Wrap(%q) = %q, want %q", c.in, s, c.want)
		}
	}
}

// Numbers and spans of time as the console writes them.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 88214: "88,214", -1234567: "-1,234,567", -100: "-100"} {
		if got := Num(n); got.String() != want || got.Width() != len(want) {
			t.Errorf("Num(%d) = %q", n, got.String())
		}
	}
	for d, want := range map[time.Duration]string{-1: "0s", 14 * time.Second: "14s", 119 * time.Second: "119s",
		125 * time.Second: "2m", 119 * time.Minute: "119m", 5 * time.Hour: "5h", 49 * time.Hour: "2d"} {
		if got := Span(d).String(); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

// Every glyph is one column, save the separators, and the ASCII set is ASCII.
func TestGlyphs(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		g := GlyphSet(ascii)
		all := append([]Text{g.Ellipsis, g.Rising, g.Falling, g.Held, g.Cursor, g.Mark, g.Changed, g.Gone}, g.Spark...)
		for _, one := range all {
			if one.Width() != 1 || measure(one.s) != 1 {
				t.Errorf("glyph %q is %d columns", one.s, one.Width())
			}
		}
		for _, one := range append(all, g.Crumb, g.Bar, g.Return) {
			if measure(one.s) != one.w || Clean(one.s, Options{ASCII: ascii}) != one {
				t.Errorf("glyph %q does not survive cleaning (ASCII %v)", one.s, ascii)
			}
		}
	}
}
