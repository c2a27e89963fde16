package order

import (
	"cmp"
	"slices"
	"strings"

	"andon/core"
	"andon/core/stock"
)

// NewOrder builds the order that a Placed event opens from the Submit of its record.
func NewOrder(p *Placed, s *Submit, print [16]byte, occurred, recorded core.Instant) *Order {
	o := &Order{
		ID: p.ID, N: p.N, Channel: s.Channel, External: s.External, Rev: s.Rev, Print: print, Entity: p.Entity,
		Currency: p.Currency, Customer: p.Customer, ShipTo: s.ShipTo, Service: p.Service, Placed: occurred,
		Recorded: recorded, Charges: s.Charges, Total: p.Total, Payment: s.Payment, Complete: p.Complete,
		Priority: p.Priority, ByChannel: p.ByChan, Holds: slices.Clone(p.Holds), Note: s.Note,
		Risk: s.Risk, Tags: s.Tags, Consent: s.Consent, Policy: p.Policy, Rules: p.Rules, Told: p.Told,
	}
	if p.ShipTo != nil {
		o.ShipTo = *p.ShipTo
	}
	if p.Note != "" {
		o.Note = strings.TrimPrefix(o.Note+"; "+p.Note, "; ")
	}
	o.ShipTo.Personal = nil
	if p.Replaces != "" {
		o.more().Replaces = p.Replaces
	}
	if len(p.Lines) == 0 {
		o.Lines = make([]Line, 0, len(s.Lines))
		portions := make([]Portion, len(s.Lines))
		for i := range s.Lines {
			u := Understood{From: i, SKU: s.Lines[i].SKU, Qty: s.Lines[i].Qty}
			o.Lines = append(o.Lines, newLine(&u, &s.Lines[i], i+1, p, portions[i:i:i+1]))
		}
		return o
	}
	o.Lines = make([]Line, 0, len(p.Lines))
	for i := range p.Lines {
		o.Lines = append(o.Lines, newLine(&p.Lines[i], &s.Lines[p.Lines[i].From], i+1, p, nil))
	}
	return o
}

func newLine(u *Understood, n *NewLine, no int, p *Placed, portions []Portion) Line {
	l := Line{
		No: no, SKU: u.SKU, Qty: u.Qty, Text: n.Text, Method: n.Method, At: n.At, NotBefore: n.NotBefore,
		ShipBy: n.ShipBy, CancelAfter: n.CancelAfter, KitOf: u.KitOf, PerKit: u.PerKit, IsKit: u.IsKit, Unknown: u.Unknown,
		Portions: portions,
	}
	if l.ShipBy == 0 {
		l.ShipBy = cmp.Or(u.ShipBy, p.ShipBy)
	}
	if l.CancelAfter == 0 {
		l.CancelAfter = p.Cancel
	}
	if n.SKU != u.SKU && u.KitOf == 0 {
		l.Code = n.SKU
	}
	if u.KitOf == 0 {
		l.Price, l.Discount, l.Tax, l.Source = n.Price, n.Discount, n.Tax, n.Source
		if n.Unit != "" {
			l.Unit, l.UnitQty = n.Unit, n.Qty
		}
	}
	if !u.IsKit && u.Qty > 0 {
		l.Portions = append(l.Portions, Portion{Bucket: Open, Qty: u.Qty})
	}
	return l
}

// Drawn is units of a move that were taken from a reservation and leave their order, or
// that were to be picked at a place and are not any more.
type Drawn struct {
	Move  int // index of the move
	Fence uint64
	Qty   core.Quantity
	Place stock.Place // "" where Fence is not
}

// Move applies unit moves. Units that are not where a move says are still moved, so
// that a wrong event shows as a negative portion in Check instead of vanishing. Where a
// move names no place, units are taken in the order in which they are to be picked. It
// returns what was taken from reservations and is committed no more, and the places that
// units are not to be picked from any more.
func (o *Order) Move(moves []UnitMove) (out []Drawn) {
	for i := range moves {
		m := &moves[i]
		l := o.Line(m.Line)
		if l == nil {
			continue
		}
		promisedShip, promised := l.Promised()
		fell := core.Date(0)
		if m.To.Waiting() && m.From.Here() {
			fell = l.fellBack(m)
		}
		if l.fenced(m) {
			out = l.moveFenced(out, i, m)
		} else {
			var ship, deliver core.Date
			out, ship, deliver = l.take(out, i, m, m.Qty, 0)
			l.give(m, m.Qty, m.Fence, ship, deliver)
		}
		if m.To.Waiting() {
			o.keepTold(l, m, fell)
		}
		if l.First == 0 && promised != 0 && (m.To.Waiting() || m.To.Here()) {
			l.keepFirst(promisedShip, promised)
		}
	}
	if o.More != nil && len(o.More.Packages) > 0 {
		o.unpack()
	}
	return out
}

// keepFirst notes what was promised first, once another day is promised or none.
func (l *Line) keepFirst(ship, deliver core.Date) {
	if _, now := l.Promised(); now != deliver {
		l.FirstShip, l.First = ship, deliver
	}
}

// in reports whether a move may take units of the portion.
func (p *Portion) in(m *UnitMove) bool {
	return p.Bucket == m.From && p.FO == m.FO && (m.Place == nil || m.From != Released || *m.Place == p.Place())
}

// fenced reports whether some of the units that a move may take are from a reservation.
func (l *Line) fenced(m *UnitMove) bool {
	return slices.ContainsFunc(l.Portions, func(p Portion) bool { return p.Fence != 0 && p.in(m) })
}

// moveFenced moves units of which some are from reservations. Those that go back to the
// shelf are first the ones from reservations; those that go on, or are lost, the last.
func (l *Line) moveFenced(out []Drawn, i int, m *UnitMove) []Drawn {
	left := m.Qty
	part := func(fence uint64, most core.Quantity) {
		n := min(left, most)
		if n <= 0 {
			return
		}
		left -= n
		var ship, deliver core.Date
		out, ship, deliver = l.take(out, i, m, n, fence)
		kept := fence
		if !m.To.Here() {
			kept = 0
		}
		l.give(m, n, kept, ship, deliver)
		if fence != 0 && kept == 0 {
			out = append(out, Drawn{Move: i, Fence: fence, Qty: n})
		}
	}
	back := !m.To.Here() && !m.To.Gone() && m.Into == stock.None
	if !back {
		part(0, l.drawn(m, 0))
	}
	for k := 0; k < len(l.Portions) && left > 0; k++ {
		if p := &l.Portions[k]; p.Fence != 0 && p.in(m) {
			before := left
			if part(p.Fence, l.drawn(m, p.Fence)); left < before {
				k = -1 // the portions have changed
			}
		}
	}
	part(0, left) // none are left, but for a wrong event
	return out
}

// drawn sums the units that a move may take that are from a reservation; 0: from none.
func (l *Line) drawn(m *UnitMove, fence uint64) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Fence == fence && p.in(m) {
			q += p.Qty
		}
	}
	return q
}

// take removes units of move k from a reservation, 0 for none, and returns the dates that
// they carried. It adds the places that they were to be picked from.
func (l *Line) take(out []Drawn, k int, m *UnitMove, left core.Quantity, fence uint64) (drawn []Drawn, ship, deliver core.Date) {
	for i := 0; i < len(l.Portions) && left > 0; i++ {
		p := &l.Portions[i]
		if p.Fence != fence || !p.in(m) {
			continue
		}
		n := min(left, p.Qty)
		if m.From == Released && p.Bin+p.Lot != "" {
			out = append(out, Drawn{Move: k, Qty: n, Place: p.Place()})
		}
		ship, deliver = max(ship, p.Ship), max(deliver, p.Deliver)
		p.Qty -= n
		left -= n
		if p.Qty == 0 {
			l.Portions = slices.Delete(l.Portions, i, i+1)
			i--
		}
	}
	if left > 0 {
		l.Portions = append(l.Portions, Portion{Bucket: m.From, FO: m.FO, Qty: -left})
	}
	return out, ship, deliver
}

func (l *Line) give(m *UnitMove, qty core.Quantity, fence uint64, ship, deliver core.Date) {
	p := Portion{Bucket: m.To, FO: m.ToFO, Qty: qty, Ship: m.Ship, Deliver: m.Deliver, After: m.After, Fence: fence}
	if p.Ship == 0 && !m.To.Waiting() && m.To != Cancelled {
		p.Ship, p.Deliver = ship, deliver
	}
	if m.Place != nil && m.To == Released {
		p.Bin, p.Lot = m.Place.Bin, m.Place.Lot
	}
	for i := range l.Portions {
		q := &l.Portions[i]
		if q.Bucket == p.Bucket && q.FO == p.FO && q.Ship == p.Ship && q.Deliver == p.Deliver && q.After == p.After && q.Place() == p.Place() && q.Fence == p.Fence {
			q.Qty += p.Qty
			return
		}
	}
	l.Portions = append(l.Portions, p)
}

// Promised is the latest dispatch and delivery of the units that have not left; nothing
// where any of them is promised no day.
func (l *Line) Promised() (ship, deliver core.Date) {
	for i := range l.Portions {
		p := &l.Portions[i]
		if !p.Bucket.Waiting() && !p.Bucket.Here() {
			continue
		}
		if p.Deliver == 0 {
			return 0, 0
		}
		ship, deliver = max(ship, p.Ship), max(deliver, p.Deliver)
	}
	return ship, deliver
}

// TakeBack notes units that came back to a location.
func (l *Line) TakeBack(location string, q core.Quantity) {
	l.Returned += q
	for i := range l.Back {
		if l.Back[i].Location == location {
			l.Back[i].Qty += q
			return
		}
	}
	l.Back = append(l.Back, Back{location, q})
}

// Amend applies an Amended event; added are the lines that the record's command brought.
// It returns what its moves do, see Move.
func (o *Order) Amend(e *Amended, added []NewLine) []Drawn {
	defer o.reprice(e)()
	drawn := o.Move(e.Moves)
	if e.Rev != 0 {
		o.Rev = e.Rev
	}
	if e.Service != "" {
		o.Service = e.Service
	}
	if e.Complete != nil {
		o.Complete = *e.Complete
	}
	if e.Total != nil {
		o.Total = *e.Total
	}
	if t := e.Terms; t != nil {
		o.Charges, o.Payment = t.Charges, t.Payment
	}
	for i := range e.Lines {
		c := &e.Lines[i]
		if c.Line == 0 {
			u := Understood{From: c.From, SKU: c.SKU, Qty: c.Qty, KitOf: c.KitOf, PerKit: c.PerKit, IsKit: c.IsKit, Unknown: c.Unknown}
			o.Lines = append(o.Lines, newLine(&u, &added[c.From], len(o.Lines)+1, new(Placed), nil))
			continue
		}
		l := o.Line(c.Line)
		if l == nil {
			continue
		}
		if c.SKU != "" {
			if l.Code == "" { // else it is the channel's own word for the line, which its next version uses again
				l.Code = l.SKU
			}
			l.SKU, l.Unknown = c.SKU, c.Unknown
		}
		l.Qty += c.Qty
		if t := c.Terms; t != nil {
			l.Price, l.Discount, l.Tax, l.Unit, l.UnitQty = t.Price, t.Discount, t.Tax, t.Unit, t.UnitQty
		} else if l.Unit == "" && l.UnitQty != 0 {
			l.UnitQty += c.Qty // it counts what the line is paid for
		}
		if c.Qty > 0 && !l.IsKit {
			l.give(&UnitMove{To: Open}, c.Qty, 0, 0, 0)
		}
	}
	return drawn
}

// Check returns the first rule of an order that does not hold, or nil: every unit
// of a line is in exactly one bucket, none below zero, none twice; and the customer was
// told once of each cause.
func (o *Order) Check() error {
	if o.toldTwice() {
		return core.E(core.CodeCorrupt, "order.check", o.ID, "the customer was told of one cause more than once")
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		var sum core.Quantity
		for _, p := range l.Portions {
			if p.Qty <= 0 {
				return core.E(core.CodeCorrupt, "order.check", o.ID, "a portion holds less than one unit")
			}
			if p.Bucket.Here() != (p.FO != 0 && !p.Bucket.Gone()) || p.FO > len(o.Fulfillments) {
				return core.E(core.CodeCorrupt, "order.check", o.ID, "committed units and fulfillment orders do not agree")
			}
			if p.Fence != 0 && !p.Bucket.Here() {
				return core.E(core.CodeCorrupt, "order.check", o.ID, "units that are not committed are from a reservation")
			}
			sum += p.Qty
		}
		if !l.IsKit && sum != l.Qty {
			return core.E(core.CodeCorrupt, "order.check", o.ID, "the buckets of a line do not add up to what was ordered")
		}
		if o.More != nil {
			for fo := 1; fo <= len(o.Fulfillments); fo++ {
				if q := o.Pending(l.No, fo); q < 0 || q > l.HereIn(fo) {
					return core.E(core.CodeCorrupt, "order.check", o.ID, "more units are asked to be cancelled than are there")
				}
			}
		}
		if l.Returned < 0 || l.Returned > l.Sum(Bucket.Gone) {
			return core.E(core.CodeCorrupt, "order.check", o.ID, "more units were returned than shipped")
		}
	}
	return o.checkPackages()
}
