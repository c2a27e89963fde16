package widget

import (
	"strings"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Limits of what is typed.
const (
	maxTyped   = 500 // runes in a prompt
	maxHistory = 100 // lines that can be called back
)

// Prompt is one line of typed text: filter, command, scan field. Make it with
// NewPrompt. What it holds is clean from the moment it is typed or pasted; the library's
// field edits it, and only this package draws it.
type Prompt struct {
	label   term.Text
	ascii   bool
	field   textinput.Model
	history []string // the newest last
	at      int      // place in history; len(history): the line being typed
	draft   string   // the line being typed, while an older one is shown
}

// NewPrompt makes an empty prompt.
func NewPrompt(label term.Text, ascii bool) *Prompt {
	p := &Prompt{label: label, ascii: ascii, field: textinput.New()}
	p.field.CharLimit = maxTyped
	p.field.Focus() // it takes keys; who has the focus of the screen is the owner's affair
	return p
}

// Value is the line.
func (p *Prompt) Value() string { return p.field.Value() }

// Text is the line, to be drawn elsewhere.
func (p *Prompt) Text() term.Text { return p.clean(p.Value()) }

// Set replaces the line; the cursor goes to its end.
func (p *Prompt) Set(s string) {
	p.field.SetValue("")
	p.Insert(s)
}

// Insert puts text in at the cursor, cleaned: line breaks become spaces.
func (p *Prompt) Insert(s string) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", " "), "\n", " ")
	p.take(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(p.clean(s).String())})
}

// take lets the field handle a key. What it wants to be told later is the blinking of a
// cursor that is not drawn.
func (p *Prompt) take(m tea.KeyMsg) { p.field, _ = p.field.Update(m) }

func (p *Prompt) clean(s string) term.Text { return term.Clean(s, term.Options{ASCII: p.ascii}) }

// Key takes an event. Done means that the line was submitted: it is kept for up and
// down, the owner reads Value and calls Set. An enter that came in a burst submits too;
// the owner decides what a line that nobody may have typed can do.
func (p *Prompt) Key(e input.Event) Outcome {
	if s := e.Characters(); s != "" {
		p.Insert(s)
		return Open
	}
	switch e.Name {
	case "enter":
		p.remember()
		return Done
	case "esc", "ctrl+c":
		return Cancelled
	case "up", "ctrl+p":
		p.recall(-1)
	case "down", "ctrl+n":
		p.recall(1)
	default:
		p.edit(e.Name)
	}
	return Open
}

func (p *Prompt) edit(name string) {
	if t, ok := editing()[name]; ok {
		p.take(tea.KeyMsg{Type: t})
	}
}

// editing are the keys that the field may have. Pasting is none of them: the terminal
// pastes, and the clipboard of the machine that the console runs on may be another's.
func editing() map[string]tea.KeyType {
	return map[string]tea.KeyType{
		"left": tea.KeyLeft, "right": tea.KeyRight, "ctrl+b": tea.KeyCtrlB, "ctrl+f": tea.KeyCtrlF,
		"ctrl+left": tea.KeyCtrlLeft, "ctrl+right": tea.KeyCtrlRight,
		"home": tea.KeyHome, "end": tea.KeyEnd, "ctrl+a": tea.KeyCtrlA, "ctrl+e": tea.KeyCtrlE,
		"backspace": tea.KeyBackspace, "ctrl+h": tea.KeyCtrlH, "delete": tea.KeyDelete, "ctrl+d": tea.KeyCtrlD,
		"ctrl+w": tea.KeyCtrlW, "ctrl+u": tea.KeyCtrlU, "ctrl+k": tea.KeyCtrlK,
	}
}

func (p *Prompt) remember() {
	line := strings.TrimSpace(p.Value())
	if n := len(p.history); line != "" && (n == 0 || p.history[n-1] != line) {
		p.history = append(p.history, line)
		p.history = p.history[max(len(p.history)-maxHistory, 0):]
	}
	p.at = len(p.history)
}

// recall walks through the history and back to what was being typed.
func (p *Prompt) recall(step int) {
	to := p.at + step
	if to < 0 || to > len(p.history) {
		return
	}
	if p.at == len(p.history) {
		p.draft = p.Value()
	}
	p.at = to
	if to == len(p.history) {
		p.Set(p.draft)
		return
	}
	p.Set(p.history[to])
}

// History is what was submitted, the newest last; SetHistory restores it.
func (p *Prompt) History() []string { return p.history }

// SetHistory replaces the history.
func (p *Prompt) SetHistory(lines []string) {
	p.history = append([]string(nil), lines[max(len(lines)-maxHistory, 0):]...)
	p.at = len(p.history)
}

// View draws label and line on one line, with the cursor in sight.
func (p *Prompt) View(th *theme.Theme, width int) string {
	f := draw.New(th, width, 1)
	p.draw(f)
	return f.String()
}

func (p *Prompt) draw(f *draw.Frame) {
	f.Put(theme.Accent, p.label)
	value, pos := []rune(p.Value()), p.field.Position()
	before, after := p.clean(string(value[:pos])), p.clean(string(value[pos:]))
	under := term.Cut(after, 1)
	if under.Width() < 1 && !after.Empty() {
		under = term.Cut(after, 2)
	}
	after = term.Skip(after, under.Width())
	if under.Empty() || under.String() == " " {
		under = term.Lit("_")
	}
	if over := before.Width() + under.Width() - f.Room(); over > 0 {
		before = term.Skip(before, over)
	}
	f.Put(theme.Plain, before)
	f.Put(theme.Selected, under)
	f.Put(theme.Plain, after)
}
