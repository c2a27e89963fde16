package policy

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Part is one thing that a rule states, as it would be written.
type Part struct{ Name, Value string }

// Parts lists what a rule states but for its name: when, per, note, then its effects.
func (r *Rule) Parts() []Part {
	b, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	_, _ = dec.Token() // the bracket that opens it
	var out []Part
	for dec.More() {
		name, _ := dec.Token() // it was just written
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return out
		}
		if name != "name" {
			out = append(out, Part{name.(string), plain(value)})
		}
	}
	return out
}

// plain is a value without the marks of JSON.
func plain(value json.RawMessage) string {
	var text string
	var list []string
	switch {
	case json.Unmarshal(value, &text) == nil:
		return text
	case json.Unmarshal(value, &list) == nil:
		return strings.Join(list, ", ")
	}
	return string(value)
}

// Meaning says in a few words what a section is about.
func (s Section) Meaning() string {
	switch s {
	case Validation:
		return "is the order sound? Each rule that is true holds it"
	case Holds:
		return "must a sound order wait? Each rule that is true holds it"
	case Channels:
		return "what a channel is told of a SKU's stock"
	case Sourcing:
		return "prices and limits of choosing locations"
	case Promise:
		return "what may be promised"
	case Backorder:
		return "what becomes of units that wait, and who comes first"
	case Substitution:
		return "may something else go in a line's place?"
	case Service:
		return "how grave an exception is, how soon it is due, and whose it is"
	}
	return ""
}

// EffectsOf lists what the rules of a section may set, by what they are asked for.
func EffectsOf(s Section, per string) (names []string) {
	for _, e := range effects() {
		if slices.Contains(e.sections, s) && (e.anyPer || e.per == per) {
			names = append(names, e.name)
		}
	}
	return names
}
