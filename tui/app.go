package tui

import (
	"time"

	"andon/core"
	"andon/tui/action"
	"andon/tui/input"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// setup is what a console is made of.
type setup struct {
	opt     Options
	jobs    *load.Jobs
	theme   *theme.Theme
	profile term.Profile
	clock   load.Clock
	write   func(string) (int, error) // to the terminal, beside the frames
}

// app is the root model. It belongs to the goroutine of the update loop.
type app struct {
	setup
	env    *screen.Env
	table  *action.Registry[screen.Screen]
	keys   action.Keyboard[screen.Screen]
	reader input.Reader

	route    route
	fresh    fresh
	overlay  screen.Overlay
	taken    int // lines that the overlay takes
	toasts   widget.Toasts
	now      time.Time // of the person, when the last message came
	status   term.Text // of what feeds the shop
	w, h     int
	quits    bool
	roots    []*list.List   // made when first shown
	seek     load.Slot      // of lookUp
	drilled  *overlay.Text  // report of the last drill
	drilling load.Slot      // of the drill that plays
	filters  *widget.Prompt // keeps what was typed before
}

func newApp(s setup) (*app, error) {
	a := &app{setup: s, now: s.clock.Now(), roots: make([]*list.List, len(roots())), filters: widget.NewPrompt(term.Lit("/"), s.profile.ASCII)}
	a.env = &screen.Env{Jobs: s.jobs, Clock: s.clock, Host: a, Actor: s.opt.Actor, ASCII: s.profile.ASCII, Zone: s.opt.Zone,
		Copy: a.copy, Key: keyMaker(s.opt.Actor, a.now), Now: func() core.Instant { return a.fresh.at }}
	table, err := a.actions()
	if err != nil {
		return nil, err
	}
	a.table = table
	a.keys = action.Keyboard[screen.Screen]{Registry: table}
	a.route = newRoute(a.root(0))
	for _, note := range s.opt.Notes {
		a.Say(theme.Bad, a.env.Text(note))
	}
	return a, nil
}

// Init begins to listen, and shows the first screen.
func (a *app) Init() tea.Cmd {
	return tea.Batch(a.watch(), a.beat(), a.tick(), a.inSight())
}

// flush is the message that ends a burst.
type flush struct{}

// Update takes one message.
func (a *app) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	a.now = a.clock.Now()
	var cmd tea.Cmd
	switch m := m.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = m.Width, m.Height
	case tea.KeyMsg:
		switch {
		case m.Type == tea.KeyCtrlC && !m.Paste:
			return a, a.quit()
		case m.Type == tea.KeyCtrlZ && !m.Paste:
			return a, tea.Suspend
		}
		events, wait := a.reader.Step(a.now, m, a.mode())
		cmd = a.events(events, wait)
	case flush:
		cmd = a.events(a.reader.Flush(a.now))
	case load.Done:
		cmd = m.Apply()
	}
	cmd = tea.Batch(cmd, a.arrange())
	if a.quits {
		return a, tea.Quit
	}
	return a, cmd
}

func (a *app) events(events []input.Event, wait time.Duration) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range events {
		cmds = append(cmds, a.event(e))
	}
	if wait > 0 {
		cmds = append(cmds, tea.Tick(wait, func(time.Time) tea.Msg { return flush{} }))
	}
	return tea.Batch(cmds...)
}

// mode says where characters go now.
func (a *app) mode() input.Mode {
	if a.overlay != nil {
		return a.overlay.Mode()
	}
	return input.Hotkeys
}

// event routes one event by the focus of this moment.
func (a *app) event(e input.Event) tea.Cmd {
	if a.overlay != nil {
		return a.toOverlay(e)
	}
	switch e.Kind {
	case input.Key:
		return a.key(e)
	case input.Scan:
		return a.lookUp(e.Text)
	case input.Text, input.Paste:
		a.Say(theme.Warn, term.Lit("text was pasted where keys are expected; press : or / first"))
	case input.Ignored:
		a.Say(theme.Warn, a.env.Text(e.Text))
	}
	return nil
}

func (a *app) toOverlay(e input.Event) tea.Cmd {
	o := a.overlay
	out, cmd := o.Key(e, a.now)
	if out != widget.Open && a.overlay == o {
		a.overlay = nil
	}
	return cmd
}

// key looks a key up and runs what it stands for.
func (a *app) key(e input.Event) tea.Cmd {
	s := a.route.screen()
	press := a.keys.Press(s, e, a.scopes()...)
	switch press.Verdict {
	case action.Ready:
		return press.Action.Run(s, "")
	case action.Refused:
		a.Say(theme.Warn, a.env.Text(press.Why))
	}
	return nil
}

// scopes are those of the screen in sight, and what applies everywhere.
func (a *app) scopes() []string { return append(a.route.screen().State().Scopes, "") }

// Open shows a document.
func (a *app) Open(ref core.Ref) tea.Cmd { return a.goTo(a.route.down(a.screenOf(ref))) }

// Cover puts an overlay in front.
func (a *app) Cover(o screen.Overlay) { a.overlay = o }

// Say shows a message.
func (a *app) Say(token theme.Token, text term.Text) { a.toasts.Add(a.now, token, text) }

// Writable says whether commands can be sent.
func (a *app) Writable() (ok bool, why string) {
	switch {
	case a.opt.ReadOnly:
		return false, "the console is read-only"
	case !a.fresh.offline.IsZero():
		return false, "the shop cannot be reached: nothing can be sent"
	case a.fresh.health != "":
		return false, "the shop takes no commands: " + a.fresh.health
	}
	return true, ""
}

// Wrote asks for what is in sight again.
func (a *app) Wrote(seq uint64) tea.Cmd {
	a.jobs.Wrote(seq)
	return a.tell(a.resync())
}

// quit ends the console, at once.
func (a *app) quit() tea.Cmd {
	a.quits = true
	return tea.Quit
}

func (a *app) copy(p term.Payload) tea.Cmd {
	seq, err := term.OSC52(p, a.profile.Tmux)
	if err != nil {
		a.env.Fail(err)
		return nil
	}
	a.Say(theme.OK, term.Lit("copied, if the terminal allows it (OSC 52)"))
	return func() tea.Msg {
		_, _ = a.write(seq) // a terminal that is gone ends the program by itself
		return nil
	}
}
