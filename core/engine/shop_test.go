package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/sim"
	"andon/core/stock"
	"andon/core/world"
)

const owner = "owner"

// gate lets an append through when it is told to, and says when one has come.
type gate struct {
	engine.Journal
	come chan int   // commands in the append that waits
	pass chan error // nil: let it through; else what it fails with
}

func newGate(j engine.Journal) *gate {
	return &gate{Journal: j, come: make(chan int), pass: make(chan error)}
}

func (g *gate) Append(ctx context.Context, epoch, after uint64, bodies [][]byte) error {
	g.come <- len(bodies)
	err := <-g.pass
	if err == nil || core.CodeOf(err) == core.CodeUnfinished { // the answer alone is lost
		return errors.Join(g.Journal.Append(ctx, epoch, after, bodies), err)
	}
	return err
}

// bodies are what makes a shop that takes orders.
func bodies() []core.Payload {
	out := []core.Payload{
		&catalog.PutPerson{Person: catalog.Person{ID: owner, Roles: []catalog.Role{catalog.Owner}}},
		&catalog.PutPerson{Person: catalog.Person{ID: "conn", Roles: []catalog.Role{catalog.Connector}}},
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "car", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Days: 1}}}}}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Currency: "GBP", NoAddress: true}},
		&catalog.PutLocation{Location: catalog.Location{ID: "L1"}}, &catalog.PutSKU{SKU: catalog.SKU{ID: "A"}},
	}
	return append(out, &stock.Adjust{SKU: "A", Location: "L1", Qty: 1_000_000, Reason: "found"})
}

// seed fills a folder with a shop and closes it again.
func seed(t testing.TB, mem *sim.Memory) {
	t.Helper()
	s := step(t, mem)
	for _, b := range bodies() {
		s.must(b)
	}
	s.close()
}

// stepper is a shop without goroutines, and the folder that it is in.
type stepper struct {
	testing.TB
	*engine.Stepper
	cfg engine.Config
}

func step(t testing.TB, mem *sim.Memory, change ...func(*engine.Config)) *stepper {
	t.Helper()
	cfg := mem.Config(codec(t), stopped)
	for _, c := range change {
		c(&cfg)
	}
	s := &stepper{TB: t, cfg: cfg}
	s.open()
	return s
}

func (s *stepper) open() {
	s.Helper()
	var err error
	if s.Stepper, err = engine.OpenStepper(context.Background(), s.cfg); err != nil {
		s.Fatal(err)
	}
}

func (s *stepper) close() {
	s.Helper()
	if err := s.Close(); err != nil {
		s.Fatal(err)
	}
}

// batch submits commands as one batch.
func (s *stepper) batch(actor string, commands ...core.Command) []core.Receipt {
	s.Helper()
	r, err := s.Submit(context.Background(), actor, commands...)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// must submits commands one by one: orders by their channel, all others by the owner.
func (s *stepper) must(bodies ...core.Payload) core.Receipt {
	s.Helper()
	var last core.Receipt
	for _, b := range bodies {
		actor := owner
		if _, ok := b.(*order.Submit); ok {
			actor = "conn"
		}
		if last = s.batch(actor, core.Command{Body: b})[0]; last.Err != nil {
			s.Fatalf("%s: %v", b.Kind(), last.Err)
		}
	}
	return last
}

// project brings the read model up to date, lets memory go, and has what is left
// published, with the next record.
func (s *stepper) project() {
	s.Helper()
	for lag := uint64(1); lag > 0; lag = s.Lag() {
		if err := s.Project(); err != nil {
			s.Fatal(err)
		}
	}
	s.must(&catalog.PutSKU{SKU: catalog.SKU{ID: "next"}})
}

// slice brings the read model forward by one slice.
func (s *stepper) slice() {
	s.Helper()
	if err := s.Project(); err != nil {
		s.Fatal(err)
	}
}

// delivered places an order and takes it all the way, so that it is closed.
func (s *stepper) delivered(external string) string {
	s.Helper()
	r := s.must(submit(external, 9))
	id := r.Events[0].(*order.Placed).ID
	s.must(&order.Ship{Order: id, FO: 1, Lines: []order.LineQty{{Line: 1, Qty: 9}}}, &order.Deliver{Order: id, Shipment: 1})
	return id
}

// inMemory reports whether an order is in memory.
func (s *stepper) inMemory(id string) bool { return s.World().Orders.Get(id) != nil }

// submit is an order of a customer of its own, so that none looks like a repeat.
func submit(external string, qty core.Quantity) *order.Submit {
	s := &order.Submit{Channel: "web", External: external, Lines: []order.NewLine{{SKU: "A", Qty: qty}}}
	if external != "" {
		s.Customer = "C-" + external
	}
	return s
}

func sku(id string) core.Command {
	return core.Command{Key: id, Body: &catalog.PutSKU{SKU: catalog.SKU{ID: id}}}
}

// open starts an engine on a folder.
func open(t testing.TB, cfg engine.Config) *engine.Engine {
	t.Helper()
	e, err := engine.Open(context.Background(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// keysIn lists where each key stands in a folder's journal; a key that stands twice is a failure.
func keysIn(t testing.TB, cfg engine.Config) map[string]uint64 {
	t.Helper()
	out := map[string]uint64{}
	last, _ := cfg.Journal.Last()
	for seq := uint64(1); seq <= last; {
		raw, err := cfg.Journal.Read(context.Background(), seq, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range raw {
			rec, err := cfg.Codec.Decode(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			if k := rec.Command.Key; k != "" {
				if out[k] != 0 {
					t.Fatalf("key %s stands in records %d and %d", k, out[k], r.Seq)
				}
				out[k] = r.Seq
			}
			seq = r.Seq + 1
		}
	}
	return out
}

// same fails unless two worlds hold the same documents.
func same(t testing.TB, c engine.Codec, got, want *world.World) {
	t.Helper()
	if a, b := written(t, c, got), written(t, c, want); a != b {
		t.Errorf("the worlds differ:\n%s\n%s", a, b)
	}
}

func written(t testing.TB, c engine.Codec, w *world.World) (out string) {
	t.Helper()
	w.Each(func(ref core.Ref, doc any) bool {
		b, err := c.EncodeDoc(nil, doc)
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%s %x\n", ref, b)
		return true
	})
	return out
}

func list(t testing.TB, c api.Client, q api.Query) api.Page {
	t.Helper()
	p, err := c.Query(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// openOnly is a shop's published world without closed documents: what every way of
// keeping it has in memory.
func openOnly(t testing.TB, s *stepper) *world.World {
	t.Helper()
	w := world.New()
	s.World().Each(func(ref core.Ref, doc any) bool {
		switch d := doc.(type) {
		case *order.Order:
			if d.Closed != 0 {
				return true
			}
		case *exception.Exception:
			if d.Closed != 0 {
				return true
			}
		}
		w.Load(doc, ref.Noun)
		return true
	})
	return w
}
