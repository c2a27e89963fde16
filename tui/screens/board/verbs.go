package board

import (
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/exception"
	"andon/tui/action"
	"andon/tui/change"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/screens/record"
	"andon/tui/term"

	tea "github.com/charmbracelet/bubbletea"
)

// Actions are what can be done about exceptions, whatever they are about.
func Actions(env *screen.Env) []screen.Action {
	do := func(id string, title term.Text, key string, run func(change.Source) tea.Cmd, asks ...term.Text) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("Exception"), Scope: "board", Keys: []string{key}, Asks: asks, Effect: action.Change,
			Run: screen.On(func(s change.Source, _ string) tea.Cmd { return run(s) })}
	}
	open := screen.Action{ID: "board.subject", Title: term.Lit("open what it is about"), Group: term.Lit("Exception"), Scope: "board", Keys: []string{"o"},
		Run: func(s screen.Screen, _ string) tea.Cmd { return openSubject(env, s) }}
	return []screen.Action{
		open,
		do("board.claim", term.Lit("take it: you are its owner"), "c", func(s change.Source) tea.Cmd { return claim(env, s) }),
		do("board.note", term.Lit("note: say something about it"), "n", func(s change.Source) tea.Cmd { return note(env, s) }, term.Lit("a note")),
		do("board.snooze", term.Lit("snooze: put it off"), "t", func(s change.Source) tea.Cmd { return snooze(env, s) }, term.Lit("for how long")),
		do("board.resolve", term.Lit("resolve: close it by hand"), "r", func(s change.Source) tea.Cmd { return resolve(env, s) }, term.Lit("a reason")),
	}
}

// openSubject opens what the exception in sight is about.
func openSubject(env *screen.Env, s screen.Screen) tea.Cmd {
	switch s := s.(type) {
	case *list.List:
		if r, ok := s.Current(); ok {
			return env.Host.Open(parseRef(r.Value("subject").S))
		}
	case *record.Record:
		if ref, ok := subjectOf(s.Doc()); ok {
			return env.Host.Open(ref)
		}
	}
	return nil
}

// about makes one step for each exception of a source.
func about(src change.Source, title term.Text, body func(id string) core.Payload) change.Plan {
	p := change.Plan{Title: title, Trigger: "enter"}
	for _, s := range src.Subjects() {
		step := change.Step{Subject: s, Title: title, Command: core.Command{Expect: &core.Expect{Ref: s.Ref, Version: s.Version}, Body: body(s.Ref.ID)}}
		if s.Ref.Noun != exception.NounException {
			step.Refused = "it is no exception"
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

func claim(env *screen.Env, src change.Source) tea.Cmd {
	me := env.Actor
	p := about(src, term.Concat(term.Lit("taken by "), env.Text(me)), func(id string) core.Payload {
		return &exception.Change{Exception: id, Owner: &me}
	})
	p.Trigger = "c"
	return change.Start(env, src, p)
}

func note(env *screen.Env, src change.Source) tea.Cmd {
	return askOne(env, term.Lit("A note"), overlay.Field{Label: term.Lit("note")}, func(text string) (tea.Cmd, error) {
		return change.Start(env, src, about(src, term.Lit("note"), func(id string) core.Payload {
			return &exception.Change{Exception: id, Note: text}
		})), nil
	})
}

func snooze(env *screen.Env, src change.Source) tea.Cmd {
	return askOne(env, term.Lit("Put off for how long? (30m, 4h, 2d, by the shop's clock)"), overlay.Field{Label: term.Lit("for"), Value: "4h"}, func(text string) (tea.Cmd, error) {
		d, err := span(text)
		if err != nil {
			return nil, err
		}
		until := env.Now().Add(d)
		title := term.Concat(term.Lit("snoozed until "), env.Stamp(until))
		return change.Start(env, src, about(src, title, func(id string) core.Payload {
			return &exception.Change{Exception: id, Snooze: until}
		})), nil
	})
}

func resolve(env *screen.Env, src change.Source) tea.Cmd {
	return askOne(env, term.Lit("Close it by hand. While its cause lasts the shop raises it again."), overlay.Field{Label: term.Lit("reason")}, func(text string) (tea.Cmd, error) {
		return change.Start(env, src, about(src, term.Concat(term.Lit("resolve: "), env.Text(text)), func(id string) core.Payload {
			return &exception.Resolve{Exception: id, Reason: text}
		})), nil
	})
}

// askOne asks for one line that must not be empty.
func askOne(env *screen.Env, title term.Text, field overlay.Field, then func(string) (tea.Cmd, error)) tea.Cmd {
	fail := func(err error) term.Text { return env.Text(err.Error()) }
	env.Host.Cover(overlay.NewForm(title, []overlay.Field{field}, env.ASCII, fail, func(values []string) (tea.Cmd, error) {
		text := strings.TrimSpace(values[0])
		if text == "" {
			return nil, core.E(core.CodeInvalid, "form", field.Label.String(), "is missing")
		}
		return then(text)
	}))
	return nil
}

// span reads 30m, 4h, 2d or 1w.
func span(s string) (time.Duration, error) {
	bad := core.E(core.CodeInvalid, "form", "", "write a number and m, h, d or w, such as 4h")
	if len(s) < 2 {
		return 0, bad
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.Atoi(strings.TrimSpace(s[:len(s)-1]))
	if err != nil || unit == 0 || n <= 0 || n > 1000 {
		return 0, bad
	}
	return time.Duration(n) * unit, nil
}
