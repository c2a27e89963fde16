package order

import "andon/core"

// Scan is a person's request to pack what was scanned. Unlike Pack it is refused where the
// scan does not fit the fulfillment order: other goods, or more of them than were picked.
type Scan struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	FO       int       `json:"fo" cbor:"2,keyasint"`
	Scanned  []Scanned `json:"scanned" cbor:"3,keyasint"`
	Packages []Package `json:"packages,omitempty" cbor:"4,keyasint,omitempty"` // that it goes into, without contents; none: it stays loose
}

// Scanned is one scan, or as many of the same.
type Scanned struct {
	Code    string        `json:"code" cbor:"1,keyasint"`                     // a SKU, an alias, a GTIN of goods or of a pack of them
	Qty     core.Quantity `json:"qty,omitempty" cbor:"2,keyasint,omitempty"`  // of what the code stands for; 1 when 0
	Package int           `json:"into,omitempty" cbor:"3,keyasint,omitempty"` // its place in Packages, from 1; 0: the first
}

// Kind names the command.
func (*Scan) Kind() core.Kind { return "fulfillment.scan" }

// CancelShipment takes a shipment back that was reported and has not left: its units are
// packed again and its tracking number is void. From a connector it is a fact.
type CancelShipment struct {
	Order    string `json:"order" cbor:"1,keyasint"`
	Shipment int    `json:"shipment" cbor:"2,keyasint"`
	Reason   string `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*CancelShipment) Kind() core.Kind { return "shipment.cancel" }

// ShipmentCancelled takes a shipment back.
type ShipmentCancelled struct {
	Order    string     `json:"order" cbor:"1,keyasint"`
	Shipment int        `json:"shipment" cbor:"2,keyasint"`
	Moves    []UnitMove `json:"moves" cbor:"3,keyasint"`
	Reason   string     `json:"reason,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the event.
func (*ShipmentCancelled) Kind() core.Kind { return "order.shipment_cancelled" }

// Recall marks a shipment as taken back and puts its packages back on the order. Its units
// are moved by who calls.
func (o *Order) Recall(e *ShipmentCancelled, at core.Instant) {
	if e.Shipment < 1 || e.Shipment > len(o.Shipments) {
		return
	}
	s := &o.Shipments[e.Shipment-1]
	if len(s.Packages) > 0 {
		m := o.more()
		m.Packages = append(m.Packages, s.Packages...)
	}
	s.Packages, s.Void, s.Why = nil, at, e.Reason
}

// Collect is a fact: the customer has fetched what was kept at a location. No lines: all
// of the fulfillment order.
type Collect struct {
	Order string    `json:"order" cbor:"1,keyasint"`
	FO    int       `json:"fo" cbor:"2,keyasint"`
	Lines []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*Collect) Kind() core.Kind { return "fulfillment.collect" }

// Ready says that a fulfillment order can be collected, and until which day.
type Ready struct {
	Order string    `json:"order" cbor:"1,keyasint"`
	FO    int       `json:"fo" cbor:"2,keyasint"`
	Until core.Date `json:"until" cbor:"3,keyasint"`
}

// Kind names the event.
func (*Ready) Kind() core.Kind { return "order.ready" }
