package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/job"
	"andon/core/order"
	"andon/core/sim"
)

// shops are the ways of keeping a shop between which nothing may differ.
func shops() map[string]func(*engine.Config) {
	return map[string]func(*engine.Config){
		"with everything":   func(*engine.Config) {},
		"without snapshots": func(c *engine.Config) { c.Snapshots = nil },
		"without views":     func(c *engine.Config) { c.Views, c.Snapshots = nil, nil },
		"closed ones kept":  func(c *engine.Config) { c.KeepClosed = true },
		"in small slices":   func(c *engine.Config) { c.Slice, c.SnapshotEvery = 1, 2 },
	}
}

// TestKeysForEver proves that a key is known in the same batch, in later ones, after a
// restart, before the filter is read and after, when memory has let it go, and that
// with another command it is always refused.
func TestKeysForEver(t *testing.T) {
	t.Parallel()
	for name, change := range shops() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mem := sim.NewMemory()
			seed(t, mem)
			s := step(t, mem, change)
			both := s.batch(owner, sku("K"), sku("K"))
			first := both[0].Seq
			known := func(when string) {
				t.Helper()
				r := s.batch(owner, sku("K"), core.Command{Key: "K", Body: &catalog.PutSKU{SKU: catalog.SKU{ID: "other"}}}, sku("new "+when))
				if !r[0].Known || r[0].Seq != first || len(r[0].Events) != 1 {
					t.Errorf("%s: %+v", when, r[0])
				}
				if r[1].OK() || r[1].Err.Code != core.CodeKeyReused {
					t.Errorf("%s, with another command: %+v", when, r[1])
				}
				if r[2].Known || !r[2].OK() {
					t.Errorf("%s, a new key: %+v", when, r[2])
				}
			}
			if !both[1].Known || both[1].Seq != first {
				t.Errorf("in the same batch: %+v", both[1])
			}
			known("in the next batch")
			s.project()
			known("when memory has let it go")
			if err := s.Learn(context.Background()); err != nil {
				t.Fatal(err)
			}
			known("by the filter")
			s.open() // as after a crash
			known("after a crash")
			s.project()
			s.close()
			s.open()
			known("after a restart, before the filter")
			if err := s.Learn(context.Background()); err != nil {
				t.Fatal(err)
			}
			known("after a restart")
		})
	}
}

// TestNumbersForEver proves the same of a channel's own number: its order is found when
// it is closed and forgotten, also when it was closed just before a crash.
func TestNumbersForEver(t *testing.T) {
	t.Parallel()
	for name, change := range shops() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mem := sim.NewMemory()
			seed(t, mem)
			s := step(t, mem, change)
			s.delivered("E1")
			again := func(when string) {
				t.Helper()
				r := s.batch("conn", core.Command{Body: submit("E1", 3)}, core.Command{Body: submit("E1", 9)})
				for i := range r {
					if ignored, ok := r[i].Events[0].(*order.Ignored); !ok || ignored.Order != "SO-1" {
						t.Errorf("%s: %+v", when, r[i])
					}
				}
			}
			again("at once")
			s.open()
			if err := s.Learn(context.Background()); err != nil {
				t.Fatal(err)
			}
			s.project()
			again("after a crash, covered since")
			s.close()
			s.open()
			again("after a restart")
			if n := s.World().Shop().Orders; n != 1 {
				t.Errorf("there are %d orders", n)
			}
		})
	}
}

// TestColdOrders proves that an order that has left memory comes back as it was when a
// command asks for it, goes again when it was only looked at, and that the shop is the
// same as one that never forgets.
func TestColdOrders(t *testing.T) {
	t.Parallel()
	a, b := sim.NewMemory(), sim.NewMemory()
	seed(t, a)
	seed(t, b)
	s := step(t, a)
	twin := step(t, b, func(c *engine.Config) { c.KeepClosed = true })
	for _, x := range []*stepper{s, twin} {
		for i := range 5 {
			x.delivered(fmt.Sprint("E", i))
		}
		x.project()
	}
	if s.inMemory("SO-1") || !twin.inMemory("SO-1") {
		t.Fatal("what should be cold is not, or the other way round")
	}
	for _, cmd := range []core.Command{
		{Body: &order.PlaceHold{Order: "SO-1", Reason: "x"}},
		{Body: &order.Cancel{Order: "SO-01", Reason: "x"}}, // an id that leads to the same place and is not one
		{Expect: &core.Expect{Ref: core.Ref{Noun: order.NounOrder, ID: "SO-2"}, Version: 1}, Body: &order.Cancel{Order: "SO-3", Reason: "x"}},
		{Body: &order.Return{Order: "SO-1", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "x"}},
		{Body: &order.Undo{Channel: "web", External: "U", Customer: "C-E1", Lines: []order.UndoLine{{SKU: "A", Qty: 2}}}},
		{Body: &order.Return{Order: "SO-1", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 5}}, Reason: "x"}},
		{Body: &job.Start{Op: job.Cancel, Targets: []string{"SO-4", "SO-5"}, Reason: "x"}},
		{Body: &order.Source{Order: "SO-5"}},
		{Body: &catalog.Erase{Customer: "C-E2", Reason: "x"}},
	} {
		x, y := s.batch(owner, cmd)[0], twin.batch(owner, cmd)[0]
		if fmt.Sprint(x.Err) != fmt.Sprint(y.Err) || x.Seq != y.Seq || len(x.Events) != len(y.Events) {
			t.Errorf("%s: %+v, by a memory that forgets nothing %+v", cmd.Body.Kind(), x, y)
		}
		s.project()
		twin.project()
	}
	for _, id := range []string{"SO-1", "SO-2", "SO-3", "SO-4", "SO-5"} {
		if s.inMemory(id) {
			t.Errorf("%s stays in memory", id)
		}
	}
	s.must(&order.Return{Order: "SO-4", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "x"})
	s.batch(owner, core.Command{Body: &order.Cancel{Order: "SO-04", Reason: "an old image must not come over the new one"}})
	s.must(&order.Return{Order: "SO-4", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "x"})
	if o := s.World().Orders.Get("SO-4"); o == nil || o.Lines[0].Returned != 2 {
		t.Errorf("two units came back, the order says %+v", o)
	}
}

// whole replays a folder's journal into a world that never forgot anything.
func whole(t *testing.T, cfg engine.Config) *stepper {
	t.Helper()
	cfg.Views, cfg.Snapshots = nil, nil
	s := &stepper{TB: t, cfg: cfg}
	s.open()
	return s
}

// sameOrder fails unless a shop has an order as its journal says.
func (s *stepper) sameOrder(id string) {
	s.Helper()
	want, err := s.cfg.Codec.EncodeDoc(nil, whole(s.TB.(*testing.T), s.cfg).World().Orders.Get(id))
	if err != nil {
		s.Fatal(err)
	}
	s.batch(owner, core.Command{Body: &order.PlaceHold{Order: id}}) // refused; it brings the order
	s.open()
	s.must(&order.Return{Order: id, Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "to see it"})
	have := whole(s.TB.(*testing.T), s.cfg).World().Orders.Get(id)
	got, err := s.cfg.Codec.EncodeDoc(nil, s.World().Orders.Get(id))
	if err != nil {
		s.Fatal(err)
	}
	now, err := s.cfg.Codec.EncodeDoc(nil, have)
	if err != nil {
		s.Fatal(err)
	}
	if !bytes.Equal(got, now) || bytes.Equal(now, want) {
		s.Errorf("%s is %+v, the journal says %+v", id, s.World().Orders.Get(id), have)
	}
}

// older finds only snapshots up to a sequence, as if the newer ones were damaged.
type older struct {
	engine.Snapshots
	most uint64
}

func (o older) Latest(before uint64, begin func(uint64), frame func(byte, []byte) error) (uint64, error) {
	return o.Snapshots.Latest(min(before, o.most), begin, frame)
}

// TestOldImages proves that opening finds closed orders as they were at the snapshot,
// however they changed after it: cold or still in memory, with the read model behind,
// level, lost, or older than the snapshot, and with the snapshot lost; and whether the
// read model is written after opening or, because it is too far behind, while opening.
func TestOldImages(t *testing.T) {
	t.Parallel()
	back := func(n core.Quantity) core.Payload {
		return &order.Return{Order: "SO-1", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: n}}, Reason: "x"}
	}
	for name, story := range map[string]func(s *stepper){
		"changed while cold": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			s.must(back(1))
			s.project()
		},
		"changed while cold, the read model behind": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			s.must(back(1))
		},
		"changed twice while cold": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			s.must(back(1))
			s.project()
			s.must(back(1))
			s.project()
		},
		"changed while cold, and twice more that the read model does not know": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			s.must(back(1))
			s.project()
			s.must(back(1), &catalog.PutSKU{SKU: catalog.SKU{ID: "X"}}, back(1))
		},
		"still in memory when a snapshot left it out": func(s *stepper) {
			s.cfg.KeepClosed, s.cfg.SnapshotEvery = true, 3
			s.open()
			s.delivered("E1") // three records
			s.slice()
			s.must(back(1))
			s.slice()
			s.must(back(1))
		},
		"opened again while the read model was on its way to the snapshot": func(s *stepper) {
			s.cfg.Slice, s.cfg.SnapshotEvery = 1, 1
			s.open()
			s.must(&catalog.PutSKU{SKU: catalog.SKU{ID: "X"}})
			s.delivered("E1")
			s.slice() // the snapshot will be that of now
			more := submit("E1", 4)
			more.Rev = 2
			s.batch("conn", core.Command{Body: more})
			for range 3 {
				s.slice()
			}
		},
		"the newest snapshot is lost": func(s *stepper) {
			s.delivered("E1")
			s.close()
			last, _ := s.cfg.Journal.Last()
			s.open()
			s.must(back(1))
			s.project()
			s.close()
			s.open()
			s.must(back(1))
			s.cfg.Snapshots = older{s.cfg.Snapshots, last}
		},
		"opened again by its channel": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			more := submit("E1", 4)
			more.Rev = 2
			s.batch("conn", core.Command{Body: more})
			s.project()
		},
		"the read model was made again": func(s *stepper) {
			s.delivered("E1")
			s.close()
			s.open()
			s.must(back(1))
			if err := s.cfg.Views.Reset(); err != nil {
				s.Fatal(err)
			}
			s.open()
			s.project()
		},
	} {
		for _, lag := range []uint64{0, 1, 2, 5} {
			t.Run(fmt.Sprintf("%s, lag %d", name, lag), func(t *testing.T) {
				t.Parallel()
				mem := sim.NewMemory()
				seed(t, mem)
				s := step(t, mem)
				story(s)
				s.cfg.MaxLag = lag
				s.open() // as after a crash
				s.cfg.MaxLag = 0
				same(t, s.cfg.Codec, openOnly(t, s), openOnly(t, whole(t, s.cfg)))
				s.sameOrder("SO-1")
				s.project()
				s.close()
				if _, err := engine.Verify(context.Background(), s.cfg, nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestUndo proves that a command that is refused after its first events leaves nothing
// behind, not even on an order that was cold and that its neighbour in the batch changed.
func TestUndo(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	s.delivered("E1")
	s.project()
	bad := core.Command{Body: &order.Undo{Channel: "web", External: "U", Customer: "C-E1", Lines: []order.UndoLine{{SKU: "A", Qty: 1}, {SKU: "A", Qty: 0}}}}
	good := core.Command{Body: &order.Return{Order: "SO-1", Location: "L1", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "x"}}
	r := s.batch(owner, bad, good, bad, sku("after"), bad)
	for i, ok := range []bool{false, true, false, true, false} {
		if r[i].OK() != ok {
			t.Errorf("command %d: %+v", i, r[i])
		}
	}
	if o := s.World().Orders.Get("SO-1"); o == nil || o.Lines[0].Returned != 1 {
		t.Errorf("one unit came back, the order says %+v", o)
	}
	if err := s.World().Check(); err != nil {
		t.Error(err)
	}
	s.sameOrder("SO-1")
}

// forgetful is a vault that dies between the record of an erasure and the erasure.
type forgetful struct {
	engine.Vault
	dead bool
}

func (v *forgetful) Erase(keys []uint64) error {
	if v.dead {
		return errors.New("no space left")
	}
	return v.Vault.Erase(keys)
}

// TestErasureSurvives proves that an erasure whose record is durable is finished when
// the shop is opened again, that a person's later data needs no erased key, and that
// nothing of the person can be read in the journal before or after.
func TestErasureSurvives(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	v := &forgetful{}
	s := step(t, mem, func(c *engine.Config) { v.Vault = c.Vault; c.Vault = v })
	who := &core.Personal{Name: "Customer 17850", Email: "c@example.com", Address: []string{"1 High Street"}, City: "Leeds", PostCode: "LS1 1AA"}
	party := func() core.Party { q := *who; return core.Party{Country: "GB", Personal: &q} }
	s.must(&catalog.PutCustomer{Customer: catalog.Customer{ID: "C", Party: party()}})
	for i := range 250 { // more than one Undo looks at
		o := submit(fmt.Sprint("E", i), core.Quantity(1+i))
		o.Customer, o.ShipTo = "C", party()
		s.must(o, &order.Cancel{Order: order.IDOf(uint64(i + 1)), Reason: "x"})
	}
	s.must(&catalog.PutCustomer{Customer: catalog.Customer{ID: "C", Class: "trade"}}) // nothing new to seal
	p := party()
	s.must(submit("late", 1), &order.Amend{Order: "SO-251", ShipTo: &p, Reason: "moved"})
	s.project()
	boxes := map[uint64][]byte{}
	whole(t, s.cfg).World().Orders.Each(func(_ string, o *order.Order) bool { boxes[o.ShipTo.Key] = o.ShipTo.Box; return true })
	v.dead = true
	if _, err := s.Submit(context.Background(), owner, core.Command{Body: &catalog.Erase{Customer: "C", Reason: "asked"}}); core.CodeOf(err) != core.CodeUnfinished {
		t.Fatalf("the erasure failed, and is answered with %v", err)
	}
	v.dead = false
	s.open()
	own := s.World().Orders.Get("SO-251").ShipTo.Key
	for key, box := range boxes {
		if _, err := s.cfg.Vault.Open(key, box); (err == nil) != (key == own) {
			t.Errorf("key %d after the erasure: %v", key, err)
		}
	}
	q := party()
	s.must(&catalog.PutCustomer{Customer: catalog.Customer{ID: "C", Party: q}}, &order.Amend{Order: "SO-251", ShipTo: &p, Reason: "moved again"})
	last, _ := s.cfg.Journal.Last()
	raw, err := s.cfg.Journal.Read(context.Background(), 1, int(last))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range raw {
		for _, secret := range []string{who.Name, who.Email, who.Address[0], "1AA"} {
			if bytes.Contains(r.Body, []byte(secret)) {
				t.Errorf("%q can be read in record %d", secret, r.Seq)
			}
		}
	}
}

// TestOneKeyAPerson proves that who writes again for a customer or about an order uses
// the key that is there, so that erasing it takes all that was ever written.
func TestOneKeyAPerson(t *testing.T) {
	t.Parallel()
	mem := sim.NewMemory()
	seed(t, mem)
	s := step(t, mem)
	party := func(street string) core.Party {
		return core.Party{Country: "GB", Key: 999, Personal: &core.Personal{Name: "Customer 1", Address: []string{street}, City: "Leeds"}}
	}
	first := submit("E1", 1)
	first.ShipTo, first.Customer = party("1 High Street"), "" // a guest
	s.must(first)
	key := s.World().Orders.Get("SO-1").ShipTo.Key
	next := party("2 High Street")
	s.must(&order.Amend{Order: "SO-1", ShipTo: &next, Reason: "moved"})
	edit := submit("E1", 2)
	edit.Rev, edit.ShipTo, edit.Customer = 5, party("3 High Street"), ""
	s.batch("conn", core.Command{Body: edit})
	if got := s.World().Orders.Get("SO-1").ShipTo.Key; key == 0 || key == 999 || got != key {
		t.Errorf("one person has the keys %d and %d", key, got)
	}
	bare := core.Party{Country: "GB", Key: 7}
	s.must(&order.Amend{Order: "SO-1", ShipTo: &bare, Reason: "nothing personal"})
	r := s.must(&catalog.Erase{Order: "SO-1", Reason: "asked"})
	if gone := r.Events[0].(*catalog.Erased); len(gone.Keys) != 1 || gone.Keys[0] != key {
		t.Errorf("erased are %v, the person's key was %d", gone.Keys, key)
	}
}
