package catalog

import "andon/core"

// Slowdown is what an outage does to a location that still ships.
type Slowdown struct {
	Outage     string `json:"outage" cbor:"1,keyasint"`
	Capacity   int    `json:"capacity,omitempty" cbor:"2,keyasint,omitempty"`   // fulfillment orders a day; 0: its own
	Processing int    `json:"processing,omitempty" cbor:"3,keyasint,omitempty"` // working days beside its own
}

// PerDay is how many fulfillment orders the location can ship a day; 0: any number.
func (l *Location) PerDay() int {
	if s := l.Slow; s != nil && s.Capacity != 0 && (l.Capacity == 0 || s.Capacity < l.Capacity) {
		return s.Capacity
	}
	return l.Capacity
}

// processing is how many working days lie between acceptance and dispatch.
func (l *Location) processing() int {
	if l.Slow != nil {
		return l.Processing + l.Slow.Processing
	}
	return l.Processing
}

// MaySpill is how many fulfillment orders a day the location takes of orders that an outage
// took from elsewhere: at most Spill, and SpillShare thousandths of what it can ship a day.
// capped is false where it takes any number.
func (l *Location) MaySpill() (n int, capped bool) {
	if l.Spill > 0 {
		n, capped = l.Spill, true
	}
	if per := l.PerDay(); l.SpillShare > 0 && per > 0 {
		if share := per * l.SpillShare / 1000; !capped || share < n {
			n, capped = share, true
		}
	}
	return n, capped
}

// KeepOutage keeps what outages have marked while the location's master data is put.
func (l *Location) KeepOutage(old *Location) {
	l.Outage, l.Slow, l.Until = "", nil, 0
	if old == nil {
		return
	}
	if l.Slow = old.Slow; old.Outage != "" {
		l.Outage, l.Until, l.Closed, l.Why = old.Outage, old.Until, true, old.Why
	}
}

// KeepOutage keeps what outages have marked while the carrier's master data is put.
func (c *Carrier) KeepOutage(old *Carrier) {
	c.Outage = ""
	if old != nil {
		c.Outage = old.Outage
	}
	for i := range c.Services {
		s := &c.Services[i]
		if s.Outage = ""; old != nil {
			if was := old.Service(s.ID); was != nil {
				s.Outage = was.Outage
			}
		}
	}
}

// Service finds a service by id, or nil.
func (c *Carrier) Service(id string) *Service {
	for i := range c.Services {
		if c.Services[i].ID == id {
			return &c.Services[i]
		}
	}
	return nil
}

// Takes reports whether the carrier takes packages for a service of it today.
func (c *Carrier) Takes(s *Service) bool { return !s.Suspended && s.Outage == "" && c.Outage == "" }

// OpensAgain is the day from which a closed location is expected to ship; 0: nobody knows.
func (l *Location) OpensAgain() core.Date {
	if !l.Closed {
		return 0
	}
	return l.Until
}
