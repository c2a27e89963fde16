package store

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// skeleton finds the places in a journal's file that the walk over its pages trusts.
type skeleton struct {
	file     []byte
	meta     boltMeta
	freelist int // offset of the list of free pages
	branch   int // offset of the branch page at the root of the records
}

func journalSkeleton(t *testing.T) skeleton {
	t.Helper()
	dir := t.TempDir()
	j := openJournal(t, dir, small)
	fillJournal(t, j, 1000, 100)
	j.Close()
	s := skeleton{file: readFile(t, filepath.Join(dir, journalFile))}
	m0, err0 := readMeta(bytes.NewReader(s.file), 0)
	m1, err1 := readMeta(bytes.NewReader(s.file), journalPage)
	if err0 != nil || err1 != nil {
		t.Fatal(err0, err1)
	}
	if s.meta = m0; m1.txid > m0.txid {
		s.meta = m1
	}
	s.freelist = int(s.meta.freelist) * journalPage
	w := pageWalk{r: bytes.NewReader(s.file), meta: s.meta, seen: make([]uint64, 100)}
	root, err := w.page(s.meta.root)
	if err != nil {
		t.Fatal(err)
	}
	leafItems(root, func(key, value []byte, _ uint32) error {
		if string(key) == bucketJournal {
			s.branch = int(native.Uint64(value)) * journalPage
		}
		return nil
	})
	if s.branch == 0 || native.Uint16(s.file[s.branch+8:]) != flagBranch || native.Uint16(s.file[s.freelist+10:]) < 1 {
		t.Fatal("the journal has no branch page or no free page: the test needs more records")
	}
	return s
}

// What bbolt would follow into a crash or into overwriting live pages is found before
// bbolt opens the file.
func TestSkeletonDamage(t *testing.T) {
	t.Parallel()
	s := journalSkeleton(t)
	if _, err := walkPages(bytes.NewReader(s.file), int64(len(s.file)), journalPage, true); err != nil {
		t.Fatalf("a sound file is said to be damaged: %v", err)
	}
	child := func(n int) int { return s.branch + pageHeader + n*pageElement + 8 }
	for name, c := range map[string]struct {
		spoil func(b []byte)
		in    string
	}{
		"a branch that leads to itself":   {func(b []byte) { copy(b[child(1):], b[s.branch:s.branch+8]) }, "contradict"},
		"first child is the page itself":  {func(b []byte) { copy(b[child(0):], b[s.branch:s.branch+8]) }, "contradict"},
		"two ways to one page":            {func(b []byte) { copy(b[child(1):child(1)+8], b[child(0):]) }, "contradict"},
		"a child beyond the end":          {func(b []byte) { native.PutUint64(b[child(1):], s.meta.pages) }, "contradict"},
		"a free page that is in use":      {func(b []byte) { copy(b[s.freelist+pageHeader:][:8], b[child(1):]) }, "contradict"},
		"a page that is free twice":       {func(b []byte) { native.PutUint16(b[s.freelist+10:], native.Uint16(b[s.freelist+10:])+1) }, "free pages"},
		"more free pages than fit":        {func(b []byte) { native.PutUint16(b[s.freelist+10:], 0xFFFE) }, "free pages"},
		"free pages without number":       {func(b []byte) { native.PutUint16(b[s.freelist+10:], 0xFFFF) }, "free pages"},
		"not a list of free pages":        {func(b []byte) { b[s.freelist+8] = flagLeaf }, "free pages"},
		"a page that says another number": {func(b []byte) { b[s.branch]++ }, "contradict"},
		"keys out of order":               {func(b []byte) { b[s.branch+pageHeader+pageElement]-- }, "contradict"},
		"no children":                     {func(b []byte) { native.PutUint16(b[s.branch+10:], 0) }, "contradict"},
		"more children than fit":          {func(b []byte) { native.PutUint16(b[s.branch+10:], 0xFFFF) }, "contradict"},
		"a key beyond its page":           {func(b []byte) { native.PutUint32(b[s.branch+pageHeader+4:], 1<<31) }, "contradict"},
		"more pages than there are":       {func(b []byte) { native.PutUint32(b[s.branch+12:], 1<<31) }, "contradict"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bytes.Clone(s.file)
			c.spoil(b)
			if bytes.Equal(b, s.file) {
				t.Fatal("nothing was spoilt")
			}
			_, err := walkPages(bytes.NewReader(b), int64(len(b)), journalPage, false)
			if err == nil || !strings.Contains(err.Error(), c.in) {
				t.Errorf("got %v, want %q", err, c.in)
			}
		})
	}
}

// Buckets that do not fit on one page (small ones lie inline, and fill it) are a tree of
// their own; such a file is as sound as any.
func TestManyBuckets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := openViews(t, dir, small)
	var puts []Put
	for n := range 60 {
		puts = append(puts, Put{Bucket: fmt.Sprintf("bucket %02d", n), Key: []byte("k"), Val: make([]byte, 500)})
	}
	if err := v.Write(1, puts); err != nil {
		t.Fatal(err)
	}
	v.Close()
	file := readFile(t, v.path())
	m, err := readMeta(bytes.NewReader(file), viewsPage)
	if m0, err0 := readMeta(bytes.NewReader(file), 0); err0 == nil && m0.txid > m.txid {
		m, err = m0, nil
	}
	if err != nil || native.Uint16(file[int(m.root)*viewsPage+8:]) != flagBranch {
		t.Fatal("the root is no branch page: the test needs more buckets", err)
	}
	for _, deep := range []bool{false, true} {
		if _, err := walkPages(bytes.NewReader(file), int64(len(file)), viewsPage, deep); err != nil {
			t.Errorf("deep %v: %v", deep, err)
		}
	}
	v = openViews(t, dir, small)
	if why := v.Fresh(); why != "" {
		t.Error("views are made again: " + why)
	}
	v.Close()
}

// The walk over the pages of a file never panics, whatever the file holds.
func FuzzPages(f *testing.F) {
	dir := f.TempDir()
	v := openViews(f, dir, small)
	if err := v.Write(1, []Put{{Bucket: "b", Key: []byte("k"), Val: make([]byte, 3000)}, {Bucket: "c", Key: []byte("k")}}); err != nil {
		f.Fatal(err)
	}
	v.Close()
	f.Add(readFile(f, v.path()), true)
	f.Fuzz(func(t *testing.T, b []byte, deep bool) {
		walkPages(bytes.NewReader(b), int64(len(b)), viewsPage, deep)
	})
}
