package engine

import (
	"encoding/binary"

	"andon/core"
	"andon/core/world"
)

// snapshot takes the world when enough records have passed, and writes it once the
// views cover it: closed documents are then left out, they are read from there. That
// is why the views are written from that very world until then: a newer one may have
// opened again what was closed in this. The views go on while it is written.
func (p *projector) snapshot(w *world.World, last bool) error {
	if p.cfg.Snapshots == nil {
		return nil
	}
	if err := p.written(last); err != nil {
		return err
	}
	if due := w.Seq-p.snapped >= p.every() || last && w.Seq > p.snapped; p.pending == nil && p.writing == nil && due {
		p.pending = w
	}
	if p.pending == nil || p.covered.Load() < p.pending.Seq {
		return nil
	}
	w, p.pending = p.pending, nil
	p.writing = make(chan written, 1)
	go p.writeSnapshot(w, p.writing)
	return p.written(last || p.steps)
}

// every is how many records pass between two snapshots: more for a large world, so that
// a record never pays for more than two documents.
func (p *projector) every() uint64 { return max(p.cfg.SnapshotEvery, uint64(p.docs/2)) }

// written is what became of a snapshot.
type written struct {
	seq  uint64
	docs int
	err  error
}

// written looks whether the snapshot that is being written is there, or waits for it.
func (p *projector) written(wait bool) error {
	if p.writing == nil {
		return nil
	}
	var done written
	if wait {
		done = <-p.writing
	} else {
		select {
		case done = <-p.writing:
		default:
			return nil
		}
	}
	p.writing = nil
	if done.err != nil {
		return done.err
	}
	p.snapped, p.docs = done.seq, done.docs
	return p.forgetOld()
}

func (p *projector) writeSnapshot(w *world.World, done chan<- written) {
	out := written{seq: w.Seq}
	out.err = p.cfg.Snapshots.Write(w.Seq, w.At, func(emit func(byte, []byte) error) error {
		var body []byte
		var failed error
		w.Each(func(ref core.Ref, doc any) bool {
			if isClosed(doc) {
				return true
			}
			if body, failed = p.cfg.Codec.EncodeDoc(body[:0], doc); failed == nil {
				failed = emit(p.nouns[ref.Noun], body)
			}
			out.docs++
			return failed == nil
		})
		return failed
	})
	done <- out
}

// forgetOld drops the old images that the newest snapshot makes needless. From the
// first of them on, older snapshots are of no use: the floor says so.
func (p *projector) forgetOld() error {
	puts := []Put{floorAt(p.snapped)}
	err := scanAll(p.cfg.Views, bucketOld, func(kv KV) error {
		if binary.BigEndian.Uint64(kv.Key[len(kv.Key)-8:]) > p.snapped {
			return nil
		}
		if puts = append(puts, Put{Bucket: bucketOld, Key: kv.Key, Delete: true}); len(puts) < scanPage {
			return nil
		}
		err := p.cfg.Views.Write(p.covered.Load(), puts)
		puts = puts[:1]
		return err
	})
	if err == nil && len(puts) > 1 {
		err = p.cfg.Views.Write(p.covered.Load(), puts)
	}
	return err
}
