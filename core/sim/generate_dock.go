package sim

import (
	"time"

	"andon/core"
	"andon/core/wave"
)

// releaseWave asks for a wave at some location, mostly a small one.
func releaseWave(g *generator) core.Payload {
	c := &wave.Release{Choice: wave.Choice{Location: g.location()}}
	if g.one(2) {
		c.Limit = 1 + g.IntN(6)
	}
	if g.one(4) {
		c.Units = g.qty(20)
	}
	if g.one(4) {
		c.Service = pick(g, "express", "none")
	}
	if g.one(4) {
		c.Until = core.DateIn(g.now, time.UTC) + core.Date(g.IntN(3))
	}
	if g.one(4) {
		n := g.IntN(4)
		c.Priority = &n
	}
	if g.wild() {
		c.Location, c.Limit = g.hostile(), pick(g, -1, 20_000)
	}
	return c
}
