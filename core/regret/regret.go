package regret

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
)

// Run compares what was decided on the days of a question with what was possible. Of the
// configuration it needs Journal and Codec, and writes to nothing.
func Run(ctx context.Context, cfg engine.Config, q Question) (*Report, error) {
	if q.From > q.To {
		return nil, refuse(core.CodeInvalid, q.From.String(), "the span ends on %s, before it begins; swap --from and --to", q.To)
	}
	out := &Report{Days: []Day{}}
	r, err := read(ctx, cfg, q, func(d *day) error {
		if err := ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "regret", d.date.String(), "was given up", err)
		}
		x, err := d.report(q.Orders)
		if err == nil && x.Sourced > 0 {
			out.Days = append(out.Days, *x)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	switch {
	case r.first == 0:
		return nil, refuse(core.CodeNotFound, "", "the shop has no records yet")
	case q.To < r.first:
		return nil, refuse(core.CodeNotFound, q.To.String(), "lies before the shop's first record, which is of %s", r.first)
	case q.From > r.last:
		return nil, refuse(core.CodeNotFound, q.From.String(), "is still to come: the shop's last record is of %s", r.last)
	case len(out.Days) == 0 && q.From == q.To:
		return nil, refuse(core.CodeNotFound, q.From.String(), "no order was sourced on that day; andon regret --from DAY --to DAY shows which days had any")
	case len(out.Days) == 0:
		return nil, refuse(core.CodeNotFound, q.From.String(), "no order was sourced between then and %s; choose other days", q.To)
	}
	return out, nil
}

// refuse is an error about the question.
func refuse(code core.Code, subject, format string, args ...any) error {
	return core.E(code, "regret", subject, fmt.Sprintf(format, args...))
}

// report compares one day.
func (d *day) report(most int) (*Day, error) {
	out := &Day{Date: d.date, Zone: d.zone.String(), Sourced: len(d.decisions), Left: []Left{}, Sequences: []Sequence{}, Orders: []Order{}}
	d.end.Entities.Each(func(_ string, e *catalog.Entity) bool {
		d.currency = e.Currency
		return false
	})
	out.Currency = d.currency
	all, h, err := d.comparable(out)
	if err != nil {
		return nil, err
	}
	best, tried, err := h.best(all)
	if err != nil {
		return nil, err
	}
	for i := range tried {
		s := Sequence{Name: tried[i].name, Figures: sum(tried[i].of)}
		out.Sequences = append(out.Sequences, s)
	}
	out.Compared, out.Best = len(all), best.name
	alone, decided := make([]plan, len(all)), make([]plan, len(all))
	for i, x := range all {
		alone[i], decided[i] = x.alone, x.decided
	}
	out.Decided, out.Possible, out.Alone = sum(decided), sum(best.of), sum(alone)
	out.Least, out.Most = out.Decided.less(&out.Possible), out.Decided.less(&out.Alone)
	out.Orders = d.worst(all, best.of, most)
	return out, nil
}

// comparable leaves out the orders that cannot be compared, and works out the terms of the
// others.
func (d *day) comparable(out *Day) ([]*decision, *hindsight, error) {
	why := map[string]int{}
	var settled, all []*decision
	for _, x := range d.decisions {
		takes, reason := x.settle(d.end.Orders.Get(x.id))
		if x.decided.takes = takes; reason != "" {
			why[reason]++
			continue
		}
		settled = append(settled, x)
	}
	h := newHindsight(d.end, settled)
	for _, x := range settled {
		ok, err := h.lower(x)
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			why["rules or locations were changed later that day"]++
			h.takeOut(x)
			continue
		}
		all = append(all, x)
	}
	for reason, n := range why {
		out.Left = append(out.Left, Left{reason, n})
	}
	slices.SortFunc(out.Left, func(a, b Left) int { return cmp.Or(cmp.Compare(b.Orders, a.Orders), cmp.Compare(a.Why, b.Why)) })
	return all, h, nil
}

// takeOut has an order that is not compared keep what it has.
func (h *hindsight) takeOut(d *decision) {
	for _, t := range d.decided.takes {
		h.shelf[t.sku][t.location] -= t.qty
	}
	for _, t := range d.later {
		h.shelf[t.sku][t.location] -= t.qty
	}
	for _, s := range d.booked {
		h.loads[s]++
	}
}

// sum adds plans up.
func sum(of []plan) (f Figures) {
	for i := range of {
		p := &of[i]
		f.value += p.value
		f.Cost += p.cost
		f.Unmet += p.unmet
		f.Packages += p.packages
		f.Waiting += p.waits
		if p.split() {
			f.Split++
		}
	}
	return f
}

// worst tells of the orders with the biggest regret: first by what was possible, then by
// what they could have had alone.
func (d *day) worst(all []*decision, possible []plan, most int) []Order {
	turn := []int{}
	for i, x := range all {
		if x.decided.value > x.alone.value || x.decided.value > possible[i].value {
			turn = append(turn, i)
		}
	}
	slices.SortFunc(turn, func(a, b int) int {
		x, y := all[a], all[b]
		return cmp.Or(cmp.Compare(y.decided.value-possible[b].value, x.decided.value-possible[a].value),
			cmp.Compare(y.decided.value-y.alone.value, x.decided.value-x.alone.value), cmp.Compare(x.n, y.n))
	})
	out := []Order{}
	for _, i := range turn[:min(most, len(turn))] {
		x := all[i]
		o := Order{Order: x.id, External: x.order.External, At: x.at, Decided: told(&x.decided), Possible: told(&possible[i]), Alone: told(&x.alone)}
		o.Why = d.reason(all, possible, i)
		out = append(out, o)
	}
	return out
}

// told says a plan in the report's words.
func told(p *plan) Plan {
	out := Plan{Takes: []Take{}, Cost: p.cost, Packages: p.packages, Waiting: p.waits}
	for _, t := range p.takes {
		out.Takes = append(out.Takes, Take{Line: t.line, SKU: t.sku, Location: t.location, Qty: t.qty})
	}
	return out
}
