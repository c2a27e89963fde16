package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/tui/action"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"

	tea "github.com/charmbracelet/bubbletea"
)

// Asks says what a suggestion asks before it is done, in words; empty: nothing.
func Asks(env *screen.Env, a *api.Action) term.Text {
	var labels []term.Text
	for i := range a.Asks {
		labels = append(labels, env.Text(a.Asks[i].Label))
	}
	return action.Asking(labels)
}

// askFor lets the person say what an action asks, and then goes on as with any other.
func askFor(env *screen.Env, src Source, o *offer, a *api.Action, trigger string) tea.Cmd {
	s := stepOf(env, o, a)
	if s.stale {
		return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: trigger})
	}
	fields := make([]overlay.Field, len(a.Asks))
	for i := range a.Asks {
		fields[i] = overlay.Field{Label: env.Text(a.Asks[i].Label)}
	}
	fail := func(err error) term.Text { return env.Text(err.Error()) }
	env.Host.Cover(overlay.NewForm(s.Title, fields, env.ASCII, fail, func(values []string) (tea.Cmd, error) {
		filled, err := fill(a.Command, a.Asks, values)
		if err != nil {
			return nil, err
		}
		s.Command, s.Refused = filled, ""
		return Start(env, src, Plan{Title: s.Title, Steps: []Step{s}, Trigger: "enter"}), nil
	}))
	return nil
}

// fill writes values into a command.
func fill(raw json.RawMessage, asks []api.Ask, values []string) (core.Command, error) {
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return core.Command{}, core.Wrap(core.CodeInternal, "fill", "", "the suggested command cannot be read", err)
	}
	for i := range asks {
		v, err := answer(&asks[i], values[i])
		if err != nil {
			return core.Command{}, err
		}
		doc["body"] = put(doc["body"], strings.Split(asks[i].Path, "."), v)
	}
	out, err := json.Marshal(doc)
	if err != nil {
		return core.Command{}, core.Wrap(core.CodeInternal, "fill", "", "the filled command cannot be written", err)
	}
	return api.ParseCommand(out)
}

// answer reads what a person typed.
func answer(a *api.Ask, s string) (any, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, core.E(core.CodeInvalid, "fill", a.Label, "is missing")
	}
	if !a.Number {
		return s, nil
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	if errors.Is(err, strconv.ErrRange) && n > 0 {
		return nil, core.E(core.CodeLimit, "fill", a.Label, fmt.Sprintf("%.20s is too large a number", s))
	}
	if err != nil || n < 0 {
		return nil, core.E(core.CodeInvalid, "fill", a.Label, fmt.Sprintf("%.20q is not a whole number", s))
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
