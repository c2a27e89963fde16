package sourcing

import (
	"strconv"

	"andon/core"
)

// Size is one cell of the grid over which the solver is measured.
type Size struct {
	Lines     int `json:"lines"`
	Locations int `json:"locations"`
	Units     int `json:"units"` // of the whole order, spread over its lines
}

// Grid lists the sizes that are measured, from a parcel to a wholesale order.
func Grid() []Size {
	return []Size{
		{1, 4, 1}, {3, 4, 5}, {3, 10, 5}, {5, 10, 12}, {10, 4, 25},
		{3, 20, 6}, {5, 20, 12}, {10, 20, 25}, {10, 20, 200},
		{10, 50, 100}, {1, 100, 1000}, {20, 100, 1000}, {50, 100, 1000}, {200, 100, 1000},
	}
}

// Generator makes instances that look like a retailer's: warehouses and stores in
// zones, deep and thin stock, repeated SKUs, clearance. Equal seeds give equal
// instances on every machine.
type Generator struct{ state uint64 }

// NewGenerator starts a generator.
func NewGenerator(seed uint64) *Generator {
	return &Generator{state: seed*0x9E3779B97F4A7C15 + 1}
}

// next is xorshift64* (Vigna 2016).
func (g *Generator) next() uint64 {
	if g.state == 0 {
		g.state = 1
	}
	g.state ^= g.state >> 12
	g.state ^= g.state << 25
	g.state ^= g.state >> 27
	return g.state * 0x2545F4914F6CDD1D
}

// upTo is a number from 0 to n-1.
func (g *Generator) upTo(n int) int { return int(g.next() >> 33 % uint64(max(n, 1))) }

func (g *Generator) between(lo, hi int) int { return lo + g.upTo(hi-lo+1) }

// chance is true in percent of the cases.
func (g *Generator) chance(percent int) bool { return g.upTo(100) < percent }

// site is what a location is like in one instance.
type site struct {
	store    bool
	zone     int // 1 near to 8 far
	handling int
}

// Problem makes the next instance of a size. Amounts are pence.
func (g *Generator) Problem(size Size) *Problem {
	p := &Problem{ExtraPackage: core.Amount(50 * g.upTo(6)), MaxSplits: Unlimited}
	g.demands(p, size)
	flat := g.chance(25)       // one price for every zone: many plans tie
	depth := g.between(50, 90) // percent of SKUs that a warehouse holds
	thin := g.chance(40)       // most places hold less than is asked for
	weights := make([]int, size.Lines)
	for d := range weights {
		weights[d] = g.between(1, 40) // 100 g
	}
	for i := range size.Locations {
		at := site{store: g.chance(50), zone: g.between(1, 8), handling: g.between(20, 45)}
		if flat {
			at = site{zone: 3, handling: 30}
		}
		p.Offers = append(p.Offers, g.offer(p, "L"+strconv.Itoa(101+i), at, weights, depth, thin))
	}
	return p
}

func (g *Generator) demands(p *Problem, size Size) {
	for d := range size.Lines {
		qty := size.Units / size.Lines
		if d < size.Units%size.Lines {
			qty++
		}
		qty = max(1, qty+g.between(-qty/2, qty/2))
		sku := "SKU-" + strconv.Itoa(1001+d)
		if d > 0 && g.chance(3) {
			sku = p.Demands[g.upTo(d)].SKU // the same SKU on two lines
		}
		p.Demands = append(p.Demands, Demand{
			Line: d + 1, SKU: sku, Qty: core.Quantity(qty), BackorderCost: core.Amount(10 * g.between(20, 400)),
		})
	}
}

func (g *Generator) offer(p *Problem, id string, at site, weights []int, depth int, thin bool) Offer {
	o := Offer{Location: id, Priority: g.upTo(3), Package: core.Amount(260 + 70*at.zone), Capacity: Unlimited}
	if at.store {
		at.handling += g.between(30, 70)
		depth = depth * 2 / 3
	}
	for d, first := range firsts(p.Demands) {
		avail, unit := g.stock(int(p.Demands[d].Qty), depth, thin), at.handling+weights[d]*at.zone
		if at.store && g.chance(8) {
			unit -= g.between(20, 120) // clearance
		} else if avail > 0 && avail < 2*int(p.Demands[d].Qty) && !at.store && g.chance(30) {
			unit += g.between(10, 80) // few days of cover left
		}
		if first < d { // what holds for the SKU holds for each of its lines
			o.Avail, o.Unit = append(o.Avail, o.Avail[first]), append(o.Unit, o.Unit[first])
			continue
		}
		o.Avail, o.Unit = append(o.Avail, core.Quantity(avail)), append(o.Unit, core.Amount(unit))
	}
	return o
}

func (g *Generator) stock(qty, depth int, thin bool) int {
	switch {
	case !g.chance(depth):
		return 0
	case thin:
		return g.between(1, max(1, qty))
	}
	return g.between(1, 4*qty)
}

// firsts gives for every demand the first one with its SKU.
func firsts(demands []Demand) []int {
	seen := make(map[string]int, len(demands))
	out := make([]int, len(demands))
	for d := range demands {
		first, known := seen[demands[d].SKU]
		if !known {
			first = d
			seen[demands[d].SKU] = d
		}
		out[d] = first
	}
	return out
}
