package change

import (
	"context"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// settled takes the receipts.
func (r *run) settled(receipts []core.Receipt, err error) tea.Cmd {
	r.env.Host.Cover(nil)
	if err != nil || len(receipts) != len(r.sent) {
		return r.unknown(err)
	}
	var newest uint64
	var done []string
	for n, rec := range receipts {
		s := &r.plan.Steps[r.todo[n]]
		if rec.Err != nil {
			s.Refused, s.stale = rec.Err.Error(), rec.Err.Code == core.CodeConflict
			continue
		}
		newest = max(newest, rec.Seq)
		done = append(done, s.Subject.Ref.ID)
	}
	r.src.Settled(append(done, r.twins()...)...)
	r.report(len(done), newest)
	var cmd tea.Cmd
	if newest > 0 {
		cmd = r.env.Host.Wrote(newest)
	}
	if s := r.plan.Steps[0]; len(r.plan.Steps) == 1 && s.stale {
		cmd = tea.Batch(cmd, explainConflict(r.env, s, r.src))
	}
	return cmd
}

// twins are subjects whose command was the same as another's that went through.
func (r *run) twins() []string {
	ok := map[string]bool{}
	for _, i := range r.todo {
		if s := &r.plan.Steps[i]; s.Refused == "" {
			ok[fingerprint(s.Command)] = true
		}
	}
	var out []string
	for i := range r.plan.Steps {
		if s := &r.plan.Steps[i]; s.Refused != "" && s.Command.Body != nil && ok[fingerprint(s.Command)] {
			out = append(out, s.Subject.Ref.ID)
		}
	}
	return out
}

// report says what became of it: one line where all went well, else a list.
func (r *run) report(done int, newest uint64) {
	host := r.env.Host
	switch {
	case len(r.plan.Steps) == 1 && done == 1:
		s := r.plan.Steps[0]
		host.Say(theme.OK, term.Concat(term.Lit("done: "), s.Title, term.Lit(" - "), r.env.Text(s.Subject.Ref.ID), term.Lit(" (record "), term.Num(int64(newest)), term.Lit(")")))
	case len(r.plan.Steps) == 1:
		if s := r.plan.Steps[0]; !s.stale {
			host.Say(theme.Bad, term.Concat(term.Lit("refused: "), s.Title, term.Lit(": "), r.env.Text(s.Refused)))
		}
	case done == len(r.plan.Steps):
		host.Say(theme.OK, term.Concat(term.Num(int64(done)), term.Lit(" done: "), r.title()))
	default:
		host.Cover(overlay.NewText(term.Concat(r.plan.Title, term.Lit(": "), term.Num(int64(done)), term.Lit(" done, "),
			term.Num(int64(len(r.plan.Steps)-done)), term.Lit(" not")), r.outcome(), nil))
	}
}

// outcome lists what was done and what was refused, with reasons.
func (r *run) outcome() []widget.Line {
	done := r.tally(func(s *Step) (term.Text, bool) { return s.Title, s.Refused == "" })
	lines := append([]widget.Line{widget.Heading(term.Lit("done"))}, done...)
	lines = append(lines, widget.Heading(term.Lit("not done; these stay marked")))
	for i := range r.plan.Steps {
		if s := &r.plan.Steps[i]; s.Refused != "" {
			lines = append(lines, widget.Line{Indent: 2, Token: theme.Bad, Text: term.Concat(r.env.Text(s.Subject.Ref.ID), term.Lit(": "), r.env.Text(s.Refused))})
		}
	}
	return lines
}

// unknown is said when nobody knows whether the commands were taken. The same keys make
// asking again harmless.
func (r *run) unknown(err error) tea.Cmd {
	why := "the shop answered something else than was asked"
	if err != nil {
		why = err.Error()
	}
	lines := []widget.Line{
		{Token: theme.Bad, Text: r.env.Long(why)}, {},
		{Text: term.Lit("It is not known whether it was done. Press r to send it again: each command carries its key, so nothing is done twice.")},
	}
	for i := range r.sent {
		s := &r.plan.Steps[r.todo[i]]
		lines = append(lines, widget.Line{Indent: 2, Token: theme.Muted, Text: term.Concat(r.env.Text(s.Subject.Ref.ID), term.Lit(": "), s.Title)})
	}
	r.env.Host.Cover(overlay.NewText(term.Lit("The outcome is not known  (r: send again, esc: leave it)"), lines, map[string]func() tea.Cmd{"r": r.send}))
	return nil
}

// shownSince is how many events a conflict shows.
const shownSince = 12

// explainConflict shows what happened to a document since the person saw it.
func explainConflict(env *screen.Env, s Step, src Source) tea.Cmd {
	ref, seen := s.Subject.Ref, s.Subject.Version
	if e := s.Command.Expect; e != nil && !s.startedStale() {
		ref, seen = e.Ref, e.Version
	}
	var slot load.Slot
	return load.Ask(env.Jobs, &slot, load.QueryTime, func(ctx context.Context, r *load.Reader) (api.Page, error) {
		return r.Query(ctx, api.Query{Kind: ref.Noun, View: api.History, ID: ref.ID, Limit: shownSince})
	}, func(page api.Page, err error) tea.Cmd {
		lines := []widget.Line{
			{Text: term.Concat(env.Text(ref.String()), term.Lit(" is not any more as you saw it, so nothing was sent."))},
			{Text: term.Lit("Since then:")},
		}
		lines = append(lines, sinceLines(env, page, seen, err)...)
		lines = append(lines, widget.Line{}, widget.Line{Text: term.Lit("The screen shows it as it is now: look at it, and do it again if it is still right.")})
		env.Host.Cover(overlay.NewText(term.Concat(term.Lit("CONFLICT: "), s.Title), lines, nil))
		return env.Host.Wrote(0)
	})
}

func (s *Step) startedStale() bool { return s.Command.Body == nil }

func sinceLines(env *screen.Env, page api.Page, seen uint64, err error) []widget.Line {
	if err != nil {
		return []widget.Line{{Indent: 2, Token: theme.Muted, Text: env.Text("its history cannot be read: " + err.Error())}}
	}
	at, actor, text := -1, -1, -1
	for i, c := range page.Columns {
		switch c.Name {
		case "at":
			at = i
		case "actor":
			actor = i
		case "text":
			text = i
		}
	}
	var out []widget.Line
	for _, row := range page.Rows {
		if row.Version <= seen || at < 0 || actor < 0 || text < 0 {
			continue
		}
		when := env.When(core.Instant(row.Cells[at].N), page.At)
		out = append(out, widget.Line{Key: when, Indent: 2, Text: env.Long(fmt.Sprintf("%s (%s)", row.Cells[text].S, row.Cells[actor].S))})
	}
	if len(out) == 0 {
		out = append(out, widget.Line{Indent: 2, Token: theme.Muted, Text: term.Lit("its history does not say what; another part of it was touched")})
	}
	return out
}
