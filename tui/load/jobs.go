package load

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"andon/core"
	"andon/core/api"

	tea "github.com/charmbracelet/bubbletea"
)

// How long work may take before it is given up.
const (
	QueryTime  = 10 * time.Second
	SubmitTime = 60 * time.Second
)

// Jobs runs work against one shop. Make it with NewJobs, and Close it.
type Jobs struct {
	ctx    context.Context
	cancel context.CancelFunc
	client api.Client
	log    io.Writer // defects of the console, with their stacks; nil: nowhere
	writes int       // submissions on their way
	own    uint64    // the newest record that this console has written

	mu      sync.Mutex
	closed  bool
	count   int // of what runs
	running sync.WaitGroup
}

// NewJobs makes jobs that end with ctx. log may be nil.
func NewJobs(ctx context.Context, client api.Client, log io.Writer) *Jobs {
	j := &Jobs{client: client, log: log}
	j.ctx, j.cancel = context.WithCancel(ctx)
	return j
}

// Close cancels what runs and waits for it, but no longer than patience.
func (j *Jobs) Close(patience time.Duration) {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.cancel()
	idle := make(chan struct{})
	go func() {
		j.running.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-time.After(patience):
	}
}

// Wrote tells of a record that this console has written. Every later query waits until
// it is visible, so that a person always sees what they did.
func (j *Jobs) Wrote(seq uint64) { j.own = max(j.own, seq) }

// Done is the message that brings an answer back into the update loop.
type Done struct{ apply func() tea.Cmd }

// Apply hands the answer to whoever asked. It belongs into Update.
func (d Done) Apply() tea.Cmd {
	if d.apply == nil {
		return nil
	}
	return d.apply()
}

// Call is a message that calls f in the update loop.
func Call(f func() tea.Cmd) Done { return Done{f} }

// begin reports whether work may still start.
func (j *Jobs) begin() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.closed {
		j.running.Add(1)
		j.count++
	}
	return !j.closed
}

func (j *Jobs) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.count--
	j.running.Done()
}

// Idle reports whether nothing runs.
func (j *Jobs) Idle() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.count == 0
}

// A Slot is a place for one answer: asking again makes the answer before void. The zero
// Slot is ready.
type Slot struct {
	number uint64
	busy   bool
	cancel context.CancelFunc
}

// Busy reports whether an answer is on its way.
func (s *Slot) Busy() bool { return s.busy }

// Drop gives up what is on its way.
func (s *Slot) Drop() {
	s.number++
	s.busy = false
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// Ask runs work with a deadline and hands what it returns to then, in the update loop,
// unless the slot was asked again meanwhile.
func Ask[T any](j *Jobs, s *Slot, limit time.Duration, work func(context.Context, *Reader) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	s.Drop()
	s.busy = true
	number := s.number
	ctx, cancel := context.WithTimeout(j.ctx, limit)
	s.cancel = cancel
	reader := &Reader{client: j.client, own: j.own}
	return func() tea.Msg {
		defer cancel()
		if !j.begin() {
			return nil
		}
		defer j.end()
		value, err := guard(ctx, j.log, reader, work)
		return Done{func() tea.Cmd {
			if s.number != number {
				return nil
			}
			s.busy, s.cancel = false, nil
			return then(value, err)
		}}
	}
}

// Submit hands over commands and their receipts to then, in the update loop, whatever
// else happens: what was sent cannot be taken back.
func Submit(j *Jobs, commands []core.Command, then func([]core.Receipt, error) tea.Cmd) tea.Cmd {
	j.writes++
	return Ask(j, new(Slot), SubmitTime, func(ctx context.Context, r *Reader) ([]core.Receipt, error) {
		return r.client.Submit(ctx, commands...)
	}, func(receipts []core.Receipt, err error) tea.Cmd {
		j.writes--
		return then(receipts, err)
	})
}

// Writing reports whether a submission is on its way.
func (j *Jobs) Writing() bool { return j.writes > 0 }

// guard turns a panic into an error and writes its stack down.
func guard[T any](ctx context.Context, log io.Writer, r *Reader, work func(context.Context, *Reader) (T, error)) (value T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = core.E(core.CodeInternal, "console", "", fmt.Sprintf("a defect of the console: %v", p))
			if log != nil {
				fmt.Fprintf(log, "%v\n%s\n", p, debug.Stack())
			}
		}
	}()
	return work(ctx, r)
}

// Watch asks to be told of changes. The watcher ends with the jobs.
func (j *Jobs) Watch(nouns ...core.Noun) (api.Watcher, error) { return j.client.Watch(j.ctx, nouns...) }
