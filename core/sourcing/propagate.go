package sourcing

import (
	"cmp"
	"slices"
)

// run is a stretch of a demand's units at one cost, filled or left on backorder.
type run struct{ unit, units int64 }

// propagate looks at what is open already. What another location saves can only shrink
// as more are opened (each line takes its best units from a growing set), so one that
// does not save its own cost now never will: it is shut. What the rest would save, each
// as if alone, bounds the node (Nemhauser, Wolsey and Fisher 1978).
func (s *Solver) propagate() int64 {
	if !s.plain() {
		return s.root
	}
	size := 0
	for i := range s.off {
		if s.open[i] = s.state[i] == opened; s.open[i] {
			size++
		}
	}
	if size == 0 {
		return s.root
	}
	cost := s.priceAndSave()
	if size <= s.splits {
		s.consider(cost, size)
	}
	gains := s.gains[:0]
	for i := range s.off {
		if s.state[i] != free {
			continue
		}
		if gain := s.saved[i] - s.off[i].fixed; gain > 0 && size < s.most {
			gains = append(gains, gain)
		} else {
			s.decide(i, shut)
		}
	}
	s.gains = gains
	slices.Sort(gains)
	for _, gain := range gains[max(0, len(gains)-max(0, s.most-size)):] {
		cost -= gain
	}
	return cost
}

// tighten limits what each location can give to what cheaper open locations leave of
// the demand: some best plan of the node takes those first. It makes the bound grow
// with every location that is opened.
func (s *Solver) tighten() {
	if s.coupled {
		return
	}
	for d := range s.dem {
		dm := &s.dem[d]
		need := dm.q
		for k := dm.first; k < dm.last; k++ {
			c := &s.cells[k]
			n := min(c.most, need)
			s.dual.rows[s.dual.rowOf[k]].most = n
			if s.state[c.off] == opened {
				need -= n
			}
		}
	}
}

// priceAndSave is the cost of the locations in s.open, packages included; it leaves in
// s.saved what each other location would save on unit and backorder costs.
func (s *Solver) priceAndSave() int64 {
	cost := -s.extra
	for i, open := range s.open {
		if open {
			cost += s.off[i].fixed
		}
	}
	if s.plain() {
		return cost + s.saveAsPlain()
	}
	return cost + s.saveByTrial()
}

// saveAsPlain is the unit and backorder cost of s.open, and leaves what others would
// save, as if nothing coupled the lines.
func (s *Solver) saveAsPlain() int64 {
	s.saved = resize(s.saved, len(s.off))
	clear(s.saved)
	var cost int64
	for d := range s.dem {
		cost += s.saveLine(&s.dem[d])
	}
	return cost
}

// saveByTrial is saveAsPlain for coupled lines: it opens one location after the other.
func (s *Solver) saveByTrial() int64 {
	s.saved = resize(s.saved, len(s.off))
	clear(s.saved)
	cost := s.fill()
	for _, i := range s.useful {
		if !s.open[i] {
			s.open[i] = true
			s.saved[i] = cost - s.fill()
			s.open[i] = false
		}
	}
	return cost
}

// saveLine adds to s.saved what each location saves on one demand, and returns the
// demand's cost as it is: new units replace the dearest ones.
func (s *Solver) saveLine(dm *demand) int64 {
	cost := s.runsOf(dm)
	for k := dm.first; k < dm.last; k++ {
		c := &s.cells[k]
		left := c.most
		for r := len(s.runs) - 1; r >= 0 && left > 0 && s.runs[r].unit > c.unit; r-- {
			n := min(left, s.runs[r].units)
			s.saved[c.off] += n * (s.runs[r].unit - c.unit)
			left -= n
		}
	}
	return cost
}

// runsOf lists the demand's units at what they cost with the open locations, cheapest
// first, unfilled ones at their backorder cost; it returns the sum.
func (s *Solver) runsOf(dm *demand) int64 {
	s.runs = s.runs[:0]
	var cost, left int64
	k := dm.first - 1
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
			s.runs = append(s.runs, run{s.cells[k].unit, n})
			cost += n * s.cells[k].unit
			t.q -= n
			left -= n
		}
		if t.q > 0 {
			s.runs = append(s.runs, run{t.b, t.q})
			cost += t.q * t.b
		}
	}
	if dm.tiers > 1 { // an earlier tier may wait while a later one is served
		slices.SortFunc(s.runs, func(a, b run) int { return cmp.Compare(a.unit, b.unit) })
	}
	return cost
}
