package flow_test

import "testing"

// TestRulesEdges proves what rules do at the edges.
func TestRulesEdges(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, script string }{
		{"substitutes of each other at a closed location", `
			sku A instead=B
			sku B instead=A
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock A@L1 5
			stock B@L1 5
			close L1
			order web A consent
			= SO-1 goods1=A
			open L1
			= SO-1 goods1=A
			= SO-1/1 allocated=1`},
		{"a substitute that is not sold", `
			sku B blocked
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock B@L1 5
			order web A consent
			= SO-1 goods1=A`},
		{"a substitute for two lines and enough for one", `
			sku A instead=B
			sku C instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock B@L1 1
			order web A C consent
			= SO-1/1 allocated=1
			= SO-1/2 backordered=1
			stock C@L1 1
			= SO-1/2 allocated=1`},
		{"a ship-complete order of which two lines are substituted", `
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock B@L1 3
			order web A A*2 complete consent
			= SO-1/1 allocated=1
			= SO-1/2 allocated=2`},
		{"a substitute is asked about", `
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}], "holds": [{"name": "b", "per": "line", "when": "sku.id == 'B'", "hold": "compliance"}]}
			stock B@L1 3
			order web A consent
			= SO-1 goods1=B held=compliance`},
		{"a rule that is gone, and what it held", `
			policy {"holds": [{"name": "x", "when": "order.risk > 5", "hold": "fraud", "release": "order.risk < 3"}, {"name": "t", "hold": "cool", "hours": 4}]}
			stock A@L1 5
			order web A risk=9
			order web A risk=9 to=2
			policy {"holds": [{"name": "y", "when": "order.risk > 5", "hold": "fraud2"}]}
			= SO-1 held=fraud+cool
			inform SO-1 risk=2
			= SO-1 held=fraud+cool
			wait 4h
			= SO-1 held=fraud
			= SO-2 held=fraud+fraud2
			free SO-1 1
			= SO-1 held=
			= board fraud_check:SO-2 rule_hold:SO-2`},
		{"the channel cancels what was substituted", `
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock B@L1 3
			order web A*2 consent cust=K ext=1 ago=1h
			undo web A cust=K
			= SO-1/1 allocated=1 cancelled=1
			= board`},
		{"a price list after a substitution", `
			pricelist PL A*5 B*9
			chan web list=PL
			sku A instead=B
			policy {"substitution": [{"name": "asked", "per": "line", "allow": true}]}
			stock B@L1 3
			order web A*2 consent price=5 ext=1 rev=1
			= SO-1 goods1=B held=
			order web A*1 consent price=5 ext=1 rev=2
			= SO-1 goods1=B held=
			= SO-1/1 allocated=1 cancelled=1`},
		{"a person's cancellation of one order touches no other", `
			customer acme limit=1000 terms=30
			policy {"holds": [{"name": "credit", "when": "customer.exposure > customer.credit_limit", "hold": "credit", "release": "customer.exposure <= customer.credit_limit"}]}
			stock A@L1 20
			order web A cust=acme price=6 to=1
			order web A cust=acme price=5 to=2
			= SO-2 held=credit
			cancel SO-1
			= SO-1 handled=true
			= SO-2 held= handled=false`},
		{"nothing of what goes together is cancelled while a part of it is held", `
			policy {"holds": [{"name": "c", "per": "line", "when": "sku.id == 'C'", "hold": "compliance", "blocks": ["source"]}], "backorder": [{"name": "none", "remainder": "cancel"}]}
			stock A@L1 5
			stock C@L1 5
			order web A C complete
			= SO-1/1 open=1
			= SO-1/2 open=1
			free SO-1 1
			= SO-1/1 allocated=1
			= SO-1/2 allocated=1
			kit K A*1 C*1
			order web K to=2
			= SO-2/2 open=1
			= SO-2/3 open=1`},
		{"a time that ended while nothing was left to hold", `
			policy {"holds": [{"name": "pay", "when": "order.captured < order.computed", "hold": "payment", "hours": 2, "reject": true}]}
			stock A@L1 5
			stock B@L1 5
			order web A price=6
			cancel SO-1
			= SO-1 held=
			wait 3h
			amend SO-1 +B
			= SO-1 held=payment
			= SO-1/2 allocated=1
			wait 1h
			= SO-1/2 allocated=1
			wait 1h
			= SO-1/2 cancelled=1`},
		{"a line without units is not held again and again", `
			policy {"holds": [{"name": "few", "per": "line", "when": "line.qty < 5", "hold": "few", "hours": 1, "reject": true}]}
			order web A*0
			wait 1h
			wait 1h
			wait 1h
			= SO-1 held=quantity`},
		{"a channel's new version brings a score", `
			policy {"holds": [{"name": "x", "when": "order.risk > 5", "hold": "fraud"}]}
			stock A@L1 5
			order web A ext=1 rev=1
			= SO-1 held=
			order web A*2 ext=1 rev=2 risk=90
			= SO-1 held=fraud`},
		{"a program that releases a rule's hold", `
			policy {"holds": [{"name": "x", "when": "order.risk > 5", "hold": "fraud"}]}
			stock A@L1 5
			order web A risk=90
			free SO-1 1 by=conn
			= SO-1 held=`},
		{"a partly cancelled order owes less", `
			customer acme limit=1000 terms=30
			policy {"holds": [{"name": "credit", "when": "customer.exposure > customer.credit_limit", "hold": "credit", "release": "customer.exposure <= customer.credit_limit"}]}
			stock A@L1 20
			order web A*2 cust=acme price=5 to=1
			order web A cust=acme price=5 to=2
			= SO-2 held=credit
			cancel SO-1 1*1
			= SO-2 held=`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.script) })
	}
}
