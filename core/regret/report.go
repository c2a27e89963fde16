package regret

import "andon/core"

// Report is what was decided on some days, beside what was possible.
type Report struct {
	Days []Day `json:"days"` // those on which orders were sourced
}

// Day is the comparison of one day. Amounts are minor units of the currency.
type Day struct {
	Date     core.Date     `json:"date"`
	Zone     string        `json:"zone"`
	Currency core.Currency `json:"currency"`
	Sourced  int           `json:"sourced"`  // orders
	Compared int           `json:"compared"` // of them
	Left     []Left        `json:"left_out"` // and why the others were not

	Decided   Figures    `json:"decided"`
	Possible  Figures    `json:"possible"` // the best plan that was found for all orders together
	Alone     Figures    `json:"alone"`    // each order with all the stock: no plan is better
	Least     Figures    `json:"least"`    // decided less possible
	Most      Figures    `json:"most"`     // decided less alone
	Best      string     `json:"best"`     // sequence that gave what was possible
	Sequences []Sequence `json:"sequences"`
	Orders    []Order    `json:"orders"`
}

// Left counts orders that were not compared for a reason.
type Left struct {
	Why    string `json:"why"`
	Orders int    `json:"orders"`
}

// Figures sum plans up.
type Figures struct {
	Cost     core.Amount   `json:"cost"`
	Unmet    core.Amount   `json:"for_waiting"` // of the cost, the price that the policy sets for units that wait
	Packages int           `json:"packages"`
	Split    int           `json:"split"`   // orders in more than one package
	Waiting  core.Quantity `json:"waiting"` // units that get no place that day

	value core.Amount // what the engine minimises
}

// less are figures less others.
func (f *Figures) less(g *Figures) Figures {
	return Figures{f.Cost - g.Cost, f.Unmet - g.Unmet, f.Packages - g.Packages, f.Split - g.Split, f.Waiting - g.Waiting, f.value - g.value}
}

// Sequence is one way to decide the whole day, and what comes of it.
type Sequence struct {
	Name string `json:"name"`
	Figures
}

// Order is an order with regret.
type Order struct {
	Order    string       `json:"order"`
	External string       `json:"external,omitempty"`
	At       core.Instant `json:"at"` // when it was sourced first that day
	Decided  Plan         `json:"decided"`
	Possible Plan         `json:"possible"`
	Alone    Plan         `json:"alone"`
	Why      string       `json:"why"`
}

// Plan is who ships what of an order.
type Plan struct {
	Takes    []Take        `json:"takes"`
	Cost     core.Amount   `json:"cost"`
	Packages int           `json:"packages"`
	Waiting  core.Quantity `json:"waiting"`
}

// Take is units of a line from a location.
type Take struct {
	Line     int           `json:"line"`
	SKU      string        `json:"sku"`
	Location string        `json:"location"`
	Qty      core.Quantity `json:"qty"`
}
