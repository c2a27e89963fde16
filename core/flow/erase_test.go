package flow_test

import (
	"testing"

	"andon/core"
	"andon/core/flow"
	"andon/core/order"
)

// TestErased proves that nothing of an erased person is left on their orders, and that
// those which have not left wait until somebody says what becomes of them.
func TestErased(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"all orders of a customer", `
			stock A@L1 3
			order web A*1 cust=K key=1 to=4 ago=3h
			ship SO-1/1
			deliver SO-1 1
			order web A*1 cust=K key=1 to=4 ago=2h
			order web A*1 cust=M key=2 to=5 ago=1h
			order web A*1 cust=K key=3 to=6
			= SO-1 person=known
			erase cust=K
			= SO-1 person=erased closed=true
			= SO-2 person=erased status=held
			= SO-3 person=known
			= SO-4 person=erased
			= board person_erased:SO-2 person_erased:SO-4
			accept SO-2/1
			! held
			stock A@L1 1
			= SO-4/1 backordered=1
			erase cust=K
			! not_found
		`},
		{"a new address or a cancellation answers it, a word does not", `
			stock A@L1 3
			order web A*1 key=1 to=4
			order web A*1 key=2 to=4
			erase SO-1
			erase SO-2
			free SO-1 1
			! wrong_state
			amend SO-1 to=8 key=3
			= SO-1 person=known
			= board person_erased:SO-2
			accept SO-1/2
			cancel SO-2
			= board
			erase SO-1
			= SO-1 person=erased
			= board person_erased:SO-1
			deny SO-1 2
			= SO-1 status=cancelled
			= board
		`},
		{"an order that had nothing left, and gets something again", `
			stock A@L1 3
			order web A*1 key=1 to=4
			cancel SO-1
			erase SO-1
			= board
			amend SO-1 1*2
			= board person_erased:SO-1
			= SO-1/1 cancelled=1 open=2
		`},
		{"an order that had left, and whose shipment is taken back", `
			stock A@L1 3
			order web A*1 key=1 to=4
			ship SO-1/1
			erase SO-1
			= board
			recall SO-1 1
			= SO-1/1 packed=1
			= SO-1 status=held
			= board person_erased:SO-1
		`},
		{"a channel that says again who it is", `
			stock A@L1 3
			order web A*1 ext=E rev=1 key=1 to=4
			erase SO-1
			order web A*1 ext=E rev=2 key=2 to=4
			= SO-1 person=known
			= board
		`},
		{"an order in the name of a customer is not erased alone, as others may share its key", `
			customer K key=1
			order web A*1 cust=K key=1 to=4
			order web A*1 cust=K key=2 to=4
			erase SO-1
			! wrong_state
			erase SO-2
			! wrong_state
			erase cust=K
			= SO-1 person=erased
			= SO-2 person=erased
		`},
	})
}

// Proves that a person with more orders than one record can change is erased all the
// same: no key is left, what may still be sent first is held at once, jobs forget the
// rest, and nobody who has taken an order over since is forgotten with it.
func TestErasedLargeCustomer(t *testing.T) {
	t.Parallel()
	const open, all = 5_030, 5_100
	s := run(t, "")
	for n := range all {
		o := &order.Order{ID: order.IDOf(uint64(n + 1)), N: uint64(n + 1), Channel: "web", Customer: "K", Currency: "GBP",
			ShipTo: core.Party{Country: "GB", Complete: true, Key: uint64(n%4_000 + 1), Box: []byte{1}, Email: 1}}
		if l := (order.Line{No: 1, SKU: "A", Qty: 1, Portions: []order.Portion{{Bucket: order.Cancelled, Qty: 1}}}); n >= all-open {
			l.Portions[0].Bucket = order.Backordered
			o.Lines = append(o.Lines, l)
		} else {
			o.Closed = noon
			o.Lines = append(o.Lines, l)
		}
		s.w.Load(o, order.NounOrder)
	}
	s.play(`
		erase cust=K
		= SO-5100 person=erased status=held
		= SO-100 person=known status=backordered
		= SO-1 person=known
		stop JB-1
		! wrong_state
	`)
	for _, need := range flow.DueNeeds(s.w, s.now) {
		if s.w.Orders.Get(need.Ref.ID) == nil {
			t.Errorf("the job asks for %s, which no order is called", need.Ref)
		}
	}
	s.play(`
		amend SO-100 to=8 key=9000
		wait 1s
		= SO-1 person=erased status=cancelled
		= SO-99 person=erased status=held
		= SO-100 person=known
		reopen
	`)
	if got := s.w.Jobs.Get("JB-1"); got.Ended == 0 || len(got.Targets) != 100 || len(got.Refused) != 1 {
		t.Errorf("the job: ended %s, %d targets, refused %v", got.Ended, len(got.Targets), got.Refused)
	}
	if got := s.w.OpenExceptions(); got != open { // SO-100 is short again
		t.Errorf("%d exceptions, want %d", got, open)
	}
}
