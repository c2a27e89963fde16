package overlay

import (
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/draw"
)

// titled puts a heading above a body that is one line less than h.
func titled(th *theme.Theme, title term.Text, w, h int, body string) string {
	f := draw.New(th, w, 1)
	f.Put(theme.Header, title)
	switch {
	case h <= 0:
		return ""
	case h == 1:
		return f.String()
	}
	return f.String() + "\n" + body
}
