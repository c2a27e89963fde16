package flow_test

import "testing"

// TestAskedAgain proves what a person is answered who asks to look for stock again: why
// there is nothing to promise, because what there is was promised before they could ask;
// or the promise, where its time has come and no timer has fired yet.
func TestAskedAgain(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"there is none", `
			order web A*1
			source SO-1
			! stock_insufficient
			stock A@L1 1
			= SO-1/1 allocated=1
			source SO-1
			! wrong_state
			source SO-2
			! not_found
		`},
		{"it is held, as a whole or line by line", `
			order web A*1 B*1
			hold SO-1 blocks=source
			stock A@L1 1
			source SO-1
			! held
			free SO-1 1
			= SO-1/1 allocated=1
			hold SO-1 blocks=source line=2
			stock B@L1 1
			source SO-1
			! held
			free SO-1 2
			= SO-1/2 allocated=1
		`},
		{"it is not ours to ship", `
			chan mkt own
			order mkt A*1
			source SO-1
			! wrong_state
		`},
		{"its day has not come", `
			stock A@L1 1
			order web A*1 after=+2
			source SO-1
			! stock_insufficient
			late 48h
			source SO-1
			= SO-1/1 allocated=1
			wait 0s
			= SO-1/1 allocated=1
		`},
		{"the locations are full, until their day is over", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			order web A*1
			source SO-2
			! stock_insufficient
			late 12h
			source SO-2
			= SO-2/1 allocated=1
			wait 0s
			= loads L1+0=1 L1+1=1
		`},
	})
}
