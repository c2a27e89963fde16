package replay

import (
	"fmt"
	"testing"
	"time"

	"andon/core"
)

// Looking at the work again before a step is due must not put that step off: a feed
// that waits for the wall clock looks again after every wait. Tasks of all ages are
// planned, then planned again just before each of their steps.
func TestPlanningAgainMovesNothing(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		t.Fatal(err)
	}
	start := core.InstantOf(time.Date(2011, 11, 1, 10, 0, 0, 0, zone))
	site := &station{zone: zone}
	plan := func(now core.Instant) map[string]core.Instant {
		d := &dock{seed: 7, zone: zone, start: start, end: start.Add(time.Hour)}
		for n := range 200 {
			opened := start.Add(-time.Duration(n) * 17 * time.Minute)
			d.schedule(&task{id: fmt.Sprintf("SO-%d/F1", n), site: site, ship: core.DateIn(opened, zone), opened: opened}, now)
		}
		at := map[string]core.Instant{}
		for _, j := range d.steps {
			at[j.id] = j.at
		}
		return at
	}
	first := plan(start)
	if len(first) < 100 {
		t.Fatalf("only %d steps were planned", len(first))
	}
	for id, due := range first {
		again := plan(due - 1)
		for other, at := range first {
			if at >= due && again[other] != at {
				t.Fatalf("planned again before %s at %s, %s moved from %s to %s", id, due, other, at, again[other])
			}
		}
	}
}
