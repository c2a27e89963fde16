package lang_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"andon/core"
	"andon/core/policy/lang"
)

// sum is an arithmetic expression: a leaf, or two and an operator.
type sum struct {
	op          string
	left, right *sum
	text        string
	n           int64
}

func drawSum(t *rapid.T, depth int, fields map[string]int64) *sum {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		name := rapid.SampledFrom([]string{"x", "y", "7", "2", "1000000007", "9223372036854775807"}).Draw(t, "name")
		if n, ok := fields[name]; ok {
			return &sum{text: name, n: n}
		}
		n, _ := new(big.Int).SetString(name, 10)
		return &sum{text: name, n: n.Int64()}
	}
	op := rapid.SampledFrom([]string{"+", "-", "*", "/", "%"}).Draw(t, "op")
	return &sum{op: op, left: drawSum(t, depth-1, fields), right: drawSum(t, depth-1, fields)}
}

func rank(op string) int { return map[string]int{"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "": 3}[op] }

// String writes only the brackets that are needed, so that what binds first is proved too.
func (s *sum) String() string {
	if s.op == "" {
		return s.text
	}
	left, right := s.left.String(), s.right.String()
	if rank(s.left.op) < rank(s.op) {
		left = "(" + left + ")"
	}
	if rank(s.right.op) <= rank(s.op) {
		right = "(" + right + ")"
	}
	return left + " " + s.op + " " + right
}

// exact is the result without bounds; nil where a step divides by zero or does not fit.
func (s *sum) exact() *big.Int {
	if s.op == "" {
		return big.NewInt(s.n)
	}
	a, b := s.left.exact(), s.right.exact()
	if a == nil || b == nil {
		return nil
	}
	out := new(big.Int)
	switch s.op {
	case "+":
		out.Add(a, b)
	case "-":
		out.Sub(a, b)
	case "*":
		out.Mul(a, b)
	default:
		if b.Sign() == 0 {
			return nil
		}
		if out.Quo(a, b); s.op == "%" {
			out.Rem(a, b)
		}
	}
	if !out.IsInt64() {
		return nil
	}
	return out
}

// TestArithmetic proves against exact numbers that a result is right or an error.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		edges := rapid.SampledFrom([]int64{0, 1, -1, 1<<63 - 1, -1 << 63, 1 << 32})
		values := rapid.OneOf(edges, rapid.Int64(), rapid.Int64Range(-20, 20))
		fields := map[string]int64{"x": values.Draw(t, "x"), "y": values.Draw(t, "y")}
		scope := &lang.Scope[map[string]int64]{}
		for _, name := range []string{"x", "y"} {
			scope.Fields = append(scope.Fields, lang.Field[map[string]int64]{Name: name, Kind: lang.Int,
				Get: func(m map[string]int64) lang.Value { return lang.Value{N: m[name]} }})
		}
		s := drawSum(t, 5, fields)
		want := s.exact()
		p, err := lang.Compile(scope, s.String(), lang.Int)
		var got lang.Value
		if err == nil {
			got, err = p.Eval(fields)
		}
		if (err == nil) != (want != nil) || want != nil && got.N != want.Int64() {
			t.Fatalf("%s with %v: %d, %v; want %v", s, fields, got.N, err, want)
		}
	})
}

// TestHostile proves that texts which are made to exhaust a parser are answered.
func TestHostile(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"(", "[", "{", "-", "!", "not ", "a?", "a?a:", "a?:", ".a", "#", "1<(1<", "a.", "a[", "any(", "any(order.lines,", "f(", "a in [",
		"if a{", "let a=1;", "a|", "a??", "a**", "'", "/*", "//", "\\", "1..", "not in ", "x not ", "::", "-(", "\n"} {
		for _, src := range []string{strings.Repeat(part, 4000/len(part)), strings.Repeat(part, 19) + "1", strings.Repeat(part, 50) + "a" + strings.Repeat(")", 50)} {
			if _, err := lang.Compile(scope(), src, lang.Bool); err == nil {
				t.Errorf("%q... passes", part)
			}
		}
	}
	// The parser gives the middle of a < b < c to two comparisons: nested, a tree of 2^18 parts.
	twice := strings.Repeat("1 < (", 18) + "1" + strings.Repeat(") < 1", 18)
	if _, err := lang.Compile(scope(), twice, lang.Bool); err == nil {
		t.Error("middles of middles pass")
	}
}

// TestTooCostly proves that one evaluation visits a bounded number of items, whether
// of lists or of texts, and that what it finds early costs only that.
func TestTooCostly(t *testing.T) {
	t.Parallel()
	s := sample()
	s.lines = make([]line, 10_000)
	for i := range s.lines {
		s.lines[i] = line{sku: "MUG", qty: 1, tags: slices.Repeat([]string{"red"}, 20)}
	}
	cases := []struct {
		src  string
		want core.Code
	}{
		{`all(order.lines, .qty == 1)`, ""},
		{`all(order.lines, any(order.lines, .qty == 1))`, ""},
		{`all(order.lines, all(order.lines, .qty == 1))`, core.CodeLimit},
		{`count(order.lines, "blue" in .tags) == 0`, core.CodeLimit},
		{`count(order.lines, "red" in .tags) > 0`, ""},
		{`sum(order.lines, len(.tags)) > 0`, core.CodeLimit},
		{`none(order.lines, any(.tags, # == "blue"))`, core.CodeLimit},
	}
	for _, c := range cases {
		p, err := lang.Compile(scope(), c.src, lang.Bool)
		if err != nil {
			t.Fatal(err)
		}
		ok, err := p.True(s)
		if got := codeOf(err); got != c.want || ok != (c.want == "") {
			t.Errorf("%s: %v, %v", c.src, ok, err)
		}
	}
}

func codeOf(err error) core.Code {
	var e *core.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

const typical = `order.total > amount("100.00") and channel in ["web", "shop"] and order.status != "closed" and
	("vip" in order.tags or any(order.lines, .qty > 20 and .sku startsWith "GIFT-")) and order.placed < ago("2h")`

// TestNoAllocations proves that an evaluation leaves nothing behind for the collector.
func TestNoAllocations(t *testing.T) {
	p, err := lang.Compile(scope(), typical, lang.Bool)
	if err != nil {
		t.Fatal(err)
	}
	s := sample()
	if n := testing.AllocsPerRun(1000, func() {
		if ok, err := p.True(s); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestShared proves that goroutines may share a program.
func TestShared(t *testing.T) {
	t.Parallel()
	p, err := lang.Compile(scope(), `sum(order.lines, .qty * order.count) / (order.count - 5)`, lang.Int)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range int64(8) {
		all.Go(func() {
			s := sample()
			s.count = n
			for range 200 {
				v, err := p.Eval(s)
				if n == 5 && err != nil {
					continue
				}
				if err != nil || v.N != 9*n/(n-5) {
					t.Errorf("%d: %d, %v", n, v.N, err)
				}
			}
		})
	}
	all.Wait()
}

// TestDescribe proves that the description names everything once, and in order.
func TestDescribe(t *testing.T) {
	t.Parallel()
	var names []string
	for _, e := range scope().Describe() {
		names = append(names, e.List+e.Name+" "+e.Type)
	}
	want := "cancel date, channel text, order.count int, order.due time, order.gift bool, order.lines list, order.lines.price amount, " +
		"order.lines.qty int, order.lines.sku text, order.lines.tags list of text, order.note text, order.placed time, order.status text, " +
		"order.tags list of text, order.total amount, ship date"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("%s", got)
	}
}

// TestEqual proves that a program tells which names it reads, and the equalities that
// an index could answer: those that all else is joined to by and.
func TestEqual(t *testing.T) {
	t.Parallel()
	s := scope()
	s.Alias = func(name string) string { return map[string]string{"Shop": "channel"}[name] }
	for _, c := range []struct{ src, equal, names string }{
		{`channel == "web" and order.count > 5`, "channel=web", "channel order.count"},
		{`Shop == "web"`, "channel=web", "channel"},
		{`"web" == channel and (order.count == 7 and order.gift)`, "channel=web order.count=7 order.gift=true", "channel order.count order.gift"},
		{`not order.gift and order.due == none and "vip" in order.tags`, "order.gift=false order.due= order.tags=vip", "order.due order.gift order.tags"},
		{`has(order.tags, "vip") and any(order.lines, .sku == "MUG")`, "order.tags=vip", "order.lines order.tags"},
		{`channel == "web" or order.count == 7`, "", "channel order.count"},
		{`not (channel == "web")`, "", "channel"},
		{`channel != "web" and channel == order.note and channel in ["a"]`, "", "channel order.note"},
		{`order.gift ? channel == "web" : true`, "", "channel order.gift"},
	} {
		p, err := lang.Compile(s, c.src, lang.Bool)
		if err != nil {
			t.Error(err)
			continue
		}
		var equal []string
		for _, e := range p.Equal() {
			equal = append(equal, e.Field+"="+show(e.Kind, e.Value))
		}
		if got, names := strings.Join(equal, " "), strings.Join(p.Names(), " "); got != c.equal || names != c.names {
			t.Errorf("%s: %q of %q", c.src, got, names)
		}
	}
}

// TestRefused proves that a scope can say why a field may not be named.
func TestRefused(t *testing.T) {
	t.Parallel()
	s := scope()
	s.Fields[0].Refuse = "is sealed"
	if _, err := lang.Compile(s, `order.gift and channel == "web"`, lang.Bool); err == nil || err.Error() != "at 16: channel is sealed" {
		t.Error(err)
	}
}

// TestFunctionsAreKnown proves that what the documentation calls can be called, and
// that without a clock nothing tells the time.
func TestFunctionsAreKnown(t *testing.T) {
	t.Parallel()
	s := scope()
	for _, f := range s.Functions() {
		if _, err := lang.Compile(s, f.Name+"(channel, channel, channel)", lang.Bool); err == nil || strings.Contains(err.Error(), "there is no function") {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	s.Now = nil
	for _, src := range []string{"now > order.placed", "now() > order.placed", `order.placed > ago("2h")`, `order.placed < ahead("2h")`} {
		if _, err := lang.Compile(s, src, lang.Bool); err == nil || !strings.Contains(err.Error(), "there is no clock here") {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// FuzzCompile looks for texts that crash the compiler or what it made, for mistakes
// without a place, and for evaluations that differ.
func FuzzCompile(f *testing.F) {
	for _, src := range []string{typical, `1 < order.count < 10 ? 1 : -2`, `sum(order.lines, .qty * .price) / 3`, `"x" in ["y"] or !(2 % 0 == 1)`,
		`lower(order.note) contains "b" and len(order.tags) == 2`, `min(now, ago("3d")) == none`, `days(ship, date("2026-12-01")) > 3`, "1 /* */ //", `"\u{1F600}\x41\101"`} {
		f.Add(src)
	}
	s := scope()
	f.Fuzz(func(t *testing.T, src string) {
		for kind := lang.Bool; kind <= lang.Time; kind++ {
			p, err := lang.Compile(s, src, kind)
			if err != nil {
				if codeOf(err) != core.CodeInvalid || !utf8.ValidString(err.Error()) {
					t.Fatalf("%q: %q", src, err)
				}
				continue
			}
			a, errA := p.Eval(sample())
			b, errB := p.Eval(sample())
			if a != b || (errA == nil) != (errB == nil) || errA != nil && codeOf(errA) == "" {
				t.Fatalf("%q: %v %v, then %v %v", src, a, errA, b, errB)
			}
		}
	})
}

func BenchmarkTypical(b *testing.B) {
	p, err := lang.Compile(scope(), typical, lang.Bool)
	if err != nil {
		b.Fatal(err)
	}
	s := sample()
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.True(s); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	s := scope()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lang.Compile(s, typical, lang.Bool); err != nil {
			b.Fatal(err)
		}
	}
}
