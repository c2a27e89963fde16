package flow

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// needBalance checks that stock of the SKU is kept at the location.
func needBalance(tx *world.Tx, code, location string) (stock.Key, error) {
	s := tx.W.SKU(code)
	switch {
	case s == nil:
		return stock.Key{}, noSKU(tx, code)
	case !s.Tracked():
		return stock.Key{}, refuse(core.CodeInvalid, tx, code, "is a kit or untracked: it has no stock of its own")
	case tx.W.Locations.Get(location) == nil:
		return stock.Key{}, refuse(core.CodeNotFound, tx, location, "there is no such location")
	}
	return stock.Key{SKU: s.ID, Location: location}, nil
}

// noSKU refuses a SKU that is not there, and names the one that is but for capitals.
func noSKU(tx *world.Tx, code string) error {
	for _, other := range [...]string{strings.ToUpper(code), strings.ToLower(code)} {
		if s := tx.W.SKU(other); s != nil {
			return refuse(core.CodeNotFound, tx, code, "is not in the catalog; did you mean %s?", s.ID)
		}
	}
	return refuse(core.CodeNotFound, tx, code, "is not in the catalog")
}

// drawFor makes room for a fact that takes n units out of available: safety stock
// goes first, then what is reserved for channels and orders, then the lowest-priority
// commitments that are not picked are broken and sourced again. What is still missing
// drives the balance below zero, in the open.
func (d *Decider) drawFor(tx *world.Tx, k stock.Key, n core.Quantity) {
	b := tx.W.Balance(k)
	if b == nil || b.Q[stock.Available] >= n {
		return
	}
	short := n - max(b.Q[stock.Available], 0)
	if safety := min(short, max(b.Q[stock.SafetyStock], 0)); safety > 0 {
		tx.Emit(&stock.Moved{Reason: "overdrawn", Moves: []stock.Move{inside(k, stock.SafetyStock, stock.Available, safety)}})
		short -= safety
	}
	if short > 0 && tx.W.AnythingKept() {
		short = d.drawReserved(tx, k, short)
	}
	if short > 0 {
		d.breakCommitments(tx, k, short)
	}
}

func inside(k stock.Key, from, to stock.State, q core.Quantity) stock.Move {
	return stock.Move{SKU: k.SKU, Location: k.Location, Owner: k.Owner, From: from, To: to, Qty: q, Cause: stock.Inside}
}

// maxBroken bounds the orders that one fact may break; the rest shows as a negative balance.
const maxBroken = 50

// commitment is a portion of an order that could be broken.
type commitment struct {
	o    *order.Order
	line int
	fo   int
}

// breakCommitments takes units back from orders whose units of the SKU are allocated
// or released at the location, last in the fair order first.
func (d *Decider) breakCommitments(tx *world.Tx, k stock.Key, short core.Quantity) {
	var list []commitment
	tx.W.Work(k.Location, func(id string, fo int) bool {
		o := tx.W.Orders.Get(id)
		for i := range o.Lines {
			if l := &o.Lines[i]; l.SKU == k.SKU && !o.FO(fo).Bought {
				for _, p := range l.Portions {
					if p.FO == fo && (p.Bucket == order.Allocated || p.Bucket == order.Released) {
						list = append(list, commitment{o, l.No, fo})
						break
					}
				}
			}
		}
		return true
	})
	slices.SortStableFunc(list, func(a, b commitment) int { return order.Before(b.o, a.o, k.SKU) })
	for _, c := range list[:min(len(list), maxBroken)] {
		if short <= 0 {
			return
		}
		short -= d.breakOne(tx, c, short)
	}
}

func (d *Decider) breakOne(tx *world.Tx, c commitment, most core.Quantity) core.Quantity {
	o := tx.W.Orders.Get(c.o.ID)
	e := &order.Moved{Order: o.ID, Cause: "broken", FO: c.fo, Reason: "a fact took the stock"}
	var got core.Quantity
	fenced := false
	for _, p := range o.Line(c.line).Portions {
		if p.FO == c.fo && (p.Bucket == order.Allocated || p.Bucket == order.Released) && got < most {
			n := min(p.Qty, most-got)
			e.Moves = append(e.Moves, order.UnitMove{Line: c.line, From: p.Bucket, To: order.Open, Qty: n, FO: c.fo})
			fenced = fenced || p.Fence != 0
			got += n
		}
	}
	if got == 0 {
		return 0
	}
	for i := range e.Moves {
		if fenced { // the fact takes them: they do not go back to where they are from
			e.Moves[i].Into = stock.Available
		}
	}
	d.rerouteLater(o, drawn+o.Line(c.line).SKU+"@"+o.FO(c.fo).Location)
	tx.Emit(e)
	return got
}

// drawn begins the cause of which customers are told that a fact took their units; the
// balance follows.
const drawn = "stock/"

// broken is an order that a fact took units from.
type broken struct {
	id, cause string
	before    prospect
}

// rerouteLater remembers an order whose units were broken; finishBroken sources it
// once the fact itself is booked, so that it cannot be given the same units again.
func (d *Decider) rerouteLater(o *order.Order, cause string) {
	if !slices.ContainsFunc(d.scratch.broken, func(b broken) bool { return b.id == o.ID }) {
		d.scratch.broken = append(d.scratch.broken, broken{o.ID, cause, prospectOf(o)})
	}
}

func (d *Decider) finishBroken(tx *world.Tx) {
	for i := range d.scratch.broken {
		b := &d.scratch.broken[i]
		d.source(tx, tx.W.Orders.Get(b.id), "rerouted")
		d.watchOrder(tx, b.id)
		notify(tx, b.id, b.cause, b.before)
	}
	d.scratch.broken = d.scratch.broken[:0]
}

func (d *Decider) adjust(tx *world.Tx, c *stock.Adjust) error {
	k, err := needBalance(tx, c.SKU, c.Location)
	if err != nil {
		return err
	}
	switch {
	case c.Qty > core.MaxQuantity || c.Qty < -core.MaxQuantity:
		return refuse(core.CodeLimit, tx, k.ID(), "the quantity %d is beyond %d", c.Qty, core.MaxQuantity)
	case c.Qty == 0 || c.Reason == "":
		return refuse(core.CodeInvalid, tx, k.ID(), "an adjustment needs a quantity and a reason")
	case len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeLimit, tx, k.ID(), "the reason has %d bytes; at most %d are taken", len(c.Reason), core.MaxTextBytes)
	}
	state := c.State
	if state == stock.None {
		state = stock.Available
	}
	if !state.Movable() {
		return refuse(core.CodeInvalid, tx, k.ID(), "units %s are moved by their orders or documents, not by hand", state)
	}
	m := stock.Move{SKU: k.SKU, Location: k.Location, From: stock.Variance, To: state, Qty: c.Qty, Cause: stock.Found, ToBin: c.Bin, Lot: c.Lot}
	if c.Qty < 0 {
		m.From, m.To, m.Qty, m.Cause, m.Bin, m.ToBin = state, stock.Variance, -c.Qty, stock.Missing, c.Bin, ""
		if state == stock.Available {
			d.drawFor(tx, k, m.Qty)
		}
	}
	moves := []stock.Move{m}
	if c.Qty < 0 {
		moves = spread(tx.W.Balance(k), m)
	}
	tx.Emit(&stock.Moved{Moves: moves, Reason: c.Reason})
	d.settleFences(tx, k)
	d.finishBroken(tx)
	d.watchBalances(tx)
	return nil
}

func (d *Decider) shift(tx *world.Tx, c *stock.Shift) error {
	k, err := needBalance(tx, c.SKU, c.Location)
	if err != nil {
		return err
	}
	switch {
	case c.Qty < 1 || c.Qty > core.MaxQuantity || c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, k.ID(), "a move needs a quantity and a reason")
	case !c.From.Movable() || !c.To.Movable():
		return refuse(core.CodeInvalid, tx, k.ID(), "units %s or %s are moved by their orders or documents, not by hand", c.From, c.To)
	case c.ToLocation != "" && tx.W.Locations.Get(c.ToLocation) == nil:
		return refuse(core.CodeNotFound, tx, c.ToLocation, "there is no such location")
	case c.From == c.To && c.ToLocation == "" && c.Bin == c.ToBin:
		return refuse(core.CodeInvalid, tx, k.ID(), "the move goes nowhere; name another state, bin or location")
	}
	b := tx.W.Balance(k)
	have := partOf(b, c)
	if have < c.Qty {
		return refuse(core.CodeStock, tx, k.ID(), "%d asked, %d are %s there", c.Qty, have, c.From)
	}
	m := stock.Move{SKU: k.SKU, Location: k.Location, From: c.From, To: c.To, Qty: c.Qty, Cause: stock.Inside, Bin: c.Bin, ToBin: c.ToBin, Lot: c.Lot}
	if c.ToLocation == "" || c.ToLocation == c.Location {
		tx.Emit(&stock.Moved{Moves: []stock.Move{m}, Reason: c.Reason})
		d.watchBalances(tx)
		return nil
	}
	out := m
	out.To, out.Cause, out.ToLocation, out.ToBin = stock.InTransit, stock.TransferOut, c.ToLocation, ""
	in := stock.Move{SKU: k.SKU, Location: c.ToLocation, From: stock.InTransit, To: c.To, Qty: c.Qty, Cause: stock.TransferIn, ToLocation: c.ToLocation, ToBin: c.ToBin, Lot: c.Lot}
	tx.Emit(&stock.Moved{Moves: []stock.Move{out, in}, Reason: c.Reason})
	d.watchBalances(tx)
	return nil
}

// partOf is how many units a hand move could take: those of its bin and lot where it
// names them, else those of the state that are in no bin or lot. Promises and sales
// take from a state without saying from which bin, so a bin never has more than that.
func partOf(b *stock.Balance, c *stock.Shift) core.Quantity {
	if b == nil {
		return 0
	}
	all := b.Q[c.From]
	if c.From == stock.QualityControl {
		all -= max(b.Open, 0) // missing units are not there to be moved
	}
	return min(b.At(c.From, stock.Place{Bin: c.Bin, Lot: c.Lot}), all)
}

// count anchors a balance. Units found missing move to quality control at once and
// wait for approval; units found beyond the book are available at once.
func (d *Decider) count(tx *world.Tx, c *stock.Count) error {
	k, err := needBalance(tx, c.SKU, c.Location)
	if err != nil {
		return err
	}
	if c.Counted < 0 || c.Counted > core.MaxQuantity {
		return refuse(core.CodeInvalid, tx, k.ID(), "%d is not a count", c.Counted)
	}
	at := min(tx.Occurred(), tx.Now) // nobody counts in the future
	var onHand, missing core.Quantity
	if b := tx.W.Balance(k); b != nil {
		if at < b.Counted {
			return nil // recorded, and a later count stands
		}
		onHand, missing = b.OnHand, max(b.Open, 0)
	}
	e := &stock.CountTaken{SKU: k.SKU, Location: k.Location, At: at, Counted: c.Counted, Book: onHand - missing}
	diff := c.Counted - e.Book
	var moves []stock.Move
	switch {
	case diff < 0:
		d.drawFor(tx, k, -diff)
		moves = spread(tx.W.Balance(k), inside(k, stock.Available, stock.QualityControl, -diff))
		missing -= diff
	case diff > 0:
		if back := min(diff, missing); back > 0 {
			moves = spread(tx.W.Balance(k), inside(k, stock.QualityControl, stock.Available, back))
			missing, diff = missing-back, diff-back
		}
		if diff > 0 {
			moves = append(moves, stock.Move{SKU: k.SKU, Location: k.Location, From: stock.Variance, To: stock.Available, Qty: diff, Cause: stock.Found})
			missing = -diff
		}
	}
	if e.Variance = missing; len(moves) > 0 {
		tx.Emit(&stock.Moved{Moves: moves, Reason: "count_variance"})
	}
	tx.Emit(e)
	d.settleFences(tx, k)
	d.finishBroken(tx)
	clear(tx, core.Ref{Noun: stock.NounBalance, ID: k.ID()}, "pick_short", "")
	d.watchBalances(tx)
	return nil
}

func (d *Decider) approveCount(tx *world.Tx, c *stock.ApproveCount) error {
	k, err := needBalance(tx, c.SKU, c.Location)
	if err != nil {
		return err
	}
	b := tx.W.Balance(k)
	if b == nil || b.Open <= 0 {
		return refuse(core.CodeState, tx, k.ID(), "no units wait to be written off")
	}
	if b.Q[stock.QualityControl] < b.Open {
		return refuse(core.CodeStock, tx, k.ID(), "%d units are missing, %d stand in quality control; count again", b.Open, b.Q[stock.QualityControl])
	}
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, k.ID(), "a write-off needs a reason")
	}
	tx.Emit(&stock.Moved{Reason: c.Reason, Moves: spread(b, stock.Move{SKU: k.SKU, Location: k.Location, From: stock.QualityControl, To: stock.Variance, Qty: b.Open, Cause: stock.Missing})})
	tx.Emit(&stock.VarianceExplained{SKU: k.SKU, Location: k.Location, Reason: c.Reason})
	d.watchBalances(tx)
	return nil
}

// explained takes from a movement that occurred before the last count what that
// count has already booked: the movement then explains the variance, and the book of
// available units does not move again. It returns what is left to book.
func (d *Decider) explained(tx *world.Tx, k stock.Key, out core.Quantity, to stock.State, cause stock.Cause) core.Quantity {
	b := tx.W.Balance(k)
	if b == nil || tx.Occurred() >= b.Counted {
		return out
	}
	if n := min(out, b.Open); out > 0 && n > 0 { // left before the count that missed them
		tx.Emit(&stock.Moved{Reason: "explains_count", Moves: []stock.Move{{SKU: k.SKU, Location: k.Location, From: stock.QualityControl, To: to, Qty: n, Cause: cause}}})
		tx.Emit(&stock.VarianceExplained{SKU: k.SKU, Location: k.Location, Variance: b.Open - n})
		return out - n
	}
	if n := min(-out, -b.Open); out < 0 && n > 0 { // came before the count that found them
		tx.Emit(&stock.Moved{Reason: "explains_count", Moves: []stock.Move{{SKU: k.SKU, Location: k.Location, From: to, To: stock.Variance, Qty: n, Cause: stock.Document}}})
		tx.Emit(&stock.VarianceExplained{SKU: k.SKU, Location: k.Location, Variance: b.Open + n})
		return out + n
	}
	return out
}

// sale books what a till sold, or took back.
func (d *Decider) sale(tx *world.Tx, c *stock.Sale) error {
	s := tx.W.SKU(c.SKU)
	if c.Qty == 0 || c.Qty > core.MaxQuantity || c.Qty < -core.MaxQuantity {
		return refuse(core.CodeInvalid, tx, c.SKU, "%d is not a quantity that a till can sell", c.Qty)
	}
	if s != nil && !sellable(s, c.Qty) {
		return refuse(core.CodeInvalid, tx, c.SKU, "%d of the kit are more of its parts than a till can sell", c.Qty)
	}
	if s == nil || tx.W.Locations.Get(c.Location) == nil {
		at := call{subject: core.Ref{Noun: catalog.NounLocation, ID: c.Location}, kind: exception.Contradiction, item: c.SKU}
		d.surplus(tx, at, c.Qty, "%d of %s were sold by a till at %s, which the catalog does not know", c.SKU, c.Location)
		return nil
	}
	for _, part := range soldParts(s, c.Qty) {
		k := stock.Key{SKU: part.SKU, Location: c.Location}
		left := d.explained(tx, k, part.Qty, stock.Customer, stock.Shipment)
		switch {
		case left > 0:
			d.drawFor(tx, k, left)
			tx.Emit(&stock.Moved{Reason: "till", Moves: spread(tx.W.Balance(k), stock.Move{SKU: k.SKU, Location: k.Location, From: stock.Available, To: stock.Customer, Qty: left, Cause: stock.Shipment})})
		case left < 0:
			tx.Emit(&stock.Moved{Reason: "till", Moves: []stock.Move{{SKU: k.SKU, Location: k.Location, From: stock.Customer, To: stock.Available, Qty: -left, Cause: stock.Return}}})
		}
	}
	d.finishBroken(tx)
	d.watchBalances(tx)
	return nil
}

// sellable reports whether so many of a SKU are a quantity of each of its parts.
func sellable(s *catalog.SKU, qty core.Quantity) bool {
	for _, k := range s.Kit {
		if most := core.MaxQuantity / k.Qty; qty > most || qty < -most {
			return false
		}
	}
	return true
}

func soldParts(s *catalog.SKU, qty core.Quantity) []catalog.Component {
	switch {
	case len(s.Kit) == 0 && s.Tracked():
		return []catalog.Component{{SKU: s.ID, Qty: qty}}
	case len(s.Kit) == 0:
		return nil
	}
	parts := slices.Clone(s.Kit)
	for i := range parts {
		parts[i].Qty *= qty
	}
	return parts
}

func (d *Decider) reserve(tx *world.Tx, c *stock.Reserve) error {
	k, err := needBalance(tx, c.SKU, c.Location)
	if err != nil {
		return err
	}
	if c.Qty < 1 || c.Holder == "" || len(c.Holder) > core.MaxIDBytes || len(c.Reason) > core.MaxTextBytes || c.Expires != 0 && c.Expires <= tx.Now {
		return refuse(core.CodeInvalid, tx, k.ID(), "a reservation needs a quantity, a holder and, if it expires, a time to come")
	}
	have := core.Quantity(0)
	if b := tx.W.Balance(k); b != nil {
		have = b.Q[stock.Available]
	}
	if have < c.Qty {
		return refuse(core.CodeStock, tx, k.ID(), "%d asked, %d available", c.Qty, have)
	}
	tx.Emit(&stock.ReservationMade{Reservation: stock.Reservation{ID: nextReservation(tx), SKU: k.SKU, Location: k.Location, Holder: c.Holder, Qty: c.Qty, Reason: c.Reason, Expires: c.Expires}})
	return nil
}

func (d *Decider) release(tx *world.Tx, c *stock.Release) error {
	r, err := openReservation(tx, c.Reservation)
	if err != nil {
		return err
	}
	q := c.Qty
	if q == 0 {
		q = r.Qty
	}
	emptied := q == 0 && !r.Standing // its channel's orders took all of it: it can still be closed
	if !emptied && (q < 1 || q > r.Qty) {
		return refuse(core.CodeInvalid, tx, r.ID, "%d asked, %d are reserved", q, r.Qty)
	}
	tx.Emit(&stock.ReservationReleased{Reservation: r.ID, Qty: q, Reason: c.Reason})
	d.watchBalances(tx)
	return nil
}
