package sourcing

import "math"

// Limits of the exact treatment of coupled lines; beyond them fill is rough.
const (
	flowCells = 2_000     // cells of the open locations
	setWork   = 10_000    // cells looked at while choosing among bundles for one set of locations
	flowWork  = 2_000_000 // cells looked at by all flows of a problem larger than smallCells
)

// fate is what has been decided about a bundle.
type fate uint8

const (
	undecided fate = iota // its demands may be filled in part: a relaxation
	dropped
	forced
)

// flow is a minimum-cost flow from demands through pools to the open locations,
// found by successive shortest paths. Node numbers: demands, then pools, then offers.
type flow struct {
	fate  []fate
	best  int64
	bestX []int64
	nodes int // choices of bundles still to be looked at
	work  int // cells still to be looked at

	dist   []int64
	via    []int32 // node before this one on the shortest path
	edge   []int32 // cell on that step, -1 when it runs between a pool and its offer
	queue  []int32
	queued []bool
}

// solveFlow leaves in s.x the best units for the open locations, by branching on the
// bundles that the relaxation fills in part. It reports false when it gave up; cells
// is how many the open locations have.
func (s *Solver) solveFlow(cells int) bool {
	f := &s.flow
	f.best = math.MaxInt64
	if cells > flowCells || f.work < 0 {
		return false
	}
	f.fate = resize(f.fate, len(s.bundles))
	clear(f.fate)
	f.nodes = max(3, setWork/(cells+1))
	f.bestX = resize(f.bestX, len(s.cells))
	s.branchBundles()
	copy(s.x, f.bestX)
	return f.nodes >= 0 && f.work >= 0
}

// keepBetter puts the best that a flow found before it gave up in the place of s.x, if
// that is better, and returns the cost.
func (s *Solver) keepBetter() int64 {
	if cost := s.costOfX(); cost <= s.flow.best {
		return cost
	}
	copy(s.x, s.flow.bestX)
	return s.flow.best
}

func (s *Solver) branchBundles() {
	f := &s.flow
	if f.nodes--; f.nodes < 0 {
		return
	}
	if !s.routeAll() {
		return
	}
	if cost := s.costOfX(); cost >= f.best {
		return
	}
	b := s.partialBundle()
	if b < 0 {
		f.best = s.costOfX()
		copy(f.bestX, s.x)
		return
	}
	f.fate[b] = dropped
	s.branchBundles()
	f.fate[b] = forced
	s.branchBundles()
	f.fate[b] = undecided
}

// partialBundle finds an undecided bundle that s.x fills neither completely nor not at
// all, -1 when there is none.
func (s *Solver) partialBundle() int {
	s.spent = resize(s.spent, len(s.bundles))
	clear(s.spent)
	for d := range s.dem {
		dm := &s.dem[d]
		if dm.bundle < 0 {
			continue
		}
		for k := dm.first; k < dm.last; k++ {
			s.spent[dm.bundle] += s.x[k]
		}
	}
	for b, got := range s.spent {
		if s.flow.fate[b] == undecided && got > 0 && got < s.bundles[b].units {
			return b
		}
	}
	return -1
}

// routeAll sends every demand's units along cheapest paths. It reports false when a
// forced bundle cannot be filled or the work is used up.
func (s *Solver) routeAll() bool {
	s.clearX()
	s.clearUse()
	s.clearPaths()
	for d := range s.dem {
		dm, left := &s.dem[d], s.dem[d].b
		if dm.bundle >= 0 {
			switch s.flow.fate[dm.bundle] {
			case dropped:
				continue
			case forced:
				left = 4 * s.total // dearer than any path
			}
		}
		for need := dm.q; need > 0; {
			if s.flow.work < 0 {
				return false
			}
			end := s.shortest(d, left)
			if end < 0 {
				if left != dm.b {
					return false
				}
				break // the rest is better left unfilled
			}
			need -= s.push(end, need)
		}
	}
	return true
}

func (s *Solver) clearPaths() {
	f, n := &s.flow, len(s.dem)+len(s.pools)+len(s.off)
	f.dist, f.via, f.edge, f.queued = resize(f.dist, n), resize(f.via, n), resize(f.edge, n), resize(f.queued, n)
	for i := range f.dist {
		f.dist[i] = math.MaxInt64
	}
	clear(f.queued)
	f.queue = f.queue[:0]
}

// shortest finds the cheapest way for one more unit of demand d to reach an open
// location with room, or for another demand to give one up: end is the node where it
// leaves, an offer or a demand; -1 when leaving d's own unit unfilled is no dearer.
// Paths may pass back through other demands' units: that is what makes it exact.
func (s *Solver) shortest(d int, unfilled int64) (end int32) {
	f := &s.flow
	for _, v := range f.queue {
		f.dist[v] = math.MaxInt64 // what the last search reached
	}
	f.queue = f.queue[:0]
	f.dist[d], f.via[d] = 0, int32(d)
	f.queue = append(f.queue, int32(d))
	for head := 0; head < len(f.queue); head++ {
		v := f.queue[head]
		f.queued[v] = false
		switch k := int(v) - len(s.dem); {
		case k < 0:
			s.fromDemand(v)
		case k < len(s.pools):
			s.fromPool(v, k)
		default:
			s.fromOffer(v, k-len(s.pools))
		}
	}
	best, end := unfilled, int32(-1)
	for v := range int32(len(s.dem)) {
		if f.dist[v] < math.MaxInt64 && v != int32(d) && s.mayLeave(int(v)) && f.dist[v]+s.dem[v].b < best {
			best, end = f.dist[v]+s.dem[v].b, v
		}
	}
	for i := range s.off {
		v := int32(len(s.dem) + len(s.pools) + i)
		if f.dist[v] < best && s.room(i) > 0 {
			best, end = f.dist[v], v
		}
	}
	return end
}

// mayLeave reports whether units of demand d may stay unfilled.
func (s *Solver) mayLeave(d int) bool {
	b := s.dem[d].bundle
	return b < 0 || s.flow.fate[b] == undecided
}

func (s *Solver) room(i int) int64 {
	if c := s.off[i].capacity; c != Unlimited {
		return c - s.used[i]
	}
	return math.MaxInt64
}

func (s *Solver) fromDemand(v int32) {
	dm := &s.dem[v]
	s.flow.work -= int(dm.last - dm.first)
	for k := dm.first; k < dm.last; k++ {
		if c := &s.cells[k]; s.open[c.off] && s.x[k] < c.most {
			s.relax(v, int32(len(s.dem))+c.pool, k, c.unit)
		}
	}
}

func (s *Solver) fromPool(v int32, p int) {
	pl := &s.pools[p]
	if s.drawn[p] < pl.most {
		s.relax(v, int32(len(s.dem)+len(s.pools))+pl.off, -1, 0)
	}
	for _, k := range s.owned[pl.first:pl.last] {
		if s.x[k] > 0 {
			s.relax(v, s.cells[k].dem, k, -s.cells[k].unit)
		}
	}
}

func (s *Solver) fromOffer(v int32, i int) {
	for p := s.off[i].first; p < s.off[i].last; p++ {
		if s.drawn[p] > 0 {
			s.relax(v, int32(len(s.dem))+p, -1, 0)
		}
	}
}

func (s *Solver) relax(from, to, edge int32, cost int64) {
	f := &s.flow
	if d := f.dist[from] + cost; d < f.dist[to] {
		f.dist[to], f.via[to], f.edge[to] = d, from, edge
		if !f.queued[to] {
			f.queued[to] = true
			f.queue = append(f.queue, to)
		}
	}
}

// push sends up to need units along the path that ends at end and returns how many.
func (s *Solver) push(end int32, need int64) int64 {
	if i := int(end) - len(s.dem) - len(s.pools); i >= 0 {
		need = min(need, s.room(i))
	}
	s.walk(end, func(_ *int64, room, _ int64) { need = min(need, room) })
	s.walk(end, func(flow *int64, _, sign int64) { *flow += sign * need })
	if i := int(end) - len(s.dem) - len(s.pools); i >= 0 {
		s.used[i] += need
	}
	return need
}

// walk visits the steps of the path to end: the flow on the step, how much more can
// pass, and whether passing adds to that flow or takes it back.
func (s *Solver) walk(end int32, visit func(flow *int64, room, sign int64)) {
	f, pools := &s.flow, int32(len(s.dem))
	offers := pools + int32(len(s.pools))
	for v := end; f.via[v] != v; v = f.via[v] {
		u := f.via[v]
		switch k := f.edge[v]; {
		case k >= 0 && u < pools:
			visit(&s.x[k], s.cells[k].most-s.x[k], 1)
		case k >= 0:
			visit(&s.x[k], s.x[k], -1)
		case v >= offers:
			visit(&s.drawn[u-pools], s.pools[u-pools].most-s.drawn[u-pools], 1)
		default:
			visit(&s.drawn[v-pools], s.drawn[v-pools], -1)
		}
	}
}
