package flow_test

import "testing"

// TestGather proves that an order which ships complete neither hoards nor starves.
func TestGather(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, script string }{
		{"small orders pass it for a week, then what comes is its own", `
			order web A*10 complete
			stock A@L1 4
			= SO-1/1 backordered=10
			= A@L1 available=4 reserved=0
			order web A*4 to=2
			= SO-2/1 allocated=4
			wait 169h
			order web A*2 to=3
			stock A@L1 4
			= SO-1/1 backordered=10
			= SO-3/1 backordered=2
			= A@L1 available=0 reserved=4
			stock A@L2 5
			= A@L2 available=0 reserved=5
			stock A@L2 3
			= SO-1/1 allocated=10
			= SO-3/1 allocated=2
			= A@L1 reserved=0
			= A@L2 reserved=0 available=0`},
		{"what was gathered is free when the order is cancelled", `
			order web A*10 B complete
			wait 169h
			order web A*3 to=2
			stock A@L1 4
			= A@L1 reserved=4
			cancel SO-1
			= SO-2/1 allocated=3
			= A@L1 available=1 reserved=0`},
		{"one order of a SKU gathers at a time", `
			order web A*10 complete
			order web A*8 complete to=2
			wait 169h
			stock A@L1 4
			= A@L1 reserved=4
			stock A@L1 7
			= SO-1/1 allocated=10
			= A@L1 available=0 reserved=1`},
		{"a held order gathers nothing", `
			order web A*10 complete
			hold SO-1 blocks=source
			order web A*2 to=2
			wait 169h
			stock A@L1 4
			= SO-2/1 allocated=2
			= A@L1 available=2 reserved=0`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.script) })
	}
}
