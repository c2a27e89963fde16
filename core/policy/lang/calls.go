package lang

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"andon/core"
)

// call compiles a function.
func (c *compiler[E]) call(pos int, name string, args []ast.Node) (*node[E], error) {
	wanted := map[string]int{"any": 2, "all": 2, "none": 2, "count": 2, "sum": 2, "has": 2, "len": 1, "lower": 1, "abs": 1,
		"hours": 2, "days": 2, "amount": 1, "date": 1, "time": 1, "ago": 1, "ahead": 1, "min": -2, "max": -2}
	n, known := wanted[name]
	switch {
	case name == "now" && c.scope.Now == nil:
		return nil, mistake(pos, noClock)
	case name == "now":
		return nil, mistake(pos, "write now without brackets")
	case !known:
		return nil, mistake(pos, "there is no function %.40s; there are %s", name, c.functions())
	case n < 0 && len(args) < -n:
		return nil, mistake(pos, "%s takes at least %d values", name, -n)
	case n >= 0 && len(args) != n:
		return nil, mistake(pos, "%s takes %d, %s; here it has %d", name, n, c.usage(name), len(args))
	}
	switch name {
	case "any", "all", "none", "count", "sum":
		return c.fold(pos, name, args[0], args[1])
	case "has":
		text, err := c.of(Text, args[1], "the second of has")
		if err != nil {
			return nil, err
		}
		return c.has(pos, args[0], text)
	case "len":
		return c.length(pos, args[0])
	case "amount", "date", "time":
		return c.literal(pos, name, args[0])
	case "ago", "ahead":
		return c.shifted(pos, name, args[0])
	case "min", "max":
		return c.extreme(pos, name, args)
	case "hours":
		return c.between(pos, Time, betweenHours, args)
	case "days":
		return c.between(pos, Date, betweenDays, args)
	case "lower":
		v, err := c.of(Text, args[0], "what lower takes")
		if err != nil {
			return nil, err
		}
		return fold(&node[E]{kind: Text, pos: pos, text: func(r *run[E]) string { return strings.ToLower(v.text(r)) }}, v)
	}
	return c.abs(pos, args[0])
}

// usage is how a function is called.
func (c *compiler[E]) usage(name string) string {
	entries := c.scope.Functions()
	if i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name }); i >= 0 {
		return entries[i].Type
	}
	return name
}

func (c *compiler[E]) abs(pos int, arg ast.Node) (*node[E], error) {
	v, err := c.value(arg)
	if err != nil {
		return nil, err
	}
	if v.kind != Int && v.kind != Amount {
		return nil, mistake(v.pos, "abs takes a number or an amount, not %s", v.phrase())
	}
	return fold(&node[E]{kind: v.kind, pos: pos, num: func(r *run[E]) int64 {
		n := v.num(r)
		if n < 0 {
			return checked(r, pos, subtract, 0, n)
		}
		return n
	}}, v)
}

// between compiles hours and days.
func (c *compiler[E]) between(pos int, kind Kind, do operation, args []ast.Node) (*node[E], error) {
	from, err := c.of(kind, args[0], "the first value")
	if err != nil {
		return nil, err
	}
	to, err := c.of(kind, args[1], "the second value")
	if err != nil {
		return nil, err
	}
	return fold(&node[E]{kind: Int, pos: pos, num: func(r *run[E]) int64 { return checked(r, pos, do, to.num(r), from.num(r)) }}, from, to)
}

// extreme compiles min and max of values of one kind.
func (c *compiler[E]) extreme(pos int, name string, args []ast.Node) (*node[E], error) {
	var out *node[E]
	pick := func(a, b int64) (int64, string) { return min(a, b), "" }
	if name == "max" {
		pick = func(a, b int64) (int64, string) { return max(a, b), "" }
	}
	for _, arg := range args {
		v, err := c.value(arg)
		switch {
		case err != nil:
			return nil, err
		case v.kind == Text || v.kind == Bool || v.kind == unset:
			return nil, mistake(v.pos, "%s takes numbers, amounts, dates or times, not %s", name, v.phrase())
		case out == nil:
			out = v
			continue
		case v.kind != out.kind:
			return nil, mistake(v.pos, "%s takes values of one kind, not %s and %s%s", name, out.phrase(), v.phrase(), instead(out, v))
		}
		a := out
		step := pick
		if v.kind == Date || v.kind == Time {
			step = ofSet(pick)
		}
		if out, err = fold(&node[E]{kind: v.kind, pos: pos, num: func(r *run[E]) int64 { return checked(r, pos, step, a.num(r), v.num(r)) }}, a, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ofSet lets an operation have only dates and times that are set.
func ofSet(do operation) operation {
	return func(a, b int64) (int64, string) {
		if a == 0 || b == 0 {
			return 0, notSet
		}
		return do(a, b)
	}
}

// quoted is the text of an argument that must be a literal.
func quoted(name string, arg ast.Node) (string, error) {
	if s, ok := arg.(*ast.StringNode); ok {
		return s.Value, nil
	}
	example := map[string]string{"amount": "12.50", "date": "2026-12-01", "time": "2026-12-01T09:00:00Z", "ago": "2h", "ahead": "3d"}[name]
	return "", mistake(position(arg), "%s takes a text in quotes: %[1]s(%q)", name, example)
}

// literal compiles amount, date and time.
func (c *compiler[E]) literal(pos int, name string, arg ast.Node) (*node[E], error) {
	text, err := quoted(name, arg)
	if err != nil {
		return nil, err
	}
	v, kind := int64(0), Amount
	switch name {
	case "amount":
		var p core.Price
		p, err = core.ParsePrice(text)
		v = int64(p)
	case "date":
		var d core.Date
		err = d.UnmarshalText([]byte(text))
		v, kind = int64(d), Date
	default:
		var i core.Instant
		err = i.UnmarshalText([]byte(text))
		v, kind = int64(i), Time
	}
	switch {
	case err != nil:
		return nil, mistake(position(arg), "%s", err)
	case v == 0 && kind != Amount:
		return nil, mistake(position(arg), "%q stands for what is not set; write none", text)
	}
	return constant[E](kind, pos, Value{N: v}), nil
}

const noClock = "there is no clock here: a condition reads instants of what it is about, and not the time of the day"

// shifted compiles ago and ahead.
func (c *compiler[E]) shifted(pos int, name string, arg ast.Node) (*node[E], error) {
	text, err := quoted(name, arg)
	if err != nil {
		return nil, err
	}
	by, ok := parseSpan(text)
	switch {
	case c.scope.Now == nil:
		return nil, mistake(pos, noClock)
	case !ok:
		return nil, mistake(position(arg), "%.40q is not a span such as 2h; units are s m h d w", text)
	}
	if name == "ago" {
		by = -by
	}
	now := c.scope.Now
	return &node[E]{kind: Time, pos: pos, num: func(r *run[E]) int64 { return checked(r, pos, add, int64(now(r.whole)), by) }}, nil
}

// parseSpan reads 2h or 3d, as milliseconds.
func parseSpan(text string) (int64, bool) {
	if len(text) < 2 {
		return 0, false
	}
	unit := map[byte]int64{'s': 1_000, 'm': 60_000, 'h': 3_600_000, 'd': 86_400_000, 'w': 7 * 86_400_000}[text[len(text)-1]]
	n, err := strconv.ParseUint(text[:len(text)-1], 10, 31)
	return int64(n) * unit, err == nil && unit != 0
}

// length compiles len of a text, a list or a list of texts.
func (c *compiler[E]) length(pos int, arg ast.Node) (*node[E], error) {
	out := &node[E]{kind: Int, pos: pos}
	if list := c.list(arg); list != nil {
		out.num = func(r *run[E]) int64 { return int64(list.Len(r.whole)) }
		return out, nil
	}
	if f := c.field(arg); f != nil && f.Each != nil {
		_, take := stepOf("count")
		read, one := c.texts(arg, f), constant[E](Bool, pos, Value{N: 1})
		out.num = func(r *run[E]) int64 { return read(r, loop[E]{pos: pos, body: one, step: take}) }
		return out, nil
	}
	v, err := c.of(Text, arg, "what len takes")
	if err != nil {
		return nil, err
	}
	out.num = func(r *run[E]) int64 { return int64(utf8.RuneCountInString(v.text(r))) }
	return fold(out, v)
}
