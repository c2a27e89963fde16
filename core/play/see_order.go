package play

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
)

// A claim is something that can be seen of an order: got is what is there instead, where
// it is not so.
type claim struct {
	say string
	see func(r *run, o *order.Order, c *said) (got string, ok bool)
}

func claims() []claim {
	return slices.Concat(orderClaims(), packClaims(), returnClaims(), actionClaims())
}

func orderClaims() []claim {
	return []claim{
		{"status STATUS", func(_ *run, o *order.Order, c *said) (string, bool) { return is(o.Status(), c.text("STATUS")) }},
		{"promise DAY", func(r *run, o *order.Order, c *said) (string, bool) { return r.isDay(o.Promise(), c) }},
		{"ship DAY", func(r *run, o *order.Order, c *said) (string, bool) { return r.isDay(latest(o, 0, shipOf), c) }},
		{"deliver DAY", func(r *run, o *order.Order, c *said) (string, bool) { return r.isDay(latest(o, 0, deliverOf), c) }},
		{"promised first DAY", func(r *run, o *order.Order, c *said) (string, bool) { return r.isDay(firstPromise(o), c) }},
		{"line N ship DAY", func(r *run, o *order.Order, c *said) (string, bool) {
			return r.isDay(latest(o, int(c.n("N")), shipOf), c)
		}},
		{"line N deliver DAY", func(r *run, o *order.Order, c *said) (string, bool) {
			return r.isDay(latest(o, int(c.n("N")), deliverOf), c)
		}},
		{"line N is SKU", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofLine(o, c, func(l *order.Line) (string, bool) { return is(l.SKU, c.text("SKU")) })
		}},
		{"line N from PARTS", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofLine(o, c, func(l *order.Line) (string, bool) { return is(partsOf(o, l), sorted(c.text("PARTS"))) })
		}},
		{"line N BUCKETS", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofLine(o, c, func(l *order.Line) (string, bool) { return is(sorted(bucketsOf(l)), sorted(c.text("BUCKETS"))) })
		}},
		{"N lines", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(len(o.Lines), c, "lines") }},
		{"N packages", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(len(parcels(o)), c, "packages") }},
		{"N shipments", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(len(o.Shipments), c, "shipments") }},
		{"N exceptions", func(r *run, o *order.Order, c *said) (string, bool) {
			return isN(len(r.exceptionsOf(o)), c, "exceptions")
		}},
		{"QTY BUCKET [of SKU]", func(_ *run, o *order.Order, c *said) (string, bool) {
			return isN(inBucket(o, c.text("BUCKET"), c.text("SKU")), c, c.text("BUCKET"))
		}},
		{"from PLACES", func(_ *run, o *order.Order, c *said) (string, bool) {
			return is(strings.Join(places(o), " and "), strings.Join(slices.Sorted(slices.Values(strings.Split(c.text("PLACES"), " and "))), " and "))
		}},
		{"held by HOLD", func(_ *run, o *order.Order, c *said) (string, bool) {
			return "held by " + orNothing(holds(o)), slices.Contains(holds(o), c.text("HOLD"))
		}},
		{"not held", func(_ *run, o *order.Order, _ *said) (string, bool) {
			return "held by " + orNothing(holds(o)), len(holds(o)) == 0
		}},
		{"told NOTICE", func(_ *run, o *order.Order, c *said) (string, bool) { return is(told(o), c.text("NOTICE")) }},
		{"version N", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(int(o.Rev), c, "as version") }},
		{"priority QTY", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(o.Priority, c, "as priority") }},
		{"total AMOUNT", func(_ *run, o *order.Order, c *said) (string, bool) {
			return is(o.Currency.Format(o.Computed()), o.Currency.Format(amount(c.text("AMOUNT"), o.Currency)))
		}},
		{"service SERVICE", func(_ *run, o *order.Order, c *said) (string, bool) { return is(o.Service, c.text("SERVICE")) }},
		{"QTY pending", func(_ *run, o *order.Order, c *said) (string, bool) { return isN(pendingOf(o), c, "pending") }},
		{"ask N OUTCOME", func(_ *run, o *order.Order, c *said) (string, bool) {
			return is(outcome(o.Ask(int(c.n("N")))), c.text("OUTCOME"))
		}},
		{"sent by SERVICE", func(_ *run, o *order.Order, c *said) (string, bool) { return is(sentBy(o), c.text("SERVICE")) }},
		{"open", func(_ *run, o *order.Order, _ *said) (string, bool) { return "it is closed", o.Closed == 0 }},
		{"closed", func(_ *run, o *order.Order, _ *said) (string, bool) { return "it is open", o.Closed != 0 }},
	}
}

func seeOrderSentences() []Sentence {
	var items []string
	for _, c := range claims() {
		items = append(items, c.say)
	}
	return []Sentence{
		{Say: "see order ORDER", Items: items, needs: true, act: seeOrder,
			Help: "the order is so; \"line 1 allocated 2 backordered 1\" says where all units of the line are, dates are the latest of what is still to come"},
		{Say: "see no order ORDER", act: func(r *run, s *sentence) error {
			if o, err := r.order(s.text("ORDER")); err == nil {
				return differs("no order "+s.text("ORDER"), "one", r.aroundOrder(o)...)
			}
			return nil
		}, Help: "there is no such order"},
		{Say: "see why SUBJECT", Items: []string{"TEXT"}, needs: true, act: seeWhy, Help: "the explanation of an order's sourcing and waiting, or of what the rules of a policy did (POL-1), has these texts"},
		{Say: "see history of SUBJECT", Items: []string{"[N times] TEXT"}, needs: true, act: seeHistory, Help: "the history of an order, of stock as SKU@LOCATION, or of a policy has these texts"},
	}
}

func seeOrder(r *run, s *sentence) error {
	o, err := r.order(s.text("ORDER"))
	if err != nil {
		return err
	}
	for i := range s.items {
		c := &s.items[i]
		for _, known := range claims() {
			if known.say != c.form.text {
				continue
			}
			if got, ok := known.see(r, o, c); !ok {
				return differs(s.text("ORDER")+" "+c.words.text(), got, r.aroundOrder(o)...)
			}
		}
	}
	return nil
}

func is(got, want string) (string, bool) { return got, got == want }

func isN[T ~int | ~int64](got T, c *said, what string) (string, bool) {
	want := c.n("N")
	if c.has("QTY") {
		want = c.n("QTY")
	}
	return itoa(got) + " " + what, int64(got) == want
}

func (r *run) isDay(got core.Date, c *said) (string, bool) {
	if got == 0 {
		return "none", c.text("DAY") == "none"
	}
	return got.String(), got == r.date(c.text("DAY"))
}

func ofLine(o *order.Order, c *said, see func(*order.Line) (string, bool)) (string, bool) {
	if l := o.Line(int(c.n("N"))); l != nil {
		return see(l)
	}
	return fmt.Sprintf("%d lines", len(o.Lines)), false
}

func shipOf(p *order.Portion) core.Date    { return p.Ship }
func deliverOf(p *order.Portion) core.Date { return p.Deliver }

// latest is the latest date of units that are not final, of a line or (0) of all.
func latest(o *order.Order, line int, of func(*order.Portion) core.Date) (d core.Date) {
	for i := range o.Lines {
		for j := range o.Lines[i].Portions {
			if p := &o.Lines[i].Portions[j]; !p.Bucket.Final() && (line == 0 || o.Lines[i].No == line) {
				d = max(d, of(p))
			}
		}
	}
	return d
}

// sentBy names the services of the fulfillment orders that have units.
func sentBy(o *order.Order) string {
	var out []string
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; o.HereInFO(f.No) && !slices.Contains(out, f.Service) {
			out = append(out, f.Service)
		}
	}
	return strings.Join(out, " and ")
}

// told is what the customer was told last.
func told(o *order.Order) string {
	if o.More == nil || len(o.More.Notices) == 0 {
		return "nothing"
	}
	last := &o.More.Notices[0]
	for i := range o.More.Notices {
		if n := &o.More.Notices[i]; max(n.At, n.Restored) >= max(last.At, last.Restored) {
			last = n
		}
	}
	if last.Restored != 0 {
		return string(order.Restored)
	}
	return string(last.What)
}

// firstPromise is the delivery that was promised first, where another is promised now.
func firstPromise(o *order.Order) (d core.Date) {
	for i := range o.Lines {
		d = max(d, o.Lines[i].First)
	}
	return d
}

// bucketsOf says where all units of a line are.
func bucketsOf(l *order.Line) string {
	var out []string
	for b := order.Open; b <= order.Cancelled; b++ {
		if q := l.In(b); q != 0 {
			out = append(out, b.String()+" "+itoa(q))
		}
	}
	if l.Returned != 0 {
		out = append(out, "returned "+itoa(l.Returned))
	}
	return strings.Join(out, " ")
}

// sorted brings pairs of a name and a number into one order.
func sorted(pairs string) string {
	words := strings.Fields(pairs)
	var out []string
	for i := 0; i+1 < len(words); i += 2 {
		out = append(out, words[i]+" "+words[i+1])
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// partsOf says from which locations a line's units come.
func partsOf(o *order.Order, l *order.Line) string {
	sums := map[string]core.Quantity{}
	for _, p := range l.Portions {
		if f := o.FO(p.FO); f != nil && (p.Bucket.Here() || p.Bucket.Gone()) {
			sums[f.Location] += p.Qty
		}
	}
	var out []string
	for at, q := range sums {
		out = append(out, at+" "+itoa(q))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// inBucket sums units, of one SKU or ("") of all.
func inBucket(o *order.Order, name, sku string) (q core.Quantity) {
	for i := range o.Lines {
		switch l := &o.Lines[i]; {
		case sku != "" && l.SKU != sku:
		case name == "returned":
			q += l.Returned
		default:
			q += l.Sum(func(b order.Bucket) bool { return b.String() == name })
		}
	}
	return q
}

// parcels are the fulfillment orders that have or had something to send.
func parcels(o *order.Order) (out []*order.Fulfillment) {
	for i := range o.Fulfillments {
		if o.FOStatus(o.Fulfillments[i].No) != "cancelled" {
			out = append(out, &o.Fulfillments[i])
		}
	}
	return out
}

func places(o *order.Order) (out []string) {
	for _, f := range parcels(o) {
		out = append(out, f.Location)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holds are the types of the open holds.
func holds(o *order.Order) (out []string) {
	for i := range o.Holds {
		if o.Holds[i].Done == "" {
			out = append(out, o.Holds[i].Type)
		}
	}
	return out
}

func (r *run) exceptionsOf(o *order.Order) (out []*exception.Exception) {
	eachOpen(r.trial.World(), func(x *exception.Exception) {
		if x.Subject.Noun == order.NounOrder && x.Subject.ID == o.ID {
			out = append(out, x)
		}
	})
	return out
}
