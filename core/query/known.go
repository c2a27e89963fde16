package query

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/policy"
	"andon/core/world"
)

// noSuch says of a filter that found nothing which of its values nothing can have: a rule
// that no version of the policy ever had, a channel that the shop does not know. A list
// that is empty for a slip of the keyboard would be taken for an answer.
func (r *request) noSuch() error {
	for i := range r.where {
		c := &r.where[i]
		if c.op != opEq && c.op != opIn {
			continue
		}
		of := knownBy(c.field)
		if of == nil {
			continue
		}
		known := of.names(r.w)
		for _, l := range c.values {
			if l.text != "" && !known[l.text] {
				return core.E(core.CodeNotFound, "where", l.text, "nothing was found: "+of.lacks+fmt.Sprintf(" %.60q", l.text)+meant(l.text, known))
			}
		}
	}
	return nil
}

// meant offers the nearest name that there is: for a rule also by its name alone.
func meant(text string, known map[string]bool) string {
	var names []string
	for name := range known {
		if _, alone, ok := strings.Cut(name, "."); ok && alone == text {
			return "; did you mean " + name + "?"
		}
		names = append(names, name)
	}
	if near := core.Nearest(text, names, 1); len(near) > 0 && core.Distance(text, near[0]) <= max(len(text)/2, 1) {
		return "; did you mean " + near[0] + "?"
	}
	return ""
}

// namesOf tells what a field can say in a shop.
type namesOf struct {
	lacks string // the sentence before a name that is none of them
	names func(*world.World) map[string]bool
}

// knownBy is what fields of a name can say; nil where it may be anything.
func knownBy(field string) *namesOf {
	switch field {
	case "rule":
		return &namesOf{"no version of the policy ever had a rule", everyRule}
	case "policy", "base":
		return &namesOf{"there is no version of the policy", func(w *world.World) map[string]bool { return ids(w.Policies.Each) }}
	case "hold":
		return &namesOf{"no hold is of the type", everyHold}
	case "queue":
		return &namesOf{"there is no queue", func(*world.World) map[string]bool { return set(exception.Queues()) }}
	case "channel":
		return &namesOf{"there is no channel", func(w *world.World) map[string]bool { return ids(w.Channels.Each) }}
	case "location":
		return &namesOf{"there is no location", func(w *world.World) map[string]bool { return ids(w.Locations.Each) }}
	case "entity":
		return &namesOf{"there is no entity", func(w *world.World) map[string]bool { return ids(w.Entities.Each) }}
	case "service":
		return &namesOf{"no carrier has a service", everyService}
	}
	return nil
}

func set(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

// ids are those of a set of documents.
func ids[T any](each func(func(string, *T) bool)) map[string]bool {
	out := map[string]bool{}
	each(func(id string, _ *T) bool { out[id] = true; return true })
	return out
}

// everyRule has the rules of all versions, as decisions name them.
func everyRule(w *world.World) map[string]bool {
	out := map[string]bool{}
	eachRuleOf(w, func(s policy.Section, r *policy.Rule) { out[string(s)+"."+r.Name] = true })
	return out
}

// everyHold has the types of holds that the shop knows, and those of all versions.
func everyHold(w *world.World) map[string]bool {
	out := set(flow.HoldTypes())
	eachRuleOf(w, func(_ policy.Section, r *policy.Rule) { out[r.Hold] = true })
	w.Policies.Each(func(_ string, p *policy.Policy) bool {
		for _, t := range p.Document.HoldTypes {
			out[t] = true
		}
		return true
	})
	return out
}

func eachRuleOf(w *world.World, visit func(policy.Section, *policy.Rule)) {
	w.Policies.Each(func(_ string, p *policy.Policy) bool {
		for _, s := range policy.Sections() {
			for i := range p.Document.In(s) {
				visit(s, &p.Document.In(s)[i])
			}
		}
		return true
	})
}

func everyService(w *world.World) map[string]bool {
	out := map[string]bool{}
	w.Carriers.Each(func(_ string, c *catalog.Carrier) bool {
		for i := range c.Services {
			out[c.Services[i].ID] = true
		}
		return true
	})
	return out
}
