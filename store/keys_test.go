package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"andon/core"
)

// seeded gives the keys of a test from a seed, so that the test knows their bytes.
func seeded() Options {
	opt := small
	opt.Rand = rand.NewChaCha8([32]byte{1})
	return opt
}

func openKeys(t testing.TB, dir string, opt Options) *Keys {
	t.Helper()
	k, err := OpenKeys(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

func seal(t testing.TB, k *Keys, key uint64) []byte {
	t.Helper()
	box, err := k.Seal(key, person(key))
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func person(key uint64) []byte { return fmt.Appendf(nil, "customer %d at example.com", key) }

func wantPerson(t testing.TB, k *Keys, key uint64, box []byte) {
	t.Helper()
	if got, err := k.Open(key, box); err != nil || !bytes.Equal(got, person(key)) {
		t.Fatalf("key %d opens %q, %v", key, got, err)
	}
}

// What was sealed opens again with its own key only, also after a restart, and in
// far blocks as well as near ones.
func TestSealOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := openKeys(t, dir, small)
	numbers := []uint64{1, 2, 8, 9, 100, 5_000_000_000}
	boxes := map[uint64][]byte{}
	for _, n := range numbers {
		boxes[n] = seal(t, k, n)
		if bytes.Contains(boxes[n], []byte("customer")) {
			t.Fatal("the box is not sealed")
		}
		if again := seal(t, k, n); bytes.Equal(again, boxes[n]) {
			t.Fatal("two boxes of one text are equal: a nonce was used twice")
		}
	}
	k.Close()
	k = openKeys(t, dir, small)
	for _, n := range numbers {
		wantPerson(t, k, n, boxes[n])
	}
	_, err := k.Open(2, boxes[1])
	wantCode(t, err, core.CodeCorrupt, "key 2")
	wantMode(t, filepath.Join(dir, keysFile), 0o600)
}

func TestSealOpenRefuse(t *testing.T) {
	t.Parallel()
	k := openKeys(t, t.TempDir(), small)
	box := seal(t, k, 1)
	for n := range box {
		bad := slices.Clone(box)
		bad[n] ^= 1
		if _, err := k.Open(1, bad); err == nil {
			t.Fatalf("a box with byte %d changed was opened", n)
		}
		if _, err := k.Open(1, box[:n]); err == nil {
			t.Fatalf("the first %d bytes of a box were opened", n)
		}
	}
	_, err := k.Open(1, append([]byte{2}, box[1:]...))
	wantCode(t, err, core.CodeVersion, "key 1")
	_, err = k.Open(9, box)
	wantCode(t, err, core.CodeCorrupt, "key 9", "older than the journal")
	_, err = k.Seal(0, nil)
	wantCode(t, err, core.CodeInvalid)
	_, err = k.Seal(1, make([]byte, MaxSealedBytes+1))
	wantCode(t, err, core.CodeLimit)
	wantCode(t, k.Erase([]uint64{3, 0}), core.CodeInvalid)
}

// Tokens and digests are equal for equal text in one shop, also after a restart, and
// differ between texts, uses and shops.
func TestTokens(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := openKeys(t, dir, small), openKeys(t, t.TempDir(), small)
	token, digest := one.Token("someone at example.com"), one.Digest("order.submit", []byte("{}"))
	if token == 0 || one.Token("") != 0 || token == one.Token("someone else") || token == two.Token("someone at example.com") {
		t.Errorf("tokens do not tell apart: %x", token)
	}
	if digest == one.Digest("order.submit", []byte("{ }")) || digest == one.Digest("order.submi", []byte("t{}")) || digest == two.Digest("order.submit", []byte("{}")) {
		t.Errorf("digests do not tell apart: %x", digest)
	}
	one.Close()
	one = openKeys(t, dir, small)
	if one.Token("someone at example.com") != token || one.Digest("order.submit", []byte("{}")) != digest {
		t.Error("the secrets did not survive a restart")
	}
}

// keyBytesOf returns the raw key, as the file holds it.
func keyBytesOf(t *testing.T, k *Keys, key uint64) []byte {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	raw, err := k.raw(key)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(raw)
}

// filesWith returns the files below dir that hold the given bytes.
func filesWith(t *testing.T, dir string, needle []byte) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, needle) {
			names = append(names, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// After erasing, the key's bytes are in no file of the shop, its data is gone and says
// so, and everyone else's still opens. Erasing again changes nothing.
func TestErase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := openKeys(t, dir, seeded())
	boxes := map[uint64][]byte{}
	for n := uint64(1); n <= 40; n++ {
		boxes[n] = seal(t, k, n)
	}
	gone := []uint64{3, 17, 17, 40}
	var raw [][]byte
	for _, n := range gone {
		raw = append(raw, keyBytesOf(t, k, n))
		if got := filesWith(t, dir, raw[len(raw)-1]); !slices.Equal(got, []string{keysFile}) {
			t.Fatalf("key %d is in %v before it is erased: the test looks for the wrong bytes", n, got)
		}
	}
	for range 2 {
		if err := k.Erase(gone); err != nil {
			t.Fatal(err)
		}
	}
	check := func() {
		t.Helper()
		for i, n := range gone {
			if got := filesWith(t, dir, raw[i]); got != nil {
				t.Errorf("key %d is still in %v", n, got)
			}
			_, err := k.Open(n, boxes[n])
			wantCode(t, err, core.CodeNotFound, "erased")
			_, err = k.Seal(n, nil)
			wantCode(t, err, core.CodeNotFound, "erased")
		}
		for n, box := range boxes {
			if k.Erased(n) != slices.Contains(gone, n) {
				t.Errorf("Erased(%d) is %v", n, k.Erased(n))
			}
			if !k.Erased(n) {
				wantPerson(t, k, n, box)
			}
		}
	}
	check()
	seal(t, k, 1000) // life goes on in the new file
	k.Close()
	k = openKeys(t, dir, seeded())
	check()
	wantMode(t, filepath.Join(dir, keysFile), 0o600)
	wantMode(t, filepath.Join(dir, ErasedFile), 0o600)
}

// A key that was erased before its block was made is never made.
func TestEraseUnusedKey(t *testing.T) {
	t.Parallel()
	k := openKeys(t, t.TempDir(), small)
	if err := k.Erase([]uint64{21}); err != nil {
		t.Fatal(err)
	}
	seal(t, k, 22)
	if _, err := k.Seal(21, nil); core.CodeOf(err) != core.CodeNotFound || !k.Erased(21) || k.Erased(22) {
		t.Errorf("key 21 came to life: %v", err)
	}
	if _, keys, err := k.blockFrom(2); err != nil || len(bytes.Trim(keys[4*keyBytes:5*keyBytes], "\x00")) != 0 { // keys 17 to 24
		t.Errorf("key 21 was made: %v", err)
	}
}

// When a crash comes between the list and the keys, opening finishes the erasure.
func TestEraseFinishedOnOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := openKeys(t, dir, seeded())
	seal(t, k, 5)
	raw := keyBytesOf(t, k, 5)
	if err := k.erased.write([]uint64{5}); err != nil {
		t.Fatal(err)
	}
	k.Close()
	if err := os.WriteFile(filepath.Join(dir, keysFile+newSuffix), []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	k = openKeys(t, dir, seeded())
	if got := filesWith(t, dir, raw); got != nil || !k.Erased(5) {
		t.Errorf("key 5 is still in %v", got)
	}
}

// A list that cannot be trusted is refused: ignoring it could bring a person back.
func TestErasedListDamage(t *testing.T) {
	t.Parallel()
	good := erasedTitle + " s\n7 " + lineCheck("7") + "\n"
	for _, c := range []struct {
		name, text string
		code       core.Code
		want       []uint64
	}{
		{"good", good, "", []uint64{7}},
		{"cut by a crash", good + "8 12", "", []uint64{7}},
		{"changed number", erasedTitle + " s\n8 " + lineCheck("7") + "\n", core.CodeCorrupt, nil},
		{"not a number", erasedTitle + " s\nx " + lineCheck("x") + "\n", core.CodeCorrupt, nil},
		{"key 0", erasedTitle + " s\n0 " + lineCheck("0") + "\n", core.CodeCorrupt, nil},
		{"another shop", erasedTitle + " other\n", core.CodeCorrupt, nil},
		{"newer", "andon erased keys 2 s\n", core.CodeVersion, nil},
		{"endless line", good + string(make([]byte, 70_000)) + "\n", core.CodeCorrupt, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, ErasedFile), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			opt := small
			opt.Shop = "s"
			k, err := OpenKeys(dir, opt)
			wantCode(t, err, c.code)
			if err == nil {
				defer k.Close()
				if got := k.erased.numbers(); !slices.Equal(got, c.want) {
					t.Errorf("erased %v, want %v", got, c.want)
				}
			}
		})
	}
}

// When a block cannot be made durable, nothing is sealed with its keys, then or later.
func TestKeysPoisoned(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := openKeys(t, dir, small)
	box := seal(t, k, 1)
	breakDisk(t, k.file)
	for range 2 {
		_, err := k.Seal(9, nil)
		wantCode(t, err, core.CodeStorage, "restart")
	}
	k.Close()
	k = openKeys(t, dir, small)
	wantPerson(t, k, 1, box)
	if _, err := k.Open(9, box); core.CodeOf(err) != core.CodeCorrupt {
		t.Errorf("the block that failed is there: %v", err)
	}
}

type noRandom struct{}

func (noRandom) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

func TestKeysWithoutRandomness(t *testing.T) {
	t.Parallel()
	opt := small
	opt.Rand = noRandom{}
	if _, err := OpenKeys(t.TempDir(), opt); err == nil {
		t.Fatal("secrets were made of nothing")
	}
	dir := t.TempDir()
	openKeys(t, dir, small).Close()
	k := openKeys(t, dir, opt)
	if _, err := k.Seal(1, nil); core.CodeOf(err) != core.CodeInternal {
		t.Fatalf("sealed without randomness: %v", err)
	}
}

// Sealing, opening and erasing side by side: what is not erased always opens.
func TestKeysSideBySide(t *testing.T) {
	t.Parallel()
	k := openKeys(t, t.TempDir(), small)
	var wg sync.WaitGroup
	for g := range uint64(4) {
		wg.Go(func() {
			for i := range uint64(40) {
				n := 2 * (g*40 + i + 1) // even keys live
				box, err := k.Seal(n, person(n))
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := k.Open(n, box); err != nil || !bytes.Equal(got, person(n)) {
					t.Errorf("key %d: %q, %v", n, got, err)
				}
				k.Token("x")
			}
		})
	}
	for n := uint64(1); n < 20; n += 4 {
		if err := k.Erase([]uint64{n, n + 2}); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

func BenchmarkSeal(b *testing.B) {
	for _, c := range []struct {
		name string
		keys uint64
	}{{"hot key", 1}, {"new keys", 100_000}} {
		b.Run(c.name, func(b *testing.B) {
			k := openKeys(b, b.TempDir(), Options{})
			if _, err := k.Seal(1, nil); err != nil {
				b.Fatal(err)
			}
			plain := make([]byte, 200)
			n := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := k.Seal(n%c.keys+1, plain); err != nil {
					b.Fatal(err)
				}
				n++
			}
		})
	}
}

func BenchmarkToken(b *testing.B) {
	k := openKeys(b, b.TempDir(), Options{})
	b.ReportAllocs()
	for b.Loop() {
		k.Token("someone.with.a.name@example.com")
	}
}

func BenchmarkDigest(b *testing.B) {
	k := openKeys(b, b.TempDir(), Options{})
	body := make([]byte, 800)
	b.ReportAllocs()
	for b.Loop() {
		k.Digest("order.submit", body)
	}
}
