package list

import (
	"encoding/json"

	"andon/core"
	"andon/core/api"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/table"
)

// Spec is what is particular to one list.
type Spec struct {
	Noun   core.Noun
	Title  term.Text
	Scope  string      // of actions that only this list has; "": none
	Nouns  []core.Noun // changes of these concern it, beside Noun
	Empty  term.Text   // why there are no rows, when nothing is filtered
	Like   string      // the column by which rows are alike, for "mark rows like this one"
	Hints  []string    // ids of actions for the last line
	Column []Column    // none: what the shop sends

	// Severity of a row; nil: none.
	Severity func(r Row) theme.Token
	// Open is what enter shows; nil: the row itself.
	Open func(r Row) core.Ref
	// Peek says what a document is about, for the side of a wide screen; nil: no side.
	Peek func(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line
}

// Column is one column of the table and how its cells are written.
type Column struct {
	table.Column
	Cell func(r Row) term.Text
}

// Row is one row as the shop sent it.
type Row struct {
	api.Row
	Env  *screen.Env
	Now  core.Instant // the shop's clock
	cols *columns
}

// columns finds cells by name.
type columns struct {
	list []api.Column
	at   map[string]int
}

func newColumns(list []api.Column) *columns {
	c := &columns{list: list, at: make(map[string]int, len(list))}
	for i, col := range list {
		c.at[col.Name] = i
	}
	return c
}

// Value is the cell of a column; a column that the shop did not send is empty.
func (r Row) Value(name string) api.Value {
	if i, ok := r.cols.at[name]; ok && i < len(r.Cells) {
		return r.Cells[i]
	}
	return api.Value{}
}

// Text is a cell that holds text.
func (r Row) Text(name string) term.Text { return r.Env.Text(r.Value(name).S) }

// Num is a cell that holds a number; zero is left empty where quiet.
func (r Row) Num(name string, quiet bool) term.Text {
	n := r.Value(name).N
	if n == 0 && quiet {
		return term.Text{}
	}
	return term.Num(n)
}

// Time is a cell that holds an instant.
func (r Row) Time(name string) core.Instant { return core.Instant(r.Value(name).N) }

// Ref is the document that the row stands for.
func (s *Spec) ref(r Row) core.Ref {
	if s.Open != nil {
		return s.Open(r)
	}
	return core.Ref{Noun: s.Noun, ID: r.ID}
}

// columnsFor are the spec's own columns, or those of the page: the id first and never
// cut, numbers to the right, times as they are seen from now.
func (s *Spec) columnsFor(page []api.Column, env *screen.Env) []Column {
	if s.Column != nil {
		return s.Column
	}
	var out []Column
	for i, c := range page {
		col := Column{Column: table.Column{Key: c.Name, Title: env.Text(c.Title), Priority: len(page) - i}}
		switch {
		case i == 0:
			col.Kind = table.ID
		case c.Type == api.Int, c.Type == api.Amount:
			col.Kind = table.Number
		case c.Type == api.Time, c.Type == api.Date:
			col.Kind = table.Time
		default:
			col.Min, col.Max = 8, 40
		}
		col.Cell = func(r Row) term.Text { return env.Value(c.Type, r.Value(c.Name), r.Now) }
		out = append(out, col)
	}
	return out
}
