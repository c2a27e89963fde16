package sourcing

// polish improves the incumbent by closing, opening and swapping locations, until
// nothing helps or its share of work is done.
func (s *Solver) polish() {
	work := max(100, 400_000/(len(s.cells)+1))
	for work > 0 && (s.tryDrops(&work) || s.tryAdds(&work) || s.trySwaps(&work)) {
	}
}

// tryDrops closes one location of the incumbent at a time.
func (s *Solver) tryDrops(work *int) bool {
	found := false
	copy(s.open, s.best.open)
	for i := range s.off {
		if !s.open[i] || s.best.size < 2 || *work <= 0 {
			continue
		}
		s.open[i] = false
		*work--
		if s.consider(s.price(), s.best.size-1) {
			found = true
		} else {
			s.open[i] = true
		}
	}
	return found
}

// tryAdds opens one more location at a time.
func (s *Solver) tryAdds(work *int) bool {
	found := false
	copy(s.open, s.best.open)
	for _, i := range s.useful {
		if s.open[i] || s.best.size >= s.splits || *work <= 0 || s.state[i] == shut {
			continue
		}
		s.open[i] = true
		*work--
		if s.consider(s.price(), s.best.size+1) {
			found = true
		} else {
			s.open[i] = false
		}
	}
	return found
}

// trySwaps replaces one location of the incumbent by another.
func (s *Solver) trySwaps(work *int) bool {
	copy(s.open, s.best.open)
	for i := range s.off {
		if !s.best.open[i] {
			continue
		}
		s.open[i] = false
		for _, j := range s.useful {
			if s.open[j] || int(j) == i || *work <= 0 || s.state[j] == shut {
				continue
			}
			s.open[j] = true
			*work--
			if s.consider(s.price(), s.best.size) {
				return true
			}
			s.open[j] = false
		}
		s.open[i] = true
	}
	return false
}
