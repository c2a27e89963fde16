package table

import "slices"

// Marks returns the marked rows in the order in which they were marked, wherever in the
// list they are.
func (t *Table) Marks() []Target { return slices.Clone(t.marks) }

// Targets are what an action acts on: the marked rows, else the one under the cursor.
// A range that is being drawn ends here.
func (t *Table) Targets() []Target {
	t.endRange()
	if len(t.marks) > 0 {
		return t.Marks()
	}
	if r, ok := t.Current(); ok {
		return []Target{{r.ID, r.Version}}
	}
	return nil
}

// Toggle marks the row under the cursor, or takes its mark away, and moves down. It
// ends a range that is being drawn instead.
func (t *Table) Toggle() {
	if t.endRange() {
		return
	}
	r, ok := t.Current()
	if !ok {
		return
	}
	if _, on := t.marked[r.ID]; on {
		t.Unmark(r.ID)
	} else {
		t.Mark(Target{r.ID, r.Version})
	}
	t.Move(1)
}

// Mark marks rows, loaded or not, for example all that match a query.
func (t *Table) Mark(rows ...Target) {
	for _, r := range rows {
		if i, on := t.marked[r.ID]; on {
			t.marks[i] = r
			continue
		}
		t.marked[r.ID] = len(t.marks)
		t.marks = append(t.marks, r)
	}
}

// Unmark takes marks away.
func (t *Table) Unmark(ids ...string) {
	off := make(map[string]bool, len(ids))
	for _, id := range ids {
		off[id] = true
	}
	keep := slices.DeleteFunc(t.marks, func(m Target) bool { return off[m.ID] })
	t.marks, t.marked = nil, make(map[string]int, len(keep))
	t.Mark(keep...)
}

// ClearMarks takes all marks away.
func (t *Table) ClearMarks() { t.marks, t.marked, t.anchor = nil, map[string]int{}, "" }

// Invert turns the marks of the loaded rows around.
func (t *Table) Invert() {
	t.endRange()
	var on []Target
	var off []string
	for _, r := range t.win.rows {
		if _, marked := t.marked[r.ID]; marked {
			off = append(off, r.ID)
		} else {
			on = append(on, Target{r.ID, r.Version})
		}
	}
	t.Unmark(off...)
	t.Mark(on...)
}

// MarkWhere marks the loaded rows that f picks, for example those like the current one.
func (t *Table) MarkWhere(f func(Row) bool) {
	for _, r := range t.win.rows {
		if f(r) {
			t.Mark(Target{r.ID, r.Version})
		}
	}
}

// Range starts a range of marks at the cursor, or ends it: every row between there and
// the cursor is marked. Turning the page marks what was passed.
func (t *Table) Range() {
	if !t.endRange() {
		t.anchor = t.cursor
	}
}

// endRange marks the range, if one is being drawn, and ends it.
func (t *Table) endRange() bool {
	if t.anchor == "" {
		return false
	}
	t.commitRange(t.pos)
	t.anchor = ""
	return true
}

// Ranging reports whether a range is being drawn.
func (t *Table) Ranging() bool { return t.anchor != "" }

// between is the range from its anchor to index to of the list; ok is false when there
// is none.
func (t *Table) between(to int) (first, last int, ok bool) {
	from := t.win.index(t.anchor)
	if t.anchor == "" || from < 0 {
		return 0, 0, false
	}
	return min(from, to), max(from, to), true
}

// commitRange marks what a range to index to covers, as far as it is loaded.
func (t *Table) commitRange(to int) {
	first, last, ok := t.between(to)
	if !ok {
		return
	}
	first, last = max(first, t.win.off), min(last, t.win.off+len(t.win.rows)-1)
	for i := first; i <= last; i++ {
		r := t.win.row(i)
		t.Mark(Target{r.ID, r.Version})
	}
}

// refreshMarks gives marks the version that the person sees now. A mark on a row that
// is not on the screen keeps its own, so that acting on it finds the conflict.
func (t *Table) refreshMarks() {
	t.visible(func(_ int, r *Row) bool {
		if at, on := t.marked[r.ID]; on {
			t.marks[at].Version = r.Version
		}
		return true
	})
}
