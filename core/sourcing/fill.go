package sourcing

// fill is the least unit and backorder cost with exactly the locations in s.open.
// When s.rough is set afterwards, the figure can be reached but may not be the least.
func (s *Solver) fill() int64 {
	switch {
	case s.coupled:
		return s.fillCoupled()
	case len(s.bundles) > 0:
		return s.fillBundles()
	}
	var cost int64
	for d := range s.dem {
		dm := &s.dem[d]
		if dm.tiers > 1 {
			cost += s.fillLine(dm, false)
			continue
		}
		need := dm.q
		for k := dm.first; k < dm.last; k++ {
			c := &s.cells[k]
			if !s.open[c.off] {
				continue
			}
			if need <= c.most {
				cost += need * c.unit
				need = 0
				break
			}
			cost += c.most * c.unit
			need -= c.most
		}
		cost += need * dm.b
	}
	return cost
}

// fillLine is the cost of one demand, tier after tier, each from the cheapest unit up.
// With record it also adds the units of every cell to s.x.
func (s *Solver) fillLine(dm *demand, record bool) int64 {
	var cost, left int64
	k := dm.first - 1 // the cell being emptied, and what it has left
	for _, t := range s.tiersOf(dm) {
		for t.q > 0 {
			for left == 0 && k+1 < dm.last {
				if k++; s.open[s.cells[k].off] {
					left = s.cells[k].most
				}
			}
			if left == 0 || s.cells[k].unit >= t.b {
				break
			}
			n := min(t.q, left)
			cost += n * s.cells[k].unit
			t.q -= n
			left -= n
			if record {
				s.x[k] += n
			}
		}
		cost += t.q * t.b
	}
	return cost
}

// fillApart is the unit and backorder cost if every line filled by itself, in part or
// in whole, with nothing else drawing on its stock: no less is possible.
func (s *Solver) fillApart() int64 {
	var cost int64
	for d := range s.dem {
		cost += s.fillLine(&s.dem[d], false)
	}
	return cost
}

// cheapest is fillApart with every location open: no plan has less.
func (s *Solver) cheapest() int64 {
	for i := range s.open {
		s.open[i] = true
	}
	cost := s.fillApart()
	clear(s.open)
	return cost
}

// fillBundles is fill where some demands stand or fall together but nothing is scarce:
// a bundle is filled where that costs less than its backorder.
func (s *Solver) fillBundles() int64 {
	s.spent = resize(s.spent, len(s.bundles))
	clear(s.spent)
	var cost int64
	for d := range s.dem {
		dm := &s.dem[d]
		if dm.bundle < 0 {
			cost += s.fillLine(dm, false)
			continue
		}
		need := dm.q
		for k := dm.first; k < dm.last && need > 0; k++ {
			if c := &s.cells[k]; s.open[c.off] {
				n := min(need, c.most)
				s.spent[dm.bundle] += n * c.unit
				need -= n
			}
		}
		if need > 0 {
			s.spent[dm.bundle] += 2 * s.total // short: dearer than any backorder
		}
	}
	for b := range s.bundles {
		cost += min(s.spent[b], s.bundles[b].drop)
	}
	return cost
}

// assign leaves the units of every cell in s.x, for the locations in s.open.
func (s *Solver) assign() {
	if s.coupled {
		s.fillCoupled()
		return
	}
	s.clearX()
	for d := range s.dem {
		dm := &s.dem[d]
		if dm.bundle < 0 {
			s.fillLine(dm, true)
			continue
		}
		need := dm.q
		for k := dm.first; k < dm.last && need > 0; k++ {
			if c := &s.cells[k]; s.open[c.off] {
				s.x[k] = min(need, c.most)
				need -= s.x[k]
			}
		}
	}
	s.dropBundles()
}

// fillCoupled fills line after line; only when that runs into something shared is the
// flow problem solved. It leaves the units of every cell in s.x.
func (s *Solver) fillCoupled() int64 {
	if s.fillInTurn() {
		s.dropBundles()
		return s.costOfX()
	}
	cells := 0
	for k := range s.cells {
		if s.open[s.cells[k].off] {
			cells++
		}
	}
	if s.solveFlow(cells) {
		return s.costOfX()
	}
	s.rough = true
	s.fillWithinLimits()
	return s.keepBetter()
}

// fillInTurn gives every demand its cheapest units while stock lasts. It reports
// whether that is optimal before bundles are dropped: no capacity is exceeded, and
// demands contend for stock only where it is the same to all of them (the dearest
// backorder comes first, and that is then the best order).
func (s *Solver) fillInTurn() bool {
	s.clearX()
	s.clearUse()
	for d := range s.dem {
		dm := &s.dem[d]
		need := dm.q
		for k := dm.first; k < dm.last && need > 0; k++ {
			c := &s.cells[k]
			if !s.open[c.off] {
				continue
			}
			want := min(need, c.most)
			got := min(want, s.pools[c.pool].most-s.drawn[c.pool])
			if got < want && s.mixed[dm.group] {
				return false
			}
			s.x[k] = got
			s.drawn[c.pool] += got
			s.used[c.off] += got
			need -= got
		}
	}
	for i := range s.off {
		if c := s.off[i].capacity; c != Unlimited && s.used[i] > c {
			return false
		}
	}
	return true
}

// fillWithinLimits is fillInTurn that respects capacities, for problems too large for
// the flow: feasible, not optimal.
func (s *Solver) fillWithinLimits() {
	s.clearX()
	s.clearUse()
	for d := range s.dem {
		dm := &s.dem[d]
		need := dm.q
		for k := dm.first; k < dm.last && need > 0; k++ {
			c := &s.cells[k]
			if !s.open[c.off] {
				continue
			}
			got := min(need, c.most, s.pools[c.pool].most-s.drawn[c.pool])
			if o := &s.off[c.off]; o.capacity != Unlimited {
				got = min(got, o.capacity-s.used[c.off])
			}
			s.x[k] = got
			s.drawn[c.pool] += got
			s.used[c.off] += got
			need -= got
		}
	}
	s.dropBundles()
}

// dropBundles takes back the bundles that are short or dearer than their backorder.
func (s *Solver) dropBundles() {
	if len(s.bundles) == 0 {
		return
	}
	s.spent = resize(s.spent, len(s.bundles))
	clear(s.spent)
	for d := range s.dem {
		dm := &s.dem[d]
		if dm.bundle < 0 {
			continue
		}
		need := dm.q
		for k := dm.first; k < dm.last; k++ {
			need -= s.x[k]
			s.spent[dm.bundle] += s.x[k] * s.cells[k].unit
		}
		if need > 0 {
			s.spent[dm.bundle] += 2 * s.total
		}
	}
	for d := range s.dem {
		if dm := &s.dem[d]; dm.bundle >= 0 && s.spent[dm.bundle] >= s.bundles[dm.bundle].drop {
			clear(s.x[dm.first:dm.last])
		}
	}
}

// costOfX is the unit and backorder cost of the units in s.x.
func (s *Solver) costOfX() int64 {
	cost := s.unfilled
	for d := range s.dem {
		dm := &s.dem[d]
		for k := dm.first; k < dm.last; k++ {
			cost += s.x[k] * (s.cells[k].unit - dm.b)
		}
	}
	return cost
}

func (s *Solver) clearX() {
	s.x = resize(s.x, len(s.cells))
	clear(s.x)
}

func (s *Solver) clearUse() {
	s.used = resize(s.used, len(s.off))
	clear(s.used)
	s.drawn = resize(s.drawn, len(s.pools))
	clear(s.drawn)
}
