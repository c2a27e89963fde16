package tui

import (
	"encoding/json"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/api"
	"andon/tui/action"
	"andon/tui/change"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/screens/board"
	"andon/tui/screens/jobs"
	"andon/tui/screens/list"
	"andon/tui/screens/policies"
	"andon/tui/screens/story"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// actions builds the console's whole action table. What changes something is refused
// while nothing can be sent, whatever the action itself says.
func (a *app) actions() (*action.Registry[screen.Screen], error) {
	all := slices.Concat(a.places(), a.motions(), a.tools(), change.Actions(a.env), board.Actions(a.env), list.Actions(), story.Actions())
	for i := range all {
		if all[i].Effect != action.Change {
			continue
		}
		own := all[i].Enabled
		all[i].Enabled = func(s screen.Screen) (bool, string) {
			if ok, why := a.Writable(); !ok {
				return false, why
			}
			if own == nil {
				return true, ""
			}
			return own(s)
		}
	}
	return action.New(all, a.opt.Keys)
}

// places are where one can go.
func (a *app) places() []screen.Action {
	group := term.Lit("Go")
	var out []screen.Action
	for i, r := range roots() {
		out = append(out, screen.Action{ID: "go." + r.word, Title: r.title, Group: group, Keys: []string{strconv.Itoa(i + 1)}, Word: r.word, Args: term.Lit("[filter]"),
			Run: func(_ screen.Screen, args string) tea.Cmd { return a.toRoot(i, args) }})
	}
	do := func(id string, title term.Text, word string, run func(args string) tea.Cmd, keys ...string) {
		out = append(out, screen.Action{ID: id, Title: title, Group: group, Word: word, Keys: keys,
			Run: func(_ screen.Screen, args string) tea.Cmd { return run(args) }})
	}
	do("go.id", term.Lit("go to an id, a number or a code"), "goto", a.lookUp)
	out[len(out)-1].Args = term.Lit("ID")
	do("go.list", term.Lit("list any kind"), "list", a.listOf)
	out[len(out)-1].Args = term.Lit("KIND [filter]")
	do("go.jobs", term.Lit("jobs: what ran over many documents, and how to undo it"), "jobs", func(string) tea.Cmd {
		return a.goTo(place{a.route.here()[0], jobs.New(a.env)})
	})
	do("go.policies", term.Lit("policies: the shop's rules, version by version"), "policies", func(string) tea.Cmd {
		return a.goTo(place{a.route.here()[0], policies.New(a.env)})
	})
	do("go.last", term.Lit("the place before this one"), "last", func(string) tea.Cmd { return a.toLast() }, "-")
	do("go.back", term.Lit("back to where you were"), "back", func(string) tea.Cmd { return a.history(-1) }, "[")
	do("go.forward", term.Lit("forward again"), "forward", func(string) tea.Cmd { return a.history(1) }, "]")
	do("go.up", term.Lit("one level up: filter, marks, place"), "up", func(string) tea.Cmd { return a.escape() }, "esc")
	do("quit.back", term.Lit("back, and from the first level quit"), "close", func(string) tea.Cmd { return a.leave() }, "q")
	do("quit", term.Lit("quit"), "quit", func(string) tea.Cmd { return a.askLeave() })
	return out
}

// motions move the cursor or scroll.
func (a *app) motions() []screen.Action {
	do := func(id string, title term.Text, run func(screen.Mover) tea.Cmd, keys ...string) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("Move"), Keys: keys,
			Enabled: screen.Needs[screen.Mover]("there is nothing to move in here"),
			Run:     screen.On(func(m screen.Mover, _ string) tea.Cmd { return run(m) })}
	}
	return []screen.Action{
		do("move.down", term.Lit("down"), func(m screen.Mover) tea.Cmd { return m.Move(1) }, "j", "down"),
		do("move.up", term.Lit("up"), func(m screen.Mover) tea.Cmd { return m.Move(-1) }, "k", "up"),
		do("move.page", term.Lit("next page"), func(m screen.Mover) tea.Cmd { return m.Turn(1) }, "pgdown", "ctrl+f"),
		do("move.pageup", term.Lit("page before"), func(m screen.Mover) tea.Cmd { return m.Turn(-1) }, "pgup"),
		do("move.first", term.Lit("to the top"), screen.Mover.First, "g", "home"),
		do("move.last", term.Lit("to the end"), screen.Mover.Last, "G", "end"),
	}
}

// tools are what is neither a place nor about the shop's documents.
func (a *app) tools() []screen.Action {
	do := func(id string, title term.Text, run func(s screen.Screen, args string) tea.Cmd, keys ...string) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("Console"), Keys: keys, Run: run}
	}
	filter := do("filter", term.Lit("filter"), func(s screen.Screen, args string) tea.Cmd { return a.askFilter(s, args) }, "/")
	filter.Enabled = screen.Needs[screen.Filterer]("only lists can be filtered")
	copies := do("copy", term.Lit("copy"), func(s screen.Screen, _ string) tea.Cmd { return a.copyMenu(s) }, "y")
	copies.Enabled = screen.Needs[screen.Copier]("there is nothing to copy here")
	reload := do("reload", term.Lit("ask for everything again"), func(s screen.Screen, _ string) tea.Cmd { return s.(screen.Reloader).Reload() }, "ctrl+r")
	reload.Enabled = screen.Needs[screen.Reloader]("there is nothing to ask for here")
	return []screen.Action{
		do("help", term.Lit("help"), func(screen.Screen, string) tea.Cmd { return a.help() }, "?"),
		do("command", term.Lit("command"), func(screen.Screen, string) tea.Cmd { return a.palette() }, ":"),
		filter, copies,
		reload,
		do("pause", term.Lit("hold the screen, or let it go on"), func(screen.Screen, string) tea.Cmd { return a.pause() }, "p"),
		do("read", term.Lit("take the message away"), func(screen.Screen, string) tea.Cmd { a.toasts.MarkRead(a.now); return nil }, "x"),
		do("log", term.Lit("messages: what was said before"), func(screen.Screen, string) tea.Cmd { return a.log() }),
		a.drill(),
		a.joinWall(),
	}
}

// joinWall gives the shop's clock back to wall time, after a stream has driven it.
func (a *app) joinWall() screen.Action {
	title := term.Lit("clock: join wall time")
	return screen.Action{ID: "clock", Title: title, Group: term.Lit("Console"), Effect: action.Change,
		Enabled: func(screen.Screen) (bool, string) {
			if a.opt.Status != nil {
				return false, "the stream that drives the clock is running"
			}
			return a.stream() != "", "the shop's clock shows wall time already"
		},
		Run: func(screen.Screen, string) tea.Cmd {
			cmd := core.Command{Body: &api.Raw{Name: "shop.clock", JSON: json.RawMessage(`{}`)}}
			return change.Start(a.env, noSource{}, change.Plan{Title: title, Steps: []change.Step{{
				Subject: change.Subject{Ref: core.Ref{Noun: api.NounShop}}, Title: title, Command: cmd}}})
		}}
}

// stream is what drives the shop's clock; "" when it shows wall time.
func (a *app) stream() string {
	if clock := a.fresh.shop.Clock; clock != "wall" {
		return clock
	}
	return ""
}

// noSource is a change that is about no row.
type noSource struct{}

func (noSource) Subjects() []change.Subject { return nil }
func (noSource) Settled(...string)          {}

// help lists what can be done here; enter does it.
func (a *app) help() tea.Cmd {
	s := a.route.screen()
	items := first(a.table.Help(s, a.scopes()...), "Fix", "Exception", "Order", "List")
	a.Cover(overlay.NewMenu(term.Lit("What can be done here  (type to search, enter does it)"), term.Lit("search: "), items, a.env.ASCII, func(c overlay.Choice) tea.Cmd {
		if !c.OK {
			return nil
		}
		return a.runByID(c.Item.ID, "", c.Burst)
	}))
	return nil
}

// first puts the entries of some groups before the others.
func first(items []widget.Item, groups ...string) []widget.Item {
	rank := func(i widget.Item) int {
		at := slices.Index(groups, i.Group.String())
		if at < 0 {
			return len(groups)
		}
		return at
	}
	slices.SortStableFunc(items, func(a, b widget.Item) int { return rank(a) - rank(b) })
	return items
}

// palette is the command bar.
func (a *app) palette() tea.Cmd {
	s := a.route.screen()
	items := first(a.table.Palette(s, a.scopes()...), "Go", "Fix")
	a.Cover(overlay.NewMenu(term.Lit("Command  (tab completes)"), term.Lit(":"), items, a.env.ASCII, func(c overlay.Choice) tea.Cmd {
		act, args, err := a.table.Parse(c.Line, a.scopes()...)
		switch {
		case err == nil && c.Burst && act.Effect == action.Change: // what was typed is not lost: another enter does it
			a.Say(theme.Warn, term.Lit("that came too fast to be meant: press enter again"))
			return a.paletteWith(c.Line)
		case err == nil:
			return a.runByID(act.ID, args, c.Burst)
		case looksLikeID(c.Line):
			return a.lookUp(c.Line)
		case c.OK:
			return a.runByID(c.Item.ID, "", c.Burst)
		}
		a.env.Fail(err)
		return nil
	}))
	return nil
}

// paletteWith is the command bar with a line that was typed before.
func (a *app) paletteWith(line string) tea.Cmd {
	cmd := a.palette()
	if m, ok := a.overlay.(*overlay.Menu); ok {
		m.Set(line)
	}
	return cmd
}

// runByID runs an action that was chosen by name.
func (a *app) runByID(id, args string, burst bool) tea.Cmd {
	act, ok := a.table.ByID(id)
	if !ok {
		return nil
	}
	s := a.route.screen()
	if ok, why := act.Allowed(s, burst); !ok {
		a.Say(theme.Warn, a.env.Text(why))
		return nil
	}
	return act.Run(s, args)
}

// askFilter edits the filter where it stands.
func (a *app) askFilter(s screen.Screen, args string) tea.Cmd {
	f := s.(screen.Filterer)
	if args != "" {
		return f.SetFilter(args)
	}
	a.Cover(newFilterBar(a.filters, f))
	return nil
}

// copyMenu asks what to copy.
func (a *app) copyMenu(s screen.Screen) tea.Cmd {
	pieces := s.(screen.Copier).Pieces()
	items := make([]widget.Item, len(pieces))
	for i, p := range pieces {
		items[i] = widget.Item{ID: strconv.Itoa(i), Title: p.Title}
	}
	a.Cover(overlay.NewMenu(term.Lit("Copy to the clipboard of this terminal"), term.Lit("what: "), items, a.env.ASCII, func(c overlay.Choice) tea.Cmd {
		i, err := strconv.Atoi(c.Item.ID)
		if !c.OK || err != nil {
			return nil
		}
		return a.copy(term.Rows(pieces[i].Rows))
	}))
	return nil
}

// log shows what was said, the newest first.
func (a *app) log() tea.Cmd {
	var lines []widget.Line
	for _, t := range slices.Backward(a.toasts.Log()) {
		lines = append(lines, widget.Line{Token: t.Token, Key: a.env.Text(t.At.In(a.opt.Zone).Format("15:04:05")), Text: t.Text})
	}
	a.Cover(overlay.NewText(term.Lit("Messages"), lines, nil))
	return nil
}

// escape leaves one level: of the screen, else of the way down. It never quits.
func (a *app) escape() tea.Cmd {
	if b, ok := a.route.screen().(screen.Backer); ok {
		if cmd, left := b.Back(); left {
			return cmd
		}
	}
	cmd, ok := a.up()
	if !ok {
		a.Say(theme.Muted, term.Lit("this is the first level; q quits"))
	}
	return cmd
}

// leave goes one level up; from the first level the console ends.
func (a *app) leave() tea.Cmd {
	if cmd, ok := a.up(); ok {
		return cmd
	}
	if a.jobs.Writing() {
		a.Say(theme.Warn, term.Lit("a command is on its way; wait for its answer, or leave with ctrl+c"))
		return nil
	}
	return a.askLeave()
}

// askLeave quits; where something would be lost by that, it asks once.
func (a *app) askLeave() tea.Cmd {
	if a.opt.Leave == "" {
		return a.quit()
	}
	a.Cover(overlay.NewText(term.Lit("Leave?  (q or y: leave, esc: stay)"), []widget.Line{{Text: a.env.Long(a.opt.Leave)}},
		map[string]func() tea.Cmd{"q": a.quit, "y": a.quit}))
	return nil
}

// toLast goes to the place before this one; twice is here again.
func (a *app) toLast() tea.Cmd {
	if a.route.last == nil {
		return nil
	}
	return a.goTo(a.route.last)
}

// history goes back or forward.
func (a *app) history(n int) tea.Cmd {
	if !a.route.step(n) {
		a.Say(theme.Muted, term.Lit("there is nowhere further to go"))
		return nil
	}
	return a.inSight()
}
