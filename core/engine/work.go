package engine

import (
	"context"
	"slices"
	"time"

	"andon/core"
	"andon/core/flow"
	"andon/core/world"
)

// The engine's own work, which nobody asks for: timers, slices of jobs, and fills of what
// waits. It is journaled like a command, as ticks of the engine itself.

// stuck says why the engine's own work does not go on, and keeps what is left to do.
type stuck struct {
	timers, fills error
	owed          []string // SKUs that could not be filled
	again         core.Instant
}

// maxTicks is how many slices of timers fire before one command.
const maxTicks = 64

// tickDue fires the timers that are due at now, in slices. Nobody asked for that, so
// an error is kept for the engine's health.
func (k *kernel) tickDue(ctx context.Context, now core.Instant) {
	k.fillOwed(ctx, now)
	for range maxTicks {
		if timers, _ := k.due(now); !timers || !k.tick(ctx, now, &world.Tick{}) {
			return
		}
	}
}

// againSlices is how many slices of orders are looked at again in a batch beside the work in
// the background: what one delivery changes is mostly done at once, and callers hardly
// notice it.
const againSlices = 2

// reevaluate looks again at orders that a record has made worth it. Where a stream drives
// the clock nothing is left for the time between two commands, because there is none.
func (k *kernel) reevaluate(ctx context.Context, now core.Instant) {
	most := k.batch.again + core.MaxLines
	if k.stream() == "" {
		most = againSlices
	}
	for ; k.batch.again < most; k.batch.again++ {
		if !flow.LooksAgain(k.w, now) || !k.tick(ctx, now, &world.Tick{Again: true}) {
			return
		}
	}
}

// Jobs and callers share the engine: a batch has one slice of jobs for each jobShare commands
// of the batch before, which cost about as much, and up to jobSlices while nobody asks or
// the last commit runs.
const (
	jobSlices = 8
	jobShare  = 32
)

// shareJobs works on jobs for as long as a batch of commands may.
func (k *kernel) shareJobs(ctx context.Context, now core.Instant) {
	for n := (k.flying.decided + jobShare - 1) / jobShare; n > 0 && k.stepJobs(ctx, now); n-- {
	}
}

// idleJobs works on jobs until somebody asks for something.
func (k *kernel) idleJobs(ctx context.Context, now core.Instant, asked func() bool) {
	for n := jobSlices; n > 0 && k.stepJobs(ctx, now) && !asked(); n-- {
	}
}

// stepJobs works on one slice of the jobs; false: there is none, or it does not go on.
func (k *kernel) stepJobs(ctx context.Context, now core.Instant) bool {
	if _, jobs := k.due(now); !jobs || !k.tick(ctx, now, &world.Tick{Jobs: true}) {
		return false
	}
	k.batch.slices++
	k.tickDue(ctx, now) // what a job sends back may not be wanted any more
	return true
}

// due tells whether timers are due, and jobs, which always are until they end.
func (k *kernel) due(now core.Instant) (timers, jobs bool) {
	if next := k.w.NextDue(); next == 0 || next > now {
		return false, false
	}
	k.w.DueBefore(now, func(t world.Due) bool {
		if t.Background() {
			jobs = true
		} else {
			timers = true
		}
		return !timers
	})
	return timers, jobs
}

// tick fires timers or steps jobs and reports whether that went well. After an error it
// waits a minute: the same would happen again.
func (k *kernel) tick(ctx context.Context, now core.Instant, body *world.Tick) bool {
	if k.stuck.timers != nil && now < k.stuck.again {
		return false
	}
	if k.stuck.timers = k.fire(ctx, now, body); k.stuck.timers != nil {
		k.stuck.again = now.Add(time.Minute) // a success must not put off what fills are owed
	}
	return k.stuck.timers == nil
}

func (k *kernel) fire(ctx context.Context, now core.Instant, body *world.Tick) error {
	if body.Jobs {
		for _, n := range flow.DueNeeds(k.w, now) {
			if err := k.bringDoc(n.Ref); err != nil {
				return err
			}
		}
	}
	r, err := k.record(ctx, &core.Command{Actor: System, Occurred: now, Body: body})
	if err == nil && r == nil {
		err = core.E(core.CodeInternal, "tick", "", "a timer is due and nothing follows from it; please report it")
	}
	if err == nil {
		k.followUp(ctx, r)
	}
	return err
}

// followUp fills waiting lines from what a record made available, before anyone else
// is promised it.
func (k *kernel) followUp(ctx context.Context, r *core.Record) {
	k.fillAll(ctx, k.decider.Consequences(k.w, r))
}

// maxFill is how many SKUs one tick fills.
const maxFill = 64

// fillAll fills SKUs, some at a time, until that brings nothing more. What could not be
// filled is owed.
func (k *kernel) fillAll(ctx context.Context, skus []string) {
	for rounds := 0; len(skus) > 0; rounds++ {
		n := min(len(skus), maxFill)
		r, err := k.record(ctx, &core.Command{Actor: System, Body: &world.Tick{Fill: skus[:n]}})
		if err == nil && rounds > core.MaxLines {
			err = core.E(core.CodeInternal, "fill", skus[0], "filling has no end; please report it")
		}
		if err != nil {
			k.stuck.fills, k.stuck.again = err, k.wall().Add(time.Minute)
			k.stuck.owed = append(k.stuck.owed, skus...)
			slices.Sort(k.stuck.owed)
			k.stuck.owed = slices.Compact(k.stuck.owed)
			return
		}
		skus = skus[n:]
		if r != nil {
			skus = append(skus, k.decider.Consequences(k.w, r)...)
		}
	}
}

// fillOwed tries again what could not be filled, a minute later at the earliest.
func (k *kernel) fillOwed(ctx context.Context, now core.Instant) {
	if len(k.stuck.owed) == 0 || now < k.stuck.again {
		return
	}
	owed := k.stuck.owed
	k.stuck.owed, k.stuck.fills = nil, nil
	k.fillAll(ctx, owed)
}

// wall is the shop's clock when nothing happens: it stands while a stream drives it.
func (k *kernel) wall() core.Instant {
	if k.stream() != "" {
		return k.w.At
	}
	return max(k.cfg.Clock(), k.w.At)
}

// untilDue is how long the engine may sleep before there is work of its own to do. A
// stream's clock stands while nothing comes, but jobs go on, and what they leave that is due
// by that clock: jobs wait for it.
func (k *kernel) untilDue() time.Duration {
	if k.stuck.timers != nil || len(k.stuck.owed) > 0 {
		return time.Minute
	}
	if timers, jobs := k.due(k.wall()); timers || jobs {
		return 0
	}
	next := k.w.NextDue()
	if next == 0 || k.w.Shop().Stream != "" {
		return time.Hour
	}
	return min(max(next.Sub(k.wall()), time.Millisecond), time.Hour)
}
