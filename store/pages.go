package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"

	"andon/core"
)

// bbolt trusts the page numbers that it reads: a branch page that points back to
// itself would overflow the stack, a freelist that names a page in use would let the
// next commit overwrite it. Neither could be caught afterwards, and bbolt's pages
// carry no checksum. checkPages therefore walks the skeleton of a file (metas,
// freelist, root bucket, branch pages; about one page in a hundred) before bbolt maps it.

// The parts of bbolt's file format, version 2, that the walk reads. Numbers are in
// the machine's byte order.
const (
	pageHeader   = 16 // id u64, flags u16, count u16, overflow u32
	pageElement  = 16 // branch: pos u32, ksize u32, child u64; leaf: flags, pos, ksize, vsize u32
	bucketHeader = 16 // root page u64, sequence u64; root 0: the page follows inline
	metaBytes    = 64 // magic, version, page size, flags u32; root, sequence, freelist, pages, txid, checksum u64

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10

	boltMagic   = 0xED0CDAED
	boltVersion = 2

	maxDepth = 24 // 2 children a branch page already reach 16 million leaves
)

var native = binary.NativeEndian

type boltMeta struct {
	pageSize              int
	root, freelist, pages uint64
	txid                  uint64
}

type pageWalk struct {
	r    io.ReaderAt
	meta boltMeta
	deep bool
	seen []uint64 // one bit a page: in use or free, never both, never twice
}

var errPages = errors.New("its pages contradict each other")

// checkPages returns a note when one of the two meta pages is damaged: bbolt then
// goes on from the other, which is one commit older.
func checkPages(path string, pageSize int, deep bool) (note string, err error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return "", storageError("open", name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", storageError("open", name, err)
	}
	note, err = walkPages(f, info.Size(), pageSize, deep)
	if err != nil {
		return "", core.Wrap(core.CodeCorrupt, "store.open", name, "the file is damaged; restore the shop from a backup", err)
	}
	return note, nil
}

func walkPages(r io.ReaderAt, size int64, pageSize int, deep bool) (note string, err error) {
	m0, err0 := readMeta(r, 0)
	m1, err1 := readMeta(r, int64(pageSize))
	w := &pageWalk{r: r, meta: m0, deep: deep}
	switch {
	case err0 != nil && err1 != nil:
		return "", fmt.Errorf("neither of its two meta pages is whole: %w", err0)
	case err0 != nil || err1 != nil:
		note = "one of its two meta pages is damaged, so the very last commit may be missing"
	}
	if err0 != nil || (err1 == nil && m1.txid > m0.txid) {
		w.meta = m1
	}
	if w.meta.pageSize != pageSize {
		return "", fmt.Errorf("its page size is %d, not %d", w.meta.pageSize, pageSize)
	}
	if w.meta.pages < 4 || w.meta.pages > uint64(size)/uint64(pageSize) {
		return "", fmt.Errorf("it is cut short: %d pages of %d bytes are expected, it has %d bytes", w.meta.pages, pageSize, size)
	}
	w.seen = make([]uint64, w.meta.pages/64+1)
	w.seen[0] = 3 // the meta pages
	if err := w.freelist(); err != nil {
		return "", err
	}
	return note, w.rootBucket()
}

func readMeta(r io.ReaderAt, off int64) (boltMeta, error) {
	var b [pageHeader + metaBytes]byte
	if _, err := r.ReadAt(b[:], off); err != nil {
		return boltMeta{}, err
	}
	m := b[pageHeader:]
	h := fnv.New64a()
	h.Write(m[:metaBytes-8])
	if native.Uint32(m) != boltMagic || native.Uint32(m[4:]) != boltVersion || native.Uint64(m[56:]) != h.Sum64() {
		return boltMeta{}, errors.New("bad magic, version or checksum")
	}
	return boltMeta{
		pageSize: int(native.Uint32(m[8:])), root: native.Uint64(m[16:]), freelist: native.Uint64(m[32:]),
		pages: native.Uint64(m[40:]), txid: native.Uint64(m[48:]),
	}, nil
}

// page reads a page with its overflow pages and claims them all.
func (w *pageWalk) page(id uint64) ([]byte, error) {
	if err := w.claim(id); err != nil {
		return nil, err
	}
	buf := make([]byte, w.meta.pageSize)
	if _, err := w.r.ReadAt(buf, int64(id)*int64(w.meta.pageSize)); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	more := uint64(native.Uint32(buf[12:]))
	if native.Uint64(buf) != id || id+more >= w.meta.pages {
		return nil, fmt.Errorf("page %d: %w", id, errPages)
	}
	for n := range more {
		if err := w.claim(id + 1 + n); err != nil {
			return nil, err
		}
	}
	if more > 0 {
		buf = append(buf, make([]byte, int(more)*w.meta.pageSize)...)
		if _, err := w.r.ReadAt(buf, int64(id)*int64(w.meta.pageSize)); err != nil {
			return nil, fmt.Errorf("page %d: %w", id, err)
		}
	}
	return buf, nil
}

// claim notes that a page has its one use.
func (w *pageWalk) claim(id uint64) error {
	if id >= w.meta.pages || w.seen[id/64]&(1<<(id%64)) != 0 {
		return fmt.Errorf("page %d: %w", id, errPages)
	}
	w.seen[id/64] |= 1 << (id % 64)
	return nil
}

func (w *pageWalk) freelist() error {
	p, err := w.page(w.meta.freelist)
	if err != nil {
		return err
	}
	count, ids := uint64(native.Uint16(p[10:])), p[pageHeader:]
	if count == 0xFFFF {
		count, ids = native.Uint64(ids), ids[8:]
	}
	if native.Uint16(p[8:]) != flagFreelist || count > uint64(len(ids)/8) {
		return fmt.Errorf("the list of free pages: %w", errPages)
	}
	for n := range count {
		if err := w.claim(native.Uint64(ids[8*n:])); err != nil {
			return fmt.Errorf("the list of free pages: %w", err)
		}
	}
	return nil
}

// rootBucket walks the tree that holds the buckets, and each bucket's own tree.
func (w *pageWalk) rootBucket() error {
	return w.tree(w.meta.root, func(key, value []byte) error {
		if err := w.bucket(value); err != nil {
			return fmt.Errorf("bucket %.20q: %w", key, err)
		}
		return nil
	})
}

// bucket walks what a bucket's value leads to: a tree, or a leaf that follows inline.
func (w *pageWalk) bucket(value []byte) error {
	if len(value) < bucketHeader {
		return errPages
	}
	if root := native.Uint64(value); root != 0 {
		return w.tree(root, nil)
	}
	return leaf(value[bucketHeader:], nil, nil, nil)
}

// tree walks a tree of buckets, or of plain items when visit is nil.
func (w *pageWalk) tree(root uint64, visit func(key, value []byte) error) error {
	depth, err := w.depth(root)
	if err != nil {
		return err
	}
	return w.node(root, depth, nil, nil, visit)
}

// depth is how many branch pages stand above a leaf; all leaves of a bucket are at
// the same depth.
func (w *pageWalk) depth(id uint64) (int, error) {
	var b [pageHeader + pageElement]byte
	for d := range maxDepth {
		if id >= w.meta.pages {
			return 0, fmt.Errorf("page %d: %w", id, errPages)
		}
		if _, err := w.r.ReadAt(b[:], int64(id)*int64(w.meta.pageSize)); err != nil {
			return 0, fmt.Errorf("page %d: %w", id, err)
		}
		if native.Uint16(b[8:]) != flagBranch {
			return d, nil
		}
		id = native.Uint64(b[pageHeader+8:])
	}
	return 0, errPages
}

// node walks a page whose keys must lie in [lo, hi); nil is open.
func (w *pageWalk) node(id uint64, depth int, lo, hi []byte, visit func(key, value []byte) error) error {
	if depth == 0 && !w.deep && visit == nil {
		return w.claim(id)
	}
	p, err := w.page(id)
	if err != nil {
		return err
	}
	if depth == 0 {
		err = leaf(p, lo, hi, visit)
	} else {
		err = w.branch(p, depth, lo, hi, visit)
	}
	if err != nil {
		return fmt.Errorf("page %d: %w", id, err)
	}
	return nil
}

func (w *pageWalk) branch(p []byte, depth int, lo, hi []byte, visit func(key, value []byte) error) error {
	n := int(native.Uint16(p[10:]))
	if native.Uint16(p[8:]) != flagBranch || n == 0 || pageHeader+n*pageElement > len(p) {
		return errPages
	}
	keys := make([][]byte, n+1)
	for i := range n {
		at := pageHeader + i*pageElement
		key, err := cut(p, at, native.Uint32(p[at:]), native.Uint32(p[at+4:]))
		if err != nil || !inOrder(keys[max(i-1, 0)], key, i > 0) || !within(key, lo, hi) {
			return errPages
		}
		keys[i] = key
	}
	keys[n] = hi
	for i := range n {
		if err := w.node(native.Uint64(p[pageHeader+i*pageElement+8:]), depth-1, keys[i], keys[i+1], visit); err != nil {
			return err
		}
	}
	return nil
}

// leaf walks a leaf of buckets, or of plain items when visit is nil.
func leaf(p []byte, lo, hi []byte, visit func(key, value []byte) error) error {
	return leafItems(p, func(key, value []byte, flags uint32) error {
		if (flags == 1) != (visit != nil) || flags > 1 || !within(key, lo, hi) {
			return errPages
		}
		if visit == nil {
			return nil
		}
		return visit(key, value)
	})
}

func leafItems(p []byte, item func(key, value []byte, flags uint32) error) error {
	if len(p) < pageHeader || native.Uint16(p[8:]) != flagLeaf {
		return errPages
	}
	n := int(native.Uint16(p[10:]))
	if pageHeader+n*pageElement > len(p) {
		return errPages
	}
	var last []byte
	for i := range n {
		at := pageHeader + i*pageElement
		pos, ksize, vsize := native.Uint32(p[at+4:]), native.Uint32(p[at+8:]), native.Uint32(p[at+12:])
		key, err := cut(p, at, pos, ksize)
		if err != nil || !inOrder(last, key, i > 0) {
			return errPages
		}
		value, err := cut(p, at+int(pos)+int(ksize), 0, vsize)
		if err != nil {
			return err
		}
		if err := item(key, value, native.Uint32(p[at:])); err != nil {
			return err
		}
		last = key
	}
	return nil
}

// cut takes size bytes that start pos behind an element.
func cut(p []byte, at int, pos, size uint32) ([]byte, error) {
	from := uint64(at) + uint64(pos)
	to := from + uint64(size)
	if to > uint64(len(p)) {
		return nil, errPages
	}
	return p[from:to], nil
}

func inOrder(before, key []byte, hasBefore bool) bool {
	return len(key) > 0 && (!hasBefore || bytes.Compare(before, key) < 0)
}

func within(key, lo, hi []byte) bool {
	return (lo == nil || bytes.Compare(key, lo) >= 0) && (hi == nil || bytes.Compare(key, hi) < 0)
}
