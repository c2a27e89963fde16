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
	"andon/core/job"
	"andon/core/order"
	"andon/core/wave"
)

// NounPickList is what is to be taken from shelves. In a list each row is a line of it;
// as a document it is that of a wave, an order, a fulfillment order or a location.
const NounPickList core.Noun = "picklist"

// pick is units of a line that are released and not picked, in one bin.
type pick struct {
	o   *order.Order
	f   *order.Fulfillment
	l   *order.Line
	bin string
	lot string
	qty core.Quantity
}

// pickLists is the kind picklist: what is to be picked, by location, bin and SKU.
func pickLists() *table[pick] {
	type p = pick
	return &table[p]{
		noun: NounPickList,
		fields: withText([]field[p]{
			{name: "id", title: "Pick", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.id()) }},
			{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.f.Location) }},
			{name: "wave", title: "Wave", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(wave.IDOf(d.f.Wave)) }},
			{name: "bin", title: "Bin", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.bin) }},
			{name: "sku", title: "SKU", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.l.SKU) }},
			{name: "name", title: "Name", typ: api.Text, shown: true, get: func(r *request, d p) api.Value { return text(r.nameOf(d.l)) }},
			{name: "qty", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d p) api.Value { return count(d.qty) }},
			{name: "order", title: "Order", typ: api.ID, shown: true, get: func(_ *request, d p) api.Value { return text(d.o.ID) }},
			{name: "fo", title: "Fulfillment", typ: api.Int, shown: true, get: func(_ *request, d p) api.Value { return api.Value{N: int64(d.f.No)} }},
			{name: "line", title: "Line", typ: api.Int, shown: true, get: func(_ *request, d p) api.Value { return api.Value{N: int64(d.l.No)} }},
			{name: "lot", title: "Lot", typ: api.ID, get: func(_ *request, d p) api.Value { return text(d.lot) }},
			{name: "service", title: "Service", typ: api.ID, get: func(_ *request, d p) api.Value { return text(d.f.Service) }},
			{name: "ship", title: "Ship on", typ: api.Date, get: func(_ *request, d p) api.Value { return date(d.f.Ship) }},
		}),
		version: func(d p) uint64 { return d.o.Version },
		key:     func(d p) string { return d.key() },
		walk:    walkPicks,
	}
}

// id is SO-1/F1/2, and the bin behind it where there is one.
func (d pick) id() string {
	id := taskID(d.o, d.f) + "/" + strconv.Itoa(d.l.No)
	if d.bin+d.lot != "" {
		id += "@" + d.bin
	}
	if d.lot != "" {
		id += "!" + d.lot
	}
	return id
}

// key is the place on the list: location, bin, SKU, then the order.
func (d pick) key() string {
	b := []byte(d.f.Location + "\x00" + d.bin + "\x00" + d.l.SKU + "\x00" + d.lot + "\x00")
	b = binary.BigEndian.AppendUint64(b, d.o.N)
	b = binary.BigEndian.AppendUint32(b, uint32(d.f.No))
	return string(binary.BigEndian.AppendUint32(b, uint32(d.l.No)))
}

// walkPicks yields what is to be picked where the filter may look, in the order of keys.
func walkPicks(r *request, _ string, yield func(pick) bool) error {
	var all []pick
	if id, ok := r.equal("order"); ok {
		all = r.picksOf(id)
	} else if id, ok := r.equal("wave"); ok && id != "" {
		all = r.picksOf(id)
	} else if id, ok := r.equal("location"); ok {
		all = r.picksOf(id)
	} else {
		r.w.Locations.Each(func(id string, _ *catalog.Location) bool {
			all = append(all, r.picksAt(id)...)
			return true
		})
	}
	sortPicks(all)
	for _, p := range all {
		if !yield(p) {
			return nil
		}
	}
	return nil
}

func sortPicks(all []pick) {
	slices.SortFunc(all, func(a, b pick) int {
		return cmp.Or(strings.Compare(a.f.Location, b.f.Location), strings.Compare(a.bin, b.bin), strings.Compare(a.l.SKU, b.l.SKU),
			strings.Compare(a.lot, b.lot), cmp.Compare(a.o.N, b.o.N), cmp.Compare(a.f.No, b.f.No), cmp.Compare(a.l.No, b.l.No))
	})
}

// picksOf lists what is to be picked for a wave, an order, a fulfillment order, or at a
// location.
func (r *request) picksOf(id string) []pick {
	if wv := r.w.Waves.Get(id); wv != nil {
		return r.picksIn(wv)
	}
	orderID, fo := job.SplitTarget(id)
	o := r.w.Orders.Get(orderID)
	if o == nil {
		return r.picksAt(id)
	}
	var all []pick
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; fo == 0 || f.No == fo {
			all = appendPicks(all, o, f)
		}
	}
	return all
}

func (r *request) picksIn(wv *wave.Wave) []pick {
	var all []pick
	for _, m := range wv.Members {
		if o, f := r.member(m); f != nil && f.Wave == wv.N {
			all = appendPicks(all, o, f)
		}
	}
	return all
}

func (r *request) picksAt(location string) []pick {
	var all []pick
	r.w.Work(location, func(id string, fo int) bool {
		o := r.w.Orders.Get(id)
		all = appendPicks(all, o, o.FO(fo))
		return true
	})
	return all
}

// appendPicks appends what of a fulfillment order is released and not picked.
func appendPicks(to []pick, o *order.Order, f *order.Fulfillment) []pick {
	for i := range o.Lines {
		l := &o.Lines[i]
		first := len(to)
		for _, p := range l.Portions {
			if p.FO != f.No || p.Bucket != order.Released {
				continue
			}
			same := slices.IndexFunc(to[first:], func(q pick) bool { return q.bin == p.Bin && q.lot == p.Lot })
			if same >= 0 {
				to[first+same].qty += p.Qty
			} else {
				to = append(to, pick{o, f, l, p.Bin, p.Lot, p.Qty})
			}
		}
	}
	return to
}

func (r *request) pickListDoc() (api.Page, error) {
	id := r.q.ID
	if parts := strings.SplitN(id, "/", 3); len(parts) == 3 { // a row of the list: SO-1/F1/2@A-07
		id = parts[0] + "/" + parts[1]
	}
	all := r.picksOf(id)
	if len(all) == 0 && !r.picksKnown(id) {
		return api.Page{}, core.E(core.CodeNotFound, "query", id, "there is no such wave, order, fulfillment order or location")
	}
	sortPicks(all)
	v := api.PickList{ID: id, Lines: []api.PickLine{}, Totals: []api.PickTotal{}, Totes: []api.PickTote{}}
	for _, p := range all {
		v.Lines = append(v.Lines, api.PickLine{Location: p.f.Location, Wave: wave.IDOf(p.f.Wave), Bin: p.bin, Lot: p.lot, SKU: p.l.SKU, Name: r.nameOf(p.l),
			Qty: p.qty, Order: p.o.ID, FO: p.f.No, Line: p.l.No})
	}
	r.totals(&v, all)
	return document(v)
}

// totals adds a pick list up by SKU and by fulfillment order.
func (r *request) totals(v *api.PickList, all []pick) {
	skus, totes := map[string]int{}, map[string]int{}
	for _, p := range all {
		i, ok := skus[p.l.SKU]
		if !ok {
			i = len(v.Totals)
			skus[p.l.SKU] = i
			v.Totals = append(v.Totals, api.PickTotal{SKU: p.l.SKU, Name: r.nameOf(p.l)})
		}
		v.Totals[i].Qty += p.qty
	}
	slices.SortFunc(all, func(a, b pick) int { return cmp.Or(cmp.Compare(a.o.N, b.o.N), cmp.Compare(a.f.No, b.f.No)) })
	for _, p := range all {
		id := taskID(p.o, p.f)
		i, ok := totes[id]
		if !ok {
			i = len(v.Totes)
			totes[id] = i
			v.Totes = append(v.Totes, api.PickTote{Order: p.o.ID, FO: p.f.No, Service: p.f.Service, Ship: p.f.Ship})
		}
		v.Totes[i].Lines++
		v.Totes[i].Qty += p.qty
	}
	slices.SortFunc(v.Totals, func(a, b api.PickTotal) int { return strings.Compare(a.SKU, b.SKU) })
}

// picksKnown reports whether an id names something that can have a pick list.
func (r *request) picksKnown(id string) bool {
	if r.w.Waves.Get(id) != nil {
		return true
	}
	orderID, fo := job.SplitTarget(id)
	if o := r.w.Orders.Get(orderID); o != nil {
		return fo == 0 || o.FO(fo) != nil
	}
	return r.w.Locations.Get(id) != nil
}
