package tuitest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"andon/core"
	"andon/core/api"
)

// Fake is a shop of scripted answers. It is safe for concurrent use; change it through
// Change. It filters by text ~ "…" alone and pages by offset.
type Fake struct {
	mu       sync.Mutex
	Shop     api.ShopView
	Kinds    map[core.Noun]*Kind
	Docs     map[core.Ref]any
	Past     map[core.Ref][]api.Row
	Whys     map[core.Ref]api.WhyView
	Err      error                          // every query fails with it
	ListErr  error                          // every query of a list fails with it
	Refuse   func(core.Command) *core.Error // nil: everything is accepted
	Taken    func(f *Fake, c core.Command)  // what an accepted command does
	Lost     error                          // Submit fails with it after taking the commands
	Panic    bool                           // every query of a list panics
	sent     []core.Command
	queries  []api.Query
	gate     chan struct{} // queries wait for it; nil: they do not
	watchers map[*watcher]bool
}

// Kind is a list.
type Kind struct {
	Columns []api.Column
	Rows    []api.Row
}

// New makes an empty shop.
func New() *Fake {
	return &Fake{Kinds: map[core.Noun]*Kind{}, Docs: map[core.Ref]any{}, Past: map[core.Ref][]api.Row{}, Whys: map[core.Ref]api.WhyView{},
		watchers: map[*watcher]bool{}}
}

// Change changes the shop as one record and tells watchers which nouns changed.
func (f *Fake) Change(nouns []core.Noun, change func(f *Fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
	f.Shop.Seq++
	f.tell(api.Notice{Seq: f.Shop.Seq, At: f.Shop.At, Nouns: nouns, Health: f.Shop.Health})
}

// Set changes the fake itself, without a record.
func (f *Fake) Set(change func(f *Fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

// Block makes queries wait until the function that it returns is called.
func (f *Fake) Block() (release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	gate := make(chan struct{})
	f.gate = gate
	return sync.OnceFunc(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.gate = nil
		close(gate)
	})
}

// Sent are the commands that were handed over.
func (f *Fake) Sent() []core.Command {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]core.Command(nil), f.sent...)
}

// Queries are the questions that were asked.
func (f *Fake) Queries() []api.Query {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]api.Query(nil), f.queries...)
}

// Query answers.
func (f *Fake) Query(ctx context.Context, q api.Query) (api.Page, error) {
	f.mu.Lock()
	gate := f.gate
	f.queries = append(f.queries, q)
	f.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return api.Page{}, core.Wrap(core.CodeCancelled, "query", "", "the query was given up", ctx.Err())
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Err != nil {
		return api.Page{}, f.Err
	}
	page, err := f.answer(q)
	page.Seq, page.At = f.Shop.Seq, f.Shop.At
	return page, err
}

func (f *Fake) answer(q api.Query) (api.Page, error) {
	ref := core.Ref{Noun: q.Kind, ID: q.ID}
	switch q.View {
	case api.Doc:
		if q.Kind == api.NounShop {
			return document(f.Shop)
		}
		if d, ok := f.Docs[ref]; ok {
			return document(d)
		}
	case api.Why:
		if w, ok := f.Whys[ref]; ok {
			return document(w)
		}
	case api.History:
		rows := f.Past[ref]
		return api.Page{Columns: api.HistoryColumns(), Rows: rows[:min(len(rows), q.Limit)], Total: len(rows)}, nil
	case api.List:
		if f.Panic {
			panic("scripted")
		}
		if f.ListErr != nil {
			return api.Page{}, f.ListErr
		}
		return f.list(q)
	}
	return api.Page{}, core.E(core.CodeNotFound, "query", q.ID, "there is no such "+string(q.Kind))
}

func document(v any) (api.Page, error) {
	b, err := json.Marshal(v)
	return api.Page{Doc: b, Total: 1}, err
}

func (f *Fake) list(q api.Query) (api.Page, error) {
	k := f.Kinds[q.Kind]
	if k == nil {
		return api.Page{}, core.E(core.CodeNotFound, "query", string(q.Kind), "there is no such kind")
	}
	var rows []api.Row
	for _, r := range k.Rows {
		ok, err := k.matches(r, q.Where)
		if err != nil {
			return api.Page{}, err
		}
		if ok {
			rows = append(rows, r)
		}
	}
	off := 0
	if q.After != "" {
		off, _ = strconv.Atoi(q.After)
	}
	off = min(off, len(rows))
	end := min(off+q.Limit, len(rows))
	page := api.Page{Columns: k.Columns, Rows: rows[off:end], Total: len(rows)}
	if end < len(rows) {
		page.Next = strconv.Itoa(end)
	}
	return page, nil
}

// matches knows field = "value", and text ~ "part"; everything else is a mistake.
func (k *Kind) matches(r api.Row, where string) (bool, error) {
	for _, c := range strings.Split(where, " and ") {
		field, value, _ := strings.Cut(strings.TrimSpace(c), " ")
		op, value, _ := strings.Cut(value, " ")
		value = strings.Trim(value, `"`)
		switch {
		case field == "" || field == "open":
		case field == "text" && op == "~":
			found := false
			for _, cell := range r.Cells {
				found = found || strings.Contains(strings.ToLower(cell.S), strings.ToLower(value))
			}
			if !found {
				return false, nil
			}
		case op == "=" && k.column(field) >= 0:
			if r.Cells[k.column(field)].S != value {
				return false, nil
			}
		case op == "=" && (field == "ref" || field == "gtin" || field == "alias"):
			return false, nil
		default:
			return false, core.E(core.CodeInvalid, "where", "", fmt.Sprintf("the filter at 1: there is no field %.40q; known are: id, text", field))
		}
	}
	return true, nil
}

func (k *Kind) column(name string) int {
	for i, c := range k.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// Submit takes commands as Refuse and Taken say.
func (f *Fake) Submit(_ context.Context, commands ...core.Command) ([]core.Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []core.Receipt
	for _, c := range commands {
		known := false
		for _, s := range f.sent {
			known = known || s.Key == c.Key
		}
		f.sent = append(f.sent, c)
		rec := core.Receipt{Key: c.Key, Known: known}
		if f.Refuse != nil {
			rec.Err = f.Refuse(c)
		}
		if rec.Err == nil && !known {
			if f.Taken != nil {
				f.Taken(f, c)
			}
			f.Shop.Seq++
		}
		rec.Seq = f.Shop.Seq
		out = append(out, rec)
	}
	f.tell(api.Notice{Seq: f.Shop.Seq, At: f.Shop.At, Resync: true})
	if f.Lost != nil {
		return nil, f.Lost
	}
	return out, nil
}

type watcher struct {
	f *Fake
	c chan api.Notice
}

// Watch tells of changes.
func (f *Fake) Watch(ctx context.Context, _ ...core.Noun) (api.Watcher, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Err != nil {
		return nil, f.Err
	}
	w := &watcher{f: f, c: make(chan api.Notice, 1)}
	f.watchers[w] = true
	context.AfterFunc(ctx, w.Close)
	return w, nil
}

func (w *watcher) C() <-chan api.Notice { return w.c }

// Close ends the watch.
func (w *watcher) Close() {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	w.f.drop(w)
}

func (f *Fake) drop(w *watcher) {
	if f.watchers[w] {
		delete(f.watchers, w)
		close(w.c)
	}
}

// Deafen ends all watches, as a connection that breaks does.
func (f *Fake) Deafen() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.watchers {
		f.drop(w)
	}
}

func (f *Fake) tell(n api.Notice) {
	for w := range f.watchers {
		select {
		case old := <-w.c:
			n.Resync = n.Resync || old.Resync
			n.Nouns = append(n.Nouns, old.Nouns...)
		default:
		}
		w.c <- n
	}
}

var _ api.Client = (*Fake)(nil)
