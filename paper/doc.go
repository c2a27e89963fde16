// Package paper makes what is printed at the dock: pick lists, packing slips, labels, and
// the open work for when all else fails. A [Page] says what stands on a sheet, once; it is
// written as text for any printer of 80 columns ([Text]), as PDF ([PDF]), and as ZPL for
// label printers ([ZPL]).
//
// What must hold: the same pages give the same bytes, on any machine, on any day; and what
// people and channels wrote stays text. It is cleaned of what drives terminals, and in ZPL
// no character of it can begin a command.
package paper

import "andon/tui/term"

// Page is a sheet, or a label. What does not fit goes on on the next one.
type Page struct {
	Title  string
	Facts  []Fact // what it is about, below the title
	Blocks []Block
	Label  bool // of a size for label printers, and each on one of its own
}

// Fact is a name and what it stands for.
type Fact struct{ Name, Value string }

// Block is one of: a heading with lines below it, a table, a barcode.
type Block struct {
	Head  string
	Lines []string
	Table *Table
	Code  Code
	Big   bool // the lines are to be read from afar
}

// Table is rows under headings. A column is as wide as it says, in characters; that of
// width 0 takes what is left.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is one of a table. Tick is a box to be marked by hand, or room to write.
type Column struct {
	Title string
	Width int
	Right bool
	Tick  bool
}

// Code is a barcode and the text below it. GS1 marks it as GS1-128: what stands in it are
// application identifiers and their values.
type Code struct {
	Data string
	Text string
	GS1  bool
}

// SSCC is the barcode of a package: GS1-128 with application identifier 00.
func SSCC(number string) Code {
	return Code{Data: "00" + number, Text: "(00) " + number, GS1: true}
}

// clean makes text of the outside safe to print, of at most width columns; 0: as it is.
func clean(s string, width int, ascii bool) string {
	return term.Clean(s, term.Options{Width: width, ASCII: ascii}).String()
}

// widths are those of a table's columns where all of it has so many characters, with one
// between columns.
func (t *Table) widths(all int) []int {
	out := make([]int, len(t.Columns))
	left, open := all-len(t.Columns)+1, 0
	for i, c := range t.Columns {
		out[i] = c.Width
		left -= c.Width
		if c.Width == 0 {
			open++
		}
	}
	for i, c := range t.Columns {
		if c.Width == 0 {
			out[i] = max(left/open, 1)
		}
	}
	return out
}
