package paper

import (
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
)

// PickList is what is to be taken from shelves, in the order of the walk.
func PickList(v *api.PickList, shop string) Page {
	t := &Table{Columns: []Column{{Width: 3, Tick: true}, {Title: "Bin", Width: 9}, {Title: "SKU", Width: 16}, {Title: "Name"}, {Title: "Units", Width: 6, Right: true}, {Title: "Order", Width: 14}, {Title: "Line", Width: 4, Right: true}}}
	p := Page{Title: "Pick list " + v.ID, Facts: []Fact{{"Shop", shop}}}
	for i := range v.Lines {
		l := &v.Lines[i]
		if i == 0 {
			p.Facts = append(p.Facts, Fact{"Location", l.Location})
		}
		name := l.Name
		if l.Lot != "" {
			name = "lot " + l.Lot + ", " + name
		}
		t.Rows = append(t.Rows, []string{"", l.Bin, l.SKU, name, number(l.Qty), fmt.Sprintf("%s/F%d", l.Order, l.FO), strconv.Itoa(l.Line)})
	}
	if len(t.Rows) == 0 {
		p.Blocks = append(p.Blocks, Block{Lines: []string{"Nothing is to be picked."}})
		return p
	}
	sums := &Table{Columns: []Column{{Title: "Tote", Width: 14}, {Title: "Service", Width: 16}, {Title: "Ship on", Width: 10}, {Title: "Lines", Width: 6, Right: true}, {Title: "Units", Width: 6, Right: true}, {Title: "Done", Tick: true}}}
	for i := range v.Totes {
		s := &v.Totes[i]
		sums.Rows = append(sums.Rows, []string{fmt.Sprintf("%s/F%d", s.Order, s.FO), s.Service, s.Ship.String(), strconv.Itoa(s.Lines), number(s.Qty)})
	}
	p.Blocks = append(p.Blocks, Block{Table: t}, Block{Head: "By fulfillment order", Table: sums})
	return p
}

func number(q core.Quantity) string { return strconv.FormatInt(int64(q), 10) }

// Dispatch is what leaves, or has left, in one go: a fulfillment order, a shipment, or one
// package of them.
type Dispatch struct {
	ID       string // SO-1/F1, SO-1/S1 or SO-1/P1
	Shop     string
	Order    *api.OrderView
	Names    func(sku string) string
	Person   string // what became of the person of the order, as api says it
	FO       *order.Fulfillment
	Shipment *order.Shipment // nil: it has not left
	Items    []order.LineQty
	Packages []order.Package
}

// Dispatches finds what an id names: SO-1/F1, SO-1/S1, SO-1/P1, or all of SO-1 that is at
// locations, and where nothing is, all that has left.
func Dispatches(v *api.OrderView, id string) ([]Dispatch, error) {
	part := strings.TrimPrefix(strings.TrimPrefix(id, v.ID), "/")
	var out []Dispatch
	if part == "" {
		for i := range v.Fulfillments {
			if v.HereInFO(v.Fulfillments[i].No) {
				out = append(out, ofFO(v, v.Fulfillments[i].No))
			}
		}
		for i := range v.Shipments {
			if s := &v.Shipments[i]; len(out) == 0 && s.Void == 0 {
				out = append(out, ofShipment(v, s))
			}
		}
		if len(out) == 0 {
			return nil, core.E(core.CodeState, "print", id, "nothing of the order is at a location or has left")
		}
		return out, nil
	}
	n, err := strconv.Atoi(part[1:])
	switch {
	case err != nil:
	case part[0] == 'F' && v.FO(n) != nil:
		return []Dispatch{ofFO(v, n)}, nil
	case part[0] == 'S' && n >= 1 && n <= len(v.Shipments):
		return []Dispatch{ofShipment(v, &v.Shipments[n-1])}, nil
	case part[0] == 'P':
		if d := ofPackage(v, n); d != nil {
			return []Dispatch{*d}, nil
		}
	}
	return nil, core.E(core.CodeNotFound, "print", id, "there is no such fulfillment order (F), shipment (S) or package (P)")
}

func ofFO(v *api.OrderView, no int) Dispatch {
	d := Dispatch{ID: fmt.Sprintf("%s/F%d", v.ID, no), Order: v, FO: v.FO(no), Packages: v.Boxes(no)}
	for i := range v.Lines {
		for _, p := range v.Lines[i].Portions {
			if p.FO == no && p.Bucket.Here() {
				d.Items = order.AddLine(d.Items, v.Lines[i].No, p.Qty)
			}
		}
	}
	return d
}

func ofShipment(v *api.OrderView, s *order.Shipment) Dispatch {
	return Dispatch{ID: fmt.Sprintf("%s/S%d", v.ID, s.No), Order: v, FO: v.FO(s.FO), Shipment: s, Items: s.Lines, Packages: s.Packages}
}

func ofPackage(v *api.OrderView, no int) *Dispatch {
	whole := []Dispatch{}
	for i := range v.Fulfillments {
		whole = append(whole, ofFO(v, v.Fulfillments[i].No))
	}
	for i := range v.Shipments {
		whole = append(whole, ofShipment(v, &v.Shipments[i]))
	}
	for _, d := range whole {
		for _, p := range d.Packages {
			if p.No == no {
				d.ID = fmt.Sprintf("%s/P%d", v.ID, no)
				d.Items, d.Packages = order.Holds(d.Packages, order.Tree(d.Packages, no)), []order.Package{p}
				return &d
			}
		}
	}
	return nil
}

// To is where it goes; of a person who must not be seen, or was erased, only that.
func (d *Dispatch) To() []string {
	party := &d.Order.ShipTo
	q := party.Personal
	if q == nil {
		return []string{map[string]string{"hidden": "(address not shown: it needs the role operator)", "erased": "(the person was erased)"}[d.Person], party.Country}
	}
	out := []string{q.Name, q.Company}
	out = append(out, q.Address...)
	out = append(out, strings.TrimSpace(q.PostCode+" "+q.City), party.Country)
	return out
}

func (d *Dispatch) facts() []Fact {
	facts := []Fact{{"Order", d.Order.ID}, {"Their number", d.Order.External}, {"Placed", d.Order.Placed.String()}, {"From", d.FO.Location}, {"Service", d.FO.Service}, {"Ship on", d.FO.Ship.String()}}
	if d.Shipment != nil {
		facts = append(facts, Fact{"Carrier", d.Shipment.Carrier}, Fact{"Tracking", d.Shipment.Tracking})
	}
	if d.Shipment != nil && d.Shipment.Void != 0 {
		facts = append(facts, Fact{"Void", "taken back at " + d.Shipment.Void.String()})
	}
	if d.FO.Until != 0 {
		facts = append(facts, Fact{"Kept until", d.FO.Until.String()})
	}
	return said(facts)
}

// said leaves out what says nothing.
func said(facts []Fact) []Fact {
	out := facts[:0]
	for _, f := range facts {
		if f.Value != "" && f.Value != core.Date(0).String() {
			out = append(out, f)
		}
	}
	return out
}

func lines(all []string) (out []string) {
	for _, l := range all {
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}

// Slip is what lies in the box: to whom it goes, and what is in it.
func (d *Dispatch) Slip() Page {
	t := &Table{Columns: []Column{{Title: "Line", Width: 4, Right: true}, {Title: "SKU", Width: 18}, {Title: "Name"}, {Title: "Ordered", Width: 8, Right: true}, {Title: "In it", Width: 8, Right: true}}}
	for _, q := range d.Items {
		l := d.Order.Line(q.Line)
		t.Rows = append(t.Rows, []string{strconv.Itoa(l.No), l.SKU, d.name(l), number(l.Qty), number(q.Qty)})
	}
	p := Page{Title: "Packing slip " + d.ID, Facts: append([]Fact{{"Shop", d.Shop}}, d.facts()...), Blocks: []Block{
		{Head: "Ship to", Lines: lines(d.To())}, {Table: t}}}
	if len(d.Packages) > 0 {
		b := &Table{Columns: []Column{{Title: "Package", Width: 7, Right: true}, {Title: "SSCC", Width: 18}, {Title: "In", Width: 4}, {Title: "Grams", Width: 8, Right: true}, {Title: "Contents"}}}
		for i := range d.Packages {
			k := &d.Packages[i]
			b.Rows = append(b.Rows, []string{strconv.Itoa(k.No), k.SSCC, some(int64(k.In)), some(k.WeightG), d.contents(k)})
		}
		p.Blocks = append(p.Blocks, Block{Head: "Packages", Table: b})
	}
	return p
}

func (d *Dispatch) name(l *order.Line) string {
	if s := d.Names(l.SKU); s != "" {
		return s
	}
	return l.Text
}

func some(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (d *Dispatch) contents(p *order.Package) string {
	var out []string
	for _, q := range p.Contents {
		out = append(out, number(q.Qty)+" "+d.Order.Line(q.Line).SKU)
	}
	return strings.Join(out, ", ")
}

// Labels are one for each package that is not in another, or one where none is known.
func (d *Dispatch) Labels() (out []Page) {
	list := []order.Package{}
	for _, p := range d.Packages {
		if p.In == 0 || len(d.Packages) == 1 {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		list = append(list, order.Package{})
	}
	for i := range list {
		out = append(out, d.label(&list[i], i+1, len(list)))
	}
	return out
}

func (d *Dispatch) label(p *order.Package, n, of int) Page {
	g := Page{Title: d.Shop, Label: true, Facts: d.facts(), Blocks: []Block{{Head: "Ship to", Lines: lines(d.To()), Big: true}}}
	about := []string{fmt.Sprintf("%s, package %d of %d", d.ID, n, of)}
	if p.WeightG != 0 {
		about = append(about, fmt.Sprintf("%d.%03d kg", p.WeightG/1000, p.WeightG%1000))
	}
	g.Blocks = append(g.Blocks, Block{Lines: about})
	if d.Shipment != nil && d.Shipment.Tracking != "" && d.Shipment.Void == 0 {
		g.Blocks = append(g.Blocks, Block{Head: "Tracking", Code: Code{Data: d.Shipment.Tracking, Text: d.Shipment.Tracking}})
	}
	if p.SSCC != "" {
		g.Blocks = append(g.Blocks, Block{Head: "SSCC", Code: SSCC(p.SSCC)})
	}
	return g
}
