package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"andon/core"
)

// Limits of a filter.
const (
	MaxWhere      = 4_000 // bytes
	maxConditions = 32
	maxLiterals   = 256 // in one list
)

// The short grammar of filters:
//
//	where     = condition { "and" condition }
//	condition = field op literal | field "in" "(" literal { "," literal } ")"
//	op        = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~"
//	literal   = word | "text" | 'text'
//
// A word is a run of characters other than blanks, quotes, parentheses, commas and
// the operators'. In quoted text \" \' and \\ stand for the character behind the
// backslash. What a literal means depends on the field's type, see match.go.

// operator is how a condition compares.
type operator string

const (
	opEq  operator = "="
	opNe  operator = "!="
	opLt  operator = "<"
	opLe  operator = "<="
	opGt  operator = ">"
	opGe  operator = ">="
	opHas operator = "~"
	opIn  operator = "in"
)

// literal is a value as it was written.
type literal struct {
	text   string
	quoted bool
	pos    int
}

// condition is one part of a filter. A record must satisfy all of them.
type condition struct {
	field  string
	pos    int // of the field, in characters from 1
	op     operator
	opPos  int
	values []literal
}

// where is a parsed filter.
type where []condition

// parseWhere reads a filter; an empty one is nil.
func parseWhere(text string) (where, error) {
	if len(text) > MaxWhere {
		return nil, core.E(core.CodeLimit, "where", "", fmt.Sprintf("a filter has at most %d bytes", MaxWhere))
	}
	if !utf8.ValidString(text) {
		return nil, core.E(core.CodeInvalid, "where", "", "the filter is not valid UTF-8")
	}
	p := &parser{in: []rune(text)}
	if p.next(); p.tok.kind == tokEnd {
		return nil, p.err
	}
	var out where
	for p.err == nil {
		if len(out) == maxConditions {
			return nil, p.fail(p.tok.pos, fmt.Sprintf("a filter has at most %d conditions", maxConditions))
		}
		out = append(out, p.condition())
		if p.err != nil || p.tok.kind == tokEnd {
			break
		}
		if p.tok.kind != tokWord || !strings.EqualFold(p.tok.text, "and") {
			return nil, p.fail(p.tok.pos, `"and" and another condition were expected, not `+p.tok.String())
		}
		p.next()
	}
	return out, p.err
}

// Quote writes text as a literal of a filter, whatever it holds.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		if r == '"' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// condition reads field op literal, or field in (literals).
func (p *parser) condition() condition {
	c := condition{field: strings.ToLower(p.tok.text), pos: p.tok.pos}
	if p.tok.kind != tokWord {
		p.fail(p.tok.pos, "a field was expected, not "+p.tok.String())
		return c
	}
	p.next()
	c.opPos = p.tok.pos
	switch {
	case p.tok.kind == tokOp:
		c.op = operator(p.tok.text)
		p.next()
		c.values = []literal{p.literal()}
	case p.tok.kind == tokWord && strings.EqualFold(p.tok.text, "in"):
		c.op = opIn
		p.next()
		c.values = p.list()
	case p.err == nil:
		p.fail(p.tok.pos, "an operator (= != < <= > >= ~ in) was expected behind "+c.field+", not "+p.tok.String())
	}
	return c
}

func (p *parser) literal() literal {
	l := literal{p.tok.text, p.tok.kind == tokText, p.tok.pos}
	if p.tok.kind != tokText && p.tok.kind != tokWord {
		p.fail(p.tok.pos, "a value was expected, not "+p.tok.String())
		return l
	}
	p.next()
	return l
}

func (p *parser) list() []literal {
	var out []literal
	p.expect("(")
	for p.err == nil {
		if len(out) == maxLiterals {
			p.fail(p.tok.pos, fmt.Sprintf("a list has at most %d values", maxLiterals))
			break
		}
		out = append(out, p.literal())
		if p.err != nil || p.tok.text != "," || p.tok.kind != tokMark {
			break
		}
		p.next()
	}
	p.expect(")")
	return out
}

func (p *parser) expect(mark string) {
	if p.err != nil {
		return
	}
	if p.tok.kind != tokMark || p.tok.text != mark {
		p.fail(p.tok.pos, mark+" was expected, not "+p.tok.String())
		return
	}
	p.next()
}

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokText // quoted
	tokOp
	tokMark // ( ) ,
)

type token struct {
	kind tokenKind
	text string
	pos  int
}

func (t token) String() string {
	if t.kind == tokEnd {
		return "the end"
	}
	return fmt.Sprintf("%.40q", t.text)
}

// parser reads tokens; the first error stops it.
type parser struct {
	in  []rune
	at  int
	tok token
	err error
}

func (p *parser) fail(pos int, message string) error {
	if p.err == nil {
		p.err = badWhere(pos, message)
	}
	return p.err
}

func badWhere(pos int, message string) error {
	return core.E(core.CodeInvalid, "where", "", fmt.Sprintf("the filter at %d: %s", pos, message))
}

const operators = "=!<>~"

// next reads the next token into p.tok.
func (p *parser) next() {
	for p.at < len(p.in) && unicode.IsSpace(p.in[p.at]) {
		p.at++
	}
	p.tok = token{pos: p.at + 1}
	if p.at == len(p.in) {
		return
	}
	switch r := p.in[p.at]; {
	case r == '"' || r == '\'':
		p.text(r)
	case strings.ContainsRune("(),", r):
		p.tok.kind, p.tok.text = tokMark, string(r)
		p.at++
	case strings.ContainsRune(operators, r):
		p.operator()
	default:
		from := p.at
		for p.at < len(p.in) && inWord(p.in[p.at]) {
			p.at++
		}
		p.tok.kind, p.tok.text = tokWord, string(p.in[from:p.at])
	}
}

func inWord(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune(`"'(),`+operators, r)
}

func (p *parser) operator() {
	n := 1
	if p.at+1 < len(p.in) && p.in[p.at+1] == '=' && p.in[p.at] != '~' {
		n = 2
	}
	p.tok.kind, p.tok.text = tokOp, string(p.in[p.at:p.at+n])
	p.at += n
	switch operator(p.tok.text) {
	case opEq, opNe, opLt, opLe, opGt, opGe, opHas:
	default:
		p.fail(p.tok.pos, p.tok.String()+" is not an operator; there are = != < <= > >= ~ in")
	}
}

func (p *parser) text(quote rune) {
	var b strings.Builder
	for i := p.at + 1; i < len(p.in); i++ {
		r := p.in[i]
		if r == quote {
			p.tok.kind, p.tok.text = tokText, b.String()
			p.at = i + 1
			return
		}
		if r == '\\' && i+1 < len(p.in) {
			i++
			r = p.in[i]
		}
		b.WriteRune(r)
	}
	p.fail(p.tok.pos, "the quoted text does not end")
	p.at = len(p.in)
}
