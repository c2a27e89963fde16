package sim

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/order"
	"andon/core/stock"
)

// personMark stands in all that is personal, so that it can be looked for where it
// must not be.
const personMark = "PII-"

func (g *generator) party() core.Party {
	p := core.Party{Country: pick(g, "GB", "GB", "FR", "US"), Zone: pick(g, "uk", "uk", "eu", "world")}
	if g.one(12) {
		p.Country = ""
	}
	if g.wild() {
		p.Key, p.Prefix, p.Complete = g.Uint64(), g.hostile(), true
	}
	if !g.opt.Vault {
		p.Complete = !g.one(10)
		return p
	}
	if g.one(10) {
		return p
	}
	p.Personal = &core.Personal{
		Name: fmt.Sprintf("%sname %d", personMark, g.IntN(20)), Email: fmt.Sprintf("%s%d@example.com", personMark, g.IntN(20)),
		Address: []string{fmt.Sprintf("%s%d street", personMark, g.IntN(20))}, City: personMark + "city", PostCode: pick(g, "AB1 2CD", "12345", "é€é 1", "ZZ1 "+personMark),
	}
	if g.one(10) {
		p.Personal.Address = nil
	}
	if g.wild() {
		p.Personal.Name = personMark + g.hostile()
	}
	return p
}

func (g *generator) newLine() order.NewLine {
	l := order.NewLine{SKU: g.sku(), Qty: g.qty(5), Price: 2_500_000}
	if g.one(12) {
		l.Price = core.Price(g.IntN(5_000_000))
	}
	if g.one(10) {
		l.Unit = pick(g, "each", "case", "pallet")
	}
	if g.one(12) {
		l.NotBefore = g.day()
	}
	if g.one(8) {
		l.ShipBy = g.later()
	}
	if g.one(9) {
		l.CancelAfter = g.later()
	}
	if g.opt.Floors && g.one(4) {
		l.Method = "collect"
	}
	if g.one(9) {
		l.Method, l.At = "collect", g.location()
	}
	if g.wild() {
		l.Price, l.Discount, l.Tax = pick(g, core.MaxPrice, -core.MaxPrice, 1<<62), pick[core.Amount](g, 0, 1<<62, -1<<63), pick[core.Amount](g, 0, 1<<62)
		l.Text, l.Unit, l.CancelAfter = g.hostile(), g.hostile(), g.instant()
	}
	return l
}

func (g *generator) newLines() []order.NewLine {
	n := 1 + g.IntN(4)
	if g.wild() {
		n = pick(g, 0, 30)
	}
	var out []order.NewLine
	for range n {
		out = append(out, g.newLine())
	}
	if g.one(4) {
		return g.apart(out)
	}
	return out
}

// apart makes lines of goods that no location has together, so that they leave in two
// packages.
func (g *generator) apart(lines []order.NewLine) []order.NewLine {
	var skus []string
	has := map[string]map[string]bool{}
	g.w.Balances(stock.Key{}, func(b *stock.Balance) bool {
		if b.Owner == "" && b.Q[stock.Available] > 1 {
			if has[b.SKU] == nil {
				skus, has[b.SKU] = append(skus, b.SKU), map[string]bool{}
			}
			has[b.SKU][b.Location] = true
		}
		return true
	})
	for range 4 * len(skus) {
		a, b := skus[g.IntN(len(skus))], skus[g.IntN(len(skus))]
		both := false
		for at := range has[a] {
			both = both || has[b][at]
		}
		if !both {
			l := g.newLine()
			l.SKU, l.Qty, l.Unit, l.Method, l.NotBefore = a, 1, "", "", 0
			other := l
			other.SKU = b
			return []order.NewLine{l, other}
		}
	}
	return lines
}

func submit(g *generator) core.Payload {
	if len(g.said) > 0 && g.one(6) {
		return g.saidAgain()
	}
	s := &order.Submit{
		Channel: g.channel(), External: fmt.Sprintf("E-%d", g.n), Customer: g.customer(), ShipTo: g.party(), Lines: g.newLines(),
		Complete: g.one(6), Rev: int64(g.IntN(2)), Service: pick(g, "", "", "", "express", "none"),
	}
	if g.one(10) {
		s.External = ""
	}
	if g.one(3) {
		s.Risk, s.Tags = g.IntN(101), []string{pick(g, "vip", "gift")}
		s.Payment.Captured = core.Amount(g.IntN(4_000))
	}
	s.Consent = !g.one(3)
	if g.one(5) {
		s.Priority = g.IntN(5) - 2
	}
	if g.one(4) {
		total := core.Amount(0)
		for i := range s.Lines {
			if a, err := core.Currency("GBP").Extend(s.Lines[i].Price, s.Lines[i].Qty); err == nil {
				total += a
			}
		}
		total += core.Amount(g.IntN(4) / 3 * 77)
		s.Total = &total
	}
	if g.wild() {
		s.Note, s.Currency, s.Priority, s.Customer = g.hostile(), core.Currency(g.hostile()), pick(g, 1<<40, -1<<40, 7), g.hostile()
		s.Charges = append(s.Charges, order.Charge{Type: g.hostile(), Amount: 1<<63 - 1})
		s.Payment.Authorised = -1 << 63
	}
	if b, err := json.Marshal(s); err == nil && s.External != "" {
		g.said = append(g.said, string(b))
	}
	return s
}

// saidAgain is a channel's edit of an order: the same version, a newer or an older
// one, with the same content or another.
func (g *generator) saidAgain() core.Payload {
	s := new(order.Submit)
	if json.Unmarshal([]byte(g.said[g.IntN(len(g.said))]), s) != nil {
		return submit(g)
	}
	s.Rev += int64(g.IntN(4) - 1)
	switch g.IntN(8) {
	case 0:
	case 1:
		s.Lines = append(s.Lines, g.newLine())
	case 2:
		if len(s.Lines) > 0 {
			s.Lines[g.IntN(len(s.Lines))].Qty = g.qty(6)
		}
	case 3:
		if len(s.Lines) > 1 {
			s.Lines = s.Lines[1:]
		}
	case 4:
		s.ShipTo = g.party()
	case 5: // the same goods under another number: a repeat, perhaps
		s.External, s.Rev = fmt.Sprintf("E-%d", g.n), 0
	case 6:
		s.Service = pick(g, "express", "standard", "none")
	case 7:
		g.reprice(s)
	}
	if b, err := json.Marshal(s); err == nil {
		g.said = append(g.said, string(b))
	}
	return s
}

// reprice is another word about money, and sometimes one that does not add up.
func (g *generator) reprice(s *order.Submit) {
	for i := range s.Lines {
		s.Lines[i].Price, s.Lines[i].Discount = core.Price(2_400_000+g.IntN(3)*100_000), core.Amount(g.IntN(3)*10)
	}
	s.Charges = []order.Charge{{Type: "postage", Amount: core.Amount(g.IntN(500))}}
	if sum, ok := said(s, "GBP"); ok {
		sum += core.Amount(g.IntN(2) * 700)
		s.Total = &sum
	}
}

func amend(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Open, order.Backordered, order.Allocated, order.Preordered))
	c := &order.Amend{Order: id, Reason: g.text()}
	switch g.IntN(4) {
	case 0:
		p := g.party()
		c.ShipTo = &p
	case 1:
		c.Service = pick(g, "express", "standard", "none")
	case 2:
		c.Add = g.newLines()
	}
	for range g.IntN(3) {
		e := order.LineEdit{Line: 1 + g.IntN(4)}
		if o != nil && len(o.Lines) > 0 {
			e.Line = 1 + g.IntN(len(o.Lines))
		}
		if !g.one(4) {
			q := g.qty(6) - core.Quantity(g.IntN(2))
			e.Qty = &q
		}
		if g.one(3) {
			e.SKU = g.sku()
		}
		c.Lines = append(c.Lines, e)
	}
	if g.one(6) {
		whole := g.one(2)
		c.Complete = &whole
	}
	return c
}

func stoppable(b order.Bucket) bool { return b.Waiting() || b.Here() }

func cancel(g *generator) core.Payload {
	id, o := g.order(func(o *order.Order) bool { return o.Sum(stoppable) > 0 })
	c := &order.Cancel{Order: id, Reason: g.text()}
	if !g.one(3) {
		c.Lines = g.lines(o, 0, stoppable)
	}
	return c
}

func placeHold(g *generator) core.Payload {
	id, o := g.order(anyOrder)
	h := &order.PlaceHold{Order: id, Type: pick(g, "", "fraud", "manual", "sku", "address", "quantity", "price"), Reason: g.text()}
	if o != nil && g.one(2) {
		h.Line = g.IntN(len(o.Lines) + 2)
	}
	if g.one(2) {
		h.Blocks = order.Step(g.IntN(16))
	}
	if g.wild() {
		h.Blocks = order.Step(g.IntN(256))
	}
	return h
}

func resolveHold(g *generator) core.Payload {
	id, o := g.order((*order.Order).Held)
	c := &order.ResolveHold{Order: id, Hold: g.IntN(4), Reject: g.one(4), Reason: g.text()}
	if o != nil && len(o.Holds) > 0 {
		c.Hold = 1 + g.IntN(len(o.Holds))
	}
	return c
}

func source(g *generator) core.Payload {
	id, _ := g.order(inBucket(order.Open, order.Backordered))
	return &order.Source{Order: id}
}

func accept(g *generator) core.Payload {
	id, _, fo := g.fo(order.Allocated)
	return &order.Accept{Order: id, FO: fo}
}

func unpicked(b order.Bucket) bool { return b == order.Allocated || b == order.Released }

func pickUnits(g *generator) core.Payload {
	id, o, fo := g.fo(order.Released, order.Released, order.Allocated)
	c := &order.Pick{Order: id, FO: fo}
	if g.one(2) {
		c.Lines = g.lines(o, fo, unpicked)
	}
	if g.one(3) {
		c.Short = g.lines(o, fo, unpicked)
	}
	return c
}

func pack(g *generator) core.Payload {
	id, o, fo := g.fo(order.Picked)
	c := &order.Pack{Order: id, FO: fo}
	if g.one(2) {
		c.Lines = g.lines(o, fo, order.Bucket.Here)
	}
	c.Packages = g.packages(o, fo)
	return c
}

func ship(g *generator) core.Payload {
	id, o, fo := g.fo(order.Packed, order.Packed, order.Picked)
	c := &order.Ship{Order: id, FO: fo, Carrier: "CAR", Tracking: fmt.Sprintf("T%d", g.n)}
	if g.one(2) {
		c.Lines = g.lines(o, fo, order.Bucket.Here)
	}
	c.Packages = g.packages(o, fo)
	if g.wild() {
		c.Tracking, c.Carrier = g.hostile(), g.hostile()
	}
	return c
}

func deliver(g *generator) core.Payload {
	id, o := g.order(inBucket(order.Shipped))
	c := &order.Deliver{Order: id, Shipment: g.IntN(3), Lost: g.one(6)}
	if o != nil && len(o.Shipments) > 0 {
		c.Shipment = 1 + g.IntN(len(o.Shipments))
	}
	return c
}

func undo(g *generator) core.Payload {
	c := &order.Undo{Channel: g.channel(), External: fmt.Sprintf("U-%d", g.n), Customer: g.customer()}
	for range 1 + g.IntN(3) {
		c.Lines = append(c.Lines, order.UndoLine{SKU: g.sku(), Qty: g.qty(6), Source: []int64{int64(g.n)}})
	}
	if g.one(2) {
		c.Location = g.location()
	}
	return c
}
