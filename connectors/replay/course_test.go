package replay

import (
	"fmt"
	"testing"
	"time"

	"andon/core"
)

// Looking at the work again before a step is due must not put any step off: a feed that
// waits for the wall clock looks again after every wait, and would never get anything
// done. Tasks of all ages are planned, then planned again just before each of their
// steps, with what was due until then done.
func TestPlanningAgainPutsNothingOff(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		t.Fatal(err)
	}
	start := core.InstantOf(time.Date(2011, 11, 1, 10, 0, 0, 0, zone))
	site := &station{zone: zone}
	plan := func(now core.Instant, reached func(id string) stage) map[string]core.Instant {
		d := &dock{seed: 7, zone: zone, start: start, end: start.Add(time.Hour)}
		for n := range 200 {
			id, opened := fmt.Sprintf("SO-%d/F1", n), start.Add(-time.Duration(n)*17*time.Minute)
			d.schedule(&task{id: id, site: site, stage: reached(id), ship: core.DateIn(opened, zone), opened: opened}, now)
		}
		at := map[string]core.Instant{}
		for _, j := range d.steps {
			at[j.id] = j.at
		}
		return at
	}
	first := plan(start, func(string) stage { return accept })
	if len(first) < 100 {
		t.Fatalf("only %d steps were planned", len(first))
	}
	for step, due := range first {
		again := plan(due-1, func(id string) stage {
			s := accept
			for s < ship && first[id+":"+s.String()] != 0 && first[id+":"+s.String()] < due {
				s++
			}
			return s
		})
		for other, at := range first {
			if at >= due && (again[other] == 0 || again[other] > at) {
				t.Fatalf("planned again before %s at %s, %s is put off from %s to %s", step, due, other, at, again[other])
			}
		}
	}
}
