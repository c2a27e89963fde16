package query_test

import (
	"reflect"
	"strings"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/query"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// Every kind of event has a sentence of its own, even when it is empty.
func TestEveryEventIsDescribed(t *testing.T) {
	t.Parallel()
	events := map[core.Kind]bool{}
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	commands := map[core.Kind]bool{}
	for _, c := range world.Commands() {
		commands[c.Kind] = true
	}
	for _, row := range kinds.Rows() {
		own := strings.HasSuffix(string(row.Kind), ".put") || row.Kind == "location.close" || row.Kind == "shop.clock"
		if commands[row.Kind] && !own {
			continue
		}
		events[row.Kind] = true
		if s := query.Describe(row.New()); s == "" || s == string(row.Kind) {
			t.Errorf("%s is described as %q", row.Kind, s)
		}
	}
	if len(events) < 35 {
		t.Errorf("only %d kinds of event were looked at", len(events))
	}
}

// The sentences hold the figures.
func TestDescribe(t *testing.T) {
	t.Parallel()
	me := "me"
	for _, c := range []struct {
		e    core.Payload
		want string
	}{
		{&order.Placed{ID: "SO-1", Holds: []order.Hold{{No: 1, Type: "price", Line: 2, Blocks: 3, Reason: "cheap"}}}, "placed as SO-1; hold 1 (price) blocks source, release of line 2: cheap"},
		{&order.Sourced{Cause: "placed", Open: []order.Fulfillment{{No: 1, Location: "LEEDS", Ship: 20_000}},
			Moves: []order.UnitMove{{From: 1, To: order.Allocated, Qty: 3, ToFO: 1}, {From: 1, To: order.Backordered, Qty: 1, Ship: 20_003}}},
			"sourced (placed): 3 units from LEEDS as F1, to ship 2024-10-04; 1 unit backordered, promised for 2024-10-07"},
		{&order.Moved{Cause: "cancelled", Reason: "too late", Moves: []order.UnitMove{{From: order.Open, To: order.Cancelled, Qty: 1}, {From: order.Picked, To: order.Cancelled, Qty: 2}}},
			"cancelled: 1 unit open → cancelled, 2 units picked → cancelled: too late"},
		{&order.ShipmentMade{Shipment: order.Shipment{No: 1, FO: 2, Carrier: "post", Tracking: "T1"}, Moves: []order.UnitMove{{Qty: 4}}}, "shipment 1 of F2 left with 4 units, carrier post, tracking T1"},
		{&order.ShipmentEnded{Shipment: 1, Moves: []order.UnitMove{{From: order.Shipped, To: order.Lost, Qty: 4}}}, "shipment 1 ended: 4 units shipped → lost"},
		{&order.Returned{Location: "LEEDS", State: uint8(stock.Damaged), Lines: []order.LineQty{{Line: 1, Qty: 2}}, Reason: "broken"}, "2 units came back to LEEDS, into damaged: broken"},
		{&order.HoldEnded{Hold: 1, Done: "resolved", Why: "fine"}, "hold 1 resolved: fine"},
		{&order.Amended{NewParty: true, Lines: []order.LineChange{{Qty: 1, SKU: "MUG"}, {Line: 1, Qty: 2}, {Line: 2, SKU: "PLATE"}}}, "changed: a new address, a new line of 1 MUG, 2 more of line 1, line 2 is PLATE"},
		{&order.Notice{Cause: "OT-1", What: order.Delayed, Lines: []int{1}, Was: 20_000, Now: 20_003}, "the customer is told of OT-1: delayed, promised 2024-10-04, now 2024-10-07"},
		{&order.Ignored{Why: "older"}, "the channel's message changed nothing: older"},
		{&stock.Moved{Reason: "found", Moves: []stock.Move{{SKU: "MUG", Location: "LEEDS", From: stock.Available, To: stock.InTransit, ToLocation: "BERLIN", Qty: 2}}}, "2 of MUG at LEEDS: available → in_transit at BERLIN: found"},
		{&stock.CountTaken{SKU: "MUG", Location: "LEEDS", Counted: 7, Book: 10, Variance: 3}, "MUG at LEEDS counted: 7, the book said 10; variance 3"},
		{&stock.ReservationMade{Reservation: stock.Reservation{ID: "R1", SKU: "MUG", Location: "LEEDS", Holder: "channel/web", Qty: 1}}, "1 unit of MUG at LEEDS reserved as R1 for channel/web"},
		{&exception.Raised{Exception: exception.Exception{ID: "EX-1", Type: exception.Late, Detail: "4 units"}}, "EX-1 raised: late: 4 units"},
		{&exception.Changed{Exception: "EX-1", Owner: &me, Note: "on it", Escalated: true}, "EX-1 changed: taken by me; overdue, and so one step more severe; note: on it"},
		{&exception.Ended{Exception: "EX-1", Resolution: "cleared"}, "EX-1 closed: cleared"},
		{&supply.Received{ID: "PO-1", Lines: []supply.Got{{Qty: 4, Damaged: 1}}}, "PO-1: 4 units arrived, 1 damaged"},
		{&supply.Ordered{Document: supply.Document{ID: "PO-1", Location: "LEEDS", Lines: make([]supply.Line, 2)}}, "purchase PO-1 placed: 2 lines to LEEDS"},
		{&catalog.Erased{Keys: []uint64{1, 2}, Customer: "C1"}, "personal data of customer C1 erased: 2 keys destroyed"},
		{&catalog.CloseLocation{Location: "LEEDS", Closed: true, Reason: "flood"}, "location LEEDS closed: flood"},
	} {
		if got := query.Describe(c.e); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.e.Kind(), got, c.want)
		}
	}
}

// No sentence shows a person, whichever field of the event holds one.
func TestDescribeHidesPeople(t *testing.T) {
	t.Parallel()
	const secret = "Very Secret"
	person := core.Party{Ref: secret, Prefix: secret, Box: []byte(secret), Personal: &core.Personal{Name: secret, Email: secret, Address: []string{secret}}}
	s := newShop(t)
	s.put(&catalog.PutCustomer{Customer: catalog.Customer{ID: "C1", Party: person}})
	s.do(core.Command{Body: &order.Submit{Channel: "web", External: "A", ShipTo: person, Lines: []order.NewLine{line("MUG", 1)}}}, &order.Placed{ID: "SO-1", N: 1})
	s.do(core.Command{Body: &order.Amend{Order: "SO-1", ShipTo: &person}}, &order.Amended{Order: "SO-1", NewParty: true})
	for _, q := range []api.Query{{Kind: "record"}, {Kind: "order", View: api.History, ID: "SO-1"}, {Kind: "customer", View: api.History, ID: "C1"}} {
		p := s.ask(lead, q)
		if len(p.Rows) < 1 {
			t.Errorf("%+v has no rows", q)
		}
		for _, r := range p.Rows {
			for _, c := range r.Cells {
				if strings.Contains(c.S, secret) {
					t.Errorf("%+v shows a person: %s", q, c.S)
				}
			}
		}
	}
}

// A history is newest first, one row an event, and of records that touched many
// documents only what is about this one; its pages are stable.
func TestHistory(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	s.do(core.Command{Body: &world.Tick{}, Actor: "clock"}, &order.Overdue{Order: "SO-3"}, &order.Overdue{Order: "SO-4"})
	q := api.Query{Kind: "order", View: api.History, ID: "SO-4"}
	p := s.ask(lead, q)
	var events []string
	for _, r := range p.Rows {
		events = append(events, r.Cells[5].S)
	}
	if got := strings.Join(events, " "); got != "order.overdue exception.raised order.sourced order.placed" {
		t.Errorf("the history is %s", got)
	}
	if !reflect.DeepEqual(p.Columns, api.HistoryColumns()) || cell(p, 0, "actor").S != "clock" || cell(p, 0, "id").S != "31.2" ||
		cell(p, 3, "text").S != "placed as SO-4 through market (number E1): 1 line" {
		t.Errorf("%+v", p)
	}
	if got := ids(s.all(api.Query{Kind: "order", View: api.History, ID: "SO-4", Limit: 1}, func() { s.stock("MUG", "LEEDS", 1) })); !reflect.DeepEqual(got, ids(p.Rows)) {
		t.Errorf("by pages %v, at once %v", got, ids(p.Rows))
	}
	if got := ids(s.ask(lead, api.Query{Kind: "order", View: api.History, ID: "SO-4", Where: "event = order.placed"}).Rows); len(got) != 1 {
		t.Errorf("filtered: %v", got)
	}
	x := s.ask(lead, api.Query{Kind: "exception", Where: `subject = "SO-4"`}).Rows[0].ID
	s.do(core.Command{Body: &exception.Change{Exception: x, Note: "asked"}}, &exception.Changed{Exception: x, Note: "asked"})
	s.do(core.Command{Body: &exception.Resolve{Exception: x}}, &exception.Ended{Exception: x, Resolution: "settled"})
	p = s.ask(lead, q)
	if got := cell(p, 0, "event").S + " " + cell(p, 1, "event").S + " " + cell(p, 2, "event").S; got != "exception.ended exception.changed order.overdue" {
		t.Errorf("with the end of its exception the history begins with %s", got)
	}
	balance := s.ask(lead, api.Query{Kind: "balance", View: api.History, ID: "MUG@LEEDS"})
	if len(balance.Rows) < 5 {
		t.Errorf("the history of a balance has %d rows", len(balance.Rows))
	}
	var did []string
	for _, r := range balance.Rows {
		did = append(did, r.Cells[6].S)
	}
	if all := strings.Join(did, "\n"); !strings.Contains(all, "SO-1: ") || strings.Contains(all, "MUG-RED") || strings.Contains(all, "sourced (") {
		t.Errorf("the history of a balance is\n%s", all)
	}
	if x := s.ask(lead, api.Query{Kind: "exception", View: api.History, ID: "EX-2"}); len(x.Rows) != 2 {
		t.Errorf("the history of an exception is %+v", x.Rows)
	}
}
