// Package policy is the shop's rules as versioned data: what is refused or held, what a
// channel is shown, how orders are sourced, promised, backordered and substituted, and
// how soon exceptions are due.
//
// A [Document] is a list of rules in sections. A rule has a condition in the language
// of core/policy/lang and says what follows from it. A [Policy] is one version of the
// document with its life: draft, proposed, approved by another person, active from a
// date, replaced. A [Set] is a document made ready to be asked; what its conditions may
// speak of is given by who asks, see core/flow.
//
// A document that was proposed never changes again, so that a decision which names a
// version and a rule can be explained for ever.
package policy

import (
	"slices"
	"strings"

	"andon/core"
)

// Section is a part of a document: what its rules are about.
type Section string

// The sections.
const (
	Validation   Section = "validation"   // is the order sound?
	Holds        Section = "holds"        // must a sound order wait?
	Channels     Section = "channels"     // what a channel is told of a SKU's stock
	Sourcing     Section = "sourcing"     // prices and limits of choosing locations
	Promise      Section = "promise"      // what may be told
	Backorder    Section = "backorder"    // what becomes of units that wait, and who comes first
	Substitution Section = "substitution" // may something else go in its place?
	Service      Section = "service"      // how grave and how soon due an exception is
)

// Sections lists the sections in the order of a document.
func Sections() []Section {
	return []Section{Validation, Holds, Channels, Sourcing, Promise, Backorder, Substitution, Service}
}

// What a rule may be asked for, beside the subject of its section.
const (
	PerLine     = "line"
	PerLocation = "location"
)

// Document is one policy: rules by section, and examples that must come out as stated.
type Document struct {
	Title        string    `json:"title,omitempty" cbor:"1,keyasint,omitempty"`
	Validation   []Rule    `json:"validation,omitempty" cbor:"2,keyasint,omitempty"`
	Holds        []Rule    `json:"holds,omitempty" cbor:"3,keyasint,omitempty"`
	Channels     []Rule    `json:"channels,omitempty" cbor:"4,keyasint,omitempty"`
	Sourcing     []Rule    `json:"sourcing,omitempty" cbor:"5,keyasint,omitempty"`
	Promise      []Rule    `json:"promise,omitempty" cbor:"6,keyasint,omitempty"`
	Backorder    []Rule    `json:"backorder,omitempty" cbor:"7,keyasint,omitempty"`
	Substitution []Rule    `json:"substitution,omitempty" cbor:"8,keyasint,omitempty"`
	Service      []Rule    `json:"service,omitempty" cbor:"9,keyasint,omitempty"`
	Examples     []Example `json:"examples,omitempty" cbor:"10,keyasint,omitempty"`

	HoldTypes []string `json:"hold_types,omitempty" cbor:"11,keyasint,omitempty"` // types of holds that are the shop's own words
}

// In returns the rules of a section.
func (d *Document) In(s Section) []Rule {
	switch s {
	case Validation:
		return d.Validation
	case Holds:
		return d.Holds
	case Channels:
		return d.Channels
	case Sourcing:
		return d.Sourcing
	case Promise:
		return d.Promise
	case Backorder:
		return d.Backorder
	case Substitution:
		return d.Substitution
	case Service:
		return d.Service
	}
	return nil
}

// Count is the number of rules.
func (d *Document) Count() int {
	n := 0
	for _, s := range Sections() {
		n += len(d.In(s))
	}
	return n
}

// Releases reports whether some rule says what ends the holds that it places.
func (d *Document) Releases() bool {
	released := func(r Rule) bool { return r.Release != "" }
	return slices.ContainsFunc(d.Validation, released) || slices.ContainsFunc(d.Holds, released)
}

// Excludes reports whether a rule keeps a location out.
func (d *Document) Excludes() bool {
	return slices.ContainsFunc(d.Sourcing, func(r Rule) bool { return r.Exclude != "" })
}

// Rule says what follows when its condition is true. In validation and holds every rule
// that is true counts; elsewhere the first rule of a section that is true and sets an
// effect decides that effect.
type Rule struct {
	Name string `json:"name" cbor:"1,keyasint"`
	When string `json:"when,omitempty" cbor:"2,keyasint,omitempty"` // always, when empty
	Per  string `json:"per,omitempty" cbor:"3,keyasint,omitempty"`  // line or location: asked for each of them
	Note string `json:"note,omitempty" cbor:"4,keyasint,omitempty"` // why the rule is there
	Effects
}

// Effects are what a rule may set; each section knows some of them.
type Effects struct {
	// validation, holds
	Hold    string   `json:"hold,omitempty" cbor:"10,keyasint,omitempty"`    // type of the hold that is placed
	Blocks  []string `json:"blocks,omitempty" cbor:"11,keyasint,omitempty"`  // source, release, ship, invoice; release and ship when empty
	Reason  string   `json:"reason,omitempty" cbor:"12,keyasint,omitempty"`  // for people
	Release string   `json:"release,omitempty" cbor:"13,keyasint,omitempty"` // condition that ends the hold by itself
	Hours   int      `json:"hours,omitempty" cbor:"14,keyasint,omitempty"`   // the hold ends by itself after so many
	Reject  bool     `json:"reject,omitempty" cbor:"15,keyasint,omitempty"`  // … by rejection: what it holds is cancelled

	// channels
	Buffer *core.Quantity `json:"buffer,omitempty" cbor:"20,keyasint,omitempty"` // units that are not published
	Cap    *core.Quantity `json:"cap,omitempty" cbor:"21,keyasint,omitempty"`    // most that is published

	// sourcing; prices in the order's currency
	ExtraPackage *Money `json:"extra_package,omitempty" cbor:"30,keyasint,omitempty"` // each package beyond the first
	Waiting      *Money `json:"waiting,omitempty" cbor:"31,keyasint,omitempty"`       // leaving one unit unfilled now
	Scarcity     *Money `json:"scarcity,omitempty" cbor:"32,keyasint,omitempty"`      // taking a location's last unit
	MaxSplits    *int   `json:"max_splits,omitempty" cbor:"33,keyasint,omitempty"`    // most fulfillment orders at once
	MinValue     *Money `json:"min_value,omitempty" cbor:"34,keyasint,omitempty"`     // least value of goods in each part of a split
	Complete     *bool  `json:"complete,omitempty" cbor:"35,keyasint,omitempty"`      // ship complete
	Exclude      string `json:"exclude,omitempty" cbor:"36,keyasint,omitempty"`       // the location is out, because
	Cost         *Money `json:"cost,omitempty" cbor:"37,keyasint,omitempty"`          // added to a package from the location

	// promise
	Incoming *bool `json:"incoming,omitempty" cbor:"40,keyasint,omitempty"` // units on their way may be promised

	// backorder
	Remainder  string `json:"remainder,omitempty" cbor:"50,keyasint,omitempty"`   // of what cannot be shipped now: wait or cancel
	CancelDays int    `json:"cancel_days,omitempty" cbor:"51,keyasint,omitempty"` // what waits so long is cancelled
	Priority   *int   `json:"priority,omitempty" cbor:"52,keyasint,omitempty"`    // added to the order's; lower is filled first

	// substitution
	Allow *bool `json:"allow,omitempty" cbor:"60,keyasint,omitempty"`

	// service
	Severity string `json:"severity,omitempty" cbor:"70,keyasint,omitempty"` // info, warning, error, critical
	DueHours int    `json:"due_hours,omitempty" cbor:"71,keyasint,omitempty"`
	Queue    string `json:"queue,omitempty" cbor:"72,keyasint,omitempty"`
}

// What becomes of what cannot be shipped now.
const (
	Wait   = "wait"
	Cancel = "cancel"
)

// effect is one of Effects, and where it may stand.
type effect struct {
	name     string
	set      func(*Effects) bool
	sections []Section
	per      string // must stand in rules per this; "": in those of the order as a whole
	anyPer   bool
}

// effects lists them all, in the order in which they are shown.
func effects() []effect {
	hold, holds, sourcing := []Section{Validation, Holds}, []Section{Holds}, []Section{Sourcing}
	backorder, channels, service := []Section{Backorder}, []Section{Channels}, []Section{Service}
	return []effect{
		{name: "hold", set: func(e *Effects) bool { return e.Hold != "" }, sections: hold, anyPer: true},
		{name: "blocks", set: func(e *Effects) bool { return len(e.Blocks) > 0 }, sections: hold, anyPer: true},
		{name: "reason", set: func(e *Effects) bool { return e.Reason != "" }, sections: hold, anyPer: true},
		{name: "release", set: func(e *Effects) bool { return e.Release != "" }, sections: holds, anyPer: true},
		{name: "hours", set: func(e *Effects) bool { return e.Hours != 0 }, sections: holds, anyPer: true},
		{name: "reject", set: func(e *Effects) bool { return e.Reject }, sections: holds, anyPer: true},
		{name: "buffer", set: func(e *Effects) bool { return e.Buffer != nil }, sections: channels},
		{name: "cap", set: func(e *Effects) bool { return e.Cap != nil }, sections: channels},
		{name: "extra_package", set: func(e *Effects) bool { return e.ExtraPackage != nil }, sections: sourcing},
		{name: "waiting", set: func(e *Effects) bool { return e.Waiting != nil }, sections: sourcing},
		{name: "scarcity", set: func(e *Effects) bool { return e.Scarcity != nil }, sections: sourcing},
		{name: "max_splits", set: func(e *Effects) bool { return e.MaxSplits != nil }, sections: sourcing},
		{name: "min_value", set: func(e *Effects) bool { return e.MinValue != nil }, sections: sourcing},
		{name: "complete", set: func(e *Effects) bool { return e.Complete != nil }, sections: sourcing},
		{name: "exclude", set: func(e *Effects) bool { return e.Exclude != "" }, sections: sourcing, per: PerLocation},
		{name: "cost", set: func(e *Effects) bool { return e.Cost != nil }, sections: sourcing, per: PerLocation},
		{name: "incoming", set: func(e *Effects) bool { return e.Incoming != nil }, sections: []Section{Promise}},
		{name: "remainder", set: func(e *Effects) bool { return e.Remainder != "" }, sections: backorder},
		{name: "cancel_days", set: func(e *Effects) bool { return e.CancelDays != 0 }, sections: backorder},
		{name: "priority", set: func(e *Effects) bool { return e.Priority != nil }, sections: backorder},
		{name: "allow", set: func(e *Effects) bool { return e.Allow != nil }, sections: []Section{Substitution}, per: PerLine},
		{name: "severity", set: func(e *Effects) bool { return e.Severity != "" }, sections: service},
		{name: "due_hours", set: func(e *Effects) bool { return e.DueHours != 0 }, sections: service},
		{name: "queue", set: func(e *Effects) bool { return e.Queue != "" }, sections: service},
	}
}

// Money is a price that a rule states, in millionths of the major unit of whatever
// currency the order is in: 2.50 is 2.50 of it.
type Money core.Price

// In is the price in minor units of a currency, rounded half away from zero.
func (m Money) In(c core.Currency) core.Amount {
	a, err := c.Extend(core.Price(m), 1)
	if err != nil {
		return core.MaxCost
	}
	return a
}

// String is the price as a decimal.
func (m Money) String() string { return core.Price(m).String() }

// MarshalText writes a decimal, in JSON in quotes, so that no reader makes a float of it.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalJSON reads a decimal, in quotes or not; never through a float.
func (m *Money) UnmarshalJSON(b []byte) error {
	p, err := core.ParsePrice(strings.Trim(string(b), `"`))
	*m = Money(p)
	return err
}

// Example says how a rule's condition comes out where the named things are as given;
// everything else is empty. Examples are run whenever the document is checked.
type Example struct {
	Section Section `json:"section" cbor:"1,keyasint"`
	Rule    string  `json:"rule" cbor:"2,keyasint"`
	Given   []Given `json:"given,omitempty" cbor:"3,keyasint,omitempty"`
	True    bool    `json:"true" cbor:"4,keyasint,omitempty"`
}

// Given is the value of a name in an example, as it would be written in a condition.
type Given struct {
	Name  string `json:"name" cbor:"1,keyasint"`
	Value string `json:"value" cbor:"2,keyasint"`
}
