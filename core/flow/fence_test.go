package flow_test

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
)

// fences reads fence=A@L1:250,B:500 (thousandths; no SKU is every SKU), lend=CHANNEL and
// keep=UNITS.
func (a *words) fences() (out []catalog.Fence) {
	for _, w := range strings.Split(a.named["fence"], ",") {
		what, share, ok := strings.Cut(w, ":")
		if !ok {
			continue
		}
		sku, location, _ := strings.Cut(what, "@")
		f := catalog.Fence{SKU: sku, Location: location, Share: a.s.number(share), LendKeep: core.Quantity(a.int("keep"))}
		if a.named["lend"] != "" {
			f.LendTo = []string{a.named["lend"]}
		}
		out = append(out, f)
	}
	return out
}

// lookReservation compares what a reservation counts.
func (s *script) lookReservation(id string, want []string) {
	s.t.Helper()
	r := s.w.Reservations.Get(id)
	if r == nil {
		s.fail("there is no reservation %s", id)
	}
	for _, pair := range want {
		name, value, _ := strings.Cut(pair, "=")
		if name == "holder" {
			if r.Holder != value {
				s.fail("its holder is %s", r.Holder)
			}
			continue
		}
		owes := ""
		if channel, ok := strings.CutPrefix(name, "owes:"); ok {
			name, owes = "owes", channel
		}
		got, known := map[string]core.Quantity{"qty": r.Qty, "owed": r.Owed, "taken": r.Taken, "repaid": r.Repaid, "away": r.Away,
			"granted": r.Granted(), "received": r.Received, "owes": r.Lent(owes)}[name]
		if !known || int64(got) != int64(s.number(value)) {
			s.fail("%s is %d in %+v", name, got, *r)
		}
	}
}

// TestFenceGrants proves that a fence is granted its share of all that is delivered,
// rounded down once, whatever the size of the deliveries, and of nothing else.
func TestFenceGrants(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"one delivery": `
			chan web fence=:300
			po P L1 A*100
			receive P 1*100
			= A@L1 available=70 reserved=30
			= RS-1 qty=30 granted=30 received=100 holder=channel/web
		`,
		"many small deliveries": `
			chan web fence=:300
			po P L1 A*10
			receive P 1*1
			receive P 1*1
			receive P 1*1
			= A@L1 available=3 reserved=0
			receive P 1*1
			= A@L1 available=3 reserved=1
			receive P 1*3
			= A@L1 available=5 reserved=2
			receive P 1*3
			= A@L1 available=7 reserved=3
			= RS-1 granted=3 received=10 owed=0
		`,
		"thirds of three channels": `
			chan a fence=:333
			chan b fence=:333
			chan c fence=:333
			po P L1 A*4
			receive P 1*2
			order web A*2
			receive P 1*1
			receive P 1*1
			= RS-1 granted=1 qty=1 owed=0
			= RS-2 granted=1 qty=1 owed=0
			= RS-3 granted=1 qty=0 owed=1
			= A@L1 available=0 reserved=2
			po Q L1 A*1
			receive Q 1*1
			= RS-3 qty=1 owed=0
			= A@L1 available=0 reserved=3
		`,
		"damaged goods, counts, adjustments, returns and hand moves are not shared": `
			chan web fence=:500
			po P L1 A*10
			receive P bad:1*4
			stock A@L1 6
			count A@L1 15
			move A@L1 5 to=L2
			= A@L1 available=6 reserved=0
			= A@L2 available=5 reserved=0
		`,
		"transfers count for a fence of a location and not for one of all": `
			chan web fence=:500
			chan mkt fence=@L2:500
			stock A@L1 20
			transfer T L1 L2 A*10
			dispatch T
			receive T 1*10
			= RS-1 holder=channel/mkt qty=5
			= A@L2 available=5 reserved=5
		`,
		"the fence that says most counts": `
			chan web fence=:100,A:200,@L2:300,A@L2:400
			po P L1 A*10 B*10
			receive P 1*10 2*10
			po Q L2 A*10 B*10
			receive Q 1*10 2*10
			= A@L1 reserved=2
			= B@L1 reserved=1
			= A@L2 reserved=4
			= B@L2 reserved=3
		`,
		"another share counts from then on": `
			chan web fence=:500
			po P L1 A*9
			receive P 1*3
			= RS-1 granted=1
			chan web fence=:250
			receive P 1*2
			= RS-1 granted=2 qty=2
			chan web
			receive P 1*4
			= RS-1 granted=2 qty=2 received=5
		`,
		"together they may not be granted more than arrives": `
			chan web fence=:600
			chan mkt fence=A:400
			chan shop fence=A@L2:1
			! invalid
			chan mkt fence=B@L1:401
			! invalid
			chan shop fence=@L1:400
			! invalid
			chan mkt fence=B@L1:400
			chan shop fence=@L1:400
			! invalid
			chan mkt
			chan shop fence=@L1:400
			chan shop fence=@L1:1001
			! invalid
			chan shop fence=NOPE:1
			! not_found
			chan shop fence=@NOPE:1
			! not_found
			chan shop fence=A:1,A:2
			! invalid
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, text) })
	}
}

// TestFenceSells proves that fenced units are promised to orders of their channel alone,
// before free ones, and go back to the fence they came from.
func TestFenceSells(t *testing.T) {
	t.Parallel()
	const fenced = `
		chan mkt
		chan web fence=:300
		po P0 L1 A*10
		receive P0 1*10
		= A@L1 available=7 reserved=3
	`
	for name, text := range map[string]string{
		"others get the free units and wait for the rest": `
			order mkt A*9
			= SO-1/1 allocated=7 backordered=2
			= A@L1 available=0 reserved=3 allocated=7
			order web A*2
			= SO-2/1 allocated=2
			= RS-1 qty=1 taken=2
			order web A*2
			= SO-3/1 allocated=1 backordered=1
			= A@L1 available=0 reserved=0 allocated=10
		`,
		"the channel takes its own first": `
			order web A*4
			= A@L1 available=6 reserved=0 allocated=4
			= RS-1 qty=0 taken=3
			order mkt A*6
			= SO-2/1 allocated=6
		`,
		"a cancelled order gives back to the fence first": `
			order web A*5
			cancel SO-1 1*1
			= A@L1 available=5 reserved=1
			cancel SO-1
			= A@L1 available=7 reserved=3
			= RS-1 qty=3 taken=0
		`,
		"what went back is for the channel alone": `
			order web A*3
			order mkt A*9
			= SO-2/1 allocated=7 backordered=2
			order web A*1
			= SO-3/1 backordered=1
			cancel SO-1 1*2
			= SO-3/1 allocated=1
			= SO-2/1 allocated=7 backordered=2
			= RS-1 qty=1 taken=2
		`,
		"two lines of one SKU, and a kit, share it": `
			kit K A*2 B*1
			stock B@L1 9
			order web A*2 K*4 A*1
			= SO-1/1 allocated=2
			= SO-1/3 allocated=8
			= SO-1/5 backordered=1
			= A@L1 available=0 reserved=0 allocated=10
			cancel SO-1 2*4
			= SO-1/5 allocated=1
			= RS-1 qty=0 taken=3
			= A@L1 available=7 reserved=0 allocated=3
		`,
		"a kit that needs more than the channel may have waits whole": `
			kit K A*8 B*1
			stock B@L1 9
			order mkt K*1
			= SO-1/2 backordered=8
			= SO-1/3 backordered=1
			order web K*1
			= SO-2/2 allocated=8
			= A@L1 available=2 reserved=0
		`,
		"a delivery fills who may have it": `
			order mkt A*8
			order web A*4
			= SO-2/1 allocated=3 backordered=1
			po P L1 A*10
			receive P 1*4
			= SO-1/1 allocated=8
			= SO-2/1 allocated=4
			= RS-1 qty=0 owed=0 taken=4 granted=4
			= A@L1 available=2 reserved=0
		`,
		"a rejected order gives back, and the location is avoided": `
			order web A*3
			reject SO-1/1
			= SO-1/1 backordered=3
			= A@L1 available=7 reserved=3
			= RS-1 taken=0
		`,
		"units that a pick misses are owed to the fence": `
			order web A*4
			accept SO-1/1
			pick SO-1/1 1*1 short 1*3
			= SO-1/1 picked=1 backordered=3
			= RS-1 taken=0 owed=3 qty=0
			= A@L1 quality_control=9 available=0
			wait 1m
			count A@L1 10
			= A@L1 quality_control=0 available=6 reserved=0 allocated=3
			= RS-1 taken=3 owed=0 granted=3
			= SO-1/1 picked=1 allocated=3
		`,
		"shipped units are the channel's sales; what comes back is free": `
			order web A*4
			accept SO-1/1
			pick SO-1/1
			pack SO-1/1
			ship SO-1/1 1*2
			= RS-1 taken=3
			cancel SO-1
			= RS-1 taken=1 qty=2
			deliver SO-1 1
			return SO-1 L1 1*2
			= A@L1 available=8 reserved=2 on_hand=10
		`,
		"a fact draws on safety stock, then on fences, then on promises": `
			move A@L1 1 available safety_stock
			order mkt A*5
			sale A@L1 3
			= A@L1 available=0 safety_stock=0 reserved=2 allocated=5
			sale A@L1 2
			= A@L1 available=0 reserved=0 allocated=5
			= RS-1 qty=0 owed=3
			sale A@L1 1
			= SO-1/1 allocated=4 backordered=1
			= A@L1 available=0 on_hand=4
			adjust A@L1 4
			= RS-1 qty=3 owed=0
			= SO-1/1 allocated=5
		`,
		"broken units of a fence go to the fact, and are owed": `
			order web A*10
			= RS-1 taken=3
			sale A@L1 9
			= SO-1/1 allocated=1 backordered=9
			= RS-1 taken=1 owed=2 qty=0
			= A@L1 available=0 allocated=1 on_hand=1
		`,
		"the fence of the channel that is filled last is drawn on first": `
			chan mkt prio=5 fence=B:500
			chan web prio=1 fence=B:500
			po P L1 B*4
			receive P 1*4
			= RS-2 holder=channel/mkt qty=2
			= RS-3 holder=channel/web qty=2
			sale B@L1 3
			= RS-2 qty=0 owed=2
			= RS-3 qty=1 owed=1
		`,
		"a reservation by hand is taken before it expires, and first": `
			reserve A@L1 2 for=2h
			reserve A@L1 1 of=person/lead
			= A@L1 available=4 reserved=6
			order web A*4
			= A@L1 available=4 reserved=2 allocated=4
			= RS-2 qty=0
			= RS-1 qty=1 taken=2
			cancel SO-1 1*1
			= A@L1 available=4 reserved=3
			wait 3h
			cancel SO-1
			= A@L1 available=6 reserved=4
			= RS-1 qty=3 taken=0
			sale A@L1 9
			= A@L1 available=0 reserved=1
		`,
		"what nobody of the channel has taken is free when it expires": `
			order mkt A*9
			reserve A@L1 1
			! stock_insufficient
			cancel SO-1 1*3
			= SO-1/1 allocated=6 cancelled=3
			order mkt A*2
			= SO-2/1 allocated=1 backordered=1
			cancel SO-2 1*1
			cancel SO-1 1*1
			= SO-2/1 allocated=1 cancelled=1
			reserve A@L1 1 for=1h
			order mkt A*1
			= SO-3/1 backordered=1
			wait 2h
			= SO-3/1 allocated=1
		`,
		"a fence released by hand is for all, and still the fence": `
			unreserve RS-1 qty=2
			= RS-1 qty=1 away=2
			order mkt A*9
			= SO-1/1 allocated=9
			unreserve RS-1
			unreserve RS-1
			! invalid
			po P L1 A*10
			receive P 1*10
			= RS-1 granted=6 qty=3 away=3
		`,
		"an amended order gives back": `
			order web A*4
			amend SO-1 1*1
			= A@L1 available=6 reserved=3 allocated=1
			amend SO-1 to=5
			= A@L1 available=7 reserved=2 allocated=1
			= RS-1 qty=2 taken=1
			reopen
			amend SO-1 1*3
			= A@L1 available=7 reserved=0 allocated=3
		`,
		"ship complete takes both": `
			order web complete A*10
			= SO-1/1 allocated=10
			cancel SO-1
			order mkt complete A*8
			= SO-2/1 backordered=8
			= A@L1 available=7 reserved=3
		`,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(t, fenced+text) })
	}
}
