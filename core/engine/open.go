package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// loadWorld makes the world of a shop: the newest usable snapshot, then the tail of
// the journal. Records that the views do not cover yet go to proj, where there are views.
func loadWorld(ctx context.Context, cfg *Config, proj *projector, progress func(done, of uint64)) (*world.World, uint64, error) {
	last, _ := cfg.Journal.Last()
	w, from, err := loadSnapshot(cfg, last)
	if err != nil {
		return nil, 0, err
	}
	if from, err = usable(cfg, from, last); err != nil {
		return nil, 0, err
	}
	if from == 0 {
		w = emptyWorld()
	}
	snapped := from
	l := loader{cfg: cfg, w: w, proj: proj, cold: &cold{views: cfg.Views, codec: cfg.Codec, journal: cfg.Journal}}
	err = replay(ctx, cfg, from+1, func(r *core.Record) error {
		if progress != nil && r.Seq%4096 == 0 {
			progress(r.Seq, last)
		}
		return l.apply(r)
	})
	if err == nil && w.Seq != last {
		err = core.E(core.CodeCorrupt, "open", "journal", "the journal ends before its last record; run andon verify")
	}
	if err == nil && len(l.erased) > 0 && cfg.Vault != nil {
		// A crash may have come between the record of an erasure and the erasure.
		err = cfg.Vault.Erase(l.erased)
	}
	return w, snapped, err
}

// lost is the error for a journal that ends before what was made from it: records that
// were acknowledged are gone.
func lost(last uint64, what string, seq uint64) error {
	return core.E(core.CodeCorrupt, "open", "journal", fmt.Sprintf("ends at record %d, but %s of record %d: %d acknowledged records are missing; restore the shop from a backup, or delete views.db and snap/ to go on without them", last, what, seq, seq-last))
}

// usable is the sequence to replay from: that of the snapshot, or 0 where the views do
// not have what it leaves out. Views that know less than the snapshot are made again
// from the first record.
func usable(cfg *Config, from, last uint64) (uint64, error) {
	if cfg.Views == nil {
		return 0, nil
	}
	if seq := cfg.Views.Seq(); seq > last {
		return 0, lost(last, "the read model knows", seq)
	} else if seq < from {
		from = 0
		if err := cfg.Views.Reset(); err != nil {
			return 0, err
		}
	}
	floor, err := cfg.Views.Get(bucketFloor, []byte(bucketFloor))
	if err != nil {
		return 0, err
	}
	if len(floor) == 8 && from < binary.BigEndian.Uint64(floor) {
		from = 0
	}
	if from == 0 && last > 0 {
		// What is replayed from the first record is all in memory and leaves no images, so
		// the views that are written from now on do not go with any snapshot that there is.
		err = cfg.Views.Write(cfg.Views.Seq(), []Put{floorAt(last)})
	}
	return from, err
}

// floorAt says that only snapshots from a sequence on go with the views.
func floorAt(seq uint64) Put {
	return Put{Bucket: bucketFloor, Key: []byte(bucketFloor), Val: be64(seq)}
}

// forgetClosed evicts the closed documents that the views cover.
func forgetClosed(w *world.World, covered uint64) {
	var closed []core.Ref
	for _, noun := range [...]core.Noun{order.NounOrder, exception.NounException} {
		w.EachOf(noun, func(id string, doc any) bool {
			if isClosed(doc) {
				closed = append(closed, core.Ref{Noun: noun, ID: id})
			}
			return true
		})
	}
	forget(w, closed, covered)
}

func loadSnapshot(cfg *Config, last uint64) (*world.World, uint64, error) {
	w := emptyWorld()
	if cfg.Snapshots == nil || cfg.Views == nil {
		return w, 0, nil
	}
	byNumber := map[byte]world.NounRow{}
	for _, n := range world.Nouns() {
		byNumber[n.Number] = n
	}
	seq, err := cfg.Snapshots.Latest(math.MaxUint64, func(uint64) { w = emptyWorld() }, func(noun byte, body []byte) error {
		row, ok := byNumber[noun]
		if !ok {
			return core.E(core.CodeVersion, "open", "snapshot", "holds documents that this program does not know")
		}
		doc := row.New()
		if err := cfg.Codec.DecodeDoc(body, doc); err != nil {
			return err
		}
		w.Load(doc, row.Noun)
		return nil
	})
	if err == nil && seq > last {
		err = lost(last, "there is a snapshot", seq)
	}
	if err != nil {
		return nil, 0, err
	}
	if seq == 0 {
		w = emptyWorld()
	}
	w.Begin(seq, w.At)
	return w, seq, nil
}

// emptyWorld is a world of an owner, to be loaded.
func emptyWorld() *world.World {
	w := world.New()
	w.Remember()
	return w
}

// loader applies the journal's tail to a world that lacks closed documents.
type loader struct {
	cfg    *Config
	w      *world.World
	proj   *projector // nil: there are no views
	cold   *cold
	erased []uint64 // personal keys
}

func (l *loader) apply(r *core.Record) error {
	var pre []preimage
	placed := ""
	for _, e := range r.Events {
		switch x := e.(type) {
		case *order.Placed:
			placed = x.ID
		case *catalog.Erased:
			l.erased = append(l.erased, x.Keys...)
		}
		id := world.OrderOf(e)
		if id == "" || id == placed || named(pre, id) {
			continue
		}
		p, err := l.bring(core.Ref{Noun: order.NounOrder, ID: id}, r.Seq)
		if err != nil {
			return err
		}
		pre = append(pre, p...)
	}
	if err := l.w.ApplyRecord(r); err != nil {
		return err
	}
	if l.proj != nil && r.Seq > l.cfg.Views.Seq() {
		return l.proj.replayed(newEntry(r, l.w.Touched(), pre), l.w)
	}
	return nil
}

func named(images []preimage, id string) bool {
	return slices.ContainsFunc(images, func(p preimage) bool { return p.ref.ID == id })
}

// bring finds a closed document as it was before record seq brought it back: still in
// memory, in the image that was kept then, or as the views have it when they do not know
// of that yet.
func (l *loader) bring(ref core.Ref, seq uint64) ([]preimage, error) {
	if l.cfg.Views == nil {
		return nil, nil
	}
	if here := l.w.Get(ref); here != nil {
		if !isClosed(here) || seq <= l.cfg.Views.Seq() {
			return nil, nil
		}
		body, err := l.cfg.Codec.EncodeDoc(nil, here)
		return []preimage{{ref, body}}, err
	}
	prefix := oldPrefix(ref)
	kvs, err := l.cfg.Views.Scan(bucketOld, append(append([]byte(nil), prefix...), be64(seq)...), append(append([]byte(nil), prefix...), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), false, 1)
	if err != nil {
		return nil, err
	}
	body, err := l.cold.raw(ref)
	if len(kvs) > 0 {
		body = kvs[0].Val
	}
	if err != nil || body == nil {
		return nil, err
	}
	doc, err := l.cold.decode(ref.Noun, body)
	if err != nil {
		return nil, err
	}
	l.w.Load(doc, ref.Noun)
	return []preimage{{ref, body}}, nil
}

// replayChunk is how many records are decoded ahead of being applied.
const replayChunk = 2048

// Replay reads a shop's journal from a sequence on and hands its records over in order,
// decoded for being applied: what only explains a decision is left out. Of the
// configuration it needs Journal and Codec.
func Replay(ctx context.Context, cfg Config, from uint64, visit func(*core.Record) error) error {
	return replay(ctx, &cfg, from, visit)
}

// replay decodes the journal from a sequence on, one goroutine ahead, and hands the
// records over in order.
func replay(ctx context.Context, cfg *Config, from uint64, apply func(*core.Record) error) error {
	ctx, cancel := context.WithCancel(ctx)
	chunks := make(chan []*core.Record, 4)
	failed := make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- decodeAll(ctx, cfg, from, chunks)
	}()
	var err error
	for chunk := range chunks {
		for _, r := range chunk {
			if err == nil {
				err = apply(r)
			}
		}
		if err != nil {
			cancel()
		}
	}
	cancel()
	if bad := <-failed; err == nil {
		err = bad
	}
	return err
}

func decodeAll(ctx context.Context, cfg *Config, from uint64, chunks chan<- []*core.Record) error {
	decode := cfg.Codec.Replayer()
	for {
		raw, err := cfg.Journal.Read(ctx, from, replayChunk)
		if err != nil || len(raw) == 0 {
			return err
		}
		records := make([]*core.Record, len(raw))
		for i := range raw {
			if records[i], err = decode(raw[i].Body); err != nil {
				return err
			}
			records[i].Seq = raw[i].Seq
		}
		from = raw[len(raw)-1].Seq + 1
		select {
		case chunks <- records:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
