package change

import (
	"encoding/json"
	"strings"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/stock"
	"andon/tui/screen"
	"andon/tui/term"
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
		{"amend-qty-ask", api.AskQuantity(), raw("order.amend", `{"order":"SO-1","lines":[{"line":2,"qty":0}],"reason":"r"}`), []string{"99,999,999,999,999,999,999"}, "", "is too large a number"},
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

// What many commands of one operation are as a job; what jobs do not know, what is about
// a part of an order and what is mixed stays as it is, as does what one may not start.
func TestAsJob(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, body, title, role, want string }{
		{"order.hold", `{"order":"SO-1","blocks":6,"reason":"by_hand"}`, "hold", "lead", "hold SO-1"},
		{"order.hold", `{"order":"SO-1","blocks":6,"reason":"by_hand"}`, "hold", "operator", ""},
		{"order.hold", `{"order":"SO-1","line":2,"blocks":6}`, "hold", "lead", ""},
		{"order.release_hold", `{"order":"SO-1","hold":1}`, "release hold 1 (manual)", "owner", "release SO-1"},
		{"order.release_hold", `{"order":"SO-1","hold":1}`, "release hold 1 (price)", "owner", ""},
		{"order.release_hold", `{"order":"SO-1","hold":1,"reject":true}`, "release hold 1 (manual)", "owner", ""},
		{"order.source", `{"order":"SO-1"}`, "look", "lead", "source SO-1"},
		{"order.cancel", `{"order":"SO-1","reason":"r"}`, "cancel", "lead", "cancel SO-1"},
		{"order.cancel", `{"order":"SO-1","lines":[{"line":1,"qty":2}],"reason":"r"}`, "cancel", "lead", ""},
		{"fulfillment.accept", `{"order":"SO-1","fo":1234}`, "accept", "lead", "accept SO-1/F1234"},
		{"fulfillment.reject", `{"order":"SO-1","fo":2,"reason":"other"}`, "reject", "lead", "reroute SO-1/F2"},
		{"fulfillment.reject", `{"order":"SO-1","fo":2,"reason":"damaged"}`, "reject", "lead", ""},
		{"exception.resolve", `{"exception":"EX-1","reason":"r"}`, "resolve", "lead", ""},
	} {
		var steps []Step
		var todo []int
		for i := range jobFrom + 1 {
			title := term.Clean(c.title, term.Options{})
			steps = append(steps, Step{Title: title, Command: core.Command{Body: &api.Raw{Name: core.Kind(c.kind), JSON: json.RawMessage(c.body)}}})
			todo = append(todo, i)
		}
		env := &screen.Env{Roles: []string{c.role}}
		got := ""
		if j := asJob(env, steps, todo); j != nil {
			got = string(j.Op) + " " + j.Targets[jobFrom]
		}
		if got != c.want {
			t.Errorf("%s %s of %s is the job %q, want %q", c.kind, c.body, c.role, got, c.want)
		}
		if asJob(env, steps, todo[:jobFrom]) != nil {
			t.Errorf("%s: a handful is a job", c.kind)
		}
	}
}
