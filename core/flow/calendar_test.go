package flow_test

import "testing"

// TestCalendars proves that what is promised leaves on days on which its location works,
// after the days that it needs for it, and arrives on days on which its carrier does.
// The first day is a Monday, and it is noon.
func TestCalendars(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"orders, by cut-off, workdays, holidays and processing", `
			loc L1 prio=1 work=62 cut=720 off=+2
			carry *1
			stock A@L1 9
			order web A*1
			= SO-1 promise=+2
			loc L1 prio=1 work=62 cut=721 off=+2
			order web A*1
			= SO-2 promise=+1
			wait 1m
			order web A*1
			= SO-3 promise=+2
			loc L1 prio=1 work=62 proc=1
			order web A*1
			= SO-4 promise=+2
			loc L1 prio=1 work=62 proc=3 off=+2
			order web A*1
			= SO-5 promise=+5
			loc L1 prio=1 work=62 proc=4 off=+2
			order web A*1
			= SO-6 promise=+8
		`},
		{"what arrives while nobody works leaves when they work again", `
			loc L1 prio=1 work=62
			loc L2 prio=2 work=62
			carry *1
			chan inc incoming
			po P1 L1 A*5 due=+5
			order inc A*2
			= SO-1 promise=+8
			loc L1 prio=1 work=62 off=+7,+8
			= SO-1 promise=+10
			loc L1 prio=1 work=62 proc=2
			= SO-1 promise=+10
			delay P1 due=+3
			= SO-1 promise=+8
			loc L1 prio=1
			= SO-1 promise=+4
		`},
		{"the carrier's days count where its rate says so", `
			carry working *2 off=+4
			stock A@L1 9
			order web A*1
			= SO-1 promise=+2
			wait 72h
			order web A*1
			= SO-2 promise=+8
			chan inc incoming
			po P1 L1 B*5 due=+5
			order inc B*1
			= SO-3 promise=+8
			carry *2
			= SO-3 promise=+7
		`},
		{"each location that supply comes to has its own days", `
			loc L1 prio=1 work=62
			loc L2 prio=2 proc=6
			carry *1
			chan inc incoming
			po P1 L1 A*1 due=+5
			po P2 L2 A*1 due=+6
			order inc A*1
			order inc A*1
			= SO-1 promise=+8
			= SO-2 promise=+13
			close L2
			= SO-2 promise=none
			open L2
			= SO-2 promise=+13
		`},
		{"a preorder is sourced on its day and leaves when its location works and is done", `
			loc L1 prio=1 work=62 proc=1
			loc L2 prio=2 work=62
			carry *1
			sku P pre=+5
			stock P@L1 9
			order web P*1
			= SO-1 promise=+9
			close L1
			= SO-1 promise=+8
			open L1
			= SO-1 promise=+9
			wait 108h
			= SO-1/1 allocated=1
			= SO-1 promise=+9
		`},
		{"a day begins when it has begun at every location", `
			loc L1 prio=1 zone=America/Los_Angeles
			loc L2 prio=2 zone=Pacific/Auckland
			stock A@L1 9
			order web A*1 after=+1
			= SO-1 promise=+2
			wait 19h59m
			= SO-1/1 preordered=1
			wait 1m
			= SO-1/1 allocated=1
			= SO-1 promise=+2
			order web A*1 after=+2
			loc L1 prio=1 zone=Pacific/Auckland
			reopen
			wait 2h59m
			= SO-2/1 preordered=1
			wait 1m
			= SO-2/1 allocated=1
		`},
	})
}
