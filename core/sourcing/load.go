package sourcing

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"andon/core"
)

// model is a problem in the solver's own order: demands by SKU, offers by priority
// and id, so that the order of the input cannot matter. Everything else in this
// package speaks of demands, offers and cells by their index here.
type model struct {
	p       *Problem
	dem     []demand
	tiers   []tier
	off     []offer
	cells   []cell // by demand, cheapest unit first, then better offer
	bundles []bundle
	pools   []pool
	coupled bool  // capacity, shared stock or whole lines tie the demands together
	splits  int   // most packages allowed
	extra   int64 // price of a package beyond the first
	nothing int64 // cost of the empty plan
	total   int64 // no cost or bound exceeds this

	order []int32  // scratch: demands or offers being sorted
	keys  []uint64 // scratch: cells of one demand being sorted
	table []int32  // scratch: pool by offer and group
	owned []int32  // cells by pool
	mixed []bool   // groups whose demands cannot share stock simply by turns
}

// demand is one demand of the problem or, where nothing else couples them, all that
// ask for one SKU: they then share stock by filling the dearest backorder first.
type demand struct {
	group       int32 // equal SKUs have equal groups
	bundle      int32 // index in bundles, -1: may be filled in part
	first, last int32 // its cells
	tier, tiers int32 // its demands in tiers, dearest backorder first
	q, b        int64 // quantity; backorder cost of a unit (of the first tier)
}

// tier is what one demand of the problem adds to a merged one.
type tier struct {
	src  int32
	q, b int64
}

type offer struct {
	src         int32 // index in Problem.Offers
	first, last int32 // its pools, when coupled
	fixed       int64 // cost of using it: package and extra package
	capacity    int64 // units, or Unlimited
	saves       int64 // what it alone saves against shipping nothing, when not coupled
	units       int64 // units in its cells
}

// cell is a pair of demand and offer worth considering.
type cell struct {
	unit, most     int64 // cost of a unit; units it can give at most
	dem, off, pool int32 // pool: the stock it draws on, when coupled
}

// bundle is a set of demands that are filled completely together or not at all.
type bundle struct {
	line int   // order line
	drop int64 // cost of filling nothing
}

// pool is the stock of one SKU at one location.
type pool struct {
	off, group  int32
	first, last int32 // its cells, in owned
	most        int64
}

// load brings p into canonical order and refuses amounts that could overflow.
func (s *Solver) load(p *Problem) error {
	if err := p.check(); err != nil {
		return err
	}
	s.p, s.extra = p, int64(p.ExtraPackage)
	s.cells, s.bundles, s.pools = s.cells[:0], s.bundles[:0], s.pools[:0]
	s.nothing, s.total = 0, 0
	s.loadDemands()
	s.loadOffers()
	if s.coupled = s.findCoupling(); !s.coupled {
		s.merge()
	}
	s.splits = len(s.off)
	if p.MaxSplits != Unlimited && p.MaxSplits < len(s.off) {
		s.splits = min(s.splits, p.MaxSplits+1)
	}
	room := uint64(1) << 62 / uint64(len(s.dem)+len(s.off)+2)
	for d := range s.dem {
		if err := s.loadCells(d, room); err != nil {
			return err
		}
	}
	for i := range s.off {
		s.total += s.off[i].fixed
		if uint64(s.off[i].fixed) > room || uint64(s.total) > room {
			return tooLarge(p.Offers[s.off[i].src].Location)
		}
	}
	if s.coupled {
		s.loadPools()
	}
	return nil
}

func tooLarge(subject string) error {
	return core.E(core.CodeLimit, "source", subject, "costs and quantities are too large to be added up")
}

// loadDemands orders demands by SKU, dearest backorder first, so that shared stock
// goes to who needs it most; then by line.
func (s *Solver) loadDemands() {
	in := s.p.Demands
	s.order = indexes(s.order, len(in))
	slices.SortFunc(s.order, func(a, b int32) int {
		x, y := &in[a], &in[b]
		if c := strings.Compare(x.SKU, y.SKU); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(y.BackorderCost, x.BackorderCost), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Qty, y.Qty), cmp.Compare(a, b))
	})
	s.dem, s.tiers = s.dem[:0], s.tiers[:0]
	group := int32(-1)
	for n, src := range s.order {
		d := &in[src]
		if n == 0 || in[s.order[n-1]].SKU != d.SKU {
			group++
		}
		s.dem = append(s.dem, demand{group: group, bundle: s.bundleOf(d), tier: int32(n), tiers: 1, q: int64(d.Qty), b: int64(d.BackorderCost)})
		s.tiers = append(s.tiers, tier{src: src, q: int64(d.Qty), b: int64(d.BackorderCost)})
	}
}

// src is the index of demand d in the problem, of the first where several are merged.
func (s *Solver) src(d int) int32 { return s.tiers[s.dem[d].tier].src }

// findCoupling reports whether anything but plain shared stock ties demands together.
func (s *Solver) findCoupling() bool {
	coupled := len(s.bundles) > 0
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
			units += min(s.dem[d].q, int64(s.p.Offers[o.src].Avail[s.src(d)]))
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
		if s.dem[d].bundle >= 0 {
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

// bundleOf finds or makes the bundle of a demand.
func (s *Solver) bundleOf(d *Demand) int32 {
	if !d.Whole && !s.p.ShipComplete {
		return -1
	}
	line := d.Line
	if s.p.ShipComplete {
		line = 0 // one bundle holds everything
	}
	for i := range s.bundles {
		if s.bundles[i].line == line {
			return int32(i)
		}
	}
	s.bundles = append(s.bundles, bundle{line: line})
	return int32(len(s.bundles) - 1)
}

// loadOffers ranks the locations that may ship anything at all.
func (s *Solver) loadOffers() {
	in := s.p.Offers
	s.order = indexes(s.order, len(in))
	slices.SortFunc(s.order, func(a, b int32) int {
		x, y := &in[a], &in[b]
		if c := cmp.Compare(x.Priority, y.Priority); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(x.Location, y.Location), cmp.Compare(a, b))
	})
	s.off = s.off[:0]
	for _, src := range s.order {
		o := &in[src]
		if o.Closed == "" && o.Capacity != 0 {
			s.off = append(s.off, offer{src: src, fixed: int64(o.Package + s.p.ExtraPackage), capacity: int64(o.Capacity)})
		}
	}
}

// loadCells lists what each offer could give to demand d, cheapest first, and adds
// the demand's share to nothing and total.
func (s *Solver) loadCells(d int, room uint64) error {
	dm, src, n := &s.dem[d], s.src(d), uint64(len(s.off))
	largest := dm.b
	for i := range s.off {
		o := &s.p.Offers[s.off[i].src]
		if o.Avail[src] > 0 {
			u := int64(o.Unit[src])
			largest = max(largest, u, -(u + 1)) // -(u+1) cannot overflow; the 1 is made up for below
		}
	}
	hi, worst := bits.Mul64(uint64(largest)+1, uint64(dm.q)+1)
	if hi != 0 || worst > room || worst+uint64(s.total) > room {
		return tooLarge(s.p.Demands[src].SKU)
	}
	s.total += int64(worst)
	keys := s.keys[:0]
	for i := range s.off {
		o := &s.p.Offers[s.off[i].src]
		u := int64(o.Unit[src])
		if o.Avail[src] <= 0 || (u >= dm.b && dm.bundle < 0) {
			continue // a unit that is not cheaper than its backorder is never worth taking
		}
		keys = append(keys, uint64(u+largest+1)*n+uint64(i))
	}
	slices.Sort(keys)
	s.keys = keys
	s.addCells(d, keys, largest+1)
	return nil
}

func (s *Solver) addCells(d int, keys []uint64, shift int64) {
	dm, src, n := &s.dem[d], s.src(d), uint64(len(s.off))
	dm.first = int32(len(s.cells))
	for _, k := range keys {
		i := int32(k % n)
		o := &s.off[i]
		unit, most := int64(k/n)-shift, min(dm.q, int64(s.p.Offers[o.src].Avail[src]))
		s.cells = append(s.cells, cell{unit: unit, most: most, dem: int32(d), off: i})
		o.units += most
		for _, t := range s.tiersOf(dm) {
			t.q = min(t.q, most)
			o.saves += t.q * max(t.b-unit, 0)
			most -= t.q
		}
	}
	dm.last = int32(len(s.cells))
	for _, t := range s.tiersOf(dm) {
		s.nothing += t.q * t.b
		if dm.bundle >= 0 {
			s.bundles[dm.bundle].drop += t.q * t.b
		}
	}
}

func (s *Solver) tiersOf(dm *demand) []tier { return s.tiers[dm.tier : dm.tier+dm.tiers] }

// loadPools makes one pool for each location and SKU and lists its cells.
func (s *Solver) loadPools() {
	groups := len(s.mixed)
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

// indexes returns 0 … n-1 in buf.
func indexes(buf []int32, n int) []int32 {
	buf = resize(buf, n)
	for i := range buf {
		buf[i] = int32(i)
	}
	return buf
}

// resize returns a slice of length n, reusing buf where it is large enough; what it
// holds is undefined.
func resize[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n, n+n/4)
	}
	return buf[:n]
}
