package flow_test

import "testing"

// TestRequests proves what becomes of a fulfillment order that others are asked to ship.
func TestRequests(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"accepted: its units are released, and a repeat changes nothing", `
			loc X type=3pl answers=4
			stock A@X 5
			order web A*2
			= SO-1 asks=fulfil1:open
			= SO-1/1 allocated=2
			answer SO-1 1
			= SO-1 asks=fulfil1:accepted
			= SO-1/1 released=2
			answer SO-1 1
			= board
			answer SO-1 1 no
			= board contradiction:SO-1/A1
			= SO-1/1 released=2
			wait 5h
			ship SO-1/1
			= SO-1/1 shipped=2
			= A@X on_hand=3 available=3
		`},
		{"refused: sourced elsewhere, and not asked again there", `
			loc X type=3pl
			loc L3 prio=9
			stock A@X 5
			order web A*2
			stock A@L3 5
			answer SO-1 1 no
			= SO-1/1 allocated=2
			= SO-1 asks=fulfil1:refused from=L3
			= A@X available=5
			= board
		`},
		{"partly: the rest is sourced elsewhere", `
			loc X type=3pl
			stock A@X 5
			order web A*5
			stock A@L1 9
			answer SO-1 1 1*3
			= SO-1/1 released=3 allocated=2
			= SO-1 asks=fulfil1:partly from=XL1
			answer SO-1 1 1*3
			= board
			answer SO-1 1 1*4
			= board contradiction:SO-1/A1
		`},
		{"overdue: called out; asked again; rerouted; a late yes contradicts", `
			loc X type=3pl answers=4
			stock A@X 5
			order web A*2
			wait 4h
			= SO-1 asks=fulfil1:late
			= board answer_overdue:SO-1/A1
			askagain SO-1 1
			= board
			reopen
			wait 4h
			= board answer_overdue:SO-1/A1 jeopardy:SO-1
			stock A@L1 5
			withdraw SO-1 1
			= SO-1 asks=fulfil1:withdrawn from=L1
			= board
			withdraw SO-1 1
			! wrong_state
			answer SO-1 1
			= board contradiction:SO-1/A1
			= SO-1 from=L1
			askagain SO-1 1
			! wrong_state
		`},
		{"answered late: taken all the same", `
			loc X type=3pl answers=4
			stock A@X 5
			order web A*2
			wait 5h
			answer SO-1 1
			= SO-1 asks=fulfil1:accepted
			= board
		`},
		{"commands of the dock are answers too", `
			loc X type=3pl
			stock A@X 9
			order web A*2
			accept SO-1/1
			= SO-1 asks=fulfil1:accepted
			order web A*2
			reject SO-2/1
			= SO-2 asks=fulfil1:refused
			order web A*2
			ship SO-3/1 1*1
			= SO-3 asks=fulfil1:open
			ship SO-3/1 1*1
			= SO-3 asks=fulfil1:accepted
			= board short:SO-2/1 jeopardy:SO-2
		`},
		{"nobody is asked while a hold keeps the order back", `
			loc X type=3pl
			stock A@X 9
			chan far address
			order far A*2 noaddress
			= SO-1 asks=
			amend SO-1 to=1
			= SO-1 asks=fulfil2:open
			hold SO-1
			answer SO-1 1
			= board held:SO-1 contradiction:SO-1/F2/held
			= SO-1/1 released=2
		`},
		{"for nobody, and for what nobody asked", `
			answer SO-9 1
			= board contradiction:SO-9
			stock A@L1 3
			order web A
			answer SO-1 3
			= board contradiction:SO-9 contradiction:SO-1/A3
			askagain SO-1 1
			! not_found
		`},
		{"an answer that names too many", `
			loc X type=3pl
			stock A@X 9
			order web A*2
			answer SO-1 1 1*3
			= SO-1/1 released=2
			= board contradiction:SO-1/A1/1
		`},
	})
}

// TestCancelIsAsked proves that units which others have are cancelled by their answer alone.
func TestCancelIsAsked(t *testing.T) {
	t.Parallel()
	const at = `
		loc X type=3pl answers=4
		stock A@X 9
		order web A*5 price=2 off=100
		answer SO-1 1
	`
	play(t, []scenario{
		{"accepted: stock follows the answer, not the question", at + `
			cancel SO-1 1*2
			= SO-1 asks=fulfil1:accepted+cancel1:open pending=2
			= SO-1/1 released=5
			= A@X available=4 released=5
			answer SO-1 2
			= SO-1/1 released=3 cancelled=2
			= SO-1 pending=0
			= A@X available=6 released=3
			= board
		`},
		{"repeats change nothing", at + `
			cancel SO-1 by=conn
			cancel SO-1 by=conn
			= SO-1 asks=fulfil1:accepted+cancel1:open pending=5
			cancel SO-1
			! wrong_state
			cancel SO-1 1*1
			! wrong_state
			answer SO-1 2
			answer SO-1 2
			= SO-1 status=cancelled closed=true
			= A@X available=9
			= board
		`},
		{"refused: the units go on, and somebody has to say so", at + `
			cancel SO-1
			answer SO-1 2 no
			= SO-1 asks=fulfil1:accepted+cancel1:refused pending=0
			= board cancel_refused:SO-1/A2/1
			ship SO-1/1
			= SO-1/1 shipped=5
			resolve EX-1
			= board
		`},
		{"partly", at + `
			cancel SO-1 1*4
			answer SO-1 2 1*3
			= SO-1/1 released=2 cancelled=3
			= SO-1 asks=fulfil1:accepted+cancel1:partly
			= board cancel_refused:SO-1/A2/1
			askagain SO-1 2
			= SO-1 asks=fulfil1:accepted+cancel1:partly+cancel1:open pending=2
		`},
		{"overdue", at + `
			cancel SO-1
			wait 4h
			= board answer_overdue:SO-1/A2
			= SO-1/1 released=5
			askagain SO-1 2
			= board
			withdraw SO-1 2
			= SO-1 pending=0
			= SO-1/1 released=5
		`},
		{"shipped before the answer: the fact stands, and money is at stake", at + `
			cancel SO-1 1*2
			ship SO-1/1 1*3
			= SO-1 pending=2
			= board
			ship SO-1/1 1*1
			= SO-1 pending=1
			= board shipped_cancelled:SO-1/A2/1
			ship SO-1/1
			= SO-1 asks=fulfil1:accepted+cancel1:overtaken
			= SO-1/1 shipped=5
			= board shipped_cancelled:SO-1/A2/1
			answer SO-1 2 no
			= board shipped_cancelled:SO-1/A2/1
			answer SO-1 2
			= board shipped_cancelled:SO-1/A2/1 contradiction:SO-1/A2
			= A@X on_hand=4
		`},
		{"shipped after the answer", at + `
			cancel SO-1
			answer SO-1 2
			ship SO-1/1
			= SO-1/1 cancelled=5
			= A@X on_hand=4
			= board shipped_cancelled:SO-1/A2/1
		`},
		{"asked before the request was answered: either answer settles it", `
			loc X type=3pl
			stock A@X 9
			stock A@L2 9
			close L2
			order web A*5
			cancel SO-1 1*2
			= SO-1 asks=fulfil1:open+cancel1:open pending=2
			open L2
			answer SO-1 1 no
			= SO-1/1 allocated=3 cancelled=2
			= SO-1 asks=fulfil1:refused+cancel1:accepted from=L2
			= A@X available=9
			= A@L2 available=6
			= board
		`},
		{"what is not found is cancelled where it waits", at + `
			cancel SO-1 1*4
			pick SO-1/1 1*3 short 1*2
			= SO-1/1 picked=3 backordered=1 cancelled=1
			= SO-1 pending=3
			answer SO-1 2
			= SO-1/1 backordered=1 cancelled=4
			= SO-1 asks=fulfil1:accepted+cancel1:partly
		`},
		{"more than was asked", at + `
			cancel SO-1 1*2
			answer SO-1 2 1*3
			= SO-1/1 released=3 cancelled=2
			= board contradiction:SO-1/A2/1
		`},
		{"a rejected hold asks too", at + `
			hold SO-1
			deny SO-1 1
			= SO-1 asks=fulfil1:accepted+cancel1:open pending=5
			= board
		`},
		{"what nobody was asked to ship is cancelled at once", `
			loc X type=3pl
			stock A@X 9
			chan far address
			order far A*5 noaddress
			cancel SO-1
			= SO-1 status=cancelled asks=
		`},
		{"an undo asks too", `
			loc X type=3pl
			customer K
			stock A@X 9
			order web A*5 cust=K
			answer SO-1 1
			undo web A*2 cust=K
			= SO-1 pending=2
			= board
		`},
	})
}

// TestKeptByOthers proves that what others keep for its customer expires by asking them,
// once, whatever they answer.
func TestKeptByOthers(t *testing.T) {
	t.Parallel()
	const kept = `
		loc X type=3pl
		stock A@X 5
		order web A*2 collect=all
		answer SO-1 1
		pick SO-1/1
		pack SO-1/1
	`
	play(t, []scenario{
		{"they agree", kept + `
			wait 200h
			= SO-1 pending=2 asks=fulfil1:accepted+cancel1:open
			answer SO-1 2
			= SO-1/1 cancelled=2
		`},
		{"they refuse", kept + `
			wait 200h
			answer SO-1 2 no
			wait 200h
			= SO-1/1 packed=2
			= SO-1 asks=fulfil1:accepted+cancel1:refused
			reopen
		`},
		{"what its customer cancelled and they keep all the same", kept + `
			cancel SO-1 1*1
			wait 200h
			= SO-1 pending=1
			answer SO-1 2 no
			wait 1h
			= SO-1 pending=2
			answer SO-1 3
			= SO-1/1 cancelled=2
		`},
	})
}
