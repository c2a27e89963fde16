package change

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"

	tea "github.com/charmbracelet/bubbletea"
)

// blank is a place in a command's body that a person has to fill in.
type blank struct {
	path   string // lines.0.sku
	label  term.Text
	number bool
}

// blanks are the places that an action leaves to a person, by its id; none: it is
// complete as it is.
func blanks(action string) []blank {
	text := func(path string, label term.Text) blank { return blank{path: path, label: label} }
	switch action {
	case "amend-sku-ask":
		return []blank{text("lines.0.sku", term.Lit("the right SKU"))}
	case "amend-qty-ask":
		return []blank{{"lines.0.qty", term.Lit("the right quantity"), true}}
	case "count-ask":
		return []blank{{"counted", term.Lit("units counted"), true}}
	case "amend-address-ask":
		return []blank{
			text("ship_to.personal.name", term.Lit("name")), text("ship_to.personal.address.0", term.Lit("street and number")),
			text("ship_to.personal.city", term.Lit("city")), text("ship_to.personal.post_code", term.Lit("post code")),
			text("ship_to.country", term.Lit("country, two letters")),
		}
	}
	return nil
}

// Asks reports whether an action leaves something to a person.
func Asks(action string) bool { return blanks(action) != nil }

// askFor lets the person fill an action's blanks, and then goes on as with any other.
func askFor(env *screen.Env, src Source, o *offer, a *api.Action, trigger string) tea.Cmd {
	holes := blanks(a.ID)
	s := stepOf(env, o, a)
	if s.stale {
		return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: trigger})
	}
	fields := make([]overlay.Field, len(holes))
	for i, b := range holes {
		fields[i] = overlay.Field{Label: b.label}
	}
	fail := func(err error) term.Text { return env.Text(err.Error()) }
	env.Host.Cover(overlay.NewForm(s.Title, fields, env.ASCII, fail, func(values []string) (tea.Cmd, error) {
		filled, err := fill(a.Command, holes, values)
		if err != nil {
			return nil, err
		}
		s.Command, s.Refused = filled, ""
		return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: "enter"}), nil
	}))
	return nil
}

// fill writes values into a command.
func fill(raw json.RawMessage, holes []blank, values []string) (core.Command, error) {
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return core.Command{}, core.Wrap(core.CodeInternal, "fill", "", "the suggested command cannot be read", err)
	}
	for i, b := range holes {
		v, err := b.value(values[i])
		if err != nil {
			return core.Command{}, err
		}
		doc["body"] = put(doc["body"], strings.Split(b.path, "."), v)
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return core.Command{}, core.Wrap(core.CodeInternal, "fill", "", "the filled command cannot be written", err)
	}
	return api.ParseCommand(out)
}

func (b *blank) value(s string) (any, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, core.E(core.CodeInvalid, "fill", b.label.String(), "is missing")
	}
	if !b.number {
		return s, nil
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	if err != nil || n < 0 {
		return nil, core.E(core.CodeInvalid, "fill", b.label.String(), fmt.Sprintf("%.20q is not a whole number", s))
	}
	return json.Number(strconv.FormatInt(n, 10)), nil
}

// put sets the value at a path of objects and lists, making what is missing.
func put(node any, path []string, v any) any {
	if len(path) == 0 {
		return v
	}
	if at, err := strconv.Atoi(path[0]); err == nil {
		list, _ := node.([]any)
		for len(list) <= at {
			list = append(list, nil)
		}
		list[at] = put(list[at], path[1:], v)
		return list
	}
	object, _ := node.(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	object[path[0]] = put(object[path[0]], path[1:], v)
	return object
}
