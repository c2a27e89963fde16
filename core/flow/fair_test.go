package flow_test

import "testing"

// TestFairOrder proves that a queue is filled by class, then by the dispatch that was
// told first, then by the time placed; and that nothing but the first one told counts.
func TestFairOrder(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"who was told a day goes before who was told none, whoever came first", `
			chan inc incoming
			order web A*3
			po P1 L1 A*9 due=+3
			order inc A*3
			= SO-2 promise=+4
			stock A@L1 3
			= SO-2/1 allocated=3
			= SO-1/1 backordered=3
			receive P1 1*3
			= SO-1/1 allocated=3
		`},
		{"nobody is told a day before who is told nothing is covered too", `
			chan inc incoming
			order web A*3
			po P1 L1 A*5 due=+3
			order inc A*3
			= SO-2 promise=+4
			receive P1 1*4
			= SO-1/1 allocated=3
			= SO-2/1 allocated=1 backordered=2
		`},
		{"a class goes before a promise", `
			chan inc incoming
			po P1 L1 A*9 due=+3
			order inc A*3
			= SO-1 promise=+4
			order web A*3 prio=-1
			stock A@L1 3
			= SO-2/1 allocated=3
			= SO-1/1 backordered=3
		`},
		{"who comes late with an early date does not push aside who was told", `
			chan inc incoming
			po P1 L1 A*3 due=+3
			po P2 L1 A*3 due=+7
			order inc A*3
			= SO-1 promise=+4
			order inc A*3 ago=5h
			= SO-1 promise=+4
			= SO-2 promise=+8
		`},
		{"what was promised for today and fell back goes before what was promised for later", `
			chan inc incoming
			po P1 L1 A*2 due=+3
			po P2 L1 A*2 due=+7
			stock A@L1 2
			order inc A*2
			= SO-1/1 allocated=2
			order inc A*2 ago=3h
			= SO-2 promise=+4
			sale A@L1 2
			= SO-1/1 backordered=2
			= SO-1 promise=+4
			= SO-2 promise=+8
		`},
		{"another promise moves nobody in the queue", `
			chan inc incoming
			po P1 L1 A*2 due=+3
			po P2 L1 A*2 due=+7
			order inc A*2
			order inc A*2
			= SO-1 promise=+4
			= SO-2 promise=+8
			delay P1 due=+30
			= SO-1 promise=+8
			= SO-2 promise=+31
			resolve EX-1
			delay P2 due=+20
			po P3 L1 A*1 due=+2
			stock A@L1 2
			= SO-1/1 allocated=2
			reopen
			= SO-2/1 backordered=2
		`},
	})
}

// TestFencedSupply proves that what is on its way is not promised to one channel where
// another is granted it when it comes.
func TestFencedSupply(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a channel is told what fences leave it, and what its own gets", `
			chan mkt incoming fence=:400
			chan inc incoming
			po P1 L1 A*10 due=+3
			order inc A*6
			= SO-1 promise=+4
			order inc A*1
			= SO-2 promise=none
			order mkt A*4
			= SO-3 promise=+4
			order mkt A*1
			= SO-4 promise=none
			receive P1 1*10
			= SO-1/1 allocated=6
			= SO-3/1 allocated=4
			= SO-2/1 backordered=1
			= SO-4/1 backordered=1
		`},
		{"what its fence does not give a channel, lines ahead take of what is free", `
			chan mkt incoming fence=:400
			chan inc incoming
			po P1 L1 A*10 due=+3
			order mkt A*7
			= SO-1 promise=+4
			order inc A*3
			= SO-2 promise=+4
			order inc A*1
			= SO-3 promise=none
			chan mkt incoming fence=:1000
			= SO-2 promise=none
			chan mkt incoming
			= SO-2 promise=+4
			= SO-3 promise=none
		`},
		{"transfers are shared by fences of their location alone", `
			chan mkt incoming fence=:1000
			chan inc incoming
			stock A@L2 4
			transfer T1 L2 L1 A*4 due=+2
			dispatch T1 1*4
			order inc A*4
			= SO-1 promise=+3
			chan mkt incoming fence=@L1:1000
			= SO-1 promise=none
		`},
	})
}
