package store

import (
	"context"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"andon/core"
)

// replaceDisk puts another file below bbolt's open one.
func replaceDisk(t *testing.T, f *boltFile, path string, flag int) {
	t.Helper()
	with, err := os.OpenFile(path, flag, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer with.Close()
	if err := unix.Dup3(int(with.Fd()), int(f.fd.Fd()), unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
}

// A disk that turns read-only, and one that takes writes but fails to flush them:
// both poison the journal at the first commit, and what was acknowledged stays. The
// same holds for keys and views.
func TestDiskFails(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(t *testing.T, f *boltFile){
		"read-only": func(t *testing.T, f *boltFile) { replaceDisk(t, f, f.path, os.O_RDONLY) },
		"flush":     func(t *testing.T, f *boltFile) { replaceDisk(t, f, os.DevNull, os.O_RDWR) }, // fdatasync: EINVAL
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, dir := context.Background(), t.TempDir()
			j, k, v := openJournal(t, dir, small), openKeys(t, dir, small), openViews(t, dir, small)
			fillJournal(t, j, 10, 10)
			box := seal(t, k, 1)
			if err := v.Write(10, []Put{{Bucket: "b", Key: []byte("k"), Val: []byte("old")}}); err != nil {
				t.Fatal(err)
			}
			for _, f := range []*boltFile{j.file, k.file, v.file} {
				fail(t, f)
			}
			for range 2 { // never retried
				wantCode(t, j.Append(ctx, 1, 10, bodies(11, 1)), core.CodeStorage, "restart")
				_, err := k.Seal(100, nil)
				wantCode(t, err, core.CodeStorage, "restart")
				wantCode(t, v.Write(11, []Put{{Bucket: "b", Key: []byte("k"), Val: []byte("new")}}), core.CodeStorage)
			}
			j.Close()
			k.Close()
			v.Close()
			j, k, v = openJournal(t, dir, small), openKeys(t, dir, small), openViews(t, dir, small)
			if got := readAll(t, j, 1, 100); len(got) != 10 {
				t.Errorf("%d records, 10 were acknowledged", len(got))
			}
			wantPerson(t, k, 1, box)
			if got, err := v.Get("b", []byte("k")); err != nil || string(got) != "old" || v.Seq() != 10 {
				t.Errorf("the views hold %q of %d, %v", got, v.Seq(), err)
			}
			if err := j.Append(ctx, 1, 10, bodies(11, 1)); err != nil {
				t.Error(err)
			}
		})
	}
}
