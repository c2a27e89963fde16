package api

import (
	"encoding/json"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/stock"
	"andon/core/wave"
)

// ShopView is the Doc of NounShop: what the header of a screen says.
type ShopView struct {
	Name       string         `json:"name"`
	ID         string         `json:"id"`
	Seq        uint64         `json:"seq"`
	At         core.Instant   `json:"at"`          // the shop's clock
	Clock      string         `json:"clock"`       // wall, or the stream that drives it
	Actor      string         `json:"actor"`       // who asks
	Roles      []string       `json:"roles"`       //
	Health     string         `json:"health"`      // "" well; else why no commands are taken
	ViewsLag   uint64         `json:"views_lag"`   // records that the read model is behind
	Open       map[string]int `json:"open"`        // open exceptions by queue
	Exceptions int            `json:"exceptions"`  // open ones in all
	Orders     map[string]int `json:"orders"`      // orders in memory by status
	Waiting    int            `json:"waiting"`     // lines that wait for stock
	Finished   int64          `json:"finished"`    // orders of which nothing is left to do
	Touchless  int64          `json:"touchless"`   // of them that no person had to decide about
	LastRecord core.Instant   `json:"last_record"` // recorded time of Seq
}

// OrderView is the Doc of an order: the story of one order but its history.
type OrderView struct {
	*order.Order
	Status     string                `json:"status"`
	Goods      core.Amount           `json:"goods"`
	Computed   core.Amount           `json:"computed"`
	Promise    core.Date             `json:"promise,omitempty"`
	FOStatus   []string              `json:"fo_status,omitempty"` // parallel to fulfillments
	Exceptions []exception.Exception `json:"exceptions,omitempty"`
	Actions    []Action              `json:"actions,omitempty"`
}

// ExceptionView is the Doc of an exception.
type ExceptionView struct {
	*exception.Exception
	Title   string   `json:"title"`             // what is wrong, for people
	Why     []string `json:"why,omitempty"`     // sentences that explain it
	Actions []Action `json:"actions,omitempty"` // the first one is what `f` does
}

// BalanceView is the Doc of a balance.
type BalanceView struct {
	*stock.Balance
	Name   string                   `json:"name"`
	States map[string]core.Quantity `json:"states"`
	Sells  []ChannelStock           `json:"channels,omitempty"` // what each channel may promise of the SKU, over all locations

	Actions []Action `json:"actions,omitempty"`
}

// ChannelStock is what a channel is told of a SKU.
//
//	available = free + fenced - below floors
//	published = available + incoming - buffer, at most the cap
type ChannelStock struct {
	Channel   string        `json:"channel"`
	Free      core.Quantity `json:"free"`                // units at open locations that any channel may promise
	Fenced    core.Quantity `json:"fenced,omitempty"`    // units there that are kept for this one
	Floor     core.Quantity `json:"floor,omitempty"`     // of both, units that are for collection alone
	Available core.Quantity `json:"available"`           // what it could promise now to an order that ships
	Incoming  core.Quantity `json:"incoming"`            // dated supply that it may promise
	Buffer    core.Quantity `json:"buffer,omitempty"`    // held back from what is published
	Cap       core.Quantity `json:"cap,omitempty"`       // most that is published; 0: no cap
	Rule      string        `json:"rule,omitempty"`      // of the policy that set buffer and cap; "": the channel itself
	Suspended bool          `json:"suspended,omitempty"` // nothing is published
	Published core.Quantity `json:"published"`
}

// SKUView is the Doc of a SKU.
type SKUView struct {
	*catalog.SKU
	Sells []ChannelStock `json:"channels,omitempty"` // what each channel may promise of it, over all locations
}

// WaveView is the Doc of a wave: what was chosen, and where its units are now.
type WaveView struct {
	*wave.Wave
	Status   string         `json:"status"`
	Now      WaveUnits      `json:"now"`
	Refused  []job.Refusal  `json:"refused,omitempty"` // members that its job could not release, and why
	Releases *ReleaseStatus `json:"releases,omitempty"`
}

// ReleaseStatus is how far the job of a large wave has come.
type ReleaseStatus struct {
	Job    string `json:"job"`
	Status string `json:"status"`
	Left   int    `json:"left"` // members that it has not looked at
}

// WaveUnits says where the units of a wave's members are, as far as they belong to it.
type WaveUnits struct {
	Waiting  core.Quantity `json:"waiting"`  // chosen and not released yet
	Released core.Quantity `json:"released"` // to be picked
	Picked   core.Quantity `json:"picked"`
	Packed   core.Quantity `json:"packed"`
	Gone     core.Quantity `json:"gone"` // shipped, and all that is not in memory any more
}

// PickList is the Doc of a pick list: what is to be taken from the shelves, in the order
// in which a picker walks: by bin, then SKU. What is picked already is not on it.
type PickList struct {
	ID     string      `json:"id"` // that was asked for: WV-1, SO-1, SO-1/F2 or a location
	Lines  []PickLine  `json:"lines"`
	Totals []PickTotal `json:"totals"` // by SKU
	Totes  []PickTote  `json:"totes"`  // the fulfillment orders that the units go to, in the order of their numbers
}

// PickLine is units of one line of an order in one bin.
type PickLine struct {
	Location string        `json:"location"`
	Wave     string        `json:"wave,omitempty"`
	Bin      string        `json:"bin,omitempty"`
	Lot      string        `json:"lot,omitempty"`
	SKU      string        `json:"sku"`
	Name     string        `json:"name,omitempty"`
	Qty      core.Quantity `json:"qty"`
	Order    string        `json:"order"`
	FO       int           `json:"fo"`
	Line     int           `json:"line"`
}

// PickTotal is how many units of a SKU a pick list asks for.
type PickTotal struct {
	SKU  string        `json:"sku"`
	Name string        `json:"name,omitempty"`
	Qty  core.Quantity `json:"qty"`
}

// PickTote is what a pick list takes for one fulfillment order.
type PickTote struct {
	Order   string        `json:"order"`
	FO      int           `json:"fo"`
	Lines   int           `json:"lines"`
	Qty     core.Quantity `json:"qty"`
	Service string        `json:"service,omitempty"`
	Ship    core.Date     `json:"ship,omitempty"`
}

// JobView is the Doc of a job.
type JobView struct {
	*job.Job
	Status   string   `json:"status"`
	UndoneBy string   `json:"undone_by,omitempty"` // the newest job that took it back
	Actions  []Action `json:"actions,omitempty"`
}

// OutageView is the Doc of an outage.
type OutageView struct {
	*outage.Outage
	Status   string        `json:"status"`
	Taken    job.Tally     `json:"taken"`               // what its jobs took from what failed
	Stuck    []job.Refusal `json:"stuck,omitempty"`     // and what they could not, with why
	Restored job.Tally     `json:"taken_back"`          // what its end took back; Moved of orders
	Kept     []job.Refusal `json:"not_taken,omitempty"` // and what it could not
	Actions  []Action      `json:"actions,omitempty"`
}

// Action is something that can be done about a document: a real command.
type Action struct {
	ID      string          `json:"id"`
	Title   string          `json:"title"`
	Refused string          `json:"refused,omitempty"` // why it is not possible now; the command would be refused
	Asks    []Ask           `json:"asks,omitempty"`    // what a person says first; without it Command is not whole
	Command json.RawMessage `json:"command"`           // as ParseCommand reads it
}

// WhyView is the Doc of View Why for an order.
type WhyView struct {
	Order     string        `json:"order"`
	Decisions []WhyDecision `json:"decisions"` // newest first
}

// WhyDecision explains one sourcing decision.
type WhyDecision struct {
	Seq     uint64          `json:"seq"`
	At      core.Instant    `json:"at"`
	Cause   string          `json:"cause"`
	Text    []string        `json:"text"`    // for people
	Details json.RawMessage `json:"details"` // the same as data: candidates, costs, reasons, what would have changed it
}

// HistoryColumns are the columns of View History: one row an event.
func HistoryColumns() []Column {
	return []Column{{"id", "Event", ID}, {"at", "Recorded", Time}, {"occurred", "Occurred", Time}, {"actor", "Actor", Text},
		{"command", "Command", Word}, {"event", "Event", Word}, {"text", "What", Text}}
}
