package flow

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// scan packs what a person scanned, where it is what the fulfillment order has and was
// picked for it. Unlike a packing that is reported, it is refused before anything is packed.
func (d *Decider) scan(tx *world.Tx, c *order.Scan) error {
	o, f, err := needFO(tx, c.Order, c.FO)
	if err == nil {
		err = tooManyPackages(tx, c.Order, c.Packages)
	}
	switch {
	case err != nil:
		return err
	case len(c.Scanned) == 0 || len(c.Scanned) > core.MaxLines:
		return refuse(core.CodeInvalid, tx, foID(o, c.FO), "name what was scanned, at most %d scans", core.MaxLines)
	case o.Holding(0)&order.StepRelease != 0:
		return refuse(core.CodeHeld, tx, foID(o, c.FO), "a hold blocks the release, and with it packing; put it aside")
	}
	s := scanning{tx: tx, o: o, fo: c.FO, packages: slices.Clone(c.Packages)}
	for i := range c.Scanned {
		if err := s.one(&c.Scanned[i]); err != nil {
			return err
		}
	}
	b := boxing{tx: tx, o: o, fo: c.FO}
	list := b.box(s.packages, s.lines, true)
	if len(b.wrong) > 0 {
		return refuse(core.CodeInvalid, tx, foID(o, c.FO), "%s", b.wrong[0])
	}
	moves, _ := advance(o, c.FO, s.lines, order.Picked, order.Packed, nil)
	tx.Emit(&order.Moved{Order: o.ID, Cause: "packed", FO: c.FO, Moves: moves})
	if len(list) > 0 {
		tx.Emit(&order.Boxed{Order: o.ID, FO: c.FO, Packages: list, Serial: b.serial})
	}
	d.watchRisk(tx, o, f)
	d.ready(tx, o.ID, c.FO)
	return nil
}

// scanning turns scans into units of lines, those first that were ordered first.
type scanning struct {
	tx       *world.Tx
	o        *order.Order
	fo       int
	lines    []order.LineQty
	packages []order.Package
}

func (s *scanning) one(c *order.Scanned) error {
	id, n := foID(s.o, s.fo), max(c.Qty, 1)
	if c.Qty < 0 || c.Qty > core.MaxQuantity || c.Package < 0 || c.Package > len(s.packages) {
		return refuse(core.CodeInvalid, s.tx, id, "a scan of %d of %.40q into package %d makes no sense", c.Qty, c.Code, c.Package)
	}
	sku, units := s.meant(c.Code)
	if sku == "" {
		return s.other(c.Code)
	}
	if n > core.MaxQuantity/units {
		return refuse(core.CodeLimit, s.tx, id, "%d of %s is more than can be counted", n, c.Code)
	}
	n *= units
	into := c.Package - 1
	if into < 0 && len(s.packages) > 0 {
		into = 0
	}
	picked := core.Quantity(0)
	for i := range s.o.Lines {
		l := &s.o.Lines[i]
		if l.SKU != sku || s.o.Blocked(l, order.StepRelease) {
			continue
		}
		picked += l.InFO(s.fo, order.Picked)
		q := min(n, l.InFO(s.fo, order.Picked)-order.QtyOf(s.lines, l.No))
		if q <= 0 {
			continue
		}
		n -= q
		s.lines = order.AddLine(s.lines, l.No, q)
		if into >= 0 {
			p := &s.packages[into]
			p.Contents = order.AddLine(slices.Clone(p.Contents), l.No, q)
		}
	}
	if n > 0 {
		return refuse(core.CodeState, s.tx, id, "%s of %s too many were scanned: %d are picked and not packed; put them back, or report what was picked first", countUnits(n), sku, picked)
	}
	return nil
}

// meant is the SKU of the fulfillment order for which a code stands, and how many units.
func (s *scanning) meant(code string) (string, core.Quantity) {
	for i := range s.o.Lines {
		l := &s.o.Lines[i]
		if !has(l, s.fo) {
			continue
		}
		if l.SKU == code {
			return code, 1
		}
		if k := s.tx.W.SKUs.Get(l.SKU); k != nil {
			if n := k.UnitsOf(code); n > 0 {
				return k.ID, n
			}
		}
	}
	return "", 0
}

// has reports whether a fulfillment order has or had units of a line.
func has(l *order.Line, fo int) bool {
	return slices.ContainsFunc(l.Portions, func(p order.Portion) bool { return p.FO == fo })
}

// other refuses a code of other goods, and says what should have been scanned.
func (s *scanning) other(code string) error {
	var want []string
	for i := range s.o.Lines {
		if l := &s.o.Lines[i]; has(l, s.fo) && !slices.Contains(want, l.SKU) && len(want) < maxRisks {
			want = append(want, l.SKU)
		}
	}
	is := "is no code of them"
	if k := s.tx.W.SKU(code); k != nil {
		is = "is " + k.ID
	}
	return refuse(core.CodeState, s.tx, foID(s.o, s.fo), "%.40q %s; this fulfillment order has %s", code, is, strings.Join(want, ", "))
}
