package query

import (
	"fmt"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// NounATP asks what is available to promise of a SKU, day by day.
const NounATP core.Noun = "atp"

// atp is what is available to promise of a SKU: over all locations, at each, and for
// each channel. What orders wait for has no location yet, so a location's has no backlog,
// and Note says so. A channel's days are what a new order of it would be promised.
type atp struct {
	SKU       string             `json:"sku"`
	OnHand    core.Quantity      `json:"available"`
	Waiting   core.Quantity      `json:"waiting"`
	Undated   core.Quantity      `json:"undated,omitempty"` // on its way, and nobody knows when
	Days      []supply.Available `json:"days"`
	Note      string             `json:"note,omitempty"`
	Locations []atpPlace         `json:"locations,omitempty"`
	Channels  []atpChannel       `json:"channels,omitempty"`
}

type atpPlace struct {
	Location string             `json:"location"`
	OnHand   core.Quantity      `json:"available"`
	Days     []supply.Available `json:"days"`
}

type atpChannel struct {
	Channel  string        `json:"channel"`
	Incoming bool          `json:"incoming"` // it may promise what is on its way
	OnHand   core.Quantity `json:"available"`
	Days     []promisable  `json:"days"`
}

// promisable is what a channel may promise on a day: on the first what is on its shelves,
// on later ones what comes and is granted to no other channel, less what lines ahead take.
type promisable struct {
	Day        core.Date     `json:"day"`
	Leaves     core.Date     `json:"leaves,omitempty"` // the day from which all of it can leave; none: it is there
	Arriving   core.Quantity `json:"arriving"`
	Discrete   core.Quantity `json:"discrete"`
	Cumulative core.Quantity `json:"cumulative"`
}

// atp phases by time what is available to promise of the SKU that is asked for.
func (r *request) atp() *atp {
	s := r.w.SKUs.Get(r.q.ID)
	if s == nil || !s.Tracked() {
		return nil
	}
	arriving := map[string][]supply.Dated{} // by location
	var all []supply.Dated
	v := &atp{SKU: s.ID}
	r.w.Supply(s.ID, func(c world.Coming) bool {
		if c.Date == 0 {
			v.Undated += c.Qty
			return true
		}
		d := supply.Dated{Day: c.Date, Qty: c.Qty}
		all, arriving[c.Location] = append(all, d), append(arriving[c.Location], d)
		return true
	})
	asked := r.backlog(s.ID)
	for _, d := range asked {
		v.Waiting += d.Qty
	}
	here := map[string]core.Quantity{}
	r.w.BalancesOf(s.ID, func(b *stock.Balance) bool {
		if b.Owner == "" {
			here[b.Location] += b.Q[stock.Available]
			v.OnHand += b.Q[stock.Available]
		}
		return true
	})
	today := core.DateIn(r.now, time.UTC)
	v.Days = supply.ToPromise(today, v.OnHand, all, asked)
	r.w.Locations.Each(func(id string, l *catalog.Location) bool {
		if here[id] != 0 || len(arriving[id]) > 0 {
			day := core.DateIn(r.now, l.Clock())
			v.Locations = append(v.Locations, atpPlace{id, here[id], supply.ToPromise(day, here[id], arriving[id], nil)})
		}
		return true
	})
	if v.Waiting > 0 && len(v.Locations) > 0 {
		v.Note = fmt.Sprintf("%s that orders wait for belong to no location yet: the days of all locations together count them, those of each location do not", units(v.Waiting))
	}
	for _, c := range r.sells(s.ID) {
		v.Channels = append(v.Channels, r.atpOf(c, s.ID, today))
	}
	return v
}

// atpOf is what a channel may promise day by day.
func (r *request) atpOf(c api.ChannelStock, sku string, today core.Date) atpChannel {
	days, told := flow.NewDecider().Promisable(r.w, r.now, r.w.Channels.Get(c.Channel), sku)
	one := atpChannel{Channel: c.Channel, Incoming: told, OnHand: c.Available}
	one.Days = []promisable{{Day: today, Discrete: c.Available, Cumulative: c.Available}}
	for _, d := range days {
		sum := c.Available + d.Units
		one.Days = append(one.Days, promisable{d.Day, d.Leaves, d.Arriving, sum - one.Days[len(one.Days)-1].Cumulative, sum})
	}
	return one
}

// backlog lists what orders wait for of a SKU: promised units on the day on which they
// leave, the others today, because they are filled by whatever comes first.
func (r *request) backlog(sku string) []supply.Dated {
	var out []supply.Dated
	add := func(e world.WaitEntry) bool {
		o := r.w.Orders.Get(e.Order)
		for _, p := range o.Line(e.Line).Portions {
			if p.Bucket.Waiting() {
				out = append(out, supply.Dated{Day: p.Ship, Qty: p.Qty})
			}
		}
		return true
	}
	r.w.Waiting(sku, add)
	r.w.Dated(sku, func(e world.WaitEntry) bool { // preordered units stand here alone
		o := r.w.Orders.Get(e.Order)
		return world.Waits(o, o.Line(e.Line)) || o.Line(e.Line).In(order.Preordered) == 0 || add(e)
	})
	return out
}
