package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/api/apitest"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

func newTrial(t testing.TB) *engine.Trial {
	t.Helper()
	x := engine.NewTrial(engine.Config{Codec: codec(t), Shop: "trial"}, world.New(), noon)
	x.Prove()
	return x
}

// TestTrialContract proves that a trial is what consoles are promised.
func TestTrialContract(t *testing.T) {
	t.Parallel()
	apitest.Run(t, func(t *testing.T) apitest.Connect {
		x := newTrial(t)
		t.Cleanup(func() {
			if err := x.Trouble(); err != nil {
				t.Error(err)
			}
		})
		return x.Client
	})
}

// story is a day of a shop: taken and refused commands, repeats, time that passes.
func story() []any {
	two := func(q core.Quantity) []order.LineQty { return []order.LineQty{{Line: 1, Qty: q}} }
	day := core.DateIn(noon, time.UTC)
	return []any{
		submit("E1", 3), submit("E1", 3), submit("E2", 1_000_000), time.Hour,
		&supply.Order{Document: supply.Document{ID: "PO-1", Location: "L1", Lines: []supply.Line{{SKU: "A", Qty: 50, Expected: day + 1}}}},
		&order.Accept{Order: "SO-1", FO: 1}, &order.Pick{Order: "SO-1", FO: 1, Lines: two(2), Short: two(1)},
		&order.Pack{Order: "SO-1", FO: 1}, &order.Ship{Order: "SO-1", FO: 1}, &order.Deliver{Order: "SO-1", Shipment: 1},
		&order.Cancel{Order: "SO-9", Reason: "x"}, &order.PlaceHold{Order: "SO-2", Type: "manual", Blocks: order.StepRelease, Reason: "ask"},
		&stock.Reserve{SKU: "A", Location: "L1", Qty: 5, Holder: "channel/web", Reason: "kept", Expires: noon.Add(5 * time.Hour)},
		72 * time.Hour, &supply.Receive{ID: "PO-1", Lines: []supply.Got{{Line: 1, Qty: 49, Damaged: 1}}},
		&job.Start{Op: job.Cancel, Targets: []string{"SO-2"}, Reason: "gone"}, time.Minute,
		&exception.Report{Type: exception.Manual, Subject: core.Ref{Noun: order.NounOrder, ID: "SO-1"}, Detail: "look"},
		&catalog.CloseLocation{Location: "L1", Closed: true, Reason: "flood"}, submit("E3", 2), 48 * time.Hour,
	}
}

// TestTrialIsTheEngine proves that a trial records exactly what an engine does: the same
// commands at the same times give the same records, byte for byte.
func TestTrialIsTheEngine(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	clock := &hand{now: noon}
	s := step(t, sim.NewMemory(), func(c *engine.Config) {
		c.Clock, c.Views, c.Snapshots, c.Vault = clock.read, nil, nil, nil
	})
	x := newTrial(t)
	var records [][]byte
	x.Each = func(r *core.Record) {
		b, err := codec(t).Encode(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, b)
	}
	both := func(b core.Payload) {
		actor := owner
		if _, ok := b.(*order.Submit); ok {
			actor = "conn"
		}
		got, want := x.Do(ctx, actor, core.Command{Key: "", Body: b}), s.batch(actor, core.Command{Body: b})[0]
		if got.Seq != want.Seq || len(got.Events) != len(want.Events) || (got.Err == nil) != (want.Err == nil) {
			t.Errorf("%s: %+v, the engine says %+v", b.Kind(), got, want)
		}
	}
	for _, b := range bodies() {
		both(b)
	}
	for _, step := range story() {
		d, passes := step.(time.Duration)
		if !passes {
			both(step.(core.Payload))
			continue
		}
		for to := clock.read().Add(d); ; { // the engine sleeps until the next timer
			next := s.World().NextDue()
			if next == 0 || next > to {
				clock.add(to.Sub(clock.read()))
				break
			}
			clock.add(max(next.Sub(clock.read()), 0))
			if err := s.Wake(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Pass(ctx, clock.read()); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Trouble(); err != nil {
		t.Fatal(err)
	}
	raw, err := s.cfg.Journal.Read(ctx, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) != len(records) || len(raw) < 20 {
		t.Fatalf("%d records, the engine has %d", len(records), len(raw))
	}
	for i := range raw {
		if !bytes.Equal(raw[i].Body, records[i]) {
			t.Errorf("record %d differs:\n%x\n%x", i+1, records[i], raw[i].Body)
		}
	}
	same(t, codec(t), x.World(), s.World())
}

// TestTrialOfAShop proves that a trial on a fork of a shop leaves the shop alone, knows
// its history and its keys, and decides again what its journal keeps.
func TestTrialOfAShop(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	placed := s.batch("conn", core.Command{Key: "K", Body: submit("E1", 3)})[0]
	s.project()
	before := s.World().Seq
	x := engine.NewTrial(s.cfg, s.World().Fork(), noon)
	if r := x.Do(ctx, "conn", core.Command{Key: "K", Body: submit("E1", 3)}); !r.Known || r.Seq != placed.Seq {
		t.Errorf("a key of the shop: %+v", r)
	}
	if r := x.Do(ctx, owner, core.Command{Body: &order.Cancel{Order: "SO-1", Reason: "gone"}}); r.Err != nil {
		t.Error(r.Err)
	}
	if h := list(t, x.Client(owner), api.Query{Kind: order.NounOrder, View: api.History, ID: "SO-1"}); len(h.Rows) < 3 {
		t.Errorf("history: %+v", h.Rows)
	}
	old, err := s.cfg.Journal.Read(ctx, placed.Seq, 1)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := s.cfg.Codec.Decode(old[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	x.Forget()
	cmd := rec.Command
	sent := *cmd.Body.(*order.Submit)
	sent.External = "E2"
	cmd.Body = &sent
	if r := x.Again(ctx, cmd); r.Err != nil || r.Known || r.Key != "K" || len(r.Events) == 0 {
		t.Errorf("again: %+v", r)
	}
	if s.World().Seq != before || s.World().Orders.Get("SO-1").Sum(order.Bucket.Waiting) != 0 || x.World().Orders.Get("SO-2") == nil {
		t.Error("the trial and its shop are not apart")
	}
}

// BenchmarkTrial is what an order costs in a trial that keeps no records.
func BenchmarkTrial(b *testing.B) {
	ctx := context.Background()
	x := engine.NewTrial(engine.Config{Codec: codec(b), Shop: "trial"}, world.New(), noon)
	for _, body := range bodies() {
		if r := x.Do(ctx, owner, core.Command{Body: body}); r.Err != nil {
			b.Fatal(r.Err)
		}
	}
	x.Forget()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		r := x.Do(ctx, "conn", core.Command{Body: submit(fmt.Sprint("E", n), 1)})
		if r.Err != nil {
			b.Fatal(r.Err)
		}
	}
}
