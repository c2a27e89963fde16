package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"andon/store"
)

// TestMain lets scripts and tests run this binary as the command andon.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"andon": main})
}

// TestScripts runs the scripts of testdata: each is a session at a shell, and proves
// what a person or program sees of a command: its output, its error line, its exit code.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv(dataVariable, env.WorkDir+"/shop")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "hold": hold, "damage": damage, "lines": lines,
		},
	})
}

// exits CODE COMMAND… runs a command that must end with the given code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, %s was expected", code, args[0])
	}
}

// hold DIR NAME takes a shop until the script ends, as another process of that name would.
func hold(ts *testscript.TestScript, _ bool, args []string) {
	f, err := store.OpenFolder(ts.MkAbs(args[0]), store.Holder{Command: args[1]})
	ts.Check(err)
	ts.Defer(func() { f.Close() })
}

// damage FILE TEXT flips a bit in the first byte of each occurrence of a text; damage
// FILE TEXT SIZE overwrites each page of that size that holds it; damage FILE @PLACE
// flips a bit of the byte there. FILE may be a pattern for one file.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s stands for %d files", args[0], len(found))
	}
	path, text := found[0], []byte(args[1])
	b, err := os.ReadFile(path)
	ts.Check(err)
	if place, ok := strings.CutPrefix(args[1], "@"); ok {
		at, err := strconv.Atoi(place)
		ts.Check(err)
		b[at] ^= 0x20
		ts.Check(os.WriteFile(path, b, 0o600))
		return
	}
	size := 0
	if len(args) > 2 {
		size, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	if !bytes.Contains(b, text) {
		ts.Fatalf("%s does not hold %q", args[0], text)
	}
	for at := bytes.Index(b, text); at >= 0; at = bytes.Index(b, text) {
		b[at] ^= 0x20
		if size > 0 {
			page := b[at-at%size:]
			copy(page[:min(size, len(page))], bytes.Repeat([]byte{0xa5}, size))
		}
	}
	ts.Check(os.WriteFile(path, b, 0o600))
}

// lines N checks how many lines the last command has written to its output.
func lines(ts *testscript.TestScript, _ bool, args []string) {
	if n := bytes.Count([]byte(ts.ReadFile("stdout")), []byte("\n")); strconv.Itoa(n) != args[0] {
		ts.Fatalf("%d lines, %s were expected", n, args[0])
	}
}
