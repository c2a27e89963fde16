package supply

import (
	"slices"

	"andon/core"
)

// Reschedule applies a change of dates.
func (d *Document) Reschedule(e *Rescheduled) {
	for i := range d.Lines {
		l := &d.Lines[i]
		if e.Days == 0 {
			l.Expected = e.Expected
		} else if l.Left() > 0 && l.Expected != 0 {
			l.Expected += core.Date(e.Days)
		}
	}
	d.LateSeen = false
	d.Slipped++
	switch {
	case e.Undoes != "":
		d.Slipped = max(d.Slipped-2, 0) // neither the slip nor this one counts against the supplier
		d.giveBack(e.Undoes)
	case e.Outage == "":
		d.Outage, d.Earlier = "", nil
	default:
		if d.Outage != "" {
			d.Earlier = append(slices.Clone(d.Earlier), d.Outage)
		}
		d.Outage = e.Outage
	}
}

// SlippedBy reports whether the days that an outage moved the dates by are in them.
func (d *Document) SlippedBy(outage string) bool {
	return outage != "" && (d.Outage == outage || slices.Contains(d.Earlier, outage))
}

// giveBack forgets that an outage moved the dates.
func (d *Document) giveBack(outage string) {
	left := slices.DeleteFunc(append(slices.Clone(d.Earlier), d.Outage), func(id string) bool { return id == outage })
	d.Outage, d.Earlier = "", nil
	if n := len(left); n > 0 {
		d.Outage, d.Earlier = left[n-1], slices.Clip(left[:n-1])
	}
	if len(d.Earlier) == 0 {
		d.Earlier = nil
	}
}

// NextExpected is the earliest date of what is still to come; 0: nothing is, or no date is known.
func (d *Document) NextExpected() core.Date {
	var next core.Date
	for i := range d.Lines {
		if l := &d.Lines[i]; l.Left() > 0 && l.Expected != 0 && (next == 0 || l.Expected < next) {
			next = l.Expected
		}
	}
	return next
}
