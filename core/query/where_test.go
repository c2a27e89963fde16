package query

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"andon/core"
	"andon/core/api"
)

// The grammar: what is understood, and where a mistake is.
func TestParseWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"   ", ""},
		{"a=b", "a = [b]"},
		{"A = SO-1/F2 AND b != now-2h", "a = [SO-1/F2] b != [now-2h]"},
		{`a ~ "x y" and b>=1`, "a ~ [x y] b >= [1]"},
		{`a = 'it"s' and b = "it's"`, `a = [it"s] b = [it's]`},
		{`a = "\"\\\n"`, `a = ["\n]`},
		{"a in (x, 'y', z)", "a in [x y z]"},
		{"a in(x)and b<2", "a in [x] b < [2]"},
		{"a = ünï", "a = [ünï]"},
		{"and = and", "and = [and]"},
	} {
		w, err := parseWhere(c.in)
		if err != nil || w.String() != c.want {
			t.Errorf("%q: %q, %v; want %q", c.in, w.String(), err, c.want)
		}
	}
	for _, c := range []struct{ in, says string }{
		{"a", "at 2: an operator"},
		{"a =", "at 4: a value was expected, not the end"},
		{"a = (", `at 5: a value was expected, not "("`},
		{"= 1", "at 1: a field was expected"},
		{"a = b c", `at 7: "and" and another condition were expected, not "c"`},
		{"a = b and", "at 10: a field was expected, not the end"},
		{"a == b", `at 3: "==" is not an operator`},
		{"a ! b", `at 3: "!" is not an operator`},
		{"a = 'x", "at 5: the quoted text does not end"},
		{"a in x", "at 6: ( was expected"},
		{"a in (x", "at 8: ) was expected, not the end"},
		{"a in (x,)", `at 9: a value was expected, not ")"`},
		{"a in ()", `at 7: a value was expected, not ")"`},
		{"a = b or c = d", `at 7: "and" and another condition`},
		{"ü = '", "at 5: the quoted text"},
		{"a = \xff", "not valid UTF-8"},
		{strings.Repeat("x", MaxWhere+1), "at most 4000 bytes"},
		{strings.Repeat("a=b and ", maxConditions) + "a=b", "at most 32 conditions"},
		{"a in (" + strings.Repeat("x,", maxLiterals) + "x)", "at most 256 values"},
	} {
		if _, err := parseWhere(c.in); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60q: %v; want %q", c.in, err, c.says)
		}
	}
}

// String writes the conditions for tests.
func (w where) String() string {
	var out []string
	for _, c := range w {
		var values []string
		for _, l := range c.values {
			values = append(values, l.text)
		}
		out = append(out, c.field+" "+string(c.op)+" ["+strings.Join(values, " ")+"]")
	}
	return strings.Join(out, " ")
}

// Whatever text is quoted comes back as it was, in any condition.
func TestQuote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(rapid.String().Draw(t, "text"), "?")
		w, err := parseWhere("a = " + Quote(text) + " and b in (" + Quote(text) + ")")
		if len(text) > MaxWhere/5 {
			return
		}
		if err != nil || len(w) != 2 || w[0].values[0].text != text || w[1].values[0].text != text {
			t.Fatalf("%q came back as %v, %v", text, w, err)
		}
	})
}

// No cursor, however broken, is taken for one of ours, and none harms.
func FuzzCursor(f *testing.F) {
	q := api.Query{Kind: "order"}
	f.Add(cursor{Key: []byte("x"), Seen: 3}.encode(q))
	f.Add("e30")
	f.Add("!")
	f.Fuzz(func(t *testing.T, after string) {
		q := api.Query{Kind: "order", After: after}
		c, err := decodeCursor(q)
		if err == nil && after != "" && c.Query != fingerprint(q) {
			t.Errorf("%q was taken for a cursor of this list", after)
		}
	})
}

// A cursor comes back as it was written, whatever bytes it holds.
func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := api.Query{Kind: "order", Where: rapid.String().Draw(t, "where")}
		c := cursor{Key: rapid.SliceOf(rapid.Byte()).Draw(t, "key"), Text: []byte(rapid.String().Draw(t, "text")), Number: rapid.Int64().Draw(t, "n"), Seen: 5, Inside: true}
		q.After = c.encode(q)
		got, err := decodeCursor(q)
		if err != nil || string(got.Key) != string(c.Key) || string(got.Text) != string(c.Text) || got.Number != c.Number || got.Seen != 5 || !got.Inside {
			t.Fatalf("%+v came back as %+v, %v", c, got, err)
		}
	})
}

// Amounts compare by value whatever their currency's decimals, and never overflow.
func TestMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		currency core.Currency
		a        core.Amount
		shown    string
		n        int64
	}{
		{"GBP", 1250, "12.50", 12_500_000},
		{"JPY", 1250, "1250", 1_250_000_000},
		{"KWD", -1250, "-1.250", -1_250_000},
		{"JPY", 1 << 62, "4611686018427387904", 1<<63 - 1},
		{"JPY", -1 << 62, "-4611686018427387904", -1 << 63},
	} {
		if v := money(c.currency, c.a); v.S != c.shown || v.N != c.n {
			t.Errorf("%d %s is %q, %d; want %q, %d", c.a, c.currency, v.S, v.N, c.shown, c.n)
		}
	}
}

// Times that people write, against a clock.
func TestParseTime(t *testing.T) {
	t.Parallel()
	const now = core.Instant(1_700_000_000_000)
	for _, c := range []struct {
		in    string
		at    core.Instant
		whole bool
		ok    bool
	}{
		{"now", now, false, true},
		{"NOW-2h", now - 7_200_000, false, true},
		{"now+3d", now + 3*86_400_000, false, true},
		{"now-1w", now - 7*86_400_000, false, true},
		{"now-90m", now - 5_400_000, false, true},
		{"now-5s", now - 5_000, false, true},
		{"2026-11-23", 1_795_392_000_000, true, true},
		{"2026-11-23T09:00:00Z", 1_795_424_400_000, false, true},
		{"now-2", 0, false, false},
		{"now2h", 0, false, false},
		{"now-h", 0, false, false},
		{"now-99999999999999d", 0, false, false},
		{"2026-13-01", 0, false, false},
		{"1800-01-01", 0, false, false},
		{"", 0, false, false},
		{"tomorrow", 0, false, false},
	} {
		at, whole, ok := parseTime(now, c.in)
		if ok != c.ok || ok && (at != c.at || whole != c.whole) {
			t.Errorf("%q is %d, %v, %v; want %d, %v, %v", c.in, at, whole, ok, c.at, c.whole, c.ok)
		}
	}
}
