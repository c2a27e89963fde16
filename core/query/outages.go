package query

import (
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/job"
	"andon/core/outage"
	"andon/core/world"
)

func outagesOf(w *world.World) numbered[outage.Outage] {
	return numbered[outage.Outage]{outage.NounOutage, "OT-", func(o *outage.Outage) uint64 { return o.N }, w.Outages.Get, w.Outages.From}
}

func outageState(o *outage.Outage) string {
	if o.Ended != 0 {
		return "ended"
	}
	return "lasts"
}

// outages is the kind outage, newest first. All are in memory.
func outages() *table[*outage.Outage] {
	type o = *outage.Outage
	return &table[o]{
		noun: outage.NounOutage,
		fields: withText([]field[o]{
			{name: "id", title: "Outage", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d o) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
			{name: "kind", title: "Kind", typ: api.Word, shown: true, words: outage.Kind("").Words(), get: func(_ *request, d o) api.Value { return text(string(d.What.Kind)) }},
			{name: "subject", title: "What", typ: api.ID, shown: true, get: func(_ *request, d o) api.Value { return text(d.What.Subject()) }},
			{name: "status", title: "Status", typ: api.Word, shown: true, words: []string{"lasts", "ended"}, get: func(_ *request, d o) api.Value { return text(outageState(d)) }},
			{name: "started", title: "Started", typ: api.Time, shown: true, get: func(_ *request, d o) api.Value { return at(d.Started) }},
			{name: "until", title: "Expected until", typ: api.Date, shown: true, get: func(_ *request, d o) api.Value { return date(d.Until) }},
			{name: "ended", title: "Ended", typ: api.Time, shown: true, get: func(_ *request, d o) api.Value { return at(d.Ended) }},
			{name: "told", title: "Told", typ: api.Int, shown: true, get: func(_ *request, d o) api.Value { return api.Value{N: int64(d.Told)} }},
			{name: "restored", title: "Told again", typ: api.Int, shown: true, get: func(_ *request, d o) api.Value { return api.Value{N: int64(d.Good)} }},
			{name: "by", title: "By", typ: api.ID, shown: true, get: func(_ *request, d o) api.Value { return text(d.By) }},
			{name: "reason", title: "Reason", typ: api.Text, shown: true, get: func(_ *request, d o) api.Value { return text(d.Reason) }},
		}),
		version: func(d o) uint64 { return d.Version },
		total:   func(w *world.World) int { return w.Outages.Len() },
		key:     func(d o) string { return newestFirst(d.N) },
		walk: func(r *request, after string, yield func(o) bool) error {
			n := outagesOf(r.w)
			return merge(&n, n.hot(numberOf(after, r.w.Shop().Outages)), none[outage.Outage], yield)
		},
	}
}

// outageView adds to an outage what its jobs did, and what can be done about it.
func (r *request) outageView(o *outage.Outage) (*api.OutageView, error) {
	v := &api.OutageView{Outage: o, Status: outageState(o)}
	v.Taken, v.Stuck = r.didJobs(o.Jobs)
	v.Restored, v.Kept = r.didJobs(o.Back)
	m, refused := r.menu(), ""
	if o.Ended != 0 {
		refused = "it has ended already"
	}
	on := core.Expect{Ref: core.Ref{Noun: outage.NounOutage, ID: o.ID}, Version: o.Version}
	m.add("end", "end it, and take back what it moved", refused, on, &outage.End{Outage: o.ID, Reason: "it_is_over"})
	m.add("end-keep", "end it; what was moved stays where it is", refused, on, &outage.End{Outage: o.ID, Reason: "it_is_over", Keep: true})
	v.Actions = m.list
	return v, m.err
}

// didJobs adds up what jobs did, and lists what they could not.
func (r *request) didJobs(ids []string) (did job.Tally, refused []job.Refusal) {
	for _, id := range ids {
		j := r.w.Jobs.Get(id)
		if j.Did != nil {
			did.Add(*j.Did)
		}
		refused = append(refused, j.Refused...)
	}
	return did, refused
}

func outageOf(event core.Payload) string {
	switch e := event.(type) {
	case *outage.Started:
		return e.ID
	case *outage.Ended:
		return e.Outage
	}
	return ""
}

func describeOutage(event core.Payload) string {
	switch e := event.(type) {
	case *outage.Started:
		s := fmt.Sprintf("%s started: %s", e.ID, e.What.String())
		if e.Until != 0 {
			s += ", expected until " + e.Until.String()
		}
		return because(s, e.Reason)
	case *outage.Ended:
		return because(e.Outage+" ended", e.Reason)
	}
	return describeMaster(event)
}
