package tui

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/tuitest"
)

// typist types a line a second.
type typist struct{ lines []string }

func (p *typist) Read(b []byte) (int, error) {
	time.Sleep(time.Second)
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.lines[0])
	p.lines = p.lines[1:]
	return n, nil
}

// Line by line: keys by name, commands, filters, forms and confirmations work, nothing
// but text is written, and quit ends it.
func TestPlain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := tuitest.Shop()
		profile := term.Profile{ASCII: true, Plain: true}
		th, err := theme.New("", profile)
		if err != nil {
			t.Fatal(err)
		}
		opt := Options{Zone: time.UTC, Actor: "lead"}.filled()
		a, err := newApp(setup{opt: opt, jobs: load.NewJobs(t.Context(), shop, nil), theme: th, profile: profile, clock: wall{time.Now}})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		script := "j enter\nf\ny\nq\n/unknown_sku\nf\n85123A\nesc\n?\nesc\norders SO-17\nenter\n\nquit\n"
		a.w, a.h = plainW, plainH
		d := tuitest.Drive(t, &plain{app: a, in: bufio.NewReader(&typist{lines: strings.SplitAfter(script, "\n")}), out: &out, till: a.now.Add(plainWait)}, plainW, plainH)
		d.Advance(30 * time.Second)
		a.jobs.Close(time.Second)
		d.Close()
		text := out.String()
		for _, want := range []string{"Exceptions > EX-2", "hold 1, order SO-17", "done: release hold 1", "1 of 1 | /unknown_sku", "line 2, sku 85123A", "[2 Orders]", "SO-17  HELD", "type a key"} {
			if !strings.Contains(text, want) {
				t.Errorf("nothing says %q in:\n%s", want, text)
			}
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }); i >= 0 {
			t.Errorf("%q was written", text[max(i-20, 0):i+10])
		}
		if !d.Quit || len(shop.Sent()) != 1 {
			t.Errorf("quit %v, sent %d", d.Quit, len(shop.Sent()))
		}
	})
}
