package flow_test

import (
	"fmt"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// price reads a price as people write it.
func (s *script) price(text string) core.Price {
	s.t.Helper()
	p, err := core.ParsePrice(text)
	if err != nil {
		s.fail("%v", err)
	}
	return p
}

// priced is a shop with a list: A costs 2.50, from six on 2.00; B 0.333333, C 2.00 give
// or take a penny a piece. A case of each holds six.
func priced(t *testing.T) *script {
	t.Helper()
	s := run(t, "chan shop list=L")
	s.give("lead", &catalog.PutPriceList{PriceList: catalog.PriceList{ID: "L", Currency: "GBP", Entries: []catalog.PriceEntry{
		{SKU: "A", Price: s.price("2.50")}, {SKU: "A", From: 6, Price: s.price("2.00")}, {SKU: "B", Price: s.price("0.333333")}}}})
	s.give("lead", &catalog.PutPriceList{PriceList: catalog.PriceList{ID: "T", Currency: "GBP", Tolerance: s.price("0.01"),
		Entries: []catalog.PriceEntry{{SKU: "C", Price: s.price("2.00")}, {SKU: "C", From: 12, Price: core.MaxPrice}}}})
	s.give("lead", &catalog.PutCustomer{Customer: catalog.Customer{ID: "T", PriceList: "T"}})
	return s
}

// TestPriceOfAPack proves that a price is of one of what was ordered: a pack costs what
// its units cost, at the price that so many units have, to the sixth decimal.
func TestPriceOfAPack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sku, unit string
		qty       core.Quantity
		price     string
		want      string // of the hold; "" none
		goods     core.Amount
	}{
		{"A", "", 5, "2.50", "", 1250},
		{"A", "each", 6, "2.00", "", 1200},
		{"A", "", 6, "2.50", "line 1: A at 2.50, the list L says 2.00", 1500},
		{"A", "case", 1, "12.00", "", 1200},
		{"A", "case", 3, "12.00", "", 3600},
		{"A", "case", 1, "2.00", "line 1: A at 2.00 a case of 6, the list L says 12.00", 200},
		{"A", "case", 1, "15.00", "line 1: A at 15.00 a case of 6, the list L says 12.00", 1500},
		{"B", "case", 1, "1.999998", "", 200},
		{"B", "case", 1, "2.00", "line 1: B at 2.00 a case of 6, the list L says 1.999998", 200},
		{"C", "case", 1, "12.06", "", 1206},
		{"C", "case", 1, "12.07", "line 1: C at 12.07 a case of 6, the list T says 12.00", 1207},
		{"C", "case", 2, "12.00", "line 1: C at 12.00 a case of 6, the list T says 4503599627.370497", 2400},
	} {
		t.Run(fmt.Sprint(c.qty, c.unit, c.sku, c.price), func(t *testing.T) {
			t.Parallel()
			s := priced(t)
			who, total := "", c.goods
			if c.sku == "C" {
				who = "T"
			}
			s.give("conn", &order.Submit{Channel: "shop", External: "1", Customer: who, Total: &total, ShipTo: core.Party{Country: "GB", Complete: true},
				Lines: []order.NewLine{{SKU: c.sku, Unit: c.unit, Qty: c.qty, Price: s.price(c.price)}}})
			o := s.order("SO-1")
			got := ""
			for _, h := range o.Holds {
				got += h.Reason
			}
			if got != c.want || o.Goods() != c.goods {
				t.Errorf("%q, goods of %d", got, o.Goods())
			}
		})
	}
}

// TestPriceOfAPackAmended proves that a channel's newer version is judged alike.
func TestPriceOfAPackAmended(t *testing.T) {
	t.Parallel()
	s := priced(t)
	send := func(rev int64, qty core.Quantity, price string) {
		s.line = fmt.Sprint("version ", rev)
		s.do(core.Command{Actor: "conn", Digest: [16]byte{byte(rev)}, Body: &order.Submit{Channel: "shop", External: "1", Rev: rev,
			ShipTo: core.Party{Country: "GB", Complete: true}, Lines: []order.NewLine{{SKU: "A", Unit: "case", Qty: qty, Price: s.price(price)}}}})
	}
	send(1, 1, "2.00")
	s.play("= board price_mismatch:SO-1/1 short:SO-1/1")
	send(2, 2, "12.00")
	s.play("= SO-1 goods=2400\n= board short:SO-1/1")
}

// TestMoreOfAPack proves that units which a person adds to a line are paid for, in the
// unit that it was ordered in.
func TestMoreOfAPack(t *testing.T) {
	t.Parallel()
	s := run(t, `
		stock A@L1 99
		order web A:case*2 price=12
		= SO-1 goods=2400
		amend SO-1 1*18
		= SO-1 goods=3600
		amend SO-1 1*20
		! invalid
		amend SO-1 1*6
		= SO-1/1 allocated=6 cancelled=12
		order web A:each*2 price=3
		amend SO-2 1*5
		= SO-2 goods=1500
		order web A:pallet*2 price=3
		amend SO-3 1*5
		= SO-3/1 allocated=5
	`)
	if l := s.order("SO-1").Line(1); l.Unit != "case" || l.UnitQty != 3 || l.Qty != 18 {
		t.Errorf("%+v", l)
	}
}

// TestNoCountry proves that an address in no country is recorded from a channel, with
// nothing sourced, and refused from a person.
func TestNoCountry(t *testing.T) {
	t.Parallel()
	s := run(t, "chan mail address\nstock A@L1 1")
	send := func(actor, country string) {
		s.give(actor, &order.Submit{Channel: "mail", ShipTo: core.Party{Country: country, Complete: true}, Lines: []order.NewLine{{SKU: "A", Qty: 1}}})
	}
	send("lead", "UK")
	s.refused(core.CodeInvalid, `country "UK" is not one of ISO 3166`)
	send("conn", "UK")
	s.play(`
		= SO-1/1 open=1
		= board missing_address:SO-1
		free SO-1 1
		! wrong_state
	`)
	s.give("lead", &order.Amend{Order: "SO-1", ShipTo: &core.Party{Country: "XX", Complete: true}, Reason: "asked"})
	s.refused(core.CodeInvalid, `country "XX" is not one of ISO 3166`)
	s.play(`
		amend SO-1 to=2
		= SO-1/1 allocated=1
		= board
	`)
}
