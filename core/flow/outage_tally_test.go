package flow

import (
	"testing"

	"andon/core"
	"andon/core/order"
)

// TestOverdue proves that an outage is not said to break a promise whose day had passed
// before it began.
func TestOverdue(t *testing.T) {
	t.Parallel()
	line := func(p order.Portion) *order.Order {
		return &order.Order{ID: "SO-1", Lines: []order.Line{{No: 1, Qty: p.Qty, Portions: []order.Portion{p}}}}
	}
	for _, c := range []struct {
		today           core.Date
		broken, overdue int
	}{{9, 1, 0}, {10, 1, 0}, {11, 0, 1}} {
		x := tallying{today: c.today}
		x.broken(line(order.Portion{Bucket: order.Allocated, Qty: 2, Deliver: 10}), line(order.Portion{Bucket: order.Backordered, Qty: 2}))
		if x.Broken != c.broken || x.Late != c.broken || len(x.Promises) != c.broken || x.Overdue != c.overdue {
			t.Errorf("on day %d: %+v", c.today, x.Tally)
		}
	}
}
