package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"andon/core"
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
// that no control character leaves; other text stays as it is.
func TestNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "=", "+", "-", "@", "\t", "\r", "\x00", "x"}).Draw(t, "first") + rapid.String().Draw(t, "text")
		var b bytes.Buffer
		s := newCSVSheet(bufio.NewWriter(&b))
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
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Fatalf("%q drives a terminal", got)
		}
		if strings.TrimPrefix(got, "'") != strings.TrimPrefix(clean(text), "'") {
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
		err := writeTree(w, doc, &money{currency: "EUR", names: map[string]bool{"a": true}})
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

// TestListNotes proves that a person is told that a list is empty, and no program is.
func TestListNotes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		end    listEnd
		screen bool
		want   string
	}{
		{listEnd{}, true, "none"},
		{listEnd{}, false, ""},
		{listEnd{shown: 2, total: 2}, true, ""},
		{listEnd{shown: 2, total: 9, more: true, atLeast: true}, false, "2 of at least 9 shown; --limit 0 shows all"},
	} {
		if got := strings.Join(c.end.notes(api.Query{}, c.screen), "|"); got != c.want {
			t.Errorf("%+v on a screen %t: %q, want %q", c.end, c.screen, got, c.want)
		}
	}
}

// TestAmountNames proves that a name tells amounts from other numbers.
func TestAmountNames(t *testing.T) {
	t.Parallel()
	types := map[string]map[reflect.Type]bool{}
	amount := reflect.TypeFor[core.Amount]()
	eachField(func(name string, of reflect.Type) {
		if types[name] == nil {
			types[name] = map[reflect.Type]bool{}
		}
		types[name][of] = true
	})
	for name, of := range types {
		for other := range of {
			numeric := other.Kind() >= reflect.Int && other.Kind() <= reflect.Float64 && textSchema(other) == nil
			if of[amount] && other != amount && numeric {
				t.Errorf("%s is an amount and a %s", name, other)
			}
		}
	}
	if !types["total"][amount] || !types["per_kg"][amount] || !types["goods"][amount] {
		t.Error("amounts are missing")
	}
}

// TestTreeMoney proves that amounts look like those of a list, and other numbers as they are.
func TestTreeMoney(t *testing.T) {
	t.Parallel()
	doc := json.RawMessage(`{"currency":"JPY","lines":[{"qty":1200,"tax":1200}],"total":-5,"unit":[7,8]}`)
	for currency, want := range map[core.Currency]string{
		"JPY": "currency: JPY\nlines:\n  -\n    qty: 1200\n    tax: 1200\ntotal: -5\nunit:\n  - 7\n  - 8\n",
		"EUR": "currency: JPY\nlines:\n  -\n    qty: 1200\n    tax: 12.00\ntotal: -0.05\nunit:\n  - 0.07\n  - 0.08\n",
	} {
		var b bytes.Buffer
		w := bufio.NewWriter(&b)
		m := &money{currency: currency, names: map[string]bool{"tax": true, "total": true, "unit": true}}
		if err := writeTree(w, doc, m); err != nil || w.Flush() != nil || b.String() != want {
			t.Errorf("%s: %v\n%s", currency, err, b.String())
		}
	}
	if c := currencyIn(doc); c != "JPY" {
		t.Error(c)
	}
}
