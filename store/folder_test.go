package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"andon/core"
)

// The test binary can also be the other process of a test: ANDON_STORE_TEST says what
// it does, in the folder that follows.
func TestMain(m *testing.M) {
	job, dir, ok := strings.Cut(os.Getenv("ANDON_STORE_TEST"), ":")
	if !ok {
		os.Exit(m.Run())
	}
	var err error
	switch job {
	case "hold":
		err = holdFolder(dir)
	case "append":
		err = appendForEver(dir)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// holdFolder keeps a shop open until its input ends.
func holdFolder(dir string) error {
	f, err := OpenFolder(dir, Holder{Command: "andon serve", Since: 1_795_420_800_000})
	if err != nil {
		return err
	}
	fmt.Println("held")
	bufio.NewReader(os.Stdin).ReadString('\n')
	return f.Close()
}

// appendForEver appends records and says of each batch, once it is durable, how far it is.
func appendForEver(dir string) error {
	j, err := OpenJournal(dir, small)
	for err == nil {
		last, _ := j.Last()
		if err = j.Append(context.Background(), 1, last, bodies(last+1, 3)); err == nil {
			fmt.Println(last + 3)
		}
	}
	return err
}

func other(t *testing.T, job, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ANDON_STORE_TEST="+job+":"+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil { // open until the process ends
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func createShop(t testing.TB, dir string) Meta {
	t.Helper()
	id, err := NewShopID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	meta := Meta{Shop: id, Name: "A shop", Created: 1_795_420_800_000}
	if err := Create(dir, meta, small); err != nil {
		t.Fatal(err)
	}
	meta.Format = folderFormat
	return meta
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "shop")
	meta := createShop(t, dir)
	f, err := OpenFolder(dir, Holder{Command: "andon console"})
	if err != nil {
		t.Fatal(err)
	}
	if f.Meta() != meta || f.Dir() != dir {
		t.Errorf("%+v in %s, want %+v", f.Meta(), f.Dir(), meta)
	}
	opt := small
	opt.Shop = meta.Shop
	openJournal(t, dir, opt)
	openKeys(t, dir, opt)
	_, err = OpenFolder(dir, Holder{})
	wantCode(t, err, core.CodeLocked, fmt.Sprint(os.Getpid()), "andon console")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if f, err = OpenFolder(dir, Holder{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	wantMode(t, dir, 0o700)
	wantMode(t, filepath.Join(dir, shopFile), 0o600)
	wantCode(t, Create(dir, Meta{Shop: "x"}, small), core.CodeExists, dir)
}

// A second process is told who has the shop, and gets it when that one has gone.
func TestFolderLockedByAnotherProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	createShop(t, dir)
	cmd, out := other(t, "hold", dir)
	defer cmd.Wait()
	defer cmd.Process.Kill()
	if !out.Scan() || out.Text() != "held" {
		t.Fatalf("the other process says %q", out.Text())
	}
	_, err := OpenFolder(dir, Holder{})
	wantCode(t, err, core.CodeLocked, fmt.Sprintf("process %d", cmd.Process.Pid), "andon serve", "since 2026-11-23T")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // killed: that is its error
	f, err := OpenFolder(dir, Holder{})
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

func TestFolderRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shop string
		code core.Code
		in   string
	}{
		"no shop":      {"", core.CodeNotFound, "andon init"},
		"not JSON":     {"{", core.CodeCorrupt, shopFile},
		"no id":        {`{"format":1}`, core.CodeCorrupt, shopFile},
		"no format":    {`{"shop":"x"}`, core.CodeCorrupt, shopFile},
		"newer format": {`{"format":2,"shop":"x","what":"ever"}`, core.CodeVersion, "format 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if c.shop != "" {
				writeFile(t, filepath.Join(dir, shopFile), []byte(c.shop))
			}
			_, err := OpenFolder(dir, Holder{})
			wantCode(t, err, c.code, c.in)
		})
	}
}

// Create touches nothing in a folder that holds anything but a list of erased keys,
// and leaves nothing behind when it fails.
func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "holiday.jpg"), []byte("x"))
	wantCode(t, Create(dir, Meta{Shop: "x"}, small), core.CodeExists, "holiday.jpg")
	if _, err := os.Stat(filepath.Join(dir, journalFile)); !errors.Is(err, os.ErrNotExist) {
		t.Error("a journal was made in a strange folder")
	}
	dir = t.TempDir()
	bad := small
	bad.Rand = noRandom{}
	if err := Create(dir, Meta{Shop: "x"}, bad); err == nil {
		t.Fatal("made a shop without randomness")
	}
	if err := Create(dir, Meta{Shop: "x"}, small); err != nil {
		t.Errorf("the failed attempt stands in the way: %v", err)
	}
}

// kill -9 at any moment loses nothing that was said to be durable.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acked := uint64(0)
	for round := range 8 {
		cmd, out := other(t, "append", dir)
		for range 3 + 5*round {
			if !out.Scan() {
				break
			}
			if _, err := fmt.Sscan(out.Text(), &acked); err != nil {
				t.Fatalf("the other process says %q", out.Text())
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // what it still said before it died
			if _, err := fmt.Sscan(out.Text(), &acked); err != nil {
				break // a line that was cut off
			}
		}
		cmd.Wait() // killed: that is its error
		j := openJournal(t, dir, small)
		if last, _ := j.Last(); last < acked {
			t.Fatalf("%d records were acknowledged, %d are there", acked, last)
		}
		if err := j.VerifyChain(context.Background(), 0, 0, nil); err != nil {
			t.Fatal(err)
		}
		j.Close()
	}
	if acked < 100 {
		t.Errorf("only %d records were written: the test has not tested much", acked)
	}
}
