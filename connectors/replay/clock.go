package replay

import (
	"fmt"
	"time"

	"andon/core"
)

// wallClock turns the wall time of a zone into instants. The lines of an invoice
// share their time, so the last one is kept.
type wallClock struct {
	zone *time.Location
	text [19]byte
	last core.Instant
}

const wallForm = "YYYY-MM-DD hh:mm:ss"

// parse reads "2011-03-27 09:30:00". A time that the clock showed twice, when summer
// time ended, is the first of the two; one that it skipped is refused.
func (w *wallClock) parse(b []byte) (core.Instant, string) {
	if w.last != 0 && string(b) == string(w.text[:]) {
		return w.last, ""
	}
	utc, ok := parseWall(b)
	if !ok {
		return 0, fmt.Sprintf("%.40q is not a time %s between 1900 and 2200", b, wallForm)
	}
	at, ok := w.instant(utc)
	if !ok {
		return 0, fmt.Sprintf("%s was skipped by the clocks of %s", b, w.zone)
	}
	copy(w.text[:], b)
	w.last = at
	return at, ""
}

// instant finds the earliest instant at which the zone's clock shows what utc's does:
// it tries the larger of the two offsets that hold a day before and a day after.
func (w *wallClock) instant(utc time.Time) (core.Instant, bool) {
	_, before := utc.AddDate(0, 0, -1).In(w.zone).Zone()
	_, after := utc.AddDate(0, 0, 1).In(w.zone).Zone()
	for _, offset := range [...]int{max(before, after), min(before, after)} {
		at := utc.Add(-time.Duration(offset) * time.Second)
		if _, really := at.In(w.zone).Zone(); really == offset {
			return core.InstantOf(at), true
		}
	}
	return 0, false
}

// parseWall reads the wall time as if it were UTC.
func parseWall(b []byte) (time.Time, bool) {
	if len(b) != len(wallForm) {
		return time.Time{}, false
	}
	for i, c := range b {
		switch sep := wallForm[i]; sep {
		case '-', ' ', ':':
			if c != sep {
				return time.Time{}, false
			}
		default:
			if c < '0' || c > '9' {
				return time.Time{}, false
			}
		}
	}
	num := func(from, to int) (n int) {
		for _, c := range b[from:to] {
			n = n*10 + int(c-'0')
		}
		return n
	}
	y, mo, d, h, mi, s := num(0, 4), num(5, 7), num(8, 10), num(11, 13), num(14, 16), num(17, 19)
	t := time.Date(y, time.Month(mo), d, h, mi, s, 0, time.UTC)
	return t, y >= 1900 && y <= 2200 && t.Month() == time.Month(mo) && t.Day() == d && h < 24 && mi < 60 && s < 60
}
