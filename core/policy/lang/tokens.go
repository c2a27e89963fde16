package lang

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"

	"andon/core"
)

// mistake names what is wrong at a place, in characters from 1.
func mistake(pos int, format string, args ...any) *core.Error {
	return core.E(core.CodeInvalid, "condition", "", fmt.Sprintf("at %d: ", pos)+fmt.Sprintf(format, args...))
}

// parse makes the tree of a text that is within its bounds. What expr's grammar has and
// ours has not is refused by its tokens where they tell, which names the place best,
// and else by the compiler. The bound on brackets also bounds the parser's recursion:
// only signs and conditionals nest without brackets, and 4,000 bytes hold few.
func parse(src string) (root ast.Node, err error) {
	switch {
	case len(src) > MaxSource:
		return nil, core.E(core.CodeInvalid, "condition", "", fmt.Sprintf("a condition has at most %d bytes, not %d", MaxSource, len(src)))
	case !utf8.ValidString(src):
		return nil, core.E(core.CodeInvalid, "condition", "", "the condition is not valid UTF-8")
	}
	tokens, err := lexer.Lex(file.NewSource(src))
	if err != nil {
		return nil, ofParser(err, nil)
	}
	if len(tokens) < 2 { // the end is one
		return nil, mistake(1, "the condition is empty")
	}
	if err := checkTokens(tokens); err != nil {
		return nil, err
	}
	// The parser is not ours, and a defect of it must not stop a shop.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, mistake(1, "the condition cannot be read: %v", r)
		}
	}()
	tree, err := parser.Parse(src)
	if err != nil {
		return nil, ofParser(err, tokens)
	}
	return tree.Node, nil
}

// ofParser puts an error of lexer or parser in our words.
func ofParser(err error, tokens []lexer.Token) error {
	var at *file.Error
	if !errors.As(err, &at) {
		return mistake(1, "%v", err)
	}
	pos := at.From + 1
	switch {
	case strings.HasPrefix(at.Message, "unrecognized character: U+007E"):
		return mistake(pos, `write contains instead of ~: lower(name) contains "mug", or any(texts, lower(#) contains "mug")`)
	case at.Message == "unexpected token EOF":
		return mistake(pos+1, "the condition ends too early")
	case !strings.HasPrefix(at.Message, "unexpected token"):
		return mistake(pos, "%s", at.Message)
	}
	for _, t := range tokens {
		switch {
		case t.From != at.From:
		case t.Kind == lexer.String:
			return mistake(pos, "the text %.40q was not expected here", t.Value)
		default:
			return mistake(pos, "%.40s was not expected here", t.Value)
		}
	}
	return mistake(pos, "%s", at.Message)
}

func checkTokens(tokens []lexer.Token) error {
	nesting := 0
	for _, t := range tokens {
		pos := t.From + 1
		switch {
		case t.Kind == lexer.Number:
			if err := checkNumber(t); err != nil {
				return err
			}
		case t.Kind == lexer.Bytes:
			return mistake(pos, `there are no bytes; write a text as "text"`)
		case t.Is(lexer.Bracket, "(", "["):
			if nesting++; nesting > MaxNesting {
				return mistake(pos, "brackets are nested more than %d deep", MaxNesting)
			}
		case t.Is(lexer.Bracket, ")", "]"):
			nesting--
		case t.Kind == lexer.Operator || t.Kind == lexer.Bracket:
			if m := foreign(t.Value); m != "" {
				return mistake(pos, "%s", m)
			}
		}
	}
	return nil
}

func checkNumber(t lexer.Token) error {
	digits := strings.ReplaceAll(t.Value, "_", "")
	switch {
	case strings.Trim(digits, "0123456789.") != "":
		return mistake(t.From+1, "%.40s is not a whole number such as 1500", t.Value)
	case strings.Contains(digits, "."):
		return mistake(t.From+1, `there are no decimal numbers; write money as amount("%.40s") and everything else in whole numbers`, digits)
	}
	if _, err := strconv.ParseInt(digits, 10, 64); err != nil {
		return mistake(t.From+1, "%.40s is too large a number", t.Value)
	}
	return nil
}

// foreign says what to write instead of an operator or bracket that expr has and ours has not.
func foreign(token string) string {
	switch token {
	case "=":
		return "compare with == instead of ="
	case "<>":
		return "compare with != instead of <>"
	case "{", "}":
		return "there are no braces; write a condition about items as any(list, .field > 1)"
	case "|":
		return "there are no pipes; write or for a choice"
	case "&":
		return "write and instead of &"
	case "..":
		return "there are no ranges; compare with >= and <="
	case "?.", "??":
		return token + " is not needed: every field has a value"
	case "**", "^":
		return "there are no powers"
	case "matches":
		return "there are no patterns; use contains, startsWith, endsWith or in"
	case "let", ";", "::", "##":
		return token + " is not part of the language"
	case "if", "else":
		return "write condition ? a : b instead of " + token
	}
	return ""
}
