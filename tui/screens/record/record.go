// Package record is the screen of one document: what it says, what can be done about
// it, and what happened to it. What is particular to a kind is its [Spec]; a kind
// without one is shown field by field.
package record

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/tui/change"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

// Spec is what is particular to a kind.
type Spec struct {
	Scopes []string
	Hints  []string
	Nouns  []core.Noun // changes of these concern it, beside its own
	// Lines writes the document; nil: field by field.
	Lines func(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line
}

// shownHistory is how many events are read.
const shownHistory = 100

// Record is the screen. Make it with New.
type Record struct {
	env  *screen.Env
	ref  core.Ref
	spec Spec
	live load.Live[answer]
	pane widget.Pane
	answer
	w, h int
}

// New shows one document; it asks for nothing before Init.
func New(env *screen.Env, ref core.Ref, spec Spec) *Record {
	r := &Record{env: env, ref: ref, spec: spec}
	r.live = load.Live[answer]{Jobs: env.Jobs, Clock: env.Clock, Read: r.read, Show: r.show, Fail: func(error) { r.write() }}
	return r
}

// Ref is the document that is shown.
func (r *Record) Ref() core.Ref { return r.ref }

// Doc is the document as the shop sent it; nil: not yet.
func (r *Record) Doc() json.RawMessage { return r.doc.Doc }

// Init asks for the document and its history.
func (r *Record) Init() tea.Cmd { return r.live.Touch() }

// Update takes what changed.
func (r *Record) Update(m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case screen.Changed:
		if m.Concerns(r.ref.Noun) || m.Concerns(r.spec.Nouns...) {
			return r.live.Touch()
		}
	case screen.Beat:
		if !m.Lost {
			return r.live.Retry()
		}
	}
	return nil
}

// answer is a document and its history, which may be missing where the document is not.
type answer struct {
	doc, past api.Page
	bad       error // of the history
}

func (r *Record) read() func(context.Context, *load.Reader) (answer, error) {
	ref := r.ref
	return func(ctx context.Context, rd *load.Reader) (a answer, err error) {
		if a.doc, err = rd.Query(ctx, api.Query{Kind: ref.Noun, View: api.Doc, ID: ref.ID}); err != nil {
			return a, err
		}
		a.past, a.bad = rd.Query(ctx, api.Query{Kind: ref.Noun, View: api.History, ID: ref.ID, Limit: shownHistory})
		return a, nil
	}
}

func (r *Record) show(a answer) tea.Cmd {
	r.answer = a
	r.write()
	return nil
}

// write makes the lines.
func (r *Record) write() {
	if r.doc.Doc == nil {
		r.pane.SetLines([]widget.Line{{}, {Token: theme.Bad, Text: r.env.Long(r.live.Err.Error())}})
		return
	}
	lines := r.body()
	lines = append(lines, widget.Line{}, widget.Heading(term.Lit("History")))
	r.pane.SetLines(append(lines, HistoryLines(r.env, r.past, r.doc.At, r.bad)...))
}

func (r *Record) body() []widget.Line {
	if r.spec.Lines != nil {
		return r.spec.Lines(r.env, r.doc.Doc, r.doc.At)
	}
	return fields(r.env, r.doc.Doc)
}

// HistoryLines writes the rows of a history.
func HistoryLines(env *screen.Env, page api.Page, now core.Instant, err error) []widget.Line {
	if err != nil {
		return []widget.Line{{Token: theme.Muted, Text: env.Long("it cannot be read: " + err.Error())}}
	}
	at := map[string]int{}
	for i, c := range page.Columns {
		at[c.Name] = i
	}
	cell := func(r api.Row, name string) api.Value {
		if i, ok := at[name]; ok && i < len(r.Cells) {
			return r.Cells[i]
		}
		return api.Value{}
	}
	var out []widget.Line
	for _, row := range page.Rows {
		text := env.Long(cell(row, "text").S)
		if actor := cell(row, "actor").S; actor != "" {
			text = term.Concat(text, term.Lit("  ["), env.Text(actor), term.Lit("]"))
		}
		out = append(out, widget.Line{Key: env.When(core.Instant(cell(row, "at").N), now), Text: text})
	}
	if len(out) == 0 {
		out = append(out, widget.Line{Token: theme.Muted, Text: term.Lit("nothing yet")})
	}
	return out
}

// fields writes a document field by field, in its own order, and then what can be done.
func fields(env *screen.Env, doc json.RawMessage) []widget.Line {
	dec := json.NewDecoder(bytes.NewReader(doc))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return []widget.Line{{Text: env.Long(string(doc))}}
	}
	var out, act []widget.Line
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		var v json.RawMessage
		if dec.Decode(&v) != nil {
			break
		}
		name, _ := key.(string)
		var actions []api.Action
		if name == "actions" && json.Unmarshal(v, &actions) == nil {
			act = append([]widget.Line{{}, widget.Heading(term.Lit("What can be done  (f does the first, a asks)"))}, ActionLines(env, actions)...)
			continue
		}
		out = append(out, widget.Line{Key: env.Text(name), Text: env.Long(plain(v))})
	}
	return append(out, act...)
}

// plain is a text without its quotes; everything else is JSON.
func plain(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

// Subjects is the document that is shown, as it is shown.
func (r *Record) Subjects() []change.Subject {
	var v struct {
		Version uint64 `json:"version"`
	}
	if r.doc.Doc == nil || json.Unmarshal(r.doc.Doc, &v) != nil {
		return nil
	}
	return []change.Subject{{Ref: r.ref, Version: v.Version}}
}

// Settled has nothing to unmark.
func (r *Record) Settled(...string) {}

// Resize gives the room.
func (r *Record) Resize(w, h int) tea.Cmd {
	if w != r.w || h != r.h {
		r.w, r.h = w, h
		r.pane.SetSize(w, h)
	}
	return nil
}

// View draws what is in sight.
func (r *Record) View(th *theme.Theme) string { return r.pane.View(th) }

// State says what the frame shows.
func (r *Record) State() screen.State {
	return screen.State{Title: r.env.Text(r.ref.ID), Scopes: r.spec.Scopes, Hints: append(slices.Clip(r.spec.Hints), "copy"),
		Truth: screen.Truth{Loaded: r.live.Loaded, Seq: r.doc.Seq, Since: r.live.Since}}
}

// Reload asks for everything again.
func (r *Record) Reload() tea.Cmd { return r.live.Ask() }

// Move scrolls.
func (r *Record) Move(n int) tea.Cmd { r.pane.Move(n); return nil }

// Turn scrolls by pages.
func (r *Record) Turn(n int) tea.Cmd { r.pane.Turn(n); return nil }

// First goes to the beginning.
func (r *Record) First() tea.Cmd { r.pane.First(); return nil }

// Last goes to the end.
func (r *Record) Last() tea.Cmd { r.pane.Last(); return nil }

// Pieces are what can be copied.
func (r *Record) Pieces() []screen.Piece {
	id := r.env.Text(r.ref.ID)
	return []screen.Piece{
		{Title: id, Rows: [][]term.Text{{id}}},
		{Title: term.Lit("the document as JSON"), Rows: [][]term.Text{{r.env.Long(string(r.doc.Doc))}}},
	}
}
