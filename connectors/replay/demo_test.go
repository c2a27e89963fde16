package replay

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/fixtures"
)

func (s *testShop) demo(t testing.TB, opt DemoOptions) Summary {
	t.Helper()
	got, err := Demo(context.Background(), s.connector(), strings.NewReader(fixtures.OnlineRetail()), opt)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Proves that a demo places exactly the orders that were asked for, that every incident
// leaves its mark on the board, that the figures agree with the shop, and that running it again on the
// same shop changes nothing and counts the same.
func TestDemo(t *testing.T) {
	t.Parallel()
	s := demoShop(t)
	got := s.demo(t, DemoOptions{Orders: 900})
	if got.Orders != 900 || s.World().Shop().Orders != 900 || got.Seq != s.World().Seq || got.OrdersPerSecond <= 0 {
		t.Errorf("%+v, the shop has %d orders and %d records", got, s.World().Shop().Orders, s.World().Seq)
	}
	for _, kind := range []exception.Type{exception.UnknownSKU, exception.MissingAddress, exception.Duplicate, exception.TotalMismatch,
		exception.PickShort, exception.Closed, exception.PurchaseLate, exception.Overshipped} {
		if got.Exceptions[string(kind)] == 0 {
			t.Errorf("no incident has raised %s: %v", kind, got.Exceptions)
		}
	}
	raised, returned, again, units := map[string]int{}, 0, 0, core.Quantity(0)
	s.World().Exceptions.Each(func(_ string, x *exception.Exception) bool { raised[string(x.Type)]++; return true })
	s.World().Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Lines {
			units += o.Lines[i].Qty
			returned += int(o.Lines[i].Returned)
		}
		if strings.HasSuffix(o.External, "-C") {
			again++
		}
		return true
	})
	if !maps.Equal(raised, got.Exceptions) || returned == 0 || again == 0 || units != got.Units {
		t.Errorf("the shop has %v, %d units returned, %d doubled, %d units ordered", raised, returned, again, units)
	}
	if got.AtOnceOrders < 630 || got.AtOnceLines <= got.AtOnceOrders || got.Waited == 0 || got.ShipmentsPerOrder < 1 || got.ShipmentsPerOrder > 2 {
		t.Errorf("%+v", got)
	}
	if n := statuses(s); n["delivered"] < 700 || n["open"]+n["allocated"]+n["released"] > 60 {
		t.Errorf("what could leave has not left: %v", n)
	}
	s.sound(t)

	second := s.demo(t, DemoOptions{Orders: 900})
	second.OrdersPerSecond = got.OrdersPerSecond
	if second.Tally != got.Tally || !maps.Equal(second.Exceptions, got.Exceptions) ||
		second.ShipmentsPerOrder != got.ShipmentsPerOrder || second.Seq != got.Seq {
		t.Errorf("the second time\n%+v\n%+v", second, got)
	}
}

// Proves that two demos on the same seed come to the same, and that a paced one does too:
// what happens does not depend on how fast it is shown.
func TestDemoRepeats(t *testing.T) {
	t.Parallel()
	var first Summary
	for i, opt := range []DemoOptions{{Orders: 150, Seed: 7}, {Orders: 150, Seed: 7}, {Orders: 150, Seed: 7, Speed: 5e6}} {
		got := demoShop(t).demo(t, opt)
		if got.OrdersPerSecond, got.Seq = 0, 0; i == 0 { // a paced dock looks around more often, and ticks fall otherwise
			first = got
		}
		if got.Tally != first.Tally || got.ShipmentsPerOrder != first.ShipmentsPerOrder || !maps.Equal(got.Exceptions, first.Exceptions) {
			t.Errorf("run %d: %+v, not %+v", i, got, first)
		}
	}
}

// Proves that a demo which is stopped in the middle of waiting ends at once with what it has
// counted, and that it can go on later.
func TestDemoStopped(t *testing.T) {
	t.Parallel()
	s := demoShop(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	got, err := Demo(ctx, s.connector(), strings.NewReader(fixtures.OnlineRetail()), DemoOptions{Orders: 200, Speed: 2e5, Progress: func(p Progress) {
		if p.Orders >= 50 {
			stop()
		}
	}})
	if core.CodeOf(err) != core.CodeCancelled || got.Orders == 0 || got.Orders > 60 {
		t.Fatalf("%+v, %v", got, err)
	}
	s.sound(t)
	if end := s.demo(t, DemoOptions{Orders: 200}); end.Orders != 200 || s.World().Shop().Orders != 200 {
		t.Errorf("then %+v", end)
	}
	s.sound(t)
}

// Proves how the stream's time becomes wall time: at the asked speed, with short waits
// saved up, quiet stretches cut, and nothing caught up after a stall.
func TestPace(t *testing.T) {
	t.Parallel()
	p := &pace{speed: 60, from: 1_000}
	wall := time.Unix(1_000_000, 0)
	minute := core.Instant(60_000)
	for _, c := range []struct {
		what string
		at   core.Instant
		pass time.Duration // before it is asked
		want time.Duration
	}{
		{"what is there already", 500, 0, 0},
		{"the first thing", 10 * minute, 0, 0},
		{"a minute later", 11 * minute, 0, time.Second},
		{"the same minute", 11 * minute, 0, 0},
		{"a second later, too short to wait", 11*minute + 1_000, time.Second, 0},
		{"and another", 11*minute + 2_000, 0, 2 * time.Second / 60},
		{"a night later", 700 * minute, 2 * time.Second / 60, 10 * time.Second},
		{"after a stall", 701 * minute, time.Minute, time.Second},
		{"what came before", 20 * minute, 0, 0},
	} {
		wall = wall.Add(c.pass)
		if got := p.delay(c.at, wall); got.Round(time.Millisecond) != c.want.Round(time.Millisecond) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}
