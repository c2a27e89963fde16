// Package board shows what is stuck: the list of exceptions, the console's home, and
// one exception with why it stands and what can be done ([Case]).
package board

import (
	"andon/core/exception"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/table"
)

// New is the board: open exceptions in the shop's own order, the worst and most urgent
// first. A filter that names open or closed shows closed ones too.
func New(env *screen.Env) *list.List {
	return list.New(env, list.Spec{
		Noun: exception.NounException, Title: term.Lit("Exceptions"), Scope: "board",
		Empty:  term.Lit("no exceptions: nothing is stuck"),
		Hints:  []string{"list.open", "fix", "act", "mark.toggle", "board.claim", "filter"},
		Like:   "type",
		Column: columns(env), Severity: severity, Peek: Lines,
	})
}

// severity is the look of a row; one that is late looks worse.
func severity(r list.Row) theme.Token {
	switch r.Value("severity").S {
	case "critical", "error":
		return theme.Bad
	case "warning":
		return theme.Warn
	}
	return theme.Plain
}

// word is a severity in at most five letters.
func word(s string) term.Text {
	switch s {
	case "critical":
		return term.Lit("CRIT")
	case "error":
		return term.Lit("ERROR")
	case "warning":
		return term.Lit("WARN")
	case "info":
		return term.Lit("INFO")
	}
	return term.Text{}
}

func columns(env *screen.Env) []list.Column {
	col := func(key string, title term.Text, kind table.Kind, priority, least, most int, cell func(list.Row) term.Text) list.Column {
		return list.Column{Column: table.Column{Key: key, Title: title, Kind: kind, Priority: priority, Min: least, Max: most}, Cell: cell}
	}
	text := func(name string) func(list.Row) term.Text {
		return func(r list.Row) term.Text { return r.Text(name) }
	}
	return []list.Column{
		col("severity", term.Lit("Sev"), table.Severity, 9, 5, 0, func(r list.Row) term.Text { return word(r.Value("severity").S) }),
		col("type", term.Lit("Type"), table.Words, 6, 13, 16, text("type")),
		col("subject", term.Lit("Subject"), table.ID, 10, 0, 24, subject),
		col("detail", term.Lit("What"), table.Words, 8, 24, 90, text("detail")),
		col("opened", term.Lit("Age"), table.Time, 4, 0, 0, func(r list.Row) term.Text { return env.Age(r.Time("opened"), r.Now) }),
		col("due", term.Lit("Due"), table.Time, 7, 0, 0, due),
		col("owner", term.Lit("Owner"), table.Words, 3, 6, 14, text("owner")),
		col("queue", term.Lit("Queue"), table.Words, 2, 6, 10, text("queue")),
		col("id", term.Lit("Exception"), table.Words, 1, 8, 12, text("id")),
	}
}

// subject is what the exception is about; the line or SKU stands behind it.
func subject(r list.Row) term.Text {
	text := r.Env.Text(parseRef(r.Value("subject").S).ID)
	if item := r.Value("item").S; item != "" {
		text = term.Concat(text, term.Lit("/"), r.Env.Text(item))
	}
	return text
}

// due says when it has to be done by, or until when it is put off.
func due(r list.Row) term.Text {
	if closed := r.Time("closed"); closed != 0 {
		return term.Lit("closed")
	}
	if snoozed := r.Time("snoozed"); snoozed > r.Now {
		return term.Concat(term.Lit("snoozed "), term.Span(snoozed.Sub(r.Now)))
	}
	return r.Env.Due(r.Time("due"), r.Now)
}
