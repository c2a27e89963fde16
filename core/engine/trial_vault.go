package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"

	"andon/core"
)

// openVault is the vault of a trial without a shop: its boxes are open and in memory
// alone, but an erased person is gone as from any other.
type openVault struct {
	mu     sync.Mutex
	erased map[uint64]bool
}

// Seal keeps the key beside what is personal.
func (v *openVault) Seal(key uint64, plain []byte) ([]byte, error) {
	return append(binary.BigEndian.AppendUint64(nil, key), plain...), nil
}

// Open opens a box with the key that it was sealed with, unless that was erased.
func (v *openVault) Open(key uint64, box []byte) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if key == 0 || v.erased[key] {
		return nil, core.E(core.CodeNotFound, "open", "", "the person was erased")
	}
	plain, ok := bytes.CutPrefix(box, binary.BigEndian.AppendUint64(nil, key))
	if !ok {
		return nil, core.E(core.CodeCorrupt, "open", "", "the box was sealed with another key")
	}
	return slices.Clone(plain), nil
}

// Token needs no secret: it leaves no memory but the trial's.
func (v *openVault) Token(text string) core.Token {
	sum := sha256.Sum256([]byte(text))
	return core.Token(binary.BigEndian.Uint64(sum[:]))
}

// Digest tells a repeat from a reuse.
func (v *openVault) Digest(kind core.Kind, body []byte) [16]byte { return plainDigest(kind, body) }

// Erase forgets people.
func (v *openVault) Erase(keys []uint64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, k := range keys {
		v.erased[k] = true
	}
	return nil
}
