package regret

import (
	"cmp"
	"slices"

	"andon/core"
)

// sequence is an order in which those who know the day could decide.
type sequence struct {
	name    string
	compare func(a, b *decision) int // before their numbers
}

// sequences are tried one after another; of those that come to the same the first counts.
func sequences() []sequence {
	return []sequence{
		{"as placed", func(a, b *decision) int { return 0 }},
		{"biggest first", func(a, b *decision) int { return cmp.Compare(b.wanted(), a.wanted()) }},
		{"fewest choices first", func(a, b *decision) int { return cmp.Compare(a.choices(), b.choices()) }},
		{"by priority", func(a, b *decision) int { return cmp.Compare(a.order.Priority, b.order.Priority) }},
	}
}

// wanted is how many units an order asks for.
func (d *decision) wanted() (q core.Quantity) {
	for i := range d.terms.Demands {
		q += d.terms.Demands[i].Qty
	}
	return q
}

// choices is how many locations have anything for an order.
func (d *decision) choices() (n int) {
	for i := range d.terms.Offers {
		if slices.ContainsFunc(d.terms.Offers[i].Avail, func(q core.Quantity) bool { return q > 0 }) {
			n++
		}
	}
	return n
}

// plans are the plans of all orders of a day, as the decisions stand.
type plans struct {
	name string
	of   []plan
}

func (p *plans) value() (sum core.Amount) {
	for i := range p.of {
		sum += p.of[i].value
	}
	return sum
}

// turns are the orders of a day in a sequence, by index.
func (s *sequence) turns(all []*decision) []int {
	turn := make([]int, len(all))
	for i := range turn {
		turn[i] = i
	}
	slices.SortFunc(turn, func(a, b int) int {
		return cmp.Or(s.compare(all[a], all[b]), cmp.Compare(all[a].n, all[b].n))
	})
	return turn
}

// decide plans all orders in turn, each with what those before it left. It returns false
// where that cannot be done without using units twice.
func (h *hindsight) decide(all []*decision, name string, turn []int) (out plans, ok bool, err error) {
	out = plans{name, make([]plan, len(all))}
	u := newUsed()
	for _, i := range turn {
		p, ok, err := h.next(all[i], u)
		if err != nil || !ok || !h.add(u, all[i], &p, 1) {
			return out, false, err
		}
		out.of[i] = p
	}
	return out, true, nil
}

// next plans an order with what is left.
func (h *hindsight) next(d *decision, u *used) (p plan, ok bool, err error) {
	v, err := h.outlook(d, u)
	if err != nil {
		return p, false, err
	}
	p, ok = price(d.terms, takesOf(d.order, &v), nil)
	return p, ok, nil
}

// improve looks at every order again, that with the biggest regret first, with what all
// the others leave it, and keeps what is worth less.
func (h *hindsight) improve(all []*decision, from plans) (plans, error) {
	out := plans{from.name + ", then each order again", slices.Clone(from.of)}
	u := newUsed()
	turn := []int{}
	for i := range all {
		h.add(u, all[i], &out.of[i], 1)
		if out.of[i].value > all[i].alone.value {
			turn = append(turn, i)
		}
	}
	gap := func(i int) core.Amount { return out.of[i].value - all[i].alone.value }
	slices.SortFunc(turn, func(a, b int) int { return cmp.Or(cmp.Compare(gap(b), gap(a)), cmp.Compare(all[a].n, all[b].n)) })
	for _, i := range turn {
		h.add(u, all[i], &out.of[i], -1)
		p, ok, err := h.next(all[i], u)
		if err != nil {
			return out, err
		}
		if ok && p.value < out.of[i].value {
			if h.add(u, all[i], &p, 1) {
				out.of[i] = p
				continue
			}
			h.add(u, all[i], &p, -1)
		}
		h.add(u, all[i], &out.of[i], 1)
	}
	return out, nil
}

// best is the best of what was decided and of all sequences, and what each is worth.
func (h *hindsight) best(all []*decision) (best plans, tried []plans, err error) {
	was := plans{"as decided", make([]plan, len(all))}
	for i, d := range all {
		was.of[i] = d.decided
	}
	tried = []plans{was}
	var turns [][]int
	for _, s := range sequences() {
		turn := s.turns(all)
		if slices.ContainsFunc(turns, func(t []int) bool { return slices.Equal(t, turn) }) {
			continue // another name for what was tried
		}
		turns = append(turns, turn)
		p, ok, err := h.decide(all, s.name, turn)
		if err != nil {
			return best, tried, err
		}
		if ok {
			tried = append(tried, p)
		}
	}
	first := slices.MinFunc(tried, func(a, b plans) int { return cmp.Compare(a.value(), b.value()) })
	starts := []plans{was, first}
	if first.name == was.name {
		starts = starts[:1]
	}
	for _, p := range starts {
		again, err := h.improve(all, p)
		if err != nil {
			return best, tried, err
		}
		tried = append(tried, again)
	}
	return slices.MinFunc(tried, func(a, b plans) int { return cmp.Compare(a.value(), b.value()) }), tried, nil
}
