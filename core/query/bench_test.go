package query_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/query"
)

// busy is a shop with 50,000 open orders of 3 lines, 5,000 open exceptions and 4,000 balances.
func busy(b *testing.B) *shop {
	s := newShop(b)
	for i := range 4_000 {
		s.stock(fmt.Sprintf("SKU-%04d", i/2), []string{"LEEDS", "BERLIN"}[i%2], 50)
	}
	for i := range 50_000 {
		sub := &order.Submit{External: fmt.Sprint(500_000 + i), Customer: fmt.Sprint("C", i%4_000), ShipTo: core.Party{Country: "GB"}}
		for k := range 3 {
			sub.Lines = append(sub.Lines, line(fmt.Sprintf("SKU-%04d", (i*7+k)%2_000), core.Quantity(i%5+1)))
		}
		s.place(sub)
		if i%3 == 0 {
			s.source(uint64(i+1), "LEEDS")
		}
		if i%10 == 0 {
			s.raise([]exception.Type{exception.Short, exception.Late, exception.Manual}[i/10%3], orderRef(uint64(i+1)), "1", "a detail")
		}
	}
	return s
}

// Pages over a shop of 50,000 open orders.
func BenchmarkPages(b *testing.B) {
	s := busy(b)
	r := &query.Reader{Opener: vault{}}
	ask := func(b *testing.B, q api.Query) api.Page {
		p, err := r.Query(context.Background(), s.w, lead, q)
		if err != nil {
			b.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		name string
		q    api.Query
	}{
		{"orders", api.Query{Kind: "order"}},
		{"orders-40", api.Query{Kind: "order", Limit: 40}},
		{"orders-open", api.Query{Kind: "order", Where: "open = true"}},
		{"orders-status", api.Query{Kind: "order", Where: "status = allocated and units > 3"}},
		{"orders-whole", api.Query{Kind: "order", Where: `status == "allocated" and units > 3 or held`}},
		{"orders-text", api.Query{Kind: "order", Where: "text ~ 549123"}},
		{"orders-text-whole", api.Query{Kind: "order", Where: `any(text, # contains "549123")`}},
		{"orders-external", api.Query{Kind: "order", Where: "external = 549123"}},
		{"orders-customer", api.Query{Kind: "order", Where: "customer = C77"}},
		{"orders-by-total", api.Query{Kind: "order", Sort: "-total"}},
		{"exceptions", api.Query{Kind: "exception"}},
		{"exceptions-queue", api.Query{Kind: "exception", Where: "queue = dock and open = true"}},
		{"balances", api.Query{Kind: "balance"}},
		{"balances-low", api.Query{Kind: "balance", Where: "available < 40"}},
		{"fulfillments", api.Query{Kind: "fulfillment", Where: "location = LEEDS"}},
		{"shop", api.Query{Kind: api.NounShop, View: api.Doc}},
		{"order-doc", api.Query{Kind: "order", View: api.Doc, ID: "SO-40000"}},
		{"exception-doc", api.Query{Kind: "exception", View: api.Doc, ID: "EX-301"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, c.q)
			}
		})
	}
	b.Run("orders-last-page", func(b *testing.B) {
		q := api.Query{Kind: "order", Limit: 1000}
		for p := ask(b, q); p.Next != ""; p = ask(b, q) {
			q.After = p.Next
		}
		b.ReportAllocs()
		for b.Loop() {
			ask(b, q)
		}
	})
}

// One explanation of a decision over two locations.
func BenchmarkWhy(b *testing.B) {
	s := newShop(b)
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}})
	s.source(1, "LEEDS")
	s.purchase("PO-1", "MUG", "LEEDS", 5, core.DateIn(start, time.UTC))
	r := s.reader()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Query(context.Background(), s.w, lead, api.Query{Kind: "order", View: api.Why, ID: "SO-1"}); err != nil {
			b.Fatal(err)
		}
	}
}
