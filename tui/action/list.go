package action

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/tui/term"
	"andon/tui/widget"
)

// Help lists what can be done in the scopes, the innermost first, with its keys and, of
// what cannot be done now, why.
func (r *Registry[C]) Help(c C, scopes ...string) []widget.Item {
	return r.items(c, scopes, func(a *Action[C]) (string, bool) { return strings.Join(a.Keys, ", "), true })
}

// Palette lists the same by the words that are typed.
func (r *Registry[C]) Palette(c C, scopes ...string) []widget.Item {
	return r.items(c, scopes, func(a *Action[C]) (string, bool) {
		return strings.TrimSpace(":" + a.word() + " " + a.Args.String()), true
	})
}

// Menu lists the actions that change something, for the menu of the marked rows.
func (r *Registry[C]) Menu(c C, scopes ...string) []widget.Item {
	return r.items(c, scopes, func(a *Action[C]) (string, bool) { return strings.Join(a.Keys, ", "), a.Effect == Change })
}

// Continue lists how a sequence that has begun can go on.
func (r *Registry[C]) Continue(c C, pending string, scopes ...string) []widget.Item {
	return r.items(c, scopes, func(a *Action[C]) (string, bool) {
		for _, keys := range a.Keys {
			if rest, ok := strings.CutPrefix(keys, pending+" "); ok {
				return rest, true
			}
		}
		return "", false
	})
}

// items lists the actions that pick takes; it also says what stands before the title.
func (r *Registry[C]) items(c C, scopes []string, pick func(*Action[C]) (hint string, ok bool)) (out []widget.Item) {
	for _, s := range scopes {
		for i := range r.actions {
			a := &r.actions[i]
			hint, ok := pick(a)
			if a.Scope != s || !ok {
				continue
			}
			item := widget.Item{ID: a.ID, Word: a.word(), Title: term.Concat(a.Title, Asking(a.Asks)), Group: a.Group, Hint: term.Clean(hint, term.Options{Width: 40})}
			if can, why := a.Allowed(c, false); !can {
				item.Why = term.Clean(why, term.Options{Width: 200})
			}
			out = append(out, item)
		}
	}
	return out
}

// Parse reads a line of the palette: a word or an id, then arguments. It fails with
// core.CodeNotFound.
func (r *Registry[C]) Parse(line string, scopes ...string) (a *Action[C], args string, err error) {
	word, args, _ := strings.Cut(strings.TrimSpace(line), " ")
	for _, s := range scopes {
		for i := range r.actions {
			a := &r.actions[i]
			if a.Scope == s && (a.word() == word || a.ID == word) {
				return a, strings.TrimSpace(args), nil
			}
		}
	}
	return nil, "", core.E(core.CodeNotFound, "command", word, "there is no such command here: type ? to see what there is")
}

// Docs is the key reference as Markdown: what applies everywhere first, then scope by
// scope.
func (r *Registry[C]) Docs() string {
	var scopes []string
	for _, a := range r.actions {
		if !slices.Contains(scopes, a.Scope) {
			scopes = append(scopes, a.Scope)
		}
	}
	slices.Sort(scopes)
	var b strings.Builder
	for _, s := range scopes {
		title := s
		if s == "" {
			title = "everywhere"
		}
		fmt.Fprintf(&b, "## %s\n\n| keys | command | what it does | id |\n| --- | --- | --- | --- |\n", title)
		for _, a := range r.actions {
			if a.Scope == s {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(a.Keys...), code(strings.TrimSpace(":"+a.word()+" "+a.Args.String())), term.Concat(a.Title, Asking(a.Asks)), code(a.ID))
			}
		}
		b.WriteByte('\n')
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// code writes words as Markdown code, which a bar in a table must not end.
func code(words ...string) string {
	var out []string
	for _, w := range words {
		w = strings.ReplaceAll(w, "|", "\\|")
		if strings.Contains(w, "`") {
			w = "`` " + w + " ``"
		} else {
			w = "`" + w + "`"
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}
