package supply_test

import (
	"fmt"
	"strings"
	"testing"

	"andon/core"
	"andon/core/supply"
)

// TestToPromise holds what is available to promise against tables worked out by hand:
// day, arriving, backlog, discrete, cumulative without and with look-ahead.
func TestToPromise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		onHand        core.Quantity
		arrive, asked []supply.Dated
		want          string
	}{
		{"nothing", 0, nil, nil, "1 0 0: 0 0 0"},
		{"on hand alone", 7, nil, nil, "1 0 0: 7 7 7"},
		{"two arrivals, a later day asks for more than comes before it", 30, []supply.Dated{{3, 50}, {6, 50}},
			[]supply.Dated{{1, 10}, {2, 15}, {3, 20}, {4, 10}, {5, 25}, {6, 30}, {7, 5}}, `
			1 0 10: 5 20 5
			2 0 15: 0 5 5
			3 50 20: -5 35 0
			4 0 10: 0 25 0
			5 0 25: 0 0 0
			6 50 30: 15 20 15
			7 0 5: 0 15 15`},
		{"as much arrives as is asked for: what follows still counts", 10, []supply.Dated{{2, 5}, {4, 9}}, []supply.Dated{{2, 5}, {3, 4}}, `
			1 0 0: 10 10 6
			2 5 5: -4 10 6
			3 0 4: 0 6 6
			4 9 0: 9 15 15`},
		{"more is asked for than there is until something comes", 2, []supply.Dated{{5, 10}}, []supply.Dated{{1, 6}}, `
			1 0 6: -4 -4 -4
			5 10 0: 10 6 6`},
		{"what is overdue counts today, and what comes on one day is added up", 1, []supply.Dated{{-3, 2}, {4, 1}, {4, 2}}, []supply.Dated{{-9, 1}, {4, 1}}, `
			1 2 1: 2 2 2
			4 3 1: 2 4 4`},
	} {
		var got []string
		for _, r := range supply.ToPromise(1, c.onHand, c.arrive, c.asked) {
			got = append(got, fmt.Sprintf("%d %d %d: %d %d %d", int32(r.Day), r.Arriving, r.Backlog, r.Discrete, r.Cumulative, r.LookAhead))
		}
		var want []string
		for _, l := range strings.Split(strings.TrimSpace(c.want), "\n") {
			want = append(want, strings.TrimSpace(l))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, want)
		}
	}
}
