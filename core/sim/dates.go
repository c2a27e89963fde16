package sim

import (
	"cmp"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// dates checks that every line that waits for stock is told the day on which supply
// covers it and all that are ahead, or as many of its units as it covers. What that day
// is is said here a second time.
func (c *checker) dates() error {
	coming := arrivals(c.shadow)
	for sku, queue := range queues(c.shadow) {
		need := core.Quantity(0)
		for place, q := range queue {
			units := q.lacks
			if need += units; units == 0 {
				continue // all of it is gathered
			}
			coming := c.reaches(q, coming[sku])
			covered := min(max(total(coming)-(need-units), 0), units) // of its units
			day := firstDay(coming, need-units+covered)
			if q, by, fenced := c.fencedCover(sku, queue[:place+1], coming); fenced {
				covered, day = q, by
			}
			if ch := c.shadow.Channels.Get(q.o.Channel); place >= 500 || q.o.Told != order.Told && (q.o.Told != 0 || ch == nil || !ch.Incoming) {
				covered = 0
			}
			if covered < units && (q.o.Complete || q.l.KitOf != 0) {
				covered = 0
			}
			if covered > 0 {
				covered += q.l.Sum(order.Bucket.Waiting) - units // what is gathered goes on the same day
			}
			if err := q.told(c.leaves(coming, day), covered); err != nil {
				return fmt.Errorf("waiting for %s, %w: %d are needed of %v", sku, err, need, coming)
			}
		}
	}
	return nil
}

// lacks is how many units of a line are not there: what is gathered for its order is for its
// first lines.
func lacks(w *world.World, o *order.Order, line *order.Line) core.Quantity {
	units, kept := line.Sum(order.Bucket.Waiting), core.Quantity(0)
	if !o.Complete {
		return units
	}
	w.Reservations.Each(func(_ string, r *stock.Reservation) bool {
		if r.Reason == flow.Gathered && r.SKU == line.SKU && r.Holder == stock.OrderHolder(o.ID) {
			kept += r.Qty
		}
		return true
	})
	for i := range o.Lines {
		if l := &o.Lines[i]; l.SKU == line.SKU && l.No < line.No {
			kept = max(kept-l.Sum(order.Bucket.Waiting), 0)
		}
	}
	return max(units-kept, 0)
}

// reaches is what of that may be sent to a line: what comes to where it is collected, or
// to where its service goes from and no rule of the rulebook is in the way.
func (c *checker) reaches(q waiting, list []arrival) (out []arrival) {
	_, service, _ := c.shadow.Sends(q.o.Service)
	for _, a := range list {
		at, goes := c.shadow.Locations.Get(a.at), a.at != "L1" || q.o.Risk <= 60 || !c.rule("out")
		if at != nil && service != nil && q.l.At == "" && q.o.ShipTo.Zone != "" {
			_, lane := service.Rate(at.Zone, q.o.ShipTo.Zone)
			goes = goes && lane
		}
		if goes && (at == nil || q.l.At == "" || q.l.At == a.at) {
			out = append(out, a)
		}
	}
	return out
}

// rule reports whether the active policy has a sourcing rule of the name.
func (c *checker) rule(name string) bool {
	p := c.shadow.Policies.Get(policy.IDOf(c.shadow.Shop().Policy))
	return p != nil && slices.ContainsFunc(p.Document.Sourcing, func(r policy.Rule) bool { return r.Name == name })
}

// told checks that so many units of a line are promised a day and the others none.
func (q waiting) told(day core.Date, covered core.Quantity) error {
	dated := core.Quantity(0)
	for _, p := range q.l.Portions {
		switch {
		case p.Bucket != order.Backordered:
		case p.Deliver < p.Ship || p.Ship == 0 && p.Deliver != 0:
			return fmt.Errorf("line %d of %s leaves on %s and arrives on %s", q.l.No, q.o.ID, p.Ship, p.Deliver)
		case p.Ship != 0 && p.Ship != day:
			return fmt.Errorf("line %d of %s is told %s, and what is to come says %s", q.l.No, q.o.ID, p.Ship, day)
		case p.Ship != 0:
			dated += p.Qty
		}
	}
	if want := min(covered, q.l.In(order.Backordered)); dated != want {
		return fmt.Errorf("%d units of line %d of %s are told a day, and %d are to come", dated, q.l.No, q.o.ID, want)
	}
	return nil
}

// waiting is a line in a queue.
type waiting struct {
	o     *order.Order
	l     *order.Line
	lacks core.Quantity
}

// queues lists who waits for each SKU, in the fair order.
func queues(w *world.World) map[string][]waiting {
	out := map[string][]waiting{}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Lines {
			l := &o.Lines[i]
			if !o.ByChannel && !l.Unknown && l.In(order.Open)+l.In(order.Backordered) > 0 {
				out[l.SKU] = append(out[l.SKU], waiting{o, l, lacks(w, o, l)})
			}
		}
		return true
	})
	for sku, queue := range out {
		slices.SortFunc(queue, func(a, b waiting) int {
			return cmp.Or(cmp.Compare(a.o.Priority, b.o.Priority), cmp.Compare(firstTold(a.o, sku), firstTold(b.o, sku)), cmp.Compare(a.o.Placed, b.o.Placed), cmp.Compare(a.o.N, b.o.N), cmp.Compare(a.l.No, b.l.No))
		})
	}
	return out
}

// firstTold is the dispatch of a SKU that was told first; the end of all days where none was.
func firstTold(o *order.Order, sku string) core.Date {
	if o.More != nil {
		for _, t := range o.More.Queued {
			if t.SKU == sku {
				return t.Ship
			}
		}
	}
	return lastDay
}

// leaves is the day on which everything that has come by a day can leave again.
func (c *checker) leaves(list []arrival, by core.Date) core.Date {
	latest := core.Date(0)
	for _, a := range list {
		if a.Expected > by {
			continue
		}
		day, l := a.Expected, c.shadow.Locations.Get(a.at)
		most := 0
		if l != nil {
			if most = l.Processing; l.Slow != nil {
				most += l.Slow.Processing
			}
		}
		for work := -1; l != nil; day++ {
			if works(l, day) {
				work++
			}
			if work == most {
				break
			}
		}
		latest = max(latest, day)
	}
	return latest
}

func works(l *catalog.Location, day core.Date) bool {
	mask := cmp.Or(l.Workdays, 62)
	return mask>>day.Time().Weekday()&1 != 0 && !slices.Contains(l.Holidays, day)
}

// arrival is what is to come of a SKU to a location.
type arrival struct {
	supply.Line
	at       string
	transfer bool
}

// arrivals lists what is to come of each SKU with a date.
func arrivals(w *world.World) map[string][]arrival {
	out := map[string][]arrival{}
	add := func(_ string, d *supply.Document) bool {
		if d.Bought() {
			return true
		}
		for _, l := range d.Lines {
			at := w.Locations.Get(d.Location)
			if at != nil && at.Closed && at.Until == 0 {
				continue
			}
			if q := l.Coming(d.Transfer()); q > 0 && l.Expected > d.Passed {
				if at != nil && at.Closed {
					l.Expected = max(l.Expected, at.Until)
				}
				out[l.SKU] = append(out[l.SKU], arrival{supply.Line{Qty: q, Expected: l.Expected}, d.Location, d.Transfer()})
			}
		}
		return true
	}
	w.Purchases.Each(add)
	w.Transfers.Each(add)
	return out
}

func total(list []arrival) core.Quantity {
	sum := core.Quantity(0)
	for _, l := range list {
		sum += l.Qty
	}
	return sum
}

// firstDay is the first day on which so many units have come; 0: they do not.
func firstDay(list []arrival, need core.Quantity) core.Date {
	var best core.Date
	for _, day := range list {
		sum := core.Quantity(0)
		for _, l := range list {
			if l.Expected <= day.Expected {
				sum += l.Qty
			}
		}
		if sum >= need && (best == 0 || day.Expected < best) {
			best = day.Expected
		}
	}
	return best
}
