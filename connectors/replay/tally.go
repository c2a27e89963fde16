package replay

import (
	"andon/core"
	"andon/core/order"
)

// Tally counts what the shop answered when orders were placed. What was filled, by the
// measures of a shop, core/rehearse tells from the journal.
type Tally struct {
	Orders   int           `json:"orders"`            // placed
	Lines    int           `json:"lines"`             //
	Units    core.Quantity `json:"units"`             //
	Accepted int           `json:"accepted"`          // orders that no hold stopped
	Waited   core.Quantity `json:"backordered_units"` // units for which there was no stock at first

	AtOnceLines  int `json:"-"` // lines of which every unit was promised from stock at once
	AtOnceOrders int `json:"-"` // orders of which every line was
	SplitOrders  int `json:"-"` // orders that several locations were to ship, at once
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
		if promised[line] == asked {
			t.AtOnceLines++
		} else {
			whole = false
		}
	}
	if whole {
		t.AtOnceOrders++
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
