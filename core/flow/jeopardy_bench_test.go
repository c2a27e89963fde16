package flow_test

import (
	"fmt"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// openPromises is a shop with so many orders that are promised to leave in 40 hours at
// the end of a day, in ten locations, and by a time of their own a little later.
func openPromises(b *testing.B, n int) (*world.World, *flow.Decider) {
	b.Helper()
	w, d := world.New(), flow.NewDecider()
	w.Remember()
	people(w)
	do := func(body core.Payload) {
		if _, err := decide(d, w, core.Command{Actor: "conn", Body: body}, noon); err != nil {
			b.Fatal(err)
		}
	}
	w.Load(&catalog.Carrier{ID: "car", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Package: 100, Days: 1}}}}}, catalog.NounCarrier)
	w.Load(&catalog.Channel{ID: "web", Currency: "GBP", NoAddress: true, ShipHours: 41}, catalog.NounChannel)
	for i := range 10 {
		id := fmt.Sprintf("L%d", i)
		w.Load(&catalog.Location{ID: id, Workdays: 127, Processing: 1, TimeZone: "Europe/London", CutOff: 18 * 60}, catalog.NounLocation)
		w.Load(&catalog.SKU{ID: "S" + id}, catalog.NounSKU)
		do(&stock.Adjust{SKU: "S" + id, Location: id, Qty: core.Quantity(n), Reason: "opening"})
	}
	for i := range n {
		do(&order.Submit{Channel: "web", Lines: []order.NewLine{{SKU: fmt.Sprintf("SL%d", i%10), Qty: 1}}})
	}
	return w, d
}

// BenchmarkTick measures one tick over 100,000 open promises of which none is due, and
// BenchmarkDrain all ticks until each of them was called out twice, its work and its time.
func BenchmarkTick(b *testing.B) {
	w, d := openPromises(b, 100_000)
	for b.Loop() {
		if events, _ := decide(d, w.Fork(), core.Command{Actor: "system", Body: &world.Tick{}}, noon); len(events) > 0 {
			b.Fatal("something is due")
		}
	}
}

func BenchmarkDrain(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w, d := openPromises(b, 100_000)
		b.StartTimer()
		var worst time.Duration
		ticks, events := 0, 0
		for {
			from := time.Now()
			e, err := decide(d, w, core.Command{Actor: "system", Body: &world.Tick{}}, noon.Add(39*time.Hour))
			if err != nil {
				b.Fatal(err)
			}
			if worst = max(worst, time.Since(from)); len(e) == 0 {
				break
			}
			ticks, events = ticks+1, events+len(e)
		}
		b.ReportMetric(float64(worst.Microseconds())/1000, "ms/worst-tick")
		b.ReportMetric(float64(ticks), "ticks")
		b.ReportMetric(float64(events), "events")
	}
}
