package sim

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// rooms proves that no sourcing decision sends more to a location than it can ship on a
// day, nor more of what outages send there than it takes.
func (c *checker) rooms(before *world.World, r *core.Record) error {
	for _, e := range r.Events {
		s, ok := e.(*order.Sourced)
		if !ok {
			continue
		}
		for i := range s.Open {
			f := &s.Open[i]
			l, load := before.Locations.Get(f.Location), c.shadow.Loads.Get(world.LoadID(f.Location, f.Ship))
			if l == nil || load == nil {
				continue
			}
			var was world.Load
			if old := before.Loads.Get(load.DocID()); old != nil {
				was = *old
			}
			if n := l.PerDay(); n > 0 && load.N > n && load.N > was.N {
				return fmt.Errorf("%s ships %d fulfillment orders on %s, and can %d", l.ID, load.N, f.Ship, n)
			}
			if most, capped := l.MaySpill(); f.Sent && capped && load.Spilled > most && load.Spilled > was.Spilled {
				return fmt.Errorf("%s has %d fulfillment orders on %s that outages sent, and takes %d", l.ID, load.Spilled, f.Ship, most)
			}
		}
	}
	return nil
}
