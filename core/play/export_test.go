package play

import (
	"context"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/engine"
)

// Leave plays a script once and hands over how its shop is asked at the end.
func (s *Script) Leave(ctx context.Context, codec engine.Codec) (func(api.Query) (api.Page, error), error) {
	r := &run{ctx: ctx, script: s, codec: codec, zone: time.UTC, start: core.InstantOf(begin), res: &Result{}}
	err := r.steps(s.steps, false)
	return r.ask, err
}
