package play

import (
	"fmt"
	"slices"
	"strings"
)

// A form is how a clause is said: words in small letters stand for themselves, words in
// capitals are slots (see slots.go; a digit behind tells two of a kind apart), and what
// stands in brackets may be left out: "stock QTY SKU at LOCATION [in STATE]".
type form struct {
	text  string
	parts []part
	key   string // its first words, before any slot or bracket
}

// part is a word, a slot, or what may be left out.
type part struct {
	word string
	slot string
	opt  []part
}

func newForm(text string) form {
	f := form{text: text}
	words := strings.Fields(strings.NewReplacer("[", " [ ", "]", " ] ").Replace(text))
	f.parts, _ = parts(words)
	for _, p := range f.parts {
		if p.word == "" {
			break
		}
		f.key = strings.TrimSpace(f.key + " " + p.word)
	}
	return f
}

func parts(words []string) (out []part, rest []string) {
	for len(words) > 0 {
		w := words[0]
		words = words[1:]
		switch {
		case w == "]":
			return out, words
		case w == "[":
			var opt []part
			opt, words = parts(words)
			out = append(out, part{opt: opt})
		case isSlot(w):
			out = append(out, part{slot: w})
		default:
			out = append(out, part{word: w})
		}
	}
	return out, nil
}

func isSlot(w string) bool { return w == strings.ToUpper(w) && w != strings.ToLower(w) }

// said is a clause that fits a form, and what stands in its slots.
type said struct {
	*form
	at    map[string]string
	words clause
}

// flag reports whether a word of the form that may be left out is there.
func (s *said) flag(word string) bool {
	return slices.ContainsFunc(s.words, func(t token) bool { return !t.quoted && t.text == word })
}

// match is one try to fit a clause to a form.
type match struct {
	line string
	at   map[string]string
	far  int    // tokens that fitted, in the best try
	want string // what was expected behind them
}

// fit returns what a clause says in a form; where it does not fit, how far it did and
// what was expected there.
func (f *form) fit(line string, c clause) (s said, far int, want string) {
	m := match{line: line, at: map[string]string{}}
	if m.parts(f.parts, c, 0, func(n int) bool { return n == len(c) || m.miss(n, "nothing more") }) {
		return said{f, m.at, c}, len(c), ""
	}
	return said{}, m.far, m.want
}

// miss notes what was expected at a place, and is false.
func (m *match) miss(n int, want string) bool {
	switch {
	case n > m.far || m.want == "":
		m.far, m.want = n, want
	case n == m.far && !strings.Contains(m.want, want) && want != "nothing more":
		m.want += " or " + want
	}
	return false
}

// parts fits parts from the n-th token on, and then what follows them.
func (m *match) parts(ps []part, c clause, n int, then func(int) bool) bool {
	if len(ps) == 0 {
		return then(n)
	}
	p, rest := ps[0], ps[1:]
	next := func(n int) bool { return m.parts(rest, c, n, then) }
	switch {
	case p.opt != nil:
		return m.parts(p.opt, c, n, next) || next(n)
	case p.word != "":
		if n < len(c) && !c[n].quoted && c[n].text == p.word {
			return next(n + 1)
		}
		return m.miss(n, fmt.Sprintf("%q", p.word))
	}
	return m.slot(p.slot, c, n, next)
}

// slot fits a slot, with as many tokens as its kind takes.
func (m *match) slot(name string, c clause, n int, next func(int) bool) bool {
	k := slotNamed(name)
	took := min(k.takes(c[n:]), len(c)-n)
	if took == 0 {
		return m.miss(n, k.what)
	}
	text := c[n : n+took].raw(m.line)
	if took == 1 {
		text = c[n].text
	}
	if k.ok != nil && !k.ok(text) {
		return m.miss(n, k.what)
	}
	m.at[name] = text
	if next(n + took) {
		return true
	}
	delete(m.at, name)
	return false
}

// text is what stands in a slot, "" where it was left out.
func (s *said) text(slot string) string { return s.at[slot] }

// has reports whether a slot was filled.
func (s *said) has(slot string) bool { return s.at[slot] != "" }

// fitAny fits a clause to the first form that it fits, and says which. Where there is
// none it says what was expected, by the forms that it fitted furthest.
func fitAny(forms []form, line string, c clause) (said, int, error) {
	best, wants := -1, []string(nil)
	for i := range forms {
		s, far, want := forms[i].fit(line, c)
		switch {
		case want == "":
			return s, i, nil
		case far > best:
			best, wants = far, []string{want}
		case far == best && !slices.Contains(wants, want):
			wants = append(wants, want)
		}
	}
	if best < 0 {
		return said{}, 0, fmt.Errorf("nothing may follow here, not %q", c.raw(line))
	}
	return said{}, 0, fmt.Errorf("%s%s is expected, not %s", behind(line, c[:best]), strings.Join(wants, " or "), place(line, c, best))
}

// behind names what fitted.
func behind(line string, c clause) string {
	if len(c) == 0 {
		return ""
	}
	return fmt.Sprintf("behind %q ", c.raw(line))
}

// place names the token that did not fit.
func place(line string, c clause, n int) string {
	if n >= len(c) {
		return "the end"
	}
	return fmt.Sprintf("%q", c[n].text)
}
