package list

import (
	"slices"
	"strings"

	"andon/core"
	"andon/tui/change"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/term"

	tea "github.com/charmbracelet/bubbletea"
)

// Resize gives the room.
func (l *List) Resize(w, h int) tea.Cmd {
	if w == l.w && h == l.h {
		return nil
	}
	l.w, l.h = w, h
	l.peek.arrange(w, h, l.spec.Peek != nil)
	l.table.SetSize(l.peek.left(w), max(h-2, 0))
	return tea.Batch(l.moved(), l.look())
}

// moved asks for what has come into sight and is not there.
func (l *List) moved() tea.Cmd {
	if began := l.live.Loaded || l.live.Busy(); !began || l.table.Complete() || l.live.Err != nil {
		return nil
	}
	if off, limit := l.table.Need(); (window{off, limit}) == l.asked {
		return nil
	}
	return l.live.Ask()
}

func (l *List) step(move func()) tea.Cmd {
	l.used = true
	move()
	return tea.Batch(l.moved(), l.look())
}

// Move moves the cursor by n rows.
func (l *List) Move(n int) tea.Cmd { return l.step(func() { l.table.Move(n) }) }

// Turn turns n pages.
func (l *List) Turn(n int) tea.Cmd { return l.step(func() { l.table.Turn(n) }) }

// First goes to the top.
func (l *List) First() tea.Cmd { return l.step(l.table.First) }

// Last goes to the end.
func (l *List) Last() tea.Cmd { return l.step(l.table.Last) }

// Take shows the rows that were held back, and asks for the list from its beginning.
func (l *List) Take() tea.Cmd {
	l.table.Take()
	l.taking = true
	l.chain = load.Chain{Query: l.chain.Query}
	return l.live.Ask()
}

// Reload asks for everything again.
func (l *List) Reload() tea.Cmd {
	l.live.Touch()
	return l.Take()
}

// Filter is the filter as it was typed.
func (l *List) Filter() string { return l.filter }

// SetFilter shows the rows that match text: a condition when it holds an operator,
// else a part of any text of the record.
func (l *List) SetFilter(text string) tea.Cmd {
	l.filter = strings.TrimSpace(text)
	return l.anew()
}

// Sort orders by a column; the same one again turns the order round, "" is the kind's own.
func (l *List) Sort(column string) tea.Cmd {
	if column != "" && l.sort == column {
		column = "-" + column
	}
	l.sort = column
	l.table.SetSort(strings.TrimPrefix(column, "-"), strings.HasPrefix(column, "-"))
	return l.anew()
}

func (l *List) anew() tea.Cmd {
	l.table.Reset()
	l.restart()
	return l.live.Ask()
}

// conditions are signs that a text is a condition, though it holds no operator.
func conditions() []string {
	return []string{" in (", " in [", `" in `, "not (", "has(", "any(", "all(", "none("}
}

// condition turns what was typed into a condition.
func (s *Spec) condition(text string) string {
	switch {
	case text == "":
		return ""
	case strings.ContainsAny(text, "=<>~"), slices.ContainsFunc(conditions(), func(sign string) bool { return strings.Contains(strings.ToLower(text), sign) }):
		return text
	}
	return `text ~ "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// Enter opens what the row under the cursor stands for.
func (l *List) Enter() tea.Cmd {
	if r, ok := l.current(); ok {
		return l.env.Host.Open(l.spec.ref(r))
	}
	return nil
}

// Current is the row under the cursor.
func (l *List) Current() (Row, bool) { return l.current() }

// Back leaves what the person did to the list: a range, marks, the filter.
func (l *List) Back() (tea.Cmd, bool) {
	switch {
	case l.table.Ranging(), len(l.table.Marks()) > 0:
		l.table.ClearMarks()
	case l.filter != "":
		return l.SetFilter(""), true
	default:
		return nil, false
	}
	return nil, true
}

// Pieces are what can be copied: the id, the row, marked rows, the rows in sight.
func (l *List) Pieces() []screen.Piece {
	var out []screen.Piece
	marked := map[string]bool{}
	for _, m := range l.table.Marks() {
		marked[m.ID] = true
	}
	var all, some [][]term.Text
	for _, r := range l.rows {
		cells := l.cells(l.row(r))
		all = append(all, cells)
		if marked[r.ID] {
			some = append(some, cells)
		}
	}
	if r, ok := l.current(); ok {
		out = append(out, screen.Piece{Title: l.env.Text(r.ID), Rows: [][]term.Text{{l.env.Text(r.ID)}}},
			screen.Piece{Title: term.Lit("the row"), Rows: [][]term.Text{l.cells(r)}})
	}
	if len(some) > 0 {
		out = append(out, screen.Piece{Title: term.Lit("the marked rows that are loaded"), Rows: some})
	}
	return append(out, screen.Piece{Title: term.Lit("the rows that are loaded"), Rows: all})
}

// cells are all columns of the shop, as a table elsewhere wants them.
func (l *List) cells(r Row) []term.Text {
	var out []term.Text
	for _, c := range l.cols.list {
		out = append(out, l.env.Value(c.Type, r.Value(c.Name), r.Now))
	}
	return out
}

// Subjects are the documents that an action takes.
func (l *List) Subjects() []change.Subject {
	l.used = true
	var out []change.Subject
	for _, t := range l.table.Targets() {
		out = append(out, change.Subject{Ref: core.Ref{Noun: l.spec.Noun, ID: t.ID}, Version: t.Version})
	}
	return out
}

// Settled takes the marks of what is done away.
func (l *List) Settled(ids ...string) { l.table.Unmark(ids...) }
