package regret

import (
	"fmt"
	"slices"

	"andon/core"
	"andon/core/order"
)

// reason says in a sentence why an order was not decided as it could have been.
func (d *day) reason(all []*decision, possible []plan, i int) string {
	x, better := all[i], &possible[i]
	if better.value >= x.decided.value {
		better = &x.alone
	}
	for _, t := range better.takes {
		had := x.decided.from(t)
		if had >= t.qty {
			continue
		}
		if s := d.missed(all, possible, x, t, t.qty-had); s != "" {
			return s
		}
	}
	switch {
	case x.again > 0:
		return "what it was given first was changed later that day"
	case x.decided.packages > better.packages:
		return "its units were there together, and other prices or limits held when it was decided"
	}
	return "other orders had left it the dearer units"
}

// from is how many units of a line a plan takes from a location.
func (p *plan) from(t take) (q core.Quantity) {
	for i := range p.takes {
		if p.takes[i].line == t.line && p.takes[i].location == t.location {
			q += p.takes[i].qty
		}
	}
	return q
}

// missed says why units were not to be had when an order was decided; "" where they were.
func (d *day) missed(all []*decision, possible []plan, x *decision, t take, q core.Quantity) string {
	in := x.first.Inputs
	of := slices.IndexFunc(in.Offers, func(f order.Offer) bool { return f.Location == t.location })
	dm := slices.IndexFunc(in.Demands, func(m order.Demand) bool { return m.Line == t.line })
	if of < 0 || dm < 0 {
		return ""
	}
	if why := in.Offers[of].Excluded; why != "" {
		return fmt.Sprintf("%s was out for it: %s", t.location, why)
	}
	if in.Offers[of].Avail[dm] >= t.qty {
		return ""
	}
	if s := d.gone(all, possible, x, t, q); s != "" {
		return s
	}
	return fmt.Sprintf("%d more %s became free at %s after it was decided at %s", q, t.sku, t.location, d.clock(x.at))
}

// gone says which order had taken units before, and what that order could have done.
func (d *day) gone(all []*decision, possible []plan, x *decision, t take, q core.Quantity) string {
	var taker *decision
	most, at := core.Quantity(0), 0
	for i, y := range all {
		if y.at > x.at || y == x || y.at == x.at && y.n > x.n {
			continue
		}
		var n core.Quantity
		for _, u := range y.decided.takes {
			if u.sku == t.sku && u.location == t.location {
				n += u.qty
			}
		}
		for _, u := range possible[i].takes { // what it gives up counts first
			if u.sku == t.sku && u.location == t.location {
				n -= min(n, u.qty)
			}
		}
		if n > most {
			taker, most, at = y, n, i
		}
	}
	if taker == nil {
		return d.anybody(all, x, t, q)
	}
	s := fmt.Sprintf("%d %s at %s had gone to %s at %s", min(most, q), t.sku, t.location, taker.id, d.clock(taker.at))
	if p := &possible[at]; p.waits == taker.decided.waits {
		s += ", which " + d.other(p, t) + d.forMore(p.cost-taker.decided.cost)
	}
	return s
}

// anybody names the last order that took such units, where none gives any up.
func (d *day) anybody(all []*decision, x *decision, t take, q core.Quantity) (s string) {
	for _, y := range all {
		if y == x || y.at > x.at || y.at == x.at && y.n > x.n {
			continue
		}
		for _, u := range y.decided.takes {
			if u.sku == t.sku && u.location == t.location {
				s = fmt.Sprintf("%d %s at %s had gone to %s at %s", min(u.qty, q), t.sku, t.location, y.id, d.clock(y.at))
			}
		}
	}
	return s
}

// other names where a plan has units of a SKU from instead.
func (d *day) other(p *plan, t take) string {
	for _, u := range p.takes {
		if u.sku == t.sku && u.location != t.location {
			return u.location + " could have served"
		}
	}
	return "could have been served otherwise"
}

func (d *day) forMore(more core.Amount) string {
	switch {
	case more > 0:
		return " for " + d.currency.Format(more) + " more"
	case more < 0:
		return " for " + d.currency.Format(-more) + " less"
	}
	return " at the same cost"
}

// clock is the time of day in the shop's zone.
func (d *day) clock(at core.Instant) string { return at.Time().In(d.zone).Format("15:04") }
