package sourcing

// polishCells is how many cells the local search may look at.
const polishCells = 400_000

// polish improves the incumbent by opening, closing or swapping one location, always
// the best such move, until none helps or its share of work is done.
func (s *Solver) polish() {
	work := polishCells / (len(s.cells) + 1)
	if s.coupled {
		work /= len(s.useful)
	}
	for s.improve(&work) {
	}
}

// move is to open in and close out; -1: none.
type move struct {
	cost    int64
	in, out int32
}

// improve makes the best move from the incumbent and reports whether there was one.
func (s *Solver) improve(work *int) bool {
	copy(s.open, s.best.open)
	best := move{cost: s.best.cost + 1, in: -1, out: -1}
	if s.best.size < s.splits {
		s.bestMove(&best, -1)
		*work--
	}
	for _, out := range s.useful {
		if s.best.open[out] && *work > 0 {
			s.bestMove(&best, out)
			*work--
		}
	}
	copy(s.open, s.best.open)
	size := s.best.size
	if best.in >= 0 {
		s.open[best.in] = true
		size++
	}
	if best.out >= 0 {
		s.open[best.out] = false
		size--
	}
	return s.consider(best.cost, size)
}

// bestMove improves on best by closing out (unless -1) and opening at most one other.
func (s *Solver) bestMove(best *move, out int32) {
	if out >= 0 {
		s.open[out] = false
		defer func() { s.open[out] = true }()
	}
	cost := s.priceAndSave()
	if out >= 0 && s.best.size > 1 && cost < best.cost {
		*best = move{cost: cost, in: -1, out: out}
	}
	for _, in := range s.useful {
		if s.open[in] || in == out || s.state[in] == shut {
			continue
		}
		if c := cost + s.off[in].fixed - s.saved[in]; c < best.cost {
			*best = move{cost: c, in: in, out: out}
		}
	}
}
