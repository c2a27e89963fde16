package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
	_ "andon/tui/quiet" // before the terminal library
	"andon/tui/term"
	"andon/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
	xterm "github.com/charmbracelet/x/term"
)

// Frames a second, on this machine and over SSH.
const (
	localFPS  = 30
	remoteFPS = 15
)

// Options of a console. The zero Options reads and writes the process's own terminal.
type Options struct {
	In    *os.File            // keys; nil: os.Stdin
	Out   *os.File            // the screen; nil: os.Stdout
	Env   func(string) string // nil: os.Getenv
	Color string              // auto (or ""), always, never
	Skin  string              // of package theme; "": the default
	ASCII bool                // signs in ASCII
	Light bool                // the terminal's background is light
	Plain bool                // line by line, as on TERM=dumb

	ReadOnly bool                // no command is ever sent
	Actor    string              // who sits here, as the shop knows them
	Keys     map[string][]string // other keys for actions, by id
	Status   func() string       // one line about what feeds the shop, such as a demo; nil: none
	Notes    []string            // what the person should know from the start; each stays until it was read
	Leave    string              // what is lost by leaving, so that q asks first; "": nothing
	Drill    Drill               // plays scripts on a fork of the shop; nil: the shop is not in this process
	Zone     *time.Location      // in which times are shown; nil: local
	Log      io.Writer           // stacks of defects of the console; nil: nowhere
	Now      func() time.Time    // nil: time.Now
}

// Drill plays a scenario script, one of the program's by name or a file, on a fork of the
// shop that nobody keeps, and reports in lines.
type Drill func(ctx context.Context, name string) ([]string, error)

func (o Options) filled() Options {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.Env == nil {
		o.Env = os.Getenv
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Run shows the console of a shop until the person quits or ctx ends. It fails with
// core.CodeUsage when an option makes no sense or the terminal cannot show it.
func Run(ctx context.Context, client api.Client, opt Options) error {
	opt = opt.filled()
	profile, err := term.Decide(term.Wishes{Env: opt.Env, TTY: xterm.IsTerminal(opt.Out.Fd()), Color: opt.Color,
		ASCII: opt.ASCII, Plain: opt.Plain, Light: opt.Light})
	if err != nil {
		return err
	}
	skin, err := theme.New(opt.Skin, profile)
	if err != nil {
		return err
	}
	jobs := load.NewJobs(ctx, client, opt.Log)
	defer jobs.Close(time.Second)
	screenOut := &locked{File: opt.Out}
	a, err := newApp(setup{opt: opt, jobs: jobs, theme: skin, profile: profile, clock: wall{opt.Now}, write: screenOut.WriteString})
	if err != nil {
		return err
	}
	if profile.Plain {
		return a.runPlain(ctx, opt.In, opt.Out)
	}
	return a.run(ctx, screenOut)
}

func (a *app) run(ctx context.Context, out *locked) error {
	fps := localFPS
	if a.profile.Remote {
		fps = remoteFPS
	}
	p := tea.NewProgram(a, tea.WithContext(ctx), tea.WithInput(a.opt.In), tea.WithOutput(out), tea.WithAltScreen(), tea.WithFPS(fps))
	_, err := p.Run()
	switch {
	case err == nil, errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return core.Wrap(core.CodeInternal, "console", "", "the console had a defect and stopped; nothing in the shop was lost", err)
	}
	return core.Wrap(core.CodeInternal, "console", "", "the terminal cannot be used", err)
}

// locked is the terminal's writer: frames and clipboard sequences never mix.
type locked struct {
	*os.File
	mu sync.Mutex
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.File.Write(b)
}

func (l *locked) WriteString(s string) (int, error) { return l.Write([]byte(s)) }

// wall is the person's clock.
type wall struct{ now func() time.Time }

func (w wall) Now() time.Time { return w.now() }

func (w wall) After(d time.Duration, f func() tea.Cmd) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return load.Call(f) })
}

// keyMaker makes idempotency keys that no other console makes: by actor, the time at
// which this console began, and a number.
func keyMaker(actor string, began time.Time) func() string {
	prefix := "console:" + actor + ":" + strconv.FormatInt(began.UnixNano(), 36) + ":"
	n := 0
	return func() string {
		n++
		return prefix + strconv.Itoa(n)
	}
}
