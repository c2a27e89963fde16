package query

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
)

func describeAsk(event core.Payload) string {
	switch e := event.(type) {
	case *order.Asked:
		return because(fmt.Sprintf("ask %d: to %s, answer due by %s", e.Ask.No, new(order.Order).Wish(&e.Ask), e.Ask.Due), e.Ask.Reason)
	case *order.Answered:
		s := fmt.Sprintf("ask %d ended: %s", e.Ask, e.Outcome)
		if q := order.Units(e.Granted); e.Outcome == order.OutcomePartly {
			s += ", yes to " + units(q)
		}
		return because(s, e.Why)
	case *order.AskOutrun:
		return fmt.Sprintf("ask %d is about %s less: what it asked was decided before the answer", e.Ask, units(order.Units(e.Gone)))
	case *order.AskLate:
		return fmt.Sprintf("ask %d was not answered in time", e.Ask)
	case *order.AskedAgain:
		return because(fmt.Sprintf("ask %d repeated, answer due by %s", e.Ask, e.Due), e.Reason)
	}
	return string(event.Kind())
}

// tellAsk says how an ask stands.
func tellAsk(o *order.Order, a *order.Ask) string {
	at := o.FO(a.FO).Location
	switch {
	case !a.Open():
		return because(fmt.Sprintf("ask %d: %s was asked on %s to %s, and it was %s on %s", a.No, at, a.At, o.Wish(a), a.Outcome, a.Ended), a.Why)
	case a.Late != 0:
		return fmt.Sprintf("ask %d: %s was asked on %s to %s, and has not answered; the answer was due by %s", a.No, at, a.At, o.Wish(a), a.Due)
	}
	return fmt.Sprintf("ask %d: %s was asked on %s to %s; the answer is due by %s", a.No, at, a.At, o.Wish(a), a.Due)
}

// asked is the ask that an exception is about; nil: none.
func (c *cause) asked() *order.Ask {
	if c.o == nil || len(c.x.Item) < 2 || c.x.Item[0] != 'A' {
		return nil
	}
	no := 0
	if _, err := fmt.Sscanf(c.x.Item, "A%d", &no); err != nil {
		return nil
	}
	return c.o.Ask(no)
}

// ask explains an ask that is overdue, was refused, or came too late.
func (c *cause) ask() {
	a := c.asked()
	if a == nil {
		c.otherOrder()
		return
	}
	c.say("%s", tellAsk(c.o, a))
	f := c.o.FO(a.FO)
	c.say("F%d at %s is %s", a.FO, f.Location, c.o.FOStatus(a.FO))
	switch {
	case a.Open():
		c.menu.answers(c.o, a)
	case c.x.Type != exception.ShippedCancelled:
		c.menu.askAgain(c.o, a)
	}
	if c.x.Type == exception.AmendRefused {
		c.menu.cancelOrder(c.o, "amend_refused")
	} else if !a.Open() || c.x.Type == exception.ShippedCancelled {
		c.menu.cameBack(c.o, a)
		c.menu.add("accept", "the customer keeps and pays them: close", "", onException(c.x), &exception.Resolve{Exception: c.x.ID, Reason: "kept by the customer"})
	}
}

// answers offers what can become of an ask that is open.
func (m *menu) answers(o *order.Order, a *order.Ask) {
	id := "-a" + strconv.Itoa(a.No)
	at, wish := o.FO(a.FO).Location, o.Wish(a)
	m.askAgain(o, a)
	title := "take it back: the units go on"
	switch a.For {
	case order.AskFulfil, order.AskBuy:
		title = "take it back: source the units elsewhere"
	case order.AskAmend:
		title = "take it back: they go as they are"
	}
	m.add("withdraw"+id, title, "", onOrder(o), &order.Withdraw{Order: o.ID, Ask: a.No, Reason: "not answered"})
	m.add("answer-yes"+id, at+" says yes: "+wish, "", onOrder(o), &order.Answer{Order: o.ID, Ask: a.No, Reason: "told by phone"})
	m.add("answer-no"+id, at+" says no: it will not "+wish, "", onOrder(o), &order.Answer{Order: o.ID, Ask: a.No, Refused: true, Reason: "told by phone"})
}

func (m *menu) askAgain(o *order.Order, a *order.Ask) {
	m.add("ask-again-a"+strconv.Itoa(a.No), "ask "+o.FO(a.FO).Location+" again to "+o.Wish(a), "", onOrder(o), &order.AskAgain{Order: o.ID, Ask: a.No, Reason: "asked again"})
}

// cameBack offers that the units of a cancellation which left are back where they came from.
func (m *menu) cameBack(o *order.Order, a *order.Ask) {
	refused := ""
	r := &order.Return{Order: o.ID, Location: o.FO(a.FO).Location, Inspect: true, Reason: "cancelled_too_late"}
	for _, q := range a.Lines {
		l := o.Line(q.Line)
		if n := min(q.Qty, l.InFO(a.FO, order.Shipped)+l.InFO(a.FO, order.Delivered)-l.Returned); n > 0 {
			r.Lines = append(r.Lines, order.LineQty{Line: q.Line, Qty: n})
		}
	}
	if len(r.Lines) == 0 {
		refused = "nothing of it has left that is not back"
	}
	m.add("return-a"+strconv.Itoa(a.No), "they came back to "+r.Location, refused, onOrder(o), r)
}
