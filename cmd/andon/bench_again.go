package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/engine"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// againResult is how long it takes to look again at open orders that leave in two packages
// each, which one could do since a delivery, and what a caller sees of it.
type againResult struct {
	Orders  int     `json:"orders"`
	Merged  int     `json:"merged"`
	Seconds float64 `json:"seconds"`
	Slices  int     `json:"slices"`
	Longest float64 `json:"longest_slice_ms"`
	Calls   int     `json:"calls"` // orders placed meanwhile, one after another
	P50     float64 `json:"call_p50_us"`
	P99     float64 `json:"call_p99_us"`
	Max     float64 `json:"call_max_us"`
}

func benchAgainCommand() *cobra.Command {
	var orders int
	var output, parent, profile string
	cmd := &cobra.Command{
		Use: "again", Short: "Look again at open orders that leave in two packages", Args: wants(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if orders < 1 {
				return usage("--orders is at least 1")
			}
			return inBenchDir(parent, func(dir string) (any, error) {
				return benchAgain(cmd.Context(), dir, orders, func() (func(), error) { return startProfile(profile) })
			}, output)
		},
	}
	cmd.Flags().IntVar(&orders, "orders", 50_000, "open orders")
	benchFlags(cmd, &output, &parent, &profile)
	return cmd
}

func benchAgain(ctx context.Context, dir string, orders int, profile func() (func(), error)) (res againResult, err error) {
	if err := makeBenchShop(dir); err != nil {
		return res, err
	}
	s, err := openBenchShop(ctx, dir, 0, false)
	if err != nil {
		return res, err
	}
	defer func() { err = firstOf(err, s.Close()) }()
	if err := s.placeSplit(ctx, orders); err != nil {
		return res, err
	}
	stop, err := profile()
	if err != nil {
		return res, err
	}
	defer stop()
	return s.lookAgain(ctx, orders)
}

// splitShop is how often each of its SKUs is asked for.
const splitShop = 20

// placeSplit places orders for goods of which one is at W1 and the other at W2 alone, in a
// shop that keeps such splits, and then brings the other to W1 too.
func (s *benchShop) placeSplit(ctx context.Context, orders int) error {
	if err := s.setUp(ctx); err != nil {
		return err
	}
	skus := orders/splitShop + 1
	adjust := func(i, location int, q core.Quantity) core.Command {
		return core.Command{Body: &stock.Adjust{SKU: benchSKU(i), Location: fmt.Sprintf("W%d", location), Qty: q, Reason: "bench"}}
	}
	commands := []core.Command{{Body: benchSettings(true)}}
	for i := range 2 * skus {
		for l := 1; l <= 4; l++ {
			if l != 1+i%2 {
				commands = append(commands, adjust(i, l, -benchStock))
			}
		}
	}
	for n := range orders {
		c := benchOrder(n)
		sub := c.Body.(*order.Submit)
		sub.Lines, sub.Total = sub.Lines[:2], nil
		for i := range sub.Lines {
			sub.Lines[i].SKU, sub.Lines[i].Qty = benchSKU(2*(n%skus)+i), 2
		}
		commands = append(commands, c)
	}
	for i := range skus {
		commands = append(commands, adjust(2*i+1, 1, benchStock))
	}
	return s.submitAll(ctx, commands)
}

func benchSettings(keep bool) *world.PutShop {
	return &world.PutShop{Name: "bench", Settings: world.Settings{ExtraPackage: 200, Backorder: 2000, Scarcity: 50, KeepSplits: keep}}
}

// lookAgain has the shop look at its splits from now on, and places orders until it has.
func (s *benchShop) lookAgain(ctx context.Context, orders int) (res againResult, err error) {
	before, from := s.engine.World(), time.Now()
	if err := s.submitAll(ctx, []core.Command{{Body: benchSettings(false)}}); err != nil {
		return res, err
	}
	var took []time.Duration
	for len(s.engine.World().Shop().Again) > 0 {
		start := time.Now()
		if err := s.submitAll(ctx, []core.Command{benchOrder(orders + len(took))}); err != nil {
			return res, err
		}
		took = append(took, time.Since(start))
	}
	res.Seconds = time.Since(from).Seconds()
	after := s.engine.World()
	before.SplitFrom("", 0, func(id string) bool {
		if res.Orders++; !after.Orders.Get(id).IsSplit() {
			res.Merged++
		}
		return true
	})
	if res.Slices, res.Longest, err = slicesOf(before.Fork(), &world.Tick{Again: true}, func(w *world.World) bool { return len(w.Shop().Again) > 0 },
		benchSettings(false), &world.Tick{Fill: []string{flow.AgainAll}}); err != nil {
		return res, err
	}
	if res.Calls = len(took); res.Calls > 0 {
		slices.Sort(took)
		res.P50, res.P99, res.Max = micros(took, 50), micros(took, 99), micros(took, 100)
	}
	return res, nil
}

// slicesOf does work once more on a fork, one slice after another for as long as there is
// more, and tells how many there are and how long the longest took, in milliseconds.
func slicesOf(w *world.World, slice core.Payload, more func(*world.World) bool, begin ...core.Payload) (n int, longest float64, err error) {
	d := flow.NewDecider()
	do := func(body core.Payload) (took time.Duration, err error) {
		start := time.Now()
		tx := world.NewTx(w, &core.Command{Actor: engine.System, Body: body}, w.At)
		if err = d.Decide(tx); err == nil {
			err = tx.Finish()
		}
		return time.Since(start), err
	}
	for _, body := range begin {
		if _, err := do(body); err != nil {
			return 0, 0, err
		}
	}
	for err == nil && more(w) {
		var took time.Duration
		took, err = do(slice)
		longest = max(longest, float64(took.Microseconds())/1000)
		n++
	}
	return n, longest, err
}
