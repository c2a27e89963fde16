package store

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"andon/core"
)

// Damage is an error with a name, never a crash and never a wrong answer. In these
// tests a crash would end the whole test process.

// damages hands out copies of a file with one thing spoilt: bytes of the skeleton
// (where bbolt would follow a wrong number) one by one, others at random.
func damages(rnd *rand.Rand, file []byte, pageSize, n int, try func(what string, image []byte)) {
	pages := len(file) / pageSize
	for range n {
		page, at := rnd.IntN(pages), rnd.IntN(pageSize)
		if rnd.IntN(4) > 0 { // most numbers that matter stand at the head of a page
			at = rnd.IntN(192)
		}
		if rnd.IntN(2) > 0 { // and most branch, list and meta pages at the head of the file
			page = rnd.IntN(min(pages, 8))
		}
		image := bytes.Clone(file)
		at += page * pageSize
		switch rnd.IntN(3) {
		case 0:
			image[at] ^= 1 << rnd.IntN(8)
		case 1:
			image[at] = byte(rnd.IntN(pages)) // most numbers of pages are small
		case 2:
			image[at] = byte(rnd.Uint32())
		}
		try(fmt.Sprintf("page %d, byte %d: %02x instead of %02x", page, at%pageSize, image[at], file[at]), image)
	}
	for range n / 20 {
		size := rnd.IntN(len(file))
		try(fmt.Sprintf("cut to %d bytes", size), file[:size])
		image, page := bytes.Clone(file), rnd.IntN(pages)*pageSize
		copy(image[page:], file[rnd.IntN(pages)*pageSize:][:pageSize])
		try(fmt.Sprintf("page %d is a copy of another", page/pageSize), image)
		clear(image[page:][:pageSize])
		try(fmt.Sprintf("page %d is zero", page/pageSize), image)
	}
}

func wantDamage(t *testing.T, what string, err error) {
	t.Helper()
	switch core.CodeOf(err) {
	case "", core.CodeCorrupt, core.CodeVersion, core.CodeStorage:
	default:
		t.Fatalf("%s: %v", what, err)
	}
}

// Whatever is spoilt in a journal: opening, reading, verifying and appending either say
// so, or the records are what they were. Only the last commit may be missing, when the
// meta page that led to it is spoilt, and then a note says so.
func TestDamagedJournal(t *testing.T) {
	t.Parallel()
	ctx, dir, tmp := context.Background(), t.TempDir(), t.TempDir()
	j := openJournal(t, dir, small)
	want := bodies(1, 1200) // enough for branch pages
	for last := uint64(0); last < 1200; last += 100 {
		if err := j.Append(ctx, 1, last, want[last:last+100]); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	file := readFile(t, filepath.Join(dir, journalFile))
	silent, found := 0, 0
	damages(rand.New(rand.NewPCG(7, 7)), file, journalPage, 600, func(what string, image []byte) {
		j, err := OpenJournal(imageDir(t, tmp, journalFile, image), small)
		if err != nil {
			wantDamage(t, what, err)
			found++
			return
		}
		defer j.Close()
		last, _ := j.Last()
		if last != 1200 && (last != 1100 || j.Note() == "") {
			t.Fatalf("%s: the journal ends at %d, note %q", what, last, j.Note())
		}
		verr := j.VerifyChain(ctx, 0, 0, nil)
		wantDamage(t, what, verr)
		for next := uint64(1); next <= last; {
			part, err := j.Read(ctx, next, 256)
			if wantDamage(t, what, err); err != nil {
				if verr == nil {
					t.Fatalf("%s: verified, but not readable: %v", what, err)
				}
				break
			}
			for _, r := range part {
				if r.Seq != next || !bytes.Equal(r.Body, want[next-1]) {
					t.Fatalf("%s: record %d is %d %q", what, next, r.Seq, r.Body)
				}
				next++
			}
		}
		if verr == nil {
			silent++
		} else {
			found++
		}
		if (found+silent)%4 == 0 { // an fsync each
			wantDamage(t, what, j.Append(ctx, 1, last, want[:3]))
		}
	})
	if found < 100 || silent < 50 {
		t.Errorf("%d found, %d harmless: the test has not tested both", found, silent)
	}
}

// Views are never an error on opening; a read may be, and nothing crashes.
func TestDamagedViews(t *testing.T) {
	t.Parallel()
	dir, tmp := t.TempDir(), t.TempDir()
	v := openViews(t, dir, small)
	rnd := rand.New(rand.NewPCG(8, 8))
	for n := range uint64(3) {
		var puts []Put
		for range 300 {
			puts = append(puts, orderPuts(nil, rnd, n)...)
		}
		if err := v.Write(n, puts); err != nil {
			t.Fatal(err)
		}
	}
	v.Close()
	damages(rnd, readFile(t, filepath.Join(dir, viewsFile)), viewsPage, 120, func(what string, image []byte) {
		v, err := OpenViews(imageDir(t, tmp, viewsFile, image), small)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		defer v.Close()
		for _, bucket := range []string{"order", "balance", "index0", "history3"} {
			_, err := v.Scan(bucket, nil, nil, rnd.IntN(2) == 0, 10_000)
			wantDamage(t, what, err)
			_, err = v.Get(bucket, []byte{0, 0, 0, 0, 0, 1, 0, 0})
			wantDamage(t, what, err)
		}
		wantDamage(t, what, v.Write(9, orderPuts(nil, rnd, 5)))
		if err := v.Reset(); err != nil {
			t.Fatalf("%s: the views cannot be made anew: %v", what, err)
		}
		if err := v.Write(1, orderPuts(nil, rnd, 1)); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	})
}

// A spoilt key is never used: what opens is what was sealed.
func TestDamagedKeys(t *testing.T) {
	t.Parallel()
	dir, tmp := t.TempDir(), t.TempDir()
	opt := small
	opt.KeyBlock = 64
	k := openKeys(t, dir, opt)
	boxes := map[uint64][]byte{}
	for n := uint64(1); n < 2000; n += 61 {
		boxes[n] = seal(t, k, n)
	}
	k.Close()
	damages(rand.New(rand.NewPCG(9, 9)), readFile(t, filepath.Join(dir, keysFile)), keysPage, 200, func(what string, image []byte) {
		k, err := OpenKeys(imageDir(t, tmp, keysFile, image), opt)
		if err != nil {
			wantDamage(t, what, err)
			return
		}
		defer k.Close()
		for n, box := range boxes {
			got, err := k.Open(n, box)
			if wantDamage(t, what, err); err == nil && !bytes.Equal(got, person(n)) {
				t.Fatalf("%s: key %d opens %q", what, n, got)
			}
			_, err = k.Seal(n, person(n))
			wantDamage(t, what, err)
		}
	})
}

// A file that becomes unreadable while it is mapped: the kernel cannot deliver the
// page, and what would kill the process is an error that names the record.
func TestJournalCutWhileOpen(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	j := openJournal(t, dir, Options{})
	fillJournal(t, j, 600, 100)
	path := filepath.Join(dir, journalFile)
	truncate(t, path, 3*journalPage)
	_, err := j.Read(ctx, 500, 10)
	wantCode(t, err, core.CodeCorrupt, "record 500")
	wantCode(t, j.VerifyChain(ctx, 0, 0, nil), core.CodeCorrupt, "record ")
	err = j.Append(ctx, 1, 600, bodies(601, 1))
	wantCode(t, err, core.CodeStorage, "restart")
	if err := j.Close(); err != nil {
		t.Errorf("closing after the damage: %v", err)
	}
	if _, err := OpenJournal(dir, small); core.CodeOf(err) != core.CodeCorrupt {
		t.Errorf("opened what was cut short: %v", err)
	}
}

// Something else under the name of the journal is refused with that name.
func TestJournalIsAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, journalFile), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := OpenJournal(dir, small)
	wantCode(t, err, core.CodeCorrupt, journalFile)
}
