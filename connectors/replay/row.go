package replay

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"andon/core"
)

// What every row of this format shares; no column says so.
const (
	Format   = "uci-online-retail"
	Currency = core.Currency("GBP")
	Zone     = "Europe/London" // of the wall clock in InvoiceDate
)

const opRead = "replay.read"

const columns = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"

// Row is one record as the file has it.
type Row struct {
	No          int // number of the line in the file on which the record begins; the header is line 1
	Invoice     string
	Code        string // product or charge code as written
	Description string // as written: clean it before it reaches a terminal
	Quantity    core.Quantity
	At          core.Instant
	Price       core.Price // per unit, in [Currency]
	Customer    string     // "" when the file names none
	Country     string
	Fault       *core.Error // why the record could not be read; of the rest only No is sure then
}

// Reader reads the rows of a file.
type Reader struct {
	src   *source
	scan  *scanner
	clock wallClock
	price map[string]core.Price
	text  [5]interner // invoice, code, description, customer, country
}

// NewReader finds out how r is packed and reads the header. Close the Reader when
// done; r stays the caller's. Errors: [core.CodeInvalid] for a file of another format or with a wrong
// column, [core.CodeCorrupt] for a damaged one.
func NewReader(r io.Reader) (*Reader, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, opRead, Zone, "the time zone is unknown to this machine", err)
	}
	src, err := unpack(r)
	if err != nil {
		return nil, err
	}
	rd := &Reader{src: src, scan: newScanner(src), clock: wallClock{zone: zone}, price: map[string]core.Price{}}
	for i := range rd.text {
		rd.text[i] = interner{}
	}
	if err := rd.header(); err != nil {
		src.close()
		return nil, err
	}
	return rd, nil
}

// Close frees the decoder.
func (r *Reader) Close() { r.src.close() }

// Line is the number of the last line read, for a progress bar and for errors.
func (r *Reader) Line() int { return r.scan.line }

func (r *Reader) header() error {
	rec, err := r.scan.next()
	switch {
	case err == io.EOF:
		return core.E(core.CodeInvalid, opRead, "", "the file is empty: the first line must name the columns")
	case err != nil:
		return r.broken(err)
	case rec.fault != "":
		return r.wrongHeader(rec.no, rec.fault)
	}
	rec.fields[0] = []byte(strings.TrimPrefix(string(rec.fields[0]), "\ufeff"))
	want := strings.Split(columns, ",")
	for i, name := range want {
		if i >= len(rec.fields) {
			return r.wrongHeader(rec.no, fmt.Sprintf("column %d, %q, is missing", i+1, name))
		}
		if string(rec.fields[i]) != name {
			return r.wrongHeader(rec.no, fmt.Sprintf("column %d is %.40q instead of %q", i+1, rec.fields[i], name))
		}
	}
	if n := len(rec.fields); n > len(want) {
		return r.wrongHeader(rec.no, fmt.Sprintf("column %d, %.40q, does not belong there", len(want)+1, rec.fields[len(want)]))
	}
	return nil
}

func (r *Reader) wrongHeader(no int, what string) error {
	return core.E(core.CodeInvalid, opRead, lineName(no), what+": the header must be "+columns)
}

func lineName(no int) string { return "line " + strconv.Itoa(no) }

// Next returns the next row; a record that cannot be read is a Row with a Fault, and
// the one after it can be read. At the end it returns [io.EOF]; any other
// error ends the file before its end: its Subject names the line that was reached.
func (r *Reader) Next() (Row, error) {
	rec, err := r.scan.next()
	if err == io.EOF {
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, r.broken(err)
	}
	row := Row{No: rec.no}
	why := rec.fault
	if why == "" {
		why = r.fill(&row, rec.fields)
	}
	if why != "" {
		row.Fault = core.E(core.CodeInvalid, opRead, lineName(rec.no), why)
	}
	return row, nil
}

// broken says where a file ended before its end.
func (r *Reader) broken(err error) error {
	s := r.scan
	return damaged(r.src.packed, s.line+1, s.offset+int64(s.end-s.start), err)
}

func damaged(packed string, line int, offset int64, err error) error {
	where := fmt.Sprintf("at byte %d of the text", offset)
	switch {
	case packed == "":
		return core.Wrap(core.CodeStorage, opRead, lineName(line), "reading stopped "+where, err)
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		return core.E(core.CodeCorrupt, opRead, lineName(line), "the "+packed+" file is cut off "+where+": get a whole copy and import it again")
	}
	return core.Wrap(core.CodeCorrupt, opRead, lineName(line), "the "+packed+" file is damaged "+where+": get a good copy and import it again", err)
}

// fill reads the fields into row and says why it cannot.
func (r *Reader) fill(row *Row, f [][]byte) (why string) {
	if want := strings.Count(columns, ",") + 1; len(f) != want {
		return fmt.Sprintf("the line has %d columns instead of %d", len(f), want)
	}
	for i, field := range [...]struct {
		to   *string
		col  int
		name string
	}{
		{&row.Invoice, 0, "invoice number"}, {&row.Code, 1, "stock code"}, {&row.Description, 2, "description"},
		{&row.Customer, 6, "customer id"}, {&row.Country, 7, "country"},
	} {
		if why := textFault(f[field.col], field.col); why != "" {
			return "the " + field.name + " " + why
		}
		*field.to = r.text[i].get(f[field.col])
	}
	var ok bool
	if row.Quantity, ok = parseQuantity(f[3]); !ok {
		return fmt.Sprintf("quantity %.40q is not a whole number", f[3])
	}
	if row.At, why = r.clock.parse(f[4]); why != "" {
		return why
	}
	if row.Price, ok = r.parsePrice(f[5]); !ok {
		return fmt.Sprintf("price %.40q is not a decimal number with at most 6 decimals", f[5])
	}
	return ""
}

// textFault says why a text cannot be taken. Ids become keys and file names
// elsewhere, so they are printable and, but for customer and country, not empty; a description may hold anything that is UTF-8.
func textFault(b []byte, col int) string {
	limit := core.MaxIDBytes
	if col == 2 {
		limit = core.MaxTextBytes
	}
	switch {
	case len(b) > limit:
		return fmt.Sprintf("is longer than %d bytes", limit)
	case !utf8.Valid(b):
		return "is not valid UTF-8"
	case len(b) == 0 && col < 2:
		return "is missing"
	case col != 2 && !printable(b):
		return fmt.Sprintf("%.40q holds a character that cannot be printed, or begins or ends with a space", b)
	}
	return ""
}

// printable reports whether every character of an id can be seen or is a single
// space between others.
func printable(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return printableRunes(string(b))
		}
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return len(b) == 0 || b[0] != ' ' && b[len(b)-1] != ' '
}

func printableRunes(s string) bool {
	return strings.TrimSpace(s) == s && strings.IndexFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) < 0
}

func parseQuantity(b []byte) (core.Quantity, bool) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	ok := err == nil && b[0] != '+' && core.Quantity(n) <= core.MaxQuantity && core.Quantity(n) >= -core.MaxQuantity
	return core.Quantity(n), ok
}

// parsePrice keeps the prices that it has read: a file has few, and they need no
// second parsing.
func (r *Reader) parsePrice(b []byte) (core.Price, bool) {
	if p, ok := r.price[string(b)]; ok {
		return p, true
	}
	p, err := core.ParsePrice(string(b))
	if err != nil || p > core.MaxPrice || p < -core.MaxPrice {
		return 0, false
	}
	if len(b) <= 20 {
		if len(r.price) >= internMax {
			clear(r.price)
		}
		r.price[string(b)] = p
	}
	return p, true
}

// internMax bounds the texts and prices that a Reader keeps of each column.
const internMax = 8192

// interner gives equal texts one string: most of a file's texts come again.
type interner map[string]string

func (t interner) get(b []byte) string {
	if s, ok := t[string(b)]; ok {
		return s
	}
	if len(t) >= internMax {
		clear(t)
	}
	s := string(b)
	t[s] = s
	return s
}
