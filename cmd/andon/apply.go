package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
)

func applyCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "apply [FILE|-]",
		Short: "Give commands, one JSON object a line, and get a receipt for each",
		Long: `apply reads one command a line and writes one receipt a line, in the same order.
A receipt with "ok":true is printed only after the command is on disk. A line that
is no command gets a receipt with "code":"invalid" that names the line, and the rest
goes on; empty lines are passed over. Exit code 1 when anything was refused.

  {"kind":"order.cancel","key":"mine:1","body":{"order":"SO-7","reason":"customer"}}

A key makes a command safe to give again: it is answered with its first receipt.
andon schema describes every command. ` + startHelp(),
		Args: atMostOne("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withInput(args, func(in io.Reader) error {
				return a.withShop(c.Context(), "apply", func(s *shop) error {
					err := apply(c.Context(), s.client, in, a.out)
					if _, screen := terminalOf(a.errs); err != nil || screen {
						a.sayClock(s) // what was refused or is late may be so by a clock of long ago
					}
					return err
				})
			})
		},
	}
}

// atMostOne checks that there is at most one argument.
func atMostOne(name string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) <= 1 {
			return nil
		}
		return usage("%s wants one %s, or - for the standard input", c.CommandPath(), name)
	}
}

// withInput opens the named file; no name, or -, is the standard input.
func (a *app) withInput(args []string, fn func(io.Reader) error) error {
	if len(args) == 0 || args[0] == "-" {
		return fn(a.in)
	}
	f, err := os.Open(args[0])
	if err != nil {
		return core.Wrap(core.CodeNotFound, "open", args[0], "the file cannot be read", errors.Unwrap(err))
	}
	defer f.Close()
	return fn(f)
}

// Bounds of what one Submit carries.
const (
	applyCommands = core.MaxBatchCommands
	applyBytes    = core.MaxBatchBytes
)

// applyBatch is what could be read without waiting: the lines in their order, and
// those of them that are commands.
type applyBatch struct {
	receipts []core.Receipt // one a line; of those that are commands, filled by submit
	commands []core.Command
	place    []int // of each command in receipts
	lines    []int // number of each command's line
	err      error // nothing follows, and why; io.EOF: the input has ended
}

// apply hands commands to a client, in batches that grow with what has arrived while
// the batch before was being written: a pipe is fast, a single line is answered at
// once. Reading, deciding and answering overlap.
func apply(ctx context.Context, client api.Client, in io.Reader, out io.Writer) error {
	stop := make(chan struct{})
	defer close(stop)
	read, answered := make(chan *applyBatch), make(chan *applyBatch)
	// The reader may wait for input for ever, so when the work is given up it is left
	// behind: the process ends right after.
	go readBatches(in, read, stop)
	go submitBatches(ctx, client, read, answered, stop)
	w := bufio.NewWriterSize(out, 64<<10)
	total, refused := 0, 0
	for {
		b := <-answered
		if err := b.print(w); err != nil {
			return err
		}
		total += len(b.receipts)
		for i := range b.receipts {
			if !b.receipts[i].OK() {
				refused++
			}
		}
		switch {
		case b.err == nil:
		case !errors.Is(b.err, io.EOF):
			return b.err
		case refused > 0:
			return core.E(core.CodeInvalid, "apply", "", fmt.Sprintf("%d of %d commands were refused; their receipts say why", refused, total))
		default:
			return nil
		}
	}
}

// readBatches reads until the input ends or nobody takes the batches any more.
func readBatches(in io.Reader, read chan<- *applyBatch, stop <-chan struct{}) {
	r := newLineReader(in)
	for {
		b := readBatch(r)
		select {
		case read <- b:
		case <-stop:
			return
		}
		if b.err != nil {
			return
		}
	}
}

// submitBatches gives each batch its receipts, until the last one, an error, or an
// interrupt; what ends it stands in the last batch that it hands on.
func submitBatches(ctx context.Context, client api.Client, read <-chan *applyBatch, answered chan<- *applyBatch, stop <-chan struct{}) {
	for last := false; !last; {
		var b *applyBatch
		select {
		case b = <-read:
			b.submit(ctx, client)
		case <-ctx.Done():
			b = &applyBatch{err: core.E(core.CodeCancelled, "apply", "", "interrupted; every command that was taken has its receipt")}
		case <-stop:
			return
		}
		last = b.err != nil
		select {
		case answered <- b:
		case <-stop:
			return
		}
	}
}

// submit fills the receipts of the batch's commands. Where the outcome of the whole is
// not known there are none.
func (b *applyBatch) submit(ctx context.Context, client api.Client) {
	if len(b.commands) == 0 {
		return
	}
	receipts, err := client.Submit(ctx, b.commands...)
	if err != nil {
		b.receipts, b.err = nil, err
		return
	}
	for i, r := range receipts {
		r.Err = told(r.Err, b.lines[i])
		b.receipts[b.place[i]] = r
	}
}

// told makes a refusal whole for a reader of receipts: with its cause, and with the
// line where it names nothing else.
func told(err *core.Error, number int) *core.Error {
	if err == nil {
		return nil
	}
	e := *err
	if e.Err != nil {
		e.Message, e.Err = e.Message+": "+api.Cause(err), nil
	}
	if e.Subject == "" {
		e.Subject = lineName(number)
	}
	return &e
}

func lineName(number int) string { return fmt.Sprintf("line %d", number) }

func (b *applyBatch) print(w *bufio.Writer) error {
	for _, r := range b.receipts {
		text, err := api.FormatReceipt(r)
		if err != nil {
			return core.Wrap(core.CodeInternal, "apply", r.Key, "a receipt cannot be written as JSON; the command was taken", err)
		}
		w.Write(append(safeJSON(text), '\n'))
	}
	return w.Flush()
}

// readBatch waits for one line and takes all that are there behind it.
func readBatch(r *lineReader) *applyBatch {
	b := &applyBatch{}
	for bytes := 0; len(b.commands) < applyCommands && bytes < applyBytes; {
		if len(b.receipts) > 0 && !r.ready() {
			break
		}
		l, err := r.next()
		if err != nil {
			b.err = inputError(err, l.number)
			break
		}
		bytes += len(l.text)
		b.add(l)
	}
	return b
}

// inputError keeps the end of an input as it is, and names the line at which an input broke off.
func inputError(err error, number int) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return core.Wrap(core.CodeStorage, "apply", lineName(number), "the input broke off here; what stands before it has been answered", err)
}

func (b *applyBatch) add(l line) {
	if !l.long && len(bytes.TrimSpace(l.text)) == 0 {
		return
	}
	cmd, err := parseLine(l)
	if err == nil {
		b.commands = append(b.commands, cmd)
		b.place = append(b.place, len(b.receipts))
		b.lines = append(b.lines, l.number)
		b.receipts = append(b.receipts, core.Receipt{})
		return
	}
	b.receipts = append(b.receipts, core.Receipt{Err: err})
}

// parseLine reads the command of a line; an error names the line.
func parseLine(l line) (core.Command, *core.Error) {
	where := lineName(l.number)
	switch {
	case l.long:
		return core.Command{}, core.E(core.CodeLimit, "apply", where, "a command has at most 8 MiB; the line was passed over")
	case !utf8.Valid(l.text):
		return core.Command{}, core.E(core.CodeInvalid, "apply", where, "the line is not valid UTF-8")
	}
	cmd, err := api.ParseCommand(l.text)
	if err != nil {
		return core.Command{}, core.E(core.CodeOf(err), "apply", where, err.Error())
	}
	return cmd, nil
}
