package catalog

import (
	"slices"

	"andon/core"
)

// Workdays are the days of the week on which goods leave: the sum of 1 for Sunday, 2
// for Monday, 4 for Tuesday, 8 for Wednesday, 16 for Thursday, 32 for Friday and 64 for
// Saturday. 0 stands for Monday to Friday, which is 62.
type Workdays = uint8

const (
	mondayToFriday Workdays = 62
	everyDay       Workdays = 127
)

// What a calendar may hold.
const (
	maxHolidays   = 400
	maxProcessing = 90  // working days
	lookAhead     = 366 // days without one that works are nonsense
)

// Calendar tells the days on which a location or a carrier works.
type Calendar struct {
	Days     Workdays
	Holidays []core.Date
}

// Works reports whether the date is a working day.
func (c Calendar) Works(d core.Date) bool {
	days := c.Days
	if days == 0 {
		days = mondayToFriday
	}
	return days&(1<<d.Weekday()) != 0 && !slices.Contains(c.Holidays, d)
}

// Next is the first working day on the date or after it, at most a year later.
func (c Calendar) Next(d core.Date) core.Date {
	for range lookAhead {
		if c.Works(d) {
			return d
		}
		d++
	}
	return d
}

// After is the n-th working day after the first one on the date or after it.
func (c Calendar) After(d core.Date, n int) core.Date {
	d = c.Next(d)
	for range n {
		d = c.Next(d + 1)
	}
	return d
}

// wrong says what makes a calendar nonsense, "" if nothing does.
func (c Calendar) wrong() string {
	if c.Days > everyDay {
		return "workdays are the sum of 1 for Sunday, 2 for Monday, 4, 8, 16, 32 and 64 for Saturday; 62 is Monday to Friday"
	}
	if len(c.Holidays) > maxHolidays {
		return "at most 400 holidays; leave out those that have passed"
	}
	sorted := Calendar{c.Days, slices.Sorted(slices.Values(c.Holidays))}
	works := core.Date(-1 << 31) // the first working day behind the holidays so far
	for i, d := range sorted.Holidays {
		switch {
		case d == 0:
			return "a holiday has no date"
		case i > 0 && d == sorted.Holidays[i-1]:
			return "the holiday " + d.String() + " is there twice"
		case d < works:
			continue
		}
		if works = sorted.Next(d); works-d >= lookAhead {
			return "from " + d.String() + " on no day of a year is a working day; check holidays and workdays"
		}
	}
	return ""
}
