// Package jobs holds the screens of work on many documents: the list of jobs, and one
// job with what it did, what refused, and how it is undone.
package jobs

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/job"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/screens/record"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// New is the list of jobs, the newest first.
func New(env *screen.Env) *list.List {
	return list.New(env, list.Spec{Noun: job.NounJob, Title: term.Lit("Jobs"), Empty: term.Lit("no job has run yet"),
		Hints: []string{"list.open", "fix", "act", "filter"}})
}

// NewJob shows one job.
func NewJob(env *screen.Env, id string) *record.Record {
	return record.New(env, core.Ref{Noun: job.NounJob, ID: id}, record.Spec{Hints: []string{"fix", "act"}, Lines: Lines})
}

// shownTargets bounds the targets that are named.
const shownTargets = 40

// Lines writes a job's document.
func Lines(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line {
	var v api.JobView
	if err := json.Unmarshal(doc, &v); err != nil || v.Job == nil {
		return []widget.Line{{Token: theme.Bad, Text: term.Lit("this job cannot be read by this console; use the same version of both")}}
	}
	text := func(format string, args ...any) term.Text { return env.Long(fmt.Sprintf(format, args...)) }
	out := []widget.Line{
		{Token: theme.Header, Text: text("%s: %s, %d targets", v.ID, v.Op, len(v.Targets))},
		{Key: term.Lit("reason"), Text: env.Long(v.Reason)},
		{Key: term.Lit("status"), Text: term.Concat(env.Text(v.Status), term.Lit(", started "), env.When(v.Started, now), term.Lit(" by "), env.Text(v.By))},
		{Key: term.Lit("done"), Text: text("%d, %d refused, %d not looked at", max(v.Next-len(v.Refused), 0), len(v.Refused), len(v.Targets)-v.Next)},
	}
	if v.Undoes != "" {
		out = append(out, widget.Line{Key: term.Lit("undoes"), Text: env.Text(v.Undoes)})
	}
	if v.UndoneBy != "" {
		out = append(out, widget.Line{Key: term.Lit("undone by"), Text: env.Text(v.UndoneBy)})
	}
	out = append(out, widget.Line{}, widget.Heading(term.Lit("What can be done  (f does the first, a asks)")))
	out = append(out, record.ActionLines(env, v.Actions)...)
	if len(v.Refused) > 0 {
		title := term.Lit("What could not be done")
		if v.Undoes != "" {
			title = term.Lit("What could not be undone")
		}
		out = append(out, widget.Line{}, widget.Heading(title))
	}
	for _, r := range v.Refused {
		out = append(out, widget.Line{Indent: 2, Token: theme.Bad, Key: env.Text(r.Target), Text: env.Long(r.Why)})
	}
	return append(append(out, widget.Line{}, widget.Heading(term.Lit("Targets"))), targets(env, v.Targets))
}

func targets(env *screen.Env, ids []string) widget.Line {
	var names []term.Text
	for _, id := range ids[:min(len(ids), shownTargets)] {
		names = append(names, env.Text(id))
	}
	all := term.Join(term.Lit(", "), names...)
	if len(ids) > shownTargets {
		all = term.Concat(all, term.Lit(" and "), term.Num(int64(len(ids)-shownTargets)), term.Lit(" more"))
	}
	return widget.Line{Indent: 2, Text: all}
}
