package catalog_test

import (
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
)

func date(t *testing.T, s string) (d core.Date) {
	t.Helper()
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

func dates(t *testing.T, s string) (out []core.Date) {
	t.Helper()
	for _, d := range strings.Fields(s) {
		out = append(out, date(t, d))
	}
	return out
}

// TestShipDate proves on which day goods leave: at midnight, at the minute of the
// cut-off, around holidays and both changes of clocks, in zones far from UTC. It also
// proves that ShipsUntil is the first instant of which the day is later.
func TestShipDate(t *testing.T) {
	t.Parallel()
	const london, auckland, honolulu, apia = "Europe/London", "Pacific/Auckland", "Pacific/Honolulu", "Pacific/Apia"
	for _, c := range []struct {
		zone      string
		cut, proc int
		days      catalog.Workdays
		off       string
		at, want  string
	}{
		{"", 0, 0, 0, "", "2026-11-23T00:00:00Z", "2026-11-23"}, // Monday
		{"", 0, 0, 0, "", "2026-11-20T23:59:59Z", "2026-11-20"},
		{"", 0, 0, 0, "", "2026-11-21T00:00:00Z", "2026-11-23"}, // Saturday
		{"", 840, 0, 0, "", "2026-11-23T13:59:59Z", "2026-11-23"},
		{"", 840, 0, 0, "", "2026-11-23T14:00:00Z", "2026-11-24"},
		{"", 840, 0, 0, "", "2026-11-20T14:00:00Z", "2026-11-23"},
		{"", 1440, 0, 0, "", "2026-11-23T23:59:59Z", "2026-11-23"},
		{"", 0, 0, 0, "2026-12-25 2026-12-28", "2026-12-25T09:00:00Z", "2026-12-29"},
		{"", 840, 0, 0, "2026-12-25", "2026-12-24T15:00:00Z", "2026-12-28"},
		{"", 0, 0, 1, "", "2026-11-23T09:00:00Z", "2026-11-29"}, // Sundays alone
		{"", 0, 1, 0, "", "2026-11-20T09:00:00Z", "2026-11-23"}, // one working day later
		{"", 840, 2, 0, "2026-11-24", "2026-11-20T14:00:00Z", "2026-11-26"},
		{"", 0, 1, 0, "", "2026-11-21T09:00:00Z", "2026-11-24"}, // worked on from Monday
		{london, 0, 0, 127, "", "2026-06-01T22:59:59Z", "2026-06-01"},
		{london, 0, 0, 127, "", "2026-06-01T23:00:00Z", "2026-06-02"},
		{london, 60, 0, 127, "", "2026-03-29T00:59:59Z", "2026-03-29"}, // the clock jumps from 1 to 2
		{london, 60, 0, 127, "", "2026-03-29T01:00:00Z", "2026-03-30"},
		{london, 90, 0, 127, "", "2026-03-29T00:59:59Z", "2026-03-29"}, // and over half past one
		{london, 90, 0, 127, "", "2026-03-29T01:00:00Z", "2026-03-30"},
		{london, 840, 0, 127, "", "2026-03-29T12:59:59Z", "2026-03-29"},
		{london, 840, 0, 127, "", "2026-03-29T13:00:00Z", "2026-03-30"},
		{london, 90, 0, 127, "", "2026-10-25T00:29:59Z", "2026-10-25"}, // half past one comes twice
		{london, 90, 0, 127, "", "2026-10-25T00:30:00Z", "2026-10-26"},
		{london, 90, 0, 127, "", "2026-10-25T01:15:00Z", "2026-10-26"}, // and a quarter past one has been
		{auckland, 840, 0, 0, "", "2026-11-23T00:59:59Z", "2026-11-23"},
		{auckland, 840, 0, 0, "", "2026-11-23T01:00:00Z", "2026-11-24"},
		{auckland, 0, 0, 0, "", "2026-11-22T11:00:00Z", "2026-11-23"}, // Monday there, Sunday here
		{honolulu, 840, 0, 0, "", "2026-11-24T00:00:00Z", "2026-11-24"},
		{honolulu, 0, 0, 0, "", "2026-11-21T09:59:59Z", "2026-11-20"}, // still Friday
		{apia, 0, 0, 127, "", "2011-12-30T09:59:59Z", "2011-12-29"},   // there was no 30th
		{apia, 0, 0, 127, "", "2011-12-30T10:00:00Z", "2011-12-31"},
		{"America/Santiago", 0, 0, 127, "", "2027-09-05T03:59:59Z", "2027-09-04"}, // there is no midnight
		{"America/Santiago", 0, 0, 127, "", "2027-09-05T04:00:00Z", "2027-09-05"},
		{"America/New_York", 0, 0, 127, "", "1969-12-31T23:30:00Z", "1969-12-31"},
	} {
		l := &catalog.Location{ID: "L", TimeZone: c.zone, CutOff: c.cut, Processing: c.proc, Workdays: c.days, Holidays: dates(t, c.off)}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		now, zone := core.InstantOf(at), l.Clock()
		got := l.ShipDate(now, zone)
		if got != date(t, c.want) {
			t.Errorf("%+v: %s", c, got)
		}
		until := l.ShipsUntil(got, zone)
		if until <= now || l.ShipDate(until-1, zone) != got || l.ShipDate(until, zone) <= got {
			t.Errorf("%+v: until %s, when %s and then %s is promised", c, until, l.ShipDate(until-1, zone), l.ShipDate(until, zone))
		}
	}
}

// TestWorkingBefore proves that only hours of working days count, and that a day has as
// many as its clock shows.
func TestWorkingBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone  string
		off   string
		at    string
		hours int
		want  string
	}{
		{"", "", "2026-11-23T12:00:00Z", 4, "2026-11-23T08:00:00Z"},
		{"", "", "2026-11-23T12:00:00Z", 12, "2026-11-23T00:00:00Z"},
		{"", "", "2026-11-23T12:00:00Z", 13, "2026-11-20T23:00:00Z"}, // Monday to Friday
		{"", "2026-11-20", "2026-11-22T10:00:00Z", 30, "2026-11-18T18:00:00Z"},
		{"Pacific/Auckland", "", "2026-11-23T00:00:00Z", 14, "2026-11-20T10:00:00Z"}, // 13 on Monday
		{"Europe/London", "", "2026-03-30T01:00:00Z", 3, "2026-03-27T23:00:00Z"},
		{"Europe/London", "2026-10-26", "2026-10-27T01:00:00Z", 2, "2026-10-23T22:00:00Z"},
	} {
		l := &catalog.Location{ID: "L", TimeZone: c.zone, Holidays: dates(t, c.off)}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.WorkingBefore(core.InstantOf(at), time.Duration(c.hours)*time.Hour, l.Clock()); got.String() != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestArrives proves on which day goods arrive, by calendar days and by the carrier's.
func TestArrives(t *testing.T) {
	t.Parallel()
	c := &catalog.Carrier{ID: "C", Holidays: dates(t, "2026-11-25")}
	for _, v := range []struct {
		days       int
		working    bool
		ship, want string
	}{
		{0, false, "2026-11-21", "2026-11-21"},
		{2, false, "2026-11-20", "2026-11-22"},
		{0, true, "2026-11-21", "2026-11-23"}, // Saturday to Monday
		{0, true, "2026-11-23", "2026-11-23"},
		{1, true, "2026-11-20", "2026-11-23"},
		{1, true, "2026-11-21", "2026-11-23"},
		{1, true, "2026-11-24", "2026-11-26"}, // over a holiday
		{3, true, "2026-11-20", "2026-11-26"},
	} {
		if got := c.Arrives(date(t, v.ship), catalog.Rate{Days: v.days, Working: v.working}); got != date(t, v.want) {
			t.Errorf("%+v: %s", v, got)
		}
	}
}

// TestNonsenseCalendars proves that a calendar which makes no sense is refused with what
// is wrong.
func TestNonsenseCalendars(t *testing.T) {
	t.Parallel()
	mondays := ""
	for d := date(t, "2026-11-23"); d < date(t, "2027-12-31"); d += 7 {
		mondays += d.String() + " "
	}
	many := make([]core.Date, 401)
	for i := range many {
		many[i] = core.Date(20_000 + i)
	}
	for _, c := range []struct {
		l    catalog.Location
		want string
	}{
		{catalog.Location{Workdays: 128}, "workdays are the sum"},
		{catalog.Location{Holidays: many}, "at most 400 holidays"},
		{catalog.Location{Holidays: dates(t, "2026-12-25 2026-12-26 2026-12-25")}, "2026-12-25 is there twice"},
		{catalog.Location{Holidays: []core.Date{0}}, "no date"},
		{catalog.Location{Workdays: 2, Holidays: dates(t, mondays)}, "from 2026-11-23 on no day of a year"},
		{catalog.Location{Workdays: 6, Holidays: dates(t, mondays)}, ""},
		{catalog.Location{Holidays: many[:400]}, "no day of a year"},
		{catalog.Location{Holidays: many[:300]}, ""},
		{catalog.Location{Processing: 91}, "0 to 90 working days"},
		{catalog.Location{Processing: -1}, "0 to 90 working days"},
		{catalog.Location{TimeZone: "Europe/Nowhere"}, "time zone"},
	} {
		c.l.ID = "L"
		answers := []error{(&catalog.PutLocation{Location: c.l}).Check()}
		if c.l.Processing == 0 && c.l.TimeZone == "" {
			answers = append(answers, (&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "C", Workdays: c.l.Workdays, Holidays: c.l.Holidays}}).Check())
		}
		for _, err := range answers {
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q is answered %v", c.want, err)
			}
		}
	}
}
