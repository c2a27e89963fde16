package rehearse

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"

	"andon/core"
)

// step is one thing that people do with a fulfillment order.
type step int

const (
	accept step = iota
	pick
	pack
	ship
	deliver
	steps
)

var stepNames = [steps]string{"accept", "pick", "pack", "ship", "deliver"}

// enough is how many records of something are needed before the model follows them; with
// fewer it takes all locations together, and with fewer still the defaults.
const enough = 5

// The defaults, where too little was recorded.
const (
	defaultHold    = 24 * time.Hour // until somebody releases a hold
	defaultDeliver = 48 * time.Hour
	defaultShip    = 17 * 60 // minute of the planned day
)

var defaultWait = [...]time.Duration{accept: time.Hour, pick: 2 * time.Hour, pack: 30 * time.Minute}

// bench is a step at a location, begun in an hour of the week; "" stands for all
// locations, anyHour for all hours. People go home: what waits for the morning in the
// evening does not wait at noon.
type bench struct {
	location string
	step     step
	hour     int
}

const anyHour = -1

// hourOf is the hour of the week in which a step begins; for shipping, the hour counted
// from the midnight of the planned day, as the carrier comes when it comes.
func hourOf(s step, at core.Instant, planned core.Date, zone *time.Location) int {
	day := core.DateIn(at, zone)
	hour := int(at-day.At(0, zone)) / 3_600_000
	if s == ship {
		return (10+int(min(max(day-planned, -1), 5)))*24 + hour
	}
	return int(day.Weekday())*24 + hour
}

// model is how long people take, and how often they say no. It is measured once and
// only read afterwards. All draws come from a hash, which the caller makes of what the
// record calls the order.
type model struct {
	// waits are recorded times: from the step before, in milliseconds; of ship instead in
	// minutes from the midnight, at its location, that begins the planned day.
	waits    map[bench][]int64
	opened   map[string]int // fulfillment orders by location
	rejected map[string]int // of them, by the location
	shorted  map[string]int // picks that missed something
	fates    map[string]*fate
	zones    map[string]*time.Location // by location
}

// fate is what became of the holds of one type.
type fate struct {
	placed             int
	released, rejected []int64 // by people, after so many milliseconds
}

func newModel() *model {
	return &model{waits: map[bench][]int64{}, opened: map[string]int{}, rejected: map[string]int{}, shorted: map[string]int{},
		fates: map[string]*fate{}, zones: map[string]*time.Location{}}
}

// add notes one recorded time of a step that was begun in an hour.
func (m *model) add(location string, s step, hour int, n int64) {
	for _, b := range benches(location, s, hour) {
		m.waits[b] = append(m.waits[b], n)
	}
}

// benches are where the times of a step are kept, the closest first.
func benches(location string, s step, hour int) [3]bench {
	return [...]bench{{location, s, hour}, {location, s, anyHour}, {"", s, anyHour}}
}

// sample is what is known of a step: at its location and hour, there at all, anywhere; or nil.
func (m *model) sample(location string, s step, hour int) []int64 {
	for _, b := range benches(location, s, hour) {
		if all := m.waits[b]; len(all) >= enough {
			return all
		}
	}
	return nil
}

// after is when a step is done, whose predecessor was done at an instant. A step that
// nobody records where others are recorded is no work of its own: it takes no time.
func (m *model) after(s step, location string, at core.Instant, planned core.Date, draw uint64) core.Instant {
	zone := m.zone(location)
	if planned == 0 {
		planned = core.DateIn(at, zone)
	}
	all := m.sample(location, s, hourOf(s, at, planned, zone))
	switch {
	case s == ship:
		minute := int64(defaultShip)
		if len(all) > 0 {
			minute = all[draw%uint64(len(all))]
		}
		return leaves(zone, at, planned, minute)
	case len(all) > 0:
		return at + core.Instant(all[draw%uint64(len(all))])
	case m.sample(location, ship, anyHour) != nil && s != deliver:
		return at
	case s == deliver:
		return at.Add(defaultDeliver)
	}
	return at.Add(defaultWait[s])
}

// leaves is the instant at which something leaves that was planned for a day.
func leaves(zone *time.Location, ready core.Instant, planned core.Date, minute int64) core.Instant {
	days := minute / minutesOfDay
	if minute < days*minutesOfDay { // it left before its day
		days--
	}
	return max(ready, (planned+core.Date(days)).At(int(minute-days*minutesOfDay), zone))
}

const minutesOfDay = 24 * 60

func (m *model) zone(location string) *time.Location {
	if z := m.zones[location]; z != nil {
		return z
	}
	return time.UTC
}

// rejects reports whether a location says no to a fulfillment order.
func (m *model) rejects(location string, draw uint64) bool {
	return happens(m.rejected[location], m.opened[location], draw)
}

// misses reports whether a pick does not find one of its lines.
func (m *model) misses(location string, draw uint64) bool {
	return happens(m.shorted[location], m.opened[location], draw)
}

// happens is true n times of all.
func happens(n, all int, draw uint64) bool {
	return n > 0 && all >= enough && draw%uint64(all) < uint64(n)
}

// what people do with a hold.
type answer int

const (
	leave answer = iota
	release
	reject
)

// answerHold is what people do with a hold of a type, and after how long.
func (m *model) answerHold(kind string, draw uint64) (answer, time.Duration) {
	f := m.fates[kind]
	if f == nil || f.placed < enough {
		return release, defaultHold
	}
	n := draw % uint64(f.placed)
	pick := func(all []int64) time.Duration {
		return time.Duration(all[(draw/uint64(f.placed))%uint64(len(all))]) * time.Millisecond
	}
	switch {
	case n < uint64(len(f.released)):
		return release, pick(f.released)
	case n < uint64(len(f.released)+len(f.rejected)):
		return reject, pick(f.rejected)
	}
	return leave, 0
}

// fateOf is where the holds of a type are counted.
func (m *model) fateOf(kind string) *fate {
	f := m.fates[kind]
	if f == nil {
		f = new(fate)
		m.fates[kind] = f
	}
	return f
}

// drawOf is a number that hangs on names alone.
func drawOf(what, order string, n int, more string) uint64 {
	h := fnv.New64a()
	for _, s := range [...]string{what, order, more} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
	x := h.Sum64() // its low bits hang on the low bits of what went in alone
	x ^= x >> 32
	x *= 0x9e3779b97f4a7c15
	return x ^ x>>29
}

// median of recorded numbers; 0 where there are none.
func median(all []int64) int64 {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
