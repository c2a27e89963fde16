package api

import (
	"errors"
	"strings"
	"testing"

	"andon/core"
)

// A line that is not exactly one command is refused as a whole: nothing behind it may
// be swallowed, and the actor is never taken from the wire.
func TestParseCommandRefuses(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"empty":          ``,
		"not JSON":       `order`,
		"no body":        `{"kind":"order.submit"}`,
		"unknown field":  `{"kind":"order.submit","body":{},"actor":"root"}`,
		"two commands":   `{"kind":"a","body":{}}{"kind":"b","body":{}}`,
		"stray brace":    `{"kind":"a","body":{}}}`,
		"stray bracket":  `{"kind":"a","body":{}}]`,
		"impossible day": `{"kind":"a","occurred":"2026-13-01T00:00:00Z","body":{}}`,
		"too large":      `{"kind":"a","body":{"x":"` + strings.Repeat("x", core.MaxBodyBytes) + `"}}`,
	} {
		if _, err := ParseCommand([]byte(line)); err == nil {
			t.Errorf("%s: %.60q was taken", name, line)
		}
	}
}

// What FormatCommand writes, ParseCommand reads.
func TestCommandRoundTrip(t *testing.T) {
	t.Parallel()
	in := core.Command{Key: "shop:1", Occurred: 1_763_888_400_000, Cursor: &core.Cursor{Connector: "shop", Position: "7"},
		Expect: &core.Expect{Ref: core.Ref{Noun: "order", ID: "SO-1"}, Version: 9}, Body: &Raw{Name: "order.source", JSON: []byte(`{"order":"SO-1"}`)}}
	b, err := FormatCommand(in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := ParseCommand(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := FormatCommand(out)
	if err != nil || string(again) != string(b) {
		t.Fatalf("%s became %s (%v)", b, again, err)
	}
}

// A refusal tells its cause too: the person who reads it has nothing else.
func TestReceiptTellsTheCause(t *testing.T) {
	t.Parallel()
	b, err := FormatReceipt(core.Receipt{Err: core.Wrap(core.CodeInvalid, "x", "s", "does not fit", errors.New("line 3"))})
	if err != nil || !strings.Contains(string(b), "does not fit: line 3") {
		t.Fatalf("%s (%v)", b, err)
	}
}

func FuzzParseCommand(f *testing.F) {
	f.Add([]byte(`{"kind":"order.source","key":"k","body":{"order":"SO-1"}}`))
	f.Add([]byte(`{"kind":"a","body":[[[[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseCommand(b)
		if err != nil {
			return
		}
		if _, err := FormatCommand(c); err != nil {
			t.Fatalf("%q was taken and cannot be written: %v", b, err)
		}
	})
}

// What is wrong with a command is said in words that its writer knows.
func TestWrongJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"kind":"x","colour":1}`: `there is no field "colour"`,
		`{"kind":7}`:              "kind cannot be a number",
		`[]`:                      "array stands where an object was expected",
		`{"kind"`:                 "it ends too early",
		``:                        "it ends too early",
		`order`:                   "invalid character 'o' looking for beginning of value, at byte 1",
	} {
		if _, err := ParseCommand([]byte(text)); err == nil || err.Error() != "not a command in JSON: "+want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
