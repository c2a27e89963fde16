package lang

import (
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// claim is what a condition says of values, as far as it can be told without any: all
// that its parts, joined by and, demand. It knows less than the condition, never more.
type claim struct {
	ranges map[string]span     // of numbers, amounts, truths and dates
	words  map[string][]string // a text is one of these
	others []string            // parts of any other form, as they are written
	never  string              // the field of which it demands what nothing has; or "false"
}

type span struct{ lo, hi int64 }

// Constant reports whether the condition comes out the same whatever is looked at.
func (p *Program[E]) Constant() (value, constant bool) {
	if p.root.constant {
		return p.root.num(nil) != 0, true
	}
	return false, p.claim.never == "false"
}

// Never names the field of which the condition demands what no value has, such as more
// than 80 and less than 40; "" where it is not seen to.
func (p *Program[E]) Never() string { return p.claim.never }

// Implies reports whether q is seen to be true wherever p is. Both are of one scope.
func (p *Program[E]) Implies(q *Program[E]) bool {
	if v, constant := q.Constant(); constant {
		return v
	}
	for name, want := range q.claim.ranges {
		has, ok := p.claim.ranges[name]
		if !ok || has.lo < want.lo || has.hi > want.hi {
			return false
		}
	}
	for name, want := range q.claim.words {
		has, ok := p.claim.words[name]
		if !ok || slices.ContainsFunc(has, func(w string) bool { return !slices.Contains(want, w) }) {
			return false
		}
	}
	return !slices.ContainsFunc(q.claim.others, func(part string) bool { return !slices.Contains(p.claim.others, part) })
}

// claimed reads the claim of a checked tree.
func claimed[E any](s *Scope[E], tree ast.Node) claim {
	c := claim{ranges: map[string]span{}, words: map[string][]string{}}
	(&compiler[E]{scope: s}).claims(&c, tree)
	return c
}

// claims adds what one part of a condition demands.
func (c *compiler[E]) claims(to *claim, n ast.Node) {
	switch at := n.(type) {
	case *ast.BinaryNode:
		switch {
		case at.Operator == "and" || at.Operator == "&&":
			c.claims(to, at.Left)
			c.claims(to, at.Right)
			return
		case c.compares(to, at.Operator, at.Left, at.Right) || c.compares(to, turned(at.Operator), at.Right, at.Left):
			return
		}
	case *ast.UnaryNode:
		if f := c.field(at.Node); f != nil && f.Kind == Bool && f.Each == nil && at.Operator != "-" {
			to.within(f.Name, span{0, 0})
			return
		}
	case *ast.IdentifierNode, *ast.MemberNode:
		if f := c.field(n); f != nil && f.Kind == Bool && f.Each == nil {
			to.within(f.Name, span{1, 1})
			return
		}
	}
	if v, err := c.value(n); err == nil && v.constant {
		if v.num(nil) == 0 {
			to.never = "false"
		}
		return
	}
	to.others = append(to.others, n.String())
}

// compares adds a comparison of a field with literals; false: it is none. A date or time
// that is not set is outside of every order, so only their equality is told.
func (c *compiler[E]) compares(to *claim, op string, field, value ast.Node) bool {
	f := c.field(field)
	if f == nil || f.Each != nil || f.Refuse != "" {
		return false
	}
	values, ok := c.literals(op, value)
	dated := f.Kind == Date || f.Kind == Time
	switch {
	case !ok:
		return false
	case f.Kind == Text && (op == "==" || op == "in"):
		to.among(f.Name, values)
	case f.Kind == Text || !slices.Contains([]string{"==", "<", "<=", ">", ">="}, op) || dated && op != "==":
		return false
	default:
		to.within(f.Name, spanOf(op, values[0].N))
	}
	return true
}

// literals are the values that a field is compared with.
func (c *compiler[E]) literals(op string, n ast.Node) (out []Value, ok bool) {
	items := []ast.Node{n}
	if op == "in" {
		list, isList := n.(*ast.ArrayNode)
		if !isList {
			return nil, false
		}
		items = list.Nodes
	}
	for _, item := range items {
		v, err := c.value(item)
		if err != nil || !v.constant {
			return nil, false
		}
		out = append(out, v.value(nil))
	}
	return out, true
}

// turned is an operator with its sides changed; "" where they cannot be.
func turned(op string) string {
	switch op {
	case "==":
		return op
	case "<", "<=":
		return ">" + op[1:]
	case ">", ">=":
		return "<" + op[1:]
	}
	return ""
}

func spanOf(op string, n int64) span {
	switch op {
	case "==":
		return span{n, n}
	case "<":
		return span{math.MinInt64, max(n, math.MinInt64+1) - 1}
	case "<=":
		return span{math.MinInt64, n}
	case ">":
		return span{min(n, math.MaxInt64-1) + 1, math.MaxInt64}
	case ">=":
		return span{n, math.MaxInt64}
	}
	return span{math.MinInt64, math.MaxInt64}
}

func (c *claim) within(name string, s span) {
	if old, ok := c.ranges[name]; ok {
		s = span{max(s.lo, old.lo), min(s.hi, old.hi)}
	}
	if c.ranges[name] = s; s.lo > s.hi && c.never == "" {
		c.never = name
	}
}

func (c *claim) among(name string, values []Value) {
	var words []string
	old, ok := c.words[name]
	for _, v := range values {
		if !ok || slices.Contains(old, v.S) {
			words = append(words, v.S)
		}
	}
	if c.words[name] = words; len(words) == 0 && c.never == "" {
		c.never = name
	}
}
