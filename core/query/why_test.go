package query_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/query"
	"andon/core/sourcing"
)

func (s *shop) why(kind core.Noun, id string, limit int) api.WhyView {
	s.tb.Helper()
	var v api.WhyView
	if err := json.Unmarshal(s.ask(viewer, api.Query{Kind: kind, View: api.Why, ID: id, Limit: limit}).Doc, &v); err != nil {
		s.tb.Fatal(err)
	}
	return v
}

// A sourcing decision explains itself from its recorded inputs: what was chosen, what
// it cost, why each other location lost, and what would have changed it.
func TestWhySourced(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.stock("MUG", "LEEDS", 10)
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}})
	o := s.get(1)
	in := &order.Inputs{Demands: []order.Demand{{Line: 1, Qty: 4, Backorder: 500}}, Extra: 300, Proven: true, Cost: 290, Solver: sourcing.Version,
		Offers: []order.Offer{
			{Location: "BERLIN", Package: 400, Avail: []core.Quantity{9}, Unit: []core.Amount{10}},
			{Location: "LEEDS", Package: 250, Avail: []core.Quantity{10}, Unit: []core.Amount{10}},
			{Location: "OSLO", Excluded: string(sourcing.ReasonClosed)},
			{Location: "ROME", Package: 100, Avail: []core.Quantity{0}, Unit: []core.Amount{10}, Barred: []int{1}},
		}}
	s.do(core.Command{Body: &order.Source{Order: o.ID}}, &order.Sourced{Order: o.ID, Cause: "placed", Inputs: in,
		Open:  []order.Fulfillment{{No: 1, Location: "LEEDS", Ship: core.DateIn(s.now, time.UTC)}},
		Moves: []order.UnitMove{{Line: 1, From: order.Open, To: order.Allocated, Qty: 3, ToFO: 1}, {Line: 1, From: order.Open, To: order.Allocated, Qty: 1, ToFO: 1}}})
	v := s.why("order", "SO-1", 0)
	if len(v.Decisions) != 1 || v.Decisions[0].Seq != s.w.Seq || v.Decisions[0].Cause != "placed" {
		t.Fatalf("%+v", v)
	}
	text := strings.Join(v.Decisions[0].Text, "\n")
	for _, part := range []string{"sourced (placed): 4 units from LEEDS as F1", "LEEDS ships 4 MUG of line 1", "it costs 2.90 GBP: packages 2.50, splits 0.00, handling 0.40, waiting 0.00",
		"no plan costs less", "BERLIN: could ship all of it, for more; the best plan with it costs 1.50 GBP more", "OSLO: is closed",
		"ROME: has none of it (line 1: it shorted or rejected it before and was not counted since)", "a package from BERLIN at 2.50 GBP instead of 4.00 GBP would have led to BERLIN, for 2.90 GBP"} {
		if !strings.Contains(text, part) {
			t.Errorf("the text does not say %q:\n%s", part, text)
		}
	}
	var x sourcing.Explanation
	if err := json.Unmarshal(v.Decisions[0].Details, &x); err != nil || x.Chosen.Cost.Total != 290 || len(x.Verdicts) != 4 || !x.Proven {
		t.Errorf("%+v, %v", x, err)
	}
	if got := s.why("line", "SO-1/1", 0); len(got.Decisions) != 1 {
		t.Errorf("the line has %d decisions", len(got.Decisions))
	}
}

// Where waiting has no price no amount is made of it.
func TestWhyUnpriced(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.stock("MUG", "LEEDS", 3)
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}})
	in := &order.Inputs{Demands: []order.Demand{{Line: 1, Qty: 4, Backorder: core.MaxCost}}, Proven: true, Cost: 250 + core.MaxCost, Solver: sourcing.Version,
		Offers: []order.Offer{{Location: "LEEDS", Package: 250, Avail: []core.Quantity{3}, Unit: []core.Amount{0}}}}
	s.do(core.Command{Body: &order.Source{Order: "SO-1"}}, &order.Sourced{Order: "SO-1", Cause: "placed", Inputs: in,
		Open:  []order.Fulfillment{{No: 1, Location: "LEEDS", Ship: core.DateIn(s.now, time.UTC)}},
		Moves: []order.UnitMove{{Line: 1, From: order.Open, To: order.Allocated, Qty: 3, ToFO: 1}, {Line: 1, From: order.Open, To: order.Backordered, Qty: 1}}})
	for _, d := range s.why("order", "SO-1", 0).Decisions {
		text := strings.Join(d.Text, "\n")
		if d.Cause == "placed" && !strings.Contains(text, "it costs 2.50 GBP to ship: packages 2.50, splits 0.00, handling 0.00; waiting has no price in this shop") {
			t.Errorf("it says\n%s", text)
		}
		if strings.Contains(text, core.Currency("GBP").Format(core.MaxCost)[:5]) {
			t.Errorf("an amount is made of it:\n%s", text)
		}
	}
}

// Decisions come newest first and bounded; a line that waits says first what it waits
// for; decisions whose inputs do not fit are told, not lost.
func TestWhyWaiting(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.place(&order.Submit{Lines: []order.NewLine{line("PLATE", 3)}})
	s.place(&order.Submit{Lines: []order.NewLine{line("PLATE", 4), line("MUG", 1)}})
	s.wait(1)
	for range 7 {
		s.do(core.Command{Body: &order.Source{}}, &order.Sourced{Order: "SO-2", Cause: "asked", Inputs: inputs(s.get(2), "")})
	}
	s.do(core.Command{Body: &order.Source{}}, &order.Sourced{Order: "SO-2", Cause: "asked", Inputs: &order.Inputs{Demands: []order.Demand{{Line: 9, Qty: 1}}}})
	v := s.why("order", "SO-2", 0)
	if len(v.Decisions) != 6 || v.Decisions[0].Cause != query.CauseWaiting || v.Decisions[1].Seq != s.w.Seq || v.Decisions[2].Seq != s.w.Seq-1 {
		t.Fatalf("%+v", v)
	}
	text := strings.Join(v.Decisions[0].Text, "\n")
	for _, part := range []string{"line 1 waits for 4 of 4 PLATE", "number 2 of 2 in the queue for the SKU, in class 0 behind all who were told a day, by the time placed; ahead are 3 units: SO-1/1 (3)", "available now: none anywhere", "on its way: nothing", "line 2 waits for 1 of 1 MUG"} {
		if !strings.Contains(text, part) {
			t.Errorf("the text does not say %q:\n%s", part, text)
		}
	}
	if got := strings.Join(v.Decisions[1].Text, " "); !strings.Contains(got, "not those of the order any more") {
		t.Errorf("inputs that do not fit: %s", got)
	}
	if got := s.why("order", "SO-2", 2); len(got.Decisions) != 3 {
		t.Errorf("two decisions were asked for, %d came beside what waits", len(got.Decisions)-1)
	}
	line := s.why("line", "SO-2/2", 0)
	if len(line.Decisions) != 1 || strings.Contains(strings.Join(line.Decisions[0].Text, " "), "PLATE") {
		t.Errorf("line 2: %+v", line)
	}
}
