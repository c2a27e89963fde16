package query

import (
	"encoding/binary"
	"strconv"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
)

// Parts of orders that are listed though they are no documents.
const (
	NounRefund core.Noun = "refund" // SO-17/RF1: money that is due back
	NounAsk    core.Noun = "ask"    // SO-17/A1: what an outsider was asked
	NounNotice core.Noun = "notice" // SO-17/N1: what the customer is told
)

// partOf is part no of an order.
type partOf[T any] struct {
	o    *order.Order
	no   int
	part *T
}

// partDoc is the Doc of a part of an order.
type partDoc[T any] struct {
	ID    string `json:"id"`
	Order string `json:"order"`
	Part  *T     `json:"part"`
	Told  string `json:"told"` // in one sentence
}

// partsOf is a kind whose rows are parts of orders, those of the newest orders first.
func partsOf[T any](noun core.Noun, sign string, of func(*order.Order) []T, fields ...field[partOf[T]]) *table[partOf[T]] {
	type d = partOf[T]
	all := append([]field[d]{{name: "id", title: "Id", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(d.o.ID + "/" + sign + strconv.Itoa(d.no)) }}}, fields...)
	all = append(all,
		field[d]{name: "order", title: "Order", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.o.ID) }},
		field[d]{name: "channel", title: "Channel", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.o.Channel) }})
	return &table[d]{
		noun:    noun,
		fields:  withText(all),
		version: func(d d) uint64 { return d.o.Version },
		key: func(d d) string {
			return string(binary.BigEndian.AppendUint32([]byte(newestFirst(d.o.N)), uint32(d.no)))
		},
		walk: func(r *request, after string, yield func(d) bool) error {
			return r.walkOrders(numberOf(after, r.w.Shop().Orders), func(o *order.Order) bool {
				list := of(o)
				for i := range list {
					if !yield(d{o, i + 1, &list[i]}) {
						return false
					}
				}
				return true
			})
		},
	}
}

// refundList is the kind refund.
func refundList() *table[partOf[order.Refund]] {
	type d = partOf[order.Refund]
	return partsOf(NounRefund, "RF", (*order.Order).Refunds,
		field[d]{name: "amount", title: "Amount", typ: api.Amount, shown: true, get: func(_ *request, d d) api.Value { return money(d.o.Currency, d.part.Amount) }},
		field[d]{name: "currency", title: "Currency", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(string(d.o.Currency)) }},
		field[d]{name: "cause", title: "Cause", typ: api.Word, shown: true, get: func(_ *request, d d) api.Value { return text(d.part.Cause) }},
		field[d]{name: "reason", title: "Reason", typ: api.Text, shown: true, get: func(_ *request, d d) api.Value { return text(d.part.Reason) }},
		field[d]{name: "at", title: "Due since", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.part.At) }},
		field[d]{name: "pays", title: "Pays order", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.part.To) }},
		field[d]{name: "return", title: "Return", typ: api.ID, get: func(_ *request, d d) api.Value {
			if d.part.Return == 0 {
				return text("")
			}
			return text(order.ReturnID(d.o.ID, d.part.Return))
		}})
}

// askList is the kind ask.
func askList() *table[partOf[order.Ask]] {
	type d = partOf[order.Ask]
	return partsOf(NounAsk, "A", (*order.Order).Asks,
		field[d]{name: "for", title: "Asked to", typ: api.Word, shown: true, words: []string{string(order.AskFulfil), string(order.AskBuy), string(order.AskCancel), string(order.AskAmend)},
			get: func(_ *request, d d) api.Value { return text(string(d.part.For)) }},
		field[d]{name: "location", title: "Who", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(d.o.FO(d.part.FO).Location) }},
		field[d]{name: "open", title: "Open", typ: api.Boolean, shown: true, get: func(_ *request, d d) api.Value { return yes(d.part.Open()) }},
		field[d]{name: "outcome", title: "Outcome", typ: api.Word, shown: true, words: []string{string(order.OutcomeAccepted), string(order.OutcomePartly), string(order.OutcomeRefused), string(order.OutcomeOvertaken), string(order.OutcomeWithdrawn)},
			get: func(_ *request, d d) api.Value { return text(string(d.part.Outcome)) }},
		field[d]{name: "due", title: "Answer due", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.part.Due) }},
		field[d]{name: "late", title: "Overdue since", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.part.Late) }},
		field[d]{name: "asked", title: "Asked", typ: api.Time, get: func(_ *request, d d) api.Value { return at(d.part.At) }},
		field[d]{name: "units", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d d) api.Value { return count(order.Units(d.part.Lines)) }})
}

// noticeList is the kind notice.
func noticeList() *table[partOf[order.Noticed]] {
	type d = partOf[order.Noticed]
	return partsOf(NounNotice, "N", (*order.Order).ToldOf,
		field[d]{name: "cause", title: "Cause", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(d.part.Cause) }},
		field[d]{name: "kind", title: "Told", typ: api.Word, shown: true, words: order.NoticeKind("").Words(), get: func(_ *request, d d) api.Value { return text(string(d.part.What)) }},
		field[d]{name: "was", title: "Was promised", typ: api.Date, shown: true, get: func(_ *request, d d) api.Value { return date(d.part.Was) }},
		field[d]{name: "promise", title: "Now promised", typ: api.Date, shown: true, get: func(_ *request, d d) api.Value { return date(d.part.Now) }},
		field[d]{name: "at", title: "Told at", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.part.At) }},
		field[d]{name: "restored", title: "Good again", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.part.Restored) }})
}

// aftermathDoc answers for one refund, ask or notice.
func (r *request) aftermathDoc() (api.Page, error) {
	o, no, err := r.part()
	if err != nil {
		return api.Page{}, err
	}
	switch r.q.Kind {
	case NounRefund:
		return aPart(r, o, o.Refunds(), no, func(f *order.Refund) string { return describeRefund(f, o.Currency) })
	case NounAsk:
		return aPart(r, o, o.Asks(), no, func(a *order.Ask) string { return tellAsk(o, a) })
	}
	return aPart(r, o, o.ToldOf(), no, func(n *order.Noticed) string {
		return describeNotice(&order.Notice{Cause: n.Cause, What: n.What, Was: n.Was, Now: n.Now})
	})
}

func aPart[T any](r *request, o *order.Order, all []T, no int, tell func(*T) string) (api.Page, error) {
	if no < 1 || no > len(all) {
		return api.Page{}, r.notFound()
	}
	return document(partDoc[T]{ID: r.q.ID, Order: o.ID, Part: &all[no-1], Told: tell(&all[no-1])})
}
