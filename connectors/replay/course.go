package replay

import (
	"time"

	"andon/core"
	"andon/core/catalog"
)

// station is a location as the dock sees it.
type station struct {
	catalog.Location
	zone *time.Location
}

// stage is how far a fulfillment order has come.
type stage int

const (
	accept stage = iota
	pick
	packing
	ship
	done
)

func (s stage) String() string { return [...]string{"accept", "pick", "pack", "ship"}[s] }

// task is a fulfillment order that the dock works on.
type task struct {
	id     string // SO-17/F1
	site   *station
	stage  stage // what is to be done next
	ship   core.Date
	opened core.Instant
}

// Hours of work at a location and the collection by the carrier, in minutes of its day.
const (
	opens      = 7 * 60
	shuts      = 19 * 60
	collection = 17*60 + 30
)

// schedule puts what is done of a task before the round ends on the agenda. The whole
// course of a fulfillment order follows from when it was opened; a stage that should be
// over is made up for in the first minutes of the round, or at once when they have
// passed. So looking at the work again, at whatever moment before a step, plans the same.
func (d *dock) schedule(t *task, now core.Instant) {
	c := diceFor(d.seed, t.id)
	at := t.opened
	for s := accept; s < done; s++ {
		wait := time.Duration(c.between(15, 75)) * time.Minute
		catchUp := time.Duration(c.between(1, 20)) * time.Minute
		switch s {
		case pick:
			wait = wait*2 + 15*time.Minute
		case ship:
			at = t.site.collected(at, t.ship, &c)
			wait = 0
		}
		at = t.site.working(at.Add(wait), &c)
		if s < t.stage {
			continue
		}
		if at <= now {
			at = t.site.working(max(d.start.Add(catchUp), now+1), &c)
		}
		if at >= d.end {
			return
		}
		d.steps.put(job{at: at, id: t.id + ":" + s.String(), do: d.act(t.id, s)})
	}
}

// working is the first instant from at on at which the location works.
func (s *station) working(at core.Instant, c *dice) core.Instant {
	day := core.DateIn(at, s.zone)
	if s.Works(day) && at >= day.At(opens, s.zone) && at < day.At(shuts, s.zone) {
		return at
	}
	if !s.Works(day) || at >= day.At(shuts, s.zone) {
		day = s.workday(day + 1)
	}
	return day.At(opens+c.roll(90), s.zone)
}

// workday is the first day from d on on which the location works; it looks at most a year ahead.
func (s *station) workday(d core.Date) core.Date {
	for range 366 {
		if s.Works(d) {
			break
		}
		d++
	}
	return d
}

// collected is when the carrier takes what was packed at an instant: on the promised
// day, or on the next possible one. Now and then a parcel is left behind for a day.
func (s *station) collected(packed core.Instant, promised core.Date, c *dice) core.Instant {
	day := core.DateIn(packed, s.zone)
	if packed >= day.At(collection, s.zone) {
		day++
	}
	day = s.workday(max(day, promised))
	if c.chance(20) {
		day = s.workday(day + 1)
	}
	return day.At(collection+c.roll(45), s.zone)
}
