package lang

import (
	"cmp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"andon/core"
)

// Compile checks a text against a scope and makes a program whose value is of the kind
// that is wanted. A mistake is a *core.Error that names its place.
func Compile[E any](s *Scope[E], src string, want Kind) (*Program[E], error) {
	tree, err := parse(src)
	if err != nil {
		return nil, err
	}
	c := &compiler[E]{scope: s}
	root, err := c.value(tree)
	if err != nil {
		return nil, err
	}
	if root.kind != want {
		return nil, mistake(position(tree), "%s, where %s is wanted", root, want.phrase())
	}
	slices.Sort(c.names)
	p := &Program[E]{source: src, root: root, names: slices.Compact(c.names), equal: equalities(s, tree, nil), claim: claimed(s, tree)}
	p.runs.New = func() any { return newRun[E]() }
	return p, nil
}

// compiler turns a tree into nodes, from the leaves.
type compiler[E any] struct {
	scope  *Scope[E]
	items  *List[E] // whose items .fields speak of; nil outside a list's condition
	inText bool     // # is a text
	nodes  int
	names  []string
}

// value compiles any part that has a value.
func (c *compiler[E]) value(n ast.Node) (*node[E], error) {
	if c.nodes++; c.nodes > MaxNodes {
		return nil, mistake(position(n), "the condition has more than %d parts", MaxNodes)
	}
	pos := position(n)
	switch n := n.(type) {
	case *ast.IntegerNode:
		return constant[E](Int, pos, Value{N: int64(n.Value)}), nil
	case *ast.StringNode:
		return constant[E](Text, pos, Value{S: n.Value}), nil
	case *ast.BoolNode:
		return constant[E](Bool, pos, Value{N: number(n.Value)}), nil
	case *ast.IdentifierNode, *ast.MemberNode:
		return c.name(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.BuiltinNode:
		return c.call(pos, n.Name, n.Arguments)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(pos, callee.Value, n.Arguments)
		}
		return nil, mistake(pos, "only a function can be called: %s", c.functions())
	case *ast.ArrayNode:
		return nil, mistake(pos, "a list of values can only stand behind in")
	case *ast.NilNode:
		return nil, mistake(pos, `there is no nil; compare a date or time with none, a text with ""`)
	case *ast.PointerNode:
		if c.inText && n.Name == "" {
			return &node[E]{kind: Text, pos: pos, name: "#", text: func(r *run[E]) string { return r.loop.text }}, nil
		}
		return nil, mistake(pos, "write .field for what an item has, such as .%s", c.itemField())
	}
	return nil, mistake(pos, "this is not part of the language")
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// position is where a part begins, in characters from 1; of an operator, where it stands.
func position(n ast.Node) int {
	for {
		switch at := n.(type) {
		case *ast.MemberNode:
			n = at.Node
		case *ast.ConditionalNode:
			n = at.Cond
		default:
			return n.Location().From + 1
		}
	}
}

// joined is the dotted name that a tree of members spells; item says that it begins
// with a dot. It is "" for anything else.
func joined(n ast.Node) (name string, item bool) {
	var parts []string
	for {
		switch at := n.(type) {
		case *ast.MemberNode:
			property, ok := at.Property.(*ast.StringNode)
			if !ok || at.Optional || at.Method {
				return "", false
			}
			parts = append(parts, property.Value)
			n = at.Node
			continue
		case *ast.IdentifierNode:
			parts = append(parts, at.Value)
		case *ast.PointerNode:
			if item = true; at.Name != "" || len(parts) == 0 {
				return "", false
			}
		default:
			return "", false
		}
		slices.Reverse(parts)
		return strings.Join(parts, "."), item
	}
}

// name compiles a field.
func (c *compiler[E]) name(n ast.Node) (*node[E], error) {
	pos := position(n)
	name, item := joined(n)
	f := c.field(n)
	switch {
	case f != nil && f.Refuse != "":
		return nil, mistake(pos, "%s %s", name, f.Refuse)
	case f != nil && f.Each != nil:
		return nil, mistake(pos, `%s is a list of texts; write has(%[1]s, "x"), "x" in %[1]s, any(%[1]s, # contains "x") or len(%[1]s)`, dotted(name, item))
	case f != nil:
		return read(f, pos, dotted(name, item), item), nil
	case item || name == "":
		return nil, c.unknownItem(pos, name)
	case name == "none":
		return constant[E](unset, pos, Value{}), nil
	case name == "now" && c.scope.Now != nil:
		now := c.scope.Now
		return &node[E]{kind: Time, pos: pos, name: name, num: func(r *run[E]) int64 { return int64(now(r.whole)) }}, nil
	case name == "now":
		return nil, mistake(pos, noClock)
	case c.scope.list(name) != nil:
		return nil, mistake(pos, "%s is a list; ask with any, all, none, count, sum or len", name)
	}
	return nil, c.unknown(pos, name)
}

// read makes the node of a field.
func read[E any](f *Field[E], pos int, name string, item bool) *node[E] {
	n := &node[E]{kind: f.Kind, pos: pos, name: name, words: f.Words}
	get := f.Get
	switch {
	case f.Kind == Text && item:
		n.text = func(r *run[E]) string { return get(r.item).S }
	case f.Kind == Text:
		n.text = func(r *run[E]) string { return get(r.whole).S }
	case item:
		n.num = func(r *run[E]) int64 { return get(r.item).N }
	default:
		n.num = func(r *run[E]) int64 { return get(r.whole).N }
	}
	return n
}

// field finds what a name stands for, of the whole or of an item.
func (c *compiler[E]) field(n ast.Node) *Field[E] {
	name, item := joined(n)
	switch {
	case item && c.items == nil:
		return nil
	case item:
		return findField(c.items.Fields, name)
	}
	f := c.scope.field(name)
	if f != nil {
		c.names = append(c.names, f.Name)
	}
	return f
}

func dotted(name string, item bool) string {
	if item {
		return "." + name
	}
	return name
}

// unknown names the fields and lists that are nearest to a name that is not known.
func (c *compiler[E]) unknown(pos int, name string) error {
	var known []string
	for i := range c.scope.Fields {
		known = append(known, c.scope.Fields[i].Name)
	}
	for i := range c.scope.Lists {
		known = append(known, c.scope.Lists[i].Name)
	}
	if c.items != nil {
		for i := range c.items.Fields {
			known = append(known, "."+c.items.Fields[i].Name)
		}
	}
	return mistake(pos, `there is no name %.40s; nearest are %s; a text stands in quotes: "%.40[1]s"`, name, nearest(name, known))
}

func (c *compiler[E]) unknownItem(pos int, name string) error {
	if c.items == nil || name == "" {
		return mistake(pos, "only a name such as order.total can stand here; there are no [ ] behind names")
	}
	var known []string
	for i := range c.items.Fields {
		known = append(known, "."+c.items.Fields[i].Name)
	}
	return mistake(pos, "an item of %s has no .%.40s; nearest are %s", c.items.Name, name, nearest("."+name, known))
}

// nearest lists three names, those whose last part is like the name's before others.
func nearest(name string, known []string) string {
	last := func(s string) string { return s[strings.LastIndexByte(s, '.')+1:] }
	far := func(k string) int {
		return min(2*core.Distance(name, k), 2*core.Distance(last(name), last(k))+1)
	}
	slices.SortFunc(known, func(a, b string) int { return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a, b)) })
	return strings.Join(known[:min(3, len(known))], ", ")
}

func (c *compiler[E]) functions() string {
	var names []string
	for _, f := range c.scope.Functions() {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func (c *compiler[E]) itemField() string {
	if c.items == nil || len(c.items.Fields) == 0 {
		return "qty"
	}
	return c.items.Fields[0].Name
}

// conditional compiles c ? a : b.
func (c *compiler[E]) conditional(n *ast.ConditionalNode) (*node[E], error) {
	pos := position(n)
	if n.Exp1 == n.Cond {
		return nil, mistake(pos, "write a or b instead of a ?: b")
	}
	cond, err := c.of(Bool, n.Cond, "what stands before ?")
	if err != nil {
		return nil, err
	}
	a, err := c.value(n.Exp1)
	if err != nil {
		return nil, err
	}
	b, err := c.value(n.Exp2)
	if err != nil {
		return nil, err
	}
	if a.kind != b.kind || a.kind == unset {
		return nil, mistake(b.pos, "both sides of : must be of one kind; the first is %s, the second %s", a.phrase(), b.phrase())
	}
	out := &node[E]{kind: a.kind, pos: pos}
	if a.kind == Text {
		out.text = func(r *run[E]) string {
			if cond.num(r) != 0 {
				return a.text(r)
			}
			return b.text(r)
		}
	} else {
		out.num = func(r *run[E]) int64 {
			if cond.num(r) != 0 {
				return a.num(r)
			}
			return b.num(r)
		}
	}
	return fold(out, cond, a, b)
}

// of compiles a part that must be of a kind; what names the part.
func (c *compiler[E]) of(want Kind, n ast.Node, what string) (*node[E], error) {
	v, err := c.value(n)
	if err != nil {
		return nil, err
	}
	if v.kind != want {
		return nil, mistake(v.pos, "%s must be %s, not %s", what, want.phrase(), v.phrase())
	}
	return v, nil
}
