// Package flow turns a command into events: the orchestration of all the domain
// packages. Decide is pure: the same world and command give the same events, on any
// machine, on any day.
//
// A decision looks before it emits: requests are refused before the first event. A
// fact is never refused; where it contradicts the book it is recorded as it is and
// an exception says what does not fit ([Decider.contradict]).
//
// Each file holds the commands of one domain: submit.go, understand.go, amend.go and
// edit.go (orders in, and what channels say of them later), source.go, promise.go and
// fill.go (promises), consequence.go (whom a record lets have units or another day),
// change.go (cancel, holds), dock.go (accept to deliver), returns.go, rma.go, refund.go and
// replace.go (what comes back, what is paid back, what is sent instead), stock.go,
// supply.go, catalog.go, erase.go, board.go (exceptions) and tick.go (timers).
package flow

import (
	"fmt"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
	"andon/core/world"
)

// Decider decides commands one after another. It holds scratch memory only; two
// Deciders always agree. It is not safe for concurrent use.
type Decider struct {
	solver  sourcing.Solver
	problem sourcing.Problem
	zones   map[string]*time.Location
	ships   map[string]shipDay
	scratch scratch
	putOff  bool // balances, and locations in later, are looked at when a slice of a job is done
	later   []string
	policy  *ruleset // the active policy, ready to be asked; see rules
	placed  *ruleset // and the one under which an order was placed that was asked about last
	view    view
}

// NewDecider returns a Decider.
func NewDecider() *Decider {
	return &Decider{zones: map[string]*time.Location{}, ships: map[string]shipDay{}}
}

// Decide decides the transaction's command and emits its events. An error refuses
// the command; the transaction must then be dropped.
func (d *Decider) Decide(tx *world.Tx) error {
	d.scratch.broken = d.scratch.broken[:0]
	d.putOff, d.later = false, d.later[:0]
	if tx.W.Shop().Policy != 0 {
		tx.Grade = d.grade
	}
	if e := tx.Cmd.Expect; e != nil {
		if err := expect(tx.W, e); err != nil {
			return err
		}
	}
	switch c := tx.Cmd.Body.(type) {
	case *order.Submit:
		return d.submit(tx, c)
	case *order.Accept:
		return d.accept(tx, c)
	case *order.Reject:
		return d.reject(tx, c)
	case *order.Pick:
		return d.pick(tx, c)
	case *order.Pack:
		return d.pack(tx, c)
	case *order.Ship:
		return d.ship(tx, c)
	case *order.Deliver:
		return d.deliver(tx, c)
	case *order.Scan:
		return d.scan(tx, c)
	case *order.Collect:
		return d.collect(tx, c)
	case *order.ShipConsignment:
		return d.consign(tx, c)
	case *order.DeliverConsignment:
		return d.deliverConsignment(tx, c)
	case *order.CancelConsignment:
		return d.cancelConsignment(tx, c)
	case *order.CancelShipment:
		return d.cancelShipment(tx, c)
	case *world.Tick:
		return d.tick(tx, c)
	}
	return d.decideRest(tx)
}

func (d *Decider) decideRest(tx *world.Tx) error {
	switch c := tx.Cmd.Body.(type) {
	case *order.Amend:
		return d.amend(tx, c)
	case *order.Inform:
		return d.inform(tx, c)
	case *order.Cancel:
		return d.cancel(tx, c)
	case *order.PlaceHold:
		return d.placeHold(tx, c)
	case *order.ResolveHold:
		return d.resolveHold(tx, c)
	case *order.Source:
		return d.sourceAgain(tx, c)
	case *order.Answer:
		return d.answer(tx, c)
	case *order.AskAgain:
		return d.askAgain(tx, c)
	case *order.Withdraw:
		return d.withdraw(tx, c)
	case *order.Return:
		return d.takeBack(tx, c)
	case *order.Undo:
		return d.undo(tx, c)
	case *stock.Adjust:
		return d.adjust(tx, c)
	case *stock.Shift:
		return d.shift(tx, c)
	case *stock.Count:
		return d.count(tx, c)
	case *stock.ApproveCount:
		return d.approveCount(tx, c)
	case *stock.Reserve:
		return d.reserve(tx, c)
	case *stock.Release:
		return d.release(tx, c)
	case *stock.TransferReservation:
		return d.transferReservation(tx, c)
	case *stock.Sale:
		return d.sale(tx, c)
	case *supply.Order:
		return d.orderSupply(tx, c)
	case *supply.Receive:
		return d.receive(tx, c)
	case *supply.Dispatch:
		return d.dispatch(tx, c)
	case *supply.Reschedule:
		return d.reschedule(tx, c)
	case *supply.Close:
		return d.closeSupply(tx, c)
	case *exception.Change:
		return d.changeException(tx, c)
	case *exception.Resolve:
		return d.resolveException(tx, c)
	case *exception.Report:
		return d.report(tx, c)
	}
	return d.decideJob(tx)
}

func (d *Decider) decideJob(tx *world.Tx) error {
	switch c := tx.Cmd.Body.(type) {
	case *job.Start:
		return d.startJob(tx, c)
	case *job.Stop:
		return d.stopJob(tx, c)
	case *job.Undo:
		return d.undoJob(tx, c)
	case *wave.Release:
		return d.releaseWave(tx, c)
	}
	return d.decideAfter(tx)
}

// decideAfter decides what comes after shipping.
func (d *Decider) decideAfter(tx *world.Tx) error {
	switch c := tx.Cmd.Body.(type) {
	case *order.RequestReturn:
		return d.requestReturn(tx, c)
	case *order.DecideReturn:
		return d.decideReturn(tx, c)
	case *order.Inspect:
		return d.inspect(tx, c)
	case *order.CloseReturn:
		return d.closeReturn(tx, c)
	case *order.Deduct:
		return d.deduct(tx, c)
	case *order.GiveRefund:
		return d.giveRefund(tx, c)
	case *order.SettleLost:
		return d.settleLost(tx, c)
	}
	return d.decideOutage(tx)
}

// expect refuses a command whose record changed since its author saw it.
func expect(w *world.World, e *core.Expect) error {
	doc, _ := w.Get(e.Ref).(interface{ Changed() uint64 })
	if doc == nil {
		return core.E(core.CodeNotFound, "expect", e.Ref.String(), "does not exist any more; look again")
	}
	if v := doc.Changed(); v != e.Version {
		return core.E(core.CodeConflict, "expect", e.Ref.String(),
			fmt.Sprintf("changed since you saw it (version %d, now %d by record %d); look again and repeat", e.Version, v, v))
	}
	return nil
}

// zone returns a location's time zone, loaded once.
func (d *Decider) zone(l *catalog.Location) *time.Location {
	z, ok := d.zones[l.TimeZone]
	if !ok {
		z = l.Clock()
		d.zones[l.TimeZone] = z
	}
	return z
}

// shipDay is the day on which goods leave a location that are promised in a minute.
type shipDay struct {
	of     *catalog.Location // as it was then; documents that others see never change
	minute core.Instant
	day    core.Date
	begins core.Instant // that day, there
}

// shipsOn is the first day on which what is promised now leaves a location. Cut-offs
// are minutes of the day, so within a minute it is the same for all.
func (d *Decider) shipsOn(l *catalog.Location, now core.Instant) core.Date {
	return d.shipDay(l, now).day
}

func (d *Decider) shipDay(l *catalog.Location, now core.Instant) shipDay {
	minute := now / 60_000
	if now < 0 { // before 1970
		minute = (now+1)/60_000 - 1
	}
	s := d.ships[l.ID]
	if s.of != l || s.minute != minute {
		day := l.ShipDate(now, d.zone(l))
		s = shipDay{l, minute, day, day.At(0, d.zone(l))}
		d.ships[l.ID] = s
	}
	return s
}

// fromConnector reports whether the command comes from a program that brings facts.
func fromConnector(tx *world.Tx) bool {
	p := tx.W.People.Get(tx.Cmd.Actor)
	return p != nil && len(p.Roles) > 0 && p.Roles[0] == catalog.Connector
}

func refuse(code core.Code, tx *world.Tx, subject, format string, args ...any) error {
	return core.E(code, string(tx.Cmd.Body.Kind()), subject, fmt.Sprintf(format, args...))
}

// needOrder finds an order or refuses.
func needOrder(tx *world.Tx, id string) (*order.Order, error) {
	o := tx.W.Orders.Get(id)
	if o == nil {
		return nil, refuse(core.CodeNotFound, tx, id, "there is no such order; check the number")
	}
	return o, nil
}

func orderRef(id string) core.Ref { return core.Ref{Noun: order.NounOrder, ID: id} }
