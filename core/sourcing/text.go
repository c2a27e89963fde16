package sourcing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"andon/core"
)

// Text writes the explanation for a person, one statement a line. Names are as they
// came: whoever shows them cleans them.
func (x *Explanation) Text(c core.Currency) []string {
	lines := x.Chosen.shipLines()
	if len(x.Chosen.Unfilled) > 0 {
		lines = append(lines, "Unfilled: "+shorts(x.Chosen.Unfilled)+".")
	}
	lines = append(lines, x.Chosen.Cost.text(c), x.boundText(c))
	if x.Today != nil {
		lines = append(lines, fmt.Sprintf("Solver %d decided; solver %d would now ship from %s for %s.",
			x.Solver, Version, places(x.Today.Locations), c.Format(x.Today.Cost.Total)))
	}
	for i := range x.Others {
		lines = append(lines, x.Others[i].otherText(c))
	}
	for i := range x.Verdicts {
		if v := &x.Verdicts[i]; v.Outcome != OutcomeUsed {
			lines = append(lines, v.Location+": "+v.text(c)+".")
		}
	}
	for i := range x.Changes {
		lines = append(lines, x.Changes[i].text(c))
	}
	if x.Unsearched {
		lines = append(lines, "The order is too large to have tried every single change.")
	}
	return lines
}

func (c *Candidate) shipLines() []string {
	if len(c.Ships) == 0 {
		return []string{"Nothing ships."}
	}
	var out []string
	for _, place := range c.Locations {
		var units []Short
		for _, s := range c.Ships {
			if s.Location == place {
				units = append(units, Short{Line: s.Line, SKU: s.SKU, Qty: s.Qty})
			}
		}
		out = append(out, place+" ships "+unitsText(units, len(units))+".")
	}
	return out
}

func (p *Parts) text(c core.Currency) string {
	return fmt.Sprintf("Cost %s: packages %s, extra packages %s, units %s, backorder %s.",
		c.Format(p.Total), c.Format(p.Packages), c.Format(p.Extra), c.Format(p.Units), c.Format(p.Backorder))
}

func (x *Explanation) boundText(c core.Currency) string {
	cost := x.Chosen.Cost.Total
	switch gap := cost - x.Bound; {
	case x.Proven:
		return "No plan costs less (proven)."
	case x.Bound > 0 && gap < 1<<40:
		tenths := (gap*1000 + x.Bound - 1) / x.Bound
		return fmt.Sprintf("At most %d.%d %% above the least possible cost (no plan costs less than %s).", tenths/10, tenths%10, c.Format(x.Bound))
	}
	return "Not proven: no plan costs less than " + c.Format(x.Bound) + "."
}

func (c *Candidate) otherText(cur core.Currency) string {
	s := "Instead: " + places(c.Locations) + " for " + cur.Format(c.Cost.Total) + ", " + difference(c.Dearer, cur)
	if len(c.Unfilled) > 0 {
		s += ", lacking " + shorts(c.Unfilled)
	}
	return s + "."
}

func difference(dearer core.Amount, c core.Currency) string {
	switch {
	case dearer > 0:
		return c.Format(dearer) + " dearer"
	case dearer < 0:
		return c.Format(-dearer) + " cheaper"
	}
	return "the same"
}

func (v *Verdict) text(c core.Currency) string {
	pays := fmt.Sprintf("one more package costs %s and saves %s", c.Format(v.Costs), c.Format(v.Saves))
	if v.Dearer != nil {
		pays += ", the best plan that uses it is " + difference(*v.Dearer, c)
	}
	switch v.Outcome {
	case OutcomeExcluded:
		return "excluded, " + reasonText(v.Reason)
	case OutcomeNoCapacity:
		return "has no capacity left"
	case OutcomeNoStock:
		return strings.Join(append([]string{"has none of it"}, lineReasons(v.Excluded)...), "; ")
	case OutcomeTooDear:
		return "each unit costs more than its backorder"
	case OutcomeTie:
		return "as cheap, but lower in priority, later by name or in more packages"
	case OutcomeLimit:
		return pays + ", but no further split is allowed"
	case OutcomeNeedless, OutcomeShort:
		return strings.Join(append([]string{pays, "alone it lacks " + shorts(v.Missing)}, lineReasons(v.Excluded)...), "; ")
	}
	if v.Alone != nil {
		return "could ship it all for " + c.Format(*v.Alone) + "; " + pays
	}
	return pays
}

func lineReasons(lines []LineReason) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.SKU+" "+reasonText(l.Reason))
	}
	return out
}

// reasonText is a reason in words.
func reasonText(r Reason) string {
	if rule, why, ok := OfRule(r); ok {
		return why + ofRule + rule + ")"
	}
	switch r {
	case ReasonClosed:
		return "closed"
	case ReasonCutOff:
		return "too late to keep the promise"
	case ReasonCapacity:
		return "capacity used up"
	case ReasonRejected:
		return "rejected it before"
	case ReasonChannel:
		return "not for this channel"
	case ReasonLot:
		return "no lot that may be sold"
	case ReasonKit:
		return "cannot ship the kit together"
	case ReasonService:
		return "does not offer the service"
	case ReasonSuspended:
		return "service is suspended"
	case ReasonSpill:
		return "takes no more from outages elsewhere"
	case ReasonRestricted:
		return "may not be shipped there"
	case ReasonCollected:
		return "the line is collected elsewhere"
	case ReasonNotStocked:
		return "does not carry it"
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

func (x *Change) text(c core.Currency) string {
	then := fmt.Sprintf(": then %s for %s.", places(x.Then), c.Format(x.Cost))
	move := "up from "
	if x.To < x.From {
		move = "down from "
	}
	switch x.Kind {
	case ChangeStock:
		return fmt.Sprintf("Otherwise with %d more %s at %s", x.Units, x.SKU, x.Location) + then
	case ChangePackage:
		return "Otherwise with a package from " + x.Location + " at " + c.Format(x.To) + ", " + move + c.Format(x.From) + then
	case ChangeExtra:
		return "Otherwise with a split price of " + c.Format(x.To) + ", " + move + c.Format(x.From) + then
	}
	return "Otherwise with a backorder of " + x.SKU + " at " + c.Format(x.To) + " a unit, " + move + c.Format(x.From) + then
}

// places lists locations, the first few by name.
func places(ids []string) string {
	const shown = 6
	switch n := len(ids); {
	case n == 0:
		return "nowhere"
	case n > shown:
		return strings.Join(ids[:shown], ", ") + " and " + strconv.Itoa(n-shown) + " more"
	}
	return strings.Join(ids, ", ")
}

// shorts lists missing units, the first few by name.
func shorts(list []Short) string { return unitsText(list, 6) }

// unitsText adds up units by SKU and names the first few.
func unitsText(list []Short, shown int) string {
	var sums []Short
	for _, s := range list {
		if i := slices.IndexFunc(sums, func(t Short) bool { return t.SKU == s.SKU }); i >= 0 {
			sums[i].Qty += s.Qty
			continue
		}
		sums = append(sums, s)
	}
	var out []string
	for _, s := range sums[:min(len(sums), shown)] {
		out = append(out, fmt.Sprintf("%d %s", s.Qty, s.SKU))
	}
	text := strings.Join(out, ", ")
	if n := len(sums) - shown; n > 0 {
		text += " and " + strconv.Itoa(n) + " more"
	}
	return text
}
