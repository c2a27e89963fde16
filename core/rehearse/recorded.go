package rehearse

import (
	"context"

	"andon/core"
	"andon/core/engine"
	"andon/core/policy"
)

// Recorded is what really became of all orders of a shop's journal, in the figures of a
// rehearsal. Of the configuration it needs Journal and Codec. A shop without orders is
// refused.
func Recorded(ctx context.Context, cfg engine.Config) (Figures, error) {
	r := &rehearsal{cfg: cfg, q: Question{Policy: policy.None}}
	if err := r.look(ctx); err != nil {
		return Figures{}, err
	}
	w, err := r.worldAt(ctx)
	if err != nil {
		return Figures{}, err
	}
	l := newLife(r.past, w)
	err = engine.Replay(ctx, cfg, r.start, func(rec *core.Record) error { return l.play(ctx, []*core.Record{rec}) })
	if err != nil {
		return Figures{}, damaged(l.w.Seq+1, err)
	}
	l.tally.finishAll(l.w)
	return l.tally.sum(), nil
}
