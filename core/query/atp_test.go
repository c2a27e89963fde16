package query_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/supply"
)

// What is available to promise counts what is here and on its way against what orders
// wait for, over all locations and at each, and for a channel as it may promise.
func TestATP(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	today := core.DateIn(s.now, time.UTC)
	s.stock("MUG", "LEEDS", 6)
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}})
	po := supply.Document{ID: "PO-9", Supplier: "s", Location: "LEEDS", Lines: []supply.Line{{SKU: "MUG", Qty: 9, Expected: today + 3}, {SKU: "MUG", Qty: 2}}}
	s.do(core.Command{Body: &supply.Order{Document: po}}, &supply.Ordered{Document: po})
	var v struct {
		Available, Waiting, Undated core.Quantity
		Days                        []supply.Available
		Note                        string
		Locations                   []struct{ Days []supply.Available }
		Channels                    []struct {
			Incoming bool
			Days     []supply.Available
		}
	}
	if err := json.Unmarshal(s.ask(viewer, api.Query{Kind: "atp", View: api.Doc, ID: "MUG"}).Doc, &v); err != nil {
		t.Fatal(err)
	}
	if v.Available != 6 || v.Waiting != 4 || v.Undated != 2 || len(v.Days) != 2 || len(v.Locations) == 0 || len(v.Channels) == 0 {
		t.Fatalf("%+v", v)
	}
	if a, b := v.Days[0], v.Days[1]; a.Discrete != 2 || a.LookAhead != 2 || b.Day != today+3 || b.Discrete != 9 || b.Cumulative != 11 {
		t.Errorf("%+v", v.Days)
	}
	if !strings.HasPrefix(v.Note, "4 units that orders wait for belong to no location yet") {
		t.Errorf("%q", v.Note)
	}
	for _, c := range v.Channels {
		if want := map[bool]int{true: 2, false: 1}[c.Incoming]; len(c.Days) != want {
			t.Errorf("%+v", c)
		}
	}
}
