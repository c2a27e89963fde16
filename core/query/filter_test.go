package query_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"andon/core"
	"andon/core/api"
	"andon/core/query"
)

// A filter in the whole language selects what it says, by pages of any size, in memory
// or not, and what an index answers too.
func TestWholeLanguage(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, c := range []struct {
		kind  core.Noun
		where string
		want  string
	}{
		{"order", `status == "held"`, "SO-3"},
		{"order", `status == "held" or total > amount("50") and channel == "web"`, "SO-5 SO-3"},
		{"order", `not (channel == "web")`, "SO-4"},
		{"order", `not open`, "SO-2 SO-1"},
		{"order", `held or exceptions > 0`, "SO-5 SO-4 SO-3"},
		{"order", `units > waiting`, "SO-5 SO-2 SO-1"},
		{"order", `units - waiting > 5 and lines == 1`, "SO-5"},
		{"order", `units - waiting * 2 < 0 or closed > placed`, "SO-4 SO-3 SO-2 SO-1"},
		{"order", `status < "allocated"`, "SO-4 SO-3"},
		{"order", `status in ["released", "held"]`, "SO-5 SO-3"},
		{"order", `"MUG" in sku or has(hold, "price")`, "SO-5 SO-3 SO-2 SO-1"},
		{"order", `any(text, lower(#) contains "plate")`, "SO-3 SO-2"},
		{"order", `closed == none and placed > ago("1d")`, "SO-5 SO-4 SO-3"},
		{"order", `closed < now`, "SO-2 SO-1"},
		{"order", `placed < time("2026-11-23T09:00:00Z")`, ""},
		{"order", `external == "E1"`, "SO-4 SO-1"},
		{"order", `external == "E1" and (channel == "market" or lines > 1)`, "SO-4"},
		{"order", `NUMBER == "E1" and Ship_complete == false`, "SO-4 SO-1"},
		{"order", `id == "SO-1"`, "SO-1"},
		{"order", `"E1" in ref and not (id == "SO-4")`, "SO-1"},
		{"order", `customer == "C1" and (units == 2 or units == 30)`, "SO-5 SO-1"},
		{"order", `total > amount("22.49") and total < amount("22.51")`, "SO-3"},
		{"order", `lines > 1 ? waiting == 0 : waiting > 5`, "SO-3 SO-2"},
		{"line", `order == "SO-2" and qty >= 5`, "SO-2/1"},
		{"line", `price * qty > amount("20")`, "SO-5/1 SO-3/1"},
		{"exception", `severity >= "error" or queue == "nowhere"`, "EX-3 EX-4"},
		{"exception", `id == "EX-2" or asleep`, "EX-4 EX-2"},
		{"balance", `available > committed`, "MUG@LEEDS PLATE@BERLIN"},
		{"location", `zone == "eu" || country == "GB"`, "BERLIN LEEDS"},
		{"record", `seq == "1" and (command != "" or actor == "")`, "1"},
		{"record", `command == "order.cancel" && actor == "x" || "order.sourced" in event`, "21 20 19 18"},
	} {
		for _, limit := range []int{0, 1} {
			if got := strings.Join(ids(s.all(api.Query{Kind: c.kind, Where: c.where, Limit: limit}, nil)), " "); got != c.want {
				t.Errorf("%s where %s\n got %s\nwant %s", c.kind, c.where, got, c.want)
			}
		}
	}
}

// Of two mistakes that is named which belongs to the grammar that was meant; what
// cannot be evaluated is said, with the record.
func TestFilterMistakes(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, c := range []struct {
		who   query.Who
		where string
		code  core.Code
		says  string
	}{
		{lead, `status == "hedl"`, core.CodeInvalid, `the filter at 11: there is no status "hedl"; did you mean held? known are: allocated,`},
		{lead, `status == held`, core.CodeInvalid, `the filter at 8: a text (status) cannot be compared with true or false (held); a text stands in quotes: "held"`},
		{lead, `status == shipped`, core.CodeInvalid, `the filter at 11: there is no name shipped; nearest are `},
		{lead, `statsu == "held"`, core.CodeInvalid, `the filter at 1: there is no name statsu; nearest are status, `},
		{lead, `total > 50 or held`, core.CodeInvalid, `the filter at 7: an amount (total) cannot be compared with a number; write amount("50.00")`},
		{lead, `held = true or open = true`, core.CodeInvalid, "the filter at 6: compare with == instead of ="},
		{lead, `held or text ~ mug`, core.CodeInvalid, "the filter at 14: write contains instead of ~"},
		{lead, `text ~ mug = red`, core.CodeInvalid, `the filter at 12: "and" and another condition were expected`},
		{lead, `(held`, core.CodeInvalid, "the filter at 6: the condition ends too early"},
		{lead, `sku == "MUG"`, core.CodeInvalid, `sku is a list of texts; write has(sku, "x"), "x" in sku`},
		{lead, `email == "a@example.com" or held`, core.CodeInvalid, `the filter at 1: email is sealed, and only compared whole: write email = "..." alone, or with and`},
		{viewer, `email == "a@example.com"`, core.CodeInvalid, `email is sealed`},
		{viewer, `email = "a@example.com"`, core.CodeForbidden, "role operator"},
		{lead, `status = held and`, core.CodeInvalid, "the filter at 18: a field was expected, not the end"},
		{lead, `units = many`, core.CodeInvalid, "a whole number"},
		{lead, `100 / waiting > 5`, core.CodeInvalid, "the filter at 5: division by zero, of SO-5"},
		{lead, strings.Repeat("held or ", 150) + "held", core.CodeInvalid, "more than 200 parts"},
		{lead, strings.Repeat("(", 5000), core.CodeLimit, "at most 4000 bytes"},
	} {
		for _, sort := range []string{"", "units"} {
			_, err := s.reader().Query(context.Background(), s.w, c.who, api.Query{Kind: "order", Where: c.where, Sort: sort})
			if core.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("%.60s: %v (%s), want %s", c.where, err, core.CodeOf(err), c.says)
			}
		}
	}
}

// A board of what is open shows nothing else, unless its filter tells open from closed.
func TestOpenOnly(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, c := range []struct {
		kind  core.Noun
		where string
		want  string
	}{
		{"exception", "", "EX-3 EX-4 EX-1"},
		{"exception", "type in (short, price_mismatch)", "EX-1"},
		{"exception", `type == "short" or type == "price_mismatch"`, "EX-1"},
		{"exception", "detail ~ cheap", ""},
		{"exception", "notes < notes", ""},
		{"exception", "type in (short, price_mismatch) and Closed != none", "EX-2"},
		{"exception", `Closed != none or type == "short"`, "EX-1 EX-2"},
		{"exception", `id = "EX-2"`, "EX-2"},
		{"exception", `not open`, "EX-2"},
		{"order", "closed != none", "SO-2 SO-1"},
		{"order", "", "SO-5 SO-4 SO-3 SO-2 SO-1"},
	} {
		for _, limit := range []int{0, 1} {
			if got := strings.Join(ids(s.all(api.Query{Kind: c.kind, Where: c.where, Open: true, Limit: limit}, nil)), " "); got != c.want {
				t.Errorf("%s where %s\n got %s\nwant %s", c.kind, c.where, got, c.want)
			}
		}
	}
	if p := s.ask(lead, api.Query{Kind: "exception", Open: true}); p.Total != 3 {
		t.Errorf("%d are open", p.Total)
	}
}

// Every field of every kind can be named in the whole language, with its kind.
func TestFieldsInTheLanguage(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, k := range query.Kinds() {
		for _, f := range k.Fields {
			where := map[api.Type]string{api.Int: "%s == 1 or true", api.Amount: `%s == amount("1") or true`, api.Boolean: "%s or true",
				api.Time: "%s == none or %[1]s < now", api.Date: `%s == none or %[1]s < date("2030-01-01")`}[f.Type]
			if where == "" {
				where = `%s != "" or true`
			}
			if words := k.Words[f.Name]; words != nil {
				where = `%s != ` + query.Quote(words[0]) + ` or true`
			}
			_, err := s.reader().Query(context.Background(), s.w, lead, api.Query{Kind: k.Noun, Where: fmt.Sprintf(where, f.Name)})
			if err != nil && !strings.Contains(err.Error(), "is a list of texts; write has("+f.Name) && !strings.Contains(err.Error(), f.Name+" is sealed") {
				t.Errorf("%s: %v", k.Noun, err)
			}
		}
	}
}

// No filter, however broken, harms: it is understood or refused with one sentence.
func FuzzWhere(f *testing.F) {
	for _, s := range []string{"", "a = b", "status in (held, open) and placed > now-2h", `text ~ "x`, "a in ((", "total <= 12.50 and closed = none", "\x00 = '\\",
		`status == "held" or units / waiting > 2`, `any(text, # contains "x") and not open`, `"MUG" in sku`, `qty * price > amount("10")`, `closed == none and placed < ago("2h")`} {
		f.Add(s)
	}
	s := mixed(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []core.Noun{"order", "line", "exception", "sku", "record", "person"} {
			_, err := s.reader().Query(context.Background(), s.w, lead, api.Query{Kind: kind, Where: text, Open: true})
			if err != nil && (core.CodeOf(err) == core.CodeInternal || strings.Contains(err.Error(), "\n") || !utf8.ValidString(err.Error())) {
				t.Errorf("%q: %q is not one sentence", text, err)
			}
		}
	})
}
