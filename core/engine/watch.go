package engine

import (
	"context"
	"sync"
	"sync/atomic"

	"andon/core"
	"andon/core/api"
	"andon/core/world"
)

// hub tells watchers that something changed. Each has one slot: a watcher that does
// not keep up finds its notices merged, and is never waited for.
type hub struct {
	mu       sync.Mutex
	watchers map[*watcher]struct{}
	closed   bool
}

type watcher struct {
	hub   *hub
	nouns map[core.Noun]bool // empty: all
	c     chan api.Notice
	stop  func() bool // waiting for the end of the watcher's context
}

func (h *hub) watch(nouns []core.Noun) *watcher {
	w := &watcher{hub: h, nouns: map[core.Noun]bool{}, c: make(chan api.Notice, 1)}
	for _, n := range nouns {
		w.nouns[n] = true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(w.c)
		return w
	}
	if h.watchers == nil {
		h.watchers = map[*watcher]struct{}{}
	}
	h.watchers[w] = struct{}{}
	return w
}

// C delivers notices.
func (w *watcher) C() <-chan api.Notice { return w.c }

// until ends the watch with a context.
func (w *watcher) until(ctx context.Context) {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	w.stop = context.AfterFunc(ctx, w.Close)
}

// Close ends the watch.
func (w *watcher) Close() {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	if w.stop != nil {
		w.stop()
	}
	if _, ok := w.hub.watchers[w]; ok {
		delete(w.hub.watchers, w)
		close(w.c)
	}
}

// await waits until a sequence is published. It returns no world where that will never
// be: the hub is closed, or nothing comes any more.
func (h *hub) await(ctx context.Context, pub *atomic.Pointer[world.World], seq uint64, never func() bool) (*world.World, error) {
	x := h.watch(nil)
	defer x.Close()
	for {
		if w := pub.Load(); w.Seq >= seq {
			return w, nil
		}
		if never() {
			return nil, nil
		}
		select {
		case _, open := <-x.c:
			if !open {
				return nil, nil
			}
		case <-ctx.Done():
			return nil, core.Wrap(core.CodeCancelled, "query", "", "the record asked for is not there yet", ctx.Err())
		}
	}
}

// watched reports whether anybody watches.
func (h *hub) watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.watchers) > 0
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for w := range h.watchers {
		delete(h.watchers, w)
		close(w.c)
	}
}

func (h *hub) tell(w *world.World, entries []entry, health string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watchers) == 0 {
		return
	}
	changed := map[core.Noun]bool{}
	for i := range entries {
		for _, r := range entries[i].touched {
			changed[r.Noun] = true
		}
	}
	for x := range h.watchers {
		x.tell(w, changed, health)
	}
}

func (x *watcher) tell(w *world.World, changed map[core.Noun]bool, health string) {
	n := api.Notice{Seq: w.Seq, At: w.At, Health: health}
	for _, row := range world.Nouns() { // in the table's order
		if changed[row.Noun] && (len(x.nouns) == 0 || x.nouns[row.Noun]) {
			n.Nouns = append(n.Nouns, row.Noun)
		}
	}
	if len(n.Nouns) == 0 && health == "" {
		return
	}
	select {
	case old := <-x.c:
		n = merge(old, n)
	default:
	}
	x.c <- n // the slot is free: only the hub fills it, under its lock
}

func merge(old, n api.Notice) api.Notice {
	for _, noun := range old.Nouns {
		found := false
		for _, have := range n.Nouns {
			found = found || have == noun
		}
		if !found {
			n.Nouns = append(n.Nouns, noun)
		}
	}
	if n.Health == "" {
		n.Health = old.Health
	}
	return n
}
