package table

import (
	"andon/tui/term"
	"andon/tui/theme"
)

// Row is one line of the list. Cells stand in the order of the columns.
type Row struct {
	ID       string
	Cells    []term.Text
	Severity theme.Token
	Version  uint64 // of the record, as it was when these cells were made
}

// Target is a row that an action acts on, and the version that the person saw.
type Target struct {
	ID      string
	Version uint64
}

// window is a piece of the list, from index off on.
type window struct {
	off   int
	rows  []Row
	total int  // rows of the whole list
	exact bool // else there are at least total
	at    map[string]int
}

func newWindow(off int, rows []Row, total int, exact bool) window {
	w := window{off: max(off, 0), rows: rows, exact: exact, at: make(map[string]int, len(rows))}
	w.total = max(total, w.off+len(rows))
	if len(rows) == 0 {
		w.total = max(total, 0)
	}
	for i, r := range rows {
		w.at[r.ID] = i
	}
	return w
}

// row returns the row at index i of the list, or nil.
func (w *window) row(i int) *Row {
	if i < w.off || i >= w.off+len(w.rows) {
		return nil
	}
	return &w.rows[i-w.off]
}

// index finds a row in the list, or returns -1.
func (w *window) index(id string) int {
	if i, ok := w.at[id]; ok {
		return w.off + i
	}
	return -1
}

// whole reports whether the window reaches the end of the list.
func (w *window) whole() bool { return w.exact && w.off+len(w.rows) >= w.total }

// Table is the widget. Make it with [New].
type Table struct {
	cols   []Column
	widest []int // of the cells seen so far, so that pages do not jump sideways
	places []place
	hidden []int // columns that did not fit
	skip   []int // columns shown on the pages of columns before this one
	sort   string
	desc   bool
	width  int
	lines  int // of the whole widget
	height int // rows of a page, at least 1

	win     window
	changed []uint64 // by row of win, a bit for each cell that has just changed
	held    *window
	news    news
	loaded  bool
	follow  bool
	dim     bool
	empty   term.Text

	cursor string // id; "" until the row at pos is loaded
	pos    int    // index of the cursor in the list
	anchor string // where a range of marks began; "": none
	marks  []Target
	marked map[string]int // id → place in marks
}

// news is what differs between what is shown and what is held.
type news struct {
	fresh  int // rows that are new
	gone   map[string]bool
	moved  bool // rows have changed places
	behind int  // shown rows that the newest window does not reach
}

// New makes an empty table.
func New(cols []Column) *Table {
	t := &Table{height: 1}
	t.SetColumns(cols)
	t.ClearMarks()
	return t
}

// SetColumns replaces the columns; rows that are loaded must be set again when the
// order of their cells changes with it.
func (t *Table) SetColumns(cols []Column) {
	t.cols, t.widest, t.skip = cols, make([]int, len(cols)), nil
	t.measure(t.win.rows)
	t.arrange()
}

// Columns returns the columns in their order.
func (t *Table) Columns() []Column { return t.cols }

// SetSize sets the room, the header line included. The cursor stays on its row.
func (t *Table) SetSize(width, height int) {
	if width != t.width {
		t.skip = nil
	}
	t.width, t.lines, t.height = max(width, 0), max(height, 0), max(height-1, 1)
	t.arrange()
}

// SetSort says which column the list is sorted by, for the sign in its title.
func (t *Table) SetSort(key string, desc bool) { t.sort, t.desc = key, desc }

// SetFollow makes the table show what comes as it comes, for a wall display that
// nobody acts on.
func (t *Table) SetFollow(on bool) {
	t.follow = on
	if on {
		t.Take()
	}
}

// SetDim shows every row as stale, as when the shop cannot be reached.
func (t *Table) SetDim(on bool) { t.dim = on }

// SetEmpty says why there are no rows, should there be none.
func (t *Table) SetEmpty(why term.Text) { t.empty = why }

// Reset forgets the rows and goes to the top, as for another query. Marks stay.
func (t *Table) Reset() {
	t.win, t.changed, t.loaded = window{}, nil, false
	t.drop()
	t.cursor, t.pos, t.anchor = "", 0, ""
	t.widest = make([]int, len(t.cols))
}

func (t *Table) drop() { t.held, t.news = nil, news{} }

// NextColumns shows the columns that did not fit, beside the identifiers, and after
// the last of them the first ones again.
func (t *Table) NextColumns() {
	before := len(t.skip)
	for _, p := range t.places {
		if t.cols[p.col].Kind != ID {
			t.skip = append(t.skip, p.col)
		}
	}
	if len(t.hidden) == 0 || len(t.skip) == before {
		t.skip = nil
	}
	t.arrange()
}

// Hidden returns the columns that NextColumns would show next and later.
func (t *Table) Hidden() []Column {
	var out []Column
	for _, i := range t.hidden {
		out = append(out, t.cols[i])
	}
	return out
}

func (t *Table) arrange() {
	t.places = layout(t.cols, t.widest, t.width, t.skip)
	t.hidden = nil
	seen := make(map[int]bool, len(t.cols))
	for _, i := range t.skip {
		seen[i] = true
	}
	for _, p := range t.places {
		seen[p.col] = true
	}
	for i := range t.cols {
		if !seen[i] {
			t.hidden = append(t.hidden, i)
		}
	}
}

func (t *Table) measure(rows []Row) (grew bool) {
	for _, r := range rows {
		for i, c := range r.Cells[:min(len(r.Cells), len(t.cols))] {
			if c.Width() > t.widest[i] {
				t.widest[i] = c.Width()
				grew = true
			}
		}
	}
	return grew
}
