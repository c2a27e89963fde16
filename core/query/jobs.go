package query

import (
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/job"
	"andon/core/world"
)

func jobsOf(w *world.World) numbered[job.Job] {
	return numbered[job.Job]{job.NounJob, "JB-", func(j *job.Job) uint64 { return j.N }, w.Jobs.Get, w.Jobs.From}
}

// jobStates are the states of a job.
var jobStates = [...]string{"running", "stopped", "done"}

func jobState(j *job.Job) string {
	switch {
	case j.Ended == 0:
		return "running"
	case j.Stopped != "":
		return "stopped"
	}
	return "done"
}

// jobs is the kind job, newest first. All jobs are in memory.
func jobs() *table[*job.Job] {
	type j = *job.Job
	return &table[j]{
		noun: job.NounJob,
		fields: withText([]field[j]{
			{name: "id", title: "Job", typ: api.ID, shown: true, byNumber: true, get: func(_ *request, d j) api.Value { return api.Value{S: d.ID, N: int64(d.N)} }},
			{name: "op", title: "Does", typ: api.Word, shown: true, get: func(_ *request, d j) api.Value { return text(string(d.Op)) }},
			{name: "status", title: "Status", typ: api.Word, shown: true, words: jobStates[:], get: func(_ *request, d j) api.Value { return text(jobState(d)) }},
			{name: "targets", title: "Targets", typ: api.Int, shown: true, get: func(_ *request, d j) api.Value { return api.Value{N: int64(len(d.Targets))} }},
			{name: "looked", title: "Looked at", typ: api.Int, shown: true, get: func(_ *request, d j) api.Value { return api.Value{N: int64(d.Next)} }},
			{name: "refused", title: "Refused", typ: api.Int, shown: true, get: func(_ *request, d j) api.Value { return api.Value{N: int64(len(d.Refused))} }},
			{name: "by", title: "By", typ: api.ID, shown: true, get: func(_ *request, d j) api.Value { return text(d.By) }},
			{name: "started", title: "Started", typ: api.Time, shown: true, get: func(_ *request, d j) api.Value { return at(d.Started) }},
			{name: "ended", title: "Ended", typ: api.Time, shown: true, get: func(_ *request, d j) api.Value { return at(d.Ended) }},
			{name: "reason", title: "Reason", typ: api.Text, shown: true, get: func(_ *request, d j) api.Value { return text(d.Reason) }},
			{name: "undoes", title: "Takes back", typ: api.ID, get: func(_ *request, d j) api.Value { return text(d.Undoes) }},
			{name: "target", title: "Target", typ: api.ID, many: func(_ *request, d j, yield func(string) bool) {
				for _, t := range d.Targets {
					if !yield(t) {
						return
					}
				}
			}},
		}),
		version: func(d j) uint64 { return d.Version },
		total:   func(w *world.World) int { return w.Jobs.Len() },
		key:     func(d j) string { return newestFirst(d.N) },
		walk: func(r *request, after string, yield func(j) bool) error {
			n := jobsOf(r.w)
			return merge(&n, n.hot(numberOf(after, r.w.Shop().Jobs)), none[job.Job], yield)
		},
	}
}

func (r *request) jobView(j *job.Job) (*api.JobView, error) {
	v := &api.JobView{Job: j, Status: jobState(j), UndoneBy: r.undoneBy(j)}
	m := r.menu()
	on := core.Expect{Ref: core.Ref{Noun: job.NounJob, ID: j.ID}, Version: j.Version}
	if j.Ended == 0 {
		m.add("stop", "stop it; what it has done stands", "", on, &job.Stop{Job: j.ID, Reason: "stopped_by_hand"})
	}
	if inverse, ok := j.Op.Inverse(); ok {
		done := len(j.Done())
		refused := ""
		switch {
		case j.Ended == 0:
			refused = "it is still running; stop it first"
		case v.UndoneBy != "":
			refused = v.UndoneBy + " has undone it already"
		case done == 0:
			refused = "it has done nothing"
		}
		title := fmt.Sprintf("undo it: %s %s", inverse, plural(done, "target"))
		if j.Outage != "" {
			title = fmt.Sprintf("undo it: end %s, which takes back what it did to %s", j.Outage, plural(done, "target"))
			if refused = ""; r.w.Outages.Get(j.Outage).Ended != 0 {
				refused = j.Outage + " has ended already"
			}
		}
		m.add("undo", title, refused, on, &job.Undo{Job: j.ID, Reason: "taken_back"})
	}
	if _, ok := j.Op.Inverse(); !ok {
		m.add("undo", "undo it", fmt.Sprintf("%s cannot be taken back; what it did to each target stands in its history", j.Op), on, &job.Undo{Job: j.ID, Reason: "taken_back"})
	}
	v.Actions = m.list
	return v, m.err
}

// undoneBy is the newest job that undoes another.
func (r *request) undoneBy(j *job.Job) (id string) {
	var n uint64
	r.w.Jobs.From("", func(_ string, other *job.Job) bool {
		if other.Undoes == j.ID && other.N > n {
			id, n = other.ID, other.N
		}
		return true
	})
	return id
}
