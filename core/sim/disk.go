package sim

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"sync"

	"andon/core"
	"andon/core/engine"
)

// fault is what an append does to its batch.
type fault int

const (
	sound fault = iota
	lost        // fails before anything is durable
	deaf        // durable, but the answer is lost
)

// journal is the truth. It survives every crash.
type journal struct {
	mu     sync.Mutex
	bodies [][]byte
	next   fault // of the next append
}

func (j *journal) Append(_ context.Context, _, after uint64, bodies [][]byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if after != uint64(len(j.bodies)) {
		return core.E(core.CodeConflict, "sim.append", "", "the journal is not at that sequence")
	}
	now := j.next
	j.next = sound
	if now == lost {
		return core.E(core.CodeStorage, "sim.append", "", "the disk is full")
	}
	for _, b := range bodies {
		j.bodies = append(j.bodies, slices.Clone(b))
	}
	if now == deaf {
		return core.E(core.CodeUnfinished, "sim.append", "", "the answer was lost")
	}
	return nil
}

func (j *journal) Read(_ context.Context, from uint64, most int) ([]engine.RawRecord, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []engine.RawRecord
	for seq := max(from, 1); seq <= uint64(len(j.bodies)) && len(out) < most; seq++ {
		out = append(out, engine.RawRecord{Seq: seq, Body: j.bodies[seq-1]})
	}
	return out, nil
}

func (j *journal) Last() (uint64, [32]byte) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return uint64(len(j.bodies)), [32]byte{}
}

// vault seals by turning each byte round, which is enough to see who reads what.
type vault struct {
	mu     sync.Mutex
	erased map[uint64]bool
	fail   bool // the next erasure does not happen
}

func newVault() *vault { return &vault{erased: map[uint64]bool{}} }

func turned(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = ^b[i]
	}
	return out
}

func (v *vault) gone(key uint64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if key == 0 || v.erased[key] {
		return core.E(core.CodeNotFound, "sim.vault", "", "there is no such key")
	}
	return nil
}

func (v *vault) Seal(key uint64, plain []byte) ([]byte, error) {
	return append(binary.BigEndian.AppendUint64(nil, key), turned(plain)...), v.gone(key)
}

func (v *vault) Open(key uint64, box []byte) ([]byte, error) {
	if err := v.gone(key); err != nil {
		return nil, err
	}
	if len(box) < 8 || binary.BigEndian.Uint64(box) != key {
		return nil, core.E(core.CodeCorrupt, "sim.vault", "", "the box was sealed with another key")
	}
	return turned(box[8:]), nil
}

func (v *vault) Token(text string) core.Token {
	h := fnv.New64a()
	h.Write([]byte(text))
	return core.Token(h.Sum64())
}

func (v *vault) Digest(kind core.Kind, body []byte) [16]byte {
	sum := sha256.Sum256(append([]byte(kind+"\x00"), body...))
	return [16]byte(sum[:16])
}

func (v *vault) Erase(keys []uint64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fail {
		v.fail = false
		return core.E(core.CodeStorage, "sim.vault", "", "the disk is full")
	}
	for _, k := range keys {
		v.erased[k] = true
	}
	return nil
}
