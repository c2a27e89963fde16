package main

import (
	"bufio"
	"encoding/json"
	"strconv"

	"andon/core"
	"andon/core/api"
)

// jsonSheet writes rows as JSON objects with the columns' names, in their order, and
// the version that a command may expect: one object a line, or all in one object.
// What is not set is null.
type jsonSheet struct {
	w       *bufio.Writer
	whole   bool
	columns []api.Column
	names   [][]byte
	n       int
	buf     []byte
}

func (j *jsonSheet) head(p *api.Page) error {
	j.columns = p.Columns
	for _, c := range p.Columns {
		name, err := json.Marshal(c.Name)
		if err != nil {
			return err
		}
		j.names = append(j.names, name)
	}
	if !j.whole {
		return nil
	}
	_, err := j.w.WriteString(`{"seq":` + strconv.FormatUint(p.Seq, 10) + `,"at":"` + p.At.String() + `","rows":[`)
	return err
}

func (j *jsonSheet) rows(rows []api.Row) error {
	for i := range rows {
		if err := j.row(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonSheet) row(r *api.Row) error {
	b := j.buf[:0]
	if j.whole && j.n > 0 {
		b = append(b, ',')
	}
	if j.whole {
		b = append(b, "\n  "...)
	}
	j.n++
	b = append(b, '{')
	for i, c := range j.columns {
		b = append(append(b, j.names[i]...), ':')
		var err error
		if b, err = appendValue(b, c, cell(r, i)); err != nil {
			return err
		}
		b = append(b, ',')
	}
	b = append(b, `"version":`...)
	b = append(strconv.AppendUint(b, r.Version, 10), '}')
	if !j.whole {
		b = append(b, '\n')
	}
	j.buf = b
	_, err := j.w.Write(safeJSON(b))
	return err
}

func appendValue(b []byte, c api.Column, v api.Value) ([]byte, error) {
	var text string
	switch c.Type {
	case api.Int:
		return strconv.AppendInt(b, v.N, 10), nil
	case api.Boolean:
		return strconv.AppendBool(b, v.N != 0), nil
	case api.Time:
		text = core.Instant(v.N).String()
	case api.Date:
		text = core.Date(v.N).String()
	default:
		text = v.S
	}
	if text == "" {
		return append(b, "null"...), nil
	}
	s, err := json.Marshal(text)
	return append(b, s...), err
}

func (j *jsonSheet) end(e listEnd) error {
	if j.whole {
		if j.n > 0 {
			j.w.WriteByte('\n')
		}
		j.w.WriteString(`],"total":` + strconv.Itoa(e.total) + `,"at_least":` + strconv.FormatBool(e.atLeast) + "}\n")
	}
	return j.w.Flush()
}
