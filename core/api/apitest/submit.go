package apitest

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/stock"
	"andon/core/world"
)

// receiptsInOrder proves that each command has its own receipt, at its own place, with
// rising sequences, and that a refusal among them does not disturb its neighbours.
func receiptsInOrder(s *shop) {
	before := s.seq()
	receipts, err := s.owner.Submit(s.ctx,
		core.Command{Key: "a", Body: sku("A")},
		core.Command{Key: "bad", Body: sku("")},
		core.Command{Key: "b", Body: sku("B")},
		core.Command{Key: "unknown", Body: &api.Raw{Name: "no.such", JSON: []byte(`{}`)}},
		core.Command{Key: "c", Body: sku("C")},
	)
	if err != nil {
		s.Fatal(err)
	}
	for i, want := range []string{"a", "bad", "b", "unknown", "c"} {
		r := receipts[i]
		if good := len(want) == 1; r.Key != want || r.OK() != good {
			s.Fatalf("receipt %d is %+v, want that of %s", i, r, want)
		} else if good {
			if r.Seq <= before || r.Known || len(r.Events) != 1 || r.Events[0].Kind() != "sku.put" {
				s.Errorf("%s: %+v", want, r)
			}
			before = r.Seq
		}
	}
	if none, err := s.owner.Submit(s.ctx); err != nil || len(none) != 0 {
		s.Errorf("no commands: %v %v", none, err)
	}
}

// refusedChangesNothing proves that after refusals of every sort nothing has moved.
func refusedChangesNothing(s *shop) {
	s.retail()
	before := s.query(s.owner, api.Query{Kind: api.NounRecord})
	for code, body := range map[core.Code]core.Payload{
		core.CodeInvalid:  &catalog.PutLocation{Location: catalog.Location{ID: "X", TimeZone: "Mars/Base"}},
		core.CodeNotFound: &stock.Shift{SKU: "NOPE", Location: "LEEDS", Qty: 1, From: stock.Available, To: stock.Damaged, Reason: "x"},
		core.CodeStock:    &stock.Reserve{SKU: "MUG", Location: "LEEDS", Qty: 1, Holder: "channel/web"},
		core.CodeState:    &stock.ApproveCount{SKU: "MUG", Location: "LEEDS", Reason: "x"},
		core.CodeLimit:    &world.PutShop{Name: strings.Repeat("x", core.MaxTextBytes+1)},
	} {
		s.refused(s.owner, core.Command{Key: "same", Body: body}, code)
	}
	if after := s.query(s.owner, api.Query{Kind: api.NounRecord}); after.Seq != before.Seq || after.Total != before.Total {
		s.Errorf("refusals moved the shop from %d to %d", before.Seq, after.Seq)
	}
	s.must(s.owner, sku("X"))
	if r := s.submit(s.owner, core.Command{Key: "same", Body: sku("Y")}); r.Err != nil || r.Known {
		s.Errorf("the key of a refused command is free, yet: %+v", r)
	}
}

// keysAreTakenOnce proves that a repeat gets the first receipt and does nothing, also
// within one submit and from another connection, and that a key never stands for two.
func keysAreTakenOnce(s *shop) {
	first := s.submit(s.owner, core.Command{Key: "k", Body: sku("A")})
	if first.Err != nil {
		s.Fatal(first.Err)
	}
	again := s.submit(s.connect(Owner), core.Command{Key: "k", Body: sku("A")})
	if !again.OK() || !again.Known || again.Seq != first.Seq || len(again.Events) != len(first.Events) {
		s.Errorf("again: %+v, first %+v", again, first)
	}
	raw := s.submit(s.owner, core.Command{Key: "k", Body: &api.Raw{Name: "sku.put", JSON: []byte(`{"sku":{"id":"A"}}`)}})
	if !raw.Known || raw.Seq != first.Seq {
		s.Errorf("the same as JSON: %+v", raw)
	}
	s.refused(s.owner, core.Command{Key: "k", Body: sku("B")}, core.CodeKeyReused)
	s.refused(s.owner, core.Command{Key: "k", Body: &catalog.PutEntity{Entity: catalog.Entity{ID: "A", Currency: "GBP"}}}, core.CodeKeyReused)
	twice, err := s.owner.Submit(s.ctx, core.Command{Key: "t", Body: sku("T")}, core.Command{Key: "t", Body: sku("T")})
	if err != nil || twice[0].Err != nil || !twice[1].Known || twice[1].Seq != twice[0].Seq {
		s.Errorf("twice in one submit: %+v %v", twice, err)
	}
	none, err := s.owner.Submit(s.ctx, core.Command{Body: sku("N")}, core.Command{Body: sku("N")})
	if err != nil || none[0].Seq == none[1].Seq || none[1].Known {
		s.Errorf("without a key each is new: %+v %v", none, err)
	}
}

// expectations proves that a command about what has changed since is a conflict.
func expectations(s *shop) {
	ref := core.Ref{Noun: catalog.NounSKU, ID: "A"}
	seen := s.must(s.owner, sku("A")).Seq
	row := s.query(s.owner, api.Query{Kind: catalog.NounSKU, MinSeq: seen}).Rows[0]
	if row.Version != seen {
		s.Errorf("the row's version is %d, the record's %d", row.Version, seen)
	}
	good := s.submit(s.owner, core.Command{Expect: &core.Expect{Ref: ref, Version: row.Version}, Body: sku("A")})
	if good.Err != nil {
		s.Fatal(good.Err)
	}
	s.refused(s.owner, core.Command{Expect: &core.Expect{Ref: ref, Version: row.Version}, Body: sku("A")}, core.CodeConflict)
	s.refused(s.owner, core.Command{Expect: &core.Expect{Ref: core.Ref{Noun: catalog.NounSKU, ID: "NONE"}, Version: 1}, Body: sku("A")}, core.CodeNotFound)
	s.refused(s.owner, core.Command{Expect: &core.Expect{Ref: core.Ref{Noun: "nonsense", ID: "A"}, Version: 1}, Body: sku("A")}, core.CodeNotFound)
}

// roles proves that the engine asks who it is, per command and per question, and that
// what a person may changes with the next command.
func roles(s *shop) {
	stranger := s.connect("stranger")
	s.refused(stranger, core.Command{Body: sku("A")}, core.CodeForbidden)
	if _, err := stranger.Query(s.ctx, api.Query{Kind: catalog.NounSKU}); core.CodeOf(err) != core.CodeForbidden {
		s.Errorf("a stranger reads: %v", err)
	}
	s.refused(stranger, core.Command{Body: &catalog.PutPerson{Person: catalog.Person{ID: "stranger", Roles: []catalog.Role{catalog.Owner}}}}, core.CodeForbidden)
	put := func(retired bool, roles ...catalog.Role) {
		s.must(s.owner, &catalog.PutPerson{Person: catalog.Person{ID: "stranger", Roles: roles, Retired: retired}})
	}
	put(false, catalog.Viewer)
	s.query(stranger, api.Query{Kind: catalog.NounSKU})
	s.refused(stranger, core.Command{Body: sku("A")}, core.CodeForbidden)
	put(false, catalog.Admin)
	s.must(stranger, sku("A"))
	s.refused(stranger, core.Command{Body: &world.Tick{}}, core.CodeInvalid)
	s.refused(stranger, core.Command{Cursor: &core.Cursor{Connector: "other", Position: "9"}, Body: sku("A")}, core.CodeForbidden)
	put(true, catalog.Admin)
	s.refused(stranger, core.Command{Body: sku("A")}, core.CodeForbidden)
	s.refused(s.owner, core.Command{Body: &catalog.PutPerson{Person: catalog.Person{ID: Owner, Roles: []catalog.Role{catalog.Admin}}}}, core.CodeState)
}

// strictBodies proves that JSON says what the kind allows and nothing else.
func strictBodies(s *shop) {
	for _, body := range []string{`{"sku":{"id":"A","colour":"red"}}`, `{"skus":[]}`, `[]`, `"A"`, `{"sku":{"id":7}}`, `{"sku":`, `{"sku":{"id":"A"}}{}`,
		`{"sku":{"id":"A","cost":1.5e300}}`, `{"sku":{"id":"A","decimals":-1}}`} {
		s.refused(s.owner, core.Command{Body: &api.Raw{Name: "sku.put", JSON: []byte(body)}}, core.CodeInvalid)
	}
	if r := s.submit(s.owner, core.Command{Body: &api.Raw{Name: "sku.put", JSON: []byte(`{"sku":{"id":"A","cost":"1.500001"}}`)}}); r.Err != nil {
		s.Error(r.Err)
	}
}

// limits proves that what is too large is refused, one by one and as a whole.
func limits(s *shop) {
	s.refused(s.owner, core.Command{Key: strings.Repeat("k", core.MaxKeyBytes+1), Body: sku("A")}, core.CodeLimit)
	s.refused(s.owner, core.Command{Body: &catalog.PutEntity{Entity: catalog.Entity{ID: "E", Currency: "GBP", TaxID: strings.Repeat("x", core.MaxTextBytes+1)}}}, core.CodeLimit)
	s.refused(s.owner, core.Command{Body: sku(strings.Repeat("i", core.MaxIDBytes+1))}, core.CodeInvalid)
	many := make([]core.Command, 10_001)
	for i := range many {
		many[i].Body = sku("A")
	}
	if _, err := s.owner.Submit(s.ctx, many...); core.CodeOf(err) != core.CodeLimit {
		s.Errorf("too many commands: %v", err)
	}
	if s.seq() != 1 {
		s.Errorf("what was too large was taken: %d records", s.seq())
	}
}

// givenUp proves that a submit whose caller gave up before took nothing.
func givenUp(s *shop) {
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	before := s.seq()
	if _, err := s.owner.Submit(ctx, core.Command{Body: sku("A")}); core.CodeOf(err) != core.CodeCancelled {
		s.Errorf("given up: %v", err)
	}
	if after := s.must(s.owner, sku("B")).Seq; after != before+1 {
		s.Errorf("the record after %d is %d", before, after)
	}
}

// manyAtOnce proves that callers who come at once all get their own, once.
func manyAtOnce(s *shop) {
	const callers, each = 16, 8
	var mu sync.Mutex
	seqs := map[uint64]string{}
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			client := s.connect(Owner)
			for i := range each {
				key := fmt.Sprintf("%d/%d", c, i)
				r, err := client.Submit(s.ctx, core.Command{Key: key, Body: sku(fmt.Sprintf("C%dI%d", c, i))})
				if err == nil {
					_, err = client.Query(s.ctx, api.Query{Kind: catalog.NounSKU, Limit: 5, MinSeq: r[0].Seq})
				}
				mu.Lock()
				if err != nil || !r[0].OK() || r[0].Key != key || seqs[r[0].Seq] != "" {
					s.Errorf("%s: %+v %v", key, r, err)
				} else {
					seqs[r[0].Seq] = key
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if p := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Limit: 1}); p.Total != callers*each || len(seqs) != callers*each {
		s.Errorf("%d SKUs and %d receipts of %d", p.Total, len(seqs), callers*each)
	}
}
