package rehearse

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"andon/core"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/query"
	"andon/core/sourcing"
)

// outcome is what became of an order in a run.
type outcome struct {
	id    string // as the record calls it
	print uint64
	order *order.Order
	track *track
}

// pair is an order in both runs; nil: not done with yet, or never there.
type pair struct {
	active, draft *outcome
	stock         bool // they differ by the stock that they found
}

// comparison keeps the outcomes that have no counterpart yet, counts those that differ,
// and keeps the ones that differ most. Equal ones leave memory at once.
type comparison struct {
	most    int // orders to show
	pending map[string]*pair
	differ  Differ
	shown   []pair
}

func newComparison(most int) *comparison {
	return &comparison{most: most, pending: map[string]*pair{}}
}

// take compares what has ended in both runs.
func (c *comparison) take(active, draft []*outcome) {
	for _, o := range active {
		c.of(o.id).active = o
	}
	for _, o := range draft {
		c.of(o.id).draft = o
	}
	for _, ended := range [...][]*outcome{active, draft} {
		for _, o := range ended {
			if p := c.pending[o.id]; p != nil && p.active != nil && p.draft != nil {
				c.settle(p)
				delete(c.pending, o.id)
			}
		}
	}
}

func (c *comparison) of(id string) *pair {
	p := c.pending[id]
	if p == nil {
		p = new(pair)
		c.pending[id] = p
	}
	return p
}

// finish compares what is left: orders that only one run has.
func (c *comparison) finish() {
	var left []*pair
	for _, p := range c.pending {
		left = append(left, p)
	}
	slices.SortFunc(left, func(a, b *pair) int { return cmp.Compare(a.one().id, b.one().id) })
	for _, p := range left {
		c.settle(p)
	}
	c.pending = nil
}

func (c *comparison) settle(p *pair) {
	if p.active != nil && p.draft != nil && p.active.print == p.draft.print {
		return
	}
	c.differ.Orders++
	if p.stock = p.byStock(); p.stock {
		c.differ.ByStock++
	} else {
		c.differ.ByRule++
	}
	i, _ := slices.BinarySearchFunc(c.shown, p, func(a pair, b *pair) int { return a.compare(b) })
	if i < c.most {
		c.shown = slices.Insert(c.shown, i, *p)
		c.shown = c.shown[:min(len(c.shown), c.most)]
	}
}

// compare puts orders first that the policies themselves decide otherwise, of them the
// biggest difference of cost, then the oldest order.
func (p *pair) compare(q *pair) int {
	if p.stock != q.stock {
		if p.stock {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(abs(q.difference()), abs(p.difference())), cmp.Compare(p.one().order.Placed, q.one().order.Placed), cmp.Compare(p.one().id, q.one().id))
}

func abs(a core.Amount) core.Amount { return max(a, -a) }

// one is the outcome of the run that has the order.
func (p *pair) one() *outcome {
	if p.active != nil {
		return p.active
	}
	return p.draft
}

// difference is by how much the order costs more under the draft.
func (p *pair) difference() core.Amount {
	var d core.Amount
	if p.draft != nil {
		d += p.draft.track.cost
	}
	if p.active != nil {
		d -= p.active.track.cost
	}
	return d
}

// byStock reports whether the order differs only because others do: the active policy
// would have decided as the draft did, had it found the stock that the draft found.
func (p *pair) byStock() bool {
	if p.active == nil || p.draft == nil || !sameHolds(p.active.order, p.draft.order) {
		return false
	}
	a, b := p.active.track.decisions, p.draft.track.decisions
	for i := range min(len(a), len(b)) {
		if !sameDecision(a[i].e, b[i].e) {
			return asThere(p.draft.order, a[i].e.Inputs, b[i].e)
		}
	}
	return len(a) != len(b)
}

// asThere reports whether the prices and limits of one decision lead to another one on
// its stock.
func asThere(o *order.Order, terms *order.Inputs, e *order.Sourced) bool {
	in := *e.Inputs
	if len(terms.Demands) != len(in.Demands) || len(terms.Offers) != len(in.Offers) {
		return true // what was asked for is another thing already
	}
	in.Extra, in.Splits, in.Complete = terms.Extra, terms.Splits, terms.Complete
	in.Demands, in.Offers = slices.Clone(in.Demands), slices.Clone(in.Offers)
	for i := range in.Demands {
		in.Demands[i].Backorder = terms.Demands[i].Backorder
	}
	for i := range in.Offers {
		if in.Offers[i].Excluded == "" && terms.Offers[i].Excluded == "" {
			in.Offers[i].Package = terms.Offers[i].Package
		}
	}
	var problem sourcing.Problem
	var solver sourcing.Solver
	if !flow.StateProblem(&problem, o, &in) {
		return false
	}
	plan, err := solver.Solve(&problem)
	return err == nil && slices.Equal(taken(&in, &plan), shipped(o, e))
}

// part is units of a line from a location.
type part struct {
	line     int
	location string
	qty      core.Quantity
}

func taken(in *order.Inputs, plan *sourcing.Plan) (out []part) {
	for _, t := range plan.Takes {
		out = append(out, part{in.Demands[t.Demand].Line, in.Offers[t.Offer].Location, t.Qty})
	}
	return together(out)
}

func shipped(o *order.Order, e *order.Sourced) (out []part) {
	for i := range e.Moves {
		if m := &e.Moves[i]; m.To == order.Allocated {
			out = append(out, part{m.Line, e.LocationOf(o, m.ToFO), m.Qty})
		}
	}
	return together(out)
}

// together sorts parts and adds up those of one line and location.
func together(parts []part) (out []part) {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.location, b.location)) })
	for _, p := range parts {
		if n := len(out); n > 0 && out[n-1].line == p.line && out[n-1].location == p.location {
			out[n-1].qty += p.qty
			continue
		}
		out = append(out, p)
	}
	return out
}

func sameDecision(a, b *order.Sourced) bool {
	return slices.Equal(a.Moves, b.Moves) && slices.Equal(a.Open, b.Open)
}

func sameHolds(a, b *order.Order) bool {
	return slices.EqualFunc(a.Holds, b.Holds, func(x, y order.Hold) bool {
		return x.Type == y.Type && x.Rule == y.Rule && x.Line == y.Line && x.Done == y.Done
	})
}

// others says the orders that differ most in words.
func (c *comparison) others() []Other {
	out := []Other{}
	for i := range c.shown {
		p := &c.shown[i]
		o := p.one().order
		x := Other{Order: p.one().id, External: o.External, Placed: o.Placed, Because: "rule", Difference: p.difference(), Active: p.active.fate(), Draft: p.draft.fate()}
		if p.stock {
			x.Because = "stock"
		}
		out = append(out, x)
	}
	return out
}

// shownDecisions is how many decisions of an order are said in words.
const shownDecisions = 4

// fate says in words what became of an order.
func (o *outcome) fate() Fate {
	f := Fate{Status: "refused", Locations: []string{}, Holds: []string{}, Text: []string{"it was not let in"}}
	if o == nil {
		return f
	}
	f = Fate{Status: o.order.Status(), Locations: []string{}, Packages: o.track.packages, Cost: o.track.cost, Holds: []string{}, Text: []string{}}
	for _, p := range o.track.promises {
		f.Ship = max(f.Ship, p.day)
	}
	f.Holds = holdsInWords(o.order.Holds)
	for i := range o.track.decisions {
		d := &o.track.decisions[i]
		for k := range d.e.Open {
			if l := d.e.Open[k].Location; !slices.Contains(f.Locations, l) {
				f.Locations = append(f.Locations, l)
			}
		}
		if i < shownDecisions {
			f.Text = append(f.Text, d.inWords(o.order)...)
		}
	}
	slices.Sort(f.Locations)
	if n := len(o.track.decisions) - shownDecisions; n > 0 {
		f.Text = append(f.Text, fmt.Sprintf("and %d more decisions", n))
	}
	return f
}

// call names the policy of a run as who rehearses it does: there is none of its number.
func (f *Fate) call(number, name string) {
	named := regexp.MustCompile(`\b` + regexp.QuoteMeta(number) + `\b`)
	for _, list := range [...][]string{f.Holds, f.Text} {
		for i := range list {
			list[i] = named.ReplaceAllLiteralString(list[i], name)
		}
	}
}

func (d *decision) inWords(o *order.Order) []string {
	words := []string{fmt.Sprintf("%s, %s:", d.at, d.e.Cause)}
	if in := d.e.Inputs; in.Policy != 0 && len(in.Rules) > 0 {
		words[0] = fmt.Sprintf("%s, %s, by %v:", d.at, d.e.Cause, in.Rules)
	}
	return append(words, query.ExplainSourced(o, d.e)...)
}

// shownReasons is how many reasons of holds that are alike are said.
const shownReasons = 3

// holdsInWords says the holds of an order; those of several lines that were placed and
// ended alike are one.
func holdsInWords(holds []order.Hold) []string {
	out := []string{}
	for i := range holds {
		h, first, reasons, same := &holds[i], true, []string{}, 0
		for k := range holds {
			if g := &holds[k]; alike(h, g) {
				first = first && k >= i
				if same++; !slices.Contains(reasons, g.Reason) {
					reasons = append(reasons, g.Reason)
				}
			}
		}
		if !first {
			continue
		}
		s := h.Type
		if same > 1 {
			s += fmt.Sprintf(", %d times", same)
		}
		s += fmt.Sprintf(", placed %s by %s: %s", h.At, heldBy(h), strings.Join(reasons[:min(len(reasons), shownReasons)], ", "))
		if n := len(reasons) - shownReasons; n > 0 {
			s += fmt.Sprintf(", and %d more", n)
		}
		if h.Done == "" {
			s += "; still open"
		} else {
			s += "; " + h.Done + ", " + h.Why
		}
		out = append(out, s)
	}
	return out
}

func alike(a, b *order.Hold) bool {
	return a.Type == b.Type && a.At == b.At && heldBy(a) == heldBy(b) && a.Done == b.Done && a.Why == b.Why
}
