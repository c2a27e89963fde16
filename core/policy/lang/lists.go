package lang

import (
	"strings"

	"github.com/expr-lang/expr/ast"
)

// list finds the list that a name stands for.
func (c *compiler[E]) list(n ast.Node) *List[E] {
	name, item := joined(n)
	list := c.scope.list(name)
	if item || list == nil {
		return nil
	}
	c.names = append(c.names, name)
	return list
}

// step takes the value of one item into what was found so far; done ends the walk.
type step func(sofar, v int64) (next int64, done bool, message string)

// fold compiles any, all, none, count and sum.
func (c *compiler[E]) fold(pos int, name string, over, each ast.Node) (*node[E], error) {
	list, texts := c.list(over), c.field(over)
	body, ok := each.(*ast.PredicateNode)
	switch {
	case list == nil && (texts == nil || texts.Each == nil):
		return nil, c.noList(name, over)
	case !ok:
		return nil, mistake(position(each), "%s takes a list and what to ask of its items", name)
	}
	v, err := c.inside(list, body.Node)
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
	out := &node[E]{kind: kind, pos: pos}
	if list != nil {
		out.num = func(r *run[E]) int64 { return walk(r, pos, list, v, start, take) }
	} else {
		read := c.texts(over, texts)
		out.num = func(r *run[E]) int64 { return read(r, loop[E]{pos: pos, body: v, sofar: start, step: take}) }
	}
	return out, nil
}

// inside compiles what is asked of the items of a list, or of texts where list is nil.
func (c *compiler[E]) inside(list *List[E], body ast.Node) (*node[E], error) {
	items, inText := c.items, c.inText
	if list != nil {
		c.items = list
	} else {
		c.inText = true
	}
	v, err := c.value(body)
	c.items, c.inText = items, inText
	return v, err
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
	_, take := stepOf("any")
	read := c.texts(list, f)
	return &node[E]{kind: Bool, pos: pos, num: func(r *run[E]) int64 {
		return read(r, loop[E]{pos: pos, want: text.text(r), step: take})
	}}, nil
}

// loop is a walk over a list of texts.
type loop[E any] struct {
	pos   int
	body  *node[E] // what is asked of each; nil: whether it is want
	want  string
	text  string // the current one, which # reads
	sofar int64
	step  step
}

// texts reads a list of texts into a loop, and returns what that found.
func (c *compiler[E]) texts(list ast.Node, f *Field[E]) func(*run[E], loop[E]) int64 {
	_, item := joined(list)
	each := f.Each
	return func(r *run[E], l loop[E]) int64 {
		of := r.whole
		if item {
			of = r.item
		}
		outer := r.loop
		r.loop = l
		if r.err == nil {
			each(of, r.each)
		}
		found := r.loop.sofar
		r.loop = outer
		return found
	}
}

// take is called with each text of the loop.
func (r *run[E]) take(v Value) bool {
	if !r.visit(r.loop.pos) {
		return false
	}
	r.loop.text = v.S
	found := number(v.S == r.loop.want)
	if r.loop.body != nil {
		found = r.loop.body.num(r)
	}
	next, done, message := r.loop.step(r.loop.sofar, found)
	if message != "" {
		r.fail(r.loop.pos, message)
	}
	r.loop.sofar = next
	return !done
}
