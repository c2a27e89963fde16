package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"andon/core"
	"andon/core/api"
	"andon/core/policy/lang"
)

// A filter is written in one of two grammars. The short one of where.go is what people
// type at a prompt: status = held and placed < now-2d. The whole language is that of
// policies, see core/policy/lang: status == "held" or not (queue == "dock"). What can be
// read in the short one is; so what was written before there was another means the same.

// filter makes one test of Query.Where and Query.Open, and leaves in r.where what walks
// may rely on: conditions that every match satisfies.
func (t *table[T]) filter(r *request) (test[T], error) {
	names, match, err := t.read(r)
	if err != nil {
		return nil, err
	}
	r.filtered = strings.TrimSpace(r.q.Where) != ""
	if !r.q.Open || t.tells == nil || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(t.tells, n) }) {
		return match, nil
	}
	onlyOpen := where{{field: "open", op: opEq, values: []literal{{text: "true"}}}}
	open, err := t.bind(r, onlyOpen)
	if err != nil {
		return nil, err
	}
	r.where, r.filtered = append(r.where, onlyOpen...), true
	return func(d T) bool { return open(d) && match(d) }, nil
}

// read understands the filter in one grammar or the other; names are the fields that it
// reads. Of two mistakes it returns that of the grammar which the text looks like.
func (t *table[T]) read(r *request) (names []string, match test[T], err error) {
	w, short := parseWhere(r.q.Where)
	if short == nil {
		match, short = t.bind(r, w)
	}
	if short == nil {
		r.where = w
		for i := range w {
			names = append(names, w[i].field)
		}
		return names, match, nil
	}
	if core.CodeOf(short) == core.CodeLimit {
		return nil, nil, short
	}
	p, whole := lang.Compile(t.scope(r), r.q.Where, lang.Bool)
	switch {
	case whole == nil:
		r.where = implied(p.Equal())
		return p.Names(), t.evaluate(r, p), nil
	case looksWhole(r.q.Where):
		return nil, nil, ofLang(whole, "")
	}
	return nil, nil, short
}

// ofLang is an error of the language as one of a filter, and where it was met.
func ofLang(err error, on string) error {
	if on != "" {
		on = ", of " + on
	}
	return core.E(core.CodeOf(err), "where", "", "the filter "+err.Error()+on)
}

// evaluate makes a test of a program. What cannot be evaluated ends the query: a list
// that leaves out what nobody could decide would be wrong in silence.
func (t *table[T]) evaluate(r *request, p *lang.Program[T]) test[T] {
	return func(d T) bool {
		ok, err := p.True(d)
		if err != nil && r.failed == nil {
			r.failed = ofLang(err, t.fields[0].get(r, d).S)
		}
		return ok
	}
}

// scope is what filters in the whole language may speak of: the table's fields. Titles
// stand for names here too.
func (t *table[T]) scope(r *request) *lang.Scope[T] {
	s := &lang.Scope[T]{
		Fields: make([]lang.Field[T], 0, len(t.fields)),
		Now:    func(T) core.Instant { return r.now },
		Alias: func(name string) string {
			if f := t.field(strings.ToLower(name)); f != nil {
				return f.name
			}
			return ""
		},
	}
	for i := range t.fields {
		s.Fields = append(s.Fields, t.fields[i].lang(r))
	}
	return s
}

// lang is the field as the whole language reads it.
func (f *field[T]) lang(r *request) lang.Field[T] {
	out := lang.Field[T]{Name: f.name, Doc: f.title, Kind: kindIn(f.typ), Words: f.words}
	switch {
	case f.secret:
		out.Refuse = "is sealed, and only compared whole: write " + f.name + ` = "..." alone, or with and`
	case f.many != nil:
		out.Each = func(d T, yield func(lang.Value) bool) {
			f.many(r, d, func(s string) bool { return yield(lang.Value{S: s}) })
		}
	default:
		out.Get = func(d T) lang.Value { v := f.get(r, d); return lang.Value{N: v.N, S: v.S} }
	}
	return out
}

func kindIn(typ api.Type) lang.Kind {
	switch typ {
	case api.Int:
		return lang.Int
	case api.Amount:
		return lang.Amount
	case api.Time:
		return lang.Time
	case api.Date:
		return lang.Date
	case api.Boolean:
		return lang.Bool
	}
	return lang.Text
}

// implied writes equalities as conditions, for walks; the program tests them too.
func implied(equal []lang.Equality) where {
	var out where
	for _, e := range equal {
		text := e.Value.S
		switch {
		case e.Kind == lang.Text:
		case e.Kind == lang.Bool:
			text = strconv.FormatBool(e.Value.N != 0)
		case e.Kind == lang.Int:
			text = strconv.FormatInt(e.Value.N, 10)
		case (e.Kind == lang.Time || e.Kind == lang.Date) && e.Value.N == 0:
			text = "none"
		default:
			continue // no walk asks for it
		}
		out = append(out, condition{field: e.Field, op: opEq, values: []literal{{text: text}}})
	}
	return out
}

// looksWhole reports whether a text that neither grammar understands was rather meant
// in the whole language: it has operators, brackets or words that only that one has.
func looksWhole(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	p := &parser{in: []rune(text)}
	before := ""
	for p.next(); p.tok.kind != tokEnd; p.next() {
		word := p.tok.kind == tokWord
		switch {
		case p.tok.kind == tokOp && (p.tok.text == "==" || p.tok.text == "!"),
			word && slices.Contains([]string{"or", "not", "contains", "startsWith", "endsWith"}, p.tok.text),
			word && strings.ContainsAny(p.tok.text, "|&[?"),
			p.tok.text == "(" && p.tok.kind == tokMark && !strings.EqualFold(before, "in"):
			return true
		}
		before = p.tok.text
	}
	return false
}
