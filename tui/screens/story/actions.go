package story

import (
	"andon/core"
	"andon/core/exception"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Actions are what can be done on an order's story.
func Actions() []screen.Action {
	do := func(id string, title term.Text, run func(*Story) tea.Cmd, keys ...string) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("Order"), Scope: "story", Keys: keys,
			Run: screen.On(func(s *Story, _ string) tea.Cmd { return run(s) })}
	}
	return []screen.Action{
		do("story.next", term.Lit("next section"), func(s *Story) tea.Cmd { return s.turnTo((s.at + 1) % sections) }, "tab", "l", "right"),
		do("story.before", term.Lit("section before"), func(s *Story) tea.Cmd { return s.turnTo((s.at + sections - 1) % sections) }, "shift+tab", "h", "left"),
		do("story.exception", term.Lit("open an exception of this order"), (*Story).openException, "enter"),
	}
}

// openException opens the one open exception, or asks which.
func (s *Story) openException() tea.Cmd {
	open := func(id string) tea.Cmd {
		return s.env.Host.Open(core.Ref{Noun: exception.NounException, ID: id})
	}
	if s.view == nil || len(s.view.Exceptions) == 0 {
		return nil
	}
	if len(s.view.Exceptions) == 1 {
		return open(s.view.Exceptions[0].ID)
	}
	var items []widget.Item
	for i := range s.view.Exceptions {
		x := &s.view.Exceptions[i]
		items = append(items, widget.Item{ID: x.ID, Hint: s.env.Text(x.ID), Title: s.env.Text(string(x.Type) + ": " + x.Detail)})
	}
	s.env.Host.Cover(overlay.NewMenu(term.Lit("Which exception?"), term.Lit("find: "), items, s.env.ASCII, func(c overlay.Choice) tea.Cmd {
		if !c.OK {
			return nil
		}
		return open(c.Item.ID)
	}))
	return nil
}
