package widget

import (
	"testing"
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/widgettest"

	"pgregory.net/rapid"
)

// names are all keys that any widget knows, and some that none does.
var names = []string{"enter", "esc", "tab", "shift+tab", "space", "backspace", "delete", "up", "down", "left", "right", "home", "end",
	"pgup", "pgdown", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+left", "ctrl+right", "ctrl+e", "ctrl+p", "ctrl+n", "ctrl+c", "ctrl+h", "ctrl+d",
	"y", "n", "o", "q", "1", "2", "g", "f13", ""}

func event(hostile []term.Text) *rapid.Generator[input.Event] {
	return rapid.Custom(func(t *rapid.T) input.Event {
		e := input.Event{Burst: rapid.Bool().Draw(t, "burst")}
		if rapid.IntRange(0, 3).Draw(t, "text") > 0 {
			e.Name = rapid.SampledFrom(names).Draw(t, "name")
			return e
		}
		e.Kind = rapid.SampledFrom([]input.Kind{input.Text, input.Scan, input.Paste, input.Ignored}).Draw(t, "kind")
		e.Text = rapid.SampledFrom(hostile).Draw(t, "text").String() + rapid.String().Draw(t, "more")
		return e
	})
}

// No sequence of keys, texts and sizes from 1x1 to 200x60 breaks a widget: it does not
// panic and every frame is sound. rapid prints the seed of a failure.
func TestRandomWalk(t *testing.T) {
	t.Parallel()
	hostile := widgettest.Hostile()
	var lines []Line
	var items []Item
	for i, h := range hostile {
		lines = append(lines, Line{Text: h, Indent: i}, Line{Key: h, Text: h, Token: theme.Bad}, Heading(h))
		items = append(items, Item{ID: h.String(), Word: "w", Title: h, Group: h, Hint: h}, Item{Title: h, Why: h})
	}
	th := widgettest.Theme(t, term.ANSI16, false)
	rapid.Check(t, func(rt *rapid.T) {
		hostileText := rapid.SampledFrom(hostile)
		now := noon
		p := NewPrompt(hostileText.Draw(rt, "label"), rapid.Bool().Draw(rt, "ascii"))
		m := NewMenu(hostileText.Draw(rt, "label"), items, rapid.Bool().Draw(rt, "ascii"))
		c := NewConfirm(hostileText.Draw(rt, "title"), hostileText.Draw(rt, "yes"), lines, "y", rapid.IntRange(0, 20).Draw(rt, "count"), now)
		var pane Pane
		pane.SetLines(lines)
		var ts Toasts
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			w, h := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
			m.SetSize(w, h)
			c.SetSize(w, h)
			pane.SetSize(w, h)
			for range rapid.IntRange(0, 6).Draw(rt, "events") {
				e := event(hostile).Draw(rt, "event")
				now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(rt, "ms")) * time.Millisecond)
				p.Key(e)
				m.Key(e)
				c.Key(e, now)
				pane.Move(rapid.IntRange(-99, 99).Draw(rt, "move"))
				ts.Add(now, theme.Token(rapid.IntRange(0, 4).Draw(rt, "token")), hostileText.Draw(rt, "toast"))
			}
			header := Header{Place: []term.Text{hostileText.Draw(rt, "a"), hostileText.Draw(rt, "b")}, Mode: hostileText.Draw(rt, "mode"), Seq: 7, Heard: noon}
			parts := []Part{{theme.Bad, hostileText.Draw(rt, "c"), 1}, {theme.OK, hostileText.Draw(rt, "d"), 2}}
			widgettest.Check(t, m.View(th), w, h)
			widgettest.Check(t, c.View(th), w, h)
			widgettest.Check(t, pane.View(th), w, h)
			for _, line := range []string{p.View(th, w), ts.View(th, w, now, term.Lit("x")), header.View(th, w, now),
				Bar(th, w, th.Glyphs.Bar, parts), Spark(th.Glyphs, []int64{1, -5, NoValue, 9}, w).String()} {
				widgettest.Check(t, line, w, 1)
			}
		}
	})
}
