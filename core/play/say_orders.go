package play

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
)

// goods is how a line of an order is said.
const goods = "QTY [UNIT of] SKU [at PRICE] [less AMOUNT] [not before DATE] [ship by TIME] [cancel after TIME2] [collected at LOCATION]"

// some names units of a line.
func some() []string { return []string{"QTY of line N", "QTY SKU"} }

func orderSentences() []Sentence {
	why := []string{"reason TEXT"}
	return []Sentence{
		{Say: "order NAME on CHANNEL", By: "conn", Items: []string{goods}, needs: true, act: submit,
			Opts: []string{"version N", "customer CUSTOMER", "service SERVICE", "to COUNTRY", "area AREA", "for TEXT", "no address", "complete", "priority N", "total AMOUNT", "postage AMOUNT", "placed TIME", "note TEXT", "risk N", "tagged TAG", "takes substitutes", "authorised AMOUNT [until TIME]", "paid AMOUNT"},
			Help: "an order arrives, to an address in GB; with a name that is there already it is another version of that order. As lead it is a person's request, which can be refused"},
		{Say: "amend ORDER", By: "lead", Items: []string{"line N to QTY", "line N is SKU", "add " + goods}, Opts: append(why, "service SERVICE", "complete", "not complete"), act: amend,
			Help: "lines, service or ship-complete change before units are picked"},
		{Say: "cancel ORDER", By: "lead", Items: some(), Opts: why, act: cancel, Help: "units that have not left are taken out; all of them where none are named"},
		{Say: "hold ORDER", By: "lead", Opts: append(why, "type HOLD", "line N", "blocks STEP"), act: hold, Help: "steps stop; release and shipping where none is named"},
		{Say: "release hold on ORDER", By: "lead", Opts: append(why, "type HOLD"), act: endHold(false), Help: "the order goes on"},
		{Say: "reject hold on ORDER", By: "lead", Opts: append(why, "type HOLD"), act: endHold(true), Help: "what the hold blocked is cancelled"},
		{Say: "source ORDER", By: "lead", act: source, Help: "stock is looked for again"},
		{Say: "inform ORDER", By: "conn", Items: []string{"risk N", "tagged TAG", "authorised AMOUNT [until TIME]", "paid AMOUNT"}, needs: true, act: inform, Help: "the channel or a checker learns something about the order"},
		{Say: "undo ID on CHANNEL", By: "conn", Items: []string{"QTY SKU"}, needs: true, Opts: []string{"customer CUSTOMER", "at LOCATION"}, act: undo,
			Help: "the channel cancels or returns goods without naming the order"},
		{Say: "erase customer CUSTOMER", By: owner, Opts: why, act: func(r *run, s *sentence) error {
			return r.give(s, &catalog.Erase{Customer: s.text("CUSTOMER"), Reason: s.reason("asked")})
		}, Help: "the person is forgotten"},
		{Say: "erase person of ORDER", By: owner, Opts: why, act: func(r *run, s *sentence) error {
			return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
				return &catalog.Erase{Order: o.ID, Reason: s.reason("asked")}, nil
			})
		}, Help: "the person of one order is forgotten"},
	}
}

// onOrder gives a command about the order that a sentence names.
func (r *run) onOrder(s *sentence, body func(o *order.Order) (core.Payload, error)) error {
	o, err := r.order(s.text("ORDER"))
	if err != nil {
		return err
	}
	b, err := body(o)
	if err != nil {
		return err
	}
	return r.give(s, b)
}

func submit(r *run, s *sentence) error {
	c := &order.Submit{Channel: s.text("CHANNEL"), External: s.text("NAME"), ShipTo: core.Party{Country: "GB", Complete: true}}
	ch := r.trial.World().Channels.Get(c.Channel)
	if ch != nil {
		c.Currency = ch.Currency
	}
	cmd := core.Command{Body: c}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "version":
			c.Rev = o.n("N")
		case "customer":
			c.Customer = o.text("CUSTOMER")
			c.ShipTo = core.Party{}
		case "service":
			c.Service = o.text("SERVICE")
		case "to":
			c.ShipTo.Country = o.text("COUNTRY")
		case "area":
			c.ShipTo.Zone = o.text("AREA")
		case "for":
			c.ShipTo.Personal = person(o.text("TEXT"))
		case "no address":
			c.ShipTo = core.Party{Country: "GB"}
		case "complete":
			c.Complete = true
		case "priority":
			c.Priority = int(o.n("N"))
		case "total":
			total := amount(o.text("AMOUNT"), c.Currency)
			c.Total = &total
		case "postage":
			c.Charges = append(c.Charges, order.Charge{Type: "postage", Amount: amount(o.text("AMOUNT"), c.Currency)})
		case "placed", "occurred":
			cmd.Occurred = r.instant(o.text("TIME"))
		case "key":
			cmd.Key = o.text("ID")
		case "note":
			c.Note = o.text("TEXT")
		case "risk":
			c.Risk = int(o.n("N"))
		case "tagged":
			c.Tags = append(c.Tags, o.text("TAG"))
		case "takes substitutes":
			c.Consent = true
		case "authorised", "paid":
			r.pay(&c.Payment, o, c.Currency)
		}
	}
	for i := range s.items {
		c.Lines = append(c.Lines, r.newLine(&s.items[i], c.Currency))
	}
	return r.giveAs(s.by, cmd)
}

// person is someone of a name, at an address that all share.
func person(name string) *core.Personal {
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com"
	return &core.Personal{Name: name, Email: email, Address: []string{"1 High Street"}, City: "Leeds", PostCode: "LS1 1AA"}
}

func (r *run) newLine(o *said, c core.Currency) order.NewLine {
	l := order.NewLine{SKU: o.text("SKU"), Unit: o.text("UNIT"), Qty: o.qty("QTY"), Price: price(o.text("PRICE"))}
	if o.has("AMOUNT") {
		l.Discount = amount(o.text("AMOUNT"), c)
	}
	if o.has("DATE") {
		l.NotBefore = r.date(o.text("DATE"))
	}
	if o.has("TIME") {
		l.ShipBy = r.instant(o.text("TIME"))
	}
	if o.has("TIME2") {
		l.CancelAfter = r.instant(o.text("TIME2"))
	}
	if o.has("LOCATION") {
		l.Method, l.At = "collect", o.text("LOCATION")
	}
	return l
}

func amend(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		a := &order.Amend{Order: o.ID, Reason: s.reason("asked")}
		if x := s.opt("service"); x != nil {
			a.Service = x.text("SERVICE")
		}
		yes, no := true, false
		if s.opt("complete") != nil {
			a.Complete = &yes
		}
		if s.opt("not complete") != nil {
			a.Complete = &no
		}
		for i := range s.items {
			x := &s.items[i]
			switch {
			case x.key == "add":
				a.Add = append(a.Add, r.newLine(x, o.Currency))
			case x.has("QTY"):
				q := x.qty("QTY")
				a.Lines = append(a.Lines, order.LineEdit{Line: int(x.n("N")), Qty: &q})
			default:
				a.Lines = append(a.Lines, order.LineEdit{Line: int(x.n("N")), SKU: x.text("SKU")})
			}
		}
		return a, nil
	})
}

// units reads what names units of an order: of a line, or of the one line with a SKU.
func units(o *order.Order, items []said) (out []order.LineQty, err error) {
	for i := range items {
		x := &items[i]
		u := order.LineQty{Line: int(x.n("N")), Qty: x.qty("QTY")}
		if sku := x.text("SKU"); sku != "" {
			if u.Line, err = lineOf(o, sku); err != nil {
				return nil, err
			}
		}
		out = append(out, u)
	}
	return out, nil
}

// lineOf is the one line of an order that asks for a SKU.
func lineOf(o *order.Order, sku string) (no int, err error) {
	for i := range o.Lines {
		switch l := &o.Lines[i]; {
		case l.SKU != sku || l.IsKit:
		case no != 0:
			return 0, fmt.Errorf("%s has lines %d and %d of %s; say which: 1 of line %d", called(o), no, l.No, sku, no)
		default:
			no = l.No
		}
	}
	if no == 0 {
		return 0, fmt.Errorf("%s has no line of %s", called(o), sku)
	}
	return no, nil
}

func cancel(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		lines, err := units(o, s.items)
		return &order.Cancel{Order: o.ID, Lines: lines, Reason: s.reason("asked")}, err
	})
}

func hold(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		h := &order.PlaceHold{Order: o.ID, Type: "manual", Reason: s.reason("asked")}
		for i := range s.opts {
			switch x := &s.opts[i]; x.key {
			case "type":
				h.Type = x.text("HOLD")
			case "line":
				h.Line = int(x.n("N"))
			case "blocks":
				h.Blocks |= map[string]order.Step{"source": order.StepSource, "release": order.StepRelease, "ship": order.StepShip, "invoice": order.StepInvoice}[x.text("STEP")]
			}
		}
		return h, nil
	})
}

func endHold(reject bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
			kind := ""
			if x := s.opt("type"); x != nil {
				kind = x.text("HOLD")
			}
			for i := range o.Holds {
				if h := &o.Holds[i]; h.Done == "" && (kind == "" || h.Type == kind) {
					return &order.ResolveHold{Order: o.ID, Hold: h.No, Reject: reject, Reason: s.reason("fine")}, nil
				}
			}
			return nil, fmt.Errorf("%s has no open hold %s", called(o), kind)
		})
	}
}

// pay reads what a channel says of the payment.
func (r *run) pay(p *order.Payment, o *said, c core.Currency) {
	if o.key == "paid" {
		p.Captured = amount(o.text("AMOUNT"), c)
		return
	}
	p.Authorised = amount(o.text("AMOUNT"), c)
	if o.has("TIME") {
		p.Until = r.instant(o.text("TIME"))
	}
}

func inform(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		c := &order.Inform{Order: o.ID}
		pay := o.Payment
		for i := range s.items {
			switch x := &s.items[i]; x.key {
			case "risk":
				risk := int(x.n("N"))
				c.Risk = &risk
			case "tagged":
				c.Tags = append(c.Tags, x.text("TAG"))
			default:
				r.pay(&pay, x, o.Currency)
				c.Payment = &pay
			}
		}
		return c, nil
	})
}

func source(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) { return &order.Source{Order: o.ID}, nil })
}

func undo(r *run, s *sentence) error {
	u := &order.Undo{Channel: s.text("CHANNEL"), External: s.text("ID")}
	if x := s.opt("customer"); x != nil {
		u.Customer = x.text("CUSTOMER")
	}
	if x := s.opt("at"); x != nil {
		u.Location = x.text("LOCATION")
	}
	for i := range s.items {
		u.Lines = append(u.Lines, order.UndoLine{SKU: s.items[i].text("SKU"), Qty: s.items[i].qty("QTY")})
	}
	return r.give(s, u)
}
