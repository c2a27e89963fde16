package paper

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/order"
)

// Open is what has to be done by hand while the program does not run: the work of a
// location, and who waits.
type Open struct {
	Shop  string
	Sheet string // names this print: results that are given twice are known by it
	AsOf  core.Instant
	Work  []Dispatch
	Held  func(*Dispatch) bool
	Waits []Waits
}

// Waits is a line that waits for stock.
type Waits struct {
	Order, SKU, Name string
	Line             int
	Qty              core.Quantity
	Ship             core.Date
}

// Pages are the open work of each location and day, and the waiting lines last.
func (o *Open) Pages() []Page {
	slices.SortStableFunc(o.Work, func(a, b Dispatch) int {
		return cmp.Or(strings.Compare(a.FO.Location, b.FO.Location), cmp.Compare(a.FO.Ship, b.FO.Ship), cmp.Compare(a.Order.Priority, b.Order.Priority),
			cmp.Compare(a.Order.N, b.Order.N), cmp.Compare(a.FO.No, b.FO.No))
	})
	var pages []Page
	for i := range o.Work {
		d := &o.Work[i]
		if i == 0 || o.Work[i-1].FO.Location != d.FO.Location || o.Work[i-1].FO.Ship != d.FO.Ship {
			pages = append(pages, Page{Title: fmt.Sprintf("%s: to leave on %s", d.FO.Location, d.FO.Ship), Facts: o.facts(),
				Blocks: []Block{{Lines: []string{"Write what was picked, what was not there, what has left, and the tracking number. Enter it",
					"with andon fallback --results FILE: fulfillment,line,picked,short,shipped,tracking,sheet"}}}})
		}
		last := &pages[len(pages)-1]
		last.Blocks = append(last.Blocks, o.work(d))
	}
	if len(o.Waits) > 0 {
		pages = append(pages, o.waiting())
	}
	if len(pages) == 0 {
		pages = append(pages, Page{Title: "No open work", Facts: o.facts()})
	}
	return pages
}

func (o *Open) facts() []Fact {
	return []Fact{{"Shop", o.Shop}, {"As of", o.AsOf.String()}, {"Sheet", o.Sheet}}
}

func (o *Open) work(d *Dispatch) Block {
	t := &Table{Columns: []Column{{Width: 3, Tick: true}, {Title: "Line", Width: 4, Right: true}, {Title: "Bin", Width: 8}, {Title: "SKU", Width: 14}, {Title: "Name"}, {Title: "Units", Width: 5, Right: true},
		{Title: "Picked", Width: 6, Tick: true}, {Title: "Short", Width: 5, Tick: true}, {Title: "Left", Width: 5, Tick: true}}}
	for i := range d.Order.Lines {
		l := &d.Order.Lines[i]
		for _, p := range l.Portions {
			if p.FO != d.FO.No || !p.Bucket.Here() {
				continue
			}
			name := d.name(l)
			if p.Bucket >= order.Picked {
				name = "(" + p.Bucket.String() + ") " + name
			}
			t.Rows = append(t.Rows, []string{"", strconv.Itoa(l.No), p.Bin, l.SKU, name, number(p.Qty)})
		}
	}
	head := d.ID + "  " + d.FO.Service
	if o.Held(d) {
		head += "  HELD: do not release"
	}
	to := strings.Join(lines(d.To()), ", ")
	if d.FO.Ready != 0 {
		to = "to be collected until " + d.FO.Until.String() + ": " + to
	}
	return Block{Head: head, Lines: []string{to, "Tracking ______________________________  by ____________________"}, Table: t}
}

func (o *Open) waiting() Page {
	t := &Table{Columns: []Column{{Title: "Order", Width: 14}, {Title: "Line", Width: 4, Right: true}, {Title: "SKU", Width: 16}, {Title: "Name"}, {Title: "Units", Width: 6, Right: true}, {Title: "Promised", Width: 10}}}
	for _, w := range o.Waits {
		ship := ""
		if w.Ship != 0 {
			ship = w.Ship.String()
		}
		t.Rows = append(t.Rows, []string{w.Order, strconv.Itoa(w.Line), w.SKU, w.Name, number(w.Qty), ship})
	}
	return Page{Title: "Waiting for stock", Facts: o.facts(), Blocks: []Block{{Table: t}}}
}
