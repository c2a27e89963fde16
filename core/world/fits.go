package world

import (
	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// fits reports whether an event names lines, states and buckets that exist. What else
// does not fit shows in Check; these would be indexes out of range.
func fits(cmd *core.Command, event core.Payload) bool {
	switch e := event.(type) {
	case *stock.Moved:
		for i := range e.Moves {
			if e.Moves[i].From >= stock.States || e.Moves[i].To >= stock.States {
				return false
			}
		}
	case *order.Placed:
		s := submitOf(cmd, e)
		for i := range e.Lines {
			if from := e.Lines[i].From; s == nil || from < 0 || from >= len(s.Lines) {
				return false
			}
		}
	case *order.Sourced:
		return movesFit(e.Moves)
	case *order.Moved:
		return movesFit(e.Moves)
	case *order.ShipmentMade:
		return movesFit(e.Moves)
	case *order.ShipmentEnded:
		return movesFit(e.Moves)
	case *order.ShipmentCancelled:
		return movesFit(e.Moves)
	case *order.Amended:
		return movesFit(e.Moves) && addedFit(e, len(addedLines(cmd)))
	case *order.Returned:
		return stock.State(e.State) < stock.States
	}
	return true
}

func movesFit(moves []order.UnitMove) bool {
	for i := range moves {
		if m := &moves[i]; m.From >= order.Buckets || m.To >= order.Buckets || m.Into >= stock.States {
			return false
		}
	}
	return true
}

func addedFit(e *order.Amended, added int) bool {
	for i := range e.Lines {
		if c := &e.Lines[i]; c.Line == 0 && (c.From < 0 || c.From >= added) {
			return false
		}
	}
	return true
}

// addedLines are the lines that an amending command brings.
func addedLines(cmd *core.Command) []order.NewLine {
	switch body := cmd.Body.(type) {
	case *order.Amend:
		return body.Add
	case *order.Submit:
		return body.Lines
	}
	return nil
}

// linesFit reports whether what came or left names lines of the document.
func linesFit(d *supply.Document, lines []supply.Got) bool {
	for _, g := range lines {
		if g.Line < 1 || g.Line > len(d.Lines) {
			return false
		}
	}
	return true
}
