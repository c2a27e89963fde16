package policy_test

import (
	"encoding/json"
	"testing"

	"andon/core"
	"andon/core/policy"
	"andon/core/policy/lang"
)

// TestMoney proves that prices are read with and without quotes and never through a float.
func TestMoney(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want policy.Money
		ok   bool
	}{
		{`"2.50"`, 2_500_000, true}, {`2.5`, 2_500_000, true}, {`0.1`, 100_000, true}, {`12`, 12_000_000, true},
		{`1e3`, 0, false}, {`"x"`, 0, false}, {`0.1234567`, 0, false}, {`null`, 0, false}, {`[1]`, 0, false},
	}
	for _, c := range cases {
		var m policy.Money
		err := json.Unmarshal([]byte(c.text), &m)
		if (err == nil) != c.ok || c.ok && m != c.want {
			t.Errorf("%s: %d (%v), want %d", c.text, m, err, c.want)
		}
	}
	if b, _ := json.Marshal(policy.Money(2_500_000)); string(b) != `"2.50"` {
		t.Errorf("%s", b)
	}
	for c, want := range map[core.Currency]core.Amount{"GBP": 250, "JPY": 3, "KWD": 2500} {
		if got := policy.Money(2_500_000).In(c); got != want {
			t.Errorf("2.50 in %s is %d, want %d", c, got, want)
		}
	}
}

// TestSteps proves which steps names stand for.
func TestSteps(t *testing.T) {
	t.Parallel()
	cases := []struct {
		names []string
		want  uint8
		known bool
	}{
		{nil, 6, true}, {[]string{"source"}, 1, true}, {[]string{"ship", "invoice", "ship"}, 12, true}, {[]string{"pay"}, 0, false},
	}
	for _, c := range cases {
		if got, known := policy.Steps(c.names); known != c.known || known && got != c.want {
			t.Errorf("%v: %d %t", c.names, got, known)
		}
	}
}

// TestFirstFit proves that rules are asked in the order of the document, and that a
// condition which cannot be worked out comes out as its caller wants.
func TestFirstFit(t *testing.T) {
	t.Parallel()
	scope := &lang.Scope[int64]{Fields: []lang.Field[int64]{{Name: "n", Kind: lang.Int, Get: func(n int64) lang.Value { return lang.Value{N: n} }}}}
	words := func(policy.Section, string) *lang.Scope[int64] { return scope }
	rule := func(name, when string) policy.Rule {
		return policy.Rule{Name: name, When: when, Effects: policy.Effects{Hold: "h"}}
	}
	set, err := policy.Compile(&policy.Document{Holds: []policy.Rule{rule("big", "n > 10"), rule("half", "10 / n > 2"), rule("any", "")}}, words)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int64]string{20: "big any ", 4: "any ", 2: "half any ", 0: "half any "} {
		got := ""
		for i := range set.In(policy.Holds) {
			r := &set.In(policy.Holds)[i]
			if ok, _ := r.Matches(n, true); ok {
				got += r.Name + " "
			}
		}
		if got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestLife proves what the steps of a policy's life leave in it.
func TestLife(t *testing.T) {
	t.Parallel()
	p := &policy.Policy{ID: "POL-1", N: 1}
	p.Write(&policy.DraftPolicy{Comment: "first"}, &policy.Drafted{ID: "POL-1", N: 1}, 10, "ann")
	p.Step(&policy.Stepped{To: policy.Proposed}, 20, "ben")
	p.Step(&policy.Stepped{To: policy.Approved}, 30, "cid")
	if !p.Wrote("ann") || p.Wrote("ben") || p.Wrote("cid") {
		t.Errorf("%+v", p)
	}
	p.Step(&policy.Stepped{To: policy.Active, From: 100}, 40, "cid")
	if p.State != policy.Approved || p.Scheduled() != 100 {
		t.Errorf("set for a day to come: %+v", p)
	}
	p.Step(&policy.Stepped{To: policy.Active}, 100, "system")
	if p.State != policy.Active || p.Scheduled() != 0 || p.Start != 100 {
		t.Errorf("active: %+v", p)
	}
	p.Step(&policy.Stepped{To: policy.Replaced}, 200, "cid")
	if p.State != policy.Replaced || len(p.Steps) != 6 {
		t.Errorf("replaced: %+v", p)
	}
}
