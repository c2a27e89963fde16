package flow

import (
	"andon/core"
	"andon/core/order"
	"andon/core/sourcing"
	"andon/core/world"
)

// Outlook is what sourcing what waits of an order would look at now, and do.
type Outlook struct {
	Inputs  *order.Inputs // as a decision records them; of the lines that may be sourced today
	Plan    sourcing.Plan
	NoSplit bool // the order is in as many fulfillment orders as it may be
}

// Outlook works out what sourcing an order would do now. It changes nothing.
func (d *Decider) Outlook(w *world.World, now core.Instant, o *order.Order) Outlook {
	return d.outlook(w, now, o, true)
}

// OutlookToday is Outlook without the later days of locations that are full.
func (d *Decider) OutlookToday(w *world.World, now core.Instant, o *order.Order) Outlook {
	return d.outlook(w, now, o, false)
}

func (d *Decider) outlook(w *world.World, now core.Instant, o *order.Order, ahead bool) Outlook {
	tx := &world.Tx{W: w, Now: now}
	gates := gatesOf(w, o, now)
	v := Outlook{Inputs: d.demands(tx, &gates)}
	st := d.steer(w, o, v.Inputs)
	if v.NoSplit = v.Inputs.Splits < 0; v.NoSplit {
		v.Inputs.Splits = 0
	}
	if len(v.Inputs.Demands) == 0 {
		return v
	}
	splits, complete := v.Inputs.Splits, v.Inputs.Complete
	for d.offers(tx, o, v.Inputs, &st); !v.NoSplit; d.offers(tx, o, v.Inputs, &st) {
		v.Plan = d.solveOrBorrow(tx, o, v.Inputs, &st)
		later := nextRoom(v.Inputs, &v.Plan)
		if !ahead || later == 0 || len(v.Plan.Takes) > 0 {
			break
		}
		v.Inputs.Until, v.Inputs.Splits, v.Inputs.Complete = later, splits, complete
	}
	return v
}

// PreorderTerms are the cap of a SKU that is preordered and what is taken of it.
type PreorderTerms struct {
	Cap   core.Quantity `json:"cap"`
	Taken core.Quantity `json:"taken"` // units that are promised, of all orders
	Ahead core.Quantity `json:"ahead"` // units beyond it that get room before the line's
	Units core.Quantity `json:"units"` // units of the line beyond it
	Whole bool          `json:"whole"` // the line is promised all of them or none
}

// Enough is a cap under which all units of the line are promised.
func (p *PreorderTerms) Enough() core.Quantity { return p.Taken + p.Ahead + p.Units }

// BeyondCap says how a line stands that has units beyond the cap of its SKU; nil where it
// has none.
func BeyondCap(w *world.World, now core.Instant, o *order.Order, l *order.Line) *PreorderTerms {
	most, capped := preorderCap(w, l.SKU, now)
	_, beyond := preordered(l)
	if !capped || beyond == 0 {
		return nil
	}
	p := &PreorderTerms{Cap: most, Taken: most - preorderRoom(w, l.SKU, most, nil), Units: beyond, Whole: wholeOrNot(o, l)}
	w.Dated(l.SKU, func(e world.WaitEntry) bool {
		if e.Order == o.ID && e.Line == l.No {
			return false
		}
		_, q := preordered(w.Orders.Get(e.Order).Line(e.Line))
		p.Ahead += q
		return true
	})
	return p
}
