package sourcing

import (
	"math/bits"

	"andon/core"
)

// Parts is what a plan costs, split by why. Minor units.
type Parts struct {
	Packages  core.Amount `json:"packages"`       // opening each location used
	Extra     core.Amount `json:"extra_packages"` // price of the packages beyond the first
	Units     core.Amount `json:"units"`          // handling, weight, scarcity of the units shipped
	Backorder core.Amount `json:"backorder"`      // units left unfilled
	Total     core.Amount `json:"total"`
}

// Price checks that a plan keeps every rule of its problem and returns what it costs,
// from the problem alone: it does not believe plan.Cost or plan.Unfilled, but refuses
// them with CodeInvalid when they are wrong. Amounts that overflow are CodeLimit.
func Price(p *Problem, plan *Plan) (Parts, error) {
	if err := p.check(); err != nil {
		return Parts{}, err
	}
	t := tally{p: p, left: make([]core.Quantity, len(p.Demands)), took: make([]core.Quantity, len(p.Offers))}
	for d := range p.Demands {
		t.left[d] = p.Demands[d].Qty
	}
	for _, take := range plan.Takes {
		if err := t.add(take); err != nil {
			return Parts{}, err
		}
	}
	if err := t.checkStock(plan.Takes); err != nil {
		return Parts{}, err
	}
	return t.finish(plan)
}

// tally adds up a plan.
type tally struct {
	p     *Problem
	left  []core.Quantity // by demand
	took  []core.Quantity // by offer
	parts Parts
	over  bool // a sum did not fit
}

func (t *tally) add(take Take) error {
	if take.Demand < 0 || take.Demand >= len(t.left) || take.Offer < 0 || take.Offer >= len(t.took) || take.Qty <= 0 {
		return bad("plan", "a take names no demand, no offer or no units")
	}
	o, d := &t.p.Offers[take.Offer], &t.p.Demands[take.Demand]
	if o.Closed != "" || take.Qty > t.left[take.Demand] || take.Qty > o.Avail[take.Demand] {
		return bad(d.SKU+"@"+o.Location, "the plan takes more than is asked for or there")
	}
	t.left[take.Demand] -= take.Qty
	t.took[take.Offer] += take.Qty
	t.charge(&t.parts.Units, take.Qty, o.Unit[take.Demand])
	return nil
}

// charge adds qty × unit to a sum.
func (t *tally) charge(sum *core.Amount, qty core.Quantity, unit core.Amount) {
	size := uint64(max(unit, -(unit + 1)))
	hi, lo := bits.Mul64(uint64(qty), size+1)
	if hi != 0 || lo >= sumLimit {
		t.over = true
		return
	}
	*sum += core.Amount(qty) * unit
	t.over = t.over || *sum >= sumLimit || *sum <= -sumLimit
	if t.over {
		*sum = 0 // what follows cannot overflow, and the error stands
	}
}

// sumLimit is beyond every sum that [Solver.Solve] accepts; four of them fit.
const sumLimit = 1 << 61

// checkStock refuses a unit that is promised twice: demands of one SKU share what a
// location has.
func (t *tally) checkStock(takes []Take) error {
	for i := range t.took {
		o := &t.p.Offers[i]
		if o.Capacity != Unlimited && t.took[i] > o.Capacity {
			return bad(o.Location, "the plan exceeds the location's capacity")
		}
	}
	bySKU := map[string][]int{}
	for d := range t.p.Demands {
		bySKU[t.p.Demands[d].SKU] = append(bySKU[t.p.Demands[d].SKU], d)
	}
	type stock struct {
		offer int
		sku   string
	}
	drawn := map[stock]core.Quantity{}
	for _, take := range takes {
		o, sku := &t.p.Offers[take.Offer], t.p.Demands[take.Demand].SKU
		var most core.Quantity
		for _, d := range bySKU[sku] {
			most = max(most, o.Avail[d])
		}
		at := stock{take.Offer, sku}
		if drawn[at] += take.Qty; drawn[at] > most {
			return bad(sku+"@"+o.Location, "the plan promises the same units twice")
		}
	}
	return nil
}

// finish checks what concerns the order as a whole and adds packages and backorders.
func (t *tally) finish(plan *Plan) (Parts, error) {
	packages := 0
	for i, n := range t.took {
		if n > 0 {
			packages++
			t.charge(&t.parts.Packages, 1, t.p.Offers[i].Package)
		}
	}
	t.charge(&t.parts.Extra, core.Quantity(max(0, packages-1)), t.p.ExtraPackage)
	if t.p.MaxSplits != Unlimited && packages-1 > t.p.MaxSplits {
		return Parts{}, bad("plan", "the plan has more packages than the split limit allows")
	}
	for d := range t.p.Demands {
		t.charge(&t.parts.Backorder, t.left[d], t.p.Demands[d].BackorderCost)
		if d >= len(plan.Unfilled) || plan.Unfilled[d] != t.left[d] {
			return Parts{}, bad(t.p.Demands[d].SKU, "the plan says wrongly what stays unfilled")
		}
	}
	if err := t.checkWhole(); err != nil {
		return Parts{}, err
	}
	c := &t.parts
	c.Total = c.Packages + c.Extra + c.Units + c.Backorder
	if t.over {
		return Parts{}, tooLarge("plan")
	}
	if c.Total != plan.Cost {
		return Parts{}, bad("plan", "the plan's cost is not what it adds up to")
	}
	return *c, nil
}

// checkWhole refuses a whole line, or an order that ships complete, filled in part.
func (t *tally) checkWhole() error {
	type parts struct{ some, lack bool }
	lines := map[int]parts{}
	for d := range t.p.Demands {
		dm := &t.p.Demands[d]
		line := dm.Line
		if t.p.ShipComplete {
			line = 0
		} else if !dm.Whole {
			continue
		}
		w := lines[line]
		w.some = w.some || t.left[d] < dm.Qty
		w.lack = w.lack || t.left[d] > 0
		lines[line] = w
		if w.some && w.lack {
			return bad(dm.SKU, "the plan fills in part what must be filled whole")
		}
	}
	return nil
}
