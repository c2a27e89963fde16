package rehearse

import (
	"cmp"
	"container/heap"

	"andon/core"
)

// act is what a task is.
type act int

const (
	actWork   act = iota // the next step of a fulfillment order, or the arrival of a shipment
	actAnswer            // to a hold
	actDrop              // a closed order that nothing names any more
)

// task is something that people of the model do at an instant.
type task struct {
	at     core.Instant
	serial int // as they were planned
	act    act
	order  string // as the run calls it
	no     int    // of its fulfillment order, shipment or hold
	step   step
	reject bool // the answer
}

// agenda holds tasks by instant, then in the order in which they were planned.
type agenda struct {
	tasks  tasks
	serial int
}

func (a *agenda) put(t task) {
	a.serial++
	t.serial = a.serial
	heap.Push(&a.tasks, t)
}

// take returns the first task that is due at an instant.
func (a *agenda) take(until core.Instant) (task, bool) {
	if len(a.tasks) == 0 || a.tasks[0].at > until {
		return task{}, false
	}
	return heap.Pop(&a.tasks).(task), true
}

// tasks is the heap.
type tasks []task

func (t tasks) Len() int { return len(t) }
func (t tasks) Less(i, k int) bool {
	return cmp.Or(cmp.Compare(t[i].at, t[k].at), cmp.Compare(t[i].serial, t[k].serial)) < 0
}
func (t tasks) Swap(i, k int) { t[i], t[k] = t[k], t[i] }
func (t *tasks) Push(x any)   { *t = append(*t, x.(task)) }
func (t *tasks) Pop() any {
	last := len(*t) - 1
	x := (*t)[last]
	*t = (*t)[:last]
	return x
}
