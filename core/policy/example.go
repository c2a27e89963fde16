package policy

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/policy/lang"
)

// given is what an example states; its lists are empty.
type given map[string]lang.Value

// examples runs a document's own examples and names the first that comes out otherwise.
func (s *Set[E]) examples(d *Document) *Mistake {
	for i := range d.Examples {
		x := &d.Examples[i]
		r := s.Find(x.Section, x.Rule)
		if r == nil {
			err := core.E(core.CodeNotFound, "policy", fmt.Sprintf("%s.%.60s", x.Section, x.Rule), fmt.Sprintf("example %d names a rule that is not there", i+1))
			return (&Mistake{Err: err}).in("examples", i)
		}
		got, err := r.example(x)
		if err != nil {
			return wrong(x.Section, r.Rule, "given", fmt.Sprintf("example %d: %s", i+1, said(err))).in("examples", i)
		}
		if got != x.True {
			return wrong(x.Section, r.Rule, "", fmt.Sprintf("example %d comes out %t, not %t", i+1, got, x.True)).in("examples", i)
		}
	}
	return nil
}

// example works out the rule's condition over what an example states.
func (r *Ruling[E]) example(x *Example) (bool, error) {
	scope := stated(r.scope)
	values := given{}
	for _, g := range x.Given {
		v, err := value(scope, g)
		if err != nil {
			return false, err
		}
		values[g.Name] = v
	}
	if r.always() {
		return true, nil
	}
	p, err := lang.Compile(scope, r.When, lang.Bool)
	if err != nil {
		return false, err
	}
	return p.True(values)
}

// stated is a scope with the same names whose values are those of an example.
func stated[E any](of *lang.Scope[E]) *lang.Scope[given] {
	out := &lang.Scope[given]{}
	for _, f := range of.Fields {
		g := lang.Field[given]{Name: f.Name, Kind: f.Kind, Words: f.Words}
		if f.Each != nil {
			g.Each = func(e given, yield func(lang.Value) bool) {
				if v, ok := e[f.Name]; ok {
					yield(v)
				}
			}
		} else {
			g.Get = func(e given) lang.Value { return e[f.Name] }
		}
		out.Fields = append(out.Fields, g)
	}
	for _, l := range of.Lists {
		fields := make([]lang.Field[given], 0, len(l.Fields))
		for _, f := range l.Fields {
			g := lang.Field[given]{Name: f.Name, Kind: f.Kind, Words: f.Words}
			if f.Each != nil {
				g.Each = func(given, func(lang.Value) bool) {}
			} else {
				g.Get = func(given) lang.Value { return lang.Value{} }
			}
			fields = append(fields, g)
		}
		out.Lists = append(out.Lists, lang.List[given]{Name: l.Name, Fields: fields, Len: func(given) int { return 0 }, At: func(e given, _ int) given { return e }})
	}
	return out
}

// value reads what an example states of a name, as a condition would: text may stand
// without quotes.
func value(scope *lang.Scope[given], g Given) (lang.Value, error) {
	for i := range scope.Fields {
		f := &scope.Fields[i]
		if f.Name != g.Name {
			continue
		}
		if f.Kind == lang.Text {
			return lang.Value{S: g.Value}, nil
		}
		text := g.Value
		switch f.Kind {
		case lang.Amount:
			text = "amount(" + strconv.Quote(text) + ")"
		case lang.Date:
			text = "date(" + strconv.Quote(text) + ")"
		}
		p, err := lang.Compile(scope, text, f.Kind)
		if err != nil {
			return lang.Value{}, err
		}
		return p.Eval(nil)
	}
	return lang.Value{}, core.E(core.CodeNotFound, "policy", g.Name, fmt.Sprintf("%.60q is not a name that the rule may speak of", g.Name))
}
