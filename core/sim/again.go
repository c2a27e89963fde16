package sim

import (
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// merged proves what a re-evaluation promises: it moves units that nobody has accepted yet
// and no others, saves what it had to, and leaves the order with no more packages and no
// line with fewer units or a later day. So is who comes forward, in as many packages as it takes.
func (c *checker) merged(before *world.World, r *core.Record) error {
	touched := map[string]int{}
	for _, e := range r.Events {
		switch e := e.(type) {
		case *order.Sourced:
			touched[e.Order]++
		case *order.Moved:
			touched[e.Order]++
		}
	}
	for _, e := range r.Events {
		s, ok := e.(*order.Sourced)
		if !ok || s.Cause != "re-evaluated" && s.Cause != "sooner" {
			continue
		}
		was, is := before.Orders.Get(s.Order), c.shadow.Orders.Get(s.Order)
		alone := was != nil && touched[s.Order] == 1 // nothing else happened to it in this record
		if s.Cause == "sooner" {
			c.report.Sooner++
			if !alone {
				continue
			}
			if err := noWorse(was, is); err != nil {
				return fmt.Errorf("%s came forward: %w", s.Order, err)
			}
			continue
		}
		c.report.Merged++
		if saved := s.Inputs.Before - s.Inputs.Cost; saved < s.Inputs.Saving || s.Inputs.Saving <= 0 {
			return fmt.Errorf("%s was re-evaluated to save %d, and had to save %d", s.Order, saved, s.Inputs.Saving)
		}
		if !alone {
			continue
		}
		if n, m := parcels(was), parcels(is); m > n {
			return fmt.Errorf("the re-evaluation of %s: it left in %d packages and now in %d", s.Order, n, m)
		}
		if err := noWorse(was, is); err != nil {
			return fmt.Errorf("the re-evaluation of %s: %w", s.Order, err)
		}
	}
	return nil
}

func noWorse(was, is *order.Order) error {
	for i := range was.Lines {
		old, l := &was.Lines[i], &is.Lines[i]
		for b := order.Open; b < order.Buckets; b++ {
			only := func(x order.Bucket) bool { return x == b }
			if old.Sum(only) != l.Sum(only) {
				return fmt.Errorf("line %d had %d units %s and has %d", l.No, old.Sum(only), b, l.Sum(only))
			}
		}
		if d, t := latest(old), latest(l); t > d {
			return fmt.Errorf("line %d was promised for %s and is for %s", l.No, d, t)
		}
	}
	for i := range was.Fulfillments {
		f := &was.Fulfillments[i]
		for k := range was.Lines {
			if old, now := accepted(&was.Lines[k], f.No), accepted(&is.Lines[k], f.No); old != now {
				return fmt.Errorf("fulfillment order %d had %d units of line %d that were accepted, and has %d", f.No, old, k+1, now)
			}
		}
	}
	return nil
}

// parcels is how many fulfillment orders have units that have not left.
func parcels(o *order.Order) (n int) {
	for i := range o.Fulfillments {
		if o.HereInFO(o.Fulfillments[i].No) {
			n++
		}
	}
	return n
}

func latest(l *order.Line) (d core.Date) {
	for i := range l.Portions {
		d = max(d, l.Portions[i].Deliver)
	}
	return d
}

// accepted is how many units of a line a location has begun with.
func accepted(l *order.Line, fo int) (q core.Quantity) {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.FO == fo && p.Bucket != order.Allocated {
			q += p.Qty
		}
	}
	return q
}
