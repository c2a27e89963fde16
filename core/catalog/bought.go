package catalog

import (
	"fmt"
	"slices"

	"andon/core"
)

// MaxBought bounds the suppliers of a SKU.
const MaxBought = 64

// Bought says that a supplier sends a SKU to customers: a location that buys
// (Location.Buys). No stock of it is kept there; each order's units are bought for it.
type Bought struct {
	Location string     `json:"location" cbor:"1,keyasint"`
	Cost     core.Price `json:"cost" cbor:"2,keyasint"` // per base unit, in the currency of SKU.Cost
}

// BoughtAt finds what a SKU is bought for at a location; nil: it is not sold there.
func (s *SKU) BoughtAt(location string) *Bought {
	for i := range s.Bought {
		if b := &s.Bought[i]; b.Location == location {
			return b
		}
	}
	return nil
}

// Dearer is what a unit that is bought costs beyond the standard cost of the SKU, in whole
// minor units rounded down; never below zero. So much dearer than stock is it to sourcing.
func (s *SKU) Dearer(b *Bought, currency core.Currency) core.Amount {
	more, err := currency.Extend(max(b.Cost-s.Cost, 0), 1)
	if err != nil {
		return core.MaxCost
	}
	return min(more, core.MaxCost)
}

func (s *SKU) checkBought() error {
	bad := func(msg string) error { return core.E(core.CodeInvalid, "sku.put", s.ID, msg) }
	if len(s.Bought) > MaxBought || len(s.Bought) > 0 && len(s.Kit) > 0 {
		return bad(fmt.Sprintf("goods have at most %d suppliers, and a kit has none: its components do", MaxBought))
	}
	for i := range s.Bought {
		b := &s.Bought[i]
		if b.Cost < 0 || b.Cost > core.MaxPrice || slices.ContainsFunc(s.Bought[:i], func(o Bought) bool { return o.Location == b.Location }) {
			return bad("a supplier stands once, with a cost that is not negative or beyond the limit")
		}
	}
	return nil
}
