package flow_test

import "testing"

// TestReturns proves the life of a return: what is asked, allowed, awaited, received,
// inspected and credited, and what stands on the board meanwhile.
func TestReturns(t *testing.T) {
	t.Parallel()
	sent := `
		stock A@L1 9
		order web A*3 price=10 captured=3000
		accept SO-1/1
		pick SO-1/1
		pack SO-1/1
		ship SO-1/1
		deliver SO-1 1
		= SO-1 closed=true
	`
	for name, text := range map[string]string{
		"asked, allowed, received, inspected": `
			request SO-1 1*2
			= SO-1 returns=requested closed=false
			= board return_asked:SO-1/R1
			decide SO-1 1
			= SO-1 returns=authorised
			= A@L1 returning=2 on_hand=6 customer=1
			= board
			return inspect SO-1 L1 1*2
			= A@L1 returning=0 quality_control=2 on_hand=8 customer=1
			= SO-1/1 delivered=3 returned=2
			= SO-1 returns=received due=
			= board return_waits:SO-1/R1
			inspect SO-1 1 restock:1*1
			= SO-1 due=returned:1000
			inspect SO-1 1 scrap:1*1
			! invalid
			inspect SO-1 1 why=broken scrap:1*1
			= A@L1 available=7 quality_control=0 on_hand=7
			= SO-1 returns=closed due=returned:1000+returned:1000 closed=true
			inspect SO-1 1 restock:1*1
			! wrong_state
			reopen
			= board
		`,
		"terms of the channel": `
			chan web returns=30
			request SO-1 1*1
			= SO-1 returns=authorised
			wait 800h
			= SO-1 returns=expired closed=true
			= A@L1 returning=0 customer=3
			request SO-1 1*1
			= SO-1 returns=expired+refused
			decide SO-1 2
			= SO-1 returns=expired+authorised
			return SO-1 L1 1*1
			= SO-1 returns=expired+closed due=returned:1000
		`,
		"refused, and it comes all the same": `
			request SO-1 1*1
			decide SO-1 1 refuse
			return SO-1 L1 of=1 1*1
			= board return_differs:SO-1/R1
			= SO-1 due= returns=refused
			decide SO-1 1
			= SO-1 due=returned:1000 returns=closed
		`,
		"more, elsewhere, and other goods": `
			request SO-1 at=L1 1*1
			decide SO-1 1
			return SO-1 L2 other=B*2 1*2
			= A@L1 returning=0
			= A@L2 available=2
			= B@L2 quality_control=2
			= SO-1 due=returned:2000 returns=closed
			= board return_differs:SO-1/R1 unmatched:SO-1/B
			return SO-1 L1 1*2
			= A@L1 available=7 quality_control=1
			= SO-1 due=returned:2000+returned:1000
			= board return_differs:SO-1/R1 unmatched:SO-1/B unmatched:SO-1/1
		`,
		"unannounced, inspected in two places": `
			return inspect SO-1 L1 1*1
			= SO-1 returns=received
			return inspect SO-1 L2 of=1 1*1
			inspect SO-1 1 damage:1*1
			! wrong_state
			inspect SO-1 1 damage:1*1@L2 quarantine:1*1@L1
			= A@L2 damaged=1
			= A@L1 quality_control=1
			= SO-1 returns=closed due=returned:2000
		`,
		"somebody moved what is to be inspected": `
			return inspect SO-1 L1 1*1
			move A@L1 1 quality_control damaged
			inspect SO-1 1 restock:
			! stock_insufficient
			inspect SO-1 1 quarantine:
			= SO-1 returns=closed
		`,
		"a fee": `
			request SO-1 1*3
			decide SO-1 1
			fee SO-1 1 amount=250
			return SO-1 L1 1*1
			= SO-1 due=returned:750
			return SO-1 L1 1*2
			= SO-1 due=returned:750+returned:2000
			fee SO-1 1 amount=250
			! wrong_state
			goodwill SO-1 amount=251
			! wrong_state
			goodwill SO-1 amount=250
			= SO-1 due=returned:750+returned:2000+goodwill:250
			inform SO-1 captured=3000 refunded=3000
			= board
			inform SO-1 captured=3000 refunded=3100
			= board refund_over:SO-1
			inform SO-1 captured=3100 refunded=3100
			= board
		`,
		"given up by a person": `
			request SO-1 1*3
			request SO-1 1*1
			! wrong_state
			giveup SO-1 1
			= SO-1 returns=closed closed=true
			request SO-1 1*1
			decide SO-1 2
			return SO-1 L1 1*3
			= SO-1 returns=closed+closed due=returned:3000
			= board return_differs:SO-1/R2
		`,
		"exchange for the same goods": `
			request SO-1 exchange 1*1
			decide SO-1 1
			= SO-1 returns=authorised
			return inspect SO-1 L1 1*1
			= SO-2 status=allocated sum=1000 captured=0
			= SO-1 due=
			inspect SO-1 1 restock:
			= SO-1 due=returned:1000:SO-2
			= SO-2 captured=1000
		`,
		"exchange for cheaper goods, sent first": `
			chan web first
			stock B@L1 5
			request SO-1 exchange goods=B*1 price=4 1*1
			decide SO-1 1
			= SO-2 status=allocated sum=400
			return SO-1 L1 1*1
			= SO-1 due=returned:400:SO-2+returned:600
			= SO-2 captured=400
			cancel SO-2
			= SO-2 due=cancelled:400
		`,
		"exchange for dearer goods": `
			chan web first
			stock B@L1 5
			request SO-1 exchange goods=B*1 price=14 1*1
			decide SO-1 1
			return SO-1 L1 1*1
			= SO-1 due=returned:1000:SO-2
			= SO-2 captured=1000 sum=1400
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, sent+text) })
	}
}

// TestRefunds proves what is due of what was paid: exactly all of it in the end, and never
// more on the way.
func TestRefunds(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"thirds, postage with the last unit": `
			order web A*3 off=2000 price=10 post=499 captured=1499
			cancel SO-1 1*1
			cancel SO-1 1*1
			cancel SO-1 1*1
			= SO-1 due=cancelled:333+cancelled:334+cancelled:832
		`,
		"postage in parts": `
			prices spread
			order web A*3 off=2000 price=10 post=500 captured=1500
			cancel SO-1 1*2
			cancel SO-1
			= SO-1 due=cancelled:1001+cancelled:499
		`,
		"a discount on the order is spread": `
			order web A*2 price=10 post=-300 captured=1700
			cancel SO-1 1*1
			cancel SO-1 1*1
			= SO-1 due=cancelled:850+cancelled:850
		`,
		"paid late, in part": `
			order web A*4 price=10
			cancel SO-1 1*1
			= SO-1 due=
			inform SO-1 captured=3000
			= SO-1 due=
			inform SO-1 captured=4000
			= SO-1 due=captured:1000
		`,
		"less was paid than it costs": `
			stock A@L1 4
			order web A*2 price=10 captured=1900
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1
			return SO-1 L1 1*1
			= SO-1 due=returned:900
			= board refund_short:SO-1
			return SO-1 L1 1*1
			= SO-1 due=returned:900+returned:1000
		`,
		"the channel paid back first": `
			order web A*2 price=10 captured=2000
			inform SO-1 captured=2000 refunded=1000
			cancel SO-1 1*1
			= SO-1 due=
			cancel SO-1
			= SO-1 due=cancelled:1000
		`,
		"a newer version is cheaper": `
			order web A*2 B*1 ext=1 rev=1 price=10 captured=3000
			order web A*1 B*1 ext=1 rev=2 price=10 captured=3000
			= SO-1 due=amended:1000
			cancel SO-1
			= SO-1 due=amended:1000+cancelled:2000
		`,
		"a kit in parts": `
			kit K A*1 B*2
			stock A@L1 2
			stock B@L1 2
			order web K*1 price=10 captured=1000
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1
			return SO-1 L1 3*1
			return SO-1 L1 2*1
			return SO-1 L1 3*1
			= SO-1 due=returned:334+returned:333+returned:333
		`,
		"lost, refunded, and found": `
			stock A@L1 2
			order web A*2 price=10 captured=2000
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1
			deliver lost SO-1 1
			= board lost:SO-1/1
			settle SO-1 1*1
			= SO-1 due=lost:1000
			= board lost:SO-1/1
			settle SO-1
			= board
			settle SO-1
			! wrong_state
			deliver SO-1 1
			= board money_at_stake:SO-1
			= SO-1/1 delivered=2
			return SO-1 L1 1*2
			= SO-1 due=lost:1000+lost:1000
		`,
		"lost, and sent again": `
			stock A@L1 4
			order web A*2 price=10 post=500 captured=2500
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1
			deliver lost SO-1 1
			settle again SO-1
			= SO-1 due=lost:2500:SO-2
			= SO-2 captured=2500 sum=2500 status=allocated
			= board
			cancel SO-2 1*1
			cancel SO-2
			= SO-2 due=cancelled:1000+cancelled:1500
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, text) })
	}
}
