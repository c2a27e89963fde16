package flow

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// What each stage of a unit allows, and who may, is one table: docs/orders.md states it and
// stage_test.go proves it. Here is what the stages behind the shelf need: units that were
// picked go back to it by hand, those in a packed box are a lead's to take out, and what
// others have is asked.

// unpacking says why units in packed boxes cannot be taken out by who asks for it, "" if
// they can: a lead decides, and what a channel says is followed.
func unpacking(tx *world.Tx, o *order.Order, moves []order.UnitMove) string {
	p := tx.W.People.Get(tx.Cmd.Actor)
	if p == nil || p.May(catalog.Lead) || fromConnector(tx) {
		return ""
	}
	for i := range moves {
		if m := &moves[i]; m.From == order.Packed && !mustAsk(tx.W, o, m) {
			return fmt.Sprintf("%d units of line %d are packed at %s; a lead may take them out", m.Qty, m.Line, o.FO(m.FO).Location)
		}
	}
	return ""
}

// putBack calls out goods that were picked at a location of ours and are cancelled: the
// book has them available, and somebody has to carry them back to the shelf.
func (d *Decider) putBack(tx *world.Tx, id string, moves []order.UnitMove) {
	for i := range moves {
		m := moves[i]
		if m.To != order.Cancelled || m.From != order.Picked && m.From != order.Packed {
			continue
		}
		o := tx.W.Orders.Get(id)
		at, sku := o.FO(m.FO).Location, o.Line(m.Line).SKU
		if l := tx.W.Locations.Get(at); l != nil && l.Outside() {
			continue // it carries them itself
		}
		c := call{subject: orderRef(id), kind: exception.PutBack, item: "F" + strconv.Itoa(m.FO) + "/" + strconv.Itoa(m.Line)}
		c.count(tx, m.Qty, func(all core.Quantity) string {
			return fmt.Sprintf("%s of %s were picked at %s for F%d and are cancelled: put them back", countUnits(all), sku, at, m.FO)
		})
	}
}

// settledPlace says why an order cannot go elsewhere any more, "" if it can: units have
// left, or are picked for it at a location of ours. Who else has units is asked.
func settledPlace(o *order.Order) string {
	if q := o.Sum(order.Bucket.Gone); q > 0 {
		return fmt.Sprintf("%s have shipped: cancel the others and order them anew", countUnits(q))
	}
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if (p.Bucket == order.Picked || p.Bucket == order.Packed) && !o.Bound(p.FO) {
				return fmt.Sprintf("%s of line %d are %s at %s: cancel them and add them anew", countUnits(p.Qty), o.Lines[i].No, p.Bucket, o.FO(p.FO).Location)
			}
		}
	}
	return ""
}

// askToAmend asks those who have units of an order to send them as it says now.
func askToAmend(tx *world.Tx, id string, e *order.Amended) {
	why := "another address"
	switch {
	case e.Service != "" && e.NewParty:
		why += ", and service " + e.Service
	case e.Service != "":
		why = "service " + e.Service
	}
	for fo := 1; fo <= len(tx.W.Orders.Get(id).Fulfillments); fo++ {
		o := tx.W.Orders.Get(id)
		if !o.Bound(fo) || !o.HereInFO(fo) {
			continue
		}
		for i := range o.Asks() {
			if a := o.Ask(i + 1); a.For == order.AskAmend && a.FO == fo && a.Open() {
				endAsk(tx, &order.Answered{Order: id, Ask: a.No, Outcome: order.OutcomeWithdrawn, Why: "it changed again"})
			}
		}
		a := order.Ask{For: order.AskAmend, FO: fo, Reason: why}
		for i := range o.Lines {
			if q := o.Lines[i].HereIn(fo); q > 0 {
				a.Lines = addUnits(a.Lines, o.Lines[i].No, q)
			}
		}
		ask(tx, id, a)
	}
}
