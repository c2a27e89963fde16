package flow_test

import (
	"reflect"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// TestCustomersAddress proves that an order which says nothing of an address goes to its
// customer's, sealed as it is there, and is forgotten with them.
func TestCustomersAddress(t *testing.T) {
	t.Parallel()
	s := run(t, "chan mail address\nstock A@L1 99")
	home := core.Party{Country: "GB", Zone: "uk", Prefix: "LS1", Complete: true, Key: 7, Box: []byte{1, 2}, Email: 3, Name: 4, Where: 5}
	away := core.Party{Country: "FR", Complete: true, Key: 7, Box: []byte{3}, Where: 6}
	s.give("lead", &catalog.PutCustomer{Customer: catalog.Customer{ID: "K", Party: home}})
	s.give("lead", &catalog.PutCustomer{Customer: catalog.Customer{ID: "NOWHERE", Party: core.Party{Country: "GB"}}})
	qty := core.Quantity(0) // another one each time, or it looks like a repeat
	submit := func(actor, customer string, to core.Party) {
		qty++
		s.give(actor, &order.Submit{Channel: "mail", Customer: customer, ShipTo: to, Lines: []order.NewLine{{SKU: "A", Qty: qty}}})
	}
	goes := func(id string, want core.Party) {
		t.Helper()
		if got := s.order(id).ShipTo; !reflect.DeepEqual(got, want) {
			t.Errorf("%s goes to %+v", id, got)
		}
	}
	submit("lead", "K", core.Party{})
	goes("SO-1", home)
	submit("conn", "K", away)
	goes("SO-2", away)
	submit("conn", "K", core.Party{Country: "GB"}) // says something, if not enough
	goes("SO-3", core.Party{Country: "GB"})
	submit("lead", "NOWHERE", core.Party{})
	s.refused(core.CodeInvalid, "the address lacks")
	submit("conn", "K", core.Party{Ref: "web-17"})
	ref := home
	ref.Ref = "web-17"
	goes("SO-4", ref)
	s.play(`
		= board missing_address:SO-3
		= SO-1/1 allocated=1
		erase cust=K
		= SO-1 person=erased
		= SO-2 person=erased
	`)
	if s.order("SO-1").Note != "" {
		t.Error(s.order("SO-1").Note)
	}
}

// TestUnknownCustomer proves that an order in the name of nobody known is refused from a
// person, and from a channel recorded with a note.
func TestUnknownCustomer(t *testing.T) {
	t.Parallel()
	s := run(t, "")
	submit := func(actor string) {
		s.give(actor, &order.Submit{Channel: "web", Customer: "GHOST", Note: "ring twice", ShipTo: core.Party{Country: "GB", Complete: true}, Lines: []order.NewLine{{SKU: "A", Qty: 1}}})
	}
	submit("lead")
	s.refused(core.CodeNotFound, "GHOST: there is no such customer")
	submit("conn")
	if note := s.order("SO-1").Note; note != "ring twice; customer GHOST is not in the catalog; no price list, priority or address of theirs was applied" {
		t.Error(note)
	}
}
