package flow_test

import (
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/world"
)

// TestRoom proves that what a location ships on a day counts the fulfillment orders
// that it was given and that were not taken from it before their pick.
func TestRoom(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"a cancelled fulfillment order gives its place back", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			= loads L1+0=1
			order web A*1
			= loads L1+0=1 L1+1=1
			cancel SO-1
			= loads L1+0=1
			= SO-2/1 allocated=1
			cancel SO-2
			= loads
		`},
		{"so does a rejected one, and one that goes elsewhere or amends to nothing", `
			stock A@L1 9
			stock A@L2 9
			order web A*2
			accept SO-1/1
			reject SO-1/1
			= loads L2+0=1
			order web A*2
			= loads L1+0=1 L2+0=1
			amend SO-2 to=7
			= loads L1+0=1 L2+0=1
			amend SO-2 1*0
			= loads L2+0=1
		`},
		{"and one that a fact broke, or whose pick found nothing", `
			stock A@L1 2
			order web A*2
			sale A@L1 2
			= loads
			stock B@L1 2
			order web B*2
			= loads L1+0=1
			pick SO-2/1 short 1*2
			= loads
		`},
		{"what was picked keeps its place, whatever becomes of it", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*3
			pick SO-1/1 1*1
			cancel SO-1
			= loads L1+0=1
			order web A*1
			= loads L1+0=1 L1+1=1
			loc L1 prio=1 cap=2
			= loads L1+0=2
			ship SO-2/2
			deliver SO-2 1
			= loads L1+0=2
		`},
		{"a limit that is set later knows what was given before", `
			stock A@L1 9
			order web A*1
			order web A*1
			loc L1 prio=1 cap=3
			order web A*1
			= SO-3/1 allocated=1
			order web A*1
			= loads L1+0=3 L1+1=1
		`},
	})
}

// TestDayOver proves that whoever waits because a location is full for a month is asked
// again when what is promised leaves on a later day, and that who has a later day comes
// forward when one before it has room. It is noon of a Monday in UTC.
func TestDayOver(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"at the cut-off, by the location's clock", `
			loc L1 prio=1 cap=1 zone=America/New_York cut=1020
			stock A@L1 99
			` + each(31, "order web A*1") + `
			order web A*1
			order web A*1
			wait 9h59m
			= SO-32/1 backordered=1
			wait 1m
			= SO-32/1 allocated=1
			wait 23h59m
			= SO-33/1 backordered=1
			wait 1m
			= SO-33/1 allocated=1
		`},
		{"at midnight where there is no cut-off", `
			loc L1 prio=1 cap=1 zone=Australia/Sydney
			stock A@L1 99
			` + each(31, "order web A*1") + `
			order web A*1
			wait 59m
			= SO-32/1 backordered=1
			wait 1m
			= SO-32/1 allocated=1
		`},
		{"for the next day that is worked", `
			loc L1 prio=1 cap=1 zone=America/New_York cut=1020 off=+1
			stock A@L1 9
			order web A*1
			order web A*1
			order web A*1
			= loads L1+0=1 L1+2=1 L1+3=1
		`},
		{"each location by its own clock, and what it could ship", `
			loc L1 prio=1 cap=1 zone=America/New_York cut=1020
			loc L2 prio=2 cap=1 zone=Australia/Sydney
			stock A@L1 99
			stock B@L2 99
			` + each(31, "order web A*1") + each(31, "order web B*1") + `
			order web A*1
			order web B*1
			order web C*1
			wait 1h
			= SO-63/1 backordered=1
			= SO-64/1 allocated=1
			wait 9h
			= SO-63/1 allocated=1
			= SO-65/1 backordered=1
		`},
		{"in a shop that was opened meanwhile", `
			loc L1 prio=1 cap=1 zone=America/New_York cut=1020
			stock A@L1 99
			` + each(31, "order web A*1") + `
			order web A*1
			reopen
			wait 10h
			= SO-32/1 allocated=1
			reopen
			= SO-32/1 allocated=1
		`},
		{"or as soon as the location ships more, or until later", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			order web A*1
			= loads L1+0=1 L1+1=1
			loc L1 prio=1 cap=2
			= loads L1+0=2
			order web A*1
			loc L1 prio=1 cap=2 cut=780
			wait 1h
			order web A*1
			order web A*1
			= loads L1+0=2 L1+1=2 L1+2=1
			loc L1 prio=1 cap=2 cut=1200
			= loads L1+0=2 L1+1=2 L1+2=1
			cancel SO-1
			= loads L1+0=2 L1+1=2
			order web A*1
			= loads L1+0=2 L1+1=2 L1+2=1
			loc L1 prio=1
			= loads L1+0=4 L1+1=1
			= SO-4/1 allocated=1
		`},
		{"a day that came back ends again", `
			loc L1 prio=1 cap=1 cut=780
			stock A@L1 99
			` + each(31, "order web A*1") + `
			wait 1h
			loc L1 prio=1 cap=1 cut=1200
			order web A*1
			= SO-32/1 backordered=1
			wait 7h
			= SO-32/1 allocated=1
		`},
		{"however many they are", `
			loc L1 prio=1 cap=300
			stock A@L1 900
			stock B@L1 900
			` + each(300, "order web A*1") + each(599, "order web A*1") + `
			order web B*1
			= loads L1+0=300 L1+1=300 L1+2=300
			loc L1 prio=1
			= loads L1+0=900
		`},
		{"but not what its location has begun, what is held or what was reserved for it", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			order web A*1
			order web A*1
			order web A*1
			accept SO-2/1
			hold SO-3 source
			= loads L1+0=1 L1+1=1 L1+2=1 L1+3=1
			cancel SO-1
			= loads L1+0=1 L1+1=1 L1+2=1
		`},
		{"days that are long past are forgotten, also by those who shipped nothing then", `
			loc L1 prio=1 cap=1
			stock A@L1 9
			order web A*1
			order web A*1
			wait 12h
			= loads L1+0=1 L1+1=1
			wait 156h
			order web A*1
			= loads L1+0=1 L1+1=1 L1+7=1
			wait 24h
			order web A*1
			= loads L1+1=1 L1+7=1 L1+8=1
			cancel SO-1
			reject SO-2/1
			= SO-2/1 backordered=1
			= loads L1+7=1 L1+8=1
			reopen
			= loads L1+7=1 L1+8=1
		`},
	})
}

// TestFullUntil proves that the end of a full day is never before what is promised
// leaves on a later one, wherever clocks change.
func TestFullUntil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone     string
		cut      int
		day, end string
	}{
		{"", 0, "2026-11-23", "2026-11-24T00:00:00Z"},
		{"Europe/London", 14 * 60, "2026-06-01", "2026-06-01T13:00:00Z"},
		{"Europe/London", 24 * 60, "2026-10-25", "2026-10-26T00:00:00Z"},
		{"America/New_York", 90, "2026-11-01", "2026-11-01T05:30:00Z"},
		{"America/Santiago", 0, "2027-09-04", "2027-09-05T04:00:00Z"},  // there is no midnight that night
		{"America/Santiago", 30, "2027-09-05", "2027-09-05T04:00:00Z"}, // half past midnight has passed when clocks show one
	} {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		at := &catalog.Location{ID: "L1", Capacity: 1, Workdays: 127, TimeZone: c.zone, CutOff: c.cut}
		l := &world.Load{Location: "L1", Day: core.DateIn(core.InstantOf(day), time.UTC), N: 1}
		end := l.FullUntil(at)
		if got := end.Time().UTC().Format(time.RFC3339); got != c.end || at.ShipDate(end, at.Clock()) <= l.Day {
			t.Errorf("%s %s, cut-off %d: %s, and %s leaves then; want %s", c.zone, c.day, c.cut, got, at.ShipDate(end, at.Clock()), c.end)
		}
		if at.Capacity = 2; l.FullUntil(at) != 0 {
			t.Errorf("%s: a day with room is full", c.zone)
		}
	}
}
