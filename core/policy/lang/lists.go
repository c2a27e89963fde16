package lang

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// list finds the list that a name stands for.
func (c *compiler[E]) list(n ast.Node) *List[E] {
	if name, item := joined(n); !item && name != "" {
		return c.scope.list(name)
	}
	return nil
}

// step takes the value of one item into what was found so far; done ends the walk.
type step func(sofar, v int64) (next int64, done bool, message string)

// fold compiles any, all, none, count and sum.
func (c *compiler[E]) fold(pos int, name string, over, each ast.Node) (*node[E], error) {
	list := c.list(over)
	if list == nil {
		return nil, c.noList(name, over)
	}
	body, ok := each.(*ast.PredicateNode)
	if !ok {
		return nil, mistake(position(each), "%s takes a list and what to ask of its items", name)
	}
	outer := c.items
	c.items = list
	v, err := c.value(body.Node)
	c.items = outer
	if err != nil {
		return nil, err
	}
	kind := Bool
	switch {
	case name == "sum" && v.kind != Int && v.kind != Amount:
		return nil, mistake(v.pos, "sum adds numbers or amounts, not %s", v.phrase())
	case name != "sum" && v.kind != Bool:
		return nil, mistake(v.pos, "%s takes a condition on items, not %s", name, v.phrase())
	case name == "sum":
		kind = v.kind
	case name == "count":
		kind = Int
	}
	start, take := stepOf(name)
	return &node[E]{kind: kind, pos: pos, num: func(r *run[E]) int64 { return walk(r, pos, list, v, start, take) }}, nil
}

func stepOf(name string) (start int64, take step) {
	switch name {
	case "any":
		return 0, func(_, v int64) (int64, bool, string) { return v, v != 0, "" }
	case "all":
		return 1, func(_, v int64) (int64, bool, string) { return v, v == 0, "" }
	case "none":
		return 1, func(_, v int64) (int64, bool, string) { return 1 - v, v != 0, "" }
	}
	return 0, func(sofar, v int64) (int64, bool, string) {
		n, message := add(sofar, v)
		return n, false, message
	}
}

// walk visits the items of a list until the answer is known.
func walk[E any](r *run[E], pos int, list *List[E], v *node[E], sofar int64, take step) int64 {
	outer := r.item
	done, message := false, ""
	for i := 0; i < list.Len(r.whole) && !done && r.visit(pos); i++ {
		r.item = list.At(r.whole, i)
		if sofar, done, message = take(sofar, v.num(r)); message != "" {
			r.fail(pos, message)
		}
	}
	r.item = outer
	return sofar
}

// noList says that what stands where a list belongs is none.
func (c *compiler[E]) noList(name string, n ast.Node) error {
	spelt, item := joined(n)
	if f := c.field(n); f != nil && f.Each != nil {
		return mistake(position(n), `%s is a list of texts; write has(%[1]s, "x") or "x" in %[1]s`, dotted(spelt, item))
	}
	var lists []string
	for i := range c.scope.Lists {
		lists = append(lists, c.scope.Lists[i].Name)
	}
	if len(lists) == 0 {
		return mistake(position(n), "%s takes a list, and there are none here", name)
	}
	return mistake(position(n), "%s takes a list; there are %s", name, strings.Join(lists, ", "))
}

// has compiles text in list, and has(list, text).
func (c *compiler[E]) has(pos int, list ast.Node, text *node[E]) (*node[E], error) {
	f := c.field(list)
	switch {
	case f == nil || f.Each == nil:
		return nil, mistake(position(list), `this is no list of texts; write x in ["a", "b"], or name a list of texts`)
	case text.kind != Text:
		return nil, mistake(text.pos, "a text is looked for in a list of texts, not %s", text.phrase())
	case text.constant:
		if err := checkWord(&node[E]{name: f.Name, words: f.Words}, text); err != nil {
			return nil, err
		}
	}
	look := c.look(pos, list, f)
	return &node[E]{kind: Bool, pos: pos, num: func(r *run[E]) int64 {
		want := text.text(r)
		look(r, want, false)
		return number(r.found)
	}}, nil
}

// look reads a list of texts: all of it, or until the wanted text is found. It returns
// how many it saw.
func (c *compiler[E]) look(pos int, list ast.Node, f *Field[E]) func(r *run[E], want string, all bool) int {
	_, item := joined(list)
	return func(r *run[E], want string, all bool) int {
		r.want, r.all, r.seen, r.found = want, all, 0, false
		if r.err != nil {
			return 0
		}
		of := r.whole
		if item {
			of = r.item
		}
		f.Each(of, r.see)
		if r.left < 0 {
			r.tooCostly(pos)
		}
		return r.seen
	}
}
