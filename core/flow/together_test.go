package flow_test

import (
	"testing"

	"andon/core"
	"andon/core/job"
	"andon/core/order"
	"andon/core/world"
)

// TestTogether proves that what goes together or not at all waits for the last of it: for
// the end of a hold, and for a day.
func TestTogether(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a hold on one part keeps the whole kit", `
			kit K A*1 B*2
			order web K*2 C*1
			hold SO-1 line=2 blocks=source
			stock A@L1 9
			stock B@L1 9
			stock C@L1 9
			= SO-1/2 backordered=2
			= SO-1/3 backordered=4
			= SO-1/4 allocated=1
			= board held:SO-1/2 short:SO-1/3
			source SO-1
			! held
			free SO-1 1
			= SO-1/2 allocated=2
			= SO-1/3 allocated=4
			= SO-1 fos=1
			= board
		`},
		{"a hold on the part that does not wait keeps nothing", `
			kit K A*1 B*1
			stock A@L1 2
			stock B@L1 2
			order web K*2
			hold SO-1 line=2 blocks=source
			accept SO-1/1
			pick SO-1/1 2*2 3*1 short 3*1
			stock B@L2 1
			= SO-1/2 picked=2
			= SO-1/3 picked=1 allocated=1
		`},
		{"a kit leaves on the latest day of its parts", `
			sku P pre=+3
			sku Q pre=+5
			kit K A*1 P*1 Q*1
			stock A@L1 1
			stock P@L1 1
			stock Q@L1 1
			order web K*1
			= SO-1/2 preordered=1
			= SO-1/3 preordered=1
			= SO-1/4 preordered=1
			= SO-1 promise=+6
			= A@L1 available=1
			wait 73h
			= SO-1/3 preordered=1
			sku Q pre=+4
			= SO-1 promise=+5
			hold SO-1 line=4 blocks=source
			wait 48h
			= SO-1/2 preordered=1
			= board held:SO-1/4
			free SO-1 1
			= SO-1/2 allocated=1
			= SO-1/3 allocated=1
			= SO-1/4 allocated=1
			= board
		`},
		{"a part whose day is put off takes the others along", `
			sku P pre=+3
			kit K A*1 P*1
			order web K*1
			= SO-1 promise=+4
			sku P pre=+7
			= SO-1/2 preordered=1
			= SO-1 promise=+8
			sku P
			= SO-1/2 backordered=1
			= board jeopardy:SO-1 short:SO-1/2 short:SO-1/3
		`},
		{"a ship-complete order leaves on the latest day of its lines", `
			sku P pre=+3
			sku Q pre=+5
			stock A@L1 1
			stock P@L1 1
			order web A*1 P*1 Q*1 complete
			= SO-1/1 preordered=1
			= SO-1 status=preordered promise=+6
			cancel SO-1 3*1
			= SO-1/1 preordered=1
			= SO-1 promise=+4
			wait 73h
			= SO-1/1 allocated=1
			= SO-1/2 allocated=1
		`},
		{"a ship-complete order whose day has come, with nothing there", `
			sku P pre=+3
			order web A*1 P*1 complete
			wait 73h
			= SO-1/1 backordered=1
			= SO-1/2 backordered=1
			= board jeopardy:SO-1 short:SO-1/1 short:SO-1/2
			stock A@L1 1
			stock P@L2 1
			= SO-1/1 allocated=1
			= SO-1/2 allocated=1
			= board
		`},
	})
}

// TestTimersBeforeJobs proves that a job decides nothing at an instant before what came
// due until then.
func TestTimersBeforeJobs(t *testing.T) {
	t.Parallel()
	s := run(t, `
		sku P pre=+2
		order web A*1 P*1 complete
	`)
	s.give("lead", &job.Start{Op: job.Hold, Targets: []string{"SO-1"}, Reason: "storm"})
	s.play("late 72h")
	jobs := core.Command{Actor: "system", Occurred: s.now, Body: &world.Tick{Jobs: true}}
	s.record(jobs)
	for no := 1; no <= 2; no++ {
		if q := s.order("SO-1").Line(no).In(order.Backordered); q != 1 {
			t.Errorf("a job stands before the timers: %d of line %d are backordered", q, no)
		}
	}
	s.record(jobs)
	if len(s.order("SO-1").Holds) != 1 {
		t.Error("the job does not go on")
	}
}
