package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

const (
	journalFile   = "journal.db"
	journalSchema = 1
	journalPage   = 16384 // fewer, fuller pages a commit: 10 to 30 % faster than 4096
	bucketJournal = "j"
	metaEpoch     = "epoch" // be64

	// allocBytes is by how much bbolt lets a large file grow at a time.
	allocBytes = 16 << 20

	// maxReadBytes bounds what one read copies out, and so how long its transaction lives.
	maxReadBytes = 4 << 20
	maxSlabBytes = 4 << 20
)

// RawRecord is one record as stored. (It is an alias of an unnamed type, so that an
// interface elsewhere can name the same type without importing this package.)
type RawRecord = struct {
	Seq  uint64
	Body []byte
}

// Journal is the append-only truth of a shop. Append is for one owner; everything
// else may be called from any goroutine.
type Journal struct {
	file *boltFile
	max  int64
	dead atomic.Pointer[core.Error] // why every further call fails

	write sync.Mutex // held while appending
	chain *chain
	slab  []byte

	mu    sync.RWMutex // guards what follows
	last  uint64
	head  [32]byte
	epoch uint64
	used  int64 // bytes of the file up to its last page in use

	opened uint64 // last when the file was opened
}

// OpenJournal opens the journal of a shop folder and makes an empty one when there
// is none. It reads the last record, not the whole file: see [Journal.VerifyChain].
func OpenJournal(dir string, opt Options) (*Journal, error) {
	if err := mustExist(dir, journalFile); err != nil {
		return nil, err
	}
	f, err := openBolt(dir, boltSpec{
		name: journalFile, schema: journalSchema, shop: opt.Shop, buckets: []string{bucketJournal},
		pageSize: journalPage, mmapSize: opt.mmap(), maxSize: opt.MaxBytes,
	}, func(*bolt.Tx) error { return nil })
	if err != nil {
		return nil, err
	}
	j := &Journal{file: f, max: opt.MaxBytes, chain: newChain()}
	if err := j.load(); err != nil {
		f.close()
		return nil, err
	}
	return j, nil
}

func (j *Journal) load() error {
	return j.file.view("open", func(tx *bolt.Tx) error {
		j.used = tx.Size()
		if v := tx.Bucket([]byte(bucketMeta)).Get([]byte(metaEpoch)); len(v) == 8 {
			j.epoch = binary.BigEndian.Uint64(v)
		}
		key, value := tx.Bucket([]byte(bucketJournal)).Cursor().Last()
		if key == nil {
			return nil
		}
		if len(key) != 8 {
			return j.file.corrupt("open", "its last record has no number")
		}
		j.last = binary.BigEndian.Uint64(key)
		body, prev, err := j.chain.open(j.last, value)
		if err != nil {
			return err
		}
		j.head, j.opened = j.chain.next(prev, j.last, body), j.last
		return nil
	})
}

// Append durably adds bodies as records after+1, after+2, … and returns when they
// are on disk. It fails with [core.CodeConflict], and nothing is written, when the
// journal does not end at after or a higher epoch than the given one has written.
//
// Any other failure means that the outcome is not known. The journal then refuses
// every further call with [core.CodeStorage]; answer nobody, open it again and go on
// from what it holds. A failed fsync is never retried, as the kernel may
// already have dropped the pages that it could not write.
//
// ctx is looked at before the write begins; a write that has begun runs to its end.
func (j *Journal) Append(ctx context.Context, epoch, after uint64, bodies [][]byte) error {
	j.write.Lock()
	defer j.write.Unlock()
	if err := j.usable(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return core.Wrap(core.CodeCancelled, "journal.append", "", "nothing was written", err)
	}
	if err := j.admit(epoch, after, bodies); err != nil || len(bodies) == 0 {
		return err
	}
	ends, head := j.frames(after, bodies)
	var used int64
	err := j.file.update("append", func(tx *bolt.Tx) error {
		return j.put(tx, epoch, after, ends)
	})
	if err == nil {
		err = j.file.view("append", func(tx *bolt.Tx) error { used = tx.Size(); return nil })
	}
	if err != nil {
		return j.poison(err)
	}
	j.mu.Lock()
	j.last, j.head, j.epoch, j.used = after+uint64(len(bodies)), head, epoch, used
	j.mu.Unlock()
	return nil
}

func (j *Journal) admit(epoch, after uint64, bodies [][]byte) error {
	switch {
	case epoch < j.epoch:
		return core.E(core.CodeConflict, "journal.append", journalFile,
			fmt.Sprintf("epoch %d may not write any more: epoch %d has taken over", epoch, j.epoch))
	case after != j.last:
		return core.E(core.CodeConflict, "journal.append", journalFile,
			fmt.Sprintf("the journal ends at record %d, not at %d", j.last, after))
	}
	for i, b := range bodies {
		if len(b) == 0 || len(b) > MaxRecordBytes {
			return core.E(core.CodeLimit, "journal.append", recordName(after+1+uint64(i)),
				fmt.Sprintf("a record of %d bytes is outside 1 to %d", len(b), MaxRecordBytes))
		}
	}
	return nil
}

// frames lays the values of a batch into j.slab and returns where each ends.
func (j *Journal) frames(after uint64, bodies [][]byte) (ends []int, head [32]byte) {
	head = j.head
	if j.slab = j.slab[:0]; cap(j.slab) > maxSlabBytes {
		j.slab = nil
	}
	ends = make([]int, len(bodies))
	for i, body := range bodies {
		seq := after + 1 + uint64(i)
		j.slab = j.chain.frame(j.slab, head, seq, body)
		ends[i] = len(j.slab)
		head = j.chain.next(head, seq, body)
	}
	return ends, head
}

func (j *Journal) put(tx *bolt.Tx, epoch, after uint64, ends []int) error {
	var key [8]byte
	if epoch != j.epoch {
		binary.BigEndian.PutUint64(key[:], epoch)
		if err := tx.Bucket([]byte(bucketMeta)).Put([]byte(metaEpoch), append([]byte(nil), key[:]...)); err != nil {
			return err
		}
	}
	b := tx.Bucket([]byte(bucketJournal))
	b.FillPercent = 1 // keys only rise: a page that is full stays full
	start := 0
	for i, end := range ends {
		binary.BigEndian.PutUint64(key[:], after+1+uint64(i))
		if err := b.Put(key[:], j.slab[start:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}

// Last returns the number of the last durable record, 0 when there is none, and its hash.
func (j *Journal) Last() (seq uint64, head [32]byte) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.last, j.head
}

// Epoch returns the highest epoch that has written.
func (j *Journal) Epoch() uint64 {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.epoch
}

// Size returns how many bytes of the file are in use.
func (j *Journal) Size() int64 {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.used
}

// Room returns how many bytes may still be written before Options.MaxBytes is
// reached. Running into that limit is a failed commit, so the owner stops taking
// orders while there is still room for cancellations.
func (j *Journal) Room() int64 {
	if j.max <= 0 {
		return 1 << 62
	}
	return max(0, j.max-allocBytes-j.Size())
}

// Note says what opening had to overlook, "" when nothing.
func (j *Journal) Note() string { return j.file.note }

// Close gives the file back. The journal must not be used afterwards.
func (j *Journal) Close() error {
	j.write.Lock()
	defer j.write.Unlock()
	var err error
	if j.last > j.opened && j.dead.Load() == nil {
		// Both meta pages then lead to the last record, so that damage to one loses nothing.
		err = j.file.update("journal.close", func(*bolt.Tx) error { return nil })
	}
	j.dead.CompareAndSwap(nil, core.E(core.CodeStorage, "journal.close", journalFile, "the journal has been closed"))
	return errors.Join(err, j.file.close())
}

func (j *Journal) usable() error {
	if e := j.dead.Load(); e != nil {
		return e
	}
	return nil
}

func (j *Journal) poison(cause error) error {
	e := core.Wrap(core.CodeStorage, "journal.append", journalFile,
		"the journal could not be written, so nothing more is acknowledged; free space or repair the disk, then restart andon to go on from what is on disk", cause)
	j.dead.CompareAndSwap(nil, e)
	return e
}
