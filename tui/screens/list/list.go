package list

import (
	"context"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/widget/table"

	tea "github.com/charmbracelet/bubbletea"
)

// List is the screen. Make it with New.
type List struct {
	env     *screen.Env
	spec    Spec
	table   *table.Table
	chain   load.Chain
	live    load.Live[answer]
	peek    peek
	marking load.Slot

	filter string
	sort   string // as the shop wants it: "-" before it turns it round
	rows   []api.Row
	off    int
	cols   *columns
	page   []api.Column // for which the table's columns were made
	now    core.Instant // the shop's clock as of what is shown
	seq    uint64
	asked  window    // what was asked for last
	lost   time.Time // since when rows in sight are too far down to be kept up to date
	taking bool      // the next answer is shown as it is, whatever it moves
	used   bool      // the person has moved or picked here: from then on the page stands still
	w, h   int
}

// window is a part of the list, answer what the shop says of it.
type (
	window struct{ off, limit int }
	answer struct {
		load.Window
		chain load.Chain
	}
)

// maxWindow is how many rows are asked for at most to keep up with a list that grows.
const maxWindow = api.MaxRows / 2

// New makes a list; it asks for nothing before Init.
func New(env *screen.Env, spec Spec) *List {
	l := &List{env: env, spec: spec, table: table.New(tableColumns(spec.Column)), cols: newColumns(nil)}
	l.live = load.Live[answer]{Jobs: env.Jobs, Clock: env.Clock, Read: l.read, Show: l.answered}
	l.restart()
	return l
}

func tableColumns(cols []Column) []table.Column {
	out := make([]table.Column, len(cols))
	for i, c := range cols {
		out[i] = c.Column
	}
	return out
}

// restart begins the list anew, as for another filter.
func (l *List) restart() {
	l.chain = load.Chain{Query: api.Query{Kind: l.spec.Noun, Where: l.spec.condition(l.filter), Open: true, Sort: l.sort}}
	l.live.Forget()
}

// Init asks for what is shown. Nobody was looking, so what is new is taken at once.
func (l *List) Init() tea.Cmd {
	l.taking = true
	return l.live.Touch()
}

// Update takes what changed.
func (l *List) Update(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case screen.Changed:
		if !m.Concerns(l.spec.Noun) && !m.Concerns(l.spec.Nouns...) {
			return nil
		}
		if m.Resync {
			l.chain = load.Chain{Query: l.chain.Query}
		}
		return l.live.Touch()
	case screen.Beat:
		l.table.SetDim(m.Lost)
		l.age(m.At)
		if !m.Lost {
			return l.live.Retry()
		}
	}
	return nil
}

// age writes ages anew when nothing else has changed for a while.
func (l *List) age(at core.Instant) {
	if l.live.Loaded && l.live.Since.IsZero() && at.Sub(l.now).Abs() >= time.Minute {
		l.now = at
		total, exact := l.table.Total()
		l.show(load.Window{Off: l.off, Rows: l.rows, Total: total, Exact: exact})
	}
}

// read makes the work that reads the window that the table wants.
func (l *List) read() func(context.Context, *load.Reader) (answer, error) {
	off, limit := l.table.Need()
	l.asked = window{off, limit}
	fresh, _, _, _ := l.table.Notice()
	limit = min(limit+fresh+2*l.table.Behind(), maxWindow) // new rows push those in sight down
	chain := l.chain
	return func(ctx context.Context, r *load.Reader) (answer, error) {
		w, next, err := chain.Read(ctx, r, off, limit)
		return answer{w, next}, err
	}
}

// answered shows a window, and asks on when it is not what is in sight any more.
func (l *List) answered(a answer) tea.Cmd {
	l.chain, l.now, l.seq = a.chain, a.At, a.Seq
	l.setColumns(a.Columns)
	l.show(a.Window)
	if l.taking || !l.used {
		l.table.Take()
		l.taking = false
	}
	cmd := tea.Batch(l.moved(), l.look())
	switch behind := l.table.Behind() > 0; {
	case !behind:
		l.lost = time.Time{}
	case len(a.Rows) < maxWindow: // of some rows in sight nothing was said
		cmd = tea.Batch(cmd, l.live.Ask())
	case l.lost.IsZero():
		l.lost = l.env.Clock.Now()
	}
	return cmd
}

// setColumns makes the table's columns, once they are known.
func (l *List) setColumns(page []api.Column) {
	if sameColumns(l.page, page) {
		return
	}
	l.page, l.cols = page, newColumns(page)
	if l.spec.Column == nil {
		l.table.SetColumns(tableColumns(l.spec.columnsFor(page, l.env)))
	}
}

func sameColumns(a, b []api.Column) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// show hands rows to the table.
func (l *List) show(w load.Window) {
	l.rows, l.off = w.Rows, w.Off
	cols := l.spec.columnsFor(l.page, l.env)
	rows := make([]table.Row, len(w.Rows))
	cells := make([]term.Text, len(w.Rows)*len(cols))
	for i := range w.Rows {
		r := l.row(w.Rows[i])
		rows[i] = table.Row{ID: r.ID, Version: r.Version, Cells: cells[i*len(cols) : (i+1)*len(cols) : (i+1)*len(cols)]}
		for j, c := range cols {
			rows[i].Cells[j] = c.Cell(r)
		}
		if l.spec.Severity != nil {
			rows[i].Severity = l.spec.Severity(r)
		}
	}
	l.table.SetEmpty(l.why())
	l.table.SetWindow(w.Off, rows, w.Total, w.Exact)
}

func (l *List) row(r api.Row) Row { return Row{Row: r, Env: l.env, Now: l.now, cols: l.cols} }

// why says why there are no rows.
func (l *List) why() term.Text {
	if l.filter != "" {
		return term.Lit("the filter hides everything (esc clears it)")
	}
	if !l.spec.Empty.Empty() {
		return l.spec.Empty
	}
	return term.Lit("there is nothing here")
}

// current is the row under the cursor as the shop sent it.
func (l *List) current() (Row, bool) {
	t, ok := l.table.Current()
	if !ok {
		return Row{}, false
	}
	for i := range l.rows {
		if l.rows[i].ID == t.ID {
			return l.row(l.rows[i]), true
		}
	}
	return Row{}, false
}

// State says what the frame shows.
func (l *List) State() screen.State {
	scopes := []string{"list"}
	if l.spec.Scope != "" {
		scopes = []string{l.spec.Scope, "list"}
	}
	since := l.live.Since
	if since.IsZero() || !l.lost.IsZero() && l.lost.Before(since) {
		since = l.lost
	}
	return screen.State{Title: l.spec.Title, Scopes: scopes, Hints: l.spec.Hints,
		Truth: screen.Truth{Loaded: l.live.Loaded, Seq: l.seq, Since: since, Refused: l.live.Refused()}}
}
