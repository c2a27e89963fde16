package world

import (
	"andon/core/order"
	"andon/core/stock"
)

// Documents that come from a command or from disk carry their own copies of ids that
// the catalog holds already. Sharing the catalog's copy makes them smaller, and
// comparing them cheaper: equal strings at one address need no look at their bytes.

func (w *World) shareKey(k stock.Key) stock.Key {
	if s := w.SKUs.Get(k.SKU); s != nil {
		k.SKU = s.ID
	}
	if l := w.Locations.Get(k.Location); l != nil {
		k.Location = l.ID
	}
	return k
}

func (w *World) shareOrder(o *order.Order) {
	if c := w.Channels.Get(o.Channel); c != nil {
		o.Channel = c.ID
		if o.Currency == c.Currency {
			o.Currency = c.Currency
		}
		if o.Service == c.Service {
			o.Service = c.Service
		}
		if o.Entity == c.Entity {
			o.Entity = c.Entity
		}
	}
	if c := w.Customers.Get(o.Customer); c != nil {
		o.Customer = c.ID
	}
	for i := range o.Lines {
		if s := w.SKUs.Get(o.Lines[i].SKU); s != nil {
			o.Lines[i].SKU = s.ID
		}
	}
	for i := range o.Fulfillments {
		w.shareFulfillment(o, &o.Fulfillments[i])
	}
}

func (w *World) shareFulfillment(o *order.Order, f *order.Fulfillment) {
	if l := w.Locations.Get(f.Location); l != nil {
		f.Location = l.ID
	}
	if f.Service == o.Service {
		f.Service = o.Service
	}
}
