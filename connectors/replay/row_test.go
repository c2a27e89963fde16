package replay

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that the tests need no zone files

	"github.com/klauspost/compress/zstd"

	"andon/core"
)

const good = "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom"

// Proves that a line which cannot be read is reported with its number and reason, and
// that the line after it is read.
func TestBadLines(t *testing.T) {
	t.Parallel()
	with := func(old, now string) string { return strings.Replace(good, old, now, 1) }
	for _, c := range []struct{ name, line, want string }{
		{"missing column", with(",United Kingdom", ""), "the line has 7 columns instead of 8"},
		{"extra column", good + ",x", "the line has 9 columns instead of 8"},
		{"no invoice", with("536365", ""), "InvoiceNo is missing"},
		{"no code", with("85123A", ""), "StockCode is missing"},
		{"quantity with decimals", with(",6,", ",6.5,"), `Quantity "6.5" is not a whole number of at most 1099511627776 units`},
		{"quantity with exponent", with(",6,", ",1e3,"), `Quantity "1e3" is not a whole number of at most 1099511627776 units`},
		{"quantity with plus", with(",6,", ",+6,"), `Quantity "+6" is not a whole number of at most 1099511627776 units`},
		{"no quantity", with(",6,", ",,"), `Quantity "" is not a whole number of at most 1099511627776 units`},
		{"quantity beyond 64 bits", with(",6,", ",9999999999999999999999,"), `Quantity "9999999999999999999999" is not a whole number of at most 1099511627776 units`},
		{"quantity beyond the limit", with(",6,", ",1099511627777,"), `Quantity "1099511627777" is not a whole number of at most 1099511627776 units`},
		{"price with exponent", with("2.55", "2e5"), `UnitPrice "2e5" is not a decimal number with at most 6 decimals, up to 4503599627.370496`},
		{"price with a comma", with("2.55", `"2,55"`), `UnitPrice "2,55" is not a decimal number with at most 6 decimals, up to 4503599627.370496`},
		{"price NaN", with("2.55", "NaN"), `UnitPrice "NaN" is not a decimal number with at most 6 decimals, up to 4503599627.370496`},
		{"price too exact", with("2.55", "2.5512345"), `UnitPrice "2.5512345" is not a decimal number with at most 6 decimals, up to 4503599627.370496`},
		{"price beyond the limit", with("2.55", "5000000000.00"), `UnitPrice "5000000000.00" is not a decimal number with at most 6 decimals, up to 4503599627.370496`},
		{"30 February", with("2010-12-01", "2011-02-30"), `InvoiceDate "2011-02-30 08:26:00" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"month 13", with("2010-12-01", "2010-13-01"), `InvoiceDate "2010-13-01 08:26:00" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"month 0", with("2010-12-01", "2010-00-01"), `InvoiceDate "2010-00-01 08:26:00" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"hour 24", with("08:26", "24:26"), `InvoiceDate "2010-12-01 24:26:00" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"year 2999", with("2010-12-01", "2999-12-01"), `InvoiceDate "2999-12-01 08:26:00" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"another date form", with("2010-12-01 08:26:00", "12/1/2010 8:26"), `InvoiceDate "12/1/2010 8:26" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"a time of zeros", with("2010-12-01 08:26:00", strings.Repeat("\x00", 19)), `InvoiceDate "` + strings.Repeat(`\x00`, 19) + `" is not a time YYYY-MM-DD hh:mm:ss between 1900 and 2200`},
		{"skipped hour", with("2010-12-01 08:26", "2011-03-27 01:30"), "InvoiceDate 2011-03-27 01:30:00 was skipped by the clocks of Europe/London"},
		{"invalid UTF-8", with("WHITE", "WH\xffTE"), "Description is not valid UTF-8"},
		{"escape in a code", with("85123A", "85\x1b[2JA"), `StockCode "85\x1b[2JA" holds a character that cannot be printed, or begins or ends with a space`},
		{"bidi in a country", with("United Kingdom", "U\u202eK"), `Country "U\u202eK" holds a character that cannot be printed, or begins or ends with a space`},
		{"code with spaces", with("85123A", "85123A "), `StockCode "85123A " holds a character that cannot be printed, or begins or ends with a space`},
		{"long code", with("85123A", strings.Repeat("8", 121)), "StockCode is longer than 120 bytes"},
		{"long description", with("WHITE", strings.Repeat("W", 2000)), "Description is longer than 2000 bytes"},
		{"bare quote", with("WHITE", `7"`), "a quote is opened but not closed"},
		{"huge field", with("WHITE", strings.Repeat("W", 1<<20)), "the line is longer than 64 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows := readRows(t, strings.NewReader(columns+"\n"+c.line+"\n"+good+"\n"))
			if len(rows) != 2 || rows[0].No != 2 || rows[1].No != 3 || rows[1].Fault != nil {
				t.Fatalf("rows are %+v", rows)
			}
			f := rows[0].Fault
			if f == nil || f.Message != c.want || f.Subject != "line 2" || f.Code != core.CodeInvalid {
				t.Fatalf("got %+v\nwant %s", f, c.want)
			}
		})
	}
}

func readRows(t *testing.T, r io.Reader) (rows []Row) {
	t.Helper()
	rd, err := NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	for {
		row, err := rd.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

// Proves that a good line is read exactly, plain or packed, with or without a byte order mark,
// and that hostile text in a description is kept for the screen to clean.
func TestGoodLine(t *testing.T) {
	t.Parallel()
	text := "\"InvoiceNo\"" + columns[len("InvoiceNo"):] + "\r\n536365,85123A,\"7\"\" \x1b]52;c;x\a\nEN\u202eD\",-6,2011-06-01 08:26:00,-0.001,,EIRE\r\n"
	want := Row{No: 2, Invoice: "536365", Code: "85123A", Description: "7\" \x1b]52;c;x\a\nEN\u202eD", Quantity: -6,
		At: core.InstantOf(time.Date(2011, 6, 1, 7, 26, 0, 0, time.UTC)), Price: -1000, Country: "EIRE"}
	for name, in := range map[string]string{"plain": text, "mark": "\ufeff" + text,
		"gzip": pack(t, "gzip", text), "zstd": pack(t, "zstd", text)} {
		rows := readRows(t, strings.NewReader(in))
		if len(rows) != 1 || rows[0] != want {
			t.Errorf("%s: got %+v", name, rows)
		}
	}
}

func pack(t testing.TB, how, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if how == "zstd" {
		z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Proves that a file of another format is refused with the reason, before any line.
func TestWrongFiles(t *testing.T) {
	t.Parallel()
	swap := func(old, now string) string { return strings.Replace(columns, old, now, 1) + "\n" + good }
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "the file is empty: the first line must name the columns"},
		{"only line ends", "\n\n", "the file is empty: the first line must name the columns"},
		{"wrong column", swap("Quantity", "Qty"), `line 1: column 4 is "Qty" instead of "Quantity": the header must be ` + columns},
		{"missing column", swap(",Country", ""), `line 1: column 8, "Country", is missing: the header must be ` + columns},
		{"extra column", swap("Country", "Country,Note"), `line 1: column 9, "Note", does not belong there: the header must be ` + columns},
		{"columns swapped", swap("Quantity,InvoiceDate", "InvoiceDate,Quantity"), `line 1: column 4 is "InvoiceDate" instead of "Quantity": the header must be ` + columns},
		{"no header", good, `line 1: column 1 is "536365" instead of "InvoiceNo": the header must be ` + columns},
		{"endless header", strings.Repeat("x", 1<<20), "line 1: the line is longer than 64 KiB: the header must be " + columns},
		{"zip", "PK\x03\x04rest", "the file is a zip archive: only UTF-8 CSV is read, plain or packed with gzip or zstd"},
		{"xz", "\xfd7zXZ\x00", "the file is packed with xz: only UTF-8 CSV is read, plain or packed with gzip or zstd"},
		{"bzip2", "BZh91AY", "the file is packed with bzip2: only UTF-8 CSV is read, plain or packed with gzip or zstd"},
		{"UTF-16", "\xff\xfeI\x00", "the file is UTF-16 text: only UTF-8 CSV is read, plain or packed with gzip or zstd"},
		{"packed twice", pack(t, "gzip", pack(t, "gzip", columns)), "line 1: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewReader(strings.NewReader(c.in))
			if core.CodeOf(err) != core.CodeInvalid || !strings.HasPrefix(err.Error(), c.want) {
				t.Fatalf("got  %v\nwant %s", err, c.want)
			}
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("%q is not one clean line", err)
			}
		})
	}
}

// Proves that a packed file which is cut off or damaged ends in one error that names
// the line and the byte of the text that were reached, wherever that happens, and
// that the lines before it are read.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	text := columns + "\n" + strings.Repeat(good+"\n", 3000)
	for _, how := range []string{"gzip", "zstd"} {
		whole := pack(t, how, text)
		for cut := 6; cut < len(whole); cut += max(1, len(whole)/40) {
			if n, err := readUntilError(whole[:cut]); err == nil || core.CodeOf(err) != core.CodeCorrupt || !strings.Contains(err.Error(), "at byte ") || n > 3000 {
				t.Errorf("%s cut at %d: %d lines, %v", how, cut, n, err)
			}
			flipped := []byte(whole)
			flipped[cut] ^= 0x55
			if _, err := readUntilError(string(flipped)); err != nil && core.CodeOf(err) != core.CodeCorrupt && core.CodeOf(err) != core.CodeInvalid {
				t.Errorf("%s altered at %d: %v", how, cut, err)
			}
		}
	}
}

func readUntilError(in string) (n int, err error) {
	rd, err := NewReader(strings.NewReader(in))
	if err != nil {
		return 0, err
	}
	defer rd.Close()
	for {
		if _, err := rd.Next(); err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// Proves that the place where a stored gzip stream is cut off is named exactly: the text up to
// the cut is there, its last line is not whole.
func TestCutNamesLineAndByte(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.NoCompression)
	if err != nil {
		t.Fatal(err)
	}
	text := columns + "\n" + good + "\n" + good + "\n"
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	n, err := readUntilError(b.String()[:b.Len()-5-10])
	want := "line 3: the gzip file is cut off at byte 236 of the text: get a whole copy and import it again"
	if n != 1 || err == nil || err.Error() != want {
		t.Errorf("%d lines, %v\nwant %s", n, err, want)
	}
}

// Proves that a source which fails is reported with the place and keeps its cause.
func TestFailingSource(t *testing.T) {
	t.Parallel()
	cause := errors.New("the disk is gone")
	rd, err := NewReader(io.MultiReader(strings.NewReader(columns+"\n"+good+"\n"+good[:10]), broken{cause}))
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	if row, err := rd.Next(); err != nil || row.No != 2 {
		t.Fatal(row, err)
	}
	_, err = rd.Next()
	if core.CodeOf(err) != core.CodeStorage || !errors.Is(err, cause) || !strings.HasPrefix(err.Error(), "line 3: reading stopped at byte") {
		t.Errorf("got %v", err)
	}
}

type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

// Proves that wall time becomes the right instant on both sides of each change of
// the clocks, and the first of two where it shows a time twice.
func TestWallClock(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		t.Fatal(err)
	}
	w := &wallClock{zone: zone}
	for in, want := range map[string]string{
		"2010-12-01 08:26:00": "2010-12-01T08:26:00Z",
		"2011-03-27 00:59:59": "2011-03-27T00:59:59Z",
		"2011-03-27 02:00:00": "2011-03-27T01:00:00Z",
		"2011-07-01 12:00:00": "2011-07-01T11:00:00Z",
		"2011-10-30 00:30:00": "2011-10-29T23:30:00Z",
		"2011-10-30 01:30:00": "2011-10-30T00:30:00Z",
		"2011-10-30 02:00:00": "2011-10-30T02:00:00Z",
	} {
		for range 2 { // the second is answered from memory
			if got, why := w.parse([]byte(in)); why != "" || got.String() != want {
				t.Errorf("%s: got %s %s, want %s", in, got, why, want)
			}
		}
	}
	if _, why := w.parse([]byte("2011-03-27 01:00:00")); why == "" {
		t.Error("a skipped hour is accepted")
	}
}
