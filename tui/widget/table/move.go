package table

// top is the index of the first row of the page: pages lie end to end from the top.
func (t *Table) top() int { return t.pos / t.height * t.height }

// Page says which page is shown and how many there are, counted from 1; with a list
// that is at least so long there are at least so many.
func (t *Table) Page() (page, pages int) {
	return t.pos/t.height + 1, max((t.win.total+t.height-1)/t.height, 1)
}

// Current returns the row under the cursor; ok is false while it is not loaded, or
// when there is none.
func (t *Table) Current() (r Row, ok bool) {
	if i := t.win.index(t.cursor); i >= 0 {
		return *t.win.row(i), true
	}
	return Row{}, false
}

// Position is the cursor's index in the list, counted from 0.
func (t *Table) Position() int { return t.pos }

// Move moves the cursor by n rows. Leaving the page takes what is held first.
func (t *Table) Move(n int) {
	to := t.clamp(t.pos + n)
	if t.held != nil && !t.onPage(to) {
		gone := t.held.index(t.cursor) < 0
		t.Take()
		if gone && n > 0 {
			n-- // the cursor stands on the next row already
		}
		to = t.clamp(t.pos + n)
	}
	t.jump(to)
}

// Turn moves by n pages; the cursor keeps its place on the page where it can.
func (t *Table) Turn(n int) {
	t.Take()
	t.jump(t.clamp(t.pos + n*t.height))
}

// First goes to the top of the list, Last to its end as far as it is known.
func (t *Table) First() { t.Take(); t.jump(0) }

// Last goes to the end.
func (t *Table) Last() { t.Take(); t.jump(t.clamp(t.win.total - 1)) }

// Goto puts the cursor on a row that is loaded, and reports whether it is.
func (t *Table) Goto(id string) bool {
	i := t.win.index(id)
	if i < 0 && t.held != nil && t.held.index(id) >= 0 {
		t.Take()
		i = t.win.index(id)
	}
	if i >= 0 {
		t.jump(i)
	}
	return i >= 0
}

// Restore resets the table and puts the cursor where it was when a screen was left: at
// a row, or should it be gone, at the index that it had.
func (t *Table) Restore(id string, index int) {
	t.Reset()
	t.cursor, t.pos = id, max(index, 0)
}

func (t *Table) clamp(i int) int { return max(min(i, t.win.total-1), 0) }

func (t *Table) onPage(i int) bool { return i >= t.top() && i < t.top()+t.height }

func (t *Table) jump(i int) {
	if !t.onPage(i) {
		t.commitRange(i)
	}
	t.pos, t.cursor = i, ""
	if r := t.win.row(i); r != nil {
		t.cursor = r.ID
	}
}

// follows finds the cursor's row in the window that has just been adopted, or the
// nearest one that it has of those in old.
func (t *Table) follows(old *window) {
	t.find(old)
	if t.anchor != "" && t.win.index(t.anchor) < 0 {
		t.anchor = t.cursor
	}
}

func (t *Table) find(old *window) {
	if i := t.win.index(t.cursor); i >= 0 {
		t.pos = i
		return
	}
	if t.cursor != "" {
		if i := t.nearest(old); i >= 0 {
			t.pos = i
		}
	}
	t.pos = t.clamp(t.pos)
	t.cursor = ""
	if r := t.win.row(t.pos); r != nil {
		t.cursor = r.ID
	}
}

// nearest is the index of the first row after the cursor that is still there, else of
// the last one before it, else -1.
func (t *Table) nearest(old *window) int {
	at := old.index(t.cursor)
	if at < 0 {
		return -1
	}
	for i := at + 1; old.row(i) != nil; i++ {
		if j := t.win.index(old.row(i).ID); j >= 0 {
			return j
		}
	}
	for i := at - 1; old.row(i) != nil; i-- {
		if j := t.win.index(old.row(i).ID); j >= 0 {
			return j
		}
	}
	return -1
}
