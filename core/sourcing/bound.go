package sourcing

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// lagrange computes L at the current prices, with net, pick and slack.
func (s *Solver) lagrange() {
	u := &s.dual
	base := s.demandSide() - s.extra<<u.shift
	open, positive, sum := 0, 0, int64(0)
	for i := range s.off {
		u.pick[i] = false
		if s.state[i] == shut {
			continue
		}
		u.net[i] = s.netOf(i)
		switch {
		case s.state[i] == opened:
			open++
			sum = min(sum+u.net[i], far)
		case u.net[i] > 0:
			positive++
			u.pick[i] = true
			sum = min(sum+u.net[i], far)
		}
	}
	u.now = verdict{}
	sum = s.fitPackages(open, positive, sum)
	switch {
	case sum >= far: // prices far off: the sum means nothing
		u.now.lb = -far
	case sum <= -far: // no such plan
		u.now.lb = far
	default:
		u.now.lb = base - sum
	}
	s.slacken()
}

// far is more than any scaled bound.
const far = int64(1) << 62

// fitPackages changes the pick so that the number of packages lies between s.least and
// s.most, and returns what the chosen offers then gain; -far when that cannot be.
func (s *Solver) fitPackages(open, positive int, sum int64) int64 {
	u := &s.dual
	n := open + positive
	for ; n > s.most; n-- {
		i := s.worstPick()
		if i < 0 {
			return -far
		}
		u.pick[i] = false
		sum -= u.net[i]
		u.now.in = max(u.now.in, u.net[i])
	}
	for ; n < s.least; n++ {
		i := s.bestUnpicked()
		if i < 0 {
			return -far
		}
		u.pick[i] = true
		sum = max(sum+u.net[i], 1-far)
	}
	if i := s.worstPick(); i >= 0 && (n == s.most || open+positive < s.least) {
		u.now.out = u.net[i]
	}
	if open+positive <= s.least {
		u.now.in = -far
		if i := s.bestUnpicked(); i >= 0 {
			u.now.in = u.net[i]
		}
	}
	return sum
}

func (s *Solver) worstPick() int {
	at := -1
	for i, picked := range s.dual.pick {
		if picked && (at < 0 || s.dual.net[i] < s.dual.net[at]) {
			at = i
		}
	}
	return at
}

func (s *Solver) bestUnpicked() int {
	at := -1
	for i, picked := range s.dual.pick {
		if !picked && s.state[i] == free && (at < 0 || s.dual.net[i] > s.dual.net[at]) {
			at = i
		}
	}
	return at
}

// demandSide is Σ q v, where a bundle pays its backorder when that is less, and sets
// slack to what the demands want.
func (s *Solver) demandSide() int64 {
	u := &s.dual
	var sum int64
	s.spent = resize(s.spent, len(s.bundles))
	clear(s.spent)
	for d := range s.dem {
		dm, v := &s.dem[d], u.v[d]
		u.slack[d] = dm.q
		switch {
		case dm.bundle >= 0:
			s.spent[dm.bundle] += dm.q * v
		case dm.tiers == 1:
			sum += dm.q * v
		default:
			for _, t := range s.tiersOf(dm) {
				sum += t.q * min(v, t.b<<u.shift)
				if v > t.b<<u.shift {
					u.slack[d] -= t.q
				}
			}
		}
	}
	if len(s.bundles) == 0 {
		return sum
	}
	for b := range s.bundles {
		sum += min(s.spent[b], s.bundles[b].drop<<u.shift)
	}
	for d := range s.dem {
		if b := s.dem[d].bundle; b >= 0 && s.spent[b] > s.bundles[b].drop<<u.shift {
			u.slack[d] = 0
		}
	}
	return sum
}

// netOf is what offer i gains at the current prices by giving all that pays.
func (s *Solver) netOf(i int) int64 {
	u := &s.dual
	if u.tight[i] {
		return s.tightNet(i)
	}
	v, net := u.v, -(s.off[i].fixed << u.shift)
	rows := u.rows[u.start[i]:u.start[i+1]]
	for k := range rows {
		r := &rows[k]
		net += r.most * max(v[r.dem]-r.unit, 0) // no branch: which rows pay is hard to predict
	}
	return net
}

// tightNet is netOf under capacity and shared stock: best gain first is optimal, as
// the limits are nested. Often everything fits and nothing needs sorting.
func (s *Solver) tightNet(i int) int64 {
	u := &s.dual
	u.order = u.order[:0]
	for k := u.start[i]; k < u.start[i+1]; k++ {
		u.got[k] = 0
		if u.v[u.rows[k].dem] > u.rows[k].unit {
			u.order = append(u.order, k)
		}
	}
	net, all := s.give(i)
	if !all {
		gain := func(k int32) int64 { return u.v[u.rows[k].dem] - u.rows[k].unit }
		slices.SortFunc(u.order, func(a, b int32) int { return cmp.Or(cmp.Compare(gain(b), gain(a)), cmp.Compare(a, b)) })
		net, _ = s.give(i)
	}
	return net
}

// give lets offer i give the rows in u.order, one after the other while limits last;
// all reports that none was cut short.
func (s *Solver) give(i int) (net int64, all bool) {
	u, o := &s.dual, &s.off[i]
	u.left = resize(u.left, len(s.pools))
	for p := o.first; p < o.last; p++ {
		u.left[p] = s.pools[p].most
	}
	room := int64(math.MaxInt64)
	if o.capacity != Unlimited {
		room = o.capacity
	}
	net, all = -(o.fixed << u.shift), true
	for _, k := range u.order {
		r := &u.rows[k]
		pool := s.cells[r.cell].pool
		n := min(r.most, u.left[pool], room)
		all = all && n == r.most
		u.got[k] = n
		u.left[pool] -= n
		room -= n
		net += n * (u.v[r.dem] - r.unit)
	}
	return net, all
}

// slacken takes from slack what the chosen offers give.
func (s *Solver) slacken() {
	u := &s.dual
	for i := range s.off {
		if s.state[i] != opened && !u.pick[i] {
			continue
		}
		if u.tight[i] {
			for k := u.start[i]; k < u.start[i+1]; k++ {
				u.slack[u.rows[k].dem] -= u.got[k]
			}
			continue
		}
		rows := u.rows[u.start[i]:u.start[i+1]]
		for k := range rows {
			r := &rows[k]
			pays := (r.unit - u.v[r.dem]) >> 63 // all ones when it does
			u.slack[r.dem] -= r.most & pays
		}
	}
}

// ascend takes up to n steps towards better prices and keeps the best in bestV. It
// returns the bound as an amount, and stops early when that settles the node.
func (s *Solver) ascend(n int) int64 {
	u := &s.dual
	u.best.lb = math.MinInt64
	factor, stale := int64(40), 0 // of a Polyak step, in 1/64
	clear(u.gamma)
	for range n {
		s.lagrange()
		if u.now.lb > u.best.lb {
			u.best, stale = u.now, 0
			copy(u.bestV, u.v)
			copy(u.bestNet, u.net)
			copy(u.bestPick, u.pick)
			if s.cut(u.amount(u.best.lb)) {
				break
			}
		} else if stale++; stale >= 4 {
			stale, factor = 0, max(factor*5/8, 1)
		}
		if !s.step(factor) {
			break
		}
	}
	return u.amount(u.best.lb)
}

// amount is the least amount not below a scaled bound.
func (u *dual) amount(lb int64) int64 { return (lb + 1<<u.shift - 1) >> u.shift }

// step moves the prices along the slack, measured as a share of each demand, so that
// large and small lines move alike. It reports false when there is nowhere to go.
func (s *Solver) step(factor int64) bool {
	u := &s.dual
	gap := max(s.best.cost<<u.shift-max(u.now.lb, -far/2), 1)
	var norm uint64
	for d := range s.dem {
		q := s.dem[d].q
		if q == 0 || (u.slack[d] > 0 && u.v[d] >= u.top[d]) {
			u.gamma[d] = 0
			continue
		}
		u.gamma[d] = share(u.slack[d], q) + u.gamma[d]/2 // half of the last step damps zigzag
		norm += uint64(u.gamma[d] * u.gamma[d])
	}
	if norm == 0 {
		return false
	}
	for d := range s.dem {
		if g := u.gamma[d]; g != 0 {
			by := int64(mulDiv(uint64(gap)/64*uint64(factor), uint64(max(g, -g))<<12, norm, 1<<60)) / s.dem[d].q
			s.move(d, g, by)
		}
	}
	return true
}

// share is n / q in 1/4096, not below -128; q > 0 and n ≤ q.
func share(n, q int64) int64 {
	for ; q > 1<<40; q >>= 1 {
		n >>= 1
	}
	return max(n, -128*q) << 12 / q
}

// move shifts the price of demand d, between its cheapest unit and its top.
func (s *Solver) move(d int, g, by int64) {
	u, dm := &s.dual, &s.dem[d]
	if g < 0 {
		by = -by
	}
	v := u.v[d] + by
	if dm.first < dm.last {
		v = max(v, s.cells[dm.first].unit<<u.shift)
	}
	u.v[d] = min(v, u.top[d])
}

// mulDiv is a × b / c, at most limit.
func mulDiv(a, b, c, limit uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi >= c {
		return limit
	}
	q, _ := bits.Div64(hi, lo, c)
	return min(q, limit)
}
