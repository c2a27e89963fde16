package play

import (
	"strings"

	"andon/core/api"
	"andon/core/order"
)

// actionClaims are about what the order's screen offers to do.
func actionClaims() []claim {
	return []claim{
		{"offers ACTION", func(r *run, o *order.Order, c *said) (string, bool) {
			refused, found := r.offered(o, c.text("ACTION"))
			return offer(refused, found), found && refused == ""
		}},
		{"refuses ACTION [saying TEXT]", func(r *run, o *order.Order, c *said) (string, bool) {
			refused, found := r.offered(o, c.text("ACTION"))
			return offer(refused, found), refused != "" && strings.Contains(refused, c.text("TEXT"))
		}},
	}
}

// offered says why an action on an order is refused, "" if it is not, and whether it is there.
func (r *run) offered(o *order.Order, action string) (refused string, found bool) {
	var v api.OrderView
	if err := r.doc(api.Query{Kind: order.NounOrder, View: api.Doc, ID: o.ID}, &v); err != nil {
		return err.Error(), false
	}
	for _, a := range v.Actions {
		if a.ID == action {
			return a.Refused, true
		}
	}
	return "", false
}

func offer(refused string, found bool) string {
	switch {
	case refused != "":
		return "refused: " + refused
	case found:
		return "offered"
	}
	return "not there"
}
