package world

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/outage"
)

func (w *World) applyOutage(cmd *core.Command, event core.Payload) error {
	switch e := event.(type) {
	case *outage.Started:
		o := insert(w, &w.Outages, e.ID, &outage.Outage{ID: e.ID, N: e.N, What: e.What, Until: e.Until, Reason: e.Reason, By: cmd.Actor, Started: w.At, Jobs: e.Jobs})
		m := edit(w, &w.Meta, "shop")
		m.Outages = max(m.Outages, e.N)
		return w.mark(event, o, true)
	case *outage.Ended:
		o := edit(w, &w.Outages, e.Outage)
		if o == nil {
			return w.corrupt(event, e.Outage)
		}
		o.Ended, o.Why, o.Back = w.At, e.Reason, e.Jobs
		return w.mark(event, o, false)
	}
	return nil
}

// mark puts the mark of an outage on what fails, or takes it away. What has been removed
// since has none.
func (w *World) mark(event core.Payload, o *outage.Outage, on bool) error {
	id := ""
	if on {
		id = o.ID
	}
	switch o.What.Kind {
	case outage.Close, outage.Slow:
		if w.Locations.Get(o.What.Location) == nil {
			return w.corrupt(event, o.What.Location)
		}
		l := w.Locations.Get(o.What.Location).Clone() // deciders remember what a location does by the document
		markLocation(l, o, id)
		w.aside(l.ID, func() { insert(w, &w.Locations, l.ID, l) })
	case outage.Suspend:
		c := edit(w, &w.Carriers, o.What.Carrier)
		if c == nil {
			return w.corrupt(event, o.What.Carrier)
		}
		if s := c.Service(o.What.Service); s != nil {
			s.Outage = id
		} else if o.What.Service == "" {
			c.Outage = id
		}
	}
	return nil
}

func markLocation(l *catalog.Location, o *outage.Outage, id string) {
	switch {
	case o.What.Kind == outage.Close && id != "":
		o.Shut, o.ShutWhy = l.Closed, l.Why
		l.Outage, l.Until, l.Closed, l.Why = id, o.Until, true, o.Reason
	case o.What.Kind == outage.Close:
		l.Outage, l.Until, l.Closed, l.Why = "", 0, o.Shut && l.Closed, o.ShutWhy
	case id != "":
		l.Slow = &catalog.Slowdown{Outage: id, Capacity: o.What.Capacity, Processing: o.What.Processing}
	default:
		l.Slow = nil
	}
}

// countNotice counts the customers that an outage broke a promise to.
func (w *World) countNotice(e *order.Notice) {
	if w.Outages.Get(e.Cause) == nil { // told because of something else
		return
	}
	if o := edit(w, &w.Outages, e.Cause); e.What == order.Restored {
		o.Good++
	} else {
		o.Told++
	}
}
