package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"unicode/utf8"

	"andon/core"
	"andon/core/api"
	"andon/core/policy"
)

// maxPolicyFile bounds the text of a policy: several times the largest that makes sense.
const maxPolicyFile = 256 << 10

// readPolicyFile reads a policy from a file in YAML or JSON.
func readPolicyFile(path string) (policy.Document, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return policy.Document{}, core.Wrap(core.CodeNotFound, "policy", path, "the file cannot be read", errors.Unwrap(err))
	}
	defer f.Close()
	return readPolicy(f, path)
}

// policyAt reads a policy from a file, or for - from the standard input.
func (a *app) policyAt(path string) (policy.Document, error) {
	if path == "-" {
		return readPolicy(a.in, fileName(path))
	}
	return readPolicyFile(path)
}

// fileName is how an error calls a file.
func fileName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// readPolicy reads a policy from what is called name.
func readPolicy(r io.Reader, name string) (policy.Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxPolicyFile+1))
	if err != nil {
		return policy.Document{}, core.Wrap(core.CodeStorage, "policy", name, "the file cannot be read", err)
	}
	doc, err := parsePolicy(text)
	if err != nil {
		return policy.Document{}, core.E(core.CodeOf(err), "policy", name, err.Error())
	}
	return doc, nil
}

// parsePolicy reads the text of a policy, strictly: what it does not know is a mistake
// of the writer, never passed over. Text is taken as JSON where it is JSON.
func parsePolicy(text []byte) (doc policy.Document, err error) {
	switch {
	case len(text) > maxPolicyFile:
		return doc, core.E(core.CodeLimit, "policy", "", fmt.Sprintf("a policy has at most %d KiB", maxPolicyFile>>10))
	case !utf8.Valid(text):
		return doc, core.E(core.CodeInvalid, "policy", "", "the text is not valid UTF-8")
	case len(bytes.TrimSpace(text)) == 0:
		return doc, core.E(core.CodeInvalid, "policy", "", "nothing is in it")
	case !json.Valid(text):
		if text, err = yamlToJSON(text, reflect.TypeFor[policy.Document]()); err != nil {
			return doc, err
		}
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		wrong := core.Wrap(core.CodeInvalid, "policy", "", "", err)
		return policy.Document{}, core.E(core.CodeInvalid, "policy", "", api.Cause(wrong))
	}
	return doc, nil
}
