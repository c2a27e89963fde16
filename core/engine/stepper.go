package engine

import (
	"context"

	"andon/core"
	"andon/core/world"
)

// Stepper is an engine without goroutines: nothing happens but what its caller asks
// for, so that a simulation can stop, starve or crash it between any two steps. It
// runs the very code that the engine's goroutines run.
//
// After an error nothing more may be asked of it: open the shop again.
type Stepper struct {
	e *Engine
	k *kernel
}

// OpenStepper loads the shop and does what a shop that was just opened has to do.
func OpenStepper(ctx context.Context, cfg Config) (*Stepper, error) {
	e, k, err := open(ctx, cfg, nil)
	if err != nil {
		return nil, err
	}
	if e.proj != nil {
		e.proj.steps = true
	}
	return &Stepper{e: e, k: k}, e.first(ctx, k)
}

// Submit does what api.Client.Submit does, as one batch.
func (s *Stepper) Submit(ctx context.Context, actor string, commands ...core.Command) ([]core.Receipt, error) {
	r, err := s.e.request(actor, commands)
	if err != nil {
		return nil, err
	}
	if len(r.commands) == 0 {
		return r.receipts, nil
	}
	if err := s.e.batch(ctx, s.k, r); err != nil {
		return nil, <-r.done
	}
	return r.receipts, <-r.done
}

// Wake fires the timers that are due by the clock.
func (s *Stepper) Wake(ctx context.Context) error { return s.e.wake(ctx, s.k) }

// Project brings the read model forward by one slice, takes a snapshot when one is
// due, and lets the engine forget what it may.
func (s *Stepper) Project() error {
	p := s.e.proj
	if p == nil {
		return nil
	}
	p.hurry = true
	if p.lag() > 0 {
		if _, err := p.step(p.next()); err != nil {
			return err
		}
	}
	s.e.evict(s.k, nil)
	return nil
}

// Learn reads the filter of known keys from the read model; until then every key is
// looked up.
func (s *Stepper) Learn(ctx context.Context) error {
	if s.e.proj == nil {
		return nil
	}
	f := s.e.buildFilter(ctx)
	if f == nil {
		return core.E(core.CodeStorage, "learn", "", "the read model cannot be read")
	}
	s.k.keys.adopt(f)
	return nil
}

// Close does what an engine does when it is closed: the read model catches up and a
// last snapshot is taken.
func (s *Stepper) Close() error {
	p := s.e.proj
	if p == nil {
		return nil
	}
	p.drain()
	for more := true; more; {
		var err error
		if more, err = p.step(p.next()); err != nil {
			return err
		}
	}
	return nil
}

// World is the newest published world: durable, and never changed by anyone.
func (s *Stepper) World() *world.World { return s.e.pub.Load() }

// Lag is how many records the views are behind the journal.
func (s *Stepper) Lag() uint64 { return s.e.Lag() }
