package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

const (
	viewsFile   = "views.db"
	viewsFormat = 1
	viewsPage   = 4096
	metaSeq     = "seq" // be64
)

// Put sets, or deletes, one key of a bucket. (An alias of an unnamed type, as [RawRecord].)
type Put = struct {
	Bucket   string
	Key, Val []byte
	Delete   bool
}

// KV is one key and its value, copied out.
type KV = struct{ Key, Val []byte }

// Views is the read model: whatever can be made again from the journal. One
// goroutine writes; any may read. When a call fails, [Views.Reset] and write anew.
type Views struct {
	dir  string
	spec boltSpec

	mu    sync.RWMutex // held for writing only while the file is replaced
	file  *boltFile
	dead  error // why nothing works until Reset
	fresh string

	write sync.Mutex
	seq   atomic.Uint64
}

// OpenViews opens the views of a shop folder. Views that are missing, damaged, of
// another shop or of another Options.Schema are made anew, empty: see [Views.Fresh].
func OpenViews(dir string, opt Options) (*Views, error) {
	v := &Views{dir: dir, spec: boltSpec{
		name: viewsFile, schema: viewsFormat<<24 | opt.Schema, shop: opt.Shop,
		pageSize: viewsPage, mmapSize: opt.mmap(), maxSize: opt.MaxBytes,
	}}
	if opt.Schema >= 1<<24 {
		return nil, core.E(core.CodeInternal, "views.open", viewsFile, "the schema number is too large")
	}
	if _, err := os.Stat(v.path()); errors.Is(err, os.ErrNotExist) {
		v.fresh = "there were none"
	}
	err := v.open()
	if code := core.CodeOf(err); code == core.CodeCorrupt || code == core.CodeVersion {
		v.fresh = err.Error()
		err = v.remake()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Views) path() string { return filepath.Join(v.dir, viewsFile) }

func (v *Views) open() error {
	f, err := openBolt(v.dir, v.spec, func(*bolt.Tx) error { return nil })
	if err != nil {
		return err
	}
	var seq uint64
	err = f.view("open", func(tx *bolt.Tx) error {
		if b := tx.Bucket([]byte(bucketMeta)).Get([]byte(metaSeq)); len(b) == 8 {
			seq = binary.BigEndian.Uint64(b)
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, f.close())
	}
	v.file, v.dead = f, nil
	v.seq.Store(seq)
	return nil
}

func (v *Views) remake() error {
	if err := os.Remove(v.path()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return storageError("views", viewsFile, err)
	}
	return v.open()
}

// Fresh says why the views were made anew on opening, "" when they were not.
func (v *Views) Fresh() string { return v.fresh }

// Seq returns the last journal record that the views cover.
func (v *Views) Seq() uint64 { return v.seq.Load() }

// Reset drops everything and begins anew at sequence 0.
func (v *Views) Reset() error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.file != nil {
		v.file.close() // its content is given up: an error here changes nothing
	}
	v.file, v.dead = nil, core.E(core.CodeStorage, "views.reset", viewsFile, "the views could not be made anew")
	return v.remake()
}

// Close gives the file back.
func (v *Views) Close() error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.file == nil {
		return nil
	}
	err := v.file.close()
	v.file, v.dead = nil, core.E(core.CodeStorage, "views.close", viewsFile, "the views have been closed")
	return err
}

// Write applies puts and covers the journal up to seq, all in one durable
// transaction. Of several puts to one key the last one counts. Large slices are much
// cheaper a put than small ones: the puts are sorted, so that a page is written once.
func (v *Views) Write(seq uint64, puts []Put) error {
	v.write.Lock()
	defer v.write.Unlock()
	if seq < v.Seq() {
		return core.E(core.CodeInternal, "views.write", viewsFile, fmt.Sprintf("the views cover record %d and cannot go back to %d", v.Seq(), seq))
	}
	f, done, err := v.use()
	if err != nil {
		return err
	}
	err = f.update("views", func(tx *bolt.Tx) error {
		if err := apply(tx, puts); err != nil {
			return err
		}
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(metaSeq), binary.BigEndian.AppendUint64(nil, seq))
	})
	done()
	if err != nil {
		if core.CodeOf(err) == core.CodeInternal {
			err = storageError("views", viewsFile, err)
		}
		v.mu.Lock()
		v.dead = err
		v.mu.Unlock()
		return err
	}
	v.seq.Store(seq)
	return nil
}

// use keeps the file in place until done is called.
func (v *Views) use() (f *boltFile, done func(), err error) {
	v.mu.RLock()
	if v.dead != nil {
		defer v.mu.RUnlock()
		return nil, nil, v.dead
	}
	return v.file, v.mu.RUnlock, nil
}
