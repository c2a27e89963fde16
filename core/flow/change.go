package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// cancelOrder is the order in which units are taken out: those that cost least to stop first.
var cancelOrder = [...]order.Bucket{order.Open, order.Preordered, order.Backordered, order.Allocated, order.Released, order.Picked, order.Packed}

// takeOut moves qty units of a line out of the buckets up to last, those that cost
// least to stop first, leaving what moves take already. It returns how many could not
// be found.
// Units whose cancellation is asked for already are not there.
func takeOut(moves []order.UnitMove, o *order.Order, l *order.Line, qty core.Quantity, last, to order.Bucket) ([]order.UnitMove, core.Quantity) {
	for _, from := range cancelOrder {
		if from > last {
			break
		}
		for i := range l.Portions {
			p := &l.Portions[i]
			if p.Bucket != from || qty <= 0 {
				continue
			}
			if n := min(qty, p.Qty, l.InFO(p.FO, from)-taken(moves, l.No, p.FO, from)-pendingIn(o, l, p.FO, from)); n > 0 {
				moves = append(moves, order.UnitMove{Line: l.No, From: from, To: to, Qty: n, FO: p.FO})
				qty -= n
			}
		}
	}
	return moves, qty
}

// taken sums what moves take out of a bucket of a line in a fulfillment order.
func taken(moves []order.UnitMove, line, fo int, from order.Bucket) core.Quantity {
	var q core.Quantity
	for i := range moves {
		if m := &moves[i]; m.Line == line && m.From == from && m.FO == fo {
			q += m.Qty
		}
	}
	return q
}

func (d *Decider) cancel(tx *world.Tx, c *order.Cancel) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, o.ID, "a cancellation needs a reason")
	}
	if fromConnector(tx) && askedBefore(o, c) {
		tx.Emit(&order.Ignored{Order: o.ID, Why: "its cancellation was asked for already, and is not answered"})
		return nil
	}
	var moves []order.UnitMove
	if len(c.Lines) > 0 {
		moves, err = d.cancelMoves(tx, o, c.Lines)
	} else if moves = stopAll(o, 0); len(moves) == 0 {
		err = refuse(core.CodeState, tx, o.ID, "%s", unstoppable(o))
	}
	if err != nil {
		return err
	}
	if why := unpacking(tx, o, moves); why != "" {
		return refuse(core.CodeForbidden, tx, o.ID, "%s", why)
	}
	d.emitCancel(tx, o, moves, c.Reason, c.Source)
	return nil
}

// stopAll takes out all units that have not left: of the order, or of one line with,
// where it is a kit, its components.
func stopAll(o *order.Order, line int) (moves []order.UnitMove) {
	for i := range o.Lines {
		if l := &o.Lines[i]; line == 0 || line == l.No || line == l.KitOf {
			moves, _ = takeOut(moves, o, l, l.Sum(stoppable), order.Packed, order.Cancelled)
		}
	}
	return moves
}

// emitCancel cancels units and closes what stood in their way.
func (d *Decider) emitCancel(tx *world.Tx, o *order.Order, moves []order.UnitMove, reason string, source []int64) {
	d.takeUnits(tx, o, moves, reason, source)
	d.afterCancel(tx, o.ID)
}

// afterCancel looks at what a cancellation lets go.
func (d *Decider) afterCancel(tx *world.Tx, id string) {
	d.setFree(tx, id)
	d.watchOrder(tx, id)
	d.watchBalances(tx)
	d.recheckCustomer(tx, tx.W.Orders.Get(id).Customer, id)
}

func stoppable(b order.Bucket) bool { return b.Waiting() || b.Here() }

// cancelMoves takes the asked units of each line. A kit's line stands for its components.
func (d *Decider) cancelMoves(tx *world.Tx, o *order.Order, lines []order.LineQty) ([]order.UnitMove, error) {
	var moves []order.UnitMove
	for _, q := range lines {
		l := o.Line(q.Line)
		if l == nil || q.Qty < 1 || q.Qty > core.MaxQuantity {
			return nil, refuse(core.CodeInvalid, tx, o.ID, "there is no line %d with %d units", q.Line, q.Qty)
		}
		if l.KitOf != 0 {
			return nil, refuse(core.CodeState, tx, o.ID, "line %d belongs to the kit of line %d; cancel kits there", l.No, l.KitOf)
		}
		parts := []order.LineQty{q}
		if l.IsKit {
			parts = components(o, l.No, q.Qty)
		}
		for _, p := range parts {
			var missing core.Quantity
			if moves, missing = takeOut(moves, o, o.Line(p.Line), p.Qty, order.Packed, order.Cancelled); missing > 0 {
				return nil, refuse(core.CodeState, tx, o.ID, "line %d: %d units asked, %d can be cancelled; %s", p.Line, p.Qty, p.Qty-missing, whereIs(o, o.Line(p.Line)))
			}
		}
	}
	return moves, nil
}

// unstoppable says why nothing of an order can be cancelled, and what can be done.
func unstoppable(o *order.Order) string {
	for _, a := range o.Asks() {
		if a.For == order.AskCancel && a.Open() {
			return fmt.Sprintf("%s was asked to cancel and has not answered (ask %d, until %s); ask again", o.FO(a.FO).Location, a.No, a.Due)
		}
	}
	if o.Sum(order.Bucket.Gone) > 0 {
		return "nothing is left to cancel: shipped; ask for a return"
	}
	return "nothing is left to cancel; it is cancelled"
}

// whereIs says where the units of a line are that cannot be cancelled.
func whereIs(o *order.Order, l *order.Line) string {
	var is []string
	if q := pendingOf(o, l); q > 0 {
		is = append(is, fmt.Sprintf("%d are asked for already", q))
	}
	if q := l.Sum(order.Bucket.Gone); q > 0 {
		is = append(is, fmt.Sprintf("%d have shipped: ask for a return", q))
	}
	if q := l.In(order.Cancelled); q > 0 {
		is = append(is, fmt.Sprintf("%d are cancelled already", q))
	}
	return cmp.Or(strings.Join(is, ", "), "there are no more")
}

// pendingOf sums the units of a line whose cancellation is asked for.
func pendingOf(o *order.Order, l *order.Line) core.Quantity {
	var q core.Quantity
	if o.More != nil {
		for i := range o.Fulfillments {
			q += o.Pending(l.No, i+1)
		}
	}
	return q
}

// askedBefore reports whether a cancellation says again what is asked and not answered:
// the same units for the same reason, or all that is left.
func askedBefore(o *order.Order, c *order.Cancel) bool {
	if o.More == nil {
		return false
	}
	if len(c.Lines) == 0 {
		return o.AnswerWaits() > 0 && len(stopAll(o, 0)) == 0 && o.Sum(stoppable) > 0
	}
	for _, a := range o.Asks() {
		if a.For == order.AskCancel && a.Open() && a.Reason == c.Reason && slices.Equal(a.Lines, c.Lines) {
			return true
		}
	}
	return false
}

// components translates kits of a line into units of its component lines. Of more
// kits than any line can hold there are as many as make that plain.
func components(o *order.Order, kit int, kits core.Quantity) []order.LineQty {
	var out []order.LineQty
	for i := range o.Lines {
		if l := &o.Lines[i]; l.KitOf == kit {
			out = append(out, order.LineQty{Line: l.No, Qty: min(kits, core.MaxQuantity/l.PerKit+1) * l.PerKit})
		}
	}
	return out
}

// setFree ends the holds of what is gone of an order, and lets those of its units that
// were kept back by what is gone stand in the queues, or wait for an earlier day.
func (d *Decider) setFree(tx *world.Tx, id string) {
	d.endHolds(tx, id)
	o := tx.W.Orders.Get(id)
	if o.Sum(unsettled) == 0 || o.Holding(0)&order.StepSource != 0 || o.ByChannel {
		return
	}
	gates := gatesOf(tx.W, o, tx.Now)
	d.settleWaiting(tx, &gates, "waits", nil)
}

func unsettled(b order.Bucket) bool { return b == order.Open || b == order.Preordered }

// endHolds resolves the holds of lines that have no unit left to hold, and of the
// whole order when nothing is left of it. A line that never had a unit, because its
// quantity makes no sense, is still to be answered.
func (d *Decider) endHolds(tx *world.Tx, id string) {
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		h := &o.Holds[i]
		if h.Done == "" && !holdsUnits(o, h) {
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: nothingLeft})
		}
	}
}

// nothingLeft is why a hold ends without an answer.
const nothingLeft = "nothing is left to hold"

// holdsUnits reports whether anything is left of what a hold holds.
func holdsUnits(o *order.Order, h *order.Hold) bool {
	l := o.Line(h.Line)
	if l == nil {
		return o.Sum(stoppable) > 0
	}
	left := l.Sum(stoppable)
	for i := range o.Lines {
		if part := &o.Lines[i]; part.KitOf == l.No {
			left += part.Sum(stoppable)
		}
	}
	return left > 0 || l.Qty == 0 && h.Rule == ""
}

func (d *Decider) placeHold(tx *world.Tx, c *order.PlaceHold) error {
	o, err := needOrder(tx, c.Order)
	switch {
	case err != nil:
		return err
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes || len(c.Type) > core.MaxIDBytes:
		return refuse(core.CodeInvalid, tx, o.ID, "a hold needs a reason")
	case c.Blocks > order.AllSteps:
		return refuse(core.CodeInvalid, tx, o.ID, "a hold blocks steps of sourcing (1), release (2), shipping (4) and invoicing (8)")
	case c.Line != 0 && o.Line(c.Line) == nil:
		return refuse(core.CodeNotFound, tx, o.ID, "there is no line %d", c.Line)
	case o.Closed != 0:
		return refuse(core.CodeState, tx, o.ID, "nothing of the order is left to hold")
	}
	h := order.Hold{No: len(o.Holds) + 1, Type: c.Type, Line: c.Line, Blocks: c.Blocks, Reason: c.Reason, At: tx.Now, By: tx.Cmd.Actor}
	if h.Type == "" {
		h.Type = HoldManual
	}
	if h.Blocks == 0 {
		h.Blocks = order.StepRelease | order.StepShip
	}
	if o.OpenHold(h.Type, h.Line) != nil {
		return refuse(core.CodeExists, tx, o.ID, "is held for %s already", h.Type)
	}
	tx.Emit(&order.Held{Order: o.ID, Hold: h})
	d.watchOrder(tx, o.ID)
	return nil
}

func (d *Decider) resolveHold(tx *world.Tx, c *order.ResolveHold) error {
	o, err := needOrder(tx, c.Order)
	if err != nil {
		return err
	}
	if c.Hold < 1 || c.Hold > len(o.Holds) || o.Holds[c.Hold-1].Done != "" {
		return refuse(core.CodeState, tx, o.ID, "there is no open hold %d", c.Hold)
	}
	h := o.Holds[c.Hold-1]
	if c.Reason == "" || len(c.Reason) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, o.ID, "say why the hold ends")
	}
	if c.Reject {
		return d.rejectHold(tx, o, &h, c.Reason)
	}
	if why := Unreleasable(o, &h); why != "" {
		return refuse(core.CodeState, tx, o.ID, "%s", why)
	}
	e := &order.HoldEnded{Order: o.ID, Hold: h.No, Done: "resolved", Why: c.Reason}
	if h.Rule != "" { // or the rule would hold it again at once
		e.By = tx.Cmd.Actor
	}
	tx.Emit(e)
	d.reviewRules(tx, o.ID)
	d.source(tx, tx.W.Orders.Get(o.ID), "released")
	d.watchOrder(tx, o.ID)
	return nil
}

// Unreleasable says why a hold cannot be released while the order is as it is; "" when
// it can. Who offers the release asks first.
func Unreleasable(o *order.Order, h *order.Hold) string {
	l := o.Line(h.Line)
	switch {
	case l != nil && (h.Type == HoldSKU && l.Unknown || h.Type == HoldQuantity && l.Qty == 0):
		return fmt.Sprintf("line %d cannot go on as it is; amend its SKU or quantity, or reject the hold", h.Line)
	case h.Type == HoldAddress && !core.KnownCountry(o.ShipTo.Country):
		return "without a country that exists no location can be chosen; amend the address"
	case h.Type == HoldErased && o.Erased:
		return "nobody is left to send it to; amend the address, or reject the hold to cancel the order"
	}
	return ""
}

// rejectHold cancels what the hold blocked.
func (d *Decider) rejectHold(tx *world.Tx, o *order.Order, h *order.Hold, reason string) error {
	moves := stopAll(o, h.Line)
	tx.Emit(&order.HoldEnded{Order: o.ID, Hold: h.No, Done: "rejected", Why: reason})
	d.emitCancel(tx, o, moves, reason, nil)
	if h.Type == HoldErased && tx.W.Orders.Get(o.ID).Closed == 0 {
		holdErased(tx, o.ID) // what an outsider has is only asked for
		d.watchCauses(tx, o.ID)
	}
	return nil
}
