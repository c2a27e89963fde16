package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// bulkRead is how many records a read must ask for to be taken for a part of a scan.
const bulkRead = 256

// Read returns the records from, from+1, … copied out: at most max of them and about
// 4 MiB, at least one when there is one. Only durable records are seen. An empty
// result means that from lies behind the last record.
func (j *Journal) Read(ctx context.Context, from uint64, max int) ([]RawRecord, error) {
	var records []RawRecord
	err := j.each(ctx, from, max, func(seq uint64, value []byte) error {
		body, _, err := j.chain.open(seq, value)
		if err == nil {
			records = append(records, RawRecord{Seq: seq, Body: body})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// each hands out copies of the values from, from+1, … within the bounds of Read.
func (j *Journal) each(ctx context.Context, from uint64, max int, item func(seq uint64, value []byte) error) error {
	if err := j.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return core.Wrap(core.CodeCancelled, "journal.read", "", "the read was given up", err)
	}
	last, _ := j.Last()
	if from == 0 {
		from = 1
	}
	if from > last || max <= 0 {
		return nil
	}
	values, err := j.values(from, last, max)
	for i, v := range values {
		if err := item(from+uint64(i), v); err != nil {
			return err
		}
	}
	return err
}

// values copies stored values out in one short transaction. An error comes with the
// values before the damage.
func (j *Journal) values(from, last uint64, limit int) (values [][]byte, err error) {
	limit = int(min(uint64(limit), last-from+1))
	var slab slab
	err = j.file.view("read", func(tx *bolt.Tx) error {
		var seek [8]byte
		binary.BigEndian.PutUint64(seek[:], from)
		c := tx.Bucket([]byte(bucketJournal)).Cursor()
		size := 0
		key, value := c.Seek(seek[:])
		if limit >= bulkRead {
			j.file.warm(value)
		}
		for ; len(values) < limit && size < maxReadBytes; key, value = c.Next() {
			seq := from + uint64(len(values))
			if len(key) != 8 || binary.BigEndian.Uint64(key) != seq {
				return errors.New("the record is missing")
			}
			if len(value) > MaxRecordBytes+frameExtra {
				return fmt.Errorf("it claims to have %d bytes", len(value))
			}
			values = append(values, slab.copy(value))
			size += len(value)
		}
		return nil
	})
	if err != nil {
		err = recordError(from+uint64(len(values)), err)
	}
	return values, err
}

// slab copies many small things with few allocations.
type slab struct{ free []byte }

const slabBytes = 64 << 10

func (s *slab) copy(b []byte) []byte {
	if len(b) > slabBytes/4 {
		return append([]byte(nil), b...)
	}
	if len(b) > len(s.free) {
		s.free = make([]byte, slabBytes)
	}
	n := copy(s.free, b)
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// VerifyChain walks the records from to to (0: to the last) and checks that they are
// all there, unharmed, and linked by their hashes. The first record that is not what
// it was when it was written is named in the error. progress (may be nil) is called
// now and then with the record reached.
//
// A chain proves that nothing was changed behind the owner's back as long as a later
// hash is known: whoever can rewrite the file can also rewrite its very end.
func (j *Journal) VerifyChain(ctx context.Context, from, to uint64, progress func(seq uint64)) error {
	last, head := j.Last()
	if to == 0 || to > last {
		to = last
	}
	v := verifier{chain: newChain()}
	for next := max(from, 2) - 1; next <= to; next = v.seq + 1 { // the record before gives the hash to start from
		if err := j.each(ctx, next, int(min(to-next+1, 4096)), v.record); err != nil {
			return err
		}
		if progress != nil {
			progress(v.seq)
		}
	}
	switch {
	case v.broken:
		return v.altered(v.seq - 1)
	case v.seq == last && v.hash != head:
		return v.altered(last)
	}
	return nil
}

// verifier follows the chain from record to record.
type verifier struct {
	chain  *chain
	seq    uint64
	hash   [32]byte // of record seq, as computed from everything before
	broken bool     // record seq does not carry the hash of the one before
}

func (v *verifier) record(seq uint64, value []byte) error {
	body, prev, err := v.chain.open(seq, value)
	if err != nil {
		return err
	}
	if v.seq == 0 && seq > 1 {
		v.hash = prev // the first of a part: nothing to compare with
	}
	linked := prev == v.hash
	if v.broken && linked {
		return v.altered(seq - 1) // the rest agrees with us: only the link itself was changed
	}
	if v.broken {
		return v.altered(seq - 2)
	}
	v.seq, v.hash, v.broken = seq, v.chain.next(v.hash, seq, body), !linked
	return nil
}

func (v *verifier) altered(seq uint64) error {
	return recordError(max(seq, 1), errors.New("the record is not what it was when it was written"))
}
