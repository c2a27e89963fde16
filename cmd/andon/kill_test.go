package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"andon/core/api"
)

// andon is this test binary, run as the command on a shop.
func andon(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Args[0] = "andon" // what testscript.Main looks at
	c.Env = append(os.Environ(), dataVariable+"="+dir)
	return c
}

func mustRun(t *testing.T, c *exec.Cmd) []byte {
	t.Helper()
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, err.(*exec.ExitError).Stderr)
	}
	return out
}

// numbered is the n-th command of the test: it has a key, so that it counts once.
func numbered(n int) string {
	return fmt.Sprintf(`{"kind":"sku.put","key":"k%d","body":{"sku":{"id":"S%d","name":"goods"}}}`+"\n", n, n)
}

// TestKilled proves that an answer outlives the process that gave it: andon apply is
// killed while commands and receipts flow, at another place each time, and every
// receipt that had come out is given again, with the same sequence, by the next process.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() + "/shop"
	mustRun(t, andon(t, dir, "init"))
	seqs := map[string]uint64{}
	for round := range 6 {
		from := round * 10_000
		for _, r := range killed(t, dir, from, 1+round*137) {
			seqs[r.Key] = r.Seq
		}
	}
	again := andon(t, dir, "apply")
	in, err := again.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer in.Close()
		for key := range seqs {
			var n int
			fmt.Sscanf(key, "k%d", &n)
			io.WriteString(in, numbered(n))
		}
	}()
	known := 0
	for line := range bytes.Lines(mustRun(t, again)) {
		r := parseReceipt(t, line)
		if !r.Known || r.Seq != seqs[r.Key] {
			t.Fatalf("%s was acknowledged as record %d and is now %s", r.Key, seqs[r.Key], line)
		}
		known++
	}
	if known != len(seqs) || known < 1+6*137 {
		t.Fatalf("%d of %d receipts came back", known, len(seqs))
	}
	mustRun(t, andon(t, dir, "verify"))
}

// killed feeds andon apply without end, kills it after so many receipts, and returns
// those that came out whole.
func killed(t *testing.T, dir string, from, after int) (receipts []api.WireReceipt) {
	t.Helper()
	c := andon(t, dir, "apply")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for n := from; ; n++ {
			if _, err := io.WriteString(in, numbered(n)); err != nil {
				return
			}
		}
	}()
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break
		}
		receipts = append(receipts, parseReceipt(t, line))
		if len(receipts) == after {
			c.Process.Kill()
		}
	}
	in.Close()
	<-fed
	if err := c.Wait(); err == nil {
		t.Fatal("the process ended by itself")
	}
	return receipts
}

func parseReceipt(t *testing.T, line []byte) (r api.WireReceipt) {
	t.Helper()
	if err := json.Unmarshal(line, &r); err != nil || !r.OK {
		t.Fatalf("receipt %s: %v", line, err)
	}
	return r
}
