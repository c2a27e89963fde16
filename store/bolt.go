package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"
	"unsafe"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"andon/core"
)

// boltSpec says what one of our bbolt files must be.
type boltSpec struct {
	name     string // file name in the shop folder
	schema   uint32 // version of what the buckets hold
	shop     string // id of the shop; "" is not compared
	buckets  []string
	pageSize int // fixed in the file, so that it can move between machines
	mmapSize int
	maxSize  int64
	deep     bool // also check every leaf page on opening
}

// Names in the meta bucket that every file has.
const (
	bucketMeta = "meta"
	metaSchema = "schema" // be32
	metaShop   = "shop"   // text
)

// boltFile is a bbolt file whose damage is an error and never a crash: a page that
// bbolt stumbles over (panic) or that the kernel cannot deliver (fault) comes back
// as [core.CodeCorrupt].
type boltFile struct {
	path   string
	db     *bolt.DB
	fd     *os.File // the handle below db
	wedged atomic.Bool
	warmed atomic.Int64 // where the last warm ended
	note   string       // what opening had to overlook; "" when nothing
}

// openBolt opens dir/spec.name and makes it when it does not exist.
func openBolt(dir string, spec boltSpec, fill func(*bolt.Tx) error) (*boltFile, error) {
	path := filepath.Join(dir, spec.name)
	if err := os.Remove(path + newSuffix); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, storageError("open", spec.name, err)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := createBolt(path, spec, fill); err != nil {
			return nil, err
		}
	}
	note, err := checkPages(path, spec.pageSize, spec.deep)
	if err != nil {
		return nil, err
	}
	f := &boltFile{path: path, note: note}
	if err := f.open(spec); err != nil {
		return nil, err
	}
	if err := f.checkMeta(spec); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// createBolt builds the file beside its place and renames it in, so that a crash
// leaves either no file or a whole one.
func createBolt(path string, spec boltSpec, fill func(*bolt.Tx) error) error {
	f, err := buildBolt(path+newSuffix, spec, fill)
	if err != nil {
		return err
	}
	if err := f.close(); err != nil {
		return storageError("create", spec.name, err)
	}
	return moveIn(path+newSuffix, path)
}

// buildBolt makes a new file with its buckets and leaves it open.
func buildBolt(path string, spec boltSpec, fill func(*bolt.Tx) error) (*boltFile, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, storageError("create", spec.name, err)
	}
	spec.mmapSize, spec.maxSize = 0, 0
	f := &boltFile{path: path}
	if err := f.open(spec); err != nil {
		return nil, err
	}
	err := f.update("create", func(tx *bolt.Tx) error {
		for _, name := range append([]string{bucketMeta}, spec.buckets...) {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		meta := tx.Bucket([]byte(bucketMeta))
		if err := meta.Put([]byte(metaSchema), binary.BigEndian.AppendUint32(nil, spec.schema)); err != nil {
			return err
		}
		if err := meta.Put([]byte(metaShop), []byte(spec.shop)); err != nil {
			return err
		}
		return fill(tx)
	})
	if err != nil {
		f.close()
		os.Remove(path) // if that fails too, the next attempt removes it
		return nil, storageError("create", spec.name, err)
	}
	return f, nil
}

func (f *boltFile) open(spec boltSpec) (err error) {
	defer f.guard("open", &err)()
	opened := false
	defer func() {
		if !opened && f.fd != nil {
			f.abandon()
		}
	}()
	f.db, err = bolt.Open(f.path, 0o600, &bolt.Options{
		Timeout:         time.Second,
		FreelistType:    bolt.FreelistMapType,
		PageSize:        spec.pageSize,
		InitialMmapSize: spec.mmapSize,
		MaxSize:         int(spec.maxSize),
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			f.fd, err = os.OpenFile(name, flag, mode)
			return f.fd, err
		},
	})
	opened = err == nil
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return core.Wrap(core.CodeLocked, "store.open", f.name(), "another process has this file open", err)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return core.Wrap(core.CodeCorrupt, "store.open", f.name(), "the file is damaged; restore the shop from a backup", err)
	case err != nil:
		return storageError("open", f.name(), err)
	}
	return nil
}

func (f *boltFile) checkMeta(spec boltSpec) error {
	return f.view("open", func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return f.corrupt("open", "its meta bucket is missing")
		}
		for _, name := range spec.buckets {
			if tx.Bucket([]byte(name)) == nil {
				return f.corrupt("open", "its bucket "+name+" is missing")
			}
		}
		v := meta.Get([]byte(metaSchema))
		if len(v) != 4 {
			return f.corrupt("open", "its format version is missing")
		}
		if n := binary.BigEndian.Uint32(v); n != spec.schema {
			return core.E(core.CodeVersion, "store.open", f.name(),
				fmt.Sprintf("format version %d is not the version %d that this program knows; use the program that wrote it or a newer one", n, spec.schema))
		}
		if shop := string(meta.Get([]byte(metaShop))); spec.shop != "" && shop != spec.shop {
			return f.corrupt("open", fmt.Sprintf("it belongs to shop %.40q, not to %.40q", shop, spec.shop))
		}
		return nil
	})
}

// view runs fn in a short read transaction.
func (f *boltFile) view(op string, fn func(*bolt.Tx) error) (err error) {
	begun := false
	defer f.guard(op, &err, &begun)()
	return f.db.View(func(tx *bolt.Tx) error {
		begun = true
		return fn(tx)
	})
}

// update runs fn in a write transaction and returns when it is durable. After an
// error other than one returned by fn the file must not be written any more.
func (f *boltFile) update(op string, fn func(*bolt.Tx) error) (err error) {
	defer f.guard(op, &err)()
	return f.db.Update(fn)
}

// warmBytes is how far a scan reads ahead.
const warmBytes = 8 << 20

// warm reads the file from a mapped value on, so that what follows is in memory. In
// an append-only file that is what a scan needs next; page faults alone, without
// the read-ahead that bbolt switches off, bring 40 MB/s from a cold disk, this 10 times that.
func (f *boltFile) warm(value []byte) {
	if len(value) == 0 {
		return
	}
	off := int64(uintptr(unsafe.Pointer(unsafe.SliceData(value))) - f.db.Info().Data)
	from, end := off, f.warmed.Load()
	if ahead := end - off; ahead > 0 && ahead <= warmBytes {
		if from = end; ahead >= warmBytes/2 {
			return
		}
	}
	f.warmed.Store(off + warmBytes)
	io.Copy(io.Discard, io.NewSectionReader(f.fd, from, off+warmBytes-from)) // only a help: a read that fails shows later
}

// guard turns a panic or memory fault of the running goroutine into an error. A
// panic may leave bbolt's locks taken (unless safe says otherwise), so that
// only the handle below can still be closed.
func (f *boltFile) guard(op string, err *error, safe ...*bool) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		p := recover()
		if p == nil {
			return
		}
		if len(safe) == 0 || !*safe[0] {
			f.wedged.Store(true)
		}
		cause := errPages // what Go says of an index means nothing to anyone
		if _, ours := p.(runtime.Error); !ours {
			cause = fmt.Errorf("%v", p)
		}
		*err = core.Wrap(core.CodeCorrupt, "store."+op, f.name(), "the file is damaged; restore the shop from a backup", cause)
	}
}

func (f *boltFile) close() error {
	if f.wedged.Load() {
		return f.abandon()
	}
	return f.db.Close()
}

// abandon closes the file below bbolt, which cannot close it any more. Its mapping
// stays until the process ends and would keep the lock on the file, so that is given back first.
func (f *boltFile) abandon() error { return errors.Join(unlock(f.fd), f.fd.Close()) }

func (f *boltFile) name() string { return filepath.Base(f.path) }

func (f *boltFile) corrupt(op, what string) error {
	return core.E(core.CodeCorrupt, "store."+op, f.name(), "the file is damaged: "+what+"; restore the shop from a backup")
}

// defaultMmap is the address space that is reserved for a file, so that growing
// never waits for readers: 16 GiB. Windows would really grow the file to it.
func defaultMmap() int {
	if runtime.GOOS == "windows" || strconv.IntSize < 64 {
		return 0
	}
	return 1 << (strconv.IntSize/2 + 2)
}
