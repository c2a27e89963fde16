package query

import (
	"encoding/json"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
	"andon/core/wave"
)

// CauseWaiting is the cause of the first "decision" of a Why whose order or line
// waits: not a decision but how things stand now.
const CauseWaiting = "waiting"

// why answers View Why for an order, or for one line of it where only that is asked, or
// for an order's promises alone; for a wave, and for a policy.
func (r *request) why() (api.Page, error) {
	switch r.q.Kind {
	case wave.NounWave:
		return r.whyWave()
	case policy.NounPolicy:
		return r.whyRules()
	}
	only := 0
	var o *order.Order
	var err error
	switch r.q.Kind {
	case order.NounOrder, NounPromise:
		found, failed := r.find(core.Ref{Noun: order.NounOrder, ID: r.q.ID})
		o, _ = found.(*order.Order)
		err = failed
	case NounLine:
		o, only, err = r.part()
	default:
		return api.Page{}, core.E(core.CodeInvalid, "query", string(r.q.Kind), "only orders, lines and promises of orders are explained, waves, and policies; ask for one of them")
	}
	if err != nil {
		return api.Page{}, err
	}
	if o == nil || only != 0 && o.Line(only) == nil {
		return api.Page{}, r.notFound()
	}
	v := api.WhyView{Order: o.ID, Decisions: []api.WhyDecision{}}
	if r.q.Kind == NounPromise {
		if err := r.whyPromised(&v, o, only); err != nil {
			return api.Page{}, err
		}
		return document(v)
	}
	if err := r.whyWaiting(&v, o, only); err != nil {
		return api.Page{}, err
	}
	if promisesMoved(o) {
		if err := r.whyPromised(&v, o, only); err != nil {
			return api.Page{}, err
		}
	}
	if err := r.whySourced(&v, o, only); err != nil {
		return api.Page{}, err
	}
	if err := r.whyPolicy(&v, o, only); err != nil {
		return api.Page{}, err
	}
	return document(v)
}

// shownWaits is how many waiting lines of an order are explained.
const shownWaits = 50

// whyWaiting says what the lines that wait are waiting for.
func (r *request) whyWaiting(v *api.WhyView, o *order.Order, only int) error {
	d := api.WhyDecision{Seq: r.w.Seq, At: r.now, Cause: CauseWaiting}
	var details []*wait
	more := 0
	for i := range o.Lines {
		l := &o.Lines[i]
		if only != 0 && l.No != only || l.Sum(order.Bucket.Waiting) == 0 {
			continue
		}
		if len(details) == shownWaits {
			more++
			continue
		}
		w := r.waiting(o, l)
		details = append(details, w)
		d.Text = append(d.Text, w.sentences()...)
	}
	if len(details) == 0 {
		return nil
	}
	if more > 0 {
		d.Text = append(d.Text, fmt.Sprintf("%s more wait", plural(more, "line")))
	}
	b, err := json.Marshal(details)
	if err != nil {
		return core.Wrap(core.CodeInternal, "why", o.ID, "an explanation cannot be written as JSON", err)
	}
	d.Details = b
	v.Decisions = append(v.Decisions, d)
	return nil
}

// maxDecisions is how many sourcing decisions are explained unless a limit is given.
// Each is solved again many times over, to find what would have changed it.
const maxDecisions = 5

// whySourced explains the order's sourcing decisions, newest first.
func (r *request) whySourced(v *api.WhyView, o *order.Order, only int) error {
	if r.Cold == nil {
		return nil
	}
	most := maxDecisions
	if r.q.Limit > 0 {
		most = min(r.q.Limit, 100)
	}
	for i := len(o.Decisions) - 1; i >= 0 && most > 0; i-- {
		if o.Decisions[i] > r.w.Seq {
			continue
		}
		if err := r.ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "why", o.ID, "the explanation was given up", err)
		}
		rec, err := r.Cold.Record(r.ctx, o.Decisions[i])
		if err != nil {
			return err
		}
		for n := len(rec.Events) - 1; n >= 0; n-- {
			e, ok := rec.Events[n].(*order.Sourced)
			if !ok || e.Order != o.ID || e.Inputs == nil || only != 0 && !asks(e.Inputs, only) {
				continue
			}
			d, err := explainDecision(o, rec, e)
			if err != nil {
				return err
			}
			if e.Cause == flow.Reevaluated {
				said, err := r.looksAgain(o, rec, e)
				if err != nil {
					return err
				}
				d.Text = slices.Insert(d.Text, 1, said...)
			}
			v.Decisions = append(v.Decisions, d)
			most--
		}
	}
	return nil
}

func asks(in *order.Inputs, line int) bool {
	return slices.ContainsFunc(in.Demands, func(d order.Demand) bool { return d.Line == line || d.Group == line })
}

// explainDecision computes the reasons of one decision from its inputs. Where they
// cannot be computed the inputs stand for themselves.
func explainDecision(o *order.Order, rec *core.Record, e *order.Sourced) (api.WhyDecision, error) {
	d := api.WhyDecision{Seq: rec.Seq, At: rec.At, Cause: e.Cause, Text: []string{describeSourced(e)}}
	if len(e.Inputs.Rules) > 0 {
		d.Text = append(d.Text, "prices and limits are those of "+byRule(e.Inputs.Policy, e.Inputs.Rules...))
	}
	if by := e.Inputs.Instead; by != "" {
		d.Text = append(d.Text, fmt.Sprintf("it goes by %s: %s is suspended", by, o.Service))
	}
	var details any = e.Inputs
	if p, ok := problemOf(o, e.Inputs); !ok {
		d.Text = append(d.Text, "its lines are not those of the order any more")
	} else if x, err := sourcing.Explain(p, planOf(o, e)); err != nil {
		d.Text = append(d.Text, "the reasons cannot be computed: "+err.Error())
	} else {
		d.Text = append(append(d.Text, explainInWords(&x, o.Currency)...), keptInWords(o, e.Inputs)...)
		details = x
	}
	b, err := json.Marshal(details)
	if err != nil {
		return d, core.Wrap(core.CodeInternal, "why", o.ID, "an explanation cannot be written as JSON", err)
	}
	d.Details = b
	return d, nil
}
