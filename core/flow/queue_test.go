package flow_test

import (
	"fmt"
	"strings"
	"testing"
)

// each repeats a line for 1 to n.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintln(&b, strings.ReplaceAll(format, "#", fmt.Sprint(i+1)))
	}
	return b.String()
}

// TestDates proves that whoever waits is told the day on which supply covers it and
// everyone ahead, whatever changes, however many there are.
func TestDates(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"supply that comes, slips, falls short and is given up is told to all who wait", `
			chan inc incoming
			` + each(70, "order inc A*1") + `
			po P1 L1 A*60 due=+3
			` + each(60, "= SO-# promise=+4") + `
			= SO-61 promise=none
			delay P1 due=+9
			` + each(60, "= SO-# promise=+10") + `
			po P2 L1 A*9 due=+5
			= SO-9 promise=+6
			= SO-10 promise=+10
			= SO-69 promise=+10
			= SO-70 promise=none
			cancel SO-1
			= SO-10 promise=+6
			= SO-70 promise=+10
			shut P1
			= SO-10 promise=+6
			= SO-11 promise=none
		`},
		{"who comes in between moves those behind", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			po P2 L1 A*5 due=+7
			order inc A*3 prio=5
			order inc A*2 prio=6
			= SO-2 promise=+4
			order inc A*1 prio=4
			= SO-3 promise=+4
			= SO-1 promise=+4
			= SO-2 promise=+8
			amend SO-1 1*10
			= SO-1 promise=+8
			= SO-2 promise=none
			amend SO-1 1:B
			= SO-2 promise=+4
			= board short:SO-1/1
			po P3 L1 B*10 due=+5
			= SO-1 promise=+6
			order inc B*1 prio=9
			= SO-3 promise=+4
			= SO-4 promise=none
			amend SO-1 1:C
			= SO-4 promise=+6
		`},
		{"lines of one order stand one behind the other", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			po P2 L1 A*5 due=+7
			order inc A*3 A*2 A*1
			= SO-1 promise=+8
			cancel SO-1 3*1
			= SO-1 promise=+4
			sale A@L1 -1
			= SO-1/1 allocated=1 backordered=2
			= SO-1 promise=+4
		`},
		{"held lines are told too, and a channel that may not promise is told nothing", `
			chan inc incoming
			order inc A*2
			order web A*2
			hold SO-1 blocks=source
			po P1 L1 A*9 due=+3
			= SO-1 promise=+4
			= SO-2 promise=none
			chan web incoming
			= SO-2 promise=+4
			chan inc
			= SO-1 promise=none
		`},
		{"far back in the queue nothing is promised", `
			chan inc incoming
			order inc ` + strings.Repeat("A*1 ", 500) + ` prio=5
			order inc A*1 prio=6
			po P1 L1 A*900 due=+3
			= SO-1 promise=+4
			= SO-2 promise=none
			cancel SO-1 7*1
			= SO-2 promise=+4
			order inc A*1 prio=4
			= SO-2 promise=none
		`},
		{"what has not come in time promises nothing, line by line", `
			chan inc incoming
			po P1 L1 A*2:+1 B*2:+2
			order inc A*2
			order inc B*2
			= SO-1 promise=+2
			wait 12h
			= SO-1 promise=+2
			wait 24h
			= SO-1 promise=none
			= SO-2 promise=+3
			= board jeopardy:SO-1 short:SO-1/1
			wait 24h
			= SO-2 promise=none
			= board jeopardy:SO-1 jeopardy:SO-2 purchase_late:P1 short:SO-1/1 short:SO-2/1
			delay P1 due=+6
			= SO-1 promise=+7
			= SO-2 promise=+7
			= board jeopardy:SO-1 jeopardy:SO-2
			order inc A*1
			po P2 L1 A*1 due=+2
			= SO-3 promise=none
			wait 1m
			= board jeopardy:SO-1 jeopardy:SO-2 purchase_late:P2 short:SO-3/1
			receive P2 1*1
			= SO-1/1 allocated=1 backordered=1
			= SO-3 promise=+7
			= board jeopardy:SO-1 jeopardy:SO-2
		`},
		{"a day is over when it is over where the supply comes to", `
			chan inc incoming
			loc L1 prio=1 zone=America/New_York
			loc L2 prio=2 zone=Australia/Sydney
			po P1 L1 A*1 due=+1
			po P2 L2 B*1 due=+1
			order inc A*1 B*1
			wait 25h
			= board jeopardy:SO-1 purchase_late:P2 short:SO-1/2
			wait 15h
			= SO-1 promise=+2
			loc L1 prio=1 zone=Europe/London
			reopen
			wait 1m
			= SO-1 promise=none
			= board jeopardy:SO-1 purchase_late:P1 purchase_late:P2 short:SO-1/1 short:SO-1/2
		`},
		{"a promise counts the way from the farthest place that it may come from", `
			loc L1 prio=1 in=near
			loc L2 prio=2 in=far
			carry near*1 far*4
			chan inc incoming
			po P1 L1 A*2 due=+2
			po P2 L2 A*2 due=+3
			order inc A*2
			order inc A*1
			order inc A*1 after=+9
			= SO-1 promise=+3
			= SO-2 promise=+7
			= SO-3 promise=+13
			carry near*2 far*5
			= SO-1 promise=+4
			= SO-2 promise=+8
			cancel SO-1
			= SO-2 promise=+4
		`},
		{"a preorder's day that moves is told to all", `
			sku P pre=+5
			stock P@L1 99
			` + each(70, "order web P*1") + `
			= SO-70 promise=+6
			sku P pre=+2
			` + each(70, "= SO-# promise=+3") + `
			sku P
			= SO-70/1 allocated=1
		`},
	})
}

// TestQueues proves that lines which cannot be filled do not stop those behind them.
func TestQueues(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"behind lines that are held", `
			order web ` + strings.Repeat("A*1 ", 5000) + `
			hold SO-1 blocks=source
			order web A*1
			stock A@L1 3
			= SO-2/1 allocated=1
			= A@L1 available=2
		`},
		{"behind an order that waits for something else", `
			order web complete ` + strings.Repeat("A*1 ", 5000) + ` B*1
			order web A*1
			stock A@L1 3
			= SO-2/1 allocated=1
		`},
		{"behind orders that their locations rejected", `
			stock A@L1 300
			` + each(300, "order web A*1") + each(300, "reject SO-#/1") + `
			adjust A@L1 -300
			order web A*1
			adjust A@L1 2
			= SO-301/1 allocated=1
			= SO-1/1 backordered=1
			= A@L1 available=1
			wait 1m
			count A@L1 9
			= SO-8/1 allocated=1
		`},
		{"behind a kit that lacks a part, and an order that is split enough", `
			kit K A*1 B*1
			chan one splits=1
			order web K*1
			stock C@L1 1
			order one C*1 A*1
			= SO-2/1 allocated=1
			order web A*1
			stock A@L1 1
			= SO-3/1 allocated=1
		`},
		{"a place in a day that is given back goes to who waits for it", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			stock B@L1 9
			order web A*1
			order web B*1
			= loads L1+0=1 L1+1=1
			cancel SO-1
			= loads L1+0=1
		`},
	})
}
