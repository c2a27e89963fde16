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

// NounRow fixes a noun's number in snapshots and makes an empty document of it.
type NounRow struct {
	Number byte
	Noun   core.Noun
	New    func() any
}

// Nouns is the table of documents that a World holds, in the order in which Each
// visits and Load expects them: what others point at comes first.
func Nouns() []NounRow {
	return []NounRow{
		{1, NounMeta, func() any { return new(Meta) }},
		{2, catalog.NounEntity, func() any { return new(catalog.Entity) }},
		{3, catalog.NounPerson, func() any { return new(catalog.Person) }},
		{4, catalog.NounLocation, func() any { return new(catalog.Location) }},
		{5, catalog.NounCarrier, func() any { return new(catalog.Carrier) }},
		{6, catalog.NounPriceList, func() any { return new(catalog.PriceList) }},
		{7, catalog.NounChannel, func() any { return new(catalog.Channel) }},
		{8, catalog.NounCustomer, func() any { return new(catalog.Customer) }},
		{9, catalog.NounSKU, func() any { return new(catalog.SKU) }},
		{10, stock.NounBalance, func() any { return new(stock.Balance) }},
		{11, stock.NounReservation, func() any { return new(stock.Reservation) }},
		{12, supply.NounPurchase, func() any { return new(supply.Document) }},
		{13, supply.NounTransfer, func() any { return new(supply.Document) }},
		{14, order.NounOrder, func() any { return new(order.Order) }},
		{15, exception.NounException, func() any { return new(exception.Exception) }},
		{16, NounLoad, func() any { return new(Load) }},
		{17, NounCursor, func() any { return new(Position) }},
		{18, job.NounJob, func() any { return new(job.Job) }},
		{19, policy.NounPolicy, func() any { return new(policy.Policy) }},
		{20, wave.NounWave, func() any { return new(wave.Wave) }},
		{25, order.NounConsignment, func() any { return new(order.Consignment) }},
		{26, outage.NounOutage, func() any { return new(outage.Outage) }},
	}
}

// Each visits every document in memory, noun by noun in the order of Nouns, each in
// the order of ids, until yield returns false.
func (w *World) Each(yield func(ref core.Ref, doc any) bool) {
	for _, n := range Nouns() {
		if !w.EachOf(n.Noun, func(id string, doc any) bool { return yield(core.Ref{Noun: n.Noun, ID: id}, doc) }) {
			return
		}
	}
}

// EachOf visits the documents in memory of one noun in the order of ids. It reports
// whether it came to the end.
func (w *World) EachOf(noun core.Noun, yield func(id string, doc any) bool) bool {
	switch noun {
	case NounMeta:
		return each(&w.Meta, yield)
	case catalog.NounEntity:
		return each(&w.Entities, yield)
	case catalog.NounPerson:
		return each(&w.People, yield)
	case catalog.NounLocation:
		return each(&w.Locations, yield)
	case catalog.NounCarrier:
		return each(&w.Carriers, yield)
	case catalog.NounPriceList:
		return each(&w.PriceLists, yield)
	case catalog.NounChannel:
		return each(&w.Channels, yield)
	case catalog.NounCustomer:
		return each(&w.Customers, yield)
	case catalog.NounSKU:
		return each(&w.SKUs, yield)
	case stock.NounBalance:
		end := true
		w.Balances(stock.Key{}, func(b *stock.Balance) bool { end = yield(b.Key().ID(), b); return end })
		return end
	case stock.NounReservation:
		return each(&w.Reservations, yield)
	case supply.NounPurchase:
		return each(&w.Purchases, yield)
	case supply.NounTransfer:
		return each(&w.Transfers, yield)
	case order.NounOrder:
		return each(&w.Orders, yield)
	case exception.NounException:
		return each(&w.Exceptions, yield)
	case NounLoad:
		return each(&w.Loads, yield)
	case NounCursor:
		return each(&w.Cursors, yield)
	case job.NounJob:
		return each(&w.Jobs, yield)
	case policy.NounPolicy:
		return each(&w.Policies, yield)
	case wave.NounWave:
		return each(&w.Waves, yield)
	case order.NounConsignment:
		return each(&w.Consignments, yield)
	case outage.NounOutage:
		return each(&w.Outages, yield)
	}
	return true
}

func each[T any, P document[T]](d *Docs[T, P], yield func(string, any) bool) bool {
	end := true
	d.Each(func(id string, doc *T) bool { end = yield(id, doc); return end })
	return end
}

// Load puts a document that was written by Each, with its indexes. It is for
// snapshots and for cold records that the engine brings back; it is not an event.
func (w *World) Load(doc any, noun core.Noun) {
	switch d := doc.(type) {
	case *Meta:
		w.indexAgain(w.Shop(), false)
		w.indexRechecks(w.Shop(), false)
		w.Meta.put("shop", d)
		w.indexAgain(d, true)
		w.indexRechecks(d, true)
		w.At = max(w.At, d.At)
	case *catalog.Entity:
		w.Entities.put(d.ID, d)
	case *catalog.Person:
		w.People.put(d.ID, d)
	case *catalog.Location:
		w.indexFloor(w.Locations.Get(d.ID), -1)
		w.Locations.put(d.ID, d)
		w.indexFloor(d, 1)
	case *catalog.Carrier:
		w.Carriers.put(d.ID, d)
	case *catalog.PriceList:
		w.PriceLists.put(d.ID, d)
	case *catalog.Channel:
		w.Channels.put(d.ID, d)
	case *catalog.Customer:
		w.Customers.put(d.ID, d)
	case *catalog.SKU:
		w.SKUs.put(d.ID, d)
		w.indexSKU(d, true)
	case *stock.Balance:
		k := w.shareKey(d.Key())
		d.SKU, d.Location = k.SKU, k.Location
		w.balances.add(d)
	case *stock.Reservation:
		w.Reservations.put(d.ID, d)
		w.indexReservation(d, true)
	case *supply.Document:
		if noun == supply.NounTransfer {
			w.Transfers.put(d.ID, d)
		} else {
			w.Purchases.put(d.ID, d)
		}
		w.indexSupply(d, true)
	case *order.Order:
		w.shareOrder(d)
		w.Orders.put(d.ID, d)
		w.indexOrderIdentity(d, true)
		w.indexOrder(d, true)
	case *exception.Exception:
		w.Exceptions.put(d.ID, d)
		w.indexException(d, true)
	case *Load:
		w.Loads.put(LoadID(d.Location, d.Day), d)
		w.indexLoad(d, true)
		w.indexWork(d, true)
	case *Position:
		w.Cursors.put(d.Connector, d)
	case *job.Job:
		w.Jobs.put(d.ID, d)
		w.indexJob(d, true)
	case *outage.Outage:
		w.Outages.put(d.ID, d)
	case *policy.Policy:
		w.Policies.put(d.ID, d)
		w.indexPolicy(d, true)
	case *wave.Wave:
		w.Waves.put(d.ID, d)
	case *order.Consignment:
		w.Consignments.put(d.ID, d)
	}
}

// Evict forgets a closed order or exception that the read model covers. It is not an
// event: whether a closed document is in memory changes no decision.
func (w *World) Evict(ref core.Ref) {
	switch ref.Noun {
	case order.NounOrder:
		if o := w.Orders.Get(ref.ID); o != nil && o.Closed != 0 {
			w.indexOrder(o, false)
			w.indexOrderIdentity(o, false)
			w.Orders.drop(ref.ID)
		}
	case exception.NounException:
		if x := w.Exceptions.Get(ref.ID); x != nil && x.Closed != 0 {
			w.Exceptions.drop(ref.ID)
		}
	}
}

// Get returns the document in memory that a ref names, or nil.
func (w *World) Get(ref core.Ref) any {
	var found any
	get := func(doc any, ok bool) {
		if ok {
			found = doc
		}
	}
	switch ref.Noun {
	case NounMeta:
		get(w.Shop(), true)
	case order.NounOrder:
		d := w.Orders.Get(ref.ID)
		get(d, d != nil)
	case exception.NounException:
		d := w.Exceptions.Get(ref.ID)
		get(d, d != nil)
	case stock.NounBalance:
		d := w.Balance(stock.ParseKey(ref.ID))
		get(d, d != nil)
	default:
		w.findIn(ref, get)
	}
	return found
}

func (w *World) findIn(ref core.Ref, get func(any, bool)) {
	switch ref.Noun {
	case catalog.NounSKU:
		d := w.SKU(ref.ID)
		get(d, d != nil)
	case catalog.NounLocation:
		d := w.Locations.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounChannel:
		d := w.Channels.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounPriceList:
		d := w.PriceLists.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounCarrier:
		d := w.Carriers.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounCustomer:
		d := w.Customers.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounEntity:
		d := w.Entities.Get(ref.ID)
		get(d, d != nil)
	case catalog.NounPerson:
		d := w.People.Get(ref.ID)
		get(d, d != nil)
	case stock.NounReservation:
		d := w.Reservations.Get(ref.ID)
		get(d, d != nil)
	case supply.NounPurchase, supply.NounTransfer:
		d := w.document(ref.Noun, ref.ID)
		get(d, d != nil)
	case NounLoad:
		d := w.Loads.Get(ref.ID)
		get(d, d != nil)
	case NounCursor:
		d := w.Cursors.Get(ref.ID)
		get(d, d != nil)
	case job.NounJob:
		d := w.Jobs.Get(ref.ID)
		get(d, d != nil)
	case outage.NounOutage:
		d := w.Outages.Get(ref.ID)
		get(d, d != nil)
	case policy.NounPolicy:
		d := w.Policies.Get(ref.ID)
		get(d, d != nil)
	case wave.NounWave:
		d := w.Waves.Get(ref.ID)
		get(d, d != nil)
	case order.NounConsignment:
		d := w.Consignments.Get(ref.ID)
		get(d, d != nil)
	}
}
