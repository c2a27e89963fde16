package sourcing

import "math/bits"

// The lower bound is the Lagrangian of "every demand is filled or backordered". For
// any price v[d] of a unit of demand d,
//
//	L(v) = Σ_d q v  −  Σ_open net(i)  −  Σ_picked net(i)  −  ExtraPackage
//	net(i) = max Σ_d x (v[d] − unit(i,d)) − package − ExtraPackage, over what i can give
//	picked: the free offers with positive net, more or fewer where the number of packages asks for it
//
// costs no more than any plan of that number of packages (Geoffrion 1974; for location
// problems Erlenkotter 1978). Good prices are found by subgradient steps. Prices and L
// are integers scaled by 2^shift, so that the bound is exact and repeatable.
type dual struct {
	shift uint
	start []int32 // rows of offer i are rows[start[i]:start[i+1]]
	rows  []row
	tight []bool // the offer cannot give all its rows at once

	v, net []int64 // prices; net gain of each offer at them
	pick   []bool  // free offers chosen at them
	slack  []int64 // units that the chosen offers leave open, by demand
	top    []int64 // largest v allowed
	now    verdict

	bestV, bestNet []int64
	bestPick       []bool
	best           verdict

	rowOf []int32 // by cell
	order []int32 // scratch for tight offers
	left  []int64 // by pool
	got   []int64 // by row: units given at the current prices, for tight offers only
	gamma []int64 // direction of the next step
}

// verdict is what L says at some prices. To open a free offer that is not picked costs
// out − net(i) more; to shut one that is picked, net(i) − in.
type verdict struct {
	lb      int64
	out, in int64
}

// row is a cell seen from its offer, its unit cost scaled. The search spends most of
// its time on rows, so they are kept small.
type row struct {
	unit, most int64
	dem, cell  int32
}

// loadDual sets the problem up for bounding, with starting prices.
func (s *Solver) loadDual() {
	u, n := &s.dual, len(s.off)
	size := uint64(s.total+1) * uint64(len(s.dem)+n+2)
	u.shift = uint(min(16, max(0, 62-bits.Len64(size))))
	u.start = resize(u.start, n+1)
	clear(u.start)
	for k := range s.cells {
		u.start[s.cells[k].off+1]++
	}
	for i := range n {
		u.start[i+1] += u.start[i]
	}
	u.rows, u.rowOf = resize(u.rows, len(s.cells)), resize(u.rowOf, len(s.cells))
	u.order = append(u.order[:0], u.start...)
	for k := range s.cells {
		c := &s.cells[k]
		u.rowOf[k] = u.order[c.off]
		u.rows[u.order[c.off]] = row{unit: c.unit << u.shift, most: c.most, dem: c.dem, cell: int32(k)}
		u.order[c.off]++
	}
	u.net, u.bestNet = resize(u.net, n), resize(u.bestNet, n)
	u.got = resize(u.got, len(s.cells))
	u.pick, u.bestPick = resize(u.pick, n), resize(u.bestPick, n)
	u.slack, u.gamma = resize(u.slack, len(s.dem)), resize(u.gamma, len(s.dem))
	s.loadTight()
	s.firstPrices()
}

// loadTight marks the offers whose capacity or shared stock may run out.
func (s *Solver) loadTight() {
	u := &s.dual
	u.tight = resize(u.tight, len(s.off))
	clear(u.tight)
	if !s.coupled {
		return
	}
	for i := range s.off {
		u.tight[i] = s.off[i].capacity != Unlimited && s.off[i].capacity < s.off[i].units
	}
	for k := range s.pools {
		var sum int64
		for _, c := range s.owned[s.pools[k].first:s.pools[k].last] {
			sum += s.cells[c].most
		}
		if sum > s.pools[k].most {
			u.tight[s.pools[k].off] = true
		}
	}
}

// firstPrices starts each demand at what its last unit costs when every location is open.
func (s *Solver) firstPrices() {
	u := &s.dual
	u.v, u.bestV, u.top = resize(u.v, len(s.dem)), resize(u.bestV, len(s.dem)), resize(u.top, len(s.dem))
	for d := range s.dem {
		dm := &s.dem[d]
		u.top[d] = s.total << u.shift / max(dm.q, 1)
		if dm.bundle < 0 {
			u.top[d] = min(u.top[d], dm.b<<u.shift)
		}
		need := dm.q
		u.v[d] = u.top[d]
		for k := dm.first; k < dm.last; k++ {
			if need -= s.cells[k].most; need <= 0 {
				u.v[d] = s.cells[k].unit << u.shift
				break
			}
		}
	}
}
