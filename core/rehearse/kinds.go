package rehearse

import (
	"reflect"
	"strings"

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
	"andon/core/world"
)

// Class is what a rehearsal does with a kind of command.
type Class string

// The classes.
const (
	Exogenous  Class = "exogenous"  // came from outside: given again at its time
	Consequent Class = "consequent" // answered what the shop had decided: modelled instead
	Decreed    Class = "decreed"    // made or changed a policy: each run keeps its own
	Own        Class = "own"        // the engine's: happens by itself
)

// Classes says of every kind of command what a rehearsal does with it. A test holds it
// against [world.Commands]; the package comment says how to choose.
func Classes() map[core.Kind]Class {
	out := map[core.Kind]Class{}
	put := func(c Class, bodies ...core.Payload) {
		for _, b := range bodies {
			out[b.Kind()] = c
		}
	}
	put(Exogenous, // what is sold, and by whom
		&world.PutShop{}, &world.SetClock{}, &catalog.PutSKU{}, &catalog.PutLocation{}, &catalog.CloseLocation{}, &catalog.PutChannel{},
		&catalog.PutPriceList{}, &catalog.PutCarrier{}, &catalog.PutCustomer{}, &catalog.PutEntity{}, &catalog.PutPerson{}, &catalog.Erase{})
	put(Exogenous, // what is there, and what is on its way
		&stock.Adjust{}, &stock.Shift{}, &stock.Count{}, &stock.ApproveCount{}, &stock.Reserve{}, &stock.Release{}, &stock.Sale{},
		&stock.TransferReservation{}, &outage.Start{}, &outage.End{}, &supply.Order{}, &supply.Receive{}, &supply.Dispatch{}, &supply.Reschedule{}, &supply.Close{})
	put(Exogenous, // what customers, channels and checkers say; a person's own hold is a wish too
		&order.Submit{}, &order.Amend{}, &order.Cancel{}, &order.Inform{}, &order.PlaceHold{}, &order.Return{}, &order.Undo{}, &order.RequestReturn{}, &exception.Report{})
	put(Consequent,
		&order.ResolveHold{}, &order.Source{}, &order.Accept{}, &order.Reject{}, &order.Pick{}, &order.Pack{}, &order.Ship{}, &order.Deliver{},
		&exception.Change{}, &exception.Resolve{}, &job.Start{}, &job.Stop{}, &job.Undo{}, &wave.Release{})
	put(Consequent, &order.Answer{}, &order.AskAgain{}, &order.Withdraw{}, &order.Scan{}, &order.Collect{}, &order.CancelShipment{}, &order.ShipConsignment{}, &order.DeliverConsignment{}, &order.CancelConsignment{})
	put(Consequent, &order.DecideReturn{}, &order.Inspect{}, &order.CloseReturn{}, &order.Deduct{}, &order.GiveRefund{}, &order.SettleLost{})
	put(Decreed, &policy.DraftPolicy{}, &policy.Propose{}, &policy.Approve{}, &policy.GiveBack{}, &policy.Activate{})
	put(Own, &world.Tick{})
	return out
}

// class is that of one command: a job that cancels or holds does at once what people wish
// for many orders, any other answers what the shop decided.
func class(classes map[core.Kind]Class, body core.Payload) Class {
	if j, ok := body.(*job.Start); ok && (j.Op == job.Cancel || j.Op == job.Hold) {
		return Exogenous
	}
	return classes[body.Kind()]
}

// names leads from recorded ids to those of a run and back. Where a run refuses an order,
// those behind it have other numbers; only ids that differ are kept.
type names struct{ here, recorded map[string]string }

func newNames() names { return names{map[string]string{}, map[string]string{}} }

// meet notes that a document of the record is another one here; here "": there is none.
func (n names) meet(recorded, here string) {
	if recorded == here {
		return
	}
	n.here[recorded] = here
	if here != "" {
		n.recorded[here] = recorded
	}
}

// inRun is a recorded id here; "" where the run has no such document.
func (n names) inRun(id string) string {
	if here, ok := n.here[id]; ok {
		return here
	}
	return id
}

// inRecord is what the record calls a document of the run.
func (n names) inRecord(id string) string {
	if recorded, ok := n.recorded[id]; ok {
		return recorded
	}
	return id
}

// translate is a recorded command for a run: it names the run's documents. What names one
// is known by the name of its field, Order, Reservation or Holder, so that new commands
// need nothing here. false: what it is about is not there.
func (n names) translate(body core.Payload) (core.Payload, bool) {
	if len(n.here) == 0 {
		return body, true
	}
	c := reflect.New(reflect.TypeOf(body).Elem())
	c.Elem().Set(reflect.ValueOf(body).Elem())
	for name, rename := range map[string]func(*string) bool{"Order": n.rename, "Reservation": n.rename, "Holder": n.renameHolder} {
		f := c.Elem().FieldByName(name)
		if !f.IsValid() || f.Kind() != reflect.String || f.Len() == 0 {
			continue
		}
		id := f.String()
		if !rename(&id) {
			return nil, false
		}
		f.SetString(id)
	}
	body = c.Interface().(core.Payload)
	switch c := body.(type) {
	case *exception.Report:
		return body, c.Subject.Noun != order.NounOrder || n.rename(&c.Subject.ID)
	case *job.Start:
		return body, n.renameTargets(c)
	}
	return body, true
}

// renameTargets leaves out what is not there.
func (n names) renameTargets(c *job.Start) bool {
	recorded := c.Targets
	c.Targets = nil
	for _, t := range recorded {
		if n.rename(&t) {
			c.Targets = append(c.Targets, t)
		}
	}
	return len(c.Targets) > 0
}

func (n names) rename(id *string) bool {
	*id = n.inRun(*id)
	return *id != ""
}

func (n names) renameHolder(holder *string) bool {
	const orders = "order/"
	id, ok := strings.CutPrefix(*holder, orders)
	if !ok {
		return true
	}
	if !n.rename(&id) {
		return false
	}
	*holder = orders + id
	return true
}

// born lists the ids that a record gave to new documents which later commands may name:
// a run may number them otherwise.
func born(events []core.Payload) (orders, reservations []string) {
	for _, e := range events {
		switch e := e.(type) {
		case *order.Placed:
			orders = append(orders, e.ID)
		case *stock.ReservationMade:
			reservations = append(reservations, e.Reservation.ID)
		case *stock.Granted:
			reservations = append(reservations, e.Reservation)
		case *stock.ReservationMoved:
			reservations = append(reservations, e.To)
		}
	}
	return orders, reservations
}
