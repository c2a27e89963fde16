package engine

import (
	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// batch is what one commit carries. The kernel fills it; once it is handed over only
// the committer changes it, and the kernel reads its records.
type batch struct {
	base    *world.World // the world before the batch, never changed
	after   *world.World // the world with it, to be published; nil: nothing was recorded
	arena   []byte
	ends    []int // ends of the bodies in the arena
	records []*core.Record
	entries []entry
	loaded  []preimage        // cold documents brought in since base
	cold    map[core.Ref]int  // where in loaded they are
	imaged  map[core.Ref]bool // closed documents whose image from before is kept
	erase   []uint64
	decided int        // commands, those that were refused among them
	slices  int        // of jobs
	again   int        // slices of orders that were looked at again beside the background
	asking  []*request // answered when the batch is durable
}

// begin starts a batch.
func (k *kernel) begin() {
	b := k.batch
	*b = batch{base: k.w.Fork(), arena: b.arena[:0], ends: b.ends[:0], records: b.records[:0], asking: b.asking[:0],
		entries: make([]entry, 0, len(b.records))} // most likely as many as last time
}

// end closes the batch, which may then be committed while the next one is decided: the
// one before it is durable by then, and its memory serves the next.
func (k *kernel) end() *batch {
	b := k.batch
	if len(b.records) > 0 {
		b.after = k.w.Fork()
	}
	k.batch, k.flying = k.flying, b
	return b
}

// full reports whether the batch should be committed before more is added.
func (b *batch) full() bool {
	return len(b.arena) >= core.MaxBatchBytes || max(len(b.records), b.decided) >= core.MaxBatchCommands
}

// record returns a record of the batch, or nil.
func (b *batch) record(seq uint64) *core.Record {
	if len(b.records) == 0 || seq < b.records[0].Seq || seq-b.records[0].Seq >= uint64(len(b.records)) {
		return nil
	}
	return b.records[seq-b.records[0].Seq]
}

// bodies are the encoded records, in order.
func (b *batch) bodies() [][]byte {
	out := make([][]byte, len(b.ends))
	from := 0
	for i, end := range b.ends {
		out[i] = b.arena[from:end]
		from = end
	}
	return out
}

// reopened returns the images of closed orders that the last record changed, as they
// were before the batch: those that were cold, and those still in memory, which a
// snapshot has left out as if they were cold.
func (k *kernel) reopened() []preimage {
	if k.cfg.Views == nil {
		return nil
	}
	var out []preimage
	for _, ref := range k.w.Touched() {
		if ref.Noun != order.NounOrder || k.batch.imaged[ref] {
			continue
		}
		if body := k.before(ref); body != nil {
			out = append(out, preimage{ref, body})
			if k.batch.imaged == nil {
				k.batch.imaged = map[core.Ref]bool{}
			}
			k.batch.imaged[ref] = true
		}
	}
	return out
}

// before is the image of an order that was closed before the batch, or nil.
func (k *kernel) before(ref core.Ref) []byte {
	b := k.batch
	if i, ok := b.cold[ref]; ok {
		return b.loaded[i].body
	}
	if n, _ := number(ref.ID); n > b.base.Shop().Orders {
		return nil // placed in this batch
	}
	old := b.base.Orders.Get(ref.ID)
	if old == nil || old.Closed == 0 {
		return nil
	}
	body, err := k.cfg.Codec.EncodeDoc(nil, old)
	if err != nil {
		return nil // it was encoded before
	}
	return body
}

// undo brings the world back to what it was before the last command: refusals almost
// always come before the first event, and then only the sequence has moved. Otherwise
// the world is made again from the batch's base.
func (k *kernel) undo() {
	b := k.batch
	if len(k.w.Touched()) == 0 {
		k.w.Begin(k.w.Seq-1, k.lastAt())
		return
	}
	w := b.base.Fork()
	for _, l := range b.loaded {
		if doc, err := k.cold.decode(l.ref.Noun, l.body); err == nil { // it was decoded before
			w.Load(doc, l.ref.Noun)
		}
	}
	for _, r := range b.records {
		if err := w.ApplyRecord(r); err != nil {
			panic("an accepted record does not apply again: " + err.Error())
		}
	}
	w.Remember()
	k.w = w
}

// lastAt is the recorded time of the last record that stands.
func (k *kernel) lastAt() core.Instant {
	if n := len(k.batch.records); n > 0 {
		return k.batch.records[n-1].At
	}
	return k.batch.base.At
}
