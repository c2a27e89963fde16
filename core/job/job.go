// Package job is work on more documents than one command may change. A job is
// planned once (its targets are written down when it starts), runs in slices between
// other commands, and tells for every target that refused why. What can be undone is
// undone as one, by a job of its own.
package job

import (
	"slices"
	"strconv"

	"andon/core"
)

// NounJob is the noun of this package.
const NounJob core.Noun = "job"

// Op is what a job does to each target. Targets are order ids, or fulfillment orders
// written SO-17/F1; those of Forget name the key of the person too, SO-17/K1. What is
// done to fulfillment orders takes an order for all of its own.
type Op string

// The operations. Hold and Release undo each other; the others cannot be undone.
const (
	Hold    Op = "hold"    // place a manual hold on orders
	Release Op = "release" // resolve the manual hold of orders
	Source  Op = "source"  // look for stock again
	Cancel  Op = "cancel"  // cancel what has not left
	Accept  Op = "accept"  // release fulfillment orders to the floor
	Reroute Op = "reroute" // take fulfillment orders from their location and source them elsewhere
	Wave    Op = "wave"    // release what a wave has chosen; only its release starts it
	Forget  Op = "forget"  // of an erased person, on their orders; only an erasure starts it
	Outage  Op = "outage"  // take from what failed what is not picked, or move what a supplier brings; only an outage starts it
	Restore Op = "restore" // take that back where it helps; only the end of an outage starts it
)

// Ops lists the operations that a person may start.
func Ops() []Op { return []Op{Hold, Release, Source, Cancel, Accept, Reroute} }

// Inverse returns what undoes an operation.
func (o Op) Inverse() (Op, bool) {
	switch o {
	case Hold:
		return Release, true
	case Release:
		return Hold, true
	case Outage:
		return Restore, true
	}
	return "", false
}

// Limits of a job.
const (
	MaxTargets = 10_000
	Slice      = 16 // targets in one record: callers wait for one
)

// Refusal is a target that refused, and why.
type Refusal struct {
	Target string    `json:"target" cbor:"1,keyasint"`
	Code   core.Code `json:"code" cbor:"2,keyasint"`
	Why    string    `json:"why" cbor:"3,keyasint"`
}

// Job is one piece of work. N rises with every job of the shop; ID is "JB-N".
type Job struct {
	ID      string       `json:"id" cbor:"1,keyasint"`
	N       uint64       `json:"n" cbor:"2,keyasint"`
	Op      Op           `json:"op" cbor:"3,keyasint"`
	Reason  string       `json:"reason" cbor:"4,keyasint"`
	Targets []string     `json:"targets" cbor:"5,keyasint"`
	Next    int          `json:"next" cbor:"6,keyasint,omitempty"` // targets looked at
	Refused []Refusal    `json:"refused,omitempty" cbor:"7,keyasint,omitempty"`
	By      string       `json:"by" cbor:"8,keyasint"`
	Undoes  string       `json:"undoes,omitempty" cbor:"9,keyasint,omitempty"` // the job that this one takes back
	Started core.Instant `json:"started" cbor:"10,keyasint"`
	Ended   core.Instant `json:"ended,omitempty" cbor:"11,keyasint,omitempty"`
	Stopped string       `json:"stopped,omitempty" cbor:"12,keyasint,omitempty"` // why a person ended it early
	Wave    uint64       `json:"wave,omitempty" cbor:"13,keyasint,omitempty"`    // number of the wave that it releases
	core.Stamp
	Outage string `json:"outage,omitempty" cbor:"14,keyasint,omitempty"` // that it serves
	Did    *Tally `json:"did,omitempty" cbor:"15,keyasint,omitempty"`    // for it
}

// Tally counts what a job of an outage did. Costs are what shipping the orders that were
// moved in full costs, in the minor units of sourcing: packages, carriage and handling.
type Tally struct {
	Moved   int         `json:"moved,omitempty" cbor:"1,keyasint,omitempty"`   // targets that ship from elsewhere, or by another service
	Waiting int         `json:"waiting,omitempty" cbor:"2,keyasint,omitempty"` // of which units wait now
	Before  core.Amount `json:"cost_before,omitempty" cbor:"3,keyasint,omitempty"`
	After   core.Amount `json:"cost_after,omitempty" cbor:"4,keyasint,omitempty"`
}

// Add adds what another count says.
func (t *Tally) Add(u Tally) {
	t.Moved, t.Waiting, t.Before, t.After = t.Moved+u.Moved, t.Waiting+u.Waiting, t.Before+u.Before, t.After+u.After
}

// Count adds what a slice of the job did; nil: nothing that is counted.
func (j *Job) Count(did *Tally) {
	if did == nil {
		return
	}
	if j.Did == nil {
		j.Did = new(Tally)
	}
	j.Did.Add(*did)
}

// DocID is the document's id.
func (j *Job) DocID() string { return j.ID }

// Clone copies what Apply may change. Targets never change once a job has started.
func (j *Job) Clone() *Job {
	c := *j
	c.Refused = slices.Clone(j.Refused)
	if j.Did != nil {
		did := *j.Did
		c.Did = &did
	}
	return &c
}

// Done lists the targets that the operation was applied to.
func (j *Job) Done() []string {
	refused := make(map[string]bool, len(j.Refused))
	for _, r := range j.Refused {
		refused[r.Target] = true
	}
	var out []string
	for _, t := range j.Targets[:j.Next] {
		if !refused[t] {
			out = append(out, t)
		}
	}
	return out
}

// IDOf is the id of the job with a number.
func IDOf(n uint64) string { return "JB-" + strconv.FormatUint(n, 10) }

// Start begins a job.
type Start struct {
	Op      Op       `json:"op" cbor:"1,keyasint"`
	Targets []string `json:"targets" cbor:"2,keyasint"`
	Reason  string   `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Start) Kind() core.Kind { return "job.start" }

// Stop ends a job early; what it has done stands.
type Stop struct {
	Job    string `json:"job" cbor:"1,keyasint"`
	Reason string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Stop) Kind() core.Kind { return "job.stop" }

// Undo starts the job that takes another one back.
type Undo struct {
	Job    string `json:"job" cbor:"1,keyasint"`
	Reason string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Undo) Kind() core.Kind { return "job.undo" }

// Started opens a job.
type Started struct {
	ID      string   `json:"id" cbor:"1,keyasint"`
	N       uint64   `json:"n" cbor:"2,keyasint"`
	Op      Op       `json:"op" cbor:"3,keyasint"`
	Targets []string `json:"targets" cbor:"4,keyasint"`
	Reason  string   `json:"reason" cbor:"5,keyasint"`
	Undoes  string   `json:"undoes,omitempty" cbor:"6,keyasint,omitempty"`
	Wave    uint64   `json:"wave,omitempty" cbor:"7,keyasint,omitempty"`
	Outage  string   `json:"outage,omitempty" cbor:"8,keyasint,omitempty"` // that it serves
}

// Kind names the event.
func (*Started) Kind() core.Kind { return "job.started" }

// Stepped is one slice: targets up to Next were looked at.
type Stepped struct {
	Job     string    `json:"job" cbor:"1,keyasint"`
	Next    int       `json:"next" cbor:"2,keyasint"`
	Refused []Refusal `json:"refused,omitempty" cbor:"3,keyasint,omitempty"`
	Did     *Tally    `json:"did,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the event.
func (*Stepped) Kind() core.Kind { return "job.stepped" }

// Stopped ends a job early.
type Stopped struct {
	Job    string `json:"job" cbor:"1,keyasint"`
	Reason string `json:"reason" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Stopped) Kind() core.Kind { return "job.stopped" }
