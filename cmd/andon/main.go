// Command andon is the operations console for retail orders, stock and money, and its
// command line. This package holds flags, wiring and exit codes; what the commands do
// lives behind core/api.
//
//	main.go      streams, signals, exit codes, the error line
//	root.go      the commands and the flags that all of them have
//	shop.go      a shop folder, opened: the one place that builds store and engine
//	actor.go     who gives commands: the operating system's user
//	one file for each group of commands; sheet_*.go for the forms of output
//
// What must hold: nothing here decides anything about orders, stock or money; text
// from data reaches a terminal only through tui/term; an error is one line that says
// what, which and what to do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones are known on machines that have no database of them

	"andon/core"
	"andon/tui/term"
)

// Exit codes.
const (
	exitDone    = 0
	exitRefused = 1 // refused, or found wrong
	exitUsage   = 2
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// gcPercent is how much a heap may grow before it is collected. A shop's world is large
// and lives long, so that each collection costs much and frees little: 140 instead of 100
// takes an eighth off the CPU of an order, and keeps 100,000 balances with 50,000 open
// orders under 400 MB.
const gcPercent = 140

// run runs one command line. The first interrupt, or a terminal that is closed, ends the
// work in an orderly way, the second one at once. Output that nobody reads any more ends it too.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop)
	signal.Ignore(syscall.SIGPIPE) // a write to a closed pipe is an error, not the end: the shop is closed first
	root := rootCommand(&app{in: in, out: out, errs: errs})
	root.SetArgs(args)
	return report(errs, root.ExecuteContext(ctx))
}

// report prints an error as one line and returns the exit code.
func report(w io.Writer, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errQuiet), errors.Is(err, errFailed), errors.Is(err, syscall.EPIPE):
		return codeOf(err)
	}
	fmt.Fprintln(w, "andon: "+term.Clean(err.Error(), term.Options{}).String())
	return codeOf(err)
}

// errQuiet ends a command whose output has said all there is to say.
var errQuiet = core.E(core.CodeUsage, "usage", "", "")

func codeOf(err error) int {
	if core.CodeOf(err) == core.CodeUsage {
		return exitUsage
	}
	return exitRefused
}

// usage is an error of the command line itself.
func usage(format string, args ...any) error {
	return core.E(core.CodeUsage, "usage", "", fmt.Sprintf(format, args...))
}
