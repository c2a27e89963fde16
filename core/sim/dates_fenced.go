package sim

import (
	"cmp"
	"slices"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// shares says a second time what fences will get of what is to come of a SKU by a day, by
// channel; granted is false where no channel has a fence of it.
func shares(w *world.World, sku string, list []arrival, by core.Date) (got map[string]core.Quantity, granted bool) {
	got = map[string]core.Quantity{}
	type key struct {
		day core.Date
		at  string
	}
	days := map[key][2]core.Quantity{} // purchased and transferred
	var order []key
	for _, a := range list {
		k := key{a.Expected, a.at}
		q, known := days[k]
		if !known {
			order = append(order, k)
		}
		if a.transfer {
			q[1] += a.Qty
		} else {
			q[0] += a.Qty
		}
		days[k] = q
	}
	slices.SortFunc(order, func(a, b key) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.at, b.at)) })
	fences := map[string]map[string]*stock.Reservation{} // by location and channel, as they will be
	for _, k := range order {
		if fences[k.at] == nil {
			fences[k.at] = fencesAt(w, stock.Key{SKU: sku, Location: k.at})
		}
		if granted = granted || len(fences[k.at]) > 0; k.day <= by {
			arrive(w, fences[k.at], stock.Key{SKU: sku, Location: k.at}, days[k], got)
		}
	}
	return got, granted
}

// fencesAt copies the fences at a balance, and makes those that stand there from the next
// delivery on.
func fencesAt(w *world.World, k stock.Key) map[string]*stock.Reservation {
	out := map[string]*stock.Reservation{}
	for id, ch := range docs(w.Channels.Each) {
		if r := w.FenceOf(id, k); r != nil {
			out[id] = r.Clone()
		} else if f := ch.Fence(k.SKU, k.Location); f != nil && f.Share > 0 {
			out[id] = &stock.Reservation{Standing: true}
		}
	}
	return out
}

func docs[T any](each func(func(string, T) bool)) map[string]T {
	out := map[string]T{}
	each(func(id string, d T) bool { out[id] = d; return true })
	return out
}

func arrive(w *world.World, fences map[string]*stock.Reservation, k stock.Key, q [2]core.Quantity, got map[string]core.Quantity) {
	channels := make([]string, 0, len(fences))
	for id := range fences {
		channels = append(channels, id)
	}
	slices.Sort(channels)
	share := func(id string) int {
		if f := w.Channels.Get(id).Fence(k.SKU, k.Location); f != nil {
			return f.Share
		}
		return 0
	}
	for _, id := range channels {
		counted := q[0]
		if f := w.Channels.Get(id).Fence(k.SKU, k.Location); f != nil && f.Location != "" {
			counted += q[1]
		}
		fences[id].Count(counted, share(id))
	}
	left := q[0] + q[1]
	pay := func(borrower string, most core.Quantity) (paid core.Quantity) {
		for _, lender := range channels {
			n := min(most-paid, fences[lender].Lent(borrower))
			if n > 0 {
				fences[lender].Lend(borrower, -n)
				got[lender] += n
				paid += n
			}
		}
		return paid
	}
	for _, id := range channels {
		n := min(fences[id].Owed, left)
		fences[id].Owed -= n
		left -= n
		got[id] += n - pay(id, n)
	}
	for _, lender := range channels {
		for _, l := range slices.Clone(fences[lender].Loans) {
			if w.Channels.Get(l.Channel) == nil || share(l.Channel) == 0 {
				n := min(l.Qty, left)
				fences[lender].Lend(l.Channel, -n)
				got[lender] += n
				left -= n
			}
		}
	}
}

// uncovered is how many units that lines of the last one's channel need, it and those
// ahead, are not there by a day.
func uncovered(queue []waiting, got map[string]core.Quantity, fences map[string]bool, come core.Quantity) core.Quantity {
	need := map[string]core.Quantity{}
	pool := func(o *order.Order) string {
		if fences[o.Channel] {
			return o.Channel
		}
		return ""
	}
	for _, q := range queue {
		need[pool(q.o)] += q.lacks
	}
	free, over := come, need[""]
	for id := range fences {
		free -= got[id]
		over += max(need[id]-got[id], 0)
	}
	own := need[""]
	if me := pool(queue[len(queue)-1].o); me != "" {
		own = max(need[me]-got[me], 0)
	}
	return min(max(over-free, 0), own)
}

// fencedCover is how many units of the last line of a queue are covered by all that is to
// come, and the day by which they are; false where no fence has a share in it.
func (c *checker) fencedCover(sku string, queue []waiting, coming []arrival) (covered core.Quantity, day core.Date, fenced bool) {
	all, fenced := shares(c.shadow, sku, coming, lastDay)
	if !fenced {
		return 0, 0, false
	}
	fences := map[string]bool{}
	for _, a := range coming {
		for id := range fencesAt(c.shadow, stock.Key{SKU: sku, Location: a.at}) {
			fences[id] = true
		}
	}
	units := queue[len(queue)-1].lacks
	rest := uncovered(queue, all, fences, total(coming))
	days := slices.Clone(coming)
	slices.SortStableFunc(days, func(a, b arrival) int { return cmp.Compare(a.Expected, b.Expected) })
	come := core.Quantity(0)
	for i, a := range days {
		if come += a.Qty; i+1 < len(days) && days[i+1].Expected == a.Expected {
			continue
		}
		if got, _ := shares(c.shadow, sku, coming, a.Expected); uncovered(queue, got, fences, come) <= rest {
			return max(units-rest, 0), a.Expected, true
		}
	}
	return 0, 0, true
}

// lastDay is behind all days.
const lastDay core.Date = 1<<31 - 1
