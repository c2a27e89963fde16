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
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { t.Parallel(); run(t, c.script) })
	}
}
