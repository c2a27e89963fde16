package query

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
	"andon/core/world"
)

// about reports whether an event names the document.
func (r *request) about(event core.Payload, ref core.Ref) bool {
	switch ref.Noun {
	case order.NounOrder:
		return orderOf(event) == ref.ID || r.boughtFor(event) == ref.ID || r.exceptionAbout(event, ref)
	case exception.NounException:
		return exceptionOf(event) == ref.ID
	case stock.NounBalance:
		_, ok := r.onShelf(event, stock.ParseKey(ref.ID))
		return ok || r.exceptionAbout(event, ref)
	case stock.NounReservation:
		to, moved := event.(*stock.ReservationMoved)
		return reservationOf(event) == ref.ID || moved && to.To == ref.ID
	case supply.NounPurchase, supply.NounTransfer:
		return supplyOf(event) == ref.ID || r.exceptionAbout(event, ref)
	case job.NounJob:
		return jobOf(event) == ref.ID
	case wave.NounWave:
		return waveOf(event) == ref.ID
	case outage.NounOutage:
		return outageOf(event) == ref.ID
	}
	return r.exceptionAbout(event, ref) || masterOf(event) == ref || policyOf(event) == ref
}

// boughtFor is the order that the purchase order of an event is bought for, "" for others.
func (r *request) boughtFor(event core.Payload) string {
	if d := r.w.Purchases.Get(supplyOf(event)); d != nil {
		return d.Order
	}
	return ""
}

func orderOf(event core.Payload) string {
	if e, ok := event.(*order.Placed); ok {
		return e.ID
	}
	return world.OrderOf(event)
}

func exceptionOf(event core.Payload) string {
	switch e := event.(type) {
	case *exception.Raised:
		return e.Exception.ID
	case *exception.Changed:
		return e.Exception
	case *exception.Ended:
		return e.Exception
	}
	return ""
}

// exceptionAbout reports whether the event is about an exception on the document. Of
// one that has left memory only its raising is known to be.
func (r *request) exceptionAbout(event core.Payload, ref core.Ref) bool {
	if e, ok := event.(*exception.Raised); ok {
		return e.Exception.Subject == ref
	}
	if r.raised[exceptionOf(event)] {
		return true
	}
	x := r.w.Exceptions.Get(exceptionOf(event))
	return x != nil && x.Subject == ref
}

func aboutBalance(event core.Payload, k stock.Key) bool {
	switch e := event.(type) {
	case *stock.Moved:
		return slices.ContainsFunc(e.Moves, func(m stock.Move) bool { return m.Key() == k || m.ToKey() == k })
	case *stock.CountTaken:
		return e.SKU == k.SKU && e.Location == k.Location
	case *stock.VarianceExplained:
		return e.SKU == k.SKU && e.Location == k.Location
	case *stock.ReservationMade:
		return e.Reservation.SKU == k.SKU && e.Reservation.Location == k.Location
	case *stock.Granted:
		return e.SKU == k.SKU && e.Location == k.Location
	}
	return false
}

func reservationOf(event core.Payload) string {
	switch e := event.(type) {
	case *stock.ReservationMade:
		return e.Reservation.ID
	case *stock.ReservationReleased:
		return e.Reservation
	case *stock.Granted:
		return e.Reservation
	case *stock.Drawn:
		return e.Reservation
	case *stock.ReservationMoved:
		return e.Reservation
	}
	return ""
}

func supplyOf(event core.Payload) string {
	if e, ok := event.(*supply.Ordered); ok {
		return e.Document.ID
	}
	return world.SupplyOf(event)
}

func jobOf(event core.Payload) string {
	switch e := event.(type) {
	case *job.Started:
		return e.ID
	case *job.Stepped:
		return e.Job
	case *job.Stopped:
		return e.Job
	}
	return ""
}

func waveOf(event core.Payload) string {
	switch e := event.(type) {
	case *wave.Opened:
		return e.ID
	case *job.Started:
		return wave.IDOf(e.Wave)
	}
	return ""
}

// masterOf is the document that an event of the catalog puts or changes.
func masterOf(event core.Payload) core.Ref {
	switch e := event.(type) {
	case *order.Consigned:
		return core.Ref{Noun: order.NounConsignment, ID: e.Consignment.ID}
	case *order.ConsignmentEnded:
		return core.Ref{Noun: order.NounConsignment, ID: e.Consignment}
	case *catalog.PutSKU:
		return core.Ref{Noun: catalog.NounSKU, ID: e.SKU.ID}
	case *catalog.PutLocation:
		return core.Ref{Noun: catalog.NounLocation, ID: e.Location.ID}
	case *catalog.CloseLocation:
		return core.Ref{Noun: catalog.NounLocation, ID: e.Location}
	case *catalog.PutChannel:
		return core.Ref{Noun: catalog.NounChannel, ID: e.Channel.ID}
	case *catalog.PutPriceList:
		return core.Ref{Noun: catalog.NounPriceList, ID: e.PriceList.ID}
	case *catalog.PutCarrier:
		return core.Ref{Noun: catalog.NounCarrier, ID: e.Carrier.ID}
	case *catalog.PutCustomer:
		return core.Ref{Noun: catalog.NounCustomer, ID: e.Customer.ID}
	case *catalog.Erased:
		return core.Ref{Noun: catalog.NounCustomer, ID: e.Customer}
	case *catalog.PutEntity:
		return core.Ref{Noun: catalog.NounEntity, ID: e.Entity.ID}
	case *catalog.PutPerson:
		return core.Ref{Noun: catalog.NounPerson, ID: e.Person.ID}
	}
	return core.Ref{}
}
