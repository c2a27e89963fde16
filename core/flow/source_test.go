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
		{"the locations are full for a month, until their day is over", `
			loc L1 prio=1 cap=1
			stock A@L1 99
			` + each(31, "order web A*1") + `
			order web A*1
			source SO-32
			! stock_insufficient
			late 12h
			source SO-32
			= SO-32/1 allocated=1
			wait 0s
			= SO-32/1 allocated=1
		`},
	})
}

// TestNothingElseToWaitFor proves that units which could not look for stock because of
// other lines of their order wait for it, and say so, once those are gone.
func TestNothingElseToWaitFor(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"the held line is cancelled", `
			sku X blocked
			order web X*1 B*1 complete
			= SO-1/2 open=1
			= board blocked_sku:SO-1/1
			cancel SO-1 1*1
			= SO-1/2 backordered=1
			= board short:SO-1/2
			source SO-1
			! stock_insufficient
			stock B@L1 1
			= SO-1/2 allocated=1
		`},
		{"its hold is rejected, and the order is not held otherwise", `
			sku X blocked
			order web X*1 B*1 complete
			hold SO-1 blocks=source
			deny SO-1 1
			= SO-1/2 open=1
			= board held:SO-1
			free SO-1 2
			= SO-1/2 backordered=1
			= board short:SO-1/2
		`},
		{"the line that was to leave later is cancelled, and another order is ahead", `
			chan inc incoming
			sku P pre=+9
			order inc B*1 prio=-1
			order inc P*1 B*1 complete
			cancel SO-2 1*1
			= SO-2/2 backordered=1
			= board jeopardy:SO-2 short:SO-1/1 short:SO-2/2
			po P1 L1 B*1 due=+3
			= SO-2 promise=none
			receive P1 1*1
			= SO-1/1 allocated=1
			= SO-2/2 backordered=1
		`},
		{"the channel takes it back", `
			sku X blocked
			order web X*1 B*1 complete cust=C1
			undo web cust=C1 X*1
			= SO-1/2 backordered=1
			= board short:SO-1/2
		`},
		{"the channel's own change takes it out", `
			sku X blocked
			order web X*1 B*1 complete ext=E1
			order web B*1 complete ext=E1 rev=1
			= board short:SO-1/2
		`},
	})
}
