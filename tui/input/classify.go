package input

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// Mode says where characters go.
type Mode uint8

// The focus is either on a list, where characters are keys, or in a text field.
const (
	Hotkeys Mode = iota
	TextField
)

// Kind of an [Event].
type Kind uint8

// What came in.
const (
	Key     Kind = iota // one key: Name
	Text                // characters for the text field: Text
	Scan                // a scanner's code or a line typed by a machine: Text, without its enter
	Paste               // text that must never act as keys: Text
	Ignored             // nothing to act on; Text says why, for a person
)

// Event is one thing that a person or a scanner did. Text comes from outside: clean it
// before it is shown.
type Event struct {
	Kind  Kind
	Name  string // of a key: "j", "enter", "ctrl+r", "space", …
	Text  string
	Burst bool // arrived together with others: must not confirm or destroy
}

// Characters is what the event writes into a text field that has the focus: text, a
// paste, or a key that is a character. It is "" for every other key.
func (e Event) Characters() string {
	switch {
	case e.Kind == Text, e.Kind == Paste, e.Kind == Scan:
		return e.Text
	case e.Kind == Key && e.Name == "space":
		return " "
	case e.Kind == Key && utf8.RuneCountInString(e.Name) == 1:
		return e.Name
	}
	return ""
}

// Shape of one message, before its neighbours are known.
type Shape uint8

// The shapes.
const (
	Single     Shape = iota // one key that is no character: arrows, enter, ctrl+…
	Character               // one character
	Navigation              // several characters, all of them navigation keys
	Few                     // two or three characters
	Many                    // four or more characters
	Pasted                  // marked as a paste by the terminal
	Alt                     // ESC glued to a key
	Torn                    // the beginning of an escape sequence whose end comes later
)

// navigation are the characters that only move; openers open a prompt.
const (
	navigation = "jkhlgG"
	openers    = "/:"
)

// Classify tells the shape of one message as text for hot keys. It is a pure function:
// what a shape means depends on the mode and on what follows, see [Reader].
func Classify(m tea.KeyMsg) Shape {
	switch {
	case m.Paste:
		return Pasted
	case m.Alt && m.Type == tea.KeyRunes && (m.Runes[0] == '[' || m.Runes[0] == 'O'):
		return Torn
	case m.Alt:
		return Alt
	case m.Type == tea.KeySpace:
		return Character
	case m.Type != tea.KeyRunes:
		return Single
	}
	return shapeOf(m.Runes)
}

func shapeOf(runes []rune) Shape {
	switch n := len(runes); {
	case n == 1:
		return Character
	case navigates(runes):
		return Navigation
	case n < 4:
		return Few
	}
	return Many
}

func navigates(runes []rune) bool {
	for _, r := range runes {
		if !strings.ContainsRune(navigation, r) {
			return false
		}
	}
	return true
}

// nameOf is the name of a key in key maps. The space bar is "space".
func nameOf(m tea.KeyMsg) string {
	if m.Type == tea.KeySpace {
		return "space"
	}
	return m.String()
}

func keyOf(r rune) string {
	if r == ' ' {
		return "space"
	}
	return string(r)
}
