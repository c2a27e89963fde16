package query

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
)

// CauseWaiting is the cause of the first "decision" of a Why whose order or line
// waits: not a decision but how things stand now.
const CauseWaiting = "waiting"

// why answers View Why for an order, or for one line of it where only that is asked.
func (r *request) why() (api.Page, error) {
	only := 0
	var o *order.Order
	var err error
	switch r.q.Kind {
	case order.NounOrder:
		found, failed := r.find(core.Ref{Noun: order.NounOrder, ID: r.q.ID})
		o, _ = found.(*order.Order)
		err = failed
	case NounLine:
		o, only, err = r.part()
	default:
		return api.Page{}, core.E(core.CodeInvalid, "query", string(r.q.Kind), "only orders and lines are explained; ask for an order or a line")
	}
	if err != nil {
		return api.Page{}, err
	}
	if o == nil || only != 0 && o.Line(only) == nil {
		return api.Page{}, r.notFound()
	}
	v := api.WhyView{Order: o.ID, Decisions: []api.WhyDecision{}}
	if err := r.whyWaiting(&v, o, only); err != nil {
		return api.Page{}, err
	}
	if err := r.whySourced(&v, o, only); err != nil {
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

// whySourced explains the order's sourcing decisions, newest first.
func (r *request) whySourced(v *api.WhyView, o *order.Order, only int) error {
	return nil
}
