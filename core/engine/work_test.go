package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/job"
	"andon/core/order"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/world"
)

// TestStreamJob proves that a job goes on in a shop whose clock a stream drives, although
// nothing comes from the stream, and again after the shop was opened again.
func TestStreamJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem := sim.NewMemory()
		seed(t, mem)
		s := step(t, mem)
		s.must(&world.SetClock{Stream: "conn"})
		var ids []string
		for i := range 600 {
			ids = append(ids, s.must(submit(fmt.Sprint("J", i), 1)).Events[0].(*order.Placed).ID)
		}
		s.close()
		for round, work := range []core.Payload{&job.Start{Op: job.Hold, Targets: ids, Reason: "recall"}, &job.Undo{Job: "JB-1", Reason: "false alarm"}} {
			e := open(t, mem.Config(codec(t), stopped))
			c := e.Client(owner)
			submitted(t, c, work)
			closed(t, e)
			e = open(t, mem.Config(codec(t), stopped))
			time.Sleep(time.Second)
			if j := e.World().Jobs.Get(fmt.Sprintf("JB-%d", round+1)); j.Ended == 0 {
				t.Errorf("%s stands at %d of %d", j.ID, j.Next, len(j.Targets))
			}
			closed(t, e)
		}
	})
}

// TestStreamDue proves that what is due by the clock that a stream drives fires although
// nothing comes from the stream: jobs wait for it, and stood still for ever.
func TestStreamDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem := sim.NewMemory()
		seed(t, mem)
		s := step(t, mem)
		s.must(&world.SetClock{Stream: "conn"})
		s.close()
		e := open(t, mem.Config(codec(t), stopped))
		late := submit("", 1)
		late.Lines[0].ShipBy = noon.Add(-time.Hour)
		submitted(t, e.Client(owner), late)
		time.Sleep(time.Second)
		if o := e.World().Orders.Get("SO-1"); o.Late == 0 {
			t.Errorf("%s was to leave an hour ago, and is not late", o.ID)
		}
		closed(t, e)
	})
}

// unwritable is a codec that cannot write ticks that fill a SKU.
type unwritable struct {
	engine.Codec
	sku string
}

func (u *unwritable) Encode(dst []byte, r *core.Record) ([]byte, error) {
	if t, ok := r.Command.Body.(*world.Tick); ok && slices.Contains(t.Fill, u.sku) {
		return dst, errors.New("this fill cannot be written")
	}
	return u.Codec.Encode(dst, r)
}

// TestOwedFill proves that a fill that failed is not forgotten, whatever succeeds after
// it: a minute later it is tried again, however often timers fire meanwhile.
func TestOwedFill(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	clock, broken := &hand{now: noon}, &unwritable{}
	s := step(t, mem, func(c *engine.Config) { broken.Codec = c.Codec; c.Codec, c.Clock = broken, clock.read })
	for _, id := range []string{"B", "C"} {
		s.must(&catalog.PutSKU{SKU: catalog.SKU{ID: id}}, &order.Submit{Channel: "web", Lines: []order.NewLine{{SKU: id, Qty: 1}}})
	}
	broken.sku = "B"
	s.must(&stock.Adjust{SKU: "B", Location: "L1", Qty: 5, Reason: "found"})
	broken.sku = ""
	s.must(&stock.Adjust{SKU: "C", Location: "L1", Qty: 5, Reason: "found"})
	waits := func() core.Quantity { return s.World().Orders.Get("SO-1").Lines[0].In(order.Backordered) }
	if waits() != 1 {
		t.Error("the fill was to fail")
	}
	s.must(&stock.Reserve{SKU: "A", Location: "L1", Qty: 1, Holder: "x", Expires: noon.Add(30 * time.Second)})
	for range 2 { // the timer fires in the first round
		clock.add(40 * time.Second)
		if err := s.Wake(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if !s.World().Reservations.Get("RS-1").Closed || waits() != 0 {
		t.Errorf("after eighty seconds %d wait", waits())
	}
}

// TestTimersBesideJobs proves that a job does not stand before a timer, nor before every
// command, however many documents its targets touch.
func TestTimersBesideJobs(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	clock := &hand{now: noon}
	s := step(t, mem, func(c *engine.Config) { c.Clock = clock.read })
	var ids []string
	for o := range 80 {
		placed := &order.Submit{Channel: "web"}
		for l := range 70 {
			id := fmt.Sprintf("S%d-%d", o, l)
			s.batch(owner, core.Command{Body: &catalog.PutSKU{SKU: catalog.SKU{ID: id}}}, core.Command{Body: &stock.Adjust{SKU: id, Location: "L1", Qty: 5, Reason: "found"}})
			placed.Lines = append(placed.Lines, order.NewLine{SKU: id, Qty: 1})
		}
		ids = append(ids, s.must(placed).Events[0].(*order.Placed).ID)
	}
	s.must(&stock.Reserve{SKU: "A", Location: "L1", Qty: 1, Holder: "x", Expires: noon.Add(time.Hour)})
	clock.add(59 * time.Minute)
	s.must(&job.Start{Op: job.Cancel, Targets: ids, Reason: "recall"})
	clock.add(time.Hour)
	was := s.World().Jobs.Get("JB-1").Next
	s.batch(owner, sku("one"), sku("two"), sku("three"))
	if now := s.World().Jobs.Get("JB-1").Next; now == len(ids) || now-was > 40 {
		t.Errorf("behind one batch the job went from %d to %d of %d", was, now, len(ids))
	}
	if !s.World().Reservations.Get("RS-1").Closed {
		t.Error("a reservation outlived its time")
	}
}

// TestWildClock proves that no claim moves a stream's clock out of reach: neither of who
// may not give the command, nor one from far ahead.
func TestWildClock(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	s.must(&world.SetClock{Stream: "conn"}, &stock.Reserve{SKU: "A", Location: "L1", Qty: 1, Holder: "x", Expires: noon.Add(time.Hour)})
	const year = 365 * 24 * time.Hour
	for _, c := range []core.Command{
		{Occurred: noon.Add(200 * year), Body: submit("far", 1)},
		{Occurred: noon.Add(10 * year), Body: submit("ahead", 1)},
		{Occurred: noon.Add(2 * time.Hour), Body: &catalog.PutSKU{SKU: catalog.SKU{ID: "X"}}}, // not for a connector
	} {
		r := s.batch("conn", c)[0]
		if s.World().At != noon || s.World().Reservations.Get("RS-1").Closed {
			t.Errorf("%s moved the clock to %s: %v", c.Occurred, s.World().At, r.Err)
		}
	}
	s.batch("conn", core.Command{Occurred: noon.Add(2 * time.Hour), Body: submit("near", 1)})
	if !s.World().Reservations.Get("RS-1").Closed {
		t.Error("the stream's own time must fire timers")
	}
}

// TestGivenBody proves that what a caller keeps of a body and what the world keeps are
// two things: neither sees what the other does to it.
func TestGivenBody(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	s.must(&catalog.PutSKU{SKU: catalog.SKU{ID: "B"}})
	body := &catalog.PutPriceList{PriceList: catalog.PriceList{ID: "PL", Currency: "GBP", Entries: []catalog.PriceEntry{{SKU: "B", Price: 1}, {SKU: "A", Price: 2}}}}
	cmd := core.Command{Key: "K", Body: body}
	s.batch(owner, cmd)
	if r := s.batch(owner, cmd)[0]; !r.Known {
		t.Errorf("the same command again: %+v", r)
	}
	body.PriceList.Entries[1].Price = 777
	if e := s.World().PriceLists.Get("PL").Entries[0]; e.SKU != "A" || e.Price != 2 {
		t.Errorf("the world has %+v", e)
	}
}
