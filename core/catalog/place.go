package catalog

import (
	"slices"
	"strings"
	"time"

	"andon/core"
)

// LocationKind says what a location is.
type LocationKind string

// The kinds of location.
const (
	Warehouse LocationKind = "warehouse"
	Store     LocationKind = "store"
	DropShip  LocationKind = "dropship"
	ThreePL   LocationKind = "3pl"
)

// Words lists the kinds of location.
func (LocationKind) Words() []string {
	return []string{string(Warehouse), string(Store), string(DropShip), string(ThreePL)}
}

// Location is a place that holds and ships stock.
type Location struct {
	ID       string       `json:"id" cbor:"1,keyasint"`
	Name     string       `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	GLN      string       `json:"gln,omitempty" cbor:"3,keyasint,omitempty"`
	Type     LocationKind `json:"type,omitempty" cbor:"4,keyasint,omitempty"`
	Country  string       `json:"country,omitempty" cbor:"5,keyasint,omitempty"`
	Zone     string       `json:"zone,omitempty" cbor:"6,keyasint,omitempty"`      // origin zone of carrier rates
	TimeZone string       `json:"time_zone,omitempty" cbor:"7,keyasint,omitempty"` // IANA name; UTC when empty
	Workdays Workdays     `json:"workdays,omitempty" cbor:"8,keyasint,omitempty"`  // a bit each, Sunday first; 0: Monday to Friday
	Holidays []core.Date  `json:"holidays,omitempty" cbor:"9,keyasint,omitempty"`  //
	CutOff   int          `json:"cut_off,omitempty" cbor:"10,keyasint,omitempty"`  // minute of the local day until which an order ships the same day
	Capacity int          `json:"capacity,omitempty" cbor:"11,keyasint,omitempty"` // fulfillment orders a day; 0: unlimited
	Priority int          `json:"priority,omitempty" cbor:"12,keyasint,omitempty"` // lower first among equals
	Handling core.Amount  `json:"handling,omitempty" cbor:"13,keyasint,omitempty"` // cost per unit, minor units
	Package  core.Amount  `json:"package,omitempty" cbor:"14,keyasint,omitempty"`  // cost per package before carriage, minor units
	Closed   bool         `json:"closed,omitempty" cbor:"15,keyasint,omitempty"`   // ships nothing new
	Why      string       `json:"why,omitempty" cbor:"16,keyasint,omitempty"`      // reason of the closure
	Owner    string       `json:"owner,omitempty" cbor:"17,keyasint,omitempty"`    //
	core.Stamp
	LoadDay    core.Date `json:"-" cbor:"19,keyasint,omitempty"`                    // day that Load counts
	Load       int       `json:"-" cbor:"20,keyasint,omitempty"`                    // fulfillment orders opened for LoadDay
	Processing int       `json:"processing,omitempty" cbor:"21,keyasint,omitempty"` // working days between acceptance and dispatch

	AnswerHours int  `json:"answer_hours,omitempty" cbor:"45,keyasint,omitempty"` // within which it answers what it is asked; 0: as the shop says
	Buys        bool `json:"buys,omitempty" cbor:"46,keyasint,omitempty"`         // a supplier: what is sourced there is bought for each order, see SKU.Bought

	Floor  core.Quantity `json:"floor,omitempty" cbor:"26,keyasint,omitempty"`  // units of each SKU that are promised to collections alone
	Floors []Floor       `json:"floors,omitempty" cbor:"27,keyasint,omitempty"` // of SKUs that have another one

	CollectDays int       `json:"collect_days,omitempty" cbor:"43,keyasint,omitempty"` // days that goods are kept for who collects them; 0: as the shop says
	Outage      string    `json:"outage,omitempty" cbor:"48,keyasint,omitempty"`       // that closed it; kept by the shop
	Until       core.Date `json:"until,omitempty" cbor:"49,keyasint,omitempty"`        // the day from which it is expected to be open again; likewise
	Slow        *Slowdown `json:"slow,omitempty" cbor:"50,keyasint,omitempty"`         // likewise
	Spill       int       `json:"spill,omitempty" cbor:"51,keyasint,omitempty"`        // most fulfillment orders a day of orders that an outage took from elsewhere; 0: no limit
	SpillShare  int       `json:"spill_share,omitempty" cbor:"52,keyasint,omitempty"`  // the same in thousandths of its capacity; 0: no limit
}

// MaxCollectDays bounds how long goods are kept for who collects them.
const MaxCollectDays = 365

// MaxAnswerHours bounds the time to answer.
const MaxAnswerHours = 30 * 24

// Outside reports whether others work there: what they do with an order is asked.
func (l *Location) Outside() bool { return l.Type == ThreePL || l.Type == DropShip }

// DocID is the document's id.
func (l *Location) DocID() string { return l.ID }

// Clone copies what Apply may change.
func (l *Location) Clone() *Location { c := *l; return &c }

// Clock returns the location's time zone; an unknown name counts as UTC, and is
// refused when the location is put.
func (l *Location) Clock() *time.Location {
	if l.TimeZone == "" {
		return time.UTC
	}
	z, err := time.LoadLocation(l.TimeZone)
	if err != nil {
		return time.UTC
	}
	return z
}

// Calendar tells the days on which goods leave.
func (l *Location) Calendar() Calendar { return Calendar{l.Workdays, l.Holidays} }

// Works reports whether goods leave on the date.
func (l *Location) Works(d core.Date) bool { return l.Calendar().Works(d) }

// ShipFrom is the day on which goods leave that can be worked on from a day: the first
// working day on or after it, and the days of processing behind that.
func (l *Location) ShipFrom(d core.Date) core.Date { return l.Calendar().After(d, l.processing()) }

// ShipDate is the day on which an order leaves that may go at `from`: worked on the same
// day before the cut-off, else the next.
func (l *Location) ShipDate(from core.Instant, zone *time.Location) core.Date {
	d := core.DateIn(from, zone)
	if l.CutOff > 0 && from >= d.At(l.CutOff, zone) {
		d++
	}
	return l.ShipFrom(d)
}

// ShipsUntil is the instant from which an order leaves later than on the day.
func (l *Location) ShipsUntil(day core.Date, zone *time.Location) core.Instant {
	last := day
	for n := 0; l.ShipFrom(last) > day && n < lookAhead; n++ {
		last--
	}
	return l.Ends(last, zone)
}

// WorkingBefore is the instant from which so much time of working days is left until at.
func (l *Location) WorkingBefore(at core.Instant, left time.Duration, zone *time.Location) core.Instant {
	calendar := l.Calendar()
	for n := 0; n < lookAhead; n++ {
		day := core.DateIn(at-1, zone)
		start := day.At(0, zone)
		if calendar.Works(day) {
			if at.Sub(start) >= left {
				return at.Add(-left)
			}
			left -= at.Sub(start)
		}
		at = start
	}
	return at
}

// Ends is the instant at which work that leaves on a day should be done: its cut-off, or
// the end of the day.
func (l *Location) Ends(day core.Date, zone *time.Location) core.Instant {
	if l.CutOff > 0 {
		return day.At(l.CutOff, zone)
	}
	return day.At(24*60, zone)
}

// PutLocation creates or replaces a location.
type PutLocation struct {
	Location Location `json:"location" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutLocation) Kind() core.Kind { return "location.put" }

// Check refuses a location that could not be used.
func (c *PutLocation) Check() error {
	l := &c.Location
	if err := CheckID("location.put", l.ID); err != nil {
		return err
	}
	bad := func(msg string) error { return core.E(core.CodeInvalid, "location.put", l.ID, msg) }
	if strings.ContainsAny(l.ID, "@!/") {
		return bad("the id of a location has no @, ! or /")
	}
	if _, err := time.LoadLocation(l.TimeZone); err != nil {
		return bad("time zone " + l.TimeZone + " is not known; use a name such as Europe/London")
	}
	if wrong := l.Calendar().wrong(); wrong != "" {
		return bad(wrong)
	}
	if l.Processing < 0 || l.Processing > maxProcessing {
		return bad("processing takes 0 to 90 working days")
	}
	if l.Buys && l.Type != DropShip {
		return bad("buys says that goods are bought for each order there; that is for locations of type dropship")
	}
	if l.AnswerHours < 0 || l.AnswerHours > MaxAnswerHours {
		return bad("what it is asked it answers within 1 to 720 hours; 0 stands for the shop's own")
	}
	if l.CutOff < 0 || l.CutOff > 24*60 || l.Capacity < 0 || !cost(l.Handling) || !cost(l.Package) {
		return bad("cut-off is a minute of the day; capacity and costs must not be negative or beyond the limit")
	}
	if l.Spill < 0 || l.SpillShare < 0 || l.SpillShare > 1000 {
		return bad("what it takes from outages elsewhere is a number of fulfillment orders and 0 to 1000 thousandths of its capacity")
	}
	if !l.floorsMakeSense() {
		return bad("a floor is a number of units from 0 on, at most one for each of 256 SKUs")
	}
	if l.Type != "" {
		if err := checkWord("location.put", l.ID, "type", l.Type); err != nil {
			return err
		}
	}
	if l.CollectDays < 0 || l.CollectDays > MaxCollectDays {
		return bad("goods are kept for who collects them for 1 to 365 days, or as long as the shop says")
	}
	if err := checkCountry("location.put", l.ID, l.Country); err != nil {
		return err
	}
	return checkNumber("location.put", l.ID, "GLN", l.GLN, 13)
}

// cost reports whether an amount can be a cost that sourcing compares.
func cost(a core.Amount) bool { return a >= 0 && a <= core.MaxCost }

// CloseLocation stops new work at a location, or opens it again, which ends the outage that
// closed it. What is closed already is not closed again, nor opened what is open: whoever
// asks does not know how things stand.
type CloseLocation struct {
	Location string `json:"location" cbor:"1,keyasint"`
	Closed   bool   `json:"closed" cbor:"2,keyasint,omitempty"`
	Reason   string `json:"reason,omitempty" cbor:"3,keyasint,omitempty"`
}

// Kind names the command.
func (*CloseLocation) Kind() core.Kind { return "location.close" }

// Rate is what a service costs and how long it takes between two zones.
type Rate struct {
	From    string      `json:"from,omitempty" cbor:"1,keyasint,omitempty"`         // origin zone; "" any
	To      string      `json:"to,omitempty" cbor:"2,keyasint,omitempty"`           // destination zone; "" any
	Package core.Amount `json:"package" cbor:"3,keyasint,omitempty"`                // per package
	PerKg   core.Amount `json:"per_kg" cbor:"4,keyasint,omitempty"`                 // per kilogram
	Days    int         `json:"days" cbor:"5,keyasint,omitempty"`                   // transit
	Working bool        `json:"working_days,omitempty" cbor:"6,keyasint,omitempty"` // they are the carrier's working days; else calendar days
}

// Service is a carrier's product.
type Service struct {
	ID        string   `json:"id" cbor:"1,keyasint"`
	Name      string   `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	Rates     []Rate   `json:"rates,omitempty" cbor:"3,keyasint,omitempty"` // first match wins
	Suspended bool     `json:"suspended,omitempty" cbor:"4,keyasint,omitempty"`
	Outage    string   `json:"outage,omitempty" cbor:"6,keyasint,omitempty"`   // that suspended it; kept by the shop
	Fallback  []string `json:"fallback,omitempty" cbor:"7,keyasint,omitempty"` // services that go in its place while it takes nothing, the first choice first
}

// Rate finds the first rate that fits the zones.
func (s *Service) Rate(from, to string) (Rate, bool) {
	for _, r := range s.Rates {
		if (r.From == "" || r.From == from) && (r.To == "" || r.To == to) {
			return r, true
		}
	}
	return Rate{}, false
}

// Carrier moves packages.
type Carrier struct {
	ID       string    `json:"id" cbor:"1,keyasint"`
	Name     string    `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	Services []Service `json:"services,omitempty" cbor:"3,keyasint,omitempty"`
	core.Stamp
	Workdays Workdays    `json:"workdays,omitempty" cbor:"4,keyasint,omitempty"` // as of a location, of rates that count working days
	Holidays []core.Date `json:"holidays,omitempty" cbor:"5,keyasint,omitempty"` //
	Outage   string      `json:"outage,omitempty" cbor:"11,keyasint,omitempty"`  // that suspended all its services; kept by the shop
}

// DocID is the document's id.
func (c *Carrier) DocID() string { return c.ID }

// Clone copies what Apply may change.
func (c *Carrier) Clone() *Carrier {
	d := *c
	d.Services = slices.Clone(c.Services)
	return &d
}

// Arrives is the day on which goods arrive that left on a day.
func (c *Carrier) Arrives(ship core.Date, r Rate) core.Date {
	if !r.Working {
		return ship + core.Date(r.Days)
	}
	days := Calendar{c.Workdays, c.Holidays}
	if r.Days == 0 {
		return days.Next(ship)
	}
	return days.After(ship+1, r.Days-1)
}

// PutCarrier creates or replaces a carrier.
type PutCarrier struct {
	Carrier Carrier `json:"carrier" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutCarrier) Kind() core.Kind { return "carrier.put" }

// Check refuses negative rates and a calendar that makes no sense.
func (c *PutCarrier) Check() error {
	if err := CheckID("carrier.put", c.Carrier.ID); err != nil {
		return err
	}
	if wrong := (Calendar{c.Carrier.Workdays, c.Carrier.Holidays}).wrong(); wrong != "" {
		return core.E(core.CodeInvalid, "carrier.put", c.Carrier.ID, wrong)
	}
	for _, s := range c.Carrier.Services {
		for _, r := range s.Rates {
			if !cost(r.Package) || !cost(r.PerKg) || r.Days < 0 || r.Days > 365 {
				return core.E(core.CodeInvalid, "carrier.put", c.Carrier.ID, "rates and transit days of "+s.ID+" must not be negative or beyond the limit, nor days over 365")
			}
		}
	}
	return nil
}
