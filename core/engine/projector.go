package engine

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// projector writes the read model behind the journal: keys, history, and the closed
// documents that a slice of records has touched, with the sequence that it covers. What
// is open is in memory and in snapshots, so a document is written once, when it closes,
// and not at each step of its life. The projector is fed after each commit and never
// seen by a command that waits for its receipt.
type projector struct {
	cfg   *Config
	fail  func(error)
	mu    sync.Mutex
	room  sync.Cond // signalled when the lag shrinks
	work  sync.Cond // signalled when there is something to do
	queue []entry
	w     *world.World // a world at or after the last entry of the queue
	stop  bool
	hurry bool       // take what there is
	evict []core.Ref // closed documents that are covered; the engine drops them
	done  chan struct{}

	covered atomic.Uint64
	snapped uint64       // sequence of the newest snapshot
	pending *world.World // to be written as a snapshot once the views cover it; until then they are written from it
	writing chan written // a snapshot that is being written; nil: none is
	docs    int          // documents in the newest snapshot that was written
	steps   bool         // nobody runs: the caller of step waits for everything itself
	nouns   map[core.Noun]byte
}

func newProjector(cfg *Config, fail func(error)) *projector {
	p := &projector{cfg: cfg, fail: fail, done: make(chan struct{}), nouns: map[core.Noun]byte{}}
	p.room.L, p.work.L = &p.mu, &p.mu
	for _, n := range world.Nouns() {
		p.nouns[n.Noun] = n.Number
	}
	return p
}

// replayed takes an entry that the views do not cover while the shop is opened. Beyond
// the lag that is allowed the views are written at once, and what is closed leaves
// memory, so that making them again needs no more of it than running does.
func (p *projector) replayed(x entry, w *world.World) error {
	p.queue = append(p.queue, x)
	if uint64(len(p.queue)) < p.cfg.MaxLag {
		return nil
	}
	for len(p.queue) > 0 {
		n := min(len(p.queue), p.cfg.Slice)
		closed, err := p.put(p.queue[:n], w)
		if err != nil {
			return err
		}
		p.queue = p.queue[n:]
		if !p.cfg.KeepClosed {
			forget(w, closed, p.covered.Load())
		}
	}
	p.queue = nil
	return nil
}

// forget evicts those of the documents that the views cover as they are.
func forget(w *world.World, refs []core.Ref, covered uint64) {
	for _, ref := range refs {
		if d, ok := w.Get(ref).(interface{ Changed() uint64 }); ok && d.Changed() <= covered {
			w.Evict(ref)
		}
	}
}

// opened begins the projector's work on what the views do not cover yet.
func (p *projector) opened(w *world.World, snapped uint64) {
	p.w, p.snapped = w, snapped
	p.covered.Store(p.cfg.Views.Seq())
}

// feed hands over the entries of a commit and the world after it. It waits while the
// views are too far behind. When they cannot be written any more nothing is kept for them.
func (p *projector) feed(entries []entry, w *world.World) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) > 0 && uint64(len(p.queue)+len(entries)) > p.cfg.MaxLag && !p.stop {
		p.room.Wait()
	}
	if p.stop {
		return
	}
	p.queue = append(p.queue, entries...)
	p.w = w
	p.work.Signal()
}

// lag is how many records the views are behind.
func (p *projector) lag() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return uint64(len(p.queue))
}

// tail is what the views do not cover yet, oldest first.
func (p *projector) tail() []entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queue[:len(p.queue):len(p.queue)]
}

// evictable takes the documents that the engine may forget now.
func (p *projector) evictable() []core.Ref {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.evict
	p.evict = nil
	return out
}

// run works until close; then it finishes what is queued and writes a last snapshot.
func (p *projector) run() {
	var ticker sync.WaitGroup
	ticker.Go(p.tick)
	defer ticker.Wait()
	defer close(p.done)
	defer p.written(true) // after a failure nobody asks for it any more
	for {
		more, err := p.step(p.next())
		if err != nil {
			p.fail(err)
			p.drain()
		}
		if !more {
			return
		}
	}
}

// step writes a slice and, when one is due, a snapshot. It reports whether more may come.
func (p *projector) step(entries []entry, w *world.World, last bool) (more bool, err error) {
	if len(entries) > 0 {
		if err := p.write(entries, w); err != nil {
			return false, err
		}
	}
	last = last && len(entries) == 0
	if err := p.snapshot(w, last); err != nil {
		return false, err
	}
	return !last, nil
}

// next waits for a slice of work, or for what there is once it has waited a while:
// large slices write far fewer pages per record than small ones.
func (p *projector) next() ([]entry, *world.World, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) < p.cfg.Slice && !p.stop && !(p.hurry && len(p.queue) > 0) {
		p.work.Wait()
	}
	p.hurry = false
	entries, w := p.queue[:min(len(p.queue), p.cfg.Slice)], p.w
	if p.pending != nil {
		w = p.pending
		for len(entries) > 0 && entries[len(entries)-1].seq > w.Seq {
			entries = entries[:len(entries)-1]
		}
	}
	return entries, w, p.stop
}

// patience is how long the views may wait for a slice to fill.
const patience = 250 * time.Millisecond

// tick hurries the projector now and then, until it is done.
func (p *projector) tick() {
	t := time.NewTicker(patience)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			p.mu.Lock()
			p.hurry = true
			p.work.Signal()
			p.mu.Unlock()
		case <-p.done:
			return
		}
	}
}

func (p *projector) drain() {
	p.mu.Lock()
	p.stop = true
	p.room.Broadcast()
	p.mu.Unlock()
}

// close lets the projector finish and waits for it.
func (p *projector) close() {
	p.drain()
	p.mu.Lock()
	p.work.Signal()
	p.mu.Unlock()
	<-p.done
}

// write projects the entries at the head of the queue.
func (p *projector) write(entries []entry, w *world.World) error {
	closed, err := p.put(entries, w)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.queue = p.queue[len(entries):]
	if len(p.queue) == 0 {
		p.queue = nil
	}
	p.evict = append(p.evict, closed...)
	p.room.Broadcast()
	p.mu.Unlock()
	return nil
}

// put writes entries to the views and returns the closed documents among them. The
// documents are those of w, which may be newer than the last entry: later slices write
// them again.
func (p *projector) put(entries []entry, w *world.World) (closed []core.Ref, err error) {
	puts, closed, err := p.project(entries, w)
	if err != nil {
		return nil, err
	}
	seq := entries[len(entries)-1].seq
	if err := p.cfg.Views.Write(seq, puts); err != nil {
		return nil, err
	}
	p.covered.Store(seq)
	return closed, nil
}

func (p *projector) project(entries []entry, w *world.World) (puts []Put, closed []core.Ref, err error) {
	dirty := map[core.Ref]struct{}{}
	images := map[core.Ref][][]byte{} // the first is what the views have, or what a slice before has put there since
	for i := range entries {
		e := &entries[i]
		if e.key != "" {
			puts = append(puts, Put{Bucket: bucketKey, Key: []byte(e.key), Val: be64(e.seq)})
		}
		day := uint32(e.at / 86_400_000)
		for _, r := range e.touched {
			if r.Noun == order.NounOrder || r.Noun == exception.NounException {
				dirty[r] = struct{}{}
			}
			if e.inHistory(r.Noun) {
				puts = append(puts, Put{Bucket: bucketHistory, Key: historyKey(day, r, e.seq)})
			}
		}
		for _, pre := range e.preimage {
			images[pre.ref] = append(images[pre.ref], pre.body)
			puts = append(puts, Put{Bucket: bucketOld, Key: append(oldPrefix(pre.ref), be64(e.seq)...), Val: pre.body})
		}
	}
	for r := range dirty {
		doc := w.Get(r)
		if doc == nil {
			continue // evicted, because an earlier slice has covered it
		}
		var now []Put
		if isClosed(doc) {
			closed = append(closed, r)
			if now, err = stored(p.cfg.Codec, r, doc); err != nil {
				return nil, nil, err
			}
		}
		puts = append(puts, now...)
		for _, image := range images[r] {
			if puts, err = p.withdraw(puts, r, image, now); err != nil {
				return nil, nil, err
			}
		}
	}
	for r := range images {
		closed = append(closed, r)
	}
	return puts, closed, nil
}

// withdraw deletes what the views have of a closed document as its image shows it and no
// longer have of it now: it is open again, or a person was forgotten.
func (p *projector) withdraw(puts []Put, ref core.Ref, image []byte, now []Put) ([]Put, error) {
	doc := newDoc(ref.Noun)
	if err := p.cfg.Codec.DecodeDoc(image, doc); err != nil {
		return nil, err
	}
	was, err := stored(p.cfg.Codec, ref, doc)
	for _, g := range was {
		stays := slices.ContainsFunc(now, func(n Put) bool { return n.Bucket == g.Bucket && bytes.Equal(n.Key, g.Key) })
		if !stays {
			puts = append(puts, Put{Bucket: g.Bucket, Key: g.Key, Delete: true})
		}
	}
	return puts, err
}

// oldPrefix begins the keys of a document's old images. Before a closed document is
// brought back and changed, its image is kept under the record's sequence: whoever
// replays the journal on an older snapshot finds the document as it was then in the
// first image after that snapshot.
func oldPrefix(ref core.Ref) []byte {
	return append(append(append([]byte(ref.Noun), 0), ref.ID...), 0)
}

// stored is all that the views have of a closed document.
func stored(codec Codec, ref core.Ref, doc any) ([]Put, error) {
	body, err := codec.EncodeDoc(nil, doc)
	if err != nil {
		return nil, err
	}
	puts := []Put{{Bucket: bucketDoc + string(ref.Noun), Key: docKey(ref), Val: body}}
	if o, ok := doc.(*order.Order); ok {
		puts = orderIndexes(puts, o)
	}
	return puts, nil
}

func orderIndexes(puts []Put, o *order.Order) []Put {
	n := be64(o.N)
	if o.External != "" {
		puts = append(puts, Put{Bucket: bucketExternal, Key: []byte(world.ExternalKey(o.Channel, o.External)), Val: n})
	}
	if o.Customer != "" {
		puts = append(puts, Put{Bucket: bucketCustomer, Key: append([]byte(o.Customer+"\x00"), n...)})
	}
	for i, who := range [...]core.Token{o.ShipTo.Email, o.ShipTo.Name} {
		if who != 0 && (i == 0 || who != o.ShipTo.Email) {
			puts = append(puts, Put{Bucket: bucketWho, Key: binary.BigEndian.AppendUint64(be64(uint64(who)), o.N)})
		}
	}
	for i := range o.Shipments {
		t := o.Shipments[i].Tracking
		again := slices.ContainsFunc(o.Shipments[:i], func(s order.Shipment) bool { return s.Tracking == t })
		if t != "" && !again {
			puts = append(puts, Put{Bucket: bucketTracking, Key: append([]byte(t+"\x00"), n...)})
		}
	}
	return puts
}

func isClosed(doc any) bool {
	switch d := doc.(type) {
	case *order.Order:
		return d.Closed != 0
	case *exception.Exception:
		return d.Closed != 0
	}
	return false
}
