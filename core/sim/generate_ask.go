package sim

import (
	"andon/core"
	"andon/core/order"
)

// asked finds an order and one of its asks, mostly one that is open.
func (g *generator) asked() (string, *order.Order, int) {
	id, o := g.order(func(o *order.Order) bool { return o.AnswerWaits() > 0 || g.one(8) && len(o.Asks()) > 0 })
	if o == nil || len(o.Asks()) == 0 || g.wild() {
		return id, o, pick(g, 0, 1, 2, 99, -1)
	}
	for range 4 {
		if no := 1 + g.IntN(len(o.Asks())); o.Ask(no).Open() {
			return id, o, no
		}
	}
	return id, o, 1 + g.IntN(len(o.Asks()))
}

func answer(g *generator) core.Payload {
	id, o, no := g.asked()
	c := &order.Answer{Order: id, Ask: no, Refused: g.one(4), Reason: g.text()}
	if o != nil && o.Ask(no) != nil && !c.Refused && g.one(3) {
		for _, q := range o.Ask(no).Lines {
			if !g.one(4) {
				c.Lines = append(c.Lines, order.LineQty{Line: q.Line, Qty: g.qty(int(min(q.Qty, 1000)) + 1)})
			}
		}
	}
	return c
}

func askAgain(g *generator) core.Payload {
	id, _, no := g.asked()
	return &order.AskAgain{Order: id, Ask: no, Reason: g.text()}
}

func withdraw(g *generator) core.Payload {
	id, _, no := g.asked()
	return &order.Withdraw{Order: id, Ask: no, Reason: g.text()}
}
