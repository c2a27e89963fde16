package flow_test

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/policy"
)

// TestRulesHold proves that rules hold orders and lines, that each hold ends by its own
// rule, by a person or by time, and that what a person let pass stays passed.
func TestRulesHold(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, script string }{
		{"a fraud score holds until a checker clears it", `
			policy {"holds": [{"name": "fraud", "when": "order.risk >= 80", "hold": "fraud", "release": "order.risk < 40"}]}
			stock A@L1 5
			order web A risk=90
			= SO-1 held=fraud rules=holds.fraud
			= SO-1/1 allocated=1
			= board fraud_check:SO-1
			accept SO-1/1
			! held
			inform SO-1 risk=60
			= SO-1 held=fraud
			inform SO-1 risk=10
			= SO-1 held=
			= board
			accept SO-1/1`},
		{"a later score holds an order that was clear", `
			policy {"holds": [{"name": "fraud", "when": "order.risk >= 80", "hold": "fraud"}]}
			stock A@L1 5
			order web A
			= SO-1 held=
			inform SO-1 risk=95
			= SO-1 held=fraud
			free SO-1 1
			= SO-1 held=
			inform SO-1 risk=99
			= SO-1 held=`},
		{"several holds at once, each blocking its own steps", `
			policy {"holds": [{"name": "fraud", "when": "order.risk >= 80", "hold": "fraud", "blocks": ["ship"]}, {"name": "export", "when": "order.country == 'GB'", "hold": "compliance", "blocks": ["source"]}]}
			stock A@L1 5
			order web A risk=90
			= SO-1 held=fraud+compliance
			= SO-1/1 open=1
			= board fraud_check:SO-1 compliance:SO-1
			free SO-1 2
			= SO-1/1 allocated=1
			accept SO-1/1
			pick SO-1/1
			deny SO-1 1
			= SO-1 status=cancelled
			= board put_back:SO-1/F1/1`},
		{"a kit is asked about as a whole", `
			kit K A*2 B
			policy {"holds": [{"name": "many", "per": "line", "when": "line.qty > 1 and sku.kit", "hold": "odd"}, {"name": "free", "per": "line", "when": "line.price == amount('0')", "hold": "free"}]}
			stock A@L1 20
			stock B@L1 20
			order web K*2 price=5
			= SO-1 held=odd
			= board rule_hold:SO-1/1
			accept SO-1/1
			! held`},
		{"a line alone is held", `
			policy {"holds": [{"name": "many", "per": "line", "when": "line.qty > 5", "hold": "quantity_check"}]}
			stock A@L1 20
			stock B@L1 20
			order web A*6 B*2
			= SO-1 held=quantity_check
			= board rule_hold:SO-1/1`},
		{"credit counts what other open orders owe, and payment frees the oldest", `
			customer acme limit=1000 terms=30
			policy {"holds": [{"name": "credit", "when": "customer.known and customer.exposure > customer.credit_limit", "hold": "credit", "release": "customer.exposure <= customer.credit_limit"}]}
			stock A@L1 20
			order web A cust=acme price=6 to=1
			= SO-1 held=
			order web A cust=acme price=5 to=2
			= SO-2 held=credit
			order web A*2 cust=acme price=5 to=3
			= SO-3 held=credit
			inform SO-1 captured=600
			= SO-2 held=credit
			cancel SO-3
			= SO-2 held=
			= board`},
		{"unpaid after two hours is cancelled by itself", `
			policy {"holds": [{"name": "pay", "when": "order.authorised < order.computed and order.captured < order.computed", "hold": "payment", "release": "order.captured >= order.computed", "hours": 2, "reject": true}]}
			stock A@L1 5
			order web A price=6
			order web A price=6 to=2
			= board payment_open:SO-1 payment_open:SO-2
			inform SO-2 captured=600
			= SO-2 held=
			wait 3h
			= SO-1 status=cancelled
			= SO-2 status=allocated
			= board`},
		{"a time to think ends by release, once", `
			policy {"holds": [{"name": "cool", "hold": "cooling_off", "hours": 1}]}
			stock A@L1 5
			order web A
			= SO-1 held=cooling_off
			wait 1h
			= SO-1 held=
			inform SO-1 risk=3
			= SO-1 held=`},
		{"a rule that is too costly for an order holds it", `
			policy {"holds": [{"name": "pairs", "when": "any(order.lines, any(order.lines, .qty > 5))", "hold": "odd"}]}
			order web` + strings.Repeat(" A", 400) + `
			= SO-1 held=odd
			order web A A
			= SO-2 held=`},
		{"what cannot be worked out is held", `
			policy {"holds": [{"name": "odd", "when": "order.units / (order.risk - 1) > 10", "hold": "odd"}]}
			stock A@L1 5
			order web A risk=1
			= SO-1 held=odd
			order web A risk=2 to=2
			= SO-2 held=`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.script) })
	}
}

// TestRulesSteer proves what rules change about sourcing and waiting.
func TestRulesSteer(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, script string }{
		{"a location is excluded by rule", `
			policy {"sourcing": [{"name": "no L1", "per": "location", "when": "location.id == 'L1'", "exclude": "it is kept for shops"}]}
			stock A@L1 5
			stock A@L2 5
			order web A
			= SO-1 from=L2`},
		{"a dearer package moves the order elsewhere", `
			policy {"sourcing": [{"name": "dear", "per": "location", "when": "location.id == 'L1'", "cost": "5.00"}]}
			stock A@L1 5
			stock A@L2 5
			order web A
			= SO-1 from=L2`},
		{"at most one package", `
			policy {"sourcing": [{"name": "one", "max_splits": 1}]}
			stock A@L1 5
			stock B@L2 5
			order web A B
			= SO-1 fos=1`},
		{"both parts of a split have to be worth it", `
			policy {"sourcing": [{"name": "least", "min_value": "10.00"}]}
			stock A@L1 5
			stock B@L2 5
			order web A*2 B price=6
			= SO-1 fos=0
			= SO-1/1 backordered=2
			stock B@L1 1
			= SO-1/1 allocated=2
			= SO-1/2 allocated=1`},
		{"ship complete by class, and nothing waits: all or nothing", `
			customer trade class=trade
			policy {"sourcing": [{"name": "trade goes whole", "when": "customer.class == 'trade'", "complete": true}], "backorder": [{"name": "trade waits for nothing", "when": "customer.class == 'trade'", "remainder": "cancel"}]}
			stock A@L1 5
			order web A*2 B cust=trade
			= SO-1 status=cancelled
			= A@L1 available=5
			order web A*2 B to=2
			= SO-2/1 allocated=2
			= SO-2/2 backordered=1`},
		{"what was taken to wait goes on waiting under a policy that cancels", `
			order web A*2
			policy {"backorder": [{"name": "none waits", "remainder": "cancel"}]}
			stock A@L1 1
			= SO-1/1 allocated=1 backordered=1
			order web A
			= SO-2 status=cancelled
			hold SO-1 blocks=source
			order web A*3 prio=-1
			= SO-3 status=cancelled
			policy {"holds": [{"name": "held", "hold": "x", "blocks": ["source"]}], "backorder": [{"name": "none waits", "remainder": "cancel"}]}
			order web A*2
			policy {"backorder": [{"name": "none at all waits", "remainder": "cancel"}]}
			free SO-4 1
			= SO-4 status=cancelled
			free SO-1 1
			= SO-1/1 allocated=1 backordered=1`},
		{"priority by class fills first", `
			customer trade class=trade
			policy {"backorder": [{"name": "trade_first", "when": "customer.class == 'trade'", "priority": -10}]}
			order web A
			order web A cust=trade to=2
			= SO-2 prio=-10 rules=backorder.trade_first
			stock A@L1 1
			= SO-2/1 allocated=1
			= SO-1/1 backordered=1`},
		{"what waits too long is cancelled by itself", `
			policy {"backorder": [{"name": "two days", "when": "order.units > 1", "cancel_days": 2}]}
			order web A*2
			order web A to=2
			wait 49h
			= SO-1 status=cancelled
			= SO-2/1 backordered=1`},
		{"units on their way are promised by rule", `
			policy {"promise": [{"name": "tell", "when": "order.total == amount('0')", "incoming": true}]}
			po P1 L1 A*5 due=+3
			order web A
			= SO-1 promise=+4`},
		{"with consent something else goes in its place", `
			sku A instead=B+C
			policy {"substitution": [{"name": "asked", "per": "line", "when": "order.substitutes and line.qty < 10", "allow": true}]}
			stock C@L1 5
			order web A*2 consent
			= SO-1 goods1=C
			= SO-1/1 allocated=2
			order web A*2 to=2
			= SO-2 goods1=A
			= SO-2/1 backordered=2
			order web A*9 consent to=3
			= SO-3/1 backordered=9
			stock B@L2 9
			= SO-3 goods1=B
			= SO-3/1 allocated=9
			= board short:SO-2/1`},
		{"two that stand for each other, and that nobody can ship, are not exchanged for ever", `
			sku A instead=B
			sku B instead=A
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock A@L1 5
			stock B@L1 5
			close L1
			order web A*2 consent
			= SO-1/1 backordered=2
		`},
		{"no substitute where some of the line is there", `
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock A@L1 1
			stock B@L1 9
			order web A*2 consent
			= SO-1/1 allocated=1 backordered=1`},
		{"a returned-to version decides again", `
			policy {"holds": [{"name": "all", "hold": "all"}]}
			policy {"holds": [{"name": "none", "when": "false", "hold": "none"}]}
			stock A@L1 5
			order web A
			= SO-1 held=`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.script) })
	}
}

// TestPolicyChecked proves that a document which could not decide is refused, with the
// section, the rule and the place.
func TestPolicyChecked(t *testing.T) {
	t.Parallel()
	splits := -1
	cases := []struct {
		doc  policy.Document
		want string // part of the error
	}{
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "order.risk > 'x'", Effects: policy.Effects{Hold: "h"}}}}, "holds.a"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "order.rsk > 1", Effects: policy.Effects{Hold: "h"}}}}, "order.risk"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "line.qty > 3", Effects: policy.Effects{Hold: "h"}}}}, "rules with per: line may speak of it"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "always", Effects: policy.Effects{Hold: "h"}}}}, ""},
		{policy.Document{Holds: []policy.Rule{{Name: "a"}}}, "sets nothing"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", Effects: policy.Effects{Hold: "h", Exclude: "x"}}}}, "belongs to sourcing"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", Effects: policy.Effects{Hold: "h"}}, {Name: "a", Effects: policy.Effects{Hold: "h"}}}}, "twice"},
		{policy.Document{Sourcing: []policy.Rule{{Name: "a", Effects: policy.Effects{MaxSplits: &splits}}}}, "max_splits"},
		{policy.Document{Sourcing: []policy.Rule{{Name: "a", Effects: policy.Effects{Exclude: "x"}}}}, "per"},
		{policy.Document{Service: []policy.Rule{{Name: "a", Effects: policy.Effects{Queue: "nobody"}}}}, "there is no queue"},
		{policy.Document{Service: []policy.Rule{{Name: "a", Per: "line", Effects: policy.Effects{DueHours: 1}}}}, "not asked per"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "order.risk > 5", Effects: policy.Effects{Hold: "h"}}},
			Examples: []policy.Example{{Section: "holds", Rule: "a", Given: []policy.Given{{Name: "order.risk", Value: "5"}}, True: true}}}, "example 1 comes out false"},
		{policy.Document{Holds: []policy.Rule{{Name: "a", When: "order.total > amount('9.99') and has(order.tags, 'vip')", Effects: policy.Effects{Hold: "h"}}},
			Examples: []policy.Example{{Section: "holds", Rule: "a", Given: []policy.Given{{Name: "order.total", Value: "10"}, {Name: "order.tags", Value: "vip"}}, True: true}}}, ""},
	}
	for _, c := range cases {
		err := flow.CheckPolicy(&c.doc)
		if got := errorText(err); !contains(got, c.want) || (c.want == "") != (err == nil) {
			t.Errorf("%+v: %q, want %q", c.doc, got, c.want)
		}
	}
}

// TestPolicyLife proves who may do what with a policy, and when.
func TestPolicyLife(t *testing.T) {
	t.Parallel()
	doc := policy.Document{Holds: []policy.Rule{{Name: "all", Effects: policy.Effects{Hold: "all"}}}}
	s := run(t, `stock A@L1 5`)
	act := func(actor string, body core.Payload, want core.Code) {
		t.Helper()
		s.do(core.Command{Actor: actor, Body: body})
		if got := core.CodeOf(s.err); got != want {
			t.Fatalf("%s %T: %q (%v), want %q", actor, body, got, s.err, want)
		}
		s.err = nil
	}
	act("lead", &policy.DraftPolicy{Document: doc, Comment: "first"}, "")
	act("lead", &policy.Approve{Policy: "POL-1", Comment: "yes"}, core.CodeState)
	act("lead", &policy.Propose{Policy: "POL-1", Comment: "please"}, "")
	act("lead", &policy.DraftPolicy{Policy: "POL-1", Document: doc, Comment: "again"}, core.CodeState)
	s.w.Load(&catalog.Person{ID: "hand", Roles: []catalog.Role{catalog.Operator}}, catalog.NounPerson)
	act("lead", &policy.Approve{Policy: "POL-1", Comment: "yes"}, core.CodeForbidden)
	s.w.Load(&catalog.Person{ID: "other", Roles: []catalog.Role{catalog.Lead}}, catalog.NounPerson)
	act("lead", &policy.Approve{Policy: "POL-1", Comment: "yes"}, core.CodeForbidden)
	act("lead", &policy.Activate{Policy: "POL-1", Comment: "go"}, core.CodeState)
	act("other", &policy.Approve{Policy: "POL-1", Comment: "yes"}, "")
	act("lead", &policy.Activate{Policy: "POL-1", Comment: "go", From: noon - 1}, core.CodeInvalid)
	act("lead", &policy.Activate{Policy: "POL-1", Comment: "go", From: noon + 3_600_000}, "")
	s.play(`
		order web A
		= SO-1 held=
		wait 2h
		order web A to=2
		= SO-2 held=all`)
	act("lead", &policy.Activate{Policy: policy.None, Comment: "off", From: noon + 24*3_600_000}, core.CodeInvalid)
	act("lead", &policy.Activate{Policy: policy.None, Comment: "off"}, "")
	s.play(`
		order web A to=3
		= SO-3 held=`)
	act("lead", &policy.Activate{Policy: "POL-1", Comment: "return to it"}, "")
	s.play(`
		order web A to=4
		= SO-4 held=all`)
	if p := s.w.Policies.Get("POL-1"); p.State != policy.Active || len(p.Steps) != 7 {
		t.Errorf("%+v", p)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func contains(s, part string) bool { return strings.Contains(s, part) }

// TestTouchless proves which orders count as touched by a person.
func TestTouchless(t *testing.T) {
	t.Parallel()
	s := run(t, `
		stock A@L1 9
		order web A to=1
		accept SO-1/1
		pick SO-1/1
		pack SO-1/1
		ship SO-1/1
		deliver SO-1 1
		= SO-1 handled=false closed=true
		order web A to=2
		cancel SO-2
		= SO-2 handled=true
		order web A to=3
		hold SO-3
		free SO-3 1
		= SO-3 handled=true
		order web A to=4
		hold SO-4 by=conn
		= SO-4 handled=false`)
	if m := s.w.Shop(); m.Finished != 2 || m.Touchless != 1 {
		t.Errorf("%d of %d are touchless, want 1 of 2", m.Touchless, m.Finished)
	}
}
