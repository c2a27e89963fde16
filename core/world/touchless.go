package world

import (
	"andon/core"
	"andon/core/job"
	"andon/core/order"
)

// An order is touchless when nobody had to decide anything about it: no person amended,
// cancelled, held, released or sourced it, or answered one of its exceptions by such a
// command. Typing it in, picking, packing, shipping and taking it back are work, not
// decisions, and do not count.

// decidedAbout names the order that a command, of a person, decides something about; ""
// where it decides nothing. What follows from it for other orders nobody decided.
func decidedAbout(body core.Payload) string {
	switch c := body.(type) {
	case *order.Amend:
		return c.Order
	case *order.Cancel:
		return c.Order
	case *order.PlaceHold:
		return c.Order
	case *order.ResolveHold:
		return c.Order
	case *order.Source:
		return c.Order
	}
	return ""
}

// touch notes that a person has decided something about an order.
func (w *World) touch(o *order.Order, cmd *core.Command) {
	if o.Handled || decidedAbout(cmd.Body) != o.ID {
		return
	}
	if p := w.People.Get(cmd.Actor); p != nil && p.Human() {
		w.handle(o)
	}
}

func (w *World) handle(o *order.Order) {
	if o.Handled = true; o.Closed != 0 {
		edit(w, &w.Meta, "shop").Touchless--
	}
}

// touchTargets notes the orders that a slice of a person's job has decided about.
func (w *World) touchTargets(j *job.Job, e *job.Stepped) {
	p := w.People.Get(j.By)
	if p == nil || !p.Human() || j.Op == job.Accept || j.Op == job.Wave || j.Op == job.Forget {
		return
	}
	refused := map[string]bool{}
	for _, r := range e.Refused {
		refused[r.Target] = true
	}
	for _, target := range j.Targets[min(j.Next, len(j.Targets)):min(e.Next, len(j.Targets))] {
		if id, _ := job.SplitTarget(target); !refused[target] {
			if o := w.Orders.Get(id); o != nil && !o.Handled {
				w.handle(w.editOrder(id))
			}
		}
	}
}

// finished counts an order that is done, or, with -1, one that is open again.
func (w *World) finished(o *order.Order, n int64) {
	m := edit(w, &w.Meta, "shop")
	m.Finished += n
	if !o.Handled {
		m.Touchless += n
	}
}
