package change

import (
	"encoding/json"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/core/job"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// typedFrom is how many documents want their number typed.
const typedFrom = 10

// Plan is what a person is about to do: one step a document.
type Plan struct {
	Title   term.Text
	Steps   []Step
	Trigger string // the key that asked for it, which will not confirm it
}

// run is one plan on its way.
type run struct {
	env  *screen.Env
	src  Source
	plan Plan
	todo []int          // steps that are sent
	sent []core.Command // with their keys; sent again when the outcome is not known
	job  *job.Start     // does all of it; nil: the commands are sent one by one
}

// Start previews a plan, or does it at once where that is safe.
func Start(env *screen.Env, src Source, p Plan) tea.Cmd {
	r := &run{env: env, src: src, plan: p}
	seen := map[string]bool{}
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Refused != "" {
			continue
		}
		same := fingerprint(s.Command)
		if seen[same] {
			s.Refused = "the same is done once already, for another of these"
			continue
		}
		seen[same] = true
		r.todo = append(r.todo, i)
	}
	r.job = asJob(env, p.Steps, r.todo)
	switch {
	case len(r.todo) == 0:
		return r.nothing()
	case len(p.Steps) == 1 && reversible(p.Steps[0].Command.Body.Kind()):
		return r.submit()
	}
	env.Host.Cover(overlay.NewConfirm(r.question(), env.Clock.Now(), r.submit))
	return nil
}

// fingerprint tells equal commands, such as sourcing one order for each of its lines.
func fingerprint(c core.Command) string {
	b, err := api.FormatCommand(core.Command{Body: c.Body})
	if err != nil {
		return fmt.Sprintf("%p", c.Body)
	}
	return string(b)
}

// nothing says why there is nothing to send.
func (r *run) nothing() tea.Cmd {
	if len(r.plan.Steps) == 0 {
		r.env.Host.Say(theme.Warn, term.Lit("nothing is selected"))
		return nil
	}
	if s := r.plan.Steps[0]; len(r.plan.Steps) == 1 {
		if s.stale {
			return explainConflict(r.env, s, r.src)
		}
		r.env.Host.Cover(nil)
		r.env.Host.Say(theme.Warn, term.Concat(s.Title, term.Lit(": "), r.env.Text(s.Refused)))
		return nil
	}
	lines := append([]widget.Line{{Text: term.Lit("None of it can be done:")}}, r.refusals()...)
	r.env.Host.Cover(overlay.NewText(r.plan.Title, lines, nil))
	return nil
}

// question says what will be sent, to what, and what is refused.
func (r *run) question() overlay.Question {
	q := overlay.Question{Title: r.title(), Trigger: r.plan.Trigger}
	if len(r.plan.Steps) == 1 {
		q.Yes, q.Lines = term.Lit("do it"), r.single(&r.plan.Steps[0])
		return q
	}
	n := len(r.todo)
	q.Yes = term.Concat(term.Lit("do "), term.Num(int64(n)))
	q.Lines = append(q.Lines, widget.Line{Key: term.Lit("will do"), Text: term.Concat(term.Num(int64(n)), term.Lit(" of "), term.Num(int64(len(r.plan.Steps))))})
	final := false
	q.Lines = append(q.Lines, r.tally(func(s *Step) (term.Text, bool) { return s.Title, s.Refused == "" })...)
	q.Lines = append(q.Lines, r.undoLine())
	for _, i := range r.todo {
		final = final || drastic(r.plan.Steps[i].Command.Body.Kind())
	}
	if refused := r.refusals(); len(refused) > 0 {
		q.Lines = append(append(q.Lines, widget.Line{Key: term.Lit("refused"), Text: term.Num(int64(len(r.plan.Steps) - n))}), refused...)
	}
	q.Lines = append(q.Lines, widget.Line{Key: term.Lit("in detail")})
	for _, i := range r.todo {
		s := &r.plan.Steps[i]
		q.Lines = append(q.Lines, widget.Line{Indent: 2, Token: theme.Muted, Text: term.Concat(r.env.Text(s.Subject.Ref.ID), term.Lit(": "), s.Title)})
	}
	if n >= typedFrom || final {
		q.Count = n
	}
	return q
}

// single is the preview of one command, in words.
func (r *run) single(s *Step) []widget.Line {
	lines := []widget.Line{{Key: term.Lit("about"), Text: r.named(s.Subject.Ref)}}
	if body, err := bodyOf(s.Command); err == nil && words(body, s.Subject.Ref) != "" {
		lines = append(lines, widget.Line{Key: term.Lit("with"), Token: theme.Muted, Text: r.env.Long(words(body, s.Subject.Ref))})
	}
	if e := s.Command.Expect; e != nil {
		lines = append(lines, widget.Line{Key: term.Lit("only if"), Token: theme.Muted,
			Text: term.Concat(r.named(e.Ref), term.Lit(" is still as of record "), term.Num(int64(e.Version)))})
	}
	return lines
}

// named is a document as people say it.
func (r *run) named(ref core.Ref) term.Text {
	if ref.ID == "" {
		return r.env.Text("the " + string(ref.Noun))
	}
	return r.env.Text(string(ref.Noun) + " " + ref.ID)
}

func bodyOf(c core.Command) (string, error) {
	b, err := api.FormatCommand(core.Command{Body: c.Body})
	if err != nil {
		return "", err
	}
	var w struct {
		Body json.RawMessage `json:"body"`
	}
	err = json.Unmarshal(b, &w)
	return string(w.Body), err
}

// refusals are the reasons, the most common first, and whom they concern.
func (r *run) refusals() []widget.Line {
	return r.tally(func(s *Step) (term.Text, bool) { return r.env.Text(s.Refused), s.Refused != "" })
}

// tally counts steps by a text.
func (r *run) tally(of func(*Step) (term.Text, bool)) []widget.Line {
	type sum struct {
		text term.Text
		ids  []term.Text
	}
	var sums []sum
	for i := range r.plan.Steps {
		text, ok := of(&r.plan.Steps[i])
		if !ok {
			continue
		}
		at := -1
		for j := range sums {
			if sums[j].text == text {
				at = j
			}
		}
		if at < 0 {
			at = len(sums)
			sums = append(sums, sum{text: text})
		}
		sums[at].ids = append(sums[at].ids, r.env.Text(r.plan.Steps[i].Subject.Ref.ID))
	}
	var out []widget.Line
	for _, s := range sums {
		ids := s.ids
		text := term.Concat(term.Num(int64(len(ids))), term.Lit(" x "), s.text, term.Lit(" ("), term.Join(term.Lit(", "), ids[:min(len(ids), 5)]...))
		if len(ids) > 5 {
			text = term.Concat(text, term.Lit(", ..."))
		}
		out = append(out, widget.Line{Indent: 2, Text: term.Concat(text, term.Lit(")"))})
	}
	return out
}

// submit sends the commands, each with a key of its own.
func (r *run) submit() tea.Cmd {
	r.sent = r.sent[:0]
	if r.job != nil {
		r.sent = append(r.sent, core.Command{Key: r.env.Key(), Body: r.job})
		return r.send()
	}
	for _, i := range r.todo {
		c := r.plan.Steps[i].Command
		c.Key = r.env.Key()
		r.sent = append(r.sent, c)
	}
	return r.send()
}

// send hands over what was prepared; again, should the outcome not be known.
func (r *run) send() tea.Cmd {
	if ok, why := r.env.Host.Writable(); !ok {
		r.env.Host.Say(theme.Bad, r.env.Text(why))
		return nil
	}
	if len(r.sent) > 1 {
		r.env.Host.Cover(NewWait(term.Concat(term.Lit("sending "), term.Num(int64(len(r.sent))), term.Lit(" commands")), nil))
	}
	if r.job != nil {
		return load.Submit(r.env.Jobs, slices.Clone(r.sent), r.started)
	}
	return load.Submit(r.env.Jobs, slices.Clone(r.sent), r.settled)
}
