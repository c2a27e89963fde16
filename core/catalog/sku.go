package catalog

import (
	"slices"
	"strings"

	"andon/core"
)

// The nouns of this package.
const (
	NounSKU       core.Noun = "sku"
	NounLocation  core.Noun = "location"
	NounChannel   core.Noun = "channel"
	NounPriceList core.Noun = "pricelist"
	NounCarrier   core.Noun = "carrier"
	NounCustomer  core.Noun = "customer"
	NounEntity    core.Noun = "entity"
	NounPerson    core.Noun = "person"
)

// Lifecycle says what may happen to a SKU.
type Lifecycle string

// The lifecycles.
const (
	Active       Lifecycle = "active"
	Draft        Lifecycle = "draft"        // not sold yet
	Preorder     Lifecycle = "preorder"     // sold, ships from Available on
	Discontinued Lifecycle = "discontinued" // sold until stock is gone, never backordered
	Blocked      Lifecycle = "blocked"      // not sold, not shipped
)

// Words lists the lifecycles.
func (Lifecycle) Words() []string {
	return []string{string(Active), string(Draft), string(Preorder), string(Discontinued), string(Blocked)}
}

// Tracking says how finely the stock of a SKU is kept.
type Tracking string

// The trackings. A serial is a lot of one unit.
const (
	TrackQuantity Tracking = "quantity" // by quantity
	TrackNone     Tracking = "none"     // not kept: services, gift cards; always available
	TrackLot      Tracking = "lot"      // every unit belongs to a lot
	TrackSerial   Tracking = "serial"   // every unit has a number of its own
)

// Words lists the trackings.
func (Tracking) Words() []string {
	return []string{string(TrackQuantity), string(TrackNone), string(TrackLot), string(TrackSerial)}
}

// Pack is an exact multiple of the base unit with a GTIN of its own.
type Pack struct {
	Unit  string        `json:"unit" cbor:"1,keyasint"`
	Units core.Quantity `json:"units" cbor:"2,keyasint"`
	GTIN  string        `json:"gtin,omitempty" cbor:"3,keyasint,omitempty"`
}

// Component is one part of a kit.
type Component struct {
	SKU string        `json:"sku" cbor:"1,keyasint"`
	Qty core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// SKU is a stock keeping unit.
type SKU struct {
	ID        string      `json:"id" cbor:"1,keyasint"`
	Name      string      `json:"name" cbor:"2,keyasint,omitempty"`
	Unit      string      `json:"unit,omitempty" cbor:"3,keyasint,omitempty"`        // base unit; "each" when empty
	Decimals  uint8       `json:"decimals,omitempty" cbor:"4,keyasint,omitempty"`    // of the base unit; fixed when the SKU is made
	Packs     []Pack      `json:"packs,omitempty" cbor:"5,keyasint,omitempty"`       // case, pallet
	GTIN      string      `json:"gtin,omitempty" cbor:"6,keyasint,omitempty"`        // of the base unit
	Aliases   []string    `json:"aliases,omitempty" cbor:"7,keyasint,omitempty"`     // other codes for the same goods
	WeightG   int64       `json:"weight_g,omitempty" cbor:"8,keyasint,omitempty"`    // grams per base unit
	TaxClass  string      `json:"tax_class,omitempty" cbor:"9,keyasint,omitempty"`   //
	Lifecycle Lifecycle   `json:"lifecycle,omitempty" cbor:"10,keyasint,omitempty"`  // active when empty
	Tracking  Tracking    `json:"tracking,omitempty" cbor:"11,keyasint,omitempty"`   // by quantity when empty
	Kit       []Component `json:"kit,omitempty" cbor:"12,keyasint,omitempty"`        // a virtual kit: exploded at submit, holds no stock
	Available core.Date   `json:"available,omitempty" cbor:"13,keyasint,omitempty"`  // preorder: first day it may ship
	Cost      core.Price  `json:"cost,omitempty" cbor:"14,keyasint,omitempty"`       // standard cost, in the entity's currency
	ShelfDays int         `json:"shelf_days,omitempty" cbor:"15,keyasint,omitempty"` // from receipt to expiry, where lots are made here
	Season    string      `json:"season,omitempty" cbor:"16,keyasint,omitempty"`     //
	Owner     string      `json:"owner,omitempty" cbor:"17,keyasint,omitempty"`      // system that authors this record
	core.Stamp
	Review      bool          `json:"review,omitempty" cbor:"18,keyasint,omitempty"`       // put up for replenishment review when it is short, as those with a season are
	PreorderCap core.Quantity `json:"preorder_cap,omitempty" cbor:"19,keyasint,omitempty"` // units that are promised before its day; 0: no limit
	Substitutes []string      `json:"substitutes,omitempty" cbor:"30,keyasint,omitempty"`  // SKUs that may go in its place, best first, where policy and customer agree
	Bought      []Bought      `json:"bought,omitempty" cbor:"44,keyasint,omitempty"`       // suppliers that send it to customers
}

// DocID is the document's id.
func (s *SKU) DocID() string { return s.ID }

// Clone copies what Apply may change.
func (s *SKU) Clone() *SKU { c := *s; return &c }

// Tracked reports whether stock of the SKU is kept.
func (s *SKU) Tracked() bool { return s.Tracking != TrackNone && len(s.Kit) == 0 }

// Reviewed reports whether the SKU is put up for replenishment review when it is short,
// once for all orders that wait.
func (s *SKU) Reviewed() bool { return s.Review || s.Season != "" }

// BaseUnit is the unit that quantities count.
func (s *SKU) BaseUnit() string {
	if s.Unit == "" {
		return "each"
	}
	return s.Unit
}

// UnitsPer returns how many base units one of the named unit holds.
func (s *SKU) UnitsPer(unit string) (core.Quantity, bool) {
	if unit == "" || unit == s.BaseUnit() {
		return 1, true
	}
	for _, p := range s.Packs {
		if p.Unit == unit {
			return p.Units, true
		}
	}
	return 0, false
}

// PutSKU creates or replaces a SKU.
type PutSKU struct {
	SKU SKU `json:"sku" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutSKU) Kind() core.Kind { return "sku.put" }

// Check refuses a SKU that could not be used. found answers for other SKUs.
func (c *PutSKU) Check(found func(id string) *SKU) error {
	s := &c.SKU
	if err := CheckID("sku.put", s.ID); err != nil {
		return err
	}
	bad := func(msg string) error { return core.E(core.CodeInvalid, "sku.put", s.ID, msg) }
	old := found(s.ID)
	switch {
	case s.Decimals > 6:
		return bad("a unit has at most 6 decimals")
	case old != nil && old.Decimals != s.Decimals:
		return bad("decimals of the base unit are fixed when the SKU is made; make a new SKU")
	case old != nil && (old.Tracked() != s.Tracked() || (len(old.Kit) > 0) != (len(s.Kit) > 0)):
		return bad("a SKU cannot change between tracked, untracked and kit; make a new SKU")
	case s.WeightG < 0 || s.WeightG > core.MaxWeightG || s.Cost < 0 || s.Cost > core.MaxPrice:
		return bad("weight and cost must not be negative or beyond the limit")
	case s.PreorderCap > 0 && s.Lifecycle == "":
		return bad("a cap of preorders is for goods whose lifecycle is preorder; say so, or active where the cap is of the past")
	case s.Lifecycle == Preorder && s.Available <= 0:
		return bad("preordered goods need the day from which they may leave: available")
	case s.PreorderCap < 0 || s.PreorderCap > core.MaxQuantity:
		return bad("the cap of preorders must not be negative or beyond the limit")
	case len(s.Name) > core.MaxTextBytes:
		return bad("the name is too long")
	}
	for i, p := range s.Packs {
		switch {
		case p.Units < 1 || p.Units > core.MaxQuantity || p.Unit == "":
			return bad("pack " + p.Unit + " must hold a whole number of base units")
		case p.Unit == s.BaseUnit() || slices.ContainsFunc(s.Packs[:i], func(o Pack) bool { return o.Unit == p.Unit }):
			return bad("the unit " + p.Unit + " stands twice; a pack has a name of its own")
		}
	}
	if err := s.checkBought(); err != nil {
		return err
	}
	if err := s.checkCodes(); err != nil {
		return err
	}
	return s.checkKit(found)
}

// Codes lists the numbers and names, beside its id, that stand for the SKU or a pack of it.
func (s *SKU) Codes() []string {
	codes := slices.Clone(s.Aliases)
	if s.GTIN != "" {
		codes = append(codes, s.GTIN)
	}
	for i := range s.Packs {
		if g := s.Packs[i].GTIN; g != "" {
			codes = append(codes, g)
		}
	}
	return codes
}

// checkCodes refuses words outside their sets, numbers that were misread, and a code
// that would stand for two things.
func (s *SKU) checkCodes() error {
	if s.Lifecycle != "" {
		if err := checkWord("sku.put", s.ID, "lifecycle", s.Lifecycle); err != nil {
			return err
		}
	}
	if s.Tracking != "" {
		if err := checkWord("sku.put", s.ID, "tracking", s.Tracking); err != nil {
			return err
		}
	}
	for _, a := range s.Aliases {
		if err := CheckID("sku.put", a); err != nil {
			return core.E(core.CodeInvalid, "sku.put", s.ID, "an alias has 1 to 120 bytes without spaces around it, and no control characters")
		}
	}
	numbers := []string{s.GTIN}
	for i := range s.Packs {
		if g := s.Packs[i].GTIN; slices.Contains(numbers, g) && g != "" {
			return core.E(core.CodeInvalid, "sku.put", s.ID, "GTIN "+g+" stands twice; the base unit and each pack have their own")
		}
		numbers = append(numbers, s.Packs[i].GTIN)
	}
	for _, n := range numbers {
		if err := checkNumber("sku.put", s.ID, "GTIN", n, 8, 12, 13, 14); err != nil {
			return err
		}
	}
	return nil
}

// checkKit refuses kits in kits: a recipe names only things that hold stock.
func (s *SKU) checkKit(found func(id string) *SKU) error {
	if len(s.Kit) > core.MaxKit {
		return core.E(core.CodeLimit, "sku.put", s.ID, "a kit has at most 100 components")
	}
	for _, k := range s.Kit {
		part := found(k.SKU)
		switch {
		case k.Qty < 1 || k.Qty > core.MaxPerKit:
			return core.E(core.CodeInvalid, "sku.put", s.ID, "component "+k.SKU+" needs a quantity between 1 and 1,048,576")
		case k.SKU == s.ID:
			return core.E(core.CodeInvalid, "sku.put", s.ID, "a kit cannot be a component of itself")
		case part == nil:
			return core.E(core.CodeNotFound, "sku.put", s.ID, "component "+k.SKU+" is not in the catalog; put it first")
		case len(part.Kit) > 0:
			return core.E(core.CodeInvalid, "sku.put", s.ID, "component "+k.SKU+" is itself a kit; name its components")
		}
	}
	return nil
}

// CheckID refuses an id that could not be told from another, or not be shown.
func CheckID(op, id string) error {
	if id == "" || len(id) > core.MaxIDBytes || strings.TrimSpace(id) != id {
		return core.E(core.CodeInvalid, op, id, "an id has 1 to 120 bytes without spaces around it")
	}
	if i := strings.IndexFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd }); i >= 0 {
		return core.E(core.CodeInvalid, op, "", "an id has no control characters and is valid UTF-8")
	}
	return nil
}

// UnitsOf is how many base units a scanned code of the SKU stands for: one for its id, an
// alias or its GTIN, those of a pack for the pack's GTIN; 0 where it is no code of it. A
// GTIN is the same with leading zeros and without.
func (s *SKU) UnitsOf(code string) core.Quantity {
	if code == s.ID || slices.Contains(s.Aliases, code) || sameGTIN(code, s.GTIN) {
		return 1
	}
	for i := range s.Packs {
		if sameGTIN(code, s.Packs[i].GTIN) {
			return s.Packs[i].Units
		}
	}
	return 0
}

func sameGTIN(a, b string) bool {
	if strings.Trim(a+b, "0123456789") != "" {
		return false
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return a == b && a != ""
}
