package play_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"andon/core/api"
	"andon/core/play"
	"andon/core/query"
)

// probe is how a field is asked for a value: every record has it or has not, and at the
// end of some story one has it not, so that a field that says nothing is noticed.
type probe struct{ with, without, whole string }

// probes are the conditions that a field is tried with: = and != in the short grammar, ==
// in the whole one.
func probes(k *query.Kind, f api.Column) (out []probe) {
	literal := func(short, whole string) probe {
		return probe{f.Name + " = " + short, f.Name + " != " + short, f.Name + " == " + whole}
	}
	switch {
	case len(k.Words[f.Name]) > 0:
		for _, w := range k.Words[f.Name] {
			out = append(out, literal(fmt.Sprintf("%q", w), fmt.Sprintf("%q", w)))
		}
		return out
	case f.Type == api.Int:
		return []probe{literal("0", "0")}
	case f.Type == api.Amount:
		return []probe{literal("0", `amount("0")`)}
	case f.Type == api.Time, f.Type == api.Date:
		return []probe{literal("none", "none")}
	case f.Type == api.Boolean:
		return []probe{literal("false", "false")}
	}
	return []probe{literal(`""`, `""`)}
}

// sealed fields are compared by a keyed hash, with nothing but a whole text; a script's
// shop has no keys.
func sealed() []string {
	return []string{"order.email", "order.name", "customer.email", "customer.name"}
}

// unfilled are fields that nothing in the stories fills, and why.
func unfilled() map[string]string {
	const feed, connector, bought, keys = "no sentence makes it: it comes with a feed", "scripts have no connectors", "only of purchases", "a script's shop has no keys"
	return map[string]string{
		"balance.owner": feed, "picklist.lot": feed,
		"cursor.id": connector, "cursor.at": connector, "cursor.position": connector, "cursor.text": connector,
		"transfer.cost": bought, "transfer.order": bought,
		"customer.erased":  keys,
		"return.customer":  "the returns of the stories are those of guests",
		"policy.title":     "rules of scripts have no title",
		"reservation.owed": "shares of the stories come out even at their end",
		"wave.job":         "waves of the stories fit into one command",
	}
}

// TestFields filters by every field of every list, at the end of every story: what has a
// value and what has it not add up to all, the two grammars agree, and each field has
// another value than its empty one at the end of some story.
func TestFields(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../fixtures/scenarios/*.story")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "testdata/everything.story")
	c := codec(t)
	filled := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s, problems := play.Parse(filepath.Base(f), string(text))
		if s == nil {
			t.Fatal(f, problems)
		}
		ask, err := s.Leave(context.Background(), c)
		if err != nil {
			t.Fatal(f, err)
		}
		for _, k := range query.Kinds() {
			probeKind(t, filepath.Base(f), &k, ask, filled)
		}
	}
	var empty []string
	for _, k := range query.Kinds() {
		for _, f := range k.Fields {
			name := string(k.Noun) + "." + f.Name
			switch excused := unfilled()[name] != "" || slices.Contains(sealed(), name); {
			case !filled[name] && !excused:
				empty = append(empty, name)
			case filled[name] && excused:
				t.Errorf("%s is filled after all", name)
			}
		}
	}
	sort.Strings(empty)
	if len(empty) > 0 {
		t.Errorf("no story fills %s", strings.Join(empty, " "))
	}
}

func probeKind(t *testing.T, file string, k *query.Kind, ask func(api.Query) (api.Page, error), filled map[string]bool) {
	count := func(where string) int {
		page, err := ask(api.Query{Kind: k.Noun, Where: where, Limit: api.MaxRows})
		if err != nil || page.AtLeast {
			t.Fatalf("%s: list %s where %s: %v", file, k.Noun, where, err)
		}
		return page.Total
	}
	all := count("")
	if all == 0 {
		return
	}
	for _, f := range k.Fields {
		if slices.Contains(sealed(), string(k.Noun)+"."+f.Name) {
			continue
		}
		has := false
		for _, p := range probes(k, f) {
			with, without := count(p.with), count(p.without)
			if with+without != all {
				t.Errorf("%s: %d of %s with %s, %d with %s; there are %d", file, with, k.Noun, p.with, without, p.without, all)
			}
			if len(k.Words[f.Name]) > 0 {
				has = has || with > 0
			} else {
				has = has || without > 0
			}
			if page, err := ask(api.Query{Kind: k.Noun, Where: p.whole, Limit: api.MaxRows}); err == nil && page.Total != with {
				t.Errorf("%s: %d of %s with %s, %d with %s", file, with, k.Noun, p.with, page.Total, p.whole)
			} else if err != nil && !strings.Contains(err.Error(), "is a list of texts") {
				t.Errorf("%s: list %s where %s: %v", file, k.Noun, p.whole, err)
			}
		}
		name := string(k.Noun) + "." + f.Name
		if text := f.Type == api.ID || f.Type == api.Text || f.Type == api.Word && k.Words[f.Name] == nil; has && text {
			has = count(f.Name+` ~ ""`) > 0 // a list of several values may have none
		}
		if f.Name == "text" {
			has = count(`text ~ "a"`)+count(`text ~ "1"`) > 0 // some of what it joins may be empty
		}
		filled[name] = filled[name] || has
	}
}
