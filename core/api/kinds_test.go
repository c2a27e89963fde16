package api

import (
	"encoding/json"
	"strings"
	"testing"

	"andon/core/order"
)

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
		if err == nil || !strings.Contains(WrongJSON(err), want) {
			t.Errorf("%s: %v, %s", body, err, WrongJSON(err))
		}
	}
}
