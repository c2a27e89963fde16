package query

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/job"
	"andon/core/order"
	"andon/core/wave"
	"andon/core/world"
)

func wavesOf(w *world.World) numbered[wave.Wave] {
	return numbered[wave.Wave]{wave.NounWave, "WV-", func(v *wave.Wave) uint64 { return v.N }, w.Waves.Get, w.Waves.From}
}

// The statuses of a wave, in the order of its life.
const (
	waveReleasing = "releasing" // its job has not come to all of it
	waveReleased  = "released"  // nothing is picked
	wavePicking   = "picking"   // some is
	wavePicked    = "picked"    // all is, and some is still here
	waveClosed    = "closed"    // nothing of it is here any more
)

var waveStatuses = []string{waveReleasing, waveReleased, wavePicking, wavePicked, waveClosed}

// waves is the kind wave, newest first. All are in memory.
func waves() *table[*wave.Wave] {
	type v = *wave.Wave
	return &table[v]{
		noun: wave.NounWave,
		fields: withText([]field[v]{
			{name: "id", title: "Wave", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d v) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
			{name: "location", title: "Location", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.Choice.Location) }},
			{name: "status", title: "Status", typ: api.Word, shown: true, words: waveStatuses, get: func(r *request, d v) api.Value { return text(r.waveStatus(d, r.waveUnits(d))) }},
			{name: "members", title: "Fulfillments", typ: api.Int, shown: true, get: func(_ *request, d v) api.Value { return api.Value{N: int64(len(d.Members))} }},
			{name: "units", title: "Units", typ: api.Int, shown: true, get: func(_ *request, d v) api.Value { return count(d.Units) }},
			{name: "topick", title: "To pick", typ: api.Int, shown: true, get: func(r *request, d v) api.Value { u := r.waveUnits(d); return count(u.Waiting + u.Released) }},
			{name: "left", title: "Left", typ: api.Int, shown: true, get: func(_ *request, d v) api.Value { return api.Value{N: int64(d.Left.Sum())} }},
			{name: "by", title: "By", typ: api.ID, shown: true, get: func(_ *request, d v) api.Value { return text(d.By) }},
			{name: "opened", title: "Opened", typ: api.Time, shown: true, get: func(_ *request, d v) api.Value { return at(d.Opened) }},
			{name: "service", title: "Service", typ: api.ID, get: func(_ *request, d v) api.Value { return text(d.Choice.Service) }},
			{name: "until", title: "Due until", typ: api.Date, get: func(_ *request, d v) api.Value { return date(d.Choice.Until) }},
			{name: "job", title: "Job", typ: api.ID, get: func(_ *request, d v) api.Value { return text(d.Job) }},
			{name: "member", title: "Fulfillment", typ: api.ID, many: func(_ *request, d v, yield func(string) bool) {
				for _, m := range d.Members {
					if !yield(m) {
						return
					}
				}
			}},
		}),
		version: func(d v) uint64 { return d.Version },
		total:   func(w *world.World) int { return w.Waves.Len() },
		key:     func(d v) string { return newestFirst(d.N) },
		walk: func(r *request, after string, yield func(v) bool) error {
			n := wavesOf(r.w)
			return merge(&n, n.hot(numberOf(after, r.w.Shop().Waves)), none[wave.Wave], yield)
		},
	}
}

// member is a fulfillment order of a wave; nil where its order has left memory.
func (r *request) member(m string) (*order.Order, *order.Fulfillment) {
	id, fo := job.SplitTarget(m)
	if o := r.w.Orders.Get(id); o != nil {
		return o, o.FO(fo)
	}
	return nil, nil
}

// waveUnits adds up where the units of a wave are. A member that another wave released
// after all, or that was emptied, is not its own any more.
func (r *request) waveUnits(v *wave.Wave) (u api.WaveUnits) {
	pending := r.releasing(v)
	for i, m := range v.Members {
		o, f := r.member(m)
		switch {
		case f == nil: // an order leaves memory when all of it is final
		case f.Wave == v.N:
			u.Released += o.InFO(f.No, order.Released)
			u.Picked += o.InFO(f.No, order.Picked)
			u.Packed += o.InFO(f.No, order.Packed)
			u.Gone += o.InFO(f.No, order.Shipped) + o.InFO(f.No, order.Delivered) + o.InFO(f.No, order.Lost)
		case i >= len(v.Members)-pending:
			u.Waiting += o.InFO(f.No, order.Allocated)
		}
	}
	return u
}

// releasing is how many members, the last ones, the wave's job has not come to.
func (r *request) releasing(v *wave.Wave) int {
	if j := r.w.Jobs.Get(v.Job); j != nil && j.Ended == 0 {
		return len(j.Targets) - j.Next
	}
	return 0
}

func (r *request) waveStatus(v *wave.Wave, u api.WaveUnits) string {
	switch {
	case r.releasing(v) > 0:
		return waveReleasing
	case u.Released > 0 && u.Picked+u.Packed+u.Gone > 0:
		return wavePicking
	case u.Released > 0:
		return waveReleased
	case u.Picked+u.Packed > 0:
		return wavePicked
	}
	return waveClosed
}

func (r *request) waveView(v *wave.Wave) *api.WaveView {
	u := r.waveUnits(v)
	out := &api.WaveView{Wave: v, Status: r.waveStatus(v, u), Now: u}
	if j := r.w.Jobs.Get(v.Job); j != nil {
		out.Refused = j.Refused
		out.Releases = &api.ReleaseStatus{Job: j.ID, Status: jobState(j), Left: len(j.Targets) - j.Next}
	}
	return out
}

// whyWave says what a wave chose, and what it left for which reason.
func (r *request) whyWave() (api.Page, error) {
	v := r.w.Waves.Get(r.q.ID)
	if v == nil {
		return api.Page{}, r.notFound()
	}
	details, err := json.Marshal(v.Choice)
	if err != nil {
		return api.Page{}, core.Wrap(core.CodeInternal, "why", v.ID, "an explanation cannot be written as JSON", err)
	}
	return document(api.WhyView{Order: v.ID, Decisions: []api.WhyDecision{{Seq: v.Version, At: v.Opened, Cause: "released", Text: waveSentences(v), Details: details}}})
}

func waveSentences(v *wave.Wave) []string {
	asked := "whatever waits for its release"
	if c := v.Choice; c.Service != "" || c.Until != 0 || c.Priority != nil || c.Limit != 0 || c.Units != 0 {
		asked = "what waits for its release"
		if c.Service != "" {
			asked += ", by " + c.Service
		}
		if c.Until != 0 {
			asked += ", due until " + c.Until.String()
		}
		if c.Priority != nil {
			asked += fmt.Sprintf(", of priority %d or before", *c.Priority)
		}
		if c.Limit != 0 {
			asked += fmt.Sprintf(", at most %d", c.Limit)
		}
		if c.Units != 0 {
			asked += ", at most " + units(c.Units)
		}
	}
	out := []string{fmt.Sprintf("%s asked for %s at %s", v.By, asked, v.Choice.Location),
		fmt.Sprintf("%s with %s were chosen by the day on which they are due, then priority, then the time placed", plural(len(v.Members), "fulfillment order"), units(v.Units))}
	for _, left := range [...]struct {
		n   int
		why string
	}{{v.Left.Other, "another service, day or priority"}, {v.Left.Held, "a hold blocks the release"},
		{v.Left.Capacity, "the location's capacity for the day is used up"}, {v.Left.Behind, "behind the limit"}} {
		if left.n > 0 {
			out = append(out, fmt.Sprintf("%d left: %s", left.n, left.why))
		}
	}
	return out
}

// inWave says in which wave something was done.
func inWave(n uint64) string {
	if n == 0 {
		return ""
	}
	return " in wave " + wave.IDOf(n)
}
