package query

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
	"andon/core/world"
)

// Describe says in one sentence what an event did. It holds no personal data; what
// people and channels wrote (reasons, notes, names of goods) is quoted as it is.
func Describe(e core.Payload) string { return describe(nil, e) }

// describe is Describe for readers who have the record's command too.
func describe(cmd *core.Command, event core.Payload) string {
	switch e := event.(type) {
	case *order.Placed:
		return describePlaced(cmd, e)
	case *policy.Drafted:
		return describeDrafted(cmd, e)
	case *order.Sourced:
		return describeSourced(e)
	case *order.Moved:
		return because(e.Cause+inWave(e.Wave)+": "+describeUnits(e.Moves), e.Reason)
	case *order.ShipmentMade:
		return describeShipment(e)
	case *order.ShipmentEnded:
		return fmt.Sprintf("shipment %d ended: %s", e.Shipment, describeUnits(e.Moves))
	case *order.Boxed, *order.ShipmentCancelled, *order.Ready, *order.Consigned, *order.ConsignmentEnded:
		return describePacked(event)
	case *order.Returned:
		return because(fmt.Sprintf("%s came back to %s, into %s", units(order.Units(e.Lines)), e.Location, stock.State(e.State)), e.Reason)
	case *order.Held:
		return because(describeHold(&e.Hold), e.Hold.Reason)
	case *order.HoldEnded:
		return because(fmt.Sprintf("hold %d %s", e.Hold, e.Done), e.Why)
	case *order.Amended:
		return because(describeAmended(e), e.Reason)
	case *order.Ignored:
		return because("the channel's message changed nothing", e.Why)
	case *order.Informed:
		return describeInformed(e)
	case *order.Substituted:
		return because(fmt.Sprintf("line %d: %s goes in place of %s", e.Line, e.SKU, e.Was), "rule "+e.Rule)
	case *order.Overdue:
		return "the time to ship has passed"
	case *order.AtRisk:
		if e.FO != 0 {
			return fmt.Sprintf("fulfillment order %d is not picked in time for its day", e.FO)
		}
		return "the time to ship is near: " + e.Near.String()
	case *order.Notice:
		return describeNotice(e)
	case *order.Forgotten:
		return "its person was erased"
	case *order.Asked, *order.Answered, *order.AskOutrun, *order.AskLate, *order.AskedAgain:
		return describeAsk(e)
	}
	return describeOther(event)
}

func describeOther(event core.Payload) string {
	switch e := event.(type) {
	case *stock.Moved:
		return because(describeMoves(e.Moves), e.Reason)
	case *stock.CountTaken:
		return fmt.Sprintf("%s at %s counted: %d, the book said %d; variance %d", e.SKU, e.Location, e.Counted, e.Book, e.Variance)
	case *stock.VarianceExplained:
		return because(fmt.Sprintf("the count of %s at %s leaves %d to explain", e.SKU, e.Location, e.Variance), e.Reason)
	case *stock.ReservationMade:
		v := &e.Reservation
		return because(fmt.Sprintf("%s of %s at %s reserved as %s for %s", units(v.Qty), v.SKU, v.Location, v.ID, v.Holder), v.Reason)
	case *stock.ReservationReleased:
		return because(fmt.Sprintf("%s of reservation %s given back", units(e.Qty), e.Reservation), e.Reason)
	case *stock.Granted:
		return describeGranted(e)
	case *stock.Drawn:
		return fmt.Sprintf("a fact took %s that reservation %s kept", units(e.Qty), e.Reservation)
	case *stock.ReservationMoved:
		return because(fmt.Sprintf("%s of reservation %s moved to %s, for %s", units(e.Qty), e.Reservation, e.To, e.Holder), e.Reason)
	case *exception.Raised:
		x := &e.Exception
		return because(fmt.Sprintf("%s raised: %s", x.ID, x.Type), x.Detail)
	case *exception.Changed:
		return describeChange(e)
	case *exception.Ended:
		return because(e.Exception+" closed", e.Resolution)
	case *supply.Ordered:
		d := &e.Document
		if d.Bought() {
			return fmt.Sprintf("purchase %s: %s bought from %s for F%d of %s", d.ID, plural(len(d.Lines), "line"), d.Supplier, d.FO, d.Order)
		}
		return fmt.Sprintf("%s %s placed: %s to %s", d.Noun(), d.ID, plural(len(d.Lines), "line"), d.Location)
	case *supply.Received:
		return e.ID + ": " + describeGot("arrived", e.Lines)
	case *supply.Dispatched:
		return e.ID + ": " + describeGot("left", e.Lines)
	case *supply.Rescheduled:
		return because(fmt.Sprintf("%s is now expected on %s", e.ID, e.Expected), e.Reason)
	case *supply.ClosedShort:
		return because(e.ID+" closed; what has not come is given up", e.Reason)
	case *supply.Supplied:
		return describeSupplied(e)
	case *supply.Overdue:
		return e.ID + " is late"
	case *world.AgainQueued:
		if len(e.SKUs) == 0 {
			return "orders in several packages are looked at again"
		}
		return "orders in several packages are looked at again for " + strings.Join(e.SKUs, ", ")
	case *world.AgainStepped:
		if e.After == 0 {
			return "orders in several packages were looked at again" + forSKU(e.SKU)
		}
		return fmt.Sprintf("orders in several packages up to %s were looked at again%s; those behind are next", order.IDOf(e.After), forSKU(e.SKU))
	case *order.Passed:
		return fmt.Sprintf("lines that wait for %s looked at as far as %s; those behind are next", e.SKU, e.After)
	}
	return describeRecheck(event)
}

func describeRecheck(event core.Payload) string {
	whose := func(customer string) string {
		if customer == "" {
			return "orders that rules hold"
		}
		return "orders of " + customer + " that rules hold"
	}
	switch e := event.(type) {
	case *world.RecheckQueued:
		s := whose(e.Customer) + " are to be looked at again"
		if e.After != 0 {
			s += ", those behind " + order.IDOf(e.After)
		}
		return fmt.Sprintf("%s, at %s", s, e.At)
	case *world.RecheckTaken:
		return whose(e.Customer) + " are looked at again"
	}
	return describeJob(event)
}

func forSKU(sku string) string {
	if sku == "" {
		return ""
	}
	return " for " + sku
}

func describeGranted(e *stock.Granted) string {
	s := fmt.Sprintf("%s of %s at %s set aside for channel %s as %s", units(e.Aside), e.SKU, e.Location, e.Channel, e.Reservation)
	if e.Arrived > 0 {
		s += fmt.Sprintf(", which is granted %d.%d %% of the %d that arrived", e.Share/10, e.Share%10, e.Arrived)
	}
	for _, l := range e.Free {
		s += fmt.Sprintf("; %d more pay back what it had lent to channel %s", l.Qty, l.Channel)
	}
	for _, r := range e.Repaid {
		s += fmt.Sprintf("; %d of them pay back what %s had lent", r.Qty, r.Reservation)
	}
	return s
}

func describeJob(event core.Payload) string {
	switch e := event.(type) {
	case *job.Started:
		s := fmt.Sprintf("%s started: %s %s", e.ID, e.Op, plural(len(e.Targets), "target"))
		if e.Undoes != "" {
			s += ", taking back " + e.Undoes
		}
		return because(s, e.Reason)
	case *job.Stepped:
		s := fmt.Sprintf("%s: %s looked at", e.Job, plural(e.Next, "target"))
		if n := len(e.Refused); n > 0 {
			s += fmt.Sprintf(", %d refused in this slice", n)
		}
		return s
	case *job.Stopped:
		return because(e.Job+" stopped", e.Reason)
	case *wave.Opened:
		return fmt.Sprintf("%s at %s: %s chosen, %s; %s left", e.ID, e.Choice.Location, plural(len(e.Members), "fulfillment order"), units(e.Units), plural(e.Left.Sum(), "other"))
	}
	return describeAfter(event)
}

func describeMaster(event core.Payload) string {
	switch e := event.(type) {
	case *catalog.PutSKU:
		return named("SKU", e.SKU.ID, e.SKU.Name)
	case *catalog.PutLocation:
		return named("location", e.Location.ID, e.Location.Name)
	case *world.WorkDue:
		return fmt.Sprintf("the work of %s for %s was looked at", e.Location, e.Day)
	case *world.DayOver:
		return fmt.Sprintf("%s ships nothing more for %s; what waited for room is asked again", e.Location, e.Day)
	case *catalog.CloseLocation:
		if e.Closed {
			return because("location "+e.Location+" closed", e.Reason)
		}
		return because("location "+e.Location+" opened again", e.Reason)
	case *catalog.PutChannel:
		return named("channel", e.Channel.ID, e.Channel.Name)
	case *catalog.PutPriceList:
		return named("price list", e.PriceList.ID, plural(len(e.PriceList.Entries), "price"))
	case *catalog.PutCarrier:
		return named("carrier", e.Carrier.ID, e.Carrier.Name)
	case *catalog.PutCustomer:
		return named("customer", e.Customer.ID, "")
	case *catalog.PutEntity:
		return named("legal entity", e.Entity.ID, e.Entity.Name)
	case *catalog.PutPerson:
		return named("person", e.Person.ID, plural(len(e.Person.Roles), "role"))
	case *catalog.Erased:
		if e.Customer != "" {
			return fmt.Sprintf("personal data of customer %s erased: %s destroyed", e.Customer, plural(len(e.Keys), "key"))
		}
		return fmt.Sprintf("personal data erased: %s destroyed", plural(len(e.Keys), "key"))
	case *world.PutShop:
		return named("shop", e.Name, "")
	case *world.SetClock:
		if e.Stream == "" {
			return "the shop follows wall time"
		}
		return "the stream " + e.Stream + " drives the shop's clock"
	}
	return string(event.Kind())
}

func named(what, id, more string) string { return because(what+" "+id+" put", more) }

// because adds a reason to a sentence.
func because(s, reason string) string {
	if reason == "" {
		return s
	}
	return s + ": " + reason
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func units(q core.Quantity) string {
	if q == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", q)
}

func describePlaced(cmd *core.Command, e *order.Placed) string {
	s := "placed as " + e.ID
	if cmd != nil {
		if sub, ok := cmd.Body.(*order.Submit); ok {
			s += " through " + sub.Channel
			if sub.External != "" {
				s += " (number " + sub.External + ")"
			}
			s += ": " + plural(len(sub.Lines), "line")
		}
	}
	for i := range e.Holds {
		s += "; " + because(describeHold(&e.Holds[i]), e.Holds[i].Reason)
	}
	return s
}

func describeHold(h *order.Hold) string {
	s := fmt.Sprintf("hold %d (%s) blocks %s", h.No, h.Type, h.Blocks)
	if h.Line != 0 {
		s += fmt.Sprintf(" of line %d", h.Line)
	}
	if h.Rule != "" {
		s += " by " + byRule(h.Policy, h.Rule)
	}
	return s
}

func describeSourced(e *order.Sourced) string {
	var parts []string
	for i := range e.Open {
		f := &e.Open[i]
		var q core.Quantity
		for j := range e.Moves {
			if e.Moves[j].ToFO == f.No {
				q += e.Moves[j].Qty
			}
		}
		full := ""
		if f.Full != 0 {
			full = fmt.Sprintf(", because %s is full", f.Full)
		}
		parts = append(parts, fmt.Sprintf("%s from %s as F%d, to ship %s%s", units(q), f.Location, f.No, f.Ship, full))
	}
	parts = append(parts, joined(e)...)
	for _, to := range [...]order.Bucket{order.Backordered, order.Preordered, order.Open} {
		var q core.Quantity
		var day core.Date
		for j := range e.Moves {
			if m := &e.Moves[j]; m.To == to {
				q, day = q+m.Qty, max(day, m.Ship)
			}
		}
		if q > 0 {
			parts = append(parts, fmt.Sprintf("%s %s%s", units(q), to, promised(day)))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "nothing changed")
	}
	return "sourced (" + e.Cause + "): " + strings.Join(parts, "; ")
}

// joined says what goes into fulfillment orders that were open before, and what stays there.
func joined(e *order.Sourced) (parts []string) {
	first := 0 // number of the first one that it opens
	if len(e.Open) > 0 {
		first = e.Open[0].No
	}
	var seen []int
	for i := range e.Moves {
		fo := e.Moves[i].ToFO
		if fo == 0 || first != 0 && fo >= first || slices.Contains(seen, fo) {
			continue
		}
		seen = append(seen, fo)
		var come, stay core.Quantity
		for k := range e.Moves {
			switch m := &e.Moves[k]; {
			case m.ToFO != fo:
			case m.FO == fo:
				stay += m.Qty
			default:
				come += m.Qty
			}
		}
		if come > 0 {
			parts = append(parts, fmt.Sprintf("%s into F%d", units(come), fo))
		}
		if stay > 0 {
			parts = append(parts, fmt.Sprintf("%s stay in F%d", units(stay), fo))
		}
	}
	return parts
}

func promised(day core.Date) string {
	if day == 0 {
		return ""
	}
	return ", promised for " + day.String()
}

// describeUnits adds up moves by where they go from and to.
func describeUnits(moves []order.UnitMove) string {
	var n [order.Buckets][order.Buckets]core.Quantity
	for i := range moves {
		if m := &moves[i]; m.From < order.Buckets && m.To < order.Buckets {
			n[m.From][m.To] += m.Qty
		}
	}
	var parts []string
	for from := range n {
		for to, q := range n[from] {
			if q != 0 {
				parts = append(parts, fmt.Sprintf("%s %s → %s", units(q), orElse(order.Bucket(from).String(), "new"), order.Bucket(to)))
			}
		}
	}
	if len(parts) == 0 {
		return "no units moved"
	}
	return strings.Join(parts, ", ")
}

func describeShipment(e *order.ShipmentMade) string {
	var q core.Quantity
	for i := range e.Moves {
		q += e.Moves[i].Qty
	}
	if e.Shipment.Collected {
		return fmt.Sprintf("shipment %d: %s of F%d collected by the customer", e.Shipment.No, units(q), e.Shipment.FO)
	}
	s := fmt.Sprintf("shipment %d of F%d left with %s", e.Shipment.No, e.Shipment.FO, units(q))
	if n := len(e.Shipment.Packages); n > 0 {
		s += " in " + plural(n, "package")
	}
	if e.Shipment.Carrier != "" {
		s += ", carrier " + e.Shipment.Carrier
	}
	if e.Shipment.Tracking != "" {
		s += ", tracking " + e.Shipment.Tracking
	}
	return s
}

func describeAmended(e *order.Amended) string {
	var parts []string
	if e.NewParty {
		parts = append(parts, "a new address")
	}
	if e.Service != "" {
		parts = append(parts, "service "+e.Service)
	}
	for i := range e.Lines {
		switch c := &e.Lines[i]; {
		case c.Line == 0:
			parts = append(parts, fmt.Sprintf("a new line of %d %s", c.Qty, c.SKU))
		case c.SKU != "":
			parts = append(parts, fmt.Sprintf("line %d is %s", c.Line, c.SKU))
		case c.Qty == 0 && c.Terms != nil:
			parts = append(parts, fmt.Sprintf("line %d at %s", c.Line, c.Terms.Price))
		default:
			parts = append(parts, fmt.Sprintf("%d more of line %d", c.Qty, c.Line))
		}
	}
	if e.Total != nil || e.Terms != nil {
		parts = append(parts, "the total or charges")
	}
	if len(e.Moves) > 0 {
		parts = append(parts, describeUnits(e.Moves))
	}
	if len(parts) == 0 {
		parts = append(parts, "details")
	}
	return "changed: " + strings.Join(parts, ", ")
}

// shownMoves is how many stock moves a sentence names.
const shownMoves = 3

func describeMoves(moves []stock.Move) string {
	if len(moves) == 0 {
		return "no stock moved"
	}
	var parts []string
	for i := range moves[:min(len(moves), shownMoves)] {
		m := &moves[i]
		to := m.To.String()
		if m.ToLocation != "" {
			to += " at " + m.ToLocation
		}
		parts = append(parts, fmt.Sprintf("%d of %s at %s: %s → %s", m.Qty, m.SKU, m.Location, m.From, to))
	}
	if n := len(moves) - shownMoves; n > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(parts, "; ")
}

func describeChange(e *exception.Changed) string {
	var parts []string
	if e.Owner != nil && *e.Owner != "" {
		parts = append(parts, "taken by "+*e.Owner)
	} else if e.Owner != nil {
		parts = append(parts, "given back to its queue")
	}
	if e.Queue != "" {
		parts = append(parts, "moved to queue "+e.Queue)
	}
	if e.Snooze != nil {
		parts = append(parts, "put off until "+e.Snooze.String())
	}
	if e.Escalated {
		parts = append(parts, "overdue, and so one step more severe")
	}
	if e.Detail != "" {
		parts = append(parts, e.Detail)
	}
	if e.Note != "" {
		parts = append(parts, "note: "+e.Note)
	}
	return because(e.Exception+" changed", strings.Join(parts, "; "))
}

func describeSupplied(e *supply.Supplied) string {
	var sent, closed, all core.Quantity
	for i := range e.Lines {
		l := &e.Lines[i]
		sent, closed, all = sent+l.Received, closed+l.Closed, all+l.Qty
	}
	text := fmt.Sprintf("%s: %d of %s sent to the customer", e.ID, sent, units(all))
	if closed > 0 {
		text += fmt.Sprintf(", %d will not come", closed)
	}
	return text
}

func describeGot(how string, lines []supply.Got) string {
	var good, damaged core.Quantity
	for _, g := range lines {
		good, damaged = good+g.Qty, damaged+g.Damaged
	}
	s := units(good) + " " + how
	if damaged > 0 {
		s += fmt.Sprintf(", %d damaged", damaged)
	}
	return s
}
