package main

import (
	"context"
	"testing"

	"andon/core"
	"andon/core/engine"
	"andon/core/policy"
	"andon/core/sim"
	"andon/core/world"
	"andon/store"
)

// BenchmarkKernel decides, applies and encodes orders in batches of 200, with the journal
// in memory: what the engine's goroutine does for an order, and what it allocates.
func BenchmarkKernel(b *testing.B) { benchKernel(b, policy.None) }

// BenchmarkKernelPolicy is the same where the policy to begin with decides.
func BenchmarkKernelPolicy(b *testing.B) { benchKernel(b, "default") }

func benchKernel(b *testing.B, rules string) {
	doc, err := new(app).startingPolicy(rules)
	if err != nil {
		b.Fatal(err)
	}
	kinds, err := world.Kinds()
	if err != nil {
		b.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		b.Fatal(err)
	}
	cfg := sim.NewMemory().Config(codec, wallClock)
	cfg.Views, cfg.Snapshots = nil, nil
	e, err := engine.OpenStepper(context.Background(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	submit := func(cmds []core.Command) {
		for len(cmds) > 0 {
			n := min(len(cmds), 200)
			r, err := e.Submit(ctx, benchActor, cmds[:n]...)
			if err != nil {
				b.Fatal(err)
			}
			for i := range r {
				if r[i].Err != nil {
					b.Fatal(r[i].Err)
				}
			}
			cmds = cmds[n:]
		}
	}
	submit(append(benchCatalog(), enacting(doc)...))
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; n += 200 {
		cmds := make([]core.Command, 200)
		for i := range cmds {
			cmds[i] = benchOrder(n + i)
		}
		submit(cmds)
	}
}
