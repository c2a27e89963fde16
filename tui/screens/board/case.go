package board

import (
	"encoding/json"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/tui/screen"
	"andon/tui/screens/record"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// NewCase shows one exception: what is wrong, why, what can be done, what was said.
func NewCase(env *screen.Env, id string) *record.Record {
	return record.New(env, core.Ref{Noun: exception.NounException, ID: id}, record.Spec{
		Scopes: []string{"board"}, Hints: []string{"fix", "act", "board.subject", "board.claim", "board.note"},
		Nouns: []core.Noun{order.NounOrder, stock.NounBalance}, Lines: Lines,
	})
}

// Lines writes an exception's document.
func Lines(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line {
	var v api.ExceptionView
	if err := json.Unmarshal(doc, &v); err != nil || v.Exception == nil {
		return []widget.Line{{Token: theme.Bad, Text: term.Lit("this exception cannot be read by this console; use the same version of both")}}
	}
	x := v.Exception
	lines := head(env, &v, now)
	lines = append(lines, widget.Line{}, widget.Heading(term.Lit("Why")))
	for _, s := range v.Why {
		lines = append(lines, widget.Line{Indent: 2, Text: env.Long(s)})
	}
	if x.Closed == 0 {
		lines = append(lines, widget.Line{}, widget.Heading(term.Lit("What can be done  (f does the first, a asks)")))
		lines = append(lines, record.ActionLines(env, v.Actions)...)
	}
	if len(x.Notes) > 0 {
		lines = append(lines, widget.Line{}, widget.Heading(term.Lit("Notes")))
	}
	for _, n := range x.Notes {
		lines = append(lines, widget.Line{Key: env.When(n.At, now), Text: term.Concat(env.Text(n.By), term.Lit(": "), env.Long(n.Text))})
	}
	return lines
}

func head(env *screen.Env, v *api.ExceptionView, now core.Instant) []widget.Line {
	x := v.Exception
	token := theme.Plain
	switch {
	case x.Closed != 0:
	case x.Severity >= exception.Error:
		token = theme.Bad
	case x.Severity == exception.Warning:
		token = theme.Warn
	}
	title := term.Concat(word(x.Severity.String()), term.Lit("  "), env.Text(string(x.Type)), term.Lit(": "), env.Long(v.Title))
	subject := env.Text(x.Subject.String())
	if x.Item != "" {
		subject = term.Concat(subject, term.Lit(", "), env.Text(x.Item))
	}
	lines := []widget.Line{
		{Token: token, Text: title},
		{Key: term.Lit("about"), Text: subject},
		{Key: term.Lit("queue"), Text: term.Concat(env.Text(x.Queue), term.Lit(", "), owner(env, x))},
	}
	if x.Closed != 0 {
		return append(lines, widget.Line{Key: term.Lit("CLOSED"), Token: theme.OK,
			Text: term.Concat(env.Stamp(x.Closed), term.Lit(" by "), env.Text(x.ClosedBy), term.Lit(": "), env.Long(x.Resolution))})
	}
	due := term.Concat(env.Due(x.Due, now), term.Lit(", opened "), env.Age(x.Opened, now), term.Lit(" ago"))
	if x.Escalated {
		due = term.Concat(due, term.Lit(", ESCALATED"))
	}
	if x.Snoozed > now {
		due = term.Concat(due, term.Lit(", snoozed until "), env.Stamp(x.Snoozed))
	}
	return append(lines, widget.Line{Key: term.Lit("due"), Text: due})
}

func owner(env *screen.Env, x *exception.Exception) term.Text {
	if x.Owner == "" {
		return term.Lit("nobody has taken it")
	}
	return term.Concat(term.Lit("taken by "), env.Text(x.Owner))
}

// subjectOf is the document that an exception's document is about.
func subjectOf(doc json.RawMessage) (core.Ref, bool) {
	var v struct {
		Subject core.Ref `json:"subject"`
	}
	err := json.Unmarshal(doc, &v)
	return v.Subject, err == nil && v.Subject.ID != ""
}

// parseRef reads noun/id; an id may hold slashes.
func parseRef(s string) core.Ref {
	noun, id, _ := strings.Cut(s, "/")
	return core.Ref{Noun: core.Noun(noun), ID: id}
}
