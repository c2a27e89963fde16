package record

import (
	"andon/core/api"
	"andon/tui/change"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// ActionLines lists what can be done, the first one as what f does.
func ActionLines(env *screen.Env, actions []api.Action) []widget.Line {
	var out []widget.Line
	for i := range actions {
		a := &actions[i]
		l := widget.Line{Indent: 2, Key: term.Lit("-"), Text: term.Concat(env.Text(a.Title), change.Asks(env, a))}
		if i == 0 && (a.Refused == "" || len(a.Asks) > 0) {
			l.Key, l.Token = term.Lit("f"), theme.Accent
		}
		if a.Refused != "" && len(a.Asks) == 0 {
			l.Token, l.Text = theme.Muted, term.Concat(l.Text, term.Lit(" - "), env.Long(a.Refused))
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		out = append(out, widget.Line{Indent: 2, Token: theme.Muted, Text: term.Lit("nothing is suggested")})
	}
	return out
}
