package replay

import (
	"context"
	"slices"
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/stock"
	"andon/core/supply"
)

// Proves what both templates make: four locations that can ship to every zone of the
// stream, all its goods with their aliases and none of its charges, stock and purchase orders for
// months, and a clock that the stream drives; and that giving the commands twice changes nothing.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		template func() ([]core.Command, error)
		opens    core.Instant
		first    string // of the stream
	}{{"year", Template, YearOpens(), "2010-12-01T08:26:00Z"}, {"demo", DemoTemplate, DemoOpens(), "2011-10-31T08:30:00Z"}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := shopFrom(t, c.template, c.opens)
			w := s.World()
			if w.Locations.Len() != 4 || w.SKUs.Len() != 3_939 || w.At != c.opens || w.At.String() >= c.first || w.Shop().Stream != Actor || w.Shop().Exceptions != 0 {
				t.Errorf("%d locations, %d SKUs, at %s driven by %q", w.Locations.Len(), w.SKUs.Len(), w.At, w.Shop().Stream)
			}
			w.SKUs.Each(func(id string, g *catalog.SKU) bool {
				if chargeKind(id) != "" || g.Name == "" || g.WeightG < 1 || slices.Contains(g.Aliases, id) || slices.ContainsFunc(g.Aliases, func(a string) bool { return !strings.EqualFold(a, id) }) {
					t.Errorf("SKU %+v", g)
				}
				return true
			})
			_, service := w.Service(w.Channels.Get(Channel).Service)
			w.Locations.Each(func(_ string, l *catalog.Location) bool {
				for _, zone := range []string{ZoneUK, ZoneIreland, ZoneEU, ZoneEurope, ZoneWorld} {
					if r, ok := service.Rate(l.Zone, zone); !ok || r.Days < transit(zone)-1 {
						t.Errorf("%s to %s: %+v", l.ID, zone, r)
					}
				}
				return true
			})
			suppliedFor(t, s)
			s.sound(t)
			commands, err := c.template()
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range s.must(t, boss, commands...) {
				if !r.Known {
					t.Errorf("%s was done again", commands[i].Key)
				}
			}
		})
	}
}

// suppliedFor checks that there is stock and supply of nearly everything that sells.
func suppliedFor(t *testing.T, s *testShop) {
	t.Helper()
	without := 0
	s.World().SKUs.Each(func(id string, _ *catalog.SKU) bool {
		var q core.Quantity
		s.World().BalancesOf(id, func(b *stock.Balance) bool { q += b.Q[stock.Available] + b.Q[stock.Incoming]; return true })
		if q < 1 {
			without++
		}
		return true
	})
	dated := true
	s.World().Purchases.Each(func(_ string, d *supply.Document) bool {
		for i := range d.Lines {
			dated = dated && d.Lines[i].Expected > core.DateIn(s.World().At, s.World().Locations.Get(d.Location).Clock())
		}
		return true
	})
	if without > 0 || !dated || s.World().Purchases.Len() < 50 {
		t.Errorf("%d SKUs without stock or supply, %d purchase orders, all dated ahead: %v", without, s.World().Purchases.Len(), dated)
	}
}

// Proves that an order for anything the year has sold is known to the shop: no code as
// written in the recorded year is missing in the catalog.
func TestTemplateKnowsEveryCode(t *testing.T) {
	t.Parallel()
	rd := openReal(t)
	s := yearShop(t)
	missing := map[string]bool{}
	forEachRow(t, rd, func(r Row) {
		if a := Classify(r); a.Class != ClassCharge && a.Class != ClassException && s.World().SKU(r.Code) == nil {
			missing[r.Code] = true
		}
	})
	if len(missing) > 0 {
		t.Errorf("not in the catalog: %v", missing)
	}
}

func forEachRow(t testing.TB, rd *Reader, visit func(Row)) {
	t.Helper()
	for {
		r, err := rd.Next()
		if err != nil {
			return
		}
		visit(r)
	}
}

// Proves that adjustments are booked where the goods are at home, and in a shop with other locations at the first of them.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s := yearShop(t)
	p, err := placesOf(context.Background(), &asker{client: s.connector()})
	if err != nil {
		t.Fatal(err)
	}
	at := func(sku, invoice string) string {
		id, err := p.of(sku, invoice)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	counts := map[string]int{}
	for i := range 1_000 {
		invoice := string(rune('A'+i%26)) + string(rune('a'+i/26))
		counts[at("85123A", invoice)]++
		if at("72140F", invoice) == "LEEDS" { // which has only what sells well
			t.Error("not where it is at home")
		}
	}
	if counts["DAVENTRY"] < 600 || counts["LEEDS"] == 0 || counts["TILBURY"] == 0 || counts["GLASGOW"] == 0 {
		t.Errorf("got %v", counts)
	}
	small := smallShop(t)
	if p, err = placesOf(context.Background(), &asker{client: small.connector()}); err != nil || at("85123A", "1") != "NORTH" {
		t.Errorf("got %s, %v", at("85123A", "1"), err)
	}
}
