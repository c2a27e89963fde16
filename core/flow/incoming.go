package flow

import (
	"slices"
	"sort"

	"andon/core"
	"andon/core/catalog"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// What is on its way is shared as it will be when it arrives, see grant: each fence gets
// what it is owed and its share of a day's deliveries to its location, a borrower's grants
// pay back its loans, and the rest is free. A line may count on what its channel's fences
// get and on what is free, less what lines ahead need: of its own channel all, of others
// what their own fences do not give them.

// incoming is the share of fences in what is on its way of a SKU to one location.
type incoming struct {
	w      *world.World
	k      stock.Key
	fences []incomingFence
}

type incomingFence struct {
	of        int // the channel, in a timetable's list
	share     int
	transfers bool  // count too
	credit    int64 // thousandths of a unit
	owed      core.Quantity
	loans     []stock.Loan
}

// fencedChannels lists the channels that are granted some of a SKU or keep a fence of it.
func fencedChannels(w *world.World, sku string) (out []string) {
	w.Channels.Each(func(id string, ch *catalog.Channel) bool {
		fits := func(f catalog.Fence) bool { return f.Share > 0 && (f.SKU == "" || f.SKU == sku) }
		if len(ch.Fences) > 0 && slices.ContainsFunc(ch.Fences, fits) {
			out = append(out, id)
		}
		return true
	})
	w.Kept(sku, func(r *stock.Reservation) bool {
		if r.Standing && !slices.Contains(out, r.Channel()) && w.Channels.Get(r.Channel()) != nil {
			out = append(out, r.Channel())
		}
		return true
	})
	slices.Sort(out)
	return out
}

func newIncoming(w *world.World, k stock.Key, channels []string) *incoming {
	in := &incoming{w: w, k: k}
	for i, id := range channels {
		f := incomingFence{of: i}
		if rule := w.Channels.Get(id).Fence(k.SKU, k.Location); rule != nil {
			f.share, f.transfers = rule.Share, rule.Location != ""
		}
		if r := w.FenceOf(id, k); r != nil {
			f.credit, f.owed, f.loans = r.Credit%1000, r.Owed, slices.Clone(r.Loans)
		}
		in.fences = append(in.fences, f)
	}
	return in
}

// arrive shares a day's deliveries and adds to what each channel's fences get.
func (in *incoming) arrive(purchased, transferred core.Quantity, fenced []core.Quantity, channels []string) {
	for i := range in.fences {
		f := &in.fences[i]
		counted := purchased
		if f.transfers {
			counted += transferred
		}
		f.credit += int64(counted) * int64(f.share)
		f.owed += core.Quantity(f.credit / 1000)
		f.credit %= 1000
	}
	left := purchased + transferred
	for i := range in.fences {
		f := &in.fences[i]
		aside := min(f.owed, left)
		f.owed -= aside
		left -= aside
		for k := range in.fences {
			n := in.fences[k].payBack(channels[f.of], aside)
			fenced[in.fences[k].of] += n
			aside -= n
		}
		fenced[f.of] += aside
	}
	for i := range in.fences {
		f := &in.fences[i]
		for k := range f.loans {
			if to := f.loans[k].Channel; !isGranted(in.w, to, in.k) {
				n := f.payBack(to, left)
				fenced[f.of] += n
				left -= n
			}
		}
	}
}

// payBack is how many of some units pay back what a fence lent to a channel.
func (f *incomingFence) payBack(channel string, most core.Quantity) core.Quantity {
	for i := range f.loans {
		if l := &f.loans[i]; l.Channel == channel {
			n := min(l.Qty, max(most, 0))
			l.Qty -= n
			return n
		}
	}
	return 0
}

// share works out what fences get of the days of a timetable, if there are any.
func (t *timetable) share(w *world.World, sku string, coming []world.Coming) {
	if len(coming) == 0 {
		return
	}
	if t.fences = fencedChannels(w, sku); len(t.fences) == 0 {
		return
	}
	places := map[string]*incoming{}
	sum := make([]core.Quantity, len(t.fences))
	for i := 0; i < len(coming); {
		c, purchased, transferred, from := &coming[i], core.Quantity(0), core.Quantity(0), i
		for ; i < len(coming) && coming[i].Date == c.Date && coming[i].Location == c.Location; i++ {
			if coming[i].Noun == supply.NounTransfer {
				transferred += coming[i].Qty
			} else {
				purchased += coming[i].Qty
			}
		}
		at := places[c.Location]
		if at == nil {
			at = newIncoming(w, stock.Key{SKU: sku, Location: c.Location}, t.fences)
			places[c.Location] = at
		}
		at.arrive(purchased, transferred, sum, t.fences)
		for k := from; k < i; k++ {
			t.days[k].fenced = slices.Clone(sum)
		}
	}
}

// uncovered is how many of the units that lines of a channel need, up to a place in the
// queue, are not there after the arrivals up to the i-th, the last of its day. What a
// fence gets and its channel does not need serves nobody.
func (s *spot) uncovered(channel string, i int) core.Quantity {
	a := &s.table.days[i]
	taken, own, fence := s.need, s.need, core.Quantity(0)
	for x := range s.needs {
		taken += max(a.fenced[x]-s.needs[x], 0)
		own -= s.needs[x]
	}
	if x, fenced := slices.BinarySearch(s.table.fences, channel); fenced {
		own, fence = s.needs[x], a.fenced[x]
	}
	return min(max(taken-a.sum, 0), max(own-fence, 0))
}

// covered is the last arrival of the first day on which all but so many of those units
// are there.
func (s *spot) covered(channel string, but core.Quantity) int {
	days := s.table.days
	if s.needs == nil {
		return s.table.endOf(sort.Search(len(days)-1, func(i int) bool { return days[i].sum >= s.need-but }))
	}
	for i := s.table.endOf(0); ; i = s.table.endOf(i + 1) {
		if i == len(days)-1 || s.uncovered(channel, i) <= but {
			return i
		}
	}
}

// endOf is the last arrival of the day of one.
func (t *timetable) endOf(i int) int {
	for i+1 < len(t.days) && t.days[i+1].day == t.days[i].day {
		i++
	}
	return i
}
