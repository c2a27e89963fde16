package query

import (
	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/stock"
)

// sells says what each channel may promise of a SKU, with the parts that make it. Of a
// kit that is as many as its scarcest component makes.
func (r *request) sells(sku string) []api.ChannelStock {
	s := r.w.SKUs.Get(sku)
	if s == nil || !s.Tracked() && len(s.Kit) == 0 {
		return nil
	}
	var out []api.ChannelStock
	rules := flow.NewDecider()
	r.w.Channels.Each(func(_ string, c *catalog.Channel) bool {
		out = append(out, r.channelStock(rules, c, s))
		return true
	})
	return out
}

func (r *request) channelStock(rules *flow.Decider, c *catalog.Channel, s *catalog.SKU) api.ChannelStock {
	v := api.ChannelStock{Channel: c.ID, Suspended: c.Suspended}
	v.Buffer, v.Cap, v.Rule = rules.ChannelTerms(r.w, c, s)
	if len(s.Kit) == 0 {
		r.onShelves(&v, s.ID)
		if days, _ := rules.Promisable(r.w, r.now, c, s.ID); len(days) > 0 {
			v.Incoming = days[len(days)-1].Units
		}
	}
	for i, k := range s.Kit {
		part := r.channelStock(rules, c, r.w.SKUs.Get(k.SKU))
		if n := (part.Available + part.Incoming) / k.Qty; i == 0 || n < v.Available+v.Incoming {
			v.Available = min(part.Available/k.Qty, n)
			v.Free, v.Fenced, v.Floor, v.Incoming = part.Free/k.Qty, part.Fenced/k.Qty, part.Floor/k.Qty, n-v.Available
		}
	}
	v.Published = max(v.Available+v.Incoming-v.Buffer, 0)
	if v.Cap > 0 {
		v.Published = min(v.Published, v.Cap)
	}
	if v.Suspended {
		v.Published = 0
	}
	return v
}

// onShelves adds up what open locations have of a SKU for a channel.
func (r *request) onShelves(v *api.ChannelStock, sku string) {
	fenced := map[string]core.Quantity{} // by location
	r.w.Kept(sku, func(k *stock.Reservation) bool {
		if k.Channel() == v.Channel {
			fenced[k.Location] += k.Qty
		}
		return true
	})
	r.w.BalancesOf(sku, func(b *stock.Balance) bool {
		l := r.w.Locations.Get(b.Location)
		if b.Owner != "" || l != nil && l.Closed {
			return true
		}
		free, own, below := max(b.Q[stock.Available], 0), fenced[b.Location], core.Quantity(0)
		if l != nil {
			below = min(l.FloorOf(sku), free+own)
		}
		v.Free, v.Fenced, v.Floor = v.Free+free, v.Fenced+own, v.Floor+below
		v.Available += free + own - below
		return true
	})
}
