package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/job"
	"andon/core/order"
	"andon/core/world"
)

func (d *Decider) startJob(tx *world.Tx, c *job.Start) error {
	return d.openJob(tx, c.Op, c.Targets, c.Reason, "")
}

// openJob writes a job down; ticks run it.
func (d *Decider) openJob(tx *world.Tx, op job.Op, targets []string, reason, undoes string) error {
	switch {
	case !slices.Contains(job.Ops(), op):
		return refuse(core.CodeInvalid, tx, string(op), "is not an operation of a job; use one of %v", job.Ops())
	case len(targets) == 0 || len(targets) > job.MaxTargets:
		return refuse(core.CodeLimit, tx, string(op), "a job has between 1 and %d targets", job.MaxTargets)
	case reason == "" || len(reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, string(op), "a job needs a reason")
	}
	for _, t := range targets {
		if t == "" || len(t) > core.MaxIDBytes {
			return refuse(core.CodeInvalid, tx, string(op), "%q is not a target", t)
		}
	}
	if targets = planned(tx.W, op, targets); len(targets) > job.MaxTargets {
		return refuse(core.CodeLimit, tx, string(op), "the orders have %d fulfillment orders; a job has at most %d targets", len(targets), job.MaxTargets)
	}
	n := tx.W.Shop().Jobs + 1
	tx.Emit(&job.Started{ID: job.IDOf(n), N: n, Op: op, Targets: targets, Reason: reason, Undoes: undoes})
	return nil
}

// planned puts the fulfillment orders of an order in its place, where an operation is
// about them: those that it can be done to now. An order without any stays, so that
// the job can say why nothing was done to it.
func planned(w *world.World, op job.Op, targets []string) []string {
	if op != job.Accept && op != job.Reroute {
		return targets
	}
	out := make([]string, 0, len(targets))
	for _, t := range targets {
		o := w.Orders.Get(t)
		if o == nil {
			out = append(out, t)
			continue
		}
		n := len(out)
		for i := range o.Fulfillments {
			fo := o.Fulfillments[i].No
			if o.InFO(fo, order.Allocated) > 0 || op == job.Reroute && o.InFO(fo, order.Released) > 0 {
				out = append(out, foID(o, fo))
			}
		}
		if len(out) == n {
			out = append(out, t)
		}
	}
	return out
}

func (d *Decider) stopJob(tx *world.Tx, c *job.Stop) error {
	j := tx.W.Jobs.Get(c.Job)
	switch {
	case j == nil:
		return refuse(core.CodeNotFound, tx, c.Job, "there is no such job")
	case j.Ended != 0:
		return refuse(core.CodeState, tx, c.Job, "has ended already")
	case j.Op == job.Forget:
		return refuse(core.CodeState, tx, c.Job, "erases a person, which cannot be stopped half-way")
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, c.Job, "say why the job stops")
	}
	tx.Emit(&job.Stopped{Job: j.ID, Reason: c.Reason})
	tx.W.Locations.Each(func(_ string, l *catalog.Location) bool {
		watchLocation(tx, l) // slices do not count what is open there
		return true
	})
	return nil
}

func (d *Decider) undoJob(tx *world.Tx, c *job.Undo) error {
	j := tx.W.Jobs.Get(c.Job)
	switch {
	case j == nil:
		return refuse(core.CodeNotFound, tx, c.Job, "there is no such job")
	case j.Ended == 0:
		return refuse(core.CodeState, tx, c.Job, "still runs; stop it first")
	}
	inverse, ok := j.Op.Inverse()
	if j.Outage != "" && ok {
		return d.endOutage(tx, j.Outage, c.Reason, false)
	}
	if !ok {
		return refuse(core.CodeState, tx, c.Job, "%s cannot be taken back; what it did to each target stands in its history", j.Op)
	}
	return d.openJob(tx, inverse, j.Done(), c.Reason, j.ID)
}

// stepJob works on the next slice of a job. A target that refuses is written down
// with its reason and does not stop the others.
func (d *Decider) stepJob(tx *world.Tx, id string) {
	j := tx.W.Jobs.Get(id)
	e := &job.Stepped{Job: id, Next: j.Next}
	var did job.Tally
	d.putOff = true // each of many targets would count the work of a location anew
	for e.Next < len(j.Targets) && e.Next-j.Next < job.Slice && len(tx.W.Touched()) < core.MaxDocuments-32 {
		target := j.Targets[e.Next]
		e.Next++
		if err := d.applyTo(tx, j, target, &did); err != nil {
			e.Refused = append(e.Refused, job.Refusal{Target: target, Code: core.CodeOf(err), Why: err.Error()})
		}
	}
	d.watchPutOff(tx, e.Next < len(j.Targets))
	if did != (job.Tally{}) {
		e.Did = &did
	}
	tx.Emit(e)
}

// applyTo does a job's operation to one target, as the command of the same meaning
// would. Those refuse before they emit, so a refusal changes nothing.
func (d *Decider) applyTo(tx *world.Tx, j *job.Job, target string, did *job.Tally) error {
	if j.Outage != "" {
		return d.applyOutage(tx, j, target, did)
	}
	id, n := job.SplitTarget(target)
	switch j.Op {
	case job.Hold:
		return d.placeHold(tx, &order.PlaceHold{Order: id, Type: HoldManual, Reason: j.Reason})
	case job.Release:
		o, err := needOrder(tx, id)
		if err != nil {
			return err
		}
		h := o.OpenHold(HoldManual, 0)
		if h == nil {
			return refuse(core.CodeState, tx, id, "no manual hold is open")
		}
		return d.resolveHold(tx, &order.ResolveHold{Order: id, Hold: h.No, Reason: j.Reason})
	case job.Source:
		return d.sourceAgain(tx, &order.Source{Order: id})
	case job.Cancel:
		return d.cancel(tx, &order.Cancel{Order: id, Reason: j.Reason})
	case job.Forget:
		return d.forgetIf(tx, id, n)
	case job.Wave:
		return d.acceptIn(tx, &order.Accept{Order: id, FO: n}, j.Wave)
	}
	if o := tx.W.Orders.Get(id); o != nil && n == 0 {
		return refuse(core.CodeState, tx, id, "has no fulfillment order left to %s", j.Op)
	}
	if j.Op == job.Accept {
		return d.accept(tx, &order.Accept{Order: id, FO: n})
	}
	var before prospect
	if o := tx.W.Orders.Get(id); o != nil {
		before = prospectOf(o)
	}
	err := d.reject(tx, &order.Reject{Order: id, FO: n, Reason: order.RejectedOther, Text: j.Reason})
	if err == nil {
		notify(tx, id, j.ID, before)
	}
	return err
}
