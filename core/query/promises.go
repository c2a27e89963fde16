package query

import (
	"encoding/json"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/world"
)

// NounPromise asks for the ledger of an order's promises.
const NounPromise core.Noun = "promise"

// CausePromised is the cause of the "decision" of a Why that tells how its promises changed.
const CausePromised = "promised"

// pledge is one change of what was promised for a line. Dates are those of its last
// units; none: not all of its units are promised a day.
type pledge struct {
	Seq   uint64       `json:"seq"`
	At    core.Instant `json:"at"`
	Line  int          `json:"line"`
	SKU   string       `json:"sku"`
	Was   dates        `json:"was"`
	Is    dates        `json:"is"`
	First bool         `json:"first,omitempty"` // the first promise of the line
	Cause string       `json:"cause"`
}

type dates struct {
	Ship    core.Date `json:"ship,omitempty"`
	Deliver core.Date `json:"deliver,omitempty"`
}

// shownPromises bounds how many changes an explanation tells, and maxStory how many
// records of an order are read for them.
const (
	shownPromises = 50
	maxStory      = 10_000
)

// promises is the ledger of an order's promises, derived from its records, oldest first.
func (r *request) promises(id string) ([]pledge, error) {
	records, err := r.story(core.Ref{Noun: order.NounOrder, ID: id})
	if err != nil {
		return nil, err
	}
	var out []pledge
	was := map[int]dates{}
	first := map[int]bool{}
	err = world.Story(id, records, func(rec *core.Record, e core.Payload, o *order.Order) {
		if m, ok := e.(*order.Moved); ok && (m.Cause == "rejected" || m.Cause == "shorted" || m.Cause == "broken") {
			return // its units are sourced again in the same record
		}
		for i := range o.Lines {
			l := &o.Lines[i]
			var is dates
			is.Ship, is.Deliver = l.Promised()
			if l.Sum(stoppable) == 0 || is == was[l.No] {
				continue // what has left kept its promise or not, and is promised nothing more
			}
			p := pledge{Seq: rec.Seq, At: rec.At, Line: l.No, SKU: l.SKU, Was: was[l.No], Is: is, First: !first[l.No], Cause: causeOf(rec, e)}
			was[l.No], first[l.No] = is, true
			out = append(out, p)
		}
	})
	if err != nil {
		return nil, err
	}
	return out, r.triggers(id, out)
}

// story reads the records of a document, oldest first.
func (r *request) story(ref core.Ref) ([]*core.Record, error) {
	var out []*core.Record
	for before := uint64(0); len(out) < maxStory; before = out[len(out)-1].Seq {
		batch, err := r.Cold.History(r.ctx, ref, before, 256)
		if err != nil {
			return nil, err
		}
		out = append(out, batch...)
		if len(batch) < 256 {
			break
		}
	}
	out = slices.DeleteFunc(out, func(rec *core.Record) bool { return rec.Seq > r.w.Seq })
	slices.Reverse(out)
	return out, nil
}

// fills stands for the cause of a change that another record made necessary.
const fills = "fill"

// causeOf says in words what changed a promise.
func causeOf(rec *core.Record, e core.Payload) string {
	if tick, ok := rec.Command.Body.(*world.Tick); ok && len(tick.Fill) > 0 {
		return fills
	}
	for _, other := range rec.Events {
		if m, ok := other.(*order.Moved); ok && world.OrderOf(other) == world.OrderOf(e) && m.Cause != "accepted" {
			return because(m.Cause+" by its location", m.Reason)
		}
	}
	switch e := e.(type) {
	case *order.Amended:
		return because("amended", e.Reason)
	case *order.Sourced:
		switch e.Cause {
		case "placed":
			return "placed"
		case "due":
			return "its day came"
		case "released":
			return "a hold was released"
		case "asked":
			return "a person asked"
		}
	}
	return describe(&rec.Command, rec.Events[0])
}

// sentence tells of one change.
func (p *pledge) sentence() string {
	s := fmt.Sprintf("%s  line %d, %s: ", p.At, p.Line, p.SKU)
	switch {
	case p.Is.Deliver == 0:
		s += "not promised in full"
		if p.Was.Deliver != 0 {
			s += " any more, was for " + p.Was.Deliver.String()
		}
	case p.Was.Deliver == 0:
		s += fmt.Sprintf("promised to leave %s and arrive %s", on(p.Is.Ship), on(p.Is.Deliver))
	case p.Is.Deliver == p.Was.Deliver:
		s += fmt.Sprintf("%s; still arrives %s", moved("leaves", p.Is.Ship, p.Was.Ship), on(p.Is.Deliver))
	case p.Is.Ship == p.Was.Ship:
		s += fmt.Sprintf("%s; still leaves %s", moved("arrives", p.Is.Deliver, p.Was.Deliver), on(p.Is.Ship))
	default:
		s += moved("arrives", p.Is.Deliver, p.Was.Deliver) + "; " + moved("leaves", p.Is.Ship, p.Was.Ship)
	}
	return because(fmt.Sprintf("%s; record %d", s, p.Seq), p.Cause)
}

// moved says how one of the days changed.
func moved(what string, is, was core.Date) string {
	s := fmt.Sprintf("%s %s instead of %s", what, on(is), on(was))
	if n := is - was; n > 0 {
		return s + ", " + plural(int(n), "day") + " later"
	} else if n < 0 {
		return s + ", " + plural(int(-n), "day") + " earlier"
	}
	return s
}

// promisesMoved reports whether an order has promises that were changed, or may be.
func promisesMoved(o *order.Order) bool {
	return slices.ContainsFunc(o.Lines, func(l order.Line) bool { return l.First != 0 || l.Sum(order.Bucket.Waiting) > 0 })
}

// whyPromised tells how the promises of an order, or of one line of it, changed.
func (r *request) whyPromised(v *api.WhyView, o *order.Order, only int) error {
	if r.Cold == nil {
		return nil
	}
	list, err := r.promises(o.ID)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(p pledge) bool { return only != 0 && p.Line != only })
	if len(list) == 0 {
		return nil
	}
	d := api.WhyDecision{Seq: list[len(list)-1].Seq, At: list[len(list)-1].At, Cause: CausePromised}
	if n := len(list) - shownPromises; n > 0 {
		d.Text = append(d.Text, plural(n, "earlier change"))
		list = list[n:]
	}
	for i := range list {
		d.Text = append(d.Text, list[i].sentence())
	}
	if d.Details, err = json.Marshal(list); err != nil {
		return core.Wrap(core.CodeInternal, "why", o.ID, "an explanation cannot be written as JSON", err)
	}
	v.Decisions = append(v.Decisions, d)
	return nil
}
