package order

import "andon/core"

// NounConsignment is the noun of consignments.
const NounConsignment core.Noun = "consignment"

// MaxParts bounds the fulfillment orders of a consignment.
const MaxParts = 100

// Consignment is what leaves a location in one hand-over: shipments of several orders under
// one number of the carrier. What became of each stands in its order. N rises with every
// consignment of the shop; ID is "CN-N".
type Consignment struct {
	ID       string       `json:"id" cbor:"1,keyasint"`
	N        uint64       `json:"n" cbor:"2,keyasint"`
	Location string       `json:"location" cbor:"3,keyasint"`
	Carrier  string       `json:"carrier,omitempty" cbor:"4,keyasint,omitempty"`
	Service  string       `json:"service,omitempty" cbor:"5,keyasint,omitempty"`
	Tracking string       `json:"tracking,omitempty" cbor:"6,keyasint,omitempty"`
	Manifest string       `json:"manifest,omitempty" cbor:"7,keyasint,omitempty"` // the carrier's number of the hand-over
	Parts    []Part       `json:"parts" cbor:"8,keyasint"`
	At       core.Instant `json:"at" cbor:"9,keyasint"`
	Ended    core.Instant `json:"ended,omitempty" cbor:"10,keyasint,omitempty"` // when it arrived, was lost or taken back
	Lost     bool         `json:"lost,omitempty" cbor:"11,keyasint,omitempty"`
	Void     bool         `json:"void,omitempty" cbor:"12,keyasint,omitempty"` // it was taken back at Ended, before it left
	core.Stamp
}

// Part is a shipment of an order.
type Part struct {
	Order    string `json:"order" cbor:"1,keyasint"`
	Shipment int    `json:"shipment" cbor:"2,keyasint"`
}

// DocID is the document's id.
func (c *Consignment) DocID() string { return c.ID }

// Clone copies what Apply may change. Parts never change.
func (c *Consignment) Clone() *Consignment { d := *c; return &d }

// ShipConsignment is a fact: fulfillment orders of several orders left together.
type ShipConsignment struct {
	Parts    []Leaving `json:"parts" cbor:"1,keyasint"`
	Carrier  string    `json:"carrier,omitempty" cbor:"2,keyasint,omitempty"`
	Service  string    `json:"service,omitempty" cbor:"3,keyasint,omitempty"`
	Tracking string    `json:"tracking,omitempty" cbor:"4,keyasint,omitempty"`
	Manifest string    `json:"manifest,omitempty" cbor:"5,keyasint,omitempty"`
}

// Leaving is a fulfillment order that leaves in a consignment, or lines of it.
type Leaving struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	FO       int       `json:"fo" cbor:"2,keyasint"`
	Lines    []LineQty `json:"lines,omitempty" cbor:"3,keyasint,omitempty"` // none: all packed ones
	Packages []Package `json:"packages,omitempty" cbor:"4,keyasint,omitempty"`
}

// Kind names the command.
func (*ShipConsignment) Kind() core.Kind { return "consignment.ship" }

// DeliverConsignment is a fact: all of a consignment that had not, arrived or was lost.
type DeliverConsignment struct {
	Consignment string `json:"consignment" cbor:"1,keyasint"`
	Lost        bool   `json:"lost,omitempty" cbor:"2,keyasint,omitempty"`
}

// Kind names the command.
func (*DeliverConsignment) Kind() core.Kind { return "consignment.deliver" }

// CancelConsignment takes a consignment back that was reported and did not leave: the units
// of each of its shipments are packed again. From a connector it is a fact.
type CancelConsignment struct {
	Consignment string `json:"consignment" cbor:"1,keyasint"`
	Reason      string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the command.
func (*CancelConsignment) Kind() core.Kind { return "consignment.cancel" }

// Consigned opens a consignment; its shipments were made by events before it.
type Consigned struct {
	Consignment Consignment `json:"consignment" cbor:"1,keyasint"`
}

// Kind names the event.
func (*Consigned) Kind() core.Kind { return "consignment.shipped" }

// ConsignmentEnded ends a consignment: it arrived, was lost, or was taken back.
type ConsignmentEnded struct {
	Consignment string `json:"consignment" cbor:"1,keyasint"`
	Lost        bool   `json:"lost,omitempty" cbor:"2,keyasint,omitempty"`
	Void        bool   `json:"void,omitempty" cbor:"3,keyasint,omitempty"`
	Reason      string `json:"reason,omitempty" cbor:"4,keyasint,omitempty"` // why it was taken back
}

// Kind names the event.
func (*ConsignmentEnded) Kind() core.Kind { return "consignment.delivered" }
