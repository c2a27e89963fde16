package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"andon/core"
)

type frame struct {
	noun byte
	body string
}

func writeSnap(t testing.TB, s *Snapshots, seq uint64, at core.Instant, frames ...frame) {
	t.Helper()
	err := s.Write(seq, at, func(emit func(byte, []byte) error) error {
		for _, f := range frames {
			if err := emit(f.noun, []byte(f.body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func loadSnap(t testing.TB, s *Snapshots, before uint64) (seq uint64, frames []frame, notes []string) {
	t.Helper()
	seq, _, notes, err := s.Load(before, func(noun byte, body []byte) error {
		frames = append(frames, frame{noun, string(body)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq, frames, notes
}

// The newest snapshot that is not too new comes back frame by frame.
func TestSnapshotRoundTrip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := NewSnapshots(dir)
	if seq, frames, _ := loadSnap(t, s, 100); seq != 0 || frames != nil {
		t.Errorf("no snapshot, but %d %v", seq, frames)
	}
	long := strings.Repeat("long ", 200_000)
	writeSnap(t, s, 10, 1000, frame{1, "ten"}, frame{255, ""}, frame{2, long}, frame{1, "x"})
	writeSnap(t, s, 20, 2000)
	writeSnap(t, s, 300, 3000, frame{3, "three hundred"})
	for _, c := range []struct{ before, want uint64 }{{9, 0}, {10, 10}, {19, 10}, {20, 20}, {299, 20}, {1 << 60, 300}} {
		seq, frames, notes := loadSnap(t, s, c.before)
		if seq != c.want || notes != nil {
			t.Errorf("before %d: %d, %v; want %d", c.before, seq, notes, c.want)
		}
		if want := []frame{{1, "ten"}, {255, ""}, {2, long}, {1, "x"}}; seq == 10 && !slices.Equal(frames, want) {
			t.Errorf("the frames of 10 came back as %d frames", len(frames))
		}
	}
	path := filepath.Join(dir, snapDir, snapName(10, 1000))
	wantMode(t, path, 0o600)
	_, at, _, err := s.Load(10, func(byte, []byte) error { return nil })
	if err != nil || at != 1000 {
		t.Errorf("at %d, %v", at, err)
	}
}

// Any flipped or missing byte is noticed before a frame is handed out; the one before
// stands in, with a note.
func TestSnapshotDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := NewSnapshots(dir)
	writeSnap(t, s, 1, 1000, frame{1, "good"})
	writeSnap(t, s, 2, 2000, frame{1, "first"}, frame{2, "second"})
	path := filepath.Join(dir, snapDir, snapName(2, 2000))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, n int, b []byte) {
		t.Helper()
		writeFile(t, path, b)
		seq, frames, notes := loadSnap(t, s, 9)
		if seq != 1 || len(frames) != 1 || len(notes) != 1 || !strings.Contains(notes[0], snapName(2, 2000)) {
			t.Fatalf("%s %d: sequence %d, %v, notes %v", what, n, seq, frames, notes)
		}
	}
	for n := range whole {
		bad := bytes.Clone(whole)
		bad[n] ^= 0x10
		check("flipped byte", n, bad)
		check("cut at", n, whole[:n])
	}
	check("longer", len(whole), append(bytes.Clone(whole), 0))
}

// A snapshot that could not be finished is not there; nor is it in the way.
func TestSnapshotUnfinished(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := NewSnapshots(dir)
	stop := errors.New("the world changed its mind")
	err := s.Write(5, 5000, func(emit func(byte, []byte) error) error { return errors.Join(emit(1, []byte("x")), stop) })
	if !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	wantCode(t, s.Write(5, 5000, func(emit func(byte, []byte) error) error { return emit(0, nil) }), core.CodeInternal)
	writeFile(t, filepath.Join(dir, snapDir, snapName(6, 6000)+newSuffix), []byte("crashed"))
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	if err := s.Thin(0); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, snapDir)); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	writeSnap(t, s, 5, 5000, frame{1, "x"})
	_, _, _, err = s.Load(5, func(byte, []byte) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("the reader's error came back as %v", err)
	}
}

// Thinning keeps hours for two days, days for 35, and always the newest.
func TestThin(t *testing.T) {
	t.Parallel()
	const hour, day = time.Hour, 24 * time.Hour
	now := core.Instant(20_000 * day.Milliseconds()).Add(12 * hour) // noon
	for _, c := range []struct {
		name string
		ages []time.Duration // oldest first
		keep []time.Duration
	}{
		{"none", nil, nil},
		{"the newest, however old", []time.Duration{400 * day}, []time.Duration{400 * day}},
		{"the last of an hour", []time.Duration{3*hour - 1*time.Minute, 3*hour - 50*time.Minute, 2 * hour, hour}, []time.Duration{3*hour - 50*time.Minute, 2 * hour, hour}},
		{"the last of a day", []time.Duration{5*day + 3*hour, 5 * day, 4 * day, hour}, []time.Duration{5 * day, 4 * day, hour}},
		{"hours within two days", []time.Duration{61 * hour, 49 * hour, 47 * hour, 46 * hour, 0}, []time.Duration{61 * hour, 47 * hour, 46 * hour, 0}},
		{"nothing after 35 days", []time.Duration{36 * day, 34 * day, 0}, []time.Duration{34 * day, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := NewSnapshots(t.TempDir())
			for i, age := range c.ages {
				writeSnap(t, s, uint64(i+1), now.Add(-age))
			}
			if err := s.Thin(now); err != nil {
				t.Fatal(err)
			}
			list, err := s.List()
			if err != nil {
				t.Fatal(err)
			}
			var kept []time.Duration
			for _, info := range list {
				kept = append(kept, now.Sub(info.At))
			}
			if !slices.Equal(kept, c.keep) {
				t.Errorf("kept %v, want %v", kept, c.keep)
			}
		})
	}
}

func TestDropAfter(t *testing.T) {
	t.Parallel()
	s := NewSnapshots(t.TempDir())
	for n := uint64(1); n <= 3; n++ {
		writeSnap(t, s, n*100, core.Instant(n))
	}
	if err := s.DropAfter(150); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List(); err != nil || fmt.Sprint(list) != fmt.Sprint([]SnapshotInfo{{100, 1}}) {
		t.Errorf("%v, %v", list, err)
	}
}

// The frame reader never panics, and hands out nothing that is not in the file.
func FuzzSnapshotFrames(f *testing.F) {
	var good bytes.Buffer
	w := newSnapWriter(&good)
	w.header(7, 8)
	if err := errors.Join(w.emit(1, []byte("one")), w.emit(2, nil), w.footer()); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add(good.Bytes()[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		total := 0
		err := readFrames(&snapFile{Reader: bytes.NewReader(b)}, func(noun byte, body []byte) error {
			if noun == 0 {
				t.Fatal("a frame without a noun")
			}
			total += 5 + len(body)
			return nil
		})
		if total > len(b) || (err != nil && core.CodeOf(err) != core.CodeCorrupt) {
			t.Fatalf("%d bytes of frames in %d: %v", total, len(b), err)
		}
	})
}

func BenchmarkSnapshot(b *testing.B) {
	body := make([]byte, 500)
	const frames = 200_000
	s := NewSnapshots(b.TempDir())
	b.Run("write", func(b *testing.B) {
		b.SetBytes(frames * 505)
		for b.Loop() {
			err := s.Write(1, 1, func(emit func(byte, []byte) error) error {
				for range frames {
					if err := emit(1, body); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("load", func(b *testing.B) {
		b.SetBytes(frames * 505)
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			if _, _, _, err := s.Load(1, func(byte, []byte) error { n++; return nil }); err != nil || n != frames {
				b.Fatal(n, err)
			}
		}
	})
}
