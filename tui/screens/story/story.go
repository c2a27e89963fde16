// Package story shows one order: what was ordered and where each unit is, what is wrong
// and what can be done, what has left, what happened, and why it was sourced as it was.
package story

import (
	"context"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/tui/change"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// section is a part of the story.
type section uint8

const (
	lines section = iota
	trouble
	dispatch
	timeline
	sourcing
	sections
)

// Bounds of what is read.
const (
	shownCases   = 8   // exceptions with their explanations
	shownHistory = 200 // events
	wideFrom     = 140 // columns from which on the timeline stands beside
)

// Story is the screen. Make it with New.
type Story struct {
	env  *screen.Env
	ref  core.Ref
	live load.Live[answer]
	answer
	at    section
	panes [sections]widget.Pane
	w, h  int
}

// answer is what the shop says of the order. Timeline and sourcing are read when they
// are in sight and kept from before when not.
type answer struct {
	page api.Page
	view *orderView
	kase []api.ExceptionView
	past api.Page
	why  *api.WhyView
	// why timeline and sourcing cannot be read
	pastErr, whyErr error
}

// orderView is api.OrderView and what became of the person on it.
type orderView struct {
	api.OrderView
	Person string `json:"person"`
}

// New shows an order; it asks for nothing before Init.
func New(env *screen.Env, id string) *Story {
	s := &Story{env: env, ref: core.Ref{Noun: order.NounOrder, ID: id}}
	s.live = load.Live[answer]{Jobs: env.Jobs, Clock: env.Clock, Read: s.read, Show: s.show, Fail: func(error) { s.write() }}
	return s
}

// Init asks for the order.
func (s *Story) Init() tea.Cmd { return s.live.Touch() }

// Update takes what changed.
func (s *Story) Update(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case screen.Changed:
		if m.Concerns(order.NounOrder, exception.NounException) {
			return s.live.Touch()
		}
	case screen.Beat:
		if !m.Lost {
			return s.live.Retry()
		}
	}
	return nil
}

func (s *Story) wide() bool { return s.w >= wideFrom }

// beside is what a wide screen shows next to the section.
func (s *Story) beside() section {
	if s.at == timeline {
		return lines
	}
	return timeline
}

func (s *Story) inSight(x section) bool { return s.at == x || s.wide() && s.beside() == x }

// read makes the work that reads the order and what else is in sight.
func (s *Story) read() func(context.Context, *load.Reader) (answer, error) {
	ref, a := s.ref, s.answer
	wantPast, wantWhy := s.inSight(timeline), s.inSight(sourcing)
	return func(ctx context.Context, r *load.Reader) (answer, error) {
		var err error
		if a.view, a.page, err = load.Doc[orderView](ctx, r, ref); err != nil {
			return a, err
		}
		if a.view.Order == nil {
			return a, core.E(core.CodeVersion, "read", ref.ID, "the shop's answer cannot be read by this console; use the same version of both")
		}
		a.kase = nil
		for i := range a.view.Exceptions {
			if i == shownCases {
				break
			}
			x := &a.view.Exceptions[i]
			v, _, err := load.Doc[api.ExceptionView](ctx, r, core.Ref{Noun: exception.NounException, ID: x.ID})
			if err != nil || v.Exception == nil {
				v = &api.ExceptionView{Exception: x, Title: string(x.Type)}
			}
			a.kase = append(a.kase, *v)
		}
		if wantPast {
			a.past, a.pastErr = r.Query(ctx, api.Query{Kind: ref.Noun, View: api.History, ID: ref.ID, Limit: shownHistory})
		}
		if wantWhy {
			a.why, a.whyErr = load.Why(ctx, r, ref)
		}
		return a, ctx.Err()
	}
}

func (s *Story) show(a answer) tea.Cmd {
	s.answer = a
	s.write()
	return nil
}

// write makes the lines of all sections.
func (s *Story) write() {
	if s.view == nil {
		problem := []widget.Line{{}, {Token: theme.Bad, Text: s.env.Long(s.live.Err.Error())}}
		for i := range s.panes {
			s.panes[i].SetLines(problem)
		}
		return
	}
	w := writer{env: s.env, now: s.page.At}
	s.panes[lines].SetLines(w.lines(s.view))
	s.panes[trouble].SetLines(w.trouble(s.view, s.kase))
	s.panes[dispatch].SetLines(w.dispatch(s.view))
	s.panes[timeline].SetLines(w.timeline(s.past, s.pastErr))
	s.panes[sourcing].SetLines(w.sourcing(s.why, s.whyErr))
}

// Show turns to another section.
func (s *Story) turnTo(x section) tea.Cmd {
	s.at = x
	return s.live.Ask()
}

// Subjects is the first open exception, else the order.
func (s *Story) Subjects() []change.Subject {
	all := s.Related()
	return all[:min(len(all), 1)]
}

// Related are all open exceptions that are shown, and last the order itself.
func (s *Story) Related() []change.Subject {
	if s.view == nil {
		return nil
	}
	var out []change.Subject
	for i := range s.kase {
		x := s.kase[i].Exception
		out = append(out, change.Subject{Ref: core.Ref{Noun: exception.NounException, ID: x.ID}, Version: x.Version})
	}
	return append(out, change.Subject{Ref: s.ref, Version: s.view.Version})
}

// Settled has nothing to unmark.
func (s *Story) Settled(...string) {}

// State says what the frame shows.
func (s *Story) State() screen.State {
	return screen.State{Title: s.env.Text(s.ref.ID), Scopes: []string{"story", "board"},
		Hints: []string{"story.next", "fix", "act", "story.exception"},
		Truth: screen.Truth{Loaded: s.live.Loaded, Seq: s.page.Seq, Since: s.live.Since}}
}

func (s *Story) pane() *widget.Pane { return &s.panes[s.at] }

// Reload asks for everything again.
func (s *Story) Reload() tea.Cmd { return s.live.Ask() }

// Move scrolls.
func (s *Story) Move(n int) tea.Cmd { s.pane().Move(n); return nil }

// Turn scrolls by pages.
func (s *Story) Turn(n int) tea.Cmd { s.pane().Turn(n); return nil }

// First goes to the beginning.
func (s *Story) First() tea.Cmd { s.pane().First(); return nil }

// Last goes to the end.
func (s *Story) Last() tea.Cmd { s.pane().Last(); return nil }

// Pieces are what can be copied.
func (s *Story) Pieces() []screen.Piece {
	one := func(title term.Text, text string) screen.Piece {
		return screen.Piece{Title: term.Concat(title, s.env.Text(text)), Rows: [][]term.Text{{s.env.Text(text)}}}
	}
	out := []screen.Piece{one(term.Text{}, s.ref.ID)}
	if s.view == nil {
		return out
	}
	if s.view.External != "" {
		out = append(out, one(term.Lit("the channel's number "), s.view.External))
	}
	for i := range s.view.Shipments {
		if t := s.view.Shipments[i].Tracking; t != "" {
			out = append(out, one(term.Lit("tracking "), t))
		}
	}
	return out
}
