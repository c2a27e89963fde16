package flow_test

import "testing"

// TestCancelAfter proves that units which nobody wants any more after a time are
// cancelled when they wait then, and that others go on.
func TestCancelAfter(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"what waits is cancelled, what a location has goes on", `
			stock A@L1 2
			order web A*5 cancel=10h
			= SO-1/1 allocated=2 backordered=3
			pick SO-1/1
			wait 9h59m
			= SO-1/1 picked=2 backordered=3
			= board short:SO-1/1
			wait 1m
			= SO-1/1 picked=2 cancelled=3
			= board
			stock A@L1 9
			= SO-1/1 picked=2 cancelled=3
		`},
		{"a promise that was given ends with it, and those behind move up", `
			chan inc incoming
			po P1 L1 A*5 due=+9
			order inc A*5 cancel=30h
			order inc A*2
			= SO-1 promise=+10
			= SO-2 promise=none
			delay P1 due=+12
			reopen
			wait 30h
			= SO-1 status=cancelled closed=true promise=none
			= SO-2 promise=+13
			= board
		`},
		{"preordered and held units, and what comes back later", `
			sku P pre=+9
			stock B@L1 1
			order web P*1 B*1 cancel=10h
			hold SO-1 blocks=release
			wait 10h
			= SO-1/1 cancelled=1
			= SO-1/2 allocated=1
			reject SO-1/1
			wait 1m
			= SO-1/2 cancelled=1
			= board
		`},
		{"a ship-complete order and a kit, whole", `
			kit K A*1 B*2
			stock A@L1 9
			order web K*2 cancel=10h
			order web complete A*1 C*1 cancel=10h
			wait 10h
			= SO-1 status=cancelled
			= SO-2 status=cancelled
			= A@L1 available=9
			= board
		`},
	})
}
