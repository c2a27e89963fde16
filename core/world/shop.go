package world

import "andon/core"

// PutShop names the shop and sets its prices for splits, waiting and scarcity.
type PutShop struct {
	Name     string   `json:"name" cbor:"1,keyasint"`
	Settings Settings `json:"settings" cbor:"2,keyasint"`
}

// Kind names the command and its event.
func (*PutShop) Kind() core.Kind { return "shop.put" }

// SetClock says who drives the shop's clock: a stream by name, or wall time when empty.
type SetClock struct {
	Stream string `json:"stream" cbor:"1,keyasint,omitempty"`
}

// Kind names the command and its event.
func (*SetClock) Kind() core.Kind { return "shop.clock" }

// Tick fires timers that are due, steps jobs, or fills SKUs. It is the engine's own command; one that causes
// nothing is not journaled.
type Tick struct {
	Fill []string `json:"fill,omitempty" cbor:"1,keyasint,omitempty"` // SKUs whose waiting lines are to be filled and dated, each perhaps with a tab and the order/line behind which to go on, or with two tabs before it a location that has room earlier; none: timers or jobs
	Jobs bool     `json:"jobs,omitempty" cbor:"2,keyasint,omitempty"` // the next slice of each job, once no timer is due; else timers

	Again bool `json:"again,omitempty" cbor:"29,keyasint,omitempty"` // the next slice of the split orders, or else of those that rules hold, that are to be looked at again
}

// Kind names the command.
func (*Tick) Kind() core.Kind { return "shop.tick" }
