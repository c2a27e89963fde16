package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"

	"andon/core"
)

// A journal value is: format byte, body, hash of the record before, CRC-32C.
const (
	frameVersion = 1
	frameExtra   = 1 + sha256.Size + 4
)

// chain computes the hashes that link records:
// hash(n) = SHA-256(hash(n-1) ‖ be64 n ‖ body(n)), hash(0) = 32 zero bytes.
type chain struct {
	sum  hash.Hash
	crcs *crc32.Table
}

func newChain() *chain {
	return &chain{sum: sha256.New(), crcs: crc32.MakeTable(crc32.Castagnoli)}
}

func (c *chain) next(prev [32]byte, seq uint64, body []byte) (h [32]byte) {
	c.sum.Reset()
	c.sum.Write(prev[:])
	c.sum.Write(binary.BigEndian.AppendUint64(h[:0], seq))
	c.sum.Write(body)
	c.sum.Sum(h[:0])
	return h
}

// frame appends the value of a record to dst.
func (c *chain) frame(dst []byte, prev [32]byte, seq uint64, body []byte) []byte {
	start := len(dst)
	dst = append(dst, frameVersion)
	dst = append(dst, body...)
	dst = append(dst, prev[:]...)
	return binary.BigEndian.AppendUint32(dst, c.crc(seq, dst[start:]))
}

// crc covers the sequence too, so that a value under another key does not pass.
func (c *chain) crc(seq uint64, value []byte) uint32 {
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], seq)
	return crc32.Update(crc32.Checksum(key[:], c.crcs), c.crcs, value)
}

// open checks a value and returns its parts, which alias it.
func (c *chain) open(seq uint64, value []byte) (body []byte, prev [32]byte, err error) {
	end := len(value) - 4
	if len(value) < frameExtra+1 || binary.BigEndian.Uint32(value[end:]) != c.crc(seq, value[:end]) {
		return nil, prev, recordError(seq, errors.New("its checksum does not match"))
	}
	if value[0] != frameVersion {
		return nil, prev, core.E(core.CodeVersion, "journal.read", recordName(seq),
			fmt.Sprintf("the record has format %d, this program knows %d; use a newer program", value[0], frameVersion))
	}
	copy(prev[:], value[end-sha256.Size:])
	return value[1 : end-sha256.Size], prev, nil
}

func recordName(seq uint64) string { return fmt.Sprintf("record %d", seq) }

func recordError(seq uint64, cause error) error {
	return core.Wrap(core.CodeCorrupt, "journal.read", recordName(seq), "the journal is damaged here; restore the shop from a backup", cause)
}
