package order

import "andon/core"

// Status is one word for an order, computed from its units; the earliest unfinished
// stage wins, so that "shipped" means all of it.
func (o *Order) Status() string {
	var n [Buckets]core.Quantity
	var total core.Quantity
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			n[p.Bucket] += p.Qty
			total += p.Qty
		}
	}
	switch {
	case o.Held() && (total == 0 || total > n[Cancelled]+n[Shipped]+n[Delivered]+n[Lost]):
		return "held"
	case total == n[Cancelled]:
		return "cancelled"
	case n[Open] > 0:
		return "open"
	case n[Backordered] > 0 && n[Backordered] == total-n[Cancelled]:
		return "backordered"
	case n[Backordered] > 0:
		return "partly backordered"
	case n[Preordered] > 0:
		return "preordered"
	}
	return furthest(&n)
}

func furthest(n *[Buckets]core.Quantity) string {
	for b := Allocated; b <= Delivered; b++ {
		if n[b] > 0 {
			return b.String()
		}
	}
	return "lost"
}

// Held reports whether any open hold blocks a step before shipping.
func (o *Order) Held() bool {
	for i := range o.Holds {
		if o.Holds[i].Done == "" && o.Holds[i].Blocks&(StepSource|StepRelease|StepShip) != 0 {
			return true
		}
	}
	return false
}

// FOStatus is one word for a fulfillment order, in the field's terms.
func (o *Order) FOStatus(no int) string {
	f := o.FO(no)
	if f == nil {
		return ""
	}
	var here, gone core.Quantity
	for b := Allocated; b <= Packed; b++ {
		here += o.InFO(no, b)
	}
	gone = o.InFO(no, Shipped) + o.InFO(no, Delivered) + o.InFO(no, Lost)
	switch {
	case here == 0 && gone == 0:
		return "cancelled"
	case here == 0:
		return "closed"
	case o.Holding(0)&(StepRelease|StepShip) != 0:
		return "on_hold"
	case gone > 0:
		return "incomplete"
	case f.Ready != 0:
		return "ready"
	case f.Accepted == 0:
		return "open"
	}
	return "in_progress"
}

// Goods is what the lines cost before tax: price × ordered units less discount,
// rounded a line. Kit components carry no price of their own.
func (o *Order) Goods() core.Amount {
	var sum core.Amount
	for i := range o.Lines {
		sum = within(sum + o.Value(&o.Lines[i]))
	}
	return sum
}

// Value is what a line costs before tax; nothing where that makes no sense.
func (o *Order) Value(l *Line) core.Amount {
	q := l.Qty
	if l.UnitQty != 0 {
		q = l.UnitQty
	}
	a, err := o.Currency.Extend(l.Price, q)
	if err != nil || l.KitOf != 0 {
		return 0
	}
	return within(within(a) - l.Discount)
}

// Worth is the share of so many units of a line in what the line costs with its discount
// and tax, to the nearest minor unit. A part of a kit has a share of the kit's by its units.
func (o *Order) Worth(l *Line, q core.Quantity) core.Amount {
	of, all := l, l.Qty
	if kit := o.Line(l.KitOf); kit != nil {
		of, all = kit, 0
		for i := range o.Lines {
			if o.Lines[i].KitOf == kit.No {
				all += o.Lines[i].Qty
			}
		}
	}
	whole := within(o.Value(of) + of.Tax)
	if q >= all {
		return whole
	}
	return core.Spread(whole, []int64{int64(q), int64(all - q)})[0]
}

// within keeps a sum of hostile prices from running over; such an order is held.
func within(a core.Amount) core.Amount { return min(max(a, -1<<60), 1<<60) }

// Computed is what the parts add up to: goods, tax and charges.
func (o *Order) Computed() core.Amount {
	sum := o.Goods()
	for i := range o.Lines {
		sum = within(sum + o.Lines[i].Tax)
	}
	for _, c := range o.Charges {
		sum = within(sum + c.Amount)
	}
	return sum
}

// Promise is the latest promised delivery among units that are not final; 0: none.
func (o *Order) Promise() core.Date {
	var d core.Date
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if !p.Bucket.Final() {
				d = max(d, p.Deliver)
			}
		}
	}
	return d
}

// Whole is the day on which all of the order will be there; 0: units wait that are
// promised no day, so that nobody is told one.
func (o *Order) Whole() core.Date {
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.Deliver == 0 && p.Bucket.Waiting() {
				return 0
			}
		}
	}
	return o.Promise()
}

// Done reports whether nothing is left to do: every unit is final and no hold waits
// for an answer, as that of a line whose quantity makes no sense, and no return is awaited.
func (o *Order) Done() bool {
	for i := range o.Holds {
		if o.Holds[i].Done == "" {
			return false
		}
	}
	return o.Sum(func(b Bucket) bool { return !b.Final() }) == 0 && (o.More == nil || !o.More.openReturns())
}
