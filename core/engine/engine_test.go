package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/job"
	"andon/core/order"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/world"
)

// gated opens a seeded shop whose appends wait to be let through.
func gated(t *testing.T, change ...func(*engine.Config)) (*engine.Engine, *gate, engine.Config) {
	t.Helper()
	mem := sim.NewMemory()
	seed(t, mem)
	cfg := mem.Config(codec(t), stopped)
	sound := cfg
	g := newGate(cfg.Journal)
	cfg.Journal = g
	for _, c := range change {
		c(&cfg)
	}
	return open(t, cfg), g, sound
}

// answers collects what many callers were told.
type answers struct {
	mu       sync.Mutex
	wg       sync.WaitGroup
	receipts map[string]core.Receipt
	errs     map[string]error
}

func (a *answers) submit(ctx context.Context, c api.Client, key string) {
	a.wg.Go(func() {
		r, err := c.Submit(ctx, sku(key))
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.receipts == nil {
			a.receipts, a.errs = map[string]core.Receipt{}, map[string]error{}
		}
		if a.errs[key] = err; err == nil {
			a.receipts[key] = r[0]
		}
	})
}

// TestGroupCommit proves that what queues up behind one append goes with the next one,
// whole, and that every caller gets its own receipt.
func TestGroupCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, g, cfg := gated(t)
		var a answers
		a.submit(t.Context(), e.Client(owner), "first")
		if n := <-g.come; n != 1 {
			t.Errorf("one caller alone waits for %d", n)
		}
		for i := range 511 {
			a.submit(t.Context(), e.Client(owner), fmt.Sprintf("K%03d", i))
		}
		synctest.Wait() // all of them are in the queue
		g.pass <- nil
		if n := <-g.come; n != 511 {
			t.Errorf("511 callers waited, the append holds %d", n)
		}
		synctest.Wait()
		if len(a.receipts) != 1 {
			t.Errorf("%d were answered before their append was durable", len(a.receipts)-1)
		}
		g.pass <- nil
		a.wg.Wait()
		if n := e.Stats().Commits; n != 2 {
			t.Errorf("512 callers took %d commits", n)
		}
		keys := keysIn(t, cfg)
		for k, r := range a.receipts {
			if r.Err != nil || keys[k] != r.Seq {
				t.Errorf("%s: %+v, in the journal %d", k, r, keys[k])
			}
		}
		closed(t, e)
	})
}

func closed(t *testing.T, e *engine.Engine) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestFullQueue proves that a full queue makes the caller wait, that who gives up while
// waiting took nothing, and that who is in the queue is answered whatever becomes of
// their patience. What is decided while an append waits is bounded by one full batch.
func TestFullQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, g, cfg := gated(t, func(c *engine.Config) { c.Queue = 1 })
		var a answers
		impatient, giveUp := context.WithCancel(t.Context())
		a.submit(impatient, e.Client(owner), "working")
		<-g.come
		var full []core.Command
		for i := range core.MaxBatchCommands {
			full = append(full, sku(fmt.Sprintf("full %d", i)))
		}
		a.wg.Go(func() {
			if _, err := e.Client(owner).Submit(t.Context(), full...); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		a.submit(impatient, e.Client(owner), "queued")
		synctest.Wait()
		a.submit(impatient, e.Client(owner), "waiting")
		synctest.Wait()
		giveUp()
		synctest.Wait()
		if err := a.errs["waiting"]; core.CodeOf(err) != core.CodeCancelled || !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up waiting: %v", err)
		}
		g.pass <- nil
		for range 2 {
			<-g.come
			g.pass <- nil
		}
		a.wg.Wait()
		if keys := keysIn(t, cfg); a.receipts["working"].Seq != keys["working"] || a.receipts["queued"].Seq != keys["queued"] || keys["waiting"] != 0 {
			t.Errorf("told %+v %v, the journal says %v", a.receipts, a.errs, keys)
		}
		closed(t, e)
	})
}

// TestCloseUnderLoad proves that closing hangs nobody: each caller has a receipt that is
// in the journal, or was told that nothing was taken, and then nothing is there.
func TestCloseUnderLoad(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	cfg := mem.Config(codec(t), stopped)
	e := open(t, cfg)
	var mu sync.Mutex
	taken, told := map[string]uint64{}, map[string]bool{}
	var wg sync.WaitGroup
	enough := make(chan struct{})
	for c := range 16 {
		wg.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d/%d", c, i)
				r, err := e.Client(owner).Submit(context.Background(), sku(key))
				mu.Lock()
				if err == nil {
					taken[key] = r[0].Seq
				} else {
					told[key] = true
				}
				if len(taken) == 200 {
					close(enough)
				}
				mu.Unlock()
				if err != nil {
					if core.CodeOf(err) != core.CodeBusy {
						t.Errorf("%s: %v", key, err)
					}
					return
				}
			}
		})
	}
	<-enough
	closed(t, e)
	wg.Wait()
	keys := keysIn(t, cfg)
	for k, seq := range taken {
		if keys[k] != seq {
			t.Errorf("%s was taken as record %d and stands in %d", k, seq, keys[k])
		}
	}
	for k := range told {
		if keys[k] != 0 {
			t.Errorf("%s was told that nothing was taken and stands in record %d", k, keys[k])
		}
	}
	if _, err := e.Client(owner).Submit(context.Background(), sku("late")); core.CodeOf(err) != core.CodeBusy {
		t.Errorf("a closed shop says %v", err)
	}
	closed(t, e) // closing again is harmless
}

// TestFailedAppend proves that a failed append answers nobody with a yes, stops the
// shop at once and says so to those who watch, and that opening again finds the truth,
// whether the batch got to the disk or not.
func TestFailedAppend(t *testing.T) {
	t.Parallel()
	for _, reached := range []bool{false, true} {
		t.Run(fmt.Sprintf("reached the disk %v", reached), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, g, cfg := gated(t)
				watch, err := e.Client(owner).Watch(t.Context(), catalog.NounLocation)
				if err != nil {
					t.Fatal(err)
				}
				var a answers
				for i := range 3 {
					a.submit(t.Context(), e.Client(owner), fmt.Sprint("k", i))
				}
				synctest.Wait() // the first is in the append, the others behind it
				n := <-g.come
				if reached {
					g.pass <- core.E(core.CodeUnfinished, "append", "", "the answer was lost")
				} else {
					g.pass <- errors.New("no space left")
				}
				a.wg.Wait()
				for k, err := range a.errs {
					if err == nil {
						t.Errorf("%s was answered with a yes: %+v", k, a.receipts[k])
					}
				}
				if n := <-watch.C(); !strings.Contains(n.Health, "takes no commands") {
					t.Errorf("those who watch were told %+v", n)
				}
				if _, err := e.Client(owner).Submit(t.Context(), sku("later")); core.CodeOf(err) != core.CodeStorage {
					t.Errorf("a stopped shop says %v", err)
				}
				if _, err := e.Client(owner).Query(t.Context(), api.Query{Kind: catalog.NounSKU, MinSeq: 1 << 30}); core.CodeOf(err) != core.CodeStorage {
					t.Errorf("waiting for what will never come: %v", err)
				}
				if err := e.Close(); core.CodeOf(err) != core.CodeStorage {
					t.Errorf("closing says %v", err)
				}
				keys := keysIn(t, cfg)
				if reached != (len(keys) == n) {
					t.Errorf("the batch of %d reached the disk %v, the journal holds %v", n, reached, keys)
				}
				again := open(t, cfg)
				for k := range a.errs {
					r, err := again.Client(owner).Submit(t.Context(), sku(k))
					if err != nil || r[0].Err != nil || r[0].Known != (keys[k] != 0) || r[0].Known && r[0].Seq != keys[k] {
						t.Errorf("%s again: %+v %v, the journal said %d", k, r, err, keys[k])
					}
				}
				closed(t, again)
			})
		})
	}
}

// TestBackPressure proves that commands wait while the read model is too far behind,
// and go on when it is not.
func TestBackPressure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem := sim.NewMemory()
		seed(t, mem)
		cfg := mem.Config(codec(t), stopped)
		slow := &slowViews{Views: cfg.Views, write: make(chan struct{})}
		cfg.Views, cfg.MaxLag, cfg.Slice = slow, 3, 1
		e := open(t, cfg)
		var a answers
		for i := range 6 {
			a.submit(t.Context(), e.Client(owner), fmt.Sprint("k", i))
			synctest.Wait()
		}
		if n := len(a.receipts); n < 3 || n > 4 {
			t.Errorf("%d commands were taken with the read model three behind", n)
		}
		close(slow.write)
		a.wg.Wait()
		if len(a.receipts) != 6 {
			t.Errorf("%d of 6 were taken in the end", len(a.receipts))
		}
		closed(t, e)
		if cfg.Views.Seq() != e.Stats().Records {
			t.Errorf("a closed shop's read model is at %d of %d", cfg.Views.Seq(), e.Stats().Records)
		}
	})
}

// slowViews writes when it is told to.
type slowViews struct {
	engine.Views
	write chan struct{}
}

func (v *slowViews) Write(seq uint64, puts []engine.Put) error {
	<-v.write
	return v.Views.Write(seq, puts)
}

// TestTimers proves that a timer fires by the clock alone, while nobody does anything.
func TestTimers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem := sim.NewMemory()
		seed(t, mem)
		cfg := mem.Config(codec(t), func() core.Instant {
			return noon + core.InstantOf(time.Now()) - core.InstantOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
		})
		e := open(t, cfg)
		c := e.Client(owner)
		w, err := c.Watch(t.Context(), stock.NounReservation)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Submit(t.Context(), core.Command{Body: &stock.Reserve{SKU: "A", Location: "L1", Qty: 5, Holder: "order/x", Expires: noon.Add(5 * time.Hour)}})
		if err != nil || r[0].Err != nil {
			t.Fatal(r, err)
		}
		<-w.C()
		<-w.C() // five hours later
		res := e.World().Reservations.Get("RS-1")
		if !res.Closed || e.World().At != noon.Add(5*time.Hour) {
			t.Errorf("at %s the reservation is %+v", e.World().At, res)
		}
		closed(t, e)
	})
}

// TestStreamClock proves that a shop whose clock a stream drives stands still between
// its messages, and joins wall time only when told.
func TestStreamClock(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	h := &hand{now: noon}
	s := step(t, mem, func(c *engine.Config) { c.Clock = h.read })
	for _, b := range bodies() {
		s.must(b)
	}
	s.must(&world.SetClock{Stream: "conn"}, &stock.Reserve{SKU: "A", Location: "L1", Qty: 1, Holder: "x", Expires: noon.Add(time.Hour)})
	h.add(9 * time.Hour)
	s.must(submit("", 1))
	if s.World().At != noon {
		t.Errorf("a person moved the stream's clock to %s", s.World().At)
	}
	move := func(at core.Instant) { s.batch("conn", core.Command{Occurred: at, Body: submit("", 1)}) }
	move(noon.Add(30 * time.Minute))
	move(noon.Add(-time.Hour))
	if s.World().At != noon.Add(30*time.Minute) || s.World().Reservations.Get("RS-1").Closed {
		t.Errorf("the stream's clock shows %s", s.World().At)
	}
	move(noon.Add(2 * time.Hour))
	if !s.World().Reservations.Get("RS-1").Closed {
		t.Error("the stream passed the end of a reservation, and it stands")
	}
	s.must(&world.SetClock{})
	s.must(submit("", 1))
	if s.World().At != noon.Add(9*time.Hour) {
		t.Errorf("after joining wall time the clock shows %s", s.World().At)
	}
	h.add(-5 * time.Hour)
	s.must(submit("", 1))
	if s.World().At != noon.Add(9*time.Hour) {
		t.Errorf("the clock went back to %s", s.World().At)
	}
}

// TestFirstPerson proves that only the first one may put themselves in, and only as owner.
func TestFirstPerson(t *testing.T) {
	t.Parallel()
	s := step(t, sim.NewMemory())
	put := func(actor, id string, roles ...catalog.Role) *core.Error {
		return s.batch(actor, core.Command{Body: &catalog.PutPerson{Person: catalog.Person{ID: id, Roles: roles}}})[0].Err
	}
	for _, bad := range []*core.Error{put("a", "b", catalog.Owner), put("a", "a", catalog.Admin), put("a", "a"), s.batch("a", sku("A"))[0].Err} {
		if bad == nil {
			t.Error("an empty shop takes what it must not")
		}
	}
	if err := put("a", "a", catalog.Owner); err != nil {
		t.Error(err)
	}
	if err := put("b", "b", catalog.Owner); err == nil || err.Code != core.CodeForbidden {
		t.Errorf("the second one: %v", err)
	}
}

// TestRoles proves that every command asks for its role: one role too little is
// forbidden before anything is looked at, and the role that it asks for is not.
func TestRoles(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	all := []catalog.Role{catalog.Viewer, catalog.Operator, catalog.Lead, catalog.Finance, catalog.Admin, catalog.Owner}
	for _, r := range all {
		s.must(&catalog.PutPerson{Person: catalog.Person{ID: "p-" + string(r), Roles: []catalog.Role{r}}})
	}
	for _, row := range world.Commands() {
		for _, r := range all {
			p := catalog.Person{Roles: []catalog.Role{r}}
			err := s.batch("p-"+string(r), core.Command{Body: row.New()})[0].Err
			switch forbidden := err != nil && err.Code == core.CodeForbidden; {
			case row.Own:
				if err == nil || err.Code != core.CodeInvalid {
					t.Errorf("%s by a %s: %v", row.Kind, r, err)
				}
			case forbidden == p.May(row.Role):
				t.Errorf("%s by a %s: %v", row.Kind, r, err)
			case err != nil && err.Code == core.CodeInternal:
				t.Errorf("an empty %s: %v", row.Kind, err)
			}
		}
	}
}

// TestPreview proves that a preview answers as a submit would and keeps nothing, while
// others preview, read and write.
func TestPreview(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	cfg := mem.Config(codec(t), stopped)
	e := open(t, cfg)
	c := e.Client(owner)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 10 {
				r, err := c.(api.Previewer).Preview(context.Background(), core.Command{Key: "p", Body: submit("", 1)}, core.Command{Body: &order.Cancel{Order: "SO-999999", Reason: "x"}})
				if err != nil || !r[0].OK() || r[0].Key != "p" || r[1].OK() || r[1].Err.Code != core.CodeNotFound {
					t.Errorf("preview: %+v %v", r, err)
				}
				o := submit("", 1)
				o.External = fmt.Sprintf("E%d-%d", i, k)
				if _, err := c.Submit(context.Background(), core.Command{Body: o}); err != nil {
					t.Error(err)
				}
				list(t, c, api.Query{Kind: order.NounOrder, Limit: 5})
			}
		})
	}
	wg.Wait()
	if n := e.World().Shop().Orders; n != 80 {
		t.Errorf("%d orders, 80 were submitted", n)
	}
	if _, found := keysIn(t, cfg)["p"]; found {
		t.Error("a preview took a key")
	}
	closed(t, e)
	if _, err := engine.Verify(context.Background(), cfg, nil); err != nil {
		t.Error(err)
	}
}

// TestWatchMerges proves that notices that nobody reads become one, with all nouns, in
// the table's order, and the newest sequence.
func TestWatchMerges(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	e := open(t, mem.Config(codec(t), stopped))
	c := e.Client(owner)
	w, err := c.Watch(t.Context(), catalog.NounSKU, catalog.NounLocation)
	if err != nil {
		t.Fatal(err)
	}
	var last core.Receipt
	for _, b := range []core.Payload{&catalog.PutSKU{SKU: catalog.SKU{ID: "X"}}, &catalog.PutLocation{Location: catalog.Location{ID: "L2"}}, &catalog.PutSKU{SKU: catalog.SKU{ID: "Y"}}} {
		r, err := c.Submit(t.Context(), core.Command{Body: b})
		if err != nil {
			t.Fatal(err)
		}
		last = r[0]
	}
	n := <-w.C()
	slices.Sort(n.Nouns)
	if n.Seq != last.Seq || !slices.Equal(n.Nouns, []core.Noun{catalog.NounLocation, catalog.NounSKU}) {
		t.Errorf("three changes are told as %+v", n)
	}
	closed(t, e)
	if _, on := <-w.C(); on {
		t.Error("a watch outlives its shop")
	}
	dead, err := c.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, on := <-dead.C(); on {
		t.Error("a closed shop tells something")
	}
}

// blind is a read model that can be told to find nothing but errors.
type blind struct {
	engine.Views
	broken atomic.Bool
}

func (b *blind) Get(bucket string, key []byte) ([]byte, error) {
	if b.broken.Load() {
		return nil, core.E(core.CodeStorage, "get", bucket, "the disk failed")
	}
	return b.Views.Get(bucket, key)
}

// TestStuckTimer proves that work which nobody waits for is not dropped in silence: who
// watches is told why it does not go on, commands are taken all the same, and it goes
// on when the cause is gone.
func TestStuckTimer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem := sim.NewMemory()
		seed(t, mem)
		s := step(t, mem)
		id := s.delivered("X")
		s.project()
		s.close()
		start := time.Now()
		cfg := mem.Config(codec(t), func() core.Instant { return noon.Add(time.Since(start)) })
		views := &blind{Views: cfg.Views}
		cfg.Views = views
		e := open(t, cfg)
		c := e.Client(owner)
		watch, err := c.Watch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer watch.Close()
		views.broken.Store(true) // before there is a job: it goes on at once
		submitted(t, c, &job.Start{Op: job.Hold, Targets: []string{id}, Reason: "recall"})
		health := ""
		for health == "" {
			health = (<-watch.C()).Health
		}
		if !strings.Contains(health, "the disk failed") {
			t.Error(health)
		}
		submitted(t, c, &catalog.PutSKU{SKU: catalog.SKU{ID: "taken"}})
		views.broken.Store(false)
		for e.World().Jobs.Get("JB-1").Ended == 0 {
			<-watch.C()
		}
		closed(t, e)
	})
}

func submitted(t *testing.T, c api.Client, body core.Payload) {
	t.Helper()
	r, err := c.Submit(t.Context(), core.Command{Body: body})
	if err != nil || r[0].Err != nil {
		t.Fatal(err, r)
	}
}
