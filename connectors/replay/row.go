package replay

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"andon/core"
)

// What every row of this format shares; no column says so.
const (
	Format   = "uci-online-retail"
	Currency = core.Currency("GBP")
	Zone     = "Europe/London" // of the wall clock in InvoiceDate
)

const opRead = "replay.read"

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
	texts [colCount]interner
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
	for i := range rd.texts {
		rd.texts[i] = interner{}
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
	r.scan.skipMark()
	rec, err := r.scan.next()
	switch {
	case err == io.EOF:
		return core.E(core.CodeInvalid, opRead, "", "the file is empty: the first line must name the columns")
	case err != nil:
		return r.broken(err)
	case rec.fault != "":
		return r.wrongHeader(rec.no, rec.fault)
	}
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
//
// Plain text tells nothing of its length. When it ends within a line it may have been cut
// off there: that line comes as a Row with an error, and of it only Invoice is meant, as far as it was read.
func (r *Reader) Next() (Row, error) {
	rec, err := r.scan.next()
	if err == io.EOF {
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, r.broken(err)
	}
	if r.scan.torn && r.src.packed == "" {
		return r.torn(rec.no)
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

// torn says that the file ends within a line.
func (r *Reader) torn(no int) (Row, error) {
	invoice, _, whole := strings.Cut(string(r.scan.tail), ",")
	row := Row{No: no, Invoice: strings.Trim(invoice, `"`)}
	if !whole {
		row.Fault = core.E(core.CodeInvalid, opRead, lineName(no), "the invoice's number may go on")
	}
	return row, core.E(core.CodeCorrupt, opRead, lineName(no), fmt.Sprintf("the file may be cut off at byte %d of the text, within its last line: "+
		"the invoice there is held back; import the whole file, or end that line if this is all of it", r.scan.offset))
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
