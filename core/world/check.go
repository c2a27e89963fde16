package world

import (
	"fmt"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// Check returns the first rule that does not hold, or nil:
//
//   - the equations of every balance (stock.Balance.Check), and no unit appears or
//     vanishes: over all accounts and locations a SKU sums to zero;
//   - every unit of every order is in exactly one bucket (order.Order.Check);
//   - what orders hold allocated, released, picked and packed at a location is what
//     the stock book says, and likewise what returns await, reservations, incoming and
//     in transit;
//   - what is bought for an order is what its fulfillment orders at suppliers have, sent
//     or still to be sent, unit for unit;
//   - what a fence was granted is what it keeps, is owed, and what became of the rest
//     (stock.Reservation.Check), and orders hold no more of it than they took;
//   - a location ships on a day as many fulfillment orders as it was given and that
//     were not taken from it before their pick;
//   - the indexes list exactly what the documents say.
//
// It looks at everything in memory; closed orders that are not there hold nothing but
// their place in a day.
func (w *World) Check() error {
	for _, check := range []func() error{w.checkBalances, w.checkOrders, w.checkReserved, w.checkSupply, w.checkPlaces, w.checkExceptions, w.checkPolicies} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) checkBalances() error {
	var err error
	sku, sum := "", core.Quantity(0)
	unbalanced := func() bool {
		if sum != 0 && err == nil {
			err = core.E(core.CodeCorrupt, "check", sku, fmt.Sprintf("units appeared or vanished: all accounts of the SKU sum to %d, not 0", sum))
		}
		return err != nil
	}
	w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		if b.SKU != sku {
			if unbalanced() {
				return false
			}
			sku, sum = b.SKU, 0
		}
		for _, q := range b.Q {
			sum += q
		}
		err = b.Check()
		return err == nil
	})
	if err == nil {
		unbalanced()
	}
	return err
}

// tally counts units by balance and state from documents.
type tally map[stock.Key]*[stock.States]core.Quantity

func (t tally) add(k stock.Key, s stock.State, q core.Quantity) {
	row := t[k]
	if row == nil {
		row = new([stock.States]core.Quantity)
		t[k] = row
	}
	row[s] += q
}

// compare checks that balances hold in the states exactly what the tally says.
func (w *World) compare(t tally, what string, states ...stock.State) error {
	var err error
	w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		row := t[b.Key()]
		for _, s := range states {
			want := core.Quantity(0)
			if row != nil {
				want = row[s]
			}
			if b.Q[s] != want {
				err = core.E(core.CodeCorrupt, "check", b.Key().ID(), fmt.Sprintf("%s is %d in the stock book and %d by %s", s, b.Q[s], want, what))
				return false
			}
		}
		delete(t, b.Key())
		return true
	})
	if err == nil && len(t) > 0 {
		err = core.E(core.CodeCorrupt, "check", "", what+" name balances that do not exist")
	}
	return err
}

func (w *World) checkOrders() error {
	t := tally{}
	loads := map[string]int{}
	var err error
	waiting, days, work, split := 0, 0, 0, 0
	w.Orders.Each(func(_ string, o *order.Order) bool {
		if err = o.Check(); err != nil {
			return false
		}
		if err = w.countLoads(loads, o); err != nil {
			return false
		}
		a, b, c := w.tallyOrder(t, o)
		w.tallyReturns(t, o)
		waiting, days, work = waiting+a, days+b, work+c
		if o.IsSplit() || o.IsLater() {
			split++
		}
		return true
	})
	if err != nil {
		return err
	}
	if waiting != w.ix.waiting.Len() || days != w.ix.dated.Len() || work != w.ix.work.Len() {
		return core.E(core.CodeCorrupt, "check", "", fmt.Sprintf("the indexes list %d waiting lines, %d with a day, and %d open fulfillment orders, the orders %d, %d and %d",
			w.ix.waiting.Len(), w.ix.dated.Len(), w.ix.work.Len(), waiting, days, work))
	}
	listed := 0
	w.SplitFrom("", 0, func(string) bool { listed++; return true })
	if listed != split {
		return core.E(core.CodeCorrupt, "check", "", fmt.Sprintf("the index lists %d split orders of %d", listed, split))
	}
	if err := w.checkLoads(loads); err != nil {
		return err
	}
	return w.compare(t, "orders", stock.Allocated, stock.Released, stock.Picked, stock.Packed, stock.Returning)
}

func (w *World) tallyOrder(t tally, o *order.Order) (waiting, days, work int) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if Waits(o, l) {
			waiting++
		}
		if dated(l) {
			days++
		}
		s := w.SKUs.Get(l.SKU)
		for _, p := range l.Portions {
			if p.Bucket.Here() && s != nil && s.Tracked() && !o.FO(p.FO).Bought {
				t.add(stock.Key{SKU: l.SKU, Location: o.FO(p.FO).Location}, stock.Allocated+stock.State(p.Bucket-order.Allocated), p.Qty)
			}
		}
	}
	for i := range o.Fulfillments {
		if o.HereInFO(i + 1) {
			work++
		}
	}
	return waiting, days, work
}

// countLoads counts the fulfillment orders of an order that take up a place in a day
// that is not long past.
func (w *World) countLoads(loads map[string]int, o *order.Order) error {
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if f.Picked == 0 && (f.Emptied == 0) != o.HereInFO(f.No) {
			return core.E(core.CodeCorrupt, "check", o.ID, fmt.Sprintf("fulfillment order %d does not know whether it is empty", f.No))
		}
		if f.Emptied == 0 && !w.past(f.Ship) {
			loads[LoadID(f.Location, f.Ship)]++
			if f.Sent {
				loads[spilledID(f.Location, f.Ship)]++
			}
			if f.Full != 0 {
				loads[laterID(f.Location, f.Ship)]++
			}
		}
	}
	return nil
}

// spilledID names the count of those of a load that an outage sent.
func spilledID(location string, day core.Date) string { return LoadID(location, day) + "/spilled" }

// laterID names the count of those of a load that leave later because a day was full.
func laterID(location string, day core.Date) string { return LoadID(location, day) + "/later" }

func (w *World) checkLoads(loads map[string]int) error {
	all := uint64(w.Orders.Len()) == w.Shop().Orders
	var err error
	w.Loads.Each(func(id string, l *Load) bool {
		for _, c := range [...]struct {
			id   string
			n    int
			what string
		}{{id, l.N, ""}, {spilledID(l.Location, l.Day), l.Spilled, " that an outage sent"}, {laterID(l.Location, l.Day), l.Later, " that leave later than they could"}} {
			if n := loads[c.id]; err == nil && (c.n < n || all && c.n > n && !w.past(l.Day)) {
				err = core.E(core.CodeCorrupt, "check", id, fmt.Sprintf("%d fulfillment orders are counted there%s, the orders name %d", c.n, c.what, n))
			}
			delete(loads, c.id)
		}
		return err == nil
	})
	if err == nil && len(loads) > 0 {
		err = core.E(core.CodeCorrupt, "check", "", "fulfillment orders ship on a day that nobody counts")
	}
	return err
}

func (w *World) checkReserved() error {
	t := tally{}
	open := 0
	held := w.heldOfFences()
	var err error
	w.Reservations.Each(func(id string, r *stock.Reservation) bool {
		if !r.Closed {
			open++
			t.add(r.Key(), stock.Reserved, r.Qty)
		}
		if err = r.Check(); err == nil && held[id] > r.Taken {
			err = core.E(core.CodeCorrupt, "check", id, fmt.Sprintf("orders of the channel hold %d units of it, and %d were taken", held[id], r.Taken))
		}
		return err == nil
	})
	if err == nil && open != w.ix.kept.Len() {
		err = core.E(core.CodeCorrupt, "check", "", "the index of reservations does not list those that are open")
	}
	if err != nil {
		return err
	}
	return w.compare(t, "reservations", stock.Reserved)
}

// heldOfFences counts by reservation the units that orders of its channel hold.
func (w *World) heldOfFences() map[string]core.Quantity {
	held := map[string]core.Quantity{}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Lines {
			for _, p := range o.Lines[i].Portions {
				if r := w.Reservations.Get(stock.ReservationID(p.Fence)); r != nil && r.For(o.Channel, o.ID) {
					held[r.ID] += p.Qty
				}
			}
		}
		return true
	})
	return held
}

func (w *World) checkSupply() error {
	t := tally{}
	lines := 0
	count := func(_ string, d *supply.Document) bool {
		if d.Bought() {
			return true
		}
		for i := range d.Lines {
			l := &d.Lines[i]
			q := l.Coming(d.Transfer())
			if q == 0 {
				continue
			}
			lines++
			state := stock.Incoming
			if d.Transfer() {
				state = stock.InTransit
			}
			t.add(stock.Key{SKU: l.SKU, Location: d.Location}, state, q)
		}
		return true
	}
	w.Purchases.Each(count)
	w.Transfers.Each(count)
	if err := w.checkBought(); err != nil {
		return err
	}
	if lines != w.ix.supply.Len() {
		return core.E(core.CodeCorrupt, "check", "", "the index of dated supply does not list what the documents say")
	}
	return w.compare(t, "purchase and transfer orders", stock.Incoming, stock.InTransit)
}

func (w *World) checkExceptions() error {
	open := 0
	w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			open++
		}
		return true
	})
	if open != w.ix.open.Len() {
		return core.E(core.CodeCorrupt, "check", "", "two open exceptions stand for the same thing")
	}
	return nil
}
