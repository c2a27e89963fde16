package main

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/job"
	"andon/core/outage"
	"andon/core/stock"
	"andon/core/world"
)

// outageResult is what closing a location costs at which fulfillment orders stand open:
// to foresee it, to do it while callers place orders, and what those notice of it.
type outageResult struct {
	Open        int     `json:"open_fulfillment_orders"`
	Callers     int     `json:"callers"`
	Preview     float64 `json:"preview_seconds"`
	PreviewCPU  float64 `json:"preview_cpu_seconds"` // of the process
	Execution   float64 `json:"execution_seconds"`   // from the command until the last of it is done
	Touched     int     `json:"orders_touched"`
	Rerouted    int     `json:"rerouted"`
	Backordered int     `json:"backordered"` // orders of which units wait
	Stuck       int     `json:"stuck"`
	Foreseen    bool    `json:"as_previewed"`             // the preview had said the same
	Before      float64 `json:"intake_before_per_second"` // while those orders were placed
	Meanwhile   float64 `json:"intake_meanwhile_per_second"`
	Ratio       float64 `json:"intake_ratio"`
	P50Before   float64 `json:"call_before_p50_us"`
	P99Before   float64 `json:"call_before_p99_us"`
	P50         float64 `json:"call_p50_us"` // of a caller meanwhile
	P99         float64 `json:"call_p99_us"`
	Slices      int     `json:"slices"`
	Longest     float64 `json:"longest_slice_ms"`
	Verify      string  `json:"verify"`
}

func benchOutageCommand(a *app) *cobra.Command {
	var orders, callers int
	var output, parent, profile string
	cmd := &cobra.Command{
		Use: "outage", Short: "Close a location at which fulfillment orders stand open", Args: wants(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if orders < 1 || callers < 1 {
				return usage("--orders and --callers are at least 1")
			}
			return inBenchDir(parent, func(dir string) (any, error) {
				res, err := benchOutage(cmd.Context(), dir, orders, callers, func() (func(), error) { return startProfile(profile) })
				if err == nil {
					_, err = a.verify(cmd.Context(), dir)
					res.Verify = "ok"
				}
				return res, err
			}, output)
		},
	}
	cmd.Flags().IntVar(&orders, "orders", 10_000, "fulfillment orders that are open at the location")
	cmd.Flags().IntVar(&callers, "callers", 64, "callers, each waiting for its receipt")
	benchFlags(cmd, &output, &parent, &profile)
	return cmd
}

func benchOutage(ctx context.Context, dir string, orders, callers int, profile func() (func(), error)) (res outageResult, err error) {
	if err := makeBenchShop(dir); err != nil {
		return res, err
	}
	s, err := openBenchShop(ctx, dir, 0, false)
	if err != nil {
		return res, err
	}
	defer func() { err = firstOf(err, s.Close()) }()
	res.Callers = callers
	if err := s.placeAtOne(ctx, orders, &res); err != nil {
		return res, err
	}
	stop, err := profile()
	if err != nil {
		return res, err
	}
	defer stop()
	return res, s.closeOne(ctx, orders, &res)
}

// soleEvery is how many SKUs there are for one that is at the first location alone.
const soleEvery = 25

// placeAtOne places orders, all of which the first location ships; what it alone has
// cannot be shipped without it.
func (s *benchShop) placeAtOne(ctx context.Context, orders int, res *outageResult) error {
	if err := s.setUp(ctx); err != nil {
		return err
	}
	var gone []core.Command
	for i := 0; i < benchSKUs; i += soleEvery {
		for _, location := range []string{"W2", "W3", "W4"} {
			gone = append(gone, core.Command{Body: &stock.Adjust{SKU: benchSKU(i), Location: location, Qty: -benchStock, Reason: "bench"}})
		}
	}
	if err := s.submitAll(ctx, gone); err != nil {
		return err
	}
	s.drain()
	start := time.Now()
	took, err := s.callers(ctx, res.Callers, numbers(0, orders))
	res.Before = float64(orders) / time.Since(start).Seconds()
	slices.Sort(took)
	res.P50Before, res.P99Before = micros(took, 50), micros(took, 99)
	res.Open = s.engine.World().WorkCount("W1")
	s.drain()
	return err
}

// closeOne foresees the outage, and has it while callers place orders.
func (s *benchShop) closeOne(ctx context.Context, orders int, res *outageResult) error {
	closing := &outage.Start{What: outage.What{Kind: outage.Close, Location: "W1"}, Reason: "bench"}
	before, start, cpu := s.engine.World(), time.Now(), cpuTime()
	foreseen, err := s.previewOutage(ctx, closing)
	if err != nil {
		return err
	}
	res.Preview, res.PreviewCPU = time.Since(start).Seconds(), (cpuTime() - cpu).Seconds()
	var over atomic.Bool
	next := numbers(orders, orders*1000)
	type calls struct {
		took []time.Duration
		err  error
	}
	called := make(chan calls)
	go func() {
		took, err := s.callers(ctx, res.Callers, func() (int, bool) { n, _ := next(); return n, !over.Load() })
		called <- calls{took, err}
	}()
	start = time.Now()
	done, err := s.startOutage(ctx, closing)
	res.Execution = time.Since(start).Seconds()
	over.Store(true)
	c := <-called
	if err = firstOf(err, c.err); err != nil {
		return err
	}
	res.Meanwhile = float64(len(c.took)) / res.Execution
	res.Ratio = res.Meanwhile / res.Before
	slices.Sort(c.took)
	res.P50, res.P99 = micros(c.took, 50), micros(c.took, 99)
	res.Touched, res.Rerouted, res.Backordered, res.Stuck = done.Touched, done.Rerouted, done.Waiting, len(done.Stuck)
	res.Foreseen = foreseen.Touched == done.Touched && foreseen.Rerouted == done.Rerouted && foreseen.Waiting == done.Waiting && foreseen.After == done.After
	running := func(w *world.World) bool { return w.Jobs.Get(job.IDOf(w.Shop().Jobs)).Ended == 0 }
	res.Slices, res.Longest, err = slicesOf(before.Fork(), &world.Tick{Jobs: true}, running, closing)
	return err
}
