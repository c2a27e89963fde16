package engine

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"andon/core"
	"andon/core/api"
	"andon/core/query"
	"andon/core/world"
)

// Trial is the engine's kernel on a world that nobody keeps: for scripts, drills and
// rehearsals. It decides, fills and fires timers as the engine does and answers the same
// questions, but writes to nothing, evicts nothing, and has the clock that its caller
// moves, even in a shop whose clock a stream drives. It is safe for concurrent use: one
// command is decided at a time, and readers see the world after one.
type Trial struct {
	// Each, when it is set, is told of every record as it is made, of consequences and
	// timers too. It must not call the Trial.
	Each func(*core.Record)

	mu     sync.Mutex
	cfg    Config
	prep   preparer
	k      *kernel
	paper  *paper
	keep   bool
	open   bool // a batch is
	told   int  // records of it that Each has heard of
	now    atomic.Int64
	pub    atomic.Pointer[world.World]
	hub    hub
	reader query.Reader
}

// NewTrial begins a trial at an instant, on a world that is its own from then on: a new
// one or a fork. Of cfg the Codec is required. Journal and Views are those of the shop
// that the world was forked from, nil for a new one: they are only read, and must know
// closed documents as they were then. Vault is that shop's; nil keeps what is personal in
// the open, in memory.
func NewTrial(cfg Config, w *world.World, at core.Instant) *Trial {
	t := &Trial{cfg: cfg, keep: true}
	t.now.Store(int64(max(at, w.At)))
	t.paper = &paper{shop: cfg.Journal, from: w.Seq}
	t.cfg.Journal, t.cfg.Snapshots, t.cfg.KeepClosed = t.paper, nil, true
	t.cfg.Clock = t.Now
	if t.cfg.Vault == nil {
		t.cfg.Vault = &openVault{erased: map[uint64]bool{}}
	} else {
		t.cfg.Vault = dryVault{t.cfg.Vault}
	}
	t.k = newKernel(&t.cfg, w)
	t.k.byHand, t.k.keys.ready = true, cfg.Views == nil
	t.k.cold.tail = t.paper.tail
	t.prep.set(&t.cfg, t.k.rows, w.Shop().Keys)
	t.reader = query.Reader{Cold: t.k.cold, Opener: opener{&t.cfg}, Shop: cfg.Shop, Clock: t.Now}
	t.pub.Store(w.Fork())
	return t
}

// Trial begins a trial on the shop as its last durable record left it. The engine goes on
// meanwhile; a closed document that changes in the shop after that is seen as changed.
func (e *Engine) Trial() *Trial {
	w := e.pub.Load()
	t := NewTrial(e.cfg, w.Fork(), e.clock())
	if e.proj == nil {
		return t
	}
	var tail []entry // what the views did not know then
	for _, x := range e.proj.tail() {
		if x.seq <= w.Seq {
			t.k.keys.note(x.key, x.seq)
			tail = append(tail, x)
		}
	}
	t.k.cold.tail = func() []entry { return append(tail[:len(tail):len(tail)], t.paper.tail()...) }
	return t
}

// Forget stops keeping records, for trials of a hundred thousand commands: what comes
// has no history and no reasons, and its keys are not known again.
func (t *Trial) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.show()
	t.keep = false
}

// Prove has every command from now on decided a second time by a Decider without memory,
// which must give the same events, and every invariant of the world checked after it. What
// fails is refused as a defect and told by Trouble.
func (t *Trial) Prove() { t.k.proves = true }

// Now is the trial's clock.
func (t *Trial) Now() core.Instant { return core.Instant(t.now.Load()) }

// World is the world after the last command. It never changes.
func (t *Trial) World() *world.World {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.show()
	return t.pub.Load()
}

// Peek is the world as it is, for whoever drives the trial, and for Each: the next
// command changes it, and unlike World it costs no fork.
func (t *Trial) Peek() *world.World { return t.k.w }

// Trouble says why timers or fills did not go on, or what Prove found.
func (t *Trial) Trouble() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.trouble()
}

func (t *Trial) trouble() error {
	for _, err := range []error{t.k.defect, t.k.stuck.timers, t.k.stuck.fills} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Do decides a command now, with the timers that are due before it and the fills that
// follow from it.
func (t *Trial) Do(ctx context.Context, actor string, cmd core.Command) core.Receipt {
	p, err := t.prep.prepare(actor, cmd)
	if err == nil {
		err = t.prep.seal(p)
	}
	if err != nil {
		return core.Receipt{Key: cmd.Key, Err: asError(err)}
	}
	return t.decide(ctx, p)
}

// Again decides a command as a journal keeps it: digested, its person sealed. It is
// nobody's repeat here, and expects nothing of a record's version.
func (t *Trial) Again(ctx context.Context, cmd core.Command) core.Receipt {
	key := cmd.Key
	cmd.Key, cmd.Expect = "", nil
	r := t.decide(ctx, &prepared{cmd: cmd})
	r.Key = key
	return r
}

func (t *Trial) decide(ctx context.Context, p *prepared) (r core.Receipt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.work(func() {
		t.k.idleJobs(ctx, t.Now(), nobody)
		r = t.k.add(ctx, p)
	})
	return r
}

// work decides something in the batch that is open. A batch is closed when somebody
// looks, or when it is full: a fork for each command would cost more than the command.
func (t *Trial) work(decide func()) {
	if !t.open {
		t.k.begin()
		t.open, t.told = true, 0
	}
	decide()
	t.k.batch.again = 0 // its batches have no end that anybody waits for
	for ; t.told < len(t.k.batch.records); t.told++ {
		if t.Each != nil {
			t.Each(t.k.batch.records[t.told])
		}
	}
	if t.k.batch.full() || t.hub.watched() {
		t.show()
	}
}

// Pass lets time pass: timers fire at their instants, in order, jobs go on, and what
// follows is filled. It returns what keeps them from that.
func (t *Trial) Pass(ctx context.Context, to core.Instant) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		next := t.k.w.NextDue()
		if next == 0 || next > to {
			break
		}
		if err := ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "pass", "", "was given up", err)
		}
		t.move(next)
		if err := t.wake(ctx); err != nil {
			return err
		}
	}
	t.move(to)
	return t.trouble()
}

// move sets the clock, which never goes back.
func (t *Trial) move(to core.Instant) { t.now.Store(int64(max(to, t.Now()))) }

// nobody asks a trial for anything while it decides.
func nobody() bool { return false }

// wake does the work that is due now.
func (t *Trial) wake(ctx context.Context) error {
	before := t.k.w.Seq
	t.work(func() {
		t.k.tickDue(ctx, t.Now())
		t.k.idleJobs(ctx, t.Now(), nobody)
	})
	if err := t.trouble(); err != nil || t.k.w.Seq > before {
		return err
	}
	return core.E(core.CodeInternal, "pass", "", "a timer is due and does not fire; please report it")
}

// show closes the batch that is open and lets readers see what it has done.
func (t *Trial) show() {
	if !t.open {
		return
	}
	t.open = false
	b := t.k.end()
	if t.keep {
		t.paper.write(b)
	} else {
		t.k.keys.forget(t.k.w.Seq)
	}
	_ = t.cfg.Vault.Erase(b.erase) // of a trial's vault, which cannot fail
	if b.after != nil {
		t.pub.Store(b.after)
		t.hub.tell(b.after, b.entries, "")
	}
}

// Evict lets a closed document go, of which the caller knows that nothing asks for it any
// more: long trials would not fit into memory.
func (t *Trial) Evict(ref core.Ref) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.k.w.Evict(ref)
}

// Client is a connection of an actor to the trial.
func (t *Trial) Client(actor string) api.Client { return &trialClient{t, actor} }

type trialClient struct {
	t     *Trial
	actor string
}

// Submit decides commands one by one.
func (c *trialClient) Submit(ctx context.Context, commands ...core.Command) ([]core.Receipt, error) {
	if err := tooMany(commands); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, core.Wrap(core.CodeCancelled, "submit", "", "was given up; nothing was taken", err)
	}
	receipts := make([]core.Receipt, 0, len(commands))
	for i := range commands {
		receipts = append(receipts, c.t.Do(ctx, c.actor, commands[i]))
	}
	return receipts, nil
}

// Query answers from the world after the last command.
func (c *trialClient) Query(ctx context.Context, q api.Query) (api.Page, error) {
	w := c.t.World()
	if q.MinSeq > w.Seq {
		x := c.t.hub.watch(nil) // from here on every command is shown at once
		defer x.Close()
		c.t.World()
		var err error
		if w, err = c.t.hub.await(ctx, &c.t.pub, q.MinSeq, func() bool { return false }); err != nil {
			return api.Page{}, err
		}
	}
	return c.t.reader.Query(ctx, w, who(w, c.actor), q)
}

// Watch tells of changes until the watcher is closed or the context ends.
func (c *trialClient) Watch(ctx context.Context, nouns ...core.Noun) (api.Watcher, error) {
	x := c.t.hub.watch(nouns)
	x.until(ctx)
	return x, nil
}

// paper is the journal of a trial: its own records in memory, older ones the shop's.
type paper struct {
	shop Journal // nil: nothing came before
	from uint64  // sequence of the world that the trial began with

	mu      sync.Mutex
	bodies  [][]byte
	entries []entry
}

func (p *paper) write(b *batch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, body := range b.bodies() {
		p.bodies = append(p.bodies, slices.Clone(body)) // the batch's memory serves the next
	}
	p.entries = append(p.entries, b.entries...)
}

func (p *paper) tail() []entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.entries
}

// Append is for engines; a trial writes to nothing.
func (p *paper) Append(context.Context, uint64, uint64, [][]byte) error {
	return core.E(core.CodeInternal, "append", "", "a trial has no journal")
}

// Read reads records.
func (p *paper) Read(ctx context.Context, from uint64, most int) ([]RawRecord, error) {
	if from <= p.from && p.shop != nil {
		return p.shop.Read(ctx, from, min(most, int(p.from-from)+1))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []RawRecord
	for seq := max(from, p.from+1); seq <= p.from+uint64(len(p.bodies)) && len(out) < most; seq++ {
		out = append(out, RawRecord{Seq: seq, Body: p.bodies[seq-p.from-1]})
	}
	return out, nil
}

// Last is the sequence of the last record.
func (p *paper) Last() (uint64, [32]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.from + uint64(len(p.bodies)), [32]byte{}
}
