package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"andon/core"
	"andon/core/job"
	"andon/core/world"
)

// A slice of a job that leaves no room in its record leaves what is to be looked at again
// for the next one.
func TestAgainWaitsForRoom(t *testing.T) {
	t.Parallel()
	s := run(t, `
		stock A@L1 200
		stock B@L2 5
		order web A*1 B*1
	`)
	start := &job.Start{Op: job.Hold, Reason: "storm"}
	for n := range job.Slice {
		s.play("order web A*1")
		start.Targets = append(start.Targets, fmt.Sprintf("SO-%d", n+2))
	}
	s.record(core.Command{Actor: "ops", Body: start})
	s.now++
	came := s.record(s.command(strings.Fields("stock B@L1 5")))
	s.record(core.Command{Actor: "system", Body: &world.Tick{Fill: s.d.Consequences(s.w, came)}})
	s.play("= SO-1 fos=2")
	s.tick()
	s.play("= SO-1 fos=1")
}

// Split orders are looked at again while their locations have not accepted them.
func TestAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text string }{
		{"a delivery makes a split needless", `
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			= SO-1 fos=2 from=L1L2 promise=+1
			= loads L1+0=1 L2+0=1
			po P L1 B*5
			receive P 1*5
			= SO-1 fos=1 from=L1 promise=+1
			= loads L1+0=1
			= A@L1 allocated=1 available=4
			= B@L1 allocated=1 available=4
			= B@L2 allocated=0 available=5
			= board
		`},
		{"a merged order may open another fulfillment order for what waits", `
			chan few splits=2
			loc L3 prio=3
			stock A@L1 5
			stock B@L2 5
			stock C@L3 1
			order few A*1 B*1 C*3
			= SO-1/3 backordered=3
			= SO-1 fos=2
			stock C@L3 5
			= SO-1/3 backordered=3
			stock B@L1 5
			= SO-1/3 allocated=3
			= SO-1 fos=2
		`},
		{"what is accepted stays", `
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			accept SO-1/2
			stock B@L1 5
			= SO-1 fos=2
			stock A@L2 5
			= SO-1 fos=2
		`},
		{"three become two, and one", `
			stock A@L1 5
			stock B@L2 5
			loc L3 prio=3
			stock C@L3 5
			order web A*1 B*1 C*1
			= SO-1 fos=3
			stock C@L1 1
			= SO-1 fos=2 from=L1L2
			cancel SO-1 2*1
			= SO-1 fos=1 from=L1
		`},
		{"a cancelled order's units count", `
			stock A@L1 1
			stock B@L1 1
			order web B*1
			stock B@L2 1
			order web A*1 B*1
			= SO-2 fos=2
			cancel SO-1
			= SO-2 fos=1 from=L1
		`},
		{"a saving below the least is none", `
			prices split=50 wait=10000 save=151
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			stock B@L1 5
			= SO-1 fos=2
			prices split=50 wait=10000 save=150
			= SO-1 fos=1
		`},
		{"a shop that keeps splits", `
			prices split=50 wait=10000 keep
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			stock B@L1 5
			= SO-1 fos=2
			prices split=50 wait=10000
			= SO-1 fos=1
		`},
		{"no later day is told for it", `
			loc L1 prio=1 in=near
			loc L2 prio=2 in=near
			loc L3 prio=3 in=far
			carry near*1 far*5
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			stock A@L3 5
			stock B@L3 5
			= SO-1 fos=2
			stock B@L1 5
			= SO-1 fos=1 from=L1 promise=+1
		`},
		{"what a fence gave stays", `
			chan web fence=:500
			chan mkt
			po P L1 A*4
			receive P 1*4
			stock B@L2 5
			order web A*1 B*1
			= RS-1 qty=1 taken=1
			stock B@L1 5
			= SO-1 fos=2
			order mkt A*1 B*1
			= SO-2 fos=1
		`},
		{"kits stay whole", `
			kit K A*1 B*1
			stock A@L1 2
			stock B@L2 2
			order web K*2
			= SO-1 fos=2
			stock B@L1 1
			= SO-1 fos=2
			stock B@L1 1
			= SO-1 fos=1 from=L1
		`},
		{"the day's room is given back and taken", `
			loc L1 prio=1 cap=1
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			= loads L1+0=1 L2+0=1
			stock B@L1 5
			= SO-1 fos=1 from=L1
			= loads L1+0=1
			order web A*1
			= loads L1+0=1 L1+1=1
			cancel SO-1
			= loads L1+0=1
			= SO-2 fos=1 from=L1
		`},
		{"units go into a fulfillment order that is open", `
			stock A@L1 5
			order web A*1 B*1
			= SO-1/2 backordered=1
			stock B@L1 5
			= SO-1 fos=1
			= loads L1+0=1
			accept SO-1/1
			amend SO-1 +A*1
			= SO-1 fos=2
			wait 24h
			amend SO-1 +A*1
			= SO-1 fos=3
		`},
		{"after the cut-off nothing more goes into today's", `
			loc L1 prio=1 cut=780
			loc L2 prio=2 cut=900
			stock A@L1 5
			stock B@L2 5
			order web A*1 B*1
			wait 2h
			stock B@L1 5
			= SO-1 fos=2
			stock A@L2 5
			= SO-1 fos=1 from=L2
		`},
		{"what comes late joins all of it elsewhere", `
			stock A@L1 1
			order web A*1 B*1
			= SO-1 fos=1 from=L1
			stock A@L2 5
			stock B@L2 5
			= SO-1 fos=1 from=L2
			= SO-1/1 allocated=1
		`},
	} {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.text) })
	}
}
