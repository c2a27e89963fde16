package play

import (
	"fmt"
	"slices"
	"strings"

	"andon/core/api"
	"andon/core/order"
	"andon/core/stock"
)

// What is told of the world around something that is not as a script says.

// aroundOrder tells of an order: its lines, holds, fulfillment orders and exceptions.
func (r *run) aroundOrder(o *order.Order) []string {
	out := []string{fmt.Sprintf("%s (%s) is %s, promise %s, at %s", called(o), o.ID, o.Status(), orNone(o.Promise().String()), r.clock(r.trial.Now()))}
	for i := range o.Lines {
		l := &o.Lines[i]
		s := fmt.Sprintf("line %d: %d %s: %s", l.No, l.Qty, l.SKU, orNone(bucketsOf(l)))
		if from := partsOf(o, l); from != "" {
			s += ", from " + from
		}
		if d := latest(o, l.No, shipOf); d != 0 {
			s += ", ship " + d.String()
		}
		out = append(out, s)
	}
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		out = append(out, fmt.Sprintf("F%d: at %s, %s, ship %s, deliver %s", f.No, f.Location, o.FOStatus(f.No), orNone(f.Ship.String()), orNone(f.Deliver.String())))
	}
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" {
			out = append(out, fmt.Sprintf("held by %s: %s", h.Type, h.Reason))
		}
	}
	for _, x := range r.exceptionsOf(o) {
		out = append(out, fmt.Sprintf("exception %s: %s", x.Type, x.Detail))
	}
	return out
}

// aroundStock tells of a SKU at every location.
func (r *run) aroundStock(sku string) (out []string) {
	r.trial.World().BalancesOf(sku, func(b *stock.Balance) bool {
		out = append(out, b.DocID()+": "+balanceText(b))
		return true
	})
	return out
}

func balanceText(b *stock.Balance) string {
	parts := []string{"on_hand " + itoa(b.OnHand)}
	for s := stock.Available; s <= stock.Returning; s++ {
		if q := b.Q[s]; q != 0 {
			parts = append(parts, s.String()+" "+itoa(q))
		}
	}
	return strings.Join(parts, ", ")
}

// board tells of all open exceptions.
func (r *run) board() []string { return []string{"on the board: " + orNothing(r.boardList())} }

// shownRows is how many rows of a list are told of.
const shownRows = 10

func tableText(p api.Page) (out []string) {
	for i, row := range p.Rows {
		if i == shownRows {
			return append(out, fmt.Sprintf("… and %d more", len(p.Rows)-i))
		}
		var cells []string
		for j, c := range p.Columns {
			cells = append(cells, c.Name+" "+cellText(c, row.Cells[j]))
		}
		out = append(out, strings.Join(cells, ", "))
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// text is a clause in its words.
func (c clause) text() string {
	var words []string
	for _, t := range c {
		if t.quoted {
			words = append(words, fmt.Sprintf("%q", t.text))
		} else {
			words = append(words, t.text)
		}
	}
	return strings.Join(words, " ")
}

// state is what people would call the state of the shop: every order, all stock and the
// board, without numbers and times that only say in which order things came.
func (r *run) state() string {
	w := r.trial.World()
	var out []string
	w.Orders.Each(func(_ string, o *order.Order) bool {
		s := fmt.Sprintf("order %s/%s is %s, version %d, total %s, promise %s, held by %s", o.Channel, o.External, o.Status(), o.Rev, o.Currency.Format(o.Computed()), orNone(o.Promise().String()), orNothing(holds(o)))
		for i := range o.Lines {
			l := &o.Lines[i]
			if l.Qty != 0 {
				s += fmt.Sprintf("; %s: %s, from %s", l.SKU, bucketsOf(l), orNone(partsOf(o, l)))
			}
		}
		out = append(out, s)
		return true
	})
	w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		out = append(out, b.DocID()+": "+balanceText(b))
		return true
	})
	out = append(out, r.boardList()...)
	slices.Sort(out)
	return strings.Join(out, "\n")
}
