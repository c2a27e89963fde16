package sim

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"andon/core"
)

// wire is what the checks need of a command in JSON.
type wire struct {
	Kind core.Kind       `json:"kind"`
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
}

func parsed(said string) (w wire) {
	if err := json.Unmarshal([]byte(said), &w); err != nil {
		panic("the simulation said something that is no JSON: " + said)
	}
	return w
}

func keyOf(said string) string     { return parsed(said).Key }
func kindOf(said string) core.Kind { return parsed(said).Kind }

// sameCommand reports whether two lines say the same under the same key.
func sameCommand(a, b string) bool {
	x, y := parsed(a), parsed(b)
	return x.Kind == y.Kind && string(x.Body) == string(y.Body)
}

// listed names events, with their content as JSON, cut short.
func listed(events []core.Payload) string {
	var parts []string
	for _, e := range events {
		parts = append(parts, string(e.Kind())+" "+shownDoc(e))
	}
	return strings.Join(parts, "; ")
}

// longest is how much of a document a failure shows.
const longest = 3000

func shownDoc(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return string(b[:min(len(b), longest)])
}

// numbered is the read model's key of SO-17 or EX-17.
func numbered(id string) []byte {
	n, err := strconv.ParseUint(id[3:], 10, 64)
	if err != nil {
		return []byte(id)
	}
	return binary.BigEndian.AppendUint64(nil, n)
}
