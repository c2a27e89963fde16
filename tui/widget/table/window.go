package table

import "andon/tui/term"

// Need says which rows the table wants loaded: the page that it shows and one either
// side, so that turning the page shows rows at once.
func (t *Table) Need() (offset, limit int) {
	offset = max(t.top()-t.height, 0)
	return offset, t.top() + 2*t.height - offset
}

// Complete reports whether every row of the page that is shown has been loaded.
func (t *Table) Complete() bool {
	if !t.loaded {
		return false
	}
	end := t.top() + t.height
	if t.win.exact {
		end = min(end, t.win.total)
	}
	return end <= t.top() || t.win.row(t.top()) != nil && t.win.row(end-1) != nil
}

// Total is how many rows the list has; exact is false when there are at least so many.
func (t *Table) Total() (n int, exact bool) {
	if t.held != nil {
		return t.held.total, t.held.exact
	}
	return t.win.total, t.win.exact
}

// SetWindow hands over the rows of the list from offset on. It takes the slice. When
// the page that is shown would change, only its cells do: the rest is held.
func (t *Table) SetWindow(offset int, rows []Row, total int, exact bool) {
	w := newWindow(offset, rows, total, exact)
	switch {
	case !t.loaded, t.follow, t.still(&w):
		t.adopt(w)
	case t.elsewhere(&w):
	default:
		t.hold(w)
	}
}

// visible calls f with each loaded row of the page, until f returns false.
func (t *Table) visible(f func(i int, r *Row) bool) {
	for i := t.top(); i < t.top()+t.height; i++ {
		if r := t.win.row(i); r != nil && !f(i, r) {
			return
		}
	}
}

// still reports whether every row that is shown stays where it is.
func (t *Table) still(w *window) bool {
	same := true
	t.visible(func(i int, r *Row) bool {
		n := w.row(i)
		same = n != nil && n.ID == r.ID
		return same
	})
	return same
}

// elsewhere reports a window that says nothing about the page: a late answer.
func (t *Table) elsewhere(w *window) bool {
	top := t.top()
	return top < w.total && (w.off >= top+t.height || w.off+len(w.rows) <= top)
}

// adopt shows w.
func (t *Table) adopt(w window) {
	old := t.win
	t.changed = t.compare(&old, &w)
	t.win, t.loaded = w, true
	t.drop()
	t.follows(&old)
	t.refreshMarks()
	if t.measure(w.rows) {
		t.arrange()
	}
}

// compare finds the cells of w that differ from those of old, for rows that both have.
func (t *Table) compare(old, w *window) []uint64 {
	out := make([]uint64, len(w.rows))
	for i, r := range w.rows {
		if j := old.index(r.ID); j >= 0 {
			out[i] = t.differ(old.row(j).Cells, r.Cells)
		}
	}
	return out
}

func (t *Table) differ(a, b []term.Text) (bits uint64) {
	for i := range min(len(a), len(b), len(t.cols), 64) {
		if a[i] != b[i] && t.cols[i].Kind != Time {
			bits |= 1 << i
		}
	}
	return bits
}

// hold keeps w for later, shows the new cells of rows that stand, and counts the rest.
func (t *Table) hold(w window) {
	t.held = &w
	t.news = news{gone: map[string]bool{}}
	rows := make([]Row, len(t.win.rows))
	copy(rows, t.win.rows)
	t.changed = make([]uint64, len(rows))
	for i := range rows {
		if j := w.index(rows[i].ID); j >= 0 {
			t.changed[i] = t.differ(rows[i].Cells, w.row(j).Cells)
			rows[i] = *w.row(j)
		}
	}
	t.win.rows = rows
	t.compareWith(&w)
	t.refreshMarks()
	if t.measure(rows) {
		t.arrange()
	}
}

// compareWith tells what w has that is new, and rows that have left the list from those
// that only lie behind the end of w, pushed there by new ones.
func (t *Table) compareWith(w *window) {
	both := w.whole() && t.win.whole()
	last, known := -1, -1 // in the old window and in w
	for i, r := range t.win.rows {
		if j, ok := w.at[r.ID]; ok {
			last, known = i, max(known, j)
		}
	}
	for j, r := range w.rows {
		if _, old := t.win.at[r.ID]; !old && (both || j < known || known < 0) {
			t.news.fresh++
		}
	}
	t.visible(func(i int, r *Row) bool {
		switch j := w.index(r.ID); {
		case j >= 0:
			t.news.moved = t.news.moved || i != j
		case w.whole(), i-t.win.off < last:
			t.news.gone[r.ID] = true
		default:
			t.news.behind++
		}
		return true
	})
}

// Behind is how many rows that are shown lie behind what was last handed over: whether
// they have changed is not known. More rows have to be asked for.
func (t *Table) Behind() int { return t.news.behind }

// Take shows what is held. The cursor stays on its row.
func (t *Table) Take() {
	if t.held == nil {
		return
	}
	if t.anchor != "" {
		t.commitRange(t.pos)
		t.anchor = t.cursor
	}
	t.adopt(*t.held)
}

// Notice says what is held, for the line below the list; ok is false when nothing is.
func (t *Table) Notice() (fresh, gone int, moved, ok bool) {
	return t.news.fresh, len(t.news.gone), t.news.moved, t.held != nil
}

// Gone reports whether a row that is shown has left the list.
func (t *Table) Gone(id string) bool { return t.news.gone[id] }
