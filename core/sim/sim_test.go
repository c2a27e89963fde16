package sim_test

import (
	"context"
	"flag"
	"fmt"
	"sync"
	"testing"

	"andon/core"
	"andon/core/engine"
	"andon/core/sim"
	"andon/core/world"
	"andon/store"
)

var (
	seeds = flag.Int("seeds", 12, "how many seeds to run")
	first = flag.Uint64("first", 1, "the first of them")
	seed  = flag.Uint64("seed", 0, "the only seed to run")
)

func codec(t testing.TB) engine.Codec {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// found are seeds that once found something, with what it was. They are run for ever.
func found() map[uint64]string {
	return map[uint64]string{
		5:   "a move by hand took units out of a bin that promises had taken already; a timer asked others for ever for what was not collected",
		8:   "an order that was opened again stood in the views as closed",
		9:   "a job saw a closed order or did not, as memory had it",
		11:  "views made again from the first record went with a snapshot that left closed orders out",
		12:  "a line named twice was cancelled twice",
		15:  "units in bins counted as loose ones",
		16:  "units were picked and shorted at once; what was restocked after an inspection served nobody who waited; a merged order had room for another package, and nobody looked",
		18:  "a shipment was taken back, and nothing stopped the order of an erased person",
		21:  "an order that was closed, still in memory, and then changed, was lost by a snapshot",
		37:  "what a supplier sends was looked for above the floor of a shelf",
		44:  "a fact emptied two fulfillment orders of a full location, and nobody looked at the room",
		45:  "a job sent units back after their time to be cancelled, and the timer waited for the next one",
		47:  "an order without a person went on after its hold was rejected, as an outsider had its units and was only asked",
		48:  "a timer of a ship-complete order was due for ever",
		49:  "a late transfer that was opened again was not called out",
		57:  "what a newer version pays for was counted on top of what the older one did",
		74:  "what was cancelled of a ship-complete order did not set the rest free",
		107: "a transfer was closed with units on the road",
		120: "a body's texts had no limits",
		227: "a job went on before the timers that were due",
		857: "a part of a kit was promised alone, because another was held",

		5139: "erasing one order took the key of others in the same name",
		5160: "a shipment to an erased person was taken back, and nothing held it; the read model kept what an order was found by two changes before",
	}
}

func list() []uint64 {
	if *seed != 0 {
		return []uint64{*seed}
	}
	var out []uint64
	for i := range *seeds {
		out = append(out, *first+uint64(i))
	}
	known := found()
	for s := uint64(0); s < 1<<13; s++ {
		if known[s] != "" && (s < *first || s >= *first+uint64(*seeds)) {
			out = append(out, s)
		}
	}
	return out
}

// TestSeeds lives through the shops of many seeds, those that once found something
// among them. It fails when any invariant breaks at any step; the failure says how to
// repeat it. And it fails when what the runs are for did not happen in them.
func TestSeeds(t *testing.T) {
	c := codec(t)
	var mu sync.Mutex
	var all sim.Report
	t.Run("seeds", func(t *testing.T) {
		for _, s := range list() {
			t.Run(fmt.Sprint(s), func(t *testing.T) {
				t.Parallel()
				r, err := sim.Run(context.Background(), s, c)
				if err != nil {
					t.Fatal(err)
				}
				mu.Lock()
				defer mu.Unlock()
				all.Add(r)
			})
		}
	})
	t.Logf("%+v", all)
	if *seed == 0 && !t.Failed() {
		happened(t, all)
	}
}

// happened checks that every kind of command was taken, every kind of event caused,
// every kind of refusal given, and every kind of disaster lived through.
func happened(t *testing.T, r sim.Report) {
	t.Helper()
	// A job of the sizes that are made here is over before anyone can stop it, and there
	// are never more lines waiting than one tick looks at. Whoever asks to look for stock
	// again is refused, because what can be promised is promised before they are heard.
	// Flow's own tests show all three. Jobs are taken back, and asks outrun, too seldom for few seeds.
	seldom := map[core.Kind]bool{"job.stop": true, "job.stopped": true, "order.passed": true, "order.source": true}
	if *seeds < 200 {
		seldom["job.undo"], seldom["order.ask_outrun"] = true, true
	}
	for _, row := range world.Commands() {
		if !row.Own && !seldom[row.Kind] && r.Taken[row.Kind] == 0 {
			t.Errorf("no %s was ever taken", row.Kind)
		}
	}
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range kinds.Rows() {
		if row.Number >= 200 && !seldom[row.Kind] && r.Events[row.Kind] == 0 {
			t.Errorf("no %s ever happened", row.Kind)
		}
	}
	for _, code := range []core.Code{core.CodeInvalid, core.CodeNotFound, core.CodeExists, core.CodeConflict, core.CodeState,
		core.CodeStock, core.CodeHeld, core.CodeForbidden, core.CodeKeyReused, core.CodeLimit} {
		if r.Refused[code] == 0 {
			t.Errorf("nothing was ever refused as %s", code)
		}
	}
	if r.Known == 0 || r.Crashes == 0 || r.Lost == 0 || r.Closed == 0 || r.Erased == 0 || r.Merged == 0 || r.Sooner == 0 {
		t.Errorf("something never happened: %+v", r)
	}
}

// TestRepeats proves that a run is a function of its seed.
func TestRepeats(t *testing.T) {
	t.Parallel()
	c := codec(t)
	a, err := sim.Run(context.Background(), 3, c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := sim.Run(context.Background(), 3, c)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("one seed, two runs:\n%+v\n%+v", a, b)
	}
}
