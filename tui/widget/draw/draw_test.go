package draw_test

import (
	"testing"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
	"andon/tui/widget/widgettest"

	"pgregory.net/rapid"
)

// One sequence covers a row; a cell of its own style interrupts it; spaces at the end
// are never written.
func TestStyles(t *testing.T) {
	t.Parallel()
	th := widgettest.Theme(t, term.ANSI16, false)
	f := draw.New(th, 20, 3)
	f.Row(theme.Selected)
	f.Cell(theme.Plain, term.Lit("SO-1"), 6, term.Left)
	f.Cell(theme.Plain, term.Lit("7"), 3, term.Right)
	f.Gap(1)
	f.Cell(theme.Bad, term.Lit("ERR"), 5, term.Left)
	f.Gap(3)
	f.End()
	f.Put(theme.Plain, term.Lit("far too long for it all"))
	want := "\x1b[7mSO-1    7 \x1b[0m\x1b[1;31mERR\x1b[0m\nfar too long for it…\n"
	if got := f.String(); got != want {
		t.Errorf("drawn %q, want %q", got, want)
	}
}

// Whatever is drawn in whatever order, the frame is sound.
func TestFrameProperties(t *testing.T) {
	t.Parallel()
	hostile := widgettest.Hostile()
	th := widgettest.Theme(t, term.ANSI16, false)
	rapid.Check(t, func(rt *rapid.T) {
		w, h := rapid.IntRange(0, 40).Draw(rt, "w"), rapid.IntRange(0, 6).Draw(rt, "h")
		f := draw.New(th, w, h)
		for range rapid.IntRange(0, 40).Draw(rt, "calls") {
			token := theme.Token(rapid.IntRange(0, int(theme.Selected)).Draw(rt, "token"))
			text := rapid.SampledFrom(hostile).Draw(rt, "text")
			n := rapid.IntRange(-2, 50).Draw(rt, "n")
			switch rapid.IntRange(0, 5).Draw(rt, "call") {
			case 0:
				f.Put(token, text)
			case 1:
				f.Cell(token, text, n, term.Left)
			case 2:
				f.Cell(token, text, n, term.Right)
			case 3:
				f.Gap(n)
			case 4:
				f.Row(token)
			case 5:
				f.End()
			}
			if f.Room() < 0 || f.Lines() < 0 {
				rt.Fatalf("room %d, lines %d", f.Room(), f.Lines())
			}
		}
		widgettest.Check(t, f.String(), w, h)
	})
}
