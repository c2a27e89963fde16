package outage

import "andon/core"

// Tally is what an outage does to a shop: found out on a fork of it, or read from the
// shop after it was done. Amounts are minor units of the currency in which costs are kept.
type Tally struct {
	Outage   string        `json:"outage"`
	What     What          `json:"what"`
	Touched  int           `json:"orders_touched"`  // looked at by its jobs, or with units or promises that changed
	Rerouted int           `json:"orders_rerouted"` // of which units are elsewhere now, or go by another service
	Moved    core.Quantity `json:"units_rerouted"`
	Waiting  int           `json:"orders_waiting"` // of which more units wait than before
	Waits    core.Quantity `json:"units_waiting"`  // how many more
	Stuck    []Stuck       `json:"stuck"`
	Shipped  int           `json:"orders_costed"` // touched, and shipping as many units as before: the costs are theirs
	Before   core.Amount   `json:"cost_before"`   // packages, carriage, handling and splits, as sourcing counts them
	After    core.Amount   `json:"cost_after"`
	Broken   int           `json:"promises_broken"`  // lines of orders
	Late     int           `json:"orders_broken"`    // that have such lines
	Overdue  int           `json:"lines_overdue"`    // get worse too, and their day had passed before: the outage broke no promise
	Promises []Promise     `json:"promises"`         // the first of them
	Margin   *Margin       `json:"margin,omitempty"` // nil: what goods cost is not known
	Unknown  int           `json:"lines_without_cost,omitempty"`
}

// MaxPromises is how many broken promises a tally names.
const MaxPromises = 20

// Stuck is what could not be taken from what failed, and why.
type Stuck struct {
	Target string `json:"target"` // a fulfillment order, SO-17/F1, or a purchase order
	Why    string `json:"why"`
}

// Promise is a line whose customer can count on less than before.
type Promise struct {
	Order  string    `json:"order"`
	Line   int       `json:"line"`
	How    string    `json:"how"` // as the customer is told: delayed, waiting or cancelled
	Before core.Date `json:"before,omitempty"`
	After  core.Date `json:"after,omitempty"` // 0: no day is promised
}

// Margin is what is left of the prices of the units that ship, less what they cost and
// their shipping.
type Margin struct {
	Before core.Amount `json:"before"`
	After  core.Amount `json:"after"`
}
