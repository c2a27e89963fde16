package sourcing

import "math/bits"

// enumerate prices every set of two or more useful locations. Sets come in Gray code
// order, so that each differs from the one before by one location.
func (s *Solver) enumerate() {
	fixed := -s.extra
	set := uint(0)
	for n := uint(1); n < 1<<len(s.useful); n++ {
		k := bits.TrailingZeros(n)
		i := s.useful[k]
		set ^= 1 << k
		if s.open[i] = !s.open[i]; s.open[i] {
			fixed += s.off[i].fixed
		} else {
			fixed -= s.off[i].fixed
		}
		size := bits.OnesCount(set)
		if size < 2 || size > s.splits || fixed+s.floor > s.best.cost {
			continue
		}
		s.consider(s.priceWith(fixed), size)
	}
}
