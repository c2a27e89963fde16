package flow_test

import (
	"testing"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// TestBins proves that a release says from which bins units are to be picked, that bins
// follow what becomes of the units, and that what a pick misses makes its bin suspect.
func TestBins(t *testing.T) {
	t.Parallel()
	const bins = `
		stock A@L1 2 bin=B2
		stock A@L1 3 bin=B1
		stock A@L1 4
	`
	for name, text := range map[string]string{
		"the first bin is emptied first, and what lies in none comes last": `
			order web A*6
			= A@L1 available/B1=3 available/B2=2
			accept SO-1/1
			= A@L1 released=6 released/B1=3 released/B2=2 available/B1=0 available/B2=0 available=3
			pick SO-1/1 1*4
			= A@L1 picked=4 released/B1=0 released/B2=1
			ship SO-1/1 1*1
			= A@L1 picked=3 released/B2=1
			cancel SO-1
			= A@L1 available=8 available/B2=1 released/B2=0 on_hand=8
		`,
		"two lines of one SKU share the bins": `
			order web A*2 A*2
			accept SO-1/1
			= A@L1 released/B1=3 released/B2=1
			pick SO-1/1 2*2
			= A@L1 released/B1=2 released/B2=0
		`,
		"units that go back lie where they lay": `
			order web A*4
			accept SO-1/1
			reject SO-1/1 why=too_busy
			= A@L1 available=9 available/B1=3 available/B2=2
		`,
		"a pick that misses makes its bin suspect, not the others": `
			order web A*1
			accept SO-1/1
			pick SO-1/1 short 1*1
			= A@L1 available=6 quality_control=3 missing=3 quality_control/B1=3 available/B2=2
			= board pick_short:A@L1 jeopardy:SO-1 short:SO-1/1
			order web A*1
			= SO-2/1 allocated=1
			wait 1m
			count A@L1 9
			= A@L1 quality_control=0 available/B1=3 quality_control/B1=0
			= board
		`,
		"a pick may say in which bin": `
			order web A*5
			accept SO-1/1
			pick SO-1/1 1*1 short 1*1 bin=B2
			= A@L1 picked=1 released/B1=3 released/B2=0 quality_control/B2=1 available=4
		`,
		"what is sold over the counter leaves the bins last": `
			sale A@L1 5
			= A@L1 available=4 available/B1=2 available/B2=2
			count A@L1 1
			= A@L1 available=1 available/B1=0 available/B2=1 quality_control/B1=2
			approve A@L1
			= A@L1 available=1 on_hand=1 quality_control/B1=0 quality_control/B2=0
		`,
		"a fence's units lie in bins too": `
			chan mkt fence=:500
			po P L1 B*4
			receive P 1*4
			order mkt B*3
			accept SO-1/1
			pick SO-1/1 short 1*1
			= B@L1 quality_control=2 reserved=0 available=0 released=2
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, bins+text) })
	}
}

// TestSuspect proves that nothing which the book still shows where a pick found too
// little is promised to anybody before a count.
func TestSuspect(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"what is left waits for the count": `
			stock A@L1 9
			order web A*2
			accept SO-1/1
			pick SO-1/1 short 1*1
			= A@L1 available=0 quality_control=8 missing=8 released=1
			order web A*1
			= SO-2/1 backordered=1
			wait 1m
			count A@L1 9
			= A@L1 quality_control=0 released=1
			= SO-1/1 released=1 allocated=1
			= SO-2/1 allocated=1
			= board
		`,
		"and so does what is kept for a channel or an order, but not for a person": `
			chan mkt fence=:500
			po P L1 A*10
			receive P 1*10
			reserve A@L1 2 by=lead of=person/ann
			order web A*1
			accept SO-1/1
			pick SO-1/1 short 1*1
			= A@L1 available=0 reserved=2 quality_control=8
			order mkt A*1
			= SO-2/1 backordered=1
			wait 1m
			count A@L1 10
			= SO-2/1 allocated=1
			= RS-1 owed=0 taken=1
		`,
		"what arrives later is there": `
			stock A@L1 9
			order web A*2
			pick SO-1/1 short 1*2
			stock A@L1 3
			order web A*1
			= SO-2/1 allocated=1
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, text) })
	}
}

// TestRejections proves what each reason does to the stock of the location that says no.
func TestRejections(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"not in stock: nothing of it is there": `
			reject SO-1/1 why=not_in_stock
			= A@L1 available=0 quality_control=9 missing=9
			= SO-1/1 backordered=4
			= board pick_short:A@L1 jeopardy:SO-1 short:SO-1/1
			wait 1m
			count A@L1 0
			approve A@L1
			= A@L1 on_hand=0
		`,
		"mismatch: so many are not there": `
			reject SO-1/1 1*1 why=mismatch
			= A@L1 available=5 quality_control=1 missing=1 allocated=3
			= SO-1/1 allocated=3 backordered=1
			accept SO-1/1
			= SO-1/1 released=3 backordered=1
		`,
		"damaged units are damaged": `
			accept SO-1/1
			reject SO-1/1 1*2 why=damaged
			= A@L1 available=5 damaged=2 released=2 missing=0
		`,
		"too busy says nothing of the stock": `
			reject SO-1/1 why=too_busy
			= A@L1 available=9 quality_control=0
			= loads
		`,
		"free text is another reason": `
			reject SO-1/1
			= A@L1 available=9
			= SO-1/1 backordered=4
		`,
		"a word that is no code is refused, but not from outside": `
			reject SO-1/1 why=no_idea
			! invalid
			reject SO-1/1 why=no_idea by=conn
			= SO-1/1 backordered=4
		`,
		"no more than there are": `
			reject SO-1/1 1*5 why=mismatch
			! wrong_state
			pick SO-1/1 1*3
			reject SO-1/1 1*2 why=mismatch
			! wrong_state
			reject SO-1/1 2*1 why=mismatch
			! wrong_state
			reject SO-1/1 why=mismatch
			= SO-1/1 picked=3 backordered=1
			reject SO-1/1 why=mismatch
			! wrong_state
		`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, "stock A@L1 9\norder web A*4\n"+text)
		})
	}
}

// TestOwnRejections proves that a shop adds reasons and changes what those of every shop mean.
func TestOwnRejections(t *testing.T) {
	t.Parallel()
	s := run(t, "stock A@L1 9\norder web A*4\norder web A*4")
	put := func(own ...order.Rejection) {
		s.give("lead", &world.PutShop{Settings: world.Settings{ExtraPackage: 50, Backorder: 10_000, Rejections: own}})
	}
	put(order.Rejection{Code: "worn", Effect: order.Spoilt}, order.Rejection{Code: "not_in_stock", Effect: order.Fewer})
	s.play(`
		reject SO-1/1 why=worn
		= A@L1 damaged=4 available=1
		reject SO-2/1 why=not_in_stock
		= A@L1 damaged=4 quality_control=4 available=1
	`)
	for _, wrong := range [][]order.Rejection{{{Code: "No Good"}}, {{Code: "x", Effect: "burn"}}, {{Code: "x"}, {Code: "x"}}, {{}}, make([]order.Rejection, order.MaxRejections+1)} {
		put(wrong...)
		if code := core.CodeOf(s.err); code != core.CodeInvalid && code != core.CodeLimit {
			t.Errorf("%+v is taken: %v", wrong, s.err)
		}
		s.err = nil
	}
}

// TestWaves proves which fulfillment orders a wave takes, in which order, and what it leaves.
func TestWaves(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"priority, then the time placed": `
			order web A*1
			order web prio=-1 A*1
			order web A*1
			wave L1 limit=2
			= SO-2/1 released=1
			= SO-1/1 released=1
			= SO-3/1 allocated=1
			wave L1
			= SO-3/1 released=1
			wave L1
			! wrong_state
		`,
		"units are a limit, and end the wave": `
			order web A*3
			order web A*4
			order web A*1
			wave L1 units=5
			= SO-1/1 released=3
			= SO-2/1 allocated=4
			= SO-3/1 allocated=1
		`,
		"holds stay": `
			order web A*1
			order web A*1
			hold SO-1
			wave L1
			= SO-1/1 allocated=1
			= SO-2/1 released=1
		`,
		"no more in a day than the location does": `
			order web A*1
			order web A*1
			order web A*1
			accept SO-3/1
			loc L1 prio=1 cap=2
			wave L1
			= SO-1/1 released=1
			= SO-2/1 allocated=1
			wave L1
			! wrong_state
			cancel SO-1
			wave L1
			= SO-2/1 released=1
			wait 24h
			order web A*1
			wave L1
			= SO-4/1 released=1
		`,
		"what makes no sense": `
			order web A*1
			wave L9
			! not_found
			wave L1 limit=-1
			! invalid
			wave L1 limit=10001
			! invalid
			wave L1 service=none
			! wrong_state
			close L1
			wave L1
			! wrong_state
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, "stock A@L1 50\n"+text) })
	}
}
