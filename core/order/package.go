package order

import (
	"slices"

	"andon/core"
)

// Package is one box, pallet or bag. Those that are still at their location stand in
// More.Packages, those that have left in their shipment. A number is given once in an
// order. Quantities are base units, weights grams.
type Package struct {
	SSCC     string    `json:"sscc,omitempty" cbor:"1,keyasint,omitempty"`
	WeightG  int64     `json:"weight_g,omitempty" cbor:"2,keyasint,omitempty"`
	In       int       `json:"in,omitempty" cbor:"3,keyasint,omitempty"`       // number of the package that holds it, 0: none; in a command its place in the list, from 1
	No       int       `json:"no,omitempty" cbor:"4,keyasint,omitempty"`       // in the order, from 1; in a command: of one that is there, 0: a new one
	FO       int       `json:"fo,omitempty" cbor:"5,keyasint,omitempty"`       // fulfillment order that it is packed for
	Contents []LineQty `json:"contents,omitempty" cbor:"6,keyasint,omitempty"` // without those of packages in it
}

// MaxPackages bounds the packages that one command names.
const MaxPackages = 1000

// Boxed says which packages were made or filled. One whose number is there already
// gets the contents beside those that it has.
type Boxed struct {
	Order    string    `json:"order" cbor:"1,keyasint"`
	FO       int       `json:"fo" cbor:"2,keyasint"`
	Packages []Package `json:"packages" cbor:"3,keyasint"`
	Serial   uint64    `json:"serial,omitempty" cbor:"4,keyasint,omitempty"` // of the last SSCC that was made for them; 0: none was
}

// Kind names the event.
func (*Boxed) Kind() core.Kind { return "order.packed" }

// Boxes lists the packages of a fulfillment order that are still at its location.
func (o *Order) Boxes(fo int) (out []Package) {
	if o.More == nil {
		return nil
	}
	for _, p := range o.More.Packages {
		if p.FO == fo {
			out = append(out, p)
		}
	}
	return out
}

// LastPackage is the highest number of a package of the order.
func (o *Order) LastPackage() int {
	last := 0
	if o.More != nil {
		last = o.More.LastPackage
	}
	return last
}

// Tree lists the numbers of a package and of all packages in it.
func Tree(packages []Package, root int) []int {
	out := []int{root}
	for i := 0; i < len(out); i++ {
		for k := range packages {
			if p := &packages[k]; p.In == out[i] && !slices.Contains(out, p.No) {
				out = append(out, p.No)
			}
		}
	}
	return out
}

// Holds sums what packages with the numbers hold, by line.
func Holds(packages []Package, numbers []int) []LineQty {
	var out []LineQty
	for i := range packages {
		if slices.Contains(numbers, packages[i].No) {
			for _, q := range packages[i].Contents {
				out = AddLine(out, q.Line, q.Qty)
			}
		}
	}
	return out
}

// AddLine adds units of a line to a list that names each line once.
func AddLine(list []LineQty, line int, q core.Quantity) []LineQty {
	for i := range list {
		if list[i].Line == line {
			list[i].Qty += q
			return list
		}
	}
	return append(list, LineQty{Line: line, Qty: q})
}

// QtyOf is how many units of a line a list names.
func QtyOf(list []LineQty, line int) (sum core.Quantity) {
	for _, q := range list {
		if q.Line == line {
			sum += q.Qty
		}
	}
	return sum
}

// Pack puts packages on the order, or contents into those that are there.
func (o *Order) Pack(packages []Package) {
	m := o.more()
	for _, p := range packages {
		m.LastPackage = max(m.LastPackage, p.No)
		i := slices.IndexFunc(m.Packages, func(q Package) bool { return q.No == p.No })
		if i < 0 {
			m.Packages = append(m.Packages, p)
			continue
		}
		q := &m.Packages[i]
		q.Contents = slices.Clone(q.Contents)
		for _, c := range p.Contents {
			q.Contents = AddLine(q.Contents, c.Line, c.Qty)
		}
		if p.WeightG != 0 {
			q.WeightG = p.WeightG
		}
		if p.In != 0 {
			q.In = p.In
		}
	}
}

// Load takes packages that left with a shipment off the order.
func (o *Order) Load(packages []Package) {
	if len(packages) == 0 {
		return
	}
	m := o.more()
	for i := range packages {
		m.LastPackage = max(m.LastPackage, packages[i].No)
	}
	m.Packages = slices.DeleteFunc(m.Packages, func(p Package) bool {
		return slices.ContainsFunc(packages, func(q Package) bool { return q.No == p.No })
	})
}

// unpack takes units out of packages that are not packed any more: cancelled, lost, or
// left without them. The newest packages are emptied first; those that units were taken
// from to the last are gone, and with the last packed unit of a fulfillment order all of its.
func (o *Order) unpack() {
	m := o.More
	for i := len(m.Packages) - 1; i >= 0; i-- {
		p := &m.Packages[i]
		if o.InFO(p.FO, Packed) == 0 {
			m.Packages = slices.Delete(m.Packages, i, i+1)
			continue
		}
		before := len(p.Contents)
		p.Contents = o.stillIn(p)
		if before > 0 && len(p.Contents) == 0 && !slices.ContainsFunc(m.Packages, func(q Package) bool { return q.In == p.No }) {
			m.Packages = slices.Delete(m.Packages, i, i+1)
		}
	}
	for i := range m.Packages { // what held them may be gone
		if p := &m.Packages[i]; p.In != 0 && !slices.ContainsFunc(m.Packages, func(q Package) bool { return q.No == p.In }) {
			p.In = 0
		}
	}
}

// stillIn is what is left in a package of what it held, where all packages of its
// fulfillment order hold more than is packed.
func (o *Order) stillIn(p *Package) []LineQty {
	left := p.Contents
	copied := false
	for i := 0; i < len(left); i++ {
		line, all := left[i].Line, core.Quantity(0)
		for k := range o.More.Packages {
			if q := &o.More.Packages[k]; q.FO == p.FO {
				all += QtyOf(q.Contents, line)
			}
		}
		over := all - o.packed(p.FO, line)
		if over <= 0 {
			continue
		}
		if !copied {
			left, copied = slices.Clone(left), true
			p.Contents = left
		}
		if left[i].Qty -= min(over, left[i].Qty); left[i].Qty == 0 {
			left = slices.Delete(left, i, i+1)
			p.Contents = left
			i--
		}
	}
	return left
}

func (o *Order) packed(fo, line int) core.Quantity {
	if l := o.Line(line); l != nil {
		return l.InFO(fo, Packed)
	}
	return 0
}

// checkPackages returns the first rule of packages that does not hold, or nil: what they
// hold is packed, or left with their shipment; each has a number of its own, is in one
// that is there, and in none that is in it.
func (o *Order) checkPackages() error {
	seen := map[int]bool{}
	for i := range o.Shipments {
		s := &o.Shipments[i]
		if s.Void != 0 && len(s.Packages) > 0 {
			return corruptPackage(o, "a shipment that was taken back has packages")
		}
		if err := o.checkBoxes(s.Packages, seen, func(_, line int) core.Quantity { return QtyOf(s.Lines, line) }); err != nil {
			return err
		}
	}
	if o.More == nil {
		return nil
	}
	return o.checkBoxes(o.More.Packages, seen, o.packed)
}

func (o *Order) checkBoxes(list []Package, seen map[int]bool, most func(fo, line int) core.Quantity) error {
	type key struct{ fo, line int }
	held := map[key]core.Quantity{}
	for i := range list {
		p := &list[i]
		if p.No == 0 {
			continue // of a time when packages had no numbers
		}
		if p.No < 1 || seen[p.No] || p.No > o.LastPackage() {
			return corruptPackage(o, "a package has no number of its own")
		}
		seen[p.No] = true
		if p.In != 0 && (slices.Contains(Tree(list, p.No), p.In) || !slices.ContainsFunc(list, func(q Package) bool { return q.No == p.In })) {
			return corruptPackage(o, "a package is in one that is not there, or in itself")
		}
		for _, q := range p.Contents {
			k := key{p.FO, q.Line}
			held[k] += q.Qty
			if q.Qty < 1 || held[k] > most(p.FO, q.Line) {
				return corruptPackage(o, "packages hold more than was packed or left")
			}
		}
	}
	return nil
}

func corruptPackage(o *Order, message string) error {
	return core.E(core.CodeCorrupt, "order.check", o.ID, message)
}

// AtCounter reports whether units wait for their customer to collect them.
func (o *Order) AtCounter(p *Portion) bool {
	if p.Bucket != Packed {
		return false
	}
	f := o.FO(p.FO)
	return f != nil && f.Ready != 0
}
