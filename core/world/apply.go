package world

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
)

// Begin starts a record: what Apply does until End belongs to it.
func (w *World) Begin(seq uint64, at core.Instant) {
	w.Seq, w.At = seq, at
	w.touched = make([]core.Ref, 0, 8) // others keep it; an order touches seven
}

// End finishes a record: its cursor moves, and orders that it touched are found again
// by what waits and what is due. Until then the indexes do not list those orders.
func (w *World) End(cmd *core.Command) {
	if c := cmd.Cursor; c != nil {
		insert(w, &w.Cursors, c.Connector, &Position{Cursor: *c, At: w.At})
	}
	for _, r := range w.touched {
		if r.Noun == order.NounOrder {
			w.indexOrder(w.Orders.Get(r.ID), true)
		}
	}
	m := edit(w, &w.Meta, "shop")
	m.At = w.At
}

// ApplyRecord applies a whole record, as it stands in the journal.
func (w *World) ApplyRecord(r *core.Record) error {
	w.Begin(r.Seq, r.At)
	for _, e := range r.Events {
		if err := w.Apply(&r.Command, e); err != nil {
			return err
		}
	}
	w.End(&r.Command)
	return nil
}

// Apply changes the world as the event says. It decides nothing. An event that does
// not fit the world is a damaged journal or a defect: CodeCorrupt.
func (w *World) Apply(cmd *core.Command, event core.Payload) error {
	if !fits(cmd, event) {
		return w.corrupt(event, OrderOf(event))
	}
	switch e := event.(type) {
	case *order.Placed, *order.Sourced, *order.Moved, *order.ShipmentMade, *order.ShipmentEnded, *order.Returned,
		*order.Held, *order.HoldEnded, *order.Amended, *order.Ignored, *order.Informed, *order.Substituted, *order.Overdue, *order.AtRisk, *order.Forgotten, *order.Notice,
		*order.Boxed, *order.ShipmentCancelled, *order.Ready,
		*order.Asked, *order.Answered, *order.AskOutrun, *order.AskLate, *order.AskedAgain,
		*order.ReturnAsked, *order.ReturnDecided, *order.ReturnInspected, *order.ReturnEnded, *order.ReturnDeducted, *order.RefundDue, *order.LostSettled, *order.LostFound, *order.ReplacedBy:
		return w.applyOrder(cmd, event)
	case *stock.Moved:
		w.move(e.Moves...)
	case *stock.CountTaken:
		b := w.editBalance(stock.Key{SKU: e.SKU, Location: e.Location})
		b.Counted, b.Open = e.At, e.Variance
	case *stock.VarianceExplained:
		w.editBalance(stock.Key{SKU: e.SKU, Location: e.Location}).Open = e.Variance
	case *stock.ReservationMade:
		w.applyReservation(e)
	case *stock.ReservationReleased, *stock.Granted, *stock.Drawn, *stock.ReservationMoved:
		return w.applyReserved(event)
	case *exception.Raised:
		w.applyRaised(e)
	case *exception.Changed:
		return w.applyExceptionChange(cmd, e)
	case *exception.Ended:
		return w.applyEnded(cmd, e)
	case *supply.Ordered, *supply.Received, *supply.Dispatched, *supply.Rescheduled, *supply.ClosedShort, *supply.Overdue, *supply.Supplied:
		return w.applySupply(event)
	case *job.Started, *job.Stepped, *job.Stopped:
		return w.applyJob(cmd, event)
	case *outage.Started, *outage.Ended:
		return w.applyOutage(cmd, event)
	case *DayOver:
		return w.applyDayOver(e)
	case *policy.Drafted, *policy.Stepped:
		return w.applyPolicy(cmd, event)
	case *wave.Opened:
		w.applyWave(cmd, e)
	case *WorkDue:
		return w.applyWorkDue(e)
	case *AgainQueued, *AgainStepped:
		return w.applyAgain(e)
	case *RecheckQueued, *RecheckTaken:
		return w.applyRecheck(e)
	case *order.Consigned, *order.ConsignmentEnded:
		return w.applyConsignment(event)
	case *order.Passed: // nothing of the world changes
	default:
		return w.applyCatalog(event)
	}
	return nil
}

func (w *World) applyWave(cmd *core.Command, e *wave.Opened) {
	insert(w, &w.Waves, e.ID, &wave.Wave{ID: e.ID, N: e.N, Choice: e.Choice, Members: e.Members, Units: e.Units, Left: e.Left, By: cmd.Actor, Opened: w.At})
	m := edit(w, &w.Meta, "shop")
	m.Waves = max(m.Waves, e.N)
}

func (w *World) applyJob(cmd *core.Command, event core.Payload) error {
	if e, ok := event.(*job.Started); ok {
		j := insert(w, &w.Jobs, e.ID, &job.Job{ID: e.ID, N: e.N, Op: e.Op, Reason: e.Reason, Targets: e.Targets, By: cmd.Actor, Undoes: e.Undoes, Outage: e.Outage, Started: w.At, Wave: e.Wave})
		if wv := edit(w, &w.Waves, wave.IDOf(e.Wave)); wv != nil {
			wv.Job = j.ID
		}
		m := edit(w, &w.Meta, "shop")
		m.Jobs = max(m.Jobs, e.N)
		w.indexJob(j, true)
		return nil
	}
	id := ""
	switch e := event.(type) {
	case *job.Stepped:
		id = e.Job
	case *job.Stopped:
		id = e.Job
	}
	j := edit(w, &w.Jobs, id)
	if j == nil {
		return w.corrupt(event, id)
	}
	w.indexJob(j, false)
	switch e := event.(type) {
	case *job.Stepped:
		w.touchTargets(j, e)
		j.Next = e.Next
		j.Refused = append(j.Refused, e.Refused...)
		j.Count(e.Did)
	case *job.Stopped:
		j.Stopped = e.Reason
	}
	if j.Stopped != "" || j.Next >= len(j.Targets) {
		j.Ended = w.At
	}
	w.indexJob(j, true)
	return nil
}

// Corrupt is the error for an event that does not fit the world.
func (w *World) corrupt(event core.Payload, subject string) error {
	return core.E(core.CodeCorrupt, string(event.Kind()), subject, "an event names something that does not exist; the journal is damaged, run andon verify")
}

func (w *World) applyCatalog(event core.Payload) error {
	switch e := event.(type) {
	case *catalog.PutSKU:
		if old := w.SKUs.Get(e.SKU.ID); old != nil {
			w.indexSKU(old, false)
		}
		w.indexSKU(insert(w, &w.SKUs, e.SKU.ID, e.SKU.Clone()), true)
	case *catalog.PutLocation:
		w.indexFloor(w.Locations.Get(e.Location.ID), -1)
		l := e.Location.Clone()
		l.KeepOutage(w.Locations.Get(l.ID))
		w.aside(l.ID, func() { insert(w, &w.Locations, l.ID, l) })
		w.indexFloor(w.Locations.Get(e.Location.ID), 1)
	case *catalog.CloseLocation:
		l := edit(w, &w.Locations, e.Location)
		if l == nil {
			return w.corrupt(event, e.Location)
		}
		l.Closed, l.Why = e.Closed, e.Reason
	case *catalog.PutChannel:
		insert(w, &w.Channels, e.Channel.ID, e.Channel.Clone())
	case *catalog.PutPriceList:
		p := e.PriceList.Clone()
		p.Sort()
		insert(w, &w.PriceLists, p.ID, p)
	case *catalog.PutCarrier:
		c := e.Carrier.Clone()
		c.KeepOutage(w.Carriers.Get(c.ID))
		insert(w, &w.Carriers, c.ID, c)
	case *catalog.PutCustomer:
		old := w.Customers.Get(e.Customer.ID)
		c := insert(w, &w.Customers, e.Customer.ID, e.Customer.Clone())
		if c.Party.Personal = nil; old != nil && !old.Erased {
			c.Party = c.Party.After(&old.Party)
		}
		w.sawKey(c.Party.Key)
	case *catalog.PutEntity:
		insert(w, &w.Entities, e.Entity.ID, e.Entity.Clone())
	case *catalog.PutPerson:
		insert(w, &w.People, e.Person.ID, e.Person.Clone())
	case *catalog.Erased:
		if c := edit(w, &w.Customers, e.Customer); c != nil {
			c.Erased = true
			c.Party.Forget()
		}
	case *PutShop:
		w.putShop(e)
	case *SetClock:
		edit(w, &w.Meta, "shop").Stream = e.Stream
	default:
		return core.E(core.CodeVersion, "apply", string(event.Kind()), "this program does not know the event; it was written by a newer one")
	}
	return nil
}

// sawKey remembers the number of the last personal key that was given out.
func (w *World) sawKey(key uint64) {
	if key > w.Shop().Keys {
		edit(w, &w.Meta, "shop").Keys = key
	}
}

// move books stock moves: each takes from one balance what it gives to another.
func (w *World) move(moves ...stock.Move) {
	for i := range moves {
		m := &moves[i]
		from := w.editBalance(m.Key())
		from.Take(m)
		if m.ToLocation == "" {
			from.Give(m)
		} else {
			w.editBalance(m.ToKey()).Give(m)
		}
	}
}

func (w *World) applyRaised(e *exception.Raised) {
	x := insert(w, &w.Exceptions, e.Exception.ID, e.Exception.Clone())
	m := edit(w, &w.Meta, "shop")
	m.Exceptions = max(m.Exceptions, x.N)
	w.indexException(x, true)
}

func (w *World) applyExceptionChange(cmd *core.Command, e *exception.Changed) error {
	x := edit(w, &w.Exceptions, e.Exception)
	if x == nil {
		return w.corrupt(e, e.Exception)
	}
	w.indexException(x, false)
	x.Apply(e, w.At, cmd.Actor)
	w.indexException(x, true)
	return nil
}

func (w *World) applyEnded(cmd *core.Command, e *exception.Ended) error {
	x := edit(w, &w.Exceptions, e.Exception)
	if x == nil {
		return w.corrupt(e, e.Exception)
	}
	w.indexException(x, false)
	x.Closed, x.Resolution, x.ClosedBy = w.At, e.Resolution, cmd.Actor
	if x.Type == exception.Jeopardy && e.Resolution != Cleared {
		w.told(x.Subject.ID)
	}
	return nil
}
