package rehearse

import (
	"fmt"
	"strings"
)

// Text is the report for people, a line each.
func (r *Report) Text() []string {
	out := append([]string{}, r.Summary...)
	out = append(out, "", fmt.Sprintf("from %s to %s, %s against %s", r.From, r.To, r.Draft, r.Active), "")
	out = append(out, r.table()...)
	out = append(out, "", "held by"+strings.Repeat(" ", 30)+"active      draft")
	out = append(out, r.heldTable()...)
	out = append(out, "", "cost is made of "+r.Priced)
	for _, n := range r.Notes {
		out = append(out, "note: "+n)
	}
	out = append(out, "", "the model:")
	for _, x := range r.Model.Waits {
		out = append(out, fmt.Sprintf("  %-14s %-8s %-40s %s, %d records", x.Location, x.Step, x.Typical, x.Source, x.Records))
	}
	for _, x := range r.Model.Answers {
		typical := "never by people"
		if x.Typical != "" {
			typical = "typically after " + x.Typical
		}
		out = append(out, fmt.Sprintf("  holds for %s: %d placed, %d released by people, %d rejected, %s (%s)", x.Hold, x.Placed, x.Released, x.Rejected, typical, x.Source))
	}
	return append(out, r.otherText()...)
}

func (r *Report) table() []string {
	format := "%-28s %14s %14s %14s %16s"
	out := []string{fmt.Sprintf(format, "", "recorded", "active, model", "draft, model", "difference")}
	any := false
	for _, x := range r.Rows() {
		line := fmt.Sprintf(format, x.Name, x.Recorded, x.Active, x.Draft, x.Difference)
		if x.Unsure {
			any, line = true, line+" ~"
		}
		out = append(out, line)
	}
	if any {
		out = append(out, "~ smaller than what lies between the model and the record: it says which way, not how much")
	}
	return out
}

func (r *Report) heldTable() (out []string) {
	draft := map[string]int{}
	for _, by := range r.DraftRun.HeldBy {
		draft[by.Rule] = by.Orders
	}
	line := func(rule string, a, d int) { out = append(out, fmt.Sprintf("  %-34s %6d %10d", rule, a, d)) }
	for _, by := range r.ActiveRun.HeldBy {
		line(by.Rule, by.Orders, draft[by.Rule])
		delete(draft, by.Rule)
	}
	for _, by := range r.DraftRun.HeldBy {
		if n, left := draft[by.Rule]; left {
			line(by.Rule, 0, n)
		}
	}
	return out
}

func (r *Report) otherText() (out []string) {
	if len(r.Differ.Shown) > 0 {
		out = append(out, "", fmt.Sprintf("%d of %d orders that differ, first those that the policies decide otherwise, by difference of cost:", len(r.Differ.Shown), r.Differ.Orders))
	}
	for i := range r.Differ.Shown {
		x := &r.Differ.Shown[i]
		because := "the policies say something else"
		if x.Because == "stock" {
			because = "it found other stock"
		}
		out = append(out, "", fmt.Sprintf("%s (%s), placed %s: cost %s %s, because %s", x.Order, x.External, x.Placed, signed(r.Currency.Format(x.Difference), x.Difference > 0), r.Currency, because))
		out = append(out, r.fateText("active", &x.Active)...)
		out = append(out, r.fateText("draft", &x.Draft)...)
	}
	return out
}

func signed(s string, plus bool) string {
	if plus {
		return "+" + s
	}
	return s
}

func (r *Report) fateText(run string, f *Fate) []string {
	out := []string{fmt.Sprintf("  %s: %s, %s", run, f.Status, r.sent(f))}
	for _, h := range f.Holds {
		out = append(out, "    held for "+h)
	}
	for _, s := range f.Text {
		out = append(out, "    "+s)
	}
	return out
}

// sent says in how many packages from where an order goes, and what it was promised first.
func (r *Report) sent(f *Fate) string {
	packages := "nothing was sent"
	switch {
	case f.Packages == 1:
		packages = "1 package from " + strings.Join(f.Locations, " and ")
	case f.Packages > 0:
		packages = fmt.Sprintf("%d packages from %s", f.Packages, strings.Join(f.Locations, " and "))
	}
	if f.Packages > 0 || f.Cost != 0 {
		packages += fmt.Sprintf(", cost %s %s", r.Currency.Format(f.Cost), r.Currency)
	}
	if f.Ship == 0 {
		return packages + ", no day was promised"
	}
	return packages + ", promised to leave " + f.Ship.String()
}
