package flow_test

import "testing"

type scenario struct{ name, text string }

func play(t *testing.T, list []scenario) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run(t, c.text)
		})
	}
}

// TestStock proves the stock book's rules: who gives way when a fact takes more than
// there is, and how a count stays the anchor whatever arrives late.
func TestStock(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a fact takes safety stock before it breaks a promise", `
			stock A@L1 5
			move A@L1 2 available safety_stock
			order web A*3
			= A@L1 available=0 allocated=3 safety_stock=2 on_hand=5
			sale A@L1 1
			= A@L1 available=0 allocated=3 safety_stock=1 on_hand=4
			= SO-1/1 allocated=3
			= board
		`},
		{"then the promise that is filled last gives way, as far as needed", `
			stock A@L1 6
			order web A*2 prio=5
			order web A*2
			order web A*2 prio=9
			sale A@L1 3
			= SO-3/1 backordered=2
			= SO-1/1 allocated=1 backordered=1
			= SO-2/1 allocated=2
			= A@L1 available=0 allocated=3 on_hand=3
			= board jeopardy:SO-1 jeopardy:SO-3 short:SO-1/1 short:SO-3/1
		`},
		{"what was broken is sourced elsewhere at once", `
			stock A@L1 2
			stock A@L2 5
			order web A*2
			= SO-1 from=L1
			sale A@L1 1
			= SO-1/1 allocated=2
			= SO-1 from=L2 fos=1
			= A@L1 available=1 on_hand=1
			= A@L2 available=3 allocated=2
			= board
		`},
		{"picked units are not taken back: the book shows the negative", `
			stock A@L1 2
			order web A*2
			accept SO-1/1
			pick SO-1/1
			sale A@L1 1
			= A@L1 available=-1 picked=2 on_hand=1
			= SO-1/1 picked=2
			= board negative_stock:A@L1
			stock A@L1 4
			= A@L1 available=3
			= board
		`},
		{"a shift or a release makes a negative whole again and clears the board", `
			stock A@L1 3
			reserve A@L1 1 of=person/lead
			move A@L1 1 available damaged
			sale A@L1 2
			= A@L1 available=-1 reserved=1 damaged=1 on_hand=1
			= board negative_stock:A@L1
			unreserve RS-1
			= A@L1 available=0
			= board
		`},
		{"a count moves what is missing into quality control and an approval writes it off", `
			stock A@L1 10
			count A@L1 7
			= A@L1 available=7 quality_control=3 missing=3 on_hand=10
			= board count_variance:A@L1
			move A@L1 1 quality_control available
			! stock_insufficient
			approve A@L1
			= A@L1 available=7 quality_control=0 missing=0 on_hand=7
			= board
			approve A@L1
			! wrong_state
		`},
		{"a sale from before the count explains what the count missed", `
			stock A@L1 10
			wait 2h
			count A@L1 8
			sale A@L1 2 ago=1h
			= A@L1 available=8 quality_control=0 missing=0 on_hand=8
			= board
			sale A@L1 1 ago=1h
			= A@L1 available=7 on_hand=7
			sale A@L1 1
			= A@L1 available=6 on_hand=6
		`},
		{"a receipt from before the count explains what the count found", `
			po P1 L1 A*5
			wait 2h
			count A@L1 5
			= A@L1 available=5 incoming=5 on_hand=5 missing=-5
			receive P1 1*3 ago=1h
			= A@L1 available=5 incoming=2 on_hand=5 missing=-2
			receive P1 1*2
			= A@L1 available=7 incoming=0 on_hand=7
		`},
		{"a return from before the count explains what the count found", `
			wait 2h
			count A@L1 4
			sale A@L1 -3 ago=1h
			= A@L1 available=4 on_hand=4 missing=-1
			sale A@L1 -3
			= A@L1 available=7 on_hand=7
		`},
		{"an older count, and one from the future, do not move the anchor", `
			stock A@L1 10
			wait 48h
			count A@L1 9
			count A@L1 3 ago=5h
			= A@L1 available=9 missing=1
			count A@L1 9 ago=-900h
			sale A@L1 1
			= A@L1 available=8 missing=1 on_hand=9
		`},
		{"a second count corrects the first", `
			stock A@L1 10
			count A@L1 6
			count A@L1 9
			= A@L1 available=9 quality_control=1 missing=1 on_hand=10
			count A@L1 12
			= A@L1 available=12 quality_control=0 missing=-2 on_hand=12
			= board
		`},
		{"a count breaks promises like any other fact", `
			stock A@L1 4
			order web A*4
			count A@L1 3
			= A@L1 available=0 allocated=3 quality_control=1 on_hand=4
			= SO-1/1 allocated=3 backordered=1
		`},
		{"nothing is moved that is not there, whatever a bin says", `
			stock A@L1 3 bin=A1
			sale A@L1 2
			move A@L1 2 available damaged bin=A1
			! stock_insufficient
			move A@L1 1 available damaged bin=A1
			= A@L1 available=0 damaged=1 on_hand=1
			move A@L1 1 damaged available to=L2 bin=A1
			= A@L1 damaged=0 on_hand=0
			= A@L2 available=1 on_hand=1
		`},
		{"a reservation keeps units until it expires, and expiry fills who waits", `
			stock A@L1 5
			reserve A@L1 4 for=3h of=person/lead
			order web A*3
			= SO-1/1 allocated=1 backordered=2
			reserve A@L1 1
			! stock_insufficient
			wait 3h
			= SO-1/1 allocated=3
			= A@L1 available=2 reserved=0 allocated=3
			unreserve RS-1
			! not_found
		`},
		{"part of a reservation is given back", `
			stock A@L1 5
			reserve A@L1 4 of=person/lead
			unreserve RS-1 qty=3
			= A@L1 available=4 reserved=1
			unreserve RS-1 qty=2
			! invalid
		`},
		{"a till sells kits and services, and what nobody knows", `
			kit K A*1 B*2
			sku S none
			stock A@L1 3
			stock B@L1 3
			sale K@L1 1
			= A@L1 available=2
			= B@L1 available=1
			sale S@L1 1
			sale X@L1 1
			= board contradiction:L1/X
		`},
	})
}

// TestSupply proves that documents alone move incoming and in transit, in whatever
// order goods and messages arrive.
func TestSupply(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"short, over and damaged", `
			po P1 L1 A*5 B*2 due=+2
			= A@L1 incoming=5 on_hand=0
			receive P1 1*3 bad:1*1
			= A@L1 incoming=1 available=3 damaged=1 on_hand=4
			= board receipt_differs:P1/1/damaged
			receive P1 1*4 2*2
			= A@L1 incoming=0 available=7 on_hand=8
			= B@L1 incoming=0 available=2
			= board receipt_differs:P1/1 receipt_differs:P1/1/damaged
			shut P1
			! wrong_state
		`},
		{"what is given up does not come, and is taken all the same when it does", `
			po P1 L1 A*5
			receive P1 1*2
			shut P1
			= A@L1 incoming=0 available=2
			receive P1 1*3
			= A@L1 incoming=0 available=5 on_hand=5
			= board receipt_differs:P1/1
		`},
		{"late is called out until it is rescheduled", `
			po P1 L1 A*5 due=+1
			wait 60h
			= board purchase_late:P1
			delay P1 due=+5
			= board
			wait 100h
			= board purchase_late:P1
			receive P1 1*5
			= board
		`},
		{"a transfer stands in transit between its ends", `
			stock A@L1 5
			transfer T1 L1 L2 A*4
			= A@L2 in_transit=0
			dispatch T1 1*3
			= A@L1 available=2 on_hand=2
			= A@L2 in_transit=3 on_hand=0
			receive T1 1*2
			= A@L2 in_transit=1 available=2
			shut T1
			= A@L2 in_transit=0 available=2
			receive T1 1*1
			= A@L2 in_transit=0 available=3
		`},
		{"a transfer that arrives before its departure is told", `
			stock A@L1 5
			transfer T1 L1 L2 A*4
			receive T1 1*3
			= A@L1 available=5
			= A@L2 available=3 in_transit=0 on_hand=3
			dispatch T1
			= A@L1 available=1 on_hand=1
			= A@L2 available=3 in_transit=1
		`},
		{"more is sent than was ordered", `
			stock A@L1 9
			transfer T1 L1 L2 A*4
			dispatch T1 1*6
			= A@L2 in_transit=6
			receive T1 1*4
			= A@L2 in_transit=2 available=4
			shut T1
			= A@L2 in_transit=0
			dispatch T1 1*1
			= A@L1 available=2
			= A@L2 in_transit=1
		`},
		{"a dispatch breaks promises", `
			stock A@L1 4
			transfer T1 L1 L2 A*3
			order web A*3
			dispatch T1
			= SO-1/1 allocated=1 backordered=2
			= A@L1 available=0 allocated=1 on_hand=1
			receive T1 1*3
			= SO-1/1 allocated=3
		`},
		{"lines that are not there", `
			po P1 L1 A*5
			receive P1 2*1 1*0
			= A@L1 incoming=5 available=0
			= board contradiction:P1/1 contradiction:P1/2
			receive NONE 1*1
			= board contradiction:NONE contradiction:P1/1 contradiction:P1/2
		`},
	})
}

// TestPromises proves who gets what: cost, splits, completeness, the fair order, dates.
func TestPromises(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"one package where one is enough, else a split", `
			stock A@L1 2
			stock A@L2 5
			stock B@L1 1
			order web A*2 B*1
			= SO-1 from=L1
			order web A*3
			= SO-2 from=L2
			order web A*2 B*1
			= SO-3/1 allocated=2
			= SO-3/2 backordered=1
			= board short:SO-3/2
		`},
		{"a channel that takes one package gets one", `
			chan one splits=1
			stock A@L1 2
			stock B@L2 2
			order one A*1 B*1
			= SO-1 fos=1
			chan two splits=2
			stock A@L1 5
			stock B@L2 5
			order two A*1 B*1
			= SO-2 fos=2
		`},
		{"and the rest when the first has left", `
			chan one splits=1
			stock A@L1 2
			stock B@L2 2
			order one A*1 B*1
			= SO-1 fos=1
			stock A@L1 1
			stock B@L2 1
			= SO-1 fos=1
			ship SO-1/1
			= SO-1 fos=1
			= board
			ship SO-1/2
			= SO-1 status=shipped
		`},
		{"a split that is too dear stays so while the first package is here", `
			prices split=900 wait=500
			stock A@L1 1
			stock B@L2 1
			order web A*1 B*1
			= SO-1/2 backordered=1
			source SO-1
			! stock_insufficient
			ship SO-1/1
			= SO-1/2 allocated=1
		`},
		{"a preorder whose day comes earlier", `
			sku P pre=+9
			stock P@L1 5
			order web P*2
			sku P pre=+5
			= SO-1/1 preordered=2
			= SO-1 promise=+6
			sku P
			= SO-1/1 allocated=2
		`},
		{"ship-complete waits for the last unit, and for lines that are held", `
			stock A@L1 5
			order web A*2 B*1 complete
			= SO-1/1 backordered=2
			= A@L1 available=5
			stock B@L1 1
			= SO-1/1 allocated=2
			= SO-1/2 allocated=1
			order web A*1 X*1 complete
			= SO-2/1 open=1
			cancel SO-2 2*1
			= SO-2/1 allocated=1
			= board
		`},
		{"the fair order of who was told nothing: priority, then time placed, then number", `
			order web A*2 ago=1h
			order web A*2 ago=3h
			order web A*2 prio=-1
			order web A*2 ago=3h
			stock A@L1 3
			= SO-3/1 allocated=2
			= SO-2/1 allocated=1 backordered=1
			stock A@L1 4
			= SO-2/1 allocated=2
			= SO-4/1 allocated=2
			= SO-1/1 allocated=1 backordered=1
			= board short:SO-1/1
		`},
		{"who waits comes before who comes", `
			order web A*4
			po P1 L1 A*5
			receive P1 1*5
			order web A*2
			= SO-1/1 allocated=4
			= SO-2/1 allocated=1 backordered=1
		`},
		{"a promise counts everyone ahead, and moves with the supply", `
			chan web incoming
			po P1 L1 A*3 due=+2
			po P2 L1 A*3 due=+6
			order web A*3
			order web A*2
			order web A*2
			= SO-1 promise=+3
			= SO-2 promise=+7
			= SO-3 promise=+7
			= board short:SO-3/1
			po P3 L2 A*1 due=+9
			= SO-3 promise=+10
			= board
			delay P1 due=+7
			= SO-1 promise=+7
			= SO-2 promise=+8
			= SO-3 promise=+10
			shut P2
			= SO-1 promise=+8
			= SO-2 promise=+10
			= SO-3 promise=none
			= board jeopardy:SO-1 jeopardy:SO-2 jeopardy:SO-3 short:SO-2/1 short:SO-3/1
		`},
		{"damage on arrival takes a promise back", `
			chan web incoming
			po P1 L1 A*3 due=+2
			order web A*3
			= SO-1 promise=+3
			receive P1 bad:1*3
			= SO-1 promise=none
			= board jeopardy:SO-1 receipt_differs:P1/1/damaged short:SO-1/1
		`},
		{"a preorder ships from its day on", `
			sku P pre=+3
			stock P@L1 5
			order web P*2 A*1
			= SO-1/1 preordered=2
			= SO-1/2 backordered=1
			wait 50h
			= SO-1/1 preordered=2
			wait 24h
			= SO-1/1 allocated=2
		`},
		{"a line that must not leave before its day", `
			stock A@L1 5
			order web A*2 after=+2
			= SO-1/1 preordered=2
			= SO-1 status=preordered promise=+3
			wait 48h
			= SO-1/1 allocated=2
		`},
		{"capacity sends the next order elsewhere", `
			loc L1 cap=1
			stock A@L1 5
			stock A@L2 5
			order web A*1
			order web A*1
			= SO-1 from=L1
			= SO-2 from=L2
		`},
		{"a closed location gets nothing new, and is called out while work is open there", `
			stock A@L1 5
			order web A*1
			order web A*1
			close L1
			= board location_closed:L1
			order web A*1
			= SO-3/1 backordered=1
			cancel SO-1
			= board location_closed:L1 short:SO-3/1
			reject SO-2/1
			= board jeopardy:SO-2 short:SO-2/1 short:SO-3/1
			open L1
			= SO-3/1 allocated=1
			= SO-2/1 backordered=1
		`},
		{"services are always there, on as many lines as they like", `
			sku S none
			order web S*2 S*1 A*1
			= SO-1/1 allocated=2
			= SO-1/2 allocated=1
			= SO-1/3 backordered=1
		`},
		{"an order that its channel fulfils takes none of our stock", `
			chan own own
			stock A@L1 5
			order own A*2
			= SO-1/1 open=2
			stock A@L1 1
			= SO-1/1 open=2
			= A@L1 available=6
		`},
		{"a location that rejected a line is asked again after a count", `
			stock A@L1 5
			order web A*2
			reject SO-1/1
			= SO-1/1 backordered=2
			stock A@L1 1
			= SO-1/1 backordered=2
			wait 1h
			count A@L1 6
			= SO-1/1 allocated=2
		`},
	})
}

// TestDock proves the way of units from acceptance to delivery, and what happens when
// the floor says something else than the book.
func TestDock(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"from order to delivery", `
			stock A@L1 5
			order web A*3
			accept SO-1/1
			= SO-1/1 released=3
			= SO-1 status=released
			accept SO-1/1
			! wrong_state
			pick SO-1/1
			pack SO-1/1
			= A@L1 packed=3 available=2
			ship SO-1/1
			= A@L1 packed=0 on_hand=2
			= SO-1/1 shipped=3
			deliver SO-1 1
			= SO-1/1 delivered=3
			= SO-1 status=delivered closed=true
			deliver SO-1 1
			= board
		`},
		{"in parts, one lost on the way", `
			stock A@L1 3
			order web A*3
			ship SO-1/1 1*2
			ship SO-1/1 1*1
			deliver SO-1 1
			deliver SO-1 2 lost
			= SO-1/1 delivered=2 lost=1
			= SO-1 closed=true
		`},
		{"a short pick is sourced elsewhere, not here before a count, and the count finds the truth", `
			stock A@L1 5
			stock A@L2 5
			order web A*3
			accept SO-1/1
			pick SO-1/1 1*1 short 1*2
			= SO-1/1 picked=1 allocated=2
			= SO-1 from=L1L2
			= A@L1 available=0 picked=1 quality_control=4 missing=4 on_hand=5
			= board pick_short:A@L1
			wait 1h
			count A@L1 3
			= A@L1 available=2 picked=1 quality_control=2 missing=2
			= board count_variance:A@L1
			approve A@L1
			= A@L1 available=2 picked=1 quality_control=0 on_hand=3
			= board
		`},
		{"a short pick was wrong: the count finds them", `
			stock A@L1 3
			order web A*2
			pick SO-1/1 short 1*2
			= SO-1/1 backordered=2
			= A@L1 available=0 quality_control=3 on_hand=3
			wait 1h
			count A@L1 3
			= A@L1 available=1 allocated=2 quality_control=0 on_hand=3 missing=0
			= SO-1/1 allocated=2
			= board
		`},
		{"the same units picked and short", `
			stock A@L1 3
			order web A*3
			pick SO-1/1 1*2 short 1*2
			= SO-1/1 picked=2 backordered=1
			= A@L1 picked=2 quality_control=1 on_hand=3
			= board contradiction:SO-1/F1/1/picked jeopardy:SO-1 pick_short:A@L1 short:SO-1/1
		`},
		{"a line named twice counts once for each unit", `
			stock A@L1 3
			order web A*3
			pick SO-1/1 1*2 1*2
			= SO-1/1 picked=3
			= board contradiction:SO-1/F1/1/picked
		`},
		{"more is shipped than promised: it left all the same", `
			stock A@L1 4
			order web A*2
			order web A*2
			ship SO-1/1 1*3
			= SO-1/1 shipped=2
			= SO-2/1 allocated=1 backordered=1
			= A@L1 available=0 allocated=1 on_hand=1
			= board jeopardy:SO-2 overshipped:SO-1/1 short:SO-2/1
		`},
		{"facts about what is not known go on the board", `
			order web A*2
			pick SO-9/1
			pack SO-1/3
			deliver SO-1 4
			= board contradiction:SO-1/F3 contradiction:SO-1/S4 contradiction:SO-9 short:SO-1/1
			accept SO-9/1
			! not_found
			accept SO-1/1
			! not_found
		`},
		{"a hold stops the step that it names, on the order, a line, or a kit", `
			kit K A*1 B*1
			stock A@L1 9
			stock B@L1 9
			order web A*1
			hold SO-1 blocks=release
			accept SO-1/1
			! held
			free SO-1 1
			accept SO-1/1
			order web K*1
			hold SO-2 line=1 blocks=release
			accept SO-2/1
			! held
			hold SO-2 line=1 blocks=release
			! exists
			order web A*1 B*1
			hold SO-3 line=2 blocks=ship
			ship SO-3/1
			= SO-3/2 shipped=1
			= board contradiction:SO-3/F1/held held:SO-2/1
		`},
		{"late is called out until the last unit has left", `
			chan web hours=24
			stock A@L1 5
			order web A*2
			wait 24h
			= board late:SO-1
			ship SO-1/1 1*1
			= board late:SO-1
			cancel SO-1
			= board
			= SO-1/1 shipped=1 cancelled=1
		`},
	})
}

// TestChanges proves cancelling at every stage, amending, the channel's edits, and what
// comes back.
func TestChanges(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"cancel takes what costs least to stop first", `
			stock A@L1 5
			order web A*7
			pick SO-1/1 1*2
			cancel SO-1 1*3
			= SO-1/1 picked=2 allocated=2 cancelled=3
			= A@L1 available=1 allocated=2 picked=2
			cancel SO-1 1*3
			= SO-1/1 picked=1 cancelled=6
			cancel SO-1 1*2
			! wrong_state
			ship SO-1/1
			cancel SO-1
			! wrong_state
			= SO-1/1 shipped=1 cancelled=6
			= board put_back:SO-1/F1/1
		`},
		{"a line named twice is not cancelled twice", `
			stock A@L1 3
			order web A*3
			cancel SO-1 1*2 1*2
			! wrong_state
			cancel SO-1 1*2 1*1
			= SO-1/1 cancelled=3
			= SO-1 status=cancelled closed=true
			= A@L1 available=3
		`},
		{"a whole order with a kit is cancelled, and parts of a kit are not", `
			kit K A*1 B*2
			stock A@L1 9
			stock B@L1 9
			order web K*2 A*1
			= SO-1/2 allocated=2
			= SO-1/3 allocated=4
			cancel SO-1 2*1
			! wrong_state
			cancel SO-1 1*1
			= SO-1/2 allocated=1 cancelled=1
			= SO-1/3 allocated=2 cancelled=2
			cancel SO-1
			= SO-1/3 cancelled=4
			= SO-1 closed=true
			= A@L1 available=9
			= B@L1 available=9
		`},
		{"kits share a component, and are whole or not at all", `
			kit K A*1 B*1
			kit M A*2
			stock A@L1 3
			stock B@L1 9
			order web K*2 M*1
			= SO-1/2 allocated=2
			= SO-1/3 allocated=2
			= SO-1/5 backordered=2
			= A@L1 available=1
		`},
		{"an amendment by a person", `
			stock A@L1 5
			stock B@L1 5
			order web A*3
			amend SO-1 1*5 +B*2
			= SO-1/1 allocated=5
			= SO-1/2 allocated=2
			= SO-1 fos=1
			amend SO-1 1*2
			= SO-1/1 allocated=2 cancelled=3
			pick SO-1/1 1*2
			amend SO-1 1*1
			= SO-1/1 picked=1 cancelled=4
			amend SO-1 to=7
			! wrong_state
			ship SO-1/1 1*1
			amend SO-1 1*0
			! wrong_state
			amend SO-1 +X*1
			! not_found
		`},
		{"a new address sources again", `
			stock A@L1 5
			order web A*3
			accept SO-1/1
			amend SO-1 to=7
			= SO-1/1 allocated=3
			= A@L1 allocated=3 available=2
		`},
		{"an unknown code is held until it is corrected", `
			stock A@L1 5
			order web X*2 A*1
			= SO-1/1 open=2
			= SO-1/2 allocated=1
			= board unknown_sku:SO-1/1
			free SO-1 1
			! wrong_state
			amend SO-1 1:A
			= SO-1/1 allocated=2
			= board
			order web X*2 by=lead
			! invalid
		`},
		{"a quantity that makes no sense is never a lost order", `
			stock A@L1 5
			order web A*0
			= SO-1 status=held closed=false
			= board bad_quantity:SO-1/1
			amend SO-1 1*2
			= SO-1/1 allocated=2
			= board
			order web A*1 B*-4
			ship SO-2/1
			deliver SO-2 1
			= board bad_quantity:SO-2/2
			= SO-2 closed=false
			deny SO-2 1
			= board
			= SO-2 closed=true
		`},
		{"rejecting a hold cancels what it held", `
			stock A@L1 5
			order web A*1 B*1
			hold SO-1 line=2
			deny SO-1 1
			= SO-1/1 allocated=1
			= SO-1/2 cancelled=1
			= board
			chan post address
			order post A*1 noaddress
			= SO-2/1 allocated=1
			= board missing_address:SO-2
			accept SO-2/1
			! held
			deny SO-2 1
			= SO-2 status=cancelled
		`},
		{"a person's hold with a name that the shop uses itself", `
			stock A@L1 5
			order web A*1
			hold SO-1 type=sku
			amend SO-1 1*2
			= board unknown_sku:SO-1
			free SO-1 1
			= board
		`},
		{"a pack is as many units, and too many of them are held", `
			stock A@L1 20
			order web A:case*2
			= SO-1/1 allocated=12
			order web A:pallet*1
			= board bad_quantity:SO-2/1
			kit K A*1000000
			order web K*99999999
			= board bad_quantity:SO-2/1 bad_quantity:SO-3/1
		`},
		{"the same message again, and an older one, change nothing", `
			stock A@L1 9
			order web A*3 ext=E rev=2
			order web A*3 ext=E rev=2
			order web A*1 B*1 ext=E rev=1
			= SO-1/1 allocated=3
			= SO-1 rev=2
			= board
			order web A*3 ext=E rev=2 by=lead
			! exists
		`},
		{"a repeat under another number waits for a word, unless the first is gone", `
			stock A@L1 30
			order web A*3 ext=E1 cust=K
			order web A*3 ext=E2 cust=K
			accept SO-2/1
			! held
			= board duplicate_order:SO-2
			free SO-2 1
			accept SO-2/1
			order web A*3 ext=E3 cust=M
			order web A*2 ext=E4 cust=K
			= board
			cancel SO-1
			cancel SO-2
			order web A*3 ext=E5 cust=K
			= board
		`},
		{"the same version with other content is called out", `
			stock A@L1 9
			order web A*3 ext=E rev=2
			order web A*3 B*1 ext=E rev=2
			= SO-1/1 allocated=3
			= board channel_edit:SO-1
		`},
		{"a newer version is followed by difference", `
			stock A@L1 9
			stock B@L1 9
			order web A*5 C*1 ext=E rev=1
			order web A*3 B*2 X*1 ext=E rev=2
			= SO-1/1 allocated=3 cancelled=2
			= SO-1/2 cancelled=1
			= SO-1/3 allocated=2
			= SO-1/4 open=1
			= SO-1 rev=2
			= board unknown_sku:SO-1/4
			order web A*6 B*2 X*1 ext=E rev=3
			= SO-1/1 allocated=6 cancelled=2
		`},
		{"a newer version cannot take back what has left", `
			stock A@L1 9
			order web A*3 ext=E rev=1
			ship SO-1/1 1*2
			order web A*1 ext=E rev=2 to=5
			= SO-1/1 shipped=2 cancelled=1
			= SO-1 rev=2
			= board channel_edit:SO-1
		`},
		{"more comes back than was shipped", `
			stock A@L1 5
			order web A*3
			ship SO-1/1 1*2
			return SO-1 L2 1*1
			= SO-1/1 shipped=2 allocated=1 returned=1
			= A@L2 available=1 on_hand=1
			return SO-1 L2 1*3 damaged
			= SO-1/1 shipped=2 allocated=1 returned=2
			= A@L2 available=1 damaged=1
			= board unmatched:SO-1/1
			return SO-9 L2 1*1
			return SO-1 NOWHERE 1*1
			! not_found
		`},
		{"what comes back to available goes to who waits", `
			stock A@L1 2
			order web A*2
			ship SO-1/1
			order web A*1
			return SO-1 L1 1*2
			= SO-2/1 allocated=1
			= A@L1 available=1 allocated=1
		`},
		{"undo: what is open first, then what was shipped, newest first, whole or in part", `
			stock A@L1 20
			order web A*4 cust=K ago=5h
			order web A*3 cust=K ago=4h
			order web A*2 cust=K ago=3h
			order web A*9 cust=M ago=3h
			ship SO-1/1
			ship SO-2/1
			undo web A*4 cust=K
			= SO-3/1 cancelled=2
			= SO-2/1 shipped=3 returned=2
			= SO-1/1 shipped=4
			undo web A*9 cust=K at=L2
			= SO-2/1 shipped=3 returned=3
			= SO-1/1 shipped=4 returned=4
			= SO-4/1 allocated=9
			= A@L1 quality_control=2
			= A@L2 quality_control=5
			= board unmatched:web/U/1
			undo web A*1 cust=K at=NOWHERE
			! not_found
		`},
	})
}
