package flow

import (
	"fmt"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// boxing makes sense of packages as a message names them. What makes none is left out and
// told: the units have moved all the same.
type boxing struct {
	tx     *world.Tx
	o      *order.Order
	fo     int
	serial uint64 // of the last SSCC that was made; 0: none
	last   int    // number of the last package
	wrong  []string
}

func (b *boxing) say(format string, args ...any) {
	b.wrong = append(b.wrong, fmt.Sprintf(format, args...))
}

// box turns packages as a message names them into packages of the order: new ones get a
// number, and an SSCC where the shop has a company prefix; left is what may be in them. One
// package alone that names no contents holds all of it.
func (b *boxing) box(given []order.Package, left []order.LineQty, number bool) []order.Package {
	b.last = b.o.LastPackage()
	left = slices.Clone(left)
	out := make([]order.Package, len(given))
	for i := range given {
		out[i] = b.one(&given[i], out[:i])
		switch {
		case len(given) == 1 && len(given[i].Contents) == 0:
			out[i].Contents = slices.Clone(left)
		case len(given[i].Contents) > 0:
			out[i].Contents = b.contents(i+1, given[i].Contents, left)
		}
	}
	b.nest(given, out)
	for i := range out {
		if out[i].SSCC == "" && number && !b.known(out[i].No) {
			out[i].SSCC = b.next()
		}
	}
	return out
}

// one is a package without what is in it and what it is in.
func (b *boxing) one(g *order.Package, before []order.Package) order.Package {
	p := order.Package{No: g.No, FO: b.fo, SSCC: g.SSCC, WeightG: g.WeightG}
	if err := catalog.CheckSSCC("", "", g.SSCC); err != nil {
		b.say("%s", err)
		p.SSCC = ""
	}
	if p.WeightG < 0 || p.WeightG > core.MaxWeightG {
		b.say("a package weighs %d g", p.WeightG)
		p.WeightG = 0
	}
	if here := find(b.o.Boxes(b.fo), &p); here != nil {
		p.No, p.SSCC = here.No, here.SSCC
		if find(before, &order.Package{No: p.No}) == nil {
			return p
		}
		b.say("package %d is named twice", p.No)
	} else if p.No != 0 {
		b.say("there is no package %d", p.No)
	}
	if p.SSCC != "" && (find(before, &p) != nil || b.used(p.SSCC)) {
		b.say("SSCC %s is that of another package", p.SSCC)
		p.SSCC = ""
	}
	b.last++
	p.No = b.last
	return p
}

// find is the package of a list that has the number or, where there is none, the SSCC.
func find(list []order.Package, p *order.Package) *order.Package {
	for i := range list {
		if q := &list[i]; p.No != 0 && q.No == p.No || p.No == 0 && p.SSCC != "" && q.SSCC == p.SSCC {
			return q
		}
	}
	return nil
}

// known reports whether a package is on the order already.
func (b *boxing) known(no int) bool { return no <= b.o.LastPackage() }

// used reports whether another package of the order has an SSCC.
func (b *boxing) used(sscc string) bool {
	p := &order.Package{SSCC: sscc}
	for i := range b.o.Shipments {
		if find(b.o.Shipments[i].Packages, p) != nil {
			return true
		}
	}
	return b.o.More != nil && find(b.o.More.Packages, p) != nil
}

// contents takes what a package holds out of what is left.
func (b *boxing) contents(place int, given, left []order.LineQty) (out []order.LineQty) {
	for _, q := range given {
		n := min(q.Qty, order.QtyOf(left, q.Line))
		if n < q.Qty || q.Qty < 1 {
			b.say("the %s package holds %d of line %d, and %d are there for it", nth(place), q.Qty, q.Line, max(n, 0))
		}
		if n > 0 {
			out = order.AddLine(out, q.Line, n)
			left = order.AddLine(left, q.Line, -n)
		}
	}
	return out
}

func nth(n int) string {
	switch n {
	case 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return strconv.Itoa(n) + "th"
}

// nest puts packages into each other as the message says. One that would be in itself, in
// what is in it, or in none that is there, is in none.
func (b *boxing) nest(given, out []order.Package) {
	all := b.o.Boxes(b.fo)
	for i := range out {
		if find(all, &order.Package{No: out[i].No}) == nil {
			all = append(all, out[i])
		}
	}
	for i := range given {
		in := given[i].In
		switch {
		case in == 0:
			continue
		case in < 1 || in > len(given):
			b.say("the %s package is in one that is not named", nth(i+1))
			continue
		case slices.Contains(order.Tree(all, out[i].No), out[in-1].No):
			b.say("the %s package is in itself, or in one that is in it", nth(i+1))
			continue
		}
		out[i].In = out[in-1].No
		find(all, &order.Package{No: out[i].No}).In = out[i].In
	}
}

// next is the next SSCC of the company, "" where it has no prefix.
func (b *boxing) next() string {
	prefix := b.tx.W.Shop().Settings.Prefix
	if e := b.tx.W.Entities.Get(b.o.Entity); e != nil && e.Prefix != "" {
		prefix = e.Prefix
	}
	if prefix == "" {
		return ""
	}
	b.serial = max(b.serial, b.tx.W.Shop().Serial) + 1
	return catalog.SSCC(prefix, b.serial)
}

// tooManyPackages refuses a message that names more packages than anybody packs.
func tooManyPackages(tx *world.Tx, id string, packages []order.Package) error {
	if len(packages) > order.MaxPackages {
		return refuse(core.CodeLimit, tx, id, "at most %d packages", order.MaxPackages)
	}
	for i := range packages {
		if len(packages[i].Contents) > core.MaxLines {
			return refuse(core.CodeLimit, tx, id, "a package holds at most %d lines", core.MaxLines)
		}
	}
	return nil
}

// intoPackages records the packages that a fact named for what it packed, and puts on the
// board what of them makes no sense.
func (d *Decider) intoPackages(tx *world.Tx, id string, fo int, given []order.Package, moves []order.UnitMove) {
	if len(given) == 0 || len(moves) == 0 {
		return
	}
	b := boxing{tx: tx, o: tx.W.Orders.Get(id), fo: fo}
	list := b.box(given, movedLines(moves), true)
	tx.Emit(&order.Boxed{Order: id, FO: fo, Packages: list, Serial: b.serial})
	d.oddPackages(tx, id, fo, b.wrong)
}

func (d *Decider) oddPackages(tx *world.Tx, id string, fo int, wrong []string) {
	for _, w := range wrong[:min(len(wrong), maxRisks)] {
		d.contradict(tx, orderRef(id), fmt.Sprintf("F%d/packages", fo), "%s", w)
	}
}

// movedLines sums moves by line.
func movedLines(moves []order.UnitMove) []order.LineQty {
	out := make([]order.LineQty, 0, len(moves))
	for i := range moves {
		out = append(out, order.LineQty{Line: moves[i].Line, Qty: moves[i].Qty})
	}
	return out
}

// named is what leaves with packages that a shipment names, where it names no lines: what
// is in those that are there, and what it says of others. Nothing where that is not known
// of all of them.
func named(o *order.Order, c *order.Ship) []order.LineQty {
	if len(c.Lines) > 0 || len(c.Packages) == 0 {
		return c.Lines
	}
	var out []order.LineQty
	here := o.Boxes(c.FO)
	for i := range c.Packages {
		p := &c.Packages[i]
		holds := p.Contents
		if q := find(here, p); q != nil {
			holds = order.Holds(here, order.Tree(here, q.No))
		}
		if len(holds) == 0 {
			return nil
		}
		for _, q := range holds {
			if q.Qty < 1 || q.Qty > core.MaxQuantity {
				return nil
			}
			out = order.AddLine(out, q.Line, q.Qty)
		}
	}
	return out
}

// leaving are the packages that go with units of a fulfillment order: those that the
// shipment names with all that is in them; where it names none, all when nothing packed
// stays, else each whose contents go.
func (b *boxing) leaving(c *order.Ship, moves []order.UnitMove) []order.Package {
	here := b.o.Boxes(b.fo)
	if len(here)+len(c.Packages) == 0 {
		return nil
	}
	var out []order.Package
	take := func(root *order.Package) {
		for _, no := range order.Tree(here, root.No) {
			p := find(here, &order.Package{No: no})
			if p == nil {
				p = root // a new one
			}
			if find(out, p) == nil {
				out = append(out, *p)
			}
		}
		if root.In != 0 {
			find(out, root).In = root.In
		}
	}
	given := b.box(c.Packages, movedLines(moves), false)
	for i := range given {
		take(&given[i])
	}
	if len(given) == 0 {
		b.whole(here, moves, take)
	}
	for i := range out {
		if find(out, &order.Package{No: out[i].In}) == nil {
			out[i].In = 0 // what held it stays
		}
	}
	return fitting(out, movedLines(moves))
}

// whole takes the packages of which all contents go: the outermost that can.
func (b *boxing) whole(here []order.Package, moves []order.UnitMove, take func(*order.Package)) {
	left := movedLines(moves)
	all := stays(b.o, b.fo, moves) == 0
	var walk func(in int)
	walk = func(in int) {
		for i := range here {
			if here[i].In != in {
				continue
			}
			holds := order.Holds(here, order.Tree(here, here[i].No))
			if !all && !covers(left, holds) {
				walk(here[i].No)
				continue
			}
			for _, q := range holds {
				left = order.AddLine(left, q.Line, -q.Qty)
			}
			root := here[i]
			root.In = 0
			take(&root)
		}
	}
	walk(0)
}

// covers reports whether all that packages hold is among what goes; what of them is not
// known may be anything.
func covers(left, holds []order.LineQty) bool {
	for _, q := range holds {
		if order.QtyOf(left, q.Line) < q.Qty {
			return false
		}
	}
	return len(holds) > 0
}

// stays is how many packed units of a fulfillment order moves leave behind.
func stays(o *order.Order, fo int, moves []order.UnitMove) core.Quantity {
	q := o.InFO(fo, order.Packed)
	for i := range moves {
		if moves[i].From == order.Packed {
			q -= moves[i].Qty
		}
	}
	return q
}

// fitting takes out of packages what did not leave.
func fitting(list []order.Package, left []order.LineQty) []order.Package {
	for i := range list {
		p := &list[i]
		contents := p.Contents
		p.Contents = nil
		for _, q := range contents {
			if n := min(q.Qty, order.QtyOf(left, q.Line)); n > 0 {
				p.Contents = order.AddLine(p.Contents, q.Line, n)
				left = order.AddLine(left, q.Line, -n)
			}
		}
	}
	return list
}
