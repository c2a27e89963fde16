package change

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// jobFrom is how many commands of one operation run as a job: what many documents went
// through can then be looked up, and taken back as one.
const jobFrom = 20

// asJob is the job that does the same as many commands; nil where there is none.
func asJob(env *screen.Env, steps []Step, todo []int) *job.Start {
	if len(todo) <= jobFrom || !mayStart(env) {
		return nil
	}
	j := &job.Start{}
	for _, i := range todo {
		op, target, reason := operation(&steps[i])
		if op == "" || j.Op != "" && op != j.Op {
			return nil
		}
		j.Op, j.Targets = op, append(j.Targets, target)
		if j.Reason == "" {
			j.Reason = reason
		}
	}
	if j.Reason == "" {
		j.Reason = "by_hand"
	}
	return j
}

func mayStart(env *screen.Env) bool {
	p := catalog.Person{}
	for _, r := range env.Roles {
		p.Roles = append(p.Roles, catalog.Role(r))
	}
	return p.May(catalog.Lead)
}

// operation is what a step does in the words of jobs; "" where jobs cannot do it.
func operation(s *Step) (op job.Op, target, reason string) {
	raw, err := bodyOf(s.Command)
	if err != nil {
		return "", "", ""
	}
	var b struct {
		Order  string
		FO     int
		Line   int
		Lines  []order.LineQty
		Reject bool
		Reason string
	}
	if json.Unmarshal([]byte(raw), &b) != nil || b.Line != 0 || len(b.Lines) > 0 {
		return "", "", ""
	}
	switch s.Command.Body.Kind() {
	case "order.hold":
		return job.Hold, b.Order, b.Reason
	case "order.release_hold":
		if !b.Reject && strings.HasSuffix(s.Title.String(), "(manual)") { // jobs release no other holds
			return job.Release, b.Order, b.Reason
		}
	case "order.source":
		return job.Source, b.Order, b.Reason
	case "order.cancel":
		return job.Cancel, b.Order, b.Reason
	case "fulfillment.accept":
		return job.Accept, task(b.Order, b.FO), b.Reason
	case "fulfillment.reject":
		if b.Reason == order.RejectedOther { // a job says nothing about stock, as other reasons do
			return job.Reroute, task(b.Order, b.FO), b.Reason
		}
	}
	return "", "", ""
}

func task(id string, fo int) string { return id + "/F" + strconv.Itoa(fo) }

// undoLine says before many commands are sent whether they can be taken back as one.
func (r *run) undoLine() widget.Line {
	l := widget.Line{Key: term.Lit("undo"), Text: term.Lit("not as one: each is a command of its own")}
	if r.job == nil {
		return l
	}
	l.Text = term.Lit("runs as one job, which cannot be taken back; :jobs shows it")
	if _, ok := r.job.Op.Inverse(); ok {
		l.Text = term.Lit("runs as one job; :jobs shows it and undoes it as one")
	}
	return l
}

// started takes the receipt of a job.
func (r *run) started(receipts []core.Receipt, err error) tea.Cmd {
	r.env.Host.Cover(nil)
	switch {
	case err != nil || len(receipts) != 1:
		return r.unknown(err)
	case receipts[0].Err != nil:
		r.env.Host.Say(theme.Bad, term.Concat(term.Lit("refused: "), r.title(), term.Lit(": "), r.env.Text(receipts[0].Err.Error())))
		return nil
	}
	var done []string
	for _, i := range r.todo {
		done = append(done, r.plan.Steps[i].Subject.Ref.ID)
	}
	r.src.Settled(append(done, r.twins()...)...)
	r.env.Host.Say(theme.OK, term.Concat(r.env.Text(jobIn(receipts[0].Events)), term.Lit(" runs: "), r.title(), term.Lit("; :jobs shows it")))
	return r.env.Host.Wrote(receipts[0].Seq)
}

// jobIn is the id of the job that a receipt tells of.
func jobIn(events []core.Payload) string {
	for _, e := range events {
		switch e := e.(type) {
		case *job.Started:
			return e.ID
		case *api.Raw:
			var s job.Started
			if e.Kind() == s.Kind() && json.Unmarshal(e.JSON, &s) == nil {
				return s.ID
			}
		}
	}
	return "the job"
}

// title names a plan and, where it is about many documents, how many.
func (r *run) title() term.Text {
	if len(r.plan.Steps) == 1 {
		return r.plan.Title
	}
	return term.Concat(r.plan.Title, term.Lit(", for "), term.Num(int64(len(r.todo))), term.Lit(" of "), term.Num(int64(len(r.plan.Steps))), term.Lit(" documents"))
}

// words says a command's body in words: its fields, without the document that it is about.
func words(raw string, about core.Ref) string {
	var body map[string]any
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&body) != nil {
		return raw
	}
	for name, v := range body {
		if v == about.ID {
			delete(body, name)
		}
	}
	return inWords(body)
}

func inWords(v any) string {
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if said := inWords(v[name]); said != "" {
				parts = append(parts, strings.ReplaceAll(name, "_", " ")+" "+said)
			}
		}
		return strings.Join(parts, ", ")
	case []any:
		for _, x := range v {
			parts = append(parts, inWords(x))
		}
		return "(" + strings.Join(parts, "; ") + ")"
	case string:
		return strings.ReplaceAll(v, "_", " ")
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return ""
}
