package flow_test

import (
	"strings"
	"testing"
)

// TestJeopardy proves that a promise which will be missed, or is likely to be, is called
// out before its day, once an order, and no longer than it is so.
func TestJeopardy(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"supply that slips twice is told once an order, and a better date ends it", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			order inc A*2
			order inc A*3
			delay P1 due=+5
			= board jeopardy:SO-1 jeopardy:SO-2
			delay P1 due=+8
			= board jeopardy:SO-1 jeopardy:SO-2
			po P2 L1 A*2 due=+3
			= board jeopardy:SO-2
			stock A@L1 3
			= board
		`},
		{"the customer is told, and the dates are the promise from then on", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			order inc A*2
			delay P1 due=+5
			resolve EX-1
			= board
			delay P1 due=+5
			= board
			delay P1 due=+6
			= board jeopardy:SO-1
		`},
		{"cancelled, or gone", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			order inc A*2
			order inc A*2
			delay P1 due=+5
			cancel SO-1
			= board jeopardy:SO-2
			receive P1 1*5
			= board
		`},
		{"a time to leave that no day keeps", `
			chan inc incoming
			po P1 L1 A*5 due=+3
			order inc A*2 shipby=96h
			order inc A*2 shipby=48h
			= board jeopardy:SO-2
			delay P1 due=+9
			= board jeopardy:SO-1 jeopardy:SO-2
			stock A@L1 4
			= board
		`},
		{"by the clock of the location", `
			loc L1 prio=1 zone=Pacific/Auckland
			loc L2 prio=2 zone=America/Los_Angeles
			stock A@L1 9
			stock B@L2 9
			close L2
			order web A*1 shipby=2h
			= board
			loc L1 prio=1 zone=Pacific/Auckland cut=60
			order web A*1 shipby=10h
			= board jeopardy:SO-2
			open L2
			order web B*1 shipby=2h
			= board jeopardy:SO-2
		`},
		{"a time to leave that is near with nothing picked, which becomes late", `
			stock A@L1 9
			order web A*1 shipby=10h
			order web A*1 B*1 shipby=10h
			= board short:SO-2/2
			wait 5h59m
			= board short:SO-2/2
			wait 1m
			= board jeopardy:SO-1 jeopardy:SO-2 short:SO-2/2
			pick SO-1/1
			pick SO-2/1
			= board jeopardy:SO-2 short:SO-2/2
			cancel SO-2 2*1
			= board
			order web C*1 shipby=2h
			wait 59m
			= board short:SO-3/1
			wait 1m
			= board jeopardy:SO-3 short:SO-3/1
			wait 1h
			= board late:SO-3 short:SO-3/1
		`},
		{"work that is not picked hours before the cut-off of its day, and what came after at the cut-off", `
			loc L1 prio=1 cut=1080 zone=Europe/London
			stock A@L1 9
			order web A*1
			order web A*1
			pick SO-1/1
			wait 1h59m
			= board
			wait 1m
			= board jeopardy:SO-2
			order web A*1
			wait 3h59m
			= board jeopardy:SO-2
			wait 1m
			= board jeopardy:SO-2 jeopardy:SO-3
			pick SO-2/1
			reject SO-3/1
			= board jeopardy:SO-3 short:SO-3/1
		`},
		{"work that is there for longer than its location took for other work", `
			loc L1 prio=1 cut=1080
			stock A@L1 9
			order web A*1
			wait 30m
			pick SO-1/1
			order web A*1
			wait 1h20m
			order web A*1
			wait 10m
			= board jeopardy:SO-2
			pick SO-2/1
			pick SO-3/1
			wait 3h50m
			order web A*1
			wait 10m
			= board
			reopen
			wait 1h29m
			= board
			wait 1m
			= board jeopardy:SO-4
			pick SO-4/1
			= board
		`},
		{"another hour, another calendar, and a snapshot in between", `
			loc L1 prio=1 cut=1080
			stock A@L1 9
			order web A*1
			prices risk=2
			wait 3h59m
			= board
			loc L1 prio=1 cut=1200
			wait 1h
			reopen
			wait 59m
			= board
			wait 2m
			= board jeopardy:SO-1
			wait 24h
			= board jeopardy:SO-1
		`},
		{"thousands, in slices", `
			stock A@L1 900
			` + each(400, "order web A*1") + `
			wait 8h
			= board ` + strings.ReplaceAll(each(400, "jeopardy:SO-#"), "\n", " ") + `
		`},
	})
}
