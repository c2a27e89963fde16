package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// small keeps files and mappings of tests little.
var small = Options{MmapBytes: 1 << 20, KeyBlock: 8}

// An owner elsewhere can name what it needs without importing this package.
var (
	_ interface {
		Append(ctx context.Context, epoch, after uint64, bodies [][]byte) error
		Read(ctx context.Context, from uint64, max int) ([]struct {
			Seq  uint64
			Body []byte
		}, error)
	} = (*Journal)(nil)
	_ interface {
		Write(seq uint64, puts []struct {
			Bucket   string
			Key, Val []byte
			Delete   bool
		}) error
		Scan(bucket string, from, to []byte, reverse bool, limit int) ([]struct{ Key, Val []byte }, error)
	} = (*Views)(nil)
)

func openJournal(t testing.TB, dir string, opt Options) *Journal {
	t.Helper()
	j, err := OpenJournal(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func body(seq uint64) []byte {
	return []byte(fmt.Sprintf("body of %d %s", seq, strings.Repeat("x", int(seq*37%300))))
}

func bodies(from, n uint64) (list [][]byte) {
	for seq := from; seq < from+n; seq++ {
		list = append(list, body(seq))
	}
	return list
}

// fillJournal appends n records in batches of batch.
func fillJournal(t testing.TB, j *Journal, n, batch uint64) {
	t.Helper()
	for last, _ := j.Last(); last < n; last, _ = j.Last() {
		if err := j.Append(context.Background(), 1, last, bodies(last+1, min(batch, n-last))); err != nil {
			t.Fatal(err)
		}
	}
}

func readAll(t testing.TB, j *Journal, from uint64, max int) (all []RawRecord) {
	t.Helper()
	for {
		part, err := j.Read(context.Background(), from, max)
		if err != nil {
			t.Fatal(err)
		}
		if len(part) == 0 {
			return all
		}
		all = append(all, part...)
		from = part[len(part)-1].Seq + 1
	}
}

func wantCode(t testing.TB, err error, code core.Code, in ...string) {
	t.Helper()
	if core.CodeOf(err) != code {
		t.Fatalf("code %q (%v), want %q", core.CodeOf(err), err, code)
	}
	for _, s := range in {
		if !strings.Contains(fmt.Sprint(err), s) {
			t.Fatalf("%q does not name %q", err, s)
		}
	}
}

// What was appended is read back in order, in any slice size, also after opening again,
// and the chain holds and goes on where it ended.
func TestJournalAppendRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := openJournal(t, dir, small)
	if seq, head := j.Last(); seq != 0 || head != [32]byte{} {
		t.Fatalf("a new journal ends at %d %x", seq, head)
	}
	if got := readAll(t, j, 0, 10); len(got) != 0 {
		t.Fatalf("a new journal holds %d records", len(got))
	}
	fillJournal(t, j, 500, 7)
	seq, head := j.Last()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = openJournal(t, dir, small)
	if s, h := j.Last(); s != seq || h != head || s != 500 {
		t.Fatalf("opened at %d %x, closed at %d %x", s, h, seq, head)
	}
	fillJournal(t, j, 600, 100)
	for _, max := range []int{1, 64, 100_000} {
		got := readAll(t, j, 0, max)
		if len(got) != 600 {
			t.Fatalf("%d records, want 600", len(got))
		}
		for i, r := range got {
			if r.Seq != uint64(i+1) || string(r.Body) != string(body(r.Seq)) {
				t.Fatalf("record %d is %d %q", i+1, r.Seq, r.Body)
			}
		}
	}
	for _, from := range []uint64{601, 602, 1 << 63} {
		if got := readAll(t, j, from, 10); len(got) != 0 {
			t.Fatalf("%d records from %d on", len(got), from)
		}
	}
	var progress uint64
	if err := j.VerifyChain(context.Background(), 0, 0, func(seq uint64) { progress = seq }); err != nil || progress != 600 {
		t.Fatalf("verified up to %d: %v", progress, err)
	}
	if err := j.VerifyChain(context.Background(), 200, 300, nil); err != nil {
		t.Fatal(err)
	}
	if j.Size() == 0 || j.Room() < 1<<40 || j.Note() != "" || j.Epoch() != 1 {
		t.Errorf("size %d, room %d, note %q, epoch %d", j.Size(), j.Room(), j.Note(), j.Epoch())
	}
	wantMode(t, filepath.Join(dir, journalFile), 0o600)
}

// One read never copies out more than its bound, however much is asked for.
func TestReadIsBounded(t *testing.T) {
	t.Parallel()
	j := openJournal(t, t.TempDir(), small)
	big := make([]byte, maxReadBytes/2+1)
	if err := j.Append(context.Background(), 0, 0, [][]byte{big, big, big, big}); err != nil {
		t.Fatal(err)
	}
	got, err := j.Read(context.Background(), 1, 1000)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d records, %v; want 2", len(got), err)
	}
	if all := readAll(t, j, 1, 1000); len(all) != 4 {
		t.Fatalf("%d records in all", len(all))
	}
}

// A writer that is behind, ahead or fenced changes nothing.
func TestAppendConflicts(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	j := openJournal(t, dir, small)
	if err := j.Append(ctx, 3, 0, bodies(1, 2)); err != nil {
		t.Fatal(err)
	}
	j.Close()
	j = openJournal(t, dir, small) // the epoch is durable
	wantCode(t, j.Append(ctx, 3, 1, bodies(2, 1)), core.CodeConflict, "record 2", "not at 1")
	wantCode(t, j.Append(ctx, 3, 3, bodies(4, 1)), core.CodeConflict)
	wantCode(t, j.Append(ctx, 2, 2, bodies(3, 1)), core.CodeConflict, "epoch 2", "epoch 3")
	wantCode(t, j.Append(ctx, 3, 2, [][]byte{nil}), core.CodeLimit, "record 3")
	gone, cancel := context.WithCancel(ctx)
	cancel()
	wantCode(t, j.Append(gone, 3, 2, bodies(3, 1)), core.CodeCancelled)
	if _, err := j.Read(gone, 1, 1); core.CodeOf(err) != core.CodeCancelled {
		t.Fatal(err)
	}
	if seq, _ := j.Last(); seq != 2 {
		t.Fatalf("the journal moved to %d", seq)
	}
	if err := errors.Join(j.Append(ctx, 3, 2, nil), j.Append(ctx, 4, 2, bodies(3, 1))); err != nil {
		t.Fatal(err)
	}
}

// Readers beside the writer see whole batches' records and nothing that is not durable.
func TestReadersBesideWriter(t *testing.T) {
	t.Parallel()
	j := openJournal(t, t.TempDir(), small)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for next := uint64(1); next <= 300; {
				got, err := j.Read(context.Background(), next, 50)
				if err != nil {
					t.Error(err)
					return
				}
				last, _ := j.Last()
				for _, r := range got {
					if r.Seq != next || r.Seq > last || string(r.Body) != string(body(next)) {
						t.Errorf("record %d is %d %q", next, r.Seq, r.Body)
						return
					}
					next++
				}
			}
		})
	}
	fillJournal(t, j, 300, 10)
	wg.Wait()
}

// tamper changes a value behind the journal's back and mends its checksum, as
// someone would who wants to rewrite history.
func tamper(t *testing.T, dir string, seq uint64, change func(body []byte, prev *[32]byte)) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(dir, journalFile), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := newChain()
	key := binary.BigEndian.AppendUint64(nil, seq)
	err = db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketJournal))
		if change == nil {
			return b.Delete(key)
		}
		body, prev, err := c.open(seq, append([]byte(nil), b.Get(key)...))
		if err != nil {
			return err
		}
		change(body, &prev)
		return b.Put(key, c.frame(nil, prev, seq, body))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever was altered, verify names the first record of which that is true.
func TestVerifyNamesTheAlteredRecord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		seq    uint64
		change func([]byte, *[32]byte)
		want   string
	}{
		{"a body", 41, func(b []byte, _ *[32]byte) { b[0] ^= 1 }, "record 41"},
		{"the first body", 1, func(b []byte, _ *[32]byte) { b[0] ^= 1 }, "record 1:"},
		{"a link", 41, func(_ []byte, p *[32]byte) { p[5] ^= 1 }, "record 41"},
		{"the first link", 1, func(_ []byte, p *[32]byte) { p[5] ^= 1 }, "record 1:"},
		{"a record taken out", 41, nil, "record 41"},
		{"the last but one", 99, func(b []byte, _ *[32]byte) { b[0] ^= 1 }, "record 99"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			j := openJournal(t, dir, small)
			fillJournal(t, j, 100, 20)
			j.Close()
			tamper(t, dir, c.seq, c.change)
			j = openJournal(t, dir, small)
			wantCode(t, j.VerifyChain(context.Background(), 0, 0, nil), core.CodeCorrupt, c.want)
			if err := j.VerifyChain(context.Background(), 50, 0, nil); c.seq < 50 && err != nil {
				t.Errorf("the part behind the damage does not verify: %v", err)
			}
		})
	}
}

// A value that stands under another record's number is damage, though it is whole.
func TestExchangedRecords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := openJournal(t, dir, small)
	fillJournal(t, j, 10, 10)
	j.Close()
	db, err := bolt.Open(filepath.Join(dir, journalFile), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketJournal))
		four, five := binary.BigEndian.AppendUint64(nil, 4), binary.BigEndian.AppendUint64(nil, 5)
		v4, v5 := bytes.Clone(b.Get(four)), bytes.Clone(b.Get(five))
		return errors.Join(b.Put(four, v5), b.Put(five, v4))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	j = openJournal(t, dir, small)
	_, err = j.Read(context.Background(), 1, 10)
	wantCode(t, err, core.CodeCorrupt, "record 4", "checksum")
}

// breakDisk makes every further write to the journal's file fail: the file below
// bbolt is closed. It stands for a disk that goes away.
func breakDisk(t *testing.T, f *boltFile) {
	t.Helper()
	if err := f.fd.Close(); err != nil {
		t.Fatal(err)
	}
}

// After a failed commit every call fails and says what to do; what was acknowledged
// before is there after opening again.
func TestPoisonedAfterFailedCommit(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	j := openJournal(t, dir, small)
	fillJournal(t, j, 10, 5)
	breakDisk(t, j.file)
	wantCode(t, j.Append(ctx, 1, 10, bodies(11, 1)), core.CodeStorage, "restart")
	wantCode(t, j.Append(ctx, 1, 10, bodies(11, 1)), core.CodeStorage, "restart")
	_, err := j.Read(ctx, 1, 1)
	wantCode(t, err, core.CodeStorage, "restart")
	wantCode(t, j.VerifyChain(ctx, 0, 0, nil), core.CodeStorage, "restart")
	j.Close()
	j = openJournal(t, dir, small)
	if got := readAll(t, j, 1, 100); len(got) != 10 {
		t.Errorf("%d records, want the 10 that were acknowledged", len(got))
	}
}

// A full quota fails before anything is lost, and Room warns of it early enough.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	opt := small
	opt.MaxBytes, opt.MmapBytes = allocBytes+1<<20, 1<<30
	j := openJournal(t, dir, opt)
	big := make([]byte, 32<<10)
	acked := uint64(0)
	var err error
	for warned := false; err == nil; {
		warned = warned || j.Room() < 200<<10
		if err = j.Append(ctx, 1, acked, [][]byte{big}); err == nil {
			acked++
		} else if !warned {
			t.Error("Room did not warn")
		}
	}
	wantCode(t, err, core.CodeStorage, "restart")
	if acked < 20 {
		t.Errorf("only %d records of 32 KiB fit into 1 MiB", acked)
	}
	if info, err := os.Stat(filepath.Join(dir, journalFile)); err != nil || info.Size() > opt.MaxBytes {
		t.Errorf("the file has grown to %d of %d bytes: %v", info.Size(), opt.MaxBytes, err)
	}
	j.Close()
	opt.MaxBytes = 0
	j = openJournal(t, dir, opt)
	if seq, _ := j.Last(); seq != acked {
		t.Errorf("%d records, %d were acknowledged", seq, acked)
	}
	if err := j.Append(ctx, 1, acked, [][]byte{big}); err != nil {
		t.Errorf("with more room: %v", err)
	}
}

func TestJournalOpenRefuses(t *testing.T) {
	t.Parallel()
	t.Run("open elsewhere", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		openJournal(t, dir, small)
		_, err := OpenJournal(dir, small)
		wantCode(t, err, core.CodeLocked, "another process")
	})
	t.Run("newer format", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		openJournal(t, dir, small).Close()
		putMeta(t, filepath.Join(dir, journalFile), metaSchema, binary.BigEndian.AppendUint32(nil, journalSchema+1))
		_, err := OpenJournal(dir, small)
		wantCode(t, err, core.CodeVersion, journalFile, "version 2")
	})
	t.Run("another shop", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		opt := small
		opt.Shop = "one"
		openJournal(t, dir, opt).Close()
		opt.Shop = "two"
		_, err := OpenJournal(dir, opt)
		wantCode(t, err, core.CodeCorrupt, `"one"`, `"two"`)
	})
	t.Run("lost from a shop", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, shopFile), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenJournal(dir, small)
		wantCode(t, err, core.CodeCorrupt, "missing")
	})
	t.Run("no folder", func(t *testing.T) {
		t.Parallel()
		_, err := OpenJournal(filepath.Join(t.TempDir(), "none"), small)
		wantCode(t, err, core.CodeStorage, journalFile)
	})
	t.Run("not a journal", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, journalFile), make([]byte, 20000), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenJournal(dir, small)
		wantCode(t, err, core.CodeCorrupt, journalFile)
	})
	t.Run("half made", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, journalFile+newSuffix), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		openJournal(t, dir, small)
		if _, err := os.Stat(filepath.Join(dir, journalFile+newSuffix)); !errors.Is(err, os.ErrNotExist) {
			t.Error("the half-made file is still there")
		}
	})
}

func putMeta(t *testing.T, path, key string, value []byte) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte(bucketMeta)).Put([]byte(key), value) }); err != nil {
		t.Fatal(err)
	}
}

func wantMode(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
		t.Errorf("%s: %v, %v; want mode %o", filepath.Base(path), info, err, mode)
	}
}

// Journal appends of 500-byte records, one fsync per batch.
func BenchmarkAppend(b *testing.B) {
	for _, batch := range []uint64{1, 64, 256, 1024} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			j := openJournal(b, b.TempDir(), Options{})
			list := make([][]byte, batch)
			for i := range list {
				list[i] = make([]byte, 500)
			}
			last := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				if err := j.Append(context.Background(), 1, last, list); err != nil {
					b.Fatal(err)
				}
				last += batch
			}
			b.ReportMetric(float64(last)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// Reading a journal from its beginning, as a replay does.
func BenchmarkRead(b *testing.B) {
	j := openJournal(b, b.TempDir(), Options{})
	list := make([][]byte, 1000)
	for i := range list {
		list[i] = make([]byte, 500)
	}
	for n := range uint64(20) {
		if err := j.Append(context.Background(), 1, n*1000, list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n += len(readAll(b, j, 1, 1000))
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}
