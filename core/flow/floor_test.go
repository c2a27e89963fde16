package flow_test

import (
	"strings"
	"testing"

	"andon/core/catalog"
)

// floors reads floors=A:5,B:0.
func (a *words) floors() (out []catalog.Floor) {
	for _, w := range strings.Split(a.named["floors"], ",") {
		if sku, n, ok := strings.Cut(w, ":"); ok {
			_, units := a.times(sku + "*" + n)
			out = append(out, catalog.Floor{SKU: sku, Units: units})
		}
	}
	return out
}

// TestFloor proves that units under a location's floor are promised to lines that are
// collected and to no others.
func TestFloor(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"orders that ship stop at the floor, collections do not": `
			loc L1 floor=3
			stock A@L1 5
			order web A*4
			= SO-1/1 allocated=2 backordered=2
			order web A*2 collect=all
			= SO-2/1 allocated=2
			order web A*9 collect=all
			= SO-3/1 allocated=1 backordered=8
			= A@L1 available=0
		`,
		"a SKU may have another floor": `
			loc L1 floor=3 floors=A:0,B:5
			stock A@L1 5
			stock B@L1 6
			stock C@L1 4
			order web A*5 B*5 C*5
			= SO-1/1 allocated=5
			= SO-1/2 allocated=1 backordered=4
			= SO-1/3 allocated=1 backordered=4
			loc L1 floor=-1
			! invalid
			loc L1 floors=A:1,A:2
			! invalid
		`,
		"a floor that is lowered fills who waits": `
			loc L1 floor=5
			stock A@L1 5
			order web A*3
			= SO-1/1 backordered=3
			stock A@L1 1
			= SO-1/1 allocated=1 backordered=2
			loc L1 floor=2
			= SO-1/1 allocated=3
		`,
		"another location ships what one keeps": `
			loc L1 prio=1 floor=9
			stock A@L1 9
			stock A@L2 2
			order web A*3
			= SO-1/1 allocated=2 backordered=1
			= SO-1 from=L2
		`,
		"the floor counts free and fenced units together": `
			chan mkt
			chan web fence=:500
			po P L1 A*8
			receive P 1*8
			loc L1 floor=3
			= A@L1 available=4 reserved=4
			order mkt A*4
			= SO-1/1 allocated=1 backordered=3
			order web A*8
			= SO-2/1 allocated=4 backordered=4
			order mkt A*4 collect=all
			= SO-3/1 allocated=3 backordered=1
		`,
		"nor does lending go below it": `
			chan mkt
			chan web fence=:500 lend=mkt
			po P L1 A*8
			receive P 1*8
			loc L1 floor=3
			order mkt A*8
			= SO-1/1 allocated=5 backordered=3
			= RS-1 owes:mkt=1 qty=3
		`,
		"lines of one SKU share what is above it": `
			loc L1 floor=3
			stock A@L1 5
			order web A*2 A*2 A*9 collect=3
			= SO-1/1 allocated=2
			= SO-1/2 backordered=2
			= SO-1/3 allocated=3 backordered=6
			order web A*1
			stock A@L1 3
			= SO-1/3 allocated=6 backordered=3
		`,
		"a line behind another one takes what that one leaves": `
			loc L1 floor=3
			stock A@L1 4
			stock A@L2 9
			order web A*1 A*9 A*3 collect=3
			= SO-1/1 allocated=1
			= SO-1/2 allocated=9
			= SO-1/3 allocated=3
		`,
		"kits and ship-complete orders wait above it": `
			kit K A*2 B*1
			loc L1 floor=1
			stock A@L1 4
			stock B@L1 4
			order web K*2
			= SO-1/2 backordered=4
			order web complete A*4
			= SO-2/1 backordered=4
			order web complete A*3
			= SO-3/1 allocated=3
			cancel SO-3
			stock A@L1 1
			= SO-1/2 allocated=4
			= SO-1/3 allocated=2
			= A@L1 available=1
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, text) })
	}
}
