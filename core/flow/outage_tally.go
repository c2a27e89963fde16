package flow

import (
	"slices"

	"andon/core"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/world"
)

// OutageTally compares a shop before an outage with the shop after its jobs. What else
// happened between the two to orders that were there before is counted too, so it is exact
// on a fork of the shop. It fails where after knows no such outage.
func OutageTally(before, after *world.World, id string) (outage.Tally, error) {
	out := after.Outages.Get(id)
	if out == nil {
		return outage.Tally{}, core.E(core.CodeNotFound, "outage.tally", id, "there is no such outage")
	}
	t := tallying{before: before, after: after, today: core.DateIn(out.Started, utc)}
	t.Outage, t.What = id, out.What
	t.Stuck, t.Promises = []outage.Stuck{}, []outage.Promise{}
	for _, o := range t.touched(out) {
		t.add(o, after.Orders.Get(o.ID))
	}
	if t.Unknown == 0 && t.Touched > 0 {
		t.Margin = &t.margin
	}
	return t.Tally, nil
}

// tallying is the comparison while it goes on.
type tallying struct {
	outage.Tally
	before, after *world.World
	today         core.Date // as the outage began
	margin        outage.Margin
}

// touched lists the orders, as they were, that the outage had a say in, in the order of
// their numbers; and notes what its jobs could not do.
func (t *tallying) touched(out *outage.Outage) (all []*order.Order) {
	looked := map[string]bool{}
	for _, name := range out.Jobs {
		j := t.after.Jobs.Get(name)
		for _, target := range j.Targets {
			id, _ := job.SplitTarget(target)
			looked[id] = true
		}
		for _, r := range j.Refused {
			t.Stuck = append(t.Stuck, outage.Stuck{Target: r.Target, Why: r.Why})
		}
	}
	t.before.Orders.Each(func(id string, was *order.Order) bool {
		now := t.after.Orders.Get(id)
		if now != nil && (looked[id] || now != was && !alike(was, now)) {
			all = append(all, was)
		}
		return true
	})
	slices.SortFunc(all, func(a, b *order.Order) int { return int(a.N) - int(b.N) })
	return all
}

// alike reports whether two states of an order ship from the same places, and promise the same.
func alike(was, now *order.Order) bool {
	return samePlaces(was, now) && slices.Equal(prospectOf(was), prospectOf(now))
}

func (t *tallying) add(was, now *order.Order) {
	t.Touched++
	if q := cameTo(was, now); q > 0 {
		t.Rerouted++
		t.Moved += q
	}
	if q := now.Sum(queues) - was.Sum(queues); q > 0 {
		t.Waiting++
		t.Waits += q
	}
	a, b := shippingCost(t.before, was), shippingCost(t.after, now)
	if was.Sum(order.Bucket.Here) == now.Sum(order.Bucket.Here) {
		t.Shipped++
		t.Before, t.After = t.Before+a, t.After+b
	}
	t.margin.Before += t.earned(t.before, was) - a
	t.margin.After += t.earned(t.after, now) - b
	t.broken(was, now)
}

// cameTo counts the units of an order that have not left and are where they were not, or
// go by another service.
func cameTo(was, now *order.Order) (q core.Quantity) {
	for i := range now.Lines {
		for k := range now.Fulfillments {
			f := &now.Fulfillments[k]
			if firstOfPlace(now, k) {
				q += max(unitsAt(now, i, f)-unitsAt(was, i, f), 0)
			}
		}
	}
	return q
}

// firstOfPlace reports whether no earlier fulfillment order of the order is at the same
// location for the same service: unitsAt counts them together.
func firstOfPlace(o *order.Order, k int) bool {
	f := &o.Fulfillments[k]
	return !slices.ContainsFunc(o.Fulfillments[:k], func(x order.Fulfillment) bool { return x.Location == f.Location && x.Service == f.Service })
}

// broken notes the lines of which less can be counted on than before; those whose day had
// passed already it counts apart.
func (t *tallying) broken(was, now *order.Order) {
	before, any := prospectOf(was), false
	for i := range before {
		o := outlookOf(&now.Lines[i])
		how := before[i].worse(o)
		if how == "" {
			continue
		}
		if day := before[i].deliver; day != 0 && day < t.today {
			t.Overdue++
			continue
		}
		any = true
		if t.Broken++; len(t.Promises) < outage.MaxPromises {
			p := outage.Promise{Order: was.ID, Line: was.Lines[i].No, How: string(how), Before: before[i].deliver}
			if o.undated == 0 {
				p.After = o.deliver
			}
			t.Promises = append(t.Promises, p)
		}
	}
	if any {
		t.Late++
	}
}

// earned is what the units of an order that are to ship bring, before tax, less their
// cost. Lines whose cost is not known in the order's currency are counted.
func (t *tallying) earned(w *world.World, o *order.Order) (sum core.Amount) {
	bare := *o
	bare.Lines = slices.Clone(o.Lines)
	for i := range bare.Lines {
		bare.Lines[i].Tax = 0
	}
	for i := range bare.Lines {
		l := &bare.Lines[i]
		q := l.Sum(order.Bucket.Here)
		if q == 0 {
			continue
		}
		cost, known := goodsCost(w, o, l)
		if !known {
			t.Unknown++
			continue
		}
		sum += bare.Worth(l, q) - cost
	}
	return sum
}
