package flow_test

import (
	"testing"

	"andon/core/order"
)

// TestRecheck proves that every hold which its rule would end does end by itself, however
// many orders wait for it, and whatever it was that they waited for.
func TestRecheck(t *testing.T) {
	t.Parallel()
	const credit = `policy {"holds": [{"name": "credit", "when": "customer.known and customer.exposure > customer.credit_limit", "hold": "credit", "release": "customer.exposure <= customer.credit_limit"}]}` + "\n"
	for _, c := range []struct {
		name, script string
		held         int
	}{
		{"a customer's limit is raised for hundreds of orders", "stock A@L1 100000\ncustomer K terms=30 limit=10\n" + credit +
			each(400, "order web A*# cust=K price=1 to=#") + "= SO-1 held=credit\ncustomer K terms=30 limit=9999999\n", 0},
		{"what is cancelled lets all others go", credit + "stock A@L1 100000\ncustomer K terms=30\n" +
			each(120, "order web A*# cust=K price=1 to=#") + "customer K terms=30 limit=725000\n" +
			"= SO-120 held=credit\n" + "cancel SO-10\n= SO-1 held=\n", 0},
		{"orders of two customers, one of whom pays", credit + "stock A@L1 100000\ncustomer K terms=30\ncustomer J terms=30\n" +
			each(130, "order web A*# cust=K price=1 to=#") + each(70, "order web A*# cust=J price=1 to=#") + "customer J terms=30 limit=9999999\n", 130},
		{"others leave, so that less is owed", credit + "stock A@L1 9\ncustomer K terms=30 limit=100\norder web A*1 cust=K price=1 to=1\norder web B*1 cust=K price=1 to=2\n" + `
			= SO-2 held=credit
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1
			= SO-1 closed=false
			deliver SO-1 1
			= SO-1 closed=true
			wait 59m
			= SO-2 held=credit
			wait 1m
		`, 0},
		{"an amendment makes another order smaller", credit + "stock A@L1 9\ncustomer K terms=30 limit=200\norder web A*2 cust=K price=1 to=1\norder web B*1 cust=K price=1 to=2\n" + `
			= SO-2 held=credit
			amend SO-1 1*1
		`, 0},
		{"goods come that say nothing to orders which are held", `policy {"holds": [{"name": "scarce", "per": "line", "when": "stock.available < 5", "hold": "compliance", "release": "stock.available >= 5"}]}` + "\n" +
			each(130, "order web A*1 to=#") + "stock A@L1 100000\n= SO-130 held=compliance\nwait 60m\n", 0},
		{"another policy lets them go", credit + "stock A@L1 100000\ncustomer K terms=30\n" + each(130, "order web A*# cust=K price=1 to=#") +
			`policy {"holds": [{"name": "credit", "when": "order.risk > 50", "hold": "credit", "release": "order.risk <= 50"}]}`, 0},
		{"a shop that is opened again goes on", credit + "stock A@L1 9\ncustomer K terms=30\norder web A*1 cust=K price=1 to=1\nreopen\ncustomer K terms=30 limit=100\n", 0},
		{"what people hold stays", credit + "stock A@L1 9\ncustomer K terms=30\norder web A*1 cust=K price=1 to=1\nhold SO-1\ncustomer K terms=30 limit=100\nwait 5h\n", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := run(t, c.script)
			held := 0
			s.w.Orders.Each(func(_ string, o *order.Order) bool {
				if o.Holding(0) != 0 || o.Holding(1) != 0 {
					held++
				}
				return true
			})
			if held != c.held {
				t.Errorf("%d orders are held, want %d", held, c.held)
			}
		})
	}
}
