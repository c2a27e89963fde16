package sourcing

import (
	"cmp"
	"math"
	"slices"

	"andon/core"

	"pgregory.net/rapid"
)

// answer is what the oracle knows about the optimum.
type answer struct {
	cost core.Amount
	used []int // offers of the preferred optimum, by rank: priority, then id
}

// oracle tries every way to hand out every unit, with no idea of costs beyond the
// definition in the package comment. For tiny problems only.
type oracle struct {
	p     *Problem
	rank  []int // offers by priority, then id
	pool  map[string][]core.Quantity
	took  []core.Quantity // units by offer
	got   []core.Quantity // units by demand
	units core.Amount     // cost of units so far
	best  answer
	found bool
}

func solveByOracle(p *Problem) answer {
	o := &oracle{p: p, pool: map[string][]core.Quantity{}, took: make([]core.Quantity, len(p.Offers)), got: make([]core.Quantity, len(p.Demands))}
	for i := range p.Offers {
		o.rank = append(o.rank, i)
	}
	slices.SortFunc(o.rank, func(a, b int) int {
		x, y := p.Offers[a], p.Offers[b]
		return cmp.Or(cmp.Compare(x.Priority, y.Priority), cmp.Compare(x.Location, y.Location))
	})
	for d, dm := range p.Demands {
		if o.pool[dm.SKU] == nil {
			o.pool[dm.SKU] = make([]core.Quantity, len(p.Offers))
		}
		for i, of := range p.Offers {
			if of.Closed == "" {
				o.pool[dm.SKU][i] = max(o.pool[dm.SKU][i], of.Avail[d])
			}
		}
	}
	o.hand(0, 0)
	return o.best
}

// hand decides how many units demand d takes from offer i, then goes on.
func (o *oracle) hand(d, i int) {
	if d == len(o.p.Demands) {
		o.score()
		return
	}
	if i == len(o.p.Offers) {
		o.hand(d+1, 0)
		return
	}
	dm, of := o.p.Demands[d], o.p.Offers[i]
	o.hand(d, i+1)
	if of.Closed != "" {
		return
	}
	most := min(dm.Qty-o.got[d], of.Avail[d], o.pool[dm.SKU][i])
	if of.Capacity != Unlimited {
		most = min(most, of.Capacity-o.took[i])
	}
	for n := core.Quantity(1); n <= most; n++ {
		o.move(d, i, n)
		o.hand(d, i+1)
		o.move(d, i, -n)
	}
}

func (o *oracle) move(d, i int, n core.Quantity) {
	o.got[d] += n
	o.took[i] += n
	o.pool[o.p.Demands[d].SKU][i] -= n
	o.units += core.Amount(n) * o.p.Offers[i].Unit[d]
}

// score prices a complete hand-out and keeps it when it is allowed and better.
func (o *oracle) score() {
	if !o.allowed() {
		return
	}
	a := answer{cost: o.units}
	for d, dm := range o.p.Demands {
		a.cost += core.Amount(dm.Qty-o.got[d]) * dm.BackorderCost
	}
	for at, i := range o.rank {
		if o.took[i] > 0 {
			a.cost += o.p.Offers[i].Package
			a.used = append(a.used, at)
		}
	}
	if len(a.used) > 1 {
		a.cost += core.Amount(len(a.used)-1) * o.p.ExtraPackage
	}
	if o.p.MaxSplits != Unlimited && len(a.used) > o.p.MaxSplits+1 {
		return
	}
	order := cmp.Or(cmp.Compare(a.cost, o.best.cost), cmp.Compare(len(a.used), len(o.best.used)), slices.Compare(a.used, o.best.used))
	if !o.found || order < 0 {
		o.best, o.found = a, true
	}
}

func (o *oracle) allowed() bool {
	all, none := true, true
	whole := map[int][2]bool{} // line: some demand full, some demand not full
	for d, dm := range o.p.Demands {
		all = all && o.got[d] == dm.Qty
		none = none && o.got[d] == 0
		if dm.Whole && dm.Qty > 0 {
			if o.got[d] != 0 && o.got[d] != dm.Qty {
				return false
			}
			w := whole[dm.Line]
			w[0], w[1] = w[0] || o.got[d] > 0, w[1] || o.got[d] == 0
			if whole[dm.Line] = w; w[0] && w[1] {
				return false
			}
		}
	}
	return !o.p.ShipComplete || all || none
}

// drawProblem draws a small problem; small figures make ties and shortages likely.
func drawProblem(t *rapid.T, demands, offers int, policies bool) *Problem {
	amount := func(hi int, label string) core.Amount { return core.Amount(rapid.IntRange(0, hi).Draw(t, label)) }
	p := &Problem{ExtraPackage: amount(6, "extra"), MaxSplits: Unlimited}
	if policies {
		p.MaxSplits = rapid.IntRange(-1, 2).Draw(t, "splits")
		p.ShipComplete = rapid.IntRange(0, 5).Draw(t, "complete") == 0
	}
	n := rapid.IntRange(0, demands).Draw(t, "demands")
	for d := range n {
		dm := Demand{Line: d / 2, SKU: rapid.SampledFrom([]string{"MUG", "CUP", "TIN", "BAG"}).Draw(t, "sku"), BackorderCost: amount(12, "backorder")}
		dm.Qty = core.Quantity(rapid.IntRange(0, 3).Draw(t, "qty"))
		dm.Whole = policies && rapid.IntRange(0, 3).Draw(t, "whole") == 0
		p.Demands = append(p.Demands, dm)
	}
	even := rapid.Bool().Draw(t, "even") // equal SKUs see equal stock and prices
	for i := range rapid.IntRange(0, offers).Draw(t, "offers") {
		o := Offer{Location: string(rune('A'+i)) + "DC", Priority: rapid.IntRange(0, 2).Draw(t, "priority"), Package: amount(8, "package"), Capacity: Unlimited}
		if policies && rapid.IntRange(0, 2).Draw(t, "limited") == 0 {
			o.Capacity = core.Quantity(rapid.IntRange(0, 4).Draw(t, "capacity"))
		}
		for d := range n {
			if first := firstOf(p.Demands, d); even && first < d {
				o.Avail, o.Unit = append(o.Avail, o.Avail[first]), append(o.Unit, o.Unit[first])
				continue
			}
			o.Avail = append(o.Avail, core.Quantity(max(0, rapid.IntRange(-2, 4).Draw(t, "avail"))))
			o.Unit = append(o.Unit, core.Amount(rapid.IntRange(-2, 8).Draw(t, "unit")))
		}
		if policies && rapid.IntRange(0, 9).Draw(t, "closed") == 0 {
			o.Closed = ReasonClosed
		}
		p.Offers = append(p.Offers, o)
	}
	return p
}

// usedRanks lists the offers that a plan uses, by rank.
func usedRanks(p *Problem, plan Plan) []int {
	rank := make([]int, len(p.Offers))
	for i := range rank {
		rank[i] = i
	}
	slices.SortFunc(rank, func(a, b int) int {
		x, y := p.Offers[a], p.Offers[b]
		return cmp.Or(cmp.Compare(x.Priority, y.Priority), cmp.Compare(x.Location, y.Location))
	})
	used := map[int]bool{}
	for _, t := range plan.Takes {
		used[t.Offer] = true
	}
	var out []int
	for at, i := range rank {
		if used[i] {
			out = append(out, at)
		}
	}
	return out
}

var _ = math.MaxInt64
