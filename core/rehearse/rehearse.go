package rehearse

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/policy/lang"
	"andon/core/world"
)

// Question is what is to be rehearsed.
type Question struct {
	Policy   string           // POL-N of the shop, or none
	Document *policy.Document // or a text that is no policy of the shop yet
	Name     string           // what to call that text

	From, To core.Instant // the span, To excluded; 0: from the first record, to the last
	Orders   int          // most orders of which both explanations are given; 0: 20

	Progress func(done, of uint64) // told now and then; nil: nobody asks
}

// defaultOrders is how many orders a report explains unless it is asked for others.
const defaultOrders = 20

// chunk is how many records the runs take before they are compared again. They wait for
// each other, so that what both have ended never heaps up.
const chunk = 1024

// Run rehearses a policy on a shop's journal. Of the configuration it needs Journal and
// Codec, and writes to nothing.
func Run(ctx context.Context, cfg engine.Config, q Question) (*Report, error) {
	r := &rehearsal{cfg: cfg, q: q}
	if err := r.look(ctx); err != nil {
		return nil, err
	}
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	if err := r.play(ctx); err != nil {
		return nil, err
	}
	return r.report(), nil
}

type rehearsal struct {
	cfg   engine.Config
	q     Question
	past  *past
	start uint64 // the first record that is played

	base     string // policy of the active run
	enacted  string // what the draft is called in its run
	life     *life
	active   *run
	draft    *run
	compared *comparison
}

// refuse is an error about the question.
func refuse(code core.Code, subject, format string, args ...any) error {
	return core.E(code, "rehearse", subject, fmt.Sprintf(format, args...))
}

// look reads the journal once.
func (r *rehearsal) look(ctx context.Context) error {
	from, to := r.q.From, r.q.To
	if to == 0 {
		to = math.MaxInt64
	}
	if from >= to {
		return refuse(core.CodeInvalid, from.String(), "the span ends at %s, before it begins; swap --from and --to", to)
	}
	r.past = newPast(from, to)
	last, _ := r.cfg.Journal.Last()
	err := engine.Replay(ctx, r.cfg, 1, func(rec *core.Record) error {
		r.told(rec.Seq, 2*last)
		r.past.read(rec)
		return nil
	})
	if err != nil {
		return damaged(r.past.seq+1, err)
	}
	r.past.to = min(to, r.past.last+1)
	return r.check(last)
}

// damaged is the error for a journal that cannot be read on.
func damaged(seq uint64, err error) error {
	if code := core.CodeOf(err); code == core.CodeCancelled || code == core.CodeCorrupt { // it says which record
		return err
	}
	return core.Wrap(core.CodeOf(err), "rehearse", fmt.Sprintf("record %d", seq), "the journal cannot be read; run andon verify", err)
}

// check refuses what cannot be rehearsed.
func (r *rehearsal) check(last uint64) error {
	switch {
	case r.past.seq != last:
		return refuse(core.CodeCorrupt, "journal", "ends at record %d, %d were written; run andon verify", r.past.seq, last)
	case r.q.Document == nil && r.q.Policy != policy.None && r.past.documents[r.q.Policy] == nil:
		return refuse(core.CodeNotFound, r.q.Policy, "there is no such policy; see andon policy history, or name a file")
	case r.past.placed == 0 && r.past.seq > 0 && r.past.last < r.q.From:
		return refuse(core.CodeNotFound, r.q.From.String(), "no order was placed since then; the last record is of %s", r.past.last)
	case r.past.placed == 0:
		return refuse(core.CodeNotFound, "", "no order was placed in the span; choose another with --from and --to")
	}
	if r.q.Document == nil {
		r.q.Document = r.past.documents[r.q.Policy]
	}
	if r.q.Document == nil {
		return nil
	}
	return flow.CheckPolicy(r.q.Document)
}

func (r *rehearsal) told(done, of uint64) {
	if r.q.Progress != nil && done%4096 == 0 {
		r.q.Progress(done, of)
	}
}

// begin makes the world as it was, and three ways on from it. Before the first order no
// policy has a say, so what came earlier is applied as it stands.
func (r *rehearsal) begin(ctx context.Context) error {
	w, err := r.worldAt(ctx)
	if err != nil {
		return err
	}
	r.base = policy.None
	if p := w.ActivePolicy(); p != nil {
		r.base = p.ID
	}
	mark := w.Fork()
	if err := staff(mark); err != nil {
		return err
	}
	if err := postpone(mark, r.past.to); err != nil {
		return err
	}
	r.enacted = policy.IDOf(mark.Shop().Policies + 1)
	draft := mark.Fork()
	if err := enact(draft, r.q.Document); err != nil {
		return err
	}
	r.life = newLife(r.past, w)
	r.active, r.draft = newRun(r.cfg.Codec, mark, r.past), newRun(r.cfg.Codec, draft, r.past)
	r.compared = newComparison(cmp.Or(r.q.Orders, defaultOrders))
	return nil
}

// worldAt applies the records before the span, and those until the first order.
func (r *rehearsal) worldAt(ctx context.Context) (*world.World, error) {
	w := world.New()
	w.Remember()
	err := engine.Replay(ctx, r.cfg, 1, func(rec *core.Record) error {
		_, sells := rec.Command.Body.(*order.Submit)
		if rec.At >= r.past.from && (sells || w.Shop().Orders > 0) {
			r.start = rec.Seq
			return errBegun
		}
		return w.ApplyRecord(rec)
	})
	if err != nil && err != errBegun {
		return nil, damaged(w.Seq+1, err)
	}
	return w, nil
}

// errBegun ends the reading of what came before.
var errBegun = core.E(core.CodeCancelled, "rehearse", "", "the span begins")

// apply puts a command that is its own event, or its events, into a world.
func apply(w *world.World, body core.Payload, events ...core.Payload) error {
	if len(events) == 0 {
		events = []core.Payload{body}
	}
	return w.ApplyRecord(&core.Record{Seq: w.Seq + 1, At: w.At, Command: core.Command{Actor: worker, Body: body}, Events: events})
}

// enact makes a document the active policy of a world, or none, by the events that do so
// in life.
func enact(w *world.World, doc *policy.Document) error {
	const comment = "rehearsal"
	if doc == nil {
		if w.ActivePolicy() == nil {
			return nil
		}
		return apply(w, &policy.Activate{Policy: policy.None, Comment: comment}, &policy.Stepped{Policy: policy.None, To: policy.Active, Comment: comment})
	}
	n := w.Shop().Policies + 1
	id := policy.IDOf(n)
	step := func(to policy.State) *policy.Stepped { return &policy.Stepped{Policy: id, To: to, Comment: comment} }
	if err := apply(w, &policy.DraftPolicy{Document: *doc, Comment: comment}, &policy.Drafted{ID: id, N: n, Evaluator: lang.Version}); err != nil {
		return err
	}
	if err := apply(w, &policy.Propose{Policy: id, Comment: comment}, step(policy.Proposed)); err != nil {
		return err
	}
	if err := apply(w, &policy.Approve{Policy: id, Comment: comment}, step(policy.Approved)); err != nil {
		return err
	}
	return apply(w, &policy.Activate{Policy: id, Comment: comment}, step(policy.Active))
}

// postpone puts off policies whose day would come in the span: a run keeps its own.
func postpone(w *world.World, to core.Instant) error {
	var ids []string
	w.Policies.Each(func(id string, p *policy.Policy) bool {
		if p.Scheduled() != 0 {
			ids = append(ids, id)
		}
		return true
	})
	for _, id := range ids {
		e := &policy.Stepped{Policy: id, To: policy.Active, From: to + 1}
		if err := apply(w, &policy.Activate{Policy: id, From: e.From}, e); err != nil {
			return err
		}
	}
	return nil
}

// life is what really happened, applied as it stands.
type life struct {
	past  *past
	w     *world.World
	tally *tally
}

func newLife(p *past, w *world.World) *life {
	w.Remember()
	return &life{past: p, w: w, tally: newTally(p, func(id string) string { return id })}
}

// play applies records. A closed order leaves memory with the last record that changes it.
func (l *life) play(_ context.Context, records []*core.Record) error {
	for _, rec := range records {
		if err := l.w.ApplyRecord(rec); err != nil {
			return damaged(rec.Seq, err)
		}
		l.tally.observe(rec, l.w)
		if _, ok := rec.Command.Body.(*order.ResolveHold); ok {
			l.tally.answered++
		}
		for _, e := range rec.Events {
			id := world.OrderOf(e)
			if o := l.w.Orders.Get(id); id != "" && l.past.touched[id] == rec.Seq && o != nil && o.Closed != 0 {
				l.tally.finish(o)
				l.w.Evict(core.Ref{Noun: order.NounOrder, ID: id})
			}
		}
		l.tally.ended = l.tally.ended[:0] // nothing is compared with it order by order
	}
	return nil
}

// play gives the span to all three, some records at a time.
func (r *rehearsal) play(ctx context.Context) error {
	var records []*core.Record
	last, _ := r.cfg.Journal.Last()
	err := engine.Replay(ctx, r.cfg, r.start, func(rec *core.Record) error {
		if rec.At >= r.past.to {
			return errBegun
		}
		r.told(last+rec.Seq, 2*last)
		if records = append(records, rec); len(records) < chunk {
			return nil
		}
		err := r.together(ctx, records)
		records = records[:0]
		return err
	})
	if err == nil || err == errBegun {
		err = r.together(ctx, records)
	}
	if err != nil {
		return err
	}
	for _, side := range [...]*run{r.active, r.draft} {
		if err := side.pass(ctx, r.past.to-1); err != nil {
			return err
		}
		side.tally.finishAll(side.trial.Peek())
	}
	r.life.tally.finishAll(r.life.w)
	r.compare()
	r.compared.finish()
	return nil
}

// together has all three play some records, and compares what has ended.
func (r *rehearsal) together(ctx context.Context, records []*core.Record) error {
	var errs [3]error
	var wait sync.WaitGroup
	for i, play := range [...]func(context.Context, []*core.Record) error{r.active.play, r.draft.play, r.life.play} {
		wait.Go(func() { errs[i] = play(ctx, records) })
	}
	wait.Wait()
	r.compare()
	return cmp.Or(errs[0], errs[1], errs[2])
}

func (r *rehearsal) compare() {
	a, b := r.active.tally, r.draft.tally
	r.compared.take(a.ended, b.ended)
	a.ended, b.ended = nil, nil
}

// report sums up.
func (r *rehearsal) report() *Report {
	out := &Report{From: r.past.from, To: r.past.to, Seq: r.past.seq, Active: r.base, Draft: cmp.Or(r.q.Name, r.q.Policy),
		Recorded: r.life.tally.sum(), ActiveRun: r.active.tally.sum(), DraftRun: r.draft.tally.sum(), Priced: priced, Notes: r.notes()}
	r.life.w.Entities.Each(func(_ string, e *catalog.Entity) bool {
		out.Currency = e.Currency
		return false
	})
	out.Difference = map[string]string{}
	out.Model = r.past.model.said(r.life.w)
	for _, m := range out.measures() {
		out.Difference[m.key] = m.difference(&out.DraftRun, &out.ActiveRun)
		out.Model.Distance[m.key] = m.difference(&out.ActiveRun, &out.Recorded)
	}
	out.Differ = r.compared.differ
	out.Differ.Shown = r.compared.others()
	for i := range out.Differ.Shown {
		out.Differ.Shown[i].Draft.call(r.enacted, out.Draft)
	}
	out.Summary = out.sentences()
	return out
}

// sum is the tally's figures with what was counted beside them.
func (t *tally) sum() Figures {
	f := t.figures
	f.Refused, f.Answers = t.refused, t.answered
	f.PerOrder = fixed(f.perOrder())
	f.HeldBy = []By{}
	for rule, n := range t.heldBy {
		f.HeldBy = append(f.HeldBy, By{rule, n})
	}
	slices.SortFunc(f.HeldBy, func(a, b By) int { return cmp.Or(cmp.Compare(b.Orders, a.Orders), strings.Compare(a.Rule, b.Rule)) })
	return f
}
