package change

import (
	"context"
	"slices"

	"andon/core/api"
	"andon/tui/action"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Actions are what can be done wherever documents are shown.
func Actions(env *screen.Env) []screen.Action {
	group := term.Lit("Fix")
	needs := screen.Needs[Source]("nothing can be done here: go to a list, an order or an exception")
	return []screen.Action{
		{ID: "fix", Title: term.Lit("fix: do what is suggested first"), Group: group, Keys: []string{"f"}, Effect: action.Change, Enabled: needs,
			Run: screen.On(func(s Source, _ string) tea.Cmd { return Fix(env, s, "f") })},
		{ID: "act", Title: term.Lit("actions, for the marked rows or this one"), Group: group, Keys: []string{"a"}, Effect: action.Change, Enabled: needs,
			Run: screen.On(func(s Source, _ string) tea.Cmd { return Menu(env, s) })},
	}
}

// Fix does the first thing that the shop suggests for each subject.
func Fix(env *screen.Env, src Source, trigger string) tea.Cmd {
	return ask(env, src, src.Subjects(), func(offers []offer) tea.Cmd {
		if len(offers) == 1 {
			return fixOne(env, src, &offers[0], trigger)
		}
		p := Plan{Title: term.Lit("Fix: do what is suggested first"), Trigger: trigger}
		for i := range offers {
			o := &offers[i]
			switch {
			case len(o.Actions) == 0:
				p.Steps = append(p.Steps, refusal(env, o, term.Lit("fix"), "nothing is suggested"))
			case len(o.Actions[0].Asks) > 0:
				p.Steps = append(p.Steps, refusal(env, o, env.Text(o.Actions[0].Title), "it needs an answer of its own: do it alone"))
			default:
				p.Steps = append(p.Steps, stepOf(env, o, &o.Actions[0]))
			}
		}
		return Start(env, src, p)
	})
}

func fixOne(env *screen.Env, src Source, o *offer, trigger string) tea.Cmd {
	if o.err != nil || len(o.Actions) == 0 {
		return Start(env, src, Plan{Steps: []Step{refusal(env, o, term.Lit("fix"), "nothing is suggested; a shows what else can be done")}})
	}
	a := &o.Actions[0]
	if len(a.Asks) > 0 {
		return askFor(env, src, o, a, trigger)
	}
	s := stepOf(env, o, a)
	if s.Refused != "" && !s.stale && o.possible() {
		env.Host.Say(theme.Warn, term.Concat(s.Title, term.Lit(": "), env.Text(s.Refused)))
		return choose(env, src, []offer{*o})
	}
	return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: trigger})
}

// possible reports whether any of the suggestions can be done.
func (o *offer) possible() bool {
	return slices.ContainsFunc(o.Actions, func(a api.Action) bool { return a.Refused == "" || len(a.Asks) > 0 })
}

// Menu lists what can be done about the subjects; about one, also what can be done about
// its relatives.
func Menu(env *screen.Env, src Source) tea.Cmd {
	subjects := src.Subjects()
	if f, ok := src.(Family); ok {
		subjects = f.Related()
	}
	return ask(env, src, subjects, func(offers []offer) tea.Cmd { return choose(env, src, offers) })
}

func choose(env *screen.Env, src Source, offers []offer) tea.Cmd {
	_, family := src.(Family)
	apart := family || len(offers) == 1
	all := groups(env, offers, apart)
	items := make([]widget.Item, len(all))
	for i, g := range all {
		items[i] = widget.Item{ID: g.id, Title: term.Concat(g.title, Asks(env, g.act)), Why: g.why(env, apart)}
		switch {
		case !apart:
			items[i].Hint = term.Concat(term.Num(int64(g.can)), term.Lit(" of "), term.Num(int64(len(offers))))
		case len(offers) > 1:
			items[i].Hint = env.Text(g.offer.Ref.ID)
		}
	}
	env.Host.Cover(overlay.NewMenu(menuTitle(env, offers, apart), term.Lit("action: "), items, env.ASCII, func(c overlay.Choice) tea.Cmd {
		for _, g := range all {
			if c.OK && g.id == c.Item.ID {
				return g.chosen(env, src, offers, apart)
			}
		}
		return nil
	}).Wary(func() { env.Host.Say(theme.Warn, term.Lit("that came too fast to be meant: press enter again")) }))
	return nil
}

func menuTitle(env *screen.Env, offers []offer, apart bool) term.Text {
	if apart {
		return term.Concat(term.Lit("What to do about "), env.Text(offers[len(offers)-1].Ref.ID))
	}
	return term.Concat(term.Lit("What to do about "), term.Num(int64(len(offers))), term.Lit(" documents"))
}

// why says why none of a group can be done; what only asks can.
func (g *group) why(env *screen.Env, apart bool) term.Text {
	if g.can > 0 || apart && len(g.act.Asks) > 0 && !g.steps[0].stale {
		return term.Text{}
	}
	return env.Text(g.steps[0].Refused)
}

// chosen does a group: on one document perhaps after it has asked.
func (g *group) chosen(env *screen.Env, src Source, offers []offer, apart bool) tea.Cmd {
	p := Plan{Title: g.title, Steps: g.steps, Trigger: "enter"}
	switch {
	case apart && len(g.act.Asks) > 0:
		return askFor(env, src, g.offer, g.act, p.Trigger)
	case !apart:
		p.Steps = g.withTheRest(env, offers)
	}
	return Start(env, src, p)
}

// withTheRest adds the subjects for which the action is not offered at all.
func (g *group) withTheRest(env *screen.Env, offers []offer) []Step {
	has := map[string]bool{}
	for _, s := range g.steps {
		has[s.Subject.Ref.ID] = true
	}
	steps := g.steps
	for i := range offers {
		if !has[offers[i].Ref.ID] {
			steps = append(steps, refusal(env, &offers[i], g.title, "this is not offered for it"))
		}
	}
	return steps
}

// ask looks the subjects up and goes on with what the shop offers.
func ask(env *screen.Env, src Source, subjects []Subject, then func([]offer) tea.Cmd) tea.Cmd {
	switch {
	case len(subjects) == 0:
		return Start(env, src, Plan{})
	case len(subjects) > MaxSubjects:
		return Start(env, src, Plan{Steps: []Step{{Title: term.Lit("too many"), Refused: "at most 256 at once: take some marks away"}}})
	}
	slot := new(load.Slot)
	wait := NewWait(term.Concat(term.Lit("asking what can be done about "), term.Num(int64(len(subjects)))), slot.Drop)
	env.Host.Cover(wait)
	return load.Ask(env.Jobs, slot, load.QueryTime, func(ctx context.Context, r *load.Reader) ([]offer, error) {
		return look(ctx, r, subjects)
	}, func(offers []offer, err error) tea.Cmd {
		env.Host.Cover(nil)
		if err != nil {
			env.Fail(err)
			return nil
		}
		return then(offers)
	})
}
