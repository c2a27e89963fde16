package play

import (
	"andon/core"
	"andon/core/order"
)

func returnSentences() []Sentence {
	why := []string{"reason TEXT"}
	of := func(body func(o *order.Order, no int, s *sentence) core.Payload) func(*run, *sentence) error {
		return func(r *run, s *sentence) error {
			return r.onOrder(s, func(o *order.Order) (core.Payload, error) { return body(o, int(s.n("N")), s), nil })
		}
	}
	return []Sentence{
		{Say: "request return of ORDER", By: "operator", Items: some(), needs: true, Opts: append(why, "to LOCATION", "in exchange [for QTY SKU at PRICE]"), act: requestReturn,
			Help: "the customer asks to send units back; the channel's terms decide at once where it has any. An exchange is for the same goods where none are named"},
		{Say: "authorise return N of ORDER", By: "lead", act: of(func(o *order.Order, no int, _ *sentence) core.Payload {
			return &order.DecideReturn{Order: o.ID, Return: no}
		}), Help: "the goods may come; they stand in stock as returning"},
		{Say: "refuse return N of ORDER", By: "lead", Opts: why, act: of(func(o *order.Order, no int, s *sentence) core.Payload {
			return &order.DecideReturn{Order: o.ID, Return: no, Refuse: true, Reason: s.reason("too late")}
		}), Help: "the goods may not come"},
		{Say: "close return N of ORDER", By: "operator", Opts: why, act: of(func(o *order.Order, no int, s *sentence) core.Payload {
			return &order.CloseReturn{Order: o.ID, Return: no, Reason: s.reason("not sent")}
		}), Help: "what has not come of it is awaited no more"},
		{Say: "inspect return N of ORDER", By: "operator", Items: []string{"DISPOSITION [QTY of line N2] [at LOCATION]"}, needs: true, Opts: why, act: inspect,
			Help: "what becomes of units that came back: all that wait where none are named. What is credited for them is due now"},
		{Say: "deduct AMOUNT from return N of ORDER", By: "lead", Opts: why, act: of(func(o *order.Order, no int, s *sentence) core.Payload {
			return &order.Deduct{Order: o.ID, Return: no, Amount: amount(s.text("AMOUNT"), o.Currency), Reason: s.reason("used")}
		}), Help: "a restocking fee comes off what will be due for the return"},
		{Say: "goodwill AMOUNT on ORDER", By: "lead", Opts: why, act: of(func(o *order.Order, _ int, s *sentence) core.Payload {
			return &order.GiveRefund{Order: o.ID, Amount: amount(s.text("AMOUNT"), o.Currency), Reason: s.reason("sorry")}
		}), Help: "money is given back for no goods, never more than is left of what was paid"},
		{Say: "refund lost units of ORDER", By: "lead", Items: some(), Opts: why, act: settleLost(false), Help: "the money for lost units is due; all of them where none are named"},
		{Say: "send lost units of ORDER again", By: "lead", Items: some(), Opts: why, act: settleLost(true), Help: "lost goods are sent again in an order of their own, paid with what is due for them"},
	}
}

func requestReturn(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		lines, err := units(o, s.items)
		c := &order.RequestReturn{Order: o.ID, Lines: lines, Reason: s.reason("unwanted")}
		if x := s.opt("to"); x != nil {
			c.Location = x.text("LOCATION")
		}
		if x := s.opt("in exchange"); x != nil {
			if c.Wish = order.WishExchange; x.has("SKU") {
				c.Goods = []order.NewLine{{SKU: x.text("SKU"), Qty: x.qty("QTY"), Price: price(x.text("PRICE"))}}
			}
		}
		return c, err
	})
}

func inspect(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		c := &order.Inspect{Order: o.ID, Return: int(s.n("N"))}
		if x := s.opt("reason"); x != nil {
			c.Reason = x.text("TEXT")
		}
		for i := range s.items {
			x := &s.items[i]
			var to order.Disposition
			if err := to.UnmarshalText([]byte(x.text("DISPOSITION"))); err != nil {
				return nil, err
			}
			if !x.has("N2") {
				c.To = to
				continue
			}
			c.Lines = append(c.Lines, order.Inspected{Line: int(x.n("N2")), Qty: x.qty("QTY"), To: to, Location: x.text("LOCATION")})
		}
		return c, nil
	})
}

func settleLost(again bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
			lines, err := units(o, s.items)
			return &order.SettleLost{Order: o.ID, Lines: lines, Again: again, Reason: s.reason("lost on the way")}, err
		})
	}
}

// returnClaims are what a script sees of returns and refunds.
func returnClaims() []claim {
	return []claim{
		{"return N is TEXT", func(_ *run, o *order.Order, c *said) (string, bool) {
			if rma := o.RMA(int(c.n("N"))); rma != nil {
				return is(rma.Status(), c.text("TEXT"))
			}
			return "no such return", false
		}},
		{"N refunds", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(len(o.Refunds()), c, "refunds") }},
		{"refunds due AMOUNT", func(_ *run, o *order.Order, c *said) (string, bool) {
			return is(o.Currency.Format(o.RefundsDue()), o.Currency.Format(amount(c.text("AMOUNT"), o.Currency)))
		}},
		{"last refund AMOUNT", func(_ *run, o *order.Order, c *said) (string, bool) {
			all := o.Refunds()
			if len(all) == 0 {
				return "none", false
			}
			return is(o.Currency.Format(all[len(all)-1].Amount), o.Currency.Format(amount(c.text("AMOUNT"), o.Currency)))
		}},
		{"paid AMOUNT", func(_ *run, o *order.Order, c *said) (string, bool) {
			return is(o.Currency.Format(o.Payment.Captured), o.Currency.Format(amount(c.text("AMOUNT"), o.Currency)))
		}},
	}
}
