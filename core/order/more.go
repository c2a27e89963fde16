package order

import "slices"

// More is what few orders have, kept beside those fields that every order pays for in
// memory: what happens after shipping, what outsiders were asked, what was told to the
// customer. Order.More is nil where there is nothing.
type More struct {
	Notices     []Noticed   `json:"notices,omitempty" cbor:"30,keyasint,omitempty"`      // what the customer was told, once for each cause
	Queued      []FirstTold `json:"queued,omitempty" cbor:"40,keyasint,omitempty"`       // what sets its place in the queues for stock
	Packages    []Package   `json:"packages,omitempty" cbor:"25,keyasint,omitempty"`     // that have not left
	LastPackage int         `json:"last_package,omitempty" cbor:"26,keyasint,omitempty"` // highest number that was given to one
	Asks        []Ask       `json:"asks,omitempty" cbor:"10,keyasint,omitempty"`         // of outsiders, oldest first
}

// Clone copies what Apply may change.
func (m *More) Clone() *More {
	if m == nil {
		return nil
	}
	c := *m
	c.Notices = slices.Clone(m.Notices)
	c.Packages = slices.Clone(m.Packages)
	c.Asks = slices.Clone(m.Asks)
	return &c
}

// more is the place for what few orders have, made where there is none yet.
func (o *Order) more() *More {
	if o.More == nil {
		o.More = new(More)
	}
	return o.More
}
