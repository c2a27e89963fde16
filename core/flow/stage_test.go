package flow_test

import (
	"testing"
)

// TestStages proves the table of docs/orders.md: what each stage of a unit allows, and who may.
func TestStages(t *testing.T) {
	t.Parallel()
	const own = `
		stock A@L1 9
		stock B@L1 9
		order web A*3
	`
	const outside = `
		loc X type=3pl
		stock A@X 9
		stock B@L1 9
		order web A*3
		answer SO-1 1
	`
	for _, c := range []struct{ stage, before, cancel, fewer, address string }{
		{"waiting", "order web A*3", "= SO-1/1 backordered=2 cancelled=1", "= SO-1/1 backordered=2 cancelled=1", "= SO-1/1 backordered=3"},
		{"allocated", own, "= SO-1/1 allocated=2 cancelled=1", "= SO-1/1 allocated=2 cancelled=1", "= SO-1/1 allocated=3"},
		{"released", own + "accept SO-1/1", "= SO-1/1 released=2 cancelled=1", "= SO-1/1 released=2 cancelled=1", "= SO-1/1 allocated=3"},
		{"picked", own + "pick SO-1/1", "= board put_back:SO-1/F1/1", "= board put_back:SO-1/F1/1", "! wrong_state"},
		{"packed", own + "pick SO-1/1\npack SO-1/1", "= board put_back:SO-1/F1/1", "= board put_back:SO-1/F1/1", "! wrong_state"},
		{"shipped", own + "ship SO-1/1 1*3", "! wrong_state", "! wrong_state", "! wrong_state"},
		{"released by others", outside, "= SO-1 pending=1 asks=fulfil1:accepted+cancel1:open", "= SO-1 pending=1", "= SO-1 asks=fulfil1:accepted+amend1:open"},
		{"packed by others", outside + "pick SO-1/1\npack SO-1/1", "= SO-1 pending=1", "= SO-1 pending=1", "= SO-1 asks=fulfil1:accepted+amend1:open"},
		{"shipped by others", outside + "ship SO-1/1 1*3", "! wrong_state", "! wrong_state", "! wrong_state"},
	} {
		for name, what := range map[string]string{
			"cancel": "cancel SO-1 1*1\n" + c.cancel, "fewer": "amend SO-1 1*2\n" + c.fewer, "address": "amend SO-1 to=7\n" + c.address,
		} {
			t.Run(c.stage+"/"+name, func(t *testing.T) { t.Parallel(); run(t, c.before+"\n"+what) })
		}
	}
	play(t, []scenario{
		{"an operator takes out what is picked, a lead what is packed", own + `
			pick SO-1/1
			cancel SO-1 1*1 by=op
			pack SO-1/1
			cancel SO-1 1*1 by=op
			! forbidden
			amend SO-1 1*1 by=op
			! forbidden
			cancel SO-1 1*1 by=conn
			cancel SO-1 1*1
			= SO-1 status=cancelled
			= A@L1 available=9
		`},
		{"more units and other goods at any stage are sourced beside", own + `
			pick SO-1/1
			pack SO-1/1
			amend SO-1 1*4 +B*1
			= SO-1/1 packed=3 allocated=1
			= SO-1/2 allocated=1
		`},
		{"another address that a 3PL does not follow", outside + `
			amend SO-1 to=7
			amend SO-1 to=8
			= SO-1 asks=fulfil1:accepted+amend1:withdrawn+amend1:open
			answer SO-1 3 no
			= board amend_refused:SO-1/A3
			askagain SO-1 3
			answer SO-1 4
			= SO-1 asks=fulfil1:accepted+amend1:withdrawn+amend1:refused+amend1:accepted
			cancel SO-1
			amend SO-1 to=9
			ship SO-1/1
			= SO-1 asks=fulfil1:accepted+amend1:withdrawn+amend1:refused+amend1:accepted+cancel1:overtaken+amend1:overtaken
		`},
		{"a channel's newer version asks too", `
			loc X type=3pl
			stock A@X 9
			order web A*3 ext=E rev=1
			answer SO-1 1
			order web A*1 ext=E rev=2
			= SO-1 pending=2
			= SO-1/1 released=3
			order web A*3 ext=E rev=3
			= SO-1/1 released=3 allocated=2
			answer SO-1 2
			= SO-1/1 released=1 allocated=2 cancelled=2
			= board
		`},
	})
}
