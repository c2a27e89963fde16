package query

import (
	"cmp"
	"encoding/binary"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/world"
)

// exceptions is the kind exception: open ones first, the worst and most urgent at the
// top, then closed ones, newest first.
func exceptions() *table[*exception.Exception] {
	return &table[*exception.Exception]{
		noun:    exception.NounException,
		fields:  append(exceptionFields(), exceptionFilters()...),
		version: func(x *exception.Exception) uint64 { return x.Version },
		total:   func(w *world.World) int { return int(w.Shop().Exceptions) },
		key:     exceptionKey,
		walk:    walkExceptions,
		tells:   []string{"open", "closed", "closed_by", "resolution", "id"},
	}
}

func severities() []string {
	var out []string
	for s := exception.Info; s <= exception.Critical; s++ {
		out = append(out, s.String())
	}
	return out
}

func types() []string {
	var out []string
	for _, r := range exception.Rules() {
		out = append(out, string(r.Type))
	}
	return out
}

func exceptionFields() []field[*exception.Exception] {
	type x = *exception.Exception
	return []field[x]{
		{name: "id", title: "Exception", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d x) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
		{name: "severity", title: "Severity", typ: api.Word, shown: true, words: severities(), get: func(_ *request, d x) api.Value { return text(d.Severity.String()) }},
		{name: "type", title: "Type", typ: api.Word, shown: true, words: types(), get: func(_ *request, d x) api.Value { return text(string(d.Type)) }},
		{name: "subject", title: "Subject", typ: api.ID, shown: true, get: func(_ *request, d x) api.Value { return text(d.Subject.String()) },
			many: func(_ *request, d x, yield func(string) bool) { _ = yield(d.Subject.ID) && yield(d.Subject.String()) }},
		{name: "item", title: "Item", typ: api.ID, shown: true, get: func(_ *request, d x) api.Value { return text(d.Item) }},
		{name: "detail", title: "What", typ: api.Text, shown: true, get: func(_ *request, d x) api.Value { return text(d.Detail) }},
		{name: "queue", title: "Queue", typ: api.Word, shown: true, get: func(_ *request, d x) api.Value { return text(d.Queue) }},
		{name: "owner", title: "Owner", typ: api.ID, shown: true, get: func(_ *request, d x) api.Value { return text(d.Owner) }},
		{name: "opened", title: "Opened", typ: api.Time, shown: true, get: func(_ *request, d x) api.Value { return at(d.Opened) }},
		{name: "due", title: "Due", typ: api.Time, shown: true, get: func(_ *request, d x) api.Value { return at(d.Due) }},
		{name: "snoozed", title: "Snoozed until", typ: api.Time, shown: true, get: func(_ *request, d x) api.Value { return at(d.Snoozed) }},
		{name: "closed", title: "Closed", typ: api.Time, shown: true, get: func(_ *request, d x) api.Value { return at(d.Closed) }},
	}
}

func exceptionFilters() []field[*exception.Exception] {
	type x = *exception.Exception
	return []field[x]{
		{name: "open", title: "Open", typ: api.Boolean, get: func(_ *request, d x) api.Value { return yes(d.Closed == 0) }},
		{name: "escalated", title: "Escalated", typ: api.Boolean, get: func(_ *request, d x) api.Value { return yes(d.Escalated) }},
		{name: "overdue", title: "Overdue", typ: api.Boolean, get: func(r *request, d x) api.Value {
			return yes(d.Closed == 0 && d.Due != 0 && max(d.Due, d.Snoozed) <= r.now)
		}},
		{name: "asleep", title: "Put off", typ: api.Boolean, get: func(r *request, d x) api.Value { return yes(d.Closed == 0 && d.Snoozed > r.now) }},
		{name: "noun", title: "Kind of subject", typ: api.Word, get: func(_ *request, d x) api.Value { return text(string(d.Subject.Noun)) }},
		{name: "resolution", title: "Resolution", typ: api.Text, get: func(_ *request, d x) api.Value { return text(d.Resolution) }},
		{name: "closed_by", title: "Closed by", typ: api.ID, get: func(_ *request, d x) api.Value { return text(d.ClosedBy) }},
		{name: "rule", title: "Rule that graded it", typ: api.ID, get: func(_ *request, d x) api.Value { return text(d.Rule) }},
		{name: "policy", title: "Policy of that rule", typ: api.ID, get: func(_ *request, d x) api.Value { return text(policyID(d.Policy)) }},
		{name: "notes", title: "Notes", typ: api.Int, get: func(_ *request, d x) api.Value { return api.Value{N: int64(len(d.Notes))} }},
		{name: "text", title: "Any text", typ: api.Text, many: func(_ *request, d x, yield func(string) bool) {
			_ = yield(d.ID) && yield(d.Subject.ID) && yield(d.Item) && yield(d.Detail) && yield(string(d.Type))
		}},
	}
}

// rank is the place of an open exception on the board.
type rank struct {
	severity exception.Severity
	due      core.Instant
	n        uint64
}

func rankOf(x *exception.Exception) rank { return rank{x.Severity, x.Due, x.N} }

// compare puts the worst first, then the most urgent, then the oldest. None due is last.
func (a rank) compare(b rank) int {
	return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(uint64(a.due-1), uint64(b.due-1)), cmp.Compare(a.n, b.n))
}

// The keys of the list: "o" and the rank for open exceptions, "z" and the number,
// newest first, for closed ones.
const (
	openPhase   = "o"
	closedPhase = "z"
)

func (a rank) key() string {
	b := append([]byte(openPhase), 255-byte(a.severity))
	b = binary.BigEndian.AppendUint64(b, uint64(a.due-1))
	return string(binary.BigEndian.AppendUint64(b, a.n))
}

func exceptionKey(x *exception.Exception) string {
	if x.Closed == 0 {
		return rankOf(x).key()
	}
	return closedPhase + newestFirst(x.N)
}

func rankAt(key string) rank {
	if len(key) < 18 {
		return rank{severity: 255}
	}
	b := []byte(key)
	return rank{exception.Severity(255 - b[1]), core.Instant(binary.BigEndian.Uint64(b[2:])) + 1, binary.BigEndian.Uint64(b[10:])}
}

func walkExceptions(r *request, after string, yield func(*exception.Exception) bool) error {
	if id, ok := r.equal("id"); ok {
		return r.oneException(id, yield)
	}
	if after < closedPhase && !r.says("open", "false") {
		for _, x := range r.openExceptions(rankAt(after)) {
			if !yield(x) {
				return nil
			}
		}
	}
	if r.says("open", "true") || r.says("closed", "none") {
		return nil
	}
	top := r.w.Shop().Exceptions
	if after > closedPhase {
		top = numberOf(after[len(closedPhase):], top)
	}
	n := exceptionsOf(r.w)
	return merge(&n, n.hot(top), n.cold(r, top), func(x *exception.Exception) bool {
		return x.Closed == 0 || yield(x)
	})
}

// says reports whether a condition "field = value" is part of the filter.
func (r *request) says(field, value string) bool {
	v, ok := r.equal(field)
	return ok && v == value
}

func (r *request) oneException(id string, yield func(*exception.Exception) bool) error {
	doc, err := r.find(core.Ref{Noun: exception.NounException, ID: id})
	x, ok := doc.(*exception.Exception)
	if err == nil && ok {
		yield(x)
	}
	return err
}

// openExceptions lists open exceptions from a rank on, in the order of the board. The
// board is sorted afresh for each page: it is in memory, and hundreds are many.
func (r *request) openExceptions(from rank) []*exception.Exception {
	list := make([]*exception.Exception, 0, r.w.OpenExceptions())
	r.w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 && rankOf(x).compare(from) >= 0 {
			list = append(list, x)
		}
		return true
	})
	slices.SortFunc(list, func(a, b *exception.Exception) int { return rankOf(a).compare(rankOf(b)) })
	return list
}
