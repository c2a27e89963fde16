package sim

import (
	"fmt"
	"time"

	"andon/core"
	"andon/core/flow"
	"andon/core/order"
)

// released checks that no hold which its rule would end stays: at most so long as it
// takes until everything that rules hold is looked at again.
func (c *checker) released(now core.Instant) error {
	since := map[string]core.Instant{}
	var err error
	c.shadow.Orders.Each(func(id string, o *order.Order) bool {
		for _, h := range c.veteran.Releasable(c.shadow, o) {
			k := fmt.Sprintf("%s/%d", id, h.No)
			if since[k] = c.releasable[k]; since[k] == 0 {
				since[k] = now
			}
			if waited := now.Sub(since[k]); waited > flow.RecheckEvery+time.Minute {
				err = fmt.Errorf("rule %s would have ended hold %d of %s for %s", h.Rule, h.No, id, waited)
			}
		}
		return err == nil
	})
	c.releasable = since
	return err
}
