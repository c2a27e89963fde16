package flow

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// reachable is a place in the queue as a line sees it: without what is on its way to
// locations that may not send it. Those ahead are counted against what is left, as if they
// could have nothing else: a line that only few locations may serve is rather promised
// nothing than what another takes.
func (d *Decider) reachable(w *world.World, s *spot, o *order.Order, l *order.Line) *spot {
	without := d.without(w, s, o, l)
	if len(without) == 0 {
		return s
	}
	name := strings.Join(without, "\t")
	t := s.parts[name]
	if t == nil {
		part := newTimetable(w, l.SKU, without)
		if s.parts == nil {
			s.parts = map[string]*timetable{}
		}
		t, s.parts[name] = &part, &part
	}
	part := *s
	part.table = *t
	return &part
}

// without lists the locations of a timetable that may not send a line: it is collected
// elsewhere, no rate goes from there to its address, or the policy keeps them out.
func (d *Decider) without(w *world.World, s *spot, o *order.Order, l *order.Line) (out []string) {
	r, rules, st := routeOf(w, o), d.rules(w), steering{}
	if rules != nil && rules.excludes {
		st = steering{rules: rules, at: d.look(w, o)}
	}
	var last *catalog.Location
	for i := range s.table.days {
		at := s.table.days[i].at
		if at == nil || at == last || slices.Contains(out, at.ID) {
			continue
		}
		last = at
		by, _ := st.location(at, o)
		if by != "" || elsewhere(l, at) || l.At == "" && !r.goes(at) {
			out = append(out, at.ID)
		}
	}
	slices.Sort(out)
	return out
}

// goes reports whether the route's service has a rate from a location.
func (r route) goes(from *catalog.Location) bool {
	if r.service == nil || r.to == "" {
		return true
	}
	_, ok := r.service.Rate(from.Zone, r.to)
	return ok
}

// Reaches is the day on which what is on its way covers a line that waits and all that is
// ahead of it, 0 where it does not; and the locations that send it nothing.
func (d *Decider) Reaches(w *world.World, o *order.Order, l *order.Line) (day core.Date, without []string) {
	p := promises{d: d, tx: &world.Tx{W: w}, o: o, queue: map[string]*spot{}}
	all := p.spot(l.SKU)
	for i := range o.Lines {
		if other := &o.Lines[i]; other.SKU == l.SKU && other.No <= l.No && world.Waits(o, other) {
			all.add(o, stillLacks(w, o, other))
		}
	}
	s := d.reachable(w, all, o, l)
	without = d.without(w, all, o, l)
	w.Supply(l.SKU, func(c world.Coming) bool {
		if at := w.Locations.Get(c.Location); closedForGood(at) && !slices.Contains(without, at.ID) {
			without = append(without, at.ID)
		}
		return true
	})
	if last := len(s.table.days) - 1; last >= 0 && s.uncovered(o.Channel, last) == 0 {
		day = s.table.days[s.covered(o.Channel, 0)].day
	}
	return day, without
}
