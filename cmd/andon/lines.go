package main

import (
	"bufio"
	"errors"
	"io"

	"andon/core"
)

// readAhead is how much of the input is looked at for whole lines: what a pipe holds,
// several times over.
const readAhead = 256 << 10

// line is one line of the input, without its end.
type line struct {
	number int // from 1
	text   []byte
	long   bool // more than core.MaxBodyBytes: text is empty
}

// lineReader splits its input into lines of at most core.MaxBodyBytes. A longer one is
// skipped without being kept.
type lineReader struct {
	in     *bufio.Reader
	number int
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(r, readAhead)}
}

// next returns the next line, or io.EOF. The last line needs no end.
func (r *lineReader) next() (line, error) {
	r.number++
	l := line{number: r.number}
	for {
		part, err := r.in.ReadSlice('\n')
		if !l.long {
			l.text = append(l.text, part...)
		}
		switch {
		case err == nil || errors.Is(err, io.EOF) && len(l.text) > 0, errors.Is(err, io.EOF) && l.long:
			if len(l.text) > 0 && l.text[len(l.text)-1] == '\n' {
				l.text = l.text[:len(l.text)-1]
			}
			return l, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return line{number: r.number}, err
		}
		if len(l.text) > core.MaxBodyBytes {
			l.text, l.long = nil, true
		}
	}
}

// ready reports whether a whole line can be had without waiting for more input.
func (r *lineReader) ready() bool {
	n := r.in.Buffered()
	if n == 0 {
		return false
	}
	b, err := r.in.Peek(n)
	if err != nil {
		return false
	}
	for _, c := range b {
		if c == '\n' {
			return true
		}
	}
	return false
}
