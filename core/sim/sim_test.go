package sim_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"andon/core/engine"
	"andon/core/sim"
	"andon/core/world"
	"andon/store"
)

var (
	seeds = flag.Int("seeds", 20, "how many seeds to run")
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

// TestSeeds lives through the shops of many seeds. It fails when any invariant breaks
// at any step; the failure says how to repeat it.
func TestSeeds(t *testing.T) {
	list := make([]uint64, *seeds)
	for i := range list {
		list[i] = *first + uint64(i)
	}
	if *seed != 0 {
		list = []uint64{*seed}
	}
	c := codec(t)
	for _, s := range list {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			t.Parallel()
			if err := sim.Run(context.Background(), s, c); err != nil {
				t.Fatal(err)
			}
		})
	}
}
