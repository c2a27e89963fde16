package overlay

import (
	"strings"
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/draw"

	tea "github.com/charmbracelet/bubbletea"
)

// Field is one line of a form.
type Field struct {
	Label term.Text
	Value string // to begin with
}

// Form asks for a few lines. Enter goes to the next field, and from the last one on.
type Form struct {
	title   term.Text
	labels  []term.Text
	fields  []*widget.Prompt
	at      int
	poured  bool // text came in a burst
	problem term.Text
	done    func(values []string) (tea.Cmd, error)
	fail    func(error) term.Text
	w, h    int
}

// NewForm asks for fields. done may refuse what was entered: the form then stays and
// shows what fail makes of the error.
func NewForm(title term.Text, fields []Field, ascii bool, fail func(error) term.Text, done func(values []string) (tea.Cmd, error)) *Form {
	f := &Form{title: title, done: done, fail: fail}
	for _, x := range fields {
		label := term.Concat(x.Label, term.Lit(": "))
		p := widget.NewPrompt(label, ascii)
		p.Set(x.Value)
		f.labels = append(f.labels, label)
		f.fields = append(f.fields, p)
	}
	return f
}

// Key takes an event. An enter that came in a burst finishes the form only behind text
// that came with it, as from a scanner or a paste; what is done then is asked for.
func (f *Form) Key(e input.Event, _ time.Time) (widget.Outcome, tea.Cmd) {
	switch e.Name {
	case "tab":
		f.at = (f.at + 1) % len(f.fields)
		return widget.Open, nil
	case "shift+tab":
		f.at = (f.at + len(f.fields) - 1) % len(f.fields)
		return widget.Open, nil
	}
	if e.Burst && e.Characters() != "" {
		f.poured = true
	}
	out := f.fields[f.at].Key(e)
	switch {
	case out != widget.Done:
		return out, nil
	case f.at < len(f.fields)-1:
		f.at++
		return widget.Open, nil
	case e.Burst && !f.poured:
		f.problem = term.Lit("that came too fast to be meant: press enter again")
		return widget.Open, nil
	}
	return f.finish()
}

func (f *Form) finish() (widget.Outcome, tea.Cmd) {
	values := make([]string, len(f.fields))
	for i, p := range f.fields {
		values[i] = p.Value()
	}
	cmd, err := f.done(values)
	if err != nil {
		f.problem = f.fail(err)
		return widget.Open, nil
	}
	return widget.Done, cmd
}

// Mode is that of a text field.
func (f *Form) Mode() input.Mode { return input.TextField }

// Resize takes a line for the title, each field and what is wrong.
func (f *Form) Resize(w, most int) int {
	f.w, f.h = w, min(len(f.fields)+2, most)
	return f.h
}

// View draws the form; where there is no room for all, the field with the focus stays.
func (f *Form) View(th *theme.Theme) string {
	var lines []string
	if f.h > 1 {
		lines = append(lines, f.line(th, theme.Header, f.title))
	}
	for i := max(f.at+1-(f.h-len(lines)), 0); i < len(f.fields) && len(lines) < f.h; i++ {
		if i == f.at {
			lines = append(lines, f.fields[i].View(th, f.w))
			continue
		}
		lines = append(lines, f.line(th, theme.Muted, term.Concat(f.labels[i], f.fields[i].Text())))
	}
	for len(lines) < f.h {
		lines = append(lines, f.line(th, theme.Bad, f.problem))
	}
	return strings.Join(lines, "\n")
}

func (f *Form) line(th *theme.Theme, token theme.Token, t term.Text) string {
	d := draw.New(th, f.w, 1)
	d.Put(token, t)
	return d.String()
}
