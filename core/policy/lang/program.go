package lang

import (
	"fmt"
	"sync"

	"andon/core"
)

// Program is a compiled condition or value.
type Program[E any] struct {
	source string
	root   *node[E]
	names  []string
	equal  []Equality
	claim  claim
	runs   sync.Pool // of *run[E]: the parts of a program share one by pointer, which would else be allocated
}

// Source is the text that was compiled.
func (p *Program[E]) Source() string { return p.source }

// Names are the fields and lists of the scope that the program speaks of, each once.
func (p *Program[E]) Names() []string { return p.names }

// Equality is a condition on one field that all must satisfy which satisfy a program:
// the field, or one text of its list, has the value. An index can answer it.
type Equality struct {
	Field string
	Kind  Kind
	Value Value
}

// Equal are the equalities that stand in a program, joined to all else by and.
func (p *Program[E]) Equal() []Equality { return p.equal }

// Eval is the value of the program for e.
func (p *Program[E]) Eval(e E) (Value, error) {
	r := p.runs.Get().(*run[E])
	r.whole, r.left = e, MaxVisits
	v := p.root.value(r)
	err := r.err
	r.reset()
	p.runs.Put(r)
	if err != nil {
		return Value{}, err
	}
	return v, nil
}

// True reports whether e satisfies the condition.
func (p *Program[E]) True(e E) (bool, error) {
	if p.root.kind != Bool {
		return false, core.E(core.CodeInternal, "condition", "", "this is "+p.root.kind.phrase()+", not a condition")
	}
	v, err := p.Eval(e)
	return v.N != 0, err
}

// run is one evaluation. After an error the parts go on with values that nobody will
// see; only what repeats must look.
type run[E any] struct {
	whole E // what fields read
	item  E // what .fields read
	loop  loop[E]
	left  int
	err   error
	each  func(Value) bool // takes a text of a list; made once, because what is handed to a field is allocated
}

func newRun[E any]() *run[E] {
	r := &run[E]{}
	r.each = r.take
	return r
}

// reset lets go of what the run has read.
func (r *run[E]) reset() {
	var none E
	r.whole, r.item, r.loop, r.err = none, none, loop[E]{}, nil
}

func (r *run[E]) fail(pos int, message string) int64 {
	if r.err == nil {
		r.err = mistake(pos, "%s", message)
	}
	return 0
}

// visit counts an item; false ends the evaluation.
func (r *run[E]) visit(pos int) bool {
	if r.left--; r.left < 0 && r.err == nil {
		r.err = core.E(core.CodeLimit, "condition", "", fmt.Sprintf("at %d: too costly: it visits more than %d items", pos, MaxVisits))
	}
	return r.err == nil
}

// node is a checked part of a program. Texts have text, all else num.
type node[E any] struct {
	kind     Kind
	pos      int
	num      func(*run[E]) int64
	text     func(*run[E]) string
	name     string   // of a field, for mistakes
	words    []string // its closed set
	constant bool
}

func (n *node[E]) value(r *run[E]) Value {
	if n.kind == Text {
		return Value{S: n.text(r)}
	}
	return Value{N: n.num(r)}
}

// constant makes a node of a value that does not depend on what is evaluated.
func constant[E any](kind Kind, pos int, v Value) *node[E] {
	return &node[E]{kind: kind, pos: pos, constant: true,
		num:  func(*run[E]) int64 { return v.N },
		text: func(*run[E]) string { return v.S }}
}

// fold evaluates a node at once when all its parts are constant.
func fold[E any](n *node[E], parts ...*node[E]) (*node[E], error) {
	for _, p := range parts {
		if !p.constant {
			return n, nil
		}
	}
	r := newRun[E]()
	v := n.value(r)
	if r.err != nil {
		return nil, r.err
	}
	return constant[E](n.kind, n.pos, v), nil
}

// String names a node in mistakes.
func (n *node[E]) String() string {
	if n.name != "" {
		return n.name + " is " + n.kind.phrase()
	}
	return "this is " + n.kind.phrase()
}

func (n *node[E]) phrase() string {
	if n.name != "" {
		return n.kind.phrase() + " (" + n.name + ")"
	}
	return n.kind.phrase()
}
