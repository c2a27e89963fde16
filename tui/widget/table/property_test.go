package table

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/widgettest"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the goldens")

// standing is what stands on the page, by its place in the list.
func standing(t *Table) map[int]string {
	out := map[int]string{}
	t.visible(func(i int, r *Row) bool { out[i] = r.ID; return true })
	return out
}

// New data alone, whatever it is, moves no row that is on the screen and never the
// cursor; and every frame is sound at every size.
func TestPageStandsStill(t *testing.T) {
	t.Parallel()
	th := widgettest.Theme(t, term.ANSI16, false)
	rapid.Check(t, func(rt *rapid.T) {
		s, tb := orders(rapid.IntRange(0, 60).Draw(rt, "orders")), New(columns())
		w, h := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
		tb.SetSize(w, h)
		s.load(tb, 1)
		for step := range rapid.IntRange(1, 30).Draw(rt, "steps") {
			s.change(rt, step)
			before, cursor := standing(tb), tb.cursor
			s.load(tb, uint64(step+2))
			after := standing(tb)
			for i, id := range before {
				if after[i] != id || cursor != "" && tb.cursor != cursor {
					rt.Fatalf("new data moved the page from %v [%s] to %v [%s]", before, cursor, after, tb.cursor)
				}
			}
			act(rt, tb)
			s.load(tb, uint64(step+2))
			if tb.cursor != "" && tb.win.index(tb.cursor) != tb.pos {
				rt.Fatalf("the cursor is %s, the row at %d another", tb.cursor, tb.pos)
			}
			widgettest.Check(t, tb.View(th), tb.width, tb.lines)
		}
	})
}

// change lets rows arrive, leave and change places.
func (s *shop) change(t *rapid.T, step int) {
	for n := range rapid.IntRange(0, 4).Draw(t, "changes") {
		at := rapid.IntRange(0, len(s.ids)).Draw(t, "at")
		switch {
		case at == len(s.ids) || rapid.Bool().Draw(t, "arrives"):
			s.insert(at, fmt.Sprintf("SO-9%03d%d", step, n))
		case rapid.Bool().Draw(t, "leaves"):
			s.remove(s.ids[at])
		default:
			id := s.ids[at]
			s.remove(id)
			s.insert(len(s.ids)/2, id)
		}
	}
}

// act does one thing that a person can do.
func act(t *rapid.T, tb *Table) {
	n := rapid.IntRange(-30, 30).Draw(t, "n")
	acts := []func(){
		func() { tb.Move(n % 2) }, func() { tb.Move(n) }, func() { tb.Turn(n % 3) }, tb.First, tb.Last, tb.Take, tb.Toggle, tb.Range,
		tb.Invert, tb.ClearMarks, tb.NextColumns, tb.Reset, func() { tb.Targets() }, func() { tb.SetDim(n > 0) },
		func() { tb.SetSort("age", n > 0) }, func() { tb.SetSize(100+n*3, 30+n) },
		func() { tb.Restore("SO-0005", n) }, func() { tb.Goto("SO-0003") },
	}
	acts[rapid.IntRange(0, len(acts)-1).Draw(t, "act")]()
}

// Going down row by row visits every row that was there all the time, although rows
// above and under the cursor leave on the way: nothing is skipped at the edge of a page.
func TestGoingDownSkipsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(rt, "orders")
		s, tb := orders(n), New(columns())
		all := slices.Clone(s.ids)
		tb.SetSize(80, rapid.IntRange(2, 12).Draw(rt, "h"))
		s.load(tb, 1)
		visited := map[string]bool{}
		for range 3 * n {
			r, ok := tb.Current()
			if !ok {
				rt.Fatalf("no row at %d of %d", tb.pos, len(s.ids))
			}
			visited[r.ID] = true
			if rapid.Bool().Draw(rt, "solved") && len(s.ids) > 1 {
				s.remove(r.ID)
				s.load(tb, 2)
			}
			tb.Move(1)
			s.load(tb, 2)
		}
		for _, id := range all {
			if !visited[id] {
				rt.Fatalf("%s was never under the cursor; visited %d of %d", id, len(visited), n)
			}
		}
	})
}

// No text, however hostile, leaves its cell, and rows may have more cells than columns.
func TestHostileCells(t *testing.T) {
	t.Parallel()
	tb := New(columns()[:4])
	var rows []Row
	for i, text := range widgettest.Hostile() {
		rows = append(rows, Row{ID: fmt.Sprint(i), Severity: theme.Bad, Cells: []term.Text{term.Num(int64(i)), text, text, text, text, text}},
			Row{ID: fmt.Sprint("short", i), Cells: []term.Text{text}})
	}
	for _, depth := range []term.Depth{term.NoStyle, term.NoColor, term.TrueColor} {
		th := widgettest.Theme(t, depth, false)
		for w := range 130 {
			tb.SetSize(w, 50)
			tb.SetWindow(0, slices.Clone(rows), len(rows), true)
			widgettest.Check(t, tb.View(th), w, 50)
		}
	}
}

// The widget as people see it, at each size, without colour and in ASCII.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, size := range widgettest.Sizes {
		s, tb := orders(200), New(columns())
		tb.SetSize(size.W, size.H-4)
		tb.SetSort("age", true)
		s.load(tb, 1)
		tb.Move(2)
		tb.Toggle()
		s.insert(0, "SO-9001")
		s.remove("SO-0005")
		s.load(tb, 2)
		view := tb.View(widgettest.Theme(t, term.NoStyle, false)) + "\n" + tb.NoticeView(widgettest.Theme(t, term.NoStyle, false), term.Lit("."))
		widgettest.Golden(t, *update, fmt.Sprintf("table-%dx%d", size.W, size.H), view)
	}
	s, tb := orders(40), New(columns())
	tb.SetSize(60, 6)
	s.load(tb, 1)
	tb.Toggle()
	widgettest.Golden(t, *update, "table-colour", fmt.Sprintf("%q", tb.View(widgettest.Theme(t, term.ANSI16, false))))
	tb.Last()
	widgettest.Golden(t, *update, "table-loading-ascii", tb.View(widgettest.Theme(t, term.NoStyle, true)))
	tb.Reset()
	tb.SetEmpty(term.Lit("No orders are late. The filter hides 17."))
	tb.SetWindow(0, nil, 0, true)
	widgettest.Golden(t, *update, "table-empty", tb.View(widgettest.Theme(t, term.NoStyle, false)))
}

func benchmarkView(b *testing.B, w, h int) {
	s, tb := orders(100_000), New(columns())
	tb.SetSize(w, h)
	s.load(tb, 1)
	th := widgettest.Theme(b, term.ANSI16, false)
	b.ReportAllocs()
	for b.Loop() {
		tb.Move(1)
		if !tb.Complete() {
			b.StopTimer()
			s.load(tb, 1)
			b.StartTimer()
		}
		if tb.View(th) == "" {
			b.Fatal("nothing was drawn")
		}
	}
}

func BenchmarkView80x24(b *testing.B)  { benchmarkView(b, 80, 24) }
func BenchmarkView200x60(b *testing.B) { benchmarkView(b, 200, 60) }

func BenchmarkSetWindow(b *testing.B) {
	s, tb := orders(1000), New(columns())
	tb.SetSize(80, 24)
	s.load(tb, 1)
	rows := slices.Clone(tb.win.rows)
	b.ReportAllocs()
	for b.Loop() {
		tb.SetWindow(0, rows, 1000, true)
	}
}
