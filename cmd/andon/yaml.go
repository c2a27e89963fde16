package main

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"andon/core"
)

// Bounds of a text in YAML. The parser's time grows with the square of the nesting, and
// an alias may stand for anything: what a person would not write is refused before it.
const (
	maxYAMLTokens  = 60_000
	maxYAMLNesting = 12 // brackets in brackets, or dashes on one line
)

// yamlToJSON reads a text in YAML as JSON of a type: what the type does not have, and
// values that do not fit, are mistakes with their line. Numbers keep their digits, and
// where the type has text, all that stands there is text. Anchors, tags and documents
// behind the first are refused.
func yamlToJSON(text []byte, into reflect.Type) ([]byte, error) {
	y, err := readYAML(text, into)
	return y.out, err
}

// readYAML is yamlToJSON, with the lines. JSON is YAML too.
func readYAML(text []byte, into reflect.Type) (y yamlReader, err error) {
	defer func() {
		if recover() != nil { // a defect of the parser must not be one of ours
			err = core.E(core.CodeInvalid, "yaml", "", "the text is neither YAML nor JSON")
		}
	}()
	tokens := lexer.Tokenize(string(text))
	if err := soberYAML(tokens); err != nil {
		return y, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return y, brokenYAML(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return y, core.E(core.CodeInvalid, "yaml", "", fmt.Sprintf("one document was expected, not %d", len(file.Docs)))
	}
	y.lines = map[string]int{}
	err = y.value(file.Docs[0].Body, into, "")
	return y, err
}

// soberYAML refuses what could cost much or mean something else than it seems to.
func soberYAML(tokens token.Tokens) error {
	if len(tokens) > maxYAMLTokens {
		return core.E(core.CodeLimit, "yaml", "", fmt.Sprintf("more than %d words and marks", maxYAMLTokens))
	}
	brackets, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.DirectiveType, token.MappingKeyType:
			return wrongYAML(t, "%.20q: anchors, aliases, tags and keys of several parts cannot stand here; put a text that begins so in quotes", t.Value)
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType:
			dashes++
		}
		if max(brackets, dashes) > maxYAMLNesting {
			return wrongYAML(t, "it is nested too deeply")
		}
	}
	return nil
}

func wrongYAML(t *token.Token, format string, args ...any) error {
	return core.E(core.CodeInvalid, "yaml", "", fmt.Sprintf("line %d: ", t.Position.Line)+fmt.Sprintf(format, args...))
}

// brokenYAML says where a text is not YAML.
func brokenYAML(err error) error {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return wrongYAML(at.GetToken(), "%.200s", at.GetMessage())
	}
	return core.E(core.CodeInvalid, "yaml", "", "the text is not YAML")
}

// yamlReader writes what it reads as JSON, and notes the line of each part.
type yamlReader struct {
	out   []byte
	lines map[string]int // by name, as holds[2].when
}

// value reads a node as a value of a type; name is how people call it.
func (y *yamlReader) value(n ast.Node, t reflect.Type, name string) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	_, text := reflect.New(t).Interface().(encoding.TextUnmarshaler)
	_, decimal := reflect.New(t).Interface().(json.Unmarshaler)
	switch kind := t.Kind(); {
	case n.Type() == ast.NullType:
		return wrongYAML(n.GetToken(), "%s has no value", orDocument(name))
	case kind == reflect.Struct && !text && !decimal:
		return y.object(n, t, name)
	case kind == reflect.Slice && !text && !decimal:
		return y.list(n, t, name)
	case kind == reflect.Bool:
		if n.Type() != ast.BoolType {
			return y.wants(n, name, "true or false")
		}
		y.out = strconv.AppendBool(y.out, n.(*ast.BoolNode).Value)
	case kind == reflect.Int && !decimal:
		return y.whole(n, name)
	case kind == reflect.Int64 && !decimal && !text:
		return y.whole(n, name)
	default:
		s, ok := scalarOf(n)
		if !ok {
			return y.wants(n, name, "a single value")
		}
		b, err := json.Marshal(s)
		y.out = append(y.out, b...)
		if err == nil && (text || decimal) {
			err = json.Unmarshal(b, reflect.New(t).Interface())
		}
		if err != nil {
			return wrongYAML(n.GetToken(), "%s: %s", name, err)
		}
	}
	return nil
}

func orDocument(name string) string {
	if name == "" {
		return "the document"
	}
	return name
}

func (y *yamlReader) wants(n ast.Node, name, what string) error {
	is := "a list"
	if s, ok := scalarOf(n); ok {
		is = fmt.Sprintf("%.40q", s)
	} else if n.Type() == ast.MappingType || n.Type() == ast.MappingValueType {
		is = "fields"
	}
	return wrongYAML(n.GetToken(), "%s takes %s, not %s", orDocument(name), what, is)
}

// scalarOf is the text of a single value, as it was written.
func scalarOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (y *yamlReader) whole(n ast.Node, name string) error {
	text, ok := scalarOf(n)
	v, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || strconv.FormatInt(v, 10) != text {
		return y.wants(n, name, "a whole number")
	}
	y.out = strconv.AppendInt(y.out, v, 10)
	return nil
}

func (y *yamlReader) list(n ast.Node, t reflect.Type, name string) error {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		return y.wants(n, name, "a list")
	}
	y.out = append(y.out, '[')
	for i, v := range seq.Values {
		if i > 0 {
			y.out = append(y.out, ',')
		}
		at := fmt.Sprintf("%s[%d]", name, i+1)
		y.lines[at] = v.GetToken().Position.Line
		if err := y.value(v, t.Elem(), at); err != nil {
			return err
		}
	}
	y.out = append(y.out, ']')
	return nil
}

func (y *yamlReader) object(n ast.Node, t reflect.Type, name string) error {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		return y.wants(n, name, "fields with their values")
	}
	fields := jsonFields(t)
	y.out = append(y.out, '{')
	for i, v := range values {
		key := v.Key.GetToken()
		f, known := fields[key.Value]
		if !known {
			return wrongYAML(key, "%s", unknownField(name, key.Value, fields))
		}
		if i > 0 {
			y.out = append(y.out, ',')
		}
		y.out = append(strconv.AppendQuote(y.out, key.Value), ':')
		at := strings.TrimPrefix(name+"."+key.Value, ".")
		y.lines[at] = key.Position.Line
		if err := y.value(v.Value, f, at); err != nil {
			return err
		}
	}
	y.out = append(y.out, '}')
	return nil
}

func unknownField(in, name string, fields map[string]reflect.Type) string {
	var known []string
	for f := range fields {
		known = append(known, f)
	}
	s := core.Unknown("field", name, known)
	if in != "" {
		s = in + ": " + s
	}
	return s
}

// jsonFields are the fields of a struct by their names in JSON; those of embedded
// structs are its own.
func jsonFields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !f.Anonymous && name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}
