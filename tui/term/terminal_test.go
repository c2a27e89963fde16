package term

import (
	"encoding/base64"
	"strings"
	"testing"

	"andon/core"
)

// What is decided from flags and environment.
func TestDecide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  map[string]string
		w    Wishes
		want Profile
	}{
		{"xterm", map[string]string{"TERM": "xterm-256color"}, Wishes{TTY: true}, Profile{Depth: ANSI256}},
		{"truecolor", map[string]string{"TERM": "xterm", "COLORTERM": "truecolor"}, Wishes{TTY: true}, Profile{Depth: TrueColor}},
		{"screen", map[string]string{"TERM": "screen"}, Wishes{TTY: true}, Profile{Depth: ANSI16}},
		{"vt220", map[string]string{"TERM": "vt220"}, Wishes{TTY: true}, Profile{Depth: NoColor, ASCII: true}},
		{"console", map[string]string{"TERM": "linux"}, Wishes{TTY: true}, Profile{Depth: ANSI16, ASCII: true}},
		{"dumb", map[string]string{"TERM": "dumb"}, Wishes{TTY: true}, Profile{Plain: true, ASCII: true}},
		{"pipe", map[string]string{"TERM": "xterm"}, Wishes{}, Profile{Plain: true}},
		{"pipe, colour wanted", map[string]string{"TERM": "xterm"}, Wishes{Color: "always"}, Profile{Plain: true, Depth: ANSI16}},
		{"NO_COLOR", map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, Wishes{TTY: true}, Profile{Depth: NoColor}},
		{"NO_COLOR, colour wanted", map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, Wishes{TTY: true, Color: "always"}, Profile{Depth: ANSI16}},
		{"never", map[string]string{"TERM": "xterm", "COLORTERM": "24bit"}, Wishes{TTY: true, Color: "never"}, Profile{Depth: NoColor}},
		{"never on a pipe", map[string]string{"TERM": "xterm"}, Wishes{Color: "never"}, Profile{Plain: true}},
		{"plain", map[string]string{"TERM": "xterm"}, Wishes{TTY: true, Plain: true, Light: true}, Profile{Plain: true, Depth: ANSI16, Light: true}},
		{"latin locale", map[string]string{"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, Wishes{TTY: true}, Profile{Depth: ANSI16, ASCII: true}},
		{"UTF-8 locale wins", map[string]string{"TERM": "xterm", "LC_ALL": "C.UTF-8", "LANG": "C"}, Wishes{TTY: true}, Profile{Depth: ANSI16}},
		{"SSH in tmux", map[string]string{"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/1", "TMUX": "x"}, Wishes{TTY: true},
			Profile{Depth: ANSI256, Remote: true, Tmux: true}},
	} {
		c.w.Env = func(k string) string { return c.env[k] }
		if got, err := Decide(c.w); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
	_, err := Decide(Wishes{Env: func(string) string { return "" }, Color: "blue"})
	if core.CodeOf(err) != core.CodeUsage {
		t.Errorf("an unknown colour mode gives %v", err)
	}
}

// The clipboard gets the cells, tab-separated, and a terminal cannot be flooded.
func TestOSC52(t *testing.T) {
	t.Parallel()
	p := Rows([][]Text{{Lit("SO-1"), Lit("HELD")}, {Clean("SO-2\x1b]52;c;eA==\a", Options{}), Lit("LATE")}})
	seq, err := OSC52(p, false)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(seq, "\x1b]52;c;")
	raw, derr := base64.StdEncoding.DecodeString(strings.TrimSuffix(body, "\a"))
	if !ok || derr != nil || string(raw) != "SO-1\tHELD\nSO-2\tLATE" {
		t.Errorf("payload %q, %v", raw, derr)
	}
	wrapped, _ := OSC52(p, true)
	if want := "\x1bPtmux;\x1b" + seq + "\x1b\\"; wrapped != want {
		t.Errorf("tmux gets %q, want %q", wrapped, want)
	}
	big := make([][]Text, MaxClipboard/10+1)
	for i := range big {
		big[i] = []Text{Lit("123456789")}
	}
	if _, err := OSC52(Rows(big), false); core.CodeOf(err) != core.CodeLimit {
		t.Errorf("too much text gives %v", err)
	}
}
