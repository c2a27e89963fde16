package sourcing

import "slices"

// Work of a search, chosen by measurement over the grid: about 2 ms for 10 lines from 20
// locations at the 99th percentile, under 10 ms for the largest orders.
const (
	rootSteps  = 60        // price steps at the root
	nodeSteps  = 5         // and at each node below
	rootCells  = 1_000_000 // cells looked at in the root's steps
	smallCells = 256       // problems up to this size are searched to the end …
	smallNodes = 20_000    // … but for this many nodes
	nodeCells  = 250_000   // cells looked at in all nodes of a larger problem
	pairsUpTo  = 25        // locations for which all pairs are priced
)

// state is what the search has decided about a location.
type state uint8

const (
	free state = iota
	opened
	shut
)

// incumbent is the best set of locations found so far.
type incumbent struct {
	cost int64
	size int // packages
	open []bool
}

// search proves the incumbent by branch and bound over locations, or stops at the node
// limit with the least bound of what was left.
func (s *Solver) search() {
	s.loadDual()
	s.state = resize(s.state, len(s.off))
	for i := range s.off {
		s.state[i] = free
		if s.off[i].units == 0 {
			s.state[i] = shut
		}
	}
	s.shutDominated()
	s.least = 2 // single locations are all priced
	if s.rough {
		s.least = 1
	}
	s.limitPackages()
	s.trail = s.trail[:0]
	cells := len(s.cells) + 1
	s.limit = s.p.NodeLimit
	switch {
	case s.limit > 0:
	case cells <= smallCells:
		s.limit = smallNodes
	case s.coupled:
		s.limit = max(5, nodeCells/cells/8) // a flow for each set
	default:
		s.limit = max(10, nodeCells/cells)
	}
	s.exploreRoot(max(25, min(rootSteps, rootCells/cells)))
}

// exploreRoot bounds the whole problem, improves the incumbent and then branches.
func (s *Solver) exploreRoot(steps int) {
	s.root = max(s.root, s.ascend(steps))
	s.try()
	s.construct() // from the set just tried
	clear(s.open)
	s.construct()
	s.polish()
	if s.cut(s.root) {
		return
	}
	s.fix()
	if s.pricePairs() {
		s.root = max(s.root, s.ascend(steps/3))
		if s.cut(s.root) {
			return
		}
		s.fix()
	}
	s.try()
	if s.limitPackages(); s.most >= s.least { // else all sets that could be better are priced
		s.branch(s.root, 0)
	}
}

// explore bounds a node, fixes what the bound decides, tries the set it suggests and
// goes on branching.
func (s *Solver) explore(parent int64, depth int) {
	if s.visited >= s.limit {
		s.low = min(s.low, parent)
		return
	}
	s.visited++
	lb := max(parent, s.propagate())
	if s.cut(lb) {
		return
	}
	s.tighten()
	if lb = max(lb, s.ascend(nodeSteps)); s.cut(lb) {
		return
	}
	s.fix()
	if s.try(); s.cut(lb) {
		return
	}
	s.branch(lb, depth)
}

// branch explores both fates of the most promising free location, the likelier first.
func (s *Solver) branch(lb int64, depth int) {
	i := s.promising()
	if i < 0 {
		return // all decided, and tried
	}
	n := len(s.dem)
	from, to := depth*n, (depth+1)*n
	if len(s.prices) < to {
		s.prices = append(s.prices, make([]int64, to-len(s.prices))...)
	}
	copy(s.prices[from:to], s.dual.bestV)
	fates := [2]state{shut, opened}
	if s.dual.bestPick[i] {
		fates = [2]state{opened, shut}
	}
	for _, st := range fates {
		mark := len(s.trail)
		copy(s.dual.v, s.prices[from:to])
		s.decide(i, st)
		s.explore(lb, depth+1)
		s.undo(mark)
	}
}

// promising is the free location that gains most at the best prices, -1 when all are
// decided. Opening it makes many others needless; shutting it raises the bound.
func (s *Solver) promising() int {
	at := -1
	for i := range s.off {
		if s.state[i] == free && (at < 0 || s.dual.bestNet[i] > s.dual.bestNet[at]) {
			at = i
		}
	}
	return at
}

func (s *Solver) decide(i int, st state) {
	s.state[i] = st
	s.trail = append(s.trail, int32(i))
}

func (s *Solver) undo(mark int) {
	for _, i := range s.trail[mark:] {
		s.state[i] = free
	}
	s.trail = s.trail[:mark]
}

// cut reports whether no plan of the node can replace the incumbent: dearer, or as
// dear and not preferred.
func (s *Solver) cut(lb int64) bool {
	if lb != s.best.cost {
		return lb > s.best.cost
	}
	return !s.mayTie()
}

// mayTie reports whether a plan of the node could win a tie against the incumbent.
// Sets of fewer than s.least locations have all been priced before.
func (s *Solver) mayTie() bool {
	size := 0
	for i := range s.off {
		if s.state[i] == opened {
			size++
		}
	}
	switch {
	case size > s.best.size || s.best.size < s.least:
		return false
	case max(size, s.least) < s.best.size:
		return true
	}
	spare := s.best.size - size // the node's best set of this size: what is open and the best free ones
	for i := range s.off {
		in := s.state[i] == opened
		if s.state[i] == free && spare > 0 {
			in = true
			spare--
		}
		if in != s.best.open[i] {
			return in
		}
	}
	return false
}

// fix decides the free locations whose other fate would cost more than the incumbent.
func (s *Solver) fix() {
	u := &s.dual
	over := s.best.cost<<u.shift - u.best.lb
	for i := range s.off {
		switch net := u.bestNet[i]; {
		case s.state[i] != free:
		case !u.bestPick[i] && u.best.out-net > over:
			s.decide(i, shut)
		case u.bestPick[i] && net-u.best.in > over:
			s.decide(i, opened)
		}
	}
}

// try prices the set that the best prices suggest.
func (s *Solver) try() {
	n := 0
	for i := range s.off {
		s.open[i] = s.state[i] == opened || (s.state[i] == free && s.dual.bestPick[i])
		if s.open[i] {
			n++
		}
	}
	if n > 0 && n <= s.splits {
		s.consider(s.price(), n)
	}
}

// pricePairs prices every pair that could be better, when they are few, so that the
// bound may count on three packages. It reports whether it did.
func (s *Solver) pricePairs() bool {
	n := 0
	for i := range s.off {
		s.open[i] = false
		if s.state[i] != shut {
			n++
		}
	}
	if n > pairsUpTo || (!s.plain() && len(s.cells) > smallCells) || s.most < 2 || s.least != 2 {
		return false
	}
	for i := range s.off {
		for j := i + 1; j < len(s.off); j++ {
			if s.state[i] == shut || s.state[j] == shut || s.off[i].fixed+s.off[j].fixed-s.extra+s.floor > s.best.cost {
				continue
			}
			s.open[i], s.open[j] = true, true
			s.consider(s.price(), 2)
			s.open[i], s.open[j] = false, false
		}
	}
	if !s.rough {
		s.least = 3
	}
	return s.least == 3
}

// limitPackages lowers the most packages to what the incumbent leaves room for, even
// when the cheapest locations give every line its cheapest units.
func (s *Solver) limitPackages() {
	fixed := s.keys[:0]
	for i := range s.off {
		if s.state[i] != shut {
			fixed = append(fixed, uint64(s.off[i].fixed))
		}
	}
	slices.Sort(fixed)
	s.keys = fixed
	room := s.best.cost - s.floor + s.extra
	s.most = 0
	for s.most < min(len(fixed), s.splits) && room >= int64(fixed[s.most]) {
		room -= int64(fixed[s.most])
		s.most++
	}
}

// shutDominated shuts each location that another can replace wherever it is used: that
// one has every unit asked for at no higher cost, and wins the tie.
func (s *Solver) shutDominated() {
	if s.coupled {
		return
	}
	for j := range s.off {
		for i := range s.off {
			if i != j && s.state[i] == free && s.state[j] == free && s.dominates(i, j) {
				s.state[j] = shut
			}
		}
	}
}

func (s *Solver) dominates(i, j int) bool {
	if s.off[i].fixed > s.off[j].fixed || (s.off[i].fixed == s.off[j].fixed && i > j) {
		return false
	}
	u := &s.dual
	a, end := u.start[i], u.start[i+1]
	for b := u.start[j]; b < u.start[j+1]; b++ {
		for a < end && u.rows[a].dem < u.rows[b].dem {
			a++
		}
		if a == end || u.rows[a].dem != u.rows[b].dem || u.rows[a].unit > u.rows[b].unit || u.rows[a].most < s.dem[u.rows[b].dem].q {
			return false
		}
	}
	return true
}
