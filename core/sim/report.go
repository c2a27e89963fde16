package sim

import "andon/core"

// Report counts what happened in a run, so that a test can see that it did.
type Report struct {
	Records int
	Taken   map[core.Kind]int // commands accepted for the first time
	Events  map[core.Kind]int
	Refused map[core.Code]int
	Known   int // repeats that were recognised
	Crashes int
	Lost    int // batches that went unanswered
	Closed  int // documents found in the read model alone, at comparisons
	Erased  int // personal keys
	Merged  int // orders that a re-evaluation sends otherwise
	Sooner  int // and that leave earlier, because a day has room again
}

func newReport() Report {
	return Report{Taken: map[core.Kind]int{}, Events: map[core.Kind]int{}, Refused: map[core.Code]int{}}
}

// Add sums two reports.
func (r *Report) Add(o Report) {
	if r.Taken == nil {
		*r = newReport()
	}
	r.Records, r.Known, r.Crashes, r.Lost = r.Records+o.Records, r.Known+o.Known, r.Crashes+o.Crashes, r.Lost+o.Lost
	r.Closed, r.Erased, r.Merged, r.Sooner = r.Closed+o.Closed, r.Erased+o.Erased, r.Merged+o.Merged, r.Sooner+o.Sooner
	for k, n := range o.Taken {
		r.Taken[k] += n
	}
	for k, n := range o.Events {
		r.Events[k] += n
	}
	for k, n := range o.Refused {
		r.Refused[k] += n
	}
}
