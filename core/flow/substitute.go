package flow

import (
	"cmp"
	"slices"

	"andon/core"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/sourcing"
	"andon/core/world"
)

// substitute lets other goods go in place of a line's of which nothing is there: when
// the customer takes them, a rule of the policy allows it for the line, and a substitute
// of the catalog can go at once for all that waits. The first such one is taken; the price
// stays that of what was ordered. A line of which some units were found waits for the
// others: a customer is not sent two kinds of goods for one line. It reports whether
// any line changed; the rules have then been asked about the new goods.
func (d *Decider) substitute(tx *world.Tx, o *order.Order, in *order.Inputs, plan *sourcing.Plan) bool {
	r := d.rules(tx.W)
	if r == nil || !o.Consent || len(r.set.In(policy.Substitution)) == 0 {
		return false
	}
	swaps := d.swaps(tx, r, o, in, plan)
	if len(swaps) == 0 {
		return false
	}
	plan.Takes, plan.Unfilled = slices.Clone(plan.Takes), slices.Clone(plan.Unfilled) // the solver's own, and it is asked again
	for range maxTrials {
		going := d.tryOut(tx, o, swaps)
		if len(going) == 0 {
			return false
		}
		if len(going) < len(swaps) {
			swaps = going
			continue
		}
		for i := range swaps {
			tx.Emit(&swaps[i])
			watchSupply(tx, swaps[i].Was)
		}
		d.reviewRules(tx, o.ID)
		return true
	}
	return false
}

// maxTrials bounds how often the solver is asked what would go of substitutes that take
// the same units, or need more packages than the order may have.
const maxTrials = 4

// swaps are the lines that may be substituted, each with the first substitute of which
// enough is where it can be sent from.
func (d *Decider) swaps(tx *world.Tx, r *ruleset, o *order.Order, in *order.Inputs, plan *sourcing.Plan) (out []order.Substituted) {
	taken := make([]bool, len(in.Demands))
	for _, t := range plan.Takes {
		taken[t.Demand] = true
	}
	sends := func(location string) bool {
		k, found := slices.BinarySearchFunc(in.Offers, location, func(f order.Offer, id string) int { return cmp.Compare(f.Location, id) })
		return found && in.Offers[k].Excluded == ""
	}
	for i := range in.Demands {
		l, q := o.Line(in.Demands[i].Line), in.Demands[i].Qty
		others := alternatives(tx.W, l.SKU)
		if taken[i] || len(others) == 0 || l.KitOf != 0 || l.Sum(order.Bucket.Waiting) != l.Sum(unstopped) {
			continue
		}
		k := slices.IndexFunc(others, func(other string) bool {
			return goesNow(tx, l, other) && availableAt(tx.W, o, l, other, q, sends) >= q
		})
		if k < 0 {
			continue
		}
		if rule := d.allows(r, tx.W, o, l); rule != "" {
			out = append(out, order.Substituted{Order: o.ID, Line: l.No, SKU: others[k], Was: l.SKU, Policy: r.n, Rule: rule})
		}
	}
	return out
}

// goesNow reports whether a SKU is sold, and may leave today in place of a line's.
func goesNow(tx *world.Tx, l *order.Line, sku string) bool {
	s := tx.W.SKUs.Get(sku)
	return s != nil && !blocked(s) && notBefore(tx.W, &order.Line{SKU: sku, NotBefore: l.NotBefore}, tx.Now) == 0
}

// tryOut sources a copy of the order with substitutes and returns those that would go.
func (d *Decider) tryOut(tx *world.Tx, o *order.Order, swaps []order.Substituted) (going []order.Substituted) {
	trial := o.Clone()
	for i := range swaps {
		trial.Substitute(&swaps[i])
	}
	gates := gatesOf(tx.W, trial, tx.Now)
	in := d.demands(tx, &gates)
	st := d.steer(tx.W, trial, in)
	if len(in.Demands) == 0 || in.Splits < 0 {
		return nil
	}
	d.offers(tx, trial, in, &st)
	plan := d.solveOrBorrow(tx, trial, in, &st)
	left := map[int]core.Quantity{}
	for i := range in.Demands {
		left[in.Demands[i].Line] = in.Demands[i].Qty
	}
	for _, t := range plan.Takes {
		left[in.Demands[t.Demand].Line] -= t.Qty
	}
	for _, s := range swaps {
		if q, asked := left[s.Line]; asked && q == 0 {
			going = append(going, s)
		}
	}
	return going
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
