package flow

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

var utc = time.UTC

// scratch is memory that decisions reuse; nothing of it may be kept in an event.
type scratch struct {
	lines  []order.Understood
	broken []broken // orders that a fact took units from, until finishBroken
}

// submit places an order: recorded, understood, validated, and sourced as far as its
// holds allow.
func (d *Decider) submit(tx *world.Tx, s *order.Submit) error {
	ch := tx.W.Channels.Get(s.Channel)
	if ch == nil {
		return refuse(core.CodeNotFound, tx, s.Channel, "there is no such channel; put it first")
	}
	if err := checkSubmit(tx, s, ch); err != nil {
		return err
	}
	if s.External != "" {
		if old := tx.W.OrderByExternal(s.Channel, s.External); old != nil {
			return d.edited(tx, s, old)
		}
	}
	customer := tx.W.Customers.Get(s.Customer)
	if customer == nil && s.Customer != "" && !fromConnector(tx) {
		return refuse(core.CodeNotFound, tx, s.Customer, "there is no such customer; put it first, or leave it out")
	}
	currency := s.Currency
	if currency == "" {
		currency = ch.Currency
	}
	u := d.understand(tx, s.Lines)
	if len(u.lines) > core.MaxLines {
		return refuse(core.CodeLimit, tx, s.External, "an order has at most %d lines, components of kits among them", core.MaxLines)
	}
	u.to = destination(s, customer)
	d.validate(tx, &u, s, ch, currency, customer)
	if len(u.holds) > 0 && !fromConnector(tx) {
		return refuse(core.CodeInvalid, tx, s.External, "%s; correct it and submit again", u.holds[0].Reason)
	}
	e := placing(tx, s, ch, customer, currency, &u)
	if unsound := d.judgePlaced(tx, e, s); len(unsound) > 0 && !fromConnector(tx) {
		return refuse(core.CodeInvalid, tx, s.External, "%s (rule %s); correct it and submit again", unsound[0].Reason, unsound[0].Rule)
	}
	tx.Emit(e)
	if len(e.Holds) > 0 {
		d.recheckLater(tx)
	}
	o := tx.W.Orders.Get(e.ID)
	if !o.ByChannel {
		d.source(tx, o, "placed")
	}
	d.watchOrder(tx, o.ID)
	return nil
}

// destination is where an order goes: to a customer whose address is known, when it
// says nothing of any.
func destination(s *order.Submit, customer *catalog.Customer) *core.Party {
	to := &s.ShipTo
	if customer == nil || !customer.Party.Complete || to.Complete || to.Country != "" || to.Box != nil || to.Personal != nil {
		return to
	}
	home := customer.Party
	home.Ref = cmp.Or(to.Ref, home.Ref)
	return &home
}

// checkSubmit refuses what could not even be recorded.
func checkSubmit(tx *world.Tx, s *order.Submit, ch *catalog.Channel) error {
	switch {
	case len(s.Lines) == 0:
		return refuse(core.CodeInvalid, tx, s.External, "an order needs at least one line")
	case len(s.Lines) > core.MaxLines || len(s.Charges) > core.MaxLines:
		return refuse(core.CodeLimit, tx, s.External, "an order has at most %d lines, and as many charges", core.MaxLines)
	case s.Currency != "" && !s.Currency.Valid():
		return refuse(core.CodeInvalid, tx, s.External, "currency %q is not an ISO 4217 code such as %s", s.Currency, ch.Currency)
	case s.Risk < 0 || s.Risk > 100 || !sendableTags(s.Tags):
		return refuse(core.CodeLimit, tx, s.External, "a fraud score lies between 0 and 100; an order has at most %d tags of 1 to %d bytes", maxTags, core.MaxIDBytes)
	case len(s.External) > core.MaxIDBytes || len(s.Note) > core.MaxTextBytes:
		return refuse(core.CodeLimit, tx, ch.ID, "the external number or note is too long")
	case s.Customer != "" && catalog.CheckID("", s.Customer) != nil:
		return refuse(core.CodeInvalid, tx, s.External, "a customer's id has 1 to 120 bytes and no control characters")
	case s.Priority < -core.MaxPriority || s.Priority > core.MaxPriority:
		return refuse(core.CodeLimit, tx, s.External, "a priority lies between -1,000,000 and 1,000,000")
	case s.Total != nil && !sendable(*s.Total) || !sendable(s.Payment.Authorised) || !sendable(s.Payment.Captured) || !sendable(s.Payment.Refunded):
		return refuse(core.CodeLimit, tx, s.External, "the total or payment is beyond the limits")
	}
	for i := range s.Lines {
		if what := beyond(&s.Lines[i]); what != "" {
			return refuse(core.CodeLimit, tx, s.External, "line %d: %s", i+1, what)
		}
	}
	for i := range s.Charges {
		if !sendable(s.Charges[i].Amount) {
			return refuse(core.CodeLimit, tx, s.External, "charge %d is beyond the limits", i+1)
		}
	}
	return nil
}

// beyond says what of a line no channel may send, and the limit; "" where all of it is within.
func beyond(l *order.NewLine) string {
	switch {
	case len(l.SKU) > core.MaxIDBytes || len(l.Unit) > core.MaxIDBytes:
		return fmt.Sprintf("the code %.40q is too long; a SKU or unit has at most %d bytes", longer(l.SKU, l.Unit), core.MaxIDBytes)
	case len(l.Text) > core.MaxTextBytes:
		return fmt.Sprintf("the text has %d bytes; at most %d are taken", len(l.Text), core.MaxTextBytes)
	case l.Price < -core.MaxPrice || l.Price > core.MaxPrice:
		return fmt.Sprintf("the price %s is beyond %s", l.Price, core.MaxPrice)
	case l.Qty < -core.MaxQuantity || l.Qty > core.MaxQuantity:
		return fmt.Sprintf("the quantity %d is beyond %d", l.Qty, core.MaxQuantity)
	case !sendable(l.Discount) || !sendable(l.Tax):
		return fmt.Sprintf("the discount or tax is beyond %d smallest units of the currency", core.MaxAmount)
	}
	return ""
}

func longer(a, b string) string {
	if len(a) > len(b) {
		return a
	}
	return b
}

const maxTags = 50

func sendableTags(tags []string) bool {
	return len(tags) <= maxTags && !slices.ContainsFunc(tags, func(t string) bool { return catalog.CheckID("", t) != nil })
}

// sendable reports whether an amount is one that a channel may send.
func sendable(a core.Amount) bool { return a >= -core.MaxAmount && a <= core.MaxAmount }

// placing is the event that opens an order.
func placing(tx *world.Tx, s *order.Submit, ch *catalog.Channel, customer *catalog.Customer, currency core.Currency, u *understanding) *order.Placed {
	allowed := time.Duration(ch.ShipHours) * time.Hour
	if u.later && allowed > 0 {
		u.shipLater(tx, s.Lines, allowed)
	}
	n := tx.W.Shop().Orders + 1
	e := &order.Placed{
		ID: order.IDOf(n), N: n, Customer: s.Customer, Entity: ch.Entity, Currency: currency, Service: s.Service,
		Complete: s.Complete || ch.Complete, Priority: ch.Priority + s.Priority, ByChan: ch.ByChannel, Holds: u.holds,
	}
	if u.explicit {
		e.Lines = append([]order.Understood(nil), u.lines...)
	}
	if e.Service == "" {
		e.Service = ch.Service
	}
	if u.to != &s.ShipTo {
		e.ShipTo = u.to
	}
	if customer == nil && s.Customer != "" {
		e.Note = "customer " + s.Customer + " is not in the catalog; no price list, priority or address of theirs was applied"
	}
	if customer != nil {
		e.Priority += customer.Priority
		e.Complete = e.Complete || customer.Complete
	}
	if s.Total != nil {
		e.Total = *s.Total
	}
	if allowed > 0 {
		e.ShipBy = tx.Now.Add(allowed)
	}
	return e
}

// shipLater counts the time that a channel allows from the day on which a line may leave:
// nobody is late with what is not to leave yet. A kit leaves with the last of its components.
func (u *understanding) shipLater(tx *world.Tx, lines []order.NewLine, allowed time.Duration) {
	days := make([]core.Date, len(lines))
	for i := range u.lines {
		l := &u.lines[i]
		day := lines[l.From].NotBefore
		if s := tx.W.SKUs.Get(l.SKU); s != nil && s.Lifecycle == catalog.Preorder {
			day = max(day, s.Available)
		}
		days[l.From] = max(days[l.From], day)
	}
	for i := range u.lines {
		l := &u.lines[i]
		if day := days[l.From]; day > 0 && lines[l.From].ShipBy == 0 {
			if begins := tx.W.Begins(day); begins > tx.Now {
				l.ShipBy, u.explicit = begins.Add(allowed), true
			}
		}
	}
}

// edited handles a channel's message about an order that is already here. The same
// version again changes nothing; the same version with other content is an exception;
// an older one is recorded and ignored; a newer one amends by difference.
func (d *Decider) edited(tx *world.Tx, s *order.Submit, o *order.Order) error {
	switch {
	case s.Rev == o.Rev && tx.Cmd.Digest == o.Print:
		if !fromConnector(tx) {
			return refuse(core.CodeExists, tx, s.External, "is already here as %s", o.ID)
		}
		tx.Emit(&order.Ignored{Order: o.ID, Rev: s.Rev, Why: "the same message again"})
	case !fromConnector(tx):
		return refuse(core.CodeExists, tx, s.External, "is already here as %s; amend it instead", o.ID)
	case s.Rev < o.Rev:
		tx.Emit(&order.Ignored{Order: o.ID, Rev: s.Rev, Why: fmt.Sprintf("older than version %d, which is here", o.Rev)})
	case s.Rev == o.Rev:
		tx.Emit(&order.Ignored{Order: o.ID, Rev: s.Rev, Why: "the same version with other content"})
		edit := call{subject: orderRef(o.ID), kind: exception.ChannelEdit}
		edit.say(tx, fmt.Sprintf("%s sent version %d of %s again with other content; the first one stands", s.Channel, s.Rev, s.External))
	default:
		return d.amendTo(tx, o, s)
	}
	return nil
}
