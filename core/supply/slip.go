package supply

import "andon/core"

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
	d.Slipped++
	d.LateSeen, d.Outage = false, e.Outage
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
