package story

import (
	"encoding/json"
	"strings"

	"andon/core"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// Peek writes an order's document in short, for the side of a wide list.
func Peek(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line {
	var v orderView
	if err := json.Unmarshal(doc, &v); err != nil || v.Order == nil {
		return []widget.Line{{Token: theme.Bad, Text: term.Lit("this order cannot be read by this console; use the same version of both")}}
	}
	w := writer{env: env, now: now}
	out := []widget.Line{
		{Token: statusToken(v.Status), Text: w.text("%s  %s", v.ID, strings.ToUpper(v.Status))},
		{Key: term.Lit("placed"), Text: w.text("%s by %s %s", env.Stamp(v.Placed), v.Channel, v.External)},
	}
	if v.Promise != 0 {
		out = append(out, widget.Line{Key: term.Lit("promised"), Text: env.Text(v.Promise.String())})
	}
	for i := range v.Holds {
		if h := &v.Holds[i]; h.Done == "" && h.Line == 0 {
			out = append(out, w.hold(h))
		}
	}
	for i := range v.Exceptions {
		x := &v.Exceptions[i]
		out = append(out, widget.Line{Token: theme.Bad, Text: w.text("%s  %s: %s", x.ID, x.Type, x.Detail)})
	}
	return append(append(out, widget.Line{}), w.lines(&v)...)
}
