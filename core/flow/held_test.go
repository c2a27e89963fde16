package flow_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestHeldAtTheDock proves that what was done to held units is recorded as it was, and
// called out; and so is what was done to more units than there are.
func TestHeldAtTheDock(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a held order is picked, packed and shipped", `
			stock A@L1 5
			order web A*2
			accept SO-1/1
			hold SO-1
			= board held:SO-1
			pick SO-1/1
			= SO-1/1 picked=2
			= board held:SO-1 contradiction:SO-1/F1/held
			pack SO-1/1
			= SO-1/1 packed=2
			ship SO-1/1
			= SO-1/1 shipped=2
			= board contradiction:SO-1/F1/held
		`},
		{"only the line that is held is called out", `
			stock A@L1 5
			stock B@L1 5
			order web A*2 B*1
			accept SO-1/1
			hold SO-1 line=2
			pick SO-1/1 1*2
			= board held:SO-1/2
			pick SO-1/1 2*1
			= board held:SO-1/2 contradiction:SO-1/F1/held
		`},
		{"a hold on shipping alone lets it be picked", `
			stock A@L1 5
			order web A*2
			hold SO-1 blocks=ship
			pick SO-1/1
			pack SO-1/1
			= board held:SO-1
			ship SO-1/1
			= board contradiction:SO-1/F1/held
		`},
		{"a shortage of held units", `
			stock A@L1 5
			order web A*2
			accept SO-1/1
			hold SO-1
			pick SO-1/1 1*1 short 1*1
			= SO-1/1 picked=1 backordered=1
			= board contradiction:SO-1/F1/held held:SO-1 jeopardy:SO-1 pick_short:A@L1 short:SO-1/1
		`},
		{"more than there is", `
			stock A@L1 9
			order web A*2 cust=K ago=1h
			accept SO-1/1
			pick SO-1/1 1*3
			= SO-1/1 picked=2
			= board contradiction:SO-1/F1/1/picked
			pack SO-1/1 1*2 1*1
			= SO-1/1 packed=2
			ship SO-1/1 1*4
			= SO-1/1 shipped=2
			= A@L1 available=5 on_hand=5
			= board contradiction:SO-1/F1/1/picked contradiction:SO-1/F1/1/packed overshipped:SO-1/1
			undo web A*3 cust=K
			= SO-1/1 shipped=2 returned=2
			= board contradiction:SO-1/F1/1/picked contradiction:SO-1/F1/1/packed overshipped:SO-1/1 unmatched:web/U/1
		`},
	})
}

// TestHostileQuantities proves that no quantity, times the parts of a kit, runs over.
func TestHostileQuantities(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a till that sells more kits than there could be parts", `
			kit K A*1048576 B*1
			sale K@L1 1099511627776
			! invalid
			sale K@L1 -1099511627776
			! invalid
			sale K@L1 1048576
			= A@L1 available=-1099511627776
			= board negative_stock:A@L1 negative_stock:B@L1
		`},
		{"prices that run over", `
			order web ` + strings.Repeat("A*1099511627776 ", 60) + ` price=1500
			= SO-1 goods=1152921504606846976
			= board ` + short(60) + `
			order web ` + strings.Repeat("A*90000000000 ", 60) + ` price=20 total=100
			= board total_mismatch:SO-2 ` + short(60) + strings.ReplaceAll(short(60), "SO-1", "SO-2") + `
		`},
	})
}

// short is the board of an order of which nothing is there.
func short(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "short:SO-1/%d ", i+1)
	}
	return b.String()
}
