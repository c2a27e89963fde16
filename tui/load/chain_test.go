package load_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// shop is a list that pages by the id of the last row of the page before, and sometimes
// returns fewer rows than asked for, as a shop with a rare filter does.
type shop struct {
	ids   []int // rising
	short func() int
	asked int
}

func (s *shop) Query(_ context.Context, q api.Query) (api.Page, error) {
	s.asked++
	after := -1
	if q.After != "" {
		after, _ = strconv.Atoi(q.After)
	}
	limit := min(q.Limit, api.MaxRows)
	if s.short != nil {
		limit = min(limit, s.short())
	}
	page := api.Page{Total: len(s.ids), Seq: 1}
	if limit == 0 {
		page.Next = strconv.Itoa(after)
		return page, nil
	}
	for i, id := range s.ids {
		if id <= after {
			continue
		}
		if len(page.Rows) == limit {
			page.Next = strconv.Itoa(s.ids[i-1])
			break
		}
		page.Rows = append(page.Rows, api.Row{ID: strconv.Itoa(id)})
	}
	return page, nil
}

func (s *shop) Submit(context.Context, ...core.Command) ([]core.Receipt, error) { return nil, nil }

func (s *shop) Watch(context.Context, ...core.Noun) (api.Watcher, error) { return nil, nil }

// read runs a read as the program would, and returns what was handed back.
func read(t *testing.T, s *shop, c load.Chain, off, limit int) (load.Window, load.Chain) {
	t.Helper()
	j := load.NewJobs(t.Context(), s, nil)
	defer j.Close(0)
	var slot load.Slot
	var w load.Window
	type pair struct {
		w load.Window
		c load.Chain
	}
	cmd := load.Ask(j, &slot, load.QueryTime, func(ctx context.Context, r *load.Reader) (pair, error) {
		w, next, err := c.Read(ctx, r, off, limit)
		return pair{w, next}, err
	}, func(p pair, err error) tea.Cmd {
		if err != nil {
			t.Fatal(err)
		}
		w, c = p.w, p.c
		return nil
	})
	cmd().(load.Done).Apply()
	return w, c
}

// Whatever windows are asked for in whatever order, each holds the rows of the list at
// its offsets, and says where the list ends once it is known.
func TestChainReadsTheList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 5000).Draw(rt, "n")
		s := &shop{}
		for i := range n {
			s.ids = append(s.ids, i)
		}
		var c load.Chain
		for range rapid.IntRange(1, 12).Draw(rt, "reads") {
			off, limit := rapid.IntRange(0, n+10).Draw(rt, "off"), rapid.IntRange(1, 180).Draw(rt, "limit")
			var w load.Window
			w, c = read(t, s, c, off, limit)
			for i, r := range w.Rows {
				if r.ID != strconv.Itoa(w.Off+i) {
					rt.Fatalf("row %d is %s", w.Off+i, r.ID)
				}
			}
			end := w.Off + len(w.Rows)
			switch {
			case w.Off > off && off < n, end < min(off+limit, n):
				rt.Fatalf("asked for %d+%d of %d, got %d+%d", off, limit, n, w.Off, len(w.Rows))
			case end == n && (w.Total != n || !w.Exact):
				rt.Fatalf("the end of %d is told as %d, exact %v", n, w.Total, w.Exact)
			case len(w.Rows) > 7*180:
				rt.Fatalf("%d rows for a window of %d", len(w.Rows), limit)
			}
		}
	})
}

// Going through a list page by page costs hardly more than a query a page.
func TestChainIsCheapForward(t *testing.T) {
	t.Parallel()
	s := &shop{}
	for i := range 20_000 {
		s.ids = append(s.ids, i)
	}
	var c load.Chain
	const page = 20
	for top := 0; top < len(s.ids); top += page {
		off := max(top-page, 0)
		_, c = read(t, s, c, off, top+2*page-off)
	}
	if pages := len(s.ids) / page; s.asked > pages*3/2 {
		t.Errorf("%d queries for %d pages", s.asked, pages)
	}
}

// Rows that come and go above a page do not shift it: it is read from its own place.
func TestChainStandsStill(t *testing.T) {
	t.Parallel()
	s := &shop{}
	for i := range 2000 {
		s.ids = append(s.ids, 10*i)
	}
	w, c := read(t, s, load.Chain{}, 1000, 30)
	first := w.Rows[1000-w.Off].ID
	s.ids = append([]int{1, 2, 3}, s.ids...) // new rows at the top
	w, _ = read(t, s, c, 1000, 30)
	if got := w.Rows[1000-w.Off].ID; got != first {
		t.Errorf("row 1000 was %s and is %s", first, got)
	}
}

// Pages that hold few rows or none are read on, as far as the bound allows.
func TestChainShortPages(t *testing.T) {
	t.Parallel()
	s := &shop{}
	for i := range 100 {
		s.ids = append(s.ids, i)
	}
	s.short = func() int { return 5 }
	w, _ := read(t, s, load.Chain{}, 0, 30)
	if len(w.Rows) != 30 {
		t.Errorf("%d rows", len(w.Rows))
	}
	s.asked, s.short = 0, func() int { return 0 }
	w, _ = read(t, s, load.Chain{}, 0, 30)
	if len(w.Rows) != 0 || s.asked > 10 {
		t.Errorf("%d rows after %d queries", len(w.Rows), s.asked)
	}
}

// A console's own writes are what every later query waits for.
func TestReadYourWrites(t *testing.T) {
	t.Parallel()
	var got uint64
	j := load.NewJobs(t.Context(), spy{func(q api.Query) { got = q.MinSeq }}, nil)
	defer j.Close(0)
	j.Wrote(17)
	j.Wrote(12)
	var slot load.Slot
	load.Ask(j, &slot, load.QueryTime, func(ctx context.Context, r *load.Reader) (api.Page, error) {
		return r.Query(ctx, api.Query{Kind: "order"})
	}, func(api.Page, error) tea.Cmd { return nil })()
	if got != 17 {
		t.Errorf("asked at %d", got)
	}
}

type spy struct{ see func(api.Query) }

func (s spy) Query(_ context.Context, q api.Query) (api.Page, error) {
	s.see(q)
	return api.Page{}, nil
}

func (s spy) Submit(context.Context, ...core.Command) ([]core.Receipt, error) { return nil, nil }

func (s spy) Watch(context.Context, ...core.Noun) (api.Watcher, error) {
	return nil, fmt.Errorf("no watch")
}
