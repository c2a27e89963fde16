package replay

import (
	"container/heap"
	"context"

	"andon/core"
)

// job is something that is to be done at an instant.
type job struct {
	at     core.Instant
	id     string // orders jobs of one instant
	unseen bool   // nobody waits for it, however slow the stream is shown
	do     func(ctx context.Context, now core.Instant) error
}

// agenda hands out jobs in order of time, then of id.
type agenda []job

func (a *agenda) put(j job) { heap.Push((*jobs)(a), j) }

func (a *agenda) take() job { return heap.Pop((*jobs)(a)).(job) }

// first returns the job that is due first; it must not be empty.
func (a agenda) first() *job { return &a[0] }

func (j *job) before(k *job) bool { return j.at < k.at || j.at == k.at && j.id < k.id }

// jobs is the agenda as container/heap wants it.
type jobs []job

func (a jobs) Len() int           { return len(a) }
func (a jobs) Less(i, k int) bool { return a[i].before(&a[k]) }
func (a jobs) Swap(i, k int)      { a[i], a[k] = a[k], a[i] }
func (a *jobs) Push(x any)        { *a = append(*a, x.(job)) }
func (a *jobs) Pop() any {
	old := *a
	j := old[len(old)-1]
	old[len(old)-1] = job{}
	*a = old[:len(old)-1]
	return j
}
