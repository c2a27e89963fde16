package tui

import (
	"context"
	"strings"
	"time"

	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// drillTime is how long a drill may take.
const drillTime = 5 * time.Minute

// drill plays a scenario script on a fork of the shop and shows what came of it. The
// screen goes on meanwhile, and going on with something else does not end it.
func (a *app) drill() screen.Action {
	return screen.Action{ID: "drill", Title: term.Lit("drill: play a scenario script on a fork of the shop"), Group: term.Lit("Console"),
		Word: "drill", Args: term.Lit("FILE|NAME"),
		Enabled: func(screen.Screen) (bool, string) {
			return a.opt.Drill != nil, "drills run where the shop is open, not in a console that is attached to it"
		},
		Run: func(_ screen.Screen, args string) tea.Cmd { return a.playDrill(strings.TrimSpace(args)) }}
}

func (a *app) playDrill(name string) tea.Cmd {
	if name == "" && a.drilled != nil {
		a.Cover(a.drilled)
		return nil
	}
	if name == "" {
		a.Say(theme.Warn, term.Lit("which script? for example :drill peak-hour, or a file; andon drill --list names those of the program"))
		return nil
	}
	title := term.Concat(term.Lit("drill "), a.env.Text(name))
	a.Say(theme.Muted, term.Concat(title, term.Lit(": plays on a fork of the shop")))
	return load.Ask(a.jobs, &a.drilling, drillTime, func(ctx context.Context, _ *load.Reader) ([]string, error) {
		return a.opt.Drill(ctx, name)
	}, func(report []string, err error) tea.Cmd {
		if err != nil {
			a.env.Fail(err)
			return nil
		}
		lines := make([]widget.Line, 0, len(report))
		for _, l := range report {
			lines = append(lines, widget.Line{Text: a.env.Long(l)})
		}
		a.drilled = overlay.NewText(title, lines, nil)
		if a.overlay != nil { // the person is in the middle of something
			a.Say(theme.OK, term.Concat(title, term.Lit(" has ended; :drill shows what came of it")))
			return nil
		}
		a.Cover(a.drilled)
		return nil
	})
}
