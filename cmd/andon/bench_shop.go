package main

import (
	"context"
	"crypto/rand"
	"fmt"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
	"andon/store"
)

// benchShop is a shop in a folder of its own.
type benchShop struct{ shop }

const (
	benchActor    = "bench"
	benchSKUs     = 25_000 // × 4 locations = 100,000 balances
	benchStock    = 1_000_000
	benchChannels = "shop"
)

// frozenSnapshots reads snapshots and writes none: the journal's tail stays as long
// as the benchmark wants it.
type frozenSnapshots struct{ engine.Snapshots }

// Write drops the snapshot.
func (frozenSnapshots) Write(uint64, core.Instant, func(func(byte, []byte) error) error) error {
	return nil
}

// makeBenchShop makes the empty folder of a shop to measure.
func makeBenchShop(dir string) error {
	id, err := store.NewShopID(rand.Reader)
	if err != nil {
		return err
	}
	return store.Create(dir, store.Meta{Shop: id, Name: "bench", Created: wallClock()}, store.Options{})
}

// openBenchShop opens it as any shop is opened, but for what is measured: how far the
// read model may be behind, and whether snapshots are written.
func openBenchShop(ctx context.Context, dir string, maxLag uint64, frozen bool) (*benchShop, error) {
	f, err := openFiles(dir, "andon bench")
	if err != nil {
		return nil, err
	}
	cfg := f.config(wallClock)
	cfg.MaxLag = maxLag
	if frozen {
		cfg.Snapshots = frozenSnapshots{cfg.Snapshots}
	}
	e, err := engine.Open(ctx, cfg, nil)
	if err != nil {
		return nil, firstOf(err, f.Close())
	}
	return &benchShop{shop{files: f, engine: e, client: e.Client(benchActor), actor: benchActor}}, nil
}

// submitAll submits commands in parts and fails on the first refusal.
func (s *benchShop) submitAll(ctx context.Context, commands []core.Command) error {
	for len(commands) > 0 {
		n := min(len(commands), 1000)
		receipts, err := s.client.Submit(ctx, commands[:n]...)
		if err != nil {
			return err
		}
		for i := range receipts {
			if receipts[i].Err != nil {
				return receipts[i].Err
			}
		}
		commands = commands[n:]
	}
	return nil
}

// setUp fills the shop.
func (s *benchShop) setUp(ctx context.Context) error { return s.submitAll(ctx, benchCatalog()) }

// benchCatalog puts 25,000 SKUs at four locations, with stock for years.
func benchCatalog() []core.Command {
	put := func(body core.Payload) core.Command { return core.Command{Body: body} }
	commands := []core.Command{
		put(&catalog.PutPerson{Person: catalog.Person{ID: benchActor, Roles: []catalog.Role{catalog.Owner}}}),
		put(&world.PutShop{Name: "bench", Settings: world.Settings{ExtraPackage: 200, Backorder: 2000, Scarcity: 50}}),
		put(&catalog.PutEntity{Entity: catalog.Entity{ID: "UK", Currency: "GBP"}}),
		put(&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "post", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{
			{From: "north", To: "uk", Package: 320, PerKg: 20, Days: 2}, {To: "uk", Package: 350, PerKg: 20, Days: 2}, {Package: 900, PerKg: 90, Days: 6}}}}}}),
		put(&catalog.PutChannel{Channel: catalog.Channel{ID: benchChannels, Entity: "UK", Currency: "GBP", Service: "std", Incoming: true, ShipHours: 72}}),
	}
	for i := range 4 {
		zone := "north"
		if i%2 == 1 {
			zone = "south"
		}
		commands = append(commands, put(&catalog.PutLocation{Location: catalog.Location{ID: fmt.Sprintf("W%d", i+1), Country: "GB", Zone: zone,
			TimeZone: "Europe/London", CutOff: 15 * 60, Workdays: 0x7f, Handling: core.Amount(10 + i), Package: 40, Priority: i}}))
	}
	for i := range benchSKUs {
		commands = append(commands, put(&catalog.PutSKU{SKU: catalog.SKU{ID: benchSKU(i), Name: "goods", WeightG: int64(100 + i%900)}}))
	}
	for i := range benchSKUs {
		for l := range 4 {
			commands = append(commands, put(&stock.Adjust{SKU: benchSKU(i), Location: fmt.Sprintf("W%d", l+1), Qty: benchStock, Reason: "opening"}))
		}
	}
	return commands
}

func benchSKU(i int) string { return fmt.Sprintf("S%05d", i%benchSKUs) }

// benchOrder is the n-th order: three lines, a person with an address, a total that
// adds up, a key and a number of its own. Spread, not random, so that two runs agree.
func benchOrder(n int) core.Command {
	mix := uint64(n)*0x9e3779b97f4a7c15 + 0x1234567
	lines := make([]order.NewLine, 3)
	var total core.Amount
	for i := range lines {
		mix ^= mix >> 29
		mix *= 0xbf58476d1ce4e5b9
		qty := core.Quantity(1 + mix>>61)
		lines[i] = order.NewLine{SKU: benchSKU(int(mix >> 33)), Qty: qty, Price: core.Price(1+mix>>58) * core.PriceScale}
		total += core.Amount(int64(lines[i].Price)/core.PriceScale) * 100 * core.Amount(qty)
	}
	id := fmt.Sprintf("B%09d", n)
	return core.Command{Key: benchChannels + ":" + id, Body: &order.Submit{
		Channel: benchChannels, External: id, Lines: lines, Total: &total,
		ShipTo: core.Party{Country: "GB", Zone: "uk", Personal: &core.Personal{
			Name: "Customer " + id, Email: id + "@example.com", Address: []string{id[5:] + " Order Street"}, City: "Leeds", PostCode: "LS1 4AP"}},
	}}
}

// makeHistory places orders and ships and delivers them, so that they are closed.
func (s *benchShop) makeHistory(ctx context.Context, from, n int) error {
	return s.live(ctx, from, n, closing)
}

// makeLives makes about as many records, of orders that go all the way through the dock.
func (s *benchShop) makeLives(ctx context.Context, from, records int) error {
	const each = 6
	return s.live(ctx, from, records/each, func(events []core.Payload) []core.Command {
		var out []core.Command
		for _, c := range closing(events) {
			if ship, ok := c.Body.(*order.Ship); ok {
				out = append(out, core.Command{Body: &order.Accept{Order: ship.Order, FO: ship.FO}},
					core.Command{Body: &order.Pick{Order: ship.Order, FO: ship.FO}}, core.Command{Body: &order.Pack{Order: ship.Order, FO: ship.FO}})
			}
			out = append(out, c)
		}
		return out
	})
}

// live places n orders and does to each what its first events call for.
func (s *benchShop) live(ctx context.Context, from, n int, after func([]core.Payload) []core.Command) error {
	const part = 500
	for done := 0; done < n; done += part {
		var orders []core.Command
		for i := range min(part, n-done) {
			orders = append(orders, benchOrder(from+done+i))
		}
		receipts, err := s.client.Submit(ctx, orders...)
		if err != nil {
			return err
		}
		var facts []core.Command
		for _, r := range receipts {
			if r.Err != nil {
				return r.Err
			}
			facts = append(facts, after(r.Events)...)
		}
		if err := s.submitAll(ctx, facts); err != nil {
			return err
		}
	}
	return nil
}

// closing ships and delivers all that an order's sourcing promised.
func closing(events []core.Payload) []core.Command {
	var out []core.Command
	for _, e := range events {
		if sourced, ok := e.(*order.Sourced); ok {
			for i, f := range sourced.Open {
				out = append(out, core.Command{Body: &order.Ship{Order: sourced.Order, FO: f.No}},
					core.Command{Body: &order.Deliver{Order: sourced.Order, Shipment: i + 1}})
			}
		}
	}
	return out
}
