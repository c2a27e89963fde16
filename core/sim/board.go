package sim

import (
	"fmt"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// call is an exception that has to stand on the board, or may.
type call struct {
	subject core.Ref
	kind    exception.Type
	item    string
}

// board checks that exactly the causes that are there stand on the board. What the
// causes are is said here a second time, in other words than those of core/flow.
func (c *checker) board() error {
	want := calls(c.shadow)
	var err error
	open := map[call]string{}
	c.shadow.Exceptions.Each(func(id string, x *exception.Exception) bool {
		if x.Closed != 0 {
			return true
		}
		k := call{x.Subject, x.Type, x.Item}
		if open[k] != "" {
			err = fmt.Errorf("%s and %s call out the same: %v", open[k], id, k)
		} else if open[k] = id; watched(x.Type) && !want[k] {
			err = fmt.Errorf("%s stands on the board without a cause: %v %s", id, k, x.Detail)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	for k := range want {
		other := k
		if other.kind = exception.PickShort; k.kind == exception.CountVariance && open[other] != "" {
			continue // one of the two says that units are missing
		}
		if open[k] == "" && k.kind != exception.PickShort {
			return fmt.Errorf("nothing on the board says %v", k)
		}
	}
	return nil
}

// watched reports whether the shop itself closes exceptions of the type.
func watched(t exception.Type) bool {
	switch t {
	case exception.ChannelEdit, exception.Overshipped, exception.Contradiction, exception.Unmatched, exception.Unreadable, exception.Manual, exception.ReceiptDiffers,
		exception.CancelRefused, exception.AmendRefused, exception.PutBack, exception.ShippedCancelled,
		exception.ReturnDiffers, exception.RefundShort, exception.MoneyAtStake:
		return false
	}
	return true
}

// calls lists what has to be called out in a world.
func calls(w *world.World) map[call]bool {
	out := map[call]bool{}
	add := func(noun core.Noun, id string, kind exception.Type, item string) {
		out[call{core.Ref{Noun: noun, ID: id}, kind, item}] = true
	}
	w.Orders.Each(func(id string, o *order.Order) bool {
		orderCalls(o, func(kind exception.Type, item string) {
			if kind == exception.Short {
				line, _ := strconv.Atoi(item)
				if s := w.SKUs.Get(o.Line(line).SKU); s.Season != "" || s.Review { // once for all orders
					add(catalog.NounSKU, s.ID, exception.Replenish, "")
					return
				}
			}
			add(order.NounOrder, id, kind, item)
		})
		return true
	})
	w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		if b.Q[stock.Available] < 0 {
			add(stock.NounBalance, b.DocID(), exception.Negative, "")
		}
		if b.Open > 0 {
			add(stock.NounBalance, b.DocID(), exception.CountVariance, "")
			add(stock.NounBalance, b.DocID(), exception.PickShort, "")
		}
		return true
	})
	late := func(id string, d *supply.Document) bool {
		if d.LateSeen && d.Closed == 0 {
			add(d.Noun(), id, exception.PurchaseLate, "")
		}
		return true
	}
	w.Purchases.Each(late)
	w.Transfers.Each(late)
	w.Locations.Each(func(id string, l *catalog.Location) bool {
		work := false
		w.Work(id, func(string, int) bool { work = true; return false })
		if l.Closed && work {
			add(catalog.NounLocation, id, exception.Closed, "")
		}
		return true
	})
	return out
}

func orderCalls(o *order.Order, add func(exception.Type, string)) {
	returnCalls(o, add)
	if o.Closed != 0 {
		return
	}
	for _, a := range o.Asks() {
		if a.Ended == 0 && a.Late != 0 {
			add(exception.AnswerOverdue, fmt.Sprintf("A%d", a.No))
		}
	}
	types := map[string]exception.Type{"sku": exception.UnknownSKU, "quantity": exception.BadQuantity, "address": exception.MissingAddress,
		"price": exception.PriceMismatch, "total": exception.TotalMismatch, "duplicate": exception.Duplicate, "blocked": exception.Blocked, "route": exception.NoRoute, "erased": exception.PersonErased,
		"fraud": exception.FraudCheck, "credit": exception.CreditLimit, "payment": exception.PaymentOpen, "compliance": exception.Compliance}
	held := map[int]bool{} // lines that may not be sourced; 0: the order
	for _, h := range o.Holds {
		if h.Done != "" {
			continue
		}
		kind, known := types[h.Type]
		switch {
		case !known && h.By == "":
			kind = exception.RuleHold
		case !known:
			kind = exception.Held
		}
		add(kind, itemOf(h.Line))
		held[h.Line] = held[h.Line] || h.Blocks&order.StepSource != 0
	}
	here := false
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			here = here || stoppable(p.Bucket) && !waitsForCustomer(o, p)
			if p.Bucket == order.Preordered && p.Ship == 0 {
				add(exception.PreorderFull, itemOf(l.No))
			}
			if p.Bucket == order.Backordered && p.Ship == 0 && !held[0] && !held[l.No] && (l.KitOf == 0 || !held[l.KitOf]) && !l.Unknown {
				add(exception.Short, itemOf(l.No))
			}
		}
	}
	if o.Late != 0 && here {
		add(exception.Late, "")
	}
	if inJeopardy(o) {
		add(exception.Jeopardy, "")
	}
}

// anyUnwanted names an order that is, "" where none is.
func anyUnwanted(w *world.World, now core.Instant) (id string) {
	w.Orders.Each(func(of string, o *order.Order) bool {
		if unwanted(o, now) {
			id = of
		}
		return id == ""
	})
	return id
}

// unwanted reports whether units of an order wait longer than they are wanted.
func unwanted(o *order.Order, now core.Instant) bool {
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.CancelAfter != 0 && l.CancelAfter <= now && !o.ByChannel && l.Sum(order.Bucket.Waiting) > 0 {
			return true
		}
	}
	return false
}

// inJeopardy reports whether a promise of an order will be missed, or is likely to be.
func inJeopardy(o *order.Order) bool {
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			unpicked := p.Bucket < order.Picked
			if !stoppable(p.Bucket) || o.ByChannel {
				continue
			}
			if l.First != 0 && (p.Deliver == 0 || p.Deliver > l.First) {
				return true
			}
			begins := p.Ship.Start()
			if p.FO != 0 {
				f := o.FO(p.FO)
				if begins = f.Begins; unpicked && f.AtRisk != 0 && o.Late == 0 {
					return true
				}
			}
			if l.ShipBy > o.Late && !waitsForCustomer(o, p) && (p.Ship != 0 && begins > l.ShipBy || unpicked && o.Near >= l.ShipBy) {
				return true
			}
		}
	}
	return false
}

// waitsForCustomer reports whether units are packed and ready to be collected.
func waitsForCustomer(o *order.Order, p order.Portion) bool {
	return p.Bucket == order.Packed && o.FO(p.FO).Ready != 0
}

func itemOf(line int) string {
	if line == 0 {
		return ""
	}
	return strconv.Itoa(line)
}

// filled checks that no line waits for units that are there for it, nor for room on a
// day that has some, nor without standing in the queue: that looking again, for every
// waiting order, promises nothing and moves nothing there.
func (c *checker) filled(now core.Instant) error {
	var err error
	c.shadow.Orders.Each(func(id string, o *order.Order) bool {
		if o.Sum(order.Bucket.Waiting) == 0 {
			return true
		}
		cmd := core.Command{Actor: owner, Body: &order.Source{Order: id}}
		tx := world.NewTx(c.shadow.Fork(), &cmd, now)
		if c.veteran.Decide(tx) != nil {
			return true // held, or there is nothing
		}
		for _, e := range tx.Events {
			if s, ok := e.(*order.Sourced); ok && slices.ContainsFunc(s.Moves, overlooked) {
				err = fmt.Errorf("%s waits for what is there, or in no queue: %s", id, listed(tx.Events))
			}
		}
		return err == nil
	})
	return err
}

func overlooked(m order.UnitMove) bool {
	return m.To == order.Allocated || m.From == order.Open && m.To == order.Backordered
}
