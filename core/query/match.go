package query

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
)

// field is one property of records of type T, readable by filters and sorts, and
// shown where it is a column.
//
// What a literal means follows from the type: text is compared exactly, or with ~ as
// a part, capitals or not; an amount is decimal; a time is RFC 3339, a date (the whole
// day, UTC), now, now-2h, now+3d (units s m h d w) or none; a word is one of a closed
// set, and < and > follow the order of that set. A record whose time is not set
// satisfies only "= none" and "!= some time".
type field[T any] struct {
	name, title string
	typ         api.Type
	shown       bool     // a column of lists
	byNumber    bool     // sorts by Value.N though Value.S is shown
	secret      bool     // compared by keyed hash: only =, != and in, and only for those who may see people
	words       []string // the closed set of a Word, in its order

	// get reads the value. Amounts have both S, as shown, and N in millionths.
	get func(r *request, d T) api.Value
	// many reads several texts of which filters match any; it stands before get.
	many func(r *request, d T, yield func(string) bool)
}

// withText adds a field "text", any part of what a row shows in words.
func withText[T any](fields []field[T]) []field[T] {
	return append(fields, field[T]{name: "text", title: "Any text", typ: api.Text, many: func(r *request, d T, yield func(string) bool) {
		for i := range fields {
			f := &fields[i]
			if words := f.typ == api.Text || f.typ == api.ID || f.typ == api.Word; words && f.shown && !yield(f.get(r, d).S) {
				return
			}
		}
	}})
}

// test is a condition that was bound to a field.
type test[T any] func(d T) bool

// bind makes one test of conditions. A mistake is named with its place.
func (t *table[T]) bind(r *request, w where) (test[T], error) {
	tests := make([]test[T], 0, len(w))
	for i := range w {
		c := &w[i]
		f := t.field(c.field)
		if f == nil {
			return nil, badWhere(c.pos, core.Unknown("field", c.field, t.names()))
		}
		c.field = f.name // walks look for it
		one, err := f.bind(r, c)
		if err != nil {
			return nil, err
		}
		tests = append(tests, one)
	}
	return func(d T) bool {
		for _, one := range tests {
			if !one(d) {
				return false
			}
		}
		return true
	}, nil
}

func (f *field[T]) bind(r *request, c *condition) (test[T], error) {
	switch {
	case f.secret:
		return f.bindSecret(r, c)
	case f.many == nil && f.numeric():
		return f.bindNumber(r, c)
	}
	return f.bindText(r, c)
}

func (f *field[T]) numeric() bool {
	switch f.typ {
	case api.Int, api.Time, api.Date, api.Boolean, api.Amount:
		return true
	}
	return f.words != nil
}

// bindText compares text. A field with many values matches when any of them does;
// != means that none is equal.
func (f *field[T]) bindText(r *request, c *condition) (test[T], error) {
	match, err := textTest(c)
	if err != nil {
		return nil, err
	}
	if f.many == nil {
		return func(d T) bool { return match(f.get(r, d).S) }, nil
	}
	switch c.op {
	case opLt, opLe, opGt, opGe:
		return nil, badWhere(c.opPos, c.field+" has several values; use = != ~ or in")
	}
	wanted := c.op != opNe
	if !wanted {
		equal := match
		match = func(s string) bool { return !equal(s) }
	}
	return func(d T) bool {
		any := false
		f.many(r, d, func(s string) bool { any = match(s); return !any })
		return any == wanted
	}, nil
}

func textTest(c *condition) (func(string) bool, error) {
	want := c.values[0].text
	switch c.op {
	case opEq:
		return func(s string) bool { return s == want }, nil
	case opNe:
		return func(s string) bool { return s != want }, nil
	case opHas:
		return contains(want), nil
	case opIn:
		return func(s string) bool {
			return slices.ContainsFunc(c.values, func(l literal) bool { return l.text == s })
		}, nil
	}
	test := ordering(c.op)
	return func(s string) bool { return test(strings.Compare(s, want)) }, nil
}

// ordering turns an operator into a test of a comparison's outcome.
func ordering(op operator) func(int) bool {
	switch op {
	case opLt:
		return func(n int) bool { return n < 0 }
	case opLe:
		return func(n int) bool { return n <= 0 }
	case opGt:
		return func(n int) bool { return n > 0 }
	}
	return func(n int) bool { return n >= 0 }
}

// contains finds want as a part, whatever the capitals. Most text is ASCII, which is
// compared without an allocation.
func contains(want string) func(string) bool {
	low := strings.ToLower(want)
	return func(s string) bool {
		for i := 0; i < len(s); i++ {
			if s[i] >= 0x80 {
				return strings.Contains(strings.ToLower(s), low)
			}
		}
		return containsASCII(s, low)
	}
}

func containsASCII(s, low string) bool {
	for i := 0; i+len(low) <= len(s); i++ {
		n := 0
		for n < len(low) && lower(s[i+n]) == low[n] {
			n++
		}
		if n == len(low) {
			return true
		}
	}
	return false
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// bindSecret compares keyed hashes: the text itself is never kept.
func (f *field[T]) bindSecret(r *request, c *condition) (test[T], error) {
	switch {
	case c.op != opEq && c.op != opIn && c.op != opNe:
		return nil, badWhere(c.opPos, c.field+" is sealed; it can only be compared whole, with = != or in")
	case !r.who.May(catalog.Operator):
		return nil, core.E(core.CodeForbidden, "where", c.field, "looking for people needs the role operator")
	case r.Opener == nil:
		return nil, core.E(core.CodeState, "where", c.field, "this shop has no keys to compare people with")
	}
	var tokens []int64
	for _, l := range c.values {
		tokens = append(tokens, int64(r.Opener.Token(l.text)))
	}
	wanted := c.op != opNe
	return func(d T) bool { return slices.Contains(tokens, f.get(r, d).N) == wanted }, nil
}

// span is what a literal of a numeric field covers: a day covers many milliseconds,
// everything else is a point.
type span struct{ lo, hi int64 }

func (f *field[T]) bindNumber(r *request, c *condition) (test[T], error) {
	switch {
	case c.op == opHas:
		return nil, badWhere(c.opPos, "~ looks into text; compare "+c.field+" with = != < <= > >= or in")
	case f.typ == api.Boolean && c.op != opEq && c.op != opNe:
		return nil, badWhere(c.opPos, c.field+" is true or false; use = or !=")
	}
	var spans []span
	for i := range c.values {
		s, message := f.span(r, c.values[i].text)
		if message != "" {
			return nil, badWhere(c.values[i].pos, message)
		}
		spans = append(spans, s)
	}
	match := spanTest(c.op, spans)
	if f.typ != api.Time && f.typ != api.Date {
		return func(d T) bool { return match(f.number(r, d)) }, nil
	}
	none := slices.Contains(spans, span{})
	if none && c.op != opEq && c.op != opNe && c.op != opIn {
		return nil, badWhere(c.opPos, "none is neither early nor late; use = none or != none")
	}
	unset := none == (c.op != opNe)
	return func(d T) bool {
		if v := f.number(r, d); v != 0 {
			return match(v)
		}
		return unset
	}, nil
}

func spanTest(op operator, spans []span) func(int64) bool {
	s := spans[0]
	switch op {
	case opLt:
		return func(v int64) bool { return v < s.lo }
	case opLe:
		return func(v int64) bool { return v <= s.hi }
	case opGt:
		return func(v int64) bool { return v > s.hi }
	case opGe:
		return func(v int64) bool { return v >= s.lo }
	case opNe:
		return func(v int64) bool { return v < s.lo || v > s.hi }
	}
	return func(v int64) bool {
		return slices.ContainsFunc(spans, func(s span) bool { return v >= s.lo && v <= s.hi })
	}
}

// number is what a numeric field compares and sorts by.
func (f *field[T]) number(r *request, d T) int64 {
	v := f.get(r, d)
	if f.words != nil {
		return int64(slices.Index(f.words, v.S))
	}
	return v.N
}

// span reads a literal; message says what is wrong with it.
func (f *field[T]) span(r *request, text string) (s span, message string) {
	if f.words != nil {
		if i := slices.Index(f.words, strings.ToLower(text)); i >= 0 {
			return span{int64(i), int64(i)}, ""
		}
		return s, core.Unknown(f.name, text, f.words)
	}
	switch f.typ {
	case api.Int:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return s, fmt.Sprintf("%s is compared with a whole number, not %.40q", f.name, text)
		}
		return span{n, n}, ""
	case api.Amount:
		p, err := core.ParsePrice(text)
		if err != nil {
			return s, fmt.Sprintf("%s is compared with an amount such as 12.50, not %.40q", f.name, text)
		}
		return span{int64(p), int64(p)}, ""
	case api.Boolean:
		switch strings.ToLower(text) {
		case "true":
			return span{1, 1}, ""
		case "false":
			return span{0, 0}, ""
		}
		return s, fmt.Sprintf("%s is true or false, not %.40q", f.name, text)
	}
	return f.timeSpan(r, text)
}

// compareValues orders two values of a field: by number or text, and times that are
// not set last, whichever way round.
func (f *field[T]) compareValues(a, b api.Value, down bool) int {
	if f.typ == api.Time || f.typ == api.Date {
		if unset := cmp.Compare(btoi(a.N == 0), btoi(b.N == 0)); unset != 0 {
			return unset
		}
	}
	n := 0
	if f.numeric() || f.byNumber {
		n = cmp.Compare(a.N, b.N)
	} else {
		n = strings.Compare(a.S, b.S)
	}
	if down {
		return -n
	}
	return n
}
