package order

import (
	"cmp"
	"slices"

	"andon/core"
)

// Who waits for a SKU is filled in the fair order: the class of the order (its priority,
// lower first), then the dispatch that its customer was told first of the SKU (who was told
// none stands behind all who were), then the time placed, then the order's number.
//
// The first one told is kept for good: another promise, earlier or later, never moves the
// order in its queue, and neither does telling the customer a new day. Units that were
// given to a location keep the day that they were to leave when they fall back, so that
// what was promised for today goes before what was promised for next week.
//
// Who is told nothing does not starve: a day is told only where what is to come covers
// everybody in the queue at that moment, those who are told nothing among them.

// FirstTold is the dispatch of a SKU that the customer was told first, of units that wait
// or have waited.
type FirstTold struct {
	SKU  string    `json:"sku" cbor:"1,keyasint"`
	Ship core.Date `json:"ship" cbor:"2,keyasint"`
}

// FirstTold is the dispatch that was told first of a SKU that waits or has waited; 0: none.
func (o *Order) FirstTold(sku string) core.Date {
	if o.More != nil {
		for i := range o.More.Queued {
			if t := &o.More.Queued[i]; t.SKU == sku {
				return t.Ship
			}
		}
	}
	return 0
}

// Before compares the places of two orders in the queue for a SKU.
func Before(a, b *Order, sku string) int {
	return cmp.Or(
		cmp.Compare(a.Priority, b.Priority),
		cmp.Compare(uint32(a.FirstTold(sku))-1, uint32(b.FirstTold(sku))-1), // 0 is none, and last
		cmp.Compare(a.Placed, b.Placed),
		cmp.Compare(a.N, b.N))
}

// fellBack is the day on which units that a location had were to leave: as it was told
// first, else the earliest that they carry.
func (l *Line) fellBack(m *UnitMove) (day core.Date) {
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Bucket == m.From && p.FO == m.FO && p.Ship != 0 && (day == 0 || p.Ship < day) {
			day = p.Ship
		}
	}
	return cmp.Or(l.FirstShip, day)
}

// keepTold notes the first dispatch that was told of a line's SKU, once a move has made
// units wait: of those that fell back, or of a line of which all units are told one. Where
// some are told nothing the line is not told, or it would pass others with more units than
// were promised. Clones share the list: it is only ever replaced.
func (o *Order) keepTold(l *Line, m *UnitMove, fell core.Date) {
	day := fell
	if day == 0 && m.Ship != 0 {
		if _, all := l.Promised(); all != 0 {
			day = cmp.Or(l.FirstShip, m.Ship)
		}
	}
	if day == 0 || o.FirstTold(l.SKU) != 0 {
		return
	}
	more := o.more()
	more.Queued = append(slices.Clip(more.Queued), FirstTold{l.SKU, day})
}
