package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"

	"andon/connectors/replay"
	"andon/core"
	"andon/core/rehearse"
	"andon/fixtures"
	"andon/tui"
	"andon/tui/term"
)

// demoSpeed is how many times the real pace the demo runs on the screen: a working day
// in about a minute.
const demoSpeed = 600

// demoAhead is how many orders are there when the screen opens: a day of them, with
// some that are stuck.
const demoAhead = 60

func demoCommand(a *app) *cobra.Command {
	d := demo{app: a}
	c := &cobra.Command{
		Use: "demo", Short: "Make a shop on a real order stream and watch it work", Args: wants(),
		Long: `demo makes a shop, feeds it five weeks of a real wholesaler's orders through the same
commands as any channel, with incidents on the way, and opens the screen. The shop
lives in a temporary folder that is removed in the end, or in --data DIR, where the
demo goes on the next time.

--headless runs to the end without a screen, as fast as it goes, proves the books,
and prints one JSON object.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if d.orders < 0 || d.speed < 0 {
				return usage("--orders and --speed must not be negative")
			}
			if !c.Flags().Changed("speed") && d.headless {
				d.speed = 0
			}
			return d.run(c.Context())
		},
	}
	f := c.Flags()
	f.BoolVar(&d.headless, "headless", false, "no screen: run to the end and print what came of it")
	f.IntVar(&d.orders, "orders", 0, "stop after so many orders; 0 is all there are")
	f.Float64Var(&d.speed, "speed", demoSpeed, "times the real pace; 0 is as fast as it goes, as is --headless alone")
	consoleFlags(c, &d.screen, &d.log)
	return c
}

// demo is one run of the demo.
type demo struct {
	*app
	headless bool
	orders   int
	speed    float64
	screen   tui.Options
	log      string
}

func (d *demo) run(ctx context.Context) error {
	dir := d.data
	if dir == "" { // never the folder that the environment names: that may be a real shop
		temp, err := os.MkdirTemp("", "andon-demo-*")
		if err != nil {
			return core.Wrap(core.CodeStorage, "demo", "", "no temporary folder can be made; name one with --data", err)
		}
		defer os.RemoveAll(temp)
		d.screen.Leave = "The shop of this demo is removed when you leave; andon demo --data DIR keeps one."
		dir = filepath.Join(temp, "demo")
	}
	if vacant(dir) {
		t := template{commands: replay.DemoTemplate, opens: replay.DemoOpens()}
		if _, err := d.makeShop(ctx, dir, "demo", "Demo", t); err != nil {
			return err
		}
	}
	if d.headless {
		return d.runHeadless(ctx, dir)
	}
	return d.runOnScreen(ctx, dir)
}

// vacant reports whether nothing is at a path, or a folder with nothing in it.
func vacant(dir string) bool {
	entries, err := os.ReadDir(dir)
	return errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0
}

// options are those of the stream; tell hears how far it has come.
func (d *demo) options(tell func(replay.Progress)) replay.DemoOptions {
	return replay.DemoOptions{Orders: d.orders, Speed: d.speed, Progress: tell}
}

// feed runs the stream into the shop, in the name of its connector.
func feed(ctx context.Context, s *shop, opt replay.DemoOptions) (replay.Summary, error) {
	sum, err := replay.Demo(ctx, s.engine.Client(replay.Actor), strings.NewReader(fixtures.OnlineRetail()), opt)
	if errors.Is(err, replay.ErrOtherShop) {
		err = core.E(core.CodeState, "demo", s.folder.Dir(), "another shop is in this folder, and the demo only goes on in one that it made; name a new folder")
	}
	return sum, err
}

// runHeadless feeds the shop, closes it, and proves it from what is on disk.
func (d *demo) runHeadless(ctx context.Context, dir string) error {
	s, err := d.openShopIn(ctx, dir, "demo", wallClock)
	if err != nil {
		return err
	}
	bar := d.bar("orders")
	summary, err := feed(ctx, s, d.options(func(p replay.Progress) { bar.set(uint64(p.Orders), uint64(d.orders)) }))
	bar.clear()
	if err := firstOf(err, s.Close()); err != nil {
		return err
	}
	out := struct {
		replay.Summary
		FillRate  fillRates      `json:"fill_rate"`
		Touchless rehearse.Ratio `json:"touchless"` // of the orders that are finished
		Verify    string         `json:"verify"`
	}{Summary: summary, Verify: "ok"}
	if summary.Orders > 0 {
		became, err := recorded(ctx, dir)
		if err != nil {
			return err
		}
		out.FillRate, out.Touchless = fillRates{became.Line, became.Unit, became.Order}, became.Touchless
	}
	_, wrong := d.verify(ctx, dir)
	if wrong != nil {
		out.Verify = wrong.Error()
	}
	return firstOf(d.printJSON(out), wrong)
}

// fillRates are the three, as a rehearsal defines them.
type fillRates struct {
	Line  rehearse.Ratio `json:"line"`
	Unit  rehearse.Ratio `json:"unit"`
	Order rehearse.Ratio `json:"order"`
}

// recorded reads from the journal of a closed shop what became of its orders.
func recorded(ctx context.Context, dir string) (rehearse.Figures, error) {
	f, err := openFiles(dir, "andon demo")
	if err != nil {
		return rehearse.Figures{}, err
	}
	figures, err := rehearse.Recorded(ctx, f.config(wallClock))
	return figures, firstOf(err, f.Close())
}

// runOnScreen feeds the shop behind the screen, until the person leaves it. The screen
// opens when there is something to see.
func (d *demo) runOnScreen(ctx context.Context, dir string) error {
	s, err := d.openShopIn(ctx, dir, "demo", wallClock)
	if err != nil {
		return err
	}
	var status atomic.Pointer[string]
	say := func(format string, args ...any) { text := fmt.Sprintf(format, args...); status.Store(&text) }
	say("demo: opening")
	feeding, stop := context.WithCancel(ctx)
	ready := make(chan struct{})
	opened := sync.OnceFunc(func() { close(ready) })
	opt := d.options(func(p replay.Progress) {
		say("demo ×%g: %s orders", d.speed, term.Num(int64(p.Orders)))
		if p.Orders >= demoAhead {
			opened()
		}
	})
	opt.Ahead = demoAhead
	var wg sync.WaitGroup
	other := make(chan error, 1) // the shop is not the demo's
	wg.Go(func() {
		defer opened()
		_, err := feed(feeding, s, opt)
		if core.CodeOf(err) == core.CodeState {
			other <- err
		}
		if err != nil {
			say("demo stopped: %s", err)
		} else {
			say("demo: the stream has ended")
		}
	})
	<-ready
	select {
	case err := <-other:
		stop()
		wg.Wait()
		return firstOf(err, s.Close())
	default:
	}
	d.screen.Status = func() string { return *status.Load() }
	err = s.console(ctx, d.screen, d.log)
	stop()
	wg.Wait()
	return firstOf(err, s.Close())
}
