package flow

import (
	"fmt"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/world"
)

// A job runs in slices, one a tick; a person stops it between two, what it has done
// stands, the timer is gone, and only what was done is taken back.
func TestJobIsStoppedBetweenSlices(t *testing.T) {
	t.Parallel()
	w, d := world.New(), NewDecider()
	now := core.Instant(1_763_888_400_000)
	do := func(body core.Payload) error {
		t.Helper()
		now++
		tx := world.NewTx(w, &core.Command{Actor: "ops", Body: body}, now)
		if err := d.Decide(tx); err != nil {
			w.Begin(w.Seq-1, w.At)
			return err
		}
		return tx.Finish()
	}
	must := func(body core.Payload) {
		t.Helper()
		if err := do(body); err != nil {
			t.Fatal(err)
		}
	}
	must(&catalog.PutPerson{Person: catalog.Person{ID: "ops", Roles: []catalog.Role{catalog.Owner}}})
	start := &job.Start{Op: job.Hold, Reason: "storm"}
	for n := range 100 {
		start.Targets = append(start.Targets, fmt.Sprintf("SO-%d", n+1))
	}
	must(start)
	must(&world.Tick{Jobs: true})
	j := w.Jobs.Get("JB-1")
	if j.Next != job.Slice || len(j.Refused) != job.Slice || j.Ended != 0 {
		t.Fatalf("after one slice: %+v", j)
	}
	if err := do(&job.Undo{Job: "JB-1", Reason: "no storm"}); core.CodeOf(err) != core.CodeState {
		t.Fatalf("undoing a running job: %v", err)
	}
	must(&job.Stop{Job: "JB-1", Reason: "no storm"})
	if j = w.Jobs.Get("JB-1"); j.Ended == 0 || j.Next != job.Slice || w.NextDue() != 0 {
		t.Fatalf("after the stop: %+v, next timer %d", j, w.NextDue())
	}
	if err := do(&job.Stop{Job: "JB-1", Reason: "again"}); core.CodeOf(err) != core.CodeState {
		t.Fatalf("stopping twice: %v", err)
	}
	if err := do(&job.Undo{Job: "JB-1", Reason: "none was held"}); core.CodeOf(err) != core.CodeLimit {
		t.Fatalf("undoing what did nothing: %v", err)
	}
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
}
