package sourcing

import (
	"cmp"
	"slices"

	"andon/core"

	"pgregory.net/rapid"
)

// answer is what the oracle knows about the optimum.
type answer struct {
	cost core.Amount
	used []int // offers of the preferred optimum, by rank
}

// oracle tries every way to hand out every unit, with no idea of costs beyond the
// definition in the package comment. For tiny problems only.
type oracle struct {
	p     *Problem
	rank  []int
	pool  map[string][]core.Quantity
	took  []core.Quantity // units by offer
	got   []core.Quantity // units by demand
	units core.Amount     // cost of units so far
	best  answer
	found bool
}

func solveByOracle(p *Problem) answer {
	o := &oracle{p: p, rank: rankOf(p), pool: map[string][]core.Quantity{}, took: make([]core.Quantity, len(p.Offers)), got: make([]core.Quantity, len(p.Demands))}
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

// rankOf orders the offers by priority, then id.
func rankOf(p *Problem) []int {
	rank := make([]int, len(p.Offers))
	for i := range rank {
		rank[i] = i
	}
	slices.SortFunc(rank, func(a, b int) int {
		x, y := p.Offers[a], p.Offers[b]
		return cmp.Or(cmp.Compare(x.Priority, y.Priority), cmp.Compare(x.Location, y.Location))
	})
	return rank
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
	whole := map[int][2]bool{} // line: some demand full, some demand empty
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
	amount := func(lo, hi int, label string) core.Amount {
		return core.Amount(rapid.IntRange(lo, hi).Draw(t, label))
	}
	p := &Problem{ExtraPackage: amount(0, 6, "extra"), MaxSplits: Unlimited}
	if policies {
		p.MaxSplits = rapid.SampledFrom([]int{Unlimited, Unlimited, 0, 1, 2}).Draw(t, "splits")
		p.ShipComplete = rapid.IntRange(0, 5).Draw(t, "complete") == 5
	}
	n := demands - rapid.IntRange(0, demands).Draw(t, "fewer demands")
	for d := range n {
		dm := Demand{Line: d / 2, SKU: rapid.SampledFrom([]string{"MUG", "CUP", "TIN", "BAG"}).Draw(t, "sku"), BackorderCost: amount(0, 15, "backorder")}
		dm.Qty = core.Quantity(3 - rapid.IntRange(0, 3).Draw(t, "qty"))
		dm.Whole = policies && rapid.IntRange(0, 3).Draw(t, "whole") == 3
		p.Demands = append(p.Demands, dm)
	}
	even := rapid.Bool().Draw(t, "even") // equal SKUs see equal stock and prices
	for i := range offers - rapid.IntRange(0, offers).Draw(t, "fewer offers") {
		p.Offers = append(p.Offers, drawOffer(t, p, string(rune('A'+i))+"DC", even, policies))
	}
	return p
}

func drawOffer(t *rapid.T, p *Problem, id string, even, policies bool) Offer {
	o := Offer{Location: id, Priority: rapid.IntRange(0, 2).Draw(t, "priority"), Capacity: Unlimited}
	o.Package = core.Amount(rapid.IntRange(0, 8).Draw(t, "package"))
	if policies && rapid.IntRange(0, 2).Draw(t, "limited") == 2 {
		o.Capacity = core.Quantity(rapid.IntRange(0, 4).Draw(t, "capacity"))
	}
	for d, first := range firsts(p.Demands) {
		if even && first < d {
			o.Avail, o.Unit = append(o.Avail, o.Avail[first]), append(o.Unit, o.Unit[first])
			continue
		}
		o.Avail = append(o.Avail, core.Quantity(4-rapid.IntRange(0, 6).Draw(t, "taken"))) // down to a negative book
		o.Unit = append(o.Unit, core.Amount(rapid.IntRange(-2, 8).Draw(t, "unit")))
	}
	if policies && rapid.IntRange(0, 9).Draw(t, "closed") == 9 {
		o.Closed = ReasonClosed
	}
	return o
}

// usedRanks lists the offers that a plan uses, by rank.
func usedRanks(p *Problem, plan *Plan) []int {
	var out []int
	for at, i := range rankOf(p) {
		if slices.ContainsFunc(plan.Takes, func(t Take) bool { return t.Offer == i }) {
			out = append(out, at)
		}
	}
	return out
}
