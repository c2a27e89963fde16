// Package stock is the stock book. Every unit of a tracked SKU at a location is in
// exactly one state, and states change only by a [Move], which takes from one
// account what it gives to another. Balance.Apply is the one door.
//
// What must hold for every balance (Balance.Check):
//
//	on_hand = available + committed + reserved + safety_stock + quality_control + damaged
//	committed = allocated + released + picked + packed
//
// where on_hand is kept independently, from what receipts, shipments, returns,
// transfers and counts say. A fact may drive a balance below zero; the book shows it.
package stock

import "andon/core"

// State is an account of a balance. The numbers are fixed on disk.
type State uint8

// The states. Allocated to Packed are the parts of committed.
const (
	None           State = 0
	Available      State = 1
	Allocated      State = 2
	Released       State = 3
	Picked         State = 4
	Packed         State = 5
	Reserved       State = 6
	SafetyStock    State = 7
	QualityControl State = 8
	Damaged        State = 9
	Incoming       State = 10 // purchase orders; outside on_hand
	InTransit      State = 11 // transfers; outside on_hand
	Returning      State = 12 // announced returns; outside on_hand
	Supplier       State = 13 // the other side of receipts
	Customer       State = 14 // the other side of shipments and returns
	Variance       State = 15 // the other side of counts and adjustments
	States               = 16
)

var stateNames = [States]string{"", "available", "allocated", "released", "picked", "packed", "reserved",
	"safety_stock", "quality_control", "damaged", "incoming", "in_transit", "returning", "supplier", "customer", "variance"}

func (s State) String() string {
	if s < States {
		return stateNames[s]
	}
	return "unknown"
}

// MarshalText writes the state's name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a state's name.
func (s *State) UnmarshalText(b []byte) error {
	for i, n := range stateNames {
		if n == string(b) {
			*s = State(i)
			return nil
		}
	}
	return core.E(core.CodeInvalid, "stock", "", "there is no stock state "+string(b[:min(len(b), 40)]))
}

// OnHand reports whether units in the state are physically here.
func (s State) OnHand() bool { return s >= Available && s <= Damaged }

// Committed reports whether units in the state are promised to an order.
func (s State) Committed() bool { return s >= Allocated && s <= Packed }

// Movable reports whether a person may move units into or out of the state by hand:
// committed units are moved by their order, the outer ones by their documents.
func (s State) Movable() bool {
	switch s {
	case Available, SafetyStock, QualityControl, Damaged:
		return true
	}
	return false
}

// Cause says why units moved. It alone decides what a move does to on_hand, so
// that a move between wrong states shows up as a broken equation.
type Cause uint8

// The causes; numbers are fixed on disk.
const (
	Inside      Cause = 1 // between states of one location: on_hand stays
	Receipt     Cause = 2 // from a supplier: +
	Shipment    Cause = 3 // to a customer: -
	Return      Cause = 4 // from a customer: +
	Found       Cause = 5 // count or adjustment: +
	Missing     Cause = 6 // count or adjustment: -
	TransferOut Cause = 7 // left for another location: -
	TransferIn  Cause = 8 // arrived from another location: +
	Document    Cause = 9 // incoming and in transit, by their documents: on_hand stays
)

var causeNames = []string{"", "inside", "receipt", "shipment", "return", "found", "missing", "transfer_out", "transfer_in", "document"}

func (c Cause) String() string {
	if int(c) < len(causeNames) {
		return causeNames[c]
	}
	return "unknown"
}

// MarshalText writes the cause's name.
func (c Cause) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a cause's name.
func (c *Cause) UnmarshalText(b []byte) error {
	for i, n := range causeNames {
		if n == string(b) {
			*c = Cause(i)
			return nil
		}
	}
	return core.E(core.CodeInvalid, "stock", "", "there is no cause "+string(b[:min(len(b), 40)]))
}

// sign is what the cause does to on_hand.
func (c Cause) sign() core.Quantity {
	switch c {
	case Receipt, Return, Found, TransferIn:
		return 1
	case Shipment, Missing, TransferOut:
		return -1
	}
	return 0
}
