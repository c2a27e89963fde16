package store

import (
	"errors"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// errTooLong stops a read before it copies what a damaged page claims to hold.
var errTooLong = errors.New("a value claims to be larger than any that is written")

// Get returns a copy of the value under a key, nil when there is none.
func (v *Views) Get(bucket string, key []byte) (val []byte, err error) {
	f, done, err := v.use()
	if err != nil {
		return nil, err
	}
	defer done()
	err = f.view("views", func(tx *bolt.Tx) error {
		if b := tx.Bucket([]byte(bucket)); b != nil {
			if got := b.Get(key); len(got) > MaxRecordBytes {
				return errTooLong
			} else if got != nil {
				val = append(make([]byte, 0, len(got)), got...)
			}
		}
		return nil
	})
	return val, damaged(err)
}

// damaged gives a plain error of a read its code.
func damaged(err error) error {
	if err == nil || core.CodeOf(err) != core.CodeInternal {
		return err
	}
	return core.Wrap(core.CodeCorrupt, "views.read", viewsFile, "the views are damaged and must be made again", err)
}

// Scan returns copies of the keys in [from, to) with their values, in order or in
// reverse; nil leaves a side open. It returns at most limit of them and about 4 MiB,
// at least one when there is one; go on behind the last key until nothing comes.
func (v *Views) Scan(bucket string, from, to []byte, reverse bool, limit int) (kvs []KV, err error) {
	f, done, err := v.use()
	if err != nil {
		return nil, err
	}
	defer done()
	err = f.view("views", func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		if b == nil {
			return nil
		}
		var copies slab
		w := walk{c: b.Cursor(), from: from, to: to, reverse: reverse}
		size := 0
		for key, val := w.first(); w.inside(key) && len(kvs) < limit && size < maxReadBytes; key, val = w.next() {
			if len(key)+len(val) > MaxRecordBytes {
				return errTooLong
			}
			kvs = append(kvs, KV{Key: copies.copy(key), Val: copies.copy(val)})
			size += len(key) + len(val)
		}
		return nil
	})
	if err != nil {
		return nil, damaged(err)
	}
	return kvs, nil
}

// walk steps through a range of keys in either direction.
type walk struct {
	c        *bolt.Cursor
	from, to []byte
	reverse  bool
}

func (w *walk) first() (key, val []byte) {
	switch {
	case !w.reverse && w.from == nil:
		return w.c.First()
	case !w.reverse:
		return w.c.Seek(w.from)
	case w.to == nil:
		return w.c.Last()
	}
	if key, _ := w.c.Seek(w.to); key == nil {
		return w.c.Last()
	}
	return w.c.Prev()
}

func (w *walk) next() (key, val []byte) {
	if w.reverse {
		return w.c.Prev()
	}
	return w.c.Next()
}

func (w *walk) inside(key []byte) bool { return key != nil && within(key, w.from, w.to) }
