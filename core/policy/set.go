package policy

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"andon/core"
	"andon/core/policy/lang"
)

// Limits of a document.
const (
	MaxRules    = 200
	MaxExamples = 500
	maxHours    = core.MaxHours
)

// Vocabulary tells what the conditions of a section's rules may speak of, by what the
// rules are asked for: nothing, PerLine or PerLocation. nil: such rules cannot be there.
type Vocabulary[E any] func(s Section, per string) *lang.Scope[E]

// Set is a document that can be asked. It is never changed once it is made.
type Set[E any] struct {
	rules map[Section][]Ruling[E]
}

// Ruling is a rule that can be asked.
type Ruling[E any] struct {
	*Rule
	when, release *lang.Program[E]
	scope         *lang.Scope[E]
}

// Compile makes a document ready, or says where it is wrong: section, rule, and the
// place in its condition.
func Compile[E any](d *Document, words Vocabulary[E]) (*Set[E], error) {
	if len(d.Title) > core.MaxTextBytes {
		return nil, core.E(core.CodeLimit, "policy", "", "the title is too long")
	}
	if n := d.Count(); n > MaxRules || len(d.Examples) > MaxExamples {
		return nil, core.E(core.CodeLimit, "policy", "", fmt.Sprintf("a policy has at most %d rules and %d examples", MaxRules, MaxExamples))
	}
	for i, w := range d.HoldTypes {
		if w == "" || len(w) > core.MaxIDBytes || i >= MaxRules {
			err := core.E(core.CodeInvalid, "policy", "hold_types", fmt.Sprintf("names at most %d types of holds, of 1 to %d bytes each", MaxRules, core.MaxIDBytes))
			return nil, (&Mistake{Err: err}).in("hold_types", i)
		}
	}
	set := &Set[E]{rules: map[Section][]Ruling[E]{}}
	for _, s := range Sections() {
		rules := d.In(s)
		for i := range rules {
			r, err := compile(s, &rules[i], words)
			if err == nil && slices.ContainsFunc(rules[:i], func(o Rule) bool { return o.Name == rules[i].Name }) {
				err = wrong(s, &rules[i], "name", "the name stands twice in its section")
			}
			if err != nil {
				return nil, err.in(string(s), i)
			}
			set.rules[s] = append(set.rules[s], r)
		}
	}
	if err := set.examples(d); err != nil {
		return nil, err
	}
	return set, nil
}

func compile[E any](s Section, r *Rule, words Vocabulary[E]) (out Ruling[E], wrongs *Mistake) {
	out = Ruling[E]{Rule: r, scope: words(s, r.Per)}
	if out.scope == nil {
		return out, wrong(s, r, "per", fmt.Sprintf("rules of this section are not asked per %q", r.Per))
	}
	if err := r.check(s); err != nil {
		return out, err
	}
	var err error
	if !r.always() {
		if out.when, err = lang.Compile(out.scope, r.When, lang.Bool); err != nil {
			return out, wrong(s, r, "when", "when, "+said(err)+elsewhere(s, r, words))
		}
	}
	if r.Release != "" {
		if out.release, err = lang.Compile(out.scope, r.Release, lang.Bool); err != nil {
			return out, wrong(s, r, "release", "release, "+said(err))
		}
	}
	return out, nil
}

// always reports whether the rule has no condition.
func (r *Rule) always() bool { return r.When == "" || r.When == "always" }

// elsewhere says for what a rule would have to be asked to speak of what it does; "" when
// that is not its mistake.
func elsewhere[E any](s Section, r *Rule, words Vocabulary[E]) string {
	for _, per := range [...]string{PerLine, PerLocation} {
		if scope := words(s, per); scope != nil && per != r.Per {
			if _, err := lang.Compile(scope, r.When, lang.Bool); err == nil {
				return "; rules with per: " + per + " may speak of it"
			}
		}
	}
	return ""
}

// said is an error's sentence alone.
func said(err error) string {
	if e, ok := err.(*core.Error); ok {
		return e.Message
	}
	return err.Error()
}

// Mistake is what is wrong with a document, and where in it.
type Mistake struct {
	At  string // such as holds[2].when, counted from 1
	Err *core.Error
}

func (m *Mistake) Error() string { return m.Err.Error() }

// Unwrap is the error to be told.
func (m *Mistake) Unwrap() error { return m.Err }

// in completes the place of a mistake by the list that it is in.
func (m *Mistake) in(list string, i int) *Mistake {
	m.At = strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", list, i+1, m.At), ".")
	return m
}

// wrong is a mistake in a field of a rule; field "": of the rule as a whole.
func wrong(s Section, r *Rule, field, message string) *Mistake {
	return &Mistake{At: field, Err: core.E(core.CodeInvalid, "policy", fmt.Sprintf("%s.%.60s", s, r.Name), message)}
}

// Wrong is a mistake in a field of the i-th rule of a section, for what a document names
// outside itself.
func (d *Document) Wrong(s Section, i int, field, message string) *Mistake {
	return wrong(s, &d.In(s)[i], field, message).in(string(s), i)
}

// check refuses a rule that could not mean anything in its section.
func (r *Rule) check(s Section) *Mistake {
	if r.Name == "" || len(r.Name) > 60 || strings.TrimSpace(r.Name) != r.Name || strings.IndexFunc(r.Name, unicode.IsControl) >= 0 || !utf8.ValidString(r.Name) {
		return wrong(s, r, "name", "a rule needs a name of at most 60 bytes without control characters")
	}
	if len(r.Reason) > core.MaxTextBytes || len(r.Note) > core.MaxTextBytes || len(r.Exclude) > core.MaxTextBytes || len(r.Hold) > core.MaxIDBytes {
		return wrong(s, r, "", "a reason, note or type of hold is too long")
	}
	some := false
	for _, e := range effects() {
		switch {
		case !e.set(&r.Effects):
		case !slices.Contains(e.sections, s):
			return wrong(s, r, e.name, fmt.Sprintf("%s has no meaning in this section; it belongs to %s", e.name, e.sections[0]))
		case !e.anyPer && e.per != r.Per:
			return wrong(s, r, e.name, fmt.Sprintf("%s is set by rules with per: %q", e.name, e.per))
		default:
			some = true
		}
	}
	if !some {
		return wrong(s, r, "", "the rule sets nothing")
	}
	return r.checkValues(s)
}

func (r *Rule) checkValues(s Section) *Mistake {
	e := &r.Effects
	if _, known := Steps(e.Blocks); !known {
		return wrong(s, r, "blocks", "blocks names steps: source, release, ship, invoice")
	}
	if slices.Contains([]string{"true", "false", "yes", "no", "on", "off"}, strings.ToLower(strings.TrimSpace(e.Exclude))) {
		return wrong(s, r, "exclude", fmt.Sprintf("exclude says why the location is kept out, for people to read; %s looks like a switch", e.Exclude))
	}
	if err := r.checkNumbers(s); err != nil {
		return err
	}
	switch {
	case (s == Holds || s == Validation) && e.Hold == "":
		return wrong(s, r, "", "say which hold it places, such as hold: fraud")
	case e.Reject && e.Hours == 0:
		return wrong(s, r, "reject", "reject says how a hold ends after so many hours; say how many")
	case e.MaxSplits != nil && (*e.MaxSplits < 0 || *e.MaxSplits > 1000):
		return wrong(s, r, "max_splits", "max_splits is between 0, for no limit, and 1000")
	case e.Priority != nil && (*e.Priority < -core.MaxPriority || *e.Priority > core.MaxPriority):
		return wrong(s, r, "priority", "a priority lies between -1,000,000 and 1,000,000")
	case e.Remainder != "" && e.Remainder != Wait && e.Remainder != Cancel:
		return wrong(s, r, "remainder", "remainder is wait or cancel")
	case e.Severity != "" && !slices.Contains([]string{"info", "warning", "error", "critical"}, e.Severity):
		return wrong(s, r, "severity", "severity is info, warning, error or critical")
	}
	return nil
}

// checkNumbers refuses a price, quantity or span of time that cannot be meant.
func (r *Rule) checkNumbers(s Section) *Mistake {
	e := &r.Effects
	const dearest = Money(core.MaxCost) * core.PriceScale / 1000
	for _, m := range [...]struct {
		name string
		is   *Money
	}{{"extra_package", e.ExtraPackage}, {"waiting", e.Waiting}, {"scarcity", e.Scarcity}, {"min_value", e.MinValue}, {"cost", e.Cost}} {
		if m.is != nil && (*m.is < 0 || *m.is > dearest) {
			return wrong(s, r, m.name, fmt.Sprintf("%s is a price from 0 to %s, not %s", m.name, dearest, m.is))
		}
	}
	for _, q := range [...]struct {
		name string
		is   *core.Quantity
	}{{"buffer", e.Buffer}, {"cap", e.Cap}} {
		if q.is != nil && (*q.is < 0 || *q.is > core.MaxQuantity) {
			return wrong(s, r, q.name, fmt.Sprintf("%s is a quantity from 0 to %d, not %d", q.name, core.MaxQuantity, *q.is))
		}
	}
	for _, span := range [...]struct {
		name    string
		n, most int
	}{{"hours", e.Hours, maxHours}, {"due_hours", e.DueHours, maxHours}, {"cancel_days", e.CancelDays, maxHours / 24}} {
		if span.n < 0 || span.n > span.most {
			return wrong(s, r, span.name, fmt.Sprintf("%s is a number from 1 to %d, which is ten years, not %d", span.name, span.most, span.n))
		}
	}
	return nil
}

// Steps adds up the bits of the steps that a hold blocks, as core/order numbers them;
// of none it makes release and ship. false: one is not a step.
func Steps(names []string) (bits uint8, known bool) {
	if len(names) == 0 {
		return 2 | 4, true
	}
	for _, name := range names {
		i := slices.Index([]string{"source", "release", "ship", "invoice"}, name)
		if i < 0 {
			return 0, false
		}
		bits |= 1 << i
	}
	return bits, true
}

// In returns the rules of a section, in the order of the document.
func (s *Set[E]) In(section Section) []Ruling[E] { return s.rules[section] }

// Matches reports whether the rule's condition is true of e. A condition that cannot be
// worked out, because a number overflows, comes out as orElse; the error says why.
func (r *Ruling[E]) Matches(e E, orElse bool) (bool, error) {
	if r.when == nil {
		return true, nil
	}
	ok, err := r.when.True(e)
	if err != nil {
		return orElse, err
	}
	return ok, nil
}

// Released reports whether the rule's own condition ends the hold that it placed.
func (r *Ruling[E]) Released(e E) bool {
	if r.release == nil {
		return false
	}
	ok, err := r.release.True(e)
	return ok && err == nil
}

// Find returns the rule of a section and name, or nil.
func (s *Set[E]) Find(section Section, name string) *Ruling[E] {
	rules := s.rules[section]
	for i := range rules {
		if rules[i].Name == name {
			return &rules[i]
		}
	}
	return nil
}
