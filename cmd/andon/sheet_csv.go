package main

import (
	"bufio"
	"encoding/csv"
	"strings"

	"andon/core/api"
)

// csvSheet writes rows as CSV (RFC 4180). Text that a spreadsheet would take for a
// formula gets an apostrophe before it; control characters and marks that turn the
// direction of text are shown, not sent, as a file ends on a screen too. JSON has the text as it came.
type csvSheet struct {
	w       *bufio.Writer
	csv     *csv.Writer
	columns []api.Column
	record  []string
}

func newCSVSheet(w *bufio.Writer) *csvSheet {
	return &csvSheet{w: w, csv: csv.NewWriter(w)}
}

func (s *csvSheet) head(p *api.Page) error {
	s.columns = p.Columns
	s.record = make([]string, len(p.Columns))
	for i, c := range p.Columns {
		s.record[i] = c.Name
	}
	return s.csv.Write(s.record)
}

func (s *csvSheet) rows(rows []api.Row) error {
	for r := range rows {
		for i, c := range s.columns {
			s.record[i] = s.text(c, cell(&rows[r], i))
		}
		if err := s.csv.Write(s.record); err != nil {
			return err
		}
	}
	return nil
}

func (s *csvSheet) text(c api.Column, v api.Value) string {
	text := shown(c, v)
	if ours(c) {
		return text
	}
	return noFormula(clean(text))
}

// noFormula defuses text that a spreadsheet would compute (OWASP ASVS 1.2.10).
func noFormula(text string) string {
	if text != "" && strings.IndexByte("=+-@\t\r\x00", text[0]) >= 0 {
		return "'" + text
	}
	return text
}

func (s *csvSheet) end(listEnd) error {
	s.csv.Flush()
	if err := s.csv.Error(); err != nil {
		return err
	}
	return s.w.Flush()
}
