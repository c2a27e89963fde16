package regret

import (
	"cmp"
	"slices"

	"andon/core"
	"andon/core/order"
)

// take is units of a line from a location.
type take struct {
	line     int
	sku      string
	location string
	qty      core.Quantity
}

// plan is who ships what of an order, and what that is worth.
type plan struct {
	takes    []take      // by line, then location
	value    core.Amount // what the engine minimises: cost, and waiting at its price or above all costs
	cost     core.Amount // of it what has a price
	unmet    core.Amount // and of that the price of waiting
	packages int         // that it opens
	waits    core.Quantity
}

// split reports whether a plan sends an order in more than one package.
func (p *plan) split() bool { return p.packages > 1 }

// locations lists where units of a plan leave from, by id.
func (p *plan) locations() (out []string) {
	for i := range p.takes {
		if !slices.Contains(out, p.takes[i].location) {
			out = append(out, p.takes[i].location)
		}
	}
	slices.Sort(out)
	return out
}

// together sorts takes and adds up those of one line and location.
func together(takes []take) (out []take) {
	slices.SortFunc(takes, func(a, b take) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.location, b.location))
	})
	for _, t := range takes {
		if n := len(out); n > 0 && out[n-1].line == t.line && out[n-1].location == t.location {
			out[n-1].qty += t.qty
		} else {
			out = append(out, t)
		}
	}
	return out
}

// price says what takes are worth on an order's terms: Σ package prices + the price of
// each package beyond the first + Σ unit prices + Σ prices of units that wait, as package
// sourcing has it. parcels are packages of a location where they are more than one. It
// returns false where the terms rule a location out.
func price(in *order.Inputs, takes []take, parcels map[string]int) (p plan, ok bool) {
	p.takes = takes
	left := make([]core.Quantity, len(in.Demands))
	for i := range in.Demands {
		left[i] = in.Demands[i].Qty
	}
	for i := range takes {
		t := &takes[i]
		dm := slices.IndexFunc(in.Demands, func(d order.Demand) bool { return d.Line == t.line })
		of := slices.IndexFunc(in.Offers, func(f order.Offer) bool { return f.Location == t.location })
		if dm < 0 || of < 0 || in.Offers[of].Excluded != "" {
			return p, false
		}
		p.cost += in.Offers[of].Unit[dm] * core.Amount(t.qty)
		left[dm] -= t.qty
	}
	p.cost += p.parcels(in, parcels)
	p.value = p.cost
	for i, q := range left {
		unmet := in.Demands[i].Backorder * core.Amount(q)
		p.waits += q
		p.value += unmet
		if in.Demands[i].Backorder < core.MaxCost {
			p.cost += unmet
			p.unmet += unmet
		}
	}
	return p, true
}

// parcels counts the packages of a plan and returns their price.
func (p *plan) parcels(in *order.Inputs, several map[string]int) (sum core.Amount) {
	all := 0
	for _, location := range p.locations() {
		for i := range in.Offers {
			if f := &in.Offers[i]; f.Location == location {
				n := max(several[location], 1)
				all += n
				sum += f.Package * core.Amount(n)
				if f.Joins == 0 {
					p.packages += n
				}
			}
		}
	}
	return sum + in.Extra*core.Amount(max(all-1, 0))
}
