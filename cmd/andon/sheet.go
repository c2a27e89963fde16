package main

import (
	"bufio"
	"strconv"

	"andon/core"
	"andon/core/api"
)

// sheet writes the rows of a list in one form. head comes first, end last.
type sheet interface {
	head(*api.Page) error
	rows([]api.Row) error
	end(listEnd) error
}

// The forms of a list; the first is the default.
var sheetForms = []string{"table", "json", "jsonl", "csv"}

// sheet makes a sheet on the output.
func (a *app) sheet(form string) (sheet, error) {
	if err := oneOf("output", form, sheetForms...); err != nil {
		return nil, err
	}
	w := bufio.NewWriterSize(a.out, 64<<10)
	switch form {
	case "json":
		return &jsonSheet{w: w, whole: true}, nil
	case "jsonl":
		return &jsonSheet{w: w}, nil
	case "csv":
		return newCSVSheet(w), nil
	}
	return &tableSheet{w: w, width: widthOf(a.out)}, nil
}

// shown is a cell as text: times in RFC 3339, dates as YYYY-MM-DD.
func shown(c api.Column, v api.Value) string {
	switch c.Type {
	case api.Int:
		return strconv.FormatInt(v.N, 10)
	case api.Time:
		return core.Instant(v.N).String()
	case api.Date:
		return core.Date(v.N).String()
	case api.Boolean:
		if v.N != 0 {
			return "yes"
		}
		return "no"
	}
	return v.S
}

// ours reports whether this program made a cell's text, so that it holds nothing foreign.
func ours(c api.Column) bool {
	switch c.Type {
	case api.Int, api.Time, api.Date, api.Boolean, api.Amount:
		return true
	}
	return false
}

// cell is the n-th cell of a row; a row that is too short has empty ones.
func cell(r *api.Row, n int) api.Value {
	if n < len(r.Cells) {
		return r.Cells[n]
	}
	return api.Value{}
}
