package flow

import (
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
	"andon/core/world"
)

// steering is what the active policy says about one sourcing decision.
type steering struct {
	rules    *ruleset
	at       subject
	scarcity core.Amount
	least    core.Amount // value of goods in each part of a split; 0: any
	cancel   bool        // what cannot be shipped now is cancelled
}

// steer lets the policy set the prices and limits of a sourcing decision. Without a
// policy the shop's settings and the channel's limit stand.
func (d *Decider) steer(w *world.World, o *order.Order, in *order.Inputs) steering {
	st := steering{rules: d.rules(w), scarcity: w.Shop().Settings.Scarcity}
	most := 0
	if ch := w.Channels.Get(o.Channel); ch != nil {
		most = ch.MaxSplits
	}
	if in.Splits = room(most, o); st.rules == nil {
		return st
	}
	st.at = d.look(w, o)
	in.Policy = st.rules.n
	var extra, waiting, scarcity, splits, least bool
	say := func(done *bool, name string) {
		if *done = true; !slices.Contains(in.Rules, name) {
			in.Rules = append(in.Rules, name)
		}
	}
	set := func(done *bool, name string, to *core.Amount, m *policy.Money) {
		if m != nil && !*done {
			*to = m.In(o.Currency)
			say(done, name)
		}
	}
	var price core.Amount
	st.rules.first(policy.Sourcing, "", st.at, func(rule *policy.Rule) bool {
		name := ruleName(policy.Sourcing, rule.Name)
		set(&extra, name, &in.Extra, rule.ExtraPackage)
		set(&waiting, name, &price, rule.Waiting)
		set(&scarcity, name, &st.scarcity, rule.Scarcity)
		set(&least, name, &st.least, rule.MinValue)
		if rule.MaxSplits != nil && !splits {
			in.Splits = room(*rule.MaxSplits, o)
			say(&splits, name)
		}
		return true
	})
	for i := range in.Demands {
		if waiting {
			in.Demands[i].Backorder = price
		}
	}
	st.cancel = st.rules.cancels(st.at)
	if st.cancel && o.Policy != st.rules.n { // it was placed on other terms, which may let it wait
		then := rulesOf(w, o.Policy, &d.placed)
		st.cancel = then != nil && then.cancels(st.at)
	}
	return st
}

// cancels reports whether a policy cancels what cannot be shipped now of an order. It does
// so where the policy under which the order was placed did too: an order that was taken to
// wait is not cancelled because newer ones are not.
func (r *ruleset) cancels(at subject) (cancel bool) {
	r.first(policy.Backorder, "", at, func(rule *policy.Rule) bool {
		cancel = rule.Remainder == policy.Cancel
		return rule.Remainder == ""
	})
	return cancel
}

// maxSplits is what steer says of the fulfillment orders that an order may have at once,
// for who asks only that; 0: any number.
func (d *Decider) maxSplits(w *world.World, o *order.Order) int {
	most, said := 0, false
	if r := d.rules(w); r != nil {
		r.first(policy.Sourcing, "", d.look(w, o), func(rule *policy.Rule) bool {
			if said = rule.MaxSplits != nil; said {
				most = *rule.MaxSplits
			}
			return !said
		})
	}
	if ch := w.Channels.Get(o.Channel); !said && ch != nil {
		most = ch.MaxSplits
	}
	return most
}

// room is how many more fulfillment orders a limit allows an order; below zero none,
// and 0 stands for no limit.
func room(most int, o *order.Order) int {
	if most == 0 {
		return 0
	}
	if left := most - openHere(o); left > 0 {
		return left
	}
	return -1
}

// location lets the policy exclude a location or make its packages dearer.
func (st *steering) location(l *catalog.Location, o *order.Order) (excluded string, cost core.Amount) {
	if st.rules == nil {
		return "", 0
	}
	at := st.at
	at.view.location = l
	st.rules.first(policy.Sourcing, policy.PerLocation, at, func(rule *policy.Rule) bool {
		if rule.Exclude != "" {
			excluded = sourcing.ByRule(rule.Name, rule.Exclude)
			return false
		}
		cost = min(cost+rule.Cost.In(o.Currency), core.MaxCost)
		return true
	})
	return excluded, cost
}

// tooSmall reports whether a plan splits the order into parts of which one is worth
// less than the policy allows: a package, or what is left to wait.
func (st *steering) tooSmall(o *order.Order, in *order.Inputs, plan *sourcing.Plan) bool {
	if st.least == 0 {
		return false
	}
	parts := make([]core.Amount, len(in.Offers)+1)
	taken := make([]core.Quantity, len(in.Demands))
	used := make([]bool, len(in.Offers)+1)
	for _, t := range plan.Takes {
		parts[t.Offer] += worth(o, in.Demands[t.Demand].Line, t.Qty)
		taken[t.Demand] += t.Qty
		used[t.Offer] = true
	}
	n, rest := 0, len(in.Offers)
	for i := range in.Demands {
		if left := in.Demands[i].Qty - taken[i]; left > 0 {
			parts[rest] += worth(o, in.Demands[i].Line, left)
			used[rest] = true
		}
	}
	small := false
	for i := range parts {
		if used[i] {
			n++
			small = small || parts[i] < st.least
		}
	}
	return n > 1 && small
}

// worth is what some units of a line cost; a kit's parts share in what the kit costs by
// their units.
func worth(o *order.Order, line int, q core.Quantity) core.Amount {
	l := o.Line(line)
	if l.KitOf != 0 {
		whole := core.Quantity(0)
		for i := range o.Lines {
			if o.Lines[i].KitOf == l.KitOf {
				whole += o.Lines[i].Qty
			}
		}
		return share(o.Value(o.Line(l.KitOf)), q, whole)
	}
	return share(o.Value(l), q, l.Qty)
}

// share is the part of an amount that some of all units have, rounded down.
func share(a core.Amount, q, all core.Quantity) core.Amount {
	if all <= 0 {
		return 0
	}
	return core.Spread(a, []int64{int64(q), int64(max(all-q, 0))})[0]
}

// cancelRest cancels what still waits of an order that waits for nothing, but for what is
// kept back by a hold, with all that goes together with it.
func (d *Decider) cancelRest(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	kept := world.KeptBack(o)
	var moves []order.UnitMove
	for i := range o.Lines {
		l := &o.Lines[i]
		if kept[world.Group(o, l)] {
			continue
		}
		for _, from := range [...]order.Bucket{order.Open, order.Backordered} {
			if q := l.In(from); q > 0 {
				moves = append(moves, order.UnitMove{Line: l.No, From: from, To: order.Cancelled, Qty: q})
			}
		}
	}
	if len(moves) > 0 {
		d.emitCancel(tx, o, moves, "nothing_waits", nil)
	}
}
