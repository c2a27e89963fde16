package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"andon/core"
)

// writeYAML writes a document in JSON as YAML, its fields in their order. What could be
// anything but text, or do harm on a terminal, stands in quotes.
func writeYAML(w *bufio.Writer, doc json.RawMessage) error {
	y := yamlWriter{w: w, dec: json.NewDecoder(bytes.NewReader(doc))}
	y.dec.UseNumber()
	if err := y.value(0, false); err != nil {
		return core.Wrap(core.CodeInternal, "yaml", "", "the document is no JSON", err)
	}
	return nil
}

type yamlWriter struct {
	w   *bufio.Writer
	dec *json.Decoder
}

// value writes the next value. Its line has begun with a dash or a name; fields behind
// a dash go on in that line.
func (y *yamlWriter) value(depth int, dash bool) error {
	tok, err := y.dec.Token()
	if err != nil {
		return err
	}
	open, part := tok.(json.Delim)
	if !part {
		if depth > 0 && !dash {
			y.w.WriteByte(' ')
		}
		y.w.WriteString(yamlScalar(tok) + "\n")
		return nil
	}
	empty := !y.dec.More()
	if empty {
		y.w.WriteString(map[json.Delim]string{'{': " {}\n", '[': " []\n"}[open])
	} else if depth > 0 && !dash {
		y.w.WriteByte('\n')
	}
	for first := true; y.dec.More(); first = false {
		if !first || !dash {
			y.w.WriteString(strings.Repeat("  ", depth))
		}
		if open == '[' {
			y.w.WriteString("- ")
			if err := y.value(depth+1, true); err != nil {
				return err
			}
			continue
		}
		key, err := y.dec.Token()
		if err != nil {
			return err
		}
		y.w.WriteString(yamlScalar(key) + ":")
		if err := y.value(depth+1, false); err != nil {
			return err
		}
	}
	_, err = y.dec.Token()
	return err
}

// plainYAML is text that is text in YAML too, and nothing else.
var plainYAML = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*([ .,/()-]+[A-Za-z0-9_]+)*$`)

func yamlScalar(tok json.Token) string {
	text, ok := tok.(string)
	b, _ := json.Marshal(tok) // a value that was JSON a moment ago
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan":
		return string(b)
	}
	if ok && plainYAML.MatchString(text) {
		return text
	}
	if ok && !strings.Contains(text, "'") && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return "'" + text + "'"
	}
	return string(safeJSON(b))
}
