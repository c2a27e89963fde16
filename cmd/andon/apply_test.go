package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"andon/core"
	"andon/core/api"
)

// echo is a client that takes every command and answers with its key.
type echo struct {
	api.Client
	calls [][]core.Command
}

func (e *echo) Submit(_ context.Context, commands ...core.Command) ([]core.Receipt, error) {
	e.calls = append(e.calls, commands)
	receipts := make([]core.Receipt, len(commands))
	for i, c := range commands {
		receipts[i] = core.Receipt{Key: c.Key, Seq: uint64(i + 1)}
	}
	return receipts, nil
}

// TestApplyAnswersOneLineAtOnce proves that a line is answered before the next one is
// there: a person or program that waits for each receipt never waits in vain.
func TestApplyAnswersOneLineAtOnce(t *testing.T) {
	t.Parallel()
	lines, feed := io.Pipe()
	answers, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- apply(t.Context(), &echo{}, lines, out)
		out.Close()
	}()
	r := json.NewDecoder(answers)
	for _, key := range []string{"a", "b", "c"} {
		io.WriteString(feed, `{"kind":"x","key":"`+key+`","body":{}}`+"\n")
		var got api.WireReceipt
		if err := r.Decode(&got); err != nil || got.Key != key {
			t.Fatalf("receipt %q: %v", got.Key, err)
		}
	}
	feed.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestApplyBatches proves that what is there already goes in one call, up to the bounds.
func TestApplyBatches(t *testing.T) {
	t.Parallel()
	e := &echo{}
	in := strings.NewReader(strings.Repeat(`{"kind":"x","body":{}}`+"\n", 5000))
	if err := apply(t.Context(), e, in, io.Discard); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range e.calls {
		n += len(c)
		if len(c) > applyCommands {
			t.Fatalf("%d commands in one call", len(c))
		}
	}
	if n != 5000 || len(e.calls) > 10 {
		t.Fatalf("%d commands in %d calls", n, len(e.calls))
	}
}

// TestApplyInterrupted proves that giving up does not wait for input that never comes.
func TestApplyInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, feed := io.Pipe()
	defer feed.Close()
	cancel()
	if err := apply(ctx, &echo{}, in, io.Discard); core.CodeOf(err) != core.CodeCancelled {
		t.Fatal(err)
	}
}

// TestLongLine proves that a line beyond the limit costs that line and is never held
// in memory, and that lines behind it keep their numbers.
func TestLongLine(t *testing.T) {
	t.Parallel()
	huge := io.LimitReader(zeros{}, 100<<20)
	in := io.MultiReader(strings.NewReader("one\n"), huge, strings.NewReader("\ntwo"))
	r := newLineReader(in)
	var got []line
	for {
		l, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if cap(l.text) > 2*core.MaxBodyBytes {
			t.Fatalf("%d bytes held", cap(l.text))
		}
		got = append(got, l)
	}
	if len(got) != 3 || string(got[0].text) != "one" || !got[1].long || got[2].number != 3 || string(got[2].text) != "two" {
		t.Fatalf("%v", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// TestBrokenInput proves that an input that fails is an error, not an end.
func TestBrokenInput(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader(`{"kind":"x","body":{}}`+"\n"), iotest.ErrReader(io.ErrClosedPipe))
	var out bytes.Buffer
	err := apply(t.Context(), &echo{}, in, &out)
	if core.CodeOf(err) != core.CodeStorage || strings.Count(out.String(), "\n") != 1 {
		t.Fatalf("%v\n%s", err, out.String())
	}
}

// FuzzApply proves that whatever arrives, every line that is not empty gets one receipt
// that is a line of JSON, and nothing else comes out.
func FuzzApply(f *testing.F) {
	f.Add([]byte(`{"kind":"x","key":"\u202e","body":{}}`))
	f.Add([]byte("{\n\n\xff\n{\"kind\":\"x\",\"body\":{}}\r\n"))
	f.Add([]byte(strings.Repeat("[", 20_000)))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		err := apply(t.Context(), &echo{}, bytes.NewReader(in), &out)
		if err != nil && core.CodeOf(err) != core.CodeInvalid {
			t.Fatal(err)
		}
		want := 0
		for l := range bytes.Lines(in) {
			if len(bytes.TrimSpace(l)) > 0 {
				want++
			}
		}
		got := 0
		for l := range bytes.Lines(out.Bytes()) {
			if !json.Valid(l) {
				t.Fatalf("not JSON: %q", l)
			}
			got++
		}
		if got != want {
			t.Fatalf("%d receipts for %d lines", got, want)
		}
	})
}
