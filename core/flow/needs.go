package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
)

// Need names closed records that a command will read and that may not be in memory.
// One field is set.
type Need struct {
	Ref core.Ref // one document

	Customer string // the newest orders of the customer, MaxUndo at most
}

// MaxUndo bounds the orders that one Undo is matched against.
const MaxUndo = 200

// Needs names what the engine has to bring into memory before Decide may look at
// the command.
func Needs(cmd *core.Command) []Need {
	if id := orderNamed(cmd.Body); id != "" {
		return []Need{{Ref: orderRef(id)}}
	}
	switch c := cmd.Body.(type) {
	case *order.Undo:
		if c.Customer != "" {
			return []Need{{Customer: c.Customer}}
		}
	case *exception.Change:
		return []Need{{Ref: core.Ref{Noun: exception.NounException, ID: c.Exception}}}
	case *exception.Resolve:
		return []Need{{Ref: core.Ref{Noun: exception.NounException, ID: c.Exception}}}
	case *catalog.Erase:
		if c.Customer != "" {
			return []Need{{Customer: c.Customer}}
		}
		return []Need{{Ref: orderRef(c.Order)}}
	}
	return nil
}

// External returns the key of the order that a Submit may be a repeat of, "" when it
// names none. Almost always the answer is no, which a filter in memory tells.
func External(cmd *core.Command) (channel, external string) {
	if s, ok := cmd.Body.(*order.Submit); ok {
		return s.Channel, s.External
	}
	return "", ""
}

func orderNamed(body core.Payload) string {
	switch c := body.(type) {
	case *order.Amend:
		return c.Order
	case *order.Cancel:
		return c.Order
	case *order.PlaceHold:
		return c.Order
	case *order.ResolveHold:
		return c.Order
	case *order.Source:
		return c.Order
	case *order.Accept:
		return c.Order
	case *order.Reject:
		return c.Order
	case *order.Pick:
		return c.Order
	case *order.Pack:
		return c.Order
	case *order.Ship:
		return c.Order
	case *order.Deliver:
		return c.Order
	case *order.Return:
		return c.Order
	}
	return ""
}
