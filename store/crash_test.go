package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// A crash during a commit leaves one of two kinds of file. Before bbolt's first flush
// has returned, any part of the pages that the commit writes may be there, in units of
// a sector; its meta page is not. Between the flushes all those pages are there, and
// the meta page may be torn. These tests make such files from the file before and
// after a commit and open them: each must show the state before or after, whole.

const sector = 512

// crashImages hands n images of a crash during the commit that made after of before.
func crashImages(rnd *rand.Rand, before, after []byte, pageSize, n int, try func(what string, image []byte)) {
	before = append(bytes.Clone(before), make([]byte, max(0, len(after)-len(before)))...)
	var changed []int // sectors outside the meta pages
	meta := -1
	for at := 0; at < len(after); at += sector {
		if bytes.Equal(before[at:at+sector], after[at:at+sector]) {
			continue
		}
		if at < 2*pageSize {
			meta = at / pageSize * pageSize
			continue
		}
		changed = append(changed, at)
	}
	for i := range n {
		image := bytes.Clone(before)
		if i%3 != 0 {
			keep := rnd.Float64() // of the sectors
			for _, at := range changed {
				if rnd.Float64() < keep {
					copy(image[at:], after[at:at+sector])
				}
			}
			try(fmt.Sprintf("%d of %d sectors, %.2f kept", i, len(changed), keep), image)
			continue
		}
		for _, at := range changed {
			copy(image[at:], after[at:at+sector])
		}
		tear := rnd.IntN(128)
		copy(image[meta:], after[meta:meta+tear])
		try(fmt.Sprintf("meta page torn at %d", tear), image)
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// imageDir is a folder with one file of the given content.
func imageDir(t testing.TB, dir, name string, image []byte) string {
	t.Helper()
	writeFile(t, filepath.Join(dir, name), image)
	return dir
}

func TestCrashImagesOfJournal(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 1))
	dir, tmp := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, journalFile)
	j := openJournal(t, dir, small)
	old, fresh := 0, 0
	for commit := range 15 {
		before := readFile(t, path)
		was, _ := j.Last()
		fillJournal(t, j, was+1+rnd.Uint64N(60), 1000)
		is, _ := j.Last()
		crashImages(rnd, before, readFile(t, path), journalPage, 10, func(what string, image []byte) {
			j, err := OpenJournal(imageDir(t, tmp, journalFile, image), small)
			if err != nil {
				t.Fatalf("commit %d, %s: %v", commit, what, err)
			}
			defer j.Close()
			last, _ := j.Last()
			switch last {
			case was:
				old++
			case is:
				fresh++
			default:
				t.Fatalf("commit %d, %s: the journal ends at %d, not at %d or %d", commit, what, last, was, is)
			}
			for _, r := range readAll(t, j, 1, 1000) {
				if !bytes.Equal(r.Body, body(r.Seq)) {
					t.Fatalf("commit %d, %s: record %d is %q", commit, what, r.Seq, r.Body)
				}
			}
			if err := j.VerifyChain(context.Background(), 0, 0, nil); err != nil {
				t.Fatalf("commit %d, %s: %v", commit, what, err)
			}
			if err := j.Append(context.Background(), 1, last, bodies(last+1, 2)); err != nil {
				t.Fatalf("commit %d, %s: the journal does not go on: %v", commit, what, err)
			}
		})
	}
	if old < 50 || fresh < 5 {
		t.Errorf("%d images before, %d after the commit: the test has not tested both", old, fresh)
	}
}

func TestCrashImagesOfViews(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(2, 2))
	dir, tmp := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, viewsFile)
	v := openViews(t, dir, small)
	for seq := uint64(1); seq <= 10; seq++ {
		before := readFile(t, path)
		var puts []Put
		for n := range uint64(200) { // each slice writes every key, so half a slice would show
			key := binary.BigEndian.AppendUint64(nil, n*0x9E3779B97F4A7C15)
			puts = append(puts, Put{Bucket: "k", Key: key, Val: bytes.Repeat([]byte{byte(seq)}, 50)})
		}
		if err := v.Write(seq, puts); err != nil {
			t.Fatal(err)
		}
		crashImages(rnd, before, readFile(t, path), viewsPage, 10, func(what string, image []byte) {
			v := openViews(t, imageDir(t, tmp, viewsFile, image), small)
			defer v.Close()
			if v.Fresh() != "" || (v.Seq() != seq-1 && v.Seq() != seq) {
				t.Fatalf("slice %d, %s: sequence %d, fresh %q", seq, what, v.Seq(), v.Fresh())
			}
			got, err := v.Scan("k", nil, nil, false, 1000)
			if err != nil || (len(got) != 200 && v.Seq() > 0) {
				t.Fatalf("slice %d, %s: %d keys, %v", seq, what, len(got), err)
			}
			for _, kv := range got {
				if !bytes.Equal(kv.Val, bytes.Repeat([]byte{byte(v.Seq())}, 50)) {
					t.Fatalf("slice %d, %s: sequence %d, but a value of %d", seq, what, v.Seq(), kv.Val[0])
				}
			}
		})
	}
}

func TestCrashImagesOfKeys(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 3))
	dir, tmp := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, keysFile)
	opt := small
	opt.KeyBlock = 100 // a block takes more than a page
	k := openKeys(t, dir, opt)
	boxes := map[uint64][]byte{}
	for block := range uint64(5) {
		before := readFile(t, path)
		key := block*100 + 1
		boxes[key] = seal(t, k, key)
		crashImages(rnd, before, readFile(t, path), keysPage, 10, func(what string, image []byte) {
			k := openKeys(t, imageDir(t, tmp, keysFile, image), opt)
			defer k.Close()
			for n, box := range boxes {
				if n != key { // the newest was not used before its block was durable
					wantPerson(t, k, n, box)
				}
			}
			seal(t, k, key)
		})
	}
}
