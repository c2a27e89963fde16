package list

import (
	"context"
	"encoding/json"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/draw"

	tea "github.com/charmbracelet/bubbletea"
)

// The side of a wide screen shows the document of the row under the cursor; the table
// comes first where there is more room.
const (
	peekFrom  = 130 // columns of the screen from which on there is a side
	peekLeast = 50
	peekMost  = 90
	tableWide = 140                   // columns that the table can use
	peekWait  = 60 * time.Millisecond // how long the cursor rests before it is asked for
)

// peek is that side.
type peek struct {
	on     bool
	slot   load.Slot
	pane   widget.Pane
	id     string // what is shown or asked for
	seq    uint64 // of the list when it was asked for
	waits  bool
	table  int // width of the table
	width  int
	height int
}

func (p *peek) arrange(w, h int, wanted bool) {
	p.on = wanted && w >= peekFrom && h > 4
	p.width = min(max(w-tableWide, peekLeast), peekMost)
	p.table = w - p.width - 3
	p.height = h - 2
	p.pane.SetSize(p.width, p.height)
}

// left is the width that remains for the table.
func (p *peek) left(w int) int {
	if p.on {
		return p.table
	}
	return w
}

// look asks for the document under the cursor, once the cursor rests there.
func (l *List) look() tea.Cmd {
	if !l.peek.on || l.peek.waits || !l.live.Loaded {
		return nil
	}
	l.peek.waits = true
	return l.env.Clock.After(peekWait, func() tea.Cmd {
		l.peek.waits = false
		return l.peekNow()
	})
}

func (l *List) peekNow() tea.Cmd {
	r, ok := l.current()
	if !ok {
		l.peek.id = ""
		l.peek.pane.SetLines(nil)
		return nil
	}
	if r.ID == l.peek.id && l.seq == l.peek.seq {
		return nil
	}
	id, seq := r.ID, l.seq
	ref := core.Ref{Noun: l.spec.Noun, ID: id}
	return load.Ask(l.env.Jobs, &l.peek.slot, load.QueryTime, func(ctx context.Context, rd *load.Reader) (api.Page, error) {
		return rd.Query(ctx, api.Query{Kind: ref.Noun, View: api.Doc, ID: ref.ID})
	}, func(page api.Page, err error) tea.Cmd {
		l.peek.seq = seq
		if l.peek.id != id {
			l.peek.pane.First()
		}
		l.peek.id = id
		l.peek.pane.SetLines(l.peekLines(page.Doc, page.At, err))
		return nil
	})
}

func (l *List) peekLines(doc json.RawMessage, now core.Instant, err error) []widget.Line {
	if err != nil {
		return []widget.Line{{Token: theme.Bad, Text: l.env.Long(err.Error())}}
	}
	return l.spec.Peek(l.env, doc, now)
}

// beside puts the side next to the table. It never shows another row's document.
func (l *List) beside(th *theme.Theme, view string) string {
	p := &l.peek
	if r, ok := l.table.Current(); ok && r.ID == p.id {
		return draw.Beside(th, view, p.table, p.pane.View(th))
	}
	f := draw.New(th, p.width, p.height)
	f.Put(theme.Muted, term.Concat(term.Lit("loading"), th.Glyphs.Ellipsis))
	return draw.Beside(th, view, p.table, f.String())
}
