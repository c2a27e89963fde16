package tui

import (
	"context"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// How often the console listens.
const (
	Pull = 50 * time.Millisecond // between two notices of the shop
	Beat = 2 * time.Second       // between two questions whether the shop is there
	tick = time.Second           // between two looks at the clock
)

// fresh is what is known about the shop and how old that is. It never guesses: LIVE
// means that the shop answered just now and that nothing it told of is missing from
// the screen.
type fresh struct {
	shop    api.ShopView
	slot    load.Slot
	asked   time.Time // when the shop was asked last
	heard   time.Time // when it last answered
	offline time.Time // since when it does not; zero: it does
	reason  string    // why not
	health  string    // why it takes no commands
	at      core.Instant
	seq     uint64 // newest record known of

	listen   load.Slot // for the watcher
	watcher  api.Watcher
	watching bool
	paused   time.Time
	missed   bool // something changed while paused
}

// tick looks at the clock: ages on the screen, the feed's status, the next beat.
func (a *app) tick() tea.Cmd {
	if a.opt.Status != nil {
		a.status = a.env.Text(a.opt.Status())
	}
	return a.clock.After(tick, func() tea.Cmd {
		cmds := []tea.Cmd{a.tick()}
		if !a.fresh.slot.Busy() && a.now.Sub(a.fresh.asked) >= Beat-tick/2 {
			cmds = append(cmds, a.beat())
		}
		if !a.fresh.watching {
			cmds = append(cmds, a.watch())
		}
		return tea.Batch(cmds...)
	})
}

// beat asks the shop how it is.
func (a *app) beat() tea.Cmd {
	f := &a.fresh
	f.asked = a.clock.Now()
	return load.Ask(a.jobs, &f.slot, load.QueryTime, func(ctx context.Context, r *load.Reader) (*api.ShopView, error) {
		v, _, err := load.Doc[api.ShopView](ctx, r, core.Ref{Noun: api.NounShop})
		return v, err
	}, a.beaten)
}

func (a *app) beaten(v *api.ShopView, err error) tea.Cmd {
	f := &a.fresh
	if err != nil {
		if f.offline.IsZero() {
			f.offline = f.asked
		}
		f.reason = err.Error()
		return a.tell(a.pulse())
	}
	missed := v.Seq > f.seq && (!f.watching || !f.offline.IsZero())
	f.shop, f.heard, f.offline, f.reason, f.health = *v, f.asked, time.Time{}, "", v.Health
	f.at, f.seq = max(f.at, v.At), max(f.seq, v.Seq)
	if v.Actor != "" {
		a.env.Actor, a.env.Roles = v.Actor, v.Roles
	}
	cmd := a.tell(a.pulse())
	if missed {
		cmd = tea.Batch(cmd, a.tell(a.resync()))
	}
	return cmd
}

func (a *app) pulse() screen.Beat {
	return screen.Beat{At: a.fresh.at, Lost: !a.fresh.offline.IsZero()}
}

// resync is the notice that anything may have changed.
func (a *app) resync() screen.Changed {
	return screen.Changed{Notice: api.Notice{Seq: a.fresh.seq, At: a.fresh.at, Resync: true}}
}

// watch begins to listen for notices. A watch that ends is begun again at the next tick.
func (a *app) watch() tea.Cmd {
	f := &a.fresh
	f.watching = true
	return load.Ask(a.jobs, &f.listen, load.QueryTime, func(context.Context, *load.Reader) (api.Watcher, error) {
		return a.jobs.Watch()
	}, func(w api.Watcher, err error) tea.Cmd {
		if err != nil {
			f.watching = false // the next tick tries again; the beat says whether the shop is there
			return nil
		}
		f.watcher = w
		return tea.Batch(a.tell(a.resync()), a.pull())
	})
}

// pull waits for the next notice, outside the update loop. It is asked for again only
// Pull after the last one was taken: whatever happens meanwhile is one notice.
func (a *app) pull() tea.Cmd {
	c := a.fresh.watcher.C()
	return func() tea.Msg {
		n, open := <-c
		return load.Call(func() tea.Cmd { return a.noticed(n, open) })
	}
}

func (a *app) noticed(n api.Notice, open bool) tea.Cmd {
	f := &a.fresh
	if !open {
		f.watching = false
		return a.tell(a.resync())
	}
	f.seq, f.at, f.heard = max(f.seq, n.Seq), max(f.at, n.At), a.now
	if n.Health != "" {
		f.health = n.Health
	}
	return tea.Batch(a.tell(screen.Changed{Notice: n}), a.clock.After(Pull, a.pull))
}

// tell lets the screen in sight know, unless the person holds it.
func (a *app) tell(m tea.Msg) tea.Cmd {
	if _, changed := m.(screen.Changed); changed && !a.fresh.paused.IsZero() {
		a.fresh.missed = true
		return nil
	}
	return a.route.screen().Update(m)
}

// pause holds the screen, or lets it go on.
func (a *app) pause() tea.Cmd {
	f := &a.fresh
	if f.paused.IsZero() {
		f.paused = a.now
		return nil
	}
	f.paused = time.Time{}
	if !f.missed {
		return nil
	}
	f.missed = false
	return a.tell(a.resync())
}

// header says where the person is and how true the screen is.
func (a *app) header() widget.Header {
	f := &a.fresh
	truth := a.route.screen().State().Truth
	h := widget.Header{Place: a.crumbs(), Heard: f.heard, Offline: f.offline, Paused: f.paused, Seq: f.seq}
	if a.opt.ReadOnly {
		h.Mode = term.Lit("read-only")
	}
	if truth.Refused {
		return h
	}
	if !truth.Since.IsZero() {
		h.Seq = truth.Seq
		if truth.Since.Before(h.Heard) {
			h.Heard = truth.Since
		}
	}
	if !truth.Loaded && h.Offline.IsZero() {
		h.Heard = time.Time{}
	}
	return h
}

// banner is what every screen must say, whatever it shows; ok is false when all is well.
func (a *app) banner() (token theme.Token, text term.Text, ok bool) {
	f := &a.fresh
	switch {
	case !f.offline.IsZero():
		return theme.Bad, term.Concat(term.Lit("! the shop cannot be reached; what is shown is old and nothing can be sent: "), a.env.Text(f.reason)), true
	case f.health != "":
		return theme.Bad, term.Concat(term.Lit("! the shop takes no commands: "), a.env.Text(f.health)), true
	case f.shop.ViewsLag >= lagFrom:
		return theme.Warn, term.Concat(term.Lit("! closed records are "), term.Num(int64(f.shop.ViewsLag)), term.Lit(" changes behind; open ones are not")), true
	}
	return theme.Plain, term.Text{}, false
}

// lagFrom is how many records the read model may be behind before the screen says so.
const lagFrom = 10_000
