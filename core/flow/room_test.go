package flow_test

import "testing"

// TestRoom proves that what a location ships on a day counts the fulfillment orders
// that it was given and that were not taken from it before their pick.
func TestRoom(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a cancelled fulfillment order gives its place back", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			= loads L1+0=1
			order web A*1
			= SO-2/1 backordered=1
			cancel SO-1
			= loads L1+0=1
			= SO-2/1 allocated=1
			cancel SO-2
			= loads
		`},
		{"so does a rejected one, and one that goes elsewhere or amends to nothing", `
			stock A@L1 9
			stock A@L2 9
			order web A*2
			accept SO-1/1
			reject SO-1/1
			= loads L2+0=1
			order web A*2
			= loads L1+0=1 L2+0=1
			amend SO-2 to=7
			= loads L1+0=1 L2+0=1
			amend SO-2 1*0
			= loads L2+0=1
		`},
		{"and one that a fact broke, or whose pick found nothing", `
			stock A@L1 2
			order web A*2
			sale A@L1 2
			= loads
			stock B@L1 2
			order web B*2
			= loads L1+0=1
			pick SO-2/1 short 1*2
			= loads
		`},
		{"what was picked keeps its place, whatever becomes of it", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*3
			pick SO-1/1 1*1
			cancel SO-1
			= loads L1+0=1
			order web A*1
			= SO-2/1 backordered=1
			loc L1 prio=1 cap=2
			= SO-2/1 allocated=1
			ship SO-2/1
			deliver SO-2 1
			= loads L1+0=2
		`},
		{"a limit that is set later knows what was given before", `
			stock A@L1 9
			order web A*1
			order web A*1
			loc L1 prio=1 cap=3
			order web A*1
			= SO-3/1 allocated=1
			order web A*1
			= SO-4/1 backordered=1
		`},
	})
}
