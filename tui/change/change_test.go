package change

import (
	"encoding/json"
	"strings"
	"testing"

	"andon/core/api"
	"andon/core/order"
	"andon/core/stock"
)

// Actions that do the same about different parts of documents are one entry of a menu.
func TestGroupID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"release-hold-1": "release-hold", "release-hold-12": "release-hold", "accept-f2": "accept", "cancel-line-3": "cancel-line",
		"cancel": "cancel", "amend-sku-ask": "amend-sku-ask", "amend-sku-85123A": "amend-sku-85123A", "count-ask": "count-ask", "": "", "-": "-",
	} {
		if got := groupID(id); got != want {
			t.Errorf("%q is of the group %q, want %q", id, got, want)
		}
	}
}

// What a person fills in lands at its place, and nothing else of the command changes.
func TestFill(t *testing.T) {
	t.Parallel()
	raw := func(kind, body string) json.RawMessage {
		return json.RawMessage(`{"kind":"` + kind + `","expect":{"ref":{"noun":"order","id":"SO-1"},"version":9007199254740993},"body":` + body + `}`)
	}
	for _, c := range []struct {
		action     string
		asks       []api.Ask
		raw        json.RawMessage
		values     []string
		want, fail string
	}{
		{"amend-sku-ask", api.AskSKU(), raw("order.amend", `{"order":"SO-1","lines":[{"line":2}],"reason":"r"}`), []string{" 85123A "}, `"sku":"85123A"`, ""},
		{"amend-qty-ask", api.AskQuantity(), raw("order.amend", `{"order":"SO-1","lines":[{"line":2,"qty":0}],"reason":"r"}`), []string{"1,200"}, `"qty":1200`, ""},
		{"amend-qty-ask", api.AskQuantity(), raw("order.amend", `{"order":"SO-1","lines":[{"line":2,"qty":0}],"reason":"r"}`), []string{"-3"}, "", "not a whole number"},
		{"count-ask", api.AskCounted(), raw("stock.count", `{"sku":"A","location":"L","counted":0}`), []string{"7"}, `"counted":7`, ""},
		{"count-ask", api.AskCounted(), raw("stock.count", `{"sku":"A","location":"L","counted":0}`), []string{""}, "", "is missing"},
		{"amend-address-ask", api.AskAddress(), raw("order.amend", `{"order":"SO-1","ship_to":{"country":"GB","zone":"UK"},"reason":"r"}`),
			[]string{"Customer", "1 High Street", "Leeds", "LS1 1AA", "GB"}, `"address":["1 High Street"]`, ""},
	} {
		cmd, err := fill(c.raw, c.asks, c.values)
		if c.fail != "" {
			if err == nil || !strings.Contains(err.Error(), c.fail) {
				t.Errorf("%s: %v, want %q", c.action, err, c.fail)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.action, err)
			continue
		}
		body := string(cmd.Body.(*api.Raw).JSON)
		if !strings.Contains(body, c.want) || cmd.Expect == nil || cmd.Expect.Version != 9007199254740993 {
			t.Errorf("%s: %s, expecting %+v", c.action, body, cmd.Expect)
		}
	}
}

// Every place that is asked for exists in the body that its command has.
func TestAsksFitTheirCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asks []api.Ask
		body any
	}{{api.AskSKU(), new(order.Amend)}, {api.AskQuantity(), new(order.Amend)}, {api.AskAddress(), new(order.Amend)}, {api.AskCounted(), new(stock.Count)}} {
		var doc any
		for _, a := range c.asks {
			v := any("X")
			if a.Number {
				v = json.Number("3")
			}
			doc = put(doc, strings.Split(a.Path, "."), v)
		}
		wire, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(strings.NewReader(string(wire)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(c.body); err != nil {
			t.Errorf("%+v fills %s: %v", c.asks, wire, err)
		}
	}
}

// A command as the shop suggests it may be anything: filling it never panics.
func FuzzFill(f *testing.F) {
	f.Add(`{"kind":"order.amend","body":{"lines":[{"line":2}]}}`, "x")
	f.Add(`{"kind":"order.amend","body":[1]}`, "x")
	f.Add(`{}`, "\x00")
	f.Fuzz(func(t *testing.T, raw, value string) {
		for _, asks := range [][]api.Ask{api.AskSKU(), api.AskQuantity(), api.AskAddress()} {
			values := make([]string, len(asks))
			for i := range values {
				values[i] = value
			}
			_, _ = fill(json.RawMessage(raw), asks, values) // an error is a fine answer
		}
	})
}
