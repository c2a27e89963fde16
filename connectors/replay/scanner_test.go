package replay

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// scanAll renders every record as "line: fields" or "line! fault".
func scanAll(t *testing.T, r io.Reader) (out []string) {
	t.Helper()
	s := newScanner(r)
	for {
		rec, err := s.next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		mark := ": " + string(joinFields(rec.fields))
		if rec.fault != "" {
			mark = "! " + rec.fault
		}
		out = append(out, lineName(rec.no)[len("line "):]+mark)
	}
}

func joinFields(fields [][]byte) (b []byte) {
	for i, f := range fields {
		if i > 0 {
			b = append(b, '|')
		}
		b = append(b, f...)
	}
	return b
}

// Proves that records carry the line on which they begin, whatever they hold, and that a
// fault costs the one line on which it begins.
func TestScannerNumbersLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxRecord)
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"plain", "a,b\nc,d\n", []string{"1: a|b", "2: c|d"}},
		{"no last newline", "a\nb", []string{"1: a", "2: b"}},
		{"windows line ends", "a,b\r\n\"c\",d\r\n", []string{"1: a|b", "2: c|d"}},
		{"empty lines hold no record", "a\n\n\r\nb\n\n", []string{"1: a", "4: b"}},
		{"empty fields", ",\n\"\",\n", []string{"1: |", "2: |"}},
		{"doubled quotes", "\"a\"\"b\",\"\"\"\"\nc\n", []string{"1: a\"b|\"", "2: c"}},
		{"newline in quotes", "a,\"b\nc\nd\",e\nf\n", []string{"1: a|b\nc\nd|e", "4: f"}},
		{"empty line in quotes", "\"a\n\nb\"\nc\n", []string{"1: a\n\nb", "4: c"}},
		{"comma in quotes", "\"a,b\",c\n", []string{"1: a,b|c"}},
		{"bare quote", "a\"b,c\nd\n", []string{"1! a quote is opened but not closed", "2: d"}},
		{"two bare quotes", "a\"b\"\nd\n", []string{"1! a quote stands inside a field that does not begin with one", "2: d"}},
		{"text after quotes", "\"a\"b\nd\n", []string{"1! text follows a closing quote", "2: d"}},
		{"open quote never closes", "a,\"b\n\"c\",d\ne\n", []string{"1! a quote is opened but not closed", "2: c|d", "3: e"}},
		{"open quote closes in the next line", "a,\"b\nc\",d\ne\"f\"\n", []string{"1: a|b\nc|d", "3! a quote stands inside a field that does not begin with one"}},
		{"open quote at the end", "a\nb,\"c\nd\n", []string{"1: a", "2! a quote is opened but not closed", "3: d"}},
		{"long line", "a\n" + long + "y\nb\n", []string{"1: a", "2! the line is longer than 64 KiB", "3: b"}},
		{"long last line", "a\n" + long + long + long + long + long, []string{"1: a", "2! the line is longer than 64 KiB"}},
		{"longest line", long[1:] + "\nb", []string{"1: " + long[1:], "2: b"}},
		{"long record of short lines", "\"" + strings.Repeat("x\n", maxRecord/2) + "\"\n",
			append([]string{"1! a quote is opened but not closed"}, remainder("x", maxRecord/2)...)},
		{"nothing", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				if got := scanAll(t, r); !slices.Equal(got, c.want) {
					t.Fatalf("got %.300q\nwant %.300q", got, c.want)
				}
			}
		})
	}
}

// remainder is what is left of a record of n+1 lines that was given up: its other
// lines one by one, the last of them with the quote that was to close it.
func remainder(text string, n int) (out []string) {
	for i := range n - 1 {
		out = append(out, lineName(i + 2)[len("line "):]+": "+text)
	}
	return append(out, lineName(n + 1)[len("line "):]+"! a quote is opened but not closed")
}

// Proves that a huge field is dropped without being held.
func TestScannerHoldsNoHugeField(t *testing.T) {
	t.Parallel()
	huge := io.LimitReader(endless('x'), 100<<20)
	s := newScanner(io.MultiReader(strings.NewReader("a\n\""), huge, strings.NewReader("\"\nb\n")))
	var got []string
	for {
		rec, err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(joinFields(rec.fields))+rec.fault)
	}
	if want := []string{"a", "the line is longer than 64 KiB", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %.200q, want %q", got, want)
	}
	if held := cap(s.buf) + cap(s.scratch); held > 5*maxRecord {
		t.Errorf("holds %d bytes", held)
	}
	if s.offset != 100<<20+7 {
		t.Errorf("offset is %d", s.offset)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// Proves that what the standard library's strict CSV reader accepts, this one reads
// alike, with the same line numbers.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{"a,b\nc,d\n", "\"a\"\"b\",\"c\nd\",\n\n,x", "a\"b\n", "\"a\n\"b\nc", "\"\"\"", ",,,\n\"", "a\n\"b\n\n\"\nc"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) >= maxRecord || strings.ContainsRune(in, '\r') {
			return // its handling of CR differs: it rewrites CR LF inside quotes
		}
		got := scanAll(t, strings.NewReader(in))
		std := csv.NewReader(strings.NewReader(in))
		std.FieldsPerRecord = -1
		var want []string
		for {
			fields, err := std.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				return // a fault: ours goes on where theirs stops
			}
			line, _ := std.FieldPos(0)
			want = append(want, lineName(line)[len("line "):]+": "+strings.Join(fields, "|"))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q", in, got, want)
		}
	})
}
