package sim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/world"
)

// The actors: one for each role, two connectors, and somebody whom nobody knows.
const (
	owner    = "owner"
	admin    = "admin"
	lead     = "lead"
	operator = "operator"
	finance  = "finance"
	viewer   = "viewer"
	web      = "conn-web"
	till     = "conn-till"
	nobody   = "nobody"
)

// generator says what people and connectors say. It looks at the published world as
// they do; it may be wrong by the time that it is heard.
type generator struct {
	*rand.Rand
	opt  Options
	w    *world.World
	now  core.Instant // wall time as the sender sees it
	n    int          // commands made so far: for keys and numbers
	said []string     // submits as JSON, to be edited and repeated
}

func (g *generator) one(n int) bool { return g.IntN(n) == 0 }
func (g *generator) wild() bool     { return g.IntN(100) < g.opt.Wild }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// qty is a likely quantity, and sometimes an unlikely one.
func (g *generator) qty(most int) core.Quantity {
	if g.wild() {
		return pick(g, 0, -1, -7, 1_000, core.MaxQuantity, core.MaxQuantity+1, 1<<62, -1<<63)
	}
	return core.Quantity(1 + g.IntN(max(most, 1)))
}

// hostile is text that tries to break out of where it stands.
func (g *generator) hostile() string {
	return pick(g, "", " ", "a\x00b", "\x1b[31mred\x1b[0m", "\u202eevil", "=1+1", "x@y!z/w", strings.Repeat("长", 50), strings.Repeat("A", 1_900), strings.Repeat("B", 40_000),
		"SO-1", "EX-1", "\n", "\xff\xfe", "SO-18446744073709551615")
}

func (g *generator) text() string {
	if g.wild() {
		return g.hostile()
	}
	return pick(g, "asked by phone", "counted", "broken on the way", "as agreed")
}

// The catalog is small, so that orders fight for units.
func skuID(i int) string      { return fmt.Sprintf("S%d", i) }
func locationID(i int) string { return fmt.Sprintf("L%d", i) }
func channelID(i int) string  { return fmt.Sprintf("CH%d", i) }

func (g *generator) sku() string {
	switch {
	case g.wild():
		return pick(g, "NOPE", g.hostile(), "s0", "5000000000000")
	case g.one(5):
		return pick(g, "KIT1", "KIT2", "GIFT", "PRE", "s0-alias", "DRAFT", "END")
	}
	return g.tracked()
}

func (g *generator) tracked() string { return skuID(g.IntN(g.opt.SKUs)) }

func (g *generator) location() string {
	if g.wild() {
		return pick(g, "NOWHERE", g.hostile())
	}
	return locationID(g.IntN(g.opt.Locations))
}

func (g *generator) channel() string {
	if g.wild() {
		return pick(g, "NONE", g.hostile())
	}
	return channelID(g.IntN(g.opt.Channels))
}

func (g *generator) customer() string {
	if g.wild() {
		return g.hostile()
	}
	return pick(g, "", "C1", "C1", "C2", "C3")
}

// instant is a moment around now, mostly before.
func (g *generator) instant() core.Instant {
	if g.wild() {
		return pick(g, 0, 1, g.now.Add(400*24*time.Hour), core.InstantOf(time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC)), core.InstantOf(time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	return g.now.Add(-time.Duration(g.IntN(4*24*60)) * time.Minute)
}

// later is a moment to come.
func (g *generator) later() core.Instant {
	if g.wild() {
		return g.instant()
	}
	return g.now.Add(time.Duration(1+g.IntN(5*24*60)) * time.Minute)
}

func (g *generator) day() core.Date {
	if g.wild() {
		return pick[core.Date](g, 0, -20_000, 80_000)
	}
	return core.DateIn(g.now, time.UTC) + core.Date(g.IntN(12)-2)
}

// orders lists the orders in memory that satisfy the test.
func (g *generator) orders(test func(*order.Order) bool) []*order.Order {
	var out []*order.Order
	g.w.Orders.Each(func(_ string, o *order.Order) bool {
		if test(o) {
			out = append(out, o)
		}
		return true
	})
	return out
}

// order is the id of an order: one that satisfies the test where there is one, or any.
func (g *generator) order(test func(*order.Order) bool) (string, *order.Order) {
	if g.wild() {
		return pick(g, "SO-0", "SO-999999", g.hostile()), nil
	}
	if list := g.orders(test); len(list) > 0 && !g.one(6) {
		o := list[g.IntN(len(list))]
		return o.ID, o
	}
	if n := g.w.Shop().Orders; n > 0 {
		id := order.IDOf(1 + g.Uint64N(n))
		return id, g.w.Orders.Get(id)
	}
	return "SO-1", nil
}

func anyOrder(*order.Order) bool { return true }

func inBucket(buckets ...order.Bucket) func(*order.Order) bool {
	return func(o *order.Order) bool {
		return o.Sum(func(b order.Bucket) bool {
			for _, want := range buckets {
				if b == want {
					return true
				}
			}
			return false
		}) > 0
	}
}

// fo is a fulfillment order of an order that has units in one of the buckets.
func (g *generator) fo(buckets ...order.Bucket) (string, *order.Order, int) {
	id, o := g.order(inBucket(buckets...))
	if o == nil || g.wild() {
		return id, nil, pick(g, 0, 1, 2, 99, -1)
	}
	var fos []int
	for i := range o.Fulfillments {
		for _, b := range buckets {
			if o.InFO(i+1, b) > 0 {
				fos = append(fos, i+1)
			}
		}
	}
	if len(fos) == 0 {
		return id, o, 1
	}
	return id, o, fos[g.IntN(len(fos))]
}

// lines names units of an order's lines, mostly as many as are in the fulfillment
// order (0: in the order), sometimes too many, and sometimes a line twice.
func (g *generator) lines(o *order.Order, fo int, test func(order.Bucket) bool) []order.LineQty {
	if o == nil {
		return []order.LineQty{{Line: pick(g, 0, 1, 2, -1, 77), Qty: g.qty(4)}}
	}
	var out []order.LineQty
	for i := range o.Lines {
		var q core.Quantity
		for _, p := range o.Lines[i].Portions {
			if (fo == 0 || p.FO == fo) && test(p.Bucket) {
				q += p.Qty
			}
		}
		if q == 0 || g.one(4) {
			continue
		}
		for range 1 + g.IntN(7)/6 {
			n := q
			if !g.one(2) {
				n = g.qty(int(min(q, 1000)) + g.IntN(2))
			}
			out = append(out, order.LineQty{Line: i + 1, Qty: n})
		}
	}
	if len(out) == 0 || g.wild() {
		out = append(out, order.LineQty{Line: 1 + g.IntN(4), Qty: g.qty(4)})
	}
	return out
}

// who gives a command: mostly somebody who may.
func (g *generator) who(row world.CommandRow) string {
	if g.one(25) {
		return pick(g, viewer, nobody, finance, operator, till)
	}
	switch {
	case row.Fact && !g.one(3):
		return pick(g, web, till)
	case row.Role == catalog.Operator:
		return pick(g, operator, operator, lead, owner)
	case row.Role == catalog.Lead:
		return pick(g, lead, owner)
	}
	return pick(g, admin, owner)
}

// command makes one command of a kind.
func (g *generator) command(row world.CommandRow) (string, core.Command) {
	g.n++
	actor := g.who(row)
	if row.Kind == (*order.Submit)(nil).Kind() && !g.one(3) {
		actor = web
	}
	body := generators()[row.Kind]
	if g.one(3) && len(g.mergers()) > 0 {
		body, actor = together, lead
	}
	c := core.Command{Body: body(g)}
	if !g.one(5) {
		c.Key = fmt.Sprintf("key-%d", g.n)
	}
	if g.one(3) {
		c.Occurred = g.instant()
	}
	if actor == web && g.opt.Stream {
		c.Occurred = g.now
	}
	if actor == web && g.one(4) {
		c.Cursor = &core.Cursor{Connector: web, Position: fmt.Sprint(g.n)}
	}
	if c.Cursor == nil && actor != web && actor != till && g.one(8) {
		if id, o := g.order(anyOrder); o != nil {
			c.Expect = &core.Expect{Ref: core.Ref{Noun: order.NounOrder, ID: id}, Version: o.Version}
			if g.one(3) {
				c.Expect.Version--
			}
		}
	}
	return actor, c
}
