package replay

import (
	"andon/core"
	"andon/core/order"
)

// Tally counts what the shop answered when orders were placed. All rates are first-time
// fill rates: what could be promised from stock at once, when the order came. Units that waited first, and
// units of an order that was held before sourcing, do not count as filled, even when they shipped the
// same day.
type Tally struct {
	Orders   int           `json:"orders"`            // placed
	Lines    int           `json:"lines"`             //
	Units    core.Quantity `json:"units"`             //
	Accepted int           `json:"accepted"`          // orders that no hold stopped
	Waited   core.Quantity `json:"backordered_units"` // units for which there was no stock at first

	FilledLines  int           `json:"-"` // lines of which every unit was promised from stock at once
	FilledUnits  core.Quantity `json:"-"`
	FilledOrders int           `json:"-"` // orders of which every line was
	SplitOrders  int           `json:"-"` // orders that several locations were to ship, at once
}

// FillRate is the share of what was asked for that was filled at the first time.
//
//	unit  = units promised from stock when the order came / units ordered
//	line  = lines promised whole / lines ordered
//	order = orders promised whole / orders
type FillRate struct {
	Line  float64 `json:"line"`
	Unit  float64 `json:"unit"`
	Order float64 `json:"order"`
}

// fill computes the rates; without orders nothing was left unfilled.
func (t *Tally) fill() FillRate {
	share := func(part, of int64) float64 {
		if of == 0 {
			return 1
		}
		return float64(part) / float64(of)
	}
	return FillRate{
		Line:  share(int64(t.FilledLines), int64(t.Lines)),
		Unit:  share(int64(t.FilledUnits), int64(t.Units)),
		Order: share(int64(t.FilledOrders), int64(t.Orders)),
	}
}

// placed counts an order by the events of its receipt: of the first one, when the
// order was known already, so that counting again gives the same. It returns the order's
// id, "" when none was placed because its number was here already.
func (t *Tally) placed(s *order.Submit, events []core.Payload) string {
	var p *order.Placed
	promised := map[int]core.Quantity{} // by line
	var waits core.Quantity
	locations := 0
	for _, e := range events {
		switch e := e.(type) {
		case *order.Placed:
			p = e
		case *order.Sourced:
			locations += len(e.Open)
			for _, m := range e.Moves {
				switch m.To {
				case order.Allocated:
					promised[m.Line] += m.Qty
				case order.Backordered:
					waits += m.Qty
				}
			}
		}
	}
	if p == nil {
		return ""
	}
	t.Orders++
	t.Waited += waits
	if len(p.Holds) == 0 {
		t.Accepted++
	}
	if locations > 1 {
		t.SplitOrders++
	}
	whole := true
	for line, asked := range linesOf(p, s) {
		t.Lines++
		t.Units += asked
		t.FilledUnits += promised[line]
		if promised[line] == asked {
			t.FilledLines++
		} else {
			whole = false
		}
	}
	if whole {
		t.FilledOrders++
	}
	return p.ID
}

// linesOf yields the lines of a placed order that hold units, by number.
func linesOf(p *order.Placed, s *order.Submit) func(yield func(int, core.Quantity) bool) {
	return func(yield func(int, core.Quantity) bool) {
		if len(p.Lines) == 0 { // taken as they were sent
			for i := range s.Lines {
				if !yield(i+1, s.Lines[i].Qty) {
					return
				}
			}
		}
		for i := range p.Lines {
			if l := &p.Lines[i]; !l.IsKit && !yield(i+1, l.Qty) {
				return
			}
		}
	}
}
