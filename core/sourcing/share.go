package sourcing

// src is the index of demand d in the problem, of the first where several are merged.
func (s *Solver) src(d int) int32 { return s.tiers[s.dem[d].tier].src }

// findCoupling reports whether anything but plain shared stock ties demands together.
func (s *Solver) findCoupling() bool {
	coupled := false
	s.mixed = s.mixed[:0]
	for from := 0; from < len(s.dem); {
		_, to := s.peers(from)
		mixed := to-from > 1 && s.differ(from, to)
		s.mixed = append(s.mixed, mixed)
		coupled = coupled || mixed
		from = to
	}
	for i := range s.off {
		o := &s.off[i]
		if o.capacity == Unlimited || coupled {
			continue
		}
		var units int64
		for d := range s.dem {
			units += max(0, min(s.dem[d].q, int64(s.p.Offers[o.src].Avail[s.src(d)])))
		}
		coupled = units > o.capacity
	}
	return coupled
}

// peers is the range of demands for the SKU of demand d.
func (s *Solver) peers(d int) (from, to int) {
	g := s.dem[d].group
	for from = d; from > 0 && s.dem[from-1].group == g; from-- {
	}
	for to = d + 1; to < len(s.dem) && s.dem[to].group == g; to++ {
	}
	return from, to
}

// differ reports whether demands of one SKU see other stock or prices than the first,
// or are bound to other lines: then it is not enough to serve the dearest backorder first.
func (s *Solver) differ(from, to int) bool {
	for d := from; d < to; d++ {
		if s.dem[d].bundle != s.dem[from].bundle {
			return true
		}
		for i := range s.off {
			o := &s.p.Offers[s.off[i].src]
			if a, b := s.src(from), s.src(d); o.Avail[a] != o.Avail[b] || o.Unit[a] != o.Unit[b] {
				return true
			}
		}
	}
	return false
}

// merge makes one demand of all that ask for the same SKU.
func (s *Solver) merge() {
	n := 0
	for d := range s.dem {
		if n > 0 && s.dem[n-1].group == s.dem[d].group {
			s.dem[n-1].tiers++
			s.dem[n-1].q += s.dem[d].q
			continue
		}
		s.dem[n] = s.dem[d]
		n++
	}
	s.dem = s.dem[:n]
}

// loadPools makes one pool for each location and SKU and lists its cells.
func (s *Solver) loadPools() {
	groups := len(s.mixed)
	s.pools = s.pools[:0]
	s.table = resize(s.table, len(s.off)*groups)
	clear(s.table)
	for k := range s.cells {
		s.table[int(s.cells[k].off)*groups+int(s.dem[s.cells[k].dem].group)]++
	}
	at := int32(0)
	for i := range s.off {
		s.off[i].first = int32(len(s.pools))
		for g := range groups {
			n := s.table[i*groups+g]
			s.table[i*groups+g] = int32(len(s.pools))
			if n > 0 {
				s.pools = append(s.pools, pool{off: int32(i), group: int32(g), first: at, last: at})
				at += n
			}
		}
		s.off[i].last = int32(len(s.pools))
	}
	s.owned = resize(s.owned, len(s.cells))
	for k := range s.cells {
		c := &s.cells[k]
		c.pool = s.table[int(c.off)*groups+int(s.dem[c.dem].group)]
		pl := &s.pools[c.pool]
		s.owned[pl.last] = int32(k)
		pl.last++
	}
	s.sizePools()
}

// sizePools gives each pool the largest Avail that a demand of its SKU sees.
func (s *Solver) sizePools() {
	for k := range s.pools {
		pl := &s.pools[k]
		in := &s.p.Offers[s.off[pl.off].src]
		from, to := s.peers(int(s.cells[s.owned[pl.first]].dem))
		for d := from; d < to; d++ {
			pl.most = max(pl.most, int64(in.Avail[s.src(d)]))
		}
	}
}
