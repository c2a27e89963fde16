package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"andon/core"
)

// shopFiles is an open shop with records 1 to 60 and sealed boxes of keys 1 to 20.
type shopFiles struct {
	meta  Meta
	j     *Journal
	k     *Keys
	boxes map[uint64][]byte
}

func openShop(t testing.TB, dir string) *shopFiles {
	t.Helper()
	s := &shopFiles{meta: createShop(t, dir), boxes: map[uint64][]byte{}}
	opt := small
	opt.Shop = s.meta.Shop
	s.j, s.k = openJournal(t, dir, opt), openKeys(t, dir, opt)
	fillJournal(t, s.j, 60, 20)
	for n := uint64(1); n <= 20; n++ {
		s.boxes[n] = seal(t, s.k, n)
	}
	return s
}

func (s *shopFiles) backup(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := Backup(context.Background(), &b, s.meta, s.j, s.k, nil); err != nil || n != 60 {
		t.Fatalf("%d records, %v", n, err)
	}
	return b.Bytes()
}

func restoreTo(dir string, b []byte) (Meta, error) {
	return Restore(context.Background(), bytes.NewReader(b), dir, small, nil)
}

// A restored shop is the one that was backed up: the same records and chain, the same
// keys and secrets, whatever was written during the backup left out.
func TestBackupRestore(t *testing.T) {
	t.Parallel()
	s := openShop(t, t.TempDir())
	var file bytes.Buffer
	meanwhile := false
	n, err := Backup(context.Background(), &file, s.meta, s.j, s.k, func(done, all uint64) {
		if !meanwhile {
			fillJournal(t, s.j, 70, 10)
			seal(t, s.k, 1000)
		}
		if meanwhile = true; done > all || all != 60 {
			t.Errorf("%d of %d", done, all)
		}
	})
	if err != nil || n != 60 || !meanwhile {
		t.Fatalf("%d records, %v", n, err)
	}
	dir := filepath.Join(t.TempDir(), "new")
	meta, err := restoreTo(dir, file.Bytes())
	if err != nil || meta != s.meta {
		t.Fatalf("%+v, %v", meta, err)
	}
	f, err := OpenFolder(dir, Holder{})
	if err != nil || f.Meta() != s.meta {
		t.Fatalf("%+v, %v", f, err)
	}
	defer f.Close()
	opt := small
	opt.Shop, opt.KeyBlock = meta.Shop, 1 // the file knows its own
	j, k := openJournal(t, dir, opt), openKeys(t, dir, opt)
	if err := j.VerifyChain(context.Background(), 0, 0, nil); err != nil {
		t.Error(err)
	}
	if last, _ := j.Last(); last != 60 || string(readAll(t, j, 60, 1)[0].Body) != string(body(60)) {
		t.Errorf("restored up to %d", last)
	}
	for n, box := range s.boxes {
		wantPerson(t, k, n, box)
	}
	if k.Token("x") != s.k.Token("x") {
		t.Error("the secrets are others")
	}
	wantFiles(t, dir, journalFile, keysFile, lockName, shopFile)
}

func wantFiles(t testing.TB, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v are left, want %v", got, want)
	}
}

// Who was erased after the backup stays erased when the list is kept.
func TestRestoreAppliesErasures(t *testing.T) {
	t.Parallel()
	old := t.TempDir()
	s := openShop(t, old)
	file, raw := s.backup(t), keyBytesOf(t, s.k, 7)
	if err := s.k.Erase([]uint64{7}); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(old, ErasedFile))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, ErasedFile), list)
	meta, err := restoreTo(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	if got := filesWith(t, dir, raw); got != nil {
		t.Errorf("key 7 is back, in %v", got)
	}
	opt := small
	opt.Shop = meta.Shop
	k := openKeys(t, dir, opt)
	if !k.Erased(7) {
		t.Error("key 7 is back")
	}
	wantPerson(t, k, 8, s.boxes[8])
	if bytes.Contains(s.backup(t), raw) {
		t.Error("a backup made after the erasure holds the key")
	}
	raw = keyBytesOf(t, s.k, 9)
	if err := s.k.list([]uint64{9}); err != nil { // an erasure that has only just begun
		t.Fatal(err)
	}
	if bytes.Contains(s.backup(t), raw) {
		t.Error("a backup made during the erasure holds the key")
	}
}

// A backup that is cut or altered anywhere is refused in one sentence that names the
// place, and nothing of a shop is left behind.
func TestRestoreDamaged(t *testing.T) {
	t.Parallel()
	file := openShop(t, t.TempDir()).backup(t)
	dir := filepath.Join(t.TempDir(), "new")
	check := func(what string, n int, b []byte) {
		t.Helper()
		meta, err := restoreTo(dir, b)
		code := core.CodeOf(err)
		if code != core.CodeCorrupt && code != core.CodeInvalid && code != core.CodeVersion {
			t.Fatalf("%s %d: %+v, %v", what, n, meta, err)
		}
		if code == core.CodeCorrupt && !strings.Contains(err.Error(), "backup, byte ") || strings.Contains(err.Error(), "\n") {
			t.Fatalf("%s %d: %v", what, n, err)
		}
		wantFiles(t, dir, lockName)
	}
	step := len(file) / 60
	for n := 0; n < len(file); n += step {
		bad := bytes.Clone(file)
		bad[n] ^= 0x01
		check("flipped byte", n, bad)
		check("cut at", n, file[:n])
	}
	keys := len(file) - (5 + 32 + 4) - 3*(5+8+8*keyBytes+4) // where the three blocks of keys begin
	check("a block of keys is missing", keys, append(bytes.Clone(file[:keys]), file[keys+5+8+8*keyBytes+4:]...))
	check("cut before the last byte", len(file), file[:len(file)-1])
	check("longer", len(file), append(bytes.Clone(file), 'x'))
	if _, err := restoreTo(dir, file); err != nil {
		t.Errorf("the folder cannot be used after the failures: %v", err)
	}
}

// Someone who mends every checksum is still found by the chain of hashes.
func TestRestoreNamesTheAlteredRecord(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openShop(t, dir)
	s.j.Close()
	tamper(t, dir, 33, func(b []byte, _ *[32]byte) { b[0] ^= 1 })
	opt := small
	opt.Shop = s.meta.Shop
	s.j = openJournal(t, dir, opt)
	_, err := restoreTo(t.TempDir(), s.backup(t))
	wantCode(t, err, core.CodeCorrupt, "record 34", "link to the record before")
}

// A restore never touches a shop, nor a folder with other things in it; what an
// interrupted restore has left does not stand in the way.
func TestRestoreIntoWhat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := openShop(t, dir).backup(t)
	_, err := restoreTo(dir, file)
	wantCode(t, err, core.CodeExists, "shop in this folder")
	strange := t.TempDir()
	writeFile(t, filepath.Join(strange, journalFile), []byte("someone's"))
	_, err = restoreTo(strange, file)
	wantCode(t, err, core.CodeExists, journalFile)
	wantFiles(t, strange, journalFile, lockName)
	left := t.TempDir()
	if err := os.Mkdir(filepath.Join(left, restoreDir), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(left, restoreDir, keysFile), []byte("half"))
	writeFile(t, filepath.Join(left, journalFile), []byte("moved in"))
	if _, err := restoreTo(left, file); err != nil {
		t.Error(err)
	}
	wantFiles(t, left, journalFile, keysFile, lockName, shopFile)
}

// failAfter fails the write that would go beyond n bytes, as a full disk does.
type failAfter struct{ n int }

var errFull = errors.New("no space left")

func (w *failAfter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// A backup that cannot be written whole says so, wherever the writing fails.
func TestBackupWriterFails(t *testing.T) {
	t.Parallel()
	s := openShop(t, t.TempDir())
	size := len(s.backup(t))
	for n := 0; n < size; n += size / 20 {
		_, err := Backup(context.Background(), &failAfter{n}, s.meta, s.j, s.k, nil)
		if wantCode(t, err, core.CodeStorage, "of no use"); !errors.Is(err, errFull) {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Backup(gone, io.Discard, s.meta, s.j, s.k, nil)
	wantCode(t, err, core.CodeCancelled)
	_, err = Restore(gone, bytes.NewReader(s.backup(t)), t.TempDir(), small, nil)
	wantCode(t, err, core.CodeCancelled)
}

// The reader of backups never panics, whatever it is given.
func FuzzBackupReader(f *testing.F) {
	file := openShop(f, f.TempDir()).backup(f)
	f.Add(file[:400])
	f.Add(file)
	f.Fuzz(func(t *testing.T, file []byte) {
		b := newBackupReader(bytes.NewReader(file))
		err := b.open()
		for c := (chained{backupReader: b}); err == nil && b.next == frameRecord; {
			err = c.collect()
		}
		for err == nil && b.next != frameEnd {
			err = b.read()
		}
		switch core.CodeOf(err) {
		case "", core.CodeCorrupt, core.CodeInvalid, core.CodeVersion:
		default:
			t.Fatal(err)
		}
	})
}
