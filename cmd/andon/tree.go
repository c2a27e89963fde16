package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"andon/core"
	"andon/tui/term"
)

// writeJSON writes a document as indented JSON.
func writeJSON(w *bufio.Writer, doc json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Indent(&b, doc, "", "  "); err != nil {
		return core.Wrap(core.CodeInternal, "get", "", "the document is no JSON", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(safeJSON(b.Bytes()))
	return err
}

// writeTree writes a document for people: a field a line, parts indented below. Without
// money amounts stay as they are.
func writeTree(w *bufio.Writer, doc json.RawMessage, m *money) error {
	t := tree{w: w, dec: json.NewDecoder(bytes.NewReader(doc)), money: m}
	t.dec.UseNumber()
	if err := t.value("", -1); err != nil {
		return core.Wrap(core.CodeInternal, "get", "", "the document is no JSON", err)
	}
	return nil
}

type tree struct {
	w     *bufio.Writer
	dec   *json.Decoder
	money *money
	field string // the nearest name above
}

// value writes the next value under a name, at a depth; the document itself has
// neither.
func (t *tree) value(name string, depth int) error {
	tok, err := t.dec.Token()
	if err != nil {
		return err
	}
	delim, part := tok.(json.Delim)
	if !part {
		t.line(depth, name, t.scalar(tok))
		return nil
	}
	if !t.dec.More() {
		t.line(depth, name, "none")
	} else if depth >= 0 {
		t.line(depth, name, "")
	}
	for field := t.field; t.dec.More(); {
		item := "-"
		if delim == '{' {
			key, err := t.dec.Token()
			if err != nil {
				return err
			}
			field = fmt.Sprint(key)
			item = field + ":"
		}
		t.field = field
		if err := t.value(item, depth+1); err != nil {
			return err
		}
	}
	_, err = t.dec.Token()
	return err
}

func (t *tree) line(depth int, name, text string) {
	indent := strings.Repeat("  ", max(depth, 0))
	all := strings.TrimSpace(term.Clean(name, term.Options{}).String() + " " + term.Clean(text, term.Options{}).String())
	t.w.WriteString(indent + all + "\n")
}

func (t *tree) scalar(tok json.Token) string {
	if n, ok := tok.(json.Number); ok {
		return t.money.text(t.field, n)
	}
	if tok == nil {
		return "none"
	}
	return fmt.Sprint(tok)
}

// printJSON writes a result as one JSON object on one line.
func (a *app) printJSON(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return core.Wrap(core.CodeInternal, "print", "", "the result cannot be written as JSON", err)
	}
	_, err = a.out.Write(append(safeJSON(b), '\n'))
	return err
}
