package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"andon/core"
	"andon/core/policy"
)

// intakeResult is what `andon bench intake` prints. Orders have three lines and a
// person, are validated, sourced over four locations and durable when they count.
type intakeResult struct {
	Orders          int     `json:"orders"` // of one run
	Runs            int     `json:"runs"`   // on the same shop; speeds and latencies are those of the run of median CPU
	History         int     `json:"history"`
	Callers         int     `json:"callers"`
	OrdersPerSecond float64 `json:"orders_per_second"`
	Ceiling         float64 `json:"ceiling_per_second"` // bbolt appending records of the same size in the same batches, same disk, same run
	Ratio           float64 `json:"ratio"`
	CPUPerOrder     float64 `json:"cpu_us_per_order"` // user and system time of the process, the read model included
	P50             float64 `json:"p50_us"`
	P99             float64 `json:"p99_us"`
	SingleP50       float64 `json:"single_p50_us"`   // one caller alone
	FsyncP50        float64 `json:"fsync_p50_us"`    // append 4 KiB and fdatasync, same disk
	BytesPerOrder   float64 `json:"bytes_per_order"` // body of the journal record
	PerCommit       float64 `json:"orders_per_commit"`
	ViewsLag        uint64  `json:"views_lag"`     // most records that the read model was behind
	DrainSeconds    float64 `json:"drain_seconds"` // until it had caught up
	RSSAnonMB       float64 `json:"rss_anon_mb"`   // after that, with everything still open
	Balances        int     `json:"balances"`
	OpenOrders      int     `json:"open_orders"`
	Policy          string  `json:"policy"` // that decides about each order
	Rules           int     `json:"rules"`  // of it
}

// intakeOptions are the flags of `andon bench intake`.
type intakeOptions struct {
	orders, history, callers int
	runs                     int
	maxLag                   uint64
	dir                      string
	policy                   string                          // name of the policy
	rules                    *policy.Document                // it; nil: none
	profile                  func() (stop func(), err error) // of what is measured alone
}

// benchIntake fills a shop with history and then measures how fast orders go in.
func benchIntake(ctx context.Context, opt intakeOptions) (intakeResult, error) {
	res := intakeResult{Orders: opt.orders, Runs: opt.runs, History: opt.history, Callers: opt.callers}
	if err := makeBenchShop(opt.dir); err != nil {
		return res, err
	}
	s, err := openBenchShop(ctx, opt.dir, opt.maxLag, false)
	if err != nil {
		return res, err
	}
	defer s.Close()
	if err := s.submitAll(ctx, append(benchCatalog(), enacting(opt.rules)...)); err != nil {
		return res, err
	}
	if err := s.makeHistory(ctx, 0, opt.history); err != nil {
		return res, err
	}
	s.drain()
	if err := s.measureRuns(ctx, opt, &res); err != nil {
		return res, err
	}
	if res.SingleP50, err = s.single(ctx, opt.history+opt.runs*opt.orders, 500); err != nil {
		return res, err
	}
	w := s.engine.World()
	res.Balances, res.OpenOrders = w.BalanceCount(), w.Orders.Len()
	if res.RSSAnonMB, err = rssAnonMB(); err != nil {
		return res, err
	}
	if res.FsyncP50, err = fsyncP50(opt.dir, 500); err != nil {
		return res, err
	}
	res.Ceiling, err = ceiling(opt.dir, int(res.BytesPerOrder), max(int(res.PerCommit), 1), 2*time.Second)
	res.Ratio = res.OrdersPerSecond / res.Ceiling
	if res.Policy = opt.policy; opt.rules != nil {
		res.Rules = opt.rules.Count()
	}
	return res, err
}

// measureRuns measures several times and keeps the run of median CPU.
func (s *benchShop) measureRuns(ctx context.Context, opt intakeOptions, res *intakeResult) error {
	all := make([]intakeResult, opt.runs)
	for i := range all {
		run := opt
		run.history += i * opt.orders // numbers go on
		if err := s.measure(ctx, run, &all[i]); err != nil {
			return err
		}
	}
	slices.SortFunc(all, func(a, b intakeResult) int { return cmp.Compare(a.CPUPerOrder, b.CPUPerOrder) })
	m := all[len(all)/2]
	for i := range all {
		m.ViewsLag = max(m.ViewsLag, all[i].ViewsLag)
	}
	m.Orders, m.Runs, m.History, m.Callers = res.Orders, res.Runs, res.History, res.Callers
	*res = m
	return nil
}

// measure runs the callers, each waiting for its receipt before its next order.
func (s *benchShop) measure(ctx context.Context, opt intakeOptions, res *intakeResult) error {
	stop := make(chan struct{})
	var most atomic.Uint64
	var watch sync.WaitGroup
	watch.Go(func() { s.watchLag(stop, &most) })
	was := s.engine.Stats()
	stopProfile, err := opt.profile()
	if err != nil {
		return err
	}
	defer stopProfile()
	before, start := cpuTime(), time.Now()
	latencies, err := s.callers(ctx, opt.callers, numbers(opt.history, opt.orders))
	elapsed := time.Since(start)
	drainStart := time.Now()
	if err == nil {
		s.drain()
	}
	res.DrainSeconds = time.Since(drainStart).Seconds()
	cpu := cpuTime() - before
	close(stop)
	watch.Wait()
	if err != nil {
		return err
	}
	slices.Sort(latencies)
	n := float64(opt.orders)
	res.OrdersPerSecond = n / elapsed.Seconds()
	res.CPUPerOrder = float64(cpu.Microseconds()) / n
	res.P50, res.P99 = micros(latencies, 50), micros(latencies, 99)
	res.ViewsLag = most.Load()
	now := s.engine.Stats()
	res.PerCommit = float64(now.Records-was.Records) / float64(now.Commits-was.Commits)
	res.BytesPerOrder, err = s.meanBody(ctx, was.Records)
	return err
}

func (s *benchShop) watchLag(stop <-chan struct{}, most *atomic.Uint64) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if lag := s.engine.Lag(); lag > most.Load() {
				most.Store(lag)
			}
		}
	}
}

// numbers hands out the numbers of orders, from one on.
func numbers(from, orders int) func() (n int, more bool) {
	var next atomic.Int64
	return func() (int, bool) {
		n := int(next.Add(1)) - 1
		return from + n, n < orders
	}
}

// callers places orders for as long as there are numbers for them, each caller waiting for
// its receipt before its next order, and returns how long they waited.
func (s *benchShop) callers(ctx context.Context, callers int, next func() (n int, more bool)) ([]time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			var mine []time.Duration
			var err error
			for n, more := next(); more && err == nil; n, more = next() {
				cmd := benchOrder(n)
				start := time.Now()
				err = s.one(ctx, cmd)
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if failed == nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return all, failed
}

func (s *benchShop) one(ctx context.Context, cmd core.Command) error {
	receipts, err := s.client.Submit(ctx, cmd)
	if err == nil && receipts[0].Err != nil {
		err = receipts[0].Err
	}
	return err
}

// single is the median of one caller alone, microseconds.
func (s *benchShop) single(ctx context.Context, from, n int) (float64, error) {
	took := make([]time.Duration, n)
	for i := range took {
		cmd := benchOrder(from + i)
		start := time.Now()
		if err := s.one(ctx, cmd); err != nil {
			return 0, err
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return micros(took, 50), nil
}

// drain waits until the read model has caught up.
func (s *benchShop) drain() {
	for s.engine.Lag() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// meanBody is the mean size of the bodies of up to 20,000 records after a sequence.
func (s *benchShop) meanBody(ctx context.Context, after uint64) (float64, error) {
	raw, err := s.journal.Read(ctx, after+1, 20_000)
	if err != nil || len(raw) == 0 {
		return 0, err
	}
	total := 0
	for _, r := range raw {
		total += len(r.Body)
	}
	return float64(total) / float64(len(raw)), nil
}

func micros(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)*percent/100, len(sorted)-1)].Nanoseconds()) / 1000
}
