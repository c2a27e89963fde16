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
	p        *Problem
	dem      []demand
	tiers    []tier
	off      []offer
	cells    []cell // by demand, cheapest unit first, then better offer
	bundles  []bundle
	pools    []pool
	coupled  bool  // capacity or unevenly shared stock: filling a set of locations is a flow problem
	splits   int   // most packages allowed
	extra    int64 // price of a package beyond the first
	nothing  int64 // cost of the empty plan
	unfilled int64 // Σ q b; more than nothing when the order ships complete
	total    int64 // no cost of a plan exceeds this, nor falls below its negative

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
	largest     int64 // no cost of a unit is larger, either way
}

// tier is what one demand of the problem adds to a merged one.
type tier struct {
	src  int32 // index in Problem.Demands
	q, b int64
}

type offer struct {
	src         int32 // index in Problem.Offers
	first, last int32 // its pools, when coupled
	fixed       int64 // cost of using it: package and extra package
	capacity    int64 // units, or Unlimited
	saves       int64 // what it alone saves against filling nothing, if nothing couples its lines
	units       int64 // units in its cells
}

// cell is a pair of demand and offer worth considering.
type cell struct {
	unit, most     int64 // cost of a unit; units it can give at most
	dem, off, pool int32 // pool: the stock it draws on, when coupled
}

// bundle is a set of demands that are filled completely together or not at all.
type bundle struct {
	line  int   // order line
	drop  int64 // cost of filling nothing
	units int64 // when filled
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
	s.loadDemands()
	s.loadOffers()
	s.splits = len(s.off)
	if p.MaxSplits != Unlimited && p.MaxSplits < len(s.off) {
		s.splits = min(s.splits, p.MaxSplits+1)
	}
	if err := s.measure(); err != nil {
		return err
	}
	s.loadPolicies()
	if s.coupled = s.findCoupling(); !s.coupled {
		s.merge()
	}
	s.cells = s.cells[:0]
	for d := range s.dem {
		s.loadCells(d)
	}
	if s.coupled {
		s.loadPools()
	}
	return nil
}

// headroom is the largest sum that is safe: a bound adds up at most one such for every
// demand and offer.
func (s *Solver) headroom() uint64 { return 1 << 62 / uint64(len(s.dem)+len(s.off)+2) }

// measure sets total, and refuses a problem whose sums could overflow.
func (s *Solver) measure() error {
	s.total, s.nothing = 0, 0
	for d := range s.dem {
		dm, src := &s.dem[d], s.src(d)
		dm.largest = dm.b
		for i := range s.off {
			if o := &s.p.Offers[s.off[i].src]; o.Avail[src] > 0 {
				u := int64(o.Unit[src])
				dm.largest = max(dm.largest, u, -(u + 1)) // -(u+1) cannot overflow; the 1 is made up for below
			}
		}
		hi, worst := bits.Mul64(uint64(dm.largest)+1, uint64(dm.q)+1)
		if hi != 0 || worst > s.headroom() || worst+uint64(s.total) > s.headroom() {
			return tooLarge(s.p.Demands[src].SKU)
		}
		s.total += int64(worst)
		s.nothing += dm.q * dm.b
	}
	for i := range s.off {
		fixed := s.off[i].fixed
		s.total += fixed
		if uint64(fixed) > s.headroom() || uint64(s.total) > s.headroom() {
			return tooLarge(s.p.Offers[s.off[i].src].Location)
		}
	}
	return nil
}

func tooLarge(subject string) error {
	return core.E(core.CodeLimit, "source", subject, "costs and quantities are too large to be added up")
}

// loadPolicies makes bundles of whole lines. An order that ships complete needs none
// when there is room for a backorder cost that no plan could bear: then every set of
// locations that leaves something unfilled loses against shipping nothing.
func (s *Solver) loadPolicies() {
	s.bundles, s.unfilled = s.bundles[:0], 0
	var units uint64
	for d := range s.dem {
		units += uint64(s.dem[d].q)
	}
	unbearable := 2*s.total + 1
	hi, lo := bits.Mul64(units, uint64(unbearable))
	dear := s.p.ShipComplete && hi == 0 && lo < s.headroom()
	for d := range s.dem {
		dm, t := &s.dem[d], &s.tiers[d]
		switch in := &s.p.Demands[t.src]; {
		case dear:
			dm.b, t.b = unbearable, unbearable
		case s.p.ShipComplete:
			dm.bundle = s.bundleOf(0) // one bundle holds everything
		case in.Whole:
			dm.bundle = s.bundleOf(in.Line)
		}
		if dm.bundle >= 0 {
			s.bundles[dm.bundle].drop += dm.q * dm.b
			s.bundles[dm.bundle].units += dm.q
		}
		s.unfilled += dm.q * dm.b
	}
}

// bundleOf finds or makes the bundle of an order line.
func (s *Solver) bundleOf(line int) int32 {
	for i := range s.bundles {
		if s.bundles[i].line == line {
			return int32(i)
		}
	}
	s.bundles = append(s.bundles, bundle{line: line})
	return int32(len(s.bundles) - 1)
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
		s.dem = append(s.dem, demand{group: group, bundle: -1, tier: int32(n), tiers: 1, q: int64(d.Qty), b: int64(d.BackorderCost)})
		s.tiers = append(s.tiers, tier{src: src, q: int64(d.Qty), b: int64(d.BackorderCost)})
	}
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

// loadCells lists what each offer could give to demand d, cheapest first.
func (s *Solver) loadCells(d int) {
	dm, src, n := &s.dem[d], s.src(d), uint64(len(s.off))
	shift := dm.largest + 1
	keys := s.keys[:0]
	for i := range s.off {
		o := &s.p.Offers[s.off[i].src]
		u := int64(o.Unit[src])
		if o.Avail[src] <= 0 || (u >= dm.b && dm.bundle < 0) {
			continue // a unit that is not cheaper than its backorder is never worth taking
		}
		keys = append(keys, uint64(u+shift)*n+uint64(i))
	}
	slices.Sort(keys)
	s.keys = keys
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
}

func (s *Solver) tiersOf(dm *demand) []tier { return s.tiers[dm.tier : dm.tier+dm.tiers] }

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
