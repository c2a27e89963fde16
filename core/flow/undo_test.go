package flow_test

import "testing"

// TestUndoneUnits proves that what comes back without a word about where to arrives
// where each unit came from.
func TestUndoneUnits(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"from two locations to two locations", `
			stock A@L1 2
			stock A@L2 3
			order web A*5 cust=K ago=1h
			= SO-1 from=L1L2
			ship SO-1/1
			ship SO-1/2
			undo web A*5 cust=K
			= SO-1/1 shipped=5 returned=5
			= A@L1 quality_control=2 on_hand=2
			= A@L2 quality_control=3 on_hand=3
		`},
		{"in parts, the newest first, and behind what is back already", `
			stock A@L1 2
			stock A@L2 3
			order web A*3 A*2 cust=K ago=1h
			ship SO-1/1
			ship SO-1/2
			undo web A*2 cust=K
			undo web A*2 cust=K
			undo web A*1 cust=K
			= A@L1 quality_control=2 on_hand=2
			= A@L2 quality_control=3 on_hand=3
			undo web A*1 cust=K
			= board unmatched:web/U/1
		`},
		{"what has not left is cancelled first", `
			stock A@L1 2
			stock A@L2 3
			order web A*5 cust=K ago=1h
			ship SO-1/2
			undo web A*4 cust=K
			= SO-1/1 shipped=3 cancelled=2 returned=2
			= A@L1 available=2
			= A@L2 quality_control=2
		`},
		{"where the older ones are back already, and some came back elsewhere", `
			stock A@L1 2
			stock A@L2 3
			loc L3
			order web A*5 cust=K ago=1h
			ship SO-1/1
			ship SO-1/2
			return SO-1 L1 1*2 inspect
			return SO-1 L3 1*1
			undo web A*2 cust=K
			= A@L1 quality_control=2 on_hand=2
			= A@L2 quality_control=2 on_hand=2
			= A@L3 available=1
			= SO-1/1 shipped=5 returned=5
			undo web A*1 cust=K
			= board return_waits:SO-1/R1 unmatched:web/U/1
		`},
		{"one line that makes no sense refuses all of it", `
			stock A@L1 2
			order web A*2 cust=K ago=1h
			undo web A*1 A*0 cust=K
			! invalid
			= SO-1/1 allocated=2
		`},
	})
}
