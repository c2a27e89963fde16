package apitest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
)

// readYourWrites proves that MinSeq of a receipt shows what it wrote, on any
// connection, and that asking for what is not there yet ends with the caller's patience.
func readYourWrites(s *shop) {
	other := s.connect(Owner)
	for i := range 20 {
		id := fmt.Sprintf("S%d", i)
		r := s.must(s.owner, sku(id))
		p := s.query(other, api.Query{Kind: catalog.NounSKU, Where: "id = " + id, MinSeq: r.Seq})
		if len(p.Rows) != 1 || p.Seq < r.Seq || p.Rows[0].Version != r.Seq {
			s.Fatalf("%s is not there at %d: %+v", id, r.Seq, p)
		}
	}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if _, err := other.Query(ctx, api.Query{Kind: catalog.NounSKU, MinSeq: 1 << 40}); core.CodeOf(err) != core.CodeCancelled {
		s.Errorf("waiting for ever: %v", err)
	}
}

// pages proves that the pages of a list show every row once, in order, within limits.
func pages(s *shop) {
	s.skus(250)
	for _, limit := range []int{0, 1, 7, 100, 249, 250, 251, api.MaxRows + 5} {
		var ids []string
		q := api.Query{Kind: catalog.NounSKU, Limit: limit}
		for {
			p := s.query(s.owner, q)
			most := limit
			if limit == 0 {
				most = 100
			}
			if len(p.Rows) > min(most, api.MaxRows) || p.Total != 250 || p.AtLeast {
				s.Fatalf("limit %d: %d rows of %d", limit, len(p.Rows), p.Total)
			}
			for _, r := range p.Rows {
				ids = append(ids, r.ID)
				if len(r.Cells) != len(p.Columns) || r.Version == 0 {
					s.Fatalf("row %s has %d cells for %d columns, version %d", r.ID, len(r.Cells), len(p.Columns), r.Version)
				}
			}
			if q.After = p.Next; q.After == "" {
				break
			}
		}
		if len(ids) != 250 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != 250 {
			s.Errorf("limit %d shows %d rows", limit, len(ids))
		}
	}
}

// movingPages proves that a row that did not change is neither lost nor repeated
// between two pages, whatever comes meanwhile.
func movingPages(s *shop) {
	s.skus(30)
	first := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Limit: 10})
	s.must(s.owner, sku("A-before"), sku("S004-between"), sku("S015-later"), sku("Z-after"))
	second := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Limit: 100, After: first.Next})
	got := map[string]int{}
	for _, r := range append(first.Rows, second.Rows...) {
		got[r.ID]++
	}
	for i := range 30 {
		if id := fmt.Sprintf("S%03d", i); got[id] != 1 {
			s.Errorf("%s is shown %d times", id, got[id])
		}
	}
	if got["S015-later"] != 1 || got["Z-after"] != 1 {
		s.Error("rows that came behind the first page are missing on the second")
	}
}

// filters proves that where and sort are done by the shop, and mean what they say.
func filters(s *shop) {
	s.skus(20)
	for i := range 20 {
		s.must(s.owner, &catalog.PutSKU{SKU: catalog.SKU{ID: fmt.Sprintf("S%03d", i), WeightG: int64(i % 5), Season: []string{"summer", "winter"}[i%2]}})
	}
	p := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Where: `weight >= 3 and season = "winter"`})
	var ids []string
	for _, r := range p.Rows {
		ids = append(ids, r.ID)
	}
	if got := strings.Join(ids, " "); got != "S003 S009 S013 S019" || p.Total != 4 {
		s.Errorf("filtered: %s of %d", got, p.Total)
	}
	for sort, want := range map[string]string{"id": "S000", "-id": "S019", "-weight": "S004"} {
		p := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Sort: sort, Limit: 1})
		if len(p.Rows) != 1 || p.Rows[0].ID != want || p.Next == "" {
			s.Errorf("sorted by %s: %+v", sort, p.Rows)
		}
	}
}

// badQuestions proves that a question that makes no sense has a coded answer.
func badQuestions(s *shop) {
	s.skus(3)
	other := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Limit: 1}).Next
	for _, c := range []struct {
		q    api.Query
		code core.Code
	}{
		{api.Query{}, core.CodeNotFound},
		{api.Query{Kind: "nonsense"}, core.CodeNotFound},
		{api.Query{Kind: catalog.NounSKU, View: "nonsense"}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Limit: -1}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: "colour = red"}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: "id ="}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: "weight = heavy"}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: strings.Repeat("(", 100)}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: strings.Repeat("(", 100_000)}, core.CodeLimit},
		{api.Query{Kind: catalog.NounSKU, Sort: "colour"}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, After: "rubbish"}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounLocation, After: other}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, Where: "season = x", After: other}, core.CodeInvalid},
		{api.Query{Kind: catalog.NounSKU, View: api.Doc, ID: "NONE"}, core.CodeNotFound},
		{api.Query{Kind: order.NounOrder, View: api.Doc, ID: "SO-1\x00"}, core.CodeNotFound},
		{api.Query{Kind: order.NounOrder, View: api.Why, ID: "SO-1"}, core.CodeNotFound},
	} {
		if _, err := s.owner.Query(s.ctx, c.q); core.CodeOf(err) != c.code {
			s.Errorf("%.200v: %v, want %s", c.q, err, c.code)
		}
	}
}

// documents proves the views of one record: the shop, an order with what it can do, an
// exception, a balance, a history, and why an order was sourced so.
func documents(s *shop) {
	conn := s.retail()
	r := s.must(conn, &stock.Adjust{SKU: "MUG", Location: "LEEDS", Qty: 3, Reason: "found"}, mugs("E1", 5))
	var shop api.ShopView
	s.doc(api.Query{Kind: api.NounShop, MinSeq: r.Seq}, &shop)
	if shop.Actor != Owner || shop.Seq < r.Seq || shop.Health != "" || shop.Exceptions != 1 || shop.Waiting != 1 {
		s.Errorf("shop: %+v", shop)
	}
	var o api.OrderView
	s.doc(api.Query{Kind: order.NounOrder, ID: "SO-1"}, &o)
	if o.Order == nil || o.External != "E1" || o.Status != "partly backordered" || o.Lines[0].In(order.Allocated) != 3 || len(o.Exceptions) != 1 || len(o.FOStatus) != 1 {
		s.Errorf("order: %+v", o)
	}
	for _, a := range o.Actions {
		if _, err := api.ParseCommand(a.Command); err != nil || a.Title == "" {
			s.Errorf("action %+v is not a command: %v", a, err)
		}
	}
	var x api.ExceptionView
	s.doc(api.Query{Kind: exception.NounException, ID: o.Exceptions[0].ID}, &x)
	if x.Exception == nil || x.Type != exception.Short || x.Title == "" {
		s.Errorf("exception: %+v", x)
	}
	var b api.BalanceView
	s.doc(api.Query{Kind: stock.NounBalance, ID: "MUG@LEEDS"}, &b)
	if b.Balance == nil || b.OnHand != 3 || b.States["allocated"] != 3 {
		s.Errorf("balance: %+v", b)
	}
	h := s.query(s.owner, api.Query{Kind: order.NounOrder, View: api.History, ID: "SO-1"})
	if len(h.Rows) < 2 || len(h.Columns) != len(api.HistoryColumns()) {
		s.Errorf("history: %+v", h)
	}
	var why api.WhyView
	if p := s.query(s.owner, api.Query{Kind: order.NounOrder, View: api.Why, ID: "SO-1"}); len(p.Doc) == 0 {
		s.Errorf("why: %+v", p)
	} else if s.docOf(p, &why); !slices.ContainsFunc(why.Decisions, func(d api.WhyDecision) bool { return d.Seq == r.Seq && d.Cause == "placed" && len(d.Text) > 0 }) {
		s.Errorf("why: %+v", why)
	}
}
