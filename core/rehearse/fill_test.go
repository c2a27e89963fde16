package rehearse

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/order"
)

// TestFillRates proves the formulas with the published vector: 200 units ordered and 170
// filled, 4 of 6 lines full, neither of 2 orders, are 85 %, 67 % and 0 %. Units that waited
// for stock first were shipped, and are not filled.
func TestFillRates(t *testing.T) {
	t.Parallel()
	y := newTally(newPast(0, 1), func(id string) string { return id })
	for i, lines := range [...][3][3]core.Quantity{{{50, 0, 0}, {30, 0, 0}, {5, 15, 0}}, {{40, 0, 0}, {40, 0, 0}, {5, 0, 15}}} { // shipped, after waiting, cancelled
		o, x := &order.Order{ID: order.IDOf(uint64(i + 1))}, new(track)
		for k, l := range lines {
			o.Lines = append(o.Lines, order.Line{No: k + 1, Portions: []order.Portion{{Bucket: order.Shipped, Qty: l[0] + l[1]}, {Bucket: order.Cancelled, Qty: l[2]}}})
			x.late = append(x.late, order.LineQty{Line: k + 1, Qty: l[1]})
		}
		y.count(o, x)
	}
	f := &y.figures
	for _, c := range []struct {
		got  Ratio
		want string
	}{{f.Unit, "85.00 % of 200"}, {f.Line, "66.67 % of 6"}, {f.Order, "0.00 % of 2"}, {f.Touchless, "-"}} {
		if c.got.String() != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

// TestFateInWords proves that holds that are alike are said once, and that an order of
// which nothing went does not go from nowhere.
func TestFateInWords(t *testing.T) {
	t.Parallel()
	held := func(no int, why string) order.Hold {
		return order.Hold{No: no, Line: no, Type: "price", Reason: why, At: core.Instant(1_764_000_000_000)}
	}
	holds := holdsInWords([]order.Hold{held(1, "1.00 for 2.00"), held(2, "1.00 for 2.00"), held(3, "4.00 for 5.00"), {No: 4, Type: "fraud", Rule: "holds.risk", Reason: "risk"}})
	if len(holds) != 2 || !strings.HasPrefix(holds[0], "price, 3 times, placed ") || !strings.HasSuffix(holds[0], "by the shop: price: 1.00 for 2.00, 4.00 for 5.00; still open") {
		t.Errorf("%q", holds)
	}
	r := &Report{Currency: "GBP"}
	for want, f := range map[string]Fate{
		"nothing was sent, no day was promised":                                       {},
		"1 package from LEEDS, cost 2.50 GBP, no day was promised":                    {Packages: 1, Locations: []string{"LEEDS"}, Cost: 250},
		"2 packages from LEEDS and YORK, cost 4.00 GBP, promised to leave 2024-10-04": {Packages: 2, Locations: []string{"LEEDS", "YORK"}, Cost: 400, Ship: 20_000},
	} {
		if got := r.sent(&f); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
