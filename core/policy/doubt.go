package policy

import (
	"fmt"
	"slices"
	"strings"

	"andon/core/policy/lang"
)

// Doubts names the rules that can decide nothing, whatever is looked at: whose condition
// is never true, or whose effects earlier rules set wherever it is true; and conditions
// that say nothing. Such a document can decide, but somebody meant something else. Not
// every such rule is seen: only what can be told from the conditions alone.
func (s *Set[E]) Doubts() (out []*Mistake) {
	for _, section := range Sections() {
		for i := range s.rules[section] {
			r := &s.rules[section][i]
			doubt := r.doubtCondition(section)
			if doubt == nil {
				doubt = s.doubtPlace(section, i)
			}
			if doubt == nil {
				doubt = r.doubtRelease(section)
			}
			if doubt != nil {
				out = append(out, doubt.in(string(section), i))
			}
		}
	}
	return out
}

func (r *Ruling[E]) doubtCondition(s Section) *Mistake {
	if r.when == nil {
		return nil
	}
	value, constant := r.when.Constant()
	switch never := r.when.Never(); {
	case constant && value:
		return wrong(s, r.Rule, "when", "the condition is always true, whatever is looked at; leave when out if that is meant")
	case constant:
		return wrong(s, r.Rule, "when", "the condition is never true: the rule can do nothing")
	case never != "":
		return wrong(s, r.Rule, "when", fmt.Sprintf("the condition is never true, because no %s fits all that it asks: the rule can do nothing", never))
	}
	return nil
}

// doubtRelease finds a hold that its own release ends before it begins.
func (r *Ruling[E]) doubtRelease(s Section) *Mistake {
	if r.release == nil {
		return nil
	}
	value, constant := r.release.Constant()
	switch {
	case constant && value || r.when != nil && r.when.Implies(r.release):
		return wrong(s, r.Rule, "release", "release is true wherever the rule would hold: the rule can do nothing")
	case constant || r.release.Never() != "":
		return wrong(s, r.Rule, "release", "release is never true: leave it out")
	}
	return nil
}

// doubtPlace finds a rule that stands behind rules which decide all that it sets, where
// the first rule that is true decides.
func (s *Set[E]) doubtPlace(section Section, i int) *Mistake {
	if section == Validation || section == Holds {
		return nil
	}
	r := &s.rules[section][i]
	var before, dead []string
	sets := 0
	for _, e := range effects() {
		if !e.set(&r.Effects) {
			continue
		}
		sets++
		for k := range s.rules[section][:i] {
			if o := &s.rules[section][k]; o.Per == r.Per && o.decides(&e) && r.within(o) {
				dead = append(dead, e.name)
				if !slices.Contains(before, o.Name) {
					before = append(before, o.Name)
				}
				break
			}
		}
	}
	if len(dead) == 0 {
		return nil
	}
	what := "the rule can do nothing"
	if len(dead) < sets {
		what = strings.Join(dead, ", ") + " of it can do nothing"
	}
	return wrong(section, r.Rule, "", fmt.Sprintf("%s: %s stands before it and decides wherever it is true; put the narrower rule first", what, strings.Join(before, ", ")))
}

// decides reports whether a rule that is true ends the search for an effect: by setting
// it, or by shutting out the location. Costs of a location add up.
func (r *Ruling[E]) decides(e *effect) bool {
	if r.Exclude != "" {
		return true
	}
	return e.name != "cost" && e.set(&r.Effects)
}

// within reports whether the rule is seen to be true only where the other one is.
func (r *Ruling[E]) within(o *Ruling[E]) bool {
	switch {
	case o.when == nil:
		return true
	case r.when == nil:
		return always(o.when)
	}
	return r.when.Implies(o.when)
}

func always[E any](p *lang.Program[E]) bool {
	value, constant := p.Constant()
	return constant && value
}
