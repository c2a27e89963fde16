package engine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/api/apitest"
	"andon/core/engine"
	"andon/core/sim"
	"andon/core/world"
	"andon/store"
)

func codec(t testing.TB) engine.Codec {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// noon is when all shops of these tests begin.
var noon = core.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))

// hand is a clock that moves when it is told to.
type hand struct {
	mu  sync.Mutex
	now core.Instant
}

func (h *hand) read() core.Instant {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) add(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func stopped() core.Instant { return noon }

// TestContract proves that an engine is what consoles are promised.
func TestContract(t *testing.T) {
	t.Parallel()
	apitest.Run(t, func(t *testing.T) apitest.Connect {
		e, err := engine.Open(context.Background(), sim.NewMemory().Config(codec(t), stopped), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
		return func(actor string) api.Client { return e.Client(actor) }
	})
}
