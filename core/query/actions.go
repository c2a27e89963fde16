package query

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// maxActions bounds what is offered on one document.
const maxActions = 24

// menu collects actions, the most likely first. An action that would be refused now
// says why; one that needs something from a person first (a SKU, a count) says what it
// asks, and as it is would be refused too.
type menu struct {
	r    *request
	list []api.Action
	err  error
}

func (r *request) menu() *menu { return &menu{r: r} }

// add offers a command on the state that its reader sees: on is the document, at the
// version shown, whose change makes the command a conflict. refused is "" when the
// menu's reader knows of nothing against it. asks are what a person must say before.
func (m *menu) add(id, title, refused string, on core.Expect, body core.Payload, asks ...api.Ask) {
	if m.err != nil || len(m.list) == maxActions {
		return
	}
	cmd := core.Command{Actor: m.r.who.Actor, Expect: &on, Body: body}
	if role, ok := m.missingRole(body.Kind()); ok {
		refused = "needs the role " + string(role)
	}
	switch {
	case refused != "":
		asks = nil
	case len(asks) > 0:
		refused = "needs " + labels(asks)
	case m.r.Try != nil:
		if err := m.r.Try(m.r.ctx, m.r.w, cmd); err != nil {
			refused = err.Error()
		}
	}
	wire, err := wireJSON(cmd)
	if err != nil {
		m.err = err
		return
	}
	m.list = append(m.list, api.Action{ID: id, Title: title, Refused: refused, Asks: asks, Command: wire})
}

func labels(asks []api.Ask) string {
	var out []string
	for _, a := range asks {
		out = append(out, a.Label+" in "+a.Path)
	}
	return strings.Join(out, ", ")
}

// missingRole returns the role that a command needs, if the reader does not have it.
func (m *menu) missingRole(kind core.Kind) (catalog.Role, bool) {
	for _, c := range world.Commands() {
		if c.Kind == kind {
			return c.Role, !m.r.who.May(c.Role)
		}
	}
	return "", false
}

func onOrder(o *order.Order) core.Expect {
	return core.Expect{Ref: core.Ref{Noun: order.NounOrder, ID: o.ID}, Version: o.Version}
}

func onException(x *exception.Exception) core.Expect {
	return core.Expect{Ref: core.Ref{Noun: exception.NounException, ID: x.ID}, Version: x.Version}
}

func onBalance(b *stock.Balance) core.Expect {
	return core.Expect{Ref: core.Ref{Noun: stock.NounBalance, ID: b.Key().ID()}, Version: b.Version}
}

func onDocument(d *supply.Document) core.Expect {
	return core.Expect{Ref: core.Ref{Noun: d.Noun(), ID: d.ID}, Version: d.Version}
}

func stoppable(b order.Bucket) bool { return b.Waiting() || b.Here() }

// order offers what can be done about an order as a whole.
func (m *menu) order(o *order.Order) {
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" {
			m.releaseHold(o, h, "released")
		}
	}
	for i := range o.Fulfillments {
		m.nextStep(o, &o.Fulfillments[i])
	}
	for i := range o.Asks() {
		if a := o.Ask(i + 1); a.Open() {
			m.answers(o, a)
		}
	}
	if o.Sum(order.Bucket.Waiting) > 0 {
		m.sourceAgain(o)
	}
	m.returns(o)
	for i := range o.Shipments {
		m.takeBack(o, &o.Shipments[i])
	}
	if q := o.Sum(stoppable); q > 0 {
		m.add("hold", "hold the order", "", onOrder(o), &order.PlaceHold{Order: o.ID, Blocks: order.StepRelease | order.StepShip, Reason: "held_by_hand"})
		m.cancelOrder(o, "cancelled_by_hand")
	}
}

func (m *menu) sourceAgain(o *order.Order) {
	refused := ""
	switch {
	case o.Holding(0)&order.StepSource != 0:
		refused = "a hold blocks sourcing; release it first"
	case o.Sum(order.Bucket.Waiting) == 0:
		refused = "no unit waits for stock"
	default:
		refused = m.r.hopeless(o)
	}
	m.add("source", "look for stock again", refused, onOrder(o), &order.Source{Order: o.ID})
}

func (m *menu) releaseHold(o *order.Order, h *order.Hold, reason string) {
	m.add("release-hold-"+strconv.Itoa(h.No), "release hold "+strconv.Itoa(h.No)+" ("+h.Type+")", flow.Unreleasable(o, h), onOrder(o),
		&order.ResolveHold{Order: o.ID, Hold: h.No, Reason: reason})
}

func (m *menu) rejectHold(o *order.Order, h *order.Hold, title, reason string) {
	m.add("reject-hold-"+strconv.Itoa(h.No), title, "", onOrder(o), &order.ResolveHold{Order: o.ID, Hold: h.No, Reject: true, Reason: reason})
}

func (m *menu) cancelOrder(o *order.Order, reason string) {
	refused := ""
	if o.Sum(stoppable) == 0 {
		refused = "nothing is left to cancel"
	}
	m.add("cancel", "cancel what has not left ("+units(o.Sum(stoppable))+")", refused, onOrder(o), &order.Cancel{Order: o.ID, Reason: reason})
}

// cancelUnits offers to cancel the units of a line in buckets that satisfy the test.
// Of a kit's component, whole kits are cancelled.
func (m *menu) cancelUnits(o *order.Order, l *order.Line, test func(order.Bucket) bool, reason string) {
	q := order.LineQty{Line: l.No, Qty: l.Sum(test)}
	title := fmt.Sprintf("cancel %s of line %d", units(q.Qty), l.No)
	if l.KitOf != 0 && l.PerKit > 0 {
		q = order.LineQty{Line: l.KitOf, Qty: (q.Qty + l.PerKit - 1) / l.PerKit}
		title = fmt.Sprintf("cancel %d of the kit of line %d", q.Qty, l.KitOf)
	}
	refused := ""
	if q.Qty == 0 {
		refused = "nothing of the line is left to cancel"
	}
	m.add("cancel-line-"+strconv.Itoa(l.No), title, refused, onOrder(o), &order.Cancel{Order: o.ID, Lines: []order.LineQty{q}, Reason: reason})
}

// amendSKU offers to correct a line's SKU; an empty one is for a person to fill in.
func (m *menu) amendSKU(o *order.Order, l *order.Line, sku string) {
	title, refused, asks := "correct the SKU to "+sku, "", []api.Ask(nil)
	if sku == "" {
		title, asks = "correct the SKU", api.AskSKU()
	}
	if l.Sum(order.Bucket.Waiting) != l.Qty {
		refused = "units of the line are sourced or final; cancel them and add a line instead"
	}
	m.add("amend-sku-"+orElse(sku, "ask"), title, refused, onOrder(o),
		&order.Amend{Order: o.ID, Lines: []order.LineEdit{{Line: l.No, SKU: sku}}, Reason: "sku_corrected"}, asks...)
}

// amendQty leaves the quantity to a person.
func (m *menu) amendQty(o *order.Order, l *order.Line) {
	m.add("amend-qty-ask", "correct the quantity", "", onOrder(o),
		&order.Amend{Order: o.ID, Lines: []order.LineEdit{{Line: l.No, Qty: new(core.Quantity)}}, Reason: "quantity_corrected"}, api.AskQuantity()...)
}

// amendAddress leaves the address to a person.
func (m *menu) amendAddress(o *order.Order) {
	m.add("amend-address-ask", "correct the address", "", onOrder(o),
		&order.Amend{Order: o.ID, ShipTo: &core.Party{Ref: o.ShipTo.Ref, Country: o.ShipTo.Country, Zone: o.ShipTo.Zone}, Reason: "address_corrected"}, api.AskAddress()...)
}

// nextStep offers the fact that a fulfillment order waits for.
func (m *menu) nextStep(o *order.Order, f *order.Fulfillment) {
	name := fmt.Sprintf("F%d at %s", f.No, f.Location)
	id := "-f" + strconv.Itoa(f.No)
	switch {
	case o.InFO(f.No, order.Allocated) > 0:
		m.add("accept"+id, "accept "+name, flow.Unacceptable(o, f.No), onOrder(o), &order.Accept{Order: o.ID, FO: f.No})
	case o.InFO(f.No, order.Released) > 0:
		m.add("pick"+id, "all of "+name+" is picked", "", onOrder(o), &order.Pick{Order: o.ID, FO: f.No})
	case o.InFO(f.No, order.Picked) > 0:
		m.add("pack"+id, "all of "+name+" is packed", "", onOrder(o), &order.Pack{Order: o.ID, FO: f.No})
	case f.Ready != 0 && o.InFO(f.No, order.Packed) > 0:
		m.add("collect"+id, "the customer has collected "+name, "", onOrder(o), &order.Collect{Order: o.ID, FO: f.No})
	case o.InFO(f.No, order.Packed) > 0:
		m.add("ship"+id, "all of "+name+" has left", "", onOrder(o), &order.Ship{Order: o.ID, FO: f.No})
	}
}

// nextSteps offers what a location can say about a fulfillment order.
func (m *menu) nextSteps(o *order.Order, f *order.Fulfillment) {
	m.nextStep(o, f)
	if o.InFO(f.No, order.Allocated)+o.InFO(f.No, order.Released) > 0 {
		m.rejections(o, f)
	}
}

// takeBack offers to take a shipment back that has not arrived.
func (m *menu) takeBack(o *order.Order, s *order.Shipment) {
	if s.Void == 0 && s.Delivered == 0 {
		m.add("take-back-s"+strconv.Itoa(s.No), fmt.Sprintf("take shipment %d back: it has not left", s.No), flow.Unrecallable(o, s.No), onOrder(o),
			&order.CancelShipment{Order: o.ID, Shipment: s.No, Reason: "not_picked_up"})
	}
}

// count leaves what was counted to a person.
func (m *menu) count(b *stock.Balance) {
	m.add("count-ask", fmt.Sprintf("count %s at %s", b.SKU, b.Location), "", onBalance(b),
		&stock.Count{SKU: b.SKU, Location: b.Location, Counted: max(b.OnHand, 0)}, api.AskCounted()...)
}

func (m *menu) approveCount(b *stock.Balance) {
	refused := ""
	if b.Open <= 0 {
		refused = "no units wait to be written off"
	}
	m.add("approve-count", "write off "+units(b.Open)+" as missing", refused, onBalance(b),
		&stock.ApproveCount{SKU: b.SKU, Location: b.Location, Reason: "count_variance"})
}

// document offers what can be done about a purchase or transfer order that is late.
func (m *menu) document(d *supply.Document) {
	refused := ""
	switch {
	case d.Done():
		refused = "nothing is still to come"
	case d.Bought():
		refused = "it is bought for " + d.Order + " and follows it"
	}
	week := core.DateIn(m.r.now.Add(7*day), time.UTC)
	m.add("reschedule", "expect it in a week, on "+week.String(), refused, onDocument(d), &supply.Reschedule{ID: d.ID, Expected: week, Reason: "supplier_late"})
	m.add("close-short", "give up what has not come", refused, onDocument(d), &supply.Close{ID: d.ID, Reason: "supplier_short"})
}

// promote puts what is possible before what is not, keeping either in its order. It is
// called before cancelling is offered, which must not come first for want of others.
func (m *menu) promote() {
	slices.SortStableFunc(m.list, func(a, b api.Action) int { return cmp.Compare(idle(a), idle(b)) })
}

// lead puts something that can be done now before a first suggestion that cannot, and
// says why not just behind it. What ends units or money for good never leads.
func (m *menu) lead() {
	if len(m.list) == 0 || idle(m.list[0]) == 0 {
		return
	}
	helps := func(a api.Action) bool {
		return idle(a) == 0 && !slices.ContainsFunc([]string{"cancel", "reject", "approve", "close", "give-back"}, func(end string) bool { return strings.HasPrefix(a.ID, end) })
	}
	if i := slices.IndexFunc(m.list, helps); i > 0 {
		first := m.list[i]
		m.list = slices.Insert(slices.Delete(m.list, i, i+1), 0, first)
	}
}

func idle(a api.Action) int {
	if a.Refused != "" && len(a.Asks) == 0 {
		return 1
	}
	return 0
}

// board offers what can be done about any exception: take it, put it off, close it.
// Closing stands first where nothing else would clear the exception.
func (m *menu) board(x *exception.Exception) {
	alone := len(m.list) == 0 && x.Type.ByPerson()
	if alone {
		m.resolve(x, "")
	}
	me, nobody := m.r.who.Actor, ""
	if x.Owner == me {
		m.add("give-back", "give it back to the queue", "", onException(x), &exception.Change{Exception: x.ID, Owner: &nobody})
	} else {
		m.add("claim", "take it", "", onException(x), &exception.Change{Exception: x.ID, Owner: &me})
	}
	m.add("snooze", "put it off for four hours", "", onException(x), &exception.Change{Exception: x.ID, Snooze: m.r.now.Add(4 * time.Hour)})
	if !x.Type.ByPerson() {
		m.resolve(x, "closes by itself when its cause clears")
	} else if !alone {
		m.resolve(x, "")
	}
}

func (m *menu) resolve(x *exception.Exception, refused string) {
	m.add("resolve", "close it: settled outside the book", refused, onException(x), &exception.Resolve{Exception: x.ID, Reason: "settled"})
}
