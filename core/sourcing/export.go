package sourcing

import "andon/core"

// Exported is a problem with its plan as one self-contained JSON object, so that any
// solver can check it. Every amount is an integer in minor units; eligibility is
// already applied: what a location may not ship is not in its maps.
type Exported struct {
	Lines            []ExportedLine     `json:"lines"`
	Locations        []ExportedLocation `json:"locations"`
	ExtraPackageCost core.Amount        `json:"extra_package_cost"` // for each package beyond the first
	Plan             []ExportedTake     `json:"plan"`
	Cost             core.Amount        `json:"cost"`
	Proven           bool               `json:"proven"`
	Bound            core.Amount        `json:"bound"`
}

// ExportedLine is a demand.
type ExportedLine struct {
	SKU           string        `json:"sku"`
	Qty           core.Quantity `json:"qty"`
	BackorderCost core.Amount   `json:"backorder_cost"` // per unit
}

// ExportedLocation is an offer; lines of one SKU share its available units.
type ExportedLocation struct {
	ID          string                   `json:"id"`
	PackageCost core.Amount              `json:"package_cost"`
	Available   map[string]core.Quantity `json:"available"`
	UnitCost    map[string]core.Amount   `json:"unit_cost"`
}

// ExportedTake is units of a SKU shipped from a location.
type ExportedTake struct {
	Location string        `json:"location"`
	SKU      string        `json:"sku"`
	Qty      core.Quantity `json:"qty"`
}

// Export writes a problem and its plan for another solver. The form knows neither
// limits nor whole lines, and one price and stock for each SKU and location: a problem
// that says more is refused with CodeInvalid.
func Export(p *Problem, plan *Plan) (Exported, error) {
	if p.MaxSplits != Unlimited || p.ShipComplete {
		return Exported{}, bad("order", "a problem with a split limit or ship-complete cannot be exported")
	}
	out := Exported{Lines: []ExportedLine{}, Locations: []ExportedLocation{}, Plan: []ExportedTake{},
		ExtraPackageCost: p.ExtraPackage, Cost: plan.Cost, Proven: plan.Proven, Bound: plan.Bound}
	for _, d := range p.Demands {
		if d.Whole {
			return Exported{}, bad(d.SKU, "a problem with whole lines cannot be exported")
		}
		out.Lines = append(out.Lines, ExportedLine{SKU: d.SKU, Qty: d.Qty, BackorderCost: d.BackorderCost})
	}
	for i := range p.Offers {
		if p.Offers[i].Closed != "" {
			continue
		}
		l, err := exportLocation(p, &p.Offers[i])
		if err != nil {
			return Exported{}, err
		}
		out.Locations = append(out.Locations, l)
	}
	for _, t := range plan.Takes {
		out.Plan = append(out.Plan, ExportedTake{Location: p.Offers[t.Offer].Location, SKU: p.Demands[t.Demand].SKU, Qty: t.Qty})
	}
	return out, nil
}

func exportLocation(p *Problem, o *Offer) (ExportedLocation, error) {
	l := ExportedLocation{ID: o.Location, PackageCost: o.Package, Available: map[string]core.Quantity{}, UnitCost: map[string]core.Amount{}}
	if o.Capacity != Unlimited {
		return l, bad(o.Location, "a problem with a capacity cannot be exported")
	}
	for d, first := range firsts(p.Demands) {
		if o.Avail[first] != o.Avail[d] || o.Unit[first] != o.Unit[d] {
			return l, bad(o.Location, "lines of one SKU that see different stock or costs cannot be exported")
		}
		if o.Avail[d] > 0 {
			l.Available[p.Demands[d].SKU] = o.Avail[d]
			l.UnitCost[p.Demands[d].SKU] = o.Unit[d]
		}
	}
	return l, nil
}
