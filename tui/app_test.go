package tui

import (
	"flag"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/tuitest"
	"andon/tui/widget/widgettest"
)

var update = flag.Bool("update", false, "write the golden screens")

// sizes at which every screen is kept: the design size, the smallest with all of its
// lines, a large and a huge one.
var sizes = [...]widgettest.Size{{W: 80, H: 24}, {W: 60, H: 16}, {W: 120, H: 40}, {W: 200, H: 60}}

// console is an app under test and its shop.
type console struct {
	*tuitest.Driver
	app  *app
	shop *tuitest.Fake
	out  []string // what was written beside the frames
}

// play runs a script against a console of w by h in a bubble where time stands still.
func play(t *testing.T, shop *tuitest.Fake, opt Options, w, h int, script func(t *testing.T, c *console)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := start(t, shop, opt, w, h)
		defer c.stop()
		script(t, c)
	})
}

func start(t testing.TB, shop *tuitest.Fake, opt Options, w, h int) *console {
	t.Helper()
	opt.Env = func(string) string { return "" }
	opt.Zone = time.UTC
	if opt.Actor == "" {
		opt.Actor = "lead"
	}
	opt = opt.filled()
	profile := term.Profile{Depth: term.NoStyle}
	if opt.Color == "always" {
		profile.Depth = term.ANSI256
	}
	th, err := theme.New("", profile)
	if err != nil {
		t.Fatal(err)
	}
	c := &console{shop: shop}
	write := func(s string) (int, error) { c.out = append(c.out, s); return len(s), nil }
	c.app, err = newApp(setup{opt: opt, jobs: load.NewJobs(t.Context(), shop, nil), theme: th, profile: profile, clock: wall{time.Now}, write: write})
	if err != nil {
		t.Fatal(err)
	}
	c.Driver = tuitest.Drive(t, c.app, w, h)
	c.Advance(time.Second)
	return c
}

func (c *console) stop() {
	c.app.jobs.Close(time.Second)
	c.Close()
}

// Every screen as it looks at every size.
func TestScreens(t *testing.T) {
	for _, screen := range []struct{ name, keys string }{
		{"exceptions", ""},
		{"exception", "j enter"},
		{"orders", "2"},
		{"story-lines", "j o"},
		{"story-trouble", "j o tab"},
		{"story-dispatch", "j o tab tab"},
		{"story-timeline", "j o tab tab tab"},
		{"story-sourcing", "j o tab tab tab tab"},
		{"stock", "3"},
		{"balance", "3 enter"},
		{"dock", "4"},
		{"jobs", ": j o b s enter"},
		{"job", ": j o b s enter j enter"},
		{"help", "?"},
		{"command", ":"},
		{"actions", "j a"},
		{"preview", "j f"},
		{"bulk", "j space space space space f"},
	} {
		for _, size := range sizes {
			play(t, tuitest.Shop(), Options{}, size.W, size.H, func(t *testing.T, c *console) {
				c.Press(screen.keys)
				c.Advance(time.Second)
				view := c.View()
				widgettest.Check(t, view, size.W, size.H)
				widgettest.Golden(t, *update, fmt.Sprintf("%s-%dx%d", screen.name, size.W, size.H), view)
			})
		}
	}
}

// The styles of the two screens that have most of them.
func TestColours(t *testing.T) {
	for _, screen := range []struct{ name, keys string }{{"exceptions", "j space"}, {"story", "j o"}} {
		play(t, tuitest.Shop(), Options{Color: "always"}, 80, 24, func(t *testing.T, c *console) {
			c.Press(screen.keys)
			c.Advance(time.Second)
			widgettest.Check(t, c.View(), 80, 24)
			widgettest.Golden(t, *update, screen.name+"-colour", c.View())
		})
	}
}
