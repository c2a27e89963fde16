package regret

import (
	"context"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/world"
	"andon/store"
)

// monday is nine o'clock on a Monday, UTC.
var monday = core.InstantOf(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))

// shop is a shop in memory whose clock a test moves.
type shop struct {
	testing.TB
	*engine.Stepper
	cfg engine.Config
	now core.Instant
}

// newShop sells by one channel; a package beyond the first costs 3.00.
func newShop(t testing.TB, bodies ...core.Payload) *shop {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{TB: t, now: monday}
	s.cfg = sim.NewMemory().Config(codec, func() core.Instant { return s.now })
	if s.Stepper, err = engine.OpenStepper(context.Background(), s.cfg); err != nil {
		t.Fatal(err)
	}
	s.must(
		&catalog.PutPerson{Person: catalog.Person{ID: "owner", Roles: []catalog.Role{catalog.Owner}}},
		&world.PutShop{Name: "trial", Settings: world.Settings{ExtraPackage: 300}},
		&catalog.PutEntity{Entity: catalog.Entity{ID: "us", Country: "GB", Currency: "GBP"}},
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "car", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Days: 1}}}}}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Entity: "us", Currency: "GBP", Service: "std", NoAddress: true}},
		&catalog.PutSKU{SKU: catalog.SKU{ID: "MUG"}}, &catalog.PutSKU{SKU: catalog.SKU{ID: "CUP"}})
	s.must(bodies...)
	return s
}

// must gives commands that are taken.
func (s *shop) must(bodies ...core.Payload) {
	s.Helper()
	for _, b := range bodies {
		r, err := s.Submit(context.Background(), "owner", core.Command{Body: b})
		if err != nil {
			s.Fatal(err)
		}
		if r[0].Err != nil {
			s.Fatalf("%s: %v", b.Kind(), r[0].Err)
		}
	}
}

// try gives a command that may be refused.
func (s *shop) try(body core.Payload) {
	s.Helper()
	if _, err := s.Submit(context.Background(), "owner", core.Command{Body: body}); err != nil {
		s.Fatal(err)
	}
}

// pass lets time pass.
func (s *shop) pass(d time.Duration) {
	s.Helper()
	s.now = s.now.Add(d)
	if err := s.Wake(context.Background()); err != nil {
		s.Fatal(err)
	}
}

// sell places an order of mugs and cups.
func (s *shop) sell(mugs, cups core.Quantity) {
	s.Helper()
	o := &order.Submit{Channel: "web"}
	for _, l := range [...]order.NewLine{{SKU: "MUG", Qty: mugs}, {SKU: "CUP", Qty: cups}} {
		if l.Qty > 0 {
			o.Lines = append(o.Lines, l)
		}
	}
	s.must(o)
}

func at(location string, packages core.Amount) *catalog.PutLocation {
	return &catalog.PutLocation{Location: catalog.Location{ID: location, Package: packages}}
}

func found(sku, location string, qty core.Quantity) *stock.Adjust {
	return &stock.Adjust{SKU: sku, Location: location, Qty: qty, Reason: "found"}
}

// day is the report of a day, the first when it is 0.
func (s *shop) day(after int) *Day {
	s.Helper()
	date := core.DateIn(monday, time.UTC) + core.Date(after)
	r, err := Run(context.Background(), s.cfg, Question{From: date, To: date, Orders: 1000})
	if err != nil {
		s.Fatal(err)
	}
	return &r.Days[0]
}
