package query

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/wave"
	"andon/core/world"
)

// Nouns of parts of orders, which are listed though they are not documents.
const (
	NounLine        core.Noun = "line"        // SO-1/2: line 2 of an order
	NounFulfillment core.Noun = "fulfillment" // SO-1/F2: an open fulfillment order
)

// statuses of orders, in the order of an order's life.
var statuses = [...]string{"open", "held", "preordered", "backordered", "partly backordered", "allocated", "released",
	"picked", "packed", "shipped", "delivered", "lost", "cancelled"}

// orders is the kind order, newest first.
func orders() *table[*order.Order] {
	return &table[*order.Order]{
		noun:    order.NounOrder,
		fields:  append(orderFields(), orderFilters()...),
		version: func(o *order.Order) uint64 { return o.Version },
		total:   func(w *world.World) int { return int(w.Shop().Orders) },
		key:     func(o *order.Order) string { return newestFirst(o.N) },
		walk: func(r *request, after string, yield func(*order.Order) bool) error {
			return r.walkOrders(numberOf(after, r.w.Shop().Orders), yield)
		},
	}
}

// orderFields are the columns of an order.
func orderFields() []field[*order.Order] {
	type o = *order.Order
	return []field[o]{
		{name: "id", title: "Order", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d o) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
		{name: "status", title: "Status", typ: api.Word, shown: true, words: statuses[:], get: func(_ *request, d o) api.Value { return text(d.Status()) }},
		{name: "placed", title: "Placed", typ: api.Time, shown: true, get: func(_ *request, d o) api.Value { return at(d.Placed) }},
		{name: "channel", title: "Channel", typ: api.ID, shown: true, get: func(_ *request, d o) api.Value { return text(d.Channel) }},
		{name: "external", title: "Number", typ: api.ID, shown: true, get: func(_ *request, d o) api.Value { return text(d.External) }},
		{name: "customer", title: "Customer", typ: api.ID, shown: true, get: func(_ *request, d o) api.Value { return text(d.Customer) }},
		{name: "country", title: "Country", typ: api.Word, shown: true, get: func(_ *request, d o) api.Value { return text(d.ShipTo.Country) }},
		{name: "lines", title: "Lines", typ: api.Int, shown: true, get: func(_ *request, d o) api.Value { return api.Value{N: int64(len(d.Lines))} }},
		{name: "units", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d o) api.Value { return count(d.Sum(anyBucket)) }},
		{name: "waiting", title: "Waiting", typ: api.Int, shown: true, get: func(_ *request, d o) api.Value { return count(d.Sum(order.Bucket.Waiting)) }},
		{name: "exceptions", title: "Exceptions", typ: api.Int, shown: true, get: func(r *request, d o) api.Value { return api.Value{N: int64(r.exceptionsOn(d.ID))} }},
		{name: "total", title: "Total", typ: api.Amount, shown: true, get: func(_ *request, d o) api.Value { return money(d.Currency, orderTotal(d)) }},
		{name: "currency", title: "Currency", typ: api.Word, shown: true, get: func(_ *request, d o) api.Value { return text(string(d.Currency)) }},
		{name: "promise", title: "Promised", typ: api.Date, shown: true, get: func(_ *request, d o) api.Value { return date(d.Whole()) }},
	}
}

// orderFilters are what else an order can be found by. ref and text are for search
// fields: ref is one of the numbers that people quote, whole and by index; text is a
// part of any of them, or of a SKU.
func orderFilters() []field[*order.Order] {
	type o = *order.Order
	return []field[o]{
		{name: "open", title: "Open", typ: api.Boolean, get: func(_ *request, d o) api.Value { return yes(d.Closed == 0) }},
		{name: "held", title: "Held", typ: api.Boolean, get: func(_ *request, d o) api.Value { return yes(d.Held()) }},
		{name: "handled", title: "Handled by a person", typ: api.Boolean, get: func(_ *request, d o) api.Value { return yes(d.Handled) }},
		{name: "complete", title: "Ship complete", typ: api.Boolean, get: func(_ *request, d o) api.Value { return yes(d.Complete) }},
		{name: "erased", title: "Erased", typ: api.Boolean, get: func(_ *request, d o) api.Value { return yes(d.Erased) }},
		{name: "recorded", title: "Recorded", typ: api.Time, get: func(_ *request, d o) api.Value { return at(d.Recorded) }},
		{name: "closed", title: "Closed", typ: api.Time, get: func(_ *request, d o) api.Value { return at(d.Closed) }},
		{name: "late", title: "Late since", typ: api.Time, get: func(_ *request, d o) api.Value { return at(d.Late) }},
		{name: "priority", title: "Priority", typ: api.Int, get: func(_ *request, d o) api.Value { return api.Value{N: int64(d.Priority)} }},
		{name: "service", title: "Service", typ: api.ID, get: func(_ *request, d o) api.Value { return text(d.Service) }},
		{name: "entity", title: "Entity", typ: api.ID, get: func(_ *request, d o) api.Value { return text(d.Entity) }},
		{name: "zone", title: "Zone", typ: api.ID, get: func(_ *request, d o) api.Value { return text(d.ShipTo.Zone) }},
		{name: "sku", title: "SKU", typ: api.ID, many: func(_ *request, d o, yield func(string) bool) { eachSKU(d, yield) }},
		{name: "location", title: "Location", typ: api.ID, many: func(_ *request, d o, yield func(string) bool) { eachLocation(d, yield) }},
		{name: "hold", title: "Open hold", typ: api.Word, many: func(_ *request, d o, yield func(string) bool) { eachHold(d, yield) }},
		{name: "rule", title: "Rule that had a say", typ: api.ID, many: func(_ *request, d o, yield func(string) bool) { eachRule(d, yield) }},
		{name: "policy", title: "Policy it was placed under", typ: api.ID, get: func(_ *request, d o) api.Value { return text(policyID(d.Policy)) }},
		{name: "tracking", title: "Tracking", typ: api.ID, many: func(_ *request, d o, yield func(string) bool) { eachTracking(d, yield) }},
		{name: "ref", title: "Any number", typ: api.ID, many: func(_ *request, d o, yield func(string) bool) { eachRef(d, yield) }},
		{name: "text", title: "Any text", typ: api.Text, many: func(_ *request, d o, yield func(string) bool) { _ = eachRef(d, yield) && eachSKU(d, yield) }},
		{name: "email", title: "E-mail", typ: api.Text, secret: true, get: func(_ *request, d o) api.Value { return api.Value{N: int64(d.ShipTo.Email)} }},
		{name: "name", title: "Name", typ: api.Text, secret: true, get: func(_ *request, d o) api.Value { return api.Value{N: int64(d.ShipTo.Name)} }},
	}
}

func anyBucket(order.Bucket) bool { return true }

// orderTotal is what the channel stated, or what the parts add up to where it stated nothing.
func orderTotal(o *order.Order) core.Amount {
	if o.Total != 0 {
		return o.Total
	}
	return o.Computed()
}

func (r *request) exceptionsOn(id string) int {
	n := 0
	r.w.OpenExceptionsOf(core.Ref{Noun: order.NounOrder, ID: id}, func(*exception.Exception) bool { n++; return true })
	return n
}

// Each of these yields texts until yield returns false, and reports whether it came to the end.

func eachSKU(o *order.Order, yield func(string) bool) bool {
	for i := range o.Lines {
		if l := &o.Lines[i]; !yield(l.SKU) || l.Code != "" && !yield(l.Code) {
			return false
		}
	}
	return true
}

func eachLocation(o *order.Order, yield func(string) bool) bool {
	for i := range o.Fulfillments {
		if !yield(o.Fulfillments[i].Location) {
			return false
		}
	}
	return true
}

func eachHold(o *order.Order, yield func(string) bool) bool {
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && !yield(h.Type) {
			return false
		}
	}
	return true
}

// eachRule yields the rules that had a say when the order was placed, that held it, and
// that put something else in a line's place, as section.name.
func eachRule(o *order.Order, yield func(string) bool) bool {
	for _, rule := range o.Rules {
		if !yield(rule) {
			return false
		}
	}
	for i := range o.Holds {
		if rule := o.Holds[i].Rule; rule != "" && !yield(rule) {
			return false
		}
	}
	for i := range o.Swaps {
		if rule := o.Swaps[i].Rule; rule != "" && !yield(rule) {
			return false
		}
	}
	return true
}

func eachTracking(o *order.Order, yield func(string) bool) bool {
	for i := range o.Shipments {
		if s := &o.Shipments[i]; s.Tracking != "" && !yield(s.Tracking) {
			return false
		}
	}
	return true
}

func eachRef(o *order.Order, yield func(string) bool) bool {
	return yield(o.ID) && (o.External == "" || yield(o.External)) && (o.Customer == "" || yield(o.Customer)) && eachTracking(o, yield) &&
		eachBox(o, func(b box) bool { return b.p.SSCC == "" || yield(b.p.SSCC) })
}

// walkOrders yields orders with numbers of at most top, newest first. Conditions on
// what is indexed narrow what is looked at.
func (r *request) walkOrders(top uint64, yield func(*order.Order) bool) error {
	n := ordersOf(r.w)
	hot := r.hotOrders(&n, top)
	cold, err := r.coldOrders(&n, top)
	if err != nil {
		return err
	}
	return merge(&n, hot, cold, yield)
}

// hotOrders chooses the narrowest source in memory.
func (r *request) hotOrders(n *numbered[order.Order], top uint64) source[order.Order] {
	if id, ok := r.equal("id"); ok {
		if o := r.w.Orders.Get(id); o != nil {
			return n.those([]*order.Order{o}, top)
		}
		return none[order.Order]
	}
	if external, ok := r.equal("external"); ok && external != "" {
		return n.those(r.ordersNumbered(external), top)
	}
	if customer, ok := r.equal("customer"); ok && customer != "" {
		var list []*order.Order
		r.w.OrdersOf(customer, func(o *order.Order) bool { list = append(list, o); return true })
		return n.those(list, top)
	}
	return n.hot(top)
}

// ordersNumbered finds orders in memory by their channel's number, over all channels.
func (r *request) ordersNumbered(external string) []*order.Order {
	var list []*order.Order
	r.w.Channels.Each(func(id string, _ *catalog.Channel) bool {
		if o := r.w.OrderByExternal(id, external); o != nil {
			list = append(list, o)
		}
		return true
	})
	slices.SortFunc(list, func(a, b *order.Order) int { return cmp.Compare(b.N, a.N) })
	return list
}

// coldOrders chooses the narrowest source in the read model.
func (r *request) coldOrders(n *numbered[order.Order], top uint64) (source[order.Order], error) {
	if r.Cold == nil || r.openOrdersOnly() {
		return none[order.Order], nil
	}
	if id, ok := r.equal("id"); ok {
		return n.named(r, []string{id}, top), nil
	}
	for _, f := range [...]string{"customer", "tracking"} {
		if v, ok := r.equal(f); ok && v != "" {
			ids, err := r.found(f, v)
			return n.named(r, ids, top), err
		}
	}
	if v, ok := r.equal("external"); ok && v != "" {
		ids, err := r.foundExternal(nil, v)
		return n.named(r, n.newest(ids), top), err
	}
	if v, ok := r.equal("ref"); ok && v != "" {
		ids, err := r.foundByRef(v)
		return n.named(r, n.newest(ids), top), err
	}
	for _, f := range [...]string{"email", "name"} {
		if v, ok := r.equal(f); ok {
			ids, err := r.found("who", strconv.FormatUint(uint64(r.Opener.Token(v)), 16))
			return n.named(r, ids, top), err
		}
	}
	return n.cold(r, top), nil
}

// foundExternal appends the orders of any channel that the channel numbers so.
func (r *request) foundExternal(to []string, external string) (ids []string, err error) {
	ids = to
	r.w.Channels.Each(func(channel string, _ *catalog.Channel) bool {
		var more []string
		more, err = r.found("external", world.ExternalKey(channel, external))
		ids = append(ids, more...)
		return err == nil
	})
	return ids, err
}

// foundByRef asks all indexes for a number that somebody quoted.
func (r *request) foundByRef(value string) ([]string, error) {
	ids := []string{value}
	for _, f := range [...]string{"customer", "tracking"} {
		more, err := r.found(f, value)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return r.foundExternal(ids, value)
}

// openOrdersOnly reports whether the filter lets no closed order through.
func (r *request) openOrdersOnly() bool {
	for i := range r.where {
		c := &r.where[i]
		switch {
		case c.field == "open" && (c.op == opEq) == c.says("true"),
			c.field == "closed" && c.op == opEq && c.says("none"),
			c.field == "status" && (c.op == opEq || c.op == opIn) && !c.says("delivered", "lost", "cancelled"):
			return true
		}
	}
	return false
}

// says reports whether any value of the condition is one of the words.
func (c *condition) says(words ...string) bool {
	return slices.ContainsFunc(c.values, func(l literal) bool { return slices.Contains(words, strings.ToLower(l.text)) })
}

// item is a line of an order.
type item struct {
	o *order.Order
	l *order.Line
}

// lines is the kind line: lines of orders, those of the newest order first.
func lines() *table[item] {
	fields := []field[item]{
		{name: "id", title: "Line", typ: api.ID, shown: true, get: func(_ *request, d item) api.Value { return text(d.o.ID + "/" + strconv.Itoa(d.l.No)) }},
		{name: "sku", title: "SKU", typ: api.ID, shown: true, get: func(_ *request, d item) api.Value { return text(d.l.SKU) }},
		{name: "name", title: "Name", typ: api.Text, shown: true, get: func(r *request, d item) api.Value { return text(r.nameOf(d.l)) }},
		{name: "qty", title: "Ordered", typ: api.Int, shown: true, get: func(_ *request, d item) api.Value { return count(d.l.Qty) }},
		{name: "waiting", title: "Waiting", typ: api.Int, shown: true, get: func(_ *request, d item) api.Value { return count(d.l.Sum(order.Bucket.Waiting)) }},
		{name: "here", title: "At locations", typ: api.Int, shown: true, get: func(_ *request, d item) api.Value { return count(d.l.Sum(order.Bucket.Here)) }},
		{name: "gone", title: "Shipped", typ: api.Int, shown: true, get: func(_ *request, d item) api.Value { return count(d.l.Sum(order.Bucket.Gone)) }},
		{name: "cancelled", title: "Cancelled", typ: api.Int, shown: true, get: func(_ *request, d item) api.Value { return count(d.l.In(order.Cancelled)) }},
		{name: "price", title: "Price", typ: api.Amount, shown: true, get: func(_ *request, d item) api.Value { return price(d.l.Price) }},
		{name: "ship_by", title: "Ship by", typ: api.Time, shown: true, get: func(_ *request, d item) api.Value { return at(d.l.ShipBy) }},
		{name: "order", title: "Order", typ: api.ID, get: func(_ *request, d item) api.Value { return text(d.o.ID) }},
		{name: "customer", title: "Customer", typ: api.ID, get: func(_ *request, d item) api.Value { return text(d.o.Customer) }},
		{name: "channel", title: "Channel", typ: api.ID, get: func(_ *request, d item) api.Value { return text(d.o.Channel) }},
		{name: "status", title: "Order status", typ: api.Word, words: statuses[:], get: func(_ *request, d item) api.Value { return text(d.o.Status()) }},
		{name: "open", title: "Order open", typ: api.Boolean, get: func(_ *request, d item) api.Value { return yes(d.o.Closed == 0) }},
		{name: "returned", title: "Returned", typ: api.Int, get: func(_ *request, d item) api.Value { return count(d.l.Returned) }},
		{name: "unknown", title: "Unknown SKU", typ: api.Boolean, get: func(_ *request, d item) api.Value { return yes(d.l.Unknown) }},
		{name: "kit", title: "Kit", typ: api.Boolean, get: func(_ *request, d item) api.Value { return yes(d.l.IsKit) }},
	}
	for b := order.Open; b < order.Cancelled; b++ {
		fields = append(fields, field[item]{name: "in_" + b.String(), title: "In " + b.String(), typ: api.Int,
			get: func(_ *request, d item) api.Value { return count(d.l.In(b)) }})
	}
	return &table[item]{noun: NounLine, fields: withText(fields), version: func(d item) uint64 { return d.o.Version }, key: lineKey, walk: walkLines}
}

func lineKey(d item) string {
	return string(binary.BigEndian.AppendUint32([]byte(newestFirst(d.o.N)), uint32(d.l.No)))
}

func walkLines(r *request, after string, yield func(item) bool) error {
	return r.walkOrders(numberOf(after, r.w.Shop().Orders), func(o *order.Order) bool {
		for i := range o.Lines {
			if !yield(item{o, &o.Lines[i]}) {
				return false
			}
		}
		return true
	})
}

// nameOf is what a line's goods are called: by the catalog, else by the channel.
func (r *request) nameOf(l *order.Line) string {
	if s := r.w.SKUs.Get(l.SKU); s != nil && s.Name != "" {
		return s.Name
	}
	return l.Text
}

// task is a fulfillment order that still has units at its location.
type task struct {
	o *order.Order
	f *order.Fulfillment
}

func taskID(o *order.Order, f *order.Fulfillment) string { return o.ID + "/F" + strconv.Itoa(f.No) }

// fulfillments is the kind fulfillment: the open work of each location, oldest order first.
func fulfillments() *table[task] {
	in := func(b order.Bucket) func(*request, task) api.Value {
		return func(_ *request, d task) api.Value { return count(d.o.InFO(d.f.No, b)) }
	}
	return &table[task]{
		noun: NounFulfillment,
		fields: withText([]field[task]{
			{name: "id", title: "Fulfillment", typ: api.ID, shown: true, get: func(_ *request, d task) api.Value { return text(taskID(d.o, d.f)) }},
			{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d task) api.Value { return text(d.f.Location) }},
			{name: "status", title: "Status", typ: api.Word, shown: true, get: func(_ *request, d task) api.Value { return text(d.o.FOStatus(d.f.No)) }},
			{name: "allocated", title: "Allocated", typ: api.Int, shown: true, get: in(order.Allocated)},
			{name: "released", title: "Released", typ: api.Int, shown: true, get: in(order.Released)},
			{name: "picked", title: "Picked", typ: api.Int, shown: true, get: in(order.Picked)},
			{name: "packed", title: "Packed", typ: api.Int, shown: true, get: in(order.Packed)},
			{name: "service", title: "Service", typ: api.ID, shown: true, get: func(_ *request, d task) api.Value { return text(d.f.Service) }},
			{name: "ship", title: "Ship on", typ: api.Date, shown: true, get: func(_ *request, d task) api.Value { return date(d.f.Ship) }},
			{name: "opened", title: "Opened", typ: api.Time, shown: true, get: func(_ *request, d task) api.Value { return at(d.f.Opened) }},
			{name: "deliver", title: "Deliver on", typ: api.Date, get: func(_ *request, d task) api.Value { return date(d.f.Deliver) }},
			{name: "accepted", title: "Accepted", typ: api.Time, get: func(_ *request, d task) api.Value { return at(d.f.Accepted) }},
			{name: "order", title: "Order", typ: api.ID, get: func(_ *request, d task) api.Value { return text(d.o.ID) }},
			{name: "wave", title: "Wave", typ: api.ID, get: func(_ *request, d task) api.Value { return text(wave.IDOf(d.f.Wave)) }},
			{name: "late", title: "Late since", typ: api.Time, get: func(_ *request, d task) api.Value { return at(d.o.Late) }},
			{name: "ready", title: "Ready to collect", typ: api.Time, get: func(_ *request, d task) api.Value { return at(d.f.Ready) }},
			{name: "kept_until", title: "Kept until", typ: api.Date, get: func(_ *request, d task) api.Value { return date(d.f.Until) }},
			{name: "packages", title: "Packages", typ: api.Int, get: func(_ *request, d task) api.Value { return api.Value{N: int64(len(d.o.Boxes(d.f.No)))} }},
		}),
		version: func(d task) uint64 { return d.o.Version },
		key:     taskKey,
		walk:    walkTasks,
	}
}

func taskKey(d task) string {
	key := binary.BigEndian.AppendUint64([]byte(d.f.Location+"\x00"), d.o.N)
	return string(binary.BigEndian.AppendUint32(key, uint32(d.f.No)))
}

func walkTasks(r *request, after string, yield func(task) bool) error {
	only, one := r.equal("location")
	from := after[:max(0, len(after)-13)] // the location of the key
	r.w.Locations.From(from, func(id string, _ *catalog.Location) bool {
		if one && id != only {
			return true
		}
		on := true
		r.w.Work(id, func(orderID string, fo int) bool {
			o := r.w.Orders.Get(orderID)
			on = yield(task{o, o.FO(fo)})
			return on
		})
		return on
	})
	return nil
}
