package replay

import (
	"io"
	"strings"
)

const (
	// closeAfter is how many records of other invoices end one: the lines of an
	// invoice may stand between those of others that the till took at the same time.
	// The longest such gap in the year's file is 2.
	closeAfter = 256
	// maxSpan ends an invoice that never pauses, so that memory stays bounded.
	maxSpan = 32_768
	// remembered is how many closed invoices are known by number, so that a late line
	// is told from a new invoice: two and a half years of the shop in the file.
	remembered = 65_536
)

// Documents groups the rows of a file into documents, in the order of each one's
// first line. It holds at most the records of the invoices that are open: those
// with a line among the last 256 records, and none for more than 32,768 records.
type Documents struct {
	rows  *Reader
	names *Names
	seen  int               // records read
	open  map[string]*draft // by invoice number
	queue []*draft          // in the order of their first lines
	ready []Document        // of the drafts taken from the queue
	spare []Row             // room for the rows of the next draft
	past  past
	err   error // what ended rows
	torn  *Row  // the line within which the file ended, where it may be whole all the same
}

// NewDocuments reads the documents of rows. With nil names, codes are folded to
// upper case.
func NewDocuments(rows *Reader, names *Names) *Documents {
	return &Documents{rows: rows, names: names, open: map[string]*draft{}, past: past{known: map[string]struct{}{}}}
}

// Next returns the next document and [io.EOF] after the last. When the file ends before its end, the
// error of [Reader.Next] comes after the documents that are sure to be
// complete: invoices that were still open are withheld, so that a later
// import of the whole file is not contradicted. Where it is only not sure that a file is
// whole, because its last line has no end, the invoice of that line is.
func (d *Documents) Next() (Document, error) {
	for len(d.ready) == 0 {
		if head := d.head(); head != nil {
			d.close(head)
			continue
		}
		if d.err != nil {
			return nil, d.err
		}
		d.read()
	}
	doc := d.ready[0]
	d.ready = d.ready[1:]
	return doc, nil
}

// head returns the oldest draft when it is complete.
func (d *Documents) head() *draft {
	if len(d.queue) == 0 {
		return nil
	}
	h := d.queue[0]
	if h.closed || d.err == io.EOF || d.torn != nil || d.seen-h.last >= closeAfter || d.seen-h.first+1 >= maxSpan {
		return h
	}
	return nil
}

func (d *Documents) close(h *draft) {
	d.queue[0] = nil
	d.queue = d.queue[1:]
	if !h.closed {
		invoice := h.rows[0].Invoice
		delete(d.open, invoice)
		d.past.add(invoice)
	}
	if !d.withheld(h) {
		d.ready = h.documents(d.names)
	}
	d.spare = h.rows[:0]
}

// withheld reports whether the line within which the file ended may belong to a draft.
func (d *Documents) withheld(h *draft) bool {
	if d.torn == nil || h.closed {
		return false
	}
	invoice := h.rows[0].Invoice
	return invoice == d.torn.Invoice || d.torn.Fault != nil && strings.HasPrefix(invoice, d.torn.Invoice)
}

// read takes one row to its draft.
func (d *Documents) read() {
	row, err := d.rows.Next()
	if err != nil {
		if d.err = err; row.No > 0 {
			d.torn = &row
		}
		return
	}
	d.seen++
	if h := d.open[row.Invoice]; h != nil && row.Fault == nil {
		h.rows, h.last = append(h.rows, row), d.seen
		return
	}
	late := row.Fault == nil && d.past.has(row.Invoice)
	h := &draft{rows: append(d.spare, row), first: d.seen, last: d.seen, late: late, closed: late || row.Fault != nil}
	d.spare = nil
	if !h.closed {
		d.open[row.Invoice] = h
	}
	d.queue = append(d.queue, h)
}

// past remembers the last invoices that were closed.
type past struct {
	known map[string]struct{}
	ring  []string
	at    int
}

func (p *past) has(invoice string) bool {
	_, ok := p.known[invoice]
	return ok
}

func (p *past) add(invoice string) {
	p.known[invoice] = struct{}{}
	if len(p.ring) < remembered {
		p.ring = append(p.ring, invoice)
		return
	}
	delete(p.known, p.ring[p.at])
	p.ring[p.at] = invoice
	p.at = (p.at + 1) % remembered
}
