package query

import (
	"fmt"

	"andon/core/order"
)

// describeNotice says what a customer is told.
func describeNotice(e *order.Notice) string {
	was, now := "no day", "no day"
	if e.Was != 0 {
		was = e.Was.String()
	}
	if e.Now != 0 {
		now = e.Now.String()
	}
	return fmt.Sprintf("the customer is told of %s: %s, promised %s, now %s", e.Cause, e.What, was, now)
}
