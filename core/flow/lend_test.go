package flow_test

import "testing"

// TestLending proves that an order of a borrower takes what a fence lends before it
// waits, that the loan is known, and that the borrower's grants pay it back.
func TestLending(t *testing.T) {
	t.Parallel()
	const lending = `
		chan mkt
		chan web fence=:400 lend=mkt keep=1
		chan mkt fence=:200
		chan shop
		po P L1 A*100
		receive P 1*10
		= RS-1 holder=channel/mkt qty=2
		= RS-2 holder=channel/web qty=4
		= A@L1 available=4 reserved=6
	`
	for name, text := range map[string]string{
		"own and free units first, then a loan, and never what the lender keeps": `
			order mkt A*6
			= SO-1/1 allocated=6
			= RS-2 qty=4 owes=0
			order mkt A*4
			= SO-2/1 allocated=3 backordered=1
			= RS-2 qty=1 owes:mkt=3 taken=0
			= RS-1 qty=0 taken=2
			= A@L1 available=0 reserved=1 allocated=9
			order shop A*1
			= SO-3/1 backordered=1
			order web A*2
			= SO-4/1 allocated=1 backordered=1
		`,
		"the next grants of the borrower pay back": `
			order mkt A*9
			= RS-2 qty=1 owes:mkt=3
			receive P 1*10
			= RS-1 granted=4 qty=0 repaid=2 taken=2
			= RS-2 qty=7 owes:mkt=1
			receive P 1*10
			= RS-1 granted=6 qty=1 repaid=3
			= RS-2 qty=12 owes=0
			receive P 1*10
			= RS-1 granted=8 qty=3 repaid=3
			= RS-2 qty=16 granted=16
		`,
		"a cancelled borrower gives the loan back first": `
			order mkt A*9
			cancel SO-1 1*4
			= RS-1 qty=2 taken=0
			= RS-2 qty=3 owes:mkt=1
			cancel SO-1
			= RS-2 qty=4 owes=0
			= A@L1 available=4 reserved=6
		`,
		"units that were paid back are the borrower's own": `
			order mkt A*9
			receive P 1*10
			= RS-1 granted=4 qty=0 repaid=2
			= RS-2 owes:mkt=1 qty=7
			cancel SO-1
			= RS-2 owes=0 qty=8
			= RS-1 qty=4 repaid=0 taken=0
			= A@L1 available=8 reserved=12
		`,
		"nothing is lent while an order of the lender waits": `
			order web A*12
			= SO-1/1 allocated=8 backordered=4
			order mkt A*3
			= SO-2/1 allocated=2 backordered=1
			receive P 1*5
			= SO-1/1 allocated=12
			= SO-2/1 allocated=3
			= RS-2 qty=0 owes=0 taken=6
			order mkt A*9
			= SO-3/1 backordered=9
			order web complete A*5
			receive P 1*5
			= SO-3/1 allocated=3 backordered=6
			= SO-4/1 backordered=5
			= RS-2 qty=2 owes=0
			cancel SO-4
			= RS-2 qty=1 owes:mkt=1
			= SO-3/1 allocated=4 backordered=5
		`,
		"a loan that a pick misses is owed all the same": `
			order mkt A*9
			accept SO-1/1
			pick SO-1/1 short 1*9
			= RS-2 qty=0 owed=1 owes:mkt=3
			= RS-1 owed=2 taken=0
			= SO-1/1 backordered=9
		`,
		"ship complete borrows when it makes the order whole": `
			order mkt complete A*10
			= SO-1/1 backordered=10
			= RS-2 qty=4
			cancel SO-1
			order mkt complete A*9
			= SO-2/1 allocated=9
			= RS-2 qty=1 owes:mkt=3
		`,
		"a new rule is asked at once": `
			order shop A*9
			= SO-1/1 allocated=4 backordered=5
			chan web fence=:400 lend=shop
			= SO-1/1 allocated=8 backordered=1
			= RS-2 qty=0 owes:shop=4
			chan web fence=:400 lend=web
			! invalid
			receive P 1*5
			= RS-2 granted=6 qty=3 owes:shop=3
			= RS-1 granted=3 qty=3 taken=0
			= SO-1/1 allocated=9
			receive P 1*10
			= RS-2 granted=10 qty=10 owes=0
			= A@L1 available=1
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, lending+text) })
	}
}

// TestReservationsMove proves that a reservation moves between holders and that its
// units are in one hand at a time.
func TestReservationsMove(t *testing.T) {
	t.Parallel()
	run(t, `
		chan web fence=:500
		chan mkt
		po P L1 A*10
		receive P 1*10
		pass RS-1 channel/mkt qty=2
		= RS-1 qty=3 away=2
		= RS-2 qty=2 holder=channel/mkt
		= A@L1 available=5 reserved=5
		order mkt A*8
		= SO-1/1 allocated=7 backordered=1
		= RS-2 qty=0 taken=2
		pass RS-1 order/SO-1 qty=1
		= SO-1/1 allocated=8
		= RS-3 qty=0 taken=1
		= RS-1 qty=2 away=3
		cancel SO-1 1*4
		= RS-2 qty=2
		= RS-3 qty=1
		= A@L1 available=1 reserved=5 allocated=4
		pass RS-2 channel/web
		= RS-1 qty=4 away=1
		pass RS-2 person/lead
		! not_found
		pass RS-1 channel/web
		! invalid
		pass RS-1 channel/nobody
		! not_found
		pass RS-1 person/lead qty=5
		! invalid
		pass RS-1 person/lead
		= RS-1 qty=0 granted=5 away=5
		= RS-4 qty=4 holder=person/lead
		order web A*9
		= SO-2/1 allocated=1 backordered=8
		reopen
		pass RS-4 channel/web
		= SO-2/1 allocated=5 backordered=4
	`)
}
