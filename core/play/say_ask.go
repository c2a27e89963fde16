package play

import (
	"fmt"

	"andon/core"
	"andon/core/order"
)

func askSentences() []Sentence {
	why := []string{"reason TEXT"}
	return []Sentence{
		{Say: "agree ORDER [ask N]", By: "conn", Items: some(), Opts: why, act: onAsk(agree), Help: "who was asked says yes: to all, or to the units named. The newest ask that is open where none is named"},
		{Say: "decline ORDER [ask N]", By: "conn", Opts: why, act: onAsk(func(o *order.Order, no int, s *sentence) (core.Payload, error) {
			return &order.Answer{Order: o.ID, Ask: no, Refused: true, Reason: s.reason("not possible")}, nil
		}), Help: "who was asked says no"},
		{Say: "ask ORDER again [ask N]", By: "operator", Opts: why, act: onAsk(func(o *order.Order, no int, s *sentence) (core.Payload, error) {
			return &order.AskAgain{Order: o.ID, Ask: no, Reason: s.reason("no answer")}, nil
		}), Help: "it is asked again"},
		{Say: "withdraw ORDER [ask N]", By: "operator", Opts: why, act: onAsk(func(o *order.Order, no int, s *sentence) (core.Payload, error) {
			return &order.Withdraw{Order: o.ID, Ask: no, Reason: s.reason("no answer")}, nil
		}), Help: "the ask is taken back: what was to be shipped is sourced elsewhere, what was to be cancelled goes on"},
	}
}

// onAsk gives a command about an ask of an order: the one that is named, else the newest
// that is open, else the newest.
func onAsk(body func(o *order.Order, no int, s *sentence) (core.Payload, error)) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
			no := len(o.Asks())
			for i := no; i > 0 && !o.Ask(no).Open(); i-- {
				if o.Ask(i).Open() {
					no = i
				}
			}
			if s.has("N") {
				no = int(s.n("N"))
			}
			if no == 0 {
				return nil, fmt.Errorf("nobody was asked about %s", called(o))
			}
			return body(o, no, s)
		})
	}
}

func agree(o *order.Order, no int, s *sentence) (core.Payload, error) {
	lines, err := units(o, s.items)
	c := &order.Answer{Order: o.ID, Ask: no, Lines: lines}
	if x := s.opt("reason"); x != nil {
		c.Reason = x.text("TEXT")
	}
	return c, err
}

func outcomes() []string {
	return []string{"open", "late", string(order.OutcomeAccepted), string(order.OutcomePartly), string(order.OutcomeRefused), string(order.OutcomeOvertaken), string(order.OutcomeWithdrawn)}
}

// outcome says how an ask stands.
func outcome(a *order.Ask) string {
	switch {
	case a == nil:
		return "nobody was asked"
	case !a.Open():
		return string(a.Outcome)
	case a.Late != 0:
		return "late"
	}
	return "open"
}

// pendingOf sums the units of an order whose cancellation is asked for.
func pendingOf(o *order.Order) core.Quantity {
	var q core.Quantity
	for i := range o.Lines {
		for k := range o.Fulfillments {
			q += o.Pending(o.Lines[i].No, o.Fulfillments[k].No)
		}
	}
	return q
}
