package api

import (
	"encoding/json"
	"strings"
	"testing"

	"andon/core"
	"andon/core/order"
)

// A list of exceptions is one of open ones, unless the condition itself tells.
func TestWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, where, want string }{
		{"exception", "", "open = true"},
		{"exception", "type = short", "open = true and type = short"},
		{"exception", "type = short and Closed != none", "type = short and Closed != none"},
		{"exception", `id = "EX-1"`, `id = "EX-1"`},
		{"exception", "detail ~ closed", "open = true and detail ~ closed"},
		{"order", "", ""},
		{"order", "status = closed", "status = closed"},
	} {
		if got := Where(core.Noun(c.kind), c.where); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.where, got, c.want)
		}
	}
}

// What an amount and a price look like is said by whom confuses them.
func TestWrongMoney(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"total":"99.00"}`:            "total cannot be a string: an amount is a whole number of the currency's smallest unit, 9900 for 99.00",
		`{"lines":[{"price":6.5}]}`:    `a price per unit is decimal text, "6.50"`,
		`{"lines":[{"qty":"many"}]}`:   "lines.qty cannot be a string",
		`{"charges":[{"amount":1.5}]}`: "an amount is a whole number",
	} {
		var s order.Submit
		err := json.Unmarshal([]byte(body), &s)
		if err == nil || !strings.Contains(wrongJSON(err), want) {
			t.Errorf("%s: %v, %s", body, err, wrongJSON(err))
		}
	}
}
