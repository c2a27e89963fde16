package engine

import (
	"context"

	"andon/core"
	"andon/core/flow"
	"andon/core/outage"
)

// Outage starts an outage in the trial, lets its jobs run to their end at once, and tells
// what came of it: on a fork of a shop, what it would do there. It fails where the shop
// would refuse it.
func (t *Trial) Outage(ctx context.Context, actor string, start *outage.Start) (outage.Tally, error) {
	if err := t.Pass(ctx, t.Now()); err != nil { // what is due anyway is not its doing
		return outage.Tally{}, err
	}
	before := t.World()
	r := t.Do(ctx, actor, core.Command{Body: start})
	if r.Err != nil {
		return outage.Tally{}, r.Err
	}
	if err := t.Pass(ctx, t.Now()); err != nil {
		return outage.Tally{}, err
	}
	after := t.World()
	return flow.OutageTally(before, after, outage.IDOf(after.Shop().Outages))
}
