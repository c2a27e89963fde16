package table

import (
	"slices"

	"andon/tui/term"
)

// Kind of a column says how its cells behave.
type Kind uint8

// The kinds.
const (
	Words    Kind = iota // text, stands left, may be shortened
	ID                   // an identifier: never left out, never shortened below its Max
	Number               // stands right, never shortened
	Time                 // an age or an instant, never shortened; changes all the time, so never shown as changed
	Severity             // drawn in the style of the row's severity; never shortened
)

// Column describes one column.
type Column struct {
	Key      string // stable, for saved views and sorting
	Title    term.Text
	Kind     Kind
	Min      int // columns that it needs; Words may be shortened to it
	Max      int // columns that it may take; 0: as many as its cells have
	Priority int // the lowest goes first when there is no room
}

func (c Column) align() term.Align {
	if c.Kind == Number {
		return term.Right
	}
	return term.Left
}

// want is the width at which nothing is cut.
func (c Column) want(widest int) int {
	w := max(c.Title.Width()+1, widest, c.Min) // one more for the sort sign
	if c.Max > 0 {
		w = min(w, max(c.Max, c.Min))
	}
	return w
}

// least is the width below which the column is left out instead.
func (c Column) least(want int) int {
	if c.Kind == Words {
		return min(want, max(c.Min, 1))
	}
	return want
}

// place is a column on the screen.
type place struct{ col, width int }

// gutter holds the cursor and the mark.
const gutter = 2

// gapFor is the space between columns.
func gapFor(width int) int {
	if width < 100 {
		return 1
	}
	return 2
}

// layout chooses the columns that fit into width, of those not in skip, in their order.
// It drops the lowest priority first, of equals the rightmost; an ID column stays as
// long as it is the last one.
func layout(cols []Column, widest []int, width int, skip []int) []place {
	gap := gapFor(width)
	room := width - gutter + gap
	var chosen []place
	need := 0
	for i, c := range cols {
		if c.Kind != ID && slices.Contains(skip, i) {
			continue
		}
		least := c.least(c.want(widest[i]))
		chosen = append(chosen, place{i, least})
		need += least + gap
	}
	for need > room && len(chosen) > 1 {
		out := cheapest(cols, chosen)
		need -= chosen[out].width + gap
		chosen = slices.Delete(chosen, out, out+1)
	}
	widen(cols, widest, chosen, room-need)
	if len(chosen) == 1 {
		chosen[0].width = max(min(chosen[0].width, width-gutter), 0)
	}
	return chosen
}

func cheapest(cols []Column, chosen []place) int {
	best := -1
	for i, p := range chosen {
		c := cols[p.col]
		if c.Kind == ID {
			continue
		}
		if best < 0 || c.Priority <= cols[chosen[best].col].Priority {
			best = i
		}
	}
	if best < 0 {
		return len(chosen) - 1 // identifiers only
	}
	return best
}

// widen shares out what is left, the highest priority first.
func widen(cols []Column, widest []int, chosen []place, left int) {
	order := make([]int, len(chosen))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cols[chosen[b].col].Priority - cols[chosen[a].col].Priority
	})
	for _, i := range order {
		p := &chosen[i]
		more := min(cols[p.col].want(widest[p.col])-p.width, left)
		if more > 0 {
			p.width += more
			left -= more
		}
	}
}
