package supply

import (
	"slices"

	"andon/core"
)

// Dated is units that arrive, or are asked for, on a day.
type Dated struct {
	Day core.Date
	Qty core.Quantity
}

// Available is what is available to promise on a day, in the terms of APICS (of the
// Association for Supply Chain Management's dictionary; mps is what arrives, backlog
// what is asked for and not shipped):
//
//   - Discrete: on the first day what is on hand and arrives, less the backlog of all
//     days until something arrives again; on a later day on which something arrives that,
//     less the backlog until the next; on all other days 0. A negative one has to be
//     taken from those before.
//   - Cumulative, without look-ahead: that of the day before, what arrives, less the
//     backlog of the day. It counts for a day what later days have been promised already.
//   - LookAhead, cumulative with look-ahead: the same, less by how much the backlog
//     exceeds what arrives on the days that follow, up to the first on which more arrives
//     than is asked for. So much can be promised for the day, and nobody behind it loses any.
type Available struct {
	Day        core.Date     `json:"day"`
	Arriving   core.Quantity `json:"arriving"`
	Backlog    core.Quantity `json:"backlog"`
	Discrete   core.Quantity `json:"discrete"`
	Cumulative core.Quantity `json:"cumulative"`
	LookAhead  core.Quantity `json:"look_ahead"`
}

// ToPromise phases by time what is available to promise: today, and each later day on which
// units arrive or are asked for. What was asked for or should have come before counts today.
func ToPromise(today core.Date, onHand core.Quantity, arrive, asked []Dated) []Available {
	rows := []Available{{Day: today}}
	at := func(day core.Date) *Available {
		day = max(day, today)
		i, found := slices.BinarySearchFunc(rows, day, func(a Available, d core.Date) int { return int(a.Day) - int(d) })
		if !found {
			rows = slices.Insert(rows, i, Available{Day: day})
		}
		return &rows[i]
	}
	for _, a := range arrive {
		at(a.Day).Arriving += a.Qty
	}
	for _, a := range asked {
		at(a.Day).Backlog += a.Qty
	}
	sum := onHand
	for i := range rows {
		r := &rows[i]
		sum += r.Arriving - r.Backlog
		r.Cumulative = sum
	}
	var short, ahead core.Quantity // of the days behind: to the next arrival, and to the next surplus
	for i := len(rows) - 1; i >= 0; i-- {
		r := &rows[i]
		r.LookAhead = r.Cumulative - ahead
		if i == 0 {
			r.Discrete = onHand
		}
		if r.Arriving > 0 || i == 0 {
			r.Discrete += r.Arriving - r.Backlog - short
			short = 0
		} else {
			short += r.Backlog
		}
		if ahead += r.Backlog - r.Arriving; r.Arriving > r.Backlog {
			ahead = 0
		}
	}
	return rows
}
