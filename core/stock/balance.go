package stock

import (
	"slices"
	"strings"

	"andon/core"
)

// NounBalance and NounReservation are the nouns of this package.
const (
	NounBalance     core.Noun = "balance"
	NounReservation core.Noun = "reservation"
)

// Key names a balance. Owner is legal title; empty means the shop's own.
type Key struct {
	SKU      string
	Location string
	Owner    string
}

// ID is SKU@LOCATION, with !OWNER behind it where the goods are not the shop's own.
func (k Key) ID() string {
	if k.Owner == "" {
		return k.SKU + "@" + k.Location
	}
	return k.SKU + "@" + k.Location + "!" + k.Owner
}

// Move takes Qty units from one account and gives them to another. From and To are
// states of the balance (SKU, Location, Owner); ToLocation, where set, is the
// location of To, as in a transfer.
type Move struct {
	SKU        string        `json:"sku" cbor:"1,keyasint"`
	Location   string        `json:"location" cbor:"2,keyasint"`
	From       State         `json:"from" cbor:"3,keyasint"`
	To         State         `json:"to" cbor:"4,keyasint"`
	Qty        core.Quantity `json:"qty" cbor:"5,keyasint"`
	Cause      Cause         `json:"cause" cbor:"6,keyasint"`
	ToLocation string        `json:"to_location,omitempty" cbor:"7,keyasint,omitempty"`
	Bin        string        `json:"bin,omitempty" cbor:"8,keyasint,omitempty"`
	ToBin      string        `json:"to_bin,omitempty" cbor:"9,keyasint,omitempty"`
	Lot        string        `json:"lot,omitempty" cbor:"10,keyasint,omitempty"`
	Owner      string        `json:"owner,omitempty" cbor:"11,keyasint,omitempty"`
}

// Key is the balance that the move takes from.
func (m *Move) Key() Key { return Key{m.SKU, m.Location, m.Owner} }

// ToKey is the balance that the move gives to.
func (m *Move) ToKey() Key {
	if m.ToLocation == "" {
		return m.Key()
	}
	return Key{m.SKU, m.ToLocation, m.Owner}
}

// Part says how many of a state's units lie in a bin or belong to a lot.
type Part struct {
	Bin   string        `json:"bin,omitempty" cbor:"1,keyasint,omitempty"`
	Lot   string        `json:"lot,omitempty" cbor:"2,keyasint,omitempty"`
	State State         `json:"state" cbor:"3,keyasint"`
	Qty   core.Quantity `json:"qty" cbor:"4,keyasint"`
}

// Balance is the stock of one SKU at one location under one owner.
type Balance struct {
	SKU      string                `json:"sku" cbor:"1,keyasint"`
	Location string                `json:"location" cbor:"2,keyasint"`
	Owner    string                `json:"owner,omitempty" cbor:"3,keyasint,omitempty"`
	Q        [States]core.Quantity `json:"-" cbor:"4,keyasint"`
	OnHand   core.Quantity         `json:"on_hand" cbor:"5,keyasint,omitempty"`
	Commit   core.Quantity         `json:"committed" cbor:"6,keyasint,omitempty"` // kept beside its parts
	Parts    []Part                `json:"parts,omitempty" cbor:"7,keyasint,omitempty"`
	Counted  core.Instant          `json:"counted,omitempty" cbor:"8,keyasint,omitempty"`  // when the last count was taken: the anchor
	Open     core.Quantity         `json:"variance,omitempty" cbor:"9,keyasint,omitempty"` // of that count: missing units waiting in quality control (+) or found ones not yet explained (-)
	core.Stamp
}

// Clone copies what Apply may change.
func (b *Balance) Clone() *Balance {
	c := *b
	c.Parts = slices.Clone(b.Parts)
	return &c
}

// DocID is the document's id.
func (b *Balance) DocID() string { return b.Key().ID() }

// Key names the balance.
func (b *Balance) Key() Key { return Key{b.SKU, b.Location, b.Owner} }

// Take applies the giving side of a move to the balance that it names.
func (b *Balance) Take(m *Move) {
	b.add(m.From, m.Bin, m.Lot, -m.Qty)
	b.hand(m, m.Cause != TransferIn)
}

// Give applies the receiving side of a move to the balance that it names.
func (b *Balance) Give(m *Move) {
	bin := m.ToBin
	if bin == "" && m.From.OnHand() && m.To.OnHand() && m.ToLocation == "" {
		bin = m.Bin
	}
	b.add(m.To, bin, m.Lot, m.Qty)
	if m.ToLocation != "" {
		b.hand(m, m.Cause == TransferIn)
	}
}

// hand books the cause on on_hand, on the one side of the move that it concerns.
func (b *Balance) hand(m *Move, mine bool) {
	if mine {
		b.OnHand += m.Cause.sign() * m.Qty
	}
}

func (b *Balance) add(s State, bin, lot string, q core.Quantity) {
	b.Q[s] += q
	if s.Committed() {
		b.Commit += q
	}
	if bin == "" && lot == "" || !s.OnHand() {
		return
	}
	b.part(s, Place{bin, lot}, q)
}

// Check returns the first equation that does not hold, or nil.
func (b *Balance) Check() error {
	broken := func(msg string) error { return core.E(core.CodeCorrupt, "stock.check", b.Key().ID(), msg) }
	var sum core.Quantity
	for s := Available; s <= Damaged; s++ {
		sum += b.Q[s]
	}
	if sum != b.OnHand {
		return broken("on_hand is not the sum of its states")
	}
	if b.Q[Allocated]+b.Q[Released]+b.Q[Picked]+b.Q[Packed] != b.Commit {
		return broken("committed is not the sum of allocated, released, picked and packed")
	}
	for s := Allocated; s <= Packed; s++ {
		if b.Q[s] < 0 {
			return broken(s.String() + " is below zero")
		}
	}
	return nil
}

// ParseKey reads what Key.ID wrote. A SKU may hold an @: the last one counts.
func ParseKey(id string) Key {
	i := strings.LastIndexByte(id, '@')
	if i < 0 {
		return Key{SKU: id}
	}
	location, owner, _ := strings.Cut(id[i+1:], "!")
	return Key{SKU: id[:i], Location: location, Owner: owner}
}
