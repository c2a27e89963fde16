package widget

import (
	"strconv"
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// Silence is how long no key must have come before a dialog listens, so that neither a
// held key nor one meant for the screen below answers it.
const Silence = 250 * time.Millisecond

// Confirm asks before something that cannot simply be undone. Make it with NewConfirm.
//
// Cancel has the focus, and an enter there only says what does it. What confirms is never
// the key that opened the dialog. A key that came in a burst does nothing, and neither
// does any key before Silence; only escape always cancels. With a count, the number has
// to be typed into a field, key by key or at once: whoever writes just that number means it.
type Confirm struct {
	title   term.Text
	yes     term.Text // what will be done: "Cancel 3 orders"
	key     string    // that confirms at once
	trigger string    // that opened the dialog
	count   string    // to be typed; "": not asked for
	typed   string
	hint    term.Text // what to press instead
	focus   bool      // on yes
	quiet   time.Time
	body    Pane
	w, h    int
}

// NewConfirm asks title, with yes as what will be done, after the key trigger at now.
// A count above zero must be typed to go on.
func NewConfirm(title, yes term.Text, body []Line, trigger string, count int, now time.Time) *Confirm {
	c := &Confirm{title: title, yes: yes, key: "y", trigger: trigger, quiet: now.Add(Silence)}
	if trigger == c.key {
		c.key = "o"
	}
	if count > 0 {
		c.count = strconv.Itoa(count)
	}
	c.body.SetLines(body)
	return c
}

// SetSize sets the room.
func (c *Confirm) SetSize(w, h int) {
	c.w, c.h = max(w, 0), max(h, 0)
	c.body.SetSize(w, c.h-2)
}

// Key takes an event that arrived at now.
func (c *Confirm) Key(e input.Event, now time.Time) Outcome {
	if c.count != "" && e.Name != "esc" && e.Name != "ctrl+c" {
		if out, taken := c.typing(e, now); taken {
			return out
		}
	}
	if e.Kind != input.Key || e.Burst {
		c.quiet = later(c.quiet, now.Add(Silence))
		return Open
	}
	if e.Name == "esc" || e.Name == "ctrl+c" {
		return Cancelled
	}
	if now.Before(c.quiet) {
		c.quiet = now.Add(Silence)
		return Open
	}
	switch e.Name {
	case "up":
		c.body.Move(-1)
	case "down":
		c.body.Move(1)
	case "pgup":
		c.body.Turn(-1)
	case "pgdown":
		c.body.Turn(1)
	default:
		if c.count == "" {
			return c.choose(e.Name)
		}
	}
	return Open
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// choose is the dialog with two buttons.
func (c *Confirm) choose(name string) Outcome {
	switch name {
	case c.key:
		return Done
	case "n", "q":
		return Cancelled
	case "tab", "shift+tab", "left", "right", "h", "l":
		c.focus = !c.focus
	case "enter", "space":
		if c.focus && name != c.trigger {
			return Done
		}
		c.hint = term.Concat(term.Clean(c.key, term.Options{}), term.Lit(" does it, esc leaves"))
	}
	return Open
}

// typing is the field that wants the number; it reports whether it took the event.
func (c *Confirm) typing(e input.Event, now time.Time) (Outcome, bool) {
	if s := e.Characters(); s != "" {
		for _, r := range s {
			if r >= '0' && r <= '9' && len(c.typed) < 9 {
				c.typed += string(r)
			}
		}
		return Open, true
	}
	switch {
	case e.Name == "backspace":
		c.typed = c.typed[:max(len(c.typed)-1, 0)]
	case e.Name != "enter":
		return Open, false
	case c.typed == c.count && !now.Before(c.quiet):
		return Done, true
	default:
		c.hint = term.Lit("not done yet: write the number")
	}
	return Open, true
}

// View draws the dialog. Where there is little room the answers stay.
func (c *Confirm) View(th *theme.Theme) string {
	f := draw.New(th, c.w, c.h)
	if c.h > 1 {
		f.Put(theme.Header, c.title)
		if first, last, total := c.body.Position(); last-first+1 < total {
			f.Put(theme.Muted, term.Concat(term.Lit(" (lines "), term.Num(int64(first)), term.Lit("-"),
				term.Num(int64(last)), term.Lit(" of "), term.Num(int64(total)), term.Lit(")")))
		}
		f.End()
		c.body.draw(f)
	}
	if f.Lines() > 1 {
		f.End()
	}
	if c.count != "" {
		c.field(f)
	} else {
		c.buttons(f)
	}
	return f.String()
}

func (c *Confirm) buttons(f *draw.Frame) {
	button := func(on bool, key, what term.Text) {
		text := term.Concat(key, term.Lit(" "), what)
		if on {
			f.Put(theme.Selected, term.Concat(term.Lit("["), text, term.Lit("]")))
			return
		}
		f.Gap(1)
		f.Put(theme.Plain, text)
		f.Gap(1)
	}
	button(!c.focus, term.Lit("esc"), term.Lit("Cancel"))
	f.Gap(2)
	button(c.focus, term.Clean(c.key, term.Options{}), c.yes)
	f.Gap(2)
	f.Put(theme.Warn, c.hint)
}

func (c *Confirm) field(f *draw.Frame) {
	f.Put(theme.Plain, term.Lit("Type "))
	f.Put(theme.Accent, term.Clean(c.count, term.Options{}))
	f.Put(theme.Plain, term.Concat(term.Lit(" and enter: "), term.Clean(c.typed, term.Options{})))
	f.Put(theme.Selected, term.Lit("_"))
	f.Gap(2)
	if !c.hint.Empty() {
		f.Put(theme.Warn, c.hint)
		f.Gap(2)
	}
	f.Put(theme.Muted, term.Concat(term.Lit("to "), c.yes, term.Lit(", esc to cancel")))
}
