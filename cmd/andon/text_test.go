package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"andon/core/api"
)

// TestSafeJSON proves that escaping changes no meaning and lets nothing through that a
// terminal could obey.
func TestSafeJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + rapid.SampledFrom([]string{"", "\x7f", "\u009b31m", "\u202e", "\U000e0041", "\u200d", "é"}).Draw(t, "more")
		plain, err := json.Marshal(map[string]string{text: text})
		if err != nil {
			t.Fatal(err)
		}
		safe := safeJSON(plain)
		var back map[string]string
		if err := json.Unmarshal(safe, &back); err != nil || back[text] != text {
			t.Fatalf("%q became %q: %v", text, safe, err)
		}
		for _, r := range string(safe) {
			if r != ' ' && !unicode.IsPrint(r) {
				t.Fatalf("%q holds %U", safe, r)
			}
		}
	})
}

// TestSafeJSONInvalid proves that bytes that are no text become a replacement.
func TestSafeJSONInvalid(t *testing.T) {
	t.Parallel()
	if got := string(safeJSON([]byte("\"a\xffb\""))); got != `"a\ufffdb"` {
		t.Fatal(got)
	}
}

// TestNoFormula proves that no text cell begins with what a spreadsheet computes, and
// that other text stays as it is.
func TestNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "=", "+", "-", "@", "\t", "\r", "\x00", "x"}).Draw(t, "first") + rapid.String().Draw(t, "text")
		var b bytes.Buffer
		s := newCSVSheet(bufio.NewWriter(&b), false)
		s.head(&api.Page{Columns: []api.Column{{Name: "c", Type: api.Text}, {Name: "n", Type: api.Amount}}})
		s.rows([]api.Row{{Cells: []api.Value{{S: text}, {S: "-1.50"}}}})
		if err := s.end(listEnd{}); err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(records) != 2 || records[1][1] != "-1.50" {
			t.Fatalf("%q: %v", records, err)
		}
		got := records[1][0]
		if got != "" && strings.ContainsRune("=+-@\t\r\x00", rune(got[0])) {
			t.Fatalf("%q begins a formula", got)
		}
		if normal := strings.ReplaceAll(text, "\r\n", "\n"); strings.TrimPrefix(got, "'") != strings.TrimPrefix(normal, "'") && !strings.Contains(text, "\r") {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// FuzzTree proves that no document, however odd, breaks the lines for people or gets
// anything onto the screen that is not printed.
func FuzzTree(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}],"\u001b":"\u202e\n"}`))
	f.Add([]byte(`[[],{},""]`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		err := writeTree(w, doc)
		w.Flush()
		if err != nil && json.Valid(doc) {
			t.Fatal(err)
		}
		for _, r := range b.String() {
			if r != '\n' && r != ' ' && !unicode.IsPrint(r) {
				t.Fatalf("%U on the screen", r)
			}
		}
		if !utf8.Valid(b.Bytes()) {
			t.Fatal("not text")
		}
	})
}
