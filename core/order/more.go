package order

import (
	"slices"

	"andon/core"
)

// More is what few orders have, kept beside those fields that every order pays for in
// memory: what happens after shipping, what outsiders were asked, what was told to the
// customer. Order.More is nil where there is nothing.
type More struct {
	Returns     []RMA         `json:"returns,omitempty" cbor:"1,keyasint,omitempty"`
	Refunds     []Refund      `json:"refunds,omitempty" cbor:"2,keyasint,omitempty"`
	Kits        []KitShare    `json:"kits,omitempty" cbor:"3,keyasint,omitempty"`         // how the price of kits is spread
	Replaces    string        `json:"replaces,omitempty" cbor:"4,keyasint,omitempty"`     // the order whose goods it replaces
	Replaced    []Replacement `json:"replaced,omitempty" cbor:"5,keyasint,omitempty"`     // orders that replace goods of this one
	LostSettled []LineQty     `json:"lost_settled,omitempty" cbor:"6,keyasint,omitempty"` // lost units that were refunded or sent again
	Found       []LineQty     `json:"found,omitempty" cbor:"7,keyasint,omitempty"`        // of them, units that arrived after all
	Unpaid      []LineQty     `json:"unpaid,omitempty" cbor:"8,keyasint,omitempty"`       // cancelled units that the line's price counts no more
	Sums        Sums          `json:"sums" cbor:"9,keyasint"`

	Notices     []Noticed   `json:"notices,omitempty" cbor:"30,keyasint,omitempty"`      // what the customer was told, once for each cause
	Outage      string      `json:"outage,omitempty" cbor:"31,keyasint,omitempty"`       // the last that took units of it from where they were
	Queued      []FirstTold `json:"queued,omitempty" cbor:"40,keyasint,omitempty"`       // what sets its place in the queues for stock
	Packages    []Package   `json:"packages,omitempty" cbor:"25,keyasint,omitempty"`     // that have not left
	LastPackage int         `json:"last_package,omitempty" cbor:"26,keyasint,omitempty"` // highest number that was given to one
	Asks        []Ask       `json:"asks,omitempty" cbor:"10,keyasint,omitempty"`         // of outsiders, oldest first
}

// Sums is what changed the money of an order beside its units. Minor units.
type Sums struct {
	Dropped  core.Amount `json:"dropped,omitempty" cbor:"1,keyasint,omitempty"`  // what newer versions took off the total after money was captured
	Beyond   core.Amount `json:"beyond,omitempty" cbor:"2,keyasint,omitempty"`   // what amendments changed since the total was stated
	Deducted core.Amount `json:"deducted,omitempty" cbor:"3,keyasint,omitempty"` // restocking fees
	Ahead    core.Amount `json:"ahead,omitempty" cbor:"5,keyasint,omitempty"`    // what the channel paid back by itself
	Goodwill core.Amount `json:"goodwill,omitempty" cbor:"4,keyasint,omitempty"` // given for no goods
}

// Replacement is an order that replaces goods of another.
type Replacement struct {
	Order  string `json:"order" cbor:"1,keyasint"`
	Return int    `json:"return,omitempty" cbor:"2,keyasint,omitempty"` // that it answers; 0: lost units
}

// Clone copies what Apply may change.
func (m *More) Clone() *More {
	if m == nil {
		return nil
	}
	c := *m
	c.Returns = slices.Clone(m.Returns)
	for i := range c.Returns {
		c.Returns[i] = c.Returns[i].clone()
	}
	c.Refunds, c.Kits, c.Replaced = slices.Clone(m.Refunds), slices.Clone(m.Kits), slices.Clone(m.Replaced)
	c.Notices = slices.Clone(m.Notices)
	c.Packages = slices.Clone(m.Packages)
	c.Asks = slices.Clone(m.Asks)
	c.LostSettled, c.Found, c.Unpaid = slices.Clone(m.LostSettled), slices.Clone(m.Found), slices.Clone(m.Unpaid)
	return &c
}

// more is the place for what few orders have, made where there is none yet.
func (o *Order) more() *More {
	if o.More == nil {
		o.More = new(More)
	}
	return o.More
}

var none More

// rare is what few orders have, for reading: never nil, never to be changed.
func (o *Order) rare() *More {
	if o.More == nil {
		return &none
	}
	return o.More
}

// Links are the orders that replace goods of this one, and the one whose goods it replaces.
func (o *Order) Links() (ids []string) {
	m := o.rare()
	if m.Replaces != "" {
		ids = append(ids, m.Replaces)
	}
	for _, r := range m.Replaced {
		ids = append(ids, r.Order)
	}
	return ids
}
