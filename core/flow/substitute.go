package flow

import (
	"slices"

	"andon/core"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
	"andon/core/world"
)

// substitute lets other goods go in place of a line's of which nothing is there: when
// the customer takes them, a rule of the policy allows it for the line, and a substitute
// of the catalog is there for all that waits. The first such one is taken; the price
// stays that of what was ordered. A line of which some units were found waits for the
// others: a customer is not sent two kinds of goods for one line. It reports whether
// any line changed.
func (d *Decider) substitute(tx *world.Tx, o *order.Order, in *order.Inputs, plan *sourcing.Plan) bool {
	r := d.rules(tx.W)
	if r == nil || !o.Consent || len(r.set.In(policy.Substitution)) == 0 {
		return false
	}
	id, changed := o.ID, false
	for i := range in.Demands {
		if slices.ContainsFunc(plan.Takes, func(t sourcing.Take) bool { return t.Demand == i }) {
			continue
		}
		o := tx.W.Orders.Get(id)
		l := o.Line(in.Demands[i].Line)
		if l.KitOf != 0 || l.Sum(order.Bucket.Waiting) != l.Sum(unstopped) || substituted(tx, id, l.No) {
			continue
		}
		rule := d.allows(r, tx.W, o, l)
		if rule == "" {
			continue
		}
		for _, other := range alternatives(tx.W, l.SKU) {
			if available(tx.W, o, l, other, in.Demands[i].Qty) >= in.Demands[i].Qty {
				tx.Emit(&order.Substituted{Order: id, Line: l.No, SKU: other, Was: l.SKU, Policy: r.n, Rule: rule})
				watchSupply(tx, l.SKU)
				changed = true
				break
			}
		}
	}
	return changed
}

// substituted reports whether this record has done so with a line already: two SKUs that
// stand for each other, and that no location can ship, are not exchanged without end.
func substituted(tx *world.Tx, id string, line int) bool {
	return slices.ContainsFunc(tx.Events, func(e core.Payload) bool {
		s, ok := e.(*order.Substituted)
		return ok && s.Order == id && s.Line == line
	})
}

func unstopped(b order.Bucket) bool { return b != order.Cancelled }

// allows names the rule that lets a line be substituted, "" where none does.
func (d *Decider) allows(r *ruleset, w *world.World, o *order.Order, l *order.Line) (rule string) {
	at := d.look(w, o)
	at.line = l
	r.first(policy.Substitution, policy.PerLine, at, func(say *policy.Rule) bool {
		if *say.Allow {
			rule = ruleName(policy.Substitution, say.Name)
		}
		return false
	})
	return rule
}

// alternatives are the goods that may go in place of a SKU, best first; none where no
// policy could allow it.
func alternatives(w *world.World, sku string) []string {
	if w.Shop().Policy == 0 {
		return nil
	}
	if s := w.SKUs.Get(sku); s != nil {
		return s.Substitutes
	}
	return nil
}

// anyInstead reports whether any of the goods that may go in place of a line's are there.
func anyInstead(w *world.World, o *order.Order, l *order.Line) bool {
	return slices.ContainsFunc(alternatives(w, l.SKU), func(other string) bool { return available(w, o, l, other, 1) > 0 })
}

// checkSubstitutes refuses substitutes that could not go in a SKU's place.
func checkSubstitutes(tx *world.Tx, id string, decimals uint8, names []string) error {
	if len(names) > maxSubstitutes {
		return refuse(core.CodeLimit, tx, id, "a SKU has at most %d substitutes", maxSubstitutes)
	}
	for _, name := range names {
		other := tx.W.SKUs.Get(name)
		switch {
		case other == nil || name == id:
			return refuse(core.CodeNotFound, tx, id, "substitute %s is not a known SKU other than itself", name)
		case len(other.Kit) > 0 || other.Decimals != decimals:
			return refuse(core.CodeInvalid, tx, id, "substitute %s is a kit or is counted in other units", name)
		}
	}
	return nil
}

const maxSubstitutes = 20
