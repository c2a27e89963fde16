package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"andon/core"
	"andon/store"
)

// TestActor proves that the environment cannot say who gives commands.
func TestActor(t *testing.T) {
	before, err := actor()
	if err != nil || before == "" {
		t.Fatalf("%q: %v", before, err)
	}
	t.Setenv("USER", "someone-else")
	t.Setenv("LOGNAME", "someone-else")
	if after, err := actor(); err != nil || after != before {
		t.Fatalf("%q became %q: %v", before, after, err)
	}
}

// TestSnapshotsPassOver proves that a snapshot that this program cannot read is passed
// over for an older one, from its beginning, and in the end for none.
func TestSnapshotsPassOver(t *testing.T) {
	t.Parallel()
	notes := 0
	s := snapshots{store.NewSnapshots(t.TempDir()), func(string) { notes++ }}
	for i, body := range []string{"old", "new"} {
		seq, at := uint64(10*(i+1)), core.Instant(0).Add(time.Duration(i+1)*2*time.Hour) // hours apart, so that both are kept
		err := s.Write(seq, at, func(emit func(byte, []byte) error) error {
			return errors.Join(emit(1, []byte(body)), emit(1, []byte("end")))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		bad  string
		want uint64
	}{{"neither", 20}, {"new", 10}, {"end", 0}} {
		var got []string
		seq, err := s.Latest(99, func(uint64) { got = nil }, func(_ byte, body []byte) error {
			if string(body) == c.bad {
				return errors.New("cannot be read")
			}
			got = append(got, string(body))
			return nil
		})
		if err != nil || seq != c.want || c.want > 0 && len(got) != 2 {
			t.Errorf("without %q: snapshot %d %q, %v", c.bad, seq, got, err)
		}
	}
	if notes != 3 { // one for "new", two for "end"
		t.Errorf("%d snapshots passed over were told of", notes)
	}
}

// TestOutputFile proves that a file appears whole or not at all, and never over another.
func TestOutputFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	failed := errors.New("half way")
	if err := outputFile(path, func(f *os.File) error { f.WriteString("half"); return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("%v is left", left)
	}
	whole := func(f *os.File) error { _, err := f.WriteString("whole"); return err }
	if err := outputFile(path, whole); err != nil {
		t.Fatal(err)
	}
	if err := outputFile(path, whole); core.CodeOf(err) != core.CodeExists {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "whole" {
		t.Fatalf("%q: %v", b, err)
	}
}
