package action

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/tui/term"

	tea "github.com/charmbracelet/bubbletea"
)

// Effect says whether an action may be run by a key that nobody may have pressed.
type Effect uint8

// The effects.
const (
	Look   Effect = iota // moves, shows, opens; may come out of a burst of keys
	Change               // submits a command or asks to; never from a burst
)

// Action is one thing that a person can do.
type Action[C any] struct {
	ID     string      // stable: configurations and documents name it
	Title  term.Text   // what it does, in a few words
	Group  term.Text   // what it belongs to, in menus
	Scope  string      // the screen or pane where it applies; "": everywhere
	Keys   []string    // as package input names them; "m a" is m, then a
	Word   string      // in the palette: ":goto"; "": its id
	Args   term.Text   // what follows the word, for people: "ID"
	Asks   []term.Text // what a person is asked before it runs: "a reason"
	Effect Effect

	// Enabled says whether it can be done now, and if not, why, in a sentence for a
	// person. Nil: always.
	Enabled func(C) (ok bool, why string)
	// Run does it. args is what followed the word in the palette.
	Run func(c C, args string) tea.Cmd
}

// Asking says in words what is asked before something is done; empty: nothing.
func Asking(what []term.Text) term.Text {
	if len(what) == 0 {
		return term.Text{}
	}
	return term.Concat(term.Lit(" (asks "), term.Join(term.Lit(", "), what...), term.Lit(")"))
}

// word is what is typed in the palette.
func (a *Action[C]) word() string {
	if a.Word != "" {
		return a.Word
	}
	return a.ID
}

// Allowed says whether a may run now; burst tells that the key or choice that asks for
// it came in a burst.
func (a *Action[C]) Allowed(c C, burst bool) (ok bool, why string) {
	if burst && a.Effect == Change {
		return false, "that came too fast to be meant: press it again"
	}
	if a.Enabled == nil {
		return true, ""
	}
	return a.Enabled(c)
}

// Registry is the table. It never changes after New.
type Registry[C any] struct {
	actions []Action[C]
	byID    map[string]int
	byKey   map[scopeKey]int // whole sequences
	prefix  map[scopeKey]bool
}

type scopeKey struct{ scope, keys string }

// New checks the table and gives the actions named in keys other keys than their own;
// an empty list takes an action's keys away. The error names everything that is wrong.
func New[C any](actions []Action[C], keys map[string][]string) (*Registry[C], error) {
	r := &Registry[C]{
		actions: append([]Action[C](nil), actions...), byID: make(map[string]int, len(actions)),
		byKey: map[scopeKey]int{}, prefix: map[scopeKey]bool{},
	}
	var wrong problems
	for i := range r.actions {
		a := &r.actions[i]
		if other, remapped := keys[a.ID]; remapped {
			a.Keys = other
		}
		r.register(i, a, &wrong)
	}
	for _, id := range sortedKeys(keys) {
		if _, ok := r.byID[id]; !ok {
			wrong.add("keys are given to %q, which is no action", id)
		}
	}
	r.prefixes(&wrong)
	if len(wrong) > 0 {
		return nil, core.E(core.CodeUsage, "keys", "", strings.Join(wrong, "; "))
	}
	return r, nil
}

type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

func (r *Registry[C]) register(i int, a *Action[C], wrong *problems) {
	if a.ID == "" || a.Title.Empty() || a.Run == nil {
		wrong.add("action %d (%q) needs an id, a title and Run", i, a.ID)
	}
	if _, twice := r.byID[a.ID]; twice {
		wrong.add("the id %q stands twice", a.ID)
	}
	r.byID[a.ID] = i
	for j := range i {
		if other := &r.actions[j]; other.word() == a.word() && meet(other.Scope, a.Scope) {
			wrong.add("%s and %s share the word %q", other.ID, a.ID, a.word())
		}
	}
	for _, problem := range badKeys(a.Keys) {
		wrong.add("%s: %s", a.ID, problem)
	}
	for _, keys := range a.Keys {
		at := scopeKey{a.Scope, keys}
		if j, taken := r.byKey[at]; taken && j != i {
			wrong.add("%s and %s share the key %q", r.actions[j].ID, a.ID, keys)
		}
		r.byKey[at] = i
	}
}

// meet reports whether two scopes can be active together.
func meet(a, b string) bool { return a == b || a == "" || b == "" }

// prefixes notes how sequences begin, and finds keys that would hide one.
func (r *Registry[C]) prefixes(wrong *problems) {
	for _, a := range r.actions {
		for _, keys := range a.Keys {
			for at := strings.IndexByte(keys, ' '); at > 0; at = next(keys, at) {
				start := scopeKey{a.Scope, keys[:at]}
				r.prefix[start] = true
				if j, taken := r.byKey[start]; taken {
					wrong.add("the key %q of %s begins %q of %s", start.keys, r.actions[j].ID, keys, a.ID)
				}
			}
		}
	}
}

func next(keys string, at int) int {
	if i := strings.IndexByte(keys[at+1:], ' '); i >= 0 {
		return at + 1 + i
	}
	return -1
}

// ByID finds an action.
func (r *Registry[C]) ByID(id string) (*Action[C], bool) {
	i, ok := r.byID[id]
	if !ok {
		return nil, false
	}
	return &r.actions[i], true
}

// find looks a whole sequence up, in the first scope that has it.
func (r *Registry[C]) find(keys string, scopes []string) *Action[C] {
	for _, s := range scopes {
		if i, ok := r.byKey[scopeKey{s, keys}]; ok {
			return &r.actions[i]
		}
	}
	return nil
}

func (r *Registry[C]) begins(keys string, scopes []string) bool {
	for _, s := range scopes {
		if r.prefix[scopeKey{s, keys}] {
			return true
		}
	}
	return false
}

// Shadowed names what a key does that another scope of the stack takes from it. A test
// of the application calls it for every stack of scopes that it uses.
func (r *Registry[C]) Shadowed(scopes ...string) (out []string) {
	for at, s := range scopes {
		for i := range r.actions {
			a := &r.actions[i]
			if a.Scope != s {
				continue
			}
			for _, keys := range a.Keys {
				if by := r.hider(keys, scopes[:at]); by != "" {
					out = append(out, fmt.Sprintf("%q of %s is taken by %s", keys, a.ID, by))
				}
			}
		}
	}
	return out
}

// hider is the action of an earlier scope that takes keys, or their beginning, first.
func (r *Registry[C]) hider(keys string, before []string) string {
	if a := r.find(keys, before); a != nil {
		return a.ID
	}
	if r.begins(keys, before) {
		return "a longer sequence"
	}
	for at := strings.IndexByte(keys, ' '); at > 0; at = next(keys, at) {
		if a := r.find(keys[:at], before); a != nil {
			return a.ID
		}
	}
	return ""
}
