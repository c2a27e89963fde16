package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"andon/core"
)

func openViews(t testing.TB, dir string, opt Options) *Views {
	t.Helper()
	v, err := OpenViews(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// What was written is read back, also after opening again, with the sequence covered.
func TestViewsWriteRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := openViews(t, dir, small)
	if v.Fresh() == "" || v.Seq() != 0 {
		t.Errorf("new views: fresh %q, sequence %d", v.Fresh(), v.Seq())
	}
	puts := []Put{
		{Bucket: "b", Key: []byte("2"), Val: []byte("two")},
		{Bucket: "a", Key: []byte("1"), Val: []byte("old")},
		{Bucket: "b", Key: []byte("1")},
		{Bucket: "a", Key: []byte("1"), Val: []byte("new")},
		{Bucket: "b", Key: []byte("3"), Val: []byte("gone")},
		{Bucket: "b", Key: []byte("3"), Delete: true},
	}
	if err := v.Write(7, puts); err != nil {
		t.Fatal(err)
	}
	if err := v.Write(9, []Put{{Bucket: "b", Key: []byte("2"), Delete: true}, {Bucket: "c", Key: []byte("nothing"), Delete: true}}); err != nil {
		t.Fatal(err)
	}
	v.Close()
	if _, err := v.Get("a", []byte("1")); core.CodeOf(err) != core.CodeStorage {
		t.Errorf("closed views answer: %v", err)
	}
	v = openViews(t, dir, small)
	if v.Fresh() != "" || v.Seq() != 9 {
		t.Errorf("opened again: fresh %q, sequence %d", v.Fresh(), v.Seq())
	}
	for _, c := range []struct{ bucket, key, want string }{
		{"a", "1", "new"}, {"b", "1", ""}, {"b", "2", "-"}, {"b", "3", "-"}, {"none", "1", "-"},
	} {
		got, err := v.Get(c.bucket, []byte(c.key))
		if err != nil || (got == nil) != (c.want == "-") || (got != nil && string(got) != c.want) {
			t.Errorf("%s/%s is %q, %v; want %q", c.bucket, c.key, got, err, c.want)
		}
	}
	wantMode(t, filepath.Join(dir, viewsFile), 0o600)
}

func TestViewsRefuse(t *testing.T) {
	t.Parallel()
	v := openViews(t, t.TempDir(), small)
	if err := v.Write(5, nil); err != nil {
		t.Fatal(err)
	}
	wantCode(t, v.Write(4, nil), core.CodeInternal, "5", "4")
	wantCode(t, v.Write(6, []Put{{Bucket: bucketMeta, Key: []byte("seq")}}), core.CodeStorage, bucketMeta)
	_, err := v.Get("a", []byte("1"))
	wantCode(t, err, core.CodeStorage) // after a failed write nothing works until Reset
	if err := v.Reset(); err != nil || v.Seq() != 0 {
		t.Fatalf("%v, sequence %d", err, v.Seq())
	}
	if err := v.Write(1, []Put{{Bucket: "a", Key: []byte("1"), Val: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
}

// Views that cannot be used are made anew and say why; they are never an error.
func TestViewsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(t *testing.T, path string, opt *Options){
		"damaged":        func(t *testing.T, path string, _ *Options) { writeFile(t, path, make([]byte, 50_000)) },
		"cut short":      func(t *testing.T, path string, _ *Options) { truncate(t, path, 5000) },
		"empty":          func(t *testing.T, path string, _ *Options) { truncate(t, path, 0) },
		"another schema": func(_ *testing.T, _ string, opt *Options) { opt.Schema++ },
		"another shop":   func(_ *testing.T, _ string, opt *Options) { opt.Shop = "other" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, opt := t.TempDir(), small
			opt.Shop, opt.Schema = "shop", 3
			v := openViews(t, dir, opt)
			if err := v.Write(7, []Put{{Bucket: "a", Key: []byte("1"), Val: []byte("x")}}); err != nil {
				t.Fatal(err)
			}
			v.Close()
			spoil(t, filepath.Join(dir, viewsFile), &opt)
			v = openViews(t, dir, opt)
			got, err := v.Get("a", []byte("1"))
			if v.Fresh() == "" || v.Seq() != 0 || got != nil || err != nil {
				t.Errorf("fresh %q, sequence %d, value %q, %v", v.Fresh(), v.Seq(), got, err)
			}
		})
	}
}

func writeFile(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func truncate(t testing.TB, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	v := openViews(t, t.TempDir(), small)
	var puts []Put
	for n := range uint64(100) {
		puts = append(puts, Put{Bucket: "k", Key: binary.BigEndian.AppendUint64(nil, n), Val: []byte{byte(n)}})
	}
	if err := v.Write(1, puts); err != nil {
		t.Fatal(err)
	}
	key := func(n int) []byte {
		if n < 0 {
			return nil
		}
		return binary.BigEndian.AppendUint64(nil, uint64(n))
	}
	for _, c := range []struct {
		from, to int
		reverse  bool
		limit    int
		first, n int
	}{
		{-1, -1, false, 1000, 0, 100},
		{-1, -1, true, 1000, 99, 100},
		{10, 20, false, 1000, 10, 10},
		{10, 20, true, 1000, 19, 10},
		{10, 20, true, 3, 19, 3},
		{90, 1000, false, 1000, 90, 10},
		{90, 1000, true, 1000, 99, 10},
		{20, 10, false, 1000, 0, 0},
		{20, 20, true, 1000, 0, 0},
		{1000, -1, true, 1000, 0, 0},
		{-1, 0, true, 1000, 0, 0},
		{0, -1, false, 0, 0, 0},
	} {
		got, err := v.Scan("k", key(c.from), key(c.to), c.reverse, c.limit)
		if err != nil || len(got) != c.n {
			t.Errorf("%+v: %d keys, %v", c, len(got), err)
			continue
		}
		for i, kv := range got {
			want := c.first + i
			if c.reverse {
				want = c.first - i
			}
			if !bytes.Equal(kv.Key, key(want)) || kv.Val[0] != byte(want) {
				t.Errorf("%+v: key %d is %x", c, i, kv.Key)
			}
		}
	}
	if got, err := v.Scan("none", nil, nil, false, 10); err != nil || got != nil {
		t.Errorf("a bucket that is not there has %v, %v", got, err)
	}
	big := make([]byte, maxReadBytes/2+1)
	if err := v.Write(2, []Put{{Bucket: "big", Key: key(1), Val: big}, {Bucket: "big", Key: key(2), Val: big}, {Bucket: "big", Key: key(3), Val: big}}); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Scan("big", nil, nil, false, 10); err != nil || len(got) != 2 {
		t.Errorf("one scan copied %d large values, %v; want 2", len(got), err)
	}
}

// Whatever is put and deleted, the views equal a map, and their pages stay sound.
func TestViewsProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "views")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		v, err := OpenViews(dir, small)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		model := map[string]map[string]string{"a": {}, "b": {}}
		for seq := range uint64(rapid.IntRange(1, 4).Draw(t, "slices")) {
			var puts []Put
			for range rapid.IntRange(0, 150).Draw(t, "puts") {
				p := Put{
					Bucket: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "bucket"),
					Key:    fmt.Appendf(nil, "some key %03d", rapid.IntRange(0, 199).Draw(t, "key")),
					Val:    make([]byte, rapid.IntRange(0, 400).Draw(t, "size")),
					Delete: rapid.IntRange(0, 2).Draw(t, "what") == 0,
				}
				puts = append(puts, p)
				if model[p.Bucket][string(p.Key)] = string(p.Val); p.Delete {
					delete(model[p.Bucket], string(p.Key))
				}
			}
			if err := v.Write(seq+1, puts); err != nil {
				t.Fatal(err)
			}
			if _, err := checkPages(v.path(), viewsPage, true); err != nil {
				t.Fatalf("a sound file is said to be damaged: %v", err)
			}
		}
		for name, want := range model {
			got, err := v.Scan(name, nil, nil, false, 1000)
			if err != nil {
				t.Fatal(err)
			}
			keys := slices.Sorted(maps.Keys(want))
			if len(got) != len(keys) {
				t.Fatalf("%d keys, want %d", len(got), len(keys))
			}
			for i, kv := range got {
				if string(kv.Key) != keys[i] || string(kv.Val) != want[keys[i]] {
					t.Fatalf("key %d is %q", i, kv.Key)
				}
			}
		}
	})
}

// Readers beside writer and reset see a slice as a whole or not at all.
func TestViewsSideBySide(t *testing.T) {
	t.Parallel()
	v := openViews(t, t.TempDir(), small)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := v.Scan("k", nil, nil, false, 10)
				if err != nil || (len(got) != 0 && (len(got) != 2 || !bytes.Equal(got[0].Val, got[1].Val))) {
					t.Errorf("half a slice: %v, %v", got, err)
					return
				}
			}
		})
	}
	for n := range uint64(20) {
		val := binary.BigEndian.AppendUint64(nil, n)
		if n == 10 {
			if err := v.Reset(); err != nil {
				t.Error(err)
			}
		}
		if err := v.Write(n, []Put{{Bucket: "k", Key: []byte("1"), Val: val}, {Bucket: "k", Key: []byte("2"), Val: val}}); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}

// orderPuts is what an order leaves in the views: a document under a rising key,
// three balances out of 100,000, three entries of indexes with random keys, and four
// entries of histories that lead with the day.
func orderPuts(puts []Put, rnd *rand.Rand, n uint64) []Put {
	be := binary.BigEndian
	doc := make([]byte, 1200)
	puts = append(puts, Put{Bucket: "order", Key: be.AppendUint64(nil, n), Val: doc})
	for range 3 {
		puts = append(puts, Put{Bucket: "balance", Key: be.AppendUint64(nil, rnd.Uint64N(100_000)), Val: doc[:60]})
	}
	for i := range 3 {
		key := be.AppendUint64(be.AppendUint64(nil, rnd.Uint64()), n)
		puts = append(puts, Put{Bucket: fmt.Sprint("index", i), Key: key})
	}
	day := uint32(20_000 + n/5_000)
	for i := range 4 {
		key := be.AppendUint64(be.AppendUint32(be.AppendUint32(nil, day), rnd.Uint32N(20_000)), n)
		puts = append(puts, Put{Bucket: fmt.Sprint("history", i), Key: key})
	}
	return puts
}
