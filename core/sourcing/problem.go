package sourcing

import (
	"fmt"
	"strings"

	"andon/core"
)

// Version numbers the solver. It rises whenever an unchanged problem may get another
// plan, so that an explanation can say who decided.
const Version = 1

// Unlimited stands for "no limit" in Offer.Capacity and Problem.MaxSplits.
const Unlimited = -1

// Reason says in one word why a location or a line of it is not eligible.
type Reason string

// The reason of a location that a rule of the shop's policy rules out: rule:WHY (rule NAME).
const (
	byRule = "rule:"
	ofRule = " (rule "
)

// OfRule is the name of the rule that gave a reason, and why it did.
func OfRule(r Reason) (rule, why string, ok bool) {
	text, ok := strings.CutPrefix(string(r), byRule)
	if i := strings.LastIndex(text, ofRule); ok && i >= 0 {
		return strings.TrimSuffix(text[i+len(ofRule):], ")"), text[:i], true
	}
	return "", text, ok
}

// ByRule is the reason that a rule of the shop's policy gives.
func ByRule(rule, why string) string { return byRule + why + ofRule + rule + ")" }

// The reasons that this program gives; others are printed as they are.
const (
	ReasonClosed     Reason = "closed"      // the location does not ship today
	ReasonCutOff     Reason = "cut_off"     // no service keeps the promise from here
	ReasonCapacity   Reason = "capacity"    // the day's capacity is used up
	ReasonRejected   Reason = "rejected"    // it rejected or shorted this line before
	ReasonChannel    Reason = "channel"     // the channel may not sell from here
	ReasonLot        Reason = "lot"         // no lot satisfies the lot or shelf-life rule
	ReasonKit        Reason = "kit"         // it cannot ship the kit together
	ReasonService    Reason = "service"     // it does not offer the delivery method
	ReasonSuspended  Reason = "suspended"   // the service takes nothing today, nor does any that may go in its place
	ReasonSpill      Reason = "spill"       // it takes no more that day of what an outage elsewhere sends
	ReasonRestricted Reason = "restricted"  // the SKU may not leave from here to there
	ReasonNotStocked Reason = "not_stocked" // it does not carry the SKU
	ReasonCollected  Reason = "collected"   // the line is collected at another location
)

// Demand is a number of units of one SKU that an order asks for.
type Demand struct {
	Line          int           `json:"line" cbor:"1,keyasint"` // order line; a kit's components share one
	SKU           string        `json:"sku" cbor:"2,keyasint"`
	Qty           core.Quantity `json:"qty" cbor:"3,keyasint"`
	BackorderCost core.Amount   `json:"backorder_cost" cbor:"4,keyasint"` // per unit left unfilled
	// Whole demands of one Line are filled completely together or not at all. They may
	// still come from several locations.
	Whole bool `json:"whole,omitempty" cbor:"5,keyasint,omitempty"`
}

// Offer is what one location could ship.
type Offer struct {
	Location string        `json:"location" cbor:"1,keyasint"`
	Priority int           `json:"priority,omitempty" cbor:"2,keyasint,omitempty"` // lower wins a tie
	Package  core.Amount   `json:"package" cbor:"3,keyasint"`                      // opening it: one package, by zone and service
	Capacity core.Quantity `json:"capacity" cbor:"4,keyasint"`                     // units it can still ship, or Unlimited; 0: none
	// Closed excludes the whole location; Avail and Unit may then be empty.
	Closed Reason `json:"closed,omitempty" cbor:"5,keyasint,omitempty"`
	// Avail is how many units each demand could take, by the demand's index; 0 (or a
	// negative book) when none or not eligible. Demands of one SKU share these units.
	Avail []core.Quantity `json:"avail,omitempty" cbor:"6,keyasint,omitempty"`
	// Unit is the cost of shipping one unit, by the demand's index: handling, weight,
	// scarcity. Negative where the location should be emptied (markdown avoidance). Set it
	// where Avail is 0 too: the explanation asks what more stock would have changed.
	Unit []core.Amount `json:"unit,omitempty" cbor:"7,keyasint,omitempty"`
	// Excluded says by demand index why it is not eligible; "" where it is. Only the
	// explanation reads it: an excluded demand has Avail 0.
	Excluded []Reason `json:"excluded,omitempty" cbor:"8,keyasint,omitempty"`
}

// Problem is one sourcing decision to take. (Line, SKU) should name a demand, and
// Location an offer: both are used to order equals.
type Problem struct {
	Demands      []Demand    `json:"demands" cbor:"1,keyasint"`
	Offers       []Offer     `json:"offers" cbor:"2,keyasint"`
	ExtraPackage core.Amount `json:"extra_package" cbor:"3,keyasint"` // price of each package beyond the first
	MaxSplits    int         `json:"max_splits" cbor:"4,keyasint"`    // packages allowed beyond the first, or Unlimited; 0: no split
	ShipComplete bool        `json:"ship_complete,omitempty" cbor:"5,keyasint,omitempty"`
	NodeLimit    int         `json:"node_limit,omitempty" cbor:"6,keyasint,omitempty"` // nodes of the search before it gives up the proof; 0: by size
}

// Take is a number of units that one offer ships for one demand, both by index.
type Take struct {
	Demand int           `json:"demand" cbor:"1,keyasint"`
	Offer  int           `json:"offer" cbor:"2,keyasint"`
	Qty    core.Quantity `json:"qty" cbor:"3,keyasint"`
}

// Plan is the answer: who ships what, what stays unfilled, and how good that is.
type Plan struct {
	Takes    []Take          `json:"takes,omitempty" cbor:"1,keyasint,omitempty"`  // by demand, then cheapest unit first
	Unfilled []core.Quantity `json:"unfilled" cbor:"2,keyasint"`                   // by demand index
	Cost     core.Amount     `json:"cost" cbor:"3,keyasint"`                       // minor units
	Bound    core.Amount     `json:"bound" cbor:"4,keyasint"`                      // no plan costs less
	Proven   bool            `json:"proven,omitempty" cbor:"5,keyasint,omitempty"` // Bound == Cost
	Nodes    int             `json:"nodes,omitempty" cbor:"6,keyasint,omitempty"`  // sets looked at
	Solver   int             `json:"solver" cbor:"7,keyasint"`                     // Version that decided
}

// check refuses what makes no sense; sums are checked while loading.
func (p *Problem) check() error {
	if p.ExtraPackage < 0 || p.MaxSplits < Unlimited {
		return bad("order", "the price of an extra package and the number of splits must not be negative")
	}
	for i := range p.Demands {
		d := &p.Demands[i]
		switch {
		case d.Qty < 0 || d.BackorderCost < 0:
			return bad(d.SKU, "quantity and backorder cost must not be negative")
		case d.Qty > core.MaxQuantity:
			return core.E(core.CodeLimit, "source", d.SKU, fmt.Sprintf("a line has at most %d units", core.MaxQuantity))
		}
	}
	for i := range p.Offers {
		o := &p.Offers[i]
		switch {
		case o.Package < 0 || o.Capacity < Unlimited:
			return bad(o.Location, "package cost and capacity must not be negative")
		case o.Closed == "" && (len(o.Avail) != len(p.Demands) || len(o.Unit) != len(p.Demands)):
			return bad(o.Location, "an offer needs one availability and one unit cost for each demand")
		}
	}
	return nil
}

func bad(subject, message string) error {
	return core.E(core.CodeInvalid, "source", subject, message)
}
