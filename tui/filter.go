package tui

import (
	"time"

	"andon/tui/input"
	"andon/tui/screen"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// filterBar edits a list's filter on one line, with the filters typed before.
type filterBar struct {
	prompt *widget.Prompt
	list   screen.Filterer
	w, h   int
}

// newFilterBar edits with a prompt that the console keeps, for its history.
func newFilterBar(p *widget.Prompt, list screen.Filterer) *filterBar {
	p.Set(list.Filter())
	return &filterBar{prompt: p, list: list}
}

func (f *filterBar) Key(e input.Event, _ time.Time) (widget.Outcome, tea.Cmd) {
	out := f.prompt.Key(e)
	if out == widget.Done {
		return out, f.list.SetFilter(f.prompt.Value())
	}
	return out, nil
}

func (f *filterBar) Mode() input.Mode { return input.TextField }

func (f *filterBar) Resize(w, most int) int {
	f.w, f.h = w, min(1, most)
	return f.h
}

func (f *filterBar) View(th *theme.Theme) string {
	if f.h == 0 {
		return ""
	}
	return f.prompt.View(th, f.w)
}
