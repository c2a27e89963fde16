package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/query"
	"andon/tui/term"
)

// result is what was written down of one line of a fulfillment order.
type result struct {
	Fulfillment string `json:"fulfillment"` // SO-17/F1
	Line        int    `json:"line"`
	Picked      int64  `json:"picked"`
	Short       int64  `json:"short"`
	Shipped     int64  `json:"shipped"`
	Tracking    string `json:"tracking"`
	Sheet       string `json:"sheet"`

	at    int // number of its line in the file
	order string
	fo    int
}

// resultColumns are the columns of a file of results; a file may leave the last two out.
var resultColumns = []string{"fulfillment", "line", "picked", "short", "shipped", "tracking", "sheet"}

// mistake is a line that was not given on, and why.
type mistake struct {
	at  int
	why string
}

// takeResults gives what was done on paper as facts, one fulfillment order after another.
func (a *app) takeResults(ctx context.Context, in io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, maxResults+1))
	switch {
	case err != nil:
		return core.Wrap(core.CodeStorage, "fallback", "", "the results cannot be read", err)
	case len(text) > maxResults:
		return core.E(core.CodeLimit, "fallback", "", "a file of results has at most 64 MiB; split it")
	}
	rows, wrong := readResults(text)
	groups, more := grouped(rows)
	wrong = append(wrong, more...)
	return a.withShop(ctx, "fallback", func(s *shop) error {
		given, known := 0, 0
		for _, g := range groups {
			if bad := s.unknown(ctx, g); len(bad) > 0 {
				wrong = append(wrong, bad...)
				continue
			}
			receipts, err := s.client.Submit(ctx, facts(g)...)
			if err != nil {
				return err
			}
			given++
			for _, r := range receipts {
				if r.Err != nil {
					wrong = append(wrong, mistake{g[0].at, whyNot(r.Err)})
				} else if r.Known {
					known++
				}
			}
		}
		return a.reportResults(given, known, wrong)
	})
}

// unknown says which rows of a fulfillment order name what the shop does not have; the
// others wait with them.
func (s *shop) unknown(ctx context.Context, rows []result) (wrong []mistake) {
	var doc struct{ Lines []struct{ Line int } }
	if err := queryDoc(ctx, s.client, query.NounFulfillment, rows[0].Fulfillment, &doc); err != nil {
		for _, r := range rows {
			wrong = append(wrong, mistake{r.at, "there is no fulfillment order " + r.Fulfillment})
		}
		return wrong
	}
	for _, r := range rows {
		if !slices.ContainsFunc(doc.Lines, func(l struct{ Line int }) bool { return l.Line == r.Line }) {
			wrong = append(wrong, mistake{r.at, fmt.Sprintf("%s has no units of line %d", r.Fulfillment, r.Line)})
		}
	}
	for _, r := range rows {
		if len(wrong) > 0 && !slices.ContainsFunc(wrong, func(m mistake) bool { return m.at == r.at }) {
			wrong = append(wrong, mistake{r.at, fmt.Sprintf("waits, because line %d of the same fulfillment order is wrong", wrong[0].at)})
		}
	}
	return wrong
}

const maxResults = 64 << 20

// whyNot is a refusal in a sentence; of a sheet that was entered otherwise before, what to do.
func whyNot(err *core.Error) string {
	if err.Code == core.CodeKeyReused {
		return "this fulfillment order was entered before from the same sheet with other numbers; give what differs with andon apply, or another word in the column sheet"
	}
	return err.Error()
}

func (a *app) reportResults(given, known int, wrong []mistake) error {
	slices.SortStableFunc(wrong, func(x, y mistake) int { return x.at - y.at })
	w := bufio.NewWriter(a.out)
	for _, m := range wrong {
		fmt.Fprintf(w, "line %d: %s\n", m.at, term.Clean(m.why, term.Options{}))
	}
	fmt.Fprintf(w, "ok: %d fulfillment orders given, %d facts of them known already\n", given, known)
	if err := w.Flush(); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return core.E(core.CodeInvalid, "fallback", "", fmt.Sprintf("%d lines were not taken; put them right and give the file again", len(wrong)))
	}
	return nil
}

// readResults reads CSV with a header, or a JSON object a line.
func readResults(text []byte) (rows []result, wrong []mistake) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return readResultLines(text)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	head, err := r.Read()
	if err != nil {
		return nil, []mistake{{1, "the file has no header; it begins with " + strings.Join(resultColumns, ",")}}
	}
	place := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(resultColumns, name) {
			return nil, []mistake{{1, fmt.Sprintf("there is no column %.40q; the columns are %s", name, strings.Join(resultColumns, ","))}}
		}
		place[name] = i
	}
	for _, name := range resultColumns[:2] {
		if _, ok := place[name]; !ok {
			return nil, []mistake{{1, "the column " + name + " is missing"}}
		}
	}
	for {
		f, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, wrong
		}
		at, _ := r.FieldPos(0)
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			wrong = append(wrong, mistake{bad.Line, "is no CSV: " + bad.Err.Error()})
			continue
		}
		row, why := resultOf(f, place)
		if row.at = at; why != "" {
			wrong = append(wrong, mistake{at, why})
			row.order = "" // it holds its fulfillment order back
		}
		rows = append(rows, row)
	}
}

// resultOf reads one row; why says what is wrong with it.
func resultOf(f []string, place map[string]int) (row result, why string) {
	text := func(name string) string {
		if i, ok := place[name]; ok && i < len(f) {
			return strings.TrimSpace(f[i])
		}
		return ""
	}
	number := func(name string) int64 {
		s := text(name)
		if s == "" {
			return 0
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			why = fmt.Sprintf("%s is %.40q and not a whole number", name, s)
		}
		return n
	}
	row = result{Fulfillment: text("fulfillment"), Line: int(number("line")), Picked: number("picked"), Short: number("short"), Shipped: number("shipped"),
		Tracking: text("tracking"), Sheet: text("sheet")}
	if bad := row.check(); why == "" {
		why = bad
	}
	return row, why
}

func readResultLines(text []byte) (rows []result, wrong []mistake) {
	for i, l := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(l)) == 0 {
			continue
		}
		row := result{at: i + 1}
		why := ""
		if err := json.Unmarshal(l, &row); err != nil {
			why = "is no JSON object with " + strings.Join(resultColumns, ", ")
		}
		if bad := row.check(); why == "" {
			why = bad
		}
		if why != "" {
			wrong = append(wrong, mistake{i + 1, why})
			row.order = ""
		}
		rows = append(rows, row)
	}
	return rows, wrong
}

// check says what is wrong with a row, and reads the fulfillment order that it names.
func (r *result) check() string {
	id, no, ok := strings.Cut(r.Fulfillment, "/F")
	fo, err := strconv.Atoi(no)
	r.order, r.fo = id, fo
	most := int64(core.MaxQuantity)
	switch {
	case !ok || err != nil || fo < 1 || !strings.HasPrefix(id, "SO-"):
		return fmt.Sprintf("%.40q is no fulfillment order such as SO-17/F1", r.Fulfillment)
	case r.Line < 1 || r.Line > core.MaxLines:
		return fmt.Sprintf("there is no line %d", r.Line)
	case min(r.Picked, r.Short, r.Shipped) < 0 || max(r.Picked, r.Short, r.Shipped) > most:
		return "units are below zero or beyond the limit"
	case len(r.Tracking) > core.MaxIDBytes || len(r.Sheet) > 40:
		return "the tracking number or the sheet is too long"
	}
	return ""
}

// grouped puts the rows of each fulfillment order and sheet together. What belongs to one
// of which a line is wrong is held back.
func grouped(rows []result) (groups [][]result, held []mistake) {
	bad := map[string]int{}
	for _, r := range rows {
		if r.order == "" {
			bad[r.Fulfillment] = r.at
		}
	}
	index := map[string]int{}
	for _, r := range rows {
		if r.order == "" || r.Picked+r.Short+r.Shipped == 0 {
			continue // wrong, or nothing was done
		}
		if at := bad[r.Fulfillment]; at != 0 {
			held = append(held, mistake{r.at, fmt.Sprintf("waits, because line %d of the same fulfillment order is wrong", at)})
			continue
		}
		key := r.Sheet + "\x00" + r.Fulfillment
		i, ok := index[key]
		if !ok {
			i = len(groups)
			index[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups, held
}

// facts are those of one fulfillment order: its pick, and a shipment for each tracking
// number. What has left was picked, whether that was written down or not.
func facts(rows []result) []core.Command {
	first := &rows[0]
	key := "fallback:" + first.Sheet + ":" + first.Fulfillment
	pick := &order.Pick{Order: first.order, FO: first.fo}
	var ships []*order.Ship
	for i := range rows {
		r := &rows[i]
		if n := r.Picked; n > 0 {
			pick.Lines = order.AddLine(pick.Lines, r.Line, core.Quantity(n))
		}
		if r.Short > 0 {
			pick.Short = order.AddLine(pick.Short, r.Line, core.Quantity(r.Short))
		}
		if r.Shipped == 0 {
			continue
		}
		k := slices.IndexFunc(ships, func(s *order.Ship) bool { return s.Tracking == r.Tracking })
		if k < 0 {
			k = len(ships)
			ships = append(ships, &order.Ship{Order: first.order, FO: first.fo, Tracking: r.Tracking})
		}
		ships[k].Lines = order.AddLine(ships[k].Lines, r.Line, core.Quantity(r.Shipped))
	}
	var out []core.Command
	if len(pick.Lines)+len(pick.Short) > 0 {
		out = append(out, core.Command{Key: key + ":pick", Body: pick})
	}
	for _, s := range ships {
		out = append(out, core.Command{Key: key + ":ship:" + s.Tracking, Body: s})
	}
	return out
}
