package query

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// records is the kind record: the journal, newest first.
func records() *table[*core.Record] {
	type c = *core.Record
	return &table[c]{
		noun: api.NounRecord,
		fields: []field[c]{
			{name: "seq", title: "Record", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d c) api.Value {
				return api.Value{S: strconv.FormatUint(d.Seq, 10), N: int64(d.Seq)}
			}},
			{name: "at", title: "Recorded", typ: api.Time, shown: true, get: func(_ *request, d c) api.Value { return at(d.At) }},
			{name: "occurred", title: "Occurred", typ: api.Time, shown: true, get: func(_ *request, d c) api.Value { return at(d.Command.Occurred) }},
			{name: "actor", title: "Actor", typ: api.Text, shown: true, get: func(_ *request, d c) api.Value { return text(d.Command.Actor) }},
			{name: "command", title: "Command", typ: api.Word, shown: true, get: func(_ *request, d c) api.Value { return text(commandKind(d)) }},
			{name: "key", title: "Key", typ: api.ID, shown: true, get: func(_ *request, d c) api.Value { return text(d.Command.Key) }},
			{name: "events", title: "Events", typ: api.Int, shown: true, get: func(_ *request, d c) api.Value { return api.Value{N: int64(len(d.Events))} }},
			{name: "text", title: "What", typ: api.Text, shown: true, get: func(_ *request, d c) api.Value { return text(summary(d)) }},
			{name: "event", title: "Event", typ: api.Word, many: func(_ *request, d c, yield func(string) bool) {
				for _, e := range d.Events {
					if !yield(string(e.Kind())) {
						return
					}
				}
			}},
		},
		version: func(d c) uint64 { return d.Seq },
		total:   func(w *world.World) int { return int(w.Seq) },
		key:     func(d c) string { return newestFirst(d.Seq) },
		walk:    walkRecords,
	}
}

func commandKind(r *core.Record) string {
	if r.Command.Body == nil {
		return ""
	}
	return string(r.Command.Body.Kind())
}

// summary is a record in one sentence: its first event, and how many more.
func summary(r *core.Record) string {
	if len(r.Events) == 0 {
		return ""
	}
	s := describe(&r.Command, r.Events[0])
	if n := len(r.Events) - 1; n > 0 {
		s += fmt.Sprintf(" (and %d more)", n)
	}
	return s
}

func walkRecords(r *request, after string, yield func(*core.Record) bool) error {
	if r.Cold == nil {
		return nil
	}
	if text, ok := r.equal("seq"); ok {
		seq, err := strconv.ParseUint(text, 10, 64)
		if err != nil || seq == 0 || seq > r.w.Seq {
			return nil
		}
		_, err = r.oneRecord(seq, yield)
		return err
	}
	for seq := numberOf(after, r.w.Seq); seq > 0; seq-- {
		if r.full && r.filtered {
			r.more = true
			return nil
		}
		if on, err := r.oneRecord(seq, yield); err != nil || !on {
			return err
		}
	}
	return nil
}

func (r *request) oneRecord(seq uint64, yield func(*core.Record) bool) (on bool, err error) {
	rec, err := r.Cold.Record(r.ctx, seq)
	if err != nil || rec == nil {
		return true, err
	}
	return yield(rec), nil
}

// recordDoc is the Doc of a record.
type recordDoc struct {
	Seq     uint64          `json:"seq"`
	At      core.Instant    `json:"at"`
	Actor   string          `json:"actor,omitempty"`
	Command any             `json:"command"`
	Events  []api.WireEvent `json:"events"`
	Text    []string        `json:"text"`
}

func (r *request) recordDoc() (api.Page, error) {
	seq, err := strconv.ParseUint(r.q.ID, 10, 64)
	if err != nil || r.Cold == nil || seq == 0 || seq > r.w.Seq {
		return api.Page{}, r.notFound()
	}
	rec, err := r.Cold.Record(r.ctx, seq)
	if err != nil {
		return api.Page{}, err
	}
	if rec == nil {
		return api.Page{}, r.notFound()
	}
	d := recordDoc{Seq: seq, At: rec.At, Actor: rec.Command.Actor}
	if rec.Command.Body != nil {
		if d.Command, err = wireJSON(rec.Command); err != nil {
			return api.Page{}, err
		}
	}
	if d.Events, err = api.FormatEvents(seq, rec.Events); err != nil {
		return api.Page{}, core.Wrap(core.CodeInternal, "query", r.q.ID, "a record cannot be written as JSON", err)
	}
	for _, e := range rec.Events {
		d.Text = append(d.Text, describe(&rec.Command, e))
	}
	return document(d)
}

// happening is one event of a record: a row of a history.
type happening struct {
	rec *core.Record
	n   int // from 1
}

// histories is the table behind View History. Its columns are api.HistoryColumns.
func (r *request) histories() *table[happening] {
	type h = happening
	get := map[string]func(*request, h) api.Value{
		"id":       func(_ *request, d h) api.Value { return text(fmt.Sprintf("%d.%d", d.rec.Seq, d.n)) },
		"at":       func(_ *request, d h) api.Value { return at(d.rec.At) },
		"occurred": func(_ *request, d h) api.Value { return at(d.rec.Command.Occurred) },
		"actor":    func(_ *request, d h) api.Value { return text(d.rec.Command.Actor) },
		"command":  func(_ *request, d h) api.Value { return text(commandKind(d.rec)) },
		"event":    func(_ *request, d h) api.Value { return text(string(d.rec.Events[d.n-1].Kind())) },
		"text":     func(r *request, d h) api.Value { return text(r.happened(d)) },
	}
	t := &table[h]{noun: r.q.Kind, version: func(d h) uint64 { return d.rec.Seq }, key: happeningKey, walk: walkHistory}
	for _, c := range api.HistoryColumns() {
		t.fields = append(t.fields, field[h]{name: c.Name, title: c.Title, typ: c.Type, shown: true, get: get[c.Name]})
	}
	return t
}

// happened says what an event of a history did: to a balance, only what concerns it.
func (r *request) happened(d happening) string {
	event := d.rec.Events[d.n-1]
	if r.q.Kind == stock.NounBalance {
		if s, ok := r.onShelf(event, stock.ParseKey(r.q.ID)); ok {
			return s
		}
	}
	return describe(&d.rec.Command, event)
}

func (r *request) history() (api.Page, error) {
	if r.Cold == nil {
		return api.Page{}, core.E(core.CodeState, "query", r.q.ID, "this shop keeps no journal to read a history from")
	}
	page, err := r.histories().list(r)
	if err != nil || len(page.Rows) > 0 || r.q.After != "" || r.q.Where != "" {
		return page, err
	}
	if _, err := r.doc(); core.CodeOf(err) == core.CodeNotFound {
		return api.Page{}, err // a slip of the keyboard is not taken for a quiet document
	}
	return page, nil
}

func happeningKey(d happening) string {
	return string(binary.BigEndian.AppendUint32([]byte(newestFirst(d.rec.Seq)), ^uint32(d.n)))
}

// walkHistory yields what happened to the document, newest first; to an order, what
// happened to the exceptions about it too. Of a record that
// touched many documents only the events about this one are shown; where none names
// it, all of them are that are not about exceptions on others.
func walkHistory(r *request, after string, yield func(happening) bool) error {
	ref := core.Ref{Noun: r.q.Kind, ID: r.q.ID}
	before := uint64(0)
	if after != "" {
		before = numberOf(after, r.w.Seq) + 1
	}
	aside, err := r.exceptionRecords(ref, before)
	if err != nil {
		return err
	}
	for size := 64; ; size = min(size*2, 1024) {
		if r.full {
			r.more = true
			return nil
		}
		batch, err := r.Cold.History(r.ctx, ref, before, size)
		if err != nil {
			return err
		}
		last := len(batch) < size
		if len(batch) > 0 {
			before = batch[len(batch)-1].Seq
		}
		batch, aside = mergeRecords(batch, aside, last)
		for _, rec := range batch {
			if rec.Seq <= r.w.Seq && !yieldEvents(r, ref, rec, yield) {
				return nil
			}
		}
		if last {
			return nil
		}
	}
}

// mergeRecords puts records of aside between those of a batch, newest first: all of
// them when the batch is the last, else those that are not older than it.
func mergeRecords(batch, aside []*core.Record, last bool) (merged, left []*core.Record) {
	n := len(aside)
	if !last {
		oldest := batch[len(batch)-1].Seq
		n = 0
		for n < len(aside) && aside[n].Seq >= oldest {
			n++
		}
	}
	if n == 0 {
		return batch, aside
	}
	merged = append(slices.Clip(batch), aside[:n]...)
	slices.SortStableFunc(merged, newerFirst)
	return slices.CompactFunc(merged, func(a, b *core.Record) bool { return a.Seq == b.Seq }), aside[n:]
}

func newerFirst(a, b *core.Record) int { return cmp.Compare(b.Seq, a.Seq) }

// Bounds of what is read of an order's exceptions: records of the order in which they are
// found, and records of each.
const (
	exceptionsWithin = 1024
	recordsOfEach    = 64
)

// exceptionRecords reads the records about exceptions on an order, newest first.
func (r *request) exceptionRecords(ref core.Ref, before uint64) ([]*core.Record, error) {
	if ref.Noun != order.NounOrder {
		return nil, nil
	}
	own, err := r.Cold.History(r.ctx, ref, 0, exceptionsWithin)
	if err != nil {
		return nil, err
	}
	r.raised = map[string]bool{}
	for _, rec := range own {
		for _, e := range rec.Events {
			if x, ok := e.(*exception.Raised); ok && x.Exception.Subject == ref {
				r.raised[x.Exception.ID] = true
			}
		}
	}
	r.w.Exceptions.Each(func(id string, x *exception.Exception) bool {
		if x.Subject == ref {
			r.raised[id] = true
		}
		return true
	})
	var out []*core.Record
	for _, id := range slices.Sorted(maps.Keys(r.raised)) {
		list, err := r.Cold.History(r.ctx, core.Ref{Noun: exception.NounException, ID: id}, before, recordsOfEach)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.SortStableFunc(out, newerFirst)
	return out, nil
}

func yieldEvents(r *request, ref core.Ref, rec *core.Record, yield func(happening) bool) bool {
	named := false
	for _, e := range rec.Events {
		named = named || r.about(e, ref)
	}
	for n := len(rec.Events); n >= 1; n-- {
		e := rec.Events[n-1]
		if named && !r.about(e, ref) || !named && exceptionOf(e) != "" {
			continue
		}
		if !yield(happening{rec, n}) {
			return false
		}
	}
	return true
}
