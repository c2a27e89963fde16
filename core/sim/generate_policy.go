package sim

import (
	"andon/core"
	"andon/core/order"
	"andon/core/policy"
)

// conditions are true of some orders, of none, of all, or cannot be worked out.
func (g *generator) condition() string {
	if g.wild() {
		return pick(g, g.hostile(), "order.risk >", "order.nothing == 1", "1 == 1.5", "any(order.lines, any(order.lines, .qty > 0))")
	}
	return pick(g, "", "order.risk >= 50", "order.risk / (order.units - 2) > 10", "customer.exposure > amount('20')", "customer.class == 'trade'",
		"any(order.lines, .qty > 3)", "order.channel == 'CH1'", "order.country in ['FR', 'US']", "order.captured < order.computed", "has(order.tags, 'vip')", "order.goods > amount('10.00')")
}

func (g *generator) holdRule(name string) policy.Rule {
	r := policy.Rule{Name: name, When: g.condition(), Effects: policy.Effects{Hold: pick(g, "fraud", "credit", "payment", "compliance", "odd"), Blocks: pick(g, nil, []string{"source"}, []string{"ship"}, []string{"release"})}}
	if g.one(3) {
		r.Per, r.When = policy.PerLine, pick(g, "line.qty > 4", "sku.season == 'summer'", "stock.available < 2")
		if r.When == "stock.available < 2" {
			r.Release = "stock.available >= 2"
		}
	}
	switch g.IntN(2) {
	case 0:
		if r.Release = "order.risk < 30"; name == "b" { // what the order itself does not tell
			r.Release = "customer.exposure < amount('20')"
		}
	case 1:
		r.Hours, r.Reject = 1+g.IntN(40), g.one(2)
	}
	return r
}

func (g *generator) rulebook() policy.Document {
	money := func(n int) *policy.Money { m := policy.Money(g.IntN(n)) * 10_000; return &m }
	d := policy.Document{Title: g.text()}
	if g.one(2) {
		d.Holds = []policy.Rule{g.holdRule("a"), g.holdRule("b")}
	}
	if g.one(4) {
		d.Validation = []policy.Rule{{Name: "v", When: g.condition(), Effects: policy.Effects{Hold: "unsound"}}}
	}
	if g.one(2) {
		splits, complete := g.IntN(3), g.one(2)
		d.Sourcing = []policy.Rule{
			{Name: "price", When: g.condition(), Effects: policy.Effects{ExtraPackage: money(500), Waiting: money(900), Scarcity: money(100)}},
			{Name: "limit", When: g.condition(), Effects: policy.Effects{MaxSplits: &splits, MinValue: money(1500), Complete: &complete}},
			{Name: "dear", Per: policy.PerLocation, When: "location.id == 'L0'", Effects: policy.Effects{Cost: money(300)}},
			{Name: "out", Per: policy.PerLocation, When: "location.id == 'L1' and order.risk > 60", Effects: policy.Effects{Exclude: "kept for others"}},
		}
	}
	if g.one(2) {
		first, told := g.IntN(5)-2, g.one(2)
		d.Backorder = []policy.Rule{
			{Name: "first", When: g.condition(), Effects: policy.Effects{Priority: &first, CancelDays: g.IntN(4)}},
			{Name: "rest", When: g.condition(), Effects: policy.Effects{Remainder: pick(g, policy.Wait, policy.Cancel)}},
		}
		d.Promise = []policy.Rule{{Name: "tell", When: g.condition(), Effects: policy.Effects{Incoming: &told}}}
	}
	if g.one(2) {
		allow := !g.one(4)
		d.Substitution = []policy.Rule{{Name: "other", Per: policy.PerLine, When: pick(g, "", "line.qty < 4"), Effects: policy.Effects{Allow: &allow}}}
	}
	if g.one(3) {
		d.Service = []policy.Rule{{Name: "soon", When: "exception.queue == 'dock'", Effects: policy.Effects{DueHours: 1 + g.IntN(5), Severity: "critical"}}}
	}
	return d
}

// policyIn picks a policy in a state, and now and then any other.
func (g *generator) policyIn(states ...policy.State) string {
	var all []string
	g.w.Policies.Each(func(id string, p *policy.Policy) bool {
		for _, s := range states {
			if p.State == s {
				all = append(all, id)
			}
		}
		return true
	})
	if len(all) == 0 || g.wild() {
		return pick(g, "POL-1", "POL-99", "")
	}
	return pick(g, all...)
}

func draftPolicy(g *generator) core.Payload {
	c := &policy.DraftPolicy{Document: g.rulebook(), Comment: g.text()}
	if g.one(4) {
		c.Policy = g.policyIn(policy.Draft)
	}
	return c
}

func proposePolicy(g *generator) core.Payload {
	return &policy.Propose{Policy: g.policyIn(policy.Draft), Comment: g.text()}
}

func approvePolicy(g *generator) core.Payload {
	return &policy.Approve{Policy: g.policyIn(policy.Proposed), Comment: g.text()}
}

func returnPolicy(g *generator) core.Payload {
	return &policy.GiveBack{Policy: g.policyIn(policy.Proposed), Comment: g.text()}
}

func activatePolicy(g *generator) core.Payload {
	c := &policy.Activate{Policy: g.policyIn(policy.Approved, policy.Replaced), Comment: g.text()}
	if g.one(4) {
		c.From = g.later()
	}
	if g.one(8) {
		c.Policy = policy.None
	}
	return c
}

func inform(g *generator) core.Payload {
	id, o := g.order(anyOrder)
	c := &order.Inform{Order: id}
	if o != nil && o.External != "" && g.one(3) {
		c.Order, c.Channel, c.External = "", o.Channel, o.External
	}
	if g.one(2) {
		risk := g.IntN(101)
		c.Risk = &risk
	}
	if g.one(2) {
		c.Payment = &order.Payment{Captured: core.Amount(g.IntN(5_000))}
		if g.one(4) {
			c.Payment.Refunded = core.Amount(g.IntN(2_000))
		}
	}
	if g.one(5) {
		c.Tags = []string{pick(g, "vip", "gift")}
	}
	if g.wild() {
		c.External, c.Tags = g.hostile(), []string{g.hostile()}
	}
	return c
}
