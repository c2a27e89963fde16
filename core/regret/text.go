package regret

import (
	"fmt"
	"strings"

	"andon/core"
)

// Text is the report for people: of one day all of it, of several a line each.
func (r *Report) Text() []string {
	if len(r.Days) == 1 {
		return r.Days[0].text()
	}
	const format = "%-10s %8s %14s %14s %14s %12s %12s %14s"
	out := []string{fmt.Sprintf(format, "", "orders", "cost decided", "possible", "alone", "regret from", "to", "units waiting")}
	for i := range r.Days {
		d := &r.Days[i]
		out = append(out, fmt.Sprintf(format, d.Date, fmt.Sprint(d.Compared), d.money(d.Decided.Cost), d.money(d.Possible.Cost), d.money(d.Alone.Cost),
			d.money(d.Least.Cost), d.money(d.Most.Cost), fmt.Sprintf("%d to %d", d.Least.Waiting, d.Most.Waiting)))
	}
	return append(out, notes...)
}

// notes say what the numbers do not.
var notes = []string{"",
	"cost is what the engine minimises: packages, carriage, handling, splits, and what the policy adds for locations, scarcity and waiting; waiting without a price stands above all costs",
	"possible is the best of the plans that were tried, so that regret may be more; where orders want the same units not all can have what each could have alone, so that it may be less"}

func (d *Day) money(a core.Amount) string { return d.Currency.Format(a) }

func (d *Day) text() []string {
	out := []string{d.summary(), fmt.Sprintf("%s in %s: %d orders were sourced, %d are compared", d.Date, d.Zone, d.Sourced, d.Compared)}
	for _, l := range d.Left {
		out = append(out, fmt.Sprintf("left out: %d, %s", l.Orders, l.Why))
	}
	out = append(out, "")
	out = append(out, d.table()...)
	out = append(out, "", "all orders of the day, one after another:")
	for i := range d.Sequences {
		s, mark := &d.Sequences[i], ""
		if s.Name == d.Best {
			mark = "  possible"
		}
		out = append(out, fmt.Sprintf("  %-48s cost %s, %d packages, %d split, %d units waiting%s", s.Name, d.money(s.Cost), s.Packages, s.Split, s.Waiting, mark))
	}
	out = append(out, notes...)
	for i := range d.Orders {
		out = append(out, d.orderText(&d.Orders[i])...)
	}
	return out
}

func (d *Day) table() []string {
	const format = "%-14s %14s %14s %14s %14s %14s"
	out := []string{fmt.Sprintf(format, "", "decided", "possible", "alone", "regret from", "to")}
	row := func(name string, of func(*Figures) string) {
		out = append(out, fmt.Sprintf(format, name, of(&d.Decided), of(&d.Possible), of(&d.Alone), of(&d.Least), of(&d.Most)))
	}
	row("cost "+string(d.Currency), func(f *Figures) string { return d.money(f.Cost) })
	if d.Decided.Unmet != 0 || d.Possible.Unmet != 0 || d.Alone.Unmet != 0 {
		row("  for waiting", func(f *Figures) string { return d.money(f.Unmet) })
	}
	row("packages", func(f *Figures) string { return fmt.Sprint(f.Packages) })
	row("orders split", func(f *Figures) string { return fmt.Sprint(f.Split) })
	row("units waiting", func(f *Figures) string { return fmt.Sprint(f.Waiting) })
	return out
}

// summary is what matters, in a sentence.
func (d *Day) summary() string {
	switch {
	case d.Most.value == 0:
		return "nothing is to be regretted: knowing the day, no order could have gone better"
	case d.Least.value == 0:
		return "no better plan was found; each order alone could have gone with " + d.gain(&d.Most) + ", which no plan for all can beat"
	}
	return fmt.Sprintf("knowing the day, it could have gone with %s; at the very most with %s", d.gain(&d.Least), d.gain(&d.Most))
}

// gain says a difference in words.
func (d *Day) gain(f *Figures) string {
	s := fmt.Sprintf("%s %s less", d.money(f.Cost), d.Currency)
	if f.Cost < 0 {
		s = fmt.Sprintf("%s %s more", d.money(-f.Cost), d.Currency)
	}
	if f.Waiting != 0 {
		s += fmt.Sprintf(" and %d fewer units waiting", f.Waiting)
	}
	return s
}

func (d *Day) orderText(o *Order) []string {
	name := o.Order
	if o.External != "" {
		name += " (" + o.External + ")"
	}
	return []string{"", fmt.Sprintf("%s, %s: %s", name, o.At, o.Why),
		"  decided:  " + d.planText(&o.Decided), "  possible: " + d.planText(&o.Possible), "  alone:    " + d.planText(&o.Alone)}
}

// shownTakes is how many parts of a plan are written out.
const shownTakes = 8

// planText says a plan in a line.
func (d *Day) planText(p *Plan) string {
	var parts []string
	last := ""
	for i, t := range p.Takes {
		if i == shownTakes {
			parts = append(parts, fmt.Sprintf("and %d lines more", len(p.Takes)-i))
			break
		}
		part := fmt.Sprintf("%d %s", t.Qty, t.SKU)
		if t.Location != last {
			part += " from " + t.Location
		}
		last = t.Location
		parts = append(parts, part)
	}
	if p.Waiting > 0 {
		parts = append(parts, fmt.Sprintf("%d units wait", p.Waiting))
	}
	packages := "1 package"
	if p.Packages != 1 {
		packages = fmt.Sprintf("%d packages", p.Packages)
	}
	return fmt.Sprintf("%s; %s, cost %s %s", strings.Join(parts, ", "), packages, d.money(p.Cost), d.Currency)
}
