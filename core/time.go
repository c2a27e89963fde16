package core

import (
	"fmt"
	"time"
)

// Instant is a point in time in milliseconds since 1970-01-01T00:00:00Z.
// Zero means "not set".
type Instant int64

// InstantOf converts a time.Time; the zero time becomes the zero Instant.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns the instant in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// Add moves the instant by d, cut to milliseconds.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub returns how long i is after j.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Millisecond }

// String is RFC 3339 in UTC, or "" when not set.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format("2006-01-02T15:04:05.999Z07:00")
}

// MarshalText makes an Instant RFC 3339 in JSON.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads RFC 3339; years outside 1900-2200 are refused as impossible.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = 0
		return nil
	}
	t, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		return fmt.Errorf("time %.40q is not RFC 3339, for example 2026-11-23T09:00:00Z", b)
	}
	if *i = InstantOf(t); !i.Possible() {
		return fmt.Errorf("time %.40q is outside the years 1900 to 2200", b)
	}
	return nil
}

// The first and last day that anything may be dated.
const (
	firstDate Date = -25567 // 1900-01-01
	lastDate  Date = 84370  // 2200-12-31
)

// Possible reports whether an instant lies in the years 1900 to 2200.
func (i Instant) Possible() bool {
	return i >= Instant(firstDate)*86_400_000 && i < Instant(lastDate+1)*86_400_000
}

// Possible reports whether a date lies in the years 1900 to 2200.
func (d Date) Possible() bool { return d >= firstDate && d <= lastDate }

// Date is a business date as days since 1970-01-01. Zero means "not set".
type Date int32

// DateIn returns the business date of an instant in a zone.
func DateIn(i Instant, zone *time.Location) Date {
	sec := floor(int64(i), 1000)
	return Date(floor(sec+offset(sec, zone), daySeconds))
}

// Time returns midnight UTC of the date: for formatting only.
func (d Date) Time() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	const first = int64(time.Thursday) // 1970-01-01
	return time.Weekday(int64(d) + first - 7*floor(int64(d)+first, 7))
}

// At returns the first instant at which the wall clock of zone shows the minute of the
// day or a later one: where clocks go back and show it twice the first time, and where
// they jump over it the jump.
func (d Date) At(minute int, zone *time.Location) Instant {
	shown := int64(d)*daySeconds + int64(minute)*60
	if zone == time.UTC {
		return Instant(shown * 1000)
	}
	before := offset(shown-daySeconds, zone)
	sec := shown - before
	if now := offset(sec, zone); now != before {
		jump, _ := time.Unix(sec, 0).In(zone).ZoneBounds()
		sec = max(jump.Unix(), shown-now)
	}
	return Instant(sec * 1000)
}

const daySeconds = 86_400

// offset is how many seconds the wall clock of a zone is ahead of UTC.
func offset(sec int64, zone *time.Location) int64 {
	if zone == time.UTC {
		return 0
	}
	_, o := time.Unix(sec, 0).In(zone).Zone()
	return int64(o)
}

// floor divides and rounds down.
func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Start is midnight UTC of the date, for timers that need no zone.
func (d Date) Start() Instant { return InstantOf(d.Time()) }

// String is YYYY-MM-DD, or "" when not set.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText makes a Date YYYY-MM-DD in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(b))
	day := Date(t.Unix() / daySeconds)
	if err != nil || !day.Possible() {
		return fmt.Errorf("date %.40q is not YYYY-MM-DD between 1900 and 2200", b)
	}
	*d = day
	return nil
}
