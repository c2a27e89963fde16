package rehearse_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/rehearse"
	"andon/core/stock"
	"andon/core/world"
)

// TestEveryKindHasAClass proves that a rehearsal knows what to do with every command.
func TestEveryKindHasAClass(t *testing.T) {
	t.Parallel()
	classes := rehearse.Classes()
	for _, row := range world.Commands() {
		if classes[row.Kind] == "" {
			t.Errorf("%s is in no class: add it to Classes in core/rehearse/kinds.go, as exogenous when it would be said under any policy, as consequent when people do it because of what the shop decided; core/rehearse/doc.go says more", row.Kind)
		}
		delete(classes, row.Kind)
	}
	for kind := range classes {
		t.Errorf("%s has a class in core/rehearse/kinds.go, and is no command of world.Commands", kind)
	}
}

// splitting is a shop where two of three orders leave in two packages.
//
// One package from NEAR costs 1.00 and 0.50 a unit. Of a mug and ten cups: 6.50 from NEAR
// alone; with FAR 1.00 + 0.50 and 1.00 + 3.00 for the second package, 5.50. At a split
// price of 5.00 that would be 7.50, so that NEAR alone is cheaper.
func splitting(t *testing.T) *shop {
	s := newShop(t)
	s.sell("1", 1, 10)
	s.work("SO-1", 1, time.Hour)
	s.work("SO-1", 2, time.Hour)
	s.sell("2", 1, 0)
	s.sell("3", 1, 10)
	s.pass(72 * time.Hour)
	s.must("owner", &stock.Adjust{SKU: "MUG", Location: "NEAR", Qty: 1, Reason: "found"}) // the record ends here
	return s
}

const dearSplit = `{"sourcing":[{"name":"split price","extra_package":"5.00"}]}`

// TestSplitPrice proves the figures of a change that can be counted by hand: two orders
// cost 2.50 to ship in two packages, and 6.50 in one.
func TestSplitPrice(t *testing.T) {
	t.Parallel()
	r := splitting(t).rehearse(rehearse.Question{Document: document(t, dearSplit), Name: "draft"})
	a, d := r.ActiveRun, r.DraftRun
	if a.Orders != 3 || a.Shipments != 5 || d.Shipments != 3 || a.Split.N != 2 || d.Split.N != 0 {
		t.Errorf("shipments %d and %d, split %v and %v; want 5 and 3, 2 and 0", a.Shipments, d.Shipments, a.Split, d.Split)
	}
	if a.Cost != 2*250+150 || d.Cost != 2*650+150 || r.Difference["cost"] != "+8.00" {
		t.Errorf("cost %d and %d (%s), want 650 and 1450", a.Cost, d.Cost, r.Difference["cost"])
	}
	if r.Differ.Orders != 2 || r.Differ.ByRule != 2 || len(r.Differ.Shown) != 2 {
		t.Fatalf("%+v, want two orders that differ by rule", r.Differ)
	}
	x := r.Differ.Shown[0]
	if x.Order != "SO-1" || x.Difference != 400 || !slices.Equal(x.Active.Locations, []string{"FAR", "NEAR"}) || !slices.Equal(x.Draft.Locations, []string{"NEAR"}) {
		t.Errorf("%+v", x)
	}
	if text := strings.Join(x.Draft.Text, "\n"); !strings.Contains(text, "sourcing.split price") || !strings.Contains(text, "it costs 6.50 GBP") || strings.Contains(text, "POL-") {
		t.Errorf("the draft's reasons are %s", text)
	}
	if r.Recorded.Shipments != 2 || r.Recorded.Accepted != 1 {
		t.Errorf("recorded %+v, want 2 shipments of one order", r.Recorded)
	}
}

// TestHoldsEverything proves that a policy that would hold every order says so first.
func TestHoldsEverything(t *testing.T) {
	t.Parallel()
	r := splitting(t).rehearse(rehearse.Question{Document: document(t, `{"holds":[{"name":"all of them","hold":"check"}]}`), Name: "draft"})
	if want := "draft would hold every order: all 3, by holds.all of them"; r.Summary[0] != want {
		t.Errorf("it says %q, want %q", r.Summary[0], want)
	}
	if r.DraftRun.Held != 3 || r.DraftRun.HeldBy[0].Rule != "holds.all of them" {
		t.Errorf("%+v", r.DraftRun)
	}
}

// TestEqualPoliciesDoNotDiffer proves that what decides alike leads to equal runs, to
// figures without a difference, and, asked again, to the same bytes.
func TestEqualPoliciesDoNotDiffer(t *testing.T) {
	t.Parallel()
	s := splitting(t)
	var first []byte
	for range 2 {
		r := s.rehearse(rehearse.Question{Document: document(t, `{"sourcing":[{"name":"split price","extra_package":"3.00"}]}`), Name: "draft"})
		if r.Differ.Orders != 0 || !reflect.DeepEqual(r.ActiveRun, r.DraftRun) {
			t.Errorf("%d orders differ\n%+v\n%+v", r.Differ.Orders, r.ActiveRun, r.DraftRun)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b
		} else if string(first) != string(b) {
			t.Error("the same question has two answers")
		}
	}
}

// TestBadQuestions proves that what cannot be rehearsed is refused in one sentence.
func TestBadQuestions(t *testing.T) {
	t.Parallel()
	s := splitting(t)
	end := s.now.Add(time.Hour)
	for _, c := range []struct {
		q    rehearse.Question
		code core.Code
		want string
	}{
		{rehearse.Question{Policy: "POL-7"}, core.CodeNotFound, "POL-7: there is no such policy"},
		{rehearse.Question{Policy: "none", From: end, To: monday}, core.CodeInvalid, "before it begins"},
		{rehearse.Question{Policy: "none", From: end}, core.CodeNotFound, "no order was placed since then"},
		{rehearse.Question{Policy: "none", From: monday.Add(-time.Hour), To: monday}, core.CodeNotFound, "no order was placed in the span"},
		{rehearse.Question{Document: document(t, `{"holds":[{"name":"x","hold":"y","when":"order.lines >"}]}`)}, core.CodeInvalid, "holds.x: when"},
	} {
		_, err := rehearse.Run(context.Background(), s.cfg, c.q)
		if core.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s, %q", c.q, err, c.code, c.want)
		}
	}
}
