package flow_test

import (
	"strings"
	"testing"

	"andon/core/flow"
	"andon/core/policy"
)

// TestDoubts proves that rules which can do nothing are named, and why, and that others
// are not.
func TestDoubts(t *testing.T) {
	t.Parallel()
	two, four, yes, no := 2, 4, true, false
	price := policy.Money(1_000_000)
	sourcing := func(rules ...policy.Rule) *policy.Document { return &policy.Document{Sourcing: rules} }
	holds := func(rules ...policy.Rule) *policy.Document { return &policy.Document{Holds: rules} }
	rule := func(name, when string, e policy.Effects) policy.Rule {
		return policy.Rule{Name: name, When: when, Effects: e}
	}
	per := func(per string, r policy.Rule) policy.Rule { r.Per = per; return r }
	splits, complete, hold := policy.Effects{MaxSplits: &two}, policy.Effects{Complete: &yes}, policy.Effects{Hold: "fraud"}
	for _, c := range []struct {
		doc  *policy.Document
		want string // of each doubt a part, in their order
	}{
		{sourcing(rule("all", "", splits), rule("big", `order.goods > amount("9.00")`, policy.Effects{MaxSplits: &four})), "big: the rule can do nothing: all stands before it"},
		{sourcing(rule("big", `order.goods > amount("9.00")`, splits), rule("all", "", splits)), ""},
		{sourcing(rule("big", `order.goods > amount("9.00")`, splits), rule("huge", `order.goods > amount("90.00") and order.guest`, splits)), "huge: the rule can do nothing: big"},
		{sourcing(rule("all", "", splits), rule("gift", `has(order.tags, "gift")`, complete)), ""},
		{sourcing(rule("all", "", splits), rule("both", "order.guest", policy.Effects{MaxSplits: &four, Complete: &no})), "both: max_splits of it can do nothing: all"},
		{sourcing(per("location", rule("dear", "", policy.Effects{Cost: &price})), per("location", rule("more", "", policy.Effects{Cost: &price}))), ""}, // costs add up
		{sourcing(per("location", rule("out", "", policy.Effects{Exclude: "all are"})), per("location", rule("more", "", policy.Effects{Cost: &price}))), "more: the rule can do nothing: out"},
		{sourcing(rule("all", "", splits), per("location", rule("out", `location.type == "store"`, policy.Effects{Exclude: "x"}))), ""},
		{holds(rule("a", "true", hold), rule("b", "order.risk > 80 and order.risk < 40", hold), rule("c", "1 > 2", hold)), "a: when: always true|b: when: no order.risk|c: when: never true"},
		{holds(rule("a", `customer.class == "vip" and customer.class == "trade"`, hold)), "a: when: no customer.class"},
		{holds(rule("a", "", hold), rule("b", "", hold)), ""}, // each counts
		{holds(rule("a", "order.risk >= 80", policy.Effects{Hold: "fraud", Release: "order.risk >= 40"})), "a: release: wherever the rule would hold"},
		{holds(rule("a", "order.risk >= 80", policy.Effects{Hold: "fraud", Release: "order.risk < 40"})), ""},
		{holds(rule("a", "order.risk >= 80", policy.Effects{Hold: "fraud", Release: "false"})), "a: release: never true"},
		{holds(rule("a", "order.risk >= 80", policy.Effects{Hold: "fruad"})), "a: hold: did you mean fraud"},
	} {
		if err := flow.CheckPolicy(c.doc); err != nil {
			t.Fatal(err)
		}
		doubts := flow.DoubtPolicy(c.doc)
		var wants []string
		if c.want != "" {
			wants = strings.Split(c.want, "|")
		}
		ok := len(doubts) == len(wants)
		for i := 0; ok && i < len(wants); i++ {
			_, field, _ := strings.Cut(doubts[i].At, ".")
			for _, part := range strings.Split(wants[i], ": ") {
				ok = ok && strings.Contains(field+" "+doubts[i].Error(), part)
			}
		}
		if !ok {
			t.Errorf("%v, want %q", doubts, c.want)
		}
	}
}
