// Package widgettest holds what tests of widgets share: screens kept as plain text in
// testdata, and the checks that every frame must pass.
package widgettest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"andon/tui/term"
	"andon/tui/theme"

	"github.com/charmbracelet/x/ansi"
)

// Size of a terminal.
type Size struct{ W, H int }

// Sizes are those at which every widget is kept as a golden: the design size, the
// smaller ones that it must still work at, and a large one.
var Sizes = [...]Size{{80, 24}, {60, 16}, {40, 10}, {120, 40}}

// Theme is the default skin on a terminal of the given depth.
func Theme(t testing.TB, depth term.Depth, ascii bool) *theme.Theme {
	t.Helper()
	th, err := theme.New("default", term.Profile{Depth: depth, ASCII: ascii})
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// Golden compares a screen with testdata/name.golden, or writes it when update is set.
func Golden(t *testing.T, update bool, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got += "\n"
	if update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update to accept)\n--- got\n%s--- want\n%s", file, got, want)
	}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// Check fails unless view is a sound frame: exactly h lines of at most w columns,
// without trailing spaces, and with no control character or escape sequence but SGR,
// which ends on the line where it began.
func Check(t testing.TB, view string, w, h int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if h == 0 && view == "" {
		return
	}
	if len(lines) != h {
		t.Fatalf("%d lines in a frame of %d:\n%s", len(lines), h, view)
	}
	for i, line := range lines {
		plain := sgr.ReplaceAllString(line, "")
		switch last := sgr.FindAllString(line, -1); {
		case ansi.StringWidth(plain) > w:
			t.Fatalf("line %d is %d columns in a frame of %d: %q", i, ansi.StringWidth(plain), w, line)
		case strings.HasSuffix(plain, " "):
			t.Fatalf("line %d ends in spaces: %q", i, line)
		case len(last) > 0 && last[len(last)-1] != "\x1b[0m":
			t.Fatalf("line %d leaves a style open: %q", i, line)
		}
		for _, r := range plain {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("line %d holds %U: %q", i, r, line)
			}
		}
	}
}

// Hostile is text that would break a terminal if it were drawn as it is.
func Hostile() []term.Text {
	var out []term.Text
	for _, s := range []string{
		"\x1b]52;c;ZXZpbA==\aclip", "\x1b[2J\x1b[Hclear", "paid\rHELD", "a\b\bb\x00\x7f", "\u009b31mred", "\x9b31mraw",
		"invoice\u202Efdp.exe", "\u200b\ufeffhidden\u2060", "two\nlines\tand a tab", "\U0001F1E9\U0001F1EA \u26a0\ufe0f \U0001F468\u200d\U0001F469",
		"東京 特急 配送", strings.Repeat("x", 5000), strings.Repeat("e\u0301", 300), "क्क्क्क्क्क", "\xff\xfe", "trailing   ", "",
	} {
		out = append(out, term.Clean(s, term.Options{Width: 200}))
	}
	return out
}
