package query

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
)

// NounReturn is a return of an order, SO-17/R1. It is listed though it is no document.
const NounReturn core.Noun = "return"

// sentBack is a return with its order.
type sentBack struct {
	o *order.Order
	r *order.RMA
}

func (d sentBack) id() string { return order.ReturnID(d.o.ID, d.r.No) }

// due sums what was made due for a return.
func (d sentBack) due() (sum core.Amount) {
	for _, f := range d.o.Refunds() {
		if f.Return == d.r.No {
			sum += f.Amount
		}
	}
	return sum
}

// returns is the kind return, those of the newest orders first.
func returns() *table[sentBack] {
	type d = sentBack
	return &table[d]{
		noun: NounReturn,
		fields: withText([]field[d]{
			{name: "id", title: "Return", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(d.id()) }},
			{name: "status", title: "Status", typ: api.Word, shown: true, words: []string{"requested", "refused", "authorised", "received", "closed", order.Expired},
				get: func(_ *request, d d) api.Value { return text(d.r.Status()) }},
			{name: "reason", title: "Reason", typ: api.Word, shown: true, get: func(_ *request, d d) api.Value { return text(d.r.Reason) }},
			{name: "wish", title: "Wish", typ: api.Word, shown: true, words: []string{order.WishRefund, order.WishExchange}, get: func(_ *request, d d) api.Value { return text(d.r.Wish) }},
			{name: "location", title: "To", typ: api.ID, shown: true, get: func(_ *request, d d) api.Value { return text(d.r.At) }},
			{name: "awaited", title: "Awaited", typ: api.Int, shown: true, get: func(_ *request, d d) api.Value {
				if !d.r.Awaited() && !d.r.Undecided() {
					return count(0)
				}
				return count(d.r.Left())
			}},
			{name: "came", title: "Came", typ: api.Int, shown: true, get: func(_ *request, d d) api.Value { return count(d.r.Sum()) }},
			{name: "to_inspect", title: "To inspect", typ: api.Int, shown: true, get: func(_ *request, d d) api.Value { return count(d.r.Waits()) }},
			{name: "due", title: "Refunds due", typ: api.Amount, shown: true, get: func(_ *request, d d) api.Value { return money(d.o.Currency, d.due()) }},
			{name: "asked", title: "Asked", typ: api.Time, shown: true, get: func(_ *request, d d) api.Value { return at(d.r.Asked) }},
			{name: "until", title: "Awaited until", typ: api.Time, get: func(_ *request, d d) api.Value { return at(d.r.Until) }},
			{name: "instead", title: "Replaced by", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.r.Instead) }},
			{name: "order", title: "Order", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.o.ID) }},
			{name: "channel", title: "Channel", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.o.Channel) }},
			{name: "customer", title: "Customer", typ: api.ID, get: func(_ *request, d d) api.Value { return text(d.o.Customer) }},
		}),
		version: func(d d) uint64 { return d.o.Version },
		key: func(d d) string {
			return string(binary.BigEndian.AppendUint32([]byte(newestFirst(d.o.N)), uint32(d.r.No)))
		},
		walk: func(r *request, after string, yield func(d) bool) error {
			return r.walkOrders(numberOf(after, r.w.Shop().Orders), func(o *order.Order) bool {
				for i := range o.Returns() {
					if !yield(sentBack{o, o.RMA(i + 1)}) {
						return false
					}
				}
				return true
			})
		},
	}
}

// returnView is the Doc of a return: what was announced, came and was found, and what is
// due for it.
type returnView struct {
	*order.RMA
	ID      string         `json:"id"`
	Order   string         `json:"order"`
	Status  string         `json:"status"`
	Refunds []order.Refund `json:"refunds,omitempty"`
	Why     []string       `json:"why,omitempty"`
	Actions []api.Action   `json:"actions,omitempty"`
}

func (r *request) returnDoc() (api.Page, error) {
	o, no, err := r.part()
	if err != nil {
		return api.Page{}, err
	}
	rma := o.RMA(no)
	if rma == nil {
		return api.Page{}, r.notFound()
	}
	v := returnView{RMA: rma, ID: order.ReturnID(o.ID, no), Order: o.ID, Status: rma.Status(), Why: whyReturn(rma, o.Currency)}
	for _, f := range o.Refunds() {
		if f.Return == no {
			v.Refunds = append(v.Refunds, f)
			v.Why = append(v.Why, describeRefund(&f, o.Currency))
		}
	}
	m := r.menu()
	m.ofReturn(o, rma)
	v.Actions = m.list
	if m.err != nil {
		return api.Page{}, m.err
	}
	return document(v)
}

// whyReturn says how a return stands.
func whyReturn(r *order.RMA, c core.Currency) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case r.Refused != "":
		say("it was refused: %s", r.Refused)
	case r.Undecided():
		say("nobody has said whether the goods may come")
	case r.Ended != 0:
		say("it is awaited no more: %s", r.Why)
	case r.Left() > 0:
		say("%s are awaited at %s until %s", units(r.Left()), r.At, r.Until)
	}
	for i := range r.Came {
		a := &r.Came[i]
		say("line %d at %s: %d came, %d restocked, %d damaged, %d in quarantine, %d scrapped, %d wait to be inspected", a.Line, a.Location, a.Qty,
			a.Found[order.Restock], a.Found[order.Damage], a.Found[order.Quarantine], a.Found[order.Scrap], a.Waits())
	}
	if r.Fee != 0 {
		say("a fee of %s %s is deducted: %s", c.Format(r.Fee), c, r.FeeWhy)
	}
	if r.Instead != "" {
		say("%s replaces the goods", r.Instead)
	}
	return out
}

// returns offers what can be done about the returns and lost units of an order.
func (m *menu) returns(o *order.Order) {
	for i := range o.Returns() {
		if r := o.RMA(i + 1); r.Open() {
			m.ofReturn(o, r)
		}
	}
	for i := range o.Lines {
		if o.LostOpen(&o.Lines[i]) > 0 {
			m.add("refund-lost", "refund what was lost", "", onOrder(o), &order.SettleLost{Order: o.ID, Reason: "lost_on_the_way"})
			m.add("reship-lost", "send what was lost again", "", onOrder(o), &order.SettleLost{Order: o.ID, Again: true, Reason: "lost_on_the_way"})
			break
		}
	}
	var back []order.LineQty
	for i := range o.Lines {
		if l := &o.Lines[i]; l.In(order.Delivered) > 0 && o.Returnable(l) > 0 {
			back = append(back, order.LineQty{Line: l.No, Qty: o.Returnable(l)})
		}
	}
	if len(back) > 0 {
		m.add("request-return", "the customer sends it back", "", onOrder(o), &order.RequestReturn{Order: o.ID, Lines: back, Reason: "unwanted"})
	}
}

// ofReturn offers what can be done about one return.
func (m *menu) ofReturn(o *order.Order, r *order.RMA) {
	id, name := "-r"+strconv.Itoa(r.No), "R"+strconv.Itoa(r.No)
	on := onOrder(o)
	if r.Undecided() || r.Refused != "" {
		m.add("authorise"+id, "authorise "+name, "", on, &order.DecideReturn{Order: o.ID, Return: r.No})
	}
	if r.Undecided() {
		m.add("refuse"+id, "refuse "+name, "", on, &order.DecideReturn{Order: o.ID, Return: r.No, Refuse: true, Reason: "refused_by_hand"})
	}
	if r.Waits() > 0 {
		for _, to := range [...]order.Disposition{order.Restock, order.Damage, order.Quarantine, order.Scrap} {
			m.add("inspect-"+to.String()+id, fmt.Sprintf("%s all %d that wait of %s", to, r.Waits(), name), "", on,
				&order.Inspect{Order: o.ID, Return: r.No, To: to, Reason: "inspected"})
		}
	}
	if r.Awaited() && r.Left() > 0 {
		c := &order.Return{Order: o.ID, Location: r.At, Return: r.No, Inspect: true, Reason: r.Reason}
		for i := range r.Lines {
			if q := r.Lines[i].Left(); q > 0 {
				c.Lines = append(c.Lines, order.LineQty{Line: r.Lines[i].Line, Qty: q})
			}
		}
		m.add("receive"+id, "all of "+name+" has come, to be inspected", "", on, c)
		m.add("close"+id, "give up what has not come of "+name, "", on, &order.CloseReturn{Order: o.ID, Return: r.No, Reason: "not_sent"})
	}
}
