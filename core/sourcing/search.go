package sourcing

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

// search proves the incumbent by branch and bound over locations, or stops at the
// node limit with the least bound of what was left.
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
	s.limit = s.p.NodeLimit
	if s.limit <= 0 {
		s.limit = max(50, min(20_000, 8_000_000/(len(s.cells)+1)))
	}
	s.trail = s.trail[:0]
	s.steps = max(20, min(120, 4_000_000/(len(s.cells)+1)))
	s.explore(s.root, 0)
}

// explore bounds a node, fixes what the bound decides, tries the set it suggests and
// branches on the location that is most in doubt.
func (s *Solver) explore(parent int64, depth int) {
	if s.nodes >= s.limit {
		s.low = min(s.low, parent)
		return
	}
	s.nodes++
	lb := max(parent, s.ascend(s.steps))
	if depth == 0 {
		s.root = max(s.root, lb)
		s.polish()
		s.steps = 12
	}
	if s.cut(lb) {
		return
	}
	mark := len(s.trail)
	defer s.undo(mark)
	s.fix()
	if s.try(); s.cut(lb) {
		return
	}
	i := s.doubtful()
	if i < 0 {
		return
	}
	s.branch(i, lb, depth)
}

// branch explores both fates of location i, the likelier one first.
func (s *Solver) branch(i int, lb int64, depth int) {
	u, n := &s.dual, len(s.dem)
	s.prices = resize(s.prices, max(len(s.prices), (depth+1)*n))
	copy(s.prices[depth*n:], u.bestV[:n])
	first, second := shut, opened
	if u.bestNet[i] > 0 {
		first, second = opened, shut
	}
	for _, st := range [2]state{first, second} {
		mark := len(s.trail)
		copy(u.v, s.prices[depth*n:(depth+1)*n])
		s.decide(i, st)
		s.explore(lb, depth+1)
		s.undo(mark)
	}
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
// Sets of one location have all been priced before, so the least size is two.
func (s *Solver) mayTie() bool {
	size := 0
	for i := range s.off {
		if s.state[i] == opened {
			size++
		}
	}
	switch {
	case size > s.best.size || s.best.size < 2:
		return false
	case max(size, 2) < s.best.size:
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
	over := s.best.cost << u.shift
	for i := range s.off {
		if s.state[i] != free {
			continue
		}
		switch net := u.bestNet[i]; {
		case net <= 0 && u.bestLose-net > over:
			s.decide(i, shut)
		case net > 0 && !u.bestCapped && u.bestLose+net > over:
			s.decide(i, opened)
		}
	}
}

// try prices the set that the best prices suggest.
func (s *Solver) try() {
	n := 0
	for i := range s.off {
		s.open[i] = s.state[i] == opened || (s.state[i] == free && s.dual.bestNet[i] > 0)
		if s.open[i] {
			n++
		}
	}
	if n > 0 && n <= s.splits {
		s.consider(s.price(), n)
	}
}

// doubtful is the free location whose fate the bound leaves most open, -1 when all
// are decided.
func (s *Solver) doubtful() int {
	at, least := -1, int64(0)
	for i := range s.off {
		if s.state[i] != free {
			continue
		}
		net := s.dual.bestNet[i]
		if net = max(net, -net); at < 0 || net < least {
			at, least = i, net
		}
	}
	return at
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
