package replay

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"andon/core"
)

const columns = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"

// The columns by their place.
const (
	colInvoice = iota
	colCode
	colDescription
	colQuantity
	colDate
	colPrice
	colCustomer
	colCountry
	colCount
)

func columnName(col int) string { return strings.Split(columns, ",")[col] }

// fill reads the fields into row and says why it cannot.
func (r *Reader) fill(row *Row, f [][]byte) (why string) {
	if len(f) != colCount {
		return fmt.Sprintf("the line has %d columns instead of %d", len(f), colCount)
	}
	for col, to := range [colCount]*string{colInvoice: &row.Invoice, colCode: &row.Code,
		colDescription: &row.Description, colCustomer: &row.Customer, colCountry: &row.Country} {
		if to == nil {
			continue
		}
		if why := textFault(col, f[col]); why != "" {
			return columnName(col) + " " + why
		}
		*to = r.texts[col].get(f[col])
	}
	var ok bool
	if row.Quantity, ok = parseQuantity(f[colQuantity]); !ok {
		return fmt.Sprintf("Quantity %.40q is not a whole number of at most %d units", f[colQuantity], core.MaxQuantity)
	}
	if row.At, why = r.clock.parse(f[colDate]); why != "" {
		return "InvoiceDate " + why
	}
	if row.Price, ok = r.parsePrice(f[colPrice]); !ok {
		return fmt.Sprintf("UnitPrice %.40q is not a decimal number with at most 6 decimals, up to %s", f[colPrice], core.MaxPrice)
	}
	return ""
}

// textFault says why a text cannot be taken. Ids become keys elsewhere, so they can
// be printed; only customer and country may be empty. A description may hold
// anything that is UTF-8.
func textFault(col int, b []byte) string {
	limit := core.MaxIDBytes
	if col == colDescription {
		limit = core.MaxTextBytes
	}
	switch {
	case len(b) > limit:
		return fmt.Sprintf("is longer than %d bytes", limit)
	case !utf8.Valid(b):
		return "is not valid UTF-8"
	case len(b) == 0 && (col == colInvoice || col == colCode):
		return "is missing"
	case col != colDescription && !printable(b):
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
