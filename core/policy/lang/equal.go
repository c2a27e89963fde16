package lang

import "github.com/expr-lang/expr/ast"

// equalities collects what must be equal for a checked tree to be true.
func equalities[E any](s *Scope[E], n ast.Node, found []Equality) []Equality {
	c := &compiler[E]{scope: s}
	switch n := n.(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return equalities(s, n.Right, equalities(s, n.Left, found))
		case "==":
			return c.equality(n.Right, n.Left, false, c.equality(n.Left, n.Right, false, found))
		case "in":
			return c.equality(n.Right, n.Left, true, found)
		}
	case *ast.CallNode:
		if f, ok := n.Callee.(*ast.IdentifierNode); ok && f.Value == "has" && len(n.Arguments) == 2 {
			return c.equality(n.Arguments[0], n.Arguments[1], true, found)
		}
	case *ast.UnaryNode:
		if f := c.field(n.Node); f != nil && f.Kind == Bool && n.Operator != "-" {
			return append(found, Equality{f.Name, Bool, Value{}})
		}
	case *ast.IdentifierNode, *ast.MemberNode:
		if f := c.field(n); f != nil && f.Kind == Bool {
			return append(found, Equality{f.Name, Bool, Value{N: 1}})
		}
	}
	return found
}

// equality adds that a field, or a list of texts, has a literal value.
func (c *compiler[E]) equality(field, value ast.Node, list bool, found []Equality) []Equality {
	f := c.field(field)
	if f == nil || list != (f.Each != nil) {
		return found
	}
	v, err := c.value(value)
	if err != nil || !v.constant {
		return found
	}
	return append(found, Equality{f.Name, f.Kind, v.value(nil)})
}
