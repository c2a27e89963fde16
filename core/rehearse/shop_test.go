package rehearse_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/rehearse"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/world"
	"andon/store"
)

// monday is nine o'clock on a Monday.
var monday = core.InstantOf(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))

// shop is a shop in memory whose clock a test moves.
type shop struct {
	testing.TB
	*engine.Stepper
	mem *sim.Memory
	cfg engine.Config
	now core.Instant
}

func codecOf(t testing.TB) engine.Codec {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return codec
}

// newShop has two locations: NEAR ships a unit for 0.50 and has everything, FAR ships it
// for nothing and has cups alone. A package costs 1.00 at both, a second one 3.00 more.
func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{TB: t, mem: sim.NewMemory(), now: monday}
	s.cfg = s.mem.Config(codecOf(t), func() core.Instant { return s.now })
	var err error
	if s.Stepper, err = engine.OpenStepper(context.Background(), s.cfg); err != nil {
		t.Fatal(err)
	}
	s.must("owner",
		&catalog.PutPerson{Person: catalog.Person{ID: "owner", Roles: []catalog.Role{catalog.Owner}}},
		&catalog.PutPerson{Person: catalog.Person{ID: "conn", Roles: []catalog.Role{catalog.Connector}}},
		&world.PutShop{Name: "trial", Settings: world.Settings{ExtraPackage: 300}},
		&catalog.PutEntity{Entity: catalog.Entity{ID: "us", Country: "GB", Currency: "GBP"}},
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "car", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Days: 1}}}}}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Entity: "us", Currency: "GBP", Service: "std", NoAddress: true}},
		&catalog.PutLocation{Location: catalog.Location{ID: "FAR", Package: 100}},
		&catalog.PutLocation{Location: catalog.Location{ID: "NEAR", Package: 100, Handling: 50}},
		&catalog.PutSKU{SKU: catalog.SKU{ID: "MUG"}}, &catalog.PutSKU{SKU: catalog.SKU{ID: "CUP"}},
		&stock.Adjust{SKU: "MUG", Location: "NEAR", Qty: 1000, Reason: "opening"},
		&stock.Adjust{SKU: "CUP", Location: "NEAR", Qty: 1000, Reason: "opening"},
		&stock.Adjust{SKU: "CUP", Location: "FAR", Qty: 1000, Reason: "opening"})
	return s
}

// must gives commands that are taken.
func (s *shop) must(actor string, bodies ...core.Payload) {
	s.Helper()
	for _, b := range bodies {
		r, err := s.Submit(context.Background(), actor, core.Command{Body: b})
		if err != nil {
			s.Fatal(err)
		}
		if r[0].Err != nil {
			s.Fatalf("%s: %v", b.Kind(), r[0].Err)
		}
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

// sell places an order of mugs and cups; each line stands only where something is asked.
func (s *shop) sell(external string, mugs, cups core.Quantity) {
	s.Helper()
	o := &order.Submit{Channel: "web", External: external}
	for _, l := range [...]order.NewLine{{SKU: "MUG", Qty: mugs}, {SKU: "CUP", Qty: cups}} {
		if l.Qty > 0 {
			o.Lines = append(o.Lines, l)
		}
	}
	s.must("conn", o)
}

// work ships a fulfillment order, each step after a while.
func (s *shop) work(id string, fo int, each time.Duration) {
	s.Helper()
	for _, b := range [...]core.Payload{&order.Accept{Order: id, FO: fo}, &order.Pick{Order: id, FO: fo}, &order.Pack{Order: id, FO: fo}, &order.Ship{Order: id, FO: fo}} {
		s.pass(each)
		s.must("conn", b)
	}
}

// rehearse asks, and fails the test where that is refused.
func (s *shop) rehearse(q rehearse.Question) *rehearse.Report {
	s.Helper()
	r, err := rehearse.Run(context.Background(), s.cfg, q)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func document(t testing.TB, text string) *policy.Document {
	t.Helper()
	doc := new(policy.Document)
	if err := json.Unmarshal([]byte(text), doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
