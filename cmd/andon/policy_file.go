package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"andon/core"
	"andon/core/api"
	"andon/core/flow"
	"andon/core/policy"
)

// maxPolicyFile bounds the text of a policy: several times the largest that makes sense.
const maxPolicyFile = 256 << 10

// checkedPolicy reads a policy that could decide from a file in YAML or JSON, or for - from
// the standard input. An error names the file and, where there is one, the line; what is
// doubtful is told to the person who gave the command.
func (a *app) checkedPolicy(path string) (policy.Document, error) {
	doc, text, err := a.policyAt(path)
	if err != nil {
		return doc, err
	}
	if err := flow.CheckPolicy(&doc); err != nil {
		return doc, core.E(core.CodeOf(err), "policy", fileName(path), placed(text, err))
	}
	var doubts []string
	for _, m := range flow.DoubtPolicy(&doc) {
		doubts = append(doubts, fileName(path)+": "+placed(text, m))
	}
	a.say(doubts)
	return doc, nil
}

// placed says an error with the line of the text that it is about.
func placed(text []byte, err error) string {
	m, ok := errors.AsType[*policy.Mistake](err)
	if !ok {
		return err.Error()
	}
	y, _ := readYAML(text, reflect.TypeFor[policy.Document]())
	line, ok := y.lines[m.At]
	if !ok {
		at, _, _ := strings.Cut(m.At, ".") // the rule, where its field is not written
		line, ok = y.lines[at]
	}
	if !ok {
		return err.Error()
	}
	return fmt.Sprintf("line %d: %s%s", line, err, cutShort(text, line, m))
}

// cutShort says why a condition may end too early: YAML took the rest for a comment.
func cutShort(text []byte, line int, m *policy.Mistake) string {
	lines := strings.Split(string(text), "\n")
	if line > len(lines) || !strings.Contains(m.Err.Message, "ends too early") {
		return ""
	}
	value := lines[line-1]
	for _, field := range [...]string{"when:", "release:"} {
		if _, after, found := strings.Cut(value, field); found && strings.HasSuffix(m.At, "."+strings.TrimSuffix(field, ":")) {
			value = strings.TrimSpace(after)
		}
	}
	if !strings.Contains(value, " #") || strings.HasPrefix(value, "'") || strings.HasPrefix(value, `"`) {
		return ""
	}
	return "; quote the condition: YAML takes # for a comment"
}

// policyAt reads a policy and its text, which need not be one that could decide.
func (a *app) policyAt(path string) (policy.Document, []byte, error) {
	if path == "-" {
		return readPolicy(a.in, fileName(path))
	}
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return policy.Document{}, nil, core.Wrap(core.CodeNotFound, "policy", path, "the file cannot be read", errors.Unwrap(err))
	}
	defer f.Close()
	return readPolicy(f, path)
}

// fileName is how an error calls a file.
func fileName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// readPolicy reads a policy from what is called name.
func readPolicy(r io.Reader, name string) (policy.Document, []byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxPolicyFile+1))
	if err != nil {
		return policy.Document{}, nil, core.Wrap(core.CodeStorage, "policy", name, "the file cannot be read", err)
	}
	doc, err := parsePolicy(text)
	if err != nil {
		return policy.Document{}, nil, core.E(core.CodeOf(err), "policy", name, placed(text, err))
	}
	return doc, text, nil
}

// parsePolicy reads the text of a policy, strictly: what it does not know is a mistake
// of the writer, never passed over. Text is taken as JSON where it is JSON.
func parsePolicy(text []byte) (doc policy.Document, err error) {
	isJSON := len(text) <= maxPolicyFile && json.Valid(text)
	switch {
	case len(text) > maxPolicyFile:
		return doc, core.E(core.CodeLimit, "policy", "", fmt.Sprintf("a policy has at most %d KiB", maxPolicyFile>>10))
	case !utf8.Valid(text):
		return doc, core.E(core.CodeInvalid, "policy", "", "the text is not valid UTF-8")
	case len(bytes.TrimSpace(text)) == 0:
		return doc, core.E(core.CodeInvalid, "policy", "", "nothing is in it")
	case !isJSON:
		if text, err = yamlToJSON(text, reflect.TypeFor[policy.Document]()); err != nil {
			return doc, err
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		if _, told := readYAML(text, reflect.TypeFor[policy.Document]()); isJSON && told != nil {
			return policy.Document{}, told // with its line
		}
		wrong := core.Wrap(core.CodeInvalid, "policy", "", "", err)
		return policy.Document{}, core.E(core.CodeInvalid, "policy", "", api.Cause(wrong))
	}
	if wrong := emptied(&doc, text); wrong != nil {
		return policy.Document{}, wrong
	}
	return doc, nil
}

// emptied finds a field of a rule that is written and says nothing, such as a condition
// that was cut out: left out it would have a meaning that is hardly meant.
func emptied(doc *policy.Document, text []byte) error {
	var written map[string]json.RawMessage
	if err := json.Unmarshal(text, &written); err != nil {
		return nil // it was decoded before
	}
	for _, s := range policy.Sections() {
		var rules []map[string]json.RawMessage
		if err := json.Unmarshal(written[string(s)], &rules); err != nil {
			continue
		}
		for i, rule := range rules {
			for _, name := range slices.Sorted(maps.Keys(rule)) {
				if v := string(bytes.TrimSpace(rule[name])); v == `""` || v == "[]" || v == "null" {
					return doc.Wrong(s, i, name, name+" is written and empty; say what it should be, or leave the line out"+meaningOf(name))
				}
			}
		}
	}
	return nil
}

// meaningOf says what a rule means that leaves a field out, where that is not nothing.
func meaningOf(field string) string {
	switch field {
	case "when":
		return ", which means always"
	case "blocks":
		return ", which means release and ship"
	}
	return ""
}
