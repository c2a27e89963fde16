package catalog

import (
	"slices"

	"andon/core"
)

// MaxFences bounds the fences of one channel.
const MaxFences = 256

// Fence grants a channel a share of what is delivered of a SKU, kept for its orders
// alone. Of several that fit, the one that says most counts: a SKU before a location.
type Fence struct {
	SKU      string        `json:"sku,omitempty" cbor:"1,keyasint,omitempty"`       // every SKU when empty
	Location string        `json:"location,omitempty" cbor:"2,keyasint,omitempty"`  // every location when empty; then deliveries count, and transfers do not
	Share    int           `json:"share" cbor:"3,keyasint"`                         // of what arrives, in thousandths
	LendTo   []string      `json:"lend_to,omitempty" cbor:"4,keyasint,omitempty"`   // channels whose orders may take from it when they would wait otherwise
	LendKeep core.Quantity `json:"lend_keep,omitempty" cbor:"5,keyasint,omitempty"` // units at a location that are never lent
}

// Fence is what the channel is granted of a SKU at a location, or nil.
func (c *Channel) Fence(sku, location string) *Fence {
	var best *Fence
	rank := -1
	for i := range c.Fences {
		f := &c.Fences[i]
		if f.SKU != "" && f.SKU != sku || f.Location != "" && f.Location != location {
			continue
		}
		if n := 2*one(f.SKU) + one(f.Location); n > rank {
			best, rank = f, n
		}
	}
	return best
}

// one is 1 for a name and 0 for none.
func one(name string) int { return min(len(name), 1) }

// checkFences refuses fences that make no sense by themselves.
func (c *PutChannel) checkFences() error {
	bad := func(msg string) error { return core.E(core.CodeInvalid, "channel.put", c.Channel.ID, msg) }
	if len(c.Channel.Fences) > MaxFences {
		return core.E(core.CodeLimit, "channel.put", c.Channel.ID, "a channel has at most 256 fences")
	}
	for i := range c.Channel.Fences {
		f := &c.Channel.Fences[i]
		same := func(o Fence) bool { return o.SKU == f.SKU && o.Location == f.Location }
		switch {
		case f.Share < 0 || f.Share > 1000:
			return bad("the share of a fence is given in thousandths, from 0 to 1000")
		case f.LendKeep < 0 || f.LendKeep > core.MaxQuantity || len(f.LendTo) > MaxFences:
			return bad("the units that a fence never lends must not be negative or beyond the limit")
		case slices.ContainsFunc(c.Channel.Fences[:i], same):
			return bad("two fences stand for the same SKU and location; write one")
		case slices.Contains(f.LendTo, c.Channel.ID):
			return bad("a channel does not lend to itself")
		}
		for _, to := range f.LendTo {
			if err := CheckID("channel.put", to); err != nil {
				return err
			}
		}
	}
	return nil
}

// Overshared finds a SKU and location of which channels together would be granted more
// than arrives. An empty name stands for any that no fence names.
func Overshared(channels []*Channel) (sku, location string, over bool) {
	places := map[string][]string{} // by SKU, the locations that its fences name
	for _, c := range channels {
		for i := range c.Fences {
			f := &c.Fences[i]
			places[f.SKU] = append(places[f.SKU], f.Location)
		}
	}
	everywhere := append(places[""], "")
	for s, own := range places {
		for _, l := range append(slices.Clone(own), everywhere...) {
			sum := 0
			for _, c := range channels {
				if f := c.Fence(s, l); f != nil {
					sum += f.Share
				}
			}
			if sum > 1000 && (!over || s < sku || s == sku && l < location) { // the same one whatever the order of the map
				sku, location, over = s, l, true
			}
		}
	}
	return sku, location, over
}

// Floor is how many units of a SKU a location keeps for orders that are collected there.
type Floor struct {
	SKU   string        `json:"sku" cbor:"1,keyasint"`
	Units core.Quantity `json:"units" cbor:"2,keyasint,omitempty"`
}

// HasFloor reports whether the location keeps units of any SKU for collections.
func (l *Location) HasFloor() bool { return l.Floor != 0 || len(l.Floors) > 0 }

// FloorOf is how many units of a SKU are never promised to orders that ship.
func (l *Location) FloorOf(sku string) core.Quantity {
	for i := range l.Floors {
		if l.Floors[i].SKU == sku {
			return l.Floors[i].Units
		}
	}
	return l.Floor
}

func (l *Location) floorsMakeSense() bool {
	for i, f := range l.Floors {
		same := func(o Floor) bool { return o.SKU == f.SKU }
		if f.SKU == "" || f.Units < 0 || f.Units > core.MaxQuantity || slices.ContainsFunc(l.Floors[:i], same) {
			return false
		}
	}
	return l.Floor >= 0 && l.Floor <= core.MaxQuantity && len(l.Floors) <= MaxFences
}
