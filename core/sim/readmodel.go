package sim

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	"andon/core"
	"andon/core/engine"
)

// longestKey is what bbolt takes.
const longestKey = 32768

// views is the read model: buckets of sorted keys, and the sequence that it covers.
type views struct {
	mu      sync.Mutex
	buckets map[string][]engine.KV
	seq     uint64
	fail    bool // the next write does not happen
}

func newViews() *views { return &views{buckets: map[string][]engine.KV{}} }

// copied is an equal read model that later writes do not change.
func (v *views) copied() *views {
	v.mu.Lock()
	defer v.mu.Unlock()
	c := &views{buckets: maps.Clone(v.buckets), seq: v.seq}
	for name := range c.buckets {
		c.buckets[name] = slices.Clone(c.buckets[name])
	}
	return c
}

func place(kvs []engine.KV, key []byte) (int, bool) {
	return slices.BinarySearchFunc(kvs, key, func(kv engine.KV, k []byte) int { return bytes.Compare(kv.Key, k) })
}

func (v *views) Write(seq uint64, puts []engine.Put) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fail {
		v.fail = false
		return core.E(core.CodeStorage, "sim.views", "", "the disk is full")
	}
	for _, p := range puts {
		if len(p.Key) == 0 || len(p.Key) > longestKey {
			return core.E(core.CodeInternal, "sim.views", p.Bucket, "a key is empty or too long for the file")
		}
		kvs := v.buckets[p.Bucket]
		i, found := place(kvs, p.Key)
		switch {
		case p.Delete && found:
			kvs = slices.Delete(kvs, i, i+1)
		case found:
			kvs[i].Val = bytes.Clone(p.Val)
		case !p.Delete:
			kvs = slices.Insert(kvs, i, engine.KV{Key: bytes.Clone(p.Key), Val: bytes.Clone(p.Val)})
		}
		v.buckets[p.Bucket] = kvs
	}
	v.seq = seq
	return nil
}

func (v *views) Get(bucket string, key []byte) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	kvs := v.buckets[bucket]
	if i, found := place(kvs, key); found {
		return append([]byte{}, kvs[i].Val...), nil // never nil, as in the store: a key may stand for itself
	}
	return nil, nil
}

func (v *views) Scan(bucket string, from, to []byte, reverse bool, limit int) ([]engine.KV, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	kvs := v.buckets[bucket]
	a, _ := place(kvs, from)
	b := len(kvs)
	if to != nil {
		b, _ = place(kvs, to)
	}
	out := slices.Clone(kvs[a:max(a, b)])
	if reverse {
		slices.Reverse(out)
	}
	return out[:min(len(out), limit)], nil
}

func (v *views) Seq() uint64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seq
}

func (v *views) Reset() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.buckets, v.seq = map[string][]engine.KV{}, 0
	return nil
}

// snapshots keeps whole worlds.
type snapshots struct {
	mu   sync.Mutex
	kept []snapshot // oldest first
	fail bool       // the next write does not happen
}

type snapshot struct {
	seq    uint64
	frames []frame
}

type frame struct {
	noun byte
	body []byte
}

func (s *snapshots) Write(seq uint64, _ core.Instant, write func(emit func(noun byte, body []byte) error) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := snapshot{seq: seq}
	err := write(func(noun byte, body []byte) error {
		x.frames = append(x.frames, frame{noun, bytes.Clone(body)})
		return nil
	})
	if s.fail {
		s.fail, err = false, core.E(core.CodeStorage, "sim.snapshots", "", "the disk is full")
	}
	if err == nil {
		s.kept = append(s.kept, x)
	}
	return err
}

func (s *snapshots) Latest(before uint64, begin func(uint64), visit func(byte, []byte) error) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range slices.Backward(s.kept) {
		if x.seq > before {
			continue
		}
		begin(x.seq)
		for _, f := range x.frames {
			if err := visit(f.noun, f.body); err != nil {
				return x.seq, err
			}
		}
		return x.seq, nil
	}
	return 0, nil
}

// forget drops snapshots: the newest, or all.
func (s *snapshots) forget(all bool) {
	if n := len(s.kept); all || n == 0 {
		s.kept = nil
	} else {
		s.kept = s.kept[:n-1]
	}
}
