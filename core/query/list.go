package query

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/world"
)

// table is one kind of record.
type table[T any] struct {
	noun    core.Noun
	fields  []field[T] // the first one is the id
	version func(d T) uint64
	// key is the place of a record in the kind's own order: keys sort as text.
	key func(d T) string
	// walk yields records by rising key, from behind `after` or a little before that. It
	// sets r.more where it stops before the end, and may use r.where to skip what cannot
	// match.
	walk func(r *request, after string, yield func(d T) bool) error
	// tells are the fields that tell open from closed; nil where Query.Open means nothing.
	tells []string
	// total counts all records; nil where that is not known without a walk.
	total func(w *world.World) int
}

// lister is a table of whatever type.
type lister interface {
	list(r *request) (api.Page, error)
	kind() Kind
}

// Kind describes a kind for help, completion and schemas.
type Kind struct {
	Noun    core.Noun
	Columns []api.Column        // of a list
	Fields  []api.Column        // for where and sort; the columns are among them
	Words   map[string][]string // what a field of a closed set can be, in the set's order
}

// Kinds lists all kinds that can be listed.
func Kinds() []Kind {
	var out []Kind
	for _, n := range nouns() {
		out = append(out, tableOf(n).kind())
	}
	return out
}

func (t *table[T]) kind() Kind {
	k := Kind{Noun: t.noun, Columns: t.columns(), Words: map[string][]string{}}
	for i := range t.fields {
		f := &t.fields[i]
		k.Fields = append(k.Fields, api.Column{Name: f.name, Title: f.title, Type: f.typ})
		if f.words != nil {
			k.Words[f.name] = f.words
		}
	}
	return k
}

func (t *table[T]) columns() []api.Column {
	out := make([]api.Column, 0, len(t.fields))
	for i := range t.fields {
		if f := &t.fields[i]; f.shown {
			out = append(out, api.Column{Name: f.name, Title: f.title, Type: f.typ})
		}
	}
	return out
}

// field finds a field by its name, else by its title, in which _ stands for a blank.
func (t *table[T]) field(name string) *field[T] {
	for i := range t.fields {
		if t.fields[i].name == name {
			return &t.fields[i]
		}
	}
	title := strings.ReplaceAll(name, "_", " ")
	for i := range t.fields {
		if strings.EqualFold(t.fields[i].title, title) {
			return &t.fields[i]
		}
	}
	return nil
}

func (t *table[T]) names() []string {
	var out []string
	for i := range t.fields {
		out = append(out, t.fields[i].name)
	}
	return out
}

func (t *table[T]) list(r *request) (api.Page, error) {
	match, err := t.filter(r)
	if err != nil {
		return api.Page{}, err
	}
	cur, err := decodeCursor(r.q)
	if err != nil {
		return api.Page{}, err
	}
	page, err := t.page(r, match, cur)
	if err == nil && len(page.Rows) == 0 && page.Total == 0 {
		err = r.noSuch()
	}
	return page, err
}

func (t *table[T]) page(r *request, match test[T], cur cursor) (api.Page, error) {
	name, down := strings.CutPrefix(r.q.Sort, "-")
	if name == "" {
		return t.inOrder(r, match, cur)
	}
	f := t.field(name)
	if f == nil || f.get == nil || f.secret {
		return api.Page{}, core.E(core.CodeInvalid, "sort", "", core.Unknown("field to sort by", name, t.sortable()))
	}
	return t.sorted(r, match, cur, f, down)
}

func (t *table[T]) sortable() []string {
	var out []string
	for i := range t.fields {
		if f := &t.fields[i]; f.get != nil && !f.secret {
			out = append(out, f.name)
		}
	}
	return out
}

// look counts a record that is looked at and reports whether the walk may go on.
func (r *request) look() bool {
	if r.looked == api.MaxScan {
		r.more = true
		return false
	}
	r.looked++
	if r.looked%256 == 0 && r.ctx.Err() != nil {
		r.failed = core.Wrap(core.CodeCancelled, "query", string(r.q.Kind), "the query was given up", r.ctx.Err())
		return false
	}
	return true
}

// inOrder fills a page in the kind's own order. Behind a full page it goes on
// counting what matches, as far as the bound allows.
func (t *table[T]) inOrder(r *request, match test[T], cur cursor) (api.Page, error) {
	page := api.Page{Columns: t.columns()}
	rows := t.newRows(r)
	known := !r.filtered && t.total != nil
	var last T // of the page: the next one begins behind it
	matched, behind, passed := 0, false, len(cur.Key) == 0
	err := t.walk(r, string(cur.Key), func(d T) bool {
		if !passed && t.key(d) <= string(cur.Key) {
			return true
		}
		passed = true
		if !r.look() {
			return false
		}
		ok := match(d)
		if r.failed != nil {
			return false
		}
		if ok {
			matched++
		}
		if r.full {
			behind = behind || ok
			return !(ok && known)
		}
		last = d
		if ok {
			rows.add(d)
			r.full = len(rows.rows) == r.limit()
		}
		return true
	})
	if err = cmp.Or(err, r.failed); err != nil {
		return api.Page{}, err
	}
	page.Rows = rows.rows
	page.Total, page.AtLeast = cur.Seen+matched, r.more || r.cut
	if known {
		page.Total, page.AtLeast = t.total(r.w), false
	}
	if behind || r.more {
		page.Next = cursor{Key: []byte(t.key(last)), Seen: cur.Seen + len(page.Rows)}.encode(r.q)
	}
	return page, nil
}

// entry is a record with what it is sorted by: a value, then its place in the walk.
type entry[T any] struct {
	v     api.Value
	place int
	d     T
}

// sorted fills a page from the block of records that begins at cur.Start, sorted by f.
func (t *table[T]) sorted(r *request, match test[T], cur cursor, f *field[T], down bool) (api.Page, error) {
	block, end, err := t.block(r, match, cur, f)
	if err != nil {
		return api.Page{}, err
	}
	slices.SortFunc(block, func(a, b entry[T]) int {
		return cmp.Or(f.compareValues(a.v, b.v, down), cmp.Compare(a.place, b.place))
	})
	from := 0
	if cur.Inside {
		shown := api.Value{S: string(cur.Text), N: cur.Number}
		from = sort.Search(len(block), func(i int) bool {
			return cmp.Or(f.compareValues(block[i].v, shown, down), strings.Compare(t.key(block[i].d), string(cur.Key))) > 0
		})
	}
	to := min(from+r.limit(), len(block))
	rows := t.newRows(r)
	for _, e := range block[from:to] {
		rows.add(e.d)
	}
	page := api.Page{Columns: t.columns(), Rows: rows.rows, Total: cur.Seen + len(block), AtLeast: r.more || r.cut}
	switch {
	case to < len(block):
		at := block[to-1]
		cur.Inside, cur.Text, cur.Number, cur.Key = true, []byte(at.v.S), at.v.N, []byte(t.key(at.d))
		if r.more {
			cur.End = []byte(t.key(end))
		}
		page.Next = cur.encode(r.q)
	case r.more:
		page.Next = cursor{Start: []byte(t.key(end)), Seen: cur.Seen + len(block)}.encode(r.q)
	}
	return page, nil
}

// block reads the records of one sorted block; end is the last one looked at.
func (t *table[T]) block(r *request, match test[T], cur cursor, f *field[T]) (out []entry[T], end T, err error) {
	passed := len(cur.Start) == 0
	err = t.walk(r, string(cur.Start), func(d T) bool {
		if !passed && t.key(d) <= string(cur.Start) {
			return true
		}
		passed = true
		if len(cur.End) > 0 && t.key(d) > string(cur.End) {
			r.more = true
			return false
		}
		if !r.look() {
			return false
		}
		end = d
		if match(d) && r.failed == nil {
			v := f.get(r, d)
			if f.words != nil {
				v.N = f.number(r, d)
			}
			out = append(out, entry[T]{v, len(out), d})
		}
		return r.failed == nil
	})
	return out, end, cmp.Or(err, r.failed)
}

// rows builds rows, whose cells come out of a few large allocations.
type rowBuilder[T any] struct {
	t     *table[T]
	r     *request
	shown int
	rows  []api.Row
	cells []api.Value
}

func (t *table[T]) newRows(r *request) *rowBuilder[T] {
	b := &rowBuilder[T]{t: t, r: r}
	for i := range t.fields {
		if t.fields[i].shown {
			b.shown++
		}
	}
	return b
}

func (b *rowBuilder[T]) add(d T) {
	if len(b.cells)+b.shown > cap(b.cells) {
		b.cells = make([]api.Value, 0, 64*b.shown)
	}
	from := len(b.cells)
	for i := range b.t.fields {
		f := &b.t.fields[i]
		if !f.shown {
			continue
		}
		v := f.get(b.r, d)
		switch f.typ {
		case api.Int, api.Time, api.Date, api.Boolean:
			v.S = ""
		default:
			v.N = 0
		}
		b.cells = append(b.cells, v)
	}
	id := b.t.fields[0].get(b.r, d).S
	b.rows = append(b.rows, api.Row{ID: id, Version: b.t.version(d), Cells: b.cells[from:len(b.cells):len(b.cells)]})
}

// cursor is where a page begins. It is opaque to callers, and bound to its query.
type cursor struct {
	Query  uint32 `json:"q"`
	Key    []byte `json:"k,omitempty"` // of the last record looked at, or, inside a block, shown
	Seen   int    `json:"n,omitempty"` // rows before this page, or before this block
	Start  []byte `json:"s,omitempty"` // the sorted block begins behind this key
	End    []byte `json:"e,omitempty"` // and ends with this one; empty: where the bound ends it
	Inside bool   `json:"i,omitempty"` // the page begins inside the block, behind:
	Text   []byte `json:"t,omitempty"`
	Number int64  `json:"v,omitempty"`
}

// maxCursor bounds Query.After: a sorted text of core.MaxTextBytes fits.
const maxCursor = 16 << 10

func fingerprint(q api.Query) uint32 {
	h := fnv.New32a()
	for _, s := range [...]string{string(q.Kind), string(q.View), q.ID, q.Where, q.Sort, strconv.FormatBool(q.Open)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return h.Sum32()
}

func (c cursor) encode(q api.Query) string {
	c.Query = fingerprint(q)
	b, err := json.Marshal(c)
	if err != nil {
		return "" // a struct of bytes and numbers always has a JSON form
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(q api.Query) (c cursor, err error) {
	if q.After == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.After[:min(len(q.After), maxCursor)])
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || len(q.After) > maxCursor || c.Query != fingerprint(q) || c.Seen < 0 {
		return cursor{}, core.E(core.CodeInvalid, "query", "", "the place to go on from is not one of this list; ask again from its beginning")
	}
	return c, nil
}
