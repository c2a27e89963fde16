package flow_test

import "testing"

// TestPreorderCap proves that before its day so many units of a SKU are promised as its
// cap says, in the order in which they were asked for, and that on the day those who were
// promised units come first.
func TestPreorderCap(t *testing.T) {
	t.Parallel()
	const capped = `
		sku PRE pre=+5 cap=5
	`
	for name, text := range map[string]string{
		"units beyond the cap are promised nothing and called out": `
			order web PRE*3
			= SO-1 promise=+6
			order web PRE*4
			= SO-2/1 preordered=4
			= SO-2 promise=+6
			= board preorder_full:SO-2/1
			order web PRE*1
			= SO-3 promise=none
			= board preorder_full:SO-2/1 preorder_full:SO-3/1
		`,
		"room goes to who waits, in the fair order": `
			order web PRE*4
			order web PRE*3
			order web PRE*2
			order web prio=-1 PRE*1
			= board preorder_full:SO-2/1 preorder_full:SO-3/1 preorder_full:SO-4/1
			cancel SO-1 1*1
			= board preorder_full:SO-2/1 preorder_full:SO-3/1
			= SO-4 promise=+6
			cancel SO-1
			= board preorder_full:SO-3/1
			reopen
			cancel SO-2
			= board
			= SO-3 promise=+6
		`,
		"a cap that is raised or lifted lets others in, a lower one takes nothing": `
			order web PRE*4
			order web PRE*4
			= board preorder_full:SO-2/1
			sku PRE pre=+5 cap=2
			= board preorder_full:SO-2/1
			cancel SO-1 1*1
			= SO-1 promise=+6
			sku PRE pre=+5 cap=7
			= board
			order web PRE*1
			= board preorder_full:SO-3/1
			sku PRE pre=+5
			= board
		`,
		"kits and ship-complete orders are promised whole": `
			kit K PRE*2 A*1
			order web PRE*2
			order web K*2
			= SO-2 promise=+6
			= board preorder_full:SO-2/2
			order web complete PRE*4
			= SO-3 promise=none
			order web PRE*3
			= board preorder_full:SO-2/2 preorder_full:SO-3/1
			= SO-4 promise=+6
		`,
		"on the day those who were promised come first, each in the fair order": `
			order web PRE*3
			order web PRE*2
			order web prio=-1 PRE*4
			order web prio=1 PRE*1
			stock PRE@L1 8
			= SO-1/1 preordered=3
			wait 12h
			wait 96h
			wait 12h
			= SO-1/1 allocated=3
			= SO-2/1 allocated=2
			= SO-3/1 allocated=3 backordered=1
			= SO-4/1 backordered=1
			stock PRE@L1 2
			= SO-3/1 allocated=4
			= SO-4/1 allocated=1
		`,
		"lines of one order share the room": `
			order web PRE*3 PRE*3 A*1
			= board preorder_full:SO-1/2 short:SO-1/3
			amend SO-1 1*1
			= board short:SO-1/3
			amend SO-1 2*5
			= board preorder_full:SO-1/2 short:SO-1/3
		`,
		"a kit in itself is refused": `
			kit K A*1
			kit K K*1
			! invalid
			kit J K*1
			! invalid
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, capped+text) })
	}
}

// TestReview proves that a SKU with a season is put up for review once when it is short,
// whoever waits for it, and taken off when nobody is short any more.
func TestReview(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"once for all orders": `
			chan web incoming
			sku A season=AW26
			order web A*2 B*1
			= board replenish:A short:SO-1/2
			order web A*3
			order web A*1
			= board replenish:A short:SO-1/2
			cancel SO-1
			= board replenish:A
			po P L1 A*3 due=+2
			= board replenish:A
			po Q L1 A*1 due=+3
			= board
			shut Q
			= board replenish:A jeopardy:SO-3
			stock A@L1 9
			= board
		`,
		"a SKU that is marked, and one that is not any more": `
			order web A*2
			= board short:SO-1/1
			sku A review
			= board replenish:A
			sku A
			= board short:SO-1/1
			sku A review
			hold SO-1 blocks=source
			= board held:SO-1
			free SO-1 1
			= board replenish:A
			amend SO-1 1:B
			= board short:SO-1/1
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, text) })
	}
}
