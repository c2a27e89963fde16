package replay

import (
	"context"
	"time"

	"andon/core"
	"andon/core/api"
)

// batchMax is how many commands are handed over at once.
const batchMax = 512

// feed hands commands to a shop in order of time: those of a stream's documents and
// those of the people at the dock. It collects them in a batch, which it hands over when
// it is full and whenever somebody has to see what became of it.
type feed struct {
	client  api.Client
	ask     asker
	batch   []core.Command
	heard   []func(core.Receipt) error // by command of the batch; nil: nobody asks
	dock    *dock                      // nil: nobody works
	pace    *pace                      // nil: as fast as it goes
	touched bool                       // the batch holds commands that may take units from the dock's work
}

func newFeed(client api.Client) *feed { return &feed{client: client, ask: asker{client: client}} }

// add puts a command into the batch; hear is told its receipt.
func (f *feed) add(c core.Command, hear func(core.Receipt) error) {
	f.batch, f.heard = append(f.batch, c), append(f.heard, hear)
}

// flush hands over the batch and whatever its receipts lead to.
func (f *feed) flush(ctx context.Context) error {
	for len(f.batch) > 0 {
		batch, heard := f.batch, f.heard
		f.batch, f.heard = nil, nil
		receipts, err := f.client.Submit(ctx, batch...)
		if err != nil {
			return err
		}
		for i, r := range receipts {
			f.ask.saw(r.Seq)
			if err := refusal(r); err != nil {
				return err
			}
			if heard[i] == nil {
				continue
			}
			if err := heard[i](r); err != nil {
				return err
			}
		}
	}
	return nil
}

// refusal is the error of a receipt that concerns the shop and not the one command: there
// is no use in going on.
func refusal(r core.Receipt) error {
	switch core.CodeOf(asError(r.Err)) {
	case core.CodeForbidden, core.CodeStorage, core.CodeBusy, core.CodeCancelled, core.CodeCorrupt, core.CodeVersion, core.CodeLocked, core.CodeUnfinished:
		return r.Err
	}
	return nil
}

func asError(e *core.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// until lets the dock do everything that is due up to and including an instant of the
// stream, and then lets that instant come.
func (f *feed) until(ctx context.Context, at core.Instant) error {
	for f.dock != nil {
		due := *f.dock.next()
		if due.at > at {
			break
		}
		if err := f.come(ctx, due.at, !due.unseen); err != nil {
			return err
		}
		if f.touched && len(f.dock.steps) > 0 {
			if err := f.replan(ctx, due.at-1); err != nil { // what is due now is not late
				return err
			}
			continue // what was due may be gone
		}
		if err := f.dock.work(ctx); err != nil {
			return err
		}
	}
	return f.come(ctx, at, true)
}

// replan lets the dock look at its work again, because some of it may have been taken away.
func (f *feed) replan(ctx context.Context, now core.Instant) error {
	if err := f.flush(ctx); err != nil {
		return err
	}
	f.touched = false
	return f.dock.plan(ctx, now)
}

// come lets an instant of the stream come. Where the stream is shown at a pace and
// somebody waits for that instant, the wall clock comes to it too, and others may change the shop meanwhile.
func (f *feed) come(ctx context.Context, at core.Instant, awaited bool) error {
	if ctx.Err() != nil {
		return core.Wrap(core.CodeCancelled, "replay", "", "the replay was stopped; run it again to go on", ctx.Err())
	}
	if len(f.batch) >= batchMax {
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
	if f.pace == nil || !awaited {
		return nil
	}
	delay := f.pace.delay(at, time.Now())
	if delay <= 0 {
		return nil
	}
	if err := f.flush(ctx); err != nil {
		return err
	}
	f.touched = true
	return sleep(ctx, delay)
}

// pace maps the stream's time to wall time.
type pace struct {
	speed  float64      // times the real pace
	from   core.Instant // what happened before is there already and is passed over
	stream core.Instant // an instant that has come,
	wall   time.Time    // and when it came
}

// quiet is the longest stretch of the stream's time in which nothing happens that is
// waited for; the rest of it is skipped.
const quiet = 10 * time.Minute

// frame is the shortest wait; shorter ones are saved up.
const frame = 20 * time.Millisecond

// delay is how long to wait at a wall time until an instant of the stream comes.
func (p *pace) delay(at core.Instant, now time.Time) time.Duration {
	if at <= p.from || at <= p.stream {
		return 0
	}
	var gap time.Duration
	if p.stream != 0 {
		gap = min(at.Sub(p.stream), quiet)
	}
	if p.wall.Before(now.Add(-time.Second)) {
		p.wall = now // too slow for this speed: what was missed is not caught up
	}
	p.stream, p.wall = at, p.wall.Add(time.Duration(float64(gap)/p.speed))
	if d := p.wall.Sub(now); d >= frame {
		return d
	}
	return 0
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return core.Wrap(core.CodeCancelled, "replay", "", "the replay was stopped; run it again to go on", ctx.Err())
	}
}
