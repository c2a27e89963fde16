package lang

import (
	"cmp"
	"slices"

	"andon/core"
)

// Kind is what a value is.
type Kind uint8

// The kinds.
const (
	Bool Kind = iota + 1
	Int
	Amount
	Text
	Date
	Time
	unset // none: a date or a time
)

// String is the kind's name in documentation.
func (k Kind) String() string {
	return [...]string{"?", "bool", "int", "amount", "text", "date", "time", "none"}[k]
}

// phrase is the kind in a sentence.
func (k Kind) phrase() string {
	return [...]string{"?", "true or false", "a number", "an amount", "a text", "a date", "a time", "none"}[k]
}

// Value is one value of a known kind.
type Value struct {
	N int64  // 0 or 1, a number, millionths of a major unit, a core.Date, a core.Instant
	S string // of a Text
}

// Field is a name that stands for a value.
type Field[E any] struct {
	Name, Doc string   // the name may be dotted: order.total
	Kind      Kind     // of the value; Text where there is Each
	Words     []string // the closed set of a Text, in its order
	Get       func(E) Value
	Each      func(E, func(Value) bool) // a list of texts, until false; it stands instead of Get
	Refuse    string                    // why a condition may not name it; "": it may
}

// List is a name that stands for several things.
type List[E any] struct {
	Name, Doc string
	Len       func(E) int
	At        func(E, int) E // the E of which Fields read what item i has
	Fields    []Field[E]
}

// Scope is what a condition may speak of. It must not change once it is used.
type Scope[E any] struct {
	Fields []Field[E]
	Lists  []List[E]
	Now    func(E) core.Instant // nil: there is no clock

	// Alias is the name of the field that people call so; "" if there is none. nil: all
	// fields are called by their names.
	Alias func(name string) string
}

// Entry describes one name of the language or of a scope.
type Entry struct {
	Name  string   `json:"name"`           // as it is written; what items have begins with a dot
	List  string   `json:"list,omitempty"` // the list whose items have it
	Type  string   `json:"type"`           // a kind, "list" or "list of text"; of a function how it is called
	Doc   string   `json:"doc"`
	Words []string `json:"words,omitempty"`
}

// Describe lists the names of a scope: fields and lists by name, and behind each list
// what its items have.
func (s *Scope[E]) Describe() []Entry {
	out := describeFields(s.Fields, "")
	for i := range s.Lists {
		l := &s.Lists[i]
		out = append(out, Entry{Name: l.Name, Type: "list", Doc: l.Doc})
		out = append(out, describeFields(l.Fields, l.Name)...)
	}
	key := func(e Entry) string { return cmp.Or(e.List, e.Name) }
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.List, b.List), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func describeFields[E any](fields []Field[E], list string) []Entry {
	out := make([]Entry, 0, len(fields))
	for i := range fields {
		f := &fields[i]
		e := Entry{Name: f.Name, List: list, Type: f.Kind.String(), Doc: f.Doc, Words: f.Words}
		if f.Each != nil {
			e.Type = "list of text"
		}
		if list != "" {
			e.Name = "." + e.Name
		}
		out = append(out, e)
	}
	return out
}

// Functions lists what can be called, and with a clock what tells the time.
func (s *Scope[E]) Functions() []Entry {
	out := []Entry{
		{Name: "abs", Type: "abs(number or amount)", Doc: "without its sign"},
		{Name: "all", Type: "all(list, condition)", Doc: "every item satisfies it; of a list of texts, # is the text"},
		{Name: "amount", Type: `amount("12.50")`, Doc: "an amount, in the currency of what it is compared with"},
		{Name: "any", Type: "any(list, condition)", Doc: "an item satisfies it; of a list of texts, # is the text"},
		{Name: "count", Type: "count(list, condition)", Doc: "how many items satisfy it"},
		{Name: "date", Type: `date("2026-12-01")`, Doc: "a date"},
		{Name: "days", Type: "days(from, to)", Doc: "days from a date to another"},
		{Name: "has", Type: `has(list of text, "x")`, Doc: "the text is one of the list"},
		{Name: "hours", Type: "hours(from, to)", Doc: "whole hours from a time to another"},
		{Name: "len", Type: "len(text or list)", Doc: "how many characters or items"},
		{Name: "lower", Type: "lower(text)", Doc: "in small letters"},
		{Name: "max", Type: "max(a, b, ...)", Doc: "the largest"},
		{Name: "min", Type: "min(a, b, ...)", Doc: "the smallest"},
		{Name: "none", Type: "none(list, condition)", Doc: "no item satisfies it; alone, a date or time that is not set"},
		{Name: "sum", Type: "sum(list, value)", Doc: "of a number or an amount that each item has"},
		{Name: "time", Type: `time("2026-12-01T09:00:00Z")`, Doc: "a time"},
	}
	if s.Now != nil {
		out = append(out,
			Entry{Name: "ago", Type: `ago("2h")`, Doc: "a time before now, with units s m h d w"},
			Entry{Name: "ahead", Type: `ahead("3d")`, Doc: "a time after now"},
			Entry{Name: "now", Type: "now", Doc: "the time"})
		slices.SortFunc(out, func(a, b Entry) int { return cmp.Compare(a.Name, b.Name) })
	}
	return out
}

// field finds a field by its name, else by what people call it.
func (s *Scope[E]) field(name string) *Field[E] {
	f := findField(s.Fields, name)
	if f == nil && s.Alias != nil {
		f = findField(s.Fields, s.Alias(name))
	}
	return f
}

func findField[E any](fields []Field[E], name string) *Field[E] {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

func (s *Scope[E]) list(name string) *List[E] {
	for i := range s.Lists {
		if s.Lists[i].Name == name {
			return &s.Lists[i]
		}
	}
	return nil
}
