package replay

import (
	"bytes"
	"errors"
	"io"
)

// maxRecord is how many bytes one record may have, with its line ends. The scanner
// never holds more than four times as much, whatever arrives.
const maxRecord = 64 << 10

var errTooLong = errors.New("longer than 64 KiB") // never leaves this file

// record is one row of text. Its fields are valid until the next call of next.
type record struct {
	no     int      // the line of the file on which it begins; the first line is 1
	fields [][]byte // unquoted
	fault  string   // why it could not be split into fields: fields is nil then
}

// scanner cuts CSV (RFC 4180) into records. A field in quotes may hold line ends; its
// record has the number of the line on which it begins, and the lines that it
// covers are counted, so that numbers are always those of a text editor.
//
// What cannot be split costs one line: reading goes on with the line after the one
// on which the faulty record begins. Empty lines hold no record.
type scanner struct {
	src        io.Reader
	buf        []byte
	start, end int    // buf[start:end] is read but not consumed
	line       int    // lines consumed
	offset     int64  // bytes consumed
	err        error  // what ended src
	torn       bool   // the text ends within a line: it has no newline, or a quote in it is open
	tail       []byte // how the line begins in which it ends
	fields     [][]byte
	scratch    []byte
}

func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, buf: make([]byte, 4*maxRecord)}
}

// skipMark skips the byte order mark that some programs put before UTF-8 text.
func (s *scanner) skipMark() {
	mark := []byte("\ufeff")
	for s.end < len(mark) && s.err == nil {
		s.fill()
	}
	if bytes.HasPrefix(s.buf[:s.end], mark) {
		s.start, s.offset = len(mark), int64(len(mark))
	}
}

// next returns the next record, io.EOF after the last, or the error that ended the
// text; a line cut off by that error is not returned.
func (s *scanner) next() (record, error) {
	for {
		n, err := s.lineEnd(0)
		no := s.line + 1
		switch {
		case err == errTooLong:
			return record{no: no, fault: "the line is longer than 64 KiB"}, s.skipLine()
		case err != nil && err != io.EOF:
			return record{}, err
		case n == 0:
			return record{}, io.EOF
		}
		if len(trimEnd(s.buf[s.start:s.start+n])) == 0 {
			s.consume(n)
			continue
		}
		return s.record(no, n)
	}
}

// record splits the record whose first line has n bytes, taking further lines while
// a quote is open.
func (s *scanner) record(no, n int) (record, error) {
	first, quotes := n, bytes.Count(s.buf[s.start:s.start+n], []byte{'"'})
	for quotes%2 == 1 {
		m, err := s.lineEnd(n)
		if err == errTooLong || err == io.EOF && m == n {
			s.consume(first)
			if err == io.EOF && s.start == s.end {
				s.tear(first)
			}
			return record{no: no, fault: "a quote is opened but not closed"}, nil
		}
		if err != nil && err != io.EOF {
			return record{}, err
		}
		quotes += bytes.Count(s.buf[s.start+n:s.start+m], []byte{'"'})
		n = m
	}
	fields, fault := s.split(trimEnd(s.buf[s.start : s.start+n]))
	if fault != "" {
		n = first
	}
	s.consume(n)
	return record{no, fields, fault}, nil
}

// split cuts one record into fields; fault says what is wrong with its quotes.
func (s *scanner) split(rec []byte) (fields [][]byte, fault string) {
	s.fields, s.scratch = s.fields[:0], s.scratch[:0]
	for {
		var field []byte
		if len(rec) > 0 && rec[0] == '"' {
			if field, rec = s.quoted(rec[1:]); field == nil {
				return nil, "a quote is opened but not closed"
			}
			s.fields = append(s.fields, field)
			if len(rec) == 0 {
				return s.fields, ""
			}
			if rec[0] != ',' {
				return nil, "text follows a closing quote"
			}
			rec = rec[1:]
			continue
		}
		i := bytes.IndexByte(rec, ',')
		if field = rec; i >= 0 {
			field = rec[:i]
		}
		if bytes.IndexByte(field, '"') >= 0 {
			return nil, "a quote stands inside a field that does not begin with one"
		}
		s.fields = append(s.fields, field)
		if i < 0 {
			return s.fields, ""
		}
		rec = rec[i+1:]
	}
}

// quoted returns the text up to the closing quote and what follows it; a nil field
// means that there is no closing quote. The buffer is not changed, since a record
// with a fault is read again from its second line: a field with doubled quotes is
// put together in scratch.
func (s *scanner) quoted(rec []byte) (field, rest []byte) {
	from := len(s.scratch)
	for {
		i := bytes.IndexByte(rec, '"')
		if i < 0 {
			return nil, nil
		}
		doubled := i+1 < len(rec) && rec[i+1] == '"'
		if !doubled && len(s.scratch) == from {
			return rec[:i:i], rec[i+1:]
		}
		s.scratch = append(s.scratch, rec[:i]...)
		if !doubled {
			return s.scratch[from:len(s.scratch):len(s.scratch)], rec[i+1:]
		}
		s.scratch = append(s.scratch, '"')
		rec = rec[i+2:]
	}
}

// lineEnd returns how many unconsumed bytes reach up to the end of the line that
// goes on at from, its newline included. With an error it is how many there are.
func (s *scanner) lineEnd(from int) (int, error) {
	for {
		if i := bytes.IndexByte(s.buf[s.start+from:s.end], '\n'); i >= 0 {
			from += i + 1
			if from > maxRecord {
				return from, errTooLong
			}
			return from, nil
		}
		from = s.end - s.start
		if from > maxRecord {
			return from, errTooLong
		}
		if s.err != nil {
			return from, s.err
		}
		s.fill()
	}
}

// skipLine drops the rest of a line that is too long to hold.
func (s *scanner) skipLine() error {
	for {
		if i := bytes.IndexByte(s.buf[s.start:s.end], '\n'); i >= 0 {
			s.consume(i + 1)
			return nil
		}
		s.offset += int64(s.end - s.start)
		s.start = s.end
		if s.err == io.EOF {
			s.line++
			return nil
		}
		if s.err != nil {
			return s.err
		}
		s.fill()
	}
}

func (s *scanner) fill() {
	if s.start > 0 {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 || err != nil {
			return
		}
	}
	s.err = io.ErrNoProgress
}

func (s *scanner) consume(n int) {
	b := s.buf[s.start : s.start+n]
	s.line += bytes.Count(b, []byte{'\n'})
	if n > 0 && b[n-1] != '\n' {
		s.line++ // the last line of a file may lack its newline
	}
	s.start += n
	s.offset += int64(n)
	if n > 0 && b[n-1] != '\n' {
		s.tear(n)
	}
}

// tear notes that the text ended within the line whose n bytes were consumed last.
func (s *scanner) tear(n int) {
	s.torn, s.tail = true, s.buf[s.start-n:s.start]
}

func trimEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte{'\n'})
	return bytes.TrimSuffix(line, []byte{'\r'})
}
