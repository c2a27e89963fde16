package change

import (
	"context"

	"andon/core/api"
	"andon/tui/action"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
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
			Run: screen.On(func(s Source, _ string) tea.Cmd { return Menu(env, s, "a") })},
	}
}

// Fix does the first thing that the shop suggests for each subject.
func Fix(env *screen.Env, src Source, trigger string) tea.Cmd {
	return ask(env, src, func(offers []offer) tea.Cmd {
		if len(offers) == 1 {
			return fixOne(env, src, &offers[0], trigger)
		}
		p := Plan{Title: term.Lit("Fix: do what is suggested first"), Trigger: trigger}
		for i := range offers {
			o := &offers[i]
			switch {
			case len(o.Actions) == 0:
				p.Steps = append(p.Steps, refusal(env, o, term.Lit("fix"), "nothing is suggested"))
			case blanks(o.Actions[0].ID) != nil:
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
	if blanks(a.ID) != nil {
		return askFor(env, src, o, a, trigger)
	}
	s := stepOf(env, o, a)
	return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: trigger})
}

// Menu lists what can be done about the subjects.
func Menu(env *screen.Env, src Source, trigger string) tea.Cmd {
	return ask(env, src, func(offers []offer) tea.Cmd {
		all := groups(env, offers)
		items := make([]widget.Item, len(all))
		for i, g := range all {
			items[i] = widget.Item{ID: g.id, Title: g.title, Why: g.why(env, offers)}
			if len(offers) > 1 {
				items[i].Hint = term.Concat(term.Num(int64(g.can)), term.Lit(" of "), term.Num(int64(len(offers))))
			}
		}
		env.Host.Cover(overlay.NewMenu(menuTitle(env, offers), term.Lit("action: "), items, env.ASCII, func(c overlay.Choice) tea.Cmd {
			if !c.OK || c.Burst {
				return nil
			}
			return chosen(env, src, offers, all, c.Item.ID)
		}))
		return nil
	})
}

func menuTitle(env *screen.Env, offers []offer) term.Text {
	if len(offers) == 1 {
		return term.Concat(term.Lit("What to do about "), env.Text(offers[0].Ref.ID))
	}
	return term.Concat(term.Lit("What to do about "), term.Num(int64(len(offers))), term.Lit(" documents"))
}

// why says why none of a group can be done; what has blanks can.
func (g *group) why(env *screen.Env, offers []offer) term.Text {
	if g.can > 0 || len(offers) == 1 && blanks(g.id) != nil && !g.steps[0].stale {
		return term.Text{}
	}
	return env.Text(g.steps[0].Refused)
}

// chosen does a group: for one subject perhaps after its blanks were filled.
func chosen(env *screen.Env, src Source, offers []offer, all []group, id string) tea.Cmd {
	for i := range all {
		g := &all[i]
		if g.id != id {
			continue
		}
		if len(offers) == 1 && blanks(id) != nil {
			return askFor(env, src, &offers[0], actionOf(&offers[0], id), "enter")
		}
		return Start(env, src, Plan{Title: g.title, Steps: g.withTheRest(env, offers), Trigger: "enter"})
	}
	return nil
}

func actionOf(o *offer, id string) *api.Action {
	for i := range o.Actions {
		if o.Actions[i].ID == id {
			return &o.Actions[i]
		}
	}
	return &api.Action{}
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
func ask(env *screen.Env, src Source, then func([]offer) tea.Cmd) tea.Cmd {
	subjects := src.Subjects()
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
