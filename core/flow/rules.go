package flow

import (
	"slices"
	"time"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/world"
)

// HoldPolicy stands on an order that was placed while the active policy could not be
// read: nobody knows what it would have said.
const HoldPolicy = "policy"

// Unclear stands in the reason of a hold whose rule could not say whether it is true.
const Unclear = "its condition cannot be worked out"

// look is what the rules are shown of an order.
func (d *Decider) look(w *world.World, o *order.Order) subject {
	d.view = view{w: w, order: o, channel: w.Channels.Get(o.Channel)}
	if o.Customer != "" {
		d.view.customer = w.Customers.Get(o.Customer)
	}
	return subject{view: &d.view}
}

// judgePlaced asks the active policy about an order that is about to be placed: the
// holds that it deserves, its priority, and how long it may wait. It returns the holds
// that say that the order is not sound.
func (d *Decider) judgePlaced(tx *world.Tx, e *order.Placed, s *order.Submit) (unsound []order.Hold) {
	r := d.rules(tx.W)
	if r == nil {
		return nil
	}
	e.Policy = r.n
	if r.broken != nil {
		e.Holds = append(e.Holds, order.Hold{No: len(e.Holds) + 1, Type: HoldPolicy, Blocks: order.StepRelease | order.StepShip, Reason: "the active policy cannot be read: " + r.broken.Error(), At: tx.Now, Policy: r.n})
		return nil
	}
	o := order.NewOrder(e, s, tx.Cmd.Digest, tx.Occurred(), tx.Now)
	at := d.look(tx.W, o)
	d.backorderTerms(r, at, e, tx.Occurred())
	for _, section := range [...]policy.Section{policy.Validation, policy.Holds} {
		for _, h := range d.holdsBy(tx, r, section, at) {
			h.No = len(e.Holds) + 1
			e.Holds = append(e.Holds, h)
			if !slices.Contains(e.Rules, h.Rule) {
				e.Rules = append(e.Rules, h.Rule)
			}
			if section == policy.Validation {
				unsound = append(unsound, h)
			}
		}
	}
	return unsound
}

// backorderTerms sets what the policy says of the order's place in the queues.
func (d *Decider) backorderTerms(r *ruleset, at subject, e *order.Placed, placed core.Instant) {
	var cancel, priority, complete, told bool
	say := func(done *bool, section policy.Section, rule *policy.Rule) {
		*done = true
		if name := ruleName(section, rule.Name); !slices.Contains(e.Rules, name) {
			e.Rules = append(e.Rules, name)
		}
	}
	r.first(policy.Backorder, "", at, func(rule *policy.Rule) bool {
		if rule.CancelDays != 0 && !cancel {
			e.Cancel = placed.Add(time.Duration(rule.CancelDays) * 24 * time.Hour)
			say(&cancel, policy.Backorder, rule)
		}
		if rule.Priority != nil && !priority {
			e.Priority += *rule.Priority
			say(&priority, policy.Backorder, rule)
		}
		return !cancel || !priority
	})
	r.first(policy.Sourcing, "", at, func(rule *policy.Rule) bool {
		if rule.Complete != nil {
			e.Complete = *rule.Complete
			say(&complete, policy.Sourcing, rule)
		}
		return !complete
	})
	r.first(policy.Promise, "", at, func(rule *policy.Rule) bool {
		if rule.Incoming != nil {
			e.Told = order.NotTold
			if *rule.Incoming {
				e.Told = order.Told
			}
			say(&told, policy.Promise, rule)
		}
		return !told
	})
}

// first visits the rules of a section that are true of what is looked at, in their
// order, until visit has enough.
func (r *ruleset) first(section policy.Section, per string, at subject, visit func(*policy.Rule) bool) {
	rules := r.set.In(section)
	for i := range rules {
		rule := &rules[i]
		if rule.Per != per {
			continue
		}
		if ok, _ := rule.Matches(at, false); ok && !visit(rule.Rule) {
			return
		}
	}
}

// holdsBy are the holds that the rules of a section place on an order, line by line
// where they are asked for each. A condition that cannot be worked out holds: nobody
// can say that the order may go.
func (d *Decider) holdsBy(tx *world.Tx, r *ruleset, section policy.Section, at subject) (out []order.Hold) {
	rules := r.set.In(section)
	for i := range rules {
		rule := &rules[i]
		if rule.Per == "" {
			if h, ok := d.holdBy(tx, r, section, rule, at); ok {
				out = append(out, h)
			}
			continue
		}
		kit := 0 // that is held, and with it its parts, which stand behind it
		for k := range at.order.Lines {
			l := &at.order.Lines[k]
			if l.Qty == 0 || l.KitOf != 0 && l.KitOf == kit {
				continue
			}
			if h, ok := d.holdBy(tx, r, section, rule, subject{at.view, l}); ok {
				h.Line = l.No
				out = append(out, h)
				if l.IsKit {
					kit = l.No
				}
			}
		}
	}
	return out
}

func (d *Decider) holdBy(tx *world.Tx, r *ruleset, section policy.Section, rule *policy.Ruling[subject], at subject) (order.Hold, bool) {
	ok, err := rule.Matches(at, true)
	if !ok || rule.Released(at) {
		return order.Hold{}, false
	}
	blocks, _ := policy.Steps(rule.Blocks)
	h := order.Hold{Type: rule.Hold, Blocks: order.Step(blocks), Reason: rule.Reason, At: tx.Now, Policy: r.n, Rule: ruleName(section, rule.Name), Drop: rule.Reject}
	if h.Reason == "" {
		h.Reason = "rule " + rule.Name + " of the policy holds it"
	}
	if err != nil {
		h.Reason += " (" + Unclear + ", " + err.Error() + ")"
	}
	if rule.Hours > 0 {
		h.Until = tx.Now.Add(time.Duration(rule.Hours) * time.Hour)
	}
	return h, true
}

// reviewRules asks the policy again about an order that has changed: holds that a rule
// placed end where their own condition says so, and what is true now is held. What a
// person let pass stays passed.
func (d *Decider) reviewRules(tx *world.Tx, id string) {
	endPaid(tx, id)
	r := d.rules(tx.W)
	if r == nil || r.broken != nil || tx.W.Orders.Get(id).Closed != 0 {
		return
	}
	for i := range tx.W.Orders.Get(id).Holds {
		o := tx.W.Orders.Get(id)
		if h := &o.Holds[i]; h.Done == "" && d.releases(r, d.look(tx.W, o), h) {
			tx.Emit(&order.HoldEnded{Order: id, Hold: h.No, Done: "resolved", Why: "rule " + h.Rule + " releases it"})
		}
	}
	for _, section := range [...]policy.Section{policy.Validation, policy.Holds} {
		for _, h := range d.holdsBy(tx, r, section, d.look(tx.W, tx.W.Orders.Get(id))) {
			if o := tx.W.Orders.Get(id); !passed(o, &h) && holdsUnits(o, &h) {
				h.No = len(o.Holds) + 1
				tx.Emit(&order.Held{Order: id, Hold: h})
				d.recheckLater(tx)
			}
		}
	}
}

// releases reports whether the rule that placed a hold ends it.
func (d *Decider) releases(r *ruleset, at subject, h *order.Hold) bool {
	section, name, ok := cutRule(h.Rule)
	if !ok {
		return false
	}
	rule := r.set.Find(section, name)
	at.line = at.order.Line(h.Line)
	return rule != nil && rule.Released(at)
}

// passed reports whether a rule's hold stands already, or was released by a person.
func passed(o *order.Order, h *order.Hold) bool {
	return slices.ContainsFunc(o.Holds, func(old order.Hold) bool {
		return old.Rule == h.Rule && old.Line == h.Line && (old.Done == "" || old.Freed != "")
	})
}

// grade is what the policy says of an exception that is being raised.
func (d *Decider) grade(tx *world.Tx, x *exception.Exception) {
	r := d.rules(tx.W)
	if r == nil || r.broken != nil {
		return
	}
	at := subject{view: &view{w: tx.W, alarm: x}}
	if o := tx.W.Orders.Get(x.Subject.ID); x.Subject.Noun == order.NounOrder && o != nil {
		at = d.look(tx.W, o)
		at.view.alarm = x
	}
	var severity, due, queue bool
	r.first(policy.Service, "", at, func(rule *policy.Rule) bool {
		if rule.Severity != "" && !severity {
			severity, x.Rule = true, ruleName(policy.Service, rule.Name)
			_ = x.Severity.UnmarshalText([]byte(rule.Severity)) // it was checked
		}
		if rule.DueHours > 0 && !due {
			due, x.Rule = true, ruleName(policy.Service, rule.Name)
			x.Due = x.Opened.Add(time.Duration(rule.DueHours) * time.Hour)
		}
		if rule.Queue != "" && !queue {
			queue, x.Rule = true, ruleName(policy.Service, rule.Name)
			x.Queue = rule.Queue
		}
		return !severity || !due || !queue
	})
	if x.Rule != "" {
		x.Policy = r.n
	}
}
