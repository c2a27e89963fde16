package widget

import (
	"strings"
	"unicode"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Limits of what is typed.
const (
	maxTyped   = 500 // runes in a prompt
	maxHistory = 100 // lines that can be called back
)

// Prompt is one line of typed text: filter, command, scan field. Make it with
// NewPrompt. What it holds is clean from the moment it is typed or pasted.
type Prompt struct {
	label   term.Text
	ascii   bool
	value   []rune
	pos     int      // of the cursor, in runes
	history []string // the newest last
	at      int      // place in history; len(history): the line being typed
	draft   string   // the line being typed, while an older one is shown
}

// NewPrompt makes an empty prompt.
func NewPrompt(label term.Text, ascii bool) *Prompt { return &Prompt{label: label, ascii: ascii} }

// Value is the line.
func (p *Prompt) Value() string { return string(p.value) }

// Text is the line, to be drawn elsewhere.
func (p *Prompt) Text() term.Text { return p.clean(p.Value()) }

// Set replaces the line; the cursor goes to its end.
func (p *Prompt) Set(s string) {
	p.value, p.pos = nil, 0
	p.Insert(s)
}

// Insert puts text in at the cursor, cleaned: line breaks become spaces.
func (p *Prompt) Insert(s string) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", " "), "\n", " ")
	add := []rune(p.clean(s).String())
	add = add[:min(len(add), maxTyped-len(p.value))]
	rest := append(add, p.value[p.pos:]...)
	p.value = append(p.value[:p.pos:p.pos], rest...)
	p.pos += len(add)
}

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
	switch name {
	case "left":
		p.pos = max(p.pos-1, 0)
	case "right":
		p.pos = min(p.pos+1, len(p.value))
	case "ctrl+left":
		p.pos = p.wordStart()
	case "ctrl+right":
		p.pos = p.wordEnd()
	case "home":
		p.pos = 0
	case "end", "ctrl+e":
		p.pos = len(p.value)
	case "backspace", "ctrl+h":
		p.cut(max(p.pos-1, 0), p.pos)
	case "delete", "ctrl+d":
		p.cut(p.pos, min(p.pos+1, len(p.value)))
	case "ctrl+w":
		p.cut(p.wordStart(), p.pos)
	case "ctrl+u":
		p.cut(0, p.pos)
	case "ctrl+k":
		p.cut(p.pos, len(p.value))
	}
}

func (p *Prompt) cut(from, to int) {
	p.value = append(p.value[:from:from], p.value[to:]...)
	p.pos = from
}

func (p *Prompt) wordStart() int {
	i := p.pos
	for i > 0 && unicode.IsSpace(p.value[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(p.value[i-1]) {
		i--
	}
	return i
}

func (p *Prompt) wordEnd() int {
	i := p.pos
	for i < len(p.value) && unicode.IsSpace(p.value[i]) {
		i++
	}
	for i < len(p.value) && !unicode.IsSpace(p.value[i]) {
		i++
	}
	return i
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
	before, after := p.clean(string(p.value[:p.pos])), p.clean(string(p.value[p.pos:]))
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
