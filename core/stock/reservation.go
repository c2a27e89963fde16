package stock

import (
	"slices"
	"strconv"
	"strings"

	"andon/core"
)

// Reservation keeps units of a balance for a holder until it expires. Those of a
// channel are taken by the channel's orders and by no other's.
//
// A standing one is a channel's fence. It counts what it was granted, and at all times
//
//	granted = kept + owed + taken + on loan + repaid + given away
//
// where granted is what its share of all that arrived comes to, rounded down once.
type Reservation struct {
	ID       string        `json:"id" cbor:"1,keyasint"`
	SKU      string        `json:"sku" cbor:"2,keyasint"`
	Location string        `json:"location" cbor:"3,keyasint"`
	Holder   string        `json:"holder" cbor:"4,keyasint"` // for whom: channel/ID, order/ID, person/ID
	Qty      core.Quantity `json:"qty" cbor:"5,keyasint"`    // still kept
	Reason   string        `json:"reason,omitempty" cbor:"6,keyasint,omitempty"`
	Expires  core.Instant  `json:"expires,omitempty" cbor:"7,keyasint,omitempty"` // 0: never
	Closed   bool          `json:"closed,omitempty" cbor:"8,keyasint,omitempty"`
	core.Stamp
	Standing bool          `json:"standing,omitempty" cbor:"9,keyasint,omitempty"`  // a channel's fence: stays when it is empty
	Received core.Quantity `json:"received,omitempty" cbor:"10,keyasint,omitempty"` // units that its share was taken of
	Credit   int64         `json:"credit,omitempty" cbor:"11,keyasint,omitempty"`   // thousandths of units that it was granted
	Owed     core.Quantity `json:"owed,omitempty" cbor:"12,keyasint,omitempty"`     // granted and not set aside, or taken by a fact: made good when stock comes
	Taken    core.Quantity `json:"taken,omitempty" cbor:"13,keyasint,omitempty"`    // by the channel's orders, and not given back
	Repaid   core.Quantity `json:"repaid,omitempty" cbor:"14,keyasint,omitempty"`   // of its grants, to channels that had lent it units
	Away     core.Quantity `json:"away,omitempty" cbor:"15,keyasint,omitempty"`     // released or moved to another holder by hand, less what came so
	Loans    []Loan        `json:"loans,omitempty" cbor:"16,keyasint,omitempty"`    // by channel
}

// Loan is what a channel owes a fence.
type Loan struct {
	Channel string        `json:"channel" cbor:"1,keyasint"`
	Qty     core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// ReservationID is the id of the reservation with a number.
func ReservationID(n uint64) string { return "RS-" + strconv.FormatUint(n, 10) }

// Number is the number in the reservation's id; 0 when it has none.
func (r *Reservation) Number() uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(r.ID, "RS-"), 10, 64)
	return n
}

// ChannelHolder is the holder of what is kept for a channel.
func ChannelHolder(channel string) string { return "channel/" + channel }

// OrderHolder is the holder of what is kept for an order.
func OrderHolder(order string) string { return "order/" + order }

// Channel is the channel that the units are kept for, "" when it is none.
func (r *Reservation) Channel() string {
	if id, ok := strings.CutPrefix(r.Holder, "channel/"); ok {
		return id
	}
	return ""
}

// Order is the order that the units are kept for, "" when it is none.
func (r *Reservation) Order() string {
	if id, ok := strings.CutPrefix(r.Holder, "order/"); ok {
		return id
	}
	return ""
}

// For reports whether an order of a channel may take the units.
func (r *Reservation) For(channel, order string) bool {
	return channel != "" && r.Channel() == channel || order != "" && r.Order() == order
}

// DocID is the document's id.
func (r *Reservation) DocID() string { return r.ID }

// Clone copies what Apply may change.
func (r *Reservation) Clone() *Reservation {
	c := *r
	c.Loans = slices.Clone(r.Loans)
	return &c
}

// Key is the balance that the units are of.
func (r *Reservation) Key() Key { return Key{SKU: r.SKU, Location: r.Location} }

// Granted is how many whole units the fence was granted in all.
func (r *Reservation) Granted() core.Quantity { return core.Quantity(r.Credit / 1000) }

// Count adds the share, in thousandths, of what arrived to what is granted.
func (r *Reservation) Count(arrived core.Quantity, share int) {
	before := r.Granted()
	r.Received += arrived
	r.Credit += int64(arrived) * int64(share)
	r.Owed += r.Granted() - before
}

// Lent is how many units a channel owes, of all channels together when it is "".
func (r *Reservation) Lent(channel string) core.Quantity {
	var q core.Quantity
	for _, l := range r.Loans {
		if channel == "" || l.Channel == channel {
			q += l.Qty
		}
	}
	return q
}

// Lend changes what a channel owes.
func (r *Reservation) Lend(channel string, q core.Quantity) {
	i, found := slices.BinarySearchFunc(r.Loans, channel, func(l Loan, id string) int { return strings.Compare(l.Channel, id) })
	if !found {
		r.Loans = slices.Insert(r.Loans, i, Loan{Channel: channel})
	}
	if r.Loans[i].Qty += q; r.Loans[i].Qty == 0 {
		r.Loans = slices.Delete(r.Loans, i, i+1)
	}
}

// Check returns the first rule of a reservation that does not hold, or nil.
func (r *Reservation) Check() error {
	broken := func(msg string) error { return core.E(core.CodeCorrupt, "stock.check", r.ID, msg) }
	switch {
	case r.Qty < 0:
		return broken("a reservation keeps less than nothing")
	case !r.Standing:
		return nil
	case r.Owed < 0 || r.Taken < 0 || r.Repaid < 0 || r.Closed:
		return broken("a fence counts below zero, or is closed")
	case r.Granted() != r.Qty+r.Owed+r.Taken+r.Lent("")+r.Repaid+r.Away:
		return broken("what a fence was granted is not what it keeps, is owed, and what was taken, lent, repaid or given away")
	}
	for _, l := range r.Loans {
		if l.Qty <= 0 {
			return broken("channel " + l.Channel + " owes a fence less than one unit")
		}
	}
	return nil
}

// ReservationMade opens a reservation; it moves available units to reserved.
type ReservationMade struct {
	Reservation Reservation `json:"reservation" cbor:"1,keyasint"`
}

// Kind names the event.
func (*ReservationMade) Kind() core.Kind { return "stock.reserved" }

// ReservationReleased gives units of a reservation back to available.
type ReservationReleased struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"`
	Qty         core.Quantity `json:"qty" cbor:"2,keyasint"`
	Reason      string        `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the event.
func (*ReservationReleased) Kind() core.Kind { return "stock.released" }

// Granted counts what arrived for a channel's fence, and sets units aside that it is
// owed; some of them may go to fences that had lent it theirs. The first one opens it.
type Granted struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"`
	Channel     string        `json:"channel" cbor:"2,keyasint"`
	SKU         string        `json:"sku" cbor:"3,keyasint"`
	Location    string        `json:"location" cbor:"4,keyasint"`
	Arrived     core.Quantity `json:"arrived,omitempty" cbor:"5,keyasint,omitempty"`
	Share       int           `json:"share,omitempty" cbor:"6,keyasint,omitempty"` // of Arrived, in thousandths
	Aside       core.Quantity `json:"aside,omitempty" cbor:"7,keyasint,omitempty"` // available units that are reserved now
	Repaid      []Repaid      `json:"repaid,omitempty" cbor:"8,keyasint,omitempty"`
	Free        []Loan        `json:"free,omitempty" cbor:"9,keyasint,omitempty"` // loans that free units pay back, because their channels are granted none here
}

// Repaid is how many of the units that were set aside pay back a loan.
type Repaid struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"` // that had lent them
	Qty         core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Granted) Kind() core.Kind { return "stock.granted" }

// Drawn makes reserved units available because a fact takes them. A fence is owed them.
type Drawn struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"`
	Qty         core.Quantity `json:"qty" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Drawn) Kind() core.Kind { return "stock.drawn" }

// ReservationMoved gives units of a reservation to another holder. They stay reserved.
type ReservationMoved struct {
	Reservation string        `json:"reservation" cbor:"1,keyasint"` // they come from
	To          string        `json:"to" cbor:"2,keyasint"`          // and go to; opened where it is new
	Holder      string        `json:"holder" cbor:"3,keyasint"`
	Qty         core.Quantity `json:"qty" cbor:"4,keyasint"`
	Reason      string        `json:"reason,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the event.
func (*ReservationMoved) Kind() core.Kind { return "stock.reservation_moved" }
