package widget

import (
	"slices"
	"strings"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Item is an entry of a menu.
type Item struct {
	ID    string
	Word  string // what is typed to choose it, before its arguments; "": nothing
	Title term.Text
	Group term.Text // such as "Orders"
	Hint  term.Text // such as its keys
	Why   term.Text // why it cannot be chosen; empty: it can
}

// Menu is a list that is searched by typing: key help, command palette, action menu.
// An entry that cannot be chosen stays, and says why. Make it with NewMenu.
type Menu struct {
	prompt *Prompt
	items  []Item
	found  []int // items that match, the best first
	at     int   // place in found
	w, h   int
}

// NewMenu makes a menu; label stands before what is typed.
func NewMenu(label term.Text, items []Item, ascii bool) *Menu {
	m := &Menu{prompt: NewPrompt(label, ascii)}
	m.SetItems(items)
	return m
}

// SetItems replaces the entries; what was typed and chosen stays as far as it can.
func (m *Menu) SetItems(items []Item) {
	current, _ := m.Current()
	m.items = items
	m.search()
	for i, at := range m.found {
		if items[at].ID == current.ID {
			m.at = i
		}
	}
}

// SetSize sets the room.
func (m *Menu) SetSize(w, h int) { m.w, m.h = max(w, 0), max(h, 0) }

// Value is what was typed; Set types it.
func (m *Menu) Value() string { return m.prompt.Value() }

// Set replaces what was typed.
func (m *Menu) Set(s string) {
	m.prompt.Set(s)
	m.search()
}

// Current is the entry under the cursor.
func (m *Menu) Current() (Item, bool) {
	if m.at < len(m.found) {
		return m.items[m.found[m.at]], true
	}
	return Item{}, false
}

// Key takes an event. Done means that Current was chosen, or that enter was pressed on
// a line that matches nothing; an entry that cannot be chosen is not. Tab completes the
// line to the entry's word.
func (m *Menu) Key(e input.Event) Outcome {
	switch e.Name {
	case "up", "ctrl+p":
		m.at = max(m.at-1, 0)
	case "down", "ctrl+n":
		m.at = max(min(m.at+1, len(m.found)-1), 0)
	case "pgup":
		m.at = max(m.at-m.page(), 0)
	case "pgdown":
		m.at = max(min(m.at+m.page(), len(m.found)-1), 0)
	case "tab":
		if item, ok := m.Current(); ok && item.Word != "" {
			m.Set(item.Word + " ")
		}
	case "enter":
		if item, ok := m.Current(); ok && !item.Why.Empty() {
			return Open
		}
		return m.prompt.Key(e)
	default:
		before := m.Value()
		out := m.prompt.Key(e)
		if m.Value() != before {
			m.search()
		}
		return out
	}
	return Open
}

func (m *Menu) search() {
	m.found, m.at = m.found[:0], 0
	scores := make([]int, len(m.items))
	for i, item := range m.items {
		score, ok := best(m.Value(), item)
		if ok {
			scores[i] = score
			m.found = append(m.found, i)
		}
	}
	slices.SortStableFunc(m.found, func(a, b int) int { return scores[b] - scores[a] })
}

// wordScore puts the entry whose word has been typed before all others.
const wordScore = 1 << 20

// best matches an entry by word, title and id, or by group and title. After a word only
// arguments follow.
func best(pattern string, item Item) (score int, ok bool) {
	if word, _, args := strings.Cut(pattern, " "); args && item.Word == word {
		return wordScore, true
	}
	texts := [...]string{item.Word, item.Title.String(), item.ID, item.Group.String() + " " + item.Title.String()}
	for i, text := range texts {
		if s, hit := Fuzzy(pattern, text); hit && (!ok || s-i > score) {
			score, ok = s-i, true
		}
	}
	return score, ok
}

// page is how many entries are shown.
func (m *Menu) page() int { return max(m.h-1, 1) }

// View draws what was typed, and below it the entries around the cursor.
func (m *Menu) View(th *theme.Theme) string {
	f := draw.New(th, m.w, m.h)
	m.prompt.draw(f)
	f.End()
	if len(m.found) == 0 {
		f.Gap(2)
		f.Put(theme.Muted, term.Lit("nothing matches"))
		return f.String()
	}
	hint := m.hintWidth()
	top := m.at / m.page() * m.page()
	for i := top; i < min(top+m.page(), len(m.found)); i++ {
		m.line(f, m.items[m.found[i]], i == m.at, hint)
	}
	return f.String()
}

func (m *Menu) hintWidth() int {
	w := 0
	for _, item := range m.items {
		w = max(w, item.Hint.Width())
	}
	return min(w, 16, m.w/3)
}

func (m *Menu) line(f *draw.Frame, item Item, current bool, hint int) {
	quiet := theme.Muted
	if current {
		f.Row(theme.Selected)
		f.Put(theme.Plain, f.Theme.Glyphs.Cursor)
		quiet = theme.Plain
	} else if !item.Why.Empty() {
		f.Row(theme.Muted)
	}
	f.To(2)
	if hint > 0 {
		f.Cell(theme.Plain, item.Hint, hint, term.Left)
		f.Gap(2)
	}
	f.Put(theme.Plain, item.Title)
	switch {
	case !item.Why.Empty():
		f.Put(quiet, term.Concat(term.Lit(" - "), item.Why))
	case !item.Group.Empty() && f.Room() > item.Group.Width()+2:
		f.Gap(2)
		f.Put(quiet, item.Group)
	}
	f.End()
}
