package query

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/world"
)

// NounPackage is the noun of packages, which are listed though they are parts of orders:
// SO-1/P2 is package 2 of an order.
const NounPackage core.Noun = "package"

// describePacked says what happened between a shelf and a customer beside moves of units.
func describePacked(event core.Payload) string {
	switch e := event.(type) {
	case *order.Boxed:
		var parts []string
		for i := range e.Packages {
			if i == shownParts {
				parts = append(parts, fmt.Sprintf("and %d more", len(e.Packages)-i))
				break
			}
			parts = append(parts, describePackage(&e.Packages[i]))
		}
		return fmt.Sprintf("packed for F%d: %s", e.FO, strings.Join(parts, "; "))
	case *order.ShipmentCancelled:
		return because(fmt.Sprintf("shipment %d taken back, its tracking is void: %s", e.Shipment, describeUnits(e.Moves)), e.Reason)
	case *order.Ready:
		return fmt.Sprintf("F%d is ready to be collected, and kept until %s", e.FO, e.Until)
	case *order.Consigned:
		c := &e.Consignment
		return because(fmt.Sprintf("consignment %s left %s with %s, carrier %s", c.ID, c.Location, plural(len(c.Parts), "shipment"), orElse(c.Carrier, "not named")), c.Tracking)
	case *order.ConsignmentEnded:
		if e.Void {
			return because("consignment "+e.Consignment+" taken back: it has not left", e.Reason)
		}
		if e.Lost {
			return "consignment " + e.Consignment + " was lost"
		}
		return "consignment " + e.Consignment + " arrived"
	}
	return ""
}

func describePackage(p *order.Package) string {
	s := "package " + strconv.Itoa(p.No)
	if p.SSCC != "" {
		s += " (" + p.SSCC + ")"
	}
	if p.In != 0 {
		s += " in package " + strconv.Itoa(p.In)
	}
	if q := order.Units(p.Contents); q > 0 {
		s += " with " + units(q)
	}
	return s
}

// box is a package of an order, at its location or gone with a shipment (0: none).
type box struct {
	o        *order.Order
	p        *order.Package
	shipment int
}

// packages is the kind package: those of the newest order first.
func packages() *table[box] {
	of := func(d box) *order.Fulfillment { return d.o.FO(d.p.FO) }
	return &table[box]{
		noun: NounPackage,
		fields: withText([]field[box]{
			{name: "id", title: "Package", typ: api.ID, shown: true, get: func(_ *request, d box) api.Value { return text(fmt.Sprintf("%s/P%d", d.o.ID, d.p.No)) }},
			{name: "sscc", title: "SSCC", typ: api.ID, shown: true, get: func(_ *request, d box) api.Value { return text(d.p.SSCC) }},
			{name: "fulfillment", title: "Fulfillment", typ: api.ID, shown: true, get: func(_ *request, d box) api.Value { return text(d.o.ID + "/F" + strconv.Itoa(d.p.FO)) }},
			{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d box) api.Value {
				if f := of(d); f != nil {
					return text(f.Location)
				}
				return text("")
			}},
			{name: "inside", title: "In package", typ: api.Int, shown: true, get: func(_ *request, d box) api.Value { return api.Value{N: int64(d.p.In)} }},
			{name: "units", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d box) api.Value { return count(order.Units(d.p.Contents)) }},
			{name: "weight", title: "Grams", typ: api.Int, shown: true, get: func(_ *request, d box) api.Value { return api.Value{N: d.p.WeightG} }},
			{name: "shipment", title: "Shipment", typ: api.Int, shown: true, get: func(_ *request, d box) api.Value { return api.Value{N: int64(d.shipment)} }},
			{name: "tracking", title: "Tracking", typ: api.ID, shown: true, get: func(_ *request, d box) api.Value {
				if d.shipment == 0 {
					return text("")
				}
				return text(d.o.Shipments[d.shipment-1].Tracking)
			}},
			{name: "here", title: "Not left", typ: api.Boolean, get: func(_ *request, d box) api.Value { return yes(d.shipment == 0) }},
			{name: "order", title: "Order", typ: api.ID, get: func(_ *request, d box) api.Value { return text(d.o.ID) }},
		}),
		version: func(d box) uint64 { return d.o.Version },
		key: func(d box) string {
			return string(binary.BigEndian.AppendUint32([]byte(newestFirst(d.o.N)), uint32(d.p.No)))
		},
		walk: func(r *request, after string, yield func(box) bool) error {
			return r.walkOrders(numberOf(after, r.w.Shop().Orders), func(o *order.Order) bool { return eachBox(o, yield) })
		},
	}
}

// eachBox yields the packages of an order by number.
func eachBox(o *order.Order, yield func(box) bool) bool {
	var all []box
	add := func(list []order.Package, shipment int) {
		for i := range list {
			all = append(all, box{o, &list[i], shipment})
		}
	}
	if o.More != nil {
		add(o.More.Packages, 0)
	}
	for i := range o.Shipments {
		add(o.Shipments[i].Packages, i+1)
	}
	slices.SortStableFunc(all, func(a, b box) int { return cmp.Compare(a.p.No, b.p.No) })
	for _, b := range all {
		if !yield(b) {
			return false
		}
	}
	return true
}

// packageDoc is the Doc of a package: where it is, and the packages in it.
type packageDoc struct {
	Order    string          `json:"order"`
	Package  *order.Package  `json:"package"`
	Holds    []order.Package `json:"holds,omitempty"`
	Shipment int             `json:"shipment,omitempty"` // that it left with
	Tracking string          `json:"tracking,omitempty"`
}

func (r *request) packageDoc() (api.Page, error) {
	o, no, err := r.part()
	if err != nil {
		return api.Page{}, err
	}
	var d *packageDoc
	var holds []order.Package
	eachBox(o, func(b box) bool {
		switch {
		case b.p.No == no:
			d = &packageDoc{Order: o.ID, Package: b.p, Shipment: b.shipment}
			if b.shipment > 0 {
				d.Tracking = o.Shipments[b.shipment-1].Tracking
			}
		case b.p.In == no:
			holds = append(holds, *b.p)
		}
		return true
	})
	if d == nil {
		return api.Page{}, r.notFound()
	}
	d.Holds = holds
	return document(d)
}

// consignments is the kind consignment. All are in memory.
func consignments() *table[*order.Consignment] {
	type c = *order.Consignment
	return plain(order.NounConsignment, func(w *world.World) docs[order.Consignment] { return &w.Consignments }, []field[c]{
		{name: "id", title: "Consignment", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.ID) }},
		{name: "location", title: "From", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Location) }},
		{name: "carrier", title: "Carrier", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Carrier) }},
		{name: "tracking", title: "Tracking", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Tracking) }},
		{name: "manifest", title: "Manifest", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Manifest) }},
		{name: "shipments", title: "Shipments", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(len(d.Parts))} }},
		{name: "shipped", title: "Left", typ: api.Time, shown: true, get: func(_ *request, d c) api.Value { return at(d.At) }},
		{name: "ended", title: "Ended", typ: api.Time, shown: true, get: func(_ *request, d c) api.Value { return at(d.Ended) }},
		{name: "lost", title: "Lost", typ: api.Boolean, get: func(_ *request, d c) api.Value { return yes(d.Lost) }},
		{name: "void", title: "Taken back", typ: api.Boolean, get: func(_ *request, d c) api.Value { return yes(d.Void) }},
		{name: "order", title: "Order", typ: api.ID, many: func(_ *request, d c, yield func(string) bool) {
			for _, p := range d.Parts {
				if !yield(p.Order) {
					return
				}
			}
		}},
	})
}
