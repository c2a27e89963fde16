// Package wave is the release of work to the floor. A wave is fulfillment orders of one
// location that were released together: chosen in a fair order by [Release], written
// down in [Opened], and never changed after. Where a wave stands is computed from its
// units, which belong to their orders; a large one is released in slices by a job.
package wave

import (
	"cmp"
	"strconv"

	"andon/core"
)

// NounWave is the noun of this package.
const NounWave core.Noun = "wave"

// MaxMembers bounds the fulfillment orders of a wave.
const MaxMembers = 10_000

// Choice says which fulfillment orders of a location go into a wave. What is left out
// does not choose.
type Choice struct {
	Location string        `json:"location" cbor:"1,keyasint"`
	Service  string        `json:"service,omitempty" cbor:"2,keyasint,omitempty"`
	Until    core.Date     `json:"until,omitempty" cbor:"3,keyasint,omitempty"`    // due on that day or before
	Priority *int          `json:"priority,omitempty" cbor:"4,keyasint,omitempty"` // of orders with this one or a lower number
	Limit    int           `json:"limit,omitempty" cbor:"5,keyasint,omitempty"`    // fulfillment orders
	Units    core.Quantity `json:"units,omitempty" cbor:"6,keyasint,omitempty"`    // the first one that would go beyond ends the wave
}

// Left counts the fulfillment orders that wait for their release and did not come along,
// each by the first thing that kept it.
type Left struct {
	Other    int `json:"other,omitempty" cbor:"1,keyasint,omitempty"`    // another service, day or priority
	Held     int `json:"held,omitempty" cbor:"2,keyasint,omitempty"`     // a hold blocks the release
	Capacity int `json:"capacity,omitempty" cbor:"3,keyasint,omitempty"` // beyond what the location does in a day
	Behind   int `json:"behind,omitempty" cbor:"4,keyasint,omitempty"`   // behind the limit
}

// Sum is how many were left.
func (l Left) Sum() int { return l.Other + l.Held + l.Capacity + l.Behind }

// Wave is one release. N rises with every wave of the shop; ID is "WV-N".
type Wave struct {
	ID      string        `json:"id" cbor:"1,keyasint"`
	N       uint64        `json:"n" cbor:"2,keyasint"`
	Choice  Choice        `json:"choice" cbor:"3,keyasint"`
	Members []string      `json:"members" cbor:"4,keyasint"` // SO-17/F1, in the order in which they were chosen
	Units   core.Quantity `json:"units" cbor:"5,keyasint"`   // that were to be released
	Left    Left          `json:"left" cbor:"6,keyasint"`
	Job     string        `json:"job,omitempty" cbor:"7,keyasint,omitempty"` // that releases what did not fit into one command
	By      string        `json:"by" cbor:"8,keyasint"`
	Opened  core.Instant  `json:"opened" cbor:"9,keyasint"`
	core.Stamp
}

// DocID is the document's id.
func (w *Wave) DocID() string { return w.ID }

// Clone copies what Apply may change. Members never change.
func (w *Wave) Clone() *Wave { c := *w; return &c }

// IDOf is the id of the wave with a number; "" of none.
func IDOf(n uint64) string {
	if n == 0 {
		return ""
	}
	return "WV-" + strconv.FormatUint(n, 10)
}

// Place is where a fulfillment order stands in the fair order of waves: the day on which
// it is due, the priority of its order, when that was placed, and its number.
type Place struct {
	Due      core.Date
	Priority int
	Placed   core.Instant
	N        uint64
	FO       int
}

// Compare compares two places; the lower one is released first.
func (a Place) Compare(b Place) int {
	return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Placed, b.Placed),
		cmp.Compare(a.N, b.N), cmp.Compare(a.FO, b.FO))
}

// Release asks for a wave. The engine chooses in the order of [Place]; fulfillment
// orders that a hold blocks are left, and no more are taken than the location has
// capacity for on this day.
type Release struct {
	Choice
}

// Kind names the command.
func (*Release) Kind() core.Kind { return "wave.release" }

// Opened opens a wave. Its units are released by the events of their orders.
type Opened struct {
	ID      string        `json:"id" cbor:"1,keyasint"`
	N       uint64        `json:"n" cbor:"2,keyasint"`
	Choice  Choice        `json:"choice" cbor:"3,keyasint"`
	Members []string      `json:"members" cbor:"4,keyasint"`
	Units   core.Quantity `json:"units" cbor:"5,keyasint"`
	Left    Left          `json:"left" cbor:"6,keyasint"`
}

// Kind names the event.
func (*Opened) Kind() core.Kind { return "wave.opened" }
