package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"

	"andon/core"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/world"
)

// VerifyReport says what a verification looked at and found.
type VerifyReport struct {
	Records   uint64 `json:"records"`   // replayed
	Documents int    `json:"documents"` // compared with what is stored
	Checks    int    `json:"checks"`    // times that every invariant was checked
	Behind    uint64 `json:"behind"`    // records that the read model does not cover, and which were not compared
}

// verifyEvery is how many records are applied between two checks of all invariants.
// When one fails, the records since the last good check are applied again one by one.
const verifyEvery = 20_000

// Verify proves a shop: it applies the whole journal to a fresh world, checks every
// invariant on the way, and compares every document that is stored (closed ones in the
// read model, open ones in the newest snapshot) with the one that the journal gives.
// The error names the first record that is wrong. The hash chain is the store's to
// walk. Nobody may write to the shop meanwhile.
func Verify(ctx context.Context, cfg Config, progress func(done, of uint64)) (VerifyReport, error) {
	if err := cfg.validate(); err != nil {
		return VerifyReport{}, err
	}
	v := verifier{cfg: &cfg, w: emptyWorld(), cold: cold{views: cfg.Views, codec: cfg.Codec}, keys: map[string]int{}}
	v.good = v.w.Fork()
	if cfg.Views != nil {
		v.covered = cfg.Views.Seq()
	}
	last, _ := cfg.Journal.Last()
	if err := v.findSnapshot(last); err != nil {
		return v.report, err
	}
	err := replay(ctx, &cfg, 1, func(r *core.Record) error {
		if progress != nil && r.Seq%4096 == 0 {
			progress(r.Seq, last)
		}
		return v.apply(r)
	})
	if err == nil {
		err = v.check()
	}
	if err == nil && v.w.Seq != last {
		err = core.E(core.CodeCorrupt, "verify", "journal", fmt.Sprintf("ends at record %d, %d were written", v.w.Seq, last))
	}
	if err == nil && v.covered == last {
		err = v.compare()
	}
	if err == nil {
		err = v.policy()
	}
	v.report.Records, v.report.Behind = v.w.Seq, last-min(v.covered, last)
	return v.report, err
}

// policy runs the examples of the active policy with the evaluator of this program, which
// may not be the one that it was approved with.
func (v *verifier) policy() error {
	p := v.w.ActivePolicy()
	if p == nil {
		return nil
	}
	if err := flow.CheckPolicy(&p.Document); err != nil {
		return core.Wrap(core.CodeState, "verify", p.ID, "the active policy does not say any more what it did when it was approved; draft it anew", err)
	}
	return nil
}

type verifier struct {
	cfg     *Config
	w       *world.World
	good    *world.World   // at the last check that held
	since   []*core.Record // applied since then
	cold    cold
	covered uint64
	keys    map[string]int // that the read model should hold, by bucket
	snap    uint64         // sequence of the newest snapshot; 0: none
	report  VerifyReport
}

// findSnapshot reads the newest snapshot through, for its sequence.
func (v *verifier) findSnapshot(last uint64) (err error) {
	if v.cfg.Snapshots != nil {
		v.snap, err = v.cfg.Snapshots.Latest(math.MaxUint64, func(uint64) {}, func(byte, []byte) error { return nil })
	}
	switch {
	case err != nil:
		return err
	case v.snap > last:
		return lost(last, "there is a snapshot", v.snap)
	case v.covered > last:
		return lost(last, "the read model knows", v.covered)
	}
	return nil
}

// compareSnapshot compares the newest snapshot with the world at its sequence,
// document by document in the order in which both list them. Reading never stops early:
// an error of ours would make the snapshot look unusable, and be passed over.
func (v *verifier) compareSnapshot() error {
	next, stop := iter.Pull2(iter.Seq2[core.Ref, any](v.w.Each))
	defer stop()
	open := func() (core.Ref, any, bool) {
		ref, doc, ok := next()
		for ok && isClosed(doc) {
			ref, doc, ok = next()
		}
		return ref, doc, ok
	}
	var bad error
	var want []byte
	differs := func(subject string) {
		if bad == nil {
			bad = core.E(core.CodeCorrupt, "verify", subject, fmt.Sprintf("stands otherwise in the snapshot of record %d than the journal says; delete snap/ to do without it", v.snap))
		}
	}
	seq, err := v.cfg.Snapshots.Latest(v.snap, func(uint64) {}, func(_ byte, have []byte) error {
		ref, doc, ok := open()
		if !ok {
			differs("a document")
			return nil
		}
		v.report.Documents++
		encoded, failed := v.cfg.Codec.EncodeDoc(want[:0], doc)
		if want = encoded; failed != nil || !bytes.Equal(want, have) {
			differs(ref.String())
		}
		return nil
	})
	if ref, _, more := open(); more && err == nil {
		differs(ref.String())
	}
	if err == nil && seq != v.snap {
		differs("the snapshot")
	}
	return cmp.Or(err, bad)
}

func (v *verifier) apply(r *core.Record) error {
	if r.Seq != v.w.Seq+1 {
		return core.E(core.CodeCorrupt, "verify", fmt.Sprintf("record %d", r.Seq), fmt.Sprintf("follows record %d; records are missing", v.w.Seq))
	}
	if err := v.w.ApplyRecord(r); err != nil {
		return core.Wrap(core.CodeCorrupt, "verify", fmt.Sprintf("record %d", r.Seq), "cannot be applied", err)
	}
	if r.Seq == v.snap {
		if err := v.compareSnapshot(); err != nil {
			return err
		}
	}
	if key := r.Command.Key; key != "" && r.Seq <= v.covered {
		if seq, err := v.cold.keySeq(key); err != nil {
			return err
		} else if seq != r.Seq {
			return wrong("key "+key, r.Seq)
		}
		v.keys[bucketKey]++
	}
	if v.since = append(v.since, r); len(v.since) < verifyEvery {
		return nil
	}
	return v.check()
}

// check checks every invariant; when one fails it finds the first record after which
// it does.
func (v *verifier) check() error {
	v.report.Checks++
	bad := v.w.Check()
	if bad == nil {
		v.good, v.since = v.w.Fork(), v.since[:0]
		return nil
	}
	w := v.good
	for _, r := range v.since {
		if err := w.ApplyRecord(r); err != nil {
			return err
		}
		if err := w.Check(); err != nil {
			return core.Wrap(core.CodeCorrupt, "verify", fmt.Sprintf("event %d.1 to %d.%d", r.Seq, r.Seq, len(r.Events)),
				fmt.Sprintf("after %s, recorded %s, an invariant is broken", r.Command.Body.Kind(), r.At), err)
		}
	}
	return bad
}

// wrong is the error for what the read model has otherwise than the journal says.
func wrong(subject string, since uint64) error {
	return core.E(core.CodeCorrupt, "verify", subject, fmt.Sprintf("is stored otherwise than the journal says, since record %d; delete views.db to make it again", since))
}

// compare compares every closed document, and the keys that find it, with what the read
// model stores, which must hold nothing else.
func (v *verifier) compare() error {
	if v.cfg.Views == nil {
		return nil
	}
	var bad error
	v.w.Each(func(ref core.Ref, doc any) bool {
		if isClosed(doc) {
			bad = v.compareDocument(ref, doc)
		}
		return bad == nil
	})
	for _, bucket := range [...]string{bucketDoc + string(order.NounOrder), bucketDoc + string(exception.NounException),
		bucketExternal, bucketCustomer, bucketWho, bucketTracking, bucketKey} {
		if bad == nil {
			bad = v.compareCount(bucket)
		}
	}
	return bad
}

func (v *verifier) compareDocument(ref core.Ref, doc any) error {
	puts, err := stored(v.cfg.Codec, ref, doc)
	if err != nil {
		return err
	}
	v.report.Documents++
	for i := range puts {
		have, err := v.cfg.Views.Get(puts[i].Bucket, puts[i].Key)
		if err != nil {
			return err
		}
		if have == nil || !bytes.Equal(have, puts[i].Val) {
			d, _ := doc.(interface{ Changed() uint64 })
			return wrong(ref.String(), d.Changed())
		}
		v.keys[puts[i].Bucket]++
	}
	return nil
}

func (v *verifier) compareCount(bucket string) error {
	have := 0
	err := scanAll(v.cfg.Views, bucket, func(KV) error {
		have++
		return nil
	})
	if err != nil {
		return err
	}
	if have != v.keys[bucket] {
		return core.E(core.CodeCorrupt, "verify", bucket, fmt.Sprintf("%d keys are stored, the journal has %d; delete views.db to make it again", have, v.keys[bucket]))
	}
	return nil
}
