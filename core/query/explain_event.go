package query

import (
	"andon/core"
	"andon/core/order"
)

// ExplainSourced says in words why an order was sourced as it was, for those who have the
// decision itself and no shop to ask.
func ExplainSourced(o *order.Order, e *order.Sourced) []string {
	if e.Inputs == nil {
		return []string{describeSourced(e)}
	}
	d, err := explainDecision(o, new(core.Record), e)
	if err != nil {
		return []string{err.Error()}
	}
	return d.Text
}
