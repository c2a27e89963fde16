package engine

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/query"
	"andon/core/world"
)

// Engine owns a shop's world. Close must be called; it finishes what was taken.
type Engine struct {
	cfg     Config
	prep    preparer
	queue   chan *request
	stop    chan struct{}
	done    chan struct{}
	filter  chan *filter
	commits *committer // nil: batches are committed where they are decided
	pub     atomic.Pointer[world.World]
	health  atomic.Pointer[string] // why the shop takes no commands any more
	stuck   atomic.Pointer[string] // why timers or fills do not go on
	hub     hub
	proj    *projector
	reader  query.Reader
	cold    *cold
	once    sync.Once
	appends atomic.Uint64
	aux     sync.WaitGroup
	cancel  context.CancelFunc
}

// request is one call of Submit.
type request struct {
	commands []*prepared
	receipts []core.Receipt // of all that was asked, in order
	done     chan error     // one answer, after the last command is durable
}

// answer lets the caller go on; a second answer is dropped.
func (r *request) answer(err error) {
	select {
	case r.done <- err:
	default:
	}
}

// Open loads the shop and starts the engine. progress, which may be nil, is told how
// far the journal has been replayed.
func Open(ctx context.Context, cfg Config, progress func(done, of uint64)) (*Engine, error) {
	e, k, err := open(ctx, cfg, progress)
	if err != nil {
		return nil, err
	}
	background, cancel := context.WithCancel(context.Background())
	e.cancel = cancel
	if e.proj != nil {
		go e.proj.run()
		e.aux.Go(func() {
			if f := e.buildFilter(background); f != nil {
				e.filter <- f
			}
		})
	}
	e.commits = newCommitter()
	go e.commitAll()
	go e.run(background, k)
	return e, nil
}

// open loads the shop; nothing runs yet.
func open(ctx context.Context, cfg Config, progress func(done, of uint64)) (*Engine, *kernel, error) {
	if err := cfg.validate(); err != nil {
		return nil, nil, err
	}
	e := &Engine{cfg: cfg, queue: make(chan *request, cfg.Queue), stop: make(chan struct{}), done: make(chan struct{}), filter: make(chan *filter, 1)}
	if cfg.Views != nil {
		e.proj = newProjector(&e.cfg, e.sick)
	}
	w, snapped, err := loadWorld(ctx, &e.cfg, e.proj, progress)
	if err != nil {
		return nil, nil, err
	}
	if cfg.Views != nil && !cfg.KeepClosed {
		forgetClosed(w, cfg.Views.Seq())
	}
	k := newKernel(&e.cfg, w)
	e.cold = k.cold
	e.prep.set(&cfg, k.rows, w.Shop().Keys)
	e.reader = query.Reader{Cold: k.cold, Shop: cfg.Shop, Clock: e.clock, Health: e.state}
	if cfg.Vault != nil {
		e.reader.Opener = opener{&e.cfg}
	}
	e.pub.Store(w.Fork())
	if cfg.Views == nil {
		k.keys.ready = true
		if replayKeys(ctx, &e.cfg, k) != nil {
			return nil, nil, core.E(core.CodeCorrupt, "open", "journal", "cannot be read; run andon verify")
		}
		return e, k, nil
	}
	for _, x := range e.proj.queue {
		k.keys.note(x.key, x.seq)
	}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		k.keys.seen(filterHash(bucketExternal, world.ExternalKey(o.Channel, o.External)))
		return true
	})
	e.proj.opened(e.pub.Load(), snapped)
	k.cold.tail = e.proj.tail
	return e, k, nil
}

// replayKeys reads the keys of a shop without views from its journal.
func replayKeys(ctx context.Context, cfg *Config, k *kernel) error {
	return replay(ctx, cfg, 1, func(r *core.Record) error {
		k.keys.note(r.Command.Key, r.Seq)
		return nil
	})
}

// buildFilter reads the keys and external numbers that the views know. Until it is
// done every key is looked up.
func (e *Engine) buildFilter(ctx context.Context) *filter {
	f := &filter{}
	for _, bucket := range [...]string{bucketKey, bucketExternal} {
		err := scanAll(e.cfg.Views, bucket, func(kv KV) error {
			f.add(filterHash(bucket, string(kv.Key)))
			return ctx.Err()
		})
		if err != nil {
			if ctx.Err() == nil {
				e.sick(err)
			}
			return nil
		}
	}
	return f
}

// run is the goroutine that owns the kernel. What it has decided is committed when it
// returns, or answered without a yes.
func (e *Engine) run(ctx context.Context, k *kernel) {
	defer close(e.done)
	defer e.refuseRest()
	defer e.commits.finish()
	defer e.defect(k)
	if e.first(ctx, k) != nil {
		return
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(k.untilDue())
		var err error
		select {
		case r := <-e.queue:
			err = e.batch(ctx, k, r)
		case <-timer.C:
			err = e.wake(ctx, k)
		case f := <-e.filter:
			k.keys.adopt(f)
		case <-e.commits.failed:
			return
		case <-e.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

// defect stops the engine on a panic of its own goroutine, as a failed append does: what
// is not durable is forgotten, and nobody who waits is told yes.
func (e *Engine) defect(k *kernel) {
	p := recover()
	if p == nil {
		return
	}
	err := core.E(core.CodeInternal, "engine", "", fmt.Sprintf("a defect of this program: %v; please report it", p))
	e.sick(err)
	for _, r := range k.batch.asking {
		r.answer(unknown(err))
	}
}

// first does what a shop that was just opened has to do: timers that came due while it
// was closed fire, and lines that wait are filled from what a crash kept them from.
func (e *Engine) first(ctx context.Context, k *kernel) error {
	k.begin()
	k.tickDue(ctx, k.wall())
	k.idleJobs(ctx, k.wall(), e.asked)
	if skus := k.decider.Unfilled(k.w); len(skus) > 0 {
		k.fillAll(ctx, skus)
	}
	return e.pass(ctx, k)
}

// wake fires the timers that are due and works on jobs. Who asks meanwhile is taken along.
func (e *Engine) wake(ctx context.Context, k *kernel) error {
	k.begin()
	k.tickDue(ctx, k.wall())
	k.idleJobs(ctx, k.wall(), e.asked)
	return e.take(ctx, k, e.another(ctx, k))
}

// asked reports whether somebody waits.
func (e *Engine) asked() bool { return len(e.queue) > 0 }

// batch takes a request, behind the jobs' share.
func (e *Engine) batch(ctx context.Context, k *kernel, r *request) error {
	k.begin()
	k.shareJobs(ctx, k.wall())
	return e.take(ctx, k, r)
}

// take adds a request to the batch and all that queues up behind it, until the committer
// is free to take the batch: what is decided now is decided while the last commit runs.
func (e *Engine) take(ctx context.Context, k *kernel, r *request) error {
	for r != nil {
		k.batch.asking = append(k.batch.asking, r)
		for i, p := range r.commands {
			r.receipts[p.place] = k.add(ctx, p)
			if k.batch.full() && i < len(r.commands)-1 {
				k.batch.asking = k.batch.asking[:len(k.batch.asking)-1]
				if err := e.pass(ctx, k); err != nil {
					r.answer(unknown(err))
					return err
				}
				k.begin()
				k.batch.asking = append(k.batch.asking, r)
			}
		}
		if r = nil; !k.batch.full() {
			r = e.another(ctx, k)
		}
	}
	return e.pass(ctx, k)
}

// The engine lets others run so often before it commits a batch of fewer than so many
// requests: who was answered a moment ago asks again, and commits become fewer and bigger.
// Nobody waits for it: where nobody can run, it costs less than a microsecond.
const maxYields, enough = 3, 256

// another returns the next request for a batch; nil when nobody asks and the batch can
// be committed at once. Until then jobs go on.
func (e *Engine) another(ctx context.Context, k *kernel) *request {
	for yields := 0; ; {
		select {
		case r := <-e.queue:
			return r
		default:
		}
		switch {
		case e.commits == nil:
			return nil
		case len(e.commits.idle) == 0 && k.batch.slices < jobSlices && k.stepJobs(ctx, k.wall()):
			continue
		case yields < maxYields && len(k.batch.asking) < enough:
			yields++
			runtime.Gosched()
			continue
		}
		select {
		case r := <-e.queue:
			return r
		case <-e.commits.idle:
			e.commits.idle <- struct{}{} // pass will take it
			return nil
		}
	}
}

// pass hands the batch to the committer, waiting until that is free, and forgets what
// need not stay in memory. Without a committer it commits the batch itself.
func (e *Engine) pass(ctx context.Context, k *kernel) error {
	looked := k.batch.loaded
	b := k.end()
	var err error
	switch {
	case e.commits != nil:
		e.commits.take(b)
	default:
		err = e.commit(ctx, b)
	}
	e.say(k)
	e.evict(k, looked)
	return err
}

// unknown is the answer to everyone whose commands may or may not be in the journal.
func unknown(err error) error {
	return core.Wrap(core.CodeUnfinished, "submit", "", "the shop could not write its journal; look the outcome up after opening it again", err)
}

// evict drops closed documents that the views cover, and those that were brought
// back only to be looked at.
func (e *Engine) evict(k *kernel, looked []preimage) {
	if e.proj == nil || e.cfg.KeepClosed {
		return
	}
	covered := e.proj.covered.Load()
	refs := e.proj.evictable()
	for i := range looked {
		refs = append(refs, looked[i].ref)
	}
	forget(k.w, refs, covered)
	k.keys.forget(covered)
}

// sick stops the engine from taking commands and says so to everyone who watches.
func (e *Engine) sick(err error) {
	why := "the shop takes no commands: " + err.Error() + "; nothing acknowledged is lost, open it again"
	if e.health.CompareAndSwap(nil, &why) {
		e.hub.tell(e.pub.Load(), nil, why)
	}
}

// say tells everyone who watches when the engine's own work stops, or goes on again.
func (e *Engine) say(k *kernel) {
	err := k.stuck.timers
	if err == nil {
		err = k.stuck.fills
	}
	was := e.stuck.Load()
	switch {
	case err != nil && was == nil:
		why := "timers or fills do not go on: " + err.Error()
		e.stuck.Store(&why)
		e.hub.tell(e.pub.Load(), nil, why)
	case err == nil && was != nil:
		e.stuck.Store(nil)
		shop := entry{touched: []core.Ref{{Noun: world.NounMeta, ID: "shop"}}}
		e.hub.tell(e.pub.Load(), []entry{shop}, "") // they ask again and see that it is well
	}
}

// refuseRest answers everyone who still waits, without a yes.
func (e *Engine) refuseRest() {
	for {
		select {
		case r := <-e.queue:
			r.answer(core.E(core.CodeBusy, "submit", "", "the shop is closing; nothing was taken, try again"))
		default:
			return
		}
	}
}

// Close stops taking commands, lets the read model finish and writes a snapshot.
func (e *Engine) Close() error {
	e.once.Do(func() {
		close(e.stop)
		<-e.done
		e.cancel()
		e.aux.Wait()
		if e.proj != nil {
			e.proj.close()
		}
		e.hub.close()
	})
	if h := e.health.Load(); h != nil {
		return core.E(core.CodeStorage, "close", "", *h)
	}
	return nil
}

// clock is the shop's clock for readers: wall time, or the last record's while a
// stream drives it.
func (e *Engine) clock() core.Instant {
	w := e.pub.Load()
	if w.Shop().Stream != "" {
		return w.At
	}
	return max(e.cfg.Clock(), w.At)
}

// state is the engine's health in a sentence, "" when it is well, and how far the
// views are behind.
func (e *Engine) state() (string, uint64) {
	for _, why := range [...]*string{e.health.Load(), e.stuck.Load()} {
		if why != nil {
			return *why, e.Lag()
		}
	}
	return "", e.Lag()
}

// Stats counts what the engine has done since it was opened.
type Stats struct {
	Records uint64 // sequence of the last record
	Commits uint64 // appends to the journal
}

// Stats returns the counters.
func (e *Engine) Stats() Stats {
	return Stats{Records: e.pub.Load().Seq, Commits: e.appends.Load()}
}

// World is the newest published world: durable, and never changed by anyone.
func (e *Engine) World() *world.World { return e.pub.Load() }

// Lag is how many records the views are behind the journal.
func (e *Engine) Lag() uint64 {
	if e.proj == nil {
		return 0
	}
	return e.proj.lag()
}

// Client returns a connection for an authenticated actor.
func (e *Engine) Client(actor string) api.Client { return &client{e: e, actor: actor} }
