package sourcing

// polishCells is how many cells the local search may look at.
const polishCells = 200_000

// construct opens, from the set in s.open, the location that saves most until none
// saves its cost, and considers every set on the way. What couples lines it ignores in
// choosing, so that it does not get stuck where one location alone helps nobody.
func (s *Solver) construct() {
	size := 0
	for _, i := range s.useful {
		if s.open[i] {
			size++
		}
	}
	for ; size < s.splits; size++ {
		s.saveAsPlain()
		at, most := int32(-1), int64(0)
		for _, i := range s.useful {
			if gain := s.saved[i] - s.off[i].fixed; !s.open[i] && gain > most && s.state[i] != shut {
				at, most = i, gain
			}
		}
		if at < 0 {
			return
		}
		s.open[at] = true
		s.consider(s.price(), size+1)
	}
}

// polish improves the incumbent by opening, closing or swapping one location, always
// the best such move, until none helps or its share of work is done.
func (s *Solver) polish() {
	work := polishCells / (len(s.cells) + 1)
	if !s.plain() {
		work /= len(s.useful)
	}
	for work > 0 && s.improve(&work) {
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
