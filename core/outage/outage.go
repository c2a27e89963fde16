// Package outage is what fails: a location closes or slows down, a carrier or one of its
// services is suspended, a supplier slips. An outage is started once with what it does to
// the orders that it touches, and ended once, which takes that back as far as reality
// allows. Both are work of jobs (see core/job); what an outage would do is found out by
// starting it on a fork of the shop.
//
// While it lasts its mark stands on what fails, beside master data, which may be put
// meanwhile without ending it.
package outage

import (
	"fmt"
	"slices"
	"strconv"

	"andon/core"
)

// NounOutage is the noun of this package.
const NounOutage core.Noun = "outage"

// Kind says what fails.
type Kind string

// The kinds.
const (
	Close   Kind = "close"   // a location ships nothing
	Slow    Kind = "slow"    // a location ships fewer fulfillment orders a day, or later
	Suspend Kind = "suspend" // a carrier, or one service of it, takes nothing
	Slip    Kind = "slip"    // a supplier's open purchase orders come later
)

// Words lists the kinds.
func (Kind) Words() []string {
	return []string{string(Close), string(Slow), string(Suspend), string(Slip)}
}

// What is what fails, and how.
type What struct {
	Kind       Kind   `json:"kind" cbor:"1,keyasint"`
	Location   string `json:"location,omitempty" cbor:"2,keyasint,omitempty"`   // closed or slowed down
	Carrier    string `json:"carrier,omitempty" cbor:"3,keyasint,omitempty"`    // suspended
	Service    string `json:"service,omitempty" cbor:"4,keyasint,omitempty"`    // of it alone
	Supplier   string `json:"supplier,omitempty" cbor:"5,keyasint,omitempty"`   // who slips
	Capacity   int    `json:"capacity,omitempty" cbor:"6,keyasint,omitempty"`   // slow: fulfillment orders a day; 0: as before
	Processing int    `json:"processing,omitempty" cbor:"7,keyasint,omitempty"` // slow: working days beside its own
	Days       int    `json:"days,omitempty" cbor:"8,keyasint,omitempty"`       // slip: calendar days later
}

// Subject names what fails.
func (w *What) Subject() string {
	switch w.Kind {
	case Suspend:
		if w.Carrier != "" && w.Service != "" {
			return w.Carrier + "/" + w.Service
		}
		return w.Carrier + w.Service
	case Slip:
		return w.Supplier
	}
	return w.Location
}

func (w *What) String() string {
	switch w.Kind {
	case Close:
		return w.Location + " is closed"
	case Slow:
		s := w.Location + " is slowed down"
		if w.Capacity != 0 {
			s += fmt.Sprintf(" to %d fulfillment orders a day", w.Capacity)
		}
		if w.Processing != 0 {
			s += fmt.Sprintf(", %d working days later", w.Processing)
		}
		return s
	case Suspend:
		if w.Service != "" {
			return "service " + w.Service + " of " + w.Carrier + " is suspended"
		}
		return "carrier " + w.Carrier + " is suspended"
	case Slip:
		return fmt.Sprintf("supplier %s comes %d days later", w.Supplier, w.Days)
	}
	return string(w.Kind)
}

// Outage is one of them. N rises with every outage of the shop; ID is "OT-N".
type Outage struct {
	ID      string       `json:"id" cbor:"1,keyasint"`
	N       uint64       `json:"n" cbor:"2,keyasint"`
	What    What         `json:"what" cbor:"3,keyasint"`
	Until   core.Date    `json:"until,omitempty" cbor:"4,keyasint,omitempty"` // the day from which it is expected to be over; 0: nobody knows
	Reason  string       `json:"reason" cbor:"5,keyasint"`
	By      string       `json:"by" cbor:"6,keyasint"`
	Started core.Instant `json:"started" cbor:"7,keyasint"`
	Jobs    []string     `json:"jobs,omitempty" cbor:"8,keyasint,omitempty"` // that took orders from what failed
	Ended   core.Instant `json:"ended,omitempty" cbor:"9,keyasint,omitempty"`
	Why     string       `json:"why,omitempty" cbor:"10,keyasint,omitempty"`      // of its end
	Back    []string     `json:"back,omitempty" cbor:"11,keyasint,omitempty"`     // jobs that take that back
	Told    int          `json:"told,omitempty" cbor:"12,keyasint,omitempty"`     // customers that it broke a promise to
	Good    int          `json:"restored,omitempty" cbor:"13,keyasint,omitempty"` // of them that were told that it is good again
	Shut    bool         `json:"shut,omitempty" cbor:"14,keyasint,omitempty"`     // a person had closed the location before, and it stays closed behind the outage
	ShutWhy string       `json:"shut_why,omitempty" cbor:"15,keyasint,omitempty"` // what that person said
	core.Stamp
}

// DocID is the document's id.
func (o *Outage) DocID() string { return o.ID }

// Clone copies what Apply may change.
func (o *Outage) Clone() *Outage {
	c := *o
	c.Jobs, c.Back = slices.Clone(o.Jobs), slices.Clone(o.Back)
	return &c
}

// IDOf is the id of the outage with a number.
func IDOf(n uint64) string { return "OT-" + strconv.FormatUint(n, 10) }

// Start begins an outage: what fails is marked, and jobs take from it what can be taken.
type Start struct {
	What   What      `json:"what" cbor:"1,keyasint"`
	Until  core.Date `json:"until,omitempty" cbor:"2,keyasint,omitempty"`
	Reason string    `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Start) Kind() core.Kind { return "outage.start" }

// End ends an outage and takes back what its jobs did.
type End struct {
	Outage string `json:"outage" cbor:"1,keyasint"`
	Reason string `json:"reason" cbor:"2,keyasint"`
	Keep   bool   `json:"keep,omitempty" cbor:"3,keyasint,omitempty"` // what was moved stays where it is
}

// Kind names the command.
func (*End) Kind() core.Kind { return "outage.end" }

// Started marks what fails.
type Started struct {
	ID     string    `json:"id" cbor:"1,keyasint"`
	N      uint64    `json:"n" cbor:"2,keyasint"`
	What   What      `json:"what" cbor:"3,keyasint"`
	Until  core.Date `json:"until,omitempty" cbor:"4,keyasint,omitempty"`
	Reason string    `json:"reason" cbor:"5,keyasint"`
	Jobs   []string  `json:"jobs,omitempty" cbor:"6,keyasint,omitempty"`
}

// Kind names the event.
func (*Started) Kind() core.Kind { return "outage.started" }

// Ended takes the mark away.
type Ended struct {
	Outage string   `json:"outage" cbor:"1,keyasint"`
	Reason string   `json:"reason" cbor:"2,keyasint"`
	Jobs   []string `json:"jobs,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the event.
func (*Ended) Kind() core.Kind { return "outage.ended" }
