package query

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
	"andon/core/stock"
)

// shelf is what a location has of a SKU.
type shelf struct {
	Location  string        `json:"location"`
	Available core.Quantity `json:"available"`
	Why       string        `json:"why,omitempty"`  // it is not offered to the line
	Kept      []string      `json:"kept,omitempty"` // units that are there beside those and not for the line
}

// outlook is what sourcing an order would look at now, and do. Asked for once a line, it
// is worked out once an order.
func (r *request) outlook(o *order.Order) *flow.Outlook {
	if r.seen.o != o {
		r.seen.o, r.seen.Outlook = o, flow.NewDecider().Outlook(r.w, r.now, o)
	}
	return &r.seen.Outlook
}

// shelves lists what locations have of the SKU for the line, and why the rest is not for it.
func (r *request) shelves(v *wait, o *order.Order, l *order.Line) {
	look := r.outlook(o)
	r.w.BalancesOf(l.SKU, func(b *stock.Balance) bool {
		s := shelf{Location: b.Location, Available: b.Q[stock.Available]}
		place := r.w.Locations.Get(b.Location)
		switch {
		case b.Owner != "":
			s.Why = "belongs to " + b.Owner
		case place != nil && place.Closed:
			s.Why = because("closed", place.Why)
		case avoided(o, l, b):
			s.Why = reason(sourcing.ReasonRejected)
		case l.At != "" && l.At != b.Location:
			s.Why = "the line is collected at " + l.At
		default:
			if r.keptFor(&s, o, l, place); s.Available > 0 {
				s.Why = r.leftOut(look, place)
			}
		}
		if s.Available != 0 || s.Why != "" || len(s.Kept) > 0 {
			v.Here = append(v.Here, s)
		}
		return true
	})
	v.Unused = r.unused(look, o, l, v.Here)
}

// leftOut says why sourcing leaves a location out as a whole, "" where it does not.
func (r *request) leftOut(look *flow.Outlook, place *catalog.Location) string {
	k := slices.IndexFunc(look.Inputs.Offers, func(f order.Offer) bool { return place != nil && f.Location == place.ID })
	if k < 0 || look.Inputs.Offers[k].Excluded == "" {
		return ""
	}
	out := sourcing.Reason(look.Inputs.Offers[k].Excluded)
	if rule, why, ok := sourcing.OfRule(out); ok {
		return fmt.Sprintf("%s keeps it out: %s", byRule(look.Inputs.Policy, string(policy.Sourcing)+"."+rule), why)
	}
	if out == sourcing.ReasonCapacity {
		return fmt.Sprintf("it has no capacity left in the month from %s, %d a day", place.ShipDate(r.now, place.Clock()), place.PerDay())
	}
	return "it " + reason(out)
}

// unused says why sourcing takes none of the units of a line that are there and may be
// taken; "" where it takes some, or there are none.
func (r *request) unused(look *flow.Outlook, o *order.Order, l *order.Line, here []shelf) string {
	in := look.Inputs
	demand := slices.IndexFunc(in.Demands, func(d order.Demand) bool { return d.Line == l.No })
	if demand < 0 || slices.ContainsFunc(look.Plan.Takes, func(t sourcing.Take) bool { return t.Demand == demand }) {
		return ""
	}
	at := slices.IndexFunc(here, func(s shelf) bool { return s.Available > 0 && s.Why == "" })
	switch {
	case at < 0:
		return ""
	case look.NoSplit:
		return "the order is in as many packages as it may be: no more splits are allowed"
	case o.Complete:
		return "it ships complete: nothing is taken before all of the order that may leave is there"
	case l.KitOf != 0:
		return fmt.Sprintf("it is part of the kit of line %d: nothing is taken before a whole kit is there", l.KitOf)
	case in.Least > 0:
		return fmt.Sprintf("nothing is taken: parts of a split must be worth at least %s %s", o.Currency.Format(in.Least), o.Currency)
	}
	if p, ok := problemOf(o, in); ok {
		if x, err := sourcing.Explain(p, &look.Plan); err == nil {
			e := explained{x: &x, c: o.Currency}
			for i := range x.Verdicts {
				if x.Verdicts[i].Location == here[at].Location {
					return here[at].Location + ": " + e.verdict(&x.Verdicts[i])
				}
			}
		}
	}
	return ""
}

// keptFor adds what the location keeps for the order, and says what it keeps for others
// or for collection.
func (r *request) keptFor(s *shelf, o *order.Order, l *order.Line, place *catalog.Location) {
	r.w.KeptAt(stock.Key{SKU: l.SKU, Location: s.Location}, func(k *stock.Reservation) bool {
		switch {
		case k.Qty == 0:
		case k.For(o.Channel, o.ID):
			s.Available += k.Qty
			s.Kept = append(s.Kept, fmt.Sprintf("%d of them kept for it", k.Qty))
		default:
			s.Kept = append(s.Kept, fmt.Sprintf("%d kept for %s", k.Qty, k.Holder))
		}
		return true
	})
	if place == nil || l.Method == flow.Collect || s.Available <= 0 {
		return
	}
	if floor := min(place.FloorOf(l.SKU), s.Available); floor > 0 {
		s.Available -= floor
		s.Kept = append(s.Kept, fmt.Sprintf("%d below the floor, for collection alone", floor))
	}
}

func avoided(o *order.Order, l *order.Line, b *stock.Balance) bool {
	return slices.ContainsFunc(o.Avoid, func(a order.Avoid) bool {
		return a.Line == l.No && a.Location == b.Location && b.Counted <= a.At
	})
}

func shelvesInWords(list []shelf) string {
	var out []string
	for _, s := range list {
		out = append(out, strings.Join(append([]string{because(fmt.Sprintf("%d at %s", s.Available, s.Location), s.Why)}, s.Kept...), ", "))
	}
	return strings.Join(out, "; ")
}

// hopeless says why looking for stock again would find none, "" where it would find some.
func (r *request) hopeless(o *order.Order) string {
	look := r.outlook(o)
	switch {
	case len(look.Plan.Takes) > 0:
		return ""
	case len(look.Inputs.Demands) == 0:
		return "what waits is held, or waits for a day and not for stock"
	case look.NoSplit:
		return "the order is in as many packages as it may be"
	}
	for i := range look.Inputs.Demands {
		v, l := wait{}, o.Line(look.Inputs.Demands[i].Line)
		if r.shelves(&v, o, l); v.Unused != "" {
			return v.Unused
		}
		if len(v.Here) > 0 {
			return "no location can ship any of what waits; " + l.SKU + " is " + shelvesInWords(v.Here)
		}
	}
	return "no location has any of what waits"
}
