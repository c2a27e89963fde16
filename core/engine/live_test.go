package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
	"andon/store"
)

// live is an engine on real files, with goroutines and syncs.
type live struct {
	*engine.Engine
	client  api.Client
	journal *failing
	close   []func() error
}

// failing is a journal that can be told to fail.
type failing struct {
	*store.Journal
	broken atomic.Bool
}

func (f *failing) Append(ctx context.Context, epoch, after uint64, bodies [][]byte) error {
	if f.broken.Load() {
		return core.Wrap(core.CodeStorage, "append", "journal.db", "the disk failed", errors.New("input/output error"))
	}
	return f.Journal.Append(ctx, epoch, after, bodies)
}

func openLive(t *testing.T, dir string) *live {
	t.Helper()
	kinds, err := world.Kinds()
	check(t, err)
	codec, err := store.NewCodec(kinds, nil)
	check(t, err)
	l := &live{}
	journal, err := store.OpenJournal(dir, store.Options{MmapBytes: 1 << 26})
	check(t, err)
	views, err := store.OpenViews(dir, store.Options{MmapBytes: 1 << 26})
	check(t, err)
	keys, err := store.OpenKeys(dir, store.Options{MmapBytes: 1 << 26, KeyBlock: 64})
	check(t, err)
	l.journal = &failing{Journal: journal}
	var clock atomic.Int64
	clock.Store(1_763_888_400_000)
	l.Engine, err = engine.Open(context.Background(), engine.Config{Journal: l.journal, Codec: codec, Views: views, Vault: keys,
		Clock: func() core.Instant { return core.Instant(clock.Add(1)) }}, nil)
	check(t, err)
	l.client = l.Client("ops")
	l.close = []func() error{l.Engine.Close, views.Close, keys.Close, journal.Close}
	return l
}

func (l *live) shut(t *testing.T) {
	t.Helper()
	for _, c := range l.close {
		check(t, c())
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l *live) do(t *testing.T, bodies ...core.Payload) {
	t.Helper()
	for _, b := range bodies {
		receipts, err := l.client.Submit(context.Background(), core.Command{Body: b})
		check(t, err)
		if receipts[0].Err != nil {
			t.Fatalf("%s: %v", b.Kind(), receipts[0].Err)
		}
	}
}

// furnish puts a shop with one location and so many units of one SKU.
func (l *live) furnish(t *testing.T, units core.Quantity) {
	t.Helper()
	l.do(t, &catalog.PutPerson{Person: catalog.Person{ID: "ops", Roles: []catalog.Role{catalog.Owner}}},
		&world.PutShop{Name: "live", Settings: world.Settings{Backorder: 10_000}},
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "post", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Package: 100}}}}}},
		&catalog.PutLocation{Location: catalog.Location{ID: "LEEDS"}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Currency: "GBP", Service: "std", NoAddress: true}},
		&catalog.PutSKU{SKU: catalog.SKU{ID: "MUG"}},
		&stock.Adjust{SKU: "MUG", Location: "LEEDS", Qty: units, Reason: "opening"})
}

func mug(n int) core.Command {
	id := fmt.Sprint(n)
	return core.Command{Key: "web:" + id, Body: &order.Submit{Channel: "web", External: id, ShipTo: core.Party{Country: "GB"},
		Lines: []order.NewLine{{SKU: "MUG", Qty: 1, Price: core.PriceScale}}}}
}

// Many callers race for fewer units than they ask for: every one is answered, commits
// are shared, exactly as many units are promised as there are, and after opening again
// every key is known with the same record.
func TestCallersRaceForTheLastUnits(t *testing.T) {
	t.Parallel()
	const callers, each, units = 24, 10, 100
	dir := t.TempDir()
	l := openLive(t, dir)
	l.furnish(t, units)
	before := l.Stats()
	seqs := make([]uint64, callers*each)
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := range each {
				n := c*each + i
				receipts, err := l.client.Submit(context.Background(), mug(n))
				if err != nil || receipts[0].Err != nil {
					t.Errorf("order %d: %v %v", n, err, receipts)
					return
				}
				seqs[n] = receipts[0].Seq
			}
		})
	}
	wg.Wait()
	after := l.Stats()
	if commits, records := after.Commits-before.Commits, after.Records-before.Records; records != callers*each || commits >= records {
		t.Errorf("%d records in %d commits, want %d records sharing commits", records, commits, callers*each)
	}
	b := l.World().Balance(stock.Key{SKU: "MUG", Location: "LEEDS"})
	if b.Q[stock.Available] != 0 || b.Q[stock.Allocated] != units {
		t.Errorf("%d available and %d allocated, want 0 and %d", b.Q[stock.Available], b.Q[stock.Allocated], units)
	}
	check(t, l.World().Check())
	l.shut(t)

	l = openLive(t, dir)
	for n, seq := range seqs {
		receipts, err := l.client.Submit(context.Background(), mug(n))
		check(t, err)
		if r := receipts[0]; !r.Known || r.Seq != seq {
			t.Fatalf("order %d was acknowledged as record %d, now %+v", n, seq, r)
		}
	}
	l.shut(t)
}

// A failed append answers nobody with a yes, stops the shop with a sentence, and leaves
// nothing behind: after opening again the order is new.
func TestFailedAppendAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := openLive(t, dir)
	l.furnish(t, 5)
	seq := l.World().Seq
	watch, err := l.client.Watch(context.Background())
	check(t, err)
	l.journal.broken.Store(true)
	if receipts, err := l.client.Submit(context.Background(), mug(1)); core.CodeOf(err) != core.CodeUnfinished {
		t.Fatalf("receipts %v, error %v; want an unknown outcome", receipts, err)
	}
	if l.World().Seq != seq {
		t.Fatal("readers saw what is not durable")
	}
	if n := <-watch.C(); n.Health == "" {
		t.Fatalf("watchers were told %+v, want why the shop takes no commands", n)
	}
	if _, err := l.client.Submit(context.Background(), mug(2)); core.CodeOf(err) != core.CodeStorage {
		t.Fatalf("error %v; want that the shop takes no commands", err)
	}
	if err := l.Engine.Close(); err == nil {
		t.Fatal("closing said that all is well")
	}
	for _, c := range l.close[1:] {
		check(t, c())
	}
	l = openLive(t, dir)
	receipts, err := l.client.Submit(context.Background(), mug(1))
	check(t, err)
	if r := receipts[0]; r.Err != nil || r.Known {
		t.Fatalf("receipt %+v, want a new order", r)
	}
	l.shut(t)
}

// A watcher that does not read holds nobody up and finds one notice that covers all.
func TestSlowWatcherFindsOneNotice(t *testing.T) {
	t.Parallel()
	l := openLive(t, t.TempDir())
	l.furnish(t, 100)
	watch, err := l.client.Watch(context.Background(), order.NounOrder)
	check(t, err)
	for n := range 30 {
		l.do(t, mug(n).Body)
	}
	if n := <-watch.C(); n.Seq != l.World().Seq || len(n.Nouns) != 1 || n.Nouns[0] != order.NounOrder {
		t.Fatalf("notice %+v at record %d", n, l.World().Seq)
	}
	watch.Close()
	if _, open := <-watch.C(); open {
		t.Fatal("more notices than the one that covers all")
	}
	l.shut(t)
}

// What is previewed is answered as it would be, and nothing of it is kept.
func TestPreviewKeepsNothing(t *testing.T) {
	t.Parallel()
	l := openLive(t, t.TempDir())
	l.furnish(t, 1)
	seq := l.World().Seq
	receipts, err := l.client.(api.Previewer).Preview(context.Background(), mug(1), core.Command{Body: &order.Cancel{Order: "SO-9", Reason: "no"}})
	check(t, err)
	if receipts[0].Err != nil || len(receipts[0].Events) < 2 || core.CodeOf(receipts[1].Err) != core.CodeNotFound {
		t.Fatalf("receipts %+v", receipts)
	}
	if l.World().Seq != seq || l.World().Orders.Len() != 0 {
		t.Fatal("a preview left something behind")
	}
	l.shut(t)
}
