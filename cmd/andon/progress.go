package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	terminal "golang.org/x/term"

	"andon/tui/term"
)

// bar shows the progress of long work on a terminal, and nothing on a pipe.
type bar struct {
	w     io.Writer // nil: nobody watches
	label string
	drawn time.Time
}

// bar makes a progress bar on the error stream.
func (a *app) bar(label string) *bar {
	if _, ok := terminalOf(a.errs); !ok || os.Getenv("TERM") == "dumb" {
		return &bar{}
	}
	return &bar{w: a.errs, label: label, drawn: time.Now()} // what takes no time shows no bar
}

const barWidth = 30

// set draws the bar, at most ten times a second. An unknown end (0) shows a count.
func (b *bar) set(done, of uint64) {
	if b.w == nil || time.Since(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = time.Now()
	if of == 0 {
		fmt.Fprintf(b.w, "\r\x1b[K%s: %d", b.label, done)
		return
	}
	share := float64(min(done, of)) / float64(of)
	full := int(share * barWidth)
	fmt.Fprintf(b.w, "\r\x1b[K%s [%s%s] %3.0f%%", b.label, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), share*100)
}

// clear takes the bar off the screen.
func (b *bar) clear() {
	if b.w != nil {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}

// say tells a person what is worth knowing, on the error stream.
func (a *app) say(sentences []string) {
	for _, s := range sentences {
		fmt.Fprintln(a.errs, "andon: note: "+term.Clean(s, term.Options{}).String())
	}
}

// terminalOf returns the file of a stream that is a terminal.
func terminalOf(stream any) (*os.File, bool) {
	f, ok := stream.(*os.File)
	return f, ok && terminal.IsTerminal(int(f.Fd()))
}

// widthOf is the number of columns of a terminal; 0 for anything else.
func widthOf(stream any) int {
	f, ok := terminalOf(stream)
	if !ok {
		return 0
	}
	w, _, err := terminal.GetSize(int(f.Fd()))
	if err != nil {
		return 80
	}
	return w
}
