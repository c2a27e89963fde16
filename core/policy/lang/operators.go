package lang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"andon/core"
)

// unary compiles not and the minus sign.
func (c *compiler[E]) unary(n *ast.UnaryNode) (*node[E], error) {
	pos := position(n)
	if n.Operator == "+" {
		return nil, mistake(pos, "write a number without +")
	}
	v, err := c.value(n.Node)
	if err != nil {
		return nil, err
	}
	out := &node[E]{kind: v.kind, pos: pos}
	switch {
	case n.Operator != "-" && v.kind == Bool:
		out.num = func(r *run[E]) int64 { return 1 - v.num(r) }
	case n.Operator != "-":
		return nil, mistake(pos, "%s takes a condition, and here it takes only what follows at once, %s; write not (...)", n.Operator, v.phrase())
	case v.kind == Int || v.kind == Amount:
		out.num = func(r *run[E]) int64 { return checked(r, pos, subtract, 0, v.num(r)) }
	default:
		return nil, mistake(pos, "- takes a number or an amount, not %s", v.phrase())
	}
	return fold(out, v)
}

// binary compiles an operator between two parts.
func (c *compiler[E]) binary(n *ast.BinaryNode) (*node[E], error) {
	pos := position(n)
	switch n.Operator {
	case "and", "&&", "or", "||":
		return c.logic(n)
	case "in":
		return c.in(n)
	}
	a, err := c.value(n.Left)
	if err != nil {
		return nil, err
	}
	b, err := c.value(n.Right)
	if err != nil {
		return nil, err
	}
	var out *node[E]
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		out, err = compare(pos, n.Operator, a, b)
	case "contains", "startsWith", "endsWith":
		out, err = search(pos, n.Operator, a, b)
	case "+", "-", "*", "/", "%":
		out, err = calculate(pos, n.Operator, a, b)
	default:
		return nil, mistake(pos, "%s is not part of the language", n.Operator)
	}
	if err != nil {
		return nil, err
	}
	return fold(out, a, b)
}

// logic compiles and and or: the right side is only evaluated where it matters.
func (c *compiler[E]) logic(n *ast.BinaryNode) (*node[E], error) {
	a, err := c.of(Bool, n.Left, "the left side of "+n.Operator)
	if err != nil {
		return nil, err
	}
	b, err := c.of(Bool, n.Right, "the right side of "+n.Operator)
	if err != nil {
		return nil, err
	}
	out := &node[E]{kind: Bool, pos: position(n)}
	if n.Operator == "and" || n.Operator == "&&" {
		out.num = func(r *run[E]) int64 {
			if a.num(r) == 0 {
				return 0
			}
			return b.num(r)
		}
	} else {
		out.num = func(r *run[E]) int64 {
			if a.num(r) != 0 {
				return 1
			}
			return b.num(r)
		}
	}
	return fold(out, a, b)
}

// compare compiles == != < <= > >= between two of one kind.
func compare[E any](pos int, op string, a, b *node[E]) (*node[E], error) {
	if err := checkKinds(pos, op, a, b); err != nil {
		return nil, err
	}
	out := &node[E]{kind: Bool, pos: pos}
	equality := op == "==" || op == "!="
	switch {
	case a.kind == Text && !equality && (a.words != nil || b.words != nil):
		x, y, err := places(pos, a, b)
		if err != nil {
			return nil, err
		}
		out.num = order(op, x, y)
	case a.kind == Text:
		if err := checkWord(a, b); err != nil {
			return nil, err
		}
		out.num = order(op, a.text, b.text)
	case (a.kind == Date || a.kind == Time) && !equality:
		holds := ordering[int64](op)
		out.num = func(r *run[E]) int64 {
			x, y := a.num(r), b.num(r)
			return number(x != 0 && y != 0 && holds(x, y)) // what is not set is neither before nor after
		}
	default:
		out.num = order(op, a.num, b.num)
	}
	return out, nil
}

// checkKinds refuses what cannot be compared, and says what may have been meant.
func checkKinds[E any](pos int, op string, a, b *node[E]) error {
	equality := op == "==" || op == "!="
	dated := func(n *node[E]) bool { return n.kind == Date || n.kind == Time || n.kind == unset }
	switch {
	case (a.kind == unset || b.kind == unset) && !equality:
		return mistake(pos, "none is neither before nor after; use == none or != none")
	case (a.kind == unset || b.kind == unset) && dated(a) && dated(b):
		return nil
	case a.kind != b.kind:
		return mistake(pos, "%s cannot be compared with %s%s", a.phrase(), b.phrase(), instead(a, b))
	case a.kind == Bool && !equality:
		return mistake(pos, "conditions are compared with == or !=, not %s", op)
	}
	return nil
}

// instead says how a literal is written that has the kind of the other side.
func instead[E any](a, b *node[E]) string {
	if a.constant || b.kind == Text && !b.constant {
		a, b = b, a
	}
	switch {
	case a.kind == Text && b.name != "":
		return fmt.Sprintf("; a text stands in quotes: %q", b.name)
	case !b.constant:
		return ""
	case a.kind == Amount && b.kind == Int:
		return fmt.Sprintf(`; write amount("%d.00")`, b.num(nil))
	case a.kind == Amount && b.kind == Text:
		return fmt.Sprintf("; write amount(%q)", decimal(b.text(nil)))
	case a.kind == Date && b.kind == Text:
		return `; write date("2026-12-01")`
	case a.kind == Time && (b.kind == Text || b.kind == Date):
		return `; write time("2026-12-01T09:00:00Z")`
	case a.kind == Int && b.kind == Text:
		return "; write a number without quotes"
	case a.kind == Int && b.kind == Amount:
		return "; write a number without amount(...)"
	case a.kind == Text:
		return "; write a text in quotes"
	case a.kind == Bool:
		return "; write it alone, or not in front of it"
	}
	return ""
}

// decimal is a text as an amount is written: what is none becomes an example.
func decimal(text string) string {
	if _, err := core.ParsePrice(text); err != nil {
		return "50.00"
	}
	if !strings.Contains(text, ".") {
		text += ".00"
	}
	return text
}

// checkWord refuses a literal that is not in the closed set of the field that it is
// compared with.
func checkWord[E any](a, b *node[E]) error {
	if a.constant {
		a, b = b, a
	}
	if a.words == nil || !b.constant {
		return nil
	}
	if word := b.text(nil); !slices.Contains(a.words, word) {
		return mistake(b.pos, "%s", core.Unknown(a.name, word, a.words))
	}
	return nil
}

// places compares a word by its place in the set.
func places[E any](pos int, a, b *node[E]) (x, y func(*run[E]) int64, err error) {
	words := a.words
	if words == nil {
		words = b.words
	}
	if !a.constant && !b.constant {
		return nil, nil, mistake(pos, "the words of %s have an order only against a word in quotes", a.name+b.name)
	}
	if err := checkWord(a, b); err != nil {
		return nil, nil, err
	}
	place := func(n *node[E]) func(*run[E]) int64 {
		if n.constant {
			i := int64(slices.Index(words, n.text(nil)))
			return func(*run[E]) int64 { return i }
		}
		return func(r *run[E]) int64 { return int64(slices.Index(words, n.text(r))) }
	}
	return place(a), place(b), nil
}

// order compares two values, each of which is evaluated once: comparisons nest.
func order[E any, V int64 | string](op string, a, b func(*run[E]) V) func(*run[E]) int64 {
	holds := ordering[V](op)
	return func(r *run[E]) int64 { return number(holds(a(r), b(r))) }
}

func ordering[V int64 | string](op string) func(a, b V) bool {
	switch op {
	case "==":
		return func(a, b V) bool { return a == b }
	case "!=":
		return func(a, b V) bool { return a != b }
	case "<":
		return func(a, b V) bool { return a < b }
	case "<=":
		return func(a, b V) bool { return a <= b }
	case ">":
		return func(a, b V) bool { return a > b }
	}
	return func(a, b V) bool { return a >= b }
}

// search compiles contains, startsWith and endsWith.
func search[E any](pos int, op string, a, b *node[E]) (*node[E], error) {
	if a.kind != Text || b.kind != Text {
		return nil, mistake(pos, "%s looks for a text in a text, not for %s in %s", op, b.phrase(), a.phrase())
	}
	find := strings.Contains
	switch op {
	case "startsWith":
		find = strings.HasPrefix
	case "endsWith":
		find = strings.HasSuffix
	}
	return &node[E]{kind: Bool, pos: pos, num: func(r *run[E]) int64 { return number(find(a.text(r), b.text(r))) }}, nil
}

// in compiles a value in [values], or a text in a list of texts.
func (c *compiler[E]) in(n *ast.BinaryNode) (*node[E], error) {
	pos := position(n)
	a, err := c.value(n.Left)
	if err != nil {
		return nil, err
	}
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok {
		return c.has(pos, n.Right, a)
	}
	if len(list.Nodes) == 0 {
		return nil, mistake(position(list), "the list is empty")
	}
	if a.kind == unset {
		return nil, mistake(a.pos, "use == none")
	}
	values := make([]Value, 0, len(list.Nodes))
	for _, item := range list.Nodes {
		v, err := c.value(item)
		switch {
		case err != nil:
			return nil, err
		case !v.constant:
			return nil, mistake(v.pos, "a list holds only literals, not %s", v.name)
		case v.kind != a.kind:
			return nil, mistake(v.pos, "%s cannot be compared with %s%s", a.phrase(), v.phrase(), instead(a, v))
		}
		if a.kind == Text {
			if err := checkWord(a, v); err != nil {
				return nil, err
			}
		}
		values = append(values, v.value(nil))
	}
	out := &node[E]{kind: Bool, pos: pos}
	if a.kind == Text {
		out.num = func(r *run[E]) int64 { return number(slices.Contains(values, Value{S: a.text(r)})) }
	} else {
		out.num = func(r *run[E]) int64 { return number(slices.Contains(values, Value{N: a.num(r)})) }
	}
	return fold(out, a)
}
