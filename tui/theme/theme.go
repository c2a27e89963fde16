// Package theme turns meanings into looks. Widgets ask for a [Token] (what a thing
// is), never for a colour; a [Theme] answers with a finished escape sequence.
//
// What must hold: sixteen colours come first, because they are the ones a person has
// chosen for their own terminal; every state is also a word or a sign, so a skin may
// say the same with less; nothing is built while a frame is drawn.
package theme

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/tui/term"
)

// Token is what a piece of text means.
type Token uint8

// The meanings.
const (
	Plain    Token = iota
	OK             // as it should be
	Warn           // needs a look
	Bad            // needs a person
	Muted          // less important, stale or not available
	Accent         // where you are, what you can press
	Marked         // rows that an action will take
	Changed        // a value that has just changed
	Header         // column titles and headings
	Selected       // the row or button under the cursor
	tokens
)

// look is one token in one skin, as SGR parameters; "" is the terminal's own text.
type look struct {
	dark, light string // with sixteen colours
	deep, pale  string // with 256 colours on dark and on light; "": as above
	attr        string // without colour
}

// Theme holds the finished sequences of one skin on one kind of terminal, and the
// glyphs. It is built once and never changed; several programs may share one.
type Theme struct {
	Glyphs term.Glyphs
	on     [tokens]string
}

// off ends any look.
const off = "\x1b[0m"

// New builds the theme of a skin for a terminal. It fails with core.CodeUsage when
// there is no such skin; an empty name is the default skin.
func New(skin string, p term.Profile) (*Theme, error) {
	looks, ok := looksOf(skin)
	if !ok {
		return nil, core.E(core.CodeUsage, "theme", skin,
			fmt.Sprintf("there is no such skin: use one of %s", strings.Join(Skins(), ", ")))
	}
	t := &Theme{Glyphs: term.GlyphSet(p.ASCII)}
	for token, l := range looks {
		if params := l.params(p); params != "" && p.Depth > term.NoStyle {
			t.on[token] = "\x1b[" + params + "m"
		}
	}
	return t, nil
}

func (l look) params(p term.Profile) string {
	if p.Depth <= term.NoColor {
		return l.attr
	}
	plain, deep := l.dark, l.deep
	if p.Light {
		plain, deep = l.light, l.pale
	}
	if p.Depth >= term.ANSI256 && deep != "" {
		return deep
	}
	return plain
}

// On returns the sequence that starts a look; "" when the look is that of plain text.
func (t *Theme) On(token Token) string { return t.on[token] }

// Off returns the sequence that ends a look started by On(token).
func (t *Theme) Off(token Token) string {
	if t.on[token] == "" {
		return ""
	}
	return off
}
