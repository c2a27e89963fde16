package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/world"
)

// wait explains a line that waits for stock: what is ahead of it, what is here and
// what is on its way.
type wait struct {
	Line    int                 `json:"line"`
	SKU     string              `json:"sku"`
	Ordered core.Quantity       `json:"ordered"`
	Waiting core.Quantity       `json:"waiting"`           // units
	Promise core.Date           `json:"promise,omitempty"` // the latest day that units of it are promised for
	Dated   core.Quantity       `json:"dated,omitempty"`   // units with such a day
	Held    string              `json:"held,omitempty"`    // the hold that blocks sourcing
	Day     core.Date           `json:"day,omitempty"`     // units wait for it and not for stock
	Cap     *flow.PreorderTerms `json:"preorder,omitempty"`
	Place   int                 `json:"place,omitempty"` // in the queue for the SKU, from 1; 0: not among the first maxQueue
	Class   int                 `json:"class"`           // the priority of its order, lower first
	Told    core.Date           `json:"told,omitempty"`  // the dispatch that was told first, by which it stands in its class
	Queue   int                 `json:"queue"`           // lines in the queue, at most maxQueue counted
	Ahead   core.Quantity       `json:"ahead"`           // units asked for by the lines ahead
	First   []ahead             `json:"first,omitempty"` // the lines at the head, at most shownAhead
	Here    []shelf             `json:"here,omitempty"`
	Unused  string              `json:"unused,omitempty"`  // why units that are here and may be taken are not
	Coming  []arrival           `json:"coming,omitempty"`  // by date, undated last, at most shownArrivals
	Covered core.Date           `json:"covered,omitempty"` // day on which dated supply reaches the line
}

// ahead is a line that is filled before another.
type ahead struct {
	Order string        `json:"order"`
	Line  int           `json:"line"`
	Units core.Quantity `json:"units"`
}

// arrival is dated supply.
type arrival struct {
	Location string        `json:"location"`
	Date     core.Date     `json:"date,omitempty"`
	Document string        `json:"document"`
	Qty      core.Quantity `json:"qty"`
	Useless  bool          `json:"useless,omitempty"` // where it comes to nothing is sent to the line
}

const (
	shownAhead    = 5
	shownArrivals = 5
)

// waiting explains why units of a line wait.
func (r *request) waiting(o *order.Order, l *order.Line) *wait {
	v := &wait{Line: l.No, SKU: l.SKU, Ordered: l.Qty, Waiting: l.Sum(order.Bucket.Waiting), Class: o.Priority, Told: o.FirstTold(l.SKU)}
	for _, p := range l.Portions {
		if p.Bucket.Waiting() && p.Ship != 0 {
			v.Promise = max(v.Promise, p.Ship)
			v.Dated += p.Qty
		}
		if p.Bucket == order.Preordered {
			v.Day = max(v.Day, p.After)
		}
	}
	v.Cap = flow.BeyondCap(r.w, r.now, o, l)
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && (h.Line == 0 || h.Line == l.No) && h.Blocks&order.StepSource != 0 {
			v.Held = because(fmt.Sprintf("hold %d (%s)", h.No, h.Type), h.Reason)
		}
	}
	r.queue(v, o, l)
	r.shelves(v, o, l)
	r.arrivals(v, o, l)
	return v
}

// queue finds the line's place among those that wait for the SKU.
func (r *request) queue(v *wait, o *order.Order, l *order.Line) {
	r.w.Waiting(l.SKU, func(e world.WaitEntry) bool {
		v.Queue++
		if e.Order == o.ID && e.Line == l.No {
			v.Place = v.Queue
		}
		if other := r.waitingLine(e); v.Place == 0 && other != nil {
			q := other.Sum(order.Bucket.Waiting)
			v.Ahead += q
			if len(v.First) < shownAhead {
				v.First = append(v.First, ahead{e.Order, e.Line, q})
			}
		}
		return v.Queue < maxQueue
	})
}

// arrivals lists dated supply by date and finds the day on which it covers the line
// and all that is ahead of it.
func (r *request) arrivals(v *wait, o *order.Order, l *order.Line) {
	var all []arrival
	r.w.Supply(v.SKU, func(c world.Coming) bool {
		all = append(all, arrival{c.Location, c.Date, string(c.Noun) + " " + c.ID, c.Qty, false})
		return true
	})
	slices.SortStableFunc(all, func(a, b arrival) int { return cmp.Compare(uint32(a.Date-1), uint32(b.Date-1)) })
	if v.Place != 0 {
		var without []string
		v.Covered, without = flow.NewDecider().Reaches(r.w, o, l)
		for i := range all {
			all[i].Useless = slices.Contains(without, all[i].Location)
		}
	}
	v.Coming = all[:min(len(all), shownArrivals)]
}

// sentences says the same for people.
func (v *wait) sentences() []string {
	out := []string{fmt.Sprintf("line %d waits for %d of %d %s%s", v.Line, v.Waiting, v.Ordered, v.SKU, promised(v.Promise))}
	if v.Dated > 0 && v.Dated < v.Waiting {
		out[0] = fmt.Sprintf("line %d waits for %d of %d %s, %d of them%s", v.Line, v.Waiting, v.Ordered, v.SKU, v.Dated, strings.TrimPrefix(promised(v.Promise), ","))
	}
	if v.Held != "" {
		out = append(out, v.Held+" stops sourcing")
	}
	out = append(out, v.untilItsDay()...)
	if v.Place > 0 {
		out = append(out, fmt.Sprintf("it is number %d of %s in the queue for the SKU%s", v.Place, atLeast(v.Queue), v.by())+v.who())
	}
	out = append(out, "available now: "+orElse(shelvesInWords(v.Here), "none anywhere"))
	if v.Unused != "" {
		out = append(out, v.Unused)
	}
	var coming []string
	for _, a := range v.Coming {
		s := fmt.Sprintf("%d to %s %s (%s)", a.Qty, a.Location, on(a.Date), a.Document)
		if a.Useless {
			s += ", which sends it nothing"
		}
		coming = append(coming, s)
	}
	out = append(out, "on its way: "+orElse(strings.Join(coming, "; "), "nothing"))
	switch {
	case v.Covered != 0:
		out = append(out, "what is on its way reaches the line on "+v.Covered.String())
	case len(v.Coming) > 0:
		out = append(out, "what is on its way with a date does not reach the line")
	}
	return out
}

// untilItsDay says what a line waits for that must not leave before a day.
func (v *wait) untilItsDay() (out []string) {
	if v.Day == 0 {
		return nil
	}
	out = append(out, "it is for "+v.Day.String()+", and no unit of it leaves before")
	if c := v.Cap; c != nil {
		s := fmt.Sprintf("%d of it are beyond the cap: %d %s may be preordered, and %d are", c.Units, c.Cap, v.SKU, c.Taken)
		if c.Ahead > 0 {
			s += fmt.Sprintf("; %s of others beyond it stand ahead", units(c.Ahead))
		}
		if c.Whole {
			s += "; it is promised whole or not at all"
		}
		out = append(out, s, fmt.Sprintf("they are promised once %s of what is preordered are given up, or with a cap of %d (preorder_cap of %s); if neither comes they get on the day what is left",
			units(c.Enough()-c.Cap), c.Enough(), v.SKU))
	}
	return out
}

// by says what sets the line's place in the queue.
func (v *wait) by() string {
	if v.Queue < 2 {
		return ""
	}
	told := "behind all who were told a day, by the time placed"
	if v.Told != 0 {
		told = "as it was told to leave " + on(v.Told) + " first"
	}
	return fmt.Sprintf(", in class %d %s", v.Class, told)
}

func (v *wait) who() string {
	if len(v.First) == 0 {
		return ""
	}
	var first []string
	for _, a := range v.First {
		first = append(first, fmt.Sprintf("%s/%d (%d)", a.Order, a.Line, a.Units))
	}
	s := fmt.Sprintf("; ahead are %s: %s", units(v.Ahead), strings.Join(first, ", "))
	if v.Place-1 > len(v.First) {
		s += ", …"
	}
	return s
}

func atLeast(n int) string {
	if n >= maxQueue {
		return fmt.Sprintf("%d or more", n)
	}
	return fmt.Sprint(n)
}

func on(d core.Date) string {
	if d == 0 {
		return "without a date"
	}
	return "on " + d.String()
}
