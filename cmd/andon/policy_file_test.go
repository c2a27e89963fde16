package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/flow"
	"andon/core/policy"
	"andon/fixtures"
)

// TestDefaultPolicy proves that the policy to begin with could decide, that its examples
// come out as stated, and that it says of each rule why it is there.
func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	doc, err := parsePolicy([]byte(fixtures.DefaultPolicy()))
	if err != nil {
		t.Fatal(err)
	}
	if err := flow.CheckPolicy(&doc); err != nil {
		t.Fatal(err)
	}
	if doubts := flow.DoubtPolicy(&doc); len(doubts) > 0 {
		t.Errorf("a rule of it can do nothing: %v", doubts)
	}
	if n := doc.Count(); n < 24 {
		t.Errorf("%d rules, at least 24 are promised", n)
	}
	for _, s := range policy.Sections() {
		if len(doc.In(s)) == 0 {
			t.Errorf("%s has no rule", s)
		}
		for _, r := range doc.In(s) {
			if r.Note == "" {
				t.Errorf("%s.%s has no note", s, r.Name)
			}
		}
	}
	for _, form := range []string{"yaml", "json"} {
		back, err := parsePolicy(written(t, &doc, form))
		if changes := comparePolicies(&doc, &back); err != nil || len(changes) > 0 {
			t.Errorf("written as %s it reads as something else: %+v (%v)", form, changes, err)
		}
	}
}

// written is a policy as policy show writes it.
func written(t *testing.T, doc *policy.Document, form string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	if err := writePolicy(w, &policy.Policy{Document: *doc}, form, nil); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return b.Bytes()
}

// TestPolicyFileRefused proves that a mistake of the writer is named with its place.
func TestPolicyFileRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", "nothing is in it"},
		{"# only a remark\n", "one document was expected"},
		{"just text\n", "line 1: the document takes fields with their values, not \"just text\""},
		{"holds:\n", "holds has no value"},
		{"holds: all\n", "line 1: holds takes a list, not \"all\""},
		{"hold:\n  - name: a\n", "line 1: there is no field \"hold\"; did you mean holds?"},
		{"holds:\n  - name: a\n    hld: b\n", "line 3: holds[1]: there is no field \"hld\"; did you mean hold?"},
		{"holds:\n  - name: a\n    hours: two\n", "line 3: holds[1].hours takes a whole number, not \"two\""},
		{"holds:\n  - name: a\n    hours: 1.5\n", "takes a whole number"},
		{"holds:\n  - name: a\n    reject: yes\n", "line 3: holds[1].reject takes true or false, not \"yes\""},
		{"holds:\n  - name: [a]\n", "line 2: holds[1].name takes a single value, not a list"},
		{"holds:\n  - name: a\n    name: b\n", "line 3: "},
		{"sourcing:\n  - name: a\n    max_splits: 99999999999999999999\n", "takes a whole number"},
		{"title: &a x\n", "anchors, aliases"},
		{"title: !!str x\n", "anchors, aliases"},
		{"? a\n: b\n", "anchors, aliases"},
		{"title: a\n---\ntitle: b\n", "one document was expected, not 2"},
		{"title: 'a\n", "line 1: "},
		{"title: \xff\n", "not valid UTF-8"},
		{"sourcing:\n  - name: a\n    waiting: dear\n", "line 3: sourcing[1].waiting: "},
		{"{\"holds\": [\n{\"name\": \"a\", \"hld\": \"b\"}]}", `line 2: holds[1]: there is no field "hld"`},
		{"{\"holds\": [{\"name\": \"a\",\n\"hours\": \"two\"}]}", "line 2: holds[1].hours takes a whole number"},
		{`[1, 2]`, "line 1: the document takes fields"},
	} {
		if _, err := parsePolicy([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

// hostileYAML are texts that cost a careless reader minutes or gigabytes.
func hostileYAML() []string {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 8) + "]\n"
	}
	out := []string{bomb, bomb + "title: *y\n", "title: *title\n", "<<: {title: x}\n"}
	for _, part := range []string{"[", "{", "- ", "a: [", "? ", "a:\n", "&a ", "!!x ", "*a ", "| \n", "\"", "'", "\x00", "x\n", ": ", "---\n", "%a\n", "\\u", "é"} {
		out = append(out, strings.Repeat(part, maxPolicyFile/len(part)))
	}
	deep := ""
	for i := range 900 {
		deep += strings.Repeat(" ", i) + "a:\n"
	}
	return append(out, deep, strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000), `{"title":`+strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000)+"}")
}

// TestHostilePolicyFiles proves that such texts are refused at once.
func TestHostilePolicyFiles(t *testing.T) {
	t.Parallel()
	for _, text := range hostileYAML() {
		start := time.Now()
		if _, err := parsePolicy([]byte(text)); err == nil && len(text) > 1000 && !strings.HasPrefix(text, "title") {
			t.Errorf("%.30q was taken", text)
		}
		if took := time.Since(start); took > 20*time.Second { // a slow machine has its time; minutes are what it must not take
			t.Errorf("%.30q took %s", text, took)
		}
	}
	endless := &countingReader{}
	if _, _, err := readPolicy(endless, "endless"); core.CodeOf(err) != core.CodeLimit || endless.n > 2*maxPolicyFile {
		t.Errorf("of an endless file %d bytes were read: %v", endless.n, err)
	}
}

// countingReader never ends.
type countingReader struct{ n int }

func (r *countingReader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	r.n += len(b)
	return len(b), nil
}

// FuzzPolicyFile proves that no text breaks the reader, and that what it takes is
// written and read as the same.
func FuzzPolicyFile(f *testing.F) {
	f.Add([]byte(fixtures.DefaultPolicy()))
	f.Add([]byte("title: a\nholds:\n  - name: a\n    when: order.risk > 5\n    hold: >-\n      a\n      b\n"))
	f.Add([]byte(`{"sourcing":[{"name":"a","waiting":"2.50","blocks":[]}]}`))
	for _, text := range hostileYAML() {
		f.Add([]byte(text[:min(len(text), 300)]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 10_000 {
			return
		}
		doc, err := parsePolicy(text)
		if err != nil {
			return
		}
		a, _ := json.Marshal(doc)
		for _, form := range []string{"yaml", "json"} {
			back, err := parsePolicy(written(t, &doc, form))
			b, _ := json.Marshal(back)
			if err != nil && string(a) != "{}" || err == nil && !bytes.Equal(a, b) {
				t.Errorf("%s: %s became %s (%v)", form, a, b, err)
			}
		}
	})
}

// TestMistakesHaveLines proves that a rule which could not decide is named with its line,
// in YAML and in JSON, and that a type of hold which nobody knows is doubted.
func TestMistakesHaveLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"title: x\nholds:\n  - name: a\n    when: order.goods > 5\n    hold: fraud\n", "line 4: holds.a: when, at 13: "},
		{"holds:\n  - name: a\n    hold: fraud\n  - name: b\n    hold: fraud\n    release: order.x\n", "line 6: holds.b: release, at 1: "},
		{"holds:\n  - name: a\n    hold: fraud\n  - name: a\n    hold: fraud\n", "line 4: holds.a: the name stands twice"},
		{"holds:\n  - name: a\n", "line 2: holds.a: the rule sets nothing"},
		{"holds:\n  - name: a\n    hold: fraud\n    blocks: [pay]\n", "line 4: holds.a: blocks names steps"},
		{"service:\n  - name: a\n    queue: dok\n", "line 3: service.a: there is no queue \"dok\"; did you mean dock?"},
		{"holds:\n  - name: a\n    hold: fraud\nexamples:\n  - {section: holds, rule: a, given: [], true: true}\n  - {section: holds, rule: b, given: [], true: true}\n", "line 6: holds.b: example 2 names a rule"},
		{"{\"holds\": [{\n\"name\": \"a\",\n\"when\": \"order.goods > 5\",\n\"hold\": \"fraud\"}]}", "line 3: holds.a: when, at 13: "},
		{"holds:\n  - name: a\n    when: any(order.tags, # == \"x\")\n    hold: fraud\n", "line 3: holds.a: when, at 16: the condition ends too early; quote the condition: YAML takes # for a comment"},
		{"holds:\n  - name: a\n    hold: fruad\n", "line 3: holds.a: there is no type of hold \"fruad\"; did you mean fraud?"},
		{"holds:\n  - name: a\n    hold: fraud\n    hours: -3\n", "line 4: holds.a: hours is a number from 1 to 87840, which is ten years, not -3"},
		{"sourcing:\n  - name: a\n    extra_package: -5\n", "line 3: sourcing.a: extra_package is a price from 0 to 1073741.824, not -5.00"},
		{"channels:\n  - name: a\n    buffer: 99999999999999\n", "line 3: channels.a: buffer is a quantity from 0 to 1099511627776, not 99999999999999"},
		{"sourcing:\n  - name: a\n    per: location\n    exclude: false\n", "line 4: sourcing.a: exclude says why the location is kept out, for people to read; false looks like a switch"},
		{"holds:\n  - name: a\n    when: \"\"\n    hold: fraud\n", "line 3: holds.a: when is written and empty; say what it should be, or leave the line out, which means always"},
		{"{\"holds\": [{\"name\": \"a\",\n\"blocks\": [],\n\"hold\": \"fraud\"}]}", "line 2: holds.a: blocks is written and empty"},
		{"hold_types: [fruad]\nholds:\n  - name: a\n    hold: fruad\n", ""},
	} {
		doc, err := parsePolicy([]byte(c.text))
		if err == nil {
			err = flow.CheckPolicy(&doc)
		}
		if err == nil {
			for _, m := range flow.DoubtPolicy(&doc) {
				err = m
			}
		}
		got := ""
		if err != nil {
			got = placed([]byte(c.text), err)
		}
		if !strings.HasPrefix(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
