package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/rehearse"
	"andon/core/stock"
	"andon/core/world"
)

// rehearseResult is what `andon bench rehearse` prints: how long a rehearsal takes over
// orders that went all the way through a dock, day by day.
type rehearseResult struct {
	Orders      int     `json:"orders"`
	Days        int     `json:"days"`
	Records     uint64  `json:"records"` // in the journal
	Policy      string  `json:"policy"`  // that is active; the draft has dearer splits
	Rules       int     `json:"rules"`   // of it
	Seconds     float64 `json:"seconds"`
	CPUSeconds  float64 `json:"cpu_seconds"` // user and system time of the process
	CPUPerOrder float64 `json:"cpu_us_per_order"`
	RSSAnonMB   float64 `json:"rss_anon_mb"`
	Shipments   int     `json:"shipments"` // of the active run
	SplitRate   string  `json:"split_rate"`
	UnitFill    string  `json:"unit_fill"`
	Differ      int     `json:"differ"` // orders
}

// rehearseOptions are the flags of `andon bench rehearse`.
type rehearseOptions struct {
	orders, days int
	dir          string
	policy       string
	rules        *policy.Document
	profile      func() (stop func(), err error)
}

func benchRehearseCommand(a *app) *cobra.Command {
	var opt rehearseOptions
	var output, parent, profile string
	cmd := &cobra.Command{
		Use: "rehearse", Short: "A rehearsal over orders that went through the dock", Args: wants(),
		Long: `rehearse makes a shop in which orders are placed over days, cancelled now and then,
accepted, picked, packed, shipped and delivered, and goods arrive every week. It then measures
the rehearsal of a policy with dearer splits against the one that was active all the time.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opt.orders < 1 || opt.days < 1 {
				return usage("--orders and --days are at least 1")
			}
			var err error
			if opt.rules, err = a.startingPolicy(opt.policy); err != nil {
				return err
			}
			opt.profile = func() (func(), error) { return startProfile(profile) }
			return inBenchDir(parent, func(dir string) (any, error) {
				opt.dir = dir
				return benchRehearse(cmd.Context(), opt)
			}, output)
		},
	}
	f := cmd.Flags()
	f.IntVar(&opt.orders, "orders", 100_000, "orders to place")
	f.IntVar(&opt.days, "days", 100, "days over which they are placed")
	f.StringVar(&opt.policy, "policy", "default", "the `policy` that is active: default, none or a file")
	benchFlags(cmd, &output, &parent, &profile)
	return cmd
}

// benchRehearse makes the shop and rehearses on its journal.
func benchRehearse(ctx context.Context, opt rehearseOptions) (rehearseResult, error) {
	res := rehearseResult{Orders: opt.orders, Days: opt.days, Policy: opt.policy}
	if err := makeBenchShop(opt.dir); err != nil {
		return res, err
	}
	if err := fillBenchDock(ctx, opt); err != nil {
		return res, err
	}
	f, err := openFiles(opt.dir, "andon bench")
	if err != nil {
		return res, err
	}
	res.Records = f.records()
	err = res.measure(ctx, f, opt)
	return res, firstOf(err, f.Close())
}

func (res *rehearseResult) measure(ctx context.Context, f *files, opt rehearseOptions) error {
	q := rehearse.Question{Document: dearerSplits(opt.rules), Name: "dearer splits"}
	if opt.rules != nil {
		res.Rules = opt.rules.Count()
	}
	stop, err := opt.profile()
	if err != nil {
		return err
	}
	start, cpu := time.Now(), cpuTime()
	r, err := rehearse.Run(ctx, f.config(wallClock), q)
	stop()
	if err != nil {
		return err
	}
	res.Seconds, res.CPUSeconds = time.Since(start).Seconds(), (cpuTime() - cpu).Seconds()
	res.CPUPerOrder = res.CPUSeconds * 1e6 / float64(opt.orders)
	res.Shipments, res.Differ = r.ActiveRun.Shipments, r.Differ.Orders
	res.SplitRate, res.UnitFill = r.ActiveRun.Split.String(), r.ActiveRun.Unit.String()
	res.RSSAnonMB, err = rssAnonMB()
	return err
}

// dearerSplits is a policy whose first rule of sourcing makes each further package cost 25.00.
func dearerSplits(doc *policy.Document) *policy.Document {
	var d policy.Document
	if doc != nil {
		d = *doc
	}
	price := policy.Money(core.Price(2500) * core.PriceScale / 100)
	d.Sourcing = append([]policy.Rule{{Name: "dearer_splits", Effects: policy.Effects{ExtraPackage: &price}}}, d.Sourcing...)
	return &d
}

// benchDock is a shop whose people work by the hour. It learns what there is to do from
// the journal, as fills and timers open work too.
type benchDock struct {
	*benchShop
	at    core.Instant
	seq   uint64 // that it has read up to
	slots map[core.Instant][]core.Payload
}

// fillBenchDock runs the days of a shop.
func fillBenchDock(ctx context.Context, opt rehearseOptions) error {
	s, err := openBenchShop(ctx, opt.dir, 0, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.submitAll(ctx, append(benchRange(), enacting(opt.rules)...)); err != nil {
		return err
	}
	w := s.engine.World()
	d := &benchDock{benchShop: s, seq: w.Seq, at: core.DateIn(w.At, time.UTC).Start() + core.Instant((24 * time.Hour).Milliseconds()), slots: map[core.Instant][]core.Payload{}}
	if err := s.submitAll(ctx, []core.Command{{Body: &world.SetClock{Stream: benchActor}}}); err != nil {
		return err
	}
	hours := (opt.days + 7) * 24 // the last ones to clear the dock
	for h := range hours {
		from, to := min(h*opt.orders/(opt.days*24), opt.orders), min((h+1)*opt.orders/(opt.days*24), opt.orders)
		if err := d.hour(ctx, h, from, to); err != nil {
			return err
		}
	}
	return nil
}

// hour does the work of one hour, with the orders that come in.
func (d *benchDock) hour(ctx context.Context, h, from, to int) error {
	d.at = d.at.Add(time.Hour)
	var commands []core.Command
	if h%(7*24) == 0 {
		commands = benchArrivals()
	}
	for _, body := range d.slots[d.at] {
		commands = append(commands, core.Command{Body: body})
	}
	delete(d.slots, d.at)
	for n := from; n < to; n++ {
		commands = append(commands, benchOrder(n))
	}
	for i := range commands {
		commands[i].Occurred = d.at
	}
	if err := d.submitSome(ctx, commands); err != nil {
		return err
	}
	err := engine.Replay(ctx, d.config(wallClock), d.seq+1, func(rec *core.Record) error {
		d.seq = rec.Seq
		for _, e := range rec.Events {
			d.plan(e)
		}
		return nil
	})
	return err
}

// submitSome submits commands in parts. Refused are those of work that was cancelled
// meanwhile.
func (d *benchDock) submitSome(ctx context.Context, commands []core.Command) error {
	for len(commands) > 0 {
		n := min(len(commands), 1000)
		receipts, err := d.client.Submit(ctx, commands[:n]...)
		if err != nil {
			return err
		}
		for i := range receipts {
			if err := receipts[i].Err; err != nil && err.Code != core.CodeState {
				return err
			}
		}
		commands = commands[n:]
	}
	return nil
}

// plan puts the work on the agenda that an event makes.
func (d *benchDock) plan(event core.Payload) {
	in := func(hours int, body core.Payload) {
		at := d.at.Add(time.Duration(hours) * time.Hour)
		d.slots[at] = append(d.slots[at], body)
	}
	switch e := event.(type) {
	case *order.Placed:
		if e.N%200 == 0 {
			in(2, &order.Cancel{Order: e.ID, Reason: "customer"})
		}
	case *order.Sourced:
		for i := range e.Open {
			f := &e.Open[i]
			days := max(0, int(f.Ship-core.DateIn(d.at, time.UTC)))
			in(1, &order.Accept{Order: e.Order, FO: f.No})
			in(3, &order.Pick{Order: e.Order, FO: f.No})
			in(4, &order.Pack{Order: e.Order, FO: f.No})
			in(5+24*min(days, 30), &order.Ship{Order: e.Order, FO: f.No})
		}
	case *order.ShipmentMade:
		in(40+int(e.Shipment.At/3_600_000)%9, &order.Deliver{Order: e.Order, Shipment: e.Shipment.No})
	}
}

// benchRange is the catalog of the benchmarks with a range that makes orders split, and
// lets some wait: a third of the goods is missing at each location, and one in fifty is
// scarce everywhere.
func benchRange() []core.Command {
	var out []core.Command
	for _, c := range benchCatalog() {
		if a, ok := c.Body.(*stock.Adjust); ok {
			var n int
			fmt.Sscanf(a.SKU, "S%d", &n)
			place := int(a.Location[1] - '0')
			switch {
			case (n+place)%3 == 0:
				continue
			case n%50 == 0:
				a.Qty = 5
			}
		}
		if ch, ok := c.Body.(*catalog.PutChannel); ok {
			ch.Channel.ShipHours = 0
		}
		out = append(out, c)
	}
	return out
}

// benchArrivals is what comes in once a week of what is scarce.
func benchArrivals() (out []core.Command) {
	for n := 0; n < benchSKUs; n += 50 {
		out = append(out, core.Command{Body: &stock.Adjust{SKU: benchSKU(n), Location: fmt.Sprintf("W%d", 1+n/50%4), Qty: 10, Reason: "delivery"}})
	}
	return out
}
