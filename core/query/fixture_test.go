package query_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

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

// start is the first instant of the shops of these tests.
var start = core.InstantOf(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))

var (
	operator = query.Who{Actor: "op", Roles: []catalog.Role{catalog.Operator}}
	lead     = query.Who{Actor: "lead", Roles: []catalog.Role{catalog.Lead}}
	viewer   = query.Who{Actor: "eye", Roles: []catalog.Role{catalog.Viewer}}
)

// shop is a world that is built by emitting events, and the records that did it.
type shop struct {
	tb      testing.TB
	w       *world.World
	now     core.Instant
	records []*core.Record
	touched map[core.Ref][]uint64
	cold    map[core.Ref]any // closed documents that left memory
	reads   int              // cold documents that were handed out
}

func newShop(tb testing.TB) *shop {
	s := &shop{tb: tb, w: world.New(), now: start, touched: map[core.Ref][]uint64{}, cold: map[core.Ref]any{}}
	s.put(&world.PutShop{Name: "Test shop"})
	s.put(&catalog.PutEntity{Entity: catalog.Entity{ID: "ltd", Currency: "GBP"}})
	for _, l := range []catalog.Location{{ID: "LEEDS", Zone: "uk", Country: "GB"}, {ID: "BERLIN", Zone: "eu", Country: "DE"}} {
		s.put(&catalog.PutLocation{Location: l})
	}
	s.put(&catalog.PutPriceList{PriceList: catalog.PriceList{ID: "retail", Currency: "GBP", Entries: []catalog.PriceEntry{{SKU: "MUG", Price: 2_950_000}}}})
	s.put(&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Entity: "ltd", Currency: "GBP", PriceList: "retail", Incoming: true, Buffer: 2}})
	s.put(&catalog.PutChannel{Channel: catalog.Channel{ID: "market", Entity: "ltd", Currency: "GBP", Cap: 5}})
	for _, k := range []string{"MUG", "MUG-RED", "PLATE"} {
		s.put(&catalog.PutSKU{SKU: catalog.SKU{ID: k, Name: "a " + k, Aliases: []string{k + "-OLD"}, Cost: 1_500_000}})
	}
	return s
}

// do records a command with its events, a minute after the one before.
func (s *shop) do(cmd core.Command, events ...core.Payload) *core.Record {
	s.tb.Helper()
	s.now = s.now.Add(time.Minute)
	if cmd.Actor == "" {
		cmd.Actor = "op"
	}
	tx := world.NewTx(s.w, &cmd, s.now)
	for _, e := range events {
		tx.Emit(e)
	}
	if err := tx.Finish(); err != nil {
		s.tb.Fatal(err)
	}
	r := &core.Record{Seq: s.w.Seq, At: s.now, Command: cmd, Events: tx.Events}
	s.records = append(s.records, r)
	for _, ref := range s.w.Touched() {
		s.touched[ref] = append(s.touched[ref], r.Seq)
	}
	return r
}

// put records a command that is its own event.
func (s *shop) put(p core.Payload) { s.tb.Helper(); s.do(core.Command{Body: p}, p) }

func (s *shop) next() uint64 { return s.w.Shop().Orders + 1 }

// place records an order as its channel sent it.
func (s *shop) place(sub *order.Submit, holds ...order.Hold) *order.Order {
	s.tb.Helper()
	if sub.Channel == "" {
		sub.Channel = "web"
	}
	n := s.next()
	e := &order.Placed{ID: order.IDOf(n), N: n, Customer: sub.Customer, Currency: "GBP", Holds: holds, Priority: sub.Priority}
	if sub.Total != nil {
		e.Total = *sub.Total
	}
	s.do(core.Command{Body: sub, Occurred: s.now}, e)
	return s.get(n)
}

func (s *shop) get(n uint64) *order.Order { return s.w.Orders.Get(order.IDOf(n)) }

func line(sku string, qty core.Quantity) order.NewLine {
	return order.NewLine{SKU: sku, Qty: qty, Price: 2_500_000}
}

// move moves all units of line 1 that are in a bucket.
func (s *shop) move(n uint64, from, to order.Bucket, cause string, fo, toFO int) {
	s.tb.Helper()
	o := s.get(n)
	m := order.UnitMove{Line: 1, From: from, To: to, Qty: o.Line(1).In(from), FO: fo, ToFO: toFO}
	s.do(core.Command{Body: &order.Cancel{Order: o.ID, Reason: "test"}}, &order.Moved{Order: o.ID, Cause: cause, Moves: []order.UnitMove{m}, FO: toFO})
}

// source promises all open units of line 1 from a location.
func (s *shop) source(n uint64, location string) {
	s.tb.Helper()
	o := s.get(n)
	f := order.Fulfillment{No: len(o.Fulfillments) + 1, Location: location, Ship: core.DateIn(s.now, time.UTC)}
	e := &order.Sourced{Order: o.ID, Cause: "placed", Open: []order.Fulfillment{f}, Inputs: inputs(o, location),
		Moves: []order.UnitMove{{Line: 1, From: order.Open, To: order.Allocated, Qty: o.Line(1).In(order.Open), ToFO: f.No, Ship: f.Ship}}}
	s.do(core.Command{Body: &order.Source{Order: o.ID}}, e)
}

// wait leaves all open units of line 1 without stock.
func (s *shop) wait(n uint64) {
	s.tb.Helper()
	o := s.get(n)
	s.do(core.Command{Body: &order.Source{Order: o.ID}}, &order.Sourced{Order: o.ID, Cause: "placed", Inputs: inputs(o, ""),
		Moves: []order.UnitMove{{Line: 1, From: order.Open, To: order.Backordered, Qty: o.Line(1).In(order.Open)}}})
}

// inputs is what a solver saw that had enough at one location and nothing at the other.
func inputs(o *order.Order, location string) *order.Inputs {
	in := &order.Inputs{Demands: []order.Demand{{Line: 1, Qty: o.Line(1).Qty, Backorder: 500}}, Extra: 300, Proven: true, Cost: 250, Solver: 1}
	for _, l := range []string{"BERLIN", "LEEDS"} {
		of := order.Offer{Location: l, Package: 250, Avail: []core.Quantity{0}, Unit: []core.Amount{0}}
		if l == location {
			of.Avail[0] = o.Line(1).Qty
		}
		in.Offers = append(in.Offers, of)
	}
	return in
}

// close cancels an order, and forget takes it out of memory as the engine does.
func (s *shop) close(n uint64) {
	o := s.get(n)
	e := &order.Moved{Order: o.ID, Cause: "cancelled", Reason: "test"}
	for _, l := range o.Lines {
		for _, p := range l.Portions {
			e.Moves = append(e.Moves, order.UnitMove{Line: l.No, From: p.Bucket, To: order.Cancelled, Qty: p.Qty, FO: p.FO})
		}
	}
	s.do(core.Command{Body: &order.Cancel{Order: o.ID, Reason: "test"}}, e)
}

func (s *shop) forget(ref core.Ref) {
	d := s.w.Get(ref)
	s.w.Evict(ref)
	if s.w.Get(ref) != nil {
		s.tb.Fatalf("%s is open and was not evicted", ref)
	}
	s.cold[ref] = d
}

func (s *shop) raise(t exception.Type, subject core.Ref, item, detail string) string {
	s.tb.Helper()
	n := s.w.Shop().Exceptions + 1
	r := exception.RuleOf(t)
	x := exception.Exception{ID: "EX-" + strconv.FormatUint(n, 10), N: n, Type: t, Severity: r.Severity, Queue: r.Queue, Subject: subject,
		Item: item, Detail: detail, Opened: s.now, Due: s.now.Add(r.Allowed)}
	s.do(core.Command{Body: &exception.Report{Type: t, Subject: subject, Detail: detail}}, &exception.Raised{Exception: x})
	return x.ID
}

func (s *shop) end(id string) {
	s.tb.Helper()
	s.do(core.Command{Body: &exception.Resolve{Exception: id, Reason: "test"}}, &exception.Ended{Exception: id, Resolution: "done"})
}

// stock adds units by an adjustment.
func (s *shop) stock(sku, location string, q core.Quantity) {
	s.tb.Helper()
	s.do(core.Command{Body: &stock.Adjust{SKU: sku, Location: location, Qty: q, Reason: "found"}},
		&stock.Moved{Reason: "found", Moves: []stock.Move{{SKU: sku, Location: location, From: stock.Variance, To: stock.Available, Qty: q, Cause: stock.Found}}})
}

func (s *shop) purchase(id, sku, location string, q core.Quantity, expected core.Date) {
	s.tb.Helper()
	d := supply.Document{ID: id, Supplier: "maker", Location: location, Lines: []supply.Line{{SKU: sku, Qty: q, Expected: expected}}}
	s.do(core.Command{Body: &supply.Order{Document: d}}, &supply.Ordered{Document: d})
}

func orderRef(n uint64) core.Ref { return core.Ref{Noun: order.NounOrder, ID: order.IDOf(n)} }

// The methods of query.Cold.

func (s *shop) Doc(_ context.Context, ref core.Ref) (any, bool, error) {
	d, ok := s.cold[ref]
	s.reads++
	return d, ok, nil
}

func number(ref core.Ref) uint64 {
	n, _ := strconv.ParseUint(ref.ID[3:], 10, 64)
	return n
}

func (s *shop) Closed(_ context.Context, noun core.Noun, before string, limit int) ([]any, error) {
	var refs []core.Ref
	for ref := range s.cold {
		if ref.Noun == noun && (before == "" || number(ref) < number(core.Ref{ID: before})) {
			refs = append(refs, ref)
		}
	}
	slices.SortFunc(refs, func(a, b core.Ref) int { return cmp.Compare(number(b), number(a)) })
	var out []any
	for _, ref := range refs[:min(len(refs), limit)] {
		out = append(out, s.cold[ref])
		s.reads++
	}
	return out, nil
}

func (s *shop) Find(_ context.Context, field, value string, limit int) ([]string, error) {
	var ids []string
	for n := s.w.Shop().Orders; n > 0 && len(ids) < limit; n-- {
		o, ok := s.cold[orderRef(n)].(*order.Order)
		if !ok {
			continue
		}
		hit := map[string]bool{"customer": o.Customer == value, "external": world.ExternalKey(o.Channel, o.External) == value,
			"who":      value != "0" && (strconv.FormatUint(uint64(o.ShipTo.Email), 16) == value || strconv.FormatUint(uint64(o.ShipTo.Name), 16) == value),
			"tracking": slices.ContainsFunc(o.Shipments, func(x order.Shipment) bool { return x.Tracking == value })}
		if hit[field] {
			ids = append(ids, o.ID)
		}
	}
	return ids, nil
}

func (s *shop) History(_ context.Context, ref core.Ref, before uint64, limit int) ([]*core.Record, error) {
	var out []*core.Record
	seqs := s.touched[ref]
	for i := len(seqs) - 1; i >= 0 && len(out) < limit; i-- {
		if before == 0 || seqs[i] < before {
			out = append(out, s.records[seqs[i]-1])
		}
	}
	return out, nil
}

func (s *shop) Record(_ context.Context, seq uint64) (*core.Record, error) {
	return s.records[seq-1], nil
}

// vault is a query.Opener whose secrets are the text turned round.
type vault struct{ erased map[uint64]bool }

func (v vault) Open(p *core.Party) (*core.Personal, error) {
	if v.erased[p.Key] {
		return nil, errors.New("no such key")
	}
	return &core.Personal{Name: string(p.Box)}, nil
}

func (vault) Token(text string) core.Token {
	t := core.Token(7)
	for _, b := range []byte(text) {
		t = t*31 + core.Token(b)
	}
	return t
}

// ask answers a query or fails the test.
func (s *shop) ask(who query.Who, q api.Query) api.Page {
	s.tb.Helper()
	page, err := s.reader().Query(context.Background(), s.w, who, q)
	if err != nil {
		s.tb.Fatalf("%+v: %v", q, err)
	}
	return page
}

func (s *shop) reader() *query.Reader { return &query.Reader{Cold: s, Opener: vault{}} }

// all concatenates the pages of a list, at most limit rows each; between is called
// after each page.
func (s *shop) all(q api.Query, between func()) []api.Row {
	s.tb.Helper()
	var rows []api.Row
	for n := 0; ; n++ {
		if n > 10_000 {
			s.tb.Fatalf("%+v: the pages do not end", q)
		}
		p := s.ask(lead, q)
		rows = append(rows, p.Rows...)
		if p.Next == "" {
			return rows
		}
		q.After = p.Next
		if between != nil {
			between()
		}
	}
}

func ids(rows []api.Row) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

// doc reads the Doc of a query into v.
func (s *shop) doc(who query.Who, kind core.Noun, id string, v any) {
	s.tb.Helper()
	p := s.ask(who, api.Query{Kind: kind, View: api.Doc, ID: id})
	if err := json.Unmarshal(p.Doc, v); err != nil {
		s.tb.Fatalf("%s %s: %v in %s", kind, id, err, p.Doc)
	}
}

// cell returns a named cell of a row.
func cell(p api.Page, row int, name string) api.Value {
	for i, c := range p.Columns {
		if c.Name == name {
			return p.Rows[row].Cells[i]
		}
	}
	return api.Value{S: fmt.Sprintf("there is no column %s", name)}
}
