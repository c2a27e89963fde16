package query

import (
	"slices"

	"andon/core"
	"andon/core/api"
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

// nouns lists the kinds that can be listed, in the order in which people think of them.
func nouns() []core.Noun {
	return []core.Noun{
		order.NounOrder, NounLine, NounFulfillment, NounReturn, NounRefund, NounAsk, NounNotice, NounPickList, NounPackage, order.NounConsignment, exception.NounException,
		catalog.NounSKU, stock.NounBalance, stock.NounReservation, supply.NounPurchase, supply.NounTransfer,
		wave.NounWave, job.NounJob, catalog.NounCustomer, catalog.NounChannel, catalog.NounPriceList, catalog.NounLocation, catalog.NounCarrier,
		catalog.NounEntity, catalog.NounPerson, policy.NounPolicy, outage.NounOutage, world.NounCursor, api.NounRecord,
	}
}

// tableOf returns the table of a kind, nil if there is none. Tables are made for each
// query: they are small, and so nothing is shared.
func tableOf(noun core.Noun) lister {
	switch noun {
	case order.NounOrder:
		return orders()
	case NounLine:
		return lines()
	case NounFulfillment:
		return fulfillments()
	case NounPickList:
		return pickLists()
	case NounPackage:
		return packages()
	case NounReturn:
		return returns()
	case NounRefund:
		return refundList()
	case NounAsk:
		return askList()
	case NounNotice:
		return noticeList()
	case order.NounConsignment:
		return consignments()
	case exception.NounException:
		return exceptions()
	case catalog.NounSKU:
		return skus()
	case stock.NounBalance:
		return balances()
	case stock.NounReservation:
		return reservations()
	case supply.NounPurchase, supply.NounTransfer:
		return documents(noun)
	case wave.NounWave:
		return waves()
	case job.NounJob:
		return jobs()
	case policy.NounPolicy:
		return policies()
	case outage.NounOutage:
		return outages()
	case api.NounRecord:
		return records()
	}
	return masterTable(noun)
}

func masterTable(noun core.Noun) lister {
	switch noun {
	case catalog.NounCustomer:
		return customers()
	case catalog.NounChannel:
		return channels()
	case catalog.NounPriceList:
		return priceLists()
	case catalog.NounLocation:
		return locations()
	case catalog.NounCarrier:
		return carriers()
	case catalog.NounEntity:
		return entities()
	case catalog.NounPerson:
		return people()
	case world.NounCursor:
		return cursors()
	}
	return nil
}

// docs is a set of documents by id.
type docs[T any] interface {
	Get(id string) *T
	From(id string, yield func(id string, doc *T) bool)
	Len() int
}

// plain is a table of documents that all are in memory, listed by id. Where the fields
// have no "text", it is what a row shows.
func plain[T any, P interface {
	*T
	Changed() uint64
}](noun core.Noun, of func(*world.World) docs[T], fields []field[*T]) *table[*T] {
	if !slices.ContainsFunc(fields, func(f field[*T]) bool { return f.name == "text" }) {
		fields = withText(fields)
	}
	return &table[*T]{
		noun:    noun,
		fields:  fields,
		version: func(d *T) uint64 { return P(d).Changed() },
		total:   func(w *world.World) int { return of(w).Len() },
		key:     func(d *T) string { return fields[0].get(nil, d).S },
		walk: func(r *request, after string, yield func(*T) bool) error {
			all := of(r.w)
			id, one := r.equal("id")
			if !one {
				all.From(after, func(_ string, d *T) bool { return yield(d) })
			} else if d := all.Get(id); d != nil {
				yield(d)
			}
			return nil
		},
	}
}
