package action

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"andon/tui/input"

	tea "github.com/charmbracelet/bubbletea"
)

// reserved keys are taken before a program sees them, or by what it runs in.
func reserved(key string) (why string) {
	switch key {
	case "ctrl+s", "ctrl+q":
		return "flow control"
	case "ctrl+z":
		return "suspending"
	case "ctrl+\\":
		return "quitting at once"
	case "ctrl+a", "ctrl+b":
		return "screen and tmux"
	}
	return ""
}

// badKeys says what is wrong with the keys of one action.
func badKeys(keys []string) (problems []string) {
	known := keyNames()
	sure := len(keys) == 0
	for _, sequence := range keys {
		parts := strings.Split(sequence, " ")
		for _, k := range parts {
			switch {
			case reserved(k) != "":
				problems = append(problems, fmt.Sprintf("the key %q is taken by %s", k, reserved(k)))
			case utf8.RuneCountInString(k) != 1 && !known[k]:
				problems = append(problems, fmt.Sprintf("%q is no key", k))
			}
		}
		sure = sure || !functionKey(parts[0])
	}
	if !sure {
		problems = append(problems, "a function key must not be the only way")
	}
	return problems
}

func functionKey(k string) bool { return len(k) > 1 && k[0] == 'f' && k[1] >= '1' && k[1] <= '9' }

// keyNames are the keys that the terminal library can report, and the space bar.
func keyNames() map[string]bool {
	names := map[string]bool{"space": true}
	for k := tea.KeyF20; k <= tea.KeyCtrlQuestionMark; k++ {
		if name := k.String(); len(name) > 1 && k != tea.KeyRunes {
			names[name] = true
		}
	}
	return names
}

func sortedKeys(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }

// Verdict is what a key led to.
type Verdict uint8

// The verdicts.
const (
	Unbound Verdict = iota // no action has this key here
	Pending                // a sequence has begun
	Ready                  // Action is to be run
	Refused                // Action cannot be run: Why
)

// Press is the answer to a key.
type Press[C any] struct {
	Verdict Verdict
	Action  *Action[C]
	Why     string
}

// Keyboard follows sequences of keys. The zero Keyboard of a registry is ready.
type Keyboard[C any] struct {
	Registry *Registry[C]
	pending  string
}

// Pending is the beginning of a sequence that waits for its next key, "" for none.
func (k *Keyboard[C]) Pending() string { return k.pending }

// Press takes a key while the scopes are active, the innermost first. It runs nothing.
// Within a sequence escape gives it up, and a key that does not continue it is dropped.
func (k *Keyboard[C]) Press(c C, e input.Event, scopes ...string) Press[C] {
	if e.Kind != input.Key {
		return Press[C]{}
	}
	keys := e.Name
	if k.pending != "" {
		keys = k.pending + " " + e.Name
	}
	k.pending = ""
	for i := range scopes {
		scope := scopes[i : i+1]
		if a := k.Registry.find(keys, scope); a != nil {
			if ok, why := a.Allowed(c, e.Burst); !ok {
				return Press[C]{Refused, a, why}
			}
			return Press[C]{Verdict: Ready, Action: a}
		}
		if k.Registry.begins(keys, scope) {
			k.pending = keys
			return Press[C]{Verdict: Pending}
		}
	}
	return Press[C]{}
}
