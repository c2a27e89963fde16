package paper

import (
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/order"
)

// Manifest is what a carrier takes in one hand-over: each shipment with its packages and
// where it goes, the sums, and room for who handed over and who took. What was taken back
// since stands there as void and is in no sum.
func Manifest(c *order.Consignment, in []Dispatch, shop string) Page {
	p := Page{Title: "Manifest " + c.ID, Facts: said([]Fact{{"Shop", shop}, {"From", c.Location}, {"Carrier", c.Carrier}, {"Service", c.Service},
		{"Their number", c.Manifest}, {"Tracking", c.Tracking}, {"Left", c.At.String()}})}
	if c.Void {
		p.Facts = append(p.Facts, Fact{"Void", "taken back at " + c.Ended.String()})
	}
	list := &Table{Columns: []Column{{Title: "Shipment", Width: 15}, {Title: "To"}, {Title: "Packages", Width: 8, Right: true},
		{Title: "Units", Width: 8, Right: true}, {Title: "Grams", Width: 9, Right: true}, {Width: 5}}}
	boxes := &Table{Columns: []Column{{Title: "SSCC", Width: 20}, {Title: "Shipment", Width: 15}, {Title: "Grams", Width: 9, Right: true}, {Title: "Contents"}}}
	var packages, weight int64
	var units core.Quantity
	shipments := 0
	for i := range in {
		d := &in[i]
		n, g := d.outermost()
		q, void := order.Units(d.Items), ""
		if d.Shipment.Void != 0 {
			void = "VOID"
		} else {
			shipments, packages, units, weight = shipments+1, packages+n, units+q, weight+g
		}
		list.Rows = append(list.Rows, []string{d.ID, d.place(), strconv.FormatInt(n, 10), number(q), some(g), void})
		for k := range d.Packages {
			if b := &d.Packages[k]; b.SSCC != "" && void == "" {
				boxes.Rows = append(boxes.Rows, []string{b.SSCC, d.ID, some(b.WeightG), d.contents(b)})
			}
		}
	}
	p.Blocks = append(p.Blocks, Block{Table: list}, Block{Lines: []string{fmt.Sprintf("Shipments %d, packages %d, units %d, grams %d", shipments, packages, units, weight)}})
	if len(boxes.Rows) > 0 {
		p.Blocks = append(p.Blocks, Block{Head: "Packages", Table: boxes})
	}
	p.Blocks = append(p.Blocks, Block{Table: &Table{Columns: []Column{{Title: "", Width: 12}, {Title: "Name", Tick: true, Width: 24}, {Title: "Signature", Tick: true}, {Title: "Time", Tick: true, Width: 12}},
		Rows: [][]string{{"handed over"}, {"taken"}}}})
	return p
}

// outermost counts the packages that are in no other, and what they weigh. A shipment of
// which no package is known is one.
func (d *Dispatch) outermost() (n, grams int64) {
	for i := range d.Packages {
		if p := &d.Packages[i]; p.In == 0 {
			n++
			grams += p.WeightG
		}
	}
	return max(n, 1), grams
}

// place is where it goes without naming who gets it: a driver needs no more.
func (d *Dispatch) place() string {
	to := &d.Order.ShipTo
	if to.Personal == nil {
		return to.Country
	}
	return strings.TrimSpace(to.Personal.PostCode + " " + to.Personal.City + " " + to.Country)
}
