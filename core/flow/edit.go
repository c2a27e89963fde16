package flow

import (
	"fmt"
	"slices"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// What a line of an order matches in a newer version, where that is none of its lines.
const (
	notNamed   = -1
	asItStands = -2 // it cannot be followed
)

// amendTo follows a channel's newer version by difference: what it no longer asks
// for is cancelled, what it asks for in addition is added, and what it says about
// money and service holds from now on. What cannot be followed, because units are
// picked or gone, stays as it is and becomes an exception.
func (d *Decider) amendTo(tx *world.Tx, o *order.Order, s *order.Submit) error {
	e := &order.Amended{Order: o.ID, Rev: s.Rev, Reason: fmt.Sprintf("the channel sent version %d", s.Rev)}
	u, stuck := d.difference(tx, o, s, e)
	e.NewParty = s.ShipTo.Complete && (s.ShipTo.Where != o.ShipTo.Where || !o.ShipTo.Complete)
	if s.Service != o.Service {
		e.Service = s.Service
	}
	if why := settledPlace(o); (e.NewParty || e.Service != "") && why != "" {
		e.NewParty, e.Service = false, ""
		stuck = append(stuck, "the address or the service changed, and "+why)
	}
	v := verdict{place: u.holds}
	if s.Currency != "" && s.Currency != o.Currency {
		stuck = append(stuck, fmt.Sprintf("its amounts are in %s, the order's in %s", s.Currency, o.Currency))
	} else {
		followTerms(o, s, &u, e)
		d.judge(tx, o, s, &u, e, &v)
	}
	var party *core.Party
	if e.NewParty {
		party = &s.ShipTo
	}
	if i := learned(o, s); i != nil {
		tx.Emit(i)
	}
	d.emitAmended(tx, e, v, party, e.NewParty || e.Service != "")
	if len(stuck) > 0 {
		edit := call{subject: orderRef(e.Order), kind: exception.ChannelEdit}
		edit.say(tx, fmt.Sprintf("version %d cannot be followed: %s", s.Rev, stuck[0]))
	}
	return nil
}

// learned is what a newer version says of an order beside goods and money; nil where that
// is nothing new.
func learned(o *order.Order, s *order.Submit) *order.Informed {
	i := &order.Informed{Order: o.ID}
	if s.Risk != 0 && s.Risk != o.Risk {
		i.Risk = &s.Risk
	}
	if len(s.Tags) > 0 && !slices.Equal(s.Tags, o.Tags) {
		i.Tags = s.Tags
	}
	if i.Risk == nil && i.Tags == nil {
		return nil
	}
	return i
}

// followTerms adds to e what a newer version says about money, where it differs. A
// line that it does not name any more costs nothing.
func followTerms(o *order.Order, s *order.Submit, u *understanding, e *order.Amended) {
	if s.Total != nil && *s.Total != o.Total {
		e.Total = s.Total
	}
	if s.Payment != o.Payment || !slices.EqualFunc(s.Charges, o.Charges, sameCharge) {
		e.Terms = &order.Terms{Charges: s.Charges, Payment: s.Payment}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.KitOf != 0 || u.lines[i].From == asItStands {
			continue
		}
		change := order.LineChange{Line: l.No}
		at := slices.IndexFunc(e.Lines, func(c order.LineChange) bool { return c.Line == l.No })
		if at >= 0 {
			change = e.Lines[at]
		}
		t := &order.LineTerms{Unit: l.Unit, UnitQty: l.UnitQty}
		if k := u.lines[i].From; k >= 0 {
			n := &s.Lines[k]
			*t = order.LineTerms{Price: n.Price, Discount: n.Discount, Tax: n.Tax, Unit: n.Unit}
			if n.Unit != "" || n.Qty != l.Qty+change.Qty {
				t.UnitQty = n.Qty
			}
		}
		was := l.Terms()
		if was.Unit == "" && was.UnitQty != 0 {
			was.UnitQty += change.Qty // as Amend does where nothing is said
		}
		if *t == was {
			continue
		}
		if change.Terms = t; at >= 0 {
			e.Lines[at] = change
		} else {
			e.Lines = append(e.Lines, change)
		}
	}
}

func sameCharge(a, b order.Charge) bool {
	return a.Type == b.Type && a.Amount == b.Amount && a.Text == b.Text
}

// judge validates what a newer version says about money. Open holds are over when the
// figures are right now, or are others. What a person let pass stays passed while it
// does not change.
func (d *Decider) judge(tx *world.Tx, o *order.Order, s *order.Submit, u *understanding, e *order.Amended, v *verdict) {
	v.money = true
	found := understanding{lines: u.lines}
	ch := tx.W.Channels.Get(o.Channel)
	if p := tx.W.PriceLists.Get(priceListFor(ch, tx.W.Customers.Get(o.Customer))); p != nil {
		checkPrices(tx, &found, s, p)
	}
	checkTotal(tx, &found, s, o.Currency, ch.Tolerance)
	for i := range o.Holds {
		h := &o.Holds[i]
		if h.Done == "" && (h.Type == HoldPrice || h.Type == HoldTotal) && h.By == "" && !slices.ContainsFunc(found.holds, func(f order.Hold) bool { return sameHold(&f, h) }) {
			v.over = append(v.over, *h)
		}
	}
	for i := range found.holds {
		f := &found.holds[i]
		open := o.OpenHold(f.Type, f.Line)
		if open != nil && sameHold(f, open) || open == nil && !restated(o, f, e) {
			continue
		}
		v.place = append(v.place, *f)
	}
}

func sameHold(a, b *order.Hold) bool {
	return a.Type == b.Type && a.Line == b.Line && a.Reason == b.Reason
}

// restated reports whether a change touches what a hold of validation is about.
func restated(o *order.Order, h *order.Hold, e *order.Amended) bool {
	if h.Type == HoldTotal {
		return e.Total != nil || e.Terms != nil || len(e.Lines) > 0 || len(e.Moves) > 0
	}
	return h.Line > len(o.Lines) || changes(e, h.Line)
}

// difference fills e with what changes between the order and a newer version of it.
// Lines are matched by the code that the channel wrote, in order. It returns how its
// lines are understood, those of the order first (From is the line that they match,
// notNamed or asItStands), and what cannot be followed.
func (d *Decider) difference(tx *world.Tx, o *order.Order, s *order.Submit, e *order.Amended) (u understanding, stuck []string) {
	used := make([]bool, len(s.Lines))
	u = understanding{lines: make([]order.Understood, len(o.Lines), len(o.Lines)+len(s.Lines))}
	for i := range o.Lines {
		l := &o.Lines[i]
		u.lines[i] = order.Understood{From: notNamed, SKU: ordered(tx, l), KitOf: l.KitOf, Unknown: true}
		if l.KitOf != 0 {
			continue
		}
		want := core.Quantity(0)
		if k := matching(l, s.Lines, used); k >= 0 {
			used[k] = true
			if s.Lines[k].Qty != 0 { // else it is named and nothing of it asked
				u.lines[i].From, u.lines[i].Unknown = k, l.Unknown
			}
			if want = max(s.Lines[k].Qty, 0); !l.Unknown {
				if want, stuck = d.wanted(tx, l, &s.Lines[k], stuck); want < 0 {
					u.lines[i].From, u.lines[i].Unknown = asItStands, true
					continue
				}
			}
		}
		if l.IsKit {
			if why := d.resizeKit(o, l, want, e); why != "" {
				stuck = append(stuck, why)
				u.lines[i].From, u.lines[i].Unknown = asItStands, true
			}
			continue
		}
		change := order.LineChange{Line: l.No}
		if missing := resize(o, l, want, order.Released, &change, e); missing > 0 {
			stuck = append(stuck, fmt.Sprintf("line %d: %d units of %s are picked or have left", l.No, missing, l.SKU))
			u.lines[i].From, u.lines[i].Unknown = asItStands, true
		}
		if change.Qty != 0 {
			e.Lines = append(e.Lines, change)
		}
	}
	for k := range s.Lines {
		if used[k] {
			continue
		}
		before := u
		if d.understandLine(tx, &u, k, &s.Lines[k]); len(u.lines) > core.MaxLines {
			return before, append(stuck, fmt.Sprintf("an order has at most %d lines", core.MaxLines))
		}
		for _, l := range u.lines[len(before.lines):] {
			e.Lines = append(e.Lines, order.LineChange{From: l.From, SKU: l.SKU, Qty: l.Qty, KitOf: l.KitOf, PerKit: l.PerKit, IsKit: l.IsKit, Unknown: l.Unknown})
		}
	}
	return u, stuck
}

// wanted is how many base units of a line a newer version asks for; below zero where
// that makes no sense and the line stays as it is.
func (d *Decider) wanted(tx *world.Tx, l *order.Line, n *order.NewLine, stuck []string) (core.Quantity, []string) {
	s := tx.W.SKUs.Get(l.SKU)
	if n.Qty == 0 {
		return 0, stuck
	}
	if units, ok := shippable(s, n); ok {
		return units, stuck
	}
	return -1, append(stuck, fmt.Sprintf("line %d: %s of %s is not a quantity that can be shipped", l.No, sent(n), l.SKU))
}

// ordered is the SKU whose price a line has: what was ordered, where something else goes
// in its place.
func ordered(tx *world.Tx, l *order.Line) string {
	if s := tx.W.SKU(l.Code); l.Code != "" && s != nil {
		return s.ID
	}
	return l.SKU
}

func matching(l *order.Line, lines []order.NewLine, used []bool) int {
	for k := range lines {
		if code := lines[k].SKU; !used[k] && (code == l.SKU || code == l.Code && code != "") {
			return k
		}
	}
	return -1
}

// resizeKit follows fewer kits; more of them would need a new recipe and is not followed.
// Nor is what would leave a part of a kit: it changes all components or none.
func (d *Decider) resizeKit(o *order.Order, l *order.Line, want core.Quantity, e *order.Amended) string {
	if want > l.Qty {
		return fmt.Sprintf("line %d: more kits of %s are asked than were ordered; add a line", l.No, l.SKU)
	}
	before := len(e.Moves)
	for _, p := range components(o, l.No, max(want, 0)) {
		change := order.LineChange{Line: p.Line}
		c := o.Line(p.Line)
		if left := c.Qty - c.In(order.Cancelled); p.Qty < left {
			if missing := resize(o, c, p.Qty, order.Released, &change, e); missing > 0 {
				e.Moves = e.Moves[:before]
				return fmt.Sprintf("line %d: %d units of %s are picked or have left", c.No, missing, c.SKU)
			}
		}
	}
	return ""
}
