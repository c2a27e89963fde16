package replay

import (
	"hash/fnv"
	"time"

	"andon/core"
)

// dateOf is a calendar date.
func dateOf(year int, month time.Month, day int) core.Date {
	return core.Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// diceFor gives numbers that follow from a seed and a name: the same for the same,
// whatever was drawn before.
func diceFor(seed uint64, name string) dice {
	h := fnv.New64a()
	h.Write([]byte(name))
	return dice(h.Sum64() ^ seed*0x9e3779b97f4a7c15)
}

// between returns low to high, both included.
func (d *dice) between(low, high int) int { return low + d.roll(high-low+1) }

// chance is true in so many of a thousand cases.
func (d *dice) chance(perMille int) bool { return d.roll(1000) < perMille }
